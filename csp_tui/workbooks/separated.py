"""Tables as .csv files: UTF-8 with the mark that spreadsheets look for, and no text that one takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_RISKY: Final = ("=", "+", "-", "@", "'", "\t", "\r")  # a spreadsheet would take such a text for a formula


def separated(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A heading and rows as the bytes of a .csv file; texts that people wrote are to be `guarded` first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would make a formula of it."""
    return f"'{text}" if text.startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_RISKY) else text
