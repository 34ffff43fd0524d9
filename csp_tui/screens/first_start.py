"""The first start: who works here, as what, and for whom; each answer is kept when it is given; asked until one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csp_tui.desk.configuring import options_of
from csp_tui.desk.starting import for_whom
from csp_tui.domain.errors import UserError
from csp_tui.screens.base import COORDINATOR, in_own_keys
from csp_tui.screens.session import Session
from csp_tui.widgets.marked_list import MarkedList
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_OF: Final = 3
_NAME, _ROLE, _WHOM = range(1, _OF + 1)
_KEYS: Final = (
    "Enter goes on. Esc leaves the rest open and asks no more; F2 sets it any time.",
    "Enter goes on. Esc keeps nothing, and the next start asks again.",
)


class FirstStart(ModalScreen[None]):
    """Three questions, one after the other, for a coordinator two; Esc leaves those open that are left.

    Before the first answer nothing is kept, and the next start asks again.
    """

    CSS_PATH = "choosing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "leave", "leave open", id="start.leave", tooltip="Leave it open; F2 on home changes it later"
        ),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._number = _NAME

    def compose(self) -> ComposeResult:
        """The question, a line for the name, a list for what is chosen."""
        with Vertical(id="window"):
            yield Static(id="question", classes="question", markup=False)
            yield Static(id="told", markup=False)
            yield TextLine(placeholder=f"Enter keeps {self._session.desk.by}", id="wanted")
            yield MarkedList(id="options", markup=False)
            yield Static(id="refused", markup=False)
            yield Static(id="keys", classes="keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the name."""
        self._ask()

    def _ask(self) -> None:
        question, told = {
            _NAME: ("What is your name?", "It stands beside what you enter, so that others know whom to ask."),
            _ROLE: ("What do you do?", "It decides what the first screen tells you."),
            _WHOM: self._whom(),
        }[self._number]
        self.query_one("#question", Static).update(Content(f"{self._number} of {_OF}   {question}"))
        self.query_one("#told", Static).update(toned(told, "muted"))
        self.query_one("#refused", Static).update("")
        self.query_one("#keys", Static).update(in_own_keys(self, _KEYS[self._number == _NAME]))
        typed, chosen = self.query_one(Input), self.query_one(OptionList)
        typed.display, chosen.display = self._number == _NAME, self._number != _NAME
        if self._number == _NAME:
            typed.focus()
            return
        chosen.clear_options()
        chosen.add_options(Option(Content(one_line(words)), id=value) for value, words in self._options())
        chosen.highlighted = 0
        chosen.focus()

    def _whom(self) -> tuple[str, str]:
        """The third question, as whoever answers it would put it."""
        if self._session.desk.role == "lead":
            return "Which priority?", "The first screen tells you of it, and the cursor starts there."
        return "For whom?", "The rows of a partner are shown first."

    def _options(self) -> Iterator[tuple[str, str]]:
        desk = self._session.desk
        if self._number == _ROLE:
            yield from options_of(desk, "role")
            return
        if desk.role == "lead":
            yield from ((value, f"Priority {words}") for value, words in options_of(desk, "priority"))
        else:
            yield from options_of(desk, "partner")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The name; an emptied one is the login name."""
        self._keep("by", event.value.strip() or self._session.desk.by)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The role, or for whom."""
        value = event.option.id or ""
        self._keep("role" if self._number == _ROLE else for_whom(value), value)

    def _keep(self, key: str, value: str) -> None:
        try:
            self._session.keep_setting(key, value)
        except UserError as error:
            self.query_one("#refused", Static).update(toned(one_line(str(error)), "refused"))
            return
        if self._number == _WHOM or (key, value) == ("role", COORDINATOR):  # who works for all partners
            self._end()
        else:
            self._number += 1
            self._ask()

    def action_leave(self) -> None:
        """Leave the rest open."""
        self._end()

    def _end(self) -> None:
        self._session.partner = self._session.desk.works_for
        if self.is_current:
            self.dismiss()
