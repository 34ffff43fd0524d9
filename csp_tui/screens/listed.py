"""A window of sentences, one below the other, for what a line at the bottom of the screen has no room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from csp_tui.widgets.wording import one_line


class Listed(ModalScreen[None]):
    """Sentences under a title; they scroll where they are more than fit."""

    CSS = """
    Listed { align: center middle; }
    Listed #window {
        width: 90; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; border-subtitle-color: $foreground; background: $surface; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter", "dismiss", "close", id="help.close", tooltip="Close the list")
    ]

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._sentences = tuple(sentences)

    def compose(self) -> ComposeResult:
        """The title, then a line a sentence, the longer ones wrapped."""
        with VerticalScroll(id="window") as window:
            window.border_subtitle = "Up and Down scroll; Esc closes this"
            yield Static(Content.styled(self._title, "bold"))
            for sentence in self._sentences:
                yield Static(Content(f"- {one_line(sentence)}"))
