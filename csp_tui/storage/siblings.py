"""Copies of a database that sync clients and file managers put beside it, told from other files by what is in them."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec import Struct

from csp_tui.storage.errors import StorageError
from csp_tui.storage.guards import connect, look_at
from csp_tui.storage.sqlite import explaining, make_safe

_MOST: Final = 20  # files looked into
_PATIENCE: Final = 2.0  # seconds for one of them: it may be anybody's
_STEPS: Final = 10_000  # of SQLite between two looks at the clock


class Sibling(Struct, frozen=True):
    """A copy of this database, and how many entries it holds that this one lacks."""

    path: Path
    new: int


def siblings(path: Path, senders: Collection[str]) -> tuple[Sibling, ...]:
    """The copies beside a database: `csp (1).db`, `csp-LAPTOP.db`, `csp (conflicted copy).db`, `Kopie von csp.db`.

    Their names hold the name of the file as a word of its own, and they were made from it: they send as this one
    does, or did before it went back to a backup.
    """
    found = (_sibling(candidate, path, senders) for candidate in _candidates(path))
    return tuple(sibling for sibling in found if sibling is not None)


def _candidates(path: Path) -> list[Path]:
    named = re.compile(rf"(?<![^\W_]){re.escape(path.stem)}(?![^\W_])", re.IGNORECASE)
    try:
        return sorted(_like(path, named))[:_MOST]
    except OSError:
        return []  # a folder that cannot be listed


def _like(path: Path, named: re.Pattern[str]) -> Iterator[Path]:
    for other in path.parent.iterdir():
        if other.name != path.name and other.suffix.casefold() == path.suffix.casefold() and named.search(other.stem):
            yield other


def _sibling(other: Path, path: Path, senders: Collection[str]) -> Sibling | None:
    try:
        if other.is_symlink() or not other.is_file() or other.samefile(path):
            return None
        look_at(other)
        with closing(connect(other, mode="ro")) as connection:
            return _compared(connection, other, path, senders)
    except (StorageError, OSError, sqlite3.Error):
        return None  # not a copy that anything could be done with


def _compared(connection: sqlite3.Connection, other: Path, path: Path, senders: Collection[str]) -> Sibling | None:
    make_safe(connection)
    until = time.monotonic() + _PATIENCE
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    found = connection.execute("SELECT value FROM main.meta WHERE key = 'sender'").fetchone()
    if found is None or found[0] not in senders:
        return None
    return Sibling(other, _lacking(connection, path))


def _lacking(connection: sqlite3.Connection, path: Path) -> int:
    connection.execute("ATTACH ? AS here", (f"{path.absolute().as_uri()}?mode=ro",))
    lacking = "SELECT count(*) FROM main.revision WHERE id NOT IN (SELECT id FROM here.revision)"
    return int(connection.execute(lacking).fetchone()[0])


def lacking(other: Path, path: Path) -> int:
    """How many entries of one database another lacks; raises StorageError where that cannot be told."""
    look_at(other)
    with explaining(other), closing(connect(other, mode="ro")) as connection:
        make_safe(connection)
        return _lacking(connection, path)
