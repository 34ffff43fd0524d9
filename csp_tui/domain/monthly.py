"""Figures by the month: how they are kept as one text, and the quarter that three of them make or fail to make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.fields import read_object, write_object
from csp_tui.domain.measures import Kind, Measure, Window
from csp_tui.domain.months import Month, months_of, named
from csp_tui.domain.numbers import Figure, Qualifier, plain, read_figure, rounded
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement

Monthly = Mapping[Month, Statement]
"""What was counted in each month: a value, or a numerator and a denominator."""

_OF = " of "
_TYPED = {
    Qualifier.BELOW: "<",
    Qualifier.ABOVE: ">",
    Qualifier.AT_LEAST: ">=",
    Qualifier.ABOUT: "about ",
}


def typed(figure: Figure) -> str:
    """A figure as it can be typed again: `1416`, `<5`, `about 1400`."""
    return f"{_TYPED[figure.qualifier] if figure.qualifier else ''}{plain(figure.number)}"


def write_monthly(monthly: Monthly) -> str:
    """Months as one canonical text: `{"2021-04":"500","2021-05":"51 of 80"}`."""
    return write_object({str(month): _told(said, typed) for month, said in monthly.items()})


def monthly_words(said: Statement) -> str:
    """What was counted in a month, as sentences show it: `1,416`, `under 5`, `51 of 80`."""
    return _told(said, str)


def _told(said: Statement, told: Callable[[Figure], str]) -> str:
    if said.numerator is not None and said.denominator is not None:
        return f"{told(said.numerator)}{_OF}{told(said.denominator)}"
    return "" if said.value is None else told(said.value)


@lru_cache(maxsize=8192)  # the same months are read for each quarter that looks back on them
def read_monthly(text: str) -> Monthly:
    """What `write_monthly` wrote."""
    return {Month.parse(month): _read(said or "") for month, said in read_object(text).items()}


def _read(said: str) -> Statement:
    above, parted, below = said.partition(_OF)
    if parted:
        return Statement(numerator=read_figure(above), denominator=read_figure(below))
    return Statement(value=read_figure(said))


def by_answerer(texts: Iterable[tuple[str, str, str]]) -> Mapping[str, Mapping[str, Monthly]]:
    """Months by the measure that they are of and the partner who answers, from these two and each quarter's text."""
    found: dict[str, dict[str, dict[Month, Statement]]] = {}
    for about, partner, text in texts:
        found.setdefault(about, {}).setdefault(partner, {}).update(read_monthly(text))
    return found


class QuarterMade(Struct, frozen=True):
    """The statement that a quarter's months make, or why they make none."""

    statement: Statement | None
    why: str = ""


def quarter_made(measure: Measure, quarter: Quarter, monthly: Monthly) -> QuarterMade:
    """The sum of a quarter's months; for what is counted on a day, or for a year, the last month's figure."""
    months = months_of(quarter)
    if measure.window is not Window.QUARTER:
        last = monthly.get(months[-1])
        return QuarterMade(last, "" if last is not None else f"there is no figure for {months[-1].short}")
    missing = [month for month in months if month not in monthly]
    if missing:
        return QuarterMade(None, f"there is no figure for {named(missing)}")
    said = [monthly[month] for month in months]
    for month, one in zip(months, said, strict=True):
        amount = amount_of(measure, one)
        if amount is None or not amount.exact:
            return QuarterMade(None, f"the figure of {month.short}, {monthly_words(one)}, is not exact")
    if not measure.is_ratio:
        return QuarterMade(Statement(value=_sum([one.value for one in said])))
    above, below = _sum([one.numerator for one in said]), _sum([one.denominator for one in said])
    if above is None or below is None:
        what = "percentages" if measure.kind is Kind.PERCENTAGE else "rates"
        return QuarterMade(None, f"a quarter of {what} needs the numerator and the denominator of each month")
    return QuarterMade(Statement(numerator=above, denominator=below))


def _sum(figures: list[Figure | None]) -> Figure | None:
    exact = [Fraction(figure.number) for figure in figures if figure is not None]
    return Figure(Decimal(plain(sum(exact, Fraction())))) if len(exact) == len(figures) else None


def same_figure(measure: Measure, stated: Statement, made: Statement) -> bool:
    """Whether a quarter's statement is what its months make; a ratio as rounded as it was typed."""
    now, then = amount_of(measure, stated), amount_of(measure, made)
    if now is None or then is None or not now.exact or not then.exact:
        return now == then
    if measure.is_ratio and now.denominator is None and stated.value is not None:
        return rounded(then.number, stated.value.decimals) == stated.value.number
    return now.number == then.number
