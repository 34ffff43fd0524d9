"""Copies of the file in the linear mode: made, gone back to and verified at the open desk, which goes on from there."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csp_tui.cli.options import Options
from csp_tui.plain.door import run
from tests.cli.conftest import QUARTER
from tests.plain.conftest import Plain, digest_of


def test_a_copy_is_made_gone_back_to_and_worked_on_from_in_one_sitting(plain: Plain, tmp_path: Path) -> None:
    plain("", "", "", "find P1-01.fires", "66", by="Ann")
    before = digest_of(tmp_path / "csp.db")
    said = plain("backup copy.db", "find P1-01.fires", "67", "verify", "restore copy.db", "show P1-01.fires", by="Ann")
    assert said.status == 0, said.out
    told = " ".join(said.out.split())
    assert "A copy is in copy.db" in told
    assert "is as it was stored" in told
    assert "1 entry stored since goes out of sight." in told
    assert digest_of(tmp_path / "csp.db") == before
    said = plain("find P1-01.fires", "68", "verify", "locate", by="Ann")
    assert said.status == 0, said.out
    assert "Backups: " in said.out
    assert digest_of(tmp_path / "csp.db") != before


class Typing(io.StringIO):
    """Somebody who types, while something is done just before a line."""

    def __init__(self, do: Callable[[], object], before: str, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._do, self._before = do, before

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # of both bytes and text
        line = super().readline(size)
        if line.strip() == self._before:
            self._do()
        return line


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is open")
def test_a_file_that_is_gone_is_saved_under_another_name_and_worked_on_there(plain: Plain, tmp_path: Path) -> None:
    file, other = tmp_path / "csp.db", tmp_path / "other.db"
    plain("", "", "", "find P1-01.fires", "66", "save-as", by="Ann")
    typed = Typing(file.unlink, "67", "find P1-01.fires", "67", "status", f"save-as {other}", "find P1-01.fires", "68")
    out = io.StringIO()
    assert run(Options(str(file), quarter=QUARTER, by="Ann"), typed, out) == 0
    told = " ".join(out.getvalue().split())
    assert told.count("The file is gone: save-as puts all that was stored under another name") == 3
    assert f"All that was stored is in {other}; you work there now." in told
    assert f"Goodbye. Everything entered is in {other}." in told
    assert not file.exists()
    other.rename(file)
    assert "68" in plain("show P1-01.fires").out


def test_a_file_over_which_another_was_copied_is_said_to_be_and_can_be_left(plain: Plain, tmp_path: Path) -> None:
    file, other = tmp_path / "csp.db", tmp_path / "other.db"
    plain("", "", "", "find P1-01.fires", "66", by="Ann")
    lines = io.StringIO("\n\n\nfind P1-01\n7\n8\nb\n9\n")
    assert run(Options(str(other), quarter=QUARTER, by="Ann"), lines, io.StringIO()) == 0
    wrong = other.read_bytes()
    typed = Typing(lambda: file.write_bytes(wrong), "67", "find P1-01.fires", "67", "quit")
    out = io.StringIO()
    assert run(Options(str(file), quarter=QUARTER, by="Ann"), typed, out) == 3
    told = " ".join(out.getvalue().split())
    assert "holds another database now: something was copied over it" in told
    assert "the figures are read again" not in told
    assert "Goodbye." in told
    assert file.read_bytes() == wrong
