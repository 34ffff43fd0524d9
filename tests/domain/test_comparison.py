"""What a figure is compared with: rolling years, snapshots, shares, priors; and what is missing, by its name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from msgspec.structs import replace

from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Comparator
from csp_tui.domain.numbers import plain, read_figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, ComparedWith, Rating
from csp_tui.domain.sentences import beside_quarters, beside_words
from csp_tui.domain.statements import Statement
from tests.domain.books import QUARTER, assess, entered, history, measure, pair_of, ratio, value

TWO_YEARS = ("100", "110", "120", "130", "140", "150", "160", "170")  # 460, then 620


def test_four_quarters_are_added_up_against_the_four_before_those() -> None:
    status = assess(measure("P1-01"), history(TWO_YEARS))
    assert pair_of(status) == ("620", "460")
    assert status.comparison.change == 160
    assert status.comparison.comparator_kind is ComparedWith.ROLLING_YEAR
    assert (status.period_from, status.period_to) == (date(2025, 10, 1), date(2026, 9, 30))
    assert status.rolling_quarter == 160
    assert status.same_quarter_last_year == 130
    assert list(beside_quarters(status)) == [
        "170 is 10 (6.3%) above 160, the quarter before.",  # 6.25%
        "170 is 40 (30.8%) above 130, the same quarter last year.",
    ]
    changed = (Break(QUARTER, "counted anew"),)
    assert list(beside_quarters(assess(measure("P1-01"), history(TWO_YEARS), breaks=changed))) == []


def test_a_missing_quarter_is_named_and_makes_no_comparator() -> None:
    gap = assess(measure("P1-01"), history(("100", None, "120", "130", "140", "150", "160", "170")))
    assert pair_of(gap) == ("620", None)
    assert gap.rating is Rating.NOT_RATED
    assert "there is no figure for Q4 2024-25" in gap.reason
    recent = assess(measure("P1-01"), history(("100", "110", "120", "130", "140", None, None, "170")))
    assert recent.comparison.compared is None
    assert "there is no figure for Q4 2025-26 and Q1 2026-27" in recent.reason


def test_a_snapshot_is_held_against_the_same_quarter_end_and_never_added_up() -> None:
    status = assess(measure("P1-02"), history(("40", "41", "42", "43", "44", "45", "46", "47")))
    assert pair_of(status) == ("47", "43")
    assert "the same quarter-end last year" in status.reason
    alone = assess(measure("P1-02"), history(("44", "45", "46", "47")))
    assert alone.comparison.comparator is None
    assert "there is no figure for Q2 2025-26" in alone.reason


def test_snapshots_of_different_days_say_which_days() -> None:
    early = Statement(value=read_figure("40"), period_to=date(2025, 8, 31))
    status = assess(measure("P1-02"), {QUARTER: value("30"), QUARTER.same_last_year: early})
    assert "(counted on 30 September 2026 and on 31 August 2025)" in status.reason


def test_shares_are_sums_over_sums_and_not_averages() -> None:
    shares = [("10", "40"), ("30", "40"), ("1", "20"), ("99", "100")] * 2
    series = {QUARTER.shifted(i - 7): ratio(*parts) for i, parts in enumerate(shares)}
    status = assess(measure("P2-01.outcomes"), series)
    assert status.comparison.compared == status.comparison.comparator == Fraction(140 * 100, 200)
    assert status.comparison.point_change == 0
    assert status.rating is Rating.GREEN


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        (("83", "145"), ("2", "3"), "66.67% is 9.43 points (16.5%) above 57.24%"),  # 66.7 is not 9.4 above 57.2
        (("9", "14"), ("2", "3"), "66.7% is 2.4 points (3.7%) above 64.3%"),
        (("1", "3"), ("2", "3"), "66.67% is 33.33 points (100.0%) above 33.33%"),  # thirds never add up
    ],
)
def test_the_change_is_the_one_between_the_figures_as_they_are_shown(
    before: tuple[str, str], now: tuple[str, str], shown: str
) -> None:
    times = 40  # enough not to be too few
    first, second = (ratio(*(str(int(n) * times) for n in parts)) for parts in (before, now))
    series = {QUARTER.shifted(i - 7): first if i < 4 else second for i in range(8)}
    assert shown in assess(measure("P2-01.outcomes"), series).reason


def test_typed_shares_alone_make_no_year_and_the_reason_says_why() -> None:
    status = assess(measure("P2-01.outcomes"), history(("10", "20", "30", "40")))
    assert status.rating is Rating.NOT_RATED
    assert "needs the numerator and denominator of each quarter" in status.reason


def test_a_qualified_quarter_makes_no_year_and_the_reason_names_it() -> None:
    status = assess(measure("P1-01"), history(("100", "110", "120", "130", "140", "about 150", "160", "170")))
    assert status.rating is Rating.NOT_RATED
    assert "Q4 2025-26, about 150, is not exact" in status.reason


def test_a_rolling_year_window_is_held_against_the_statement_a_year_earlier() -> None:
    yearly = replace(measure("P4-01"), comparators=(Comparator.ROLLING_YEAR,), rated_by=Comparator.ROLLING_YEAR)
    status = assess(yearly, {QUARTER: value("140"), QUARTER.same_last_year: value("150")})
    assert pair_of(status) == ("140", "150")


def test_the_typed_rolling_year_counts_before_the_stored_quarters_and_a_query_shows_both() -> None:
    total = measure("P1-01")
    typed = entered(total, Entry(value="170", rolling_year="630", rolling_year_prior="470"), before=history(TWO_YEARS))
    assert pair_of(typed) == ("630", "470")
    messages = {query.code: query.message for query in typed.queries}
    assert "typed 630" in messages["rolling-year-differs"]
    assert "make 620" in messages["rolling-year-differs"]
    assert "typed 470" in messages["rolling-year-prior-differs"]


def test_a_typed_rolling_year_is_held_against_the_stored_year_before() -> None:
    status = entered(measure("P1-01"), Entry(rolling_year="630"), before=history(TWO_YEARS))
    assert pair_of(status) == ("630", "460")


def test_stored_quarters_are_held_against_the_rolling_year_typed_a_year_ago() -> None:
    series = history(("140", "150", "160", "170"))
    series[QUARTER.same_last_year] = Statement(rolling_year=read_figure("500"))
    status = assess(measure("P1-01"), series)
    assert pair_of(status) == ("620", "500")


def test_a_year_to_august_is_not_held_against_quarters_to_september() -> None:
    status = entered(measure("P1-01"), Entry(rolling_year="630", period_to="2026-08-31"), before=history(TWO_YEARS))
    assert (status.comparison.comparator, status.rating) == (None, Rating.NOT_RATED)
    assert "the year to 31 August 2026 does not match the stored quarters" in status.reason


def test_two_typed_years_must_end_a_year_apart() -> None:
    def last_year(day: date) -> dict[Quarter, Statement]:
        return {QUARTER.same_last_year: Statement(rolling_year=read_figure("600"), period_to=day)}

    august = Entry(rolling_year="630", period_to="2026-08-31")
    assert entered(measure("P1-01"), august, before=last_year(date(2025, 8, 31))).comparison.comparator == 600
    other = entered(measure("P1-01"), august, before=last_year(date(2025, 7, 31)))
    assert other.comparison.comparator is None
    assert "the periods do not match" in other.reason


@pytest.mark.parametrize("back", [0, 1, 4])
def test_a_quarter_that_does_not_end_with_its_quarter_is_never_added_up_silently(back: int) -> None:
    series = history(TWO_YEARS)
    quarter = QUARTER.shifted(-back)
    short = quarter.end.replace(day=1)
    series[quarter] = Statement(value=read_figure("90"), period_to=short)
    status = assess(measure("P1-01"), series)
    assert status.rating is Rating.NOT_RATED
    assert f"the figure of {quarter.short} ends on 1 " in status.reason


def test_a_short_quarter_gives_no_trend_and_is_no_quarter_to_be_compared_with() -> None:
    series = history(TWO_YEARS)
    series[QUARTER.previous] = Statement(value=read_figure("90"), period_to=date(2026, 5, 31))
    assert assess(measure("P1-01"), series).rolling_quarter is None
    series[QUARTER] = Statement(value=read_figure("90"), period_to=date(2026, 8, 31))
    assert assess(measure("P1-01"), series).trend is None


def test_a_quarter_that_begins_elsewhere_is_never_added_up_silently() -> None:
    series = history(TWO_YEARS)
    series[QUARTER] = Statement(value=read_figure("170"), period_from=date(2026, 4, 1))
    status = assess(measure("P1-01"), series)
    assert "the figure of Q2 2026-27 begins on 1 April 2026" in status.reason
    series[QUARTER] = Statement(value=read_figure("170"), period_from=date(2026, 7, 1), period_to=date(2026, 9, 30))
    assert assess(measure("P1-01"), series).rating is Rating.RED


def test_half_a_year_is_not_held_against_a_quarter() -> None:
    half = Statement(value=read_figure("80"), period_from=date(2025, 4, 1))
    status = assess(measure("P3-04.opioids"), {QUARTER: value("90"), QUARTER.same_last_year: half})
    assert (status.comparison.comparator, status.rating) == (None, Rating.NOT_RATED)
    assert "begins on 1 July 2026, the figure a year earlier on 1 April 2025" in status.reason


def test_a_typed_prior_counts_before_the_stored_one_and_a_query_shows_both() -> None:
    series = {QUARTER.same_last_year: value("80")}
    status = entered(measure("P3-04.opioids"), Entry(value="90", prior="95"), before=series)
    assert pair_of(status) == ("90", "95")
    assert status.comparison.comparator_kind is ComparedWith.PRIOR
    assert status.rating is Rating.GREEN
    assert [query.code for query in status.queries] == ["prior-differs"]


def test_a_typed_prior_of_a_snapshot_that_differs_is_queried_too() -> None:
    status = entered(measure("P1-02"), Entry(value="40", prior="45"), before={QUARTER.same_last_year: value("50")})
    assert status.comparison.comparator == 45
    assert [query.code for query in status.queries] == ["prior-differs"]


def test_a_typed_share_ties_with_its_stored_parts_as_rounded_as_it_was_typed() -> None:
    before = {QUARTER.same_last_year: ratio("51", "80")}
    for typed, codes in (("64", []), ("63.8", []), ("63.75", []), ("63.7", ["prior-differs"])):
        status = entered(measure("P2-01.outcomes"), Entry(numerator="52", denominator="80", prior=typed), before=before)
        assert [query.code for query in status.queries] == codes


def test_a_value_with_only_its_prior_is_shown_beside_it_for_information() -> None:
    status = entered(measure("P1-01"), Entry(value="1300", change="-40"))
    assert status.rating is Rating.NOT_RATED
    assert "1,300 is 40 (3.0%) below 1,340, the same quarter last year, for information" in status.reason
    assert status.same_quarter_last_year == 1340


def test_a_figure_may_be_of_an_earlier_period_than_the_quarter() -> None:
    status = entered(measure("P3-05"), Entry(value="1390", period_to="2026-03-31"))
    assert (status.rating, status.period_to) == (Rating.AMBER, date(2026, 3, 31))
    old = entered(measure("P1-14"), Entry(value="9", period_to="2025-03-31"))
    assert (old.period_from, old.period_to) == (date(2025, 1, 1), date(2025, 3, 31))
    assert [query.code for query in old.queries] == ["old-period"]


def test_a_year_stays_whole_over_a_leap_day() -> None:
    status = entered(measure("P4-01"), Entry(value="140", period_to="2024-02-29"), Quarter(2023, 4))
    assert status.period_from == date(2023, 3, 1)


def test_percent_is_on_the_earlier_figure_and_has_no_meaning_against_nothing() -> None:
    target = measure("P1-16")
    status = assess(target, history(["4"], Quarter(2027, 4)), Quarter(2027, 4))
    assert status.comparison.change == 4
    assert (status.comparison.percent_change, status.rating) == (None, Rating.RED)
    shrunk = entered(measure("P1-01"), Entry(rolling_year="50", rolling_year_prior="100"))
    assert plain(shrunk.comparison.percent_change or 0) == "-50"


def test_the_plan_may_say_that_the_rolling_quarter_rates() -> None:
    by_quarter = replace(measure("P1-01"), rated_by=Comparator.ROLLING_QUARTER)
    status = assess(by_quarter, history(("160", "170")))
    assert pair_of(status) == ("170", "160")
    assert status.rating is Rating.RED
    alone = assess(by_quarter, history(("170",)))
    assert alone.reason == "Not rated: there is no figure for Q1 2026-27."


class TestTwoComparators:
    """A measure with a target and a rolling year shows both, and is coloured by what its plan says."""

    of = replace(
        measure("P1-01"),
        comparators=(Comparator.ROLLING_YEAR, Comparator.ROLLING_QUARTER, Comparator.TARGET),
        target=Decimal(90),
    )

    def test_the_rolling_year_gives_the_colour_and_the_target_stands_beside_it(self) -> None:
        status = assess(self.of, history(("100",) * 4 + ("95",) * 4))
        assert (status.rating, pair_of(status)) == (Rating.GREEN, ("380", "400"))
        (other,) = status.beside
        assert beside_words(self.of, other) == "Beside it: 95 is 5 (5.6%) above 90, the target."

    def test_a_plan_may_have_it_the_other_way_round(self) -> None:
        status = assess(replace(self.of, rated_by=Comparator.TARGET), history(("100",) * 4 + ("95",) * 4))
        assert (status.rating, pair_of(status)) == (Rating.RED, ("95", "90"))
        (other,) = status.beside
        assert beside_words(self.of, other) == "Beside it: 380 is 20 (5.0%) below 400, the rolling year before."

    def test_what_is_missing_is_not_told_beside(self) -> None:
        assert assess(replace(self.of, rated_by=Comparator.TARGET), history(("95",))).beside == ()
        assert assess(measure("P1-01"), history(("100",) * 8)).beside == ()
