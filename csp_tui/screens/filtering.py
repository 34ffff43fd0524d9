"""Which rows of a priority's grid are shown: all, or only those that are awaited, red, one's own, changed or drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from textual.binding import Binding

from csp_tui.domain.results import Rating, State
from csp_tui.screens.base import CspScreen
from csp_tui.screens.figures import ENTRY_COLUMNS, Line
from csp_tui.screens.session import Session
from csp_tui.widgets.entry_grid import EntryGrid

NARROW = Binding(
    "ctrl+o",
    "narrow",
    "show only",
    id="show.only",
    show=False,
    tooltip="Show only rows awaited, red, mine, changed, or drafts",
)


class Only(StrEnum):
    """What rows may be narrowed to, in the words that the screen has for it."""

    AWAITED = "awaited"
    RED = "red"
    MINE = "mine"
    CHANGED = "changed"
    DRAFTS = "drafts"


WORDS = {
    Only.AWAITED: "Awaited: nothing is stated yet",
    Only.RED: "Red",
    Only.MINE: "Mine: what {partner} gives",
    Only.CHANGED: "Changed since the last pack told it",
    Only.DRAFTS: "Drafts: typed and not stored",
}


class FilteringScreen(CspScreen):
    """A screen with an entry grid whose rows can be narrowed; which rows there are is the screen's own part."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines: dict[str, Line] = {}
        self._only: Only | None = None

    @property
    def grid(self) -> EntryGrid:
        """The grid of figures."""
        return self.query_one(EntryGrid)

    @property
    def line(self) -> Line | None:
        """What the row under the cursor asks for."""
        return self._lines.get(self.grid.row_id or "")

    def go_to(self, row: str | None) -> None:
        """Put the cursor on a row, where it is shown."""
        for index, shown in enumerate(self.grid.rows):
            if shown.id == row:
                self.grid.move(index)

    def shown_lines(self) -> Iterator[Line]:
        """The rows that are shown, out of all that there are."""
        fits = fitting(self.session, self._only) if self._only is not None else None
        return (line for line in self._lines.values() if fits is None or fits(line))

    @property
    def narrowed(self) -> str:
        """What the rows are narrowed to, for the top line; empty where all are shown."""
        return f"only {self._only} (Esc: all)" if self._only is not None else ""

    def widen(self) -> bool:
        """Show all rows again; False where they are shown already."""
        if self._only is None:
            return False
        self._narrow_to("")
        return True

    def action_narrow(self) -> None:
        """Choose which rows are shown."""
        from csp_tui.screens.choosing import Choice, Option  # noqa: PLC0415 - a screen is imported when it is opened

        self.leave_cell()
        options = [Option("", f"All rows ({len(self._lines)})")]
        for only in offered(self.session):
            count = sum(map(fitting(self.session, only), self._lines.values()))
            options.append(Option(only, f"{worded(self.session, only)} ({count})"))
        self.app.push_screen(Choice("Show only which rows?", options, self._only or ""), self._narrow_to)

    def _narrow_to(self, chosen: str | None) -> None:
        if chosen is None:
            return
        before, self._only = self._only, Only(chosen) if chosen else None
        shown = sum(1 for _ in self.shown_lines())
        if not shown:
            self.say(f"No row here is {self._only}." if self._only is not Only.DRAFTS else "There are no drafts here.")
            self._only = before
            return
        self.show_session()
        self.say(f"{shown} of {len(self._lines)} rows: only {self._only}. Esc shows all again." if chosen else "")


def offered(session: Session) -> tuple[Only, ...]:
    """What can be asked for: one's own rows where it is known whose they are."""
    return tuple(only for only in Only if only is not Only.MINE or session.desk.partner is not None)


def worded(session: Session, only: Only) -> str:
    """A way to narrow the rows, as it is offered."""
    return WORDS[only].format(partner=session.desk.partner)


def fitting(session: Session, only: Only) -> Callable[[Line], bool]:
    """Whether a row is one of those; what has to be read for it is read once."""
    match only:
        case Only.AWAITED:
            return lambda line: _awaited(session, line)
        case Only.RED:
            return lambda line: session.status(line.subject).rating is Rating.RED
        case Only.MINE:
            return lambda line: line.subject.partner == session.desk.partner
        case Only.CHANGED:
            changed = _changed(session)
            return lambda line: (line.measure.id, line.subject.partner) in changed
        case Only.DRAFTS:
            return lambda line: _has_draft(session, line)


def _awaited(session: Session, line: Line) -> bool:
    written = line.is_report and any(session.commentary(line.indicator, line.subject.partner).values())
    if written or not line.measure.required:
        return False
    return session.status(line.subject).state in (State.AWAITED, State.PART)


def _changed(session: Session) -> set[tuple[str, str | None]]:
    """The figures that issued packs told otherwise; of a total, those of its parts."""
    from csp_tui.desk.changes import changes_since  # noqa: PLC0415 - it brings what packs are made of, for this only

    told = changes_since(session.desk, session.quarter).figures
    return {(change.measure.id, partner) for change in told for partner in (change.partner, None)}


def _has_draft(session: Session, line: Line) -> bool:
    if not line.typed:
        return False
    drafted = any(session.draft(line.subject, column) is not None for column in ENTRY_COLUMNS)
    return drafted or session.form(line.subject) is not None
