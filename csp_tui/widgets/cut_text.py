"""A text that may be longer than its room: where it is, its end says so and which key shows the rest."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from csp_tui.widgets.tones import toned

_APART = "   "  # between what stands beside each other on a line, such as a quarter's figure and the next quarter's


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
        if not width or not height:
            return text
        typed = text.split("\n")
        kept = [one for line in typed for one in kept_whole(line, width)]
        text = text if len(kept) == len(typed) else Content("\n").join(kept)
        lines = text.wrap(width)
        if len(lines) <= height:
            return text
        return Content("\n").join([*lines[: height - 1], _ended(lines[height - 1], f" … {self._rest}", width)])


def kept_whole(line: Content, width: int) -> Iterator[Content]:
    """The lines of what stands beside each other, broken between two of them; as it is where one alone is longer."""
    parts = line.split(_APART) if line.cell_length > width else [line]
    if any(part.cell_length > width for part in parts):
        yield line
        return
    kept, *others = parts
    for part in others:
        if kept.cell_length + len(_APART) + part.cell_length > width:
            yield kept
            kept = part
        else:
            kept += Content(_APART) + part
    yield kept


def _ended(line: Content, ending: str, width: int) -> Content:
    """A line that gives up whole words at its end for the ending."""
    room = max(width - len(ending), 0)
    kept = line.rstrip()
    if kept.cell_length > room:
        shortened = kept.truncate(room)
        kept = shortened[: max(shortened.plain.rfind(" "), 0)]
    return kept + toned(ending, "accent")
