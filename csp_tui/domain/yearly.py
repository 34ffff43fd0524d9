"""What four quarters make together: added up where that makes sense, the last where it does not, never over a break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.amounts import Amount, Series, amount_of, amounts, from_figure, rolling_year
from csp_tui.domain.comparison import period_of
from csp_tui.domain.measures import Measure, Window
from csp_tui.domain.numbers import shown
from csp_tui.domain.quarters import Quarter, printed_date, quarters_between
from csp_tui.domain.results import Break
from csp_tui.domain.statements import Statement


class YearFigure(Struct, frozen=True):
    """A measure's figure for a whole year, in its unit; None where there is none. `how` it is made, or why it is not.

    `broken` is the change of recording that keeps the quarters apart.
    """

    amount: Amount | None
    how: str
    broken: Break | None = None


def year_figure(measure: Measure, last: Quarter, series: Series, breaks: Iterable[Break]) -> YearFigure:
    """The figure of the year that ends with `last`, from what is stated for its quarters.

    Counts by quarter are added, ratios are sums over sums, of snapshots and years to date the last one counts, and a
    rolling year stands for the year where it ends with it. A typed rolling year counts before the sum of quarters.
    """
    inside = {quarter: series[quarter] for quarter in quarters_between(last.shifted(-3), last) if quarter in series}
    known = {quarter: amount for quarter, said in inside.items() if (amount := amount_of(measure, said)) is not None}
    if measure.window is Window.SNAPSHOT:
        return _last(known, "The figure at the end of")
    broken = _broken(measure, last, inside, breaks)
    if broken is not None:
        return YearFigure(None, f"No year's figure: recording changed from {broken.quarter.short}", broken)
    match measure.window:
        case Window.YEAR_TO_DATE:
            return _last(known, "The year to date at")
        case Window.ROLLING_YEAR:
            return _stated_year(measure, last, inside, known.get(last))
        case _:
            return _added(measure, last, inside)


def _broken(measure: Measure, last: Quarter, inside: Series, breaks: Iterable[Break]) -> Break | None:
    """The first change of recording within the days that the stated figures cover."""
    answered = sorted(quarter for quarter, said in inside.items() if said.has_answer)
    if not answered:
        return None
    latest, begins, ends = answered[-1], answered[0].start, answered[-1].end
    if measure.window is Window.ROLLING_YEAR:
        begins, ends = period_of(measure, latest, inside[latest])
    elif measure.window is Window.YEAR_TO_DATE or (latest == last and inside[last].rolling_year is not None):
        begins = last.shifted(-3).start
    within = (one for one in breaks if begins < one.quarter.start <= ends)
    return min(within, key=lambda one: one.quarter, default=None)


def _last(known: dict[Quarter, Amount], words: str) -> YearFigure:
    if not known:
        return YearFigure(None, "No figure is in")
    quarter = max(known)
    return YearFigure(known[quarter], f"{words} Q{quarter.number}")


def _stated_year(measure: Measure, last: Quarter, inside: Series, amount: Amount | None) -> YearFigure:
    """A figure that covers a rolling year: the one stated at the year's end, with its days where they are others."""
    if amount is None:
        return YearFigure(None, f"No year's figure: the rolling year at Q{last.number} is not in")
    return YearFigure(amount, f"The rolling year{_to(measure, last, inside[last])} stated for Q{last.number}")


def _to(measure: Measure, last: Quarter, statement: Statement) -> str:
    ended = period_of(measure, last, statement)[1]
    return "" if ended == last.end else f" to {printed_date(ended)}"


def _added(measure: Measure, last: Quarter, inside: Series) -> YearFigure:
    """Four quarters added up; the rolling year that was typed at their end counts before."""
    found = amounts(measure, inside)
    total = rolling_year(measure, found, last)
    closing = inside.get(last, Statement())
    if closing.rolling_year is not None and _is_year(measure, last, closing):
        stated = from_figure(closing.rolling_year)
        differs = total.amount is not None and total.amount.number != stated.number
        beside = f"; the four quarters make {shown(total.amount.number)}" if differs and total.amount else ""
        return YearFigure(stated, f"The rolling year stated for Q{last.number}{beside}")
    if total.amount is not None:
        return YearFigure(
            total.amount,
            "The four numerators over the four denominators" if measure.is_ratio else "The sum of the four quarters",
        )
    if total.reason is not None:
        return YearFigure(None, f"No year's figure: {total.reason}")
    return YearFigure(None, f"No year's figure: none for {_named(total.missing)}{_so_far(measure, found)}")


def _is_year(measure: Measure, last: Quarter, statement: Statement) -> bool:
    """Whether the days of a typed rolling year are those of the year."""
    return period_of(measure, last, statement) == (last.shifted(-3).start, last.end)


def _so_far(measure: Measure, found: dict[Quarter, Amount]) -> str:
    """What the quarters make that are in, where they can be added and are more than one."""
    if measure.is_ratio or len(found) < 2 or not all(amount.exact for amount in found.values()):
        return ""
    so_far = sum((amount.number for amount in found.values()), Fraction())
    return f"; {_named(sorted(found))} make {shown(so_far)}"


def _named(quarters: Sequence[Quarter]) -> str:
    """`Q1, Q2 and Q3`."""
    *others, last = (f"Q{quarter.number}" for quarter in quarters)
    return f"{', '.join(others)} and {last}" if others else last
