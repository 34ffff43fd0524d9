"""Writes the rows of a table as they stand in the file: a pack has tens of thousands of cells, too many to be objects.

What a row says of its styles it asks of openpyxl, by one loose cell for each look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from msgspec import Struct

from csp_tui.workbooks import styles
from csp_tui.workbooks.engine import Cell, Worksheet, get_column_letter
from csp_tui.workbooks.layout import DATE_FORMAT, Link, Number, Table, Value
from csp_tui.workbooks.printing import heights_of
from csp_tui.workbooks.text import in_cell

_FIRST_DAY: Final = date(1899, 12, 30)  # from which a workbook counts days
_Look = tuple[str, str | None, bool]  # a style, the number format where it has its own, and whether to keep it text


class Body(Struct, frozen=True):
    """The rows below a table's headings, written, and the last cell of the sheet."""

    rows: bytes
    last_cell: str


Bodies = Mapping[str, Body]
"""By sheet, what is set into its part when the workbook is finished."""


def written_separately(table: Table) -> bool:
    """Whether a table's rows can be written so: a link is more than its cell."""
    return not any(isinstance(value, Link) for row in table.rows for value in row)


def body_of(worksheet: Worksheet, table: Table, top: int, widths: tuple[float, ...]) -> Body:
    """The rows of a table whose headings stand in row `top`."""
    style_of = _styles(worksheet)
    letters = [get_column_letter(index) for index in range(1, len(table.columns) + 1)]
    parts: list[str] = []
    for row, (values, height) in enumerate(zip(table.rows, heights_of(table, widths), strict=True), top + 1):
        parts.append(f'<row r="{row}" ht="{height}" customHeight="1">')
        parts.extend(_cells(row, letters, values, style_of))
        parts.append("</row>")
    return Body("".join(parts).encode(), f"{letters[-1]}{top + len(table.rows)}")


def with_body(part: bytes, body: Body) -> bytes:
    """The part of a worksheet with its table's rows; readers that trust its stated size find them too."""
    head, end, tail = part.partition(b"</sheetData>")
    before, stated, behind = head.partition(b'<dimension ref="')
    _, quote, rest = behind.partition(b'"')
    return b"".join((before, stated, b"A1:", body.last_cell.encode(), quote, rest, body.rows, end, tail))


def _cells(row: int, letters: list[str], values: tuple[Value, ...], style_of: Callable[[_Look], int]) -> Iterator[str]:
    for letter, value in zip(letters, values, strict=True):
        place = f"{letter}{row}"
        match value:
            case str():
                text, risky = in_cell(value, place)
                style = style_of((styles.CELL, None, risky))
                held = f't="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else "/>"
                yield f'<c r="{place}" s="{style}" {held}'
            case Number():
                style = style_of((styles.FIGURE, value.number_format, False))
                yield f'<c r="{place}" s="{style}" t="n"><v>{value.cell_value!r}</v></c>'
            case date():
                style = style_of((styles.CELL, DATE_FORMAT, False))
                yield f'<c r="{place}" s="{style}" t="n"><v>{(value - _FIRST_DAY).days}</v></c>'


def _styles(worksheet: Worksheet) -> Callable[[_Look], int]:
    """The number that a look has in the workbook's list of styles, where it is put when it is first asked for."""
    known: dict[_Look, int] = {}

    def style_of(look: _Look) -> int:
        if look not in known:
            cell = Cell(worksheet, row=1, column=1)
            cell.style, number_format, risky = look
            if number_format is not None:
                cell.number_format = number_format
            cell.quotePrefix = risky
            known[look] = cell.style_id
        return known[look]

    return style_of
