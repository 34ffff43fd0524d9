"""The grid that is typed into: keys, drafts, and leaving a cell; what a text means is its keeper's business."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType

from csp_tui.widgets.cell_editor import CellEditor
from csp_tui.widgets.cells import Cell, fitted
from csp_tui.widgets.grid import OPENS, CellGrid
from csp_tui.widgets.wording import one_line


class Keeper(Protocol):
    """Who takes what is typed in a grid; every call is answered at once, on the screen's own thread."""

    def typed(self, row: str, column: str, text: str) -> None:
        """A key changed the text of the open cell."""

    def left(self, row: str, column: str, text: str) -> bool:
        """The cell was left with this text; whether it is stored."""

    def parked(self, row: str, column: str, text: str | None) -> None:
        """Typing was broken off: keep the text as a draft, or with None forget it."""

    def closed(self, row: str) -> None:
        """A key was typed at a cell that takes no text."""


class EntryGrid(CellGrid):
    """Every printable key types into the cell under the cursor; leaving the cell hands its text to the keeper."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "next", id=OPENS, tooltip="Save this cell and go to the next, or open the row"),
        Binding("f2", "edit", "edit", id="grid.edit", tooltip="Change the text of this cell instead of typing over it"),
        Binding("tab", "across(1)", "across", id="grid.across", show=False, tooltip="Save and go to the next cell"),
        Binding("shift+tab", "across(-1)", "back", id="grid.back", show=False, tooltip="Save and go back a cell"),
        Binding("left", "sideways(-1)", "left", id="grid.left", show=False, tooltip="Save and go left"),
        Binding("right", "sideways(1)", "right", id="grid.right", show=False, tooltip="Save and go right"),
    ]

    def __init__(self, keeper: Keeper, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.opens = "next"
        self.keeper = keeper
        self.editor: CellEditor | None = None

    # Leaving a cell

    def leave(self) -> bool:
        """Leave the open cell: a text that was changed goes to the keeper. False where it was refused."""
        if self.editor is None or self.row is None:
            return True
        editor, self.editor = self.editor, None
        stored = True
        if editor.text != editor.before:
            stored = self.keeper.left(self.row.id, self.cursor_column, editor.completed)
        elif self.cell.draft is None:
            self.keeper.parked(self.row.id, self.cursor_column, None)
        self.redraw(self.cursor)
        return stored

    def park(self) -> bool:
        """Break off typing, keeping the text as a draft; False when nothing was being typed."""
        if self.editor is None or self.row is None:
            return False
        editor, self.editor = self.editor, None
        worth_keeping = editor.text.strip() and (editor.text != editor.before or self.cell.draft is not None)
        self.keeper.parked(self.row.id, self.cursor_column, editor.text if worth_keeping else None)
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
            if character is None and event.key not in ("backspace", "delete"):
                return
            if not self.cell.open:
                self._say_closed()
                event.stop()
                return
            self._open("")
        if self.editor is not None and self.editor.press(event.key, character):
            event.stop()
            event.prevent_default()
            self._typed()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes into the open cell like typed text."""
        event.stop()
        if self.editor is None and not self.cell.open:
            self._say_closed()
            return
        if self.editor is None:
            self._open("")
        if self.editor is not None:
            self.editor.insert(event.text.strip())
            self._typed()

    def _open(self, text: str, *, in_place: bool = False) -> None:
        self.editor = CellEditor(self.cell.shown, text, len(text), in_place, self.cell.choices)
        self.redraw(self.cursor)

    def _typed(self) -> None:
        if self.editor is not None and self.row is not None:
            self.keeper.typed(self.row.id, self.cursor_column, self.editor.completed)
            self.redraw(self.cursor)

    def _say_closed(self) -> None:
        if self.row is not None:
            self.keeper.closed(self.row.id)

    # Going on

    def action_enter(self) -> None:
        """Save and go on; a refused text stays open; a row with nothing to type into is opened."""
        if not self.cell.open:
            super().action_enter()
            return
        row, column, draft = self.row, self.cursor_column, self.cell.draft
        if self.editor is None and draft is not None and row is not None:
            stored = self.keeper.left(row.id, column, draft)
        else:
            stored = self.leave()
        if stored:
            self._to_next_below()
        else:
            self._open(self.cell.shown, in_place=True)

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

    def _to_next_below(self) -> None:
        """To the next row whose cell in this column can be typed into, else to the next with any such cell."""
        below = range(self.cursor + 1, len(self.rows))
        same = [index for index in below if self.rows[index].cell(self.cursor_column).open]
        other = [index for index in below if self.open_columns(self.rows[index])]
        for index in (*same[:1], *other[:1]):
            self.move(index)
            return

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
            Segment(before, strong),
            Segment(rest[:1] or " ", rest_style + RichStyle(reverse=True)),
            Segment(fitted(rest[1:], room), rest_style),
            Segment("]", style),
        ]
