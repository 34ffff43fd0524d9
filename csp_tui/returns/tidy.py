"""Tables of one sheet from outside, .csv, .xlsx or pasted, as rows of typed texts with the places of their cells.

What the columns mean, and what becomes of a row, is left to whoever asked for the table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from csp_tui.domain.errors import UserError
from csp_tui.domain.filenames import name_of
from csp_tui.returns.cells import Wanted, typed_text
from csp_tui.returns.formats import Mark
from csp_tui.returns.guarding import bytes_of, guarded_bytes
from csp_tui.returns.sheets import Sheet, Value, read_sheets

MOST_ROWS: Final = 50_000  # forty years of a hundred measures by the month
_LONGEST: Final = 20 * 1024 * 1024  # characters of a pasted text
_SEPARATORS: Final = (",", ";", "\t")  # a spreadsheet writes the one of its country
_SAYS_SEPARATOR: Final = "sep="  # a first line that only spreadsheets understand
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # also what only looks like one, to be refused by its sentence


class TableError(UserError):
    """A file that is no table; the message names it and says what to save instead."""


class TidyRow(Struct, frozen=True):
    """A row in which anything stands: its number as a spreadsheet shows it, and its cells from the left."""

    number: int
    cells: Sequence[Value]
    marks: Mapping[int, Mark] = field(default_factory=dict)

    def text(self, column: int, wanted: Wanted) -> str:
        """What a person would have typed into a cell; '' where it is empty. Raises CellError."""
        value = self.cells[column] if column < len(self.cells) else None
        if isinstance(value, str):
            return value.strip()
        return (typed_text(value, self.marks.get(column), wanted) or "").strip()

    @property
    def filled(self) -> list[int]:
        """The columns in which anything stands."""
        return [place for place, cell in enumerate(self.cells) if cell is not None and str(cell).strip()]


class TidyTable(Struct, frozen=True):
    """A table: the file's name, the sheet's where it is one of a workbook, its headings and the rows below them."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[TidyRow, ...]

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, as its reader finds it: `row 3, column value`, or `History!C3`."""
        if self.sheet:
            return f"{self.sheet}!{_letters(column)}{row}"
        named = self.headings[column] if column < len(self.headings) else ""
        return f"row {row}, column {named or column + 1}"


def _letters(column: int) -> str:
    """A column as a spreadsheet names it, from 0: A, B ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_table(path: Path, heading: str) -> TidyTable:
    """The table in a file; of a workbook, on the first sheet that is headed by such a heading. Raises a UserError."""
    packed, name = bytes_of(path), name_of(path)
    if not packed.startswith(_WORKBOOK):
        return _of_lines(name, _decoded(name, packed))
    sheets = read_sheets(guarded_bytes(name, packed, MOST_ROWS))
    tables = [_of_sheet(name, sheet) for sheet in sheets]
    headed = [table for table in tables if heading in map(str.casefold, table.headings)]
    return (headed or tables)[0]


def pasted_table(text: str, name: str) -> TidyTable:
    """The table in cells that were copied elsewhere. Raises TableError."""
    if len(text) > _LONGEST:
        raise TableError(f"{len(text):,} characters are too many to paste; save them as a file and take that in.")
    return _of_lines(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(file: str, packed: bytes) -> str:
    """The text of a file in any of the encodings that spreadsheets write."""
    if packed.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = packed.decode("utf-16", errors="replace")  # what Excel calls Unicode text
    else:
        try:
            text = packed.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = packed.decode("cp1252", errors="replace")
    if "\0" in text:
        raise TableError(f"{file} is not a text file; save the sheet as CSV (UTF-8) and take that in.")
    return text


def _of_lines(file: str, text: str) -> TidyTable:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    said = first.casefold().startswith(_SAYS_SEPARATOR)
    separator = first[len(_SAYS_SEPARATOR) :][:1] if said else max(_SEPARATORS, key=first.count)
    rows = [row for row in _rows(file, text, separator or ",") if row.filled]
    return _table(file, "", rows[1:] if said else rows)


def _rows(file: str, text: str, separator: str) -> Iterator[TidyRow]:
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield TidyRow(number, cells)
    except csv.Error as error:
        raise TableError(f"{file} is not a .csv that can be read: {error}. Save it again as CSV (UTF-8).") from error


def _of_sheet(file: str, sheet: Sheet) -> TidyTable:
    marks: dict[int, dict[int, Mark]] = {}
    for (row, column), mark in sheet.marks.items():
        marks.setdefault(row, {})[column] = mark
    rows = [TidyRow(at + 1, cells, marks.get(at, {})) for at, cells in enumerate(sheet.rows)]
    return _table(file, sheet.name, [row for row in rows if row.filled or row.marks])


def _table(file: str, sheet: str, rows: Sequence[TidyRow]) -> TidyTable:
    if len(rows) > MOST_ROWS:
        raise TableError(f"{file} has {len(rows):,} rows; at most {MOST_ROWS:,} are taken in at once. Split it.")
    if not rows:
        return TidyTable(file, sheet, (), ())
    first = rows[0]
    headings = tuple(first.text(column, Wanted.DATE) for column in range(len(first.cells)))
    return TidyTable(file, sheet, headings, tuple(rows[1:]))
