"""A date is read as people here write it, and a slip is refused with what to type."""

from __future__ import annotations

from datetime import date

import pytest

from csp_tui.domain.dates import DateError, read_date


@pytest.mark.parametrize(
    "typed",
    ["20 November 2026", "20 nov 2026", " 20  November  2026 ", "20/11/2026", "20.11.2026", "20-11-2026", "2026-11-20"],
)
def test_a_date_is_read_in_every_form_that_people_use(typed: str) -> None:
    assert read_date(typed) == date(2026, 11, 20)


def test_the_day_comes_before_the_month() -> None:
    assert read_date("03/04/2026") == date(2026, 4, 3)


@pytest.mark.parametrize("typed", ["soon", "31/02/2026", "20/11", "", "2026", "20 Smarch 2026"])
def test_what_is_no_date_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(DateError, match="is not a date; type it like 20 November 2026, 20/11/2026 or 2026-11-20"):
        read_date(typed)


def test_a_year_that_is_cut_short_is_no_year_of_long_ago() -> None:
    with pytest.raises(DateError, match="type the year in full"):
        read_date("0026-11-20")
