"""Tables of areas that are pasted from a document: told by their shape, where no tab or comma parts their cells."""

from __future__ import annotations

import pytest

from csp_tui.domain.benchmark_lines import parted_lines
from csp_tui.domain.benchmark_sheet import Asked, read_sheet

DOCUMENTS = {
    "blanks part its cells": (
        "Recorded crime per 1,000 (excluding fraud), year to March 2025\nArea Rate % change\nMedway 96.6 -3%\n"
        "Dartford and Gravesham 99.4 0%\nStevenage 86.0 n/a\nEngland & Wales 83.2 −6%\nSource: ONS"
    ),
    "a line for each cell": (
        "Recorded crime per 1,000 (excluding fraud), year to March 2025\nArea\nRate\n% change\nMedway\n96.6\n-3%\n"
        "Dartford and Gravesham\n99.4\n0%\nStevenage\n86.0\nn/a\nEngland & Wales\n83.2\n−6%"
    ),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_table_copied_out_of_a_document_is_read_by_its_shape(text: str) -> None:
    sheet = read_sheet("what was pasted", parted_lines(text.splitlines()), Asked(own="Medway"))
    assert (sheet.title, sheet.period.text) == ("Recorded crime per 1,000 (excluding fraud)", "year to March 2025")
    assert [(a.area, str(a.value), a.change_percent, a.national) for a in sheet.areas] == [
        ("Medway", "96.6", -3, False),
        ("Dartford and Gravesham", "99.4", 0, False),
        ("Stevenage", "86.0", None, False),
        ("England & Wales", "83.2", -6, True),
    ]


@pytest.mark.parametrize(
    "text", ["Area,Rate 2024-25\nMedway,96.6\nBury,95\nWigan,94", '"Medway 1",2\n"Bury 3",4\n"Wigan 5",6']
)
def test_cells_that_commas_part_are_not_read_by_their_shape(text: str) -> None:
    assert parted_lines(text.splitlines()) == []
