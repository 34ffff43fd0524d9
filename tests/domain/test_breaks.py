"""A marked change of recording: no rating, trend or forecast reaches across it, and the reason names it."""

from __future__ import annotations

import pytest

from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Range, Rating
from tests.domain.books import QUARTER, assess, entered, history, measure, value

EIGHT = history(("100",) * 7 + ("200",))


@pytest.mark.parametrize(
    "since",
    [
        QUARTER,
        Quarter(2026, 1),  # the first quarter of the plan
        Quarter(2025, 4),  # in the middle of the rolling year
        Quarter(2025, 3),  # between the two years
        Quarter(2025, 1),  # on the side of the comparator only
    ],
)
def test_no_rating_is_given_across_it_wherever_it_lies(since: Quarter) -> None:
    status = assess(measure("P1-01"), EIGHT, breaks=(Break(since, "counted by crime date"),))
    assert status.rating is Rating.NOT_RATED
    assert status.break_ == Break(since, "counted by crime date")
    assert status.reason == (
        f"Not rated: recording changed in {since.start:%B %Y} (counted by crime date); 500 is 100 (25.0%) above 400,"
        " the rolling year before, shown for information."
    )


def test_the_latest_of_several_is_named() -> None:
    both = (Break(Quarter(2025, 1), "first"), Break(Quarter(2026, 1), "second"))
    assert "April 2026 (second)" in assess(measure("P1-01"), EIGHT, breaks=both).reason


def test_a_year_so_far_that_mixes_two_recordings_is_not_held_against_its_target() -> None:
    series = history(("8", "14", "31"), Quarter(2026, 4))
    changed = (Break(Quarter(2026, 3), "only those who finished"),)
    status = assess(measure("P4-02"), series, Quarter(2026, 4), changed)
    assert (status.rating, status.forecast) == (Rating.NOT_RATED, None)
    assert status.reason.startswith("Not rated: recording changed in October 2026 (only those who finished); 31 is 1")
    from_the_start = (Break(Quarter(2026, 1), "only those who finished"),)
    assert assess(measure("P4-02"), series, Quarter(2026, 4), from_the_start).rating is Rating.GREEN


def test_a_rolling_year_with_a_break_in_it_is_not_held_against_its_baseline() -> None:
    changed = (Break(Quarter(2026, 1), "a new cohort"),)
    assert assess(measure("P4-01"), {QUARTER: value("139")}, breaks=changed).rating is Rating.NOT_RATED


def test_a_day_that_was_counted_mixes_nothing() -> None:
    assert assess(measure("P3-05"), {QUARTER: value("1416")}, breaks=(Break(QUARTER, "anew"),)).rating is Rating.GREEN


def test_what_is_shown_for_information_says_that_recording_changed() -> None:
    typed = entered(measure("P1-01"), Entry(value="150", prior="200"))
    series = {QUARTER: typed.statement or value("150")}
    reason = assess(measure("P1-01"), series, breaks=(Break(Quarter(2026, 1), "anew"),)).reason
    assert "150 is 50 (25.0%) below 200, the same quarter last year, for information" in reason
    assert reason.endswith("; recording changed in April 2026 (anew).")


def test_neither_trend_nor_range_nor_long_trend_reaches_across() -> None:
    steady = history(("100", "104", "98", "101", "99", "103", "97", "100", "190"))
    status = assess(measure("P1-01"), steady, breaks=(Break(QUARTER, "anew"),))
    assert (status.trend, status.long_trend, status.range, status.usual) == (None, None, Range.TOO_FEW, None)
