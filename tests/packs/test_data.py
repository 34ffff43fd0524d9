"""The tidy data: one type a column, every empty cell explained, every figure the store's, as docs/data.md tells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.measures import Combine, Kind
from csp_tui.domain.numbers import Figure, Qualifier, plain, read_figure
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.results import Restated
from csp_tui.domain.statements import FIGURE_FIELDS, Blank, Statement
from csp_tui.packs.columns import COLUMNS
from csp_tui.packs.data import PACK_COLUMNS, TEXT_COLUMNS, commentary_csv, data_csv
from csp_tui.packs.data import data as data_sheet
from csp_tui.packs.fields import Column, Type
from csp_tui.packs.view import ALL_PARTNERS, PackView
from tests.packs import building

QUARTER = building.QUARTER
PAGE = Path(__file__).parents[2] / "docs" / "data.md"
NAMES = ("full", "issued", "almost_empty", "hostile")
MARKER = re.compile(r"\[[a-z]\]|<5")
Row = dict[str, str]


def read(data: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@cache
def the_rows(name: str) -> tuple[Row, ...]:
    content = building.named(name)
    return tuple(read(data_csv(PackView(content))))


def row_of(measure: str, quarter: str = str(QUARTER), rows: tuple[Row, ...] | None = None) -> Row:
    (found,) = [row for row in rows or the_rows("full") if row["measure"] == measure and row["quarter"] == quarter]
    return found


def rows_of_book(measure_id: str, stated: Statement, **changes: object) -> list[Row]:
    base = building.plan()
    measure = replace(base.by_id[measure_id], **changes)  # fields of a measure
    indicator = base.by_code[measure.indicator]
    own = tuple(measure if one.id == measure.id else one for one in indicator.measures)
    plan = replace(
        base, indicators=tuple(replace(i, measures=own) if i.code == indicator.code else i for i in base.indicators)
    )
    figures = {measure.uid: {measure.answerer(partner): {QUARTER: Stated(stated)} for partner in measure.suppliers}}
    content = building.content_of(Book(plan=plan, quarter=QUARTER, figures=figures))
    return [row for row in read(data_csv(PackView(content))) if row["measure"] == measure_id]


def documented() -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
    """What the page says, by its headings: name, type and values of each column."""
    found: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found[line[3:]] = []
        elif line.startswith("| `"):
            name, kind, _, meaning, values = (cell.strip() for cell in line.strip("|").split("|"))
            assert meaning.endswith("."), name
            found[list(found)[-1]].append((name.strip("`"), kind, tuple(re.findall("`([^`]+)`", values))))
    return {heading: columns for heading, columns in found.items() if columns}


def test_the_page_tells_every_column_in_order_with_its_type() -> None:
    told = documented()
    commentary = told.pop("The commentary")
    data = [(name, kind) for columns in told.values() for name, kind, _ in columns]
    assert data == [(column.name, str(column.type)) for column in (*PACK_COLUMNS, *COLUMNS)]
    assert [(name, kind) for name, kind, _ in commentary] == [(c.name, str(c.type)) for c in TEXT_COLUMNS]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_with_listed_values_holds_no_other(name: str) -> None:
    values = {column: allowed for told in documented().values() for column, _, allowed in told if allowed}
    for row in the_rows(name):
        for column, allowed in values.items():
            if row.get(column):
                assert row[column] in allowed, f"{column} of {row['measure']}"


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_of_its_columns_type_and_nothing_else(name: str) -> None:
    reads: dict[Type, Callable[[str], object]] = {
        Type.WHOLE: lambda text: text == str(int(text)),
        Type.NUMBER: lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text),
        Type.DATE: lambda text: date.fromisoformat(text).isoformat() == text,
        Type.TEXT: lambda text: not MARKER.fullmatch(text) and "\n" not in text and text == text.strip(),
    }
    columns: tuple[Column, ...] = (*PACK_COLUMNS, *COLUMNS)
    for row in the_rows(name):
        for column in columns:
            assert not row[column.name] or reads[column.type](row[column.name]), f"{column.name}: {row[column.name]}"


def test_the_file_is_read_by_a_spreadsheet_as_utf_8_and_holds_a_row_a_line() -> None:
    for name in NAMES:
        content = building.named(name)
        for data in (data_csv(PackView(content)), commentary_csv(PackView(content))):
            assert data.startswith(b"\xef\xbb\xbf")
            assert len(data.decode("utf-8-sig").splitlines()) == len(read(data)) + 1


def test_every_stated_figure_stands_in_the_file_exactly_and_with_its_qualifier() -> None:
    book = building.full_book()
    compared = 0
    for measure in book.plan.measures:
        for quarter, stated in book.figures.get(measure.uid, {}).get("", {}).items():
            row = row_of(measure.id, str(quarter))
            if measure.sensitive:
                continue
            for name in FIGURE_FIELDS:
                figure = getattr(stated.statement, name)
                if figure is not None:
                    assert Decimal(row[name]) == figure.number
                    compared += 1
            if stated.statement.value is not None:
                assert row["qualifier"] == str(stated.statement.value.qualifier or "exact")
    assert compared > 300


def test_the_assessed_figures_stand_in_the_file_exactly() -> None:
    row = row_of("P1-01.total")
    assert (row["value"], row["value_status"]) == ("", "not available")
    assert (row["compared"], row["comparator"], row["change"]) == ("5208", "4802", "406")
    assert (row["percent_change"], row["amber_end"]) == (plain(Decimal("8.45481049562682")), "5042.1")
    assert (row["rating"], row["comparator_kind"]) == ("red", "rolling_year")
    assert row["reason"].startswith("Red: 5,208")
    ratio = row_of("P3-07.continuity")
    assert (ratio["value"], ratio["value_status"], ratio["numerator"]) == ("63.75", "worked out", "51")
    assert (ratio["point_change"], ratio["qualifier"]) == ("0.75", "exact")


def test_each_empty_cell_says_whether_it_is_confidential_not_applicable_or_not_available() -> None:
    small = row_of("P1-06.cases")
    assert (small["value"], small["value_status"], small["compared"]) == ("", "confidential", "")
    assert {"value", "qualifier", "compared", "trend", "range"} <= set(small["confidential"].split())
    assert {"numerator", "answer", "due"} <= set(small["not_applicable"].split())
    for row in the_rows("full"):
        named = [*row["confidential"].split(), *row["not_applicable"].split()]
        assert all(name == "none" or row[name] == "" for name in named)
        assert len(set(named) - {"none"}) == len([name for name in named if name != "none"])
        expected = {"stated", "worked out"} if row["value"] else {"confidential", "not applicable", "not available"}
        assert row["value_status"] in expected
    awaited = row_of("P4-05.referrals")
    assert (awaited["state"], awaited["value_status"]) == ("awaited", "not available")


def test_a_masked_quarter_takes_with_it_what_the_course_of_a_later_figure_would_tell_of_it() -> None:
    base = building.plan()
    measure = base.by_id["P1-06.cases"]
    counts = (12, 9, 3, 14, 11, 10, 13, 12, 9)
    series = {QUARTER.shifted(-back): Stated(building.value(str(n))) for back, n in enumerate(counts)}
    content = building.content_of(Book(plan=base, quarter=QUARTER, figures={measure.uid: {"": series}}))

    def told(*, exact: bool) -> Row:
        rows = tuple(read(data_csv(PackView(replace(content, exact_small_numbers=exact)))))
        return row_of(measure.id, rows=rows)

    assert told(exact=True)["usual_low"]
    assert told(exact=True)["range"]
    masked = told(exact=False)
    assert (masked["value"], masked["usual_low"], masked["usual_high"], masked["range"]) == ("12", "", "", "")
    assert {"usual_low", "usual_high", "range"} <= set(masked["confidential"].split())


def test_a_blank_figure_tells_its_reason_and_what_is_promised() -> None:
    late = row_of("P2-06.stalking-referrals")
    assert (late["blank_reason"], late["promised_by"], late["answer_date"]) == ("late", "2026-12-01", "")
    (restricted,) = rows_of_book("P3-05.adults", Statement(blank=Blank.RESTRICTED))
    assert restricted["value_status"] == "confidential"
    (not_due,) = rows_of_book("P3-05.adults", Statement(blank=Blank.NOT_DUE))
    assert not_due["value_status"] == "not applicable"


def test_qualifiers_of_the_other_figures_are_told_so_that_no_number_seems_exact() -> None:
    about = Figure(Decimal(1300), Qualifier.ABOUT)
    (row,) = rows_of_book("P3-05.adults", Statement(value=Figure(Decimal(1390)), prior=about))
    assert (row["prior"], row["qualifier"], row["other_qualifiers"]) == ("1300", "exact", "prior about")
    loose = Statement(numerator=Figure(Decimal(51), Qualifier.ABOUT), denominator=Figure(Decimal(80)))
    (row,) = rows_of_book("P3-07.continuity", loose)
    assert (row["value"], row["value_status"], row["other_qualifiers"]) == ("", "not available", "numerator about")


def test_parts_of_a_sum_stand_beside_the_row_of_all_partners_that_is_rated() -> None:
    rows = rows_of_book(
        "P3-05.adults",
        Statement(value=Figure(Decimal(700))),
        combine=Combine.SUM,
        suppliers=("Medway Council", "Kent Police"),
    )
    assert {(row["partner"], row["value"]) for row in rows} == {
        (ALL_PARTNERS, "1400"),
        ("Medway Council", "700"),
        ("Kent Police", "700"),
    }
    rated = {row["partner"]: (row["compared"], "rating" in row["not_applicable"].split()) for row in rows}
    assert rated == {ALL_PARTNERS: ("1400", False), "Medway Council": ("", True), "Kent Police": ("", True)}


def test_a_series_bears_one_partners_name_in_every_quarter() -> None:
    names: dict[str, set[str]] = {}
    for row in the_rows("full"):
        names.setdefault(row["measure"], set()).add(row["partner"])
    assert all(len(partners) == 1 for partners in names.values())


def test_the_sheet_begins_in_its_fifth_row_and_holds_what_the_file_holds() -> None:
    for name in ("full", "issued"):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(building.packed(name)))
        headings, *rows = workbook.get_sheet_by_name("Data").to_python(skip_empty_area=False)[4:]
        assert headings == [column.heading for column in COLUMNS]
        unfilled = {column for column in COLUMNS if not any(row[column.name] for row in the_rows(name))}
        for cells, row in zip(rows, the_rows(name), strict=True):
            for column, cell in zip(COLUMNS, cells, strict=True):
                told = row[column.name]
                if column in unfilled:
                    assert cell == ("[z]" if column.name in row["not_applicable"].split() else "[x]")
                elif column.type in (Type.WHOLE, Type.NUMBER) and told:
                    assert isinstance(cell, float)
                    assert Decimal(told) == pytest.approx(Decimal(repr(cell)), rel=Decimal("1e-14"))
                else:
                    assert (cell.isoformat()[:10] if isinstance(cell, date) else cell) == told.removeprefix("'")


def test_a_column_that_no_row_fills_is_marked_down_its_length_with_the_reason_of_each_row() -> None:
    base = building.plan()
    figures = {base.by_id["P1-06.cases"].uid: {"": {QUARTER: Stated(building.value("3"))}}}
    table = data_sheet(PackView(building.content_of(Book(plan=base, quarter=QUARTER, figures=figures)))).table
    assert table is not None
    (cells,) = [cells for cells in table.rows if "P1-06.cases" in cells]
    masked = {column.name: cell for column, cell in zip(COLUMNS, cells, strict=True)}
    assert (masked["value"], masked["range"], masked["numerator"], masked["prior"]) == ("[c]", "[c]", "[z]", "[x]")


def test_every_row_of_a_file_tells_which_pack_it_is_of() -> None:
    told = {tuple(row[column.name] for column in PACK_COLUMNS) for row in the_rows("issued")}
    ((partnership, plan, quarter, standing, issue, day, marking, _),) = told
    assert (partnership, plan, quarter) == ("Medway Community Safety Partnership", "2026-27", "2026-27-Q2")
    assert (standing, issue, day, marking) == ("issued", "2", "2026-11-18", "OFFICIAL")


def test_all_that_is_said_stands_in_the_commentary_file_a_paragraph_a_row() -> None:
    content = building.full()
    rows = read(commentary_csv(PackView(content)))
    for indicator in content.status.indicators:
        for partner, texts in indicator.commentary.items():
            told = [
                row["text"] for row in rows if (row["indicator"], row["speaker"]) == (indicator.indicator.code, partner)
            ]
            for text in texts.values():
                assert all(line in told for line in text.split("\n") if line)
    headline = [row for row in rows if row["indicator"] == "none"]
    assert {row["heading"] for row in headline} == {"Headline"}
    assert {row["priority"] for row in headline} == {"1", "3"}
    other = [row["text"] for row in rows if row["heading"] == "Other figure"]
    assert "Of whom under 18: <5; before: 7" in other


def test_no_text_of_a_file_becomes_a_formula() -> None:
    for data in (data_csv, commentary_csv):
        for row in read(data(PackView(building.hostile()))):
            for name, cell in row.items():
                assert not cell.startswith(("=", "+", "@")), name
                assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell), name


def test_milestones_and_answers_have_no_figure_and_say_so() -> None:
    base = building.plan()
    for measure in base.measures:
        if measure.kind in (Kind.MILESTONE, Kind.YES_NO):
            row = row_of(measure.id)
            assert row["answer"]
            assert (row["value"], row["value_status"], row["unit"]) == ("", "not applicable", "")


def test_the_row_of_a_quarter_says_that_recording_changed_with_it_or_that_it_was_told_otherwise() -> None:
    book = building.full_book()
    uid = book.plan.by_id["P1-15.notices"].uid
    (indicator,) = (one for one in assess_quarter(book).indicators if one.indicator.code == "P1-15")
    told = Restated(QUARTER.previous, Statement(value=read_figure("1")), Statement(value=read_figure("2")), QUARTER)
    restated = replace(indicator, measures=tuple(replace(one, restated=(told,)) for one in indicator.measures))
    content = building.content_of(book)
    status = replace(content.status, indicators=(restated,))
    rows = tuple(read(data_csv(PackView(replace(content, status=status, breaks={uid: book.breaks[uid]})))))
    found = {row["quarter"]: (row["break_from"], row["revised"]) for row in rows if row["measure"] == "P1-15.notices"}
    assert found[str(QUARTER.previous)] == (str(QUARTER.previous), "yes")
    assert found[str(QUARTER)] == (str(QUARTER.previous), "no")
