"""`csp-tui export --public`: the copy, its refusal in one line, and what can be left out of it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Csp


def test_a_public_copy_is_written_and_can_be_written_again(csp: Csp, tmp_path: Path) -> None:
    csp("enter", "P1-07", "48")
    done = csp("export", "--public", "--out", "out", "--json")
    assert done.status == 3  # something still waits
    assert done.document["pack"] == "2026-27-Q2-public-1"
    assert (tmp_path / "out" / "medway-2026-27-Q2-public.xlsx").is_file()
    assert csp("pack", "2026-27-Q2-public-1", "--out", "again").status == 0
    written, again = (next((tmp_path / name).glob("*.xlsx")).read_bytes() for name in ("out", "again"))
    assert written == again


def test_a_copy_that_tells_a_small_count_is_refused_in_one_line(csp: Csp, tmp_path: Path) -> None:
    csp("enter", "P1-06", "3")
    csp("comment", "P1-06", "--patterns", "Only three were adopted.")
    refused = csp("export", "--public")
    assert refused.status == 1
    assert not refused.out
    assert refused.err.count("\n") == 1
    assert "P1-06.cases of Kent and Medway Channel Panel for Q2 2026-27" in refused.err
    assert "--leave-out P1-06/commentary" in refused.err
    assert not list(tmp_path.glob("exports/*"))
    assert csp("export", "--public", "--leave-out", "P1-06/commentary").status == 3


def test_leaving_out_goes_with_the_public_copy_and_names_what_is_there(csp: Csp) -> None:
    assert csp("export", "--leave-out", "P1-06").status == 2
    unknown = csp("export", "--public", "--leave-out", "P2-05/x")
    assert unknown.status == 1
    assert "P2-05.referrals/rolling-year" in unknown.err
