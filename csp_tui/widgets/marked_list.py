"""A list to choose from whose line under the cursor has a mark before it, as grids have: colour alone tells nothing."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widgets import OptionList

_HERE, _ELSEWHERE = "> ", "  "


class MarkedList(OptionList):
    """An option list with `>` before the option that Enter chooses; letters go to what begins so, or a word of it."""

    DEFAULT_CSS = """
    MarkedList > .option-list--option { padding: 0 1 0 0; }
    """  # no letter stands against the scrollbar
    _typed = ""  # the letters so far, until another key

    def on_key(self, event: events.Key) -> None:
        """Go to the next option that begins with what was typed, or has a word that does, else with its last letter."""
        if event.character is None or not event.is_printable:
            self._typed = ""
            return
        for typed in (self._typed + event.character, event.character):
            if (place := self._found(typed, after=len(typed) == 1)) is not None:
                self._typed, self.highlighted = typed, place
                event.stop()
                return

    def _found(self, typed: str, *, after: bool) -> int | None:
        """The option that begins so, or a word of it, from the one under the cursor on, or only from the next."""
        count, here = self.option_count, self.highlighted or 0
        places = [(here + step) % count for step in range(int(after), count + int(after))]
        words = {at: str(self.get_option_at_index(at).prompt) for at in places}
        for wanted in (re.compile(re.escape(typed), re.I).match, re.compile(rf"\b{re.escape(typed)}", re.I).search):
            for at in places:
                if wanted(words[at]):
                    return at
        return None

    def _get_left_gutter_width(self) -> int:
        return len(_HERE)

    def render_line(self, y: int) -> Strip:
        """A line of an option behind its mark; a click on the mark is one on the option."""
        line = super().render_line(y)
        style = next((segment.style for segment in line), None)
        option = style.meta.get("option") if style is not None else None
        if option is None:
            return line
        begins = self._lines[self.scroll_offset.y + y][1] == 0  # the lines below are the rest of a long one
        return Strip([Segment(_HERE if begins and option == self.highlighted else _ELSEWHERE, style), *line])
