"""`export` and `issue` with --csv and --briefing: what goes beside the pack, and what is said of it."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from csp_tui.packs import beside
from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.filing import Ours, write_file
from tests.cli.conftest import Csp

EXTRAS = ["data.csv", "commentary.csv", "briefing.docx"]


def test_what_is_asked_for_stands_beside_the_draft_and_is_named(csp: Csp) -> None:
    csp("enter", "P3-05", "1,390")
    csp("comment", "P3-05", "--action", "A second clinic opens in January.")
    ran = csp("export", "--csv", "--briefing", "--json")
    assert ran.status == 3
    names = [Path(file).name for file in ran.document["files"]]
    assert names == ["medway-2026-27-Q2-draft.xlsx", *(f"medway-2026-27-Q2-draft-{extra}" for extra in EXTRAS)]
    assert ran.document["file"] == ran.document["files"][0]
    _, data, commentary, briefing = map(Path, ran.document["files"])
    with data.open(encoding="utf-8-sig", newline="") as file:
        assert {r["value"] for r in csv.DictReader(file) if r["measure"].startswith("P3-05") and r["value"]} == {"1390"}
    assert "A second clinic opens in January." in commentary.read_text(encoding="utf-8-sig")
    assert zipfile.is_zipfile(briefing)
    assert "Beside it: medway-2026-27-Q2-draft-briefing.docx." in csp("export", "--briefing").out


def test_nothing_goes_beside_a_pack_unasked(csp: Csp) -> None:
    csp("enter", "P3-05", "1,390")
    assert len(csp("export", "--json").document["files"]) == 1
    assert [file.name for file in Path("exports").iterdir()] == ["medway-2026-27-Q2-draft.xlsx"]


def test_an_issued_pack_has_its_files_beside_it_and_they_say_so(csp: Csp) -> None:
    csp("enter", "P3-05", "1,390")
    ran = csp("issue", "--csv", "--briefing", "--json")
    assert [Path(file).name for file in ran.document["files"][1:]] == [
        f"medway-2026-27-Q2-issued-1-{extra}" for extra in EXTRAS
    ]
    with Path(ran.document["files"][1]).open(encoding="utf-8-sig", newline="") as file:
        assert {(row["pack_standing"], row["pack_issue"]) for row in csv.DictReader(file)} == {("issued", "1")}


def test_what_goes_beside_a_pack_is_not_written_for_the_public(csp: Csp) -> None:
    csp("enter", "P3-05", "1,390")
    ran = csp("export", "--public", "--csv")
    assert ran.status == 2
    assert "not for the public" in ran.err
    assert not Path("exports").exists()


def test_where_a_file_beside_it_cannot_be_written_the_pack_is_said_to_stand(
    csp: Csp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(packed: bytes, folder: Path, filename: str, ours: Ours | None) -> tuple[Path, str | None]:
        if filename.endswith(".docx"):
            raise WorkbookError(f"Nothing could be written in {folder}: no space left on device.")
        return write_file(packed, folder, filename, ours)

    monkeypatch.setattr(beside, "write_file", full_disk)
    csp("enter", "P3-05", "1,390")
    ran = csp("export", "--briefing")
    assert ran.status == 1
    assert "The pack is in" in ran.err
    assert "no space left" in ran.err
    assert Path("exports/medway-2026-27-Q2-draft.xlsx").exists()
