"""A text that may be longer than its room: where it is, its end says so and which key shows the rest."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from csp_tui.widgets.tones import toned


class CutText(Static):
    """Shows as many lines of a Content as there is room for; `rest` ends the last one where lines are left out."""

    def __init__(self, rest: str, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._rest = rest

    def render(self) -> Content:
        """The whole text, or its first lines."""
        whole = self.content
        assert isinstance(whole, (Content, str))
        text = whole if isinstance(whole, Content) else Content(whole)
        width, height = self.content_size
        lines = text.wrap(width) if width and height else []
        if len(lines) <= height:
            return text
        return Content("\n").join([*lines[: height - 1], _ended(lines[height - 1], f" … {self._rest}", width)])


def _ended(line: Content, ending: str, width: int) -> Content:
    """A line that gives up whole words at its end for the ending."""
    room = max(width - len(ending), 0)
    kept = line.rstrip()
    if kept.cell_length > room:
        shortened = kept.truncate(room)
        kept = shortened[: max(shortened.plain.rfind(" "), 0)]
    return kept + toned(ending, "accent")
