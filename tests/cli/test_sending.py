"""Contacts, forms and the filled return by command: what goes out, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csp

PEOPLE = (
    "name,partner,team,email,rows\n"
    "Jo Brook,Medway Council,Street Scene,jo@example.org,P1-05 P1-15.notices\n"
    "Sam Reed,KFRS,,,\n"
)


@pytest.fixture
def people(tmp_path: Path) -> str:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return "people.csv"


def test_a_contact_is_added_by_itself_or_refused_with_the_reason(csp: Csp) -> None:
    added = csp("contacts", "add", "Sam Reed", "--partner", "kfrs", "--rows", "P1-01.fires", "--json")
    assert added.document == {
        "name": "Sam Reed",
        "partner": "KFRS",
        "team": None,
        "email": None,
        "rows": ["P1-01.fires"],
    }
    again = csp("contacts", "add", "sam reed", "--partner", "KFRS")
    assert again.status == 1
    assert "There is a contact sam reed at KFRS already" in again.err
    assert "does not supply P1-05" in csp("contacts", "add", "Bo", "--partner", "KFRS", "--rows", "P1-05").err


def test_contacts_are_taken_in_from_a_sheet_and_listed_with_their_rows(csp: Csp, people: str) -> None:
    assert "csp-tui contacts import FILE" in csp("contacts").out
    assert csp("contacts", "import", people, "--json").document["new"] == 2
    again = csp("contacts", "import", people)
    assert "0 new, 0 changed, 2 as before" in again.out
    assert csp("contacts", "--json").document == [
        {"name": "Sam Reed", "partner": "KFRS", "team": None, "email": None, "rows": []},
        {
            "name": "Jo Brook",
            "partner": "Medway Council",
            "team": "Street Scene",
            "email": "jo@example.org",
            "rows": ["P1-05", "P1-15.notices"],
        },
    ]
    told = csp("contacts").out
    assert "Sam Reed (KFRS): all rows of KFRS" in told
    assert "Jo Brook, Street Scene (Medway Council), jo@example.org: P1-05" in told


def test_a_sheet_with_a_bad_row_names_it_and_takes_nothing_in(csp: Csp, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE + "Kim,The Moon,,,\n", encoding="utf-8")
    refused = csp("contacts", "import", "people.csv")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "people.csv, row 4" in refused.err
    assert csp("contacts", "--json").document == []


def test_a_contact_that_has_left_is_forgotten(csp: Csp, people: str) -> None:
    csp("contacts", "import", people)
    assert csp("contacts", "remove", "jo").status == 0
    assert [contact["name"] for contact in csp("contacts", "--json").document] == ["Sam Reed"]
    refused = csp("contacts", "remove", "jo")
    assert (refused.status, "Sam Reed" in refused.err) == (1, True)


def test_a_form_is_written_for_a_contact_and_not_sent(csp: Csp, people: str, tmp_path: Path) -> None:
    csp("contacts", "import", people)
    told = csp("form", "--contact", "street scene", "--out", "out")
    assert told.status == 0
    assert "Nothing has been sent" in told.out
    (file,) = (tmp_path / "out").iterdir()
    listed = csp("forms", "--json").document
    assert [(form["contact"], form["file"], form["came_back"]) for form in listed] == [("Jo Brook", file.name, [])]
    assert "not back yet" in csp("forms").out
    (letter,) = csp("forms", "--letters", "--json").document
    assert (letter["email"], letter["file"]) == ("jo@example.org", file.name)
    letters = csp("forms", "--letters").out
    assert letters.rstrip("\n") == letter["text"]
    assert letters.startswith(
        "To: jo@example.org\nSubject: Medway Community Safety Partnership: your return for Q2 2026-27\n"
    )
    assert f"Attached is your form for Quarter 2, Jul to Sep 2026, {file.name}." in letters


def test_a_form_for_everybody_asks_each_row_of_each_partner_once(csp: Csp, people: str) -> None:
    csp("contacts", "import", people)
    written = csp("form", "--all", "--json").document
    asked = [(form["partner"], measure) for form in written["forms"] for measure in form["measures"]]
    assert len(asked) == len(set(asked)) == 93
    assert all(Path(file).exists() for file in written["files"])
    council = [form["contact"] for form in written["forms"] if form["partner"] == "Medway Council"]
    assert council == ["Jo Brook", None]


@pytest.mark.parametrize(
    ("words", "status", "named"),
    [
        (["form"], 2, "--contact, --partner, --priority, --all"),
        (["form", "--all", "--partner", "KFRS"], 2, "one of"),
        (["form", "--contact", "nobody"], 1, "nobody"),
        (["form", "--partner", "The Moon"], 1, "The Moon"),
        (["form", "--priority", "9"], 1, "9"),
        (["--plan", "2024-25", "--quarter", "2024-25-Q2", "form", "--all"], 1, "asks nothing of anybody"),
        (["submit", "--partner", "KFRS", "--priority", "1"], 2, "not both"),
        (["submit"], 1, "csp-tui settings partner"),
        (["submit", "--partner", "KFRS"], 1, "Nothing is stated yet"),
    ],
)
def test_for_whom_must_be_clear(csp: Csp, words: list[str], status: int, named: str) -> None:
    refused = csp(*words)
    assert (refused.status, refused.out) == (status, "")
    assert named in refused.err


def test_a_return_says_what_is_in_it_what_is_blank_and_what_is_missing(csp: Csp) -> None:
    csp("settings", "partner", "Public Health")
    csp("enter", "P3-05", "1,416", "--prior", "1,400")
    csp("enter", "P3-06", "--blank", "late", "--date", "2036-11-30")
    looked = csp("submit", "--dry-run", "--json")
    assert looked.status == 3
    assert not Path("returns").exists()
    sent = csp("submit", "--json")
    assert sent.status == 3
    told = sent.document
    assert [row["measure"] for row in told["answered"]] == ["P3-05.adults"]
    assert [row["measure"] for row in told["blank"]] == ["P3-06.under-18s"]
    assert "30 November 2036" in told["blank"][0]["says"]
    assert [row["measure"] for row in told["missing"]] == ["P3-07.continuity"]
    assert {name: looked.document[name] for name in ("answered", "blank", "missing", "waiting")} == {
        name: told[name] for name in ("answered", "blank", "missing", "waiting")
    }
    assert Path(told["file"]).exists()
    assert Path(told["file"]).name in told["mail"]


def test_a_full_return_is_done_and_the_next_one_counts_on(csp: Csp) -> None:
    csp("enter", "P3-05", "1,416", "--prior", "1,400")
    csp("enter", "P3-06", "95", "--prior", "94")
    csp("enter", "P3-07", "--numerator", "51", "--denominator", "80")
    first = csp("submit", "--partner", "Public Health")
    assert first.status == 0
    assert "It has not been sent" in first.out
    assert 'Note: "Agreed by" on its sheet Sign-off is left empty for whoever agrees it.' in first.out
    assert "Subject: " in first.out
    director = "Director of Public Health, 20 November"
    second = csp("submit", "--partner", "Public Health", "--agreed-by", f" {director}\n", "--json").document
    assert (second["sequence"], second["agreed_by"]) == (2, director)
    assert f"It is agreed by {director}." in second["mail"]
    assert f", agreed by {director}, nothing changed since: " in " ".join(
        csp("submit", "--partner", "Public Health", "--dry-run").out.split()
    )
    third = csp("submit", "--partner", "Public Health").out
    assert f'"Agreed by" on its sheet Sign-off says: {director}.' in " ".join(third.split())
    csp("enter", "P3-06", "96")
    assert csp("submit", "--partner", "Public Health", "--json").document["agreed_by"] is None
    assert len(list(Path("returns").iterdir())) == 4
    assert "at most 200" in csp("submit", "--partner", "Public Health", "--agreed-by", "x" * 201).err
