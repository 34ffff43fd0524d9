"""Waiting for others who use a database: never long with our own lock held, and as long as our patience in all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final, TypeVar

from csp_tui.storage import guards
from csp_tui.storage.errors import Locked

T = TypeVar("T")
MOMENT: Final = 0.05  # seconds that SQLite waits by itself, with our own lock held
_BETWEEN: Final = 0.03  # seconds in which others have our lock
_BUSY: Final = (5, 6)  # SQLITE_BUSY and SQLITE_LOCKED, which Python's copying would wait for without an end


def copy_whole(source: sqlite3.Connection, target: sqlite3.Connection, path: Path) -> None:
    """Copy all pages at once, as one transaction of the target. Raises Locked, with the target as it was."""
    until = monotonic() + guards.PATIENCE

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in _BUSY and monotonic() >= until:
            raise Locked(f"{path} is being written by another program; close the other one, or try again.")

    source.backup(target, progress=look, sleep=0.05)


def wait_for_others(connection: sqlite3.Connection, seconds: float) -> None:
    """How long SQLite waits by itself for others before it says that it is busy."""
    connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def patiently(work: Callable[[], T], patience: float) -> T:
    """Try until others are done; `work` takes our own lock itself, and between two tries nobody holds it."""
    until = monotonic() + patience
    while True:
        try:
            return work()
        except Locked:
            if monotonic() >= until:
                raise
        sleep(_BETWEEN)


class Turn:
    """Whose turn it is to use the one connection: held while it is used, never while others are waited for."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._drawing: int | None = None

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *exc: object) -> None:
        self._lock.release()

    def never_wait_here(self) -> None:
        """Let this thread be told at once that others are writing."""
        self._drawing = threading.get_ident()

    @property
    def draws(self) -> bool:
        """Whether this is the thread that is never to wait."""
        return threading.get_ident() == self._drawing

    def patiently(self, work: Callable[[], T]) -> T:
        """Do something in our turn, as soon as others let us; Locked where they do not."""

        def in_our_turn() -> T:
            with self:
                return work()

        return patiently(in_our_turn, guards.PATIENCE)

    @contextmanager
    def begun(self, writing: Callable[[bool], AbstractContextManager[T]]) -> Iterator[T]:
        """A transaction in our turn, begun as soon as others let us; Locked where they do not, at once if we draw."""

        def begin() -> T:
            with ExitStack() as trying:
                trying.enter_context(self)
                connection = trying.enter_context(writing(self.draws))
                ends.push(trying.pop_all())
                return connection

        with ExitStack() as ends:
            yield patiently(begin, 0 if self.draws else guards.PATIENCE)
