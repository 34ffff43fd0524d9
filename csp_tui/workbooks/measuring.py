"""How much room a text takes on paper: lines, row heights, and where a long text is divided or shortened."""

from __future__ import annotations

import math
import re
import unicodedata

LINE_POINTS = 15.0  # one line of 12 pt text
MAX_LINES = 26  # Excel shows at most 409 points of a row and cuts the rest
_NARROW = 0.88  # small letters beside digits
_ROOM = 0.92  # of a column's width: cell margins, and fonts that are wider elsewhere


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of `width` digits, rather one too many than one too few."""
    room = width * _ROOM
    return sum(max(_set_lines(line, room), _counted_lines(line, room)) for line in text.split("\n"))


def height_of(lines: int) -> float:
    """The height in points of a row of so many lines."""
    return min(409.0, lines * LINE_POINTS + 2)


def divided(text: str, width: float, most: int = MAX_LINES) -> tuple[str, ...]:
    """A text in pieces that each fit one row of a column, divided between paragraphs, sentences or words."""
    pieces, rest = [], text
    while lines_needed(rest, width) > most:
        cut = _longest_fit(rest, width, most)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    pieces.append(rest)
    return tuple(piece for piece in pieces if piece) or ("",)


def set_in_lines(text: str, width: float) -> tuple[str, ...]:
    """A text in lines that each fit across a page, for rows above a table, where nothing wraps by itself."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and lines_needed(longer, width) > 1:
                lines, line = [*lines, line], word
            else:
                line = longer
        lines.extend(divided(line, width, 1) if line else ())
    return tuple(lines)


def shortened(text: str, limit: int, rest_is: str) -> str:
    """A text of at most about `limit` characters that says where the rest of it is."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return f"{flat[:limit].rsplit(' ', 1)[0]} … ({rest_is})"


def _counted_lines(paragraph: str, room: float) -> int:
    """The lines by the number of characters alone, as checks of accessibility count them."""
    return max(1, math.ceil(len(paragraph) / room))


def _set_lines(paragraph: str, room: float) -> int:
    """Words set one after the other as a page does; a word wider than the column is broken."""
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        wide = _width(word)
        if used and used + 1 + wide > room:
            lines, used = lines + 1, 0.0
        used += wide + (1 if used else 0)
        if used > room:
            extra = math.ceil(used / room) - 1
            lines, used = lines + extra, used - extra * room
    return lines


def _width(text: str) -> float:
    """The width in digits: small letters are a little narrower than digits, capitals wider, pictures twice as wide."""
    if text.isascii() and text.islower():
        return len(text) * _NARROW
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> float:
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 2.2
    if char.isupper() or char in "@%—…":
        return 1.3
    return 1.0 if char.isdigit() else _NARROW


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
