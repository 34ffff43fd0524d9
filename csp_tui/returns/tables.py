"""Finds the tables of a return in its sheets: columns by their headings, rows by their visible ids, never by position.

What the rows say is left to `reading`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from csp_tui.domain.commentary import LONGEST, clean_text
from csp_tui.domain.errors import UserError
from csp_tui.returns.cells import CellError, Wanted, shown, typed_text
from csp_tui.returns.formats import Mark
from csp_tui.returns.layout import (
    COMMENTARY_GRID,
    GRIDS,
    LABEL,
    META,
    NOT_APPLICABLE,
    RETURN_GRID,
    Grid,
)
from csp_tui.returns.records import Added
from csp_tui.returns.sheets import Sheet, Value
from csp_tui.storage.records import Origin

_SHORT: Final = 200  # characters of an id or a heading that may be one of ours: the same in hundreds of returns
_FEWEST: Final = 2  # headings of a table: an id's and an entry's
_ENOUGH: Final = 3  # headings by which a table is known that has lost one of those
_DEEPEST_HEADING: Final = 100  # headings stand under a few lines of title, even when lines were put above them


_TITLE: Final = LABEL.casefold()
_NOTHING: Final = (None, "", NOT_APPLICABLE)
_NO_WORDS: Final[frozenset[str]] = frozenset()


class TableError(UserError):
    """A table of a return that cannot be made out; the message says why and what to do."""


class Entered(Struct, frozen=True):
    """What stands in an entry cell, and the text that a person would have typed for it.

    `fault` is the sentence that says why it is not read; `text` is None then, unless all that is wrong with it is that
    its format shows `words` beside it: in a row of that unit nothing is.
    """

    value: Value
    text: str | None
    fault: str | None = None
    words: frozenset[str] = frozenset()

    def fault_in(self, unit: str) -> str | None:
        """Why it is not read in a row that counts in a unit."""
        named = unit.casefold()
        return None if self.words and self.words <= {named, named.removesuffix("s")} else self.fault

    @property
    def shown(self) -> str:
        """What stands in it, for people, and no longer than any text may be."""
        return (self.text or shown(self.value))[:LONGEST]


class Row(Struct, frozen=True):
    """One row of a table: the sheet as its tab is named now, the texts of its ids, and its filled entry cells by field.

    `columns` are those of all entry fields that the sheet has; they and `number` are counted from 0. `title` is what
    the row says is counted, where it does. `strange` are the filled cells in columns that may be one of the form's own
    under another heading, by column: their heading and what stands there.
    """

    grid: Grid
    sheet: str
    number: int
    columns: Mapping[str, int]
    key: tuple[str, ...]
    title: str
    entries: Mapping[str, Entered]
    strange: Mapping[int, tuple[str, str]]

    def cell(self, field: str) -> str:
        """The name of a field's cell, as `F5`; of the row's first cell where the sheet has no such field."""
        return cell_name(self.number, self.columns.get(field, 0))

    def cell_in(self, column: int) -> str:
        """The name of the cell in a column, which is counted from 0."""
        return cell_name(self.number, column)


_WANTED: Final[Mapping[str, Mapping[str, Wanted]]] = {
    RETURN_GRID.sheet: {
        **dict.fromkeys(("numerator", "denominator", "rolling_year", "rolling_year_prior", "prior"), Wanted.FIGURE),
        **dict.fromkeys(("period_from", "period_to", "extracted", "date"), Wanted.DATE),
        "value": Wanted.FIGURE,
        "provisional": Wanted.YES_OR_NO,
    },
    COMMENTARY_GRID.sheet: {"nothing_to_report": Wanted.YES_OR_NO},
}


class Tables(Struct, frozen=True):
    """All rows with an id or an entry, in the order of the sheets, and the columns that were added beside them."""

    rows: Sequence[Row]
    added: Sequence[Added]


def tables_of(file: str, sheets: Sequence[Sheet], had: Mapping[str, Sequence[str]]) -> Tables:
    """What the tables in the sheets of a file hold; `had` are the entry fields that they went out with, by sheet.

    Only where a table still has all of these is it sure that a strange column was added and is none of them. Raises
    TableError.
    """
    tables = [(sheet, _heading(sheet)) for sheet in sheets if sheet.name != META]
    grids = [found[0] for _, found in tables if found is not None]
    for sheet, found in tables:
        if found is None:
            _refuse_lost_heading(sheet, [grid for grid in GRIDS if grid not in grids])
    rows: list[Row] = []
    added: list[Added] = []
    for sheet, found in tables:
        if found is not None:
            grid, at, columns = found
            strange = _strange(sheet, grid, at)
            fields = had.get(grid.sheet, grid.entries.values())
            if all(_same(heading) in columns for heading, field in grid.entries.items() if field in fields):
                added += [_added(file, sheet, at, column, heading) for column, heading in strange.items()]
                strange = {}
            rows += _rows(sheet, grid, at, columns, strange)
    return Tables(rows, added)


def _strange(sheet: Sheet, grid: Grid, at: int) -> dict[int, str]:
    """The headings of the columns that the form does not have and in which something stands."""
    known = _titles(grid.table) | {_same(title) for title in grid.shown}
    return {
        column: heading
        for column, heading in enumerate(map(shown, sheet.rows[at]))
        if _same(heading) not in known and any(row[column] not in _NOTHING for row in sheet.rows[at + 1 :])
    }


def _added(file: str, sheet: Sheet, at: int, column: int, heading: str) -> Added:
    """A column beside all those of the form: what stands there is its writer's own and answers nothing."""
    filled = [number for number in range(at + 1, len(sheet.rows)) if sheet.rows[number][column] not in _NOTHING]
    origin = Origin(file, sheet.name, cell_name(filled[0], column))
    return Added(origin, heading, len(filled), _id(sheet.rows[filled[0]][column]))


def _rows(sheet: Sheet, grid: Grid, at: int, columns: Mapping[str, int], strange: Mapping[int, str]) -> Iterator[Row]:
    ids = [columns[_same(heading)] for heading in grid.ids]
    fields = {name: columns[_same(title)] for title, name in grid.entries.items() if _same(title) in columns}
    wanted = _WANTED.get(grid.sheet, {})
    titled = next((column for column, value in enumerate(sheet.rows[at]) if _same(shown(value)) == _TITLE), None)
    cells = [(name, column, wanted.get(name, Wanted.TEXT)) for name, column in fields.items()]
    for number in range(at + 1, len(sheet.rows)):
        values = sheet.rows[number]
        entries = {}
        for name, column, for_what in cells:
            value, mark = values[column], sheet.marks.get((number, column)) if sheet.marks else None
            if value not in _NOTHING or (mark is not None and value != NOT_APPLICABLE):
                words = sheet.words.get((number, column), _NO_WORDS) if mark is Mark.WORDED else _NO_WORDS
                entered = _entered(value, mark, for_what, words)
                if entered is not None:
                    entries[name] = entered
        key = tuple([_id(values[column]) for column in ids])
        if key[0] or entries:
            title = "" if titled is None else _id(values[titled])
            put = {
                column: (heading, _id(values[column])[:LONGEST])
                for column, heading in strange.items()
                if values[column] not in _NOTHING
            }
            yield Row(grid, sheet.name, number, fields, key, title, entries, put)


def _heading(sheet: Sheet) -> tuple[Grid, int, dict[str, int]] | None:
    """The table that a sheet holds, the number of its row of headings, and its columns by heading."""
    for number, values in enumerate(sheet.rows[:_DEEPEST_HEADING]):
        titles = [_same(value) if isinstance(value, str) else "" for value in values]
        present = set(titles) - {""}
        if len(present) < _FEWEST:
            continue
        known = [(len(present & _titles(grid.table)), grid) for grid in GRIDS if _names(grid, present)]
        if not known:
            continue
        grid = max(known, key=lambda one: one[0])[1]
        columns = {title: column for column, title in reversed(list(enumerate(titles))) if title in _titles(grid.table)}
        twice = next((title for title in columns if titles.count(title) > 1), None)
        if twice is not None:
            heading = values[columns[twice]]
            raise TableError(
                f'Sheet "{sheet.name}" has two columns headed "{heading}"; delete the one that is too many.'
            )
        return grid, number, columns
    return None


def _refuse_lost_heading(sheet: Sheet, grids: Sequence[Grid]) -> None:
    """A sheet with the headings of one of these tables, but for one without which none of its rows can be read."""
    for values in sheet.rows[:_DEEPEST_HEADING]:
        present = {_same(value) for value in values if isinstance(value, str) and value}
        for grid in grids:
            lost = [heading for heading in (*grid.ids, *grid.entries) if _same(heading) not in present]
            known = len(present & (_titles(grid.table) | {_same(title) for title in grid.shown}))
            if known >= _ENOUGH and 2 * known > len(present):
                raise TableError(
                    f'Sheet "{sheet.name}" has no column headed "{lost[0]}" any more, so what was typed there cannot be'
                    " read; put the headings back as they were, or ask for the form to be filled in again."
                )


def _names(grid: Grid, present: Set[str]) -> bool:
    """Whether headings name a table: all its ids and an entry, so that rows can be found and say something."""
    return all(_same(heading) in present for heading in grid.ids) and any(_same(e) in present for e in grid.entries)


@cache
def _titles(table: str) -> frozenset[str]:
    grid = next(grid for grid in GRIDS if grid.table == table)
    return frozenset(_same(title) for title in (*grid.ids, *grid.entries))


def _same(heading: str) -> str:
    """A heading as it is compared: breaking it over lines or writing it in capitals makes no other of it."""
    return _once(heading) if len(heading) <= _SHORT else _folded(heading)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


_once = lru_cache(maxsize=4096)(_folded)


def _entered(value: Value, mark: Mark | None, wanted: Wanted, words: frozenset[str]) -> Entered | None:
    try:
        text = typed_text(value, mark, wanted)
    except CellError as error:
        return Entered(value, typed_text(value, None, wanted) if words else None, str(error), words)
    return None if text is None else Entered(value, text)


def _id(value: Value) -> str:
    """An id as it was written; a spreadsheet may have made a number of one that looks like one."""
    if not value and (value is None or value == ""):
        return ""
    if isinstance(value, str):
        return _id_once(value) if len(value) <= _SHORT else clean_text(value[:LONGEST])
    try:
        return typed_text(value, None, Wanted.TEXT) or ""
    except CellError:
        return shown(value)


_id_once = lru_cache(maxsize=4096)(clean_text)


@lru_cache(maxsize=4096)
def cell_name(row: int, column: int) -> str:
    """`F5` for row 4 and column 5, which are counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
