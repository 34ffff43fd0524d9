"""A program in a real terminal, watched from outside: every chunk it writes is stamped, then drawn by an emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import pyte

KEYS = {"down": "\x1b[B", "up": "\x1b[A", "home": "\x1b[H", "enter": "\r", "escape": "\x1b", "backspace": "\x7f"}
Picture = tuple[object, ...]
_FOLLOWS = 0.02  # seconds within which what a key wrote follows one chunk with the next
_LETS_GO = 0.2  # seconds after which a terminal that is closed while it is read is not held any longer


class TerminalError(Exception):
    """The program did not do in time what was waited for; the message shows its screen."""


class Terminal:
    """One run of a program. Times are milliseconds since just before it was started."""

    def __init__(self, command: Sequence[str], *, columns: int = 120, rows: int = 40) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._chunks: deque[tuple[int, bytes]] = deque()
        self._arrived = threading.Condition()
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for name in ("COLUMNS", "LINES", "NO_COLOR", "TERM_PROGRAM", "TMUX"):
            environment.pop(name, None)
        self._started = time.monotonic_ns()
        self._process = subprocess.Popen(  # the benchmark's own programs
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True, close_fds=True
        )
        os.close(slave)
        self._master = master
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            if not select.select([self._master], [], [], _LETS_GO)[0]:
                continue
            try:
                chunk = os.read(self._master, 65536)
            except OSError:
                chunk = b""
            with self._arrived:
                self._chunks.append((time.monotonic_ns(), chunk))
                self._arrived.notify()
            if not chunk:
                return

    def _draw_next(self, until: float) -> int | None:
        """Draw the next chunk and give its stamp; None when none came in time."""
        with self._arrived:
            while not self._chunks:
                if not self._arrived.wait(max(0.0, until - time.monotonic())):
                    return None
            stamp, chunk = self._chunks.popleft()
        if not chunk:
            raise TerminalError(f"The program ended.\n{self.text()}")
        self._stream.feed(chunk)
        return stamp

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.screen.display)

    def picture(self) -> Picture:
        """Everything on the screen, colours and cursor too, to see whether it changed."""
        cells = tuple(tuple(row.values()) for _, row in sorted(self.screen.buffer.items()))
        return (cells, self.screen.cursor.x, self.screen.cursor.y, self.screen.cursor.hidden)

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 20) -> float:
        """Draw until something holds; when it first did, in milliseconds since the start."""
        deadline = time.monotonic() + seconds
        if holds():
            return (time.monotonic_ns() - self._started) / 1e6
        while (stamp := self._draw_next(deadline)) is not None:
            if holds():
                return (stamp - self._started) / 1e6
        raise TerminalError(f"{what} did not come in {seconds} s.\n{self.text()}")

    def until_text(self, pattern: str, seconds: float = 20) -> float:
        """Draw until the screen shows a pattern."""
        return self.until(lambda: re.search(pattern, self.text()) is not None, pattern, seconds)

    def first_paint(self) -> float:
        """When anything was first on the screen."""
        return self.until(lambda: bool(self.text().strip()), "The first paint")

    def settle(self, quiet: float = 0.25) -> None:
        """Draw until nothing has come for a while."""
        while self._draw_next(time.monotonic() + quiet) is not None:
            pass

    def press(self, key: str, seconds: float = 5) -> tuple[float, float]:
        """Press a key: how long until the screen changed, and when that was since the start, in milliseconds."""
        self._draw_what_came()
        before = self.picture()
        pressed, changed = self._pressed(key, lambda: self.picture() != before, seconds)
        return (changed - pressed) / 1e6, (changed - self._started) / 1e6

    def press_until(self, key: str, text: str, seconds: float = 5) -> float:
        """Press a key: how long until the screen showed a text that it did not show before, in milliseconds."""
        if text in self.text():
            raise TerminalError(f"{text} was on the screen before {key}.\n{self.text()}")
        pressed, shown = self._pressed(key, lambda: text in self.text(), seconds)
        return (shown - pressed) / 1e6

    def _pressed(self, key: str, holds: Callable[[], bool], seconds: float) -> tuple[int, int]:
        """The stamps of a key and of the first chunk with which something holds."""
        pressed = time.monotonic_ns()
        os.write(self._master, KEYS.get(key, key).encode())
        deadline = time.monotonic() + seconds
        while True:
            self._let_come(deadline)
            stamp = self._draw_next(deadline)
            if stamp is None:
                raise TerminalError(f"{key} did not do in {seconds} s what was waited for.\n{self.text()}")
            if holds():
                return pressed, stamp

    def _draw_what_came(self) -> None:
        """Draw what has come already, so that it is not taken for the answer to a key."""
        while self._draw_next(0) is not None:
            pass

    def _let_come(self, deadline: float) -> None:
        """Wait until a chunk is there and no other has followed for a while: drawing would hold up their stamps."""
        with self._arrived:
            self._arrived.wait_for(lambda: bool(self._chunks), max(0.0, deadline - time.monotonic()))
            while time.monotonic() < deadline and self._arrived.wait(_FOLLOWS):
                pass

    def last_change(self, key: str, quiet: float = 0.1) -> float:
        """Press a key: how long until the last thing it changed was written, in milliseconds."""
        pressed = last = time.monotonic_ns()
        os.write(self._master, KEYS.get(key, key).encode())
        while (stamp := self._draw_next(time.monotonic() + quiet)) is not None:
            last = stamp
        return (last - pressed) / 1e6

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(timeout=5)
        os.close(self._master)
