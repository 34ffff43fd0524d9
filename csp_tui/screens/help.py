"""Help for the screen that is open: what it is for, and every key that works there, from the bindings themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from csp_tui.screens.base import in_own_keys
from csp_tui.widgets.key_line import key_name
from csp_tui.widgets.rating import legend
from csp_tui.widgets.tones import toned


class HelpScreen(ModalScreen[None]):
    """A window over the screen that it explains."""

    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen #window {
        width: 90; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; border-subtitle-color: $foreground; background: $surface; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter", "dismiss", "close", id="help.close", tooltip="Close the help")
    ]

    def __init__(self, about: Screen[Any], words: str) -> None:
        super().__init__()
        self._about = about
        self._words = words

    def compose(self) -> ComposeResult:
        """The screen's words, the signs of the ratings, and its keys."""
        active = self._about.active_bindings.values()
        told = [a.binding for a in active if a.binding.tooltip and a.binding.id and a.enabled]
        bindings = dict.fromkeys(sorted(told, key=lambda binding: not binding.show))
        names = {binding: key_name(binding.key) for binding in bindings}
        width = max((len(name) for name in names.values()), default=0) + 2
        keys = Content("\n").join(
            Content.assemble((f"{name:<{width}}", "$text-accent bold"), binding.tooltip)
            for binding, name in names.items()
        )
        with VerticalScroll(id="window") as window:
            window.border_subtitle = in_own_keys(self, "Ctrl+G explains the abbreviations; Esc closes this")
            yield Static(Content(f"{in_own_keys(self._about, self._words)}\n"))
            marks = (Content("   ").join([toned(mark, tone) for mark, tone in line]) for line in legend())
            yield Static(Content("\n").join(marks) + Content("\n"))
            yield Static(keys)
