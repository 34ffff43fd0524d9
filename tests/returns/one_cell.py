"""A small form with one cell filled, and what is read of it: by the program, and by openpyxl to be held against it."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_tui.returns.form import return_bytes
from csp_tui.returns.guarding import guarded
from csp_tui.returns.reading import read_return, understood
from csp_tui.returns.records import Return
from tests.returns.building import cell, content, filled, the_plan
from tests.returns.second_reader import read_by_openpyxl

COUNT = "P1-01.total"
RATE = "P2-01.arrest-rate"


def returned(folder: Path, packed: bytes) -> Return:
    (folder / "form.xlsx").write_bytes(packed)
    read = read_return(folder / "form.xlsx", the_plan())
    assert isinstance(read, Return)
    package = guarded(folder / "form.xlsx")
    assert understood(package, read_by_openpyxl(package), the_plan(), None) == read, "both readers read the same"
    return read


def read_as_is(folder: Path, packed: bytes) -> Return:
    """What is read of a form of which another reader does not see all."""
    (folder / "form.xlsx").write_bytes(packed)
    read = read_return(folder / "form.xlsx", the_plan())
    assert isinstance(read, Return)
    return read


def with_value(id: str, value: object, number_format: str | None = None, heading: str = "Figure") -> bytes:
    def fill(workbook: Workbook) -> None:
        found = cell(workbook["Return"], id, heading)
        found.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            found.data_type = "s"
        if number_format is not None:
            found.number_format = number_format

    return filled(small_form(), fill)


@cache
def small_form() -> bytes:
    """A form of two measures, quick to open and save."""
    return return_bytes(content(measures=(COUNT, RATE)))


@cache
def place(id: str, heading: str = "Figure") -> str:
    sheet = load_workbook(io.BytesIO(small_form()))["Return"]
    assert isinstance(sheet, Worksheet)
    return cell(sheet, id, heading).coordinate
