"""The usual range in sentences that a councillor understands, each with the figures that it was worked from.

Which word holds is `ranges`' work. Limits are rounded here as far as their width allows, and never so far that the
figure beside them contradicts the word.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count

from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.numbers import grouped, rounded
from csp_tui.domain.ranges import FEWEST_TO_SAY, QUARTERS_FOR_LIMITS
from csp_tui.domain.results import LimitsOfUsual, MeasureStatus, Range
from csp_tui.domain.sentences import as_displayed, with_unit

_FULL = 100  # per cent: no share lies above


def range_sentence(status: MeasureStatus) -> str:
    """How a figure lies among its usual ones, as one sentence.

    `1,466 is unusually high: in the last 8 quarters it mostly lay between 1,180 and 1,420.`
    Empty where the figure that it tells of is not known, or may not be shown.
    """
    now = dict(status.series).get(status.quarter)
    if now is None:
        return ""
    if status.usual is None:
        return _beside_last_year(status, now)
    figure, low, high = _limits(status.measure, now, status.usual)
    quarters = f"in the last {status.usual.quarters} quarters it"
    if status.usual.low == status.usual.high:
        return f"{_named(status, figure)} is {status.range}: {quarters} was never anything else."
    return f"{_named(status, figure)} is {status.range}: {quarters} mostly lay between {low} and {high}."


def limits_to_show(status: MeasureStatus) -> tuple[Fraction, Fraction] | None:
    """The lowest and the highest usual figure as the sentence tells them, for a plot; None where there are none."""
    now = dict(status.series).get(status.quarter)
    if now is None or status.usual is None:
        return None
    return _rounded_limits(status.measure, now, status.usual)[1:]


def limits_in_words(status: MeasureStatus) -> str:
    """`1,180 to 1,420`, empty where there are no limits."""
    now = dict(status.series).get(status.quarter)
    if now is None or status.usual is None:
        return ""
    _, low, high = _limits(status.measure, now, status.usual)
    return low if low == high else f"{low} to {high}"


def _named(status: MeasureStatus, figure: str) -> str:
    """The figure of the sentence: for a year to date what the quarter added, which no cell shows."""
    return f"This quarter alone, {figure}," if status.measure.window is Window.YEAR_TO_DATE else figure


def _beside_last_year(status: MeasureStatus, now: Fraction) -> str:
    """What fewer quarters allow to say: two counts a year apart, held against chance."""
    before, measure = status.same_quarter_last_year, status.measure
    if status.range is not Range.TOO_FEW and before is not None:
        figure, then = (grouped(as_displayed(number, 1)) for number in (now, before))
        chance = "could well be chance" if status.range is Range.USUAL else "is more than chance alone would explain"
        return f"{_named(status, figure)} is {status.range}: {figure} against {then} a year before {chance}."
    if measure.window is Window.ROLLING_YEAR:
        return "Too few to say: rolling years overlap, so they show no usual range."
    if (
        measure.kind is Kind.COUNT
        and before is not None
        and 0 <= now + before < FEWEST_TO_SAY
        and min(now, before) >= 0
    ):
        return f"Too few to say: {grouped(as_displayed(now + before, 1))} in the two quarters together."
    if measure.kind is Kind.COUNT:
        return (
            f"Too few to say: without a break there are neither {QUARTERS_FOR_LIMITS} quarters in a row nor a whole"
            " count of the same quarter last year."
        )
    return f"Too few to say: there are no {QUARTERS_FOR_LIMITS} quarters in a row without a break."


def _limits(measure: Measure, now: Fraction, usual: LimitsOfUsual) -> tuple[str, str, str]:
    """The figure and its limits as the sentence shows them."""
    figure, low, high = (
        with_unit(measure, grouped(as_displayed(number, _MOST_PLACES)))
        for number in _rounded_limits(measure, now, usual)
    )
    return figure, low, high


_MOST_PLACES = 30  # what is rounded already is shown in full


def _rounded_limits(measure: Measure, now: Fraction, usual: LimitsOfUsual) -> tuple[Fraction, Fraction, Fraction]:
    """The figure and its limits, rounded as coarsely as the figure still lies to them as it does."""
    low = max(usual.low, Fraction()) if now >= 0 else usual.low
    full = measure.kind is Kind.PERCENTAGE and now <= _FULL
    high = min(usual.high, Fraction(_FULL)) if full else usual.high
    whole = measure.kind is Kind.COUNT and now.denominator == 1
    for places in count(_fewest_places(high - low, whole=whole)):
        figure = Fraction(as_displayed(now, max(places, 1)))
        first, last = _at(low, places), _at(high, places)
        if whole and places == 0:  # a count lies beyond a limit exactly when it lies beyond the last whole number in it
            first, last = Fraction(-(-low.numerator // low.denominator)), Fraction(high.numerator // high.denominator)
        if first <= last and (figure > last, figure < first) == (now > high, now < low):
            return figure, first, last
    raise AssertionError("unequal numbers differ in some decimal")


def _fewest_places(width: Fraction, *, whole: bool) -> int:
    """How many decimals leave two digits of a width, negative for tens and hundreds; none of a whole count."""
    digits = len(str(int(width)))
    return min(2 - digits, 0 if whole else 1)


def _at(number: Fraction, places: int) -> Fraction:
    """Rounded to so many decimals, or to tens and hundreds where they are negative."""
    unit = Fraction(10) ** -places
    return Fraction(rounded(number / unit, 0)) * unit
