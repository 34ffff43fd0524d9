"""The tidy data: the Data sheet, and the same rows and the commentary as .csv files for analysis elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from csp_tui.domain.disclosure import CONFIDENTIAL
from csp_tui.domain.numbers import plain
from csp_tui.packs.columns import COLUMNS, cells_of
from csp_tui.packs.commentary import spoken
from csp_tui.packs.content import PackContent
from csp_tui.packs.fields import NONE, Cell, Column, Type
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, decimals
from csp_tui.workbooks.layout import Column as SheetColumn
from csp_tui.workbooks.layout import Line, Number, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.separated import guarded, separated
from csp_tui.workbooks.text import cleaned

_ACROSS = 136.0  # the five columns that print: each line takes one row, so that readers know where the table begins
_LONGEST = 1000  # characters of a text in a cell of the sheet; the .csv has all of it

PACK_COLUMNS: Final = (  # what the workbook says once, and a file on its own must say in every row
    Column("partnership", Type.TEXT, 30),
    Column("plan", Type.TEXT, 10),
    Column("pack_quarter", Type.TEXT, 14),
    Column("pack_standing", Type.TEXT, 12),
    Column("pack_issue", Type.WHOLE, 10),
    Column("pack_date", Type.DATE, 15),
    Column("pack_marking", Type.TEXT, 20),
    Column("pack_digest", Type.TEXT, 20),
)
TEXT_COLUMNS: Final = (
    Column("priority", Type.WHOLE, 10),
    Column("indicator", Type.TEXT, 12),
    Column("speaker", Type.TEXT, 38),
    Column("heading", Type.TEXT, 30),
    Column("paragraph", Type.WHOLE, 10),
    Column("text", Type.TEXT, 80),
    Column("to_check", Type.TEXT, 10),
)


def data(view: PackView) -> Sheet:
    """Everything stated and assessed; exact numbers as numbers, and no marker where a number is to be."""
    rows = tuple(_without_empty_columns([cells_of(row) for row in view.data]))
    nothing: tuple[Value, ...] = (NOT_APPLICABLE,) * len(COLUMNS)  # for a plan without indicators
    return Sheet(
        name="Data",
        title="Data",
        holds="This sheet contains one table, named Data_by_quarter: a row for each measure, partner and quarter.",
        paper=Paper.A4_LANDSCAPE,
        lines=(
            Line("It is for analysis on a screen, and only these lines of it print. Some of its cells are empty:"),
            Line("the last two columns name those that are confidential or not applicable; others are not available."),
        ),
        table=Table("Data_by_quarter", tuple(SheetColumn(c.heading, c.width) for c in COLUMNS), rows or (nothing,)),
        lines_only_on_paper=True,
        lines_across=_ACROSS,
    )


def data_csv(view: PackView) -> bytes:
    """The rows of the Data sheet as a .csv: ISO dates, exact numbers with a decimal point, nothing else in them."""
    about = _about(view.content)
    rows = ([*about, *(_in_csv(cell) for cell in cells_of(row))] for row in view.data)
    return separated([column.name for column in (*PACK_COLUMNS, *COLUMNS)], rows)


def commentary_csv(view: PackView) -> bytes:
    """What leads and partners say as a .csv, a paragraph a row, so that no text breaks a line of the file."""
    about = _about(view.content)
    rows = ([*about, *(_in_csv(cell) for cell in cells)] for cells in _said(view))
    return separated([column.name for column in (*PACK_COLUMNS, *TEXT_COLUMNS)], rows)


def _about(content: PackContent) -> list[str]:
    plan, issue = content.status.plan, content.issue
    cells: tuple[Cell, ...] = (
        plan.partnership,
        plan.year,
        str(content.status.quarter),
        "made-up" if content.made_up else "draft" if issue is None else "issued",
        Fraction(0 if issue is None else issue.number),
        content.produced,
        content.marking,
        content.digest,
    )
    return [_in_csv(cell) for cell in cells]


def _without_empty_columns(rows: list[tuple[Cell, ...]]) -> Iterator[tuple[Value, ...]]:
    """The rows as the sheet has them, with markers down a column that nobody fills.

    Whoever hears or pages through a table takes an empty column for its end.
    """
    filled = [any(row[at] is not None for row in rows) for at in range(len(COLUMNS))]
    for row in rows:
        confidential, not_applicable = (str(cell).split() for cell in row[-2:])
        yield tuple(
            _on_sheet(cell) if some else _marker(column, confidential, not_applicable)
            for some, column, cell in zip(filled, COLUMNS, row, strict=True)
        )


def _marker(column: Column, confidential: list[str], not_applicable: list[str]) -> str:
    """Why a row has no cell in a column, from the columns that its last two cells name."""
    if column.name in confidential:
        return CONFIDENTIAL
    return NOT_APPLICABLE if column.name in not_applicable else NOT_AVAILABLE


def _on_sheet(cell: Cell) -> Value:
    match cell:
        case Fraction():
            return Number(cell, decimals(cell))
        case str():
            return shortened(cleaned(cell), _LONGEST, "shortened")
        case _:
            return cell


def _in_csv(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Fraction():
            return plain(cell)
        case date():
            return cell.isoformat()
        case str():
            return guarded(" ".join(cleaned(cell).split()))


def _said(view: PackView) -> Iterator[tuple[Cell, ...]]:
    for priority in view.content.status.plan.priorities:
        for said in spoken(view, priority):
            texts = (line for line in cleaned(said.text).split("\n") if line.strip())
            for number, text in enumerate(texts, 1):
                yield (
                    Fraction(priority.number),
                    said.indicator or NONE,
                    said.speaker,
                    said.heading,
                    Fraction(number),
                    text,
                    "yes" if said.to_check else "no",
                )
