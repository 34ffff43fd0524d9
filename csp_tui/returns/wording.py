"""The form's words for a measure and for what was said of it last quarter; lays out no sheet."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.measures import Combine, Comparator, Kind, Measure, Window
from csp_tui.domain.numbers import Figure, grouped
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.sentences import display, with_unit
from csp_tui.domain.statements import MILESTONE, YES_NO, Statement
from csp_tui.returns.content import MeasureRow
from csp_tui.returns.layout import NOT_APPLICABLE
from csp_tui.returns.rules import rated_by_rolling_year
from csp_tui.workbooks.layout import Number, Value

NONE_STATED = "none stated"


def what_is_counted(row: MeasureRow, quarter: Quarter) -> str:
    """The measure's title, its unit, its time, and what its numerator and denominator are."""
    return " ".join(_sentences(row.measure, quarter))


def _two_comparators(measure: Measure) -> Iterator[str]:
    """Which of a target and a rolling year gives the colour, where the plan names both."""
    if measure.target is None or Comparator.ROLLING_YEAR not in measure.comparators:
        return
    if measure.rated_by is Comparator.ROLLING_YEAR:
        yield f"Rated by the rolling year before; shown beside the target, {grouped(measure.target)}."
    else:
        yield f"Rated by the target, {grouped(measure.target)}; shown beside the rolling year before."


def _sentences(measure: Measure, quarter: Quarter) -> Iterator[str]:
    yield f"{measure.title}."
    match measure.kind:
        case Kind.REPORT:
            yield "In words only: write on the sheet Commentary."
        case Kind.YES_NO | Kind.MILESTONE:
            answers = YES_NO if measure.kind is Kind.YES_NO else MILESTONE
            yield f"Choose {', '.join(answers[:-1])} or {answers[-1]}."
            if measure.due is not None:
                yield f"Due by {printed_date(measure.due)}."
        case _:
            yield f"{_unit(measure)}, {_time(measure, quarter)}."
            if measure.numerator and measure.denominator:
                yield f"Numerator: {measure.numerator}. Denominator: {measure.denominator}."
    if rated_by_rolling_year(measure):
        yield "Give the rolling year and the year before too: the rating goes by them."
    yield from _two_comparators(measure)
    if measure.area:
        yield f"Area: {measure.area}."
    if measure.combine is not Combine.SINGLE:
        yield "Give your own part only."
    if measure.note:
        yield measure.note
    if not measure.required:
        yield "Optional."


def _unit(measure: Measure) -> str:
    match measure.kind:
        case Kind.PERCENTAGE:
            return "Per cent"
        case Kind.RATE:
            return measure.unit[:1].upper() + measure.unit[1:]
        case _:
            return f"Number of {measure.unit}" if measure.unit else "Number"


def _time(measure: Measure, quarter: Quarter) -> str:
    match measure.window:
        case Window.SNAPSHOT:
            return f"as it stood on {printed_date(quarter.end)}"
        case Window.ROLLING_YEAR:
            return f"12 months to {printed_date(quarter.end)}"
        case Window.YEAR_TO_DATE:
            return f"1 April to {printed_date(quarter.end)}"
        case _:
            return quarter.months


def benchmark_value(benchmark: str) -> Value:
    """A benchmark as a cell: `1416` and `63%` are numbers, all others are words."""
    number, suffix = benchmark.removesuffix("%"), "%" if benchmark.endswith("%") else ""
    if number.isdecimal():
        return Number(Fraction(int(number)), 0, suffix)
    return benchmark or NOT_APPLICABLE


def last_answer(measure: Measure, last: Statement | None) -> Value:
    """Last quarter's answer as a cell: a number where it is one, else in words."""
    if measure.kind is Kind.REPORT:
        return "in words"
    if last is None or not last.has_answer:
        return NONE_STATED if last is None or last.blank is None else BLANK_WORDS[last.blank]
    if last.choice is not None:
        return str(last.choice)
    amount = amount_of(measure, last)
    if amount is None:
        return f"{last.rolling_year}, rolling year"
    if amount.numerator is not None or amount.loose is not None:
        share = "" if amount.loose else f" ({with_unit(measure, display(amount.number))})"
        return f"{last.numerator} of {last.denominator}{share}"
    assert last.value is not None
    return figure_value(last.value, measure)


def figure_value(figure: Figure, measure: Measure) -> Value:
    """A figure as a cell: a number with the decimals it was typed with, or the words of a qualified one."""
    suffix = "%" if measure.kind is Kind.PERCENTAGE else ""
    if not figure.exact:
        return f"{figure}{suffix}"
    exponent = figure.number.as_tuple().exponent
    return Number(Fraction(figure.number), max(0, -exponent) if isinstance(exponent, int) else 0, suffix)


def typed_figure(figure: Figure) -> Value:
    """A figure as it stands in an entry cell, for the cell's own format to show."""
    return Number(Fraction(figure.number)) if figure.exact else str(figure)


def answer_in_words(measure: Measure, said: Statement) -> str:
    """What is stated of a measure, in a few words for a list: `5,208`, `203 of 318`, `blank: late`."""
    if not said.has_answer:
        promised = f", promised by {printed_date(said.date)}" if said.date is not None else ""
        return f"blank: {BLANK_WORDS[said.blank]}{promised}" if said.blank is not None else NONE_STATED
    value = last_answer(measure, said)
    if isinstance(value, Number):
        return with_unit(measure, grouped(said.value.number)) if said.value is not None else NONE_STATED
    return str(value)


def said_in_full(measure: Measure, said: Statement) -> str:
    """All that is stated of a measure, to be proof-read: `1,204; provisional; rolling year 5,208`."""
    return "; ".join((answer_in_words(measure, said), *_circumstances(measure, said)))


def changed_back(measure: Measure, said: Statement, now: Statement) -> str:
    """What stands again in place of what was said and is undone, naming too what that took away beside the answer."""
    whole, before = said_in_full(measure, now), tuple(_circumstances(measure, said))
    still = set(_circumstances(measure, replace(now, value=now.value or said.value)))  # a year that is the answer too
    gone = [words for words in before if words not in still]
    answer_stays = answer_in_words(measure, now) == answer_in_words(measure, said)
    stands = f"{whole} stays" if answer_stays and gone and still <= set(before) else f"now {whole} again"
    return f"{stands}, no longer {'; '.join(gone)}" if gone else stands


def _circumstances(measure: Measure, said: Statement) -> Iterator[str]:
    """What is stated beside the answer, what its reader must know first."""
    if said.provisional:
        yield "provisional"
    year_is_answer = said.value is None and said.choice is None and said.numerator is None
    figures = (
        ("rolling year", None if year_is_answer else said.rolling_year),
        ("the year before", said.rolling_year_prior),
        ("the same period a year before", said.prior),
    )
    yield from (f"{name} {with_unit(measure, str(figure))}" for name, figure in figures if figure is not None)
    if said.choice is not None and said.date is not None:
        yield printed_date(said.date)
    if said.period_from is not None or said.period_to is not None:
        first, last = (printed_date(day) if day is not None else "…" for day in (said.period_from, said.period_to))
        yield f"from {first} to {last}"
    if said.extracted is not None:
        yield f"extracted on {printed_date(said.extracted)}"
    if said.area:
        yield f"of {said.area}"
    if said.reason:
        yield f"stated again: {said.reason}"
