"""A list to choose from whose line under the cursor has a mark before it, as grids have: colour alone tells nothing."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

_HERE, _ELSEWHERE = "> ", "  "


class MarkedList(OptionList):
    """An option list with `>` before the option that Enter chooses."""

    def _get_left_gutter_width(self) -> int:
        return len(_HERE)

    def render_line(self, y: int) -> Strip:
        """A line of an option behind its mark; a click on the mark is one on the option."""
        line = super().render_line(y)
        style = next((segment.style for segment in line), None)
        option = style.meta.get("option") if style is not None else None
        if option is None:
            return line
        return Strip([Segment(_HERE if option == self.highlighted else _ELSEWHERE, style), *line])
