"""The published performance key, row by row, and the order in which its reasons are asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from csp_tui.domain.calculator import Against, Unit, calculate
from csp_tui.domain.drafted import drafted_sentence
from csp_tui.domain.entries import Entry
from csp_tui.domain.making import made_sentence
from csp_tui.domain.measures import Measure, Polarity
from csp_tui.domain.numbers import plain, read_figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Rating
from csp_tui.domain.statements import Statement
from tests.domain.books import QUARTER, assess, entered, history, measure, plan, ratio, value

GREEN, AMBER, RED, NOT_RATED = Rating.GREEN, Rating.AMBER, Rating.RED, Rating.NOT_RATED
LOWER, HIGHER = Polarity.LOWER, Polarity.HIGHER


def rated(
    typed: str,
    comparator: str,
    good: Polarity = LOWER,
    *,
    band: str = "5",
    strict: bool = False,
    unit: Unit = Unit.SCORE,
    against: Against = Against.TARGET,
) -> Rating:
    return calculate(
        value=read_figure(typed),
        comparator=read_figure(comparator),
        polarity=good,
        band=Decimal(band),
        strict=strict,
        unit=unit,
        against=against,
    ).rating


@pytest.mark.parametrize(
    ("typed", "comparator", "good", "rating"),
    [
        ("99", "100", LOWER, GREEN),
        ("100", "100", LOWER, GREEN),
        ("105", "100", LOWER, AMBER),  # 5% exactly
        ("105.04", "100", LOWER, RED),  # 5.04%: shown with one decimal it would look like 5.0
        ("105.000001", "100", LOWER, RED),
        ("101", "100", HIGHER, GREEN),
        ("100", "100", HIGHER, GREEN),
        ("95", "100", HIGHER, AMBER),
        ("94.96", "100", HIGHER, RED),
        ("62.98", "63", HIGHER, AMBER),
    ],
)
def test_better_or_equal_is_green_up_to_the_band_amber_beyond_red(
    typed: str, comparator: str, good: Polarity, rating: Rating
) -> None:
    assert rated(typed, comparator, good) is rating


def test_a_measure_may_have_its_own_band() -> None:
    assert rated("110", "100", band="10") is AMBER
    assert rated("101", "100", band="0") is RED
    assert rated("100", "100", band="0") is GREEN


def test_strict_and_equal_is_amber_whatever_the_band() -> None:
    assert rated("100", "100", strict=True) is AMBER
    assert rated("100", "100", strict=True, band="0") is AMBER
    assert rated("99.99", "100", strict=True) is GREEN


def test_beside_nothing_equal_is_green_and_worse_is_red() -> None:
    assert rated("0", "0") is GREEN
    assert rated("0", "0", strict=True) is GREEN
    assert rated("0.01", "0") is RED
    assert rated("1", "0", HIGHER) is GREEN


def test_without_a_good_direction_nothing_is_rated() -> None:
    status = assess(measure("P1-05"), history(("5",) * 8))
    assert status.rating is NOT_RATED
    assert status.reason == (
        "For information: 20 is equal to 20, the rolling year before. No direction is good or bad."
    )
    assert status.comparison.amber_end is None


def test_a_break_is_told_of_a_figure_for_information_too() -> None:
    changed = (Break(Quarter(2026, 1), "a new contractor issues them"),)
    reason = assess(measure("P1-15"), history(("5",) * 8), breaks=changed).reason
    assert reason.endswith("Recording changed in April 2026 (a new contractor issues them).")


def test_without_a_comparator_a_figure_is_for_information() -> None:
    status = assess(measure("P1-07"), {QUARTER: value("420")})
    assert (status.rating, status.reason) == (
        NOT_RATED,
        "For information: 420. The plan gives nothing to rate against.",
    )


class TestTooSmallToRate:
    """Two counts under 20 that differ by less than 3 in the worse direction, against an earlier period."""

    @pytest.mark.parametrize(
        ("now", "then", "good", "rating"),
        [
            ("7", "5", LOWER, NOT_RATED),
            ("8", "5", LOWER, RED),
            ("4", "5", LOWER, GREEN),
            ("5", "5", LOWER, GREEN),
            ("19", "17", LOWER, NOT_RATED),
            ("20", "19", LOWER, RED),  # 20 is not under 20
            ("17", "19", HIGHER, NOT_RATED),
            ("2", "0", LOWER, NOT_RATED),
            ("3", "0", LOWER, RED),
        ],
    )
    def test_small_counts(self, now: str, then: str, good: Polarity, rating: Rating) -> None:
        assert rated(now, then, good, unit=Unit.COUNT, against=Against.EARLIER) is rating

    def test_equal_where_less_is_asked_is_too_small_as_well(self) -> None:
        series = {QUARTER: value("12"), QUARTER.same_last_year: value("12")}
        status = assess(measure("P1-02"), series)
        assert (status.rating, "too small to rate" in status.reason) == (NOT_RATED, True)

    def test_a_target_of_few_is_still_a_target(self) -> None:
        assert rated("7", "5", unit=Unit.COUNT) is RED

    def test_shares_and_rates_are_no_counts(self) -> None:
        assert rated("7", "5", unit=Unit.PERCENT, against=Against.EARLIER) is RED
        assert rated("7", "5", unit=Unit.RATE, against=Against.EARLIER) is RED


class TestShareOfFew:
    def test_a_share_of_under_twenty_is_not_rated(self) -> None:
        status = assess(measure("P3-07"), {QUARTER: ratio("2", "19")})
        assert (status.rating, "only 19" in status.reason) == (NOT_RATED, True)
        assert assess(measure("P3-07"), {QUARTER: ratio("2", "20")}).rating is RED

    def test_an_earlier_share_of_under_twenty_is_nothing_to_rate_against(self) -> None:
        series = {QUARTER.shifted(-i): ratio("2", "4" if i > 3 else "40") for i in range(8)}
        assert assess(measure("P2-01.outcomes"), series).rating is NOT_RATED


class TestQualifiedFigures:
    @pytest.mark.parametrize(
        ("typed", "comparator", "good", "rating"),
        [
            ("under 5", "10", LOWER, GREEN),
            ("under 5", "4", LOWER, GREEN),  # the most it can mean is 4
            ("under 6", "4", LOWER, NOT_RATED),
            ("over 20", "10", LOWER, RED),
            ("over 10", "10", LOWER, NOT_RATED),  # 11 would be too small to rate, 100 red
            ("at least 40", "40", HIGHER, GREEN),
            ("at least 39", "40", HIGHER, NOT_RATED),
            ("over 39", "40", HIGHER, GREEN),
            ("under 30", "40", HIGHER, RED),
            ("about 1", "100", LOWER, NOT_RATED),
            ("nearly 1,000", "10", LOWER, NOT_RATED),
        ],
    )
    def test_a_colour_only_where_every_number_it_can_mean_has_it(
        self, typed: str, comparator: str, good: Polarity, rating: Rating
    ) -> None:
        assert rated(typed, comparator, good, unit=Unit.COUNT, against=Against.EARLIER) is rating

    def test_a_share_ends_at_a_hundred(self) -> None:
        assert rated("over 63", "100", LOWER, unit=Unit.PERCENT) is GREEN

    def test_a_share_just_under_its_limit_may_be_anything_below(self) -> None:
        assert rated("under 63", "63", LOWER, unit=Unit.PERCENT, strict=True) is GREEN
        assert rated("under 64", "63", LOWER, unit=Unit.PERCENT) is NOT_RATED

    def test_a_qualified_comparator_rates_nothing(self) -> None:
        assert rated("5", "about 10") is NOT_RATED
        assert rated("under 5", "about 10") is NOT_RATED

    def test_a_ratio_of_a_qualified_figure_is_not_rated_and_says_why(self) -> None:
        status = assess(measure("P3-07"), {QUARTER: ratio("about 50", "80")})
        assert (status.rating, status.reason) == (NOT_RATED, "Not rated: about 50 of 80 is not an exact ratio.")

    @pytest.mark.parametrize("parts", [("under 5", "80"), ("5", "about 80"), ("over 5", "at least 80")])
    def test_a_ratio_of_a_qualified_figure_is_told_by_its_parts_and_never_as_a_share(
        self, parts: tuple[str, str]
    ) -> None:
        share, stated = measure("P4-06.completion"), f"{parts[0]} of {parts[1]}"
        status = assess(share, {QUARTER: ratio(*parts)})
        assert status.reason == f"For information: {stated}. The plan gives nothing to rate against."
        assert (status.comparison.compared, status.series, status.trend) == (None, (), None)
        drafted = drafted_sentence(status, plan().indicator("P4-06"))
        assert drafted == f"Young Males Group, completion: {stated} from July to September 2026."
        assert status.compared_made is not None
        assert "%" not in made_sentence(share, status.compared_made)
        alone = calculate(numerator=read_figure(parts[0]), denominator=read_figure(parts[1]), unit=Unit.PERCENT)
        assert alone.reason == f"Not rated: {stated} is compared with nothing."

    def test_the_sentence_of_a_rated_one_quotes_it_as_stated(self) -> None:
        status = entered(measure("P3-07"), Entry(value="under 40"))
        assert status.reason == "Red: under 40% is red against 63%, the target, whichever number it is exactly."


class TestDates:
    """Dates are judged at the quarter's end."""

    def test_a_future_target_is_not_yet_due_until_the_quarter_that_contains_it(self) -> None:
        sleepers = measure("P1-16")
        for quarter, rating in ((Quarter(2027, 3), NOT_RATED), (Quarter(2027, 4), RED), (Quarter(2028, 1), RED)):
            assert assess(sleepers, {quarter: value("4")}, quarter).rating is rating

    def test_a_future_target_that_is_met_is_green(self) -> None:
        assert assess(measure("P1-16"), {QUARTER: value("0")}).rating is GREEN
        qualified = Statement(value=read_figure("under 1"))
        assert assess(measure("P1-16"), {QUARTER: qualified}).rating is GREEN

    def test_a_date_that_is_no_years_end_is_told_as_a_date(self) -> None:
        dated = replace(measure("P3-05"), due=date(2026, 12, 31))
        assert assess(dated, {QUARTER: value("1")}).reason == (
            "Not rated: not yet due: target 1,416 by 31 December 2026."
        )

    @pytest.mark.parametrize(
        ("typed", "due", "rating"),
        [
            ("yes", None, GREEN),
            ("no", None, NOT_RATED),
            ("partly", None, NOT_RATED),
            ("no", date(2026, 10, 1), NOT_RATED),
            ("no", date(2026, 9, 30), RED),
            ("partly", date(2026, 9, 1), RED),
            ("yes", date(2026, 9, 1), GREEN),
        ],
    )
    def test_yes_is_green_and_anything_else_red_once_due(self, typed: str, due: date | None, rating: Rating) -> None:
        assert entered(replace(measure("P1-11"), due=due), Entry(value=typed)).rating is rating

    @pytest.mark.parametrize(
        ("typed", "in_time", "late"),
        [
            ("done", GREEN, GREEN),
            ("on track", GREEN, RED),
            ("at risk", AMBER, RED),
            ("not started", NOT_RATED, RED),
        ],
    )
    def test_a_milestone_is_red_when_it_is_past_its_date_and_not_done(
        self, typed: str, in_time: Rating, late: Rating
    ) -> None:
        order = measure("P2-08")  # by 31 October 2026
        assert entered(order, Entry(value=typed), Quarter(2026, 2)).rating is in_time
        assert entered(order, Entry(value=typed), Quarter(2026, 3)).rating is late


class TestYearToDate:
    def completions(self, text: str, quarter: int, **changed: object) -> tuple[Rating, str]:
        of: Measure = replace(measure("P4-02"), **changed)  # fields by name
        status = assess(of, {Quarter(2026, quarter): value(text)}, Quarter(2026, quarter))
        return status.rating, status.reason

    def test_it_is_rated_in_the_last_quarter(self) -> None:
        assert self.completions("30", 4)[0] is GREEN
        assert self.completions("29", 4)[0] is AMBER
        assert self.completions("28", 4)[0] is RED

    @pytest.mark.parametrize("quarter", [1, 2, 3])
    def test_it_is_not_rated_before(self, quarter: int) -> None:
        assert self.completions("1", quarter)[0] is NOT_RATED

    def test_a_target_reached_early_is_green(self) -> None:
        assert self.completions("30", 2)[0] is GREEN

    def test_a_ceiling_is_not_kept_before_the_year_is_over(self) -> None:
        assert self.completions("5", 2, polarity=LOWER)[0] is NOT_RATED
        assert self.completions("30", 4, polarity=LOWER)[0] is GREEN

    def test_a_profile_rates_it_in_its_quarter(self) -> None:
        profile = {1: Decimal(5), 2: Decimal(12), 3: Decimal(20), 4: Decimal(30)}
        rating, reason = self.completions("12", 2, profile=profile)
        assert rating is GREEN
        assert "the profile for Quarter 2" in reason
        assert self.completions("11", 2, profile=profile)[0] is RED

    def test_a_profile_without_the_quarter_changes_nothing(self) -> None:
        assert self.completions("1", 2, profile={3: Decimal(20)})[0] is NOT_RATED

    def test_its_increments_make_the_quarters(self) -> None:
        totals = {Quarter(2026, 1): value("8"), Quarter(2026, 2): value("14"), Quarter(2025, 4): value("25")}
        status = assess(measure("P4-02"), totals)
        assert [(str(q), plain(n)) for q, n in status.series] == [("2026-27-Q1", "8"), ("2026-27-Q2", "6")]
        assert status.rolling_quarter == 8

    def test_a_typed_prior_of_the_year_to_date_is_no_prior_of_the_quarter(self) -> None:
        of = measure("P4-02")
        status = entered(of, Entry(value="14", prior="20"), before={Quarter(2026, 1): value("8")})
        assert status.same_quarter_last_year is None
        assert status.trend_against == Quarter(2026, 1)


@pytest.mark.parametrize(
    ("since", "rating"),
    [
        (Quarter(2024, 3), RED),  # the earlier year begins with it
        (Quarter(2024, 4), NOT_RATED),
        (Quarter(2026, 2), NOT_RATED),
        (Quarter(2026, 3), RED),  # still to come
    ],
)
def test_a_break_hinders_a_rating_only_where_it_lies_between_the_two_years(since: Quarter, rating: Rating) -> None:
    series = history(("100",) * 7 + ("200",))
    assert assess(measure("P1-01"), series, breaks=(Break(since, "anew"),)).rating is rating


def test_reasons_for_no_colour_come_before_any_colour() -> None:
    changed = (Break(QUARTER, "counted anew"),)
    series = {QUARTER: value("7"), QUARTER.same_last_year: value("7")}
    both = assess(measure("P1-02"), series, breaks=changed)  # a break, and too small
    assert both.reason.startswith("Not rated: recording changed in July 2026 (counted anew)")
    neither = assess(measure("P1-02"), {QUARTER: value("about 7")}, breaks=changed)  # no comparator, and qualified
    assert neither.reason.startswith("Not rated: there is no figure for Q2 2025-26")


def test_the_amber_end_is_exact_and_the_sentence_rounds_it_towards_the_comparator() -> None:
    status = assess(measure("P3-05"), {QUARTER: value("1400")})
    assert plain(status.comparison.amber_end or 0) == "1345.2"
    assert status.reason.endswith("Higher is better; amber down to 1,346.")


class TestWhatIsShownNeverContradictsTheColour:
    def reason(self, typed: str, comparator: str, good: Polarity, unit: Unit) -> str:
        return calculate(
            value=read_figure(typed),
            comparator=read_figure(comparator),
            polarity=good,
            unit=unit,
            against=Against.TARGET,
        ).reason

    def test_just_below_is_not_shown_as_equal(self) -> None:
        assert self.reason("62.98", "63", HIGHER, Unit.PERCENT) == (
            "Amber: 62.98% is 0.02 points (0.03%) below 63%, the target. Higher is better; amber down to 59.85%."
        )

    def test_just_over_the_band_is_not_shown_as_five_per_cent(self) -> None:
        assert "(5.04%)" in self.reason("105.04", "100", LOWER, Unit.RATE)
        assert "(5.0%)" in self.reason("105", "100", LOWER, Unit.RATE)

    def test_decimals_are_added_until_a_difference_shows(self) -> None:
        reason = self.reason("66.5", "66.4965", LOWER, Unit.RATE)
        assert reason.startswith("Amber: 66.5 is 0.0035 (0.01%) above 66.4965, the target.")

    def test_a_difference_in_the_fifteenth_digit_is_shown(self) -> None:
        reason = self.reason("999999999999999", "999999999999998", LOWER, Unit.COUNT)
        assert reason.startswith("Amber: 999,999,999,999,999 is 1 (0.0000000000001%) above 999,999,999,999,998")

    def test_the_last_figure_that_is_amber_is_shown_like_the_end_of_amber(self) -> None:
        reason = self.reason("0.105", "0.1", LOWER, Unit.RATE)
        assert reason.startswith("Amber: 0.11 is 0.01 (5.0%) above 0.1, the target.")
        assert reason.endswith("amber up to 0.11.")

    def test_just_beyond_the_end_of_amber_is_not_shown_within_it(self) -> None:
        reason = self.reason("17.289", "18.2", HIGHER, Unit.RATE)  # the end is 17.29 exactly
        assert reason.startswith("Red: 17.289 is")
        assert reason.endswith("amber down to 17.29.")

    def test_the_end_of_amber_promises_nothing_more(self) -> None:
        assert self.reason("60", "66.33", LOWER, Unit.RATE).endswith("amber up to 69.64.")  # 69.6465
        assert self.reason("70", "66.33", HIGHER, Unit.RATE).endswith("amber down to 63.02.")  # 63.0135

    def test_a_count_that_is_not_whole_is_shown_within_its_band(self) -> None:
        reason = self.reason("5042.05", "4802", LOWER, Unit.COUNT)
        assert reason.startswith("Amber: 5,042.05 is")
        assert reason.endswith("amber up to 5,042.1.")


@pytest.mark.parametrize(("now", "before"), [("1", "3"), ("3", "1")])
def test_a_change_in_per_cent_is_never_told_of_a_handful(now: str, before: str) -> None:
    """3 and 1: never "down 67%"."""
    reason = assess(measure("P1-02"), history((before, None, None, None, now))).reason
    assert f"{now} is 2 {'above' if now > before else 'below'} {before}, the same quarter-end last year" in reason
    assert "(too few to say more: 4 in the two together)" in reason
    assert "%" not in reason


def test_a_handful_beside_a_target_has_its_per_cent() -> None:
    assert "(50.0%)" in assess(replace(measure("P3-05"), target=Decimal(4)), {QUARTER: value("2")}).reason
