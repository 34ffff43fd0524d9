"""Rows written as they stand in the file, held against the same rows drawn cell by cell."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from csp_tui.workbooks.drawing import draw, draw_all
from csp_tui.workbooks.finishing import finished
from csp_tui.workbooks.layout import Column, Link, Number, Paper, Sheet, Table, Value
from csp_tui.workbooks.styles import add_styles
from tests.examples import examples

DAY = date(2026, 11, 18)
TEXTS = st.text(alphabet=st.sampled_from("aW 1=+-@<>&\"'\n\t_x0041\u202e\u0645\U0001f6a8\x00"), max_size=30)
NUMBERS = st.builds(
    Number,
    st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=999),
    st.integers(0, 3),
    st.sampled_from(("", "%")),
    st.booleans(),
)
VALUES: st.SearchStrategy[Value] = TEXTS | NUMBERS | st.dates(date(1990, 1, 1), date(2100, 1, 1)) | st.none()


def a_sheet(rows: list[tuple[Value, ...]]) -> Sheet:
    columns = (Column("Text", 12), Column("Other", 20), Column("Third", 9))
    table = Table("Some_rows", columns, tuple(rows))
    return Sheet("Some", "Some rows", "This sheet contains one table.", Paper.A4_PORTRAIT, table=table)


def a_workbook() -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    return workbook


def read(packed: bytes) -> dict[str, Any]:
    worksheet = load_workbook(io.BytesIO(packed))["Some"]
    found: dict[str, Any] = {
        cell.coordinate: (cell.value, cell.data_type, cell.style, cell.number_format, cell.quotePrefix)
        for row in worksheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    found |= {f"height {row}": dimension.height for row, dimension in worksheet.row_dimensions.items()}
    return found


def written(sheet: Sheet, *, separately: bool) -> bytes:
    workbook = a_workbook()
    if separately:
        return finished(
            workbook, title="T", marking="OFFICIAL", creator="C", day=DAY, bodies=draw_all(workbook, (sheet,))
        )
    draw(workbook, sheet)
    return finished(workbook, title="T", marking="OFFICIAL", creator="C", day=DAY)


@settings(max_examples=examples(10, long=200))
@example([(Number(Fraction(5120000001, 512)), None, None)])  # more digits than a workbook keeps
@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=25))
def test_rows_read_alike_whether_they_are_written_at_once_or_cell_by_cell(rows: list[tuple[Value, ...]]) -> None:
    sheet = a_sheet(rows)
    assert read(written(sheet, separately=True)) == read(written(sheet, separately=False))


def test_a_reader_that_trusts_the_stated_size_finds_every_row() -> None:
    packed = written(a_sheet([("text", Number(Fraction(1)), None)] * 50), separately=True)
    worksheet = load_workbook(io.BytesIO(packed), read_only=True)["Some"]
    assert len(list(worksheet.iter_rows())) == 53  # title, what it holds, headings, rows


def test_a_link_in_a_table_still_leads_somewhere() -> None:
    packed = written(a_sheet([(Link("Go on", "Some"), "b", "c")]), separately=True)
    worksheet = load_workbook(io.BytesIO(packed))["Some"]
    assert worksheet["A4"].hyperlink is not None
    assert worksheet["A4"].hyperlink.location == "'Some'!A1"
