"""What can go wrong with a database, each as a class whose message is the sentence a user reads."""

# ruff: noqa: N818  # each name says what happened, as the sentence does

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from csp_tui.domain.errors import BusyError, UserError

if TYPE_CHECKING:
    from csp_tui.storage.records import Content, Subject


class StorageError(UserError):
    """The database could not be opened, read or written; the message says what, where, and what to do."""


class NoSuchFile(StorageError):
    """There is no database at the place named, and none is to be made there."""


class NotOurFile(StorageError):
    """The file is something else: empty, a text, a workbook, another program's database."""


class DamagedFile(StorageError):
    """The file was a database of ours and is damaged; nothing is written to it."""


class ReadOnly(StorageError):
    """The database is open for reading only."""


class Locked(StorageError):
    """Another program has been writing to the database for longer than we wait."""


BEING_WRITTEN: Final = "The file is being written by another program"


class Held(Locked, BusyError):
    """The database is in use just now, and the thread that draws the screen waits for nobody."""


class DiskFull(StorageError):
    """There is no room for what is to be stored."""


class MovedAway(StorageError):
    """The file was moved, replaced or deleted while it was open."""


class WrittenOver(StorageError):
    """Another database was written into the file while it was open."""


class CannotOpen(StorageError):
    """The system does not let us open the file, or reach the server."""


class MigrationFailed(StorageError):
    """An older database could not be brought to this version; it is as it was."""


class RedoBlocked(StorageError):
    """What was undone has been stated anew since, so bringing it back would leave two figures that differ."""


class Overtaken(StorageError):
    """Something else stands of a subject than what a draft was written over: one content, none, or several."""

    def __init__(self, subject: Subject, stands: frozenset[Content]) -> None:
        super().__init__("Something else was stored here meanwhile; look at it, and enter yours once more.")
        self.subject, self.stands = subject, stands


def moved_away(place: object) -> MovedAway:
    """The sentence for a file that is no longer in its place while it is open."""
    return MovedAway(_MOVED.format(place=place))


def written_over(place: object) -> WrittenOver:
    """The sentence for a file that holds another database than the one that was opened; what was open is gone."""
    return WrittenOver(
        f"{place} holds another database now: something was copied over it while it was open; nothing was stored."
        " Note what you typed, close csp-tui, and put the right file back, or the newest backup beside it."
    )


def translated(error: sqlite3.Error, place: str) -> StorageError:
    """The error that a user can act on, chosen by SQLite's error name, which never changes, not by its text."""
    name: str = getattr(error, "sqlite_errorname", "") or "SQLITE_ERROR"
    for start, kind, sentence in _SENTENCES:
        if name.startswith(start):
            return kind(sentence.format(place=place))
    return StorageError(f"{place} could not be used: {error} ({name}). Nothing was changed.")


_MOVED = (
    "{place} was moved, replaced or deleted while it was open; nothing was stored. Put it back, or save all that is"
    " open here under another name."
)
_SENTENCES: tuple[tuple[str, type[StorageError], str], ...] = (
    (
        "SQLITE_BUSY",
        Locked,
        "{place} is being written by another program; nothing was stored. Close the other one, or try again.",
    ),
    ("SQLITE_LOCKED", Locked, "{place} is in use by another part of the program; nothing was stored. Try again."),
    (
        "SQLITE_FULL",
        DiskFull,
        "There is no room left on the disk of {place}; nothing was stored. Make room, then save again.",
    ),
    ("SQLITE_READONLY_DBMOVED", MovedAway, _MOVED),
    (
        "SQLITE_READONLY_ROLLBACK",
        CannotOpen,
        "{place} was being written when a program was ended; open it once where it may be written, to take that back.",
    ),
    ("SQLITE_READONLY", ReadOnly, "{place} can only be read; nothing was stored. Make file and folder writable."),
    ("SQLITE_CORRUPT", DamagedFile, "{place} is damaged; nothing was written to it. Go back to a backup."),
    ("SQLITE_NOTADB", DamagedFile, "{place} is no longer a database; nothing was written to it. Go back to a backup."),
    ("SQLITE_CANTOPEN", CannotOpen, "{place} cannot be opened; look whether file and folder are yours to read."),
    ("SQLITE_PERM", CannotOpen, "{place} cannot be opened; look whether file and folder are yours to read."),
    (
        "SQLITE_IOERR",
        StorageError,
        "The disk or network drive of {place} does not answer; nothing was stored. Look whether it is still there.",
    ),
)
