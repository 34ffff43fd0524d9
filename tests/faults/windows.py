"""The real program, open and waiting for lines: a window beside which another is opened, or that is killed."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

Kind = type[BaseException] | None
QUARTER = "2026-27-Q2"
PROMPT = "home> "
_PATIENCE = 30.0  # seconds


def command(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the real program, to its end."""
    return subprocess.run(
        [*_program(database), *words], capture_output=True, encoding="utf-8", timeout=60, check=False, env=os.environ
    )


def _program(database: Path) -> list[str]:
    return [sys.executable, "-m", "csp_tui", "--db", str(database), "--quarter", QUARTER, "--by", "Ann"]


class Window:
    """The linear mode, left open."""

    def __init__(self, database: Path, *words: str) -> None:
        self._process = subprocess.Popen(
            [*_program(database), *words, "--plain"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.said = ""

    def _read(self) -> None:
        assert self._process.stdout is not None
        for char in iter(lambda: self._process.stdout.read(1) if self._process.stdout else "", ""):
            self._lines.put(char)

    def hear(self, text: str) -> str:
        """Everything said since the last time, up to and with a text."""
        until, heard = time.monotonic() + _PATIENCE, ""
        while text not in heard:
            try:
                heard += self._lines.get(timeout=max(until - time.monotonic(), 0.01))
            except queue.Empty:
                raise AssertionError(f"{text!r} was not said; but:\n{heard}") from None
        self.said += heard
        return heard

    def type(self, line: str) -> str:
        """Type a line and give what is said up to the next question."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self.hear(PROMPT)

    def kill(self) -> None:
        """End it as nothing can be told of."""
        self._process.kill()
        self._end()

    def _end(self) -> None:
        self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def close(self) -> None:
        """Leave it as a person does."""
        if self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.write("quit\n")
            self._process.stdin.flush()
            self._end()

    def __enter__(self) -> Window:
        self.said = self.hear(PROMPT)
        return self

    def __exit__(self, kind: Kind, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            self.close()
