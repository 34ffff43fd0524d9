"""A date is read as people here write it, and a slip is refused with what to type."""

from __future__ import annotations

import re
from datetime import date

import pytest

from csp_tui.domain.dates import DateError, read_coming, read_date


@pytest.mark.parametrize(
    "typed",
    ["20 November 2026", "20 nov 2026", " 20  November  2026 ", "20/11/2026", "20.11.2026", "20-11-2026", "2026-11-20"],
)
def test_a_date_is_read_in_every_form_that_people_use(typed: str) -> None:
    assert read_date(typed) == date(2026, 11, 20)


def test_the_day_comes_before_the_month() -> None:
    assert read_date("03/04/2026") == date(2026, 4, 3)


@pytest.mark.parametrize("typed", ["soon", "0/02/2026", "20/11", "", "2026", "20 Smarch 2026"])
def test_what_is_no_date_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(DateError, match="is not a date; type it like 20 November 2026, 20/11/2026 or 2026-11-20"):
        read_date(typed)


def test_a_long_text_is_quoted_in_part_and_says_so() -> None:
    with pytest.raises(DateError, match='"' + "x" * 39 + '…" is not a date'):
        read_date("x" * 41)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/2/26", "February 2026 has only 28 days"),
        ("30 February 2028", "February 2028 has only 29 days"),
        ("2026-04-31", "April 2026 has only 30 days"),
        ("5/12/26", "type the year in full, as in 5/12/2026"),
        ("5 Dec 26", "type the year in full, as in 5 Dec 2026"),
    ],
)
def test_of_a_day_that_there_is_not_it_is_said_why(typed: str, why: str) -> None:
    with pytest.raises(DateError, match=re.escape(f'"{typed}" is not a date; {why}.')):
        read_date(typed)


def test_a_year_that_is_cut_short_is_no_year_of_long_ago() -> None:
    with pytest.raises(DateError, match="type the year in full"):
        read_date("0026-11-20")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5 December", date(2026, 12, 5)),
        ("5 dec", date(2026, 12, 5)),
        ("5/12", date(2026, 12, 5)),
        ("21 November", date(2026, 11, 21)),
        ("20.11", date(2027, 11, 20)),
        ("29 February", date(2028, 2, 29)),
        ("5 December 2025", date(2025, 12, 5)),
    ],
)
def test_a_day_to_come_may_leave_its_year_out_and_is_the_next_one(typed: str, day: date) -> None:
    assert read_coming(typed, date(2026, 11, 21)) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [("31 April", "type it like 20 Nov"), ("soon", "type it like 20 Nov"), ("5 Dec 27", "as in 5 Dec 2027")],
)
def test_what_is_no_day_to_come_is_refused_as_any_date(typed: str, why: str) -> None:
    with pytest.raises(DateError, match=why):
        read_coming(typed, date(2026, 11, 21))
