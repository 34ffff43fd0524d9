"""What the styles of a workbook make of a value: a percentage, something else than it says, hidden, or struck out.

The marks that tell so are given by the number of the cell's style.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Mark(StrEnum):
    """What a cell's value alone does not tell."""

    ERROR = "error"
    NO_RESULT = "no result"
    PER_CENT = "per cent"
    MISLEADING = "misleading"
    SCALED = "scaled"
    HIDDEN = "hidden"
    NOUGHT_HIDDEN = "nought hidden"
    CROSSED = "crossed"
    STRUCK = "struck"
    LOGICAL = "logical"


_LONGEST_KEPT: Final = 64_000  # a form's styles, the same in hundreds of returns, take 8,000 bytes

_NUMBER_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_CELL_FORMATS: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT: Final = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FORMAT_ID: Final = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
_FORMAT_CODE: Final = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")
_FONTS: Final = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT: Final = re.compile(rb"<(?:\w+:)?font\b(?:[^>]*/>|.*?</(?:\w+:)?font>)", re.DOTALL)
_FONT_ID: Final = re.compile(rb"\bfontId=[\"'](\d+)[\"']")
_STRIKE: Final = rb"strike\b(?![^>]*\bval=[\"'](?:0|false)\b)"
_RAISED: Final = rb"vertAlign\b(?![^>]*\bval=[\"']baseline\b)"
_STRUCK: Final = re.compile(rb"<(?:\w+:)?" + _STRIKE)
CROSSED: Final = re.compile(rb"<(?:\w+:)?(?:" + _STRIKE + rb"|" + _RAISED + rb")")

_BUILT_IN_PER_CENT: Final = (b"9", b"10")  # 0% and 0.00%
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_UNSEEN: Final = re.compile(r"\[[^\]]*\]|_.|\*.")  # conditions, colours, room left free
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)')
_SIGN: Final = re.compile("[<>≤≥~≈±]")
_QUALIFYING: Final = re.compile(
    r"[1-9]|\b(?:about|above|approx|below|c(?:irca)?|least|most|over|under|k|hundred|thousand|million)\b", re.IGNORECASE
)
_PLACE_OF_NUMBER: Final = re.compile(r"[0#?@]|general|standard", re.IGNORECASE)
_PLACE_OF_DATE: Final = re.compile("[dmyhs]", re.IGNORECASE)
_SCALING: Final = re.compile(r"[0#?],+(?![0#?,])")  # a comma that no digit follows divides by a thousand
_NEGATED: Final = re.compile(r"\s*[-\u2212(]")
_LITERALS_APART: Final = re.compile(r'("[^"]*"|\\.)')
_PIECES: Final = re.compile(r'"[^"]*"|\\.|.')


def marks_of_styles(styles: bytes) -> Mapping[Mark, frozenset[bytes]]:
    """The numbers of the cell styles that leave a mark on a value, by the mark; nothing for a mark that none leaves."""
    return _once(styles) if len(styles) <= _LONGEST_KEPT else _marks(styles)


def may_be_crossed(part: bytes) -> bool:
    """Seen at once, where looking for it by the expression takes long."""
    return b"strike" in part or b"vertAlign" in part


def _marks(styles: bytes) -> Mapping[Mark, frozenset[bytes]]:
    listed = _CELL_FORMATS.search(styles)
    used = _CELL_FORMAT.findall(listed[0]) if listed else []
    shown: dict[Mark, set[bytes]] = {Mark.PER_CENT: set(_BUILT_IN_PER_CENT)}
    for number, code in _codes(styles):
        for mark in _marks_of_code(code):
            shown.setdefault(mark, set()).add(number)
    found = {mark: _used(used, _FORMAT_ID, numbers) for mark, numbers in shown.items()}
    if may_be_crossed(styles):
        fonts = _FONTS.search(styles)
        listed_fonts = _FONT.findall(fonts[0]) if fonts else []
        for mark, sign in ((Mark.CROSSED, CROSSED), (Mark.STRUCK, _STRUCK)):
            found[mark] = _used(used, _FONT_ID, {b"%d" % n for n, font in enumerate(listed_fonts) if sign.search(font)})
    return {mark: numbers for mark, numbers in found.items() if numbers}


_once: Final = lru_cache(maxsize=64)(_marks)


def _used(used: Sequence[bytes], attribute: re.Pattern[bytes], wanted: set[bytes]) -> frozenset[bytes]:
    """The numbers of the cell styles that have one of these formats, or of these fonts."""
    found = ((place, attribute.search(style)) for place, style in enumerate(used))
    return frozenset(b"%d" % place for place, number in found if number is not None and number[1] in wanted)


def _codes(styles: bytes) -> Iterator[tuple[bytes, str]]:
    """The workbook's own formats: their numbers, and their codes without what is not seen."""
    for attributes in _NUMBER_FORMAT.findall(styles):
        number, code = _FORMAT_ID.search(attributes), _FORMAT_CODE.search(attributes)
        if number and code:
            written = html.unescape((code[1] or code[2] or b"").decode(errors="replace"))
            yield number[1], _without_unseen(written)


def _without_unseen(code: str) -> str:
    """A quoted text may hold what has a meaning outside of it; a currency is a text too."""
    parts = _LITERALS_APART.split(code)
    return "".join(part if place % 2 else _seen(part) for place, part in enumerate(parts))


def _seen(part: str) -> str:
    return _UNSEEN.sub("", _CURRENCY.sub(r'"\1"', part))


def _marks_of_code(code: str) -> Iterator[Mark]:
    """What a format makes of a number above nought, for which its first section is, and of nought, for which its third.

    Rounding is what every format does.
    """
    first, *others = _sections(code)
    bare, seen = _LITERAL.sub('"', first), _LITERAL.sub(_own_text, first)
    has_place = _PLACE_OF_NUMBER.search(bare) is not None
    if "%" in _LITERAL.sub("", code):
        yield Mark.PER_CENT
    if _SCALING.search(bare):
        yield Mark.SCALED
    if _SIGN.search(code) or _QUALIFYING.search(_literals(code)):
        yield Mark.MISLEADING
    if has_place and (_NEGATED.match(seen) or "0" in _literals(first)):
        yield Mark.MISLEADING
    if not has_place and not _PLACE_OF_DATE.search(bare):
        yield Mark.MISLEADING if seen.strip() else Mark.HIDDEN
    nought = others[1] if len(others) > 1 else first
    if not _LITERAL.sub(_own_text, nought).replace("#", "").strip(" ,"):
        yield Mark.NOUGHT_HIDDEN


def _sections(code: str) -> list[str]:
    sections = [""]
    for piece in _PIECES.findall(code):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _literals(code: str) -> str:
    return " ".join(map(_own_text, _LITERAL.finditer(code)))


def _own_text(literal: re.Match[str]) -> str:
    return str(literal[1] if literal[1] is not None else literal[2])
