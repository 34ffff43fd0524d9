"""Trend in words and the usual range, with seasons and breaks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from csp_tui.domain.course import level_among_quarters
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Polarity
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.ranges import two_counts, usual_limits, within_limits
from csp_tui.domain.results import Break, Range, Rating, Trend
from csp_tui.domain.trend import trend
from tests.domain.books import QUARTER, assess, entered, history, measure, ratio


@pytest.mark.parametrize(
    ("code", "before", "now", "word"),
    [
        ("P1-01", "100", "90", Trend.IMPROVED),
        ("P1-01", "100", "110", Trend.WORSENED),
        ("P3-01", "100", "110", Trend.IMPROVED),
        ("P3-01", "100", "90", Trend.WORSENED),
        ("P1-05", "100", "110", Trend.HIGHER),
        ("P1-05", "100", "90", Trend.LOWER),
        ("P1-01", "1000", "1019", Trend.LITTLE_CHANGE),  # 1.9%
        ("P1-01", "1000", "1020", Trend.WORSENED),  # 2% is no longer under 2%
        ("P1-01", "10", "12", Trend.LITTLE_CHANGE),
        ("P1-01", "10", "13", Trend.WORSENED),
        ("P1-01", "18", "20", Trend.WORSENED),  # one of them is not below 20
        ("P1-01", "0", "2", Trend.LITTLE_CHANGE),
        ("P1-01", "0", "3", Trend.WORSENED),
        ("P1-01", "0", "0", Trend.LITTLE_CHANGE),
        ("P3-04.opioids", "10", "12", Trend.WORSENED),  # a rate is no small count
    ],
)
def test_better_is_better_whichever_way_the_number_moved(code: str, before: str, now: str, word: Trend) -> None:
    assert trend(measure(code), Fraction(now), Fraction(before)) is word


def test_a_trend_is_against_the_same_quarter_last_year_because_of_the_season() -> None:
    status = assess(measure("P1-01"), history(("200", "100", "100", "100", "150")))
    assert (status.trend, status.trend_against) == (Trend.IMPROVED, Quarter(2025, 2))


def test_a_typed_prior_is_the_same_quarter_last_year() -> None:
    status = entered(measure("P1-01"), Entry(value="150", prior="200"), before=history(("100", None)))
    assert (status.trend, status.trend_against) == (Trend.IMPROVED, Quarter(2025, 2))


def test_else_a_trend_is_against_the_quarter_before() -> None:
    status = assess(measure("P1-01"), history(("100", "150")))
    assert (status.trend, status.trend_against) == (Trend.WORSENED, QUARTER.previous)


def test_nothing_before_is_no_trend() -> None:
    status = assess(measure("P1-01"), history(("150",)))
    assert (status.trend, status.trend_against, status.long_trend) == (None, None, None)


def test_the_long_trend_is_against_the_average_of_the_four_quarters_before() -> None:
    assert assess(measure("P1-01"), history(("90", "110", "80", "120", "101"))).long_trend is Trend.LITTLE_CHANGE
    assert assess(measure("P1-01"), history(("90", "110", "80", "120", "102"))).long_trend is Trend.WORSENED
    assert assess(measure("P1-01"), history((None, "110", "80", "120", "102"))).long_trend is None


def test_no_trend_reaches_across_a_break() -> None:
    series = history(("200", "100", "100", "100", "150"))
    after = assess(measure("P1-01"), series, breaks=(Break(Quarter(2025, 4), "anew"),))
    assert (after.trend, after.trend_against, after.long_trend) == (Trend.WORSENED, QUARTER.previous, None)
    now = assess(measure("P1-01"), series, breaks=(Break(QUARTER, "anew"),))
    assert (now.trend, now.long_trend, now.range) == (None, None, Range.TOO_FEW)


def test_a_break_in_the_first_of_the_quarters_does_not_part_them() -> None:
    series = history(("200", "100", "100", "100", "150"))
    assert assess(measure("P1-01"), series, breaks=(Break(Quarter(2025, 2), "anew"),)).trend is Trend.IMPROVED


class TestUsualRange:
    def test_limits_are_the_mean_and_its_moving_ranges(self) -> None:
        """Eight quarters, this one included: mean 13, mean moving range 3, so limits at 13 -/+ 7.98."""
        figures = [Fraction(n) for n in (12, 15, 12, 14, 12, 15, 12, 12)]
        limits = usual_limits(figures)
        assert limits is not None
        moves = Fraction(3 + 3 + 2 + 2 + 3 + 3 + 0, 7)
        assert limits.average == 13
        assert (limits.high - 13, 13 - limits.low) == (Fraction("2.66") * moves, Fraction("2.66") * moves)
        assert usual_limits(figures[1:]) is None

    def test_on_the_limit_is_usual(self) -> None:
        limits = usual_limits([Fraction(10)] * 8)
        assert limits is not None
        assert within_limits(Fraction(10), limits) is Range.USUAL
        assert within_limits(Fraction(11), limits) is Range.HIGH
        assert within_limits(Fraction(9), limits) is Range.LOW

    @pytest.mark.parametrize(("now", "word"), [("100", Range.USUAL), ("190", Range.HIGH), ("10", Range.LOW)])
    def test_eight_quarters_and_more_have_limits(self, now: str, word: Range) -> None:
        steady = ("100", "104", "98", "101", "99", "103", "97", "100", "102", "100", "99")
        status = assess(measure("P1-01"), history((*steady, now)))
        assert status.range is word
        assert status.usual is not None
        assert status.usual.quarters == 12

    def test_shares_have_limits_too(self) -> None:
        series = {QUARTER.shifted(-i): ratio(str(30 + i % 2), "60") for i in range(8)}
        assert assess(measure("P2-01.outcomes"), series).range is Range.USUAL

    def test_a_gap_or_a_break_ends_the_run(self) -> None:
        steady = ["100", "104", "98", "101", "99", "103", "97", "100"]
        assert assess(measure("P1-01"), history(steady)).usual is not None
        assert assess(measure("P1-01"), history([*steady[:2], None, *steady[3:]])).usual is None
        changed = (Break(Quarter(2025, 1), "anew"),)
        assert assess(measure("P1-01"), history(steady), breaks=changed).usual is None

    def test_rolling_years_overlap_and_have_no_range(self) -> None:
        assert assess(measure("P4-01"), history(["140"] * 9)).range is Range.TOO_FEW

    @pytest.mark.parametrize(
        ("now", "before", "word"),
        [
            (3, 2, Range.TOO_FEW),  # 5 in all
            (6, 0, Range.HIGH),  # 2 x 1/64 = 3.1%
            (0, 6, Range.LOW),
            (5, 1, Range.USUAL),  # 2 x 7/64 = 21.9%
            (15, 5, Range.HIGH),  # 4.1%
            (14, 6, Range.USUAL),  # 11.5%
            (100, 100, Range.USUAL),
            (5000, 100, Range.HIGH),
            (1_000_000, 0, Range.HIGH),
            (999_999_999_999_999, 999_999_900_000_000, Range.HIGH),
            (999_999_999_999_999, 999_999_999_000_000, Range.USUAL),
            (-2, 10, Range.TOO_FEW),
        ],
    )
    def test_fewer_quarters_are_held_against_chance(self, now: int, before: int, word: Range) -> None:
        assert two_counts(now, before) is word

    def test_this_quarters_count_is_held_against_the_same_quarter_last_year(self) -> None:
        assert assess(measure("P1-01"), history(("5", None, None, None, "15"))).range is Range.HIGH
        assert assess(measure("P1-01"), history(("5", "15"))).range is Range.TOO_FEW
        assert entered(measure("P1-01"), Entry(value="15", prior="5")).range is Range.HIGH

    def test_a_year_to_date_that_fell_breaks_nothing(self) -> None:
        series = history(("10", "30", "40", "50", "20", "5"))
        status = assess(measure("P4-02"), series)
        assert status.range is Range.TOO_FEW
        assert "falling-total" in [query.code for query in status.queries]

    def test_it_never_changes_a_rating(self) -> None:
        steady = ("100", "104", "98", "101", "99", "103", "97", "130")
        status = assess(replace(measure("P1-01"), polarity=Polarity.LOWER), history(steady))
        assert (status.rating, status.range) == (Rating.RED, Range.HIGH)


@pytest.mark.parametrize(
    ("code", "texts", "level"),
    [
        ("P1-01", ("100",) * 4 + ("110",) * 4, (100, "a quarter of the rolling year before")),
        ("P1-02", ("14", "1", "1", "1", "11"), (14, "the same quarter-end last year")),
        ("P3-05", ("1,372",), (1416, "the target")),
        ("P4-02", ("10", "14"), (Fraction(30, 4), "a quarter of the year's target")),
        ("P1-07", ("40", "44"), None),
    ],
)
def test_a_comparator_is_told_in_the_size_of_the_quarters(
    code: str, texts: tuple[str, ...], level: tuple[Fraction, str] | None
) -> None:
    assert level_among_quarters(assess(measure(code), history(texts))) == level
