"""The parts of a briefing and the paper they take, reckoned with some leeway, so that it never runs to a third page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from csp_tui.workbooks.measuring import set_in_lines

# Points. Lines are set to these heights exactly, whatever font a program takes for a letter that ours does not have.
LINE: Final = 14.0
SIZE: Final = 11.0
HEADING_SIZE: Final = 14.0
HEADING_LINE: Final = 18.0
HEADING_BEFORE: Final = 9.0
TITLE_SIZE: Final = 18.0
TITLE_LINE: Final = 23.0
AFTER: Final = 4.0
BETWEEN_BULLETS: Final = 2.0
IN_CELL: Final = 1.5  # above and below the text of a cell
MARGIN: Final = 45.0
WIDTH: Final = 595.3 - 2 * MARGIN
CELL_MARGIN: Final = 4.0
INDENT: Final = 16.0

_HEIGHT: Final = 841.9 - 2 * MARGIN
_LEEWAY: Final = 0.96  # programs differ a little in how much they put on a page
_DIGIT: Final = 0.556  # the width of a digit, of the size
_ROOM: Final = 0.95  # of a line: programs differ a little in where they break it, too
_BOLD: Final = 0.92  # bold letters take more room
_RULE: Final = 1.0


class Heading(Struct, frozen=True):
    """The heading of a section."""

    text: str


class Text(Struct, frozen=True):
    """A paragraph; `lead` are words before it, set strong."""

    text: str
    lead: str = ""
    strong: bool = False


class Bullets(Struct, frozen=True):
    """A list."""

    items: tuple[str, ...]


class Grid(Struct, frozen=True):
    """A table with one row of headings; `shares` are the columns' widths beside each other."""

    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """The columns' widths in points."""
        return tuple(WIDTH * share / sum(self.shares) for share in self.shares)


Block = Heading | Text | Bullets | Grid


class _Piece(Struct, frozen=True):
    """What stays together on a page: its height, and that of the headings repeated before it on a new page."""

    height: float
    repeated: float = 0.0


def pages_of(title: str, blocks: tuple[Block, ...]) -> int:
    """How many pages a briefing takes at most."""
    pages, used, room = 1, _lines(title, WIDTH, TITLE_SIZE, _BOLD) * TITLE_LINE + AFTER, _HEIGHT * _LEEWAY
    for piece in _pieces(blocks):
        if used + piece.height > room:
            pages, used = pages + 1, piece.repeated
        used += piece.height
    return pages


def _pieces(blocks: tuple[Block, ...]) -> Iterator[_Piece]:
    """The pieces in order; a heading stays with what follows it."""
    before = 0.0
    for block in blocks:
        if isinstance(block, Heading):
            before += _lines(block.text, WIDTH, HEADING_SIZE, _BOLD) * HEADING_LINE + HEADING_BEFORE + AFTER
            continue
        for piece in _of_block(block):
            yield _Piece(piece.height + before, piece.repeated)
            before = 0.0


def _of_block(block: Text | Bullets | Grid) -> Iterator[_Piece]:
    match block:
        case Text():
            wide = _BOLD if block.strong else 1.0
            yield _Piece(_lines(f"{block.lead} {block.text}".strip(), WIDTH, SIZE, wide) * LINE + AFTER)
        case Bullets():
            for item in block.items:
                yield _Piece(_lines(item, WIDTH - INDENT, SIZE) * LINE + BETWEEN_BULLETS)
        case Grid():
            head, *rows = (_row(cells, block.widths, wide) for cells, wide in _rows_of(block))
            for number, row in enumerate(rows):
                yield _Piece(row + (0 if number else head), head if number else 0.0)
            yield _Piece(AFTER)


def _rows_of(grid: Grid) -> Iterator[tuple[tuple[str, ...], float]]:
    yield grid.headings, _BOLD
    for row in grid.rows:
        yield row, 1.0


def _row(cells: tuple[str, ...], widths: tuple[float, ...], wide: float) -> float:
    inside = zip(cells, (width - 2 * CELL_MARGIN for width in widths), strict=True)
    return max(_cell(cell, width, wide) for cell, width in inside) + _RULE


def _cell(text: str, width: float, wide: float) -> float:
    """A cell's height: each of its lines is a paragraph of its own."""
    return sum(_lines(line, width, SIZE, wide) * LINE + 2 * IN_CELL for line in text.split("\n"))


def _lines(text: str, width: float, size: float, wide: float = 1.0) -> int:
    return max(1, len(set_in_lines(text, width * wide * _ROOM / (size * _DIGIT))))
