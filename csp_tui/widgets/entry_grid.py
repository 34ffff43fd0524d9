"""The grid that is typed into: keys, drafts, and leaving a cell; what a text means is its keeper's business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType

from csp_tui.domain.pasting import is_range
from csp_tui.widgets.cell_editor import CellEditor
from csp_tui.widgets.cells import Cell, Column, Row, fitted
from csp_tui.widgets.grid import OPENS, CellGrid
from csp_tui.widgets.keeper import Keeper, Left
from csp_tui.widgets.wording import one_line


class EntryGrid(CellGrid):
    """Every printable key types into the cell under the cursor; leaving the cell hands its text to the keeper."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "next", id=OPENS, tooltip="Save this cell and go to the next, or open the row"),
        Binding("f2", "edit", "edit", id="grid.edit", tooltip="Change the text of this cell instead of typing over it"),
        Binding("tab", "across(1)", "across", id="grid.across", show=False, tooltip="Save and go to the next cell"),
        Binding("shift+tab", "across(-1)", "back", id="grid.back", show=False, tooltip="Save and go back a cell"),
        Binding("left", "sideways(-1)", "left", id="grid.left", show=False, tooltip="Save and go left"),
        Binding("right", "sideways(1)", "right", id="grid.right", show=False, tooltip="Save and go right"),
        Binding(
            "shift+up", "mark(-1)", "mark up", id="grid.mark-up", show=False, tooltip="Mark this row and the one above"
        ),
        Binding("shift+down", "mark(1)", "mark", id="grid.mark-down", show=False, tooltip="Mark this row and the next"),
        Binding(
            "shift+left",
            "mark_across(-1)",
            "mark left",
            id="grid.mark-left",
            show=False,
            tooltip="Mark the cell on the left too",
        ),
        Binding(
            "shift+right",
            "mark_across(1)",
            "mark right",
            id="grid.mark-right",
            show=False,
            tooltip="Mark the next cell too",
        ),
        Binding("ctrl+c", "copy", "copy", id="edit.copy", show=False, tooltip="Copy this cell, or the marked ones"),
        Binding(
            "ctrl+v",
            "paste",
            "paste",
            id="edit.paste",
            show=False,
            tooltip="Paste what was copied, seen before it is stored",
        ),
    ]

    def __init__(self, keeper: Keeper, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.opens = "next"
        self.keeper = keeper
        self.editor: CellEditor | None = None
        self._marked_from: tuple[int, str] | None = None
        self._mistyped: tuple[str, str] | None = None  # the cell whose draft was typed last, nothing stored since

    # Marking and copying

    @property
    def marks(self) -> bool:
        """Whether more than the cell under the cursor is marked."""
        return self._marked_from is not None

    @property
    def marked_rows(self) -> range:
        """The marked rows from the top; without marks the one under the cursor."""
        start = self._marked_from[0] if self._marked_from is not None else self.cursor
        return range(min(start, self.cursor), max(start, self.cursor) + 1)

    @property
    def marked_columns(self) -> list[str]:
        """The marked columns from the left."""
        order = [column.id for column in self.columns]
        start = self._marked_from[1] if self._marked_from is not None else self.cursor_column
        if start not in order or self.cursor_column not in order:
            return [self.cursor_column]
        first, last = sorted((order.index(start), order.index(self.cursor_column)))
        return order[first : last + 1]

    def is_marked(self, index: int, column: str | None = None) -> bool:
        """Whether a row, or a cell of it, is marked."""
        if self._marked_from is None:
            return False
        return index in self.marked_rows and (column is None or column in self.marked_columns)

    def unmark(self) -> bool:
        """Mark nothing any more; False where nothing was marked."""
        if self._marked_from is None:
            return False
        rows, self._marked_from = self.marked_rows, None
        self._redraw_all(rows)
        return True

    def show(self, columns: Sequence[Column], rows: Sequence[Row], *, at: str | None = None) -> None:
        """Show other columns or rows; marks stay only while the rows do."""
        if [row.id for row in rows] != [row.id for row in self.rows]:
            self._marked_from = None
        super().show(columns, rows, at=at)

    def move(self, index: int, column: str | None = None) -> None:
        """Put the cursor on a row; what was marked is marked no more."""
        self.unmark()
        super().move(index, column)

    def action_mark(self, step: int) -> None:
        """Mark rows from here on, up or down."""
        self._mark_to(self.cursor + step, self.cursor_column)

    def action_mark_across(self, step: int) -> None:
        """Mark cells from here on, left or right."""
        opened = self.open_columns(self.row) if self.row is not None else []
        place = opened.index(self.cursor_column) + step if self.cursor_column in opened else -1
        self._mark_to(self.cursor, opened[place] if 0 <= place < len(opened) else self.cursor_column)

    def _mark_to(self, index: int, column: str) -> None:
        start = self._marked_from or (self.cursor, self.cursor_column)
        before = self.marked_rows
        super().move(index, column)
        self._marked_from = start
        self._redraw_all({*before, *self.marked_rows})

    def _redraw_all(self, rows: Iterable[int]) -> None:
        for index in rows:
            self.redraw(index)

    def on_click(self, event: events.Click) -> None:
        """A click with Shift marks from the cursor to where it is."""
        index = event.y - 1 + self.scroll_offset.y
        if event.shift and event.y > 0 and 0 <= index < len(self.rows):
            self._mark_to(index, self.cursor_column)
            event.prevent_default()

    def action_copy(self) -> None:
        """Copy text that is selected with the mouse, else the marked cells, as a spreadsheet takes them."""
        if self.screen.get_selected_text():
            raise SkipAction
        rows, columns = self.marked_rows, self.marked_columns
        lines = ["\t".join(one_line(self.rows[index].cell(column).shown) for column in columns) for index in rows]
        if self.editor is not None:
            lines = [self.editor.text]
        self.app.copy_to_clipboard("\n".join(lines))
        self.keeper.copied(len(rows) * len(columns))

    def action_paste(self) -> None:
        """Paste what was copied here; what another program copied is pasted by the terminal's own key."""
        if self.app.clipboard:
            self._paste(self.app.clipboard)
        else:
            self.keeper.copied(0)

    # Leaving a cell

    def leave(self) -> bool:
        """Leave the open cell: a text that was changed goes to the keeper. False where it was refused."""
        return self._leave() is Left.STORED

    def _leave(self) -> Left:
        if self.editor is None or self.row is None:
            return Left.STORED
        editor, self.editor = self.editor, None
        left = Left.STORED
        if editor.text != editor.before:
            left = self._hand_over(self.row.id, editor.completed)
        else:
            self.keeper.parked(self.row.id, self.cursor_column, self.cell.draft)
        self.redraw(self.cursor)
        return left

    def _hand_over(self, row: str, text: str) -> Left:
        """Let the keeper store the text of the cell under the cursor."""
        left = self.keeper.left(row, self.cursor_column, text)
        self._mistyped = None if left is Left.STORED else (row, self.cursor_column)
        return left

    def park(self) -> bool:
        """Break off typing, keeping the text as a draft; False when nothing was being typed."""
        if self.editor is None or self.row is None:
            return False
        editor, self.editor = self.editor, None
        worth_keeping = editor.text.strip() and (editor.text != editor.before or self.cell.draft is not None)
        self.keeper.parked(self.row.id, self.cursor_column, editor.text if worth_keeping else None)
        self._mistyped = (self.row.id, self.cursor_column)
        self.redraw(self.cursor)
        return True

    def forget_typing(self) -> bool:
        """Give up what is being typed, so that the cell shows what is stored; False when nothing was being typed."""
        if self.editor is None or self.row is None:
            return False
        self.editor = None
        self.keeper.parked(self.row.id, self.cursor_column, None)
        self.redraw(self.cursor)
        return True

    def forget_mistyped(self) -> bool:
        """Forget the draft of the cell under the cursor where it was typed last; False where something else was."""
        row, draft = self.row_id, self.cell.draft
        if row is None or draft is None or (row, self.cursor_column) != self._mistyped:
            return False
        self.keeper.forgotten(row, self.cursor_column, draft)
        return True

    def on_blur(self) -> None:
        """A cell is left when the grid is."""
        self.leave()

    # Typing

    def action_edit(self) -> None:
        """Open the cell with its text kept."""
        if not self.cell.open:
            self._say_closed()
        elif self.editor is None:
            self._open(self.cell.shown, in_place=True)
        else:
            self.editor.in_place = True

    def on_key(self, event: events.Key) -> None:
        """Printable keys type; the rest is bindings."""
        character = event.character if event.is_printable else None
        if self.editor is None:
            draft = self.cell.draft
            changes = event.key in ("backspace", "delete") or (event.key == "ctrl+a" and draft is not None)
            if character is None and not changes:
                return
            if not self.cell.open:
                self._say_closed(character or "")
                event.stop()
                return
            if event.key == "delete" and draft is not None and self.row is not None:
                event.stop()
                self.keeper.forgotten(self.row.id, self.cursor_column, draft)
                return
            self._open(draft or "" if event.key in ("backspace", "ctrl+a") else "")
        if self.editor is None:
            return
        if event.key == "enter":  # whatever key else saves and goes on, in an open cell this one does
            self.action_enter()
        elif self.editor.press(event.key, character):
            self._typed()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes into the open cell like typed text; a range, or a text for marked rows, to the keeper."""
        event.stop()
        self._paste(event.text)

    def _paste(self, text: str) -> None:
        if is_range(text):
            self.park()
            self._mistyped = None
            self.keeper.pasted(text)
            return
        if self.marks:
            self.keeper.pasted("\n".join([text.strip()] * len(self.marked_rows)))
            return
        if self.editor is None and not self.cell.open:
            self._say_closed(text.strip())
            return
        if self.editor is None:
            self._open("")
        if self.editor is not None:
            self.editor.insert(text.strip())
            self._typed()

    def _open(self, text: str, *, in_place: bool = False) -> None:
        self.editor = CellEditor(self.cell.shown, text, len(text), in_place, self.cell.choices)
        self.redraw(self.cursor)

    def _typed(self) -> None:
        if self.editor is not None and self.row is not None:
            self.keeper.typed(self.row.id, self.cursor_column, self.editor.completed)
            self.redraw(self.cursor)

    def _say_closed(self, typed: str = "") -> None:
        if self.row is not None:
            self.keeper.closed(self.row.id, typed)

    # Going on

    def action_enter(self) -> None:
        """Save and go on; a row with nothing to type into is opened.

        A text that is refused as it is typed stays in its cell, and the cursor goes on: whoever types down a list looks
        at the paper, and the next figure is the next row's. Where the cursor stands on such a text, it stays.
        """
        if not self.cell.open:
            super().action_enter()
            return
        row, draft, editor = self.row, self.cell.draft, self.editor
        typed = editor is not None and editor.text != editor.before
        if not typed and draft is not None and row is not None:
            self.editor = None
            left = self._hand_over(row.id, draft)
            self.redraw(self.cursor)
        else:
            left = self._leave()
        if (left is Left.STORED or (typed and left is Left.UNREADABLE)) and self.go_on():
            return
        if left is not Left.STORED and row is not None:
            self.keeper.refused(row.id)
        else:
            self.keeper.ended()

    def action_across(self, step: int) -> None:
        """To the next open cell, in this row or the next that has one."""
        order = [(index, column) for index, row in enumerate(self.rows) for column in self.open_columns(row)]
        here = (self.cursor, self.cursor_column)
        if here in order:
            beyond = order[order.index(here) + 1 :] if step > 0 else order[: order.index(here)][::-1]
        elif step > 0:
            beyond = [place for place in order if place[0] > self.cursor]
        else:
            beyond = [place for place in reversed(order) if place[0] < self.cursor]
        if beyond:
            self.move(*beyond[0])
        else:
            self.leave()

    def action_sideways(self, step: int) -> None:
        """To the next open cell of this row, left or right."""
        opened = self.open_columns(self.row) if self.row is not None else []
        if self.cursor_column in opened:
            place = opened.index(self.cursor_column) + step
            if 0 <= place < len(opened):
                self.move(self.cursor, opened[place])
                return
        self.leave()

    def opened_by_click(self) -> None:
        """A double click changes a cell's text, or opens a row that has none."""
        if self.cell.open:
            self.action_edit()
        else:
            self.action_enter()

    def go_on(self) -> bool:
        """To the next row whose cell in this column can be typed into or waits to be opened.

        Else to the next with any such cell; False where there is none.
        """
        below = range(self.cursor + 1, len(self.rows))
        same = (index for index in below if self.rows[index].cell(self.cursor_column).open or self.rows[index].waits)
        other = (index for index in below if self.open_columns(self.rows[index]))
        index = next(chain(same, other), None)
        if index is not None:
            self.move(index)
        return index is not None

    # Drawing

    def cursor_cell(self, cell: Cell, width: int) -> Iterable[Segment]:
        """The cell under the cursor, with the caret while it is typed into and the rest of a choice in grey."""
        if self.editor is None:
            return super().cursor_cell(cell, width)
        editor, inside = self.editor, width - 2
        style, strong = self.style_of("", "cursor", "open"), self.style_of("strong", "cursor", "open")
        typed = one_line(editor.text)
        start = max(editor.caret - inside + 1, 0)
        before, after = typed[start : editor.caret], typed[editor.caret :]
        ghost = editor.completed[len(editor.text) :] if not after and editor.completed != editor.text else ""
        rest = after or ghost
        room = max(inside - cell_len(before) - 1, 0)
        rest_style = self.style_of("muted", "cursor", "open") if ghost else strong
        return [
            Segment("[", style),
            Segment(before, strong + RichStyle(reverse=editor.marked)),
            Segment(rest[:1] or " ", rest_style + RichStyle(reverse=True)),
            Segment(fitted(rest[1:], room), rest_style),
            Segment("]", style),
        ]
