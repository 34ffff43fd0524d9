"""Areas compared: ranks from both ends, movements, averages, who joined and left; tables however they are headed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.domain.benchmark_kept import kept, table_from
from csp_tui.domain.benchmark_period import PeriodError, found_in, read_period
from csp_tui.domain.benchmark_sheet import Asked, BenchmarkError, Line, NoTitleError, Sheet, read_sheet
from csp_tui.domain.benchmarking import (
    AreaFigure,
    BenchmarkTable,
    averages,
    is_national,
    membership,
    movements,
    ordinal,
    rank,
)
from csp_tui.domain.quarters import Quarter

NOW = Quarter(2024, 4)
figures = st.none() | st.decimals(-1000, 1000, places=1)
names = st.lists(st.sampled_from([f"Area {n}" for n in range(30)]), min_size=1, max_size=15, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> BenchmarkTable:
    own = draw(st.booleans())
    areas = [
        AreaFigure(name, draw(figures), draw(figures), draw(figures), own=own and not place)
        for place, name in enumerate(draw(names))
    ]
    return BenchmarkTable("Crime", "2024-25", NOW, tuple(areas))


@given(tables())
def test_ranks_from_both_ends_fit_and_movements_count_every_area(table: BenchmarkTable) -> None:
    ranks = [place for area in table.peers if (place := rank(table, area)) is not None]
    assert all(place.highest + place.lowest + place.ties == place.of + 1 for place in ranks)
    assert len(ranks) == sum(area.value is not None for area in table.peers)
    moved = movements(table)
    assert sum(map(len, (moved.rose, moved.fell, moved.unchanged, moved.unknown))) == len(table.peers)


@given(tables(), figures)
def test_a_national_row_changes_no_average_rank_or_count(table: BenchmarkTable, figure: Decimal | None) -> None:
    nation = AreaFigure("England", figure, figure, None, national=True)
    more = replace(table, areas=(nation, *table.areas))
    assert averages(more) == averages(table)
    assert movements(more) == movements(table)
    assert [rank(more, area) for area in table.peers] == [rank(table, area) for area in table.peers]
    assert rank(more, nation) is None


@given(tables())
def test_a_table_is_kept_with_the_decimals_of_its_source(table: BenchmarkTable) -> None:
    text = kept(table)
    again = table_from(text, "", NOW)
    assert again == table
    assert kept(again) == text


def test_without_our_own_area_the_average_is_of_the_others() -> None:
    table = BenchmarkTable("x", "y", NOW, (AreaFigure("A", Decimal(10), own=True), AreaFigure("B", Decimal(20))))
    found = averages(table)
    assert found is not None
    assert [found.all_areas, found.others, found.others_count, found.median] == [15, 20, 1, 15]


def test_who_joined_and_left_goes_by_names_without_regard_to_spelling() -> None:
    before, after = (
        BenchmarkTable("x", "y", NOW, tuple(AreaFigure(name, Decimal(1)) for name in listed))
        for listed in (("Dartford & Gravesham", "Corby"), ("Dartford and  gravesham", "Wigan"))
    )
    changed = membership(before, after)
    assert (changed.joined, changed.left) == (("Wigan",), ("Corby",))


@pytest.mark.parametrize(
    ("number", "words"), [(1, "first"), (12, "twelfth"), (21, "21st"), (112, "112th"), (23, "23rd")]
)
def test_places_in_words(number: int, words: str) -> None:
    assert ordinal(number) == words


def test_nations_are_known_and_areas_are_none() -> None:
    assert all(map(is_national, ("England and Wales", "ENGLAND & Wales", "GB", "National average", "England (mean)")))
    assert not any(map(is_national, ("Medway", "New England", "Nationwide")))


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("year to March 2025", "2024-25-Q4"),
        ("Apr 2024-Mar 2025", "2024-25-Q4"),
        ("2024/25", "2024-25-Q4"),
        ("12 months to 30 Sept 2025", "2025-26-Q2"),
        ("2025-06-30", "2025-26-Q1"),
        ("Q2 2026-27", "2026-27-Q2"),
        ("2024", "2024-25-Q3"),
    ],
)
def test_periods_end_in_a_quarter(text: str, quarter: str) -> None:
    assert str(read_period(text).quarter) == quarter


def test_no_period_is_made_of_other_numbers() -> None:
    assert found_in("Recorded crime per 1,000") is None
    with pytest.raises(PeriodError, match="names no period"):
        read_period("2024-27")


def sheet(*rows: str, **asked: str) -> Sheet:
    lines = [Line(number, tuple(row.split("|"))) for number, row in enumerate(rows, start=1)]
    return read_sheet("table.csv", lines, Asked(**{"own": "Medway", "period": "2024-25", **asked}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "headings",
    [
        "Area|Crime per 1,000|Previous year",
        "CSP|Rate 2024-25|Rate 2023-24",
        "Local authority|Year to March 2025|Year to March 2024",
        "|Current|Earlier",
        "Area|2024|2023",
    ],
)
def test_the_earlier_figure_is_told_by_its_heading(headings: str) -> None:
    found = sheet(headings, "Medway|96.6|99.6", "Bolton|104|110", title="Crime")
    assert found.areas[0] == AreaFigure("Medway", Decimal("96.6"), Decimal("99.6"), own=True)


def test_counts_and_ranks_beside_the_rates_are_left_out_and_named() -> None:
    found = sheet("Rank|Area|Offences|Rate per 1,000|% change", "1|Bolton|31,000|104|-6%", "2|Medway|27,000|96.6|-3%")
    assert (found.title, found.areas[1].value, found.areas[1].change_percent) == (
        "Rate per 1,000",
        Decimal("96.6"),
        Decimal(-3),
    )
    assert found.remarks == ("Not read: column A, Rank, column C, Offences.",)


def test_a_row_of_the_tables_own_average_is_compared_and_kept_out() -> None:
    found = sheet("Area|Crime per 1,000", "Medway|96.6", "Bolton|104.1", "MSG average|100.4")
    assert [area.area for area in found.areas] == ["Medway", "Bolton"]
    assert "as it says, the unweighted mean of the 2 areas is 100.35" in found.remarks[0]


def test_a_change_on_the_later_figure_is_told_but_rounding_is_not() -> None:
    found = sheet("Area|Crime per 1,000|Previous|% change", "Medway|117|106|10", "Bolton|126|99|21.4", "Bury|41|43|-5")
    assert len(found.remarks) == 1
    assert found.remarks[0].endswith("126 on 99 is 27.3%; 21.4% is on the later figure.")


def test_figures_in_per_cent_keep_their_sign() -> None:
    found = sheet("Area|Positive outcomes|Previous year", "Medway|12.5%|11%", "Bolton|14%|15%")
    assert (found.unit, found.areas[0].value) == ("%", Decimal("12.5"))
    assert found.areas[0].percent == Fraction(1500, 110)


def test_what_a_table_does_not_say_is_asked() -> None:
    with pytest.raises(NoTitleError):
        sheet("Area|Rate", "Medway|1")
    with pytest.raises(BenchmarkError, match="which year"):
        sheet("Area|Crime per 1,000", "Medway|1", period="")
