"""How much room a text takes on paper: lines, row heights, and where a long text is divided or shortened."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

LINE_POINTS: Final = 15.0  # one line of 12 pt text
MAX_LINES: Final = 26  # Excel shows at most 409 points of a row and cuts the rest
_ROOM: Final = 0.92  # of a column's width: cell margins, and programs that set a little wider

# How wide letters are, in thousandths of their size, in Arial and the faces that stand in for it.
_DIGIT: Final = 556
_WIDTHS: Final = {
    char: width / _DIGIT
    for width, chars in (
        (191, "'"),
        (222, "ijl\u2019"),
        (278, " !,./:;I[\\]ft"),
        (333, "|()-`r{}"),
        (389, '"*'),
        (500, "Jcksvxyz^"),
        (556, "#$0123456789?L_abdeghnopqu\u2013"),
        (584, "+<=>~"),
        (611, "FTZ"),
        (667, "&ABEKPSVXY"),
        (722, "CDHNRUw"),
        (778, "GOQ"),
        (833, "Mm"),
        (889, "%"),
        (944, "W"),
        (1015, "@\u2026\u2014"),
    )
    for char in chars
}
_SPACE: Final = _WIDTHS[" "]
_NARROWEST: Final = min(_WIDTHS.values())
_WIDEST: Final = max(_WIDTHS.values())
_FOREIGN: Final = 1.3  # a letter of another alphabet, as wide as a capital
_PICTURE: Final = 2.2

# How checks of accessibility count: so many characters in a digit's width, and a line in so many points.
_COUNTED_CHARACTERS: Final = 11 / 12
_COUNTED_POINTS: Final = 13.8


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of `width` digits, rather one too many than one too few."""
    if len(text) * _WIDEST <= width * _ROOM and text.isascii() and "\n" not in text:
        return 1
    paragraphs = text.split("\n")
    counted = sum(max(1, math.ceil(len(paragraph) / (width * _COUNTED_CHARACTERS))) for paragraph in paragraphs)
    by_count = math.ceil(counted * _COUNTED_POINTS / LINE_POINTS)
    return max(by_count, sum(_set_lines(paragraph, width * _ROOM) for paragraph in paragraphs))


def height_of(lines: int) -> float:
    """The height in points of a row of so many lines."""
    return min(409.0, lines * LINE_POINTS + 2)


def divided(text: str, width: float, most: int = MAX_LINES) -> tuple[str, ...]:
    """A text in pieces that each fit one row of a column, divided between paragraphs, sentences or words."""
    pieces, rest = [], text
    longest = int(most * width / _NARROWEST) + most  # more never fits, and would take long to measure
    while len(rest) > longest or lines_needed(rest, width) > most:
        cut = _longest_fit(rest[:longest], width, most)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    pieces.append(rest)
    return tuple(piece for piece in pieces if piece) or ("",)


def set_in_lines(text: str, width: float) -> tuple[str, ...]:
    """A text in lines that each fit across a page, for rows above a table, where nothing wraps by itself."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words, used = list[str](), 0.0
        for word in (piece for typed in paragraph.split() for piece in _broken(typed, width)):
            wide = width_of(word)
            if words and used + _SPACE + wide > width:
                lines.append(" ".join(words))
                words, used = [], 0.0
            used += wide + (_SPACE if words else 0)
            words.append(word)
        if words:
            lines.append(" ".join(words))
    return tuple(lines)


def shortened(text: str, limit: int, rest_is: str) -> str:
    """A text of at most about `limit` characters that says where the rest of it is."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return f"{flat[:limit].rsplit(' ', 1)[0]} … ({rest_is})"


@lru_cache(maxsize=8192)
def width_of(text: str) -> float:
    """How wide a text is, in digits."""
    return sum(_WIDTHS.get(char) or _other_width(char) for char in text)


def _other_width(char: str) -> float:
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return _PICTURE
    return 0.0 if unicodedata.combining(char) else _FOREIGN


def _set_lines(paragraph: str, room: float) -> int:
    """Words set one after the other as a page does; a word wider than the column is broken."""
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        wide = width_of(word)
        if used and used + _SPACE + wide > room:
            lines, used = lines + 1, 0.0
        used += wide + (_SPACE if used else 0)
        if used > room:
            extra = math.ceil(used / room) - 1
            lines, used = lines + extra, used - extra * room
    return lines


def _broken(word: str, width: float) -> tuple[str, ...]:
    """A word that is wider than the page in pieces that are not."""
    if width_of(word) <= width:
        return (word,)
    pieces, piece = [], ""
    for char in word:
        if piece and width_of(piece) + width_of(char) > width:
            pieces.append(piece)
            piece = ""
        piece += char
    return (*pieces, piece)


def _longest_fit(text: str, width: float, most: int) -> int:
    """Where to divide: the last paragraph, sentence or word that still fits, and never nowhere."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_needed(text[:middle], width) <= most:
            low = middle
        else:
            high = middle - 1
    for boundary in (r"\n", r"[.!?]\s", r"\s"):
        ends = [match.end() for match in re.finditer(boundary, text[:low])]
        if ends and ends[-1] > low // 2:
            return ends[-1]
    return low
