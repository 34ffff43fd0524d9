"""The real program in its linear mode: through a pipe, and in a terminal that can only print."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PATIENCE = 30.0  # seconds until a terminal's program must have said something


def piped(*words: str, typed: str) -> subprocess.CompletedProcess[str]:
    """A run whose input is a pipe that ends."""
    return subprocess.run(
        [sys.executable, "-m", "csp_tui", "--plain", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


class PrintingTerminal:
    """A run in a terminal so many columns wide that knows no command but to print (`TERM=dumb`)."""

    def __init__(self, *words: str, columns: int = 80, folder: Path) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "csp_tui", "--plain", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
            start_new_session=True,
        )
        os.close(slave)
        self._master = master
        self.printed = ""
        self._told = 0

    def type_at(self, prompt: str, line: str) -> None:
        """Type a line at a prompt."""
        self.wait_for(prompt)
        self._told = len(self.printed)
        os.write(self._master, f"{line}\n".encode())

    def wait_for(self, prompt: str) -> None:
        """Wait until a prompt is asked that was not answered yet."""
        wanted, end = f"\n{prompt}> ", time.monotonic() + _PATIENCE
        while not f"\n{self.printed[self._told :]}".endswith(wanted):
            assert time.monotonic() < end, self.printed
            self._read(0.2)

    def press(self, key: bytes) -> None:
        """A key that the terminal itself understands, such as Ctrl+D."""
        os.write(self._master, key)

    def interrupt(self) -> None:
        """Ctrl+C."""
        self._process.send_signal(signal.SIGINT)

    def _read(self, wait: float) -> bool:
        if not select.select([self._master], [], [], wait)[0]:
            return True
        try:
            read = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            read = b""
        self.printed += read.decode().replace("\r\n", "\n")
        return bool(read)

    def ended(self) -> int:
        """Wait for its end, and give the exit status."""
        end = time.monotonic() + _PATIENCE
        while self._read(0.2) and time.monotonic() < end:
            pass
        status = self._process.wait(_PATIENCE)
        with contextlib.suppress(OSError):
            os.close(self._master)
        return status

    def kill(self) -> None:
        """End it at once, where it has not ended by itself."""
        if self._process.poll() is None:
            self._process.kill()
            self.ended()
