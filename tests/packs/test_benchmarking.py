"""The Benchmarking sheet: the areas by rank with the average among them, our own marked by word, the nation apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from msgspec.structs import replace

from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable, editions_of
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.benchmarking import benchmarking, benchmarking_csv
from csp_tui.packs.cover import cover
from csp_tui.packs.view import PackView
from csp_tui.workbooks.layout import ChartKind, Number
from tests.packs import building

NOW, BEFORE = Quarter(2024, 4), Quarter(2023, 4)


def area(name: str, value: str | None, earlier: str | None = None, *, national: bool = False) -> AreaFigure:
    figure, before = (None if text is None else Decimal(text) for text in (value, earlier))
    return AreaFigure(name, figure, before, national=national, own=name == "Medway")


def table(quarter: Quarter, *areas: AreaFigure) -> BenchmarkTable:
    return BenchmarkTable("Crime per 1,000", f"year to {quarter}", quarter, areas)


OURS = area("Medway", "96.6", "99.4")
EDITIONS = editions_of(
    [
        table(NOW, area("Havant", None), OURS, area("Wigan", "94.5", "90"), area("GB", "80", national=True)),
        table(BEFORE, area("Medway", "99.4"), area("Corby", "87")),
    ]
)


def test_areas_stand_by_rank_with_the_average_among_them() -> None:
    sheet = benchmarking(EDITIONS)
    assert sheet is not None
    assert sheet.table is not None
    rows = sheet.table.rows
    assert [row[1] for row in rows] == ["Medway", "Average", "Wigan", "Havant", "GB"]
    assert [row[2] for row in rows] == [
        "our area",
        "average of the areas",
        "area compared",
        "area compared",
        "stands apart",
    ]
    assert rows[1][5] == Number(Fraction("95.55"), 2)
    said = " ".join(str(line.text) for line in sheet.lines)
    assert "average of the 2 areas is 95.55 " in said  # not 95.6, which 96.6 is 1.05 above
    assert "It is 1.05 (1.1%) above the average" in said
    assert [row[3] for row in rows[3:]] == ["[x]", "[z]"]
    assert [(series.name, series.rows) for series in sheet.charts[0].series] == [
        ("Our area", (0, None, None, None)),
        ("Other areas", (None, None, 2, None)),
        ("Average of the areas", (None, 1, None, None)),
        ("National", (None, None, None, 4)),
    ]
    assert (sheet.charts[0].kind, sheet.charts[0].series[0].pattern) == (ChartKind.MARKED_BARS, 0)  # no rating's red
    assert "Medway is hatched" in sheet.charts[0].alt
    assert any("Havant, Wigan" in str(line.text) or "Havant and Wigan joined" in str(line.text) for line in sheet.lines)


def test_there_is_no_sheet_without_a_table() -> None:
    assert benchmarking(()) is None


def test_the_tidy_data_has_exact_figures_and_no_average() -> None:
    lines = benchmarking_csv(EDITIONS, {}).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 4
    assert lines[1].endswith("our area,96.6,99.4,-2.8,-2.8169014084507,,fell,1,0,3")


@pytest.mark.parametrize(
    "medway",
    [
        AreaFigure("Medway", Decimal(3), own=True),
        AreaFigure("Medway", Decimal(7), change_percent=Decimal("133.3"), own=True),  # 3 a year before
        AreaFigure("Medway", Decimal(40), change_percent=Decimal(1233), own=True),  # rounded, and 3 still
        AreaFigure("Medway", None, Decimal(8), change_percent=Decimal("-62.5"), own=True),  # 3 now
    ],
    ids=["stated", "before", "before, rounded", "now"],
)
def test_a_table_that_tells_few_people_in_a_sensitive_matter_stands_only_in_an_exact_pack(medway: AreaFigure) -> None:
    content = building.content_of(building.full_book())
    cases = next(one for one in content.status.plan.measures if one.id == "P1-06.cases")
    few = editions_of([replace(table(NOW, medway, area("Bury", "12")), about=cases.uid)])
    held = replace(content, tables=(*few, *EDITIONS))
    assert held.shown_tables == EDITIONS
    exact = replace(held, exact_small_numbers=True)
    assert exact.shown_tables == held.tables
    why = 'The table of areas "Crime per 1,000" is left out, because it holds a count of one to four people'
    for told, said in ((held, True), (exact, False)):
        view = PackView(told)
        assert any(str(line.text).startswith(why) for line in cover(view).lines) is said
        assert any(warning.startswith(why) for warning in view.warnings) is said
    enough = replace(medway, value=Decimal(44), earlier=None, change_percent=Decimal(100))  # 22 a year before
    many = editions_of([replace(table(NOW, enough, area("Bury", "12")), about=cases.uid)])
    assert replace(held, tables=many).shown_tables == many
