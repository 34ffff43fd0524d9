"""What a cell means: the values that people and spreadsheets leave in a form, read by the stated rules."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from csp_tui.domain.numbers import MAX_DIGITS, Figure, Qualifier, read_figure
from csp_tui.domain.statements import Statement
from csp_tui.returns.cells import CellError, Wanted, typed_text
from csp_tui.returns.formats import Mark
from csp_tui.returns.guarding import guarded
from csp_tui.returns.reading import read_return
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.sheets import read_sheets
from tests.returns.building import cell, filled, the_plan, with_raw_cell
from tests.returns.one_cell import COUNT, RATE, place, read_as_is, returned, small_form, with_value
from tests.returns.second_reader import read_by_openpyxl

MONTH = date(2026, 4, 3)
AFTERNOON = datetime(2026, 4, 3, 12, 30)  # noqa: DTZ001 - cells know no zone
EVENING = datetime(2026, 9, 30, 17, 5)  # noqa: DTZ001

READ = [
    (COUNT, "1,204", None, Figure(Decimal(1204))),
    (COUNT, 5208.0, None, Figure(Decimal(5208))),
    (COUNT, " 3 ", None, Figure(Decimal(3))),
    (COUNT, "<5", None, Figure(Decimal(5), Qualifier.BELOW)),
    (COUNT, "about 1,400", None, Figure(Decimal(1400), Qualifier.ABOUT)),
    (COUNT, "\u0661\u0662", None, Figure(Decimal(12))),
    (COUNT, "\u200b1416\ufeff", None, Figure(Decimal(1416))),
    (RATE, "12.5%", None, Figure(Decimal("12.5"))),
    (RATE, "63%", "General", Figure(Decimal(63))),
    (RATE, 0.63, "0%", Figure(Decimal(63))),
    (RATE, 0.125, "[Red]0.0%;-0.0%", Figure(Decimal("12.5"))),
    (RATE, 0.63, '0.0" per cent"', Figure(Decimal("0.63"))),
    (RATE, 63, '0.0" %"', Figure(Decimal(63))),
    (RATE, 0.1 + 0.2, None, Figure(Decimal("0.3"))),
    (RATE, 63.333333333333336, None, Figure(Decimal("63.3333333333333"))),
]


@pytest.mark.parametrize(("id", "value", "number_format", "expected"), READ)
def test_a_figure_is_read_as_it_was_typed(
    id: str, value: object, number_format: str | None, expected: Figure, tmp_path: Path
) -> None:
    read = returned(tmp_path, with_value(id, value, number_format))
    assert read.unread == ()
    [item] = read.items
    assert isinstance(item.content, Statement)
    assert item.content.value == expected
    assert (item.origin.file, item.origin.sheet, item.origin.cell) == ("form.xlsx", "Return", place(id))


REFUSED = [
    (COUNT, "(5)", None, '"(5)" is not a number'),
    (COUNT, "63 approx", None, '"63 approx" is not a number; type 63.'),
    (COUNT, "63%", None, "not measured in per cent"),
    (COUNT, 0.63, "0%", '"63%" is a percentage, but this is not measured in per cent'),
    (COUNT, "3/4", None, '"3/4" is not a number'),
    (COUNT, MONTH, None, "A date stands here, 3 April 2026, which Excel may have made of something like 3/4"),
    (COUNT, AFTERNOON, None, "A date stands here, 3 April 2026"),
    (COUNT, True, None, '"TRUE" is not a number'),
    (COUNT, 2**70, None, "at most 15 are kept"),
    (COUNT, "=cmd()", None, '"=cmd()" is not a number'),
    (COUNT, "n/a", None, "leave it blank with a reason"),
    (COUNT, "x" * 32_000, None, "32,000 characters are too many for a figure"),
    (COUNT, -3, None, "-3"),
]


@pytest.mark.parametrize(("id", "value", "number_format", "expected"), REFUSED)
def test_what_is_no_figure_is_refused_by_its_cell(
    id: str, value: object, number_format: str | None, expected: str, tmp_path: Path
) -> None:
    read = returned(tmp_path, with_value(id, value, number_format))
    assert read.items == ()
    [unread] = read.unread
    assert expected in unread.reason
    assert (unread.measure, unread.origin.sheet, unread.origin.cell) == (id, "Return", place(id))


RAW = [
    ('<c r="{}"><v>1e400</v></c>', "A number too large to be kept"),
    ('<c r="{}"><f>10+5</f></c>', "A formula stands here whose result was not saved"),
    ('<c r="{}"><f t="shared" si="0"/><v></v></c>', "A formula stands here whose result was not saved"),
    ('<c r="{}" t="e"><v>#N/A</v></c>', "A formula's error stands here"),
    ('<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "A formula's error stands here"),
    ('<c r="{}" t="b"><v>1</v></c>', '"TRUE" is not a number'),
]


@pytest.mark.parametrize(("raw", "expected"), RAW)
def test_what_only_programs_write_is_refused_by_its_cell(raw: str, expected: str, tmp_path: Path) -> None:
    packed = with_raw_cell(with_value(COUNT, 1), "Return", place(COUNT), raw.format(place(COUNT)))
    [unread] = returned(tmp_path, packed).unread
    assert expected in unread.reason


def test_a_formula_counts_by_its_saved_result(tmp_path: Path) -> None:
    raw = f'<c r="{place(COUNT)}"><f>10+5</f><v>15</v></c>'
    [item] = returned(tmp_path, with_raw_cell(with_value(COUNT, 1), "Return", place(COUNT), raw)).items
    assert item.content == Statement(value=Figure(Decimal(15)))


def test_a_formula_whose_result_is_no_text_at_all_is_an_empty_cell(tmp_path: Path) -> None:
    raw = f'<c r="{place(COUNT)}" t="str"><f>IF(TRUE,"","")</f><v></v></c>'
    (tmp_path / "form.xlsx").write_bytes(with_raw_cell(with_value(COUNT, 1), "Return", place(COUNT), raw))
    read = read_return(tmp_path / "form.xlsx", the_plan())
    assert isinstance(read, Return)
    assert (read.items, read.unread) == ((), ())


@pytest.mark.parametrize("hidden", ["NaN", "5_x0000_", "5_x0007_"])
def test_a_number_that_hides_something_is_never_taken_for_another(hidden: str, tmp_path: Path) -> None:
    kind = "" if hidden == "NaN" else ' t="str"'
    raw = f'<c r="{place(COUNT)}"{kind}><v>{hidden}</v></c>'
    (tmp_path / "form.xlsx").write_bytes(with_raw_cell(with_value(COUNT, 1), "Return", place(COUNT), raw))
    read = read_return(tmp_path / "form.xlsx", the_plan())
    assert isinstance(read, Return)
    assert (len(read.items), len(read.unread)) == (0, 1)
    assert "\0" not in read.unread[0].reason


def test_one_megabyte_of_text_in_a_figure_or_a_comment_is_refused_by_its_cell(tmp_path: Path) -> None:
    long = "a" * 1_000_000
    raw = f'<c r="{place(COUNT)}" t="inlineStr"><is><t>{long}</t></is></c>'
    packed = with_raw_cell(with_value(COUNT, 1), "Return", place(COUNT), raw)
    sheet = load_workbook(io.BytesIO(small_form()))["Commentary"]
    at = cell(sheet, "P1-01", "Activity").coordinate
    packed = with_raw_cell(packed, "Commentary", at, f'<c r="{at}" t="inlineStr"><is><t>{long}</t></is></c>')
    reasons = {unread.origin.cell: unread.reason for unread in returned(tmp_path, packed).unread}
    assert "1,000,000 characters" in reasons[place(COUNT)]
    assert "at most 32,767 fit" in reasons[at]


@pytest.mark.parametrize("value", [date(2026, 9, 30), EVENING, "30/09/2026", "30 September 2026"])
def test_a_date_is_read_with_or_without_a_time_and_as_text(value: object, tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        cell(workbook["Return"], COUNT, "Figure").value = 5
        cell(workbook["Return"], COUNT, "Period to").value = value  # type: ignore[assignment]

    [item] = returned(tmp_path, filled(small_form(), fill)).items
    assert isinstance(item.content, Statement)
    assert item.content.period_to == date(2026, 9, 30)


@pytest.mark.parametrize(("value", "expected"), [("Yes", True), (True, True), ("no", False), (False, False)])
def test_provisional_is_yes_or_no_however_it_is_said(value: object, expected: bool, tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        cell(workbook["Return"], COUNT, "Figure").value = 5
        cell(workbook["Return"], COUNT, "Provisional").value = value  # type: ignore[assignment]

    [item] = returned(tmp_path, filled(small_form(), fill)).items
    assert isinstance(item.content, Statement)
    assert item.content.provisional is expected


@given(st.floats(min_value=0, max_value=1e15, allow_subnormal=False).filter(lambda x: x == 0 or x > 1e-15))
def test_a_number_is_its_shortest_decimal_of_fifteen_digits(number: float) -> None:
    text = typed_text(number, None, Wanted.FIGURE)
    assert text is not None
    assert re.fullmatch(r"\d+(\.\d*[1-9])?", text)
    assert Decimal(text) == Decimal(f"{number:.{MAX_DIGITS}g}")


@given(st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False))
def test_a_figure_that_a_spreadsheet_keeps_comes_back_as_it_was_typed(typed: Decimal) -> None:
    text = typed_text(float(typed), None, Wanted.FIGURE)
    assert text is not None
    assert read_figure(text).number == typed
    shown_as_percentage = typed_text(float(typed / 100), Mark.PER_CENT, Wanted.FIGURE)
    assert shown_as_percentage is not None
    assert read_figure(shown_as_percentage, percent=True).number == typed


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.datetimes() | st.times() | st.none())
def test_no_value_of_a_cell_is_ever_more_than_a_text_or_a_sentence(value: object) -> None:
    for wanted in Wanted:
        for mark in (None, *Mark):
            sentence = None
            try:
                text = typed_text(value, mark, wanted)  # type: ignore[arg-type]
                assert text is None or text.strip()
            except CellError as error:
                sentence = str(error)
            assert sentence is None or (sentence.isprintable() and sentence.endswith("."))


def test_true_is_no_figure_as_libreoffice_saves_it_either(tmp_path: Path) -> None:
    raw = f'<c r="{place(COUNT)}" t="n"><f aca="false">TRUE()</f><v>1</v></c>'
    read = read_as_is(tmp_path, with_raw_cell(with_value(COUNT, 1), "Return", place(COUNT), raw))
    assert (read.items, read.unread[0].text) == ((), "TRUE")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ('<c r="{0}"><v>1&#50;</v></c>', "spells the digits of a number out"),
        ('<c r="{0}"><v>1<!-- -->2</v></c>', "comments or other marks"),
        ('<c r="{0}"><v>1<?x?>2</v></c>', "comments or other marks"),
        ('<c r="{0}"><v><![CDATA[12]]></v></c>', "comments or other marks"),
        ('<c r="{0}"><f>6+6<!-- --></f></c>', "comments or other marks"),
        ('<c r="{0}"><v>1</v><v>2</v></c>', "a cell with two values"),
        ('<c r="{0}"><v>1</v></c><c r="{0}"><v>2</v></c>', "holds the cell {0} twice"),
        ('<c r="{0}"><v>1</v></c></row><row r="6"><c r="ZZ6"/>', "holds the row 6 twice"),
    ],
)
def test_a_sheet_of_which_readers_make_different_figures_is_refused(raw: str, why: str, tmp_path: Path) -> None:
    at = place(COUNT)
    (tmp_path / "form.xlsx").write_bytes(with_raw_cell(with_value(COUNT, 1), "Return", at, raw.format(at)))
    read = read_return(tmp_path / "form.xlsx", the_plan())
    assert isinstance(read, Refused)
    assert why.format(at) in read.reason


def test_both_readers_read_the_same_sheets(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(with_value(RATE, 0.63, "0%"))
    package = guarded(tmp_path / "form.xlsx")
    fast, slow = read_sheets(package), read_by_openpyxl(package)
    assert [sheet.name for sheet in fast] == [sheet.name for sheet in slow]
    assert fast[0].marks == slow[0].marks
