"""Copies of the file in the linear mode: made, gone back to and verified at the open desk, which goes on from there."""

from __future__ import annotations

from pathlib import Path

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
