"""What the plan's own rows come to when a partner types the figures that their benchmarks were agreed with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.numbers import Figure, Qualifier, plain, rounded
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, ComparedWith, Rating, State
from csp_tui.domain.statements import Blank
from tests.domain.books import QUARTER, assess, entered, measure, pair_of

ASB = Entry(rolling_year="5,208", change="+406", period_to="2026-08-31")


def test_a_rolling_year_with_its_change_is_red_on_the_earlier_base() -> None:
    status = entered(measure("P1-01"), ASB)
    comparison = status.comparison
    assert pair_of(status) == ("5208", "4802")
    assert comparison.change == 406
    assert comparison.comparator_kind is ComparedWith.ROLLING_YEAR
    assert plain(rounded(comparison.percent_change or 0)) == "8.5"
    assert plain(comparison.amber_end or 0) == "5042.1"
    assert status.rating is Rating.RED
    assert status.reason == (
        "Red: 5,208 is 406 (8.5%) above 4,802, the rolling year before. Lower is better; amber up to 5,042."
    )
    assert (status.period_from, status.period_to) == (date(2025, 9, 1), date(2026, 8, 31))


def test_no_rating_reaches_across_a_marked_break() -> None:
    total = measure("P1-01")
    series = {QUARTER: read_entry(total, ASB, QUARTER, None)}
    status = assess(total, series, breaks=(Break(Quarter(2025, 2), "ASB recorded differently"),))
    assert status.rating is Rating.NOT_RATED
    assert status.reason == (
        "Not rated: recording changed in July 2025 (ASB recorded differently); 5,208 is 406 (8.5%) above 4,802,"
        " the rolling year before, shown for information."
    )
    assert status.comparison.change == 406


def test_a_break_before_both_years_hinders_nothing() -> None:
    total = measure("P1-01")
    series = {QUARTER: read_entry(total, ASB, QUARTER, None)}
    assert assess(total, series, breaks=(Break(Quarter(2024, 2), "long ago"),)).rating is Rating.RED


@pytest.mark.parametrize(
    ("code", "typed", "rating", "change", "percent"),
    [
        ("P3-05", "1,390", Rating.AMBER, "-26", "-1.8"),
        ("P3-05", "1,416", Rating.GREEN, "0", "0"),
        ("P3-05", "1,346", Rating.AMBER, "-70", "-4.9"),  # the end of amber is 1,345.2
        ("P3-05", "1,345", Rating.RED, "-71", "-5"),
        ("P3-06", "95", Rating.GREEN, "0", "0"),
        ("P4-01", "146", Rating.AMBER, "0", "0"),
        ("P4-01", "139", Rating.GREEN, "-7", "-4.8"),
        ("P4-01", "153.3", Rating.AMBER, "7.3", "5"),
        ("P4-01", "153.4", Rating.RED, "7.4", "5.1"),
    ],
)
def test_a_value_is_rated_against_the_plans_number(
    code: str, typed: str, rating: Rating, change: str, percent: str
) -> None:
    status = entered(measure(code), Entry(value=typed))
    assert status.rating is rating
    assert plain(status.comparison.change or 0) == change
    assert plain(rounded(status.comparison.percent_change or 0)) == percent


def test_a_strict_benchmark_says_that_equal_does_not_meet_it() -> None:
    reason = entered(measure("P4-01"), Entry(value="146")).reason
    assert "a reduction is asked, so 146 itself does not meet it" in reason


def test_a_share_is_kept_exactly_and_shown_with_points() -> None:
    status = entered(measure("P3-07"), Entry(numerator="51", denominator="80"))
    assert status.comparison.compared == Fraction("63.75")
    assert status.rating is Rating.GREEN
    assert plain(rounded(status.comparison.point_change or 0)) == "0.8"
    assert status.reason.startswith("Green: 63.75% is 0.75 points (1.2%) above 63%, the target.")


def test_a_change_of_one_point_is_told_as_one() -> None:
    status = entered(measure("P3-07"), Entry(value="64"))
    assert status.reason.startswith("Green: 64% is 1 point (1.6%) above 63%, the target.")


def test_a_year_to_date_tells_its_progress_and_no_colour_before_the_last_quarter() -> None:
    status = entered(measure("P4-02"), Entry(value="14"))
    assert status.rating is Rating.NOT_RATED
    assert status.reason == "Not rated before Quarter 4: 14 of 30, 47%; at this rate 28 by March."
    assert status.forecast == 28


def test_a_target_of_a_later_year_is_not_yet_due_unless_met() -> None:
    waiting = entered(measure("P1-16"), Entry(value="4"))
    assert (waiting.rating, waiting.reason) == (Rating.NOT_RATED, "Not rated: not yet due: target 0 by 2027/28.")
    assert entered(measure("P1-16"), Entry(value="0")).rating is Rating.GREEN


def test_a_milestone_done_in_its_quarter_is_green() -> None:
    status = entered(measure("P2-08"), Entry(value="done", date="2026-10-01"), Quarter(2026, 3))
    assert status.rating is Rating.GREEN
    assert "done on 1 October 2026" in status.reason


def test_what_partners_say_is_kept_as_stated() -> None:
    about = entered(measure("P3-05"), Entry(value="about 1,400"))
    assert about.rating is Rating.NOT_RATED
    assert "about 1,400 is kept as stated" in about.reason
    few = entered(measure("P1-06"), Entry(value="<5")).statement
    assert few is not None
    assert few.value == Figure(Decimal(5), Qualifier.BELOW)


def test_a_blank_keeps_its_reason() -> None:
    status = entered(measure("P1-14"), Entry(blank="not-published"))
    assert status.state is State.BLANK
    assert status.statement is not None
    assert status.statement.blank is Blank.NOT_PUBLISHED
    assert status.reason == "Not rated: blank (not published)."


@pytest.mark.parametrize("typed", ["-3", "1,20", "NaN", "1e400", "1" * 20, "about", "", "n/a", "12 people", "5%", "£5"])
def test_what_is_no_count_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(EntryError) as refused:
        read_entry(measure("P3-05"), Entry(value=typed), QUARTER, None)
    assert refused.value.field == "value"
    message = str(refused.value)
    assert message
    assert "\n" not in message
    assert message[-1] in ".?"
