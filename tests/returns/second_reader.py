"""The same sheets read by another library, slower and with everything in it: what the fast reader is held against."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import load_workbook

from csp_tui.returns.guarding import Package
from csp_tui.returns.layout import INSTRUCTIONS
from csp_tui.returns.sheets import Mark, Place, Sheet, Value


def read_by_openpyxl(package: Package) -> list[Sheet]:
    """All worksheets but the instructions."""
    results = load_workbook(io.BytesIO(package.packed), data_only=True)
    formulas = load_workbook(io.BytesIO(package.packed))
    sheets = []
    for name in package.sheets:
        if name == INSTRUCTIONS:
            continue
        rows: list[list[Value]] = []
        marks: dict[Place, Mark] = {}
        for cells in results[name].iter_rows():
            rows.append([])
            for cell in cells:
                place = (int(cell.row or 1) - 1, int(cell.column or 1) - 1)
                formula = formulas[name].cell(place[0] + 1, place[1] + 1)
                value: Any = cell.value
                if cell.data_type == "e":
                    marks[place], value = Mark.ERROR, None
                elif formula.data_type == "f" and value is None:
                    marks[place] = Mark.NO_RESULT
                elif "%" in re.sub(r'"[^"]*"', "", cell.number_format):
                    marks[place] = Mark.PER_CENT
                rows[-1].append(value)
        sheets.append(Sheet(name, rows, marks))
    return sheets
