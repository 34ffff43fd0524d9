"""What members will ask of a pack, from what is stored: revisions, questions and actions of the meetings before."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk.asking import add_action, answer, ask, finish_action
from csp_tui.desk.entering import enter
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.history import import_history
from csp_tui.desk.issuing import issue, reopen
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.members import Asking
from csp_tui.domain.quarters import Quarter

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def say(desk: Desk, quarter: Quarter, measure: str, value: str, reason: str | None = None) -> None:
    enter(desk, open_book(desk, quarter), desk.plan.measure(measure), None, Entry(value=value, reason=reason))


def asked(desk: Desk, folder: Path) -> dict[Asking, str]:
    return {question.code: question.sentence for question in export_pack(desk, Q2, folder).asked}


def test_nothing_is_asked_of_a_first_quarter_that_is_well(desk: Desk, folder: Path) -> None:
    say(desk, Q2, "P3-05", "1420")
    assert asked(desk, folder) == {}


def test_a_figure_that_an_issued_pack_told_otherwise_is_asked_about_with_its_reason(desk: Desk, folder: Path) -> None:
    say(desk, Q1, "P1-05", "412")
    issue(desk, Q1, folder)
    reopen(desk, Q1, "Recorded late")
    say(desk, Q1, "P1-05", "419", "Recorded late")
    say(desk, Q2, "P1-05", "400")
    (question,) = export_pack(desk, Q2, folder).asked
    assert question.code is Asking.FIGURE_CHANGED
    assert "the last pack told 412 for Q1 2026-27; now it is 419" in question.sentence
    assert question.known == "Recorded late"


def test_what_was_asked_last_time_is_asked_again_until_it_is_answered(desk: Desk, folder: Path) -> None:
    say(desk, Q2, "P3-05", "1420")
    question = ask(desk, Q1, desk.plan.measure("P1-02"), None, "Which street is new?")
    ask(desk, Q2, desk.plan.measure("P1-02"), None, "Is this right?")
    found = asked(desk, folder)
    assert list(found) == [Asking.NOT_ANSWERED]
    assert "Which street is new?" in found[Asking.NOT_ANSWERED]
    answer(desk, Q2, question.reference, "Luton Road")
    assert asked(desk, folder) == {}


def test_an_action_is_asked_about_once_its_day_has_passed_until_it_is_done(desk: Desk, folder: Path) -> None:
    say(desk, Q2, "P3-05", "1420")
    add_action(desk, "Map the estates", "KFRS", "2026-11-21")
    late = add_action(desk, "Patrol", "Kent Police", "2026-11-20")
    assert "Patrol" in asked(desk, folder)[Asking.ACTION_OVERDUE]
    finish_action(desk, late.reference)
    assert asked(desk, folder) == {}


def test_a_benchmark_missed_in_the_last_plan_s_quarter_too_is_missed_three_times(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    say(desk, Q1, "P3-05", "900")
    say(desk, Q2, "P3-05", "900")
    assert Asking.MISSED_THREE_TIMES not in asked(desk, folder)
    past = tmp_path / "past.csv"
    past.write_text("measure,quarter,value\nP3-05,2025-26-Q4,900\n")
    import_history(desk, past)
    assert "(red, red, red)" in asked(desk, folder)[Asking.MISSED_THREE_TIMES]
