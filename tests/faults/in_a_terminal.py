"""The real program in a real terminal, to be ended in every way that there is."""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path
from types import TracebackType

from tests.bench.terminal import Terminal

Kind = type[BaseException] | None
QUARTER = "2026-27-Q2"
OPENED = r"\d+ of 21"  # home with its figures
RESTORED = b"\x1b[?1049l"  # the screen before, as the terminal is told to show it again


WINDOW = """
import os, pty, sys
os.set_inheritable(os.open(sys.argv[1], os.O_WRONLY), True)
pty.spawn(sys.argv[2:])
"""


def command(database: Path) -> list[str]:
    return [sys.executable, "-m", "csp_tui", "--db", str(database), "--quarter", QUARTER, "--by", "Ann"]


class RealProgram(Terminal):
    """One run of the program on a database."""

    def __init__(self, database: Path) -> None:
        super().__init__(self.what_runs(database), columns=100, rows=30)

    def what_runs(self, database: Path) -> list[str]:
        """The program by itself."""
        return command(database)

    def open_first_priority(self) -> None:
        """Wait for home and go to where figures are typed."""
        self.until_text(OPENED)
        self.type("\r")
        self.until_text("P1-01")

    def type(self, keys: str) -> None:
        """Type without waiting for anything."""
        os.write(self._master, keys.encode())

    def end(self, number: signal.Signals) -> int:
        """Send a signal to the program alone, wait until it has ended, and give its exit status."""
        self._process.send_signal(number)
        return self._process.wait(timeout=20)

    @property
    def ended(self) -> bool:
        """Whether the program has ended."""
        return self._process.poll() is not None

    def last_bytes(self) -> bytes:
        """What it wrote that was not drawn yet."""
        self._reader.join(timeout=5)
        return b"".join(chunk for _, chunk in self._chunks)

    def __exit__(self, kind: Kind, error: BaseException | None, at: TracebackType | None) -> None:
        if not self.ended:
            super().__exit__(kind, error, at)
            return
        self._reader.join(timeout=5)
        os.close(self._master)


class InAWindow(RealProgram):
    """The program in a terminal window of its own, which can be closed under it."""

    def what_runs(self, database: Path) -> list[str]:
        """A window that runs the program; both hold a pipe open until they end."""
        pipe = database.with_suffix(".running")
        os.mkfifo(pipe)
        self._running = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        return [sys.executable, "-c", WINDOW, str(pipe), *command(database)]

    def close_window(self, seconds: float) -> bool:
        """Close the window; whether the program has ended within so many seconds."""
        self.end(signal.SIGKILL)
        ready, _, _ = select.select([self._running], [], [], seconds)
        return bool(ready) and os.read(self._running, 1) == b""

    def __exit__(self, kind: Kind, error: BaseException | None, at: TracebackType | None) -> None:
        super().__exit__(kind, error, at)
        os.close(self._running)
