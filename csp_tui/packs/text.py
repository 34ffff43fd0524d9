"""The one way a text gets into a cell: as typed, never as a formula, without characters that hide or reorder others."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from csp_tui.packs.content import PackError

if TYPE_CHECKING:
    from csp_tui.packs.engine import Cell

MAX_CHARACTERS: Final = 32_767  # what a cell of a workbook holds
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BIDIRECTIONAL: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_HEX_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STRAY: Final = ("Cc", "Cs")  # control characters and halves of pairs
_NO_CHARACTERS: Final = "\ufffe\uffff"  # what the file's XML cannot hold


def cleaned(text: str) -> str:
    """A text without control and bidirectional characters and without space around it, its line ends made one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    kept = "".join(" " if char == "\t" else char for char in lines if char in "\n\t" or not _is_stray(char))
    return kept.strip()


def escaped(text: str) -> str:
    """A cleaned text as the file holds it: `_x0041_`, which a spreadsheet would show as A, stays what it is."""
    return _HEX_ESCAPE.sub("_x005F_", text)


def write_text(cell: Cell, text: str) -> None:
    """Put a text into a cell. Raises PackError where a cell cannot hold it, rather than cut it."""
    value = escaped(cleaned(text))
    if len(value) > MAX_CHARACTERS:
        raise PackError(
            f"{cell.parent.title}!{cell.coordinate} would hold {len(value):,} characters; a cell holds at most"
            f" {MAX_CHARACTERS:,}. Shorten the text that begins: {value[:60]}"
        )
    cell.value = value
    cell.data_type = "s"
    if value.startswith(_RISKY):
        cell.quotePrefix = True


def _is_stray(char: str) -> bool:
    return char in _BIDIRECTIONAL or char in _NO_CHARACTERS or unicodedata.category(char) in _STRAY
