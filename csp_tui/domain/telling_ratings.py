"""Ratings that would tell a masked count: taken out of a quarter before it is shown, and not counted in its totals.

A rating says on which side of a known figure a masked one lies. "Too small to rate" against 6 tells that it is 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from csp_tui.domain.disclosure import SMALL, is_small
from csp_tui.domain.measures import Kind, Window
from csp_tui.domain.overview import total, totals_sentence
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.rating import rate, too_small
from csp_tui.domain.results import ComparedWith, IndicatorStatus, MeasureStatus, QuarterStatus, Rating

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


def _tells(status: MeasureStatus) -> bool:
    """Whether only one number, for each masked count in what is rated, gives this rating."""
    measure, comparison = status.measure, status.comparison
    compared, comparator = comparison.compared, comparison.comparator
    if not measure.sensitive or measure.kind is not Kind.COUNT or compared is None or comparator is None:
        return False
    masked = list(_masked(status))
    earlier = comparison.comparator_kind in (ComparedWith.ROLLING_YEAR, ComparedWith.PRIOR)
    if not masked or (earlier and is_small(comparator)):
        return False
    known = compared - sum(masked)
    few = len(masked)
    possible = [
        n
        for n in range(few, few * (SMALL - 1) + 1)
        if _outcome(status, known + n, comparator, earlier) is status.rating
    ]
    return sum(masked) in possible and (possible in ([few], [few * (SMALL - 1)]) or (few == 1 and len(possible) == 1))


def _masked(status: MeasureStatus) -> Iterator[Fraction]:
    """The masked counts in the figure that is rated: itself, or quarters of the rolling year that it sums."""
    compared = status.comparison.compared
    summed = status.comparison.comparator_kind is ComparedWith.ROLLING_YEAR and status.measure.window is Window.QUARTER
    if not summed or is_small(compared):
        if compared is not None and is_small(compared):
            yield compared
        return
    year: set[Quarter] = {status.quarter.shifted(-back) for back in range(4)}
    yield from (number for quarter, number in status.series if quarter in year and is_small(number))


def _outcome(status: MeasureStatus, number: Fraction, comparator: Fraction, earlier: bool) -> Rating:
    """The rating that another number would have, were everything else the same."""
    measure = status.measure
    if earlier and too_small(number, comparator, measure.polarity, strict=measure.strict):
        return Rating.NOT_RATED
    return rate(number, comparator, measure.polarity, measure.band, strict=measure.strict)
