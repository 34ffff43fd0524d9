"""Long texts over several rows of a table, since Excel shows only so much of one; nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from csp_tui.packs.wording import NOT_APPLICABLE
from csp_tui.workbooks.measuring import divided
from csp_tui.workbooks.text import cleaned


def paragraphs(text: str, width: float) -> Iterator[str]:
    """A text's paragraphs, long ones in pieces that each fit one row of a column `width` digits wide."""
    for paragraph in cleaned(text).split("\n"):
        if paragraph.strip():
            yield from divided(paragraph.strip(), width)


def beside_each_other(*texts: tuple[str, float]) -> Iterator[tuple[str, ...]]:
    """Several texts of one thing, each with its column's width: a row for each piece, the shorter ones filled up."""
    pieces = (tuple(paragraphs(text, width)) or (NOT_APPLICABLE,) for text, width in texts)
    yield from zip_longest(*pieces, fillvalue=NOT_APPLICABLE)
