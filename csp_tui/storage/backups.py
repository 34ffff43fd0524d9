"""Whole copies of a database file in a folder beside it: made before anything large, and only the newest kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from csp_tui.storage.guards import BACKUPS, check_whole, connect, sync_folder

KEPT = 20


def back_up(connection: sqlite3.Connection, path: Path, reason: str, at: datetime) -> Path:
    """A copy named by time and reason, under its name only once it is whole; older ones beyond KEPT are removed."""
    folder = path.parent / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    backup = folder / f"{path.stem} {reason}, {at.astimezone(UTC):%Y-%m-%d %H%M%S%f}.db"
    draft = backup.with_suffix(".new")
    draft.touch(mode=0o600)
    with closing(connect(draft, mode="rw")) as copy:
        connection.backup(copy)
    check_whole(draft)
    draft.rename(backup)
    sync_folder(folder)
    return backup


def keep_newest(path: Path, reason: str) -> None:
    """Remove the oldest copies of this file made for a reason, beyond KEPT."""
    made = sorted((path.parent / BACKUPS).glob(f"{path.stem} {reason}, *.db"))
    for old in made[:-KEPT]:
        old.unlink(missing_ok=True)
