"""What the number formats of a workbook make of a number: a percentage, or something that the number does not say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

_NUMBER_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_CELL_FORMATS: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT: Final = re.compile(rb"<(?:\w+:)?xf\b[^>]*?\snumFmtId=[\"'](\d+)[\"']|<(?:\w+:)?xf\b")
_FORMAT_ID: Final = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
_FORMAT_CODE: Final = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")
_UNSEEN: Final = re.compile(r"\[[^\]]*\]|_.|\*.")  # conditions, colours, room left free
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)')
_BUILT_IN_PER_CENT: Final = (b"9", b"10")  # 0% and 0.00%

_SIGN: Final = re.compile("[<>≤≥~≈±]")
_QUALIFYING: Final = re.compile(
    r"[1-9]|\b(?:about|above|approx|below|c(?:irca)?|least|most|over|under)\b", re.IGNORECASE
)
_PLACE_OF_NUMBER: Final = re.compile(r"[0#?@]|general|standard", re.IGNORECASE)


def per_cent_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles that show 0.63 as 63%; not those that only write a word after the number."""
    return _used(styles, {*_BUILT_IN_PER_CENT, *(number for number, code in _codes(styles) if _is_per_cent(code))})


def misleading_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles that show 5 as <5 or as a word: whoever looked at it meant another thing."""
    found = {number for number, code in _codes(styles) if _misleads(code)}
    return _used(styles, found) if found else frozenset()


def _codes(styles: bytes) -> Iterator[tuple[bytes, str]]:
    """The workbook's own formats: their numbers, and their codes without what is not seen."""
    for attributes in _NUMBER_FORMAT.findall(styles):
        number, code = _FORMAT_ID.search(attributes), _FORMAT_CODE.search(attributes)
        if number and code:
            written = html.unescape((code[1] or code[2] or b"").decode(errors="replace"))
            yield number[1], _without_unseen(written)


def _without_unseen(code: str) -> str:
    """A quoted text may hold what has a meaning outside of it."""
    parts = re.split(r'("[^"]*"|\\.)', code)
    return "".join(part if place % 2 else _UNSEEN.sub("", part) for place, part in enumerate(parts))


def _is_per_cent(code: str) -> bool:
    return "%" in _LITERAL.sub("", code)


def _misleads(code: str) -> bool:
    literals = " ".join(quoted or escaped for quoted, escaped in _LITERAL.findall(code))
    positive, _, _ = _LITERAL.sub('"', code).partition(";")  # what is shown of a number above nought
    in_its_place = '"' in positive and _PLACE_OF_NUMBER.search(positive) is None
    return bool(_SIGN.search(code) or _QUALIFYING.search(literals)) or in_its_place


def _used(styles: bytes, formats: set[bytes]) -> frozenset[bytes]:
    """The numbers of the cell styles that have one of these formats."""
    listed = _CELL_FORMATS.search(styles)
    if listed is None:
        return frozenset()
    used = _CELL_FORMAT.findall(listed[0])
    return frozenset(b"%d" % place for place, number in enumerate(used) if number in formats)
