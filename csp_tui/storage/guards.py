"""Looking at a database file before it is opened: what it is, whether it is whole, and which backup is good."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

from msgspec import Struct

from csp_tui.storage.backup_names import DAMAGED, listed
from csp_tui.storage.errors import CannotOpen, DamagedFile, NoSuchFile, NotOurFile, StorageError, translated

APPLICATION_ID = 0x43535051  # "CSPQ": tells our files from other programs' databases
DRAFTS = re.compile(r"\..+\.(\d+)\.new(?:-journal)?")  # names of databases being made, with the process that does it
PATIENCE = 5.0  # seconds to wait for another program that is writing

LONGEST_PATH = 400  # bytes, so that there is room for the longer ones of backups

_LONGEST_OPENED = 512 - len("-journal")  # SQLite takes no longer ones
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document, or one protected by a password"),
    (b"%PDF", "a PDF"),
)


class Header(Struct, frozen=True):
    """What the first bytes of a file of ours say."""

    version: int


def look_at(path: Path) -> Header:
    """Read the header of a file that is to be opened, without opening it as a database: that might change it.

    Raises NoSuchFile, NotOurFile, DamagedFile or CannotOpen. To be done before this process has the file open: closing
    a second handle would drop the locks that SQLite holds through the first.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise NotOurFile(f"{path} is a device or a pipe, not a csp-tui database; name another file.")
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER)
    except FileNotFoundError:
        raise NoSuchFile(f"There is no database at {path}; look at the path, or leave it out.") from None
    except IsADirectoryError:
        raise NotOurFile(f"{path} is a folder; name a database file in it, such as {path / 'csp.db'}.") from None
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read ({error.strerror}); ask for the right to read it.") from error
    if not start:
        raise NotOurFile(f"{path} is empty, not a csp-tui database; delete it, or name another file.")
    application = int.from_bytes(start[68:72], "big")
    if not start.startswith(_MAGIC):
        if application == APPLICATION_ID or not start.strip(b"\0"):
            raise damaged(path, "its first bytes are overwritten")
        raise NotOurFile(f"{path} is {_kind(start)}, not a csp-tui database; name another file.")
    if len(start) < _HEADER:
        raise damaged(path, "it is cut short")
    if application != APPLICATION_ID:
        raise NotOurFile(f"{path} is another program's database; csp-tui leaves it alone. Name another file.")
    return Header(int.from_bytes(start[60:64], "big"))


def _kind(start: bytes) -> str:
    for signature, kind in _KINDS:
        if start.startswith(signature):
            return kind
    try:
        start.decode("utf-8", errors="strict" if len(start) < _HEADER else "ignore")
    except UnicodeDecodeError:
        return "a file of another kind"
    return "a text file" if b"\0" not in start else "a file of another kind"


def damaged(path: Path, how: str) -> DamagedFile:
    """The sentence for a damaged file, with the newest good backup beside it where there is one."""
    backup = newest_good_backup(path)
    instead = f"the newest good backup is {backup}: open a copy of it" if backup else "go back to a backup of yours"
    return DamagedFile(
        f"{path} is damaged ({how}); nothing is written to it and it stays as it is. To go on, {instead}."
    )


def newest_good_backup(path: Path) -> Path | None:
    """The newest whole copy of a file in the folder beside it; what a restore took the place of may be whole too."""
    return next((copy.path for copy in listed(path) if copy.reason != DAMAGED and _is_good(copy.path)), None)


def _is_good(backup: Path) -> bool:
    try:
        look_at(backup)
        check_whole(backup)
    except StorageError:
        return False
    return True


def check_whole(path: Path, patience: float | None = None) -> None:
    """Read the whole file and raise DamagedFile if its structure is broken. Takes seconds for hundreds of megabytes."""
    try:
        connection = connect(path, mode="rw" if was_left_in_the_middle(path) else "ro", patience=patience)
        try:
            check_length(connection, path)
            reply = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            lost = connection.execute("PRAGMA foreign_key_check").fetchone()
        finally:
            connection.close()
    except UnicodeDecodeError:  # SQLite names what it cannot read, and that is no text any more
        raise damaged(path, "its tables cannot be read") from None
    except sqlite3.Error as error:
        raise explained(error, path) from error
    if reply != "ok":
        raise damaged(path, "its pages do not fit together")
    if lost is not None:
        raise damaged(path, f"a row of its table {lost[0]} refers to one that is not there")


def version_of(path: Path) -> int:
    """The format of a file, which is looked at first. Raises as `look_at` does.

    Where a killed program left a change half made, the header may be of what SQLite is about to take back.
    """
    version = look_at(path).version
    if not was_left_in_the_middle(path):
        return version
    try:
        connection = connect(path, mode="rw")
        try:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise explained(error, path) from error


def was_left_in_the_middle(path: Path) -> bool:
    """Whether a program that was killed may have left a change half made: SQLite must take it back before it reads."""
    try:
        return Path(f"{path}-journal").stat().st_size > 0
    except OSError:
        return False


def check_length(connection: sqlite3.Connection, path: Path) -> None:
    """Raise DamagedFile if pages are missing at the end. SQLite itself overlooks a last page cut in the middle."""
    connection.execute("BEGIN")
    try:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        if path.stat().st_size < pages * size:
            raise damaged(path, "it is cut short")
    finally:
        connection.execute("ROLLBACK")


def explained(error: sqlite3.Error, path: Path) -> StorageError:
    """The sentence for an error of SQLite on this file."""
    found = translated(error, str(path))
    return damaged(path, "SQLite cannot read it") if isinstance(found, DamagedFile) else found


def connect(path: Path, *, mode: str, patience: float | None = None) -> sqlite3.Connection:
    """Open a file that is there (`ro` or `rw`), to wait for others as long as our patience; transactions by hand.

    `patience`, in seconds, is another one than ours.
    """
    require_short(path, _LONGEST_OPENED)
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE if patience is None else patience,  # SQLite's busy_timeout
        isolation_level=None,
        check_same_thread=False,
    )


def require_short(path: Path, longest: int = LONGEST_PATH) -> None:
    """Refuse a path of more bytes, as CannotOpen: what SQLite and the system say of it sends people to their rights."""
    length = len(os.fsencode(path.absolute()))
    if length > longest:
        raise CannotOpen(
            f"{path} is a path of {length} bytes, and a database can have {longest}; name a folder nearer the top."
        )


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut; Windows does so by itself, and opens no folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
