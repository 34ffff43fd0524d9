"""A box to tick whose tick is seen without colour: an empty box is empty."""

from __future__ import annotations

from textual.widgets import Checkbox


class Tick(Checkbox):
    """A checkbox that shows nothing inside while it is off."""

    BUTTON_LEFT = BUTTON_RIGHT = ""
    DEFAULT_CSS = """
    Tick { border: none; padding: 0; & > .toggle--button { color: $foreground; background: transparent; } }
    Tick.-on > .toggle--button { color: $foreground; background: transparent; text-style: bold; }
    """

    def __init__(self, label: str, value: bool, *, id: str) -> None:
        super().__init__(label, value, id=id, compact=True)
        self._show_tick(value)

    def watch_value(self) -> None:
        """Change the sign with the value."""
        self._show_tick(self.value)
        super().watch_value()

    def _show_tick(self, value: bool) -> None:
        self.BUTTON_INNER = "[x]" if value else "[ ]"
