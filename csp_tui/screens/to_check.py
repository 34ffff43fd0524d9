"""To check: what came in and does not count yet, each with its reason; accepted by name, or mapped to a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.accepting import ToCheck, accept, map_row, to_check
from csp_tui.desk.meanwhile import Meanwhile, meanwhile
from csp_tui.domain.errors import cited
from csp_tui.domain.measures import Kind, Measure
from csp_tui.returns.checking import Reason
from csp_tui.returns.summary import place
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled, what_about
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_REASONS = {
    Reason.LATER_FORMAT: "later format",
    Reason.OTHER_PARTNERSHIP: "other partnership",
    Reason.OTHER_QUARTER: "other quarter",
    Reason.OTHER_PLAN: "other plan",
    Reason.UNKNOWN_ROW: "unknown row",
    Reason.NOT_THIS_PARTNER: "not their row",
    Reason.AFTER_ISSUE: "after issue",
    Reason.REVISED: "revised",
    Reason.UNREADABLE: "cannot be taken",
    Reason.CORRECTED: "corrected form",
    Reason.WITHDRAW: "came back empty",
}
_ACCEPTING = {
    Reason.CORRECTED: "The corrected form replaces what came of it before.",
    Reason.WITHDRAW: "The figure is taken out; where nothing else is stated of it, it is awaited again.",
    Reason.LATER_FORMAT: "It is noted as seen; nothing of it is taken in until it is sent again to a newer csp-tui.",
    Reason.UNREADABLE: "It is noted as seen; no figure is taken from it. G goes to its cell, Ctrl+E asks about it.",
}
_ONE_BY_ONE = "Ctrl+D settles its figures one by one; settled there, it is asked no more here."
_MAPPED = (Reason.UNKNOWN_ROW, Reason.OTHER_PLAN)


class ToCheckScreen(ListScreen):
    """What waits for a person, in all quarters."""

    OPENS: ClassVar[str] = "open"
    OPENED_BY: ClassVar[str] = "to_check"
    HELP_TEXT: ClassVar[str] = (
        "What came in and does not count until somebody has looked at it, with the reason: a row that the plan does not"
        " know, a row of another partner, a cell that holds no such figure (twelve, -3, 120%), a figure that came after"
        " the pack was issued, a corrected form, a figure whose cell came back empty.\n\n"
        "A accepts it and asks why; the reason is kept. What cannot be taken is noted as seen by that, and gives no"
        " figure. W accepts the whole file. M says which measure a row means. Enter shows who said what of it, G goes"
        " to its cell in the grid, Ctrl+E asks about it. What is left alone stays here: nothing received is lost."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "accept", id="check.accept", tooltip="Take it in; asks why"),
        Binding("w", "accept_file", "whole file", id="check.accept-file", tooltip="Take in all of its file; asks why"),
        Binding("m", "map", "which measure", id="check.map", tooltip="Say which measure the row means"),
        Binding("g", "go_to_cell", "its cell", id="check.cell", tooltip="Go to its cell in the grid; Esc leads back"),
        *ListScreen.KEYS,
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._items: dict[str, ToCheck] = {}
        self._meanwhile: dict[str, Meanwhile] = {}  # of what the cursor was on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with this row has a key."""
        item = self.item if self.is_mounted else None
        match action:
            case "accept":
                return item is not None and item.reason != Reason.UNKNOWN_ROW
            case "accept_file":
                return item is not None and len(self._of_file(item)) > 1
            case "map":
                return item is not None and item.reason in _MAPPED
            case "go_to_cell":
                return item is not None and self._measure is not None and item.quarter == str(self.session.quarter)
        return super().check_action(action, parameters)

    @property
    def item(self) -> ToCheck | None:
        """What the cursor stands on."""
        return self._items.get(self.grid.row_id or "")

    @property
    def _measure(self) -> Measure | None:
        """The plan's measure that the cursor's row is about, if there is one."""
        return self.session.book.plan.by_id.get(self.item.measure) if self.item is not None else None

    def subject_here(self) -> Subject | None:
        """The figure that the cursor's row is about, to be asked about."""
        item, measure = self.item, self._measure
        if item is None or measure is None:
            return None
        return Subject(measure, item.partner if item.partner in measure.suppliers else measure.suppliers[0])

    @property
    def opens(self) -> str:
        """Only a figure of the plan has a story."""
        return self.OPENS if self._measure is not None else ""

    def _of_file(self, item: ToCheck) -> Sequence[ToCheck]:
        return [one for one in self._items.values() if one.file_id == item.file_id]

    # Showing

    def read(self) -> None:
        """What waits, this quarter's first."""
        here = str(self.session.quarter)
        found = sorted(to_check(self.session.desk), key=lambda one: one.quarter != here)
        self._items = {one.id: one for one in found}
        self._meanwhile.clear()

    def heading(self) -> Content:
        """How much waits."""
        return headed("To check", f"{len(self._items)} to look at" if self._items else "nothing waits")

    def columns(self) -> Sequence[Column]:
        """Why, what, whose, and what it says; where it is written as far as there is room."""
        columns = [
            Column("reason", "Why", 16),
            Column("measure", "Figure", 18),
            Column("partner", "From", 14, flexible=True, by_ends=True),
            Column("says", "It says", 12, flexible=True),
        ]
        return [*columns, Column("where", "Written in", 26, flexible=True)] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """A row for each."""
        for item in self._items.values():
            cells = {
                "reason": Cell(_REASONS[Reason(item.reason)], "amber"),
                "measure": Cell(item.measure or "–"),
                "partner": Cell(item.partner or item.file),
                "says": Cell(item.says or "–"),
                "where": Cell(place(item.file, item.sheet, item.cell), "muted"),
            }
            yield Row(item.id, cells)

    def told(self) -> Content:
        """The whole reason, and what accepting does."""
        item = self.item
        if item is None:
            return Content(self.in_own_keys("Nothing is to check. Esc goes back."))
        if item.id not in self._meanwhile:
            self._meanwhile[item.id] = meanwhile(self.session.desk, item, self._measure)
        return in_lines(_told(item, self._meanwhile[item.id], len(self._of_file(item)), self.in_own_keys))

    # Doing

    def open_row(self) -> None:
        """Who said what of the figure, where it is one of the plan."""
        measure = self._measure
        if self.item is not None and measure is not None:
            self.open_story(measure, self.item.partner)
        elif self.item is not None:
            self.say("The plan has no figure of that name.")

    def action_go_to_cell(self) -> None:
        """To the cell in the grid, to type what it was to say; back leads here."""
        here = self.subject_here()
        if here is not None:
            priority = self.session.book.plan.indicator(here.measure.indicator).priority
            self.open_figure(priority, here.id, from_here=True)

    def action_accept(self) -> None:
        """Take it in, for a reason."""
        item = self.item
        if item is not None and item.versions:
            options = [Option(each.id, f"{each.file}: {each.says}") for each in item.versions]
            self.app.push_screen(Choice("Which version of the form counts?", options), self._count)
        elif item is not None:
            asked = f"Accept {item.measure or item.file}. Why?"
            if item.reason == Reason.UNREADABLE:
                seen = f'"{cited(item.says)}"' if item.says else item.measure
                asked = f"Note {seen} as seen: no figure is taken from it. Why?"
            self.ask(asked, lambda why: self._accept(item.id, why))

    def _count(self, chosen: str | None) -> None:
        if chosen is not None and self.item is not None:
            file = next(each.file for each in self.item.versions if each.id == chosen)
            self.ask(f"{file} counts. Why?", lambda why: self._accept(chosen, why))

    def action_accept_file(self) -> None:
        """Take in all that its file holds, for a reason."""
        item = self.item
        if item is not None:
            many = len(self._of_file(item))
            self.ask(f"Accept all {many} of {item.file}. Why?", lambda why: self._accept(item.file_id, why))

    def _accept(self, id: str, why: str) -> None:
        accepted = accept(self.session.desk, id, why)
        self._changed()
        first, many = accepted.checked[0], len(accepted.checked)
        what = first.measure or first.file if many == 1 else f"{many} of {first.file}"
        seen = f"Noted as seen: {what}; no figure is taken from it."
        done = seen if many == 1 and first.reason == Reason.UNREADABLE else f"Accepted: {what}."
        told = (done, "The reason is kept.", accepted.left_the_list, self._left)
        self.say(" ".join(filter(None, told)))

    def action_map(self) -> None:
        """Choose the measure that the row means."""
        item = self.item
        if item is None:
            return
        measures = [measure for measure in self.session.book.plan.measures if measure.kind is not Kind.REPORT]
        options = [Option(m.id, f"{m.id}  {m.title}", " ".join(m.suppliers)) for m in measures]
        row = f'"{cited(one_line(item.measure))}"' if item.measure else "The row"
        question = f"{row} says {one_line(item.says)}. Which measure does it mean?"
        self.app.push_screen(Choice(question, options, find=True), lambda chosen: self._map_to(item, chosen))

    def _map_to(self, item: ToCheck, chosen: str | None) -> None:
        if chosen is not None:
            measure = self.session.book.plan.by_id[chosen]
            question = f"{item.measure} means {measure.id}. How do you know? Enter alone gives no reason."
            self.ask(question, lambda why: self._map(item, measure, why), needed=False)

    def _map(self, item: ToCheck, measure: Measure, why: str) -> None:
        map_row(self.session.desk, item.id, measure, why)
        self._changed()
        kept = "The reason is kept. " if why else ""
        self.say(f"{item.measure} counts as {measure.id}: {item.says}. {kept}{self._left}")

    def _changed(self) -> None:
        """Show what is left, with the cursor on what came next."""
        ids, was = list(self._items), self.grid.cursor
        self.session.read_again()
        self.show_session()
        left = (id for id in (*ids[was:], *reversed(ids[:was])) if id in self._items)
        self.show_rows(at=next(left, None))

    @property
    def _left(self) -> str:
        return f"{len(self._items)} left to check." if self._items else "Nothing is left to check."


def _told(item: ToCheck, since: Meanwhile, of_file: int, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    about = what_about(item.measure, item.quarter, item.partner)
    yield Content.assemble((about, "bold"), f"   {one_line(place(item.file, item.sheet, item.cell))}")
    yield Content(one_line(item.message))
    if item.says:
        yield labelled("It says", item.says)
    yield from _told_since(since)
    yield toned(in_own_keys(_doing(item, since)), "accent")
    if of_file > 1 and not item.versions:
        yield toned(in_own_keys(f"W accepts all {of_file} of its file at once."), "accent")


def _told_since(since: Meanwhile) -> Iterator[Content]:
    """What stands of it now, and what was answered about it."""
    if since.stands:
        yield labelled("Stands now", "; ".join(since.stands))
    for answer in since.answers:
        yield labelled("Answered", answer)


def _doing(item: ToCheck, since: Meanwhile) -> str:
    """What can be done with it, and what that does."""
    reason = Reason(item.reason)
    if item.versions:
        return f"A asks which version counts: it then replaces the others. {_ONE_BY_ONE}"
    if reason is Reason.UNKNOWN_ROW:
        return "M says which measure it means."
    if reason is Reason.UNREADABLE and since.stands:
        return "A closes this: it is noted as seen, and what stands goes on to count."
    one_by_one = f" {_ONE_BY_ONE}" if reason is Reason.CORRECTED else ""
    return f"If you accept it (A): {_ACCEPTING.get(reason, 'It then counts.')}{one_by_one}"
