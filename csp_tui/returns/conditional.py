"""Which cells the conditional formats of a sheet may strike out, hide, or show as something else than they hold.

Whether a condition is met now is not worked out: what doubts a cell is that it may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from csp_tui.returns.formats import is_doubtful
from csp_tui.returns.guarding import column_number

_NAME: Final = b"conditionalFormatting"
_OPENS: Final = re.compile(rb"<(?:\w+:)?$")
_RULE: Final = re.compile(rb"\bdxfId=[\"'](\d+)[\"']")
_WITHOUT_VALUE: Final = re.compile(rb"\bshowValue=[\"'](?:0|false)[\"']")
_STYLES: Final = b"dxfs"
_END_OF_STYLE: Final = re.compile(rb"</(?:\w+:)?dxf>|<(?:\w+:)?dxf\s*/>")
_STYLE_WITHIN: Final = b"dxf>"
_COVERED: Final = re.compile(rb"\bsqref=[\"']([^\"']*)[\"']|<(?:\w+:)?sqref\b[^>]*>([^<]*)<")
_AREA: Final = re.compile(rb"\$?([A-Z]{0,3})\$?(\d{0,7})(?::\$?([A-Z]{0,3})\$?(\d{0,7}))?$")
_MOST_AREAS: Final = 200  # of which each is gone through: with more, the whole sheet is doubted

_Area = tuple[int, int, int, int]
_WHOLE: Final[_Area] = (1, 1, 1 << 20, 1 << 14)


def conditional_places(part: bytes, styles: bytes, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int]]:
    """The filled cells of a sheet under a conditional format that may change what is seen of them, from 0."""
    if _NAME not in part:
        return
    areas = set(_areas(part, styles))
    for top, left, bottom, right in areas if len(areas) <= _MOST_AREAS else {_WHOLE}:
        for number in range(top - 1, min(bottom, len(rows))):
            for column in range(left - 1, min(right, len(rows[number]))):
                if rows[number][column] not in (None, ""):
                    yield number, column


def _areas(part: bytes, styles: bytes) -> Iterator[_Area]:
    """The areas of those formats that are doubtful; the styles of ours, which tint ratings, are not."""
    listed = styles[styles.find(_STYLES) : styles.rfind(_STYLES)] if _STYLES in styles else b""
    doubtful = {b"%d" % n for n, style in enumerate(_END_OF_STYLE.split(listed)) if is_doubtful(style)}
    before, *pieces = part.split(_NAME)
    for piece in pieces:
        opens, before = _OPENS.search(before[-40:]), piece
        if opens is None or not (
            _WITHOUT_VALUE.search(piece)
            or doubtful.intersection(_RULE.findall(piece))
            or is_doubtful(piece[piece.find(_STYLE_WITHIN) : max(piece.rfind(_STYLE_WITHIN), 0)])
        ):
            continue
        for covered in _COVERED.finditer(piece):
            yield from map(_area, (covered[1] or covered[2] or b"").split())


def _area(reference: bytes) -> _Area:
    """The first and the last row and column of `B6:D20`, `B:B` or `6:6`; a reference in doubt is the whole sheet."""
    found = _AREA.match(reference)
    if found is None:
        return _WHOLE
    left, top, right, bottom = found.groups()
    right, bottom = (left, top) if right is None else (right, bottom)
    return (
        int(top or _WHOLE[0]),
        column_number(left) if left else _WHOLE[1],
        int(bottom or _WHOLE[2]),
        column_number(right) if right else _WHOLE[3],
    )
