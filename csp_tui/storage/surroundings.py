"""What is around an open database: who else has it open, whether it is in its place, older and other copies of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from csp_tui.storage.errors import StorageError
from csp_tui.storage.memory import Memory, Saved
from csp_tui.storage.siblings import Sibling, siblings
from csp_tui.storage.waiting import Turn


class Place(Protocol):
    """What is asked of the database itself: a file answers, a server has no surroundings."""

    @property
    def path(self) -> Path | None:
        """The file, None on a server."""

    @property
    def moved(self) -> bool:
        """Whether the file was no longer in its place when it was last looked at."""

    @property
    def held_elsewhere(self) -> bool:
        """Whether another computer has it open."""

    def rows_at_once(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """All rows of a query; Locked, soon, where others are in the middle of something."""

    def look_around(self) -> None:
        """Look again."""

    def take_over(self) -> None:
        """Take the file over from who has it open elsewhere."""

    def save_as(self, path: Path) -> None:
        """Put a whole copy under another name, or Locked at once."""


class Surroundings:
    """Asked beside the work, never before it: most of this reads other files.

    `turn` is held while the database's own connection is used: a half-made change is nobody's to see or to remember.
    """

    def __init__(self, place: Place, turn: Turn, senders: Sequence[str], remembered_in: Path | None) -> None:
        """`senders` are who this copy is when it sends something, and who it was before."""
        self._place = place
        self._turn = turn
        self._senders = senders
        known = place.path is not None and remembered_in is not None
        self._memory = Memory(remembered_in, senders[0]) if known and remembered_in is not None else None

    @property
    def moved(self) -> bool:
        """Whether the file was moved, replaced or deleted while it is open, as it was last looked at."""
        return self._place.moved

    @property
    def held_elsewhere(self) -> bool:
        """Whether another computer has the file open, as far as anybody here can tell."""
        return self._place.held_elsewhere

    def look(self) -> None:
        """Look whether the file is in its place and who else has it open; why nothing can be stored may change."""
        self._place.look_around()

    def take_over(self) -> None:
        """Take the file over from who has it open elsewhere: they only read it from then on."""
        self._place.take_over()

    def save_as(self, path: Path) -> None:
        """Put a whole copy of what is open under another name; a file that is there is never replaced."""
        self._turn.patiently(lambda: self._place.save_as(path))

    def remember(self) -> None:
        """Note outside the file how far it is, so that an older copy of it is known as one; never raises.

        It comes after a commit: what is stored must not be told as lost because it could not be noted.
        """
        if self._memory is not None and self._place.path is not None:
            with suppress(StorageError):
                self._memory.remember(self._rows, self._place.path)  # nobody waits for us while we wait for others

    def saved_elsewhere(self) -> Saved | None:
        """What was last saved on this computer, if the file does not hold it: it is an older copy."""
        if self._memory is None:
            return None
        return self._memory.saved_elsewhere(self._rows)  # nobody waits for us while we wait for others

    def _rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        return self._turn.patiently(lambda: self._place.rows_at_once(sql, **params))

    def siblings(self) -> tuple[Sibling, ...]:
        """Copies of the file that lie beside it."""
        path = self._place.path
        return siblings(path, self._senders) if path is not None else ()
