"""Waiting for others who use a database: never long with our own lock held, and as long as our patience in all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from math import inf
from pathlib import Path
from time import monotonic, sleep
from typing import Final, TypeVar

from csp_tui.storage import guards
from csp_tui.storage.errors import BEING_WRITTEN, Held, Locked

T = TypeVar("T")
MOMENT: Final = 0.05  # seconds that SQLite waits by itself, with our own lock held
_BETWEEN: Final = 0.03  # seconds in which others have our lock, at first; each time more, as several may be trying
_LONGEST_BETWEEN: Final = 0.24
_BRIEF: Final = 0.1  # seconds that the thread which draws waits for our own others; longer than most of what they do
_STILL: Final = 0.2  # seconds for which it believes, once any of us was told so, that others hold the database
_AFTERWARDS: Final = 0.3  # seconds in which what is read after storing belongs to that: nobody presses two keys in them
_BY_US: Final = "The file is in use by what was begun here before"
_BUSY: Final = (5, 6)  # SQLITE_BUSY and SQLITE_LOCKED, which Python's copying would wait for without an end


def copy_whole(
    source: sqlite3.Connection, target: sqlite3.Connection, path: Path, patience: float | None = None
) -> None:
    """Copy all pages at once, as one transaction of the target. Raises Locked, with the target as it was.

    `patience`, in seconds, is another one than ours.
    """
    until = monotonic() + (guards.PATIENCE if patience is None else patience)

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in _BUSY and monotonic() >= until:
            raise Locked(f"{path} is being written by another program; close the other one, or try again.")

    source.backup(target, progress=look, sleep=0.05)


def wait_for_others(connection: sqlite3.Connection, seconds: float) -> None:
    """How long SQLite waits by itself for others before it says that it is busy."""
    connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def patiently(work: Callable[[], T], patience: float, given_up: Callable[[], bool] = lambda: False) -> T:
    """Try until others are done; `work` takes our own lock itself, and between two tries nobody holds it."""
    until, between = monotonic() + patience, _BETWEEN
    while True:
        try:
            return work()
        except Locked:
            if monotonic() >= until:
                raise
            sleep(between)
            if given_up():
                raise
        between = min(2 * between, _LONGEST_BETWEEN)


class Turn:
    """Whose turn it is to use the one connection: held while it is used, never while others are waited for.

    The thread that draws the screen waits for nobody: neither for other programs nor for what our own threads do long.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._drawing: int | None = None
        self._held_until = 0.0
        self._stored_at = -inf
        self._ends = False
        self._telling = threading.local()

    def __enter__(self) -> None:
        if not self.draws:
            self._lock.acquire()
        elif not self._lock.acquire(timeout=_BRIEF):
            raise Held(BEING_WRITTEN if self._is_held else _BY_US)

    def __exit__(self, *exc: object) -> None:
        self._lock.release()

    def never_wait_here(self) -> None:
        """Let this thread be told at once, as Held, that others are writing."""
        self._drawing = threading.get_ident()

    @property
    def draws(self) -> bool:
        """Whether this is the thread that is never to wait."""
        return threading.get_ident() == self._drawing

    def patiently(self, work: Callable[[], T]) -> T:
        """Do something in our turn, as soon as others let us; Locked where they do not, Held at once if we draw."""

        def in_our_turn() -> T:
            with self:
                return self._noting(work)

        if not self.draws:
            return patiently(in_our_turn, self._patience, self._gives_up)
        try:
            if self._is_held:
                raise Held(BEING_WRITTEN)
            return in_our_turn()
        except Held as held:
            raise Held(held.state, stored=monotonic() - self._stored_at < _AFTERWARDS) from held

    @contextmanager
    def telling(self, tell: Callable[[], None]) -> Iterator[None]:
        """Let this thread wait for others as long as they take; `tell` is called between two tries, and may raise."""
        self._telling.tell = tell
        try:
            yield
        finally:
            del self._telling.tell

    @property
    def _patience(self) -> float:
        return inf if hasattr(self._telling, "tell") else guards.PATIENCE

    def _gives_up(self) -> bool:
        """Whether whoever waits does no longer; asked between two tries."""
        if not self._ends and hasattr(self._telling, "tell"):
            self._telling.tell()
        return self._ends

    @property
    def _is_held(self) -> bool:
        """Whether others held the database a moment ago."""
        return monotonic() < self._held_until

    def _noting(self, work: Callable[[], T]) -> T:
        """Do something, and note where others do not let us."""
        try:
            return work()
        except Locked as error:
            self._held_until = monotonic() + _STILL
            if self.draws:
                raise Held(BEING_WRITTEN) from error
            raise

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
            yield patiently(begin, 0 if self.draws else self._patience, self._gives_up)
        self._stored_at = monotonic()

    @contextmanager
    def last(self) -> Iterator[None]:
        """The last turn: who waits for other programs gives up, and what is being done is done first."""
        self._ends = True
        with self._lock:
            yield
