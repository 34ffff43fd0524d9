"""A real LibreOffice for the tests, with somebody at its keyboard; where it is missing the tests that need it skip."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

REQUIRED = "CSP_TUI_REQUIRE_LIBREOFFICE"
"""Set where the tests must not be skipped: on the machines that check every change."""

_AT_THE_KEYBOARD = Path(__file__).with_name("at_the_keyboard.py")
_ANSWERED_WITHIN = 60.0  # seconds; an answer takes a tenth of one, LibreOffice's first start a few

_PAGE = re.compile(rb"/Type\s*/Page\b")  # of a PDF


class Office:
    """LibreOffice with one workbook open; every call returns when the program has done it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def open(self, path: Path, password: str = "") -> None:
        """Open a workbook; one that is protected by typing its password where the program asks for it."""
        self._ask("open", str(path), password)

    def type(self, id: str, heading: str, text: str, sheet: str = "Return") -> str:
        """Press the keys of a text in a cell, then Enter; gives what the cell shows, '' where its rule refused."""
        self._ask("type", sheet, id, heading, text)
        return self.shown(id, heading, sheet)

    def type_all(self, cells: Mapping[str, Mapping[str, str]], sheet: str = "Return") -> None:
        """Type into many cells, each by the id of its row and its heading."""
        for id, texts in cells.items():
            for heading, text in texts.items():
                assert self.type(id, heading, text, sheet), f"{id} refuses {text} under {heading}"

    def paste(self, id: str, heading: str, text: str, sheet: str = "Return") -> str:
        """Put a text into a cell without its rule being asked; gives what the cell shows."""
        self._ask("paste", sheet, id, heading, text)
        return self.shown(id, heading, sheet)

    def show_as_per_cent(self, id: str, heading: str, sheet: str = "Return") -> str:
        """Give a cell a percentage's format; gives what it shows then."""
        self._ask("show_as_per_cent", sheet, id, heading)
        return self.shown(id, heading, sheet)

    def show_as(self, id: str, heading: str, code: str, sheet: str = "Return") -> str:
        """Give a cell a number format by its code; gives what it shows then."""
        self._ask("show_as", sheet, id, heading, code)
        return self.shown(id, heading, sheet)

    def strike(self, id: str = "", heading: str = "", sheet: str = "Return") -> None:
        """Strike out a cell, the whole row of an id, or the whole column of a heading."""
        self._ask("strike", sheet, id, heading)

    def take_strike_off(self, id: str, heading: str, sheet: str = "Return") -> None:
        """Let a cell stand as it was before it was struck out."""
        self._ask("take_strike_off", sheet, id, heading)

    def shown(self, id: str, heading: str, sheet: str = "Return") -> str:
        """What a cell shows."""
        return str(self._ask("shown", sheet, id, heading))

    def height(self, id: str, sheet: str = "Return") -> float:
        """The height of a row in points."""
        return float(self._ask("height", sheet, id))

    def first_column(self, sheet: str = "Return") -> list[str]:
        """What stands in a sheet's first column."""
        found: list[str] = self._ask("first_column", sheet)
        return found

    def unprotect(self, sheet: str = "Return") -> None:
        """Take the protection of a sheet away."""
        self._ask("unprotect", sheet)

    def sort(self, heading: str, sheet: str = "Return") -> None:
        """Sort a sheet's rows by a column, from Z to A."""
        self._ask("sort", sheet, heading)

    def delete_row(self, id: str, sheet: str = "Return") -> None:
        """Delete the row of an id."""
        self._ask("delete_row", sheet, id)

    def save(self, path: Path) -> Path:
        """Save as .xlsx and close; gives the path."""
        self._ask("save", str(path))
        return path

    def _ask(self, what: str, *words: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        overdue = threading.Timer(_ANSWERED_WITHIN, _end, (self._process,))
        overdue.start()
        try:
            self._process.stdin.write(json.dumps((what, *words)) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            overdue.cancel()
        assert answer, f"LibreOffice did not {what} {', '.join(words)} within {_ANSWERED_WITHIN:g} seconds."
        document = json.loads(answer)
        assert "fault" not in document, document["fault"]
        return document["answer"]


@contextmanager
def opened_office(profile: Path) -> Iterator[Office]:
    """A LibreOffice with a profile of its own, in a folder that is not there yet; it ends with the block."""
    python, soffice = _programs()
    with subprocess.Popen(
        [python, str(_AT_THE_KEYBOARD), soffice, str(profile)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # what it starts is ended with it
    ) as process:
        try:
            yield Office(process)
            assert process.stdin is not None
            process.stdin.close()
            process.wait(_ANSWERED_WITHIN)
        finally:
            _end(process)


def pages_of(documents: Iterable[Path], profile: Path) -> dict[str, int]:
    """How many pages LibreOffice sets documents for Word on, by the documents' names."""
    soffice = shutil.which("soffice")
    if soffice is None or shutil.which("lowriter") is None:
        _missing("LibreOffice's Writer is not installed (libreoffice-writer)")
    every, out = tuple(documents), profile.with_name("printed")
    told = (soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", out)
    subprocess.run([*told, *every], check=True, capture_output=True, timeout=_ANSWERED_WITHIN)
    return {one.stem: len(_PAGE.findall((out / f"{one.stem}.pdf").read_bytes())) for one in every}


def _end(process: subprocess.Popen[str]) -> None:
    """End LibreOffice and whoever works in it, if they have not gone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _programs() -> tuple[str, str]:
    """A Python that has LibreOffice's bridge, and LibreOffice; skips the test where there is none."""
    soffice = shutil.which("soffice")
    if soffice is None:
        _missing("LibreOffice is not installed (libreoffice-calc)")
    beside = Path(soffice).resolve().with_name("python")  # some packages bring a Python of their own
    for python in (str(beside), "/usr/bin/python3", shutil.which("python3"), sys.executable):
        if python and shutil.which(python) and _has_the_bridge(python):
            return python, soffice
    return _missing("no Python here has LibreOffice's bridge (python3-uno)")


def _has_the_bridge(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def _missing(what: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what}, and {REQUIRED} says that these tests must run.")
    pytest.skip(what)
