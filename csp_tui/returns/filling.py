"""Sheets that are filled in, as plain descriptions: locked cells, entry cells with their rules, and counting formulas.

What stands on each sheet is said by its own module, and drawing is left to `form`.
"""

from __future__ import annotations

from msgspec import Struct

from csp_tui.returns.layout import Grid
from csp_tui.returns.rules import EntryRule
from csp_tui.workbooks.layout import Column, Line, Paper, Sheet, Table, Value

LINES_ACROSS = 110.0  # of lines above a table that is wider than a screen


class Entry(Struct, frozen=True):
    """A cell to fill, with its rule and what stands in it already."""

    rule: EntryRule
    value: Value | None = None


class Formula(Struct, frozen=True):
    """A locked cell that counts. `[Heading]` in its text is the cell under that heading in the same row.

    `result` is what it gives when the form is written.
    """

    text: str
    result: str


FormCell = Value | Entry | Formula


class FormTable(Struct, frozen=True):
    """The table of a sheet to fill; `frozen` columns stay in sight; rows are at least `lines` high."""

    grid: Grid
    columns: tuple[Column, ...]
    rows: tuple[tuple[FormCell, ...], ...]
    frozen: int = 0
    lines: int = 1


class FormSheet(Struct, frozen=True):
    """One visible sheet. `count` stands first below its title and says what is still empty."""

    name: str
    title: str
    holds: str
    lines: tuple[Line, ...] = ()
    count: Formula | None = None
    table: FormTable | None = None
    paper: Paper = Paper.A4_PORTRAIT

    @property
    def drawn(self) -> Sheet:
        """The sheet for drawing, its formulas by what they give and its empty entry cells empty."""
        lines = self.lines if self.count is None else (Line(self.count.result), *self.lines)
        if self.table is None:
            return Sheet(self.name, self.title, self.holds, self.paper, lines)
        rows = tuple(tuple(_shown(cell) for cell in row) for row in self.table.rows)
        table = Table(self.table.grid.table, self.table.columns, rows)
        return Sheet(self.name, self.title, self.holds, self.paper, lines, table, lines_across=LINES_ACROSS)


def _shown(cell: FormCell) -> Value:
    match cell:
        case Entry():
            return "" if cell.value is None else cell.value
        case Formula():
            return cell.result
        case _:
            return cell
