"""Past quarters from and to a tidy .csv: a row per measure, partner and quarter; read whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from csp_tui.desk.closing import refuse_closed
from csp_tui.desk.entering import supplier_of
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.reading import open_book
from csp_tui.desk.waiting import issued_quarters
from csp_tui.domain.entries import Entry, EntryError, read_entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.storage.records import Draft, Origin, Subject
from csp_tui.workbooks.filing import write_file
from csp_tui.workbooks.separated import guarded, separated, unguarded

COLUMNS: Mapping[str, str] = {
    "value": "value",
    "numerator": "numerator",
    "denominator": "denominator",
    "rolling_year": "rolling_year",
    "rolling_year_prior": "rolling_year_prior",
    "prior": "prior",
    "change": "change",
    "from": "period_from",
    "to": "period_to",
    "extracted": "extracted",
    "area": "area",
    "provisional": "provisional",
    "date": "date",
    "blank": "blank",
}
_NAMING = ("measure", "quarter", "partner", "title", "unit")  # title and unit are for the reader
_SEPARATORS = (",", ";", "\t")  # a spreadsheet writes the one of its country
_LARGEST = 20 * 1024 * 1024
_YES = ("yes", "y", "true", "1", "p", "provisional")
_NO = ("", "no", "n", "false", "0")
_QUALIFIED = {
    Qualifier.BELOW: "<",
    Qualifier.ABOVE: ">",
    Qualifier.AT_LEAST: ">=",
    Qualifier.ABOUT: "about ",
}


class HistoryError(UserError):
    """A history file that cannot be taken in; the message names the row and column and says what to put right."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or on a dry run would do. `unchanged` rows were there already; `stored` tells a new step."""

    rows: int
    quarters: tuple[Quarter, ...]
    new: int
    changed: int
    unchanged: int
    stored: bool
    dry_run: bool

    @property
    def sentence(self) -> str:
        """What happened, and how to take it back."""
        if not self.rows:
            return "The file holds no rows; nothing was stored."
        first, last = self.quarters[0].short, self.quarters[-1].short
        what = f"{_figures(self.rows)} for {first if first == last else f'{first} to {last}'}"
        counts = f"{self.new} new, {self.changed} changed, {self.unchanged} already there"
        if self.dry_run:
            return f"Dry run: {what}: {counts}. Nothing was stored."
        if not self.stored:
            return f"{what}: {counts}. There was nothing to store."
        return f"{what} taken in: {counts}. Undo takes them back in one step."


def _figures(count: int) -> str:
    return f"{count} figure{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file, read."""

    line: int
    measure: Measure
    quarter: Quarter
    supplier: str
    entry: Entry


def import_history(desk: Desk, file: Path, *, dry_run: bool = False) -> Imported:
    """Take in past quarters from a .csv with the columns measure, quarter, value (and others, in any order).

    Everything is read before anything is stored, and stored in one step. Raises HistoryError naming row and column.
    """
    rows = list(_rows(desk, file))
    closed = issued_quarters(desk)
    drafts: list[Draft] = []
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        subject = Subject(row.measure.uid, str(row.quarter), row.measure.answerer(row.supplier))
        before = _before(desk, subject)
        try:
            statement = read_entry(row.measure, row.entry, row.quarter, None)
        except EntryError as error:
            raise HistoryError(f"{file.name}, row {row.line}, column {_column(error.field)}: {error}") from error
        counts["new" if before is None else "unchanged" if before == statement else "changed"] += 1
        if before == statement and subject.quarter in closed:
            continue  # a file of the whole history may repeat what closed quarters hold
        drafts.append(Draft(subject, statement, row.supplier, Origin(file.name, "", f"row {row.line}")))
    refuse_closed(desk.store.view(desk.partnership), [draft.subject for draft in drafts])
    step = None
    if drafts and not dry_run:
        step = desk.store.append(
            desk.partnership,
            drafts,
            kind="history",
            author=desk.by,
            at=now(),
            note=f"{_figures(len(drafts))} of earlier quarters from {file.name}",
            plan_version=desk.plan.version,
            guard=refuse_closed,
        )
    quarters = tuple(sorted({row.quarter for row in rows}))
    return Imported(len(rows), quarters, **counts, stored=step is not None, dry_run=dry_run)


def _before(desk: Desk, subject: Subject) -> Statement | None:
    heads = desk.store.heads(desk.partnership, subject)
    content = heads[-1].content if heads else None
    return content if isinstance(content, Statement) else None


def _column(field: str) -> str:
    return next((column for column, name in COLUMNS.items() if name == field), field)


def _rows(desk: Desk, file: Path) -> Iterator[_Row]:
    lines = _lines(file)
    _, first = next(lines, (1, []))
    headings = _headings(file, first)
    seen: dict[tuple[str, Quarter, str], int] = {}
    for line, cells in lines:
        row = _row(desk, file, line, _texts(file, line, headings, cells))
        key = (row.measure.uid, row.quarter, row.measure.answerer(row.supplier))
        if key in seen:
            raise HistoryError(
                f"{file.name}, row {line}: {row.measure.id} for {row.quarter} stands in row {seen[key]} already;"
                " keep one of them."
            )
        seen[key] = line
        yield row


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file in which anything stands, each with the number that a spreadsheet shows beside it."""
    text = _text(file)
    headings = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=headings.count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    try:
        for line, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise HistoryError(
            f"{file.name} is not a .csv that can be read: {error}. Save it again as CSV (UTF-8)."
        ) from error


def _texts(file: Path, line: int, headings: Mapping[str, int], cells: list[str]) -> dict[str, str]:
    """A row's texts by column. One that stands under no heading is refused: it may be half of a number."""
    astray = [cell for at, cell in enumerate(cells) if cell and at not in headings.values()]
    if astray:
        raise HistoryError(
            f'{file.name}, row {line}: "{astray[0][:40]}" stands under no heading;'
            " a number with a comma in it needs quotes around it, or no comma."
        )
    return {name: cells[at] if at < len(cells) else "" for name, at in headings.items()}


def _text(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > _LARGEST:
            raise HistoryError(f"{file.name} has {size // 1024 // 1024} MB; a history file has at most 20. Split it.")
        raw = file.read_bytes()
    except FileNotFoundError:
        raise HistoryError(f"There is no file {file}; look at its name and folder.") from None
    except OSError as error:
        raise HistoryError(f"{file} cannot be read ({error.strerror}).") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise HistoryError(f"{file.name} is not a text file; save the sheet as CSV (UTF-8) and import that.")
    return text


def _headings(file: Path, cells: list[str]) -> dict[str, int]:
    """In which place each column stands; raises HistoryError for one that is missing, not known, or there twice."""
    written = [(" ".join(cell.split()).casefold().replace(" ", "_"), at) for at, cell in enumerate(cells) if cell]
    headings = dict(written)
    missing = [name for name in ("measure", "quarter") if name not in headings]
    if missing:
        raise HistoryError(
            f'{file.name} has no column "{missing[0]}" in its first row;'
            f" it needs measure, quarter and value, and may have partner, {', '.join(list(COLUMNS)[1:])}."
        )
    for name, at in written:
        if name not in (*COLUMNS, *_NAMING):
            raise HistoryError(f'{file.name} has a column "{cells[at][:40]}" that is not known; remove or rename it.')
        if headings[name] != at:
            raise HistoryError(f'{file.name} has two columns "{cells[at]}"; keep one of them.')
    return headings


def _row(desk: Desk, file: Path, line: int, texts: Mapping[str, str]) -> _Row:
    column = "measure"
    try:
        measure = desk.plan.measure(texts["measure"])
        column = "quarter"
        quarter = Quarter.parse(texts["quarter"])
        if quarter > desk.plan.last_quarter:
            raise HistoryError(f"{quarter} is after the {desk.plan.year} plan; history holds past quarters.")
        column = "partner"
        supplier = supplier_of(desk, measure, texts.get("partner") or None)
        column = "provisional"
        return _Row(line, measure, quarter, supplier, _entry(texts))
    except UserError as error:
        raise HistoryError(f"{file.name}, row {line}, column {column}: {error}") from error


def _entry(texts: Mapping[str, str]) -> Entry:
    given = {name: texts[column] for column, name in COLUMNS.items() if texts.get(column) and column != "provisional"}
    if "area" in given:
        given["area"] = unguarded(given["area"])
    said = texts.get("provisional", "").casefold()
    if said not in (*_YES, *_NO):
        raise HistoryError(f'"{said[:40]}" is neither yes nor no.')
    return replace(Entry(**given), provisional=True if said in _YES else None)  # type: ignore[arg-type] # texts only


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """Where a history was written, and how many rows it has."""

    path: Path
    rows: int


def export_history(desk: Desk, file: Path) -> HistoryFile:
    """Write every stored figure of the plan's measures as a .csv that `import_history` reads again."""
    if desk.store.path is not None and file.exists() and file.samefile(desk.store.path):
        raise HistoryError(f"{file} is the database itself; name another file, such as history.csv.")
    held = [Quarter.parse(q) for q in desk.store.quarters_held(desk.partnership) if q]
    last = max([*held, desk.plan.first_quarter])
    book = open_book(desk, last, back=last - min([*held, last]))
    rows = [
        [measure.id, measure.title, measure.unit, answerer or measure.suppliers[0], str(quarter), *_cells(at.statement)]
        for measure in desk.plan.measures
        for answerer, series in sorted(book.figures.get(measure.uid, {}).items())
        for quarter, at in sorted(series.items())
    ]
    headings = ["measure", "title", "unit", "partner", "quarter", *COLUMNS]
    path, _ = write_file(separated(headings, rows), file.parent, file.name)
    return HistoryFile(path, len(rows))


def _cells(statement: Statement) -> list[str]:
    held = {f.name: getattr(statement, f.name) for f in fields(statement)}
    if statement.choice is not None:
        held["value"] = str(statement.choice)
    return [_cell(held.get(name)) for name in COLUMNS.values()]


def _cell(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Figure(number, qualifier):
            return f"{_QUALIFIED[qualifier] if qualifier else ''}{number:f}"
        case date():
            return value.isoformat()
        case _:
            return guarded(str(value))
