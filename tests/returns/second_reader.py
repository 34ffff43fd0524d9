"""The same sheets read by another library, slower and with everything in it: what the fast reader is held against."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from csp_tui.returns.formats import Mark
from csp_tui.returns.guarding import Package
from csp_tui.returns.layout import INSTRUCTIONS
from csp_tui.returns.sheets import Place, Sheet, Value


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
        words: dict[Place, frozenset[str]] = {}
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
                elif (mark := _mark_of_style(formula)) is not None:
                    marks[place] = mark
                    words[place] = frozenset(re.findall(r'^0" ([a-z]+)"$', formula.number_format))
                rows[-1].append(value)
        doubted = _conditional(formulas[name])
        for row, column in ((r, c) for r, cells in enumerate(rows) for c in range(len(cells)) if doubted):
            name_of_cell = f"{get_column_letter(column + 1)}{row + 1}"
            if rows[row][column] is not None and any(name_of_cell in area for area in doubted):
                marks.setdefault((row, column), Mark.CONDITIONAL)
        sheets.append(Sheet(name, rows, marks, words))
    return sheets


WORDED = ('0" or more"', '0" incidents"', '0" fires"', '"max "0')


def _conditional(sheet: Any) -> list[Any]:
    """The areas of the conditional formats that strike out or have a number format of their own."""
    return [
        one.sqref
        for one in sheet.conditional_formatting
        for rule in one.rules
        if rule.dxf and (rule.dxf.numFmt or (rule.dxf.font and rule.dxf.font.strike))
    ]


def _mark_of_style(cell: Any) -> Mark | None:
    """What the cell's own font or format makes of it, and where it has neither, its row's or column's."""
    styled = cell
    if not cell.has_style:
        row, column = (
            cell.parent.row_dimensions[cell.row],
            cell.parent.column_dimensions[get_column_letter(cell.column)],
        )
        styled = next((one for one in (row, column) if one.has_style), cell)
    if styled.font.strike:
        return Mark.STRUCK
    if styled.font.vertAlign in ("superscript", "subscript"):
        return Mark.CROSSED
    written = styled.number_format
    if written in (";;;", ";;;@") or (cell.value == 0 and written == "0;-0;;@"):
        return Mark.HIDDEN
    if written in ("0,", "0.0,,"):
        return Mark.SCALED
    if written in WORDED:
        return Mark.WORDED
    return Mark.PER_CENT if "%" in re.sub(r'"[^"]*"', "", written) else None
