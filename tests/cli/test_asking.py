"""Questions, actions and letters by command."""

from __future__ import annotations

from tests.cli.conftest import Csp


def test_a_question_stays_with_its_figure_and_so_does_its_answer(csp: Csp) -> None:
    assert csp("questions").out == "Nothing has been asked.\n"
    asked = csp("question", "P1-02", "Which street is new?", "--json").document
    assert (asked["measure"], asked["partner"], asked["answer"]) == ("P1-02.buildings", "Medway Council", None)
    assert asked["mail"].startswith("To: Medway Council (no e-mail address on record)\nSubject: P1-02.buildings")
    assert f"csp-tui answer {asked['id']}" in csp("questions").out
    csp("--by", "Housing", "answer", asked["id"].lower(), "Luton Road")
    (answered,) = csp("questions", "--json").document
    assert (answered["answer"], answered["answered_by"]) == ("Luton Road", "Housing")
    assert "Luton Road (Housing)" in csp("questions").out
    needless = csp("question", "P1-05", "Are these all?", "--json").document
    csp("answer", needless["id"], "It was settled by 'phone", "--close")
    assert "Closed, as it needs no answer any more: It was settled" in csp("questions").out
    assert "Not answered yet" not in csp("questions").out


def test_a_question_is_printed_as_an_email_to_copy(csp: Csp) -> None:
    csp("contacts", "add", "Jo Brook", "--partner", "Kent Police", "--email", "jo@example.org", "--rows", "P1-01")
    told = csp("--by", "Ann", "question", "P1-01", "Why so many in August?").out
    assert "\nTo: jo@example.org\n" in told
    assert "\nDear Jo Brook,\n" in told
    assert csp("questions", "--json").document[0]["mail"] in told
    assert "\nSubject: P1-01.total, Q2 2026-27: a question\n" in told
    assert "\nWhy so many in August?\n" in told
    assert "\nAnn\n" in told


def test_an_action_is_listed_by_its_date_until_it_is_done(csp: Csp) -> None:
    assert csp("actions").out == "There are no actions.\n"
    later = csp("action", "add", "Map the estates", "--owner", "KFRS", "--due", "2027-01-15", "--json").document
    csp("action", "add", "Patrol", "--owner", "Kent Police", "--due", "2025-12-01", "--meeting", "20 November 2025")
    assert "Patrol (decided on" in csp("actions").out
    listed = csp("actions", "--json").document
    assert [(action["text"], action["due"]) for action in listed] == [
        ("Patrol", "2025-12-01"),
        ("Map the estates", "2027-01-15"),
    ]
    assert csp("action", "done", later["id"]).status == 0
    assert [action["done"] is None for action in csp("actions", "--json").document] == [True, False]
    told = csp("actions").out
    assert "Kent Police, due 1 December 2025, late: Patrol" in told
    assert "KFRS, done " in told


def test_letters_name_what_is_awaited_and_leave_out_what_is_in(csp: Csp) -> None:
    csp("enter", "P3-05", "1,416")
    csp("settings", "due.2026-27-Q2", "2026-10-20")
    letter = {one["partner"]: one for one in csp("chase", "--json").document}["Public Health"]
    assert letter["measures"] == ["P3-06.under-18s", "P3-07.continuity"]
    assert letter["contact"] is None
    assert "20 October 2026" in letter["text"]
    assert letter["text"] in csp("chase").out
