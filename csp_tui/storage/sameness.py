"""Whether a file that is open is still the database that was opened, and has not been written over in its place.

Its name and its inode stay then. Its id does not, and a copy of it from earlier holds fewer steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csp_tui.storage.errors import written_over
from csp_tui.storage.guards import APPLICATION_ID

_SENDERS = "SELECT value FROM meta WHERE key = 'sender' OR key LIKE 'former sender %'"
_STEPS = "SELECT max(number) FROM step"


class Sameness:
    """What an open file was when it was last known to be the one that was opened."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._senders = self._read_senders()
        self._steps = self.steps()
        self._stamp = self._stamped()

    def forget_pages(self) -> None:
        """Let nothing be believed that was read before another program wrote the file; to be done before a change.

        SQLite tells another's change by a counter in the file, which a file that was copied over it can have as well.
        """
        stamp = self._stamped()
        if stamp != self._stamp:
            self._stamp = stamp
            self._connection.execute("PRAGMA shrink_memory")

    def require(self) -> None:
        """Raise WrittenOver where another database is in the file; within the transaction that changes it."""
        ours = self._connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        senders = self._read_senders() if ours else frozenset()
        earlier = senders == self._senders and self.steps() < self._steps  # others: another program went back to a copy
        if earlier or not self._senders & senders:
            raise written_over(self._path)

    def stored(self, steps: int) -> None:
        """Note how far a change of ours has brought it."""
        self._steps = steps
        self._stamp = self._stamped()

    @contextmanager
    def becoming(self, other: sqlite3.Connection) -> Iterator[None]:
        """While the file takes over all that another database holds, which is the one that it is from then on."""
        there = Sameness(other, self._path)
        yield
        self._senders, self._steps, self._stamp = there._senders, there._steps, self._stamped()

    def steps(self) -> int:
        """How far it is: no step is ever taken out."""
        return int(self._connection.execute(_STEPS).fetchone()[0] or 0)

    def _read_senders(self) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self._connection.execute(_SENDERS))

    def _stamped(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:  # it is gone: what looks for that says so
            return 0, 0
        return found.st_mtime_ns, found.st_size
