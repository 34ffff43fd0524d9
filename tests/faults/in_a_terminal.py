"""The real program in a real terminal, to be ended in every way that there is."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
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
        self.type_bytes(keys.encode())

    def type_bytes(self, typed: bytes) -> None:
        """Type what need not be text."""
        os.write(self._master, typed)

    def end(self, number: signal.Signals) -> int:
        """Send a signal to the program alone, wait until it has ended, and give its exit status."""
        self._process.send_signal(number)
        return self.status()

    def hang_up(self) -> None:
        """Take its terminal away; no signal tells it, since the terminal is not that of its session."""
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), self._master)

    def work_until_ended(self, seconds: float = 20) -> float:
        """Wait until it has ended, and give how many seconds it worked meanwhile (not how many went by)."""
        worked, until = [self._processor_time()], time.monotonic() + seconds
        while not self.ended and time.monotonic() < until:
            worked.append(self._processor_time())
            time.sleep(0.01)
        return worked[-1] - worked[0]

    def _processor_time(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def status(self) -> int:
        """Wait until it has ended, and give its exit status."""
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
