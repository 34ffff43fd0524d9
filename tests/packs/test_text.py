"""Text in cells: as typed, harmless, and never cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.measuring import divided, lines_needed, set_in_lines, shortened, width_of
from csp_tui.workbooks.text import cleaned, escaped, write_text


def a_cell() -> Cell:
    worksheet = Workbook().worksheets[0]
    cell = worksheet.cell(1, 1)
    assert isinstance(cell, Cell)
    return cell


@given(st.text())
@example("=1+1")
@example(" =cmd()")
@example("#N/A")
def test_no_text_becomes_a_formula_an_error_or_a_control_character(text: str) -> None:
    cell = a_cell()
    write_text(cell, text)
    value = str(cell.value)
    assert cell.data_type == "s"
    assert not {unicodedata.category(char) for char in value} & {"Cs"}
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in value)
    assert not value.startswith(("=", "+", "-", "@")) or cell.quotePrefix


@given(st.text(alphabet="_x0123456789ABCDEFabcdef", max_size=40))
def test_an_escape_that_was_typed_reads_as_it_was_typed(text: str) -> None:
    decoded, rest = "", escaped(text)
    while rest:  # as a spreadsheet decodes it: from the left, four digits at a time
        if rest.startswith("_x005F_"):
            decoded, rest = decoded + "_", rest[7:]
        else:
            decoded, rest = decoded + rest[0], rest[1:]
    assert decoded == text


def test_a_text_longer_than_a_cell_is_refused_with_its_place() -> None:
    with pytest.raises(WorkbookError, match=r"Sheet!A1 would hold 32,768 characters"):
        write_text(a_cell(), "a" * 32_768)


def test_line_ends_are_made_one_and_tabs_become_spaces() -> None:
    assert cleaned(" one\r\ntwo\rthree\tfour\x07 ") == "one\ntwo\nthree four"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=3000))
def test_dividing_a_text_loses_nothing_and_each_piece_fits(text: str) -> None:
    pieces = divided(text, 30, 5)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(lines_needed(piece, 30) <= 5 for piece in pieces)


@given(st.lists(st.text(alphabet="abcXYZ .", min_size=1, max_size=40), max_size=30).map(" ".join))
def test_lines_across_a_page_hold_every_word_and_fit(text: str) -> None:
    lines = set_in_lines(text, 60)
    assert " ".join(lines).split() == text.split()
    assert all(width_of(line) <= 60 for line in lines)


def test_a_shortened_text_says_where_the_rest_is() -> None:
    assert shortened("one two three four", 9, "in full on Commentary") == "one two … (in full on Commentary)"
    assert shortened("one  two", 9, "in full on Commentary") == "one two"
