"""The program as a command, run in this process against a database of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from csp_tui.__main__ import main

QUARTER = "2026-27-Q2"


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)


Csp = Callable[..., Ran]


@pytest.fixture
def database(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with nothing in it, in a folder where relative paths land too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSP_TUI_DB", str(tmp_path / "csp.db"))
    return Path(shutil.copy(empty, tmp_path / "csp.db"))


@pytest.fixture
def csp(database: Path, capsys: pytest.CaptureFixture[str]) -> Csp:
    """Run one command in the quarter of the examples and say what came of it."""

    def run(*words: str) -> Ran:
        capsys.readouterr()
        status = main(["--quarter", QUARTER, *words])
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run
