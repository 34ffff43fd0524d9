"""What holds for every book: totals add up, nothing missing has a colour, and no statement breaks the assessment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.measures import Kind, Measure
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.replaying import Rule, replayed
from csp_tui.domain.results import Break, QuarterStatus, Rating, State
from csp_tui.domain.statements import MILESTONE, YES_NO, Blank, Statement
from tests.domain.books import QUARTER, plan
from tests.examples import examples

STATED = [m for m in plan().measures if m.kind is not Kind.REPORT]
figures = st.builds(
    Figure,
    st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-(n % 3))),
    st.none() | st.none() | st.sampled_from(Qualifier),
)
days = st.none() | st.none() | st.dates(date(2024, 1, 1), date(2026, 6, 30))


def _statements(measure: Measure) -> st.SearchStrategy[Statement]:
    blank = st.builds(Statement, blank=st.sampled_from(Blank))
    if measure.kind in (Kind.YES_NO, Kind.MILESTONE):
        options = YES_NO if measure.kind is Kind.YES_NO else MILESTONE
        return blank | st.builds(Statement, choice=st.sampled_from(options))
    maybe = st.none() | figures
    plain = st.builds(Statement, value=figures, prior=maybe, period_to=days)
    yearly = st.builds(Statement, rolling_year=figures, rolling_year_prior=maybe, period_to=days)
    above_zero = figures.filter(lambda figure: bool(figure.number))
    ratios = st.builds(Statement, numerator=figures, denominator=above_zero)
    return blank | plain | (ratios if measure.is_ratio else yearly)


_OF = {measure.uid: _statements(measure) for measure in STATED}


def statements(measure: Measure) -> st.SearchStrategy[Statement]:
    """What may be said of a measure; made once for each, because making it takes longer than drawing from it."""
    return _OF[measure.uid]


@st.composite
def books(draw: st.DrawFn) -> Book:
    held: dict[str, Mapping[str, Mapping[Quarter, Stated]]] = {}
    breaks: dict[str, tuple[Break, ...]] = {}
    quarters = [QUARTER.shifted(-i) for i in range(9)]
    for measure in draw(st.lists(st.sampled_from(STATED), max_size=12, unique_by=lambda m: m.uid)):
        when = draw(st.lists(st.sampled_from(quarters), min_size=1, max_size=9, unique=True))
        one = draw(statements(measure))
        held[measure.uid] = {"": {q: Stated(draw(statements(measure)) if q == QUARTER else one) for q in when}}
        if draw(st.booleans()):
            breaks[measure.uid] = (Break(draw(st.sampled_from(quarters)), "counted anew"),)
    conflicts = draw(st.lists(st.sampled_from(STATED), max_size=2))
    reports = draw(st.lists(st.sampled_from(plan().indicators), max_size=5))
    return Book(
        plan(),
        QUARTER,
        held,
        breaks,
        commentary={(i.uid, QUARTER, p): {"patterns": "Quiet."} for i in reports for p in i.partners},
        conflicts=frozenset((m.uid, "") for m in conflicts),
    )


def _holds(status: QuarterStatus) -> None:
    totals = status.totals
    assert totals.indicators == len(status.plan.indicators)
    colours = totals.green + totals.amber + totals.red + totals.not_rated
    assert colours + totals.awaited == totals.indicators
    states = totals.awaited + totals.part + totals.received + totals.blank + totals.conflict
    assert states == totals.indicators
    for indicator in status.indicators:
        if indicator.state is State.AWAITED:
            assert indicator.rating is Rating.NOT_RATED
        for measure in indicator.measures:
            assert measure.reason
            if measure.state is not State.RECEIVED:
                assert measure.rating is Rating.NOT_RATED
            if measure.rating is not Rating.NOT_RATED:
                assert measure.reason.startswith(str(measure.rating).capitalize())


@given(books())
def test_both_sums_of_the_totals_are_the_number_of_indicators(book: Book) -> None:
    _holds(assess_quarter(book))


typed = st.none() | st.sampled_from(
    ["5", "8", "40", "1,416", "about 8", "<5", "0", "-1", "63.75%", "101", "1e9", "yes", "done", "", "999999999999999"]
)
typed_days = st.none() | st.sampled_from(["2026-08-31", "31 March 2026", "2024-02-29", "0001-01-01", "9999-12-31", "x"])
entries = st.builds(
    Entry,
    value=typed,
    numerator=typed,
    denominator=typed,
    rolling_year=typed,
    rolling_year_prior=typed,
    prior=typed,
    change=typed,
    period_from=typed_days,
    period_to=typed_days,
    extracted=typed_days,
    date=typed_days,
    area=st.none() | st.text(max_size=5),
    provisional=st.none() | st.booleans(),
    blank=st.sampled_from(["late", "not due", "no reason"]),
    reason=st.none() | st.text(max_size=5),
)
wholes = st.sampled_from(
    [("value",), ("numerator", "denominator"), ("rolling_year", "change"), ("value", "change"), ("blank",)]
)
few = st.lists(st.sampled_from(list(Entry.__struct_fields__)), max_size=2, unique=True)


@given(st.sampled_from(STATED), entries, wholes, few, st.integers(0, 3))
@settings(max_examples=examples(120, long=4000))
def test_whatever_is_typed_is_refused_or_can_be_assessed(
    measure: Measure, entry: Entry, whole: tuple[str, ...], kept: list[str], number: int
) -> None:
    quarter = Quarter(2026, number + 1)
    partly = Entry(**{name: getattr(entry, name) for name in (*whole, *kept)})
    for tried in (entry, partly):
        try:
            statement = read_entry(measure, tried, quarter, None)
        except EntryError as error:
            assert error.field in Entry.__struct_fields__  # noqa: PT017 - either outcome is right
            continue
        book = Book(plan(), quarter).with_statement(measure, measure.suppliers[0], Stated(statement))
        _holds(assess_quarter(book))
        again = read_entry(measure, tried, quarter, statement)
        assert again == statement


@st.composite
def restatements(draw: st.DrawFn) -> tuple[Statement, Statement]:
    measure = draw(st.sampled_from([m for m in STATED if m.is_figure]))
    return draw(statements(measure)), draw(statements(measure))


@given(restatements())
def test_saying_the_same_again_changes_nothing(pair: tuple[Statement, Statement]) -> None:
    before, new = pair
    once = before.restated(new)
    assert once.restated(new) == once
    assert not (once.has_answer and once.blank is not None)


@given(books())
@settings(max_examples=20)
def test_replaying_under_the_rules_as_they_are_changes_nothing(book: Book) -> None:
    found = replayed(book, Rule())
    assert found.was == found.would_be
    assert not any(one.changes for one in found.measures)
