"""The pack as its readers meet it: sheets, figures, words, and bytes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import repeat
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_tui.domain.book import Book
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.results import Headline
from csp_tui.packs.content import Issue, PackContent
from csp_tui.packs.notes import Notebook
from csp_tui.packs.summary import summary
from csp_tui.packs.view import PackView
from csp_tui.packs.workbook import sheets_of, workbook_bytes
from csp_tui.packs.writing import pack_bytes
from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.layout import Column, Number, Paper, Sheet, Table
from csp_tui.workbooks.measuring import lines_needed
from csp_tui.workbooks.printing import TITLE_HEIGHT, fitted_scale, pages_high
from csp_tui.workbooks.reading_back import read_back
from tests.packs import building

SHEETS = [
    "Cover",
    "Contents",
    "Summary",
    "Exceptions",
    "P1",
    "P2",
    "P3",
    "P4",
    "Commentary P1",
    "Commentary P2",
    "Commentary P3",
    "Commentary P4",
    "Deliverables",
    "Actions",
    "Awaited",
    "Changes",
    "Charts",
    "Notes",
    "Data",
]
Row = dict[str, Any]


@cache
def a_pack(name: str) -> Workbook:
    return opened(building.packed(name))


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def rows(book: Workbook, sheet: str) -> list[Row]:
    """The table of a sheet, a dictionary a row, by headings without their notes."""
    worksheet = book[sheet]
    (table,) = worksheet.tables.values()
    first, *others = worksheet[table.ref]
    headings = [str(cell.value).partition(" [note")[0] for cell in first]
    return [dict(zip(headings, (cell.value for cell in row), strict=True)) for row in others]


def the_row(book: Workbook, sheet: str, **wanted: str) -> Row:
    (found,) = [row for row in rows(book, sheet) if all(str(row[key]).startswith(text) for key, text in wanted.items())]
    return found


def lines(worksheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for cell in worksheet["A"] if cell.value is not None)


def table_of(content: PackContent, name: str) -> Sheet:
    (found,) = [sheet for sheet in sheets_of(PackView(content)) if sheet.name == name]
    return found


@pytest.mark.parametrize("name", ["full", "almost_empty", "hostile"])
def test_every_pack_has_the_same_sheets_in_order(name: str) -> None:
    assert a_pack(name).sheetnames == SHEETS


@pytest.mark.parametrize("name", ["full", "almost_empty", "hostile"])
def test_no_cell_of_a_table_is_empty_and_no_table_has_a_filter_or_a_repeated_heading(name: str) -> None:
    for worksheet in a_pack(name).worksheets:
        assert worksheet.freeze_panes is None
        assert not worksheet.merged_cells.ranges
        for table in worksheet.tables.values():
            assert table.autoFilter is None
            headings = [str(cell.value) for cell in worksheet[table.ref][0]]
            assert len(set(headings)) == len(headings)
            empty = [cell.coordinate for row in worksheet[table.ref] for cell in row if cell.value in (None, "")]
            assert empty == [] or worksheet.title == "Data"  # whose rows name their empty cells: see test_data


def test_a_title_that_is_wider_than_the_cover_is_wrapped_in_a_row_that_is_high_enough() -> None:
    content = building.almost_empty()
    name = "Community Safety Partnership of Medway, the Surrounding Parishes and the Hundred of Hoo"
    plan = replace(content.status.plan, partnership=name)
    packed = pack_bytes(replace(content, status=replace(content.status, plan=plan)))
    worksheet = load_workbook(io.BytesIO(packed))["Cover"]
    high = worksheet.row_dimensions[1].height
    assert worksheet["A1"].alignment.wrap_text
    assert high is not None
    assert high >= 2 * TITLE_HEIGHT


def test_each_sheet_has_a_bold_title_and_says_what_it_holds() -> None:
    for worksheet in a_pack("full").worksheets:
        assert worksheet["A1"].font.b
        assert "table" in str(worksheet["A2"].value)


def test_the_published_example_stands_with_its_arithmetic() -> None:
    row = the_row(a_pack("full"), "P1", Indicator="P1-01", Unit="incidents", **{"Figure stated": "[x]"})
    assert (row["Figure compared"], row["Against"], row["Change"], row["Change in %"]) == (5208, 4802, 406, 8.5)
    assert row["Rating in words"] == "Red: worse by more than 5%"
    assert row["Why, and what else to know"].startswith(
        "Red: 5,208 is 406 (8.5%) above 4,802, the rolling year before."
    )


def test_numbers_are_numbers_with_their_decimals_and_percentages_keep_their_ratio() -> None:
    worksheet = a_pack("full")["P3"]
    (found,) = [row for row in worksheet.iter_rows() if str(row[0].value).startswith("P3-07")]
    assert found[4].value == 63.75
    assert found[4].number_format == '#,##0.00"%"_-'
    assert found[7].value == 63
    assert found[9].value == 0.75


def test_benchmarks_are_exactly_the_plans() -> None:
    book = a_pack("full")
    shown = {
        str(row["Indicator"]).split()[0]: str(row["Benchmark, number or words of the plan"])
        for number in (1, 2, 3, 4)
        for row in rows(book, f"P{number}")
    }
    assert shown == {indicator.code: indicator.benchmark for indicator in building.plan().indicators}


def test_every_stated_figure_of_this_quarter_reads_back_exactly_from_the_data_sheet() -> None:
    book = building.full_book()
    found = {(row["Measure"], row["Quarter"]): row["Value"] for row in rows(a_pack("full"), "Data")}
    compared = 0
    for measure in book.plan.measures:
        if measure.sensitive or len(measure.suppliers) > 1:
            continue
        for quarter, stated in book.figures.get(measure.uid, {}).get("", {}).items():
            if stated.statement.value is not None:
                assert Decimal(repr(found[measure.id, str(quarter)])) == stated.statement.value.number
                compared += 1
    assert compared > 100


def test_exceptions_list_red_before_amber_with_the_action_of_the_partner() -> None:
    found = rows(a_pack("full"), "Exceptions")
    words = [str(row["Rating"]).partition(":")[0] for row in found]
    assert words == sorted(words, key=["Red", "Amber"].index)
    assert set(words) == {"Red", "Amber"}
    assert all(row["Action"] for row in found)


def test_a_quarter_without_red_or_amber_says_so_in_one_row() -> None:
    (row,) = rows(a_pack("almost_empty"), "Exceptions")
    assert row["Indicator and measure"] == "No indicator is red or amber of what is in (1 of 44)"


def test_long_commentary_goes_on_in_further_rows_and_loses_nothing() -> None:
    long = "The patrols went on through the night, and " * 700
    content = building.content_of(building.full_book(words=(*("Short.",) * 3, long, *("Short.",) * 200)))
    found = rows(opened(pack_bytes(content)), "Commentary P1")
    told = " ".join(
        row["Text"] for row in found if row["Indicator"] == "P1-02" and row["Heading"].startswith("Patterns")
    )
    assert told.split() == long.split()


def test_the_data_tell_apart_what_is_asked_of_a_partner_for_two_areas() -> None:
    areas = {row["Measure"]: row["Area"] for row in rows(a_pack("full"), "Data")}
    assert (areas["P2-04.referrals"], areas["P4-07.referrals"]) == ("Medway", "Kent")


def test_every_table_has_a_row_because_excel_takes_one_without_for_damage() -> None:
    for name in ("full", "almost_empty", "without_indicators"):
        for worksheet in a_pack(name).worksheets:
            for table in worksheet.tables.values():
                assert len(list(worksheet[table.ref])) > 1, f"{name}: {worksheet.title}"


def test_no_row_needs_more_room_than_it_has() -> None:
    """Excel shows 409 points of a row and cuts the rest."""
    for worksheet in a_pack("hostile").worksheets:
        for table in worksheet.tables.values():
            for row in worksheet[table.ref]:
                height = worksheet.row_dimensions[row[0].row].height
                assert height is not None
                needed = max(
                    lines_needed(cell.value, worksheet.column_dimensions[cell.column_letter].width) * 15
                    for cell in row
                    if isinstance(cell.value, str)
                )
                assert height >= min(needed, 409), f"{worksheet.title}!{row[0].row}"
                assert needed <= 409, f"{worksheet.title}!{row[0].row}"


@pytest.mark.parametrize("name", ["full", "almost_empty", "hostile", "overflowing", "without_indicators"])
def test_the_summary_stays_one_page_that_can_be_read_whatever_was_written(name: str) -> None:
    content = building.named(name)
    sheet = summary(PackView(content), Notebook())
    assert fitted_scale(sheet) >= 0.75  # nine points on paper
    worksheet = opened(workbook_bytes(content, (sheet,)))["Summary"]
    assert worksheet.page_setup.fitToHeight == 1
    height = sum(dimension.height or 0 for dimension in worksheet.row_dimensions.values())
    assert height <= (842 - 2 * 0.4 * 72) / 0.75  # an A4 page inside its margins


def test_a_row_that_would_stand_alone_on_the_last_page_is_taken_onto_the_one_before() -> None:
    columns = (Column("Deliverable", 38), Column("Progress", 60))

    def high(rows: int) -> int:
        table = Table("T", columns, (("P1-D01", "Work has begun."),) * rows)
        return pages_high(Sheet("T", "T", "One table.", Paper.A4_LANDSCAPE, table=table))

    heights = [high(rows) for rows in range(1, 100)]
    first = heights.index(1)
    assert first > 15  # what fits on a page is left as it is
    assert heights[first : first + 3] == [1, 1, 1]
    assert 0 in heights[first:]  # more than a few have a page of their own
    assert 2 in heights


def test_the_summary_says_where_the_rest_is_of_what_it_leaves_out() -> None:
    text = " ".join(str(line.text) for line in summary(PackView(building.overflowing()), Notebook()).lines)
    assert "(in full on Commentary P1)" in text
    assert re.search(r"And \d+ more, under Ask of the SEG on the Commentary sheets\.", text)
    assert "30 actions: 30 overdue. All of them are on Actions." in text


def test_what_changed_colour_and_the_worst_are_told_on_the_summary() -> None:
    text = lines(a_pack("full")["Summary"])
    assert "P1-01 green to red" in text
    assert "P1-04 Serious violent crime, red (24.4% above)" in text


def test_awaited_lists_partners_with_reasons_promises_and_differing_figures() -> None:
    book = a_pack("full")
    late = the_row(book, "Awaited", Indicator="P2-06")
    assert (late["Partner"], late["What is known of it"]) == ("The Probation Service", "Late")
    assert late["Promised by"].date() == date(2026, 12, 1)
    assert the_row(book, "Awaited", Indicator="P1-14")["What is known of it"] == "Not published"
    differ = the_row(book, "Awaited", Indicator="P1-05")
    assert differ["What is missing"] == "Figures differ: to be settled"
    assert differ["What is known of it"] == (
        "262 by A. Clerk on 02 Nov 2026 (council.xlsx), or 280 by B. Smith on 03 Nov 2026 (Analysts, desk 3)"
    )
    assert the_row(book, "Awaited", Indicator="P1-14")["Contact"] in ("A. Clerk", "B. Smith", "Analysts, desk 3")


def test_a_draft_and_an_issued_pack_say_which_they_are() -> None:
    content = building.full()
    assert "Draft of 18 November 2026." in lines(a_pack("full")["Cover"])
    assert all("OFFICIAL, draft." in lines(sheet).replace("\n", " ") for sheet in a_pack("full").worksheets[1:])
    quarter = assess_quarter(Book(content.status.plan, content.status.quarter))
    assert "Draft. Nothing is stated for Q2 2026-27 yet." in lines(
        opened(pack_bytes(PackContent(quarter, content.produced, content.digest)))["Cover"]
    )
    issued = replace(content, issue=Issue(1, content.produced, "Coordinator"))
    assert "Issued on 18 November 2026 by Coordinator." in lines(opened(pack_bytes(issued))["Cover"])
    assert (content.filename, issued.filename) == ("medway-2026-27-Q2-draft.xlsx", "medway-2026-27-Q2-issued-1.xlsx")


def test_other_figures_and_a_break_reach_the_pack() -> None:
    book = a_pack("full")
    assert "Warrants: 31; before: 28" in {row["Text"] for row in rows(book, "Commentary P3")}
    assert "[b]" in the_row(book, "P1", Indicator="P1-15")["Period"]
    assert the_row(book, "P2", Measure="VAWG offences recorded")["Figure stated"] == 1412
    sheet = book["P2"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if "[p]" in cell.number_format]
    assert cell.value == 1412


def test_a_change_on_nothing_has_no_percentage() -> None:
    row = the_row(a_pack("full"), "P1", Indicator="P1-16")
    assert (row["Against"], row["Change"], row["Change in %"]) == (0, 0, "[z]")


def test_an_indicator_that_all_its_parts_decide_has_a_row_of_its_own() -> None:
    row = the_row(a_pack("full"), "P3", Indicator="P3-04", Measure="All parts together")
    assert row["Rating in words"] == "Amber"
    assert row["Why, and what else to know"] == "2 of 4 parts worse."


def test_each_note_that_is_used_is_defined_and_each_defined_is_used() -> None:
    sheets = sheets_of(PackView(building.full()))
    (notes,) = [sheet.table for sheet in sheets if sheet.name == "Notes"]
    assert notes is not None
    used = str([sheet for sheet in sheets if sheet.name != "Notes"])
    assert all(str(row[0]) in used for row in notes.rows)
    assert f"[note {len(notes.rows) + 1}]" not in used


def test_the_same_content_gives_the_same_bytes_in_another_process_on_another_machine() -> None:
    script = (
        "import hashlib; from tests.packs import building; from csp_tui.packs.writing import pack_bytes;"
        "print(hashlib.sha256(pack_bytes(building.full())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1


def test_the_package_carries_no_time_of_writing_and_names_its_language() -> None:
    with zipfile.ZipFile(io.BytesIO(building.packed("full"))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = a_pack("full").properties
    assert properties.language == "en-GB"
    assert properties.title == "Medway Community Safety Partnership quarterly report, Quarter 2, Jul to Sep 2026"
    assert properties.creator == "Medway Community Safety Partnership"
    assert properties.modified is not None
    assert properties.modified.date() == building.PRODUCED


def test_no_cell_holds_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(building.packed("hostile"))) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                root = ElementTree.fromstring(archive.read(name))
                assert not [e for e in root.iter() if e.tag.endswith("}f")]


def test_a_text_that_begins_like_a_formula_is_marked_as_text_wherever_people_type() -> None:
    book = replace(building.full_book(words=("=1+1",)), headlines={2: Headline("=1+1")})
    content = replace(building.content_of(book), marking="=MARK()")
    told = building.with_all_told(content, repeat("+1"), repeat("@name"))
    cells = [cell for sheet in opened(pack_bytes(told)) for row in sheet.iter_rows() for cell in row]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@")]
    typed = {"Cover", "Summary", "Exceptions", "Commentary P1", "Deliverables", "Actions", "Awaited", "Changes"}
    assert {cell.parent.title for cell in risky} >= typed
    assert {str(cell.value)[:1] for cell in risky} == {"=", "+", "@"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)


def test_hostile_text_arrives_as_typed_but_without_control_and_direction_characters() -> None:
    texts = {row["Text"] for number in (1, 2, 3, 4) for row in rows(a_pack("hostile"), f"Commentary P{number}")}
    assert "<script>alert(1)</script> & [red]markup[/] [31mescape[0m  null" in texts
    assert "_x0041_ looks like an escape, too" in texts
    assert "gnirts desrever and \u0645\u0631\u062d\u0628\u0627" in texts
    assert "#N/A" in texts


def test_reading_back_names_the_cell_that_differs() -> None:
    content = building.almost_empty()
    sheets = sheets_of(PackView(content))
    written = workbook_bytes(content, sheets)
    *others, data = sheets
    assert data.table is not None
    first, *rest = data.table.rows
    wrong = replace(data, table=replace(data.table, rows=((Number(Fraction(7)), *first[1:]), *rest)))
    with pytest.raises(WorkbookError, match=r"Data!row 6, column 1 reads 1.0 after writing, where 7 should stand"):
        read_back(written, (*others, wrong))


def test_a_first_quarter_without_any_figure_still_makes_a_pack() -> None:
    book = replace(
        building.full_book(), figures={}, commentary={}, headlines={}, other_figures={}, conflicts=frozenset()
    )
    content = PackContent(status=assess_quarter(book), produced=building.PRODUCED, digest="0")
    text = lines(opened(pack_bytes(content))["Summary"])
    assert "Nothing is in yet." in text
    assert "Changed colour: not known" in text
