"""Whether a figure lies within its usual range: XmR limits over eight quarters or more, else a test of two counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from csp_tui.domain.results import LimitsOfUsual, Range

QUARTERS_FOR_LIMITS = 8
_XMR_FACTOR = Fraction(266, 100)  # 3 / 1.128: three standard deviations from the mean moving range of two
FEWEST_TO_SAY = 6  # in two counts together; below this nothing can be said at 95%
_UNLIKELY = 0.05
_MANY = 10_000_000  # in two counts together; from here on the normal distribution is the binomial one to six digits


def usual_limits(figures: Sequence[Fraction]) -> LimitsOfUsual | None:
    """XmR limits (mean +/- 2.66 x mean moving range) of consecutive figures; None below eight."""
    if len(figures) < QUARTERS_FOR_LIMITS:
        return None
    common = math.lcm(*(f.denominator for f in figures))  # whole numbers add up many times faster than fractions
    whole = [f.numerator * (common // f.denominator) for f in figures]
    average = Fraction(sum(whole), common * len(whole))
    reach = _XMR_FACTOR * Fraction(sum(abs(b - a) for a, b in pairwise(whole)), common * (len(whole) - 1))
    return LimitsOfUsual(average, average - reach, average + reach, len(figures))


def within_limits(figure: Fraction, limits: LimitsOfUsual) -> Range:
    """Where a figure lies beside its limits; on a limit is still usual."""
    if figure > limits.high:
        return Range.HIGH
    return Range.LOW if figure < limits.low else Range.USUAL


def two_counts(count: int, before: int) -> Range:
    """Whether a count is unlike the one before, given their total: exact conditional binomial test, two-sided, at 95%.

    Under no change each of the `total` events falls in either quarter with even odds. Negative counts (a year to date
    that fell) say nothing.
    """
    total = count + before
    if total < FEWEST_TO_SAY or min(count, before) < 0:
        return Range.TOO_FEW
    if 2 * _upper_tail(max(count, before), total) >= _UNLIKELY:
        return Range.USUAL
    return Range.HIGH if count > before else Range.LOW


def _upper_tail(least: int, total: int) -> float:
    """The chance of `least` or more heads in `total` fair tosses, `least` being at least half.

    Logarithms keep totals of many thousands quick; the terms fall steeply, so the sum stops when they no longer count.
    """
    if total > _MANY:
        return math.erfc((2 * least - 1 - total) / math.sqrt(2 * total)) / 2
    log_term = math.lgamma(total + 1) - math.lgamma(least + 1) - math.lgamma(total - least + 1) - total * math.log(2)
    term = tail = math.exp(log_term)
    for k in range(least, total):
        term *= (total - k) / (k + 1)
        tail += term
        if term <= tail * 1e-17:
            break
    return min(tail, 1.0)
