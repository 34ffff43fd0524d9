"""Small books of the real plan, built from a few statements, for the tests of the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.entries import Entry, read_entry
from csp_tui.domain.measures import Measure, Plan
from csp_tui.domain.numbers import plain, read_figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, MeasureStatus
from csp_tui.domain.statements import Statement
from csp_tui.plans.loading import load_plan

QUARTER = Quarter(2026, 2)


@cache
def plan() -> Plan:
    return load_plan()


def measure(text: str) -> Measure:
    return plan().measure(text)


def value(text: str) -> Statement:
    return Statement(value=read_figure(text))


def ratio(numerator: str, denominator: str) -> Statement:
    return Statement(numerator=read_figure(numerator), denominator=read_figure(denominator))


def history(values: Iterable[str | None], last: Quarter = QUARTER) -> dict[Quarter, Statement]:
    """Values of consecutive quarters that end with `last`, oldest first; None leaves a gap."""
    texts = list(values)
    return {last.shifted(i + 1 - len(texts)): value(text) for i, text in enumerate(texts) if text is not None}


def book(
    of: Measure,
    series: Mapping[Quarter, Statement],
    quarter: Quarter = QUARTER,
    breaks: tuple[Break, ...] = (),
    partner: str | None = None,
) -> Book:
    """A book in which one measure (for `each` and `sum`: one partner) has these statements."""
    held = {q: Stated(statement) for q, statement in series.items()}
    key = of.answerer(partner or of.suppliers[0])
    return Book(plan(), quarter, {of.uid: {key: held}}, {of.uid: breaks})


def assess(
    of: Measure, series: Mapping[Quarter, Statement], quarter: Quarter = QUARTER, breaks: tuple[Break, ...] = ()
) -> MeasureStatus:
    return assess_measure(book(of, series, quarter, breaks), of)


def entered(
    of: Measure, entry: Entry, quarter: Quarter = QUARTER, before: Mapping[Quarter, Statement] | None = None
) -> MeasureStatus:
    """What a typed entry comes to, beside what was stated for other quarters."""
    series = dict(before or {})
    series[quarter] = read_entry(of, entry, quarter, series.get(quarter))
    return assess(of, series, quarter)


def pair_of(status: MeasureStatus) -> tuple[str | None, str | None]:
    """The figure that is rated and its comparator, as they are printed in full."""
    found = (status.comparison.compared, status.comparison.comparator)
    now, then = (None if number is None else plain(number) for number in found)
    return now, then
