"""Whole copies of a database file: made before anything large and when asked for, and thinned out with time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from time import time
from typing import Final

from csp_tui.storage.backup_names import BACKUPS, DAMAGED, listed, place_for
from csp_tui.storage.errors import CannotOpen, DiskFull, StorageError
from csp_tui.storage.guards import check_whole, connect, sync_folder
from csp_tui.storage.waiting import copy_whole

KEPT: Final = 20  # of each reason
DAYS: Final = timedelta(days=30)  # of each of which the last one is kept besides
_ABANDONED: Final = 3600.0  # seconds after which a draft that nobody goes on writing was left by a killed program


def back_up(
    connection: sqlite3.Connection, path: Path, reason: str, at: datetime, patience: float | None = None
) -> Path:
    """A copy in the folder beside the file, named by reason and time; Locked where others hold the file for longer."""
    folder = path.parent / BACKUPS
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _sweep(folder)
    except OSError as error:
        raise CannotOpen(f"No backup can be made in {folder} ({error.strerror}); nothing was changed.") from error
    backup = place_for(path, reason, at)
    copy_to(connection, path, backup, patience)
    return backup


def copy_to(connection: sqlite3.Connection, path: Path, target: Path, patience: float | None = None) -> None:
    """A copy under a name of its own, 0600, once it is whole and safe on the disk; in place of what was there."""
    with drafting(target) as draft:
        with closing(connect(draft, mode="rw")) as copy:
            copy_whole(connection, copy, path, patience)
        check_whole(draft)


@contextmanager
def drafting(target: Path) -> Iterator[Path]:
    """An empty file beside the target, for its user alone, that takes the target's name if all goes well."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        yield draft
        draft.replace(target)
        sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise _not_written(target, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
            Path(f"{draft}-journal").unlink(missing_ok=True)


def _not_written(target: Path, error: OSError | sqlite3.Error) -> StorageError:
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL"):
        return DiskFull(f"There is no room for {target}; nothing was changed. Make room, then try again.")
    why = getattr(error, "strerror", None) or str(error)
    return CannotOpen(f"{target} could not be written ({why}); nothing was changed.")


def thin_out(path: Path, at: datetime) -> None:
    """Remove old copies of a file: the newest of each reason stay, and the last one of each of the last days."""
    copies = [one for one in listed(path) if one.reason != DAMAGED]
    by_reason = sorted(copies, key=lambda one: one.reason)  # still newest first within a reason
    kept = {one for _, group in groupby(by_reason, key=lambda one: one.reason) for one in list(group)[:KEPT]}
    recent = [one for one in copies if one.at > at - DAYS]
    kept |= {next(group) for _, group in groupby(recent, key=lambda one: one.at.date())}
    for old in set(copies) - kept:
        with suppress(OSError):  # one that cannot be removed now is tried again after the next copy
            old.path.unlink()


def _sweep(folder: Path) -> None:
    """Remove what programs that were killed while they copied have left."""
    for draft in folder.glob(".*.new*"):
        with suppress(OSError):
            if draft.stat().st_mtime < time() - _ABANDONED:
                draft.unlink()
