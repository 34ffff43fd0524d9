"""What the group's pack hides beside its small counts, so that none can be worked out from what it tells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.assessment import assess_each
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.disclosure import shown
from csp_tui.domain.measures import Comparator, Measure, Plan, Polarity, Window
from csp_tui.domain.numbers import Figure
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import OtherFigure, Range, Rating
from csp_tui.domain.statements import Statement
from csp_tui.domain.telling_ratings import NOT_TOLD, without_telling_ratings
from csp_tui.packs.view import PackView
from tests.examples import examples
from tests.packs import building

QUARTER = building.QUARTER
PROBATION = "The Probation Service"


def a_count(name: str, **changes: object) -> Measure:
    base = building.plan().by_id["P2-05.referrals"]
    changed = replace(base, uid=f"women-interventions.{name}", id=f"P2-05.{name}", title=name)
    return replace(changed, **changes)  # the tests' own names


def plan_of(*measures: Measure) -> Plan:
    base = building.plan()
    indicator = replace(base.by_code["P2-05"], measures=measures, headline=measures[0].id)
    return replace(base, indicators=(indicator,))


def number(value: int | str) -> Statement:
    return Statement(value=Figure(Decimal(value)))


def view_of(plan: Plan, told: dict[str, dict[Quarter, Statement]], **more: object) -> PackView:
    figures = {
        plan.by_id[f"P2-05.{name}"].uid: {"": {at: Stated(one) for at, one in series.items()}}
        for name, series in told.items()
    }
    book = Book(plan=plan, quarter=QUARTER, figures=figures, **more)  # type: ignore[arg-type] # a book's own fields
    return PackView(building.content_of(book))


def told_in(view: PackView, name: str, quarter: Quarter = QUARTER) -> Statement:
    (row,) = [row for row in view.data if row.measure.id == f"P2-05.{name}" and row.quarter == quarter]
    return row.stated.statement


def all_online_and_in_person() -> Plan:
    return plan_of(a_count("all"), a_count("online"), a_count("in-person"))


def test_a_part_beside_its_total_is_hidden_when_the_other_part_is_small() -> None:
    counts = {"all": {QUARTER: number(41)}, "online": {QUARTER: number(38)}, "in-person": {QUARTER: number(3)}}
    view = view_of(all_online_and_in_person(), counts)
    assert told_in(view, "in-person").value is None
    assert told_in(view, "online").value is None  # the lesser loss: the total is what the indicator is about
    assert told_in(view, "all").value == Figure(Decimal(41))


def test_figures_that_only_once_happen_to_add_up_are_not_hidden() -> None:
    before = QUARTER.previous
    counts = {
        "all": {QUARTER: number(41), before: number(50)},
        "online": {QUARTER: number(38), before: number(22)},
        "in-person": {QUARTER: number(3), before: number(9)},
    }
    assert told_in(view_of(all_online_and_in_person(), counts), "online").value is not None


def test_an_other_figure_that_makes_a_total_is_hidden_first() -> None:
    plan = plan_of(a_count("all"), a_count("online"))
    key = (plan.by_code["P2-05"].uid, QUARTER, PROBATION)
    others = {key: (OtherFigure("In person", "38"), OtherFigure("Hours of talk", "38.5"))}
    counts = {"all": {QUARTER: number(41)}, "online": {QUARTER: number(3)}}
    view = view_of(plan, counts, other_figures=others)
    (women,) = [one for one in view.indicators if one.indicator.code == "P2-05"]
    assert [figure.value for _, figure in women.other_figures] == ["[c]", "38.5"]
    assert told_in(view, "all").value is not None


@settings(max_examples=examples(60, long=2000))
@given(st.lists(st.integers(1, 12), min_size=6, max_size=6))
def test_no_masked_part_follows_from_the_total_and_the_other_part(numbers: list[int]) -> None:
    quarters = (QUARTER, QUARTER.previous, QUARTER.shifted(-2))
    pairs = list(zip(numbers[:3], numbers[3:], strict=True))
    counts: dict[str, dict[Quarter, Statement]] = {"all": {}, "online": {}, "in-person": {}}
    for at, (online, other) in zip(quarters, pairs, strict=True):
        counts["all"][at] = number(online + other)
        counts["online"][at], counts["in-person"][at] = number(online), number(other)
    view = view_of(all_online_and_in_person(), counts)
    for at, (online, other) in zip(quarters, pairs, strict=True):
        total, *parts = (told_in(view, name, at).value for name in ("all", "online", "in-person"))
        possible = [
            (a, b)
            for a in range(25)
            for b in range(25)
            if (total is None or a + b == total.number)
            and all(
                n == p.number if p is not None else (1 <= n <= 4 if 1 <= true <= 4 else True)
                for n, p, true in ((a, parts[0], online), (b, parts[1], other))
            )
            and (1 <= a + b <= 4 if 1 <= online + other <= 4 else True)
        ]
        for place, true in enumerate((online, other)):
            if 1 <= true <= 4 and online + other > 4:
                assert len({each[place] for each in possible}) > 1


@pytest.mark.parametrize(
    ("stated", "hidden"),
    [
        (Statement(value=Figure(Decimal("4.9")), denominator=Figure(Decimal(41))), True),  # 2 of 41
        (Statement(value=Figure(Decimal("62.5"))), False),  # 25 of 40: no small count
        (Statement(value=Figure(Decimal("7.5"))), True),  # 3 of the 40 that were referred
    ],
)
def test_a_typed_percentage_is_hidden_where_it_tells_a_small_count(stated: Statement, hidden: bool) -> None:
    engaged = replace(building.plan().by_id["P2-05.engagement"])
    plan = plan_of(a_count("referrals"), engaged)
    view = view_of(plan, {"referrals": {QUARTER: number(40)}, "engagement": {QUARTER: stated}})
    assert (told_in(view, "engagement").value is None) == hidden


def test_a_percentage_that_tells_of_how_few_it_is_is_hidden() -> None:
    plan = plan_of(a_count("referrals"), building.plan().by_id["P2-05.engagement"])

    def engagement(percentage: str) -> Statement:
        stated = {"referrals": {QUARTER: number(3)}, "engagement": {QUARTER: number(percentage)}}
        return told_in(view_of(plan, stated), "engagement")

    assert engagement("33.3").value is None  # only one of three gives it
    assert engagement("50").value is not None  # one of two, or two of four


def test_a_year_to_date_that_tells_a_small_quarter_is_hidden() -> None:
    plan = plan_of(a_count("completed", window=Window.YEAR_TO_DATE))

    def now(value: int) -> Statement:
        return told_in(
            view_of(plan, {"completed": {QUARTER.previous: number(11), QUARTER: number(value)}}), "completed"
        )

    assert now(14).value is None
    assert now(16).value is not None
    assert now(11).value is not None


@settings(max_examples=examples(40, long=2000))
@given(st.integers(5, 24), st.integers(1, 4))
def test_trend_and_range_do_not_tell_a_masked_quarter(now: int, then: int) -> None:
    measure = a_count("cases", polarity=Polarity.LOWER)
    series = {QUARTER: number(now), QUARTER.same_last_year: number(then), QUARTER.previous: number(30)}
    book = Book(
        plan=plan_of(measure), quarter=QUARTER, figures={measure.uid: {"": {q: Stated(s) for q, s in series.items()}}}
    )
    (status,) = assess_each(book, measure)
    one = shown(status)
    assert one.status.trend is None
    assert one.status.range is Range.TOO_FEW
    assert "trend" in one.hidden
    assert one.status.statement == number(now)


def test_a_rating_that_tells_a_masked_count_is_neither_shown_nor_counted() -> None:
    """Beside 6 a year before, 4 is too small to rate, and 1 to 3 are red; not to be told of 4 alone would tell it."""
    measure = a_count("cases", polarity=Polarity.HIGHER, comparators=(Comparator.PRIOR,), rated_by=Comparator.PRIOR)
    plan = plan_of(measure)

    def told(now: int, before: int = 6) -> tuple[Rating, str, int]:
        series = {QUARTER: number(now), QUARTER.same_last_year: number(before)}
        figures = {measure.uid: {"": {at: Stated(one) for at, one in series.items()}}}
        status = without_telling_ratings(assess_quarter(Book(plan=plan, quarter=QUARTER, figures=figures)))
        (one,) = [i for i in status.indicators if i.indicator.code == "P2-05"]
        return one.rating, one.measures[0].reason, status.totals.red

    assert told(4)[1] == NOT_TOLD  # too small to rate: worse by 2, which only 4 is
    assert {told(now) for now in range(1, 5)} == {told(4)}
    assert told(3, 9)[0] is Rating.RED == told(4, 9)[0]
    assert told(3, 9)[2] == 1
    assert {told(2, before)[1] for before in range(1, 5)} == {NOT_TOLD}  # better than 1 alone


def test_the_pack_neither_shows_nor_counts_a_rating_that_tells_a_masked_count() -> None:
    measure = a_count(
        "cases",
        polarity=Polarity.LOWER,
        comparators=(Comparator.TARGET,),
        rated_by=Comparator.TARGET,
        target=Decimal(1),
    )
    view = view_of(plan_of(measure), {"cases": {QUARTER: number(1)}})
    (women,) = view.indicators
    assert women.status.rating is Rating.NOT_RATED is women.measures[0].status.rating
    assert "green" not in view.content.status.sentence


def test_a_target_that_only_one_small_count_meets_leaves_it_unrated() -> None:
    target = a_count(
        "cases",
        polarity=Polarity.LOWER,
        comparators=(Comparator.TARGET,),
        rated_by=Comparator.TARGET,
        target=Decimal(1),
    )
    figures = {target.uid: {"": {QUARTER: Stated(number(1))}}}
    book = Book(plan=plan_of(target), quarter=QUARTER, figures=figures)
    assert assess_quarter(book).totals.green == 1
    status = without_telling_ratings(assess_quarter(book))
    assert status.totals.green == 0
    assert "1 green" not in status.sentence


def test_a_share_that_only_one_small_count_makes_meet_its_target_is_unrated_whichever_it_is() -> None:
    """4 of 40 meets 10%, 1 to 3 do not; over a year, 4 in one quarter is what 40 of 160 need to meet 25%."""
    base = building.plan().by_id["P2-05.completion"]

    def told(series: dict[Quarter, Statement], **changes: object) -> tuple[Rating, str]:
        measure = replace(base, **changes)  # the tests' own names
        figures = {measure.uid: {"": {at: Stated(one) for at, one in series.items()}}}
        status = without_telling_ratings(assess_quarter(Book(plan=plan_of(measure), quarter=QUARTER, figures=figures)))
        (one,) = [i for i in status.indicators if i.indicator.code == "P2-05"]
        return one.rating, one.measures[0].reason

    def of_40(part: int) -> Statement:
        return Statement(numerator=Figure(Decimal(part)), denominator=Figure(Decimal(40)))

    target = {"comparators": (Comparator.TARGET,), "rated_by": Comparator.TARGET, "target": Decimal(10)}
    year = {"comparators": (Comparator.ROLLING_YEAR,), "rated_by": Comparator.ROLLING_YEAR}
    before = {QUARTER.shifted(-back): of_40(10) for back in range(4, 8)}
    quarters = before | {QUARTER: of_40(12), QUARTER.previous: of_40(12), QUARTER.shifted(-2): of_40(12)}
    for small in range(1, 5):
        assert told({QUARTER: of_40(small)}, **target) == (Rating.NOT_RATED, NOT_TOLD)
        one_quarter = quarters | {QUARTER.shifted(-3): of_40(small)}
        assert told(one_quarter, **year, band=Decimal(0)) == (Rating.NOT_RATED, NOT_TOLD)
