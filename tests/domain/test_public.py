"""The public copy's figures: what is suppressed, what is rounded, what is exact, and what leaving out does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.book import Book, Explained, Stated
from csp_tui.domain.leaving_out import LeavingOutError, LeftOut, read_left_out
from csp_tui.domain.measures import Plan, PlanError
from csp_tui.domain.numbers import Figure, read_figure
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.public import PublicBook, is_suppressed, public_book, rounded_count
from csp_tui.domain.publication import PublicCopyError, safe_book
from csp_tui.domain.results import MeasureStatus, OtherFigure, QuarterStatus, Rating
from csp_tui.domain.statements import Blank, Statement
from tests.packs import building

QUARTER = building.QUARTER
NOTHING = LeftOut()


def plan() -> Plan:
    return building.plan()


def book(**stated: Statement) -> Book:
    """A book of this quarter; `P2_05__referrals` is P2-05.referrals."""
    base = plan()
    names = {name.replace("__", ".").replace("_", "-"): statement for name, statement in stated.items()}
    return Book(
        plan=base,
        quarter=QUARTER,
        figures={base.by_id[id].uid: {"": {QUARTER: Stated(one, "r1", "A. Clerk")}} for id, one in names.items()},
    )


def public_statement(public: PublicBook, id: str) -> Statement:
    return public.book.figures[plan().by_id[id].uid][""][QUARTER].statement


def test_a_share_of_more_than_all_is_rated_in_the_public_copy_once_it_is_explained_and_says_nothing_of_why() -> None:
    held = book(P3_07__continuity=Statement(numerator=read_figure("80"), denominator=read_figure("51")))
    uid = plan().by_id["P3-07.continuity"].uid

    def told(explanations: dict[tuple[str, str, str], Explained]) -> MeasureStatus:
        public = public_book(replace(held, explanations=explanations), NOTHING).book
        status = next(i for i in assess_quarter(public).indicators if i.indicator.code == "P3-07")
        return status.measures[0]

    unexplained = told({(uid, "", "over-denominator"): Explained("29 left before.", "an earlier figure")})
    assert unexplained.rating is Rating.NOT_RATED
    assert unexplained.reason == "Not rated: 80 of 50 is more than all, and nobody has explained it."
    explained = told({(uid, "", "over-denominator"): Explained("29 left before.", "r1")})
    assert explained.rating is Rating.GREEN
    assert not any(query.explained for query in explained.queries)


@given(st.integers(0, 5000))
def test_counts_of_one_to_four_are_suppressed_and_others_are_rounded_to_five(number: int) -> None:
    public = public_book(book(P1_06__cases=building.value(str(number))), NOTHING)
    shown = public_statement(public, "P1-06.cases")
    if 0 < number < 5:
        assert shown == Statement(blank=Blank.RESTRICTED)
        assert set(public.hidden.values()) == {frozenset({"value"})}
    else:
        assert shown.value is not None
        assert shown.value.number % 5 == 0
        assert abs(shown.value.number - number) <= 2
        assert not public.hidden


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("<5", None), ("about 3", None), ("under 12", "under 15"), ("over 12", "over 10"), ("about 1,403", "about 1,405")],
)
def test_qualified_counts_stay_true(typed: str, shown: str | None) -> None:
    figure = read_figure(typed)
    assert is_suppressed(figure) == (shown is None)
    assert shown is None or str(rounded_count(figure)) == shown


def test_counts_of_things_are_exact_and_nobody_is_named() -> None:
    public = public_book(book(P1_01__fires=building.value("63")), NOTHING)
    stated = public.book.figures[plan().by_id["P1-01.fires"].uid][""][QUARTER]
    assert stated == Stated(building.value("63"))
    assert not public.published.cells


def test_a_percentage_is_worked_from_rounded_counts_and_hidden_with_a_small_one() -> None:
    def a_rate(part: str, whole: str) -> QuarterStatus:
        stated = Statement(numerator=building.figure(part), denominator=building.figure(whole))
        return assess_quarter(public_book(book(P2_05__completion=stated), NOTHING).book)

    def compared(status: QuarterStatus) -> object:
        (found,) = [m for i in status.indicators for m in i.measures if m.measure.id == "P2-05.completion"]
        return found.comparison.compared

    assert compared(a_rate("13", "22")) == 75
    assert compared(a_rate("3", "22")) is None
    assert compared(a_rate("0", "22")) == 0


def test_a_rating_of_people_is_worked_from_the_rounded_figure() -> None:
    exact = book(P3_05__adults=building.value("1414"))
    status = assess_quarter(public_book(exact, NOTHING).book)
    (adults,) = [m for i in status.indicators for m in i.measures if m.measure.id == "P3-05.adults"]
    assert adults.rating is Rating.AMBER
    assert "1,415" in adults.reason
    assert "1,414" not in adults.reason


def test_other_figures_about_people_are_rounded_and_what_is_no_number_is_not_shown() -> None:
    told = (OtherFigure("Girls", "3", "12"), OtherFigure("Of all", "3 of 17"), OtherFigure("Share", "17.6%"))
    base = book()
    key = (base.plan.by_code["P1-06"].uid, QUARTER, "Kent and Medway Channel Panel")
    shown = public_book(replace(base, other_figures={key: told}), NOTHING).book.other_figures[key]
    assert [(one.value, one.prior) for one in shown] == [("[c]", "10"), ("[c]", None), ("18%", None)]


def test_what_is_left_out_is_read_in_any_case_and_nothing_else_is() -> None:
    read = read_left_out(plan(), ["p2-05.REFERRALS/rolling-year", "P2/Headline", "p2-05/commentary", "P1-06"])
    assert read.asked == ("P1-06.cases", "P2-05.referrals/rolling-year", "P2-05/commentary", "P2/headline")
    with pytest.raises(LeavingOutError, match="cannot be left out"):
        read_left_out(plan(), ["P2-05/x"])
    with pytest.raises(PlanError):
        read_left_out(plan(), ["P9-99"])


def test_a_measure_that_is_left_out_is_not_told_at_all() -> None:
    public = public_book(book(P1_06__cases=building.value("12")), LeftOut(("P1-06.cases",)))
    assert public_statement(public, "P1-06.cases") == Statement(blank=Blank.NOT_PUBLISHED)
    assert not public.published.cells


def test_a_total_with_the_lowest_parts_is_refused() -> None:
    """Two parts that are suppressed make 8: each is 4, and nothing else can be."""
    base = plan()
    measures = tuple(
        replace(base.by_id["P2-05.referrals"], uid=f"women-interventions.{name}", id=f"P2-05.{name}", title=name)
        for name in ("all", "online", "in-person")
    )
    indicator = replace(base.by_code["P2-05"], measures=measures, headline="P2-05.all")
    few = replace(base, indicators=(indicator,))
    counts = {"all": 8, "online": 4, "in-person": 4}
    figures = {
        f"women-interventions.{name}": {"": {QUARTER: Stated(Statement(value=Figure(Decimal(n))))}}
        for name, n in counts.items()
    }
    one = Book(plan=few, quarter=QUARTER, figures=figures)
    with pytest.raises(
        PublicCopyError, match=r"P2-05\.(online|in-person) of The Probation Service for Q2 2026-27"
    ) as got:
        safe_book(one, NOTHING)
    assert "the other figures that add up to P2-05.all" in str(got.value)
    asked = str(got.value).partition("--leave-out ")[2]
    assert safe_book(one, read_left_out(few, [asked])).published.left_out == (asked,)
