"""The field in which a text of several lines is written, in the windows for commentary and for what is like it.

Where there are several, each stands in a row of its own, and all but the one that is written in are one line high.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static, TextArea

from csp_tui.domain.counting import counted
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


class FieldRow(Horizontal):
    """A field beside its label; while another one is written in, its first words with the length of its text."""

    def __init__(self, title: str, field: CommentaryField) -> None:
        super().__init__(classes="field")
        self._title = title
        self._field = field
        self._length = Static(classes="length", markup=False)

    def compose(self) -> ComposeResult:
        """The label, the field, and how long its text is."""
        yield Static(Content(self._title), id=f"{self._field.id}-label", classes="label")
        yield self._field
        yield self._length

    def on_descendant_focus(self) -> None:
        """What is written in is open where the cursor stands."""
        self.add_class("-here")
        self.call_after_refresh(self._field.scroll_cursor_visible)

    def on_descendant_blur(self) -> None:
        """What is left is one line from now on."""
        self.remove_class("-here")
        self.call_after_refresh(self._tell_length)

    def on_text_area_changed(self) -> None:
        """A text may also be put in while the cursor is in another field."""
        self.call_after_refresh(self._tell_length)

    def on_resize(self) -> None:
        """In another width other words are the first."""
        self.call_after_refresh(self._tell_length)

    def _tell_length(self) -> None:
        """Show the text from its beginning, its length, and whether there is more of it; not where the cursor is."""
        field = self._field
        if field.has_focus:
            return
        length = len(" ".join(field.text.split()))
        told = f" {counted(length, 'character')}" if length else ""
        room = field.wrap_width + self._length.size.width - cell_len(told)
        rest = "\n" in field.text or cell_len(field.text) > room
        self._length.update(Content(f" …{told}" if rest else told))
        field.scroll_home(animate=False, force=True)
