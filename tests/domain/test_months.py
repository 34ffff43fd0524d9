"""Months are read as people and spreadsheets write them, make their quarters, and are named in few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_tui.domain.monthly import quarter_made, read_monthly, write_monthly
from csp_tui.domain.months import Month, MonthError, months_between, months_of, named
from csp_tui.domain.numbers import plain, read_figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from tests.domain.books import measure, ratio, value

APRIL = Month(2021, 4)
Q1 = Quarter(2021, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("2021-04", "04/2021", "2021/4", "April 2021", "april  2021", "Apr-21", "Apr 21", "APR 2021", "Apr '21"),
        *("2021-04-01", "1/4/2021", "30 April 2021", "30/04/2021"),
    ],
)
def test_a_month_is_read_in_every_way_it_is_written(text: str) -> None:
    assert Month.parse(text) == APRIL


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12 April 2021", "12 April 2021 is a day, not a month; type the month like 2021-04 or April 2021"),
        ("2021-13", '"2021-13" is not a month'),
        ("Spring 2021", "is not a month"),
        ("Ap 2021", "is not a month"),
        ("0021-04", "is not a month"),
        ("", "is not a month"),
    ],
)
def test_what_is_no_month_is_refused_with_what_to_type(text: str, says: str) -> None:
    with pytest.raises(MonthError, match=says):
        Month.parse(text)


@given(st.integers(1900, 2199), st.integers(1, 12))
def test_a_month_is_read_again_from_each_of_its_names(year: int, number: int) -> None:
    month = Month(year, number)
    assert {Month.parse(text) for text in (str(month), month.short, str(month.start), str(month.end))} == {month}
    assert month in months_of(month.quarter)
    assert month.quarter.start <= month.start <= month.end <= month.quarter.end


def test_months_in_a_row_are_named_by_their_first_and_last() -> None:
    year = months_between(Month(2025, 10), Month(2026, 6))
    assert named(year) == "October 2025 to June 2026"
    assert named([Month(2026, 8), Month(2026, 7)]) == "July and August 2026"
    assert named([APRIL, *months_of(Quarter(2021, 3))]) == "April 2021 and October to December 2021"


def test_three_months_of_a_count_are_added_up() -> None:
    months = dict(zip(months_of(Q1), (value("600"), value("650.5"), value("649.5")), strict=True))
    assert quarter_made(measure("P1-01"), Q1, months).statement == value("1900")


def test_a_snapshot_is_its_last_month() -> None:
    may, june = months_of(Q1)[1:]
    assert quarter_made(measure("P1-02"), Q1, {may: value("40"), june: value("<5")}).statement == value("<5")
    assert "no figure for June 2021" in quarter_made(measure("P1-02"), Q1, {may: value("40")}).why


def test_a_share_is_the_sum_of_its_parts_and_never_an_average() -> None:
    share = measure("P2-01.outcomes")
    parts = dict(zip(months_of(Q1), (ratio("1", "10"), ratio("9", "10"), ratio("2", "80")), strict=True))
    assert quarter_made(share, Q1, parts).statement == ratio("12", "100")
    alone = dict.fromkeys(months_of(Q1), value("50"))
    assert "needs the numerator and the denominator" in quarter_made(share, Q1, alone).why


def test_a_missing_or_inexact_month_makes_no_sum_and_is_named() -> None:
    april, may, june = months_of(Q1)
    assert "no figure for May and June 2021" in quarter_made(measure("P1-01"), Q1, {april: value("1")}).why
    about = {april: value("1"), may: value("about 500"), june: value("2")}
    found = quarter_made(measure("P1-01"), Q1, about)
    assert found.statement is None
    assert "May 2021, about 500, is not exact" in found.why


FIGURES = st.decimals(0, 10**9, places=2).map(lambda number: Statement(value=read_figure(plain(number))))
PARTS = st.tuples(st.integers(0, 999), st.integers(1, 999)).map(lambda two: ratio(*map(str, two)))


@given(st.dictionaries(st.builds(Month, st.integers(1900, 2199), st.integers(1, 12)), FIGURES | PARTS, max_size=3))
def test_months_are_read_as_they_were_written(monthly: dict[Month, Statement]) -> None:
    assert read_monthly(write_monthly(monthly)) == monthly
