"""Copies of an open database: listing and making them, going back to one, and finding what was altered in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from csp_tui.storage.backup_names import Backup, listed
from csp_tui.storage.errors import CannotOpen, Locked, NotOurFile
from csp_tui.storage.waiting import Turn

if TYPE_CHECKING:
    from csp_tui.storage.restoring import Change, Copy
    from csp_tui.storage.verifying import Altered


BEFORE_RESTORE: Final = "before a restore"  # in the name of the backup made then


class Copied(Protocol):
    """What is asked of the database itself: a file can be copied and replaced, a server cannot."""

    @property
    def path(self) -> Path | None:
        """The file, None on a server."""

    @property
    def location(self) -> str:
        """The path or address as it may be shown."""

    def rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """All rows of a query."""

    def rows_at_once(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """The same; Locked, soon, where others are in the middle of something."""

    def require_free(self) -> None:
        """Refuse as Locked, soon, while another program is in the middle of something."""

    def save_as(self, path: Path) -> None:
        """Put a whole copy under a name that is free, or Locked at once where others hold the file."""

    def back_up(self, reason: str, at: datetime) -> Path | None:
        """Copy the whole file, or Locked at once; None on a server."""

    def copy_over(self, path: Path) -> None:
        """Put a whole copy in the place of another file, or Locked at once."""

    def become(self, other: sqlite3.Connection) -> None:
        """Take over all that another database holds, in one transaction, or Locked at once with nothing changed."""


class Copies:
    """The copies of one database. `turn` is held while its connection is used, never while others are waited for."""

    def __init__(self, database: Copied, turn: Turn) -> None:
        self._database = database
        self._turn = turn

    def _path(self) -> Path:
        path = self._database.path
        if path is None:
            raise CannotOpen(f"{self._database.location} is on a server; whoever runs it backs it up and restores it.")
        return path

    def listed(self) -> list[Backup]:
        """The copies in the backups folder, newest first."""
        path = self._database.path
        return [] if path is None else listed(path)

    def make(self, target: Path, *, replace: bool) -> None:
        """Put a whole copy under a name, in the place of what is there only where that is so asked."""
        if target.exists() and target.samefile(self._path()):
            raise NotOurFile(f"{target} is the database itself; name another file for the copy.")
        if not target.parent.is_dir():
            raise CannotOpen(f"There is no folder {target.parent}; make it first, or name another.")
        put = self._database.copy_over if replace else self._database.save_as
        self._turn.patiently(lambda: put(target))

    def altered(self) -> list[Altered]:
        """What was altered outside the program."""
        from csp_tui.storage import verifying  # noqa: PLC0415  # opening does without

        path = self._database.path
        if path is not None:
            return verifying.altered_in_file(path)
        with self._turn:
            return list(verifying.altered(self._database.rows))

    def change(self, copy: Copy) -> Change:
        """What going back to a copy would change."""
        from csp_tui.storage.restoring import change  # noqa: PLC0415  # loads SQLModel

        self._path()
        return self._turn.patiently(lambda: change(self._database.rows_at_once, copy.rows))

    def go_back_to(self, copy: Copy, at: datetime) -> Path | None:
        """Put a copy in the place of what is here, after a backup of that; gives the backup.

        Nobody stores anything between the two. A backup after which others hold the file is of no use: it is made anew.
        """
        self._path()
        copy.become_another_sender()

        def put_back() -> Path | None:
            self._database.require_free()
            backup = self._database.back_up(BEFORE_RESTORE, at)
            try:
                self._database.become(copy.connection)
            except Locked:
                if backup is not None:
                    backup.unlink()
                raise
            return backup

        return self._turn.patiently(put_back)
