"""Taking past figures in, from a file or pasted: what each row becomes, and what is refused, before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker

from csp_tui.desk.history import Imported, plan_history, plan_pasted, store_history
from csp_tui.desk.history_planning import Became, HistoryPlan, Told
from csp_tui.desk.history_rows import RefusedCell
from csp_tui.domain.errors import UserError
from csp_tui.domain.pasting import is_range
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_FEW = 100  # figures of which all are listed; of more, those that need a look
_QUOTES = "\"' "
_TONES = {
    Became.NEW: "",
    Became.CHANGED: "amber",
    Became.UNCHANGED: "muted",
    Became.MADE: "accent",
    Became.DIFFERS: "amber",
    Became.IN_PART: "amber",
}
_MEANS = {
    Became.NEW: "Nothing stood before.",
    Became.CHANGED: "It replaces what stood; that stays in the history.",
    Became.UNCHANGED: "It stands so already.",
    Became.MADE: "The quarter is stated by its months.",
}


class HistoryScreen(ListScreen):
    """Asks for a file, or takes cells that are pasted; shows what they would become; stores them when Enter says so."""

    HELP_TEXT: ClassVar[str] = (
        "Takes in figures of earlier quarters or months: a table with the columns measure, quarter (or month) and"
        " value, and others such as partner, numerator, denominator, extracted; or a row for each measure with a column"
        " for each quarter or month. F5 names a .csv or .xlsx file; cells that were copied in a spreadsheet can be"
        " pasted here, with their headings.\n\n"
        "First it is shown what each row becomes, and nothing is stored. Three months make their quarter where nobody"
        " has stated it; where a typed quarter says otherwise, it counts and both are shown. One cell that cannot be"
        " read refuses the whole table: put it right and take it in again. D shows every figure, or only those that"
        " need a look.\n\n"
        "Enter stores all of it in one step, after a backup. It is listed with the returns (F6), and Del there takes it"
        " back, also after a restart."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "store", "store", id="history.store", priority=True, tooltip="Store all of it in one step"),
        Binding("d", "details", "details", id="history.details", tooltip="Show all figures, or those that need a look"),
        Binding("f5", "choose", "file", id="history.choose", tooltip="Name a file of past figures, .csv or .xlsx"),
        *ListScreen.KEYS,
    ]

    @dataclass
    class Planned(Message):
        """What would happen is worked out."""

        plan: HistoryPlan

    @dataclass
    class Stored(Message):
        """It is stored."""

        imported: Imported

    @dataclass
    class Failed(Message):
        """It could not be done; the sentence says why."""

        sentence: str

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._plan: HistoryPlan | None = None
        self._all_of_it = False
        self._worker: Worker[None] | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on how far it is."""
        plan = self._plan
        match action:
            case "store":
                can = plan is not None and not plan.refused and bool(plan.drafts)
                return can and self._worker is None and not self.asks
            case "details":
                return plan is not None and not self.asks
            case "choose":
                return self._worker is None
        return super().check_action(action, parameters)

    @property
    def in_the_middle(self) -> bool:
        """What is looked through does not change meanwhile; storing looks again at what is closed."""
        return self._plan is not None

    # Showing

    def read(self) -> None:
        """What is shown was worked out by a worker."""

    def heading(self) -> Content:
        """How much of what, and the two ways on."""
        plan = self._plan
        if plan is None:
            return headed("Past figures", "nothing is read yet")
        counted = [(plan.count(Became.NEW), "new"), (plan.count(Became.CHANGED), "changed")]
        counted += [
            (plan.count(Became.UNCHANGED), "already there"),
            (made := plan.count(Became.MADE), f"{_quarters(made)} months"),
        ]
        counted += [(plan.count(Became.DIFFERS), "stated otherwise"), (len(plan.refused), "refused")]
        told = ", ".join(f"{count:,} {what}" for count, what in counted if count) or "no figures"
        return in_lines([headed("Past figures", plan.file, told), toned(self.in_own_keys(self._way_on(plan)), "draft")])

    @staticmethod
    def _way_on(plan: HistoryPlan) -> str:
        if plan.refused:
            return "Nothing is stored: put right what is refused and take it in again. Esc goes back."
        if not plan.drafts:
            return "All of it is there already. Esc goes back."
        return "Nothing is stored yet. Enter stores it in one step, Esc drops it all."

    def columns(self) -> Sequence[Column]:
        """What becomes of it, which figure of when, what it says, what stood, and where."""
        columns = [
            Column("became", "", 20),
            Column("measure", "Figure", 18, flexible=True),
            Column("when", "When", 14),
            Column("says", "What it says", 13, right=True),
        ]
        if self.wide:
            columns += [Column("stood", "Before", 14, right=True), Column("place", "Where", 24)]
        return columns

    def rows(self) -> Iterable[Row]:
        """What is refused, then the figures that need a look; with details all of them."""
        plan = self._plan
        if plan is None:
            return
        for number, refused in enumerate(plan.refused):
            cells = {
                "became": Cell("! refused", "refused"),
                "measure": Cell(one_line(refused.text or refused.why)),
                "when": Cell("" if self.wide else refused.place, "muted"),
                "place": Cell(refused.place, "muted"),
            }
            yield Row(f"refused {number}", cells)
        every = self._all_of_it or len(plan.told) <= _FEW
        for number, one in enumerate(plan.told):
            if every or one.became not in (Became.NEW, Became.UNCHANGED, Became.MADE):
                yield Row(f"told {number}", _cells(one))

    def told(self) -> Content:
        """All of a row, with what its storing means."""
        kind, _, number = (self.grid.row_id or "").partition(" ")
        if self._plan is None:
            return Content(self.in_own_keys("F5 names a file of past figures; copied cells can be pasted here."))
        if kind == "refused":
            return in_lines(_told_refused(self._plan.refused[int(number)]))
        if kind == "told":
            return in_lines(_told(self._plan.told[int(number)]))
        return Content(self.in_own_keys("Nothing needs a look. D shows all figures."))

    # Reading and planning

    def action_choose(self) -> None:
        """Ask for a file."""
        self.ask("Which file of past figures? Type or paste its path.", self._named)

    def _named(self, typed: str) -> None:
        file = Path(typed.strip(_QUOTES)).expanduser()
        self._look_at(lambda: plan_history(self.session.desk, file))

    def on_paste(self, event: events.Paste) -> None:
        """Cells that were copied elsewhere."""
        if not self.asks and is_range(event.text) and self._worker is None:
            event.stop()
            text = event.text
            self._look_at(lambda: plan_pasted(self.session.desk, text))

    def _look_at(self, plan: Callable[[], HistoryPlan]) -> None:
        self._plan, self._all_of_it = None, False
        self.show_rows()
        self.say("Reading …")
        self._work(lambda: self.post_message(self.Planned(plan())))

    def _work(self, work: Callable[[], object]) -> None:
        """Do something beside the screen; it touches no widget and posts messages."""
        self._worker = self.run_worker(lambda: self._guarded(work), thread=True, exit_on_error=False)
        self.refresh_bindings()

    def _guarded(self, work: Callable[[], object]) -> None:
        try:
            work()
        except (UserError, OSError) as error:
            self.post_message(self.Failed(str(error)))

    def on_history_screen_planned(self, event: Planned) -> None:
        """Show what would happen, what is refused first."""
        self._worker, self._plan = None, event.plan
        self.show_session()
        self.say(event.plan.refusal or " ".join(event.plan.left_out), "refused" if event.plan.refused else "")

    def on_history_screen_failed(self, event: Failed) -> None:
        """Say why; nothing was stored."""
        self._worker = None
        self.show_session()
        self.say(event.sentence, "refused")

    # Doing

    def action_details(self) -> None:
        """All of it, or only what needs a look."""
        self._all_of_it = not self._all_of_it
        self.show_rows()

    def action_store(self) -> None:
        """Store all of it."""
        plan = self._plan
        if plan is not None:
            self._work(lambda: self.post_message(self.Stored(store_history(self.session.desk, plan))))

    def on_history_screen_stored(self, event: Stored) -> None:
        """Say what is in, and how it is taken back."""
        self._worker, self._plan = None, None
        self.session.read_again()
        self.show_session()
        imported = event.imported
        made = f", and {imported.made:,} {_quarters(imported.made)} months" if imported.made else ""
        count = f"{imported.new + imported.changed:,} of {imported.rows:,} figures"
        self.say(f"Stored: {count}{made}. Ctrl+Z takes it back; later F6, then Del.", "green")


def _quarters(count: int) -> str:
    return "quarter by its" if count == 1 else "quarters by their"


def _cells(one: Told) -> dict[str, Cell]:
    return {
        "became": Cell(one.became.value, _TONES[one.became]),
        "measure": Cell(f"{one.measure.id}  {one.measure.title}"),
        "when": Cell(one.period.short),
        "says": Cell(one.says or "–"),
        "stood": Cell(one.stood or "–", "muted"),
        "place": Cell(one.place, "muted"),
    }


def _told(one: Told) -> Iterator[Content]:
    who = f"{one.measure.id}  {one_line(one.measure.title)}"
    yield Content.assemble((who, "bold"), f"   {one.supplier}, {one.period.short}   {one_line(one.place)}")
    yield labelled("It says", one.says or "nothing")
    if one.stood or one.why or one.became is not Became.NEW:  # else it is said by what it means
        yield labelled("Before", one.stood or "nothing")
    yield toned(one_line(one.why or _MEANS[one.became]), _TONES[one.became] if one.why else "muted")


def _told_refused(refused: RefusedCell) -> Iterator[Content]:
    yield Content.styled(one_line(refused.place), "bold")
    if refused.text:
        yield labelled("There stands", refused.text)
    yield toned(one_line(refused.why), "refused")
