"""Replaying the last quarters under another rule: reads what is stored, and what packs told, and stores nothing."""

from __future__ import annotations

from typing import Final

from csp_tui.desk.freezing import pack_closing
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import book_as_told, open_book
from csp_tui.domain.book import Book
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.replaying import Replay, ReplayError, Rule, replayed

QUARTERS: Final = 8
_MOST: Final = 40


def replay(desk: Desk, quarter: Quarter, rule: Rule, quarters: int = QUARTERS) -> Replay:
    """How the quarters up to this one would have been rated; those of which nothing is held are left out.

    A closed quarter is replayed from what its pack told. Raises ReplayError for too many quarters.
    """
    if not 1 <= quarters <= _MOST:
        raise ReplayError(f"{quarters} quarters cannot be replayed; type a number from 1 to {_MOST}.")
    found = []
    for place in range(quarters):
        of = quarter.shifted(-place)
        pack = pack_closing(desk, of)
        book = open_book(desk, of) if pack is None else book_as_told(desk, pack)
        if _holds(book, of):
            found.append(replayed(book, rule, "" if pack is None else pack.id))
    return Replay(rule, tuple(found))


def _holds(book: Book, quarter: Quarter) -> bool:
    return any(quarter in series for by_partner in book.figures.values() for series in by_partner.values())
