"""A window over a screen that is only read: it scrolls where it is longer than fits, and one key closes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class ReadingWindow(ModalScreen[None]):
    """What it tells, and what its lower edge says, are its subclass's."""

    DEFAULT_CSS = """
    ReadingWindow { align: center middle; }
    ReadingWindow > #window {
        width: 90; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; border-subtitle-color: $foreground; background: $surface; padding: 0 0 0 1;
    }
    ReadingWindow > #window > Static { padding: 0 1 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter", "dismiss", "close", id="help.close", tooltip="Close this window")
    ]

    def paragraphs(self) -> Iterator[Content]:
        """What it tells, one below the other."""
        raise NotImplementedError

    def edge(self) -> str:
        """What can be done in it."""
        return "Up and Down scroll; Esc closes this"

    def compose(self) -> ComposeResult:
        """The paragraphs, the longer ones wrapped."""
        with VerticalScroll(id="window") as window:
            window.border_subtitle = self.edge()
            for paragraph in self.paragraphs():
                yield Static(paragraph)
