"""Commands that issue packs, open quarters again, and give issued packs out once more."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Csp


def a_red_quarter(csp: Csp) -> None:
    csp("enter", "P1-01", "--partner", "Kent Police", "--rolling-year", "5,208", "--change", "+406")


def colour(csp: Csp) -> tuple[object, object]:
    told = csp("status", "--json").document
    return told["closed"], next(i["rating"] for i in told["indicators"] if i["indicator"] == "P1-01")


def test_a_quarter_is_issued_closed_opened_again_and_issued_anew(csp: Csp, tmp_path: Path) -> None:
    a_red_quarter(csp)
    before = csp("status", "--json").document["digest"]
    looked = csp("issue", "--dry-run")
    assert (looked.status, csp("packs").out) == (3, "No pack is issued yet.\n")
    assert "nothing is issued" in looked.out
    assert "Waiting: 43 of 44 indicators are awaited" in looked.out
    assert "Members will ask: P1-01.total is red and no action is written" in looked.out
    assert csp("issue", "--dry-run", "--json").document["members_will_ask"]
    ran = csp("issue", "--json")
    issued = ran.document
    assert ran.status == 3  # much is still awaited
    assert (issued["pack"], issued["draft"], issued["digest"]) == ("2026-27-Q2-1", False, before)
    assert issued["files"] == [issued["file"]]
    bytes_issued = (tmp_path / issued["file"]).read_bytes()
    assert colour(csp) == (True, "red")

    csp("settings", "P1-01.total.band", "10")
    assert colour(csp) == (True, "red")
    refused = csp("enter", "P3-05", "1,390")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "the coordinator opens it again: csp-tui reopen" in refused.err

    nothing_new = "; its pack is issued, so nothing new is asked of it."
    assert csp("check", "--partner", "KFRS").out.endswith(f"nothing to put right or explain{nothing_new}\n")

    opened = csp("reopen", "--reason", "The band was wrong", "--json").document
    assert opened == {"quarter": "2026-27-Q2", "pack": "2026-27-Q2-1", "closed": False}
    assert colour(csp) == (False, "amber")
    told = csp("issue", "--out", "out", "--csv").out
    assert "csp-tui reopen --quarter 2026-27-Q2 --reason TEXT" in told
    assert (tmp_path / issued["file"]).read_bytes() == bytes_issued

    listed = csp("packs", "--json").document
    assert [(p["pack"], p["closes"], p["replaced_by"]) for p in listed] == [
        ("2026-27-Q2-1", False, "2026-27-Q2-2"),
        ("2026-27-Q2-2", True, None),
    ]
    assert listed[0]["reopened"]["reason"] == listed[1]["because"] == "The band was wrong"
    assert "The band was wrong" in csp("packs").out

    again = csp("pack", "2026-27-Q2-1", "--out", "again", "--json").document
    assert Path(again["file"]).read_bytes() == bytes_issued
    assert again["sha256"] == listed[0]["sha256"]
    assert again["files"] == [again["file"]]
    with_csv = csp("pack", "2026-27-Q2-2", "--out", "again", "--json").document["files"]
    assert len(with_csv) == 3
    assert all(Path("out", Path(file).name).read_bytes() == Path(file).read_bytes() for file in with_csv)
    assert "issued-2-data.csv" in csp("pack", "2026-27-Q2-2", "--out", "again").out
    assert again["files"] == [again["file"]]


def test_what_cannot_be_issued_or_found_is_one_line(csp: Csp) -> None:
    for words in (("issue",), ("issue", "--dry-run"), ("reopen", "--reason", "why"), ("pack", "2026-27-Q2-1")):
        refused = csp(*words)
        assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert csp("reopen").status == 2
    assert csp("packs").out == "No pack is issued yet.\n"
    assert csp("packs", "--json").document == []


def test_a_lead_is_told_who_issues(csp: Csp) -> None:
    a_red_quarter(csp)
    csp("settings", "role", "lead")
    refused = csp("issue")
    assert refused.status == 1
    assert "csp-tui settings role coordinator" in refused.err
