"""Past figures as a tidy .csv that `history` takes in again: every stored quarter, and every month of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from csp_tui.desk.history_rows import COLUMNS, HistoryError
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.book import Book
from csp_tui.domain.measures import Measure
from csp_tui.domain.monthly import typed
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.workbooks.filing import write_file
from csp_tui.workbooks.separated import guarded, separated


class HistoryFile(Struct, frozen=True):
    """Where a history was written, and how many rows it has."""

    path: Path
    rows: int


def export_history(desk: Desk, file: Path, *, replace: bool = False) -> HistoryFile:
    """Write every stored figure of the plan's measures, quarters and months, as `import_history` reads them again.

    What is there already is replaced only where so asked, and the database itself never. Raises HistoryError.
    """
    if desk.store.path is not None and file.exists() and file.samefile(desk.store.path):
        raise HistoryError(f"{file} is the database itself; name another file, such as history.csv.")
    if file.is_dir():
        raise HistoryError(f"{file} is a folder; name a file in it, such as {file / 'history.csv'}.")
    if file.exists() and not replace:
        raise HistoryError(f"{file} is there already, and is left alone; name another file, or add --replace.")
    held = [Quarter.parse(q) for q in desk.store.quarters_held(desk.partnership) if q]
    last = max([*held, desk.plan.first_quarter])
    book = open_book(desk, last, back=last - min([*held, last]))
    rows = [row for measure in desk.plan.measures for row in _rows(book, measure)]
    headings = ["measure", "title", "unit", "partner", "quarter", *COLUMNS]
    path, _ = write_file(separated(headings, rows), file.parent, file.name)
    return HistoryFile(path, len(rows))


def _rows(book: Book, measure: Measure) -> Iterator[list[str]]:
    """A measure's quarters by the partner who answers, then its months."""
    for answerer, series in sorted(book.figures.get(measure.uid, {}).items()):
        for quarter, at in sorted(series.items()):
            yield [*_named(measure, answerer), str(quarter), *_cells(at.statement)]
    for answerer, monthly in sorted(book.monthly.get(measure.uid, {}).items()):
        for month, said in sorted(monthly.items()):
            yield [*_named(measure, answerer), str(month), *_cells(said)]


def _named(measure: Measure, answerer: str) -> list[str]:
    return [measure.id, measure.title, measure.unit, answerer or measure.suppliers[0]]


def _cells(statement: Statement) -> list[str]:
    held = {name: getattr(statement, name) for name in statement.__struct_fields__}
    if statement.choice is not None:
        held["value"] = str(statement.choice)
    return [_cell(held.get(name)) for name in COLUMNS.values()]


def _cell(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Figure():
            return f"{value.number:f}" if value.exact else typed(value)
        case date():
            return value.isoformat()
        case _:
            return guarded(str(value))
