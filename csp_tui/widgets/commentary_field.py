"""The field in which a text of several lines is written, in the windows for commentary and for what is like it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from csp_tui.widgets.wording import without_controls


class CommentaryField(TextArea):
    """One field's text, to be gone on with at its end. Tab goes to the next; no control characters are pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", "all", id="text.all", show=False, tooltip="Mark the whole text of a field"),
    ]

    def __init__(self, name: str, text: str, asked: str = "", *, read_only: bool = False) -> None:
        super().__init__(
            text,
            id=name,
            tab_behavior="focus",
            compact=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=asked,
            read_only=read_only,
        )
        self.stored = text
        self.waiting: str | None = None  # an older text, over which something else was stored

    def on_mount(self) -> None:
        """Typing goes on after what is written."""
        self.move_cursor(self.document.end)

    def put_in(self, text: str) -> None:
        """Put a text in where the cursor is, apart from the words beside it, as one change that Ctrl+Z takes out."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        before, after = line[:column], line[column:]
        left, right = (" " if beside and not beside.isspace() else "" for beside in (before[-1:], after[:1]))
        self.insert(f"{left}{text}{right}")

    def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before the text area, whose turn comes next, takes it."""
        event.text = without_controls(event.text)
