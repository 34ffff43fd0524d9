"""The Charts sheet as a member meets it: pictures of the table beside them, and of nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break
from csp_tui.domain.statements import Statement
from csp_tui.packs.charts import charts
from csp_tui.packs.content import PackContent
from csp_tui.packs.notes import Notebook
from csp_tui.packs.summary import counts
from csp_tui.packs.view import PackView
from csp_tui.packs.writing import pack_bytes
from csp_tui.workbooks.layout import Chart, Number, Sheet, Value
from tests.packs import building

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
BLANK = "'Charts'!$B$1"


def sheet_of(content: PackContent) -> Sheet:
    sheet = charts(PackView(content), Notebook())
    assert sheet is not None
    return sheet


def content_of(book: Book) -> PackContent:
    return replace(building.content_of(book), breaks=book.breaks)


def with_series(values: dict[Quarter, str], measure_id: str = "P3-06.under-18s", *breaks: Break) -> PackContent:
    """A book in which one measure alone is stated, with these values and breaks."""
    base = building.plan()
    measure = base.by_id[measure_id]
    series = {quarter: Stated(building.value(value)) for quarter, value in values.items()}
    figures = {measure.uid: {measure.answerer(measure.suppliers[0]): series}}
    return content_of(Book(base, building.QUARTER, figures, {measure.uid: breaks} if breaks else {}))


def last_quarters(*values: str) -> dict[Quarter, str]:
    first = building.QUARTER.shifted(1 - len(values))
    return {first.shifted(place): value for place, value in enumerate(values)}


def line_of(content: PackContent) -> tuple[Chart, list[tuple[Value, ...]]]:
    """The one line chart and its rows."""
    sheet = sheet_of(content)
    assert sheet.table is not None
    (chart,) = (one for one in sheet.charts if not one.title.startswith("Ratings"))
    return chart, list(sheet.table.rows[chart.first : chart.last + 1])


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(building.packed("full"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def worksheet() -> Worksheet:
    sheet = load_workbook(io.BytesIO(building.packed("full")))["Charts"]
    assert isinstance(sheet, Worksheet)
    return sheet


def drawn() -> list[ElementTree.Element]:
    names = sorted((n for n in parts() if n.startswith("xl/charts/chart")), key=lambda n: int(re.sub(r"\D", "", n)))
    return [ElementTree.fromstring(parts()[name]) for name in names]


def cells_at(formula: str) -> list[Any]:
    """The values in the cells that a series takes, in its order."""
    found: list[Any] = []
    for area in formula.strip("()").split(","):
        place = area.replace("$", "").removeprefix("'Charts'!")
        held = worksheet()[place]
        found += [row[0].value for row in held] if isinstance(held, tuple) else [held.value]
    return found


def cached(source: ElementTree.Element) -> list[str | None]:
    count = source.find(f".//{C}ptCount")
    assert count is not None
    values: list[str | None] = [None] * int(count.attrib["val"])
    for point in source.iter(f"{C}pt"):
        values[int(point.attrib["idx"])] = point.findtext(f"{C}v")
    return values


def test_each_chart_draws_the_cells_of_the_table_and_keeps_the_same_numbers() -> None:
    plotted = 0
    for chart in drawn():
        for source in chart.iter(f"{C}numRef"):
            cells, kept = cells_at(source.findtext(f"{C}f") or ""), cached(source)
            assert [None if value is None else float(value) for value in kept] == cells
            plotted += sum(value is not None for value in kept)
        for source in chart.iter(f"{C}strRef"):
            assert cells_at(source.findtext(f"{C}f") or "") == cached(source)
    assert plotted > 150


def test_no_chart_takes_a_cell_with_words_which_would_be_drawn_as_nought() -> None:
    values = [cell for chart in drawn() for ref in chart.iter(f"{C}numRef") for cell in cells_at(ref[0].text or "")]
    assert {type(value) for value in values} <= {int, float, type(None)}


def test_each_chart_says_in_words_what_it_shows() -> None:
    root = ElementTree.fromstring(parts()["xl/drawings/drawing1.xml"])
    told = [one.attrib["descr"] for one in root.iter(f"{XDR}cNvPr")]
    assert len(told) == len(drawn()) == len(sheet_of(building.full()).charts)
    assert "priority 1: 2 red, 1 amber" in told[0].lower()
    adults = next(text for text in told if "P3-05" in text)
    assert "From 1,359 in Q3 2024-25 to 1,390 in Q2 2026-27: higher, which is better." in adults
    assert "below the plan's target, 1,416" in adults


def test_series_of_a_chart_differ_by_more_than_colour() -> None:
    for chart in drawn():
        looks = [
            (
                *(mark.attrib.get("val") for mark in one.iter(f"{C}symbol")),
                *(e.attrib.get("val") for e in one.iter() if e.tag.endswith("}prstDash")),
                *(e.attrib.get("prst") for e in one.iter() if e.tag.endswith("}pattFill")),
            )
            for one in chart.iter(f"{C}ser")
        ]
        assert len(set(looks)) == len(looks)
        assert all(axis.find(f"{C}delete") is not None for axis in chart.iter(f"{C}valAx"))


def test_ratings_are_counted_as_the_summary_counts_them() -> None:
    view = PackView(building.full())
    sheet = charts(view, Notebook())
    assert sheet is not None
    assert sheet.table is not None
    told = {(row[0], row[1]): row[2] for row in sheet.table.rows if str(row[0]).startswith("Can be rated: ")}
    columns = ("red", "amber", "green", "not rated", "awaited")
    for number, row in enumerate(counts(view).rows[:-1], 1):
        assert [told[f"Can be rated: {kind}", f"Priority {number}"] for kind in columns] == list(row[3:8])


def test_red_stands_out_of_the_ratings_without_its_colour_because_it_alone_is_dark_and_solid() -> None:
    inks = []
    for one in drawn()[0].iter(f"{C}ser"):
        fill = next(e for e in one.iter() if e.tag.endswith("}pattFill"))
        ink, paper = (int(e.attrib["val"], 16) for e in fill.iter() if e.tag.endswith("}srgbClr"))
        inks.append((ink == paper, ink >> 8 & 0xFF))
    assert [solid and green < 0x40 for solid, green in inks] == [True, False, False, False, False]


def test_charts_stand_beside_their_own_rows_and_never_over_one_another_or_a_page_end() -> None:
    sheet = sheet_of(building.full())
    assert sheet.table is not None
    rows = [row for chart in sheet.charts for row in range(chart.first, chart.last + 1)]
    assert rows == list(range(len(sheet.table.rows)))
    root = ElementTree.fromstring(parts()["xl/drawings/drawing1.xml"])
    anchors = [
        (int(one.findtext(f"{XDR}from/{XDR}row") or 0), int(one.findtext(f"{XDR}to/{XDR}row") or 0))
        for one in root.iter(f"{XDR}twoCellAnchor")
    ]
    assert all(end <= start for (_, end), (start, _) in pairwise(anchors))
    columns = {int(one.text or 0) for one in root.iter(f"{XDR}col")}
    assert min(columns) == len(sheet.table.columns)
    breaks = [one.id for one in worksheet().row_breaks.brk]
    assert breaks
    assert not any(start < at < end for at in breaks for start, end in anchors)


def test_a_masked_count_is_in_no_chart_and_leaves_a_gap() -> None:
    content = with_series(last_quarters("91", "93", "3", "94", "96", "97"))
    chart, rows = line_of(content)
    assert rows[2][2] == "[c]"
    assert [isinstance(row[2], Number) for row in rows] == [True, True, False, True, True, True]
    assert "From 91 in Q1 2025-26 to 97" in chart.alt
    with zipfile.ZipFile(io.BytesIO(pack_bytes(content))) as archive:
        part = ElementTree.fromstring(archive.read("xl/charts/chart2.xml"))
    figures, _ = (cached(ref) for ref in part.iter(f"{C}numRef"))
    assert [value and float(value) for value in figures] == [91, 93, None, 94, 96, 97]
    assert BLANK in (next(part.iter(f"{C}numRef")).findtext(f"{C}f") or "")


def test_the_line_of_a_sensitive_rolling_year_lacks_every_year_with_a_masked_quarter() -> None:
    base = building.plan()
    offences = replace(base.by_id["P1-04.offences"], sensitive=True, people=True)
    indicator = base.by_code["P1-04"]
    measures = tuple(offences if m.id == offences.id else m for m in indicator.measures)
    indicators = tuple(replace(i, measures=measures) if i.code == "P1-04" else i for i in base.indicators)
    sensitive = replace(base, indicators=indicators)
    values = last_quarters(*("40", "41", "42", "43", "44", "45", "46", "47", "2", "48", "49"))
    series = {quarter: Stated(building.value(value)) for quarter, value in values.items()}
    content = content_of(Book(sensitive, building.QUARTER, {offences.uid: {"": series}}))
    _, rows = line_of(content)
    figures = [row[2] for row in rows]
    assert figures[-3:] == ["[c]"] * 3
    assert sum(isinstance(figure, Number) for figure in figures) == 5


def test_a_break_interrupts_the_line_and_is_told() -> None:
    broken = Quarter(2026, 1)
    change = Break(broken, "a new register")
    chart, rows = line_of(with_series(last_quarters("91", "93", "94", "96", "90", "88"), "P3-06.under-18s", change))
    assert chart.series[0].rows.count(None) == 1
    assert chart.series[0].rows.index(None) == 4
    assert str(rows[4][1]) == "Q1 2026-27 [b]"
    assert "The line is interrupted before Q1 2026-27, where recording changed." in chart.alt
    assert "From 90 in Q1 2026-27 to 88" in chart.alt


def test_no_rolling_year_across_a_break_is_drawn() -> None:
    values = last_quarters(*("10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"))
    change = Break(Quarter(2026, 1), "a new system")
    _, rows = line_of(with_series(values, "P1-04.offences", change))
    told = {str(row[1]): row[2] for row in rows}
    assert [told[f"{name}"] for name in ("Q1 2026-27 [b]", "Q2 2026-27")] == ["[b]", "[b]"]
    assert isinstance(told["Q4 2025-26"], Number)


def test_fewer_than_four_figures_make_no_line() -> None:
    sheet = sheet_of(with_series(last_quarters("91", "93", "94")))
    assert [chart.title for chart in sheet.charts] == ["Ratings by priority, Quarter 2, Jul to Sep 2026"]
    assert sheet.table is not None
    assert [column.heading.partition(" [")[0] for column in sheet.table.columns] == [
        "What is shown",
        "Quarter or priority",
        "Figure",
        "What it counts",
    ], "nothing is compared, and no usual range drawn: a column of which all is [z] tells nothing"


def test_what_is_not_exact_is_told_and_not_drawn() -> None:
    base = building.full_book()
    measure = base.plan.by_id["P3-05.adults"]
    about = Stated(Statement(value=Figure(Decimal(1370), Qualifier.ABOUT)))
    figures = {**base.figures[measure.uid][""], building.QUARTER.previous: about}
    sheet = sheet_of(content_of(replace(base, figures={**base.figures, measure.uid: {"": figures}})))
    assert sheet.table is not None
    chart = next(one for one in sheet.charts if one.title.startswith("P3-05"))
    rows = sheet.table.rows[chart.first : chart.last + 1]
    assert [isinstance(row[2], Number) for row in rows] == [True] * 6 + [False, True]


@pytest.mark.parametrize(
    "content", [building.without_indicators(), building.content_of(Book(building.plan(), building.QUARTER))]
)
def test_there_is_no_sheet_where_nothing_is_to_be_drawn(content: PackContent) -> None:
    assert charts(PackView(content), Notebook()) is None


def test_the_last_figure_of_each_line_is_that_of_the_sheets() -> None:
    content = building.full()
    sheet = sheet_of(content)
    assert sheet.table is not None
    status = assess_quarter(building.full_book())
    compared = {one.measure.id: one.comparison for i in status.indicators for one in i.measures}
    for code, measure_id in (("P1-01", "P1-01.total"), ("P3-07", "P3-07.continuity"), ("P4-02", "P4-02.completions")):
        chart = next(one for one in sheet.charts if one.title.startswith(code))
        last = sheet.table.rows[chart.last]
        assert isinstance(last[2], Number)
        assert isinstance(last[4], Number)
        assert (last[2].value, last[4].value) == (compared[measure_id].compared, compared[measure_id].comparator)


def test_the_limits_of_what_is_usual_are_drawn_beside_a_figure_of_the_same_size() -> None:
    steady = last_quarters("90", "93", "91", "94", "92", "95", "90", "93")
    chart, rows = line_of(with_series(steady))
    assert [one.name for one in chart.series][-2:] == ["Usual range, from", "Usual range, to"]
    limits = {tuple(cell.value for cell in row[6:] if isinstance(cell, Number)) for row in rows}
    assert limits == {(Fraction(85), Fraction(100))}
    assert "Two thin lines show its usual range, 85 to 100." in chart.alt


def test_a_rolling_year_has_a_chart_of_its_quarters_with_their_limits() -> None:
    steady = last_quarters("40", "41", "42", "40", "43", "41", "42", "40", "41", "42", "70")
    sheet = sheet_of(with_series(steady, "P1-04.offences"))
    year, quarters = (one for one in sheet.charts if not one.title.startswith("Ratings"))
    assert len(year.series) == 2
    assert quarters.title.endswith("each quarter and its usual range")
    assert [one.name.partition(":")[0] for one in quarters.series] == [
        "Figure",
        "Against",
        "Usual range, from",
        "Usual range, to",
    ]
    assert "70 is unusually high: in the last 11 quarters it mostly lay between" in quarters.alt


def test_no_limits_are_drawn_where_too_few_quarters_are_known() -> None:
    chart, rows = line_of(with_series(last_quarters("90", "93", "91", "94", "92")))
    assert len(chart.series) == 2
    assert {row[6] for row in rows} == {"[x]"}
