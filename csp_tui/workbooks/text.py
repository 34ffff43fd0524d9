"""The one way a text gets into a cell: as typed, never as a formula, without characters that hide or reorder others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from csp_tui.workbooks.errors import WorkbookError

if TYPE_CHECKING:
    from csp_tui.workbooks.engine import Cell

MAX_CHARACTERS: Final = 32_767  # what a cell of a workbook holds
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_HEX_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c]")
_STRAY: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # marks that turn the direction of other text
    "\ud800-\udfff\ufffe\uffff]"  # halves of pairs, and what the file's XML cannot hold
)


def cleaned(text: str) -> str:
    """A text without control and bidirectional characters and without space around it, its line ends made one."""
    return _STRAY.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " ")).strip()


def escaped(text: str) -> str:
    """A cleaned text as the file holds it: `_x0041_`, which a spreadsheet would show as A, stays what it is."""
    return _HEX_ESCAPE.sub("_x005F_", text)


def in_cell(text: str, place: str) -> tuple[str, bool]:
    """A text as the cell at a place holds it, and whether it must be marked so that it is not taken for a formula.

    Raises WorkbookError where a cell cannot hold it, rather than cut it.
    """
    value = escaped(cleaned(text))
    if len(value) > MAX_CHARACTERS:
        raise WorkbookError(
            f"{place} would hold {len(value):,} characters; a cell holds at most"
            f" {MAX_CHARACTERS:,}. Shorten the text that begins: {value[:60]}"
        )
    return value, value.startswith(_RISKY)


def write_text(cell: Cell, text: str) -> None:
    """Put a text into a cell. Raises WorkbookError where it cannot hold it."""
    value, risky = in_cell(text, f"{cell.parent.title}!{cell.coordinate}")
    cell.value = value
    cell.data_type = "s"
    if risky:
        cell.quotePrefix = True
