"""Reading a table of past figures: which figure of which quarter or month each cell is; storing it is others'.

A row is a figure with its circumstances, or (the wide shape) a measure with a column for each quarter or month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.entering import supplier_of
from csp_tui.desk.history_shapes import shaped
from csp_tui.desk.opening import Desk
from csp_tui.domain.entries import Entry, EntryError, entry_of, read_entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Measure
from csp_tui.domain.months import Month
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.returns.cells import Wanted
from csp_tui.returns.tidy import TidyRow, TidyTable
from csp_tui.workbooks.separated import unguarded

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
    "reason": "reason",
}
PERIODS = ("quarter", "month", "period")
_NAMING = ("measure", *PERIODS, "partner", "title", "unit")  # title and unit are for the reader
_DATES = (*PERIODS, "from", "to", "extracted", "date")
_TEXTS = ("measure", "partner", "title", "unit", "area", "blank", "reason")
_OF_A_MONTH = ("value", "numerator", "denominator", "extracted", "area", "provisional", "reason")
_YES = ("yes", "y", "true", "1", "p", "provisional")
_NO = ("", "no", "n", "false", "0")


class HistoryError(UserError):
    """A history file that cannot be taken in; the message names the row and column and says what to put right."""


class PastFigure(Struct, frozen=True):
    """One figure of the table, read: a quarter's, or a month's."""

    place: str
    measure: Measure
    period: Quarter | Month
    supplier: str
    said: Statement

    @property
    def quarter(self) -> Quarter:
        """The quarter that it is of, or that its month belongs to."""
        return self.period if isinstance(self.period, Quarter) else self.period.quarter

    @property
    def answerer(self) -> str:
        """The partner part of its subject."""
        return self.measure.answerer(self.supplier)


class RefusedCell(Struct, frozen=True):
    """A row or cell that cannot be taken in: where it stands, what stands there, and why."""

    place: str
    text: str
    why: str


class ReadTable(Struct, frozen=True):
    """A table of past figures, read; `left_out` are sentences on what is none of it."""

    file: str
    figures: tuple[PastFigure, ...]
    refused: tuple[RefusedCell, ...]
    left_out: tuple[str, ...] = ()


class _CellError(UserError):
    """A cell that is refused; `column` is its heading."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_history(desk: Desk, table: TidyTable) -> ReadTable:
    """What each row of a table says. Raises HistoryError where its columns cannot be told."""
    around = shaped(table)
    reading = _Reading(desk, around.table, _headings(around.table))
    found = tuple(reading.all())
    return ReadTable(
        table.file,
        tuple(one for one in found if isinstance(one, PastFigure)),
        tuple(one for one in found if isinstance(one, RefusedCell)),
        around.left_out,
    )


def _headings(table: TidyTable) -> dict[int, str | Quarter | Month]:
    """What each column holds: a field by its name, or for the wide shape the quarter or month it is for."""
    if "measure" not in map(str.casefold, table.headings):
        raise HistoryError(
            f'{table.file} has no column "measure" in its first row; it needs measure, quarter (or month) and value,'
            f" and may have partner, {', '.join(list(COLUMNS)[1:])}. A table with a column for each measure is turned"
            " first: copy it and paste it transposed."
        )
    named: dict[int, str | Quarter | Month] = {}
    for at, heading in enumerate(table.headings):
        name = "_".join(heading.casefold().split())
        if heading:
            named[at] = name if name in (*COLUMNS, *_NAMING) else _period_heading(table.file, heading)
    wide = [of for of in named.values() if not isinstance(of, str)]
    if not wide and not any(name in named.values() for name in PERIODS):
        raise HistoryError(
            f'{table.file} has no column "quarter" in its first row, no column "month", and none that is headed by one.'
        )
    if wide and (mixed := [of for of in named.values() if of in COLUMNS or of in PERIODS]):
        raise HistoryError(
            f'{table.file} has a column "{mixed[0]}" beside columns for quarters or months; give a row for each figure,'
            " or only measure, partner and a column for each quarter or month."
        )
    for of, count in Counter(named.values()).items():
        if count > 1:
            name = of if isinstance(of, str) else of.short
            raise HistoryError(f'{table.file} has two columns "{name}"; keep one of them.')
    return named


def _period_heading(file: str, heading: str) -> Quarter | Month:
    try:
        return read_period(heading)
    except UserError:
        raise HistoryError(f'{file} has a column "{heading[:40]}" that is not known; remove or rename it.') from None


def read_period(text: str) -> Quarter | Month:
    """Read a quarter or a month as people write them. Raises a UserError."""
    if "q" in text.casefold():
        return Quarter.parse(text)
    return Month.parse(text)


class _Reading:
    """Reading one table row by row."""

    def __init__(self, desk: Desk, table: TidyTable, headings: Mapping[int, str | Quarter | Month]) -> None:
        self.desk, self.table, self.headings = desk, table, headings
        self._titles = Counter(measure.title.casefold() for measure in self.desk.plan.measures)
        self._by_title = {measure.title.casefold(): measure for measure in self.desk.plan.measures}
        self._columns = {name: at for at, name in self.headings.items() if isinstance(name, str)}
        self._wide = {at: of for at, of in self.headings.items() if not isinstance(of, str)}

    def all(self) -> Iterator[PastFigure | RefusedCell]:
        """Each figure, and each cell that is none; one that stands in the table twice is refused."""
        seen: dict[tuple[str, Quarter | Month, str], str] = {}
        for row in self.table.rows:
            for one in self._figures(row):
                if isinstance(one, PastFigure):
                    key = one.measure.uid, one.period, one.answerer
                    if key in seen:
                        why = f"{one.measure.id} for {_name(one.period)} stands in {seen[key]} already; keep one."
                        yield RefusedCell(one.place, "", why)
                        continue
                    seen[key] = one.place
                yield one

    def _figures(self, row: TidyRow) -> Iterator[PastFigure | RefusedCell]:
        astray = [at for at in row.filled if at not in self.headings]
        if astray:
            text = row.text(astray[0], Wanted.TEXT)
            why = (
                f'"{text[:40]}" stands under no heading; a number with a comma in it needs quotes around it,'
                " or no comma."
            )
            yield RefusedCell(self._row_place(row), text, why)
            return
        try:
            measure, supplier = self._whose(row)
            if not self._wide:
                yield self._tidy(row, measure, supplier)
                return
        except _CellError as error:
            yield self._refused(row, error)
            return
        for at, period in self._wide.items():
            try:
                if text := self._text(row, at, Wanted.FIGURE):
                    yield self._figure(row, at, measure, supplier, period, entry_of(measure, "value", text))
            except _CellError as error:
                yield self._refused(row, error, at)

    def _row_place(self, row: TidyRow) -> str:
        return f"{self.table.sheet} row {row.number}" if self.table.sheet else f"row {row.number}"

    def _refused(self, row: TidyRow, error: _CellError, at: int | None = None) -> RefusedCell:
        column = self._columns.get(error.column, self._columns["measure"]) if at is None else at
        place = self.table.place(row.number, column)
        try:
            text = row.text(column, Wanted.TEXT)
        except UserError:
            text = ""
        return RefusedCell(place, text, str(error))

    def _text(self, row: TidyRow, at: int, wanted: Wanted) -> str:
        try:
            return row.text(at, wanted)
        except UserError as error:
            name = self.headings[at]
            raise _CellError(name if isinstance(name, str) else "value", str(error)) from error

    def _of(self, row: TidyRow, name: str) -> str:
        """The text under a heading; '' where there is no such column."""
        wanted = Wanted.DATE if name in _DATES else Wanted.TEXT if name in _TEXTS else Wanted.FIGURE
        wanted = Wanted.TEXT if name == "provisional" else wanted
        return self._text(row, self._columns[name], wanted) if name in self._columns else ""

    def _whose(self, row: TidyRow) -> tuple[Measure, str]:
        name = self._of(row, "measure")
        try:
            measure = self._measure(name)
        except UserError as error:
            raise _CellError("measure", str(error)) from error
        try:
            return measure, supplier_of(self.desk, measure, self._of(row, "partner") or None)
        except UserError as error:
            raise _CellError("partner", str(error)) from error

    def _measure(self, name: str) -> Measure:
        """By id, by the code of its indicator, or by its title where no other has the same."""
        if self._titles[name.casefold()] == 1:
            return self._by_title[name.casefold()]
        return self.desk.plan.measure(name)

    def _tidy(self, row: TidyRow, measure: Measure, supplier: str) -> PastFigure:
        given = [(name, text) for name in PERIODS if (text := self._of(row, name))]
        if len(given) != 1:
            said = f"{given[0][1]} and {given[1][1]} are given" if given else "neither quarter nor month is given"
            raise _CellError(given[1][0] if given else self._period_column, f"{said}; give one of them.")
        name, text = given[0]
        try:
            period = read_period(text)
        except UserError as error:
            typed = "" if "2026-27-Q2" in str(error) else " A quarter is typed like 2026-27-Q2."
            raise _CellError(name, f"{error}{typed}") from error
        texts = {column: text for column in COLUMNS if column in self._columns and (text := self._of(row, column))}
        return self._figure(row, self._columns[name], measure, supplier, period, _entry(measure, texts), name)

    @property
    def _period_column(self) -> str:
        return next(name for name in PERIODS if name in self._columns)

    def _figure(
        self,
        row: TidyRow,
        at: int,
        measure: Measure,
        supplier: str,
        period: Quarter | Month,
        entry: Entry,
        column: str = "value",
    ) -> PastFigure:
        last = self.desk.plan.last_quarter
        if (period.quarter if isinstance(period, Month) else period) > last:
            raise _CellError(
                column, f"{_name(period)} is after the {self.desk.plan.year} plan; history holds past figures."
            )
        if isinstance(period, Month):
            _refuse_for_month(measure, entry)
        quarter = period.quarter if isinstance(period, Month) else period
        try:
            said = read_entry(measure, entry, quarter, None)
        except EntryError as error:
            raise _CellError(_column(error.field), str(error)) from error
        place = self.table.place(row.number, at) if self._wide else self._row_place(row)
        return PastFigure(place, measure, period, supplier, said)


def _name(period: Quarter | Month) -> str:
    return str(period) if isinstance(period, Quarter) else period.short


def _column(field: str) -> str:
    return next((column for column, name in COLUMNS.items() if name == field), field)


def _entry(measure: Measure, texts: Mapping[str, str]) -> Entry:
    given = {COLUMNS[column]: text for column, text in texts.items() if column != "provisional"}
    if "area" in given:
        given["area"] = unguarded(given["area"])
    said = texts.get("provisional", "").casefold()
    if said not in (*_YES, *_NO):
        raise _CellError("provisional", f'"{said[:40]}" is neither yes nor no.')
    entry = replace(Entry(**given), provisional=True if said in _YES else None)  # type: ignore[arg-type] # texts only
    if entry.value is None or entry.numerator is not None:
        return entry
    parts = entry_of(measure, "value", entry.value)  # `51 of 80`
    return replace(entry, value=parts.value, numerator=parts.numerator, denominator=parts.denominator)


def _refuse_for_month(measure: Measure, entry: Entry) -> None:
    if not measure.is_figure:
        raise _CellError("measure", f"{measure.id} is no number, so it has no figures by the month; name a quarter.")
    allowed = {COLUMNS[name] for name in _OF_A_MONTH}
    beyond = next(
        (name for name in entry.__struct_fields__ if name not in allowed and getattr(entry, name) is not None), None
    )
    if beyond is not None:
        raise _CellError(
            _column(beyond), "A month has a value, or a numerator and a denominator; the rest belongs to its quarter."
        )
