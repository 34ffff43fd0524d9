"""What a year was made of: stored quarters and months beside what was typed, and which months nobody can confirm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.amounts import Amount
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.disclosure import shown
from csp_tui.domain.entries import Entry
from csp_tui.domain.making import made_sentence
from csp_tui.domain.measures import Kind, Window
from csp_tui.domain.months import Month, months_between, months_of
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus, Piece
from csp_tui.domain.statements import Statement
from csp_tui.domain.windows import covered, months_in
from tests.domain.books import QUARTER, assess, book, entered, history, measure, plan, value

TOTAL = measure("P1-01")
TO_AUGUST = Entry(rolling_year="5,208", change="406", period_to="2026-08-31")
QUARTERS = history(("1,310", "1,204", "1,228"), QUARTER.previous)  # October 2025 to June 2026


def sentences(status: MeasureStatus) -> tuple[str | None, str | None]:
    made = (status.compared_made, status.comparator_made)
    now, then = (None if one is None else made_sentence(TOTAL, one) for one in made)
    return now, then


def with_months(monthly: Mapping[Month, Statement], entry: Entry = TO_AUGUST) -> MeasureStatus:
    typed = entered(TOTAL, entry, before=QUARTERS).statement
    assert typed is not None
    held = replace(book(TOTAL, {**QUARTERS, QUARTER: typed}), monthly={TOTAL.uid: {"": monthly}})
    return assess_measure(held, TOTAL)


def test_a_rolling_year_tells_its_quarters_and_what_was_typed() -> None:
    year = history(("1,310", "1,204", "1,228", "1,466"))
    stated = Entry(value="1,466", rolling_year="5,208", rolling_year_prior="4,802")
    now, then = sentences(entered(TOTAL, stated, before=year))
    assert now == (
        "The year to 30 September 2026: Q3 2025-26 1,310 + Q4 1,204 + Q1 2026-27 1,228 + Q2 1,466 = 5,208;"
        " typed: 5,208."
    )
    assert then == (
        "The year to 30 September 2025: October 2024 to September 2025 are not stored; so 4,802 cannot be checked."
    )


def test_a_year_that_ends_within_a_quarter_says_which_months_nobody_can_confirm() -> None:
    before = {**QUARTERS, QUARTER.same_last_year: value("1,352")}
    now, _ = sentences(entered(TOTAL, TO_AUGUST, before=before))
    assert now == (
        "The year to 31 August 2026: stored quarters cover October 2025 to June 2026 whole; of July to September 2025"
        " only September belongs, and it is not known alone; July and August 2026 are not stored;"
        " so 5,208 cannot be checked."
    )


def test_months_confirm_such_a_year_and_a_query_shows_both_where_they_differ() -> None:
    months = {Month(2025, 9): value("452"), Month(2026, 7): value("507"), Month(2026, 8): value("507")}
    agrees = with_months(months)
    assert sentences(agrees)[0] == (
        "The year to 31 August 2026: September 2025 452 + Q3 2025-26 1,310 + Q4 1,204 + Q1 2026-27 1,228"
        " + July 2026 507 + August 2026 507 = 5,208; typed: 5,208."
    )
    assert "rolling-year-differs" not in {query.code for query in agrees.queries}
    differs = with_months({**months, Month(2026, 8): value("500")})
    assert differs.comparison.compared == 5208
    asked = next(query for query in differs.queries if query.code == "rolling-year-differs")
    assert "you typed 5,208 for the rolling year" in asked.message
    assert "to 31 August 2026 make 5,201. The typed figure counts." in asked.message


def test_a_year_to_august_is_compared_with_one_to_august_or_with_none() -> None:
    june = Statement(rolling_year=value("4,700").value, period_to=date(2025, 6, 30))
    typed = Entry(rolling_year="5,208", period_to="2026-08-31")
    mismatch = entered(TOTAL, typed, before={QUARTER.same_last_year: june})
    assert mismatch.comparison.comparator is None
    assert "the periods do not match: this year ends on 31 August 2026" in mismatch.reason
    months = dict.fromkeys(months_between(Month(2024, 9), Month(2025, 8)), value("400"))
    matched = with_months(months, typed)
    assert matched.comparison.comparator == 4800
    assert "4,800, the rolling year before" in matched.reason


def test_a_quarter_stated_otherwise_than_its_months_is_one_query_and_counts() -> None:
    quarter = Quarter(2025, 3)
    months = dict(zip(months_of(quarter), (value("400"), value("400"), value("410")), strict=True))
    series = history(("1,200", "1,204", "1,228", "1,466"))
    held = replace(book(TOTAL, series), monthly={TOTAL.uid: {"": months}})
    found = assess_measure(held, TOTAL)
    assert found.comparison.compared == 1200 + 1204 + 1228 + 1466
    asked = next(query for query in found.queries if query.code == "months-differ")
    assert "1,200 is stated for Q3 2025-26, its months add up to 1,210" in asked.message


def test_a_share_tells_its_parts() -> None:
    share = measure("P2-01.outcomes")
    series = {QUARTER.shifted(-back): Entry(numerator="51", denominator="80") for back in range(4)}
    made = assess(
        share, {q: Statement(numerator=value("51").value, denominator=value("80").value) for q in series}
    ).compared_made
    assert made is not None
    assert made_sentence(share, made).endswith("+ Q2 51 of 80 = 204 of 320, 63.75%.")


COUNTS = st.integers(0, 500)
ANY_DAY = st.dates(date(2024, 4, 1), date(2027, 3, 31))
SOME_QUARTERS = st.dictionaries(st.builds(Quarter, st.integers(2024, 2026), st.integers(1, 4)), COUNTS, max_size=12)
SOME_MONTHS = st.dictionaries(st.builds(Month, st.integers(2024, 2027), st.integers(1, 12)), COUNTS, max_size=20)


@given(ANY_DAY, ANY_DAY, SOME_QUARTERS, SOME_MONTHS)
def test_no_month_is_ever_said_to_be_checked_that_is_not_stored(
    one: date, other: date, quarters: dict[Quarter, int], months: dict[Month, int]
) -> None:
    first, last = min(one, other), max(one, other)
    stored = {quarter: Amount(Fraction(count)) for quarter, count in quarters.items()}
    monthly = {month: value(str(count)) for month, count in months.items()}
    found = covered(TOTAL, first, last, stored, monthly)
    told = [month for piece in found.pieces for month in months_in(piece)]
    assert sorted(set(told)) == told
    for month in told:
        assert first <= month.start
        assert month.end <= last
        in_quarter = month.quarter in quarters and set(months_of(month.quarter)) <= set(told)
        assert month in months or in_quarter
    touched = months_between(Month.containing(first), Month.containing(last))
    is_whole = touched[0].start == first and touched[-1].end == last
    assert (found.amount is not None) == (is_whole and told == list(touched))
    assert bool(found.gaps) == (found.amount is None)
    if found.amount is not None:
        counted = [quarters[p.of] if isinstance(p.of, Quarter) else months[p.of] for p in found.pieces]
        assert found.amount.number == sum(counted)


@given(SOME_QUARTERS, SOME_MONTHS)
def test_typed_and_stored_are_both_shown_or_the_reason_why_not(
    quarters: dict[Quarter, int], months: dict[Month, int]
) -> None:
    series = {quarter: value(str(count)) for quarter, count in quarters.items() if quarter < QUARTER}
    typed = entered(TOTAL, TO_AUGUST, before=series).statement
    assert typed is not None
    monthly = {month: value(str(count)) for month, count in months.items()}
    held = replace(book(TOTAL, {**series, QUARTER: typed}), monthly={TOTAL.uid: {"": monthly}})
    for made in (assess_measure(held, TOTAL).compared_made, assess_measure(held, TOTAL).comparator_made):
        assert made is not None
        told = made_sentence(TOTAL, made)
        assert (made.stored is None) == ("cannot be checked" in told)
        assert ("5,208" in told) or ("4,802" in told)


def test_months_of_people_in_sensitive_matters_are_not_told_where_their_quarters_are() -> None:
    sensitive = next(m for m in plan().measures if m.sensitive and m.window is Window.QUARTER and m.kind is Kind.COUNT)
    status = assess(sensitive, history(("10", "11", "12", "13", "14", "15", "16", "17")))
    made = status.compared_made
    assert made is not None
    assert shown(status).status.compared_made == made
    september = Piece(Month(2026, 9), Fraction(3))
    by_month = replace(status, compared_made=replace(made, pieces=(*made.pieces[:3], september)))
    assert shown(by_month).status.compared_made is None
    assert shown(by_month, exact=True).status.compared_made is not None
    small = assess(sensitive, history(("10", "11", "12", "13", "14", "3", "16", "17")))
    assert shown(small).status.compared_made is None
