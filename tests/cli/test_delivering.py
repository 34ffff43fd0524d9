"""Progress on deliverables by command."""

from __future__ import annotations

from tests.cli.conftest import Csp


def test_progress_is_kept_for_its_quarter_and_told_beside_the_last_note(csp: Csp) -> None:
    csp("deliverable", "P1-D01", "--note", "Patrols agreed", "--quarter", "2026-27-Q1")
    told = csp("deliverable", "p1-d01").out
    assert "Relentlessly target ASB" in told
    assert "Q2 2026-27: no progress is reported yet" in told
    assert "Q1 2026-27: Patrols agreed" in told
    noted = csp("--by", "Ann", "deliverable", "P1-D01", "--note", "Patrols began", "--json").document
    assert (noted["deliverable"], noted["priority"], noted["differs"]) == ("P1-D01", 1, False)
    assert (noted["note"]["text"], noted["note"]["by"], noted["note"]["quarter"]) == (
        "Patrols began",
        "Ann",
        "2026-27-Q2",
    )
    assert (noted["before"]["text"], noted["before"]["quarter"]) == ("Patrols agreed", "2026-27-Q1")


def test_all_deliverables_are_listed_without_an_id(csp: Csp) -> None:
    csp("deliverable", "P4-D06", "--note", "Under way")
    listed = csp("deliverable", "--json").document
    assert len(listed) == 40
    assert [one["deliverable"] for one in listed if one["note"]] == ["P4-D06"]


def test_an_empty_note_takes_it_out_and_undo_brings_it_back(csp: Csp) -> None:
    csp("--by", "Ann", "deliverable", "P1-D02", "--note", "Begun")
    assert csp("--by", "Ann", "deliverable", "P1-D02", "--note", "", "--json").document["note"] is None
    assert "progress on P1-D02" in csp("--by", "Ann", "undo").out
    assert csp("deliverable", "P1-D02", "--json").document["note"]["text"] == "Begun"


def test_a_plan_without_indicators_is_worked_with_by_its_deliverables(csp: Csp) -> None:
    at = ("--plan", "2024-25", "--quarter", "2024-25-Q2")
    kept = csp(*at, "deliverable", "P4-D05", "--note", "Commissioned", "--json").document
    assert kept["note"]["text"] == "Commissioned"
    assert len(csp(*at, "deliverable", "--json").document) == 28


def test_the_same_id_in_another_year_is_another_deliverable(csp: Csp) -> None:
    csp("--plan", "2024-25", "--quarter", "2024-25-Q4", "deliverable", "P1-D02", "--note", "Of the old plan")
    assert "old plan" not in csp("deliverable", "P1-D02").out


def test_what_is_no_deliverable_is_refused_with_what_to_type(csp: Csp) -> None:
    refused = csp("deliverable", "P1-01", "--note", "x")
    assert refused.status == 1
    assert "P1-D01" in refused.err
    assert csp("deliverable", "--note", "x").status == 1


def test_a_note_on_nothing_that_is_there_is_not_stored(csp: Csp) -> None:
    assert csp("deliverable", "P1-D01", "--note", "  ").status == 0
    assert csp("undo").status == 1


def test_an_export_says_what_members_will_ask(csp: Csp) -> None:
    csp("enter", "P3-05", "900")
    csp("explain", "P3-05", "red-without-action", "Agreed in May")
    (asked,) = csp("export", "--json").document["members_will_ask"]
    assert (asked["code"], asked["about"], asked["priority"]) == ("red-without-action", "P3-05", 3)
    assert asked["known"].startswith("Agreed in May (")
    told = " ".join(csp("export").out.split())
    assert "Members will ask: P3-05.adults is red and no action is written" in told
    assert "On record: Agreed in May" in told
