"""Help for the screen that is open: what it is for, and every key that works there, from the bindings themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.content import Content
from textual.screen import Screen

from csp_tui.screens.base import in_own_keys
from csp_tui.screens.reading_window import ReadingWindow
from csp_tui.widgets.key_line import all_keys, explained
from csp_tui.widgets.rating import legend
from csp_tui.widgets.tones import toned


class HelpScreen(ReadingWindow):
    """A window over the screen that it explains."""

    def __init__(self, about: Screen[Any], words: str) -> None:
        super().__init__()
        self._about = about
        self._words = words

    def edge(self) -> str:
        """Where words are explained, and how it closes."""
        return in_own_keys(self, "Ctrl+G explains the abbreviations; Esc closes this")

    def paragraphs(self) -> Iterator[Content]:
        """The screen's words, the signs of the ratings, and its keys."""
        yield Content(f"{in_own_keys(self._about, self._words)}\n")
        marks = (Content("   ").join([toned(mark, tone) for mark, tone in line]) for line in legend())
        yield Content("\n").join(marks) + Content("\n")
        yield explained(all_keys(self._about))
