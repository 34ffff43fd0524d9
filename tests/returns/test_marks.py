"""What tells which return a workbook is: its marks, what is left of them, and what is printed above its tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_tui.domain.quarters import Quarter
from csp_tui.returns.layout import META, RETURN
from tests.returns.building import FORM, POLICE, QUARTER, filled, three_filled, with_parts
from tests.returns.test_reading import CUSTOM, THREE, refused, returned, said


def test_without_its_properties_a_return_is_known_by_its_hidden_sheet(tmp_path: Path) -> None:
    stripped = with_parts(three_filled(), lambda name, part: b"<Properties/>" if name == CUSTOM else part)
    assert returned(tmp_path, stripped) == returned(tmp_path, three_filled())


def without_meta(workbook: Workbook) -> None:
    del workbook[META]


def test_without_its_hidden_sheet_a_return_is_known_by_its_properties_and_its_bases_are_unknown(tmp_path: Path) -> None:
    read = returned(tmp_path, filled(three_filled(), without_meta))
    assert said(read) == THREE
    assert (read.form, read.partner, read.quarter) == (FORM, POLICE, QUARTER)
    assert {item.bases for item in read.items} == {None}


def stripped_of_all_marks() -> bytes:
    return with_parts(
        filled(three_filled(), without_meta), lambda name, part: b"<Properties/>" if name == CUSTOM else part
    )


def test_without_any_mark_a_return_is_read_by_what_is_printed_on_it(tmp_path: Path) -> None:
    read = returned(tmp_path, stripped_of_all_marks())
    assert said(read) == THREE
    assert (read.form, read.written_hash, read.quarter) == ("", "", QUARTER)
    assert {item.bases for item in read.items} == {None}
    assert {item.returned_for for item in read.items} == {POLICE}


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Figures of Kent Police, Quarter 1, Apr to Jun 2026", True),
        ("Q3 figures", True),
        ("Figures of Kent Police, Quarter 2, Jul to Sep 2027", True),
        ("Our figures for 2025-26", True),
        ("Figures of Kent Police, Q2 2026-27", False),
        ("Our figures, Q-3f2a and P1-01", False),
    ],
)
def test_a_quarter_typed_over_the_heading_is_told_with_its_cell(tmp_path: Path, typed: str, named: bool) -> None:
    def type_over(workbook: Workbook) -> None:
        workbook[RETURN]["A1"] = typed

    read = returned(tmp_path, filled(three_filled(), type_over))
    as_sent = returned(tmp_path, three_filled())
    assert (read.quarter, said(read), as_sent.printed_otherwise) == (QUARTER, THREE, "")
    assert read.printed_otherwise.startswith(f'{RETURN}!A1 says "{typed[:35]}') is named
    assert (read.content_hash != as_sent.content_hash) is named


def test_without_marks_and_title_the_quarter_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    def untitled(workbook: Workbook) -> None:
        for sheet in workbook.worksheets:
            sheet["A1"] = "ours"

    bare = filled(stripped_of_all_marks(), untitled)
    assert "name it with --quarter" in refused(tmp_path, bare)
    assert returned(tmp_path, bare, quarter=Quarter(2026, 3)).quarter == Quarter(2026, 3)
