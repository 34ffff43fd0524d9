"""Merging 300 returns of 40 rows, and its limit: the same files read by calamine and the same rows inserted bare."""

from __future__ import annotations

import shutil
import sqlite3
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from python_calamine import CalamineWorkbook

from csp_tui.desk.forms import Scope, identity_of
from csp_tui.desk.gathering import gathered
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.returns.form import return_bytes
from csp_tui.returns.layout import PROGRAM_KIND
from csp_tui.returns.reading import read_returns
from tests.bench.large import small_database

RETURNS = 300
ROWS = 40
TODAY = date(2026, 11, 21)
_STORED = ("step", "revision", "basis", "carries", "receipt", "current")  # in an order that foreign keys allow


class Merging:
    """The returns, and an empty database to merge them into, time and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "empty.db"
        self._returns = folder / "returns"
        if not self._empty.exists():
            open_desk(str(self._empty), today=TODAY).close()
        if not self._returns.exists():
            _write(small_database(folder), self._returns)
        merged = self._fresh("merged.db")
        with open_desk(str(merged), by="Benchmark", today=TODAY) as desk:
            self._merge(desk)
        with sqlite3.connect(merged) as database:
            self._rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in _STORED}
        if len(self._rows["revision"]) < RETURNS * ROWS:  # the words beside the figures come on top
            raise AssertionError(f"{len(self._rows['revision'])} statements were stored, not {RETURNS * ROWS}")

    def _fresh(self, name: str) -> Path:
        return Path(shutil.copy(self._empty, self._folder / name))

    def _merge(self, desk: Desk) -> None:
        merge(desk, read_returns([self._returns], desk.plan))

    def merged(self) -> float:
        """The whole merge into an empty database, in milliseconds."""
        with open_desk(str(self._fresh("measured.db")), by="Benchmark", today=TODAY) as desk:
            desk.store.warm_up()
            start = time.perf_counter()
            self._merge(desk)
            return (time.perf_counter() - start) * 1000

    def limit(self) -> float:
        """Calamine reading every cell of the files, and one durable transaction of bare inserts, in milliseconds."""
        database = sqlite3.connect(self._fresh("limit.db"), isolation_level=None)
        for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON"):
            database.execute(f"PRAGMA {pragma}")
        start = time.perf_counter()
        for path in sorted(self._returns.iterdir()):
            workbook = CalamineWorkbook.from_path(path)
            for name in workbook.sheet_names:
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        database.execute("BEGIN IMMEDIATE")
        for table, rows in self._rows.items():
            if rows:
                places = ", ".join("?" * len(rows[0]))
                database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        database.execute("COMMIT")
        taken = (time.perf_counter() - start) * 1000
        database.close()
        return taken


def _write(filled: Path, folder: Path) -> None:
    """One program's return, and the same as 300 programs would have written it."""
    with open_desk(str(filled), by="Benchmark", today=TODAY) as desk:
        quarter = desk.quarter()
        measures = [measure for measure in desk.plan.measures if measure.is_figure][:ROWS]
        rows = tuple((measure, measure.suppliers[0]) for measure in measures)
        scope = Scope("several partners", "several", rows)
        identity = replace(identity_of(desk, quarter, scope, PROGRAM_KIND), sender=desk.store.sender, sequence=1)
        content = gathered(desk, quarter, rows, identity, scope.words, answered=True, filled_in_by="Benchmark")
    template = folder.with_suffix(".xlsx")
    template.write_bytes(return_bytes(content))
    folder.mkdir()
    with zipfile.ZipFile(template) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for number in range(RETURNS):
        own = {old.encode(): _another(old, number) for old in (identity.form, identity.sender)}
        with zipfile.ZipFile(folder / f"return-{number:03}.xlsx", "w", zipfile.ZIP_DEFLATED) as copy:
            for name, part in parts.items():
                for old, new in own.items():
                    part = part.replace(old, new)  # noqa: PLW2901
                copy.writestr(name, part)


def _another(identity: str, number: int) -> bytes:
    return str(uuid5(NAMESPACE_OID, f"{identity} {number}")).encode()
