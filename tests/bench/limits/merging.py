"""The limit for a merge: calamine reads every cell of the files, and the rows are inserted bare in one transaction.

For the memory it runs as a program of its own, with what any program loads that writes by SQLModel; it lets go of each
file once it is read, and hands the rows on from another database one by one. Nothing that merges can need less.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

STORED = ("step", "revision", "basis", "carries", "receipt", "current")  # in an order that foreign keys allow


def merge(files: Iterable[Path], rows: Mapping[str, Iterable[tuple[Any, ...]]], target: Path) -> None:
    """Read the files, and insert rows by table, as durably as the program does."""
    database = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON"):
        database.execute(f"PRAGMA {pragma}")
    for path in files:
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    database.execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        columns = len(database.execute(f"PRAGMA table_info({table})").fetchall())
        database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", values)
    database.execute("COMMIT")
    database.close()


def main(folder: str, source: str, target: str) -> None:
    """Merge the files of a folder with the rows that a merge of them has left in a source."""
    import sqlmodel  # noqa: F401, PLC0415 - loading it is what is measured

    merged = sqlite3.connect(source)
    rows = {table: merged.execute(f"SELECT * FROM {table}") for table in STORED}
    merge(sorted(Path(folder).iterdir()), rows, Path(target))


if __name__ == "__main__":
    main(*sys.argv[1:])
