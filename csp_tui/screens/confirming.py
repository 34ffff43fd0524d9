"""A window before something that is not simply undone: what it does, and a word or a reason to be typed first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from csp_tui.screens.base import footer
from csp_tui.widgets.text_line import TextLine
from csp_tui.widgets.tick import Tick
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_NOTHING = "Nothing is typed, so nothing happens. Type it here, or press Esc to leave everything as it is."


class Confirmed(Struct, frozen=True):
    """What was typed, and whether the box was ticked, where there is one."""

    text: str
    ticked: bool = False


class Confirm(ModalScreen[Confirmed | None]):
    """Gives what was typed once it is accepted; None, and nothing happens, for Esc.

    Enter on nothing leaves the window open, as what is typed next is meant for it and not for the screen below.
    """

    CSS_PATH = "confirming.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave it", id="confirm.leave", tooltip="Leave it: nothing happens"),
        Binding("up,pageup", "scroll(-3)", "up", show=False, id="confirm.up", tooltip="Scroll what it does up"),
        Binding(
            "down,pagedown", "scroll(3)", "down", show=False, id="confirm.down", tooltip="Scroll what it does down"
        ),
    ]

    def __init__(
        self,
        question: str,
        does: Sequence[Content],
        prompt: str,
        refusal: Callable[[str], str],
        *,
        tick: str = "",
        text: str = "",
    ) -> None:
        super().__init__()
        self._question = question
        self._does = tuple(does)
        self._prompt = prompt
        self._refusal = refusal
        self._tick = tick
        self._text = text

    def compose(self) -> ComposeResult:
        """The question, what saying yes does, and the line to say it in."""
        with Vertical(id="window"):
            yield Static(Content(one_line(self._question)), classes="question")
            if self._does:
                with VerticalScroll(id="does", can_focus=False):
                    yield Static(Content("\n").join(self._does))
            if self._tick:
                yield Tick(self._tick, False, id="tick")
            yield Static(Content(self._prompt), classes="prompt")
            yield TextLine(self._text, id="typed", compact=True)
            yield Static(id="refused", markup=False)
            yield footer(
                self, "Enter goes on, Esc leaves everything as it is" + (", Tab to the box" if self._tick else "")
            )

    def on_mount(self) -> None:
        """Start in the line."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was typed, or say what to type."""
        typed = event.value.strip()
        refusal = self._refusal(typed) if typed else _NOTHING
        if refusal:
            self.query_one("#refused", Static).update(toned(one_line(refusal), "refused"))
            return
        self.dismiss(Confirmed(typed, bool(self._tick) and self.query_one(Tick).value))

    def action_leave(self) -> None:
        """Nothing happens."""
        self.dismiss(None)

    def action_scroll(self, step: int) -> None:
        """Scroll what it does, where it is longer than the window."""
        for does in self.query("#does"):
            does.scroll_relative(y=step, animate=False)
