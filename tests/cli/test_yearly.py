"""The command that puts the quarters of a year together."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Csp


def test_the_year_is_written_and_told(csp: Csp, tmp_path: Path) -> None:
    csp("enter", "P1-01", "--partner", "Kent Police", "--rolling-year", "5,208", "--change", "+406")
    told = csp("year", "--out", "out", "--json").document
    assert told["file"].endswith("medway-2026-27-year.xlsx")
    assert (tmp_path / told["file"]).is_file()
    assert (told["files"], told["year"], told["packs"], told["revised"]) == ([told["file"]], "2026-27", [], 0)
    ran = csp("year")
    assert ran.status == 0
    assert "medway-2026-27-year.xlsx" in ran.out
    assert (tmp_path / "exports" / "medway-2026-27-year.xlsx").is_file()


def test_a_year_without_anything_is_refused_in_one_line(csp: Csp) -> None:
    refused = csp("year")
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "Nothing is in for the year 2026-27 yet" in refused.err
