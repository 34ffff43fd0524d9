"""The ledger in one SQLite file: creating it whole, opening it guarded, and all that only SQLite understands."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_tui.storage import backups
from csp_tui.storage.errors import CannotOpen, NoSuchFile, ReadOnly
from csp_tui.storage.guards import check_length, check_whole, connect, explained, look_at, sync_folder

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCHEMA_VERSION = 1

_DURABLE = (
    # TRUNCATE and never WAL: the file travels, and a WAL file beside it would be left behind.
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
)


class SqliteFile:
    """One open database file: read by the standard library alone, written through SQLAlchemy, over one connection.

    One connection for both means that reading and writing never wait for each other, and that another process's
    changes can be told from our own. Not safe for several threads at once: the store serialises.
    """

    def __init__(self, path: Path, version: int, read_only_because: str | None) -> None:
        self.path = path
        self.location = str(path)
        self.schema_version = version
        self.read_only_because = read_only_because
        self._engine: Engine | None = None
        self._checking = threading.Lock()
        self._checked = False
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        with explaining(self.path):
            connection = connect(self.path, mode="ro" if self.read_only_because else "rw")
            try:
                check_length(connection, self.path)
                if not self.read_only_because:
                    make_durable(connection)
            except BaseException:
                connection.close()
                raise
            return connection

    def rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        with explaining(self.path):
            return self._connection.execute(sql, params).fetchall()

    def check_before_writing(self) -> None:
        """Refuse a damaged file before anything is added to it; once, and from whichever thread comes first."""
        if self.read_only_because:
            raise ReadOnly(f"Nothing was stored: {self.read_only_because}")
        with self._checking:
            if not self._checked:
                check_whole(self.path)
                self._checked = True

    def warm_up(self) -> None:
        """Load what writing needs, so that the first save is as fast as the next."""
        if self._engine is None:
            self._engine = engine_over(self._connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start; loads SQLAlchemy."""
        from sqlalchemy.exc import DBAPIError  # noqa: PLC0415  # loaded by the first write

        self.warm_up()
        assert self._engine is not None
        with explaining(self.path):
            try:
                with self._engine.begin() as connection:
                    yield connection
            except DBAPIError as error:
                raise error.orig or error from error

    def back_up(self, reason: str, at: datetime) -> Path:
        """A whole copy beside the file; the newest copies made for this reason are kept."""
        with explaining(self.path):
            backup = backups.back_up(self._connection, self.path, reason, at)
        backups.keep_newest(self.path, reason)
        return backup

    def change_token(self) -> tuple[int, ...]:
        """Something that differs once another process has changed the file."""
        return (int(self.rows("PRAGMA data_version")[0][0]),)

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()
        self._connection.close()


def opened(path: Path, *, read_only: bool = False) -> SqliteFile:
    """Open a database file that is there: for reading only if it cannot be written, else brought to this version."""
    version = look_at(path).version
    because = _why_only_reading(path, version, asked=read_only)
    if version < SCHEMA_VERSION and not because:
        from csp_tui.storage.migrations import migrate  # noqa: PLC0415  # loads SQLModel

        migrate(path)
        version = SCHEMA_VERSION
    return SqliteFile(path, version, because)


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Errors of SQLite within leave as the sentences that users read."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from error


def engine_over(connection: sqlite3.Connection) -> Engine:
    """An engine whose transactions take the write lock at once: one that reads first could not be made to wait."""
    from sqlalchemy import create_engine, event  # noqa: PLC0415  # loaded by the first write
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415  # loaded by the first write

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(opened: Connection) -> None:
        opened.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def make_durable(connection: sqlite3.Connection) -> None:
    """Set what durability rests on, and look whether SQLite did it."""
    for pragma, value, expected in _DURABLE:
        connection.execute(f"PRAGMA {pragma} = {value}").fetchall()
        reply = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if reply != expected:
            raise CannotOpen(f"This SQLite does not keep {pragma} at {value} (it says {reply}); use a local disk.")


def _why_only_reading(path: Path, version: int, *, asked: bool) -> str | None:
    if asked:
        return f"{path} was opened for reading only."
    if version > SCHEMA_VERSION:
        return (
            f"{path} was written by a newer csp-tui (format {version}, this one knows {SCHEMA_VERSION}):"
            " it can be read here; update csp-tui to change it."
        )
    if not os.access(path, os.W_OK):
        return f"{path} is a read-only file: it can be read; to change it, make it writable or copy it."
    if not os.access(path.parent, os.W_OK):
        return f"{path.parent} is a read-only folder: {path.name} can be read; to change it, copy it elsewhere."
    return None


def create(path: Path, *, make_folder: bool = False) -> None:
    """Make a new database, complete or not at all: it is built beside its place and put there when it is whole.

    File 0600; a folder made here 0700. Does nothing when another program has made the file meanwhile.
    """
    from csp_tui.storage.migrations import build  # noqa: PLC0415  # loads SQLModel

    if not make_folder and not path.parent.is_dir():
        raise NoSuchFile(f"There is no folder {path.parent}; create it first, or name another place.")
    try:
        _make_folders(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        raise CannotOpen(
            f"No database can be made in {path.parent} ({error.strerror}); name another folder."
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        build(draft)
        _put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)
        Path(f"{draft}-journal").unlink(missing_ok=True)


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it that are missing, each for its user alone."""
    if not folder.exists():
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    """Give the draft its name, never replacing a file that has appeared there; then make the name durable."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.rename(path)
    sync_folder(path.parent)
