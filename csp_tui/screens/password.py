"""A window for a password: typed unseen, twice where a file is to be protected with it; what it opens is the caller's.

It is given to whoever asked and kept nowhere: no draft, no list of what was typed before.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from csp_tui.domain.errors import UserError
from csp_tui.screens.base import footer
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line
from csp_tui.workbooks.passwords import Password, new_password


class PasswordWindow(ModalScreen[Password | None]):
    """Gives a password; None for Esc. A new one is typed twice, and must be one that protects."""

    CSS_PATH = "password.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave it", id="password.leave", tooltip="Leave it: no password"),
    ]

    def __init__(self, prompt: str, *, new: bool) -> None:
        super().__init__()
        self._prompt = prompt
        self._new = new

    def compose(self) -> ComposeResult:
        """What it is for, and the one or two lines to type it in."""
        with Vertical(id="window"):
            yield Static(Content(one_line(self._prompt)), classes="prompt")
            yield TextLine(password=True, id="typed", compact=True)
            if self._new:
                yield Static(Content("The same again:"), classes="prompt")
                yield TextLine(password=True, id="again", compact=True)
            yield Static(id="refused", markup=False)
            yield footer(self, "Enter goes on, Esc leaves it")

    def on_mount(self) -> None:
        """Start in the first line."""
        self.query_one("#typed").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the first line to the second; from the last one to whoever asked."""
        typed = self.query_one("#typed", Input).value
        if self._new and event.input.id == "typed":
            self.query_one("#again").focus()
        elif self._new:
            self._give_new(typed, self.query_one("#again", Input).value)
        else:
            self.dismiss(Password(typed) if typed else None)

    def _give_new(self, typed: str, again: str) -> None:
        try:
            password = new_password(typed)
        except UserError as error:
            self._refuse(str(error))
            return
        if again != typed:
            self._refuse("The two differ; type them again.")
            return
        self.dismiss(password)

    def _refuse(self, sentence: str) -> None:
        for line in self.query(Input):
            line.value = ""
        self.query_one("#typed").focus()
        self.query_one("#refused", Static).update(toned(sentence, "refused"))

    def action_leave(self) -> None:
        """No password."""
        self.dismiss(None)
