"""The course of a figure over the quarters: its trend in words and whether it lies within its usual range."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from csp_tui.domain.amounts import Amount
from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.ranges import two_counts, usual_limits, within_limits
from csp_tui.domain.results import Break, ComparedWith, LimitsOfUsual, MeasureStatus, Range, Trend
from csp_tui.domain.trend import trend


def unbroken(earlier: Quarter, quarter: Quarter, breaks: tuple[Break, ...]) -> bool:
    """Whether no change of recording lies between two quarters."""
    return not any(earlier < b.quarter <= quarter for b in breaks)


def trends(
    measure: Measure,
    quarter: Quarter,
    stored: Mapping[Quarter, Amount],
    last_year: Fraction | None,
    breaks: tuple[Break, ...],
) -> tuple[Trend | None, Quarter | None, Trend | None]:
    """The trend with the quarter it is against, and the long trend against the average of four quarters.

    `last_year` is the figure of the same quarter last year, typed or stored.
    """
    now = stored.get(quarter)
    if now is None:
        return None, None, None
    last_quarter = stored[quarter.previous].number if quarter.previous in stored else None
    for earlier, before in ((quarter.same_last_year, last_year), (quarter.previous, last_quarter)):
        if before is not None and unbroken(earlier, quarter, breaks):
            return trend(measure, now.number, before), earlier, _long_trend(measure, quarter, stored, breaks)
    return None, None, _long_trend(measure, quarter, stored, breaks)


def _long_trend(
    measure: Measure, quarter: Quarter, stored: Mapping[Quarter, Amount], breaks: tuple[Break, ...]
) -> Trend | None:
    earlier = [quarter.shifted(-i) for i in range(1, 5)]
    if any(q not in stored for q in earlier) or not unbroken(earlier[-1], quarter, breaks):
        return None
    average = sum((stored[q].number for q in earlier), Fraction()) / len(earlier)
    return trend(measure, stored[quarter].number, average)


def usual(
    measure: Measure,
    quarter: Quarter,
    stored: Mapping[Quarter, Amount],
    last_year: Fraction | None,
    breaks: tuple[Break, ...],
) -> tuple[Range, LimitsOfUsual | None]:
    """XmR limits over the unbroken run of quarters that ends here; else two counts a year apart."""
    if quarter not in stored or measure.window is Window.ROLLING_YEAR:
        return Range.TOO_FEW, None
    run: list[Fraction] = []
    at = quarter
    while at in stored and unbroken(at, quarter, breaks):
        run.insert(0, stored[at].number)
        at = at.previous
    limits = usual_limits(run)
    if limits is not None:
        return within_limits(run[-1], limits), limits
    now = stored[quarter].number
    if measure.kind is not Kind.COUNT or last_year is None or not unbroken(quarter.same_last_year, quarter, breaks):
        return Range.TOO_FEW, None
    if now.denominator != 1 or last_year.denominator != 1 or measure.may_be_decimal:
        return Range.TOO_FEW, None
    return two_counts(now.numerator, last_year.numerator), None


def level_among_quarters(status: MeasureStatus) -> tuple[Fraction, str] | None:
    """What a figure is compared with, in the size of its quarters, and in words; None where it has no such size.

    A comparator that covers a year of counts is told as what it comes to in a quarter.
    """
    measure, comparator = status.measure, status.comparison.comparator
    kind = status.comparison.comparator_kind
    if comparator is None:
        return None
    if measure.window is Window.YEAR_TO_DATE:
        return (comparator / 4, "a quarter of the year's target") if kind is ComparedWith.TARGET else None
    if measure.window is Window.QUARTER and measure.kind is Kind.COUNT and kind is ComparedWith.ROLLING_YEAR:
        return comparator / 4, f"a quarter of {status.against}"
    return comparator, status.against
