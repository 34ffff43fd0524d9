"""Quarters of the financial year, as people type them and as dates fall into them."""

from __future__ import annotations

from datetime import date

import pytest

from csp_tui.domain.quarters import Quarter, QuarterError, last_completed, quarters_between
from tests.domain.books import plan


@pytest.mark.parametrize(
    "typed",
    [
        "2026-27-Q2",
        "Q2 2026-27",
        "2026-27Q2",
        "2026/27 q2",
        " 2026\u201327 Q2 ",
        "quarter 2, 2026-2027",
        "2026-27 quarter 2",
        "q2 2026 / 27",
    ],
)
def test_a_quarter_is_understood_however_it_is_typed(typed: str) -> None:
    assert Quarter.parse(typed) == Quarter(2026, 2)


@pytest.mark.parametrize("typed", ["", "Q2", "2026", "2026-27-Q5", "2026-27-Q0", "2026-27", "Q2 2026", "2026-27-Q2-Q3"])
def test_what_names_no_quarter_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(QuarterError, match="type it like 2026-27-Q2"):
        Quarter.parse(typed)


@pytest.mark.parametrize("typed", ["2026-28-Q2", "2026-26-Q2", "2026-2028-Q1"])
def test_two_years_that_do_not_follow_each_other_are_refused(typed: str) -> None:
    with pytest.raises(QuarterError, match="after 2026 comes 27"):
        Quarter.parse(typed)


@pytest.mark.parametrize("typed", ["0026-27-Q2", "0001-02-Q1", "9999-00-Q4"])
def test_a_slip_of_the_hand_in_the_year_is_refused(typed: str) -> None:
    with pytest.raises(QuarterError, match="years run from 1900 to 2199"):
        Quarter.parse(typed)


def test_the_year_after_1999_is_written_00() -> None:
    assert str(Quarter.parse("1999-00-Q4")) == "1999-00-Q4"
    assert Quarter.parse("1999-2000-Q4").start == date(2000, 1, 1)


@pytest.mark.parametrize(
    ("quarter", "first", "last", "label"),
    [
        (Quarter(2026, 1), date(2026, 4, 1), date(2026, 6, 30), "Quarter 1, Apr to Jun 2026"),
        (Quarter(2026, 2), date(2026, 7, 1), date(2026, 9, 30), "Quarter 2, Jul to Sep 2026"),
        (Quarter(2026, 3), date(2026, 10, 1), date(2026, 12, 31), "Quarter 3, Oct to Dec 2026"),
        (Quarter(2026, 4), date(2027, 1, 1), date(2027, 3, 31), "Quarter 4, Jan to Mar 2027"),
    ],
)
def test_a_quarter_has_its_days(quarter: Quarter, first: date, last: date, label: str) -> None:
    assert (quarter.start, quarter.end, quarter.label) == (first, last, label)
    assert Quarter.containing(first) == Quarter.containing(last) == quarter


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 9, 30), Quarter(2026, 1)),  # the last day of Q2: it has not ended yet
        (date(2026, 10, 1), Quarter(2026, 2)),
        (date(2027, 4, 1), Quarter(2026, 4)),
    ],
)
def test_the_last_completed_quarter_has_ended(today: date, quarter: Quarter) -> None:
    assert last_completed(today) == quarter


def test_a_quarter_outside_the_plan_is_brought_to_its_nearest() -> None:
    assert plan().clamp(Quarter(2025, 4)) == Quarter(2026, 1)
    assert plan().clamp(Quarter(2027, 1)) == Quarter(2026, 4)
    assert plan().clamp(Quarter(2026, 3)) == Quarter(2026, 3)


def test_quarters_are_listed_both_ends_included() -> None:
    assert [str(q) for q in quarters_between(Quarter(2025, 4), Quarter(2026, 2))] == [
        "2025-26-Q4",
        "2026-27-Q1",
        "2026-27-Q2",
    ]
    assert quarters_between(Quarter(2026, 2), Quarter(2026, 1)) == ()
