"""What four quarters make together, by examples worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.measures import Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break
from csp_tui.domain.statements import Blank, Statement
from csp_tui.domain.yearly import year_figure

Q1, Q2, Q3, Q4 = (Quarter(2026, number) for number in range(1, 5))
COUNT = Measure("u", "P1-01.x", "P1-01", "X", Kind.COUNT, Window.QUARTER, "things", Polarity.LOWER, ("KFRS",))
RATIO = replace(COUNT, kind=Kind.PERCENTAGE, unit="%")


def value(number: int | str, **more: object) -> Statement:
    return replace(Statement(value=Figure(Decimal(number))), **more)


def parts(above: int, below: int) -> Statement:
    return Statement(numerator=Figure(Decimal(above)), denominator=Figure(Decimal(below)))


def windowed(window: Window) -> Measure:
    return replace(COUNT, window=window)


def of(measure: Measure, series: dict[Quarter, Statement], *breaks: Break) -> tuple[Fraction | int | None, str]:
    found = year_figure(measure, Q4, series, breaks)
    return (None if found.amount is None else found.amount.number), found.how


FOUR = {Q1: value(10), Q2: value(20), Q3: value(30), Q4: value(40)}


def test_counts_by_quarter_are_added() -> None:
    assert of(COUNT, FOUR) == (100, "The sum of the four quarters")


def test_figures_of_other_years_are_not_counted() -> None:
    assert of(COUNT, {**FOUR, Q1.previous: value(1000), Q4.next: value(1000)})[0] == 100


def test_percentages_are_made_of_all_numerators_over_all_denominators() -> None:
    quarters = {Q1: parts(1, 10), Q2: parts(9, 10), Q3: parts(5, 10), Q4: parts(70, 70)}
    assert of(RATIO, quarters) == (85, "The four numerators over the four denominators")


def test_percentages_without_their_parts_make_no_year() -> None:
    number, how = of(RATIO, FOUR)
    assert number is None
    assert "numerator and denominator of each quarter" in how


def test_the_last_snapshot_and_the_last_year_to_date_stand_for_the_year() -> None:
    assert of(windowed(Window.SNAPSHOT), FOUR) == (40, "The figure at the end of Q4")
    assert of(windowed(Window.SNAPSHOT), {Q1: value(10), Q2: value(20)}) == (20, "The figure at the end of Q2")
    assert of(windowed(Window.YEAR_TO_DATE), {Q1: value(10), Q2: value(20)}) == (20, "The year to date at Q2")


def test_a_rolling_year_stands_for_the_year_only_at_its_end() -> None:
    rolling = windowed(Window.ROLLING_YEAR)
    assert of(rolling, FOUR) == (40, "The rolling year stated for Q4")
    assert of(rolling, {Q1: value(10), Q2: value(20)}) == (None, "No year's figure: the rolling year at Q4 is not in")
    late = {Q4: value(40, period_to=date(2026, 12, 31))}
    assert of(rolling, late) == (40, "The rolling year to 31 December 2026 stated for Q4")


def test_a_rolling_year_typed_for_the_last_quarter_counts_before_the_sum_and_tells_both() -> None:
    typed = {**FOUR, Q4: replace(FOUR[Q4], rolling_year=Figure(Decimal(103)))}
    assert of(COUNT, typed) == (103, "The rolling year stated for Q4; the four quarters make 100")
    elsewhere = {**FOUR, Q4: replace(typed[Q4], period_to=date(2026, 8, 31))}
    assert of(COUNT, elsewhere)[0] is None


def test_a_quarter_that_is_missing_is_named_and_nothing_is_made_up() -> None:
    assert of(COUNT, {Q1: value(10), Q2: value(20)}) == (
        None,
        "No year's figure: none for Q3 and Q4; Q1 and Q2 make 30",
    )
    blank = {**FOUR, Q3: Statement(blank=Blank.LATE)}
    assert of(COUNT, blank) == (None, "No year's figure: none for Q3; Q1, Q2 and Q4 make 70")


def test_what_is_not_exact_is_not_added() -> None:
    about = Statement(value=Figure(Decimal(30), Qualifier.ABOUT))
    number, how = of(COUNT, {**FOUR, Q3: about})
    assert number is None
    assert "about 30" in how
    assert of(COUNT, {Q1: value(10), Q2: about})[1] == "No year's figure: none for Q3 and Q4"


@pytest.mark.parametrize("measure", [COUNT, windowed(Window.YEAR_TO_DATE), windowed(Window.ROLLING_YEAR)])
def test_a_year_over_a_break_is_not_made_silently(measure: Measure) -> None:
    broken = year_figure(measure, Q4, FOUR, [Break(Q3, "a new register")])
    assert broken.amount is None
    assert broken.how == "No year's figure: recording changed from Q3 2026-27"
    assert broken.broken == Break(Q3, "a new register")


def test_a_part_of_a_year_over_a_break_is_not_made_either() -> None:
    number, how = of(COUNT, {Q1: value(10), Q2: value(20)}, Break(Q2, "a new register"))
    assert (number, "30" in how) == (None, False)


def test_a_typed_rolling_year_over_a_break_is_no_figure_of_the_year() -> None:
    typed = {Q4: Statement(rolling_year=Figure(Decimal(103)))}
    assert of(COUNT, typed)[0] == 103
    assert of(COUNT, typed, Break(Q2, "a new register"))[0] is None


def test_a_break_at_the_year_s_edges_parts_nothing() -> None:
    for quarter in (Q1, Q4.next):
        assert of(COUNT, FOUR, Break(quarter, "a new register"))[0] == 100
    assert of(windowed(Window.SNAPSHOT), FOUR, Break(Q3, "a new register"))[0] == 40


@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=4, max_size=4))
def test_a_year_is_exactly_what_its_quarters_make(numbers: list[Decimal]) -> None:
    series = {
        quarter: Statement(value=Figure(number)) for quarter, number in zip((Q1, Q2, Q3, Q4), numbers, strict=True)
    }
    assert of(COUNT, series)[0] == sum(map(Fraction, numbers))
