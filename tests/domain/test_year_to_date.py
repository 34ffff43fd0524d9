"""A year to date through its four quarters, with and without what the lead expects of each."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from csp_tui.domain.measures import Comparator
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import ComparedWith, Rating, Trend
from tests.domain.books import assess, history, measure, value

COMPLETIONS = measure("P4-02")  # 30 in the year
EXPECTED = replace(COMPLETIONS, profile={1: Decimal(5), 2: Decimal(12), 3: Decimal(20), 4: Decimal(28)})
YEAR = history(("6", "11", "20", "29"), Quarter(2026, 4))


@pytest.mark.parametrize(
    ("quarter", "reason"),
    [
        (1, "Not rated before Quarter 4: 6 of 30, 20%; at this rate 24 by March."),
        (2, "Not rated before Quarter 4: 11 of 30, 37%; at this rate 22 by March."),
        (3, "Not rated before Quarter 4: 20 of 30, 67%; at this rate 27 by March."),
        (4, "Amber: 29 is 1 (3.3%) below 30, the target. Higher is better; amber down to 29."),
    ],
)
def test_progress_is_told_and_rated_at_the_years_end(quarter: int, reason: str) -> None:
    assert assess(COMPLETIONS, YEAR, Quarter(2026, quarter)).reason == reason


@pytest.mark.parametrize(
    ("quarter", "rating", "kind", "ends"),
    [
        (1, Rating.GREEN, ComparedWith.PROFILE, "The year so far: 6 of 30, 20%; at this rate 24 by March."),
        (2, Rating.RED, ComparedWith.PROFILE, "The year so far: 11 of 30, 37%; at this rate 22 by March."),
        (3, Rating.GREEN, ComparedWith.PROFILE, "The year so far: 20 of 30, 67%; at this rate 27 by March."),
        (4, Rating.AMBER, ComparedWith.TARGET, "amber down to 29."),  # the target itself, not the 28 expected
    ],
)
def test_what_the_lead_expects_rates_it_before(quarter: int, rating: Rating, kind: ComparedWith, ends: str) -> None:
    status = assess(EXPECTED, YEAR, Quarter(2026, quarter))
    assert (status.rating, status.comparison.comparator_kind) == (rating, kind)
    assert status.reason.endswith(ends)


@pytest.mark.parametrize(
    ("total", "target", "words"),
    [
        ("999", "1000", "999 of 1,000, 99.9%"),  # not 100%
        ("5", "7", "at this rate 6.7 by March"),  # not 7
        ("1", "7", "1 of 7, 14%; at this rate 1 by March"),
    ],
)
def test_no_rounding_makes_the_target_seem_met(total: str, target: str, words: str) -> None:
    of = replace(COMPLETIONS, target=Decimal(target))
    assert words in assess(of, {Quarter(2026, 3): value(total)}, Quarter(2026, 3)).reason


def test_what_quarters_add_feeds_trend_and_sums() -> None:
    series = history(("9", "15", "22", "30", "6", "20"), Quarter(2026, 2))
    status = assess(COMPLETIONS, series, Quarter(2026, 2))
    assert [int(number) for _, number in status.series] == [9, 6, 7, 8, 6, 14]
    assert status.trend is Trend.IMPROVED  # 14 added, 6 a year before
    over_years = replace(COMPLETIONS, rated_by=Comparator.ROLLING_YEAR, comparators=(Comparator.ROLLING_YEAR,))
    assert assess(over_years, series, Quarter(2026, 2)).comparison.compared == 7 + 8 + 6 + 14


def test_a_total_that_falls_is_asked_about() -> None:
    status = assess(COMPLETIONS, history(("9", "7"), Quarter(2026, 2)), Quarter(2026, 2))
    assert [query.code for query in status.queries] == ["falling-total"]
