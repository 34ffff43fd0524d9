"""Benchmarking: taking tables of areas in, and telling the latest of each beside the one before it.

For commands and screens: `import_table`, `take_table`, `editions`, `edition_named`, `note_on`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from csp_tui.desk.entering import EDIT
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.reading import tables_in
from csp_tui.domain.benchmark_kept import kept
from csp_tui.domain.benchmark_lines import parted_lines
from csp_tui.domain.benchmark_sheet import Asked, BenchmarkError, Line, letter, read_sheet
from csp_tui.domain.benchmark_words import counted, membership_words
from csp_tui.domain.benchmarking import (
    BenchmarkTable,
    Edition,
    editions_of,
    membership,
    same_area,
)
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.disclosure import holds_small_counts
from csp_tui.domain.fields import BENCHMARKING
from csp_tui.domain.filenames import name_of
from csp_tui.domain.measures import Measure, PlanError, Polarity
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.cells import CellError, Wanted, typed_text
from csp_tui.returns.formats import Mark
from csp_tui.returns.guarding import bytes_of, guarded_bytes
from csp_tui.returns.sheets import Value, read_sheets
from csp_tui.storage.records import Draft, Origin, Subject

PASTED: Final = "what was pasted"

_SEPARATORS: Final = ("\t", ";", ",")  # a spreadsheet copies with the first and writes the one of its country
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # the second is an old one, or one with a password


class Said(Struct, frozen=True):
    """What whoever takes a table in says of it; '' where the table says it, or nothing is to be said.

    `measure` is a measure of the plan by id, `own` our own area, `national` names further rows that stand apart, and
    `columns` gives headings by use (`value`, `earlier`, `change`).
    """

    title: str = ""
    measure: str = ""
    period: str = ""
    source: str = ""
    own: str = ""
    polarity: str = ""
    national: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


class Imported(Struct, frozen=True):
    """What an import did, or on a dry run would do: the table, the one that it replaces, and that of the year before.

    `remarks` are sentences for whoever takes it in; `stored` tells a new step.
    """

    table: BenchmarkTable
    replaces: BenchmarkTable | None
    before: BenchmarkTable | None
    remarks: tuple[str, ...]
    stored: bool
    dry_run: bool

    @property
    def sentence(self) -> str:
        """What happened, and how to take it back."""
        table = self.table
        what = f"{table.title}, {table.period}: {counted(len(table.peers), 'area')}"
        if table.national:
            what += f", and apart from them {', '.join(area.area for area in table.national)}"
        how = "" if self.replaces is None else " It replaces the table of the same period."
        if self.dry_run:
            return f"Dry run: {what}.{how} Nothing was stored."
        if not self.stored:
            return f"{what}. The same table was there already; nothing was stored."
        return f"{what}, taken in.{how} Undo takes it back."


def import_table(desk: Desk, file: Path, said: Said | None = None, *, dry_run: bool = False) -> Imported:
    """Take in a table of areas from a .csv or .xlsx; a second one of the same title and period replaces the first.

    Everything is read before anything is stored, in one step. Raises a UserError that names row and column.
    """
    packed, name = bytes_of(file), name_of(file)
    lines = _of_workbook(name, packed) if packed.startswith(_WORKBOOKS) else _of_text(name, _text(name, packed))
    return _take_in(desk, name, lines, said or Said(), dry_run=dry_run)


def take_table(desk: Desk, text: str, said: Said | None = None, *, dry_run: bool = False) -> Imported:
    """Take in a table of areas from cells that were copied elsewhere; as `import_table`."""
    return _take_in(desk, PASTED, _of_text(PASTED, text), said or Said(), dry_run=dry_run)


def _take_in(desk: Desk, name: str, lines: list[Line], said: Said, *, dry_run: bool) -> Imported:
    measure = desk.plan.measure(said.measure) if said.measure else None
    known = editions(desk)
    sheet = read_sheet(name, lines, _asked(desk, measure, said))
    about = measure.uid if measure is not None else _known_title(known, sheet.title)
    every = [table for one in known for table in one.every]
    same = next((t for t in every if t.key == _key(measure, about) and t.quarter == sheet.period.quarter), None)
    table = BenchmarkTable(
        sheet.title if measure is not None else about,
        sheet.period.text,
        sheet.period.quarter,
        sheet.areas,
        "" if measure is None else measure.uid,
        sheet.unit if measure is None else measure.unit,
        _polarity(measure, said, same),
        clean_text(said.source) or (same.source if same is not None else ""),
        "" if same is None else same.note,
    )
    earlier = [t for t in every if t.key == table.key and t.quarter < table.quarter]
    before = max(earlier, key=lambda t: t.quarter, default=None)
    remarks = (*sheet.remarks, *_own_area(table, said), *_peers(table, before), *_small_counts(measure, table))
    new = same is None or kept(same) != kept(table)
    if new and not dry_run:
        _store(desk, table, f"{table.title}, {table.period}, from {name}", Origin(name))
    return Imported(table, same if new else None, before, remarks, new and not dry_run, dry_run)


def _asked(desk: Desk, measure: Measure | None, said: Said) -> Asked:
    title = clean_text(said.title) or (measure.title if measure is not None else "")
    own = said.own or _own_name(desk)
    return Asked(title, clean_text(said.period), own, said.national, said.columns)


def _own_name(desk: Desk) -> str:
    """Our own area by the partnership's name: Medway of the Medway Community Safety Partnership."""
    return desk.plan.partnership.partition(" Community Safety")[0]


def _known_title(known: tuple[Edition, ...], title: str) -> str:
    """The title as it was written first, where only spaces or capitals differ."""
    return next((one.table.title for one in known if same_area(one.table.title) == same_area(title)), title)


def _key(measure: Measure | None, about: str) -> str:
    return measure.uid if measure is not None else same_area(about)


def _polarity(measure: Measure | None, said: Said, same: BenchmarkTable | None) -> Polarity:
    if said.polarity:
        try:
            return Polarity(said.polarity.strip().casefold())
        except ValueError:
            raise BenchmarkError(f'"{said.polarity[:40]}" is no direction; type lower, higher or none.') from None
    if measure is not None:
        return measure.polarity
    return Polarity.NONE if same is None else same.polarity


def _own_area(table: BenchmarkTable, said: Said) -> tuple[str, ...]:
    if table.own is not None:
        return ()
    wanted = f'No area is called "{said.own}"' if said.own else "Our own area is not in the table under its name"
    return (f"{wanted}; name its row with --own, or it has no rank and no average without it.",)


def _peers(table: BenchmarkTable, before: BenchmarkTable | None) -> tuple[str, ...]:
    if before is None:
        return ()
    changed = membership(before, table)
    return () if changed.same else (membership_words(changed, before),)


def _small_counts(measure: Measure | None, table: BenchmarkTable) -> tuple[str, ...]:
    if not holds_small_counts(measure, table):
        return ()
    return ("It tells counts of one to four people in a sensitive matter: only a pack with exact figures holds it.",)


def _store(desk: Desk, table: BenchmarkTable, note: str, origin: Origin | None = None) -> None:
    desk.store.append(
        desk.partnership,
        [Draft(_subject(table), kept(table), origin=origin)],
        kind=EDIT,
        author=desk.by,
        at=now(),
        note=note,
        plan_version=desk.plan.version,
    )


def _subject(table: BenchmarkTable) -> Subject:
    """Stored about the measure, or the title of a table that concerns none, for the quarter its period ends in."""
    return Subject(table.about or table.title, str(table.quarter), "", BENCHMARKING)


# -- what is there ---------------------------------------------------------------------------------------------------


def editions(desk: Desk, upto: Quarter | None = None) -> tuple[Edition, ...]:
    """Every table by its title, the latest of each beside the one before it; up to a quarter where one is given."""
    tables = tables_in(desk.plan, desk.store.of_field(desk.partnership, BENCHMARKING))
    return editions_of(table for table in tables if upto is None or table.quarter <= upto)


def edition_named(desk: Desk, text: str, upto: Quarter | None = None) -> Edition:
    """The tables of a measure's id, a title, or a part of it that only one has. Raises BenchmarkError."""
    known = editions(desk, upto)
    if not known:
        raise BenchmarkError("There is no table of areas yet; csp-tui benchmarking import FILE takes one in.")
    wanted = same_area(text)
    exact = [one for one in known if same_area(one.table.title) == wanted]
    found = exact or [one for one in known if wanted and wanted in same_area(one.table.title)]
    if not found:
        try:
            uid = desk.plan.measure(text).uid
        except PlanError:
            uid = ""
        found = [one for one in known if uid and one.table.about == uid]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f'"{one.table.title}"' for one in (found or known))
    raise BenchmarkError(f'No single table of areas is called "{text.strip()[:60]}"; there are {listed}.')


def note_on(desk: Desk, text: str, note: str) -> BenchmarkTable:
    """Say something of the latest table of a title, which the pack prints under it; an empty note takes it back."""
    table = replace(edition_named(desk, text).table, note=clean_text(note))
    _store(desk, table, f"note on {table.title}, {table.period}")
    return table


def contradicted(table: BenchmarkTable) -> tuple[str, ...]:
    """What the note on a table says that the table contradicts."""
    from csp_tui.domain.words_in_texts import words_in_note  # noqa: PLC0415 - the first text loads what reads it

    return tuple(finding.message for finding in words_in_note(table))


# -- cells -----------------------------------------------------------------------------------------------------------


def _of_workbook(name: str, packed: bytes) -> list[Line]:
    """The cells of the first sheet that holds anything, as a person would have typed them."""
    for sheet in read_sheets(guarded_bytes(name, packed)):
        lines = []
        for number, row in enumerate(sheet.rows):
            marks = [sheet.marks.get((number, place)) for place in range(len(row))]
            cells = [
                _typed(f"{name}, sheet {sheet.name}, cell {letter(place)}{number + 1}", value, mark)
                for place, (value, mark) in enumerate(zip(row, marks, strict=True))
            ]
            lines.append(Line(number + 1, tuple(cells)))
        if any(line.filled for line in lines):
            return lines
    raise BenchmarkError(f"{name} is empty; it needs a table of areas.")


def _typed(where: str, value: Value, mark: Mark | None) -> str:
    try:
        return clean_text(typed_text(value, mark, Wanted.TEXT) or "")
    except CellError as error:
        raise BenchmarkError(f"{where}: {error}") from error


def _text(name: str, packed: bytes) -> str:
    if b"\0" in packed or packed.startswith(b"%PDF"):
        raise BenchmarkError(f"{name} is no table that can be read; save it as .csv or .xlsx, or paste its cells.")
    try:
        return packed.decode("utf-8-sig")
    except UnicodeDecodeError:
        return packed.decode("cp1252", errors="replace")


def _of_text(name: str, text: str) -> list[Line]:
    """The cells of a .csv or of a copied range, whichever separator parts most of its lines."""
    filled = [line for line in text.splitlines() if line.strip()]
    if not filled:
        raise BenchmarkError(f"{name} is empty; it needs a table of areas.")
    parted = [] if any(mark in line for line in filled for mark in "\t;") else parted_lines(filled)
    if parted:
        return parted
    separator = max(_SEPARATORS, key=lambda mark: sum(mark in line for line in filled))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=separator != "\t"))
    except csv.Error as error:
        raise BenchmarkError(
            f"{name} is not a .csv that can be read: {error}. Save it again as CSV (UTF-8)."
        ) from error
    return [Line(number, tuple(clean_text(cell) for cell in row)) for number, row in enumerate(rows, start=1)]
