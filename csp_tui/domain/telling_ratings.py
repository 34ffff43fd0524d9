"""Ratings that would tell a masked count: taken out of a quarter before it is shown, and not counted in its totals.

A rating says on which side of a known figure a masked one lies. "Too small to rate" against 6 tells that it is 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.disclosure import SMALL, is_small
from csp_tui.domain.measures import Kind, Window
from csp_tui.domain.numbers import Figure
from csp_tui.domain.overview import total, totals_sentence
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.rating import rate, too_small
from csp_tui.domain.results import ComparedWith, IndicatorStatus, Made, MeasureStatus, QuarterStatus, Rating

NOT_TOLD: Final = "Not rated here: the rating would give a small count of people away."


def without_telling_ratings(status: QuarterStatus) -> QuarterStatus:
    """The quarter without the ratings that tell a masked count; the same one where none does."""
    indicators = tuple(_indicator(one) for one in status.indicators)
    if all(new is old for new, old in zip(indicators, status.indicators, strict=True)):
        return status
    totals = total(indicators, status.totals.to_check)
    return replace(status, indicators=indicators, totals=totals, sentence=totals_sentence(indicators))


def _indicator(status: IndicatorStatus) -> IndicatorStatus:
    telling = {one.measure.uid for one in status.measures if _tells(one)}
    if not telling:
        return status
    measures = tuple(
        replace(one, rating=Rating.NOT_RATED, reason=NOT_TOLD) if one.measure.uid in telling else one
        for one in status.measures
    )
    if not any(measure.uid in telling for measure in status.indicator.deciding):
        return replace(status, measures=measures, remark=None)
    return replace(status, measures=measures, rating=Rating.NOT_RATED, rated_by=None, remark=None)


class _Side(Struct, frozen=True):
    """One side of a comparison: how many masked counts are in it, and what it would be for each sum of them."""

    few: int
    numbers: Mapping[int, Fraction]

    def told_by(self, sums: Collection[int]) -> bool:
        """Whether that the masked counts make one of these sums tells what each of them is."""
        if not self.few:
            return False
        return set(sums) in ({self.few}, {self.few * (SMALL - 1)}) or (self.few == 1 and len(set(sums)) == 1)


def _tells(status: MeasureStatus) -> bool:
    """Whether one of the ratings that masked counts could bring tells them.

    What they are must make no difference: where 4 alone is not told, not to be told says that it is 4.
    """
    comparison = status.comparison
    if not status.measure.sensitive or comparison.compared is None or comparison.comparator is None:
        return False
    earlier = comparison.comparator_kind in (ComparedWith.ROLLING_YEAR, ComparedWith.PRIOR)
    compared = _compared(status, comparison.compared)
    comparator = _comparator(status, comparison.comparator) if earlier else _Side(0, {0: comparison.comparator})
    if not compared.few and not comparator.few:
        return False
    outcomes: dict[Rating, list[tuple[int, int]]] = defaultdict(list)
    for now, number in compared.numbers.items():
        for then, against in comparator.numbers.items():
            outcomes[_outcome(status, number, against, earlier)].append((now, then))
    if _outcome(status, comparison.compared, comparison.comparator, earlier) is not status.rating:
        return False  # something else than these numbers decides it
    return any(
        compared.told_by([now for now, _ in sums]) or comparator.told_by([then for _, then in sums])
        for sums in outcomes.values()
    )


def _compared(status: MeasureStatus, number: Fraction) -> _Side:
    """The figure that is rated: a count, a share, or a rolling year of them."""
    part = None if status.statement is None else status.statement.numerator
    if status.measure.is_ratio:
        return _share(number, status.compared_made, part)
    return _side(status, number, status.quarter)


def _comparator(status: MeasureStatus, number: Fraction) -> _Side:
    """The earlier figure that it stands against; a share of one quarter is not known here by its parts."""
    if status.measure.is_ratio:
        return _share(number, status.comparator_made, None)
    return _side(status, number, status.quarter.same_last_year)


def _share(number: Fraction, made: Made | None, part: Figure | None) -> _Side:
    """A share of which the part is masked, or is a sum of quarters of which some are."""
    masked, whole = list[Fraction](), Fraction()
    if made is not None and made.typed is None and made.numerator:
        masked = [one.numerator for one in made.pieces if one.numerator is not None and is_small(one.numerator)]
        whole = made.numerator
    elif part is not None and is_small(part):
        masked, whole = [Fraction(part.number)], Fraction(part.number)
    if not masked:
        return _Side(0, {0: number})
    few, known = len(masked), whole - sum(masked)
    return _Side(few, {n: number * (known + n) / whole for n in range(few, few * (SMALL - 1) + 1)})


def _side(status: MeasureStatus, number: Fraction, last: Quarter) -> _Side:
    """A count, itself masked or a sum of quarters, up to the last of them, of which some are."""
    masked = [number] if is_small(number) else _summed(status, last)
    few, known = len(masked), number - sum(masked)
    return _Side(few, {n: known + n for n in range(few, few * (SMALL - 1) + 1)})


def _summed(status: MeasureStatus, last: Quarter) -> list[Fraction]:
    """The masked counts in a rolling year that is made of quarters."""
    summed = status.comparison.comparator_kind is ComparedWith.ROLLING_YEAR and status.measure.window is Window.QUARTER
    year = quarters_between(last.shifted(-3), last) if summed else ()
    return [number for quarter, number in status.series if quarter in year and is_small(number)]


def _outcome(status: MeasureStatus, number: Fraction, comparator: Fraction, earlier: bool) -> Rating:
    """The rating that other numbers would have, were everything else the same."""
    measure = status.measure
    counts = measure.kind is Kind.COUNT
    if counts and earlier and too_small(number, comparator, measure.polarity, strict=measure.strict):
        return Rating.NOT_RATED
    return rate(number, comparator, measure.polarity, measure.band, strict=measure.strict)
