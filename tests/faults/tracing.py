"""Acts of the program, each in a process of its own and watched by strace: its calls one by one, or killed at one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from msgspec import Struct

REQUIRED = "CSP_TUI_REQUIRE_STRACE"
"""Set where the tests must not be skipped: on the machines that check every change."""

WRITING = ("write", "writev", "pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "mkdir", "mkdirat")
NAMING = ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "chmod", "fchmod", "fchmodat")
_WATCHED = ",".join(f"?{name}" for name in (*WRITING, *NAMING))  # `?`: not every machine has each of them
_LONGEST = 1 << 20  # bytes shown of what is written: more than any page or workbook has
_CALL = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+|\?)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NAMED = re.compile(r"^\d+<((?:[^\\>]|\\.)*)>")


class Call(Struct, frozen=True):
    """One call to the system: its name, which of that name it was in the process, and its words as strace shows them.

    `file` is what its first descriptor is open on, '' where it takes none; `done` whether it succeeded.
    """

    name: str
    nth: int
    words: str
    file: str
    done: bool

    @property
    def strings(self) -> tuple[bytes, ...]:
        """Its quoted words: the names of files, or what is written."""
        return tuple(bytes.fromhex(text.replace("\\x", "")) for text in _QUOTED.findall(self.words))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its last words, as far as they are numbers: how much, and where."""
        return tuple(int(word) for word in self.words.rpartition('"')[2].split(", ")[1:] if word.isdecimal())

    def is_in(self, folder: Path) -> bool:
        """Whether it changes a file in a folder, or the folder itself, or makes sure of one."""
        if self.name == "openat":
            return "O_CREAT" in self.words and self._names_one_in(folder)
        return self.file.startswith(str(folder)) or self._names_one_in(folder)

    def _names_one_in(self, folder: Path) -> bool:
        return not self.file and any(name.startswith(os.fsencode(folder)) for name in self.strings)


def needs_strace() -> None:
    """Skip the test where there is no strace, or it may not look at processes; fail where it is required."""
    strace = shutil.which("strace")
    if strace is not None:
        tried = subprocess.run([strace, "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return
    why = "strace cannot look at processes here" if strace else "there is no strace here; install it to run this"
    (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(why)


class Acting:
    """A process with the program loaded, which makes another of itself for each act: nothing is loaded again."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.acts"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def do(self, act: str, folder: Path, *strace: str) -> str:
        """Do an act in a folder, watched by strace if it is given words; gives how it ended: `done`, `killed` ..."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join((act, str(folder), *strace)) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def calls(self, act: str, folder: Path) -> tuple[Call, ...]:
        """What an act does to the files in a folder, call by call."""
        log = folder.with_name(f"{folder.name}.calls")
        ended = self.do(act, folder, "-y", "-xx", "-s", str(_LONGEST), "-e", f"trace={_WATCHED}", "-o", str(log))
        assert ended == "done", ended
        return tuple(_calls(log.read_text(encoding="ascii")))

    def kill(self, act: str, folder: Path, at: Call) -> str:
        """Do an act and kill it as it makes a call, which is not carried out; gives how it ended."""
        words = ("-e", f"trace={at.name}", "-e", f"inject={at.name}:signal=SIGKILL:when={at.nth}", "-o", os.devnull)
        return self.do(act, folder, *words)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        assert self._process.stdout is not None
        self._process.stdout.close()


def _calls(log: str) -> Iterator[Call]:
    made: dict[str, int] = {}
    for line in log.splitlines():
        found = _CALL.match(line)
        if found is None:
            continue
        name, words, result = found.groups()
        made[name] = made.get(name, 0) + 1
        named = _NAMED.match(words)
        file = bytes.fromhex(named[1].replace("\\x", "")).decode() if named else ""
        yield Call(name, made[name], words, file, result not in {"-1", "?"})


@contextmanager
def watched(process: int, words: Sequence[str]) -> Iterator[None]:
    """Let strace watch a process that waits, from now until it ends."""
    strace = subprocess.Popen(["strace", "-f", "-p", str(process), *words], stderr=subprocess.PIPE, text=True)
    assert strace.stderr is not None
    first = strace.stderr.readline()
    assert "attached" in first, first
    try:
        yield
    finally:
        strace.wait()
        strace.stderr.close()
