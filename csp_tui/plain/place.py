"""Where the conversation stands: the session, the rows that are gone through, and the one that is asked about now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from csp_tui.cli.options import Options
from csp_tui.desk.drafting import Draft, Kind
from csp_tui.desk.drafting import Place as Where
from csp_tui.domain.book import Book
from csp_tui.domain.results import MeasureStatus, Query, State
from csp_tui.plain.conversation import Conversation
from csp_tui.screens.figures import VALUE, Line, lines_of
from csp_tui.screens.session import Session
from csp_tui.widgets.wording import cut, one_line

_LONGEST_TOLD = 60  # characters of a text that is told again
SAVED_HERE = "Saved here. Not sent."


@dataclass
class Place:
    """The state of one run of the linear mode. `rows` is empty at home; `priority` is the one that they are of.

    `desks` closes every desk that was opened. `because` is what was told last of why nothing can be stored. `refused`
    is where something was typed in this run that could not be stored, `missed` tells what came through a pipe and could
    not be done. `agreed` is who agreed the return that is written next, None where nothing was said of that. `just` is
    the row whose answer was typed last, stored or refused, until one goes elsewhere than on to the next.
    """

    talk: Conversation
    session: Session
    options: Options
    desks: ExitStack
    rows: Sequence[Line] = ()
    at: int = 0
    priority: int | None = None
    seen: tuple[int, ...] = ()
    because: str | None = None
    refused: set[Where] = field(default_factory=set)
    agreed: str | None = None
    missed: list[str] = field(default_factory=list)
    just: Line | None = None

    @property
    def row(self) -> Line | None:
        """The row that is asked about; None at home."""
        return self.rows[self.at] if self.rows else None

    @property
    def prompt(self) -> str:
        """What stands before the typing: where one is."""
        return self.row.measure.id if self.row is not None else "home"

    @property
    def status(self) -> MeasureStatus:
        """The row as it is stored, assessed; only where there is one."""
        assert self.row is not None
        return self.session.status(self.row.subject)

    def row_asked(self, asks: Callable[[Query], bool]) -> Line | None:
        """The row that words are for which a query asks for: the one answered just now where the one told does not ask.

        The prompt stands on the next row already when a red figure has been told.
        """
        return next(self.rows_asked(asks), self.row)

    def rows_asked(self, asks: Callable[[Query], bool]) -> Iterator[Line]:
        """The row that is told and the one answered just now, as far as such a query asks for something of them."""
        for line in (self.row, self.just):
            if line is not None and any(
                asks(query) for query in self.session.status(line.subject).queries if query.explained is None
            ):
                yield line

    def is_ours(self, line: Line) -> bool:
        """Whether a row is given by whom is worked for; another's is only read."""
        return self.session.partner in (None, line.subject.partner)

    def keep_refused(self, line: Line, text: str, why: str) -> None:
        """Keep an answer that was refused as the row's draft."""
        self.session.keep_draft(line.subject, VALUE, Draft(text, why))
        self.refused.add(self._cell(line))

    def is_refused(self, line: Line) -> bool:
        """Whether an answer was typed in this run that was refused and stands as the row's draft."""
        return self._cell(line) in self.refused

    def forget_refused(self, line: Line) -> None:
        """The row is answered, or what was refused is given up."""
        self.session.keep_draft(line.subject, VALUE, None)
        self.refused.discard(self._cell(line))

    def _cell(self, line: Line) -> Where:
        return self.session.place(Kind.CELL, line.measure.id, line.subject.partner, VALUE)

    def miss(self, text: str, why: str) -> None:
        """Keep in mind what came through a pipe and could not be done, to be told at the end."""
        if not self.talk.at_terminal:
            self.missed.append(f'{self.prompt}: "{cut(one_line(text), _LONGEST_TOLD)}": {why}')

    def lose_way(self) -> None:
        """Leave the rows where a line of a pipe led nowhere: its next answers are for other rows than these.

        Somebody at a terminal hears where one is before anything is typed.
        """
        if not self.talk.at_terminal:
            self.go_home()

    def go_home(self) -> None:
        """Leave the rows."""
        self.rows, self.at, self.priority, self.just = (), 0, None, None

    def go_through(self, rows: Sequence[Line], priority: int | None = None, at: int = 0) -> None:
        """Begin with rows, at one of them."""
        self.rows, self.at, self.priority, self.just = rows, at, priority, None

    def show_again(self) -> None:
        """After the plan, the partner or the quarter has changed, keep to the row as far as it is still asked for."""
        row = self.row
        if row is None:
            return
        known = {line.id: line for line in rows_of(self.session.book, None, None)}
        kept = [known[line.id] for line in self.rows if line.id in known]
        place = next((number for number, line in enumerate(kept) if line.id == row.id), None)
        if place is None:
            self.go_home()
        else:
            self.rows, self.at = kept, place


def rows_of(book: Book, priority: int | None, partner: str | None) -> tuple[Line, ...]:
    """The rows that can be answered: of a priority or of all, of a partner or of all, in the plan's order.

    A total over several partners is told with its parts; nobody types it.
    """
    numbers = [p.number for p in book.plan.priorities] if priority is None else [book.plan.priority(priority).number]
    return tuple(
        line
        for number in numbers
        for line in lines_of(book.plan, number, partner)
        if line.ours and line.subject.partner is not None
    )


def is_awaited(session: Session, line: Line) -> bool:
    """Whether a row is asked for and nothing is stated for it yet by its own partner."""
    status = session.status(line.subject)
    if not line.measure.required:
        return False
    part = next((part for part in status.parts if part.partner == line.subject.partner), None)
    return (status.state if part is None else part.state) in (State.AWAITED, State.PART)
