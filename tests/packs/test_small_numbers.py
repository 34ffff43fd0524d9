"""Small counts of people in sensitive matters: masked wherever they, or what gives them away, would stand."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.assessment import assess_each
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.disclosure import gives_away, shown
from csp_tui.domain.measures import Comparator, Measure, Polarity, Window
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus, OtherFigure
from csp_tui.domain.statements import Statement
from csp_tui.packs.view import PackView
from csp_tui.packs.workbook import sheets_of
from csp_tui.workbooks.layout import Number
from tests.packs import building

QUARTER = building.QUARTER
CHANNEL = "P1-06.cases"


Tables = dict[str, list[dict[str, Any]]]


def pack_of(book: Book, **settings: bool) -> Tables:
    """The tables of its sheets. That the file holds them cell for cell is checked each time that one is written."""
    found = {}
    for sheet in sheets_of(PackView(building.content_of(book, **settings))):
        if sheet.table is not None:
            headings = [column.heading.partition(" [note")[0] for column in sheet.table.columns]
            rows = ([v.cell_value if isinstance(v, Number) else v for v in row] for row in sheet.table.rows)
            found[sheet.name] = [dict(zip(headings, row, strict=True)) for row in rows]
    return found


@cache
def full_pack() -> Tables:
    return pack_of(building.full_book())


def all_texts(found: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["Text"] for name, rows in found.items() if name.startswith("Commentary") for row in rows}


def a_book(measure: Measure, series: dict[Quarter, Statement]) -> Book:
    """A quarter in a plan that asks for nothing else."""
    base = building.plan()
    indicator = replace(base.by_code[measure.indicator], measures=(measure,), headline=measure.id)
    plan = replace(base, indicators=(indicator,), deliverables=())
    return Book(plan=plan, quarter=QUARTER, figures={measure.uid: {"": {q: Stated(s) for q, s in series.items()}}})


def a_rolling_count() -> Measure:
    """A sensitive count that is rated by its rolling year; the built-in plan has none, a user may add one."""
    return replace(
        building.plan().by_id[CHANNEL],
        polarity=Polarity.LOWER,
        window=Window.QUARTER,
        comparators=(Comparator.ROLLING_YEAR,),
        rated_by=Comparator.ROLLING_YEAR,
    )


def the_status(book: Book, measure: Measure) -> MeasureStatus:
    (status,) = assess_each(book, measure)
    return status


def test_a_small_count_is_shown_as_under_five_on_its_sheet_and_as_confidential_in_the_data() -> None:
    found = full_pack()
    (row,) = [row for row in found["P1"] if row["Indicator"].startswith("P1-06")]
    assert (row["Figure stated"], row["Figure compared"]) == ("<5", "<5")
    assert (row["Trend"], row["Range"]) == ("[c]", "[c]")
    assert row["Why, and what else to know"].startswith("For information: the arithmetic is not shown")
    assert not re.search(r"\b3\b", row["Why, and what else to know"])
    (data,) = [r for r in found["Data"] if r["Measure"] == CHANNEL and r["Quarter"] == str(QUARTER)]
    assert (data["Value"], data["Value status"], data["Compared"], data["Trend"]) == (None, "confidential", None, None)
    assert {"value", "compared", "trend", "range"} <= set(data["Confidential"].split())


def test_the_reason_of_a_restatement_that_names_a_small_count_is_hidden() -> None:
    measure = building.plan().by_id[CHANNEL]
    stated = Statement(value=Figure(Decimal(6)), reason="typed as 3 first")
    told = Statement(value=Figure(Decimal(7)), reason="late records came in")
    book = a_book(measure, {QUARTER: stated, QUARTER.previous: told})

    def reasons(*, exact: bool) -> list[str]:
        found = pack_of(book, exact_small_numbers=exact)["Data"]
        own = [row for row in found if row["Measure"] == CHANNEL]
        return [row["Restated because"] or row["Confidential"].split()[-1] for row in own]

    assert reasons(exact=False) == ["late records came in", "restated_because"]
    assert reasons(exact=True) == ["late records came in", "typed as 3 first"]


def test_a_percentage_of_a_small_count_is_hidden_with_its_numerator() -> None:
    found = full_pack()
    (row,) = [r for r in found["Data"] if r["Measure"] == "P2-05.completion" and r["Quarter"] == str(QUARTER)]
    assert (row["Value"], row["Numerator"], row["Denominator"]) == (None, None, 17)
    assert {"value", "numerator"} <= set(row["Confidential"].split())
    (shown_row,) = [r for r in found["P2"] if r["Measure"] == building.plan().by_id["P2-05.completion"].title]
    assert (shown_row["Figure stated"], shown_row["Change"]) == ("[c]", "[z]")


def test_other_figures_beside_a_sensitive_indicator_are_masked_and_others_are_not() -> None:
    texts = all_texts(full_pack())
    assert "Of whom under 18: <5; before: 7" in texts
    channel, drugs = (building.plan().by_code[code].uid for code in ("P1-06", "P3-02"))
    told = {
        (channel, QUARTER, "Kent and Medway Channel Panel"): (OtherFigure("Of whom girls", "3 of 17"),),
        (drugs, QUARTER, "Kent Police"): (OtherFigure("Warrants", "3"),),
    }
    book = replace(building.full_book(), other_figures=told)
    texts = all_texts(pack_of(book))
    assert {"Of whom girls: [c]", "Warrants: 3"} <= texts


def test_exact_figures_are_shown_where_the_coordinator_asks_for_them_and_the_cover_says_so() -> None:
    found = pack_of(building.full_book(), exact_small_numbers=True)
    (row,) = [row for row in found["P1"] if row["Indicator"].startswith("P1-06")]
    assert row["Figure stated"] == 3


def test_commentary_that_names_the_masked_number_is_told_to_the_coordinator_without_the_number() -> None:
    book = building.full_book(words=("All three cases came from one school.",))
    warnings = PackView(building.content_of(book)).warnings
    assert any(text.startswith("P1-06: patterns and context by Kent and Medway Channel Panel") for text in warnings)
    assert not any("3" in text.partition(":")[2] or "three" in text for text in warnings)
    headings = [row["Heading"] for row in pack_of(book)["Commentary P1"] if row["Indicator"] == "P1-06"]
    assert any("[note" in heading for heading in headings)
    assert not PackView(building.content_of(book, exact_small_numbers=True)).warnings


def test_a_count_that_is_not_sensitive_is_shown_however_small() -> None:
    measure = building.plan().by_id["P1-02.buildings"]
    status = the_status(a_book(measure, {QUARTER: building.value("3")}), measure)
    assert shown(status).status == status


def test_rolling_years_with_a_masked_quarter_in_them_are_hidden() -> None:
    """Beside the three other quarters, a year's sum gives the masked one away."""
    measure = a_rolling_count()
    series = {QUARTER.shifted(-back): building.value("12") for back in range(9)}
    series[QUARTER.shifted(-2)] = building.value("3")
    view = shown(the_status(a_book(measure, series), measure))
    assert view.status.comparison.compared is None
    assert view.status.comparison.change is None
    assert view.status.comparison.comparator == 48
    assert "39" not in view.status.reason
    assert view.status.statement == building.value("12")
    now = series | {QUARTER: building.value("3")}
    (row,) = [row for row in pack_of(a_book(measure, now))["P1"] if row["Measure"] == measure.title]
    assert (row["Figure stated"], row["Figure compared"]) == ("<5", "[c]")


def a_year(measure: Measure, small: int) -> dict[Quarter, Statement]:
    """A year of twelves, or of twelve in forty, in which the figure of one quarter is small."""
    if measure.is_ratio:
        part = Figure(Decimal(small), Qualifier.ABOUT)
        told = Statement(numerator=part, denominator=building.figure("40"))
        other = Statement(numerator=building.figure("12"), denominator=building.figure("40"))
    else:
        told, other = building.value(str(small)), building.value("12")
    series = {QUARTER.shifted(-back): other for back in range(4)}
    return series | {QUARTER.previous: told}


@pytest.mark.parametrize("window", [Window.QUARTER, Window.YEAR_TO_DATE])
@pytest.mark.parametrize("id", [CHANNEL, "P2-05.completion"])
@pytest.mark.parametrize("by", [Comparator.ROLLING_YEAR, Comparator.ROLLING_QUARTER, None])
def test_which_of_one_to_four_a_masked_count_is_makes_no_difference_to_a_pack(
    id: str, by: Comparator | None, window: Window
) -> None:
    """A year is told also where the one before it is not known; words say why there is none; a year to date grows."""
    comparators = () if by is None else (by,)
    measure = replace(building.plan().by_id[id], window=window, comparators=comparators, rated_by=by)
    first, *others = (pack_of(a_book(measure, a_year(measure, small))) for small in range(1, 5))
    assert all(other == first for other in others)


def test_a_small_figure_of_last_year_is_hidden_as_a_comparator() -> None:
    measure = replace(a_rolling_count(), comparators=(Comparator.PRIOR,), rated_by=Comparator.PRIOR)
    series = {QUARTER: building.value("12"), QUARTER.same_last_year: building.value("4")}
    view = shown(the_status(a_book(measure, series), measure))
    assert view.status.comparison.comparator is None
    assert view.status.comparison.percent_change is None
    assert view.status.same_quarter_last_year is None
    assert "4" not in view.status.reason


@given(
    st.lists(st.integers(0, 9), min_size=9, max_size=9),
    st.booleans(),
)
def test_no_small_count_can_be_worked_out_from_sums_and_the_quarters_that_are_shown(
    counts: list[int], by_year: bool
) -> None:
    measure = a_rolling_count() if by_year else building.plan().by_id[CHANNEL]
    series = {QUARTER.shifted(-back): Statement(value=Figure(Decimal(n))) for back, n in enumerate(counts)}
    content = building.content_of(a_book(measure, series))
    view = PackView(content)
    data = {row.quarter: row.stated.statement.value for row in view.data if row.measure.uid == measure.uid}
    (own,) = [one for i in view.indicators for one in i.measures if one.status.measure.uid == measure.uid]
    for back, count in enumerate(counts):
        quarter = QUARTER.shifted(-back)
        assert (data[quarter] is None) == (0 < count < 5)
    comparison = own.status.comparison
    masked = [0 < count < 5 for count in counts]
    if by_year:
        assert not (any(masked[:4]) and comparison.compared is not None)
        assert not (any(masked[4:8]) and comparison.comparator is not None)
        assert not (any(masked[:8]) and comparison.change is not None)
    else:
        assert (comparison.compared is None) == masked[0]
    assert all(number == 0 or number >= 5 for _, number in own.status.series)


@given(st.integers(1, 4), st.integers(5, 60))
def test_a_masked_ratio_leaves_no_number_from_which_it_follows(numerator: int, denominator: int) -> None:
    measure = building.plan().by_id["P3-07.continuity"]
    statement = Statement(numerator=Figure(Decimal(numerator)), denominator=Figure(Decimal(denominator)))
    view = shown(the_status(a_book(measure, {QUARTER: statement}), measure))
    assert view.status.comparison.compared is None
    assert view.status.comparison.change is None
    assert view.status.comparison.percent_change is None
    assert view.status.statement is not None
    assert view.status.statement.numerator is None
    assert not re.search(rf"\b{numerator}\b", view.status.reason.partition(":")[2])
    ratio = Fraction(numerator, denominator) * 100
    assert f"{float(ratio):.1f}" not in view.status.reason


def test_words_and_numbers_that_give_a_count_away_are_found_and_others_are_not() -> None:
    three = frozenset({3})
    assert gives_away("Only 3 cases", three)
    assert gives_away("three, all young", three)
    assert not gives_away("13 cases, 3.5%, 3,000 visits, Q2 2023", three)
    assert not gives_away("two cases", three)
