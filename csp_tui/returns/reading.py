"""Reads return workbooks from outside: a file becomes a `Return`, or is refused with the sentence that says why.

Nothing is stored here and no database is asked: what is read is judged by the merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from csp_tui.domain.commentary import clean_text
from csp_tui.domain.errors import UserError
from csp_tui.domain.filenames import name_of
from csp_tui.domain.measures import Plan, PlanError
from csp_tui.domain.quarters import Quarter, QuarterError
from csp_tui.returns.databases import is_database, returns_of_database
from csp_tui.returns.guarding import Package, UnreadableFile, guarded_bytes
from csp_tui.returns.identity import EntryText, content_hash
from csp_tui.returns.layout import (
    AGREED_BY,
    COMMENTARY,
    FILLED_IN_BY,
    FORMAT,
    KEY_JOIN,
    PROGRAM_KIND,
    RETURN,
    RETURN_GRID,
    SIGN_OFF_GRID,
)
from csp_tui.returns.marking import Marks, MarksDiffer, marks_of
from csp_tui.returns.printed import printed_otherwise, printed_quarters
from csp_tui.returns.records import Refused, Return, ReturnKind
from csp_tui.returns.saying import Frame, Said, said
from csp_tui.returns.sheets import Sheet, read_sheets
from csp_tui.returns.tables import Row, Tables, tables_of
from csp_tui.returns.unlocking import ProtectedFile, bytes_to_read
from csp_tui.storage.backup_names import BACKUPS
from csp_tui.workbooks.passwords import Password

_NOT_RETURNS: Final = ("~$", ".", "desktop.ini", "thumbs.db")
"""How the names of files begin that programs leave in a folder by themselves (`~$` while a workbook is open)."""
_PACK_SHEETS: Final = frozenset({"Cover", "Contents", "Summary", "Data"})
_LONGEST_NUMBER: Final = 10
_ASKING: Final = (RETURN, COMMENTARY)  # the sheets whose rows were asked for


class NotAReturn(UserError):  # noqa: N818 - says what the file is, as its sentence does
    """A workbook that is no return of ours, or has lost what a return cannot do without."""


def read_returns(
    paths: Iterable[Path], plan: Plan, quarter: Quarter | None = None, passwords: Sequence[Password] = ()
) -> Iterator[Return | Refused]:
    """The returns in workbooks, databases and folders of them, one by one; a bad file never stops the rest.

    Files of a folder come by name. `quarter` is taken where a workbook has lost its own; each of the passwords is tried
    on a protected one.
    """
    yield from read_files(files_in(paths), plan, quarter, passwords)


def read_files(
    files: Iterable[Path], plan: Plan, quarter: Quarter | None = None, passwords: Sequence[Password] = ()
) -> Iterator[Return | Refused]:
    """The same of files that `files_in` gave: a folder among them is named, and not looked into."""
    for path in files:
        if is_database(path):
            yield from returns_of_database(path, plan)
        else:
            yield read_return(path, plan, quarter, passwords)


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that are named, and in place of a folder those in it, except what programs leave there themselves.

    Our own backups are among these: they hold what stood before, and are merged only where their folder is named.
    """
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else None
        except OSError:  # one that may not be looked into: reading it says so, and does not stop the rest
            inside = None
        if inside is None:
            yield path
            continue
        for file in inside:
            ours = _beside_database(file) or (file.name == BACKUPS and file.is_dir())
            if not file.name.lower().startswith(_NOT_RETURNS) and not ours:
                yield file


def _beside_database(file: Path) -> bool:
    """Whether it is what SQLite keeps beside a database."""
    name = file.name.removesuffix("-journal")
    return name != file.name and is_database(file.with_name(name))


def read_return(
    path: Path, plan: Plan, quarter: Quarter | None = None, passwords: Sequence[Password] = ()
) -> Return | Refused:
    """The return in a workbook, as `read_returns` reads it."""
    try:
        package = guarded_bytes(name_of(path), bytes_to_read(path, passwords))
        return understood(package, read_sheets(package), plan, quarter)
    except ProtectedFile as error:
        return Refused(name_of(path), str(error), protected=True)
    except (UnreadableFile, MarksDiffer, NotAReturn) as error:
        return Refused(name_of(path), str(error))
    except UserError as error:
        return Refused(name_of(path), f"{name_of(path)}: {error}")


def understood(package: Package, sheets: Sequence[Sheet], plan: Plan, quarter: Quarter | None) -> Return:
    """The return that the sheets of a workbook are. Raises NotAReturn, TableError, MarksDiffer, UnreadableFile."""
    marks = marks_of(package, sheets)
    file, partnership = package.file, plan.id.partition("/")[0]
    version = _format(file, marks)
    known = version <= FORMAT and marks.text("partnership") in ("", partnership)
    tables = tables_of(file, sheets, marks.columns) if known else Tables((), ())
    rows = tables.rows
    if not marks.texts and {sheet.name for sheet in sheets} >= _PACK_SHEETS:
        raise NotAReturn(f"{file} is a pack, which tells what was returned; take in the returns themselves.")
    if not marks.texts and not any(row.grid is RETURN_GRID and _asks_for(plan, row.key[0]) for row in rows):
        raise NotAReturn(f"{file} is a workbook, but no return made by csp-tui; ask for the form as it was sent out.")
    when = _quarter(file, marks, sheets, plan, quarter)
    partner = _partner(marks, plan)
    found = said(Frame(file, plan, partnership, marks, when, partner), rows)
    read = _return(file, plan, marks, when, version, tables, found, partner)
    otherwise = printed_otherwise(sheets, when) if known and marks.text("quarter") else ""
    return _for_another_quarter(read, otherwise, tables) if otherwise else read


def _for_another_quarter(read: Return, otherwise: str, tables: Tables) -> Return:
    """A return whose heading names another quarter than its marks; it is another than the same with its own heading."""
    hashed = content_hash(f"{read.quarter}, {otherwise}", _entries(tables.rows))
    return replace(read, printed_otherwise=otherwise, content_hash=hashed)


def _asks_for(plan: Plan, label: str) -> bool:
    """Whether an unmarked row is of the plan: tables of others, and those of our packs, may have the same headings."""
    try:
        return plan.measure(label) is not None
    except PlanError:
        return False


def _return(
    file: str,
    plan: Plan,
    marks: Marks,
    quarter: Quarter,
    version: int,
    tables: Tables,
    found: Said,
    partner: str | None,
) -> Return:
    hashed = content_hash(str(quarter), _entries(tables.rows))
    signed = {row.key[0]: _name(row) for row in tables.rows if row.grid is SIGN_OFF_GRID}
    return Return(
        file=file,
        kind=ReturnKind.PROGRAM if marks.text("kind") == PROGRAM_KIND else ReturnKind.FORM,
        format=version,
        partnership=marks.text("partnership") or plan.id.partition("/")[0],
        plan=marks.text("plan") or plan.id,
        plan_version=marks.text("plan_version"),
        definitions=marks.definitions,
        meanings=marks.meanings,
        quarter=quarter,
        partner=partner,
        contact=marks.text("contact") or None,
        form=marks.text("form"),
        sender=marks.text("sender"),
        sequence=_number(marks.text("sequence")),
        filled_in_by=clean_text(signed.get(FILLED_IN_BY, "")),
        agreed_by=clean_text(signed.get(AGREED_BY, "")),
        content_hash=hashed,
        written_hash=marks.text("content"),
        items=tuple(found.items),
        unread=tuple(found.unread),
        unknown=tuple(found.unknown),
        emptied=tuple(found.emptied),
        added=tuple(tables.added),
        lost=_lost(marks, tables.rows, len(found.unknown)) if version <= FORMAT else (),
    )


def _lost(marks: Marks, rows: Iterable[Row], unknown: int) -> tuple[str, ...]:
    """The labels of the rows to fill in that are gone, one fewer for each that came back without its id."""
    there = {(row.grid.sheet, KEY_JOIN.join(row.key)) for row in rows}
    gone = [key for sheet, key in marks.subjects if sheet in _ASKING and (sheet, key) not in there]
    return tuple(key.split(KEY_JOIN)[0] for key in gone[unknown:])


def _name(row: Row) -> str:
    entered = row.entries.get("name")
    return "" if entered is None else entered.shown


def _entries(rows: Iterable[Row]) -> Iterator[EntryText]:
    for row in rows:
        for name, entered in row.entries.items():
            if entered.fault is None:
                yield EntryText(row.grid.sheet, row.key, name, entered.shown)
            else:  # shown so that it can be read, the same value says more: struck out no longer, say
                yield EntryText(row.grid.sheet, row.key, f"{name}, in doubt", entered.shown or "a formula")
        for heading, text in row.strange.values():
            yield EntryText(row.grid.sheet, row.key, f"column {heading}", text)


def _format(file: str, marks: Marks) -> int:
    """The format's number; without marks it is ours, as its headings are."""
    text = marks.text("format")
    if marks.texts and _number(text) == 0:
        raise NotAReturn(
            f'{file} says that its format is "{text[:20]}", which is no format of a return; ask for it again.'
        )
    return _number(text) if text else FORMAT


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else 0


def _partner(marks: Marks, plan: Plan) -> str | None:
    named = marks.text("partner")
    try:
        return plan.partner(named) if named else None
    except PlanError:
        return named  # a partner of another plan: the merge says so


def _quarter(file: str, marks: Marks, sheets: Sequence[Sheet], plan: Plan, asked: Quarter | None) -> Quarter:
    """The quarter that is marked, else the one that is printed above the tables, else the one that was asked for."""
    try:
        if marks.text("quarter"):
            return Quarter.parse(marks.text("quarter"))
    except QuarterError as error:
        raise NotAReturn(f"{file} does not say for which quarter it is: {error}") from error
    named = printed_quarters(sheets, plan.first_quarter)
    if len(named) == 1:
        return named[0]
    if asked is None:
        raise NotAReturn(f"{file} has lost the mark that says for which quarter it is; name it with --quarter.")
    return asked
