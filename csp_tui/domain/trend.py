"""Trend in words: which way a figure went, judged by what is good for its measure."""

from __future__ import annotations

from fractions import Fraction

from csp_tui.domain.measures import Kind, Measure, Polarity
from csp_tui.domain.results import Trend

_LITTLE_PERCENT = 2
_SMALL_COUNT = 20
_SMALL_DIFFERENCE = 3


def trend(measure: Measure, now: Fraction, before: Fraction) -> Trend:
    """Improved, worsened, little change; higher or lower where no direction is good.

    Little change is under 2% of the earlier figure, or under 3 where both are counts below 20.
    """
    change = now - before
    small = measure.kind is Kind.COUNT and max(now, before) < _SMALL_COUNT and abs(change) < _SMALL_DIFFERENCE
    if small or not change or abs(change) * 100 < abs(before) * _LITTLE_PERCENT:
        return Trend.LITTLE_CHANGE
    if measure.polarity is Polarity.NONE:
        return Trend.HIGHER if change > 0 else Trend.LOWER
    better = change < 0 if measure.polarity is Polarity.LOWER else change > 0
    return Trend.IMPROVED if better else Trend.WORSENED
