"""Whole ways through the program, walked by its commands."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_tui.__main__ import main
from tests.cli.conftest import QUARTER, Csp, Ran, csp, database

__all__ = ["csp", "csp_in", "database"]


@contextlib.contextmanager
def csp_in(folder: Path) -> Iterator[Csp]:
    """Run commands in a folder that several tests then start from, each with a copy."""

    def run(*words: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(["--quarter", QUARTER, *words])
        return Ran(status, out.getvalue(), err.getvalue())

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("CSP_TUI_DB", str(folder / "csp.db"))
        yield run
