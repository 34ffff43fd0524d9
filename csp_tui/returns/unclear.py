"""Ways of writing a sheet that are legal XML, and of which readers make different figures; no spreadsheet writes so."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_DECLARATION: Final = 5  # bytes, within which the one at the start begins
_SPELT: Final = re.compile(rb"&#(?:x0*(?:2[bBdDeE]|3[0-9]|45|65)|0*(?:4[35-9]|5[0-7]|69|101));")
_TWO_VALUES: Final = re.compile(rb"</v>\s*<v\b")
_CELL: Final = re.compile(rb'<c [^>]*?\br="([A-Z]+[0-9]+)"')
_ROW: Final = re.compile(rb'<row\s[^>]*?\br="([0-9]+)"')


def unclear_in(part: bytes) -> str | None:
    """What a sheet, or the table of texts, holds of which it cannot be told what was typed; None for nothing.

    It is spelt as `guarding` gives it.
    """
    if _is_marked(part):
        return "holds comments or other marks between its figures and texts"
    if b"&#" in part and any(part.startswith(b"<v", part.rfind(b"<", 0, one.start())) for one in _SPELT.finditer(part)):
        return "spells the digits of a number out"
    if _TWO_VALUES.search(part):
        return "holds a cell with two values"
    return _twice("cell", _CELL.findall(part)) or _twice("row", _ROW.findall(part))


def _is_marked(part: bytes) -> bool:
    """Whether comments or other marks stand in it; a single letter that most sheets do not have is found far sooner."""
    declared = part.find(b"?>") + 2 if b"<?" in part[: _DECLARATION + 1] else 0
    upto = declared if part.find(b"?", declared) < 0 else len(part)
    return (b"!" in part and b"<!" in part) or part.find(b"<?", _DECLARATION, upto) >= 0


def _twice(what: str, names: list[bytes]) -> str | None:
    if len(set(names)) == len(names):
        return None
    name = next(name for name, count in Counter(names).items() if count > 1)
    return f"holds the {what} {name.decode()} twice"
