"""Amounts: the one number that a statement makes for its measure, exact, and the series of them over quarters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.numbers import Figure, Qualifier, plain
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.statements import Statement

Series = Mapping[Quarter, Statement]


class Amount(Struct, frozen=True):
    """A number in its measure's unit (percentages in per cent), with what limits its use.

    `numerator` and `denominator` are set where the number is their ratio. `loose` says why it is not exact although
    it has no qualifier of its own (a ratio or a sum with a qualified figure in it). `stated` is what alone may be told
    of a ratio whose parts are not exact, `under 5 of 80`: its number is only that of the parts without what was said.
    """

    number: Fraction
    qualifier: Qualifier | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    loose: str | None = None
    stated: str | None = None

    @property
    def exact(self) -> bool:
        """Whether it can be counted on, added and rated as one number."""
        return self.qualifier is None and self.loose is None

    @property
    def as_figure(self) -> Figure:
        """The amount as it was typed, for showing."""
        return Figure(Decimal(plain(self.number)), self.qualifier)


def scale(measure: Measure) -> Fraction:
    """What a ratio is multiplied by: 100 for a percentage, the population base of a rate."""
    if measure.kind is Kind.PERCENTAGE:
        return Fraction(100)
    return Fraction(measure.per) if measure.per is not None else Fraction(1)


def amount_of(measure: Measure, statement: Statement | None) -> Amount | None:
    """What a statement gives in the measure's window; None where it gives no number there.

    A ratio is kept as a fraction of its parts, never through the rounded figure typed beside them.
    """
    if statement is None:
        return None
    if statement.numerator is not None and statement.denominator is not None and statement.denominator.number:
        return _ratio(statement.numerator, statement.denominator, scale(measure))
    return None if statement.value is None else from_figure(statement.value)


def more_than_all(measure: Measure, statement: Statement | None) -> str | None:
    """`80 of 51`, where a percentage counts more than there are; None where it does not."""
    if measure.kind is not Kind.PERCENTAGE or statement is None:
        return None
    above, below = statement.numerator, statement.denominator
    return f"{above} of {below}" if above is not None and below is not None and above.number > below.number else None


@lru_cache(maxsize=4096)  # one quarter is assessed from the same few thousand figures again and again
def from_figure(figure: Figure) -> Amount:
    """A typed figure as an amount."""
    return Amount(Fraction(figure.number), figure.qualifier)


@lru_cache(maxsize=4096)
def _ratio(numerator: Figure, denominator: Figure, times: Fraction) -> Amount:
    above, below = Fraction(numerator.number), Fraction(denominator.number)
    worth = Amount(above / below * times, None, above, below)
    if numerator.exact and denominator.exact:
        return worth
    stated = f"{numerator} of {denominator}"
    return replace(worth, loose=f"{stated} is not an exact ratio", stated=stated)


def amounts(measure: Measure, series: Series) -> dict[Quarter, Amount]:
    """What each quarter gives by itself, oldest first: for a year to date, what the quarter added.

    A figure that does not cover its whole quarter is loose: it may be shown, but not added up or compared.
    """
    found = {q: a for q in sorted(series) if (a := _of_quarter(measure, q, series[q])) is not None}
    if measure.window is not Window.YEAR_TO_DATE:
        return found
    increments: dict[Quarter, Amount] = {}
    for quarter, amount in found.items():
        before = found.get(quarter.previous)
        if quarter.number == 1:
            increments[quarter] = amount
        elif before is not None and amount.exact and before.exact:
            increments[quarter] = Amount(amount.number - before.number)
    return increments


def _of_quarter(measure: Measure, quarter: Quarter, statement: Statement) -> Amount | None:
    amount = amount_of(measure, statement)
    if amount is None or measure.window not in (Window.QUARTER, Window.YEAR_TO_DATE):
        return amount
    last = statement.period_to
    if last is not None and last != quarter.end:
        return replace(
            amount, loose=f"the figure of {quarter.short} ends on {printed_date(last)}, not with its quarter"
        )
    first, starts = statement.period_from, quarter.start
    if measure.window is Window.YEAR_TO_DATE:
        starts = Quarter(quarter.year, 1).start
    # beside a typed rolling year the dates are those of the year
    if first is not None and first != starts and statement.rolling_year is None:
        return replace(
            amount, loose=f"the figure of {quarter.short} begins on {printed_date(first)}, not with its period"
        )
    return amount


class YearSum(Struct, frozen=True):
    """Four quarters put together, or the reason why they cannot be."""

    amount: Amount | None
    missing: tuple[Quarter, ...] = ()
    reason: str | None = None


def rolling_year(measure: Measure, found: Mapping[Quarter, Amount], last: Quarter) -> YearSum:
    """The year of four quarters that ends with `last`: counts added, ratios as sums over sums, never a snapshot."""
    wanted = [last.shifted(-i) for i in range(3, -1, -1)]
    missing = tuple(q for q in wanted if q not in found)
    if missing:
        return YearSum(None, missing)
    parts = [found[q] for q in wanted]
    for quarter, amount in zip(wanted, parts, strict=True):
        if not amount.exact:
            why = amount.loose or f"the figure of {quarter.short}, {amount.as_figure}, is not exact"
            return YearSum(None, reason=f"{why}, so no year can be added up")
    if not measure.is_ratio:
        return YearSum(Amount(sum((a.number for a in parts), Fraction())))
    numerators = [a.numerator for a in parts if a.numerator is not None]
    denominators = [a.denominator for a in parts if a.denominator is not None]
    if len(numerators) < len(parts) or len(denominators) < len(parts):
        return YearSum(None, reason="a year of percentages needs the numerator and denominator of each quarter")
    above, below = sum(numerators, Fraction()), sum(denominators, Fraction())
    return YearSum(Amount(above / below * scale(measure), None, above, below))
