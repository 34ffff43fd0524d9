"""What issued packs told of a measure beside what its figures come to now; the packs themselves never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec.structs import replace

from csp_tui.desk.freezing import issued_packs, latest_by_quarter
from csp_tui.desk.opening import Desk
from csp_tui.desk.ratings import RatingTold, ratings_told
from csp_tui.desk.reading import book_as_it_stands
from csp_tui.domain.assessment import assess_each
from csp_tui.domain.book import HISTORY_QUARTERS, Book
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import ComparedWith, Comparison, MeasureStatus
from csp_tui.domain.retold import Retold
from csp_tui.storage.records import KeptPack

_LAST_YEAR = 4  # quarters whose packs are looked back to


def retold_of(desk: Desk, quarter: Quarter, measure: Measure, partner: str | None = None) -> tuple[Retold, ...]:
    """How packs up to a quarter told a figure, and what it was compared with, where that comes to something else now.

    Of one partner, or with None of all.
    """
    packs = {of: pack for of, pack in latest_by_quarter(issued_packs(desk)).items() if of <= quarter}
    found = _retold(desk, quarter, packs, (measure,))
    return tuple(one for one in found if partner is None or one.partner in (None, partner))


def retold_since(desk: Desk, quarter: Quarter) -> tuple[Retold, ...]:
    """The same of every measure, over the packs of the last year."""
    packs = latest_by_quarter(issued_packs(desk))
    recent = {of: pack for of, pack in packs.items() if quarter.shifted(-_LAST_YEAR) <= of <= quarter}
    return tuple(_retold(desk, quarter, recent, desk.plan.measures))


def _retold(
    desk: Desk, quarter: Quarter, packs: Mapping[Quarter, KeptPack], measures: tuple[Measure, ...]
) -> Iterator[Retold]:
    if not packs:
        return
    # One book that reaches back far enough for the earliest pack: reading one for each would take as long again.
    standing = book_as_it_stands(desk, quarter, HISTORY_QUARTERS + (quarter - min(packs)))
    for of, pack in packs.items():
        told = ratings_told(desk, pack)
        for status in _statuses(replace(standing, quarter=of, conflicts=frozenset()), measures):
            measure = status.measure
            then = told.get((measure.uid, measure.answerer(status.partner or "")))
            if then is not None and _differs(then, status.comparison):
                against = then.against or status.against
                yield Retold(measure, status.partner, of, pack.id, against, _comparison(then), status.comparison)


def _statuses(book: Book, measures: tuple[Measure, ...]) -> Iterator[MeasureStatus]:
    for measure in measures:
        if measure.is_figure and measure.comparators:
            yield from assess_each(book, measure)


def _differs(then: RatingTold, now: Comparison) -> bool:
    """Whether figures of the same kind come to something else; what a rule changed is told by other means."""
    kind = None if now.comparator_kind is None else now.comparator_kind.value
    if then.comparator_kind not in (ComparedWith.ROLLING_YEAR, ComparedWith.PRIOR):
        return False
    if kind not in (None, then.comparator_kind):
        return False
    return (_number(then.compared), _number(then.comparator)) != (now.compared, now.comparator)


def _comparison(then: RatingTold) -> Comparison:
    kind = None if then.comparator_kind is None else ComparedWith(then.comparator_kind)
    return Comparison(_number(then.compared), _number(then.comparator), kind)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
