"""Returns taken in by command, settled, and taken back: what is said, and with which exit status."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_tui.returns.layout import COMMENTARY_GRID, RETURN_GRID
from tests.cli.conftest import Csp
from tests.returns.building import cell, filled, with_figures

COUNCIL = "Medway Council"


@pytest.fixture
def form(csp: Csp) -> bytes:
    """The Council's form, as it went out from here."""
    return Path(csp("form", "--partner", COUNCIL, "--json").document["files"][0]).read_bytes()


def came(name: str, packed: bytes) -> str:
    Path(name).write_bytes(packed)
    return name


def came_with(name: str, form: bytes, figures: Mapping[str, object]) -> str:
    return came(name, with_figures(form, {id: {"Figure": figure} for id, figure in figures.items()}))


def copy_says(csp: Csp, name: str, *words: str) -> str:
    """Another copy of the program in which something is stated; its database is what it sends."""
    for one in (words,) if words[0] != "settings" else (words[:3], words[3:]):
        assert csp("--db", name, "--by", name.removesuffix(".db"), *one).status == 0
    return name


def test_a_form_filled_in_excel_is_taken_in_and_a_second_time_changes_nothing(csp: Csp, form: bytes) -> None:
    file = came_with("back.xlsx", form, {"P1-05.notices": 61, "P1-16.rough-sleepers": "<5"})
    first = csp("merge", file, "--json")
    assert first.status == 0
    assert first.document["files"] == [{"file": "back.xlsx", "outcome": "merged", "reason": None}]
    assert first.document["statements"] == {
        "current": 2,
        "equal": 0,
        "superseded": 0,
        "conflict": 0,
        "to_check": 0,
        "withdraw_asked": 0,
        "decided": 0,
        "repeated": 0,
    }
    told = {item["measure"]: item for item in first.document["items"]}["P1-05.notices"]
    assert (told["sheet"], told["old"], told["new"], told["partner"]) == ("Return", None, "61", COUNCIL)
    again = csp("merge", file, "--json")
    assert (again.status, again.document["files"][0]["outcome"]) == (0, "duplicate")
    assert again.document["digest"] == first.document["digest"]
    told = csp("merge", file).out
    assert "in already: back.xlsx is in already; nothing was changed.\nNothing new came in.\n" in told.replace(
        "\n  ", " "
    )
    assert "undo-merge" not in told
    assert "in already" in csp("merges").out


def test_what_a_merge_replaces_is_told_with_file_cell_old_and_new(csp: Csp) -> None:
    csp("enter", "P1-05", "60")
    form = Path(csp("form", "--partner", COUNCIL, "--json").document["files"][0]).read_bytes()
    told = csp("merge", came_with("back.xlsx", form, {"P1-05.notices": 61}))
    assert told.status == 0
    assert f"P1-05.notices, 2026-27-Q2, {COUNCIL}: 61 (before: 60)" in told.out
    assert "back.xlsx, Return!" in told.out
    assert "csp-tui undo-merge" in told.out
    assert max(map(len, told.out.splitlines())) <= 80


def test_a_form_made_after_something_was_withdrawn_says_what_stands_when_it_is_filled_in(csp: Csp) -> None:
    csp("enter", "P1-05", "60")
    csp("comment", "P1-05", "--patterns", "More in summer")
    csp("enter", "P1-05", "--withdraw", "--reason", "not ours")
    csp("comment", "P1-05", "--patterns", "")
    form = Path(csp("form", "--partner", COUNCIL, "--json").document["files"][0]).read_bytes()
    assert csp("merge", came("empty.xlsx", form), "--json").document["statements"]["withdraw_asked"] == 0
    words = with_figures(form, {"P1-05": {"Patterns and context": "Fewer"}}, COMMENTARY_GRID)
    told = csp("merge", came_with("back.xlsx", words, {"P1-05.notices": 92}), "--json")
    assert (told.status, told.document["statements"]["conflict"]) == (0, 0)
    assert csp("conflicts", "--json").document == []
    assert csp("show", "P1-05", "--json").document["value"] == "92"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let no file have such a name")
def test_names_that_are_no_text_are_told_and_stored_in_a_safe_form_and_stop_nothing(csp: Csp) -> None:
    no_text = os.fsdecode(b"\xff")
    Path(f"bad{no_text}.xlsx").write_text("junk")
    Path(f"people{no_text}.csv").write_text("name,partner\nKim,KFRS\n")
    Path(f"past{no_text}.csv").write_text("measure,partner,quarter,value\nP1-01.fires,KFRS,2025-26-Q1,4\n")
    told = csp("merge", f"bad{no_text}.xlsx", copy_says(csp, f"sent{no_text}.db", "enter", "P1-05", "60"), "--json")
    assert [file["file"] for file in told.document["files"]] == [r"bad\xff.xlsx", r"sent\xff.db"]
    assert told.document["files"][0]["reason"].startswith(r"bad\xff.xlsx is a text")
    assert csp("contacts", "import", f"people{no_text}.csv").status == 0
    assert csp("history", "import", f"past{no_text}.csv").status == 0
    assert [merge["note"].rpartition(" ")[2] for merge in csp("merges", "--json").document] == [
        r"past\xff.csv",
        r"sent\xff.db",
    ]
    assert csp("--db", f"sent{no_text}.db", "locate", "--json").document["database"] == f"sent{no_text}.db"


def test_a_folder_is_taken_in_whole_and_a_bad_file_does_not_stop_the_others(csp: Csp, form: bytes) -> None:
    Path("inbox").mkdir()
    came_with("inbox/good.xlsx", form, {"P1-05.notices": 61})
    Path("inbox/older").mkdir()
    came_with("inbox/older/last.xlsx", form, {"P1-05.notices": 7})
    came("inbox/notes.txt", b"Dear all, ...\n")
    came("inbox/blank.xlsx", form)
    came_with("inbox/long.xlsx", form, {"P1-16.rough-sleepers": "x" * 5000})
    looked = csp("merge", "inbox", "--dry-run").out
    assert "blank.xlsx came back with nothing filled in." in looked
    assert "x" * 100 in looked
    assert len(looked) < 1500
    told = csp("merge", "inbox", "--json")
    assert told.status == 3
    assert [(file["file"], file["outcome"]) for file in told.document["files"]] == [
        ("notes.txt", "refused"),
        ("older", "refused"),
        ("blank.xlsx", "merged"),
        ("good.xlsx", "merged"),
        ("long.xlsx", "to_check"),
    ]


def test_a_file_that_is_no_return_is_one_line_and_no_merge(csp: Csp, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear all, ...\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
    for words, named in (
        (["notes.txt"], "notes.txt"),
        (["nowhere.xlsx"], "nowhere.xlsx"),
        (["empty"], "empty"),
        (["other.db"], "other.db cannot be read as a return: other.db is another"),
    ):
        refused = csp("merge", *words)
        assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
        assert named in refused.err
    both = csp("merge", "notes.txt", "nowhere.xlsx", "--json")
    assert both.status == 1
    assert [file["outcome"] for file in both.document["files"]] == ["refused", "refused"]
    assert both.document["merge_id"] is None
    assert csp("merges", "--json").document == []


def test_a_return_for_another_quarter_than_the_one_asked_for_is_to_check(csp: Csp, form: bytes) -> None:
    file = came_with("back.xlsx", form, {"P1-05.notices": 61})
    told = csp("--quarter", "2026-27-Q3", "merge", file, "--json")
    assert (told.status, told.document["files"][0]["outcome"]) == (3, "to_check")
    (waiting,) = csp("to-check", "--json").document
    assert (waiting["reason"], waiting["says"], waiting["quarter"]) == ("other-quarter", "61", "2026-27-Q2")
    assert csp("accept", waiting["file_id"], "--reason", "it came early").status == 0
    assert csp("show", "P1-05", "--json").document["value"] == "61"
    assert csp("to-check", "--json").document == []


def test_how_far_it_is_stands_on_a_terminal_only_and_not_in_the_answer(
    csp: Csp, form: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = came_with("back.xlsx", form, {"P1-05.notices": 61})
    assert csp("merge", file, "--dry-run").err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = csp("merge", file, "--json")
    assert "Read back.xlsx (1 of 1)" in shown.err
    assert shown.err.endswith("\r\x1b[K")
    assert shown.document["merge_id"] is not None


def test_a_row_that_the_plan_does_not_know_is_mapped_by_name(csp: Csp, form: bytes) -> None:
    def type_another_id(workbook: Workbook) -> None:
        cell(workbook[RETURN_GRID.sheet], "P1-16.rough-sleepers", "Figure").value = 4
        cell(workbook[RETURN_GRID.sheet], "P1-16.rough-sleepers", "Measure").value = "P1-99.homeless"

    assert csp("merge", came("back.xlsx", filled(form, type_another_id))).status == 3
    (row,) = csp("to-check", "--json").document
    assert row["reason"] == "unknown-row"
    assert row["measure"].startswith("P1-99.homeless")
    assert f"csp-tui map {row['id']}" in csp("to-check").out
    assert f"To check: {row['message']}" in " ".join(csp("merges").out.split())
    assert csp("accept", row["id"], "--reason", "it is fine").status == 1
    assert csp("map", row["id"], "P1-16").status == 0
    assert csp("show", "P1-16", "--json").document["value"] == "4"
    assert csp("to-check").out == "Nothing is to check.\n"
    assert "accepted since" in csp("merges").out


def test_figures_that_differ_are_shown_side_by_side_and_settled_by_another(csp: Csp) -> None:
    mine = copy_says(csp, "housing.db", "enter", "P1-02", "14")
    theirs = copy_says(csp, "wardens.db", "enter", "P1-02", "11")
    assert csp("merge", mine, theirs).status == 3
    assert "nothing stated" not in csp("show", "P1-02").out.partition("Who said what")[0].splitlines()[-2]
    shown = csp("conflicts").out
    assert all(word in shown for word in ("P1-02.buildings", "14 (", "11 (", "housing", "wardens"))
    (conflict,) = csp("conflicts", "--json").document
    assert csp("--quarter", "2026-27-Q3", "conflicts", "--json").document == []
    promise = ("resolve", conflict["id"], "--blank", "late", "--reason", "both count again", "--date")
    assert "is past: promise the figure for today" in csp(*promise, "1 December 2020").err
    assert re.search(r"promised by 5 December 20\d\d", csp(*promise, "5 December").out)
    assert csp("undo").status == 0
    settled = csp("resolve", conflict["id"][:4], "--value", "12", "--provisional", "--reason", "agreed by telephone")
    assert settled.status == 0
    assert "12 (provisional)" in settled.out
    assert csp("conflicts").out == "No figures differ.\n"


def test_texts_that_differ_are_settled_by_a_side_or_another_text(csp: Csp, form: bytes) -> None:
    for text in ("Fewer than last summer", "As many as ever"):
        packed = with_figures(form, {"P1-05": {"Patterns and context": text}}, COMMENTARY_GRID)
        csp("merge", came(f"{text}.xlsx", packed))
    (conflict,) = csp("conflicts", "--json").document
    assert (conflict["field"], len(conflict["sides"])) == ("patterns", 2)
    assert csp("resolve", conflict["id"], "--value", "12", "--reason", "a figure is no text").status == 1
    settled = csp("resolve", conflict["id"], "--text", "Much as before", "--reason", "both agree", "--json")
    assert (settled.status, settled.document["now"]) == (0, None)
    told = {i["indicator"]: i for i in csp("status", "--json").document["indicators"]}
    assert told["P1-05"]["commentary"][COUNCIL]["patterns"] == "Much as before"


def test_counts_of_different_partners_may_be_added_up(csp: Csp) -> None:
    ours = copy_says(csp, "council.db", "enter", "P1-02", "14")
    fire = copy_says(csp, "fire.db", "settings", "P1-02.buildings.supplier", "KFRS", "enter", "P1-02", "3")
    assert csp("merge", ours, fire).status == 3
    (row,) = csp("to-check", "--json").document
    assert (row["reason"], row["partner"]) == ("not-this-partner", "KFRS")
    csp("accept", row["id"], "--reason", "they look after three of them")
    (conflict,) = csp("conflicts", "--json").document
    settled = csp("resolve", conflict["id"], "--sum", "--reason", "different buildings", "--json")
    assert (settled.status, settled.document["now"]["value"]) == (0, "17")


@pytest.mark.parametrize(
    ("words", "status", "named"),
    [
        (["--take", "A"], 2, "--reason"),
        (["--reason", "why"], 2, "--take"),
        (["--take", "A", "--sum", "--reason", "why"], 2, "--take"),
        (["--take", "A", "--value", "3", "--reason", "why"], 2, "--take"),
        (["--take", "Z", "--reason", "why"], 1, '"Z"'),
        (["--take", "A", "--reason", " "], 1, "reason"),
        (["--sum", "--reason", "why"], 1, "different partners"),
        (["--value", "many", "--reason", "why"], 1, "many"),
    ],
)
def test_a_decision_must_be_one_and_have_a_reason(csp: Csp, words: list[str], status: int, named: str) -> None:
    csp("merge", copy_says(csp, "a.db", "enter", "P1-02", "14"), copy_says(csp, "b.db", "enter", "P1-02", "11"))
    (conflict,) = csp("conflicts", "--json").document
    refused = csp("resolve", conflict["id"], *words)
    assert (refused.status, refused.out) == (status, "")
    assert named in refused.err
    assert csp("conflicts", "--json").document == [conflict]


@pytest.mark.parametrize(
    "words",
    [
        ["undo-merge", "7"],
        ["resolve", "abc", "--take", "A", "--reason", "why"],
        ["accept", "abc", "--reason", "why"],
        ["map", "abc", "P1-16"],
        ["answer", "Q-000000", "because"],
        ["action", "done", "A-000000"],
        ["action", "add", "Patrol", "--owner", "The Moon", "--due", "2026-12-01"],
        ["action", "add", "Patrol", "--owner", "KFRS", "--due", "soon"],
        ["question", "P1-02", " "],
    ],
)
def test_what_there_is_not_is_one_line_that_says_so(csp: Csp, words: list[str]) -> None:
    refused = csp(*words)
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)


def test_what_waits_is_told_by_status_and_by_the_pack(csp: Csp, form: bytes) -> None:
    file = came_with("back.xlsx", form, {"P1-05.notices": "many", "P1-16.rough-sleepers": 4})
    csp("merge", file, copy_says(csp, "housing.db", "enter", "P1-16", "5"))
    told = csp("status").out
    assert "1 received and to check: csp-tui to-check" in told
    assert "Figures differ in 1: csp-tui conflicts" in told
    assert csp("status", "--partner", COUNCIL, "--json").document["totals"]["to_check"] == 1
    assert csp("status", "--partner", "KFRS", "--json").document["totals"]["to_check"] == 0
    waiting = csp("export", "--json").document["waiting"]
    assert "1 of what was received is to check." in waiting
    assert "Figures differ in 1 of 44 indicators." in waiting
    (cell,) = csp("to-check", "--json").document
    assert (cell["reason"], cell["says"]) == ("unreadable-cell", "many")
    csp("enter", "P1-05", "61")
    assert csp("accept", cell["id"], "--reason", "they told me by telephone").status == 0
    assert csp("status", "--json").document["totals"]["to_check"] == 0
    assert csp("show", "P1-05", "--json").document["value"] == "61"


def test_accepting_a_corrected_form_names_the_cells_that_need_no_look_any_more(csp: Csp, form: bytes) -> None:
    csp("merge", came_with("back.xlsx", form, {"P1-05.notices": "many", "P1-16.rough-sleepers": 4}))
    csp("merge", came_with("again.xlsx", form, {"P1-05.notices": 61, "P1-16.rough-sleepers": 5}))
    listed = {one["reason"]: one for one in csp("to-check", "--json").document}
    (accepted,) = csp("accept", listed["corrected-form"]["id"], "--reason", "they rang", "--json").document
    assert accepted == {**listed["corrected-form"], "left_the_list": [listed["unreadable-cell"]]}
    assert csp("to-check", "--json").document == []


def test_what_one_merge_brought_is_told_with_where_it_stands_and_whether_it_counts(csp: Csp, form: bytes) -> None:
    number = csp("merge", came_with("back.xlsx", form, {"P1-05.notices": 61}), "--json").document["merge_id"]
    csp("enter", "P1-05", "60", "--reason", "counted twice")
    (brought,) = csp("merges", str(number), "--json").document
    assert (brought["measure"], brought["says"], brought["stands"]) == ("P1-05.notices", "61", False)
    assert brought["source"].startswith("back.xlsx, Return!")
    assert "replaced" in csp("merges", str(number)).out
    assert csp("merges", "999").status == 1


def test_a_return_that_went_missing_is_told_whether_it_was_of_a_partner_or_of_a_priority(csp: Csp) -> None:
    copy_says(csp, "ann.db", "enter", "P1-05", "61")
    written = [
        csp("--db", "ann.db", "--by", "Ann", "submit", *words, "--json").document["file"]
        for words in (["--partner", COUNCIL], ["--priority", "1"], ["--partner", COUNCIL])
    ]
    for file, missing in zip(written[1:], ("Return 1 of 2 from Ann", "Return 1 of 3 from Medway Council"), strict=True):
        assert f"{missing} was not received." in csp("merge", file, "--json").document["files"][0]["reason"]
    assert csp("merge", written[0], "--json").document["files"][0]["reason"] is None
    in_order = [csp("--db", "other.db", "merge", file, "--json").document["files"][0] for file in written]
    assert [file["reason"] for file in in_order] == [None, None, None]


def test_a_figure_entered_here_and_another_sent_from_elsewhere_differ_and_neither_wins(csp: Csp) -> None:
    csp("--by", "Ann", "enter", "P1-05", "60")
    told = csp("merge", copy_says(csp, "wardens.db", "enter", "P1-05", "61"))
    assert (told.status, "Differs from what was entered by Ann" in " ".join(told.out.split())) == (3, True)
    assert csp("show", "P1-05", "--json").document["value"] is None
    assert csp("--by", "Ann", "undo").status == 0
    assert csp("show", "P1-05", "--json").document["value"] == "61"
