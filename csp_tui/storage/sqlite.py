"""The ledger in one SQLite file: creating it whole, opening it guarded, and all that only SQLite understands."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp_tui.storage import backups, guards
from csp_tui.storage.errors import CannotOpen, NoSuchFile, ReadOnly, moved_away
from csp_tui.storage.folders import make_folders
from csp_tui.storage.guards import (
    check_length,
    check_whole,
    connect,
    damaged,
    explained,
    require_short,
    sync_folder,
    version_of,
)
from csp_tui.storage.lease import Lease
from csp_tui.storage.sameness import Sameness
from csp_tui.storage.waiting import MOMENT, copy_whole, patiently, wait_for_others

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCHEMA_VERSION = 2

_DURABLE = (
    # TRUNCATE and never WAL: the file travels, and a WAL file beside it would be left behind.
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
)
_SAFE = (
    # A file from elsewhere can hold views and triggers: none of them runs functions, and no page is believed unread.
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)
_LONGEST_NAME = 150  # bytes of the 255 that systems take, so that there is room for what backups are called
_SOON_READ = 1 << 20  # bytes; reading so much whole takes a few milliseconds, so it is done before anything is shown


class SqliteFile:
    """One open database file: read by the standard library alone, written through SQLAlchemy, over one connection.

    One connection for both means that reading and writing never wait for each other, and that another process's
    changes can be told from our own. Not safe for several threads at once: the store serialises.
    """

    def __init__(
        self,
        path: Path,
        version: int,
        only_reading: str | None,
        lease: Lease | None = None,
        patience: float | None = None,
    ) -> None:
        self.path = path
        self.location = str(path)
        self.schema_version = version
        self._only_reading = only_reading
        self._lease = lease
        self._writer: Connection | None = None
        self._checking = threading.Lock()
        self._checked = path.stat().st_size <= _SOON_READ
        if self._checked:
            check_whole(path, patience)
        self._connection = self._opened(patience)
        self._at = path.stat()
        self._moved = False
        self._same = None if only_reading else self._known()

    def _opened(self, patience: float | None) -> sqlite3.Connection:
        with explaining(self.path):
            connection = connect(self.path, mode="ro" if self._only_reading else "rw", patience=patience)
            try:
                check_length(connection, self.path)
                make_safe(connection)
                wait_for_others(connection, MOMENT)
                if not self._only_reading:
                    make_durable(connection)
            except BaseException:
                connection.close()
                raise
            return connection

    def _known(self) -> Sameness:
        with explaining(self.path):
            return Sameness(self._connection, self.path)

    @property
    def read_only_because(self) -> str | None:
        """Why nothing can be stored, as a sentence: as it was when it was last looked at."""
        if self._moved:
            return str(moved_away(self.path))
        return self._only_reading or (self._lease.in_the_way if self._lease is not None else None)

    @property
    def moved(self) -> bool:
        """Whether the file that is open was no longer in its place when it was last looked at."""
        return self._moved

    def look_around(self) -> None:
        """Look whether the file is still in its place, and who else has it open."""
        try:
            self._moved = not os.path.samestat(self._at, self.path.stat())
        except OSError:
            self._moved = True
        if self._lease is not None and not self._moved and not self._only_reading:
            self._lease.settle()

    @property
    def held_elsewhere(self) -> bool:
        """Whether another computer has it open, as far as anybody here can tell."""
        other = self._lease.other if self._lease is not None else None
        return other is not None and not other.is_here

    def take_over(self) -> None:
        """Take the file over from the program that has it open elsewhere."""
        if self._lease is not None and not self._only_reading:
            self._lease.take_over()

    def rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        return patiently(lambda: self.rows_at_once(sql, **params), guards.PATIENCE)

    def rows_at_once(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """Run a query and give all its rows; Locked, soon, where others are in the middle of something."""
        with explaining(self.path):
            return self._connection.execute(sql, params).fetchall()

    def check_before_writing(self) -> None:
        """Refuse a damaged file before anything is added to it; once, and from whichever thread comes first."""
        self.look_around()
        if self._moved:
            raise moved_away(self.path)
        if self.read_only_because:
            raise ReadOnly(f"Nothing was stored: {self.read_only_because}")
        with self._checking:
            if not self._checked:
                check_whole(self.path)
                self._checked = True

    def require_free(self) -> None:
        """Refuse as Locked, soon, while another program is in the middle of something."""
        with explaining(self.path):
            self._connection.execute("BEGIN EXCLUSIVE")
            self._connection.execute("ROLLBACK")

    def warm_up(self) -> None:
        """Load what writing needs, so that the first save is as fast as the next."""
        if self._writer is None:
            self._writer = engine_over(self._connection).connect()

    @contextmanager
    def writing(self, at_once: bool = False) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start, or is refused soon as Locked; loads SQLAlchemy.

        One that is `at_once` keeps readers out as well, so that its end waits for nobody.
        """
        from sqlalchemy.exc import DBAPIError  # noqa: PLC0415  # loaded by the first write

        self.warm_up()
        assert self._writer is not None
        assert self._same is not None
        with explaining(self.path):
            self._same.forget_pages()
            try:
                with self._writer.execution_options(at_once=at_once).begin():
                    wait_for_others(self._connection, guards.PATIENCE)  # readers who hold up the end
                    self._same.require()
                    yield self._writer
                    steps = self._same.steps()
                self._same.stored(steps)
            except DBAPIError as error:
                raise error.orig or error from error
            finally:
                wait_for_others(self._connection, MOMENT)

    def back_up(self, reason: str, at: datetime) -> Path:
        """A whole copy beside the file, or Locked at once; the newest copies made for this reason are kept."""
        with explaining(self.path):
            backup = backups.back_up(self._connection, self.path, reason, at, patience=0)
        backups.thin_out(self.path, at)
        return backup

    def copy_over(self, path: Path) -> None:
        """Put a whole copy in the place of another file, or where there is none; Locked at once."""
        backups.copy_to(self._connection, self.path, path, patience=0)

    def become(self, other: sqlite3.Connection) -> None:
        """Take over all that another database holds, in one transaction: all of it, or nothing has changed.

        Locked at once, and then nothing has changed either.
        """
        self.check_before_writing()
        assert self._same is not None
        with explaining(self.path), self._same.becoming(other):
            copy_whole(other, self._connection, self.path, patience=0)

    def save_as(self, path: Path) -> None:
        """Put a whole copy of what is open under another name, where there is nothing yet.

        That works also when the file itself was moved or deleted: as long as it is open, all of it is there. Locked at
        once where others hold it.
        """
        with _draft_of(path) as draft:
            with explaining(draft), closing(connect(draft, mode="rw")) as copy:
                copy_whole(self._connection, copy, self.path, patience=0)
            check_whole(draft)
            if not _put_in_place(draft, path):
                raise CannotOpen(f"{path} is there already; nothing was written. Name another file.")

    def change_token(self) -> tuple[int, ...]:
        """Something that differs once another process has changed the file; WrittenOver where it is no longer ours."""
        if self._same is not None:
            with explaining(self.path):
                self._same.forget_pages()
                self._same.require()
        return (int(self.rows_at_once("PRAGMA data_version")[0][0]),)

    def close(self) -> None:
        """Let go of the file."""
        if self._writer is not None:
            self._writer.close()
        self._connection.close()
        if self._lease is not None:
            self._lease.release()


def opened(
    path: Path,
    *,
    read_only: bool = False,
    stays: bool = False,
    take_over: bool = False,
    patience: float | None = None,
) -> SqliteFile:
    """Open a database file that is there: for reading only if it cannot be written, else brought to this version.

    A program that `stays` holds the lease on it. Who tries again by itself may have less `patience`, in seconds.
    """
    version = version_of(path)
    because = _why_only_reading(path, version, asked=read_only)
    lease = None if because else Lease(path, stays=stays)
    try:
        if lease is not None:
            lease.take_over() if take_over else lease.settle()
        if version < SCHEMA_VERSION and not because and (lease is None or lease.other is None):
            from csp_tui.storage.migrations import migrate  # noqa: PLC0415  # loads SQLModel

            migrate(path)
            version = SCHEMA_VERSION
        if version < SCHEMA_VERSION:
            raise CannotOpen(
                f"{path} was written by an older csp-tui (format {version}, this one keeps {SCHEMA_VERSION}) and has to"
                " be brought up to be read, which cannot be done here: open it, or a copy, where it can be written."
            )
        return SqliteFile(path, version, because, lease, patience)
    except BaseException:
        if lease is not None:
            lease.release()
        raise


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Errors of SQLite within leave as the sentences that users read."""
    try:
        yield
    except UnicodeDecodeError:  # SQLite names what it cannot read, and that is no text any more
        raise damaged(path, "its tables cannot be read") from None
    except sqlite3.Error as error:
        raise explained(error, path) from error


def engine_over(connection: sqlite3.Connection) -> Engine:
    """An engine whose transactions take the write lock at once: one that reads first could not be made to wait."""
    from sqlalchemy import create_engine, event  # noqa: PLC0415  # loaded by the first write
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415  # loaded by the first write

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(opened: Connection) -> None:
        at_once = opened.get_execution_options().get("at_once")
        connection.execute("BEGIN EXCLUSIVE" if at_once else "BEGIN IMMEDIATE")

    return engine


def make_durable(connection: sqlite3.Connection) -> None:
    """Set what durability rests on, and look whether SQLite did it."""
    _insist(connection, _DURABLE)


def make_safe(connection: sqlite3.Connection) -> None:
    """Set what keeps a file from elsewhere from doing anything by being read, and look whether SQLite did it."""
    _insist(connection, _SAFE)


def _insist(connection: sqlite3.Connection, pragmas: Sequence[tuple[str, str, object]]) -> None:
    for pragma, value, expected in pragmas:
        connection.execute(f"PRAGMA {pragma} = {value}").fetchall()
        reply = connection.execute(f"PRAGMA {pragma}").fetchone() or ("nothing",)
        if reply[0] != expected:
            raise CannotOpen(
                f"This SQLite does not keep {pragma} at {value} (it says {reply[0]}), so nothing is opened with it."
                " Put the file on a local disk, or use another Python."
            )


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

    require_short(path)
    if (length := len(os.fsencode(path.name))) > _LONGEST_NAME:
        raise CannotOpen(f"{path} has a name of {length} bytes; give it one of at most {_LONGEST_NAME}.")
    if not make_folder and not path.parent.is_dir():
        raise NoSuchFile(f"There is no folder {path.parent}; create it first, or name another place.")
    with _draft_of(path) as draft:
        build(draft)
        _put_in_place(draft, path)


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """An empty file beside the place of one that is to be made, for its user alone; gone at the end."""
    try:
        make_folders(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=f".{os.getpid()}.new", dir=path.parent)
    except OSError as error:
        raise CannotOpen(
            f"No database can be made in {path.parent} ({error.strerror}); name another folder."
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
        Path(f"{draft}-journal").unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> bool:
    """Give the draft its name and make that durable; False, and nothing done, where a file has appeared there."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        draft.rename(path)
    sync_folder(path.parent)
    return True
