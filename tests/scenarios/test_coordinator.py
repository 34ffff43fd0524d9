"""A coordinator's whole quarter: forms for fourteen contacts, eleven come back, and what is done about each."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from csp_tui.returns.form import return_bytes
from csp_tui.returns.layout import COMMENTARY_GRID, QUESTIONS_GRID, Grid
from tests.cli.conftest import Csp, Ran
from tests.returns.building import content, with_figures
from tests.returns.harming import OLE
from tests.scenarios.conftest import csp_in

CONTACTS = (
    ("Street Scene", "Medway Council", "P1-05, P1-15"),
    ("Housing", "Medway Council", "P1-02, P1-16"),
    ("Road Safety", "Medway Council", "P1-14"),
    ("Licensing", "Medway Council", "P1-11, P2-08"),
    ("Youth Justice", "Medway Council", "P4-01, P4-02"),
    ("Analysts", "Kent Police", "P1-01, P1-02, P1-03, P2-03"),
    ("VAWG Team", "Kent Police", "P2-01, P2-02, P3-01, P3-02"),
    ("Fire Safety", "KFRS", ""),
    ("Prevent", "Kent and Medway Prevent Team", ""),
    ("Channel", "Kent and Medway Channel Panel", ""),
    ("Programmes", "Interventions Alliance", ""),
    ("Probation", "The Probation Service", ""),
    ("Medicines", "Integrated Care Board", ""),
    ("Drug Treatment", "Public Health", ""),
)
FILLED: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "street-scene": {"P1-05.notices": {"Figure": 61}, "P1-15.notices": {"Figure": 28}},
    "housing": {"P1-02.buildings": {"Figure": 14}, "P1-16.rough-sleepers": {"Figure": 4}},
    "analysts": {"P1-01.total": {"Rolling year": 5208, "Rolling year before": 4802}},
    "vawg-team": {"P2-01.offences": {"Figure": 1204}, "P2-01.arrest-rate": {"Figure": 41.5}},
    "fire-safety": {"P1-01.fires": {"Figure": 66}, "P1-01.derelict": {"Figure": "<5"}},
    "programmes": {"P2-04.referrals": {"Figure": "about 12"}},
    "medicines": {"P3-04.opioids": {"Blank reason": "not-published"}},
    "drug-treatment": {"P3-05.adults": {"Figure": "1390"}, "P3-06.under-18s": {"Figure": "many"}},
}
NEVER_BACK = ("licensing", "youth-justice", "probation")


class Office:
    """The coordinator's folder: forms that went out, an inbox, and the program."""

    def __init__(self, csp: Csp, folder: Path) -> None:
        self.csp, self.folder = csp, folder
        self.inbox = folder / "inbox"
        self.inbox.mkdir(exist_ok=True)

    def send_out(self) -> None:
        """Take the contacts in and write everybody's form."""
        book = Workbook()
        sheet = book.worksheets[0]
        for row in (
            ("Name", "Team", "Partner", "E-mail", "Rows"),
            *((n, n, p, f"{n[:4]}@example.org", r) for n, p, r in CONTACTS),
        ):
            sheet.append([cell.replace(" ", "") if "@" in cell else cell for cell in row])
        book.save(self.folder / "people.xlsx")
        assert self.csp("contacts", "import", "people.xlsx", "--json").document["new"] == 14
        assert self.csp("form", "--all").status == 0

    def form(self, name: str) -> bytes:
        """A contact's form, as it went out."""
        (form,) = (self.folder / "forms").glob(f"2026-27-Q2-*-{name}.xlsx")
        return form.read_bytes()

    def receive(self, name: str, packed: bytes) -> str:
        """A file arrives by e-mail."""
        (self.inbox / name).write_bytes(packed)
        return str(self.inbox / name)

    def receive_the_first_ten_files(self) -> None:
        """What has come back by the day on which returns are due, and the fire service's form once more."""
        for name, figures in FILLED.items():
            self.receive(f"{name}.xlsx", with_figures(self.form(name), figures))
        again = with_figures(self.form("fire-safety"), FILLED["fire-safety"])
        self.receive("fire-safety (1).xlsx", again)
        self.receive("road-safety.xlsx", self.form("road-safety")[:9000])
        self.receive("channel.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"))
        self.receive("prevent.xlsx", of_last_years_plan())

    def merge(self, *words: str) -> Ran:
        return self.csp("merge", *words, "--json")

    def value(self, measure: str) -> Any:
        return self.csp("show", measure, "--json").document["value"]


def of_last_years_plan() -> bytes:
    """The Prevent Team's form as the plan before asked: one measure as now, one that was counted otherwise."""
    made = content(partner="Kent and Medway Prevent Team", measures=("P1-07.engaged", "P1-08.trained"))
    engaged, trained = made.measures
    counted_otherwise = replace(engaged, measure=replace(engaged.measure, unit="sessions"))
    identity = replace(made.identity, plan="medway/2025-26", partner="Kent and Medway Prevent Team", contact="Prevent")
    packed = return_bytes(replace(made, identity=identity, measures=(counted_otherwise, trained)))
    return with_figures(packed, {"P1-07.engaged": {"Figure": 7}, "P1-08.trained": {"Figure": 31}})


@pytest.fixture(scope="session")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office whose forms went out and whose first files have come back: made once, and copied."""
    folder = tmp_path_factory.mktemp("office")
    with csp_in(folder) as csp:
        office = Office(csp, folder)
        office.send_out()
        office.receive_the_first_ten_files()
    return folder


@pytest.fixture
def office(csp: Csp, sent_out: Path, tmp_path: Path) -> Office:
    """An office of one's own."""
    shutil.copytree(sent_out, tmp_path, dirs_exist_ok=True)
    return Office(csp, tmp_path)


def test_all_that_came_is_taken_in_but_what_a_person_must_look_at(office: Office) -> None:
    told = office.merge("inbox")
    assert told.status == 3
    outcomes = {file["file"]: file["outcome"] for file in told.document["files"]}
    assert {name for name, outcome in outcomes.items() if outcome == "refused"} == {"road-safety.xlsx", "channel.xlsx"}
    assert sorted(outcomes[name] for name in ("fire-safety.xlsx", "fire-safety (1).xlsx")) == ["duplicate", "merged"]
    reasons = {file["file"]: file["reason"] for file in told.document["files"]}
    assert "ask for an unprotected copy" in reasons["channel.xlsx"]
    waiting = {item["file"]: item for item in told.document["items"] if item["outcome"] == "to_check"}
    assert set(waiting) == {"prevent.xlsx", "drug-treatment.xlsx"}
    assert 'meant "count; window quarter; in sessions"' in waiting["prevent.xlsx"]["message"]
    assert "children and young people" in waiting["prevent.xlsx"]["message"]
    assert waiting["drug-treatment.xlsx"]["measure"] == "P3-06.under-18s"
    assert waiting["drug-treatment.xlsx"]["sheet"] == "Return"
    assert [office.value(m) for m in ("P1-05", "P1-02", "P1-08", "P3-05", "P2-01")] == [
        "61",
        "14",
        "31",
        "1390",
        "1204",
    ]
    assert office.csp("show", "P1-01", "--json").document["comparator"] == "4802"


def test_a_form_corrected_twice_is_one_question_each_time(office: Office) -> None:
    office.merge("inbox")
    housing = office.form("housing")
    second = office.receive("second.xlsx", with_figures(housing, {"P1-02.buildings": {"Figure": 12}}))
    assert "or merge it with --replace" in office.csp("merge", second, "--dry-run").out
    told = office.merge(second)
    (corrected,) = [file for file in told.document["files"] if file["file"] == "second.xlsx"]
    assert corrected["reason"].startswith("Corrected return from Housing: 1 figure differs. Replace?")
    assert "To say yes: csp-tui accept" in office.csp("to-check").out
    (question,) = [one for one in office.csp("to-check", "--json").document if one["reason"] == "corrected-form"]
    assert [conflict["measure"] for conflict in office.csp("conflicts", "--json").document] == ["P1-02.buildings"]
    assert office.csp("accept", question["id"], "--reason", "they counted again").status == 0
    assert (office.value("P1-02"), office.csp("conflicts", "--json").document) == ("12", [])
    third = office.receive("third.xlsx", with_figures(housing, {"P1-02.buildings": {"Figure": 11}}))
    assert office.merge(third, "--replace").document["statements"]["conflict"] == 0
    assert (office.value("P1-02"), office.value("P1-16")) == ("11", "4")


def test_what_is_to_check_is_accepted_with_a_reason_or_stays(office: Office) -> None:
    office.merge("inbox")
    listed = {one["file"]: one for one in office.csp("to-check", "--json").document}
    assert office.csp("status", "--json").document["totals"]["to_check"] == len(listed) == 2
    assert office.value("P1-07") is None
    assert office.csp("accept", listed["prevent.xlsx"]["id"], "--reason", "sessions are people here").status == 0
    assert office.value("P1-07") == "7"
    assert [one["file"] for one in office.csp("to-check", "--json").document] == ["drug-treatment.xlsx"]


def test_a_question_goes_out_on_the_next_form_and_its_answer_comes_back_with_it(office: Office) -> None:
    office.merge("inbox")
    asked = office.csp("question", "P1-05", "Why so few?", "--partner", "Medway Council", "--json").document
    action = office.csp(
        "action", "add", "Two more wardens", "--owner", "Medway Council", "--due", "2026-12-01", "--json"
    )
    office.csp("form", "--contact", "Street Scene", "--out", "second")
    packed = (office.folder / "second" / "2026-27-Q2-medway-council-street-scene.xlsx").read_bytes()
    said = {asked["id"]: {"Your answer": "Two wardens left"}, action.document["id"]: {"Your answer": "Hired one"}}
    answered = office.receive("answer.xlsx", with_figures(packed, said, QUESTIONS_GRID))
    told = office.merge(answered)
    assert (told.status, told.document["statements"]["conflict"]) == (0, 0)
    (question,) = office.csp("questions", "--json").document
    assert (question["answer"], question["measure"]) == ("Two wardens left", "P1-05.notices")
    (kept,) = office.csp("actions", "--json").document
    assert (kept["progress"], kept["done"]) == ("Hired one", None)
    assert office.csp("action", "done", kept["id"], "--json").document["done"] is not None
    assert office.value("P1-05") == "61"


def test_who_is_awaited_gets_a_letter_and_the_pack_says_what_waits(office: Office) -> None:
    office.merge("inbox")
    letters = {letter["contact"] or letter["partner"]: letter for letter in office.csp("chase", "--json").document}
    assert {"Licensing", "Youth Justice", "Probation", "Road Safety", "Channel"} <= set(letters)
    assert "Street Scene" not in letters
    assert letters["Road Safety"]["measures"] == ["P1-14.ksi"]
    assert letters["Licensing"]["text"].startswith("To: Lice@example.org\nSubject: ")
    back = {form["contact"]: form["came_back"] for form in office.csp("forms", "--json").document}
    assert [contact for contact in ("Licensing", "Youth Justice", "Probation", "Road Safety") if back[contact]] == []
    assert sorted(receipt["outcome"] for receipt in back["Fire Safety"]) == ["duplicate", "merged"]
    pack = office.csp("export", "--json")
    assert pack.status == 3
    assert Path(pack.document["file"]).exists()
    assert any("awaited" in text for text in pack.document["waiting"])


def test_the_whole_inbox_taken_twice_and_taken_back_twice_leaves_nothing(office: Office) -> None:
    before = office.csp("status", "--json").document["digest"]
    first = office.merge("inbox").document
    second = office.merge("inbox").document
    assert {file["outcome"] for file in second["files"]} == {"duplicate", "refused"}
    assert sum(second["statements"].values()) == 0
    assert second["digest"] == first["digest"]
    office.csp("undo-merge", str(second["merge_id"]))
    assert office.csp("undo-merge", str(first["merge_id"]), "--json").document["digest"] == before
    listed = office.csp("merges", "--json").document
    assert [merge["active"] for merge in listed] == [False, False]
    assert [file["outcome"] for file in listed[0]["files"]].count("refused") == 2
    assert len(listed[0]["files"]) == 12


def test_commentary_typed_into_a_form_stands_with_its_file_and_cell(office: Office) -> None:
    grid: Grid = COMMENTARY_GRID
    packed = with_figures(office.form("analysts"), {"P1-01": {"Action": "Patrols until December"}}, grid)
    office.merge(office.receive("analysts.xlsx", packed))
    told = {i["indicator"]: i for i in office.csp("status", "--json").document["indicators"]}
    assert told["P1-01"]["commentary"]["Kent Police"]["action"] == "Patrols until December"
