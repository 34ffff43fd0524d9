"""Progress on what the plan undertakes to do: the deliverables by priority, with this quarter's note and the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.deliverables import DeliverableNote, Note, deliverable_notes, note
from csp_tui.desk.drafting import Kind, Place
from csp_tui.desk.opening import day_of
from csp_tui.domain.quarters import printed_date
from csp_tui.screens.base import SAVED_HERE
from csp_tui.screens.listing import ListScreen, headed, in_lines, labelled
from csp_tui.screens.session import Session
from csp_tui.screens.writing import WritingScreen
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import lines_of, one_line


class DeliverablesScreen(ListScreen):
    """The deliverables in the plan's order; the cursor starts on a priority where one is named."""

    OPENED_BY: ClassVar[str] = "deliverables"
    HELP_TEXT: ClassVar[str] = (
        "What the plan undertakes to do, by priority. A deliverable may have a note of its progress each quarter; the"
        " pack lists those that have one and names those that have none.\n\n"
        "Enter or F2 writes the note. What was said last stands beside it; it is never taken over by itself. An emptied"
        " note is taken back, and Ctrl+Z brings it again. A lead sees those of the own priority; A shows all."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "write", "write the note", id="deliverable.write", tooltip="Write this quarter's progress"),
        Binding(
            "a", "all", "all or own", id="deliverable.all", tooltip="Show those of all priorities, or a lead's own"
        ),
        *ListScreen.KEYS,
    ]

    OPENS: ClassVar[str] = "write"

    def __init__(self, session: Session, priority: int | None = None) -> None:
        super().__init__(session)
        self._start = priority
        self._shows_all = session.led is None or priority not in (None, session.led)
        self._notes: dict[str, DeliverableNote] = {}

    @property
    def _noted(self) -> DeliverableNote | None:
        return self._notes.get(self.grid.row_id or "")

    def priority_meant(self) -> int | None:
        """The one of the deliverable under the cursor."""
        return self._noted.deliverable.priority if self._noted is not None else None

    # Showing

    def read(self) -> None:
        """The notes of the quarter and the last before them."""
        found = deliverable_notes(self.session.desk, self.session.quarter)
        self._notes = {noted.deliverable.id: noted for noted in found if self._is_shown(noted.deliverable.priority)}

    def _is_shown(self, priority: int) -> bool:
        """Whether a priority's are listed: a lead writes on one of them, and asks for the others."""
        return self._shows_all or self.session.led in (None, priority)

    def begin(self) -> None:
        """Start on the priority that was asked for."""
        first = next((id for id, noted in self._notes.items() if noted.deliverable.priority == self._start), None)
        self.show_rows(at=first)

    def heading(self) -> Content:
        """Of how many something is reported."""
        reported = sum(noted.note is not None for noted in self._notes.values())
        words, quarter = f"progress on {reported} of {len(self._notes)}", self.session.quarter
        if self._shows_all or self.session.led is None:
            return headed("Deliverables", quarter.label, words)
        return headed(f"Deliverables of priority {self.session.led}", quarter.short, words)

    def columns(self) -> Sequence[Column]:
        """Whether it is reported on, and what it is; the note itself where there is room."""
        columns = [
            Column("state", "", 12),
            Column("id", "Id", 7),
            Column("text", "What the plan undertakes", 30, flexible=True),
        ]
        return [*columns, Column("note", "Progress", 30, flexible=True)] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """A row a deliverable."""
        for id, noted in self._notes.items():
            cells = {
                "state": _state(noted),
                "id": Cell(id),
                "text": Cell(one_line(noted.deliverable.text)),
                "note": Cell(one_line(noted.note.text)) if noted.note is not None else Cell("–", "muted"),
            }
            yield Row(id, cells)

    def told(self) -> Content:
        """The whole of it, with both notes."""
        noted = self._noted
        return (
            in_lines(_told(noted, self.in_own_keys)) if noted is not None else Content("This plan has no deliverables.")
        )

    # Doing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who leads no priority sees all of them."""
        if action == "all" and self.session.led is None:
            return False
        return super().check_action(action, parameters)

    def action_all(self) -> None:
        """Show those of all priorities, or again a lead's own."""
        here, self._shows_all = self.grid.row_id, not self._shows_all
        self.show_session()
        self.show_rows(at=here)

    def open_row(self) -> None:
        """Write the note."""
        self.action_write()

    def action_write(self) -> None:
        """Write this quarter's note, unless the quarter is closed."""
        noted = self._noted
        if noted is None:
            return
        if self.session.closed_because is not None:
            self.say(self.session.closed_because, "refused")
            return
        self.app.push_screen(NoteScreen(self.session, noted), self._written)

    def _written(self, stored: bool | None) -> None:
        self.show_session()
        if stored and self._noted is not None:
            self.say(f"{self._noted.deliverable.id}: progress. {SAVED_HERE}")


class NoteScreen(WritingScreen):
    """The note of one deliverable."""

    HELP_TEXT: ClassVar[str] = (
        "How far the deliverable is: what was done in the quarter, what comes next, what stands in the way. A few"
        " sentences are enough. What was said last stands beside it, to go on from; it is not taken over by itself."
    )

    def __init__(self, session: Session, noted: DeliverableNote) -> None:
        super().__init__(session)
        self._noted = noted

    def heading(self) -> str:
        """Which deliverable."""
        return f"{self._noted.deliverable.id}: progress"

    def about(self) -> Content:
        """The plan's own words."""
        return Content(one_line(self._noted.deliverable.text))

    def label(self) -> str:
        """The quarter."""
        return f"Progress in {self.session.quarter.label}"

    def text(self) -> str:
        """The quarter's note."""
        return self._noted.note.text if self._noted.note is not None else ""

    def place(self, field: str = "") -> Place:
        """By the deliverable."""
        return self.session.place(Kind.NOTE, self._noted.deliverable.id, field=field)

    def beside(self) -> Content:
        """The last note before."""
        if self._noted.before is None:
            return toned("Nothing was reported on it earlier this year.", "muted")
        return Content("\n").join([toned(f"Said in {_whose(self._noted.before)}", "muted"), _words(self._noted.before)])

    def told(self, values: tuple[str, ...]) -> Content:
        """Whether it only says what was said last."""
        before = self._noted.before
        if before is not None and values[0].split() == before.text.split():
            return toned(f"? word for word the note of {before.quarter.short}: members will ask what moved", "amber")
        return Content("")

    def keep(self, values: tuple[str, ...]) -> None:
        """Store the note."""
        note(self.session.desk, self.session.quarter, self._noted.deliverable.id, values[0])


def _state(noted: DeliverableNote) -> Cell:
    if noted.differs:
        return Cell("! differ", "refused")
    return Cell("○ reported") if noted.note is not None else Cell("· none yet", "muted")


def _told(noted: DeliverableNote, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    yield Content.assemble((noted.deliverable.id, "bold"), f"   {one_line(noted.deliverable.text)}")
    if noted.differs:
        yield toned(in_own_keys("The notes that came in differ; Ctrl+D shows the sides."), "refused")
    elif noted.note is None:
        yield toned(in_own_keys("No progress is reported for this quarter yet; Enter writes it."), "muted")
    else:
        yield labelled(_whose(noted.note), noted.note.text)
    if noted.before is not None:
        yield labelled(_whose(noted.before), noted.before.text)


def _whose(said: Note) -> str:
    return f"{said.quarter.short}, {one_line(said.by)}, {printed_date(day_of(said.at))}"


def _words(said: Note) -> Content:
    return Content(lines_of(said.text))
