"""The colour of a figure beside its comparator, from Medway Council's published performance key.

Met or exceeded is green, below by up to 5% amber, below by more than 5% red. Only the arithmetic is here; the
reasons for giving no colour at all are found by the assessment, which asks this module last.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from csp_tui.domain.measures import Polarity
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.results import Rating

SMALL_COUNT = 20  # two counts below this that differ by less than SMALL_DIFFERENCE are too small to rate
SMALL_DIFFERENCE = 3
SMALL_DENOMINATOR = 20
_INSIDE = Fraction(1, 10**18)  # finer than any typed figure: just inside an end that is itself left out
_BEYOND = Fraction(10**18)  # larger than any typed figure: stands for "without an upper limit"


def amber_end(comparator: Fraction, polarity: Polarity, band: Decimal) -> Fraction | None:
    """The last figure that is still amber, exact; None where the comparator is 0 and the band has no width."""
    if not comparator or polarity is Polarity.NONE:
        return None
    width = abs(comparator) * Fraction(band) / 100
    return comparator + width if polarity is Polarity.LOWER else comparator - width


def worse_by(compared: Fraction, comparator: Fraction, polarity: Polarity) -> Fraction:
    """By how much a figure is worse than its comparator; negative when it is better."""
    return compared - comparator if polarity is Polarity.LOWER else comparator - compared


def rate(compared: Fraction, comparator: Fraction, polarity: Polarity, band: Decimal, *, strict: bool) -> Rating:
    """Green, amber or red: comparator 0 first, then strict equality, then the band, by unrounded figures."""
    if polarity is Polarity.NONE:
        return Rating.NOT_RATED
    worse = worse_by(compared, comparator, polarity)
    if not comparator:
        return Rating.RED if worse > 0 else Rating.GREEN
    if worse < 0 or (worse == 0 and not strict):
        return Rating.GREEN
    return Rating.AMBER if worse * 100 <= abs(comparator) * Fraction(band) else Rating.RED


def rate_qualified(figure: Figure, whole: bool, most: Fraction | None, colour: Callable[[Fraction], Rating]) -> Rating:
    """The colour of a figure such as "under 5" where every number it can mean has the same, else not rated.

    `whole` for counts, which step by one; `most` is the highest number there is (100 for a percentage). Colours
    change in one direction along the numbers ("too small" lies between green and worse), so the two ends decide.
    """
    if figure.qualifier is None or figure.qualifier is Qualifier.ABOUT:
        return colour(Fraction(figure.number)) if figure.qualifier is None else Rating.NOT_RATED
    low, high, open_ended = figure.scaled_range()
    step = (Fraction(1) if whole else _INSIDE) if open_ended else Fraction()
    lowest = Fraction() if low is None else low + step
    highest = (most if most is not None else _BEYOND) if high is None else high - step
    ends = {colour(lowest), colour(max(lowest, highest))}
    return ends.pop() if len(ends) == 1 else Rating.NOT_RATED


def too_small(compared: Fraction, comparator: Fraction, polarity: Polarity, *, strict: bool) -> bool:
    """Whether two counts are so small that a worse figure may be chance: both under 20, worse by less than 3."""
    worse = worse_by(compared, comparator, polarity)
    is_worse = worse > 0 or (worse == 0 and strict)
    return is_worse and compared < SMALL_COUNT and comparator < SMALL_COUNT and worse < SMALL_DIFFERENCE
