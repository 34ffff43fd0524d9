"""What a grid is given to show: columns, rows and cells, and the text of a cell in exactly its room."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from rich.cells import cell_len, set_cell_size


class Column(Struct, frozen=True):
    """A column; `width` in cells, taken as the least where it is `flexible`.

    Names of `by_ends` differ at either end: they have room before longer texts do, and where there is none for one,
    words in its middle give way.
    """

    id: str
    title: str
    width: int
    right: bool = False
    flexible: bool = False
    by_ends: bool = False


class Cell(Struct, frozen=True):
    """What a cell shows. `open` cells can be typed into; `draft` is text that was typed there and is not stored.

    `hint` stands in an open cell that holds nothing: what is known without anybody typing it there. A text that
    `runs_on` has the room of all columns after its own, in which its row then shows nothing.
    """

    text: str = ""
    tone: str = ""
    open: bool = False
    draft: str | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    runs_on: bool = False

    @property
    def shown(self) -> str:
        """The draft where there is one, else what is stored."""
        return self.draft if self.draft is not None else self.text

    @property
    def drawn(self) -> tuple[str, str]:
        """The text that is drawn, and its tone."""
        return (self.shown, self.tone) if self.shown or not self.hint else (self.hint, "muted")


EMPTY = Cell()


class Row(Struct, frozen=True):
    """A row by its id. One that `waits` has nothing to type into, and is answered by opening it."""

    id: str
    cells: Mapping[str, Cell]
    waits: bool = False

    def cell(self, column: str) -> Cell:
        """The cell in a column."""
        return self.cells.get(column, EMPTY)


def fitted(text: str, width: int, *, right: bool = False, by_ends: bool = False) -> str:
    """Text in exactly so many cells of the terminal, cut with an ellipsis: at its end, or between whole words."""
    if by_ends and cell_len(text) > width:
        text = _ends(text, width)
    length = cell_len(text)
    if length > width:
        return set_cell_size(_begun(text, width - 1, by_words=not right) + "…", width) if width > 0 else ""
    padding = " " * (width - length)
    return padding + text if right else text + padding


def _begun(text: str, width: int, *, by_words: bool) -> str:
    """What there is room for of a longer text: without a word that is cut, unless that were most of it."""
    kept = set_cell_size(text, width)
    whole = kept if text[len(kept) : len(kept) + 1] == " " else kept[: kept.rfind(" ") + 1]
    return whole if by_words and 3 * cell_len(whole) > 2 * width else kept


def _ends(text: str, width: int) -> str:
    """The first and the last words around an ellipsis, the shorter end as long as can be; else the whole text."""
    words = text.split(" ")
    pairs = (
        (" ".join(words[:first]).rstrip(",:"), " ".join(words[-last:]))
        for first in range(1, len(words) - 1)
        for last in range(1, len(words) - first)
    )
    fitting = (pair for pair in pairs if cell_len("…".join(pair)) <= width)
    return "…".join(max(fitting, key=lambda pair: (min(map(len, pair)), len("".join(pair))), default=(text,)))
