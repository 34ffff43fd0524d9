"""Text that scrolls, whose bar stands where the text stands also after it was too short for a bar."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Scrolled(VerticalScroll):
    """Textual moves a bar only while it is seen: one that comes back would stand where the longer text was left."""

    def watch_show_vertical_scrollbar(self, is_shown: bool) -> None:
        """Put a bar that comes back where the text stands."""
        if is_shown:
            self.vertical_scrollbar.position = self.scroll_y
