"""Actions: what the Strategic Executive Group decided, by whom and by when, until it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.asking import Action, DueError, actions, add_action, finish_action
from csp_tui.desk.configuring import quarter_dates
from csp_tui.desk.opening import day_of
from csp_tui.domain.book import Book
from csp_tui.domain.dates import read_date
from csp_tui.domain.measures import Indicator
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line

_WHAT = "What is to be done, as the SEG decided?"


class Ask(Struct, frozen=True):
    """What a partner asks of the group in its commentary on an indicator."""

    indicator: Indicator
    partner: str
    text: str


class ActionsScreen(ListScreen):
    """What is asked of the group, and all actions, those that are not done first, by due date."""

    OPENED_BY: ClassVar[str] = "actions"
    HELP_TEXT: ClassVar[str] = (
        "What the Strategic Executive Group decided: what is done, by whom, by when. An action stands on its owner's"
        " forms and in the packs until it is done; what its owner says of it comes back with the form. What partners"
        " ask of the group in this quarter's commentary stands first.\n\n"
        "N records an action after the meeting, with its day; on something that is asked it starts from its words. X"
        " marks an action as done, today; Ctrl+Z takes that back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "new action", id="action.add", tooltip="Record what the SEG decided"),
        Binding("x", "finish", "done", id="action.done", tooltip="Mark it as done today"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._actions: dict[str, Action] = {}
        self._asks: dict[str, Ask] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is open can be done."""
        if action == "finish":
            return self.is_mounted and self._action is not None and self._action.done is None
        return super().check_action(action, parameters)

    @property
    def _action(self) -> Action | None:
        return self._actions.get(self.grid.row_id or "")

    @property
    def _ask(self) -> Ask | None:
        return self._asks.get(self.grid.row_id or "")

    # Showing

    def read(self) -> None:
        """What is asked of the group, then the actions, those that are done last."""
        found = sorted(actions(self.session.desk), key=lambda one: one.done is not None)
        self._actions = {one.reference: one for one in found}
        self._asks = {f"{ask.indicator.code}|{ask.partner}": ask for ask in _asks(self.session.book)}

    def heading(self) -> Content:
        """How many are open, and how many of them late."""
        still = [one for one in self._actions.values() if one.done is None]
        late = sum(self._is_late(one) for one in still)
        asked = f"{len(self._asks)} asked of it" if self._asks else ""
        done = f"{len(still)} of {len(self._actions)} to be done" if self._actions else "none is recorded yet"
        return headed("Actions of the SEG", done, f"{late} late" if late else "", asked)

    def _is_late(self, one: Action) -> bool:
        return one.done is None and one.due < self.session.desk.today

    def columns(self) -> Sequence[Column]:
        """By when, by whom, what."""
        return (
            Column("state", "", 10),
            Column("due", "Due", 17),
            Column("owner", "Who", 16, flexible=True, by_ends=True),
            Column("text", "What", 22, flexible=True),
        )

    def rows(self) -> Iterable[Row]:
        """A row for each that is asked, and for each action."""
        for row, ask in self._asks.items():
            cells = {
                "state": Cell("? asked", "accent"),
                "due": Cell("–", "muted"),
                "owner": Cell(ask.partner),
                "text": Cell(f"{ask.indicator.code}  {one_line(ask.text)}"),
            }
            yield Row(row, cells)
        for one in self._actions.values():
            late = Cell("! late", "red") if self._is_late(one) else Cell("to be done", "amber")
            cells = {
                "state": late if one.done is None else Cell("done", "muted"),
                "due": Cell(printed_date(one.due)),
                "owner": Cell(one.owner),
                "text": Cell(one.text),
            }
            yield Row(one.reference, cells)

    def told(self) -> Content:
        """What is asked, or the action in full with what its owner says of it."""
        one, ask = self._action, self._ask
        if ask is not None:
            return in_lines(_told_ask(ask, self.session.quarter, self.in_own_keys))
        return (
            in_lines(_told(one))
            if one is not None
            else Content(self.in_own_keys("There are no actions. N records one."))
        )

    # Doing

    def action_add(self) -> None:
        """What, then who, then by when; on something that is asked, from its words."""
        asked = self._ask
        self.ask(_WHAT, self._with_text, one_line(asked.text) if asked else "")

    def _with_text(self, text: str) -> None:
        options = [Option(name, name) for name in self.session.book.plan.partners]
        question = "Which partner does it? The text names a person or a team."
        self.app.push_screen(Choice(question, options, find=True), lambda owner: self._with_owner(text, owner))

    def _with_owner(self, text: str, owner: str | None) -> None:
        if owner is None:
            self.ask(_WHAT, self._with_text, text)
        else:
            held = quarter_dates(self.session.desk, self.session.quarter).meeting
            met = printed_date(held) if held is not None and held <= self.session.desk.today else ""
            self._ask_due(text, owner, "", met)

    def _ask_due(self, text: str, owner: str, due: str, meeting: str) -> None:
        question = f"{owner}: by when? A date like 30 November 2026"
        self.ask(question, lambda typed: self._with_due(text, owner, typed, meeting), due)

    def _with_due(self, text: str, owner: str, due: str, meeting: str) -> None:
        read_date(due)
        question = "Decided at the meeting of which day? Enter alone leaves it open."
        self.ask(question, lambda typed: self._keep(text, owner, due, typed), meeting, needed=False)

    def _keep(self, text: str, owner: str, due: str, meeting: str) -> None:
        try:
            added = add_action(self.session.desk, text, owner, due, meeting)
        except DueError as error:  # either day may be the wrong one
            self._ask_due(text, owner, due, meeting)
            self.say(str(error), "refused")
            return
        self.read()
        self.show_rows(at=added.reference)
        told = f"Kept as {added.reference}; it stands on the next form of {owner}, until it is done."
        past = f" {printed_date(added.due)} is past already; Ctrl+Z takes it back." * (
            added.due < self.session.desk.today
        )
        self.say(told + past, "amber" if past else "")

    def action_finish(self) -> None:
        """It is done."""
        one = self._action
        if one is not None and self.attempt(lambda: self._finish(one)):
            self.show_session()
            self.say(f"{one.reference} is done. Ctrl+Z takes that back.")

    def _finish(self, one: Action) -> None:
        finish_action(self.session.desk, one.reference)


def _asks(book: Book) -> Iterator[Ask]:
    """What partners ask of the group this quarter, in the plan's order."""
    for indicator in book.plan.indicators:
        for (uid, quarter, partner), texts in book.commentary.items():
            if (uid, quarter) == (indicator.uid, book.quarter) and texts.get("ask"):
                yield Ask(indicator, partner, texts["ask"])


def _told_ask(ask: Ask, quarter: Quarter, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    yield Content.assemble((f"{ask.indicator.code} {one_line(ask.indicator.title)}", "bold"), f"   {quarter.short}")
    yield labelled(f"{one_line(ask.partner)} asks the group", ask.text)
    yield toned(in_own_keys("N records what the group decides on it, as an action."), "accent")


def _told(one: Action) -> Iterator[Content]:
    yield Content.assemble((one_line(one.owner), "bold"), f"   due {printed_date(one.due)}")
    yield Content(lines_of(one.text))
    if one.meeting is not None:
        yield Content(f"Decided at the meeting of {printed_date(one.meeting)}.")
    yield toned(one_line(f"Recorded by {one.by} on {printed_date(day_of(one.at))}, reference {one.reference}"), "muted")
    if one.done is not None:
        yield Content(f"Done on {printed_date(one.done)}.")
    if one.progress:
        yield labelled(f"{one_line(one.owner)} says", one.progress)
