"""A line to type into, in which Ctrl+A marks all as it does in a text of several lines."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class TextLine(Input):
    """An input line; Textual's own goes to its start with Ctrl+A, as a shell does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", "all", id="text.all", show=False, tooltip="Mark the whole text of a field"),
    ]
