"""Looking at a database that somebody else sent, before it is opened: that it is laid out as ours are, and no more.

A database can hold views that never come to an end, triggers, and rules that run whenever a page is looked at. Ours
are tables with plain columns and indexes on them.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from csp_tui.storage.errors import NotOurFile
from csp_tui.storage.guards import connect, explained, look_at, was_left_in_the_middle

MOST_BYTES: Final = 200_000_000
"""Of a database from outside: many times that of ten years of returns."""

_LIVELY: Final = re.compile(r"\b(?:CHECK|GENERATED|AS|VIRTUAL|COLLATE|DEFAULT|WITH|SELECT)\b", re.IGNORECASE)
_PLAIN_INDEX: Final = re.compile(r'CREATE (?:UNIQUE )?INDEX \w+ ON "?\w+"? \([\w", ]+\)')
_MOST_OBJECTS: Final = 200


def refuse_foreign(path: Path) -> None:
    """Raise NotOurFile for a database that holds anything but tables and indexes as we make them.

    To be given a copy, or a file that this process has not open. Raises what `look_at` does as well.
    """
    look_at(path)
    if path.stat().st_size > MOST_BYTES:
        raise NotOurFile(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB, which no database of returns is.")
    try:
        with closing(connect(path, mode="rw" if was_left_in_the_middle(path) else "ro")) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            objects = connection.execute("SELECT type, sql FROM sqlite_master LIMIT ?", (_MOST_OBJECTS,)).fetchall()
            if len(objects) == _MOST_OBJECTS or not all(_is_plain(kind, sql) for kind, sql in objects):
                raise _refused(path)
            if _holds_bytes(connection):
                raise _refused(path)
    except UnicodeDecodeError:
        raise _refused(path) from None
    except sqlite3.Error as error:
        raise explained(error, path) from error


def _is_plain(kind: object, sql: object) -> bool:
    if kind == "index":
        return sql is None or (isinstance(sql, str) and _PLAIN_INDEX.fullmatch(sql) is not None)
    return kind == "table" and isinstance(sql, str) and _LIVELY.search(sql) is None


def _holds_bytes(connection: sqlite3.Connection) -> bool:
    """Whether bytes stand where a revision has words or numbers: they would be read as a text that nobody wrote."""
    columns = [str(name).replace('"', '""') for _, name, *_ in connection.execute("PRAGMA table_info(revision)")]
    bytes_in = " OR ".join(f"typeof(\"{column}\") = 'blob'" for column in columns) or "FALSE"
    return connection.execute(f"SELECT 1 FROM revision WHERE {bytes_in} LIMIT 1").fetchone() is not None  # noqa: S608


def _refused(path: Path) -> NotOurFile:
    return NotOurFile(
        f"{path.name} is not laid out as csp-tui lays its databases out, and is not opened; ask for it again."
    )
