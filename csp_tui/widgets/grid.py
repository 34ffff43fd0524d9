"""The grid of every screen: rows and a cursor, drawn line by line; typing into it is the entry grid's part.

Only lines that changed are drawn, so that a cursor key costs two lines however large the grid is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from csp_tui.widgets.cells import EMPTY, Cell, Column, Row, fitted
from csp_tui.widgets.columns import gaps, widths
from csp_tui.widgets.tones import TONES
from csp_tui.widgets.wording import one_line

OPENS = "grid.enter"  # the binding that opens a row; what that does each row says
GUTTER = 2  # cells before the first column: the mark of the cursor's row


class CellGrid(ScrollView, can_focus=True):
    """A grid to read and to choose a row from; Enter opens the row under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cell-grid--header", "cell-grid--cursor", "cell-grid--open"}
    DEFAULT_CSS = """
    CellGrid {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .cell-grid--header { text-style: bold; color: $foreground 70%; }
        & > .cell-grid--cursor { background: $primary 30%; }
        & > .cell-grid--open { background: $foreground 8%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "open", id=OPENS, tooltip="Open the row under the cursor"),
        Binding("up", "go(-1)", "up", id="grid.up", show=False, tooltip="Up a row"),
        Binding("down", "go(1)", "down", id="grid.down", show=False, tooltip="Down a row"),
        Binding("pageup", "page(-1)", "page up", id="grid.page-up", show=False, tooltip="Up a page"),
        Binding("pagedown", "page(1)", "page down", id="grid.page-down", show=False, tooltip="Down a page"),
        Binding("home,ctrl+home", "edge(-1)", "first row", id="grid.first", show=False, tooltip="To the first row"),
        Binding("end,ctrl+end", "edge(1)", "last row", id="grid.last", show=False, tooltip="To the last row"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or in another column."""

        row: str

    @dataclass
    class Opened(Message):
        """A row was opened, by Enter or by a double click."""

        row: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        self.cursor_column = ""
        self.opens = "open"
        """What Enter does with the row under the cursor, in a word or two for the keys' line; '' for nothing."""
        self._places: tuple[tuple[Column, int, int], ...] = ()
        self._apart: list[int] = []
        self._end = GUTTER
        self._strips: dict[int, Strip] = {}
        self._styles: dict[tuple[str, ...], RichStyle] = {}

    # What it shows

    def show(self, columns: Sequence[Column], rows: Sequence[Row], *, at: str | None = None) -> None:
        """Show other columns or rows; the cursor stays with its row's id, or goes to the row `at`."""
        wanted = at if at is not None else self.row_id
        self.columns, self.rows = tuple(columns), tuple(rows)
        index = self._index_of(wanted)
        self.cursor = index if index is not None else self.first_row()
        self.settle_column()
        self._measure()
        self.refresh()
        self.call_after_refresh(self._scroll_to_cursor)

    def show_row(self, row: Row) -> None:
        """Show one row anew."""
        index = self._index_of(row.id)
        if index is not None and self.rows[index] != row:
            self.rows = (*self.rows[:index], row, *self.rows[index + 1 :])
            self.redraw(index)

    def show_cell(self, row_id: str, column: str, cell: Cell) -> None:
        """Show one cell of a row anew."""
        index = self._index_of(row_id)
        if index is not None:
            row = self.rows[index]
            self.show_row(Row(row.id, {**row.cells, column: cell}, waits=row.waits))

    def _index_of(self, row_id: str | None) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.id == row_id), None)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def row_id(self) -> str | None:
        """The id of the row under the cursor."""
        return self.row.id if self.row is not None else None

    @property
    def cell(self) -> Cell:
        """The cell under the cursor."""
        return self.row.cell(self.cursor_column) if self.row is not None else EMPTY

    def first_row(self) -> int:
        """Where the cursor starts: the first row with an open cell that is empty, else the top."""
        for index, row in enumerate(self.rows):
            opened = self.open_columns(row)
            if opened and not row.cell(opened[0]).text:
                return index
        return 0

    def open_columns(self, row: Row) -> list[str]:
        """The shown columns in which a row can be typed into, from left to right."""
        return [column.id for column in self.columns if row.cell(column.id).open]

    # Moving

    def leave(self) -> bool:
        """Finish with the cell under the cursor before it moves; False where something unstored stays in it."""
        return True

    def move(self, index: int, column: str | None = None) -> None:
        """Put the cursor on a row, in a column where it is given."""
        if not 0 <= index < len(self.rows) or (index == self.cursor and column in (None, self.cursor_column)):
            return
        self.leave()
        before, was, self.cursor = self.cursor, self.cursor_column, index
        if column is not None:
            self.cursor_column = column
        self.settle_column()
        self.redraw(before)
        self.redraw(index)
        self._scroll_to_cursor()
        if (index, self.cursor_column) != (before, was):
            self.post_message(self.Moved(self.rows[index].id))

    def settle_column(self) -> None:
        """Keep the column while its cell is open in this row; else take the row's first open one."""
        if self.row is None or (self.cell.open and self.cursor_column in {column.id for column in self.columns}):
            return
        opened = self.open_columns(self.row)
        self.cursor_column = opened[0] if opened else self.cursor_column

    def action_enter(self) -> None:
        """Open the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self.row.id))

    def action_go(self, step: int) -> None:
        """Up or down a row."""
        self.move(self.cursor + step)

    def action_page(self, step: int) -> None:
        """A page up or down."""
        page = max(self.size.height - 2, 1)
        self.move(min(max(self.cursor + step * page, 0), len(self.rows) - 1))

    def action_edge(self, step: int) -> None:
        """To the first or last row."""
        self.move(0 if step < 0 else len(self.rows) - 1)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; a second one opens what it stands on."""
        index = event.y - 1 + self.scroll_offset.y
        if event.y < 1 or not 0 <= index < len(self.rows) or self.text_selection is not None:
            return
        column = next((c.id for c, start, width in self._places if start <= event.x < start + width), "")
        self.move(index, column if self.rows[index].cell(column).open else None)
        if event.chain > 1:
            self.opened_by_click()

    def opened_by_click(self) -> None:
        """What a double click does."""
        self.action_enter()

    def _scroll_to_cursor(self) -> None:
        room, top = self.size.height - 1, self.scroll_offset.y
        if room < 1:
            return
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False)

    # Drawing

    def _measure(self) -> None:
        """Find where each column begins and how wide it is."""
        width = self.scrollable_content_region.width or self.size.width
        self._apart = gaps(self.columns, width)
        own = widths(self.columns, self.rows, width - GUTTER - sum(self._apart))
        places, at = [], GUTTER
        for column, wide, gap in zip(self.columns, own, self._apart, strict=True):
            places.append((column, at, wide))
            at += wide + gap
        self._places, self._end = tuple(places), width - 1
        self._strips.clear()
        self.virtual_size = Size(width, len(self.rows) + 1)

    def on_resize(self) -> None:
        """The columns take the new width."""
        self._measure()
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Another theme: all lines are drawn anew."""
        self._styles.clear()
        self._strips.clear()
        super().notify_style_update()

    def redraw(self, index: int) -> None:
        """Draw one row anew."""
        self._strips.pop(index, None)
        self.refresh_lines(index + 1)

    def style_of(self, tone: str, *parts: str) -> RichStyle:
        """A tone on the grid's own ground, with parts (`header`, `cursor`, `open`) laid over it in turn."""
        key = (tone, *parts)
        if key not in self._styles:
            style = self.visual_style
            for part in parts:
                style += self.get_visual_style(f"cell-grid--{part}", partial=True)
            self._styles[key] = (style + Style.parse(TONES[tone])).rich_style
        return self._styles[key]

    def render_line(self, y: int) -> Strip:
        """One line: the titles first, then the rows that are scrolled to."""
        index = y - 1 + self.scroll_offset.y
        if y == 0:
            line, strip = 0, self._titles()
        elif 0 <= index < len(self.rows):
            line, strip = index + 1, self._strips.get(index) or self._strips.setdefault(index, self._drawn(index))
        else:
            return Strip.blank(self.size.width, self.style_of(""))
        strip = strip.apply_offsets(0, line)
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        return strip if span is None else self._selected(strip, span)

    def _titles(self) -> Strip:
        style = self.style_of("", "header")
        titles, end = "", 0
        for column, start, width in self._places:
            titles += " " * (start - end) + fitted(column.title, width, right=column.right)
            end = start + width
        return Strip([Segment(titles, style)]).adjust_cell_length(self.size.width, style)

    def _drawn(self, index: int) -> Strip:
        row, here = self.rows[index], self.is_here(index)
        marked = self.is_marked(index)
        parts = ("cursor",) if here or marked else ()
        plain = self.style_of("", *parts)
        pieces = [Segment("> " if here else "+ " if marked else "  ", plain)]
        for (column, start, own), gap in zip(self._places, self._apart, strict=True):
            cell = row.cell(column.id)
            width = self._end - start if cell.runs_on else own
            if here and cell.open and column.id == self.cursor_column:
                pieces += self.cursor_cell(cell, width)
            else:
                text, tone = cell.drawn
                style = self.style_of(tone, *parts, "open") if cell.open else self.style_of(tone, *parts)
                if marked and self.is_marked(index, column.id):
                    style += RichStyle(reverse=True)
                shown = fitted(one_line(text), width, right=column.right, by_ends=column.by_ends)
                pieces.append(Segment(shown, style))
            pieces.append(Segment(" " * gap, plain))
            if cell.runs_on:
                break
        return Strip(pieces).adjust_cell_length(self.size.width, plain)

    def is_marked(self, index: int, column: str | None = None) -> bool:  # noqa: ARG002 - for grids with marks
        """Whether a row, or a cell of it, is marked."""
        return False

    def is_here(self, index: int) -> bool:
        """Whether the cursor is shown on a row."""
        return index == self.cursor

    def cursor_cell(self, cell: Cell, width: int) -> Iterable[Segment]:
        """The cell under the cursor, in brackets as far as there is room, so that it is found without colour too."""
        text, tone = cell.drawn
        style = self.style_of(tone, "cursor", "open")
        shown, here = one_line(text), style + RichStyle(reverse=True)
        if width - 2 < cell_len(shown) <= width:  # the whole text is worth more than the brackets
            return [Segment(fitted(shown, width, right=True), here)]
        return [Segment("[", style), Segment(fitted(shown, width - 2, right=True), here), Segment("]", style)]

    # Selecting text with the mouse

    def _selected(self, strip: Strip, span: tuple[int, int]) -> Strip:
        length = strip.cell_length
        start, end = min(span[0], length), min(span[1], length) if span[1] >= 0 else length
        style = self.screen.get_component_rich_style("screen--selection")
        return Strip.join([strip.crop(0, start), strip.crop(start, end).apply_style(style), strip.crop(end, length)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as it stands on the screen."""
        lines = [self._titles().text, *(self._drawn(index).text for index in range(len(self.rows)))]
        return selection.extract("\n".join(lines)), "\n"
