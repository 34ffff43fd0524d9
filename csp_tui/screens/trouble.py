"""The screen that is shown when nothing can be opened: the sentence that says why, and the way out."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from csp_tui.widgets.wording import lines_of


class TroubleScreen(ModalScreen[None]):
    """Nothing was changed; Enter or Esc leaves the program."""

    CSS = """
    TroubleScreen { align: center middle; }
    TroubleScreen #window {
        width: 76; max-width: 100%; height: auto; max-height: 100%; border: round $error; padding: 1 2;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "leave", "leave", id="trouble.leave", tooltip="Leave the program")
    ]

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """The sentence and the key."""
        with Vertical(id="window"):
            yield Static(Content("The figures could not be opened."), classes="question")
            yield Static(Content(f"\n{lines_of(self._sentence)}\n"))
            yield Static(Content("Nothing was changed. Enter or Esc leaves the program."))

    def action_leave(self) -> None:
        """End the program."""
        self.app.exit(return_code=1)
