"""Merging returns of 40 rows and opening what differs among them, beside what reading and storing alone take."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from msgspec.structs import replace

from csp_tui.cli.as_merged import summary_lines
from csp_tui.desk.deciding import conflict, conflicts, subjects_that_differ
from csp_tui.desk.forms import Scope, identity_of
from csp_tui.desk.gathering import gathered
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.domain.numbers import Figure
from csp_tui.domain.statements import Statement
from csp_tui.returns.form import return_bytes
from csp_tui.returns.layout import PROGRAM_KIND
from csp_tui.returns.reading import read_return, read_returns
from csp_tui.returns.records import Return, ReturnedItem
from csp_tui.returns.summary import MergeSummary
from tests.bench.large import small_database
from tests.bench.limits import merging as bare
from tests.bench.peak import peak

SIZES = (10, 300, 1000)
ROWS = 40
TODAY = date(2026, 11, 21)


class Merging:
    """So many returns, and an empty database to merge them into, time and again."""

    def __init__(self, folder: Path, returns: int) -> None:
        self._folder = folder / f"merging-{returns}"
        self._returns = self._folder / "returns"
        self._folder.mkdir(exist_ok=True)
        if not self._returns.exists():
            _write(small_database(folder), self._returns, returns)
        open_desk(str(self._fresh("merged.db")), by="Benchmark", today=TODAY).close()
        with self._desk("merged.db") as desk:
            merge(desk, read_returns([self._returns], desk.plan))
        stored = len(self._merged_rows()["revision"])
        if stored < returns * ROWS:  # the words beside the figures come on top
            raise AssertionError(f"{stored} statements were stored, not {returns * ROWS}")

    def _merged_rows(self) -> dict[str, list[tuple[object, ...]]]:
        """What a merge leaves by table; read anew each time, since a merge beside so much that is kept is slower."""
        with closing(sqlite3.connect(self._folder / "merged.db")) as database:
            return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in bare.STORED}

    def _fresh(self, name: str) -> Path:
        return empty_database(self._folder / name)

    def _desk(self, name: str) -> Desk:
        return open_desk(str(self._folder / name), by="Benchmark", today=TODAY)

    def merged(self) -> float:
        """The whole merge into an empty database, with all that the command prints of it, in milliseconds."""
        self._fresh("measured.db")
        with self._desk("measured.db") as desk:
            desk.store.warm_up()
            return _taken(lambda: _told(merge(desk, read_returns([self._returns], desk.plan))))

    def limit(self) -> float:
        """Reading the same files and inserting the same rows, in milliseconds."""
        files, rows, target = sorted(self._returns.iterdir()), self._merged_rows(), self._fresh("limit.db")
        return _taken(lambda: bare.merge(files, rows, target))

    def peak(self) -> float:
        """The memory of the program that merges them, in MB."""
        target = self._fresh("measured.db")
        return peak(sys.executable, "-m", "csp_tui", "merge", "--db", str(target), "--json", str(self._returns))

    def peak_of_limit(self) -> float:
        """The memory of the limit program, in MB."""
        source, target = self._folder / "merged.db", self._fresh("limit.db")
        return peak(sys.executable, bare.__file__, str(self._returns), str(source), str(target))


class Differing:
    """A database in which as many returns state each of 40 figures differently."""

    def __init__(self, folder: Path, returns: int) -> None:
        self._path = folder / f"differing-{returns}.db"
        if self._path.exists():
            return
        template = folder / "one" / "return-000.xlsx"
        if not template.exists():
            _write(small_database(folder), template.parent, 1)
        with open_desk(str(empty_database(self._path)), by="Benchmark", today=TODAY) as desk:
            read = read_return(template, desk.plan)
            if not isinstance(read, Return):
                raise AssertionError(read.reason)
            merge(desk, [_differing(read, number) for number in range(returns)])

    def listed(self) -> float:
        """All that differs, with every side, in milliseconds."""
        with open_desk(str(self._path), by="Benchmark", today=TODAY) as desk:
            return _taken(lambda: len(conflicts(desk)))

    def opened(self) -> float:
        """One figure that differs, with every side, in milliseconds."""
        with open_desk(str(self._path), by="Benchmark", today=TODAY) as desk:
            return _taken(lambda: len(conflict(desk, subjects_that_differ(desk)[0]).sides))


def empty_database(path: Path) -> Path:
    """A database with nothing in it, in place of what was at the path."""
    template = path.parent / "empty.db"
    if not template.exists():
        open_desk(str(template), today=TODAY).close()
    return Path(shutil.copy(template, path))


def _told(summary: MergeSummary) -> str:
    return "\n".join(summary_lines(summary, dry_run=False))


def _taken(work: Callable[[], object]) -> float:
    gc.collect()  # what was measured before is not tidied away within this
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _differing(read: Return, number: int) -> Return:
    items = tuple(
        ReturnedItem(one.subject, Statement(Figure(Decimal(number))), one.returned_for, (), one.origin, one.measure)
        for one in read.items
        if isinstance(one.content, Statement)
    )
    mark = f"{number}"
    return replace(read, form=mark, sender=mark, content_hash=mark, written_hash=mark, items=items[:ROWS], emptied=())


def _write(filled: Path, folder: Path, returns: int) -> None:
    """One program's return, and the same as so many programs would have written it."""
    with open_desk(str(filled), by="Benchmark", today=TODAY) as desk:
        quarter = desk.quarter()
        measures = [measure for measure in desk.plan.measures if measure.is_figure][:ROWS]
        rows = tuple((measure, measure.suppliers[0]) for measure in measures)
        scope = Scope("several partners", "several", rows)
        identity = replace(identity_of(desk, quarter, scope, PROGRAM_KIND), sender=desk.store.sender, sequence=1)
        content = gathered(desk, quarter, rows, identity, scope.words, answered=True, filled_in_by="Benchmark")
    template = folder.with_suffix(".xlsx")
    template.write_bytes(return_bytes(content))
    folder.mkdir(parents=True)
    with zipfile.ZipFile(template) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for number in range(returns):
        own = {old.encode(): _another(old, number) for old in (identity.form, identity.sender)}
        with zipfile.ZipFile(folder / f"return-{number:03}.xlsx", "w", zipfile.ZIP_DEFLATED) as copy:
            for name, part in parts.items():
                for old, new in own.items():
                    part = part.replace(old, new)  # noqa: PLW2901
                copy.writestr(name, part)


def _another(identity: str, number: int) -> bytes:
    return str(uuid5(NAMESPACE_OID, f"{identity} {number}")).encode()
