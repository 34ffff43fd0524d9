"""A line to type into, in which Ctrl+A marks all as it does in a text of several lines."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input
from textual.widgets.input import Selection


class TextLine(Input):
    """An input line; Textual's own goes to its start with Ctrl+A, as a shell does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", "all", id="text.all", show=False, tooltip="Mark the whole text of a field"),
    ]

    def put(self, text: str, *, marked: bool) -> None:
        """Show a text with the caret behind it; `marked`, what is typed next takes its place.

        Textual leaves the caret where it was in the text before, and marks a text only when the line gets the focus.
        """
        self.select_on_focus = marked
        self.value = text
        self.selection = Selection(0 if marked else len(text), len(text))
