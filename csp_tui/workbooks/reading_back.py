"""Reads a written pack with a second reader and compares every cell with what should stand in it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.layout import FIFTEEN, Line, Link, Number, Sheet, Value
from csp_tui.workbooks.text import cleaned

Cell = object
Grid = Sequence[Sequence[Cell]]


def read_back(packed: bytes, sheets: Sequence[Sheet]) -> None:
    """Raise WorkbookError, naming the first cell, where a written pack does not hold exactly these sheets."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        grids = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    except CalamineError as error:
        raise WorkbookError(f"The pack could not be read again after writing: {error}. Write it again.") from error
    if list(grids) != [sheet.name for sheet in sheets]:
        raise WorkbookError(f"The written pack has the sheets {', '.join(grids)}, and not those it should have.")
    for sheet in sheets:
        for where, wanted, found in _differences(sheet, grids[sheet.name]):
            raise WorkbookError(
                f"{sheet.name}!{where} reads {found!r:.60} after writing, where {wanted!r:.60} should stand."
                " The pack was not kept; export it again, and report this if it happens twice."
            )


def _differences(sheet: Sheet, grid: Grid) -> Iterator[tuple[str, object, object]]:
    """Where a sheet reads differently, what should stand there, and what does."""
    rows = 0 if sheet.table is None else len(sheet.table.rows) + 1
    above = grid[: len(grid) - rows]
    wanted = " ".join(cleaned(_words(line)) for line in (Line(sheet.title), Line(sheet.holds), *sheet.lines))
    found = " ".join(str(row[0]) for row in above if row)
    if _flat(wanted) != _flat(found):
        yield "A", wanted, found
    if sheet.table is None:
        return
    headings: tuple[Value, ...] = tuple(column.heading for column in sheet.table.columns)
    for index, values in enumerate((headings, *sheet.table.rows), len(above)):
        for column, value in enumerate(values):
            cell = grid[index][column] if index < len(grid) and column < len(grid[index]) else None
            if not _same(value, cell):
                wanted_here = value.cell_value if isinstance(value, Number) else value
                yield f"row {index + 1}, column {column + 1}", wanted_here, cell


def _same(value: Value, cell: Cell) -> bool:
    match value:
        case Number():
            return isinstance(cell, int | float) and _digits(cell) == _digits(value.cell_value)
        case Link():
            return cell == value.text
        case date():
            return (cell.date() if isinstance(cell, datetime) else cell) == value
        case str():
            return cell == cleaned(value)
        case None:
            return cell in ("", None)


def _digits(number: float) -> Decimal:
    return FIFTEEN.create_decimal(repr(number)).normalize()


def _words(line: Line) -> str:
    return line.text.text if isinstance(line.text, Link) else line.text


def _flat(text: str) -> str:
    return "".join(text.split())
