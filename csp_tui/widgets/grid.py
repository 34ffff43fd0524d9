"""The grid of every screen: rows, a cursor, and typing into open cells; what a cell means is its keeper's business.

Lines are drawn one by one and only those that changed, so that a cursor key costs two lines however large the grid is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from rich.cells import cell_len, set_cell_size
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

from csp_tui.widgets.cell_editor import CellEditor
from csp_tui.widgets.tones import TONES
from csp_tui.widgets.wording import one_line

GUTTER = 2  # cells before the first column: the mark of the cursor's row


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `width` in cells, taken as the least where it is `flexible`."""

    id: str
    title: str
    width: int
    right: bool = False
    flexible: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. `open` cells can be typed into; `draft` is text that was typed there and is not stored."""

    text: str = ""
    tone: str = ""
    open: bool = False
    draft: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its id; a heading is a row that the cursor passes over."""

    id: str
    cells: Mapping[str, Cell]
    heading: bool = False


EMPTY = Cell()


class Keeper(Protocol):
    """Who takes what is typed in a grid; every call is answered at once, on the screen's own thread."""

    def typed(self, row: str, column: str, text: str) -> None:
        """A key changed the text of the open cell."""

    def left(self, row: str, column: str, text: str) -> bool:
        """The cell was left with this text; whether it is stored."""

    def parked(self, row: str, column: str, text: str | None) -> None:
        """Typing was broken off: keep the text as a draft, or with None forget it."""

    def closed(self, row: str, column: str) -> None:
        """A key was typed at a cell that takes no text."""


@dataclass(slots=True)
class _Look:
    """Styles of the theme in force, worked out once."""

    base: RichStyle
    header: RichStyle
    cursor: RichStyle
    cell: RichStyle
    field: RichStyle
    tones: dict[str, RichStyle] = field(default_factory=dict)


class CellGrid(ScrollView, can_focus=True):
    """A grid with one cursor cell. Without a keeper it is for reading and choosing only."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cell-grid--header",
        "cell-grid--cursor",
        "cell-grid--cell",
        "cell-grid--field",
    }
    DEFAULT_CSS = """
    CellGrid {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .cell-grid--header { text-style: bold; color: $text-muted; }
        & > .cell-grid--cursor { background: $boost; }
        & > .cell-grid--cell { text-style: reverse; }
        & > .cell-grid--field { background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "enter", "next", id="grid.enter", tooltip="Save this cell and go to the next, or open the row"
        ),
        Binding("f2", "edit", "edit", id="grid.edit", tooltip="Change the text of this cell instead of typing over it"),
        Binding("tab", "across(1)", "across", id="grid.across", show=False, tooltip="Save and go to the next cell"),
        Binding(
            "shift+tab", "across(-1)", "back across", id="grid.back", show=False, tooltip="Save and go back a cell"
        ),
        Binding("up", "go(-1)", "up", id="grid.up", show=False, tooltip="Save and go up a row"),
        Binding("down", "go(1)", "down", id="grid.down", show=False, tooltip="Save and go down a row"),
        Binding("left", "sideways(-1)", "left", id="grid.left", show=False, tooltip="Save and go left"),
        Binding("right", "sideways(1)", "right", id="grid.right", show=False, tooltip="Save and go right"),
        Binding("pageup", "page(-1)", "page up", id="grid.page-up", show=False, tooltip="Save and go up a page"),
        Binding("pagedown", "page(1)", "page down", id="grid.page-down", show=False, tooltip="Save and go down a page"),
        Binding("ctrl+home,home", "edge(-1)", "first row", id="grid.first", show=False, tooltip="Save, go to the top"),
        Binding("ctrl+end,end", "edge(1)", "last row", id="grid.last", show=False, tooltip="Save, go to the bottom"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        row: str

    @dataclass
    class Opened(Message):
        """Enter (or a double click) on a row that has nothing to type into."""

        row: str

    def __init__(self, keeper: Keeper | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.keeper = keeper
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        self.cursor_column = ""
        self.editor: CellEditor | None = None
        self._lines: dict[int, Strip] = {}
        self._look: _Look | None = None
        self._places: tuple[tuple[Column, int, int], ...] = ()

    # What it shows

    def show(self, columns: Sequence[Column], rows: Sequence[Row], *, at: str | None = None) -> None:
        """Show other columns or rows; the cursor stays with its row's id, or goes to the row `at`."""
        wanted = at if at is not None else self.row_id
        self.columns, self.rows = tuple(columns), tuple(rows)
        index = next((i for i, row in enumerate(self.rows) if row.id == wanted), None)
        self.cursor = index if index is not None else self._first_row()
        if self.cursor_column not in {column.id for column in self.columns}:
            self.cursor_column = ""
        self._settle_column()
        self._measure()
        self.refresh()
        self.call_after_refresh(self._scroll_to_cursor)

    def show_row(self, row: Row) -> None:
        """Show one row anew."""
        for index, old in enumerate(self.rows):
            if old.id == row.id:
                self.rows = (*self.rows[:index], row, *self.rows[index + 1 :])
                self._redraw(index)
                return

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
        return self.row.cells.get(self.cursor_column, EMPTY) if self.row is not None else EMPTY

    def go_to(self, row_id: str) -> None:
        """Put the cursor on a row, leaving the open cell first."""
        index = next((i for i, row in enumerate(self.rows) if row.id == row_id), None)
        if index is not None:
            self._move(index)

    # Typing

    def leave(self) -> bool:
        """Leave the open cell: what was typed goes to the keeper. Whether nothing is left unstored in it."""
        if self.editor is None or self.keeper is None or self.row is None:
            return True
        editor, self.editor = self.editor, None
        stored = True
        if editor.text != self._text_before():
            stored = self.keeper.left(self.row.id, self.cursor_column, editor.completed)
        elif self.cell.draft is None:
            self.keeper.parked(self.row.id, self.cursor_column, None)
        self._redraw(self.cursor)
        return stored

    def park(self) -> bool:
        """Break off typing, keeping the text as a draft; False when nothing was being typed."""
        if self.editor is None or self.keeper is None or self.row is None:
            return False
        editor, self.editor = self.editor, None
        text = editor.text if editor.text.strip() and editor.text != self.cell.text else None
        self.keeper.parked(self.row.id, self.cursor_column, text)
        self._redraw(self.cursor)
        return True

    def forget_typing(self) -> bool:
        """Give up what is being typed, so that the cell is as it was before; False when nothing was being typed."""
        if self.editor is None or self.keeper is None or self.row is None:
            return False
        self.editor = None
        self.keeper.parked(self.row.id, self.cursor_column, None)
        self._redraw(self.cursor)
        return True

    def action_edit(self) -> None:
        """Open the cell with its text kept."""
        if not self.cell.open:
            self._closed()
        elif self.editor is None:
            text = self._text_before()
            self._edit(CellEditor(text, len(text), in_place=True, choices=self.cell.choices))
        else:
            self.editor.in_place = True

    def on_key(self, event: events.Key) -> None:
        """Printable keys type; the rest is bindings."""
        if self.editor is not None:
            taken = self.editor.press(event.key, event.character if event.is_printable else None)
        else:
            taken = self._begins_typing(event)
        if taken:
            event.stop()
            event.prevent_default()
            self._typed()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes into the open cell like typed text."""
        event.stop()
        if self.editor is None:
            if not self.cell.open:
                self._closed()
                return
            self._edit(CellEditor("", 0, choices=self.cell.choices))
        if self.editor is not None:
            self.editor.insert(event.text.strip())
            self._typed()

    def _begins_typing(self, event: events.Key) -> bool:
        printable = event.is_printable and event.character is not None
        if not printable and event.key not in ("backspace", "delete"):
            return False
        if not self.cell.open:
            self._closed()
            return False
        self._edit(CellEditor("", 0, choices=self.cell.choices))
        if printable and self.editor is not None and event.character is not None:
            self.editor.insert(event.character)
        return True

    def _edit(self, editor: CellEditor) -> None:
        self.editor = editor
        self._redraw(self.cursor)

    def _typed(self) -> None:
        if self.editor is not None and self.keeper is not None and self.row is not None:
            self.keeper.typed(self.row.id, self.cursor_column, self.editor.completed)
            self._redraw(self.cursor)

    def _text_before(self) -> str:
        return self.cell.draft if self.cell.draft is not None else self.cell.text

    def _closed(self) -> None:
        if self.keeper is not None and self.row is not None:
            self.keeper.closed(self.row.id, self.cursor_column)

    # Moving

    def action_enter(self) -> None:
        """Save and go on; a row with nothing to type into is opened."""
        if self.editor is None and not self.cell.open:
            if self.row is not None:
                self.post_message(self.Opened(self.row.id))
            return
        if self.editor is None and self.cell.draft is not None:
            self.action_edit()
            self._keep_again()
        elif self.leave():
            self._down_to_open()
        else:
            self.action_edit()

    def _keep_again(self) -> None:
        """Enter on a draft that was broken off: store it now."""
        if self.keeper is None or self.row is None or self.editor is None:
            return
        editor, self.editor = self.editor, None
        if self.keeper.left(self.row.id, self.cursor_column, editor.completed):
            self._down_to_open()
        else:
            self.editor = editor
            self._redraw(self.cursor)

    def action_across(self, step: int) -> None:
        """To the next open cell, in this row or the next that has one."""
        self.leave()
        order = [
            (index, column.id)
            for index, row in enumerate(self.rows)
            for column in self.columns
            if row.cells.get(column.id, EMPTY).open
        ]
        here = (self.cursor, self._column_index(self.cursor_column))
        places = [(index, self._column_index(column)) for index, column in order]
        beyond = [p for p in places if p > here] if step > 0 else [p for p in reversed(places) if p < here]
        if beyond:
            self._move(beyond[0][0], self.columns[beyond[0][1]].id)

    def action_go(self, step: int) -> None:
        """Up or down a row."""
        index = self.cursor + step
        while 0 <= index < len(self.rows) and self.rows[index].heading:
            index += step
        self._move(index if 0 <= index < len(self.rows) else self.cursor)

    def action_sideways(self, step: int) -> None:
        """To the next open cell of this row, left or right."""
        if self.row is None:
            return
        row = self.row
        opened = [column.id for column in self.columns if row.cells.get(column.id, EMPTY).open]
        here = opened.index(self.cursor_column) if self.cursor_column in opened else 0
        if opened:
            self._move(self.cursor, opened[min(max(here + step, 0), len(opened) - 1)])

    def action_page(self, step: int) -> None:
        """A page up or down."""
        page = max(self.size.height - 2, 1)
        self._move(self._nearest_row(self.cursor + step * page, step))

    def action_edge(self, step: int) -> None:
        """To the first or last row."""
        self._move(self._nearest_row(0 if step < 0 else len(self.rows) - 1, step))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; a second one opens the cell or the row."""
        index = event.y - 1 + self.scroll_offset.y
        if event.y < 1 or not 0 <= index < len(self.rows) or self.rows[index].heading or self.text_selection:
            return
        column = next((c.id for c, start, width in self._places if start <= event.x < start + width), "")
        opens = self.rows[index].cells.get(column, EMPTY).open
        self._move(index, column if opens else None)
        if event.chain > 1:
            if self.cell.open:
                self.action_edit()
            else:
                self.post_message(self.Opened(self.rows[index].id))

    def _down_to_open(self) -> None:
        """To the next row below whose cell in this column, or else in any, can be typed into."""
        for index in range(self.cursor + 1, len(self.rows)):
            if self.rows[index].cells.get(self.cursor_column, EMPTY).open:
                self._move(index)
                return
        for index in range(self.cursor + 1, len(self.rows)):
            if any(cell.open for cell in self.rows[index].cells.values()):
                self._move(index)
                return

    def _move(self, index: int, column: str | None = None) -> None:
        if not self.rows or (index == self.cursor and column in (None, self.cursor_column)):
            return
        self.leave()
        before, self.cursor = self.cursor, index
        if column is not None:
            self.cursor_column = column
        self._settle_column()
        self._redraw(before)
        self._redraw(self.cursor)
        self._scroll_to_cursor()
        if index != before:
            self.post_message(self.Moved(self.rows[index].id))

    def _settle_column(self) -> None:
        """Keep the column while its cell is open in this row; else take the row's first open one."""
        if self.row is None or self.cell.open:
            return
        opened = [c.id for c in self.columns if self.row.cells.get(c.id, EMPTY).open]
        self.cursor_column = opened[0] if opened else self.cursor_column

    def _column_index(self, column: str) -> int:
        return next((i for i, c in enumerate(self.columns) if c.id == column), 0)

    def _first_row(self) -> int:
        """The first row with an open cell that is still empty, else the first that can be reached."""
        for index, row in enumerate(self.rows):
            if any(cell.open and not cell.text for cell in row.cells.values()):
                return index
        return self._nearest_row(0, 1) if self.rows else 0

    def _nearest_row(self, index: int, step: int) -> int:
        index = min(max(index, 0), len(self.rows) - 1)
        for candidate in (
            *range(index, len(self.rows) if step > 0 else -1, step),
            *range(index, -1 if step > 0 else len(self.rows), -step),
        ):
            if not self.rows[candidate].heading:
                return candidate
        return index

    # Drawing

    def _scroll_to_cursor(self) -> None:
        room = self.size.height - 1
        top = self.scroll_offset.y
        if room < 1:
            return
        if self.cursor < top or (self.cursor == 1 and top == 1 and self.rows[0].heading):
            self.scroll_to(y=max(self.cursor - 1, 0) if self.cursor <= 1 else self.cursor, animate=False)
        elif self.cursor >= top + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False)

    def _measure(self) -> None:
        """Give the flexible columns what the others leave."""
        width = self.scrollable_content_region.width or self.size.width
        fixed = sum(column.width + 1 for column in self.columns if not column.flexible)
        flexible = [column for column in self.columns if column.flexible]
        spare = width - GUTTER - fixed
        places, at = [], GUTTER
        for column in self.columns:
            own = max(spare // len(flexible) - 1, column.width) if column.flexible else column.width
            places.append((column, at, own))
            at += own + 1
        self._places = tuple(places)
        self._lines.clear()
        self.virtual_size = Size(width, len(self.rows) + 1)

    def on_resize(self) -> None:
        """The columns take the new width."""
        self._measure()
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Another theme: all lines are drawn anew."""
        self._look = None
        self._lines.clear()
        super().notify_style_update()

    def on_focus(self) -> None:
        """The cursor shows where the keys go."""
        self._redraw(self.cursor)

    def on_blur(self) -> None:
        """A cell is left when the grid is."""
        self.leave()
        self._redraw(self.cursor)

    def _redraw(self, index: int) -> None:
        self._lines.pop(index, None)
        self.refresh_lines(index + 1)

    def render_line(self, y: int) -> Strip:
        """One line: the heading first, then the rows that are scrolled to."""
        index = y - 1 + self.scroll_offset.y
        if y == 0:
            strip = self._header()
        elif 0 <= index < len(self.rows):
            strip = self._lines.get(index) or self._lines.setdefault(index, self._draw(index))
        else:
            return Strip.blank(self.size.width, self._looks().base)
        line = y if y == 0 else index + 1
        strip = strip.apply_offsets(0, line)
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        return strip if span is None else self._selected(strip, span)

    def _selected(self, strip: Strip, span: tuple[int, int]) -> Strip:
        start, end = span[0], span[1] if span[1] >= 0 else strip.cell_length
        style = Style.from_rich_style(self.app.console, self.screen.get_component_rich_style("screen--selection"))
        cuts = sorted({0, min(start, strip.cell_length), min(end, strip.cell_length), strip.cell_length} - {0})
        pieces, at = [], 0
        for piece, cut in zip(strip.divide(cuts), cuts, strict=False):
            pieces.append(piece.apply_style(style.rich_style) if start <= at < end else piece)
            at = cut
        return Strip.join(pieces)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as it stands on the screen."""
        lines = [self._header().text, *(self._draw(index).text for index in range(len(self.rows)))]
        return selection.extract("\n".join(lines)), "\n"

    def _looks(self) -> _Look:
        if self._look is None:
            parts = {
                name: self.get_component_rich_style(f"cell-grid--{name}", partial=True)
                for name in ("header", "cursor", "cell", "field")
            }
            tones = {tone: Style.parse(text).rich_style if text else RichStyle() for tone, text in TONES.items()}
            self._look = _Look(self.rich_style, **parts, tones=tones)
        return self._look

    def _header(self) -> Strip:
        look = self._looks()
        style = look.base + look.header
        pieces = [Segment(" " * GUTTER, style)]
        pieces += [
            Segment(_fitted(column.title, width, right=column.right) + " ", style) for column, _, width in self._places
        ]
        return Strip(pieces).adjust_cell_length(self.size.width, style)

    def _draw(self, index: int) -> Strip:
        look, row = self._looks(), self.rows[index]
        here = index == self.cursor and not row.heading
        style = look.base + look.cursor if here else look.base
        pieces = [Segment("> " if here else "  ", style)]
        for column, _, width in self._places:
            cell = row.cells.get(column.id, EMPTY)
            shown = style + look.field + look.tones[cell.tone] if cell.open else style + look.tones[cell.tone]
            if here and column.id == self.cursor_column and cell.open:
                pieces += self._cursor_cell(cell, width, shown, look)
            else:
                pieces.append(Segment(_fitted(one_line(_shown_text(cell)), width, right=column.right), shown))
            pieces.append(Segment(" ", style))
        return Strip(pieces).adjust_cell_length(self.size.width, style)

    def _cursor_cell(self, cell: Cell, width: int, style: RichStyle, look: _Look) -> list[Segment]:
        """The cell under the cursor: in brackets, with the caret while it is being typed into."""
        inside = width - 2
        if self.editor is None:
            text = _fitted(one_line(_shown_text(cell)), inside, right=True)
            return [Segment("[", style), Segment(text, style + look.cell), Segment("]", style)]
        editor = self.editor
        typed = one_line(editor.text)
        start = max(editor.caret - inside + 1, 0)
        before, after = typed[start : editor.caret], typed[editor.caret : start + inside]
        ghost = editor.completed[len(editor.text) :] if editor.completed != editor.text and not after else ""
        at, rest = (after or ghost or " ")[:1], (after or ghost)[1:]
        muted = style + look.tones["muted"]
        room = max(inside - cell_len(before) - cell_len(at), 0)
        return [
            Segment("[", style),
            Segment(before, style + look.tones["strong"]),
            Segment(at, style + RichStyle(reverse=True)),
            Segment(set_cell_size(rest, room), muted if ghost else style),
            Segment("]", style),
        ]


def _shown_text(cell: Cell) -> str:
    return cell.draft if cell.draft is not None else cell.text


def _fitted(text: str, width: int, *, right: bool = False) -> str:
    """Text in exactly so many cells, cut with an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    padding = " " * (width - length)
    return padding + text if right else text + padding
