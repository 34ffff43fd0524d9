# ruff: noqa: PLC0415 - a screen is imported when it is opened: the first paint needs one of them only
"""The first screen: what is due and for whom, how each priority stands, who is awaited, and the next key to press."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from csp_tui.screens.base import CspScreen
from csp_tui.screens.keys import COMMON, COMPARE, FILE, LEADING, PAST
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.joined_grid import JoinedGrid
from csp_tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csp_tui.screens.glance import Glance
    from csp_tui.screens.matters import Matter
    from csp_tui.screens.session import Session

_NARROW = (
    Column("number", "", 1),
    Column("priority", "Priority", 32, flexible=True),
    Column("in", "Indicators", 10, right=True),
    Column("red", "Red", 3, right=True),
    Column("amber", "Amber", 5, right=True),
    Column("green", "Green", 5, right=True),
    Column("not rated", "Unrated", 7, right=True),
    Column("awaited", "Awaited", 7, right=True),
)
_LABEL = 10  # columns of a label such as Indicators; a mark may be longer
_KEY = 6  # columns of a key such as Ctrl+D; a user's own may be longer
_OTHER_LINES = 5  # empty ones, the titles, the message and the keys
_APART = 3  # columns between the longest words and their key
_BESIDE_WORDS = 6  # columns that a line needs beside its label, its words and its key
_WIDE = (
    _NARROW[0],
    replace(_NARROW[1], flexible=False),  # a name stands near its numbers
    Column("bar", "", 5),
    _NARROW[2],
    Column("rated", "Can be rated", 12, right=True),
    *_NARROW[3:],
    Column("waiting", "Waiting for you", 18, flexible=True),
)
_BESIDE_WAITING = 102  # columns that the others of these take


def priority_columns(rows: Sequence[Row], width: int) -> Sequence[Column]:
    """Those that there is room for: the bar gives way where what waits would be cut, and both in a narrow window."""
    if width < CspScreen.WIDE:
        return _NARROW
    longest = max((cell_len(row.cell("waiting").text) for row in rows), default=0)
    has_room = width - _BESIDE_WAITING >= max(longest, _WIDE[-1].width)
    return [column for column in _WIDE if column.id != "bar" or has_room]


class HomeScreen(CspScreen):
    """The quarter at a glance; painted empty at once and filled when the store is open."""

    HELP_TEXT: ClassVar[str] = (
        "The quarter at a glance: its dates, what is awaited, and the next key to press. The first rows are the plan's"
        " priorities: how many indicators are in, how those stand that can be rated, how many answers are awaited, and"
        " what waits for you. The lines below say how everything else stands, each with the key that leads there.\n\n"
        "Enter opens the row or line that the cursor stands on. In a priority, type a figure and press Enter to save"
        " it.\n\n"
        "A lead looks the return over and writes it to be e-mailed with Ctrl+S. A coordinator takes returns in with F6,"
        " chases what is awaited with F7, settles figures that differ with Ctrl+D, looks at what is to check with"
        " Ctrl+K, and writes the workbook for the Strategic Executive Group with F9. C shows how areas compare. F2 says"
        " who you are, and has all settings and contacts."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *LEADING,
        *COMMON,
        COMPARE,
        PAST,
        FILE,
        Binding("f2", "settings", "settings", id="go.settings-home", tooltip="Set who you are, dates, leads, contacts"),
    ]

    def __init__(self) -> None:
        super().__init__(None)
        self._lines: dict[str, Matter] = {}
        self._leads: int | None = None

    def compose(self) -> ComposeResult:
        """The frame, with nothing in it that the store knows."""
        yield Static(Content("Community safety partnership"), id="top", markup=False)
        yield Static(id="banner", markup=False)
        yield Static(Content("Opening the figures …"), id="due", markup=False)
        priorities, matters = JoinedGrid(id="priorities"), JoinedGrid(id="matters")
        priorities.show(_NARROW, ())
        priorities.go_on_in(matters)
        yield priorities
        yield matters
        yield Static(id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Keys go to the priorities."""
        self.grid.focus()

    @property
    def grid(self) -> JoinedGrid:
        """The priorities."""
        return self.query_one("#priorities", JoinedGrid)

    @property
    def matters(self) -> JoinedGrid:
        """The lines below them."""
        return self.query_one("#matters", JoinedGrid)

    def open_with(self, session: Session) -> None:
        """Fill the frame."""
        self._session = session
        self.show_once_free(lambda: self._show(reads_texts=False))
        self.refresh_bindings()

    def ask_who(self) -> None:
        """Ask the first who comes who works here."""
        from csp_tui.screens.first_start import FirstStart

        self.app.push_screen(FirstStart(self.session), lambda _: self.show_session())

    def fill(self) -> None:
        """Show how the quarter stands."""
        self._show()

    def _show(self, *, reads_texts: bool = True) -> None:
        from csp_tui.screens.glance import due_words, glance, priority_rows, top_words

        self.show_banner()
        seen = glance(self.session, reads_texts=reads_texts)
        self.query_one("#top", Static).update(top_words(self.session, self.size.width - 2))
        self.query_one("#due", Static).update(due_words(seen, self.size.width - 2, self.in_own_keys))
        rows = priority_rows(seen)
        self.grid.show(priority_columns(rows, self.size.width), rows, at=self._led())
        self.grid.styles.height = len(self.grid.rows) + 1
        self._show_matters(seen)

    def _show_matters(self, seen: Glance) -> None:
        """The lines, and as many single figures as there is room for."""
        from csp_tui.screens.matters import as_many_as_fit, matters
        from csp_tui.screens.single_figures import in_the_room_left

        room = self.size.height - self._lines_above() - len(self.grid.rows) - _OTHER_LINES
        lines = as_many_as_fit(matters(seen), room)
        lines += islice(in_the_room_left(seen), max(room - len(lines), 0))
        keys = {line.id: self.in_own_keys(line.key) for line in lines}
        longest = max(_KEY, *map(len, keys.values()))
        label = max(_LABEL, *(len(line.label) for line in lines))
        width = self.size.width - _BESIDE_WORDS - label - longest
        self._lines = {line.id: line for line in lines}
        rows = [
            Row(
                line.id,
                {
                    "label": Cell(line.label, line.tone or "muted"),
                    "words": Cell(
                        line.words(width if keys[line.id] else width + longest),
                        "strong" if line.waits else "",
                        runs_on=not keys[line.id],
                    ),
                    "key": Cell(keys[line.id], "muted"),
                },
            )
            for line in lines
        ]
        near = max((cell_len(row.cell("words").text) for row in rows if keys[row.id]), default=0) + _APART
        columns = (Column("label", "", label), Column("words", "", min(near, width)), Column("key", "", longest))
        self.matters.show(columns, rows)

    def _lines_above(self) -> int:
        """How many lines the quarter, its banner and what is due take."""
        told = [self.query_one(f"#{name}", Static) for name in ("top", "banner", "due")]
        width = max(self.size.width - 2, 1)  # in a window that is being made small there may be none
        return sum(one.visual.get_height({}, width) for one in told if one.display)

    def _led(self) -> str | None:
        """The row to go to: the priority that the user leads, once it is known and when it becomes another."""
        before, self._leads = self._leads, self.session.desk.priority
        if self._leads in (None, before):
            return None
        self.grid.focus()
        return str(self._leads)

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more columns and lines."""
        if self._session is not None:
            self.show_session()

    def on_cell_grid_opened(self, event: CellGrid.Opened) -> None:
        """Enter on a priority opens it, on a line what deals with it."""
        if self._session is None:
            return
        line = self._lines.get(event.row)
        if line is None:
            self._open_priority(int(event.row))
        elif line.row:
            self._open_row(line.row)
        else:
            self.call_later(self.run_action, line.action)

    def _open_row(self, row: str) -> None:
        measure, _, _ = row.partition("|")
        self.open_figure(self.session.book.plan.indicator(measure).priority, row)

    def _open_priority(self, number: int) -> None:
        """Its figures; where the plan asks none of it, its deliverables."""
        if any(indicator.priority == number for indicator in self.session.book.plan.indicators):
            self.open_figure(number)
        else:
            self.action_deliverables()

    def priority_meant(self) -> int | None:
        """The one that the cursor stands on."""
        row = self.grid.row_id
        return int(row) if row else None
