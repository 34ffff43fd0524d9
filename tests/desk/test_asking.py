"""Questions and their answers stay with the figure; actions stay open until they are done."""

from __future__ import annotations

import pytest

from csp_tui.desk import asking, entering
from csp_tui.desk.asking import AskingError
from csp_tui.desk.contacts import keep_contact
from csp_tui.desk.opening import Desk
from csp_tui.desk.previewing import preview
from csp_tui.desk.reading import open_book
from csp_tui.domain.dates import DateError
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import PlanError
from csp_tui.domain.quarters import Quarter
from tests.merge.building import figure

Q2 = Quarter.parse("2026-27-Q2")


def test_an_answer_stays_with_its_question_and_is_seen_a_quarter_later(desk: Desk) -> None:
    asked = asking.ask(desk, Q2, desk.plan.measure("P1-01"), None, "Why more\nthan in spring?")
    assert "Why more" in asked.mail
    asking.answer(desk, Q2.next, asked.reference.upper(), "A warm summer.")
    (found,) = asking.questions(desk, Q2.next)
    assert found.answer == "A warm summer."
    assert found.answered_by == "Ann"
    assert found.quarter == Q2
    assert asking.questions(desk, Q2.previous) == ()


def test_a_figure_that_comes_after_a_question_about_it_is_told_beside_the_question(desk: Desk) -> None:
    fires = desk.plan.measure("P1-01.fires")
    entering.enter(desk, open_book(desk, Q2), fires, None, Entry(value="3"))
    asked = asking.ask(desk, Q2, fires, None, "Is it 3?")
    assert asking.stated_since(desk, asked) is None
    entering.enter(desk, open_book(desk, Q2), fires, None, Entry(value="4"))
    assert asking.stated_since(desk, asked) == figure(4)
    told = preview(desk, Q2).waiting
    assert "A figure came since it was asked about: P1-01.fires; close its question if that answers it." in told


def test_a_question_is_addressed_to_all_who_supply_its_row(desk: Desk) -> None:
    council = "Medway Council"
    for name in ("Dai Evans", "Priya Nair"):
        keep_contact(desk, {"name": name, "email": f"{name[:3]}@example.org", "partner": council, "rows": "P1-02"})
    asked = asking.ask(desk, Q2, desk.plan.measure("P1-02"), council, "Which is right?")
    assert asking.questions(desk, Q2)[0].mail == asked.mail
    assert asked.mail.startswith("To: Dai@example.org, Pri@example.org\n")
    assert "Dear Dai Evans and Priya Nair," in asked.mail


def test_the_same_question_of_two_partners_is_two_questions(desk: Desk) -> None:
    references = {
        asking.ask(desk, Q2, desk.plan.measure(m), None, "Why?").reference for m in ("P1-01.total", "P1-01.fires")
    }
    assert len(references) == len(asking.questions(desk, Q2)) == 2


def test_the_same_question_asked_twice_is_one_and_the_second_names_it(desk: Desk) -> None:
    fires = desk.plan.measure("P1-01.fires")
    asked = asking.ask(desk, Q2, fires, None, "Why so few?")
    with pytest.raises(
        AskingError, match=f"asked about P1-01.fires already, as {asked.reference}, by Ann. Nothing was"
    ):
        asking.ask(desk, Q2, fires, None, "Why  so few?\n")
    asking.answer(desk, Q2, asked.reference, "A wet summer.")
    with pytest.raises(AskingError, match='and answered by Ann: "A wet summer'):
        asking.ask(desk, Q2, fires, None, "why so few?")
    assert [one.reference for one in asking.questions(desk, Q2)] == [asked.reference]
    asking.ask(desk, Q2.next, fires, None, "Why so few?")


def test_a_question_can_be_undone(desk: Desk) -> None:
    asking.ask(desk, Q2, desk.plan.measure("P1-01"), None, "Why?")
    entering.undo(desk)
    assert asking.questions(desk, Q2) == ()


def test_an_action_is_open_until_it_is_done(desk: Desk) -> None:
    later = asking.add_action(desk, "Write a plan.", "Police", "2026-12-15")
    first = asking.add_action(desk, "Check the data.", "KFRS", "2026-12-01")
    assert [a.reference for a in asking.actions(desk, done=False)] == [first.reference, later.reference]
    assert asking.finish_action(desk, first.reference).done == desk.today
    assert [a.reference for a in asking.actions(desk, done=False)] == [later.reference]
    assert len(asking.actions(desk)) == 2


def test_what_cannot_be_kept_is_refused_with_what_to_do(desk: Desk) -> None:
    with pytest.raises(AskingError, match="There is no question"):
        asking.answer(desk, Q2, "Q-nothing", "Because.")
    with pytest.raises(AskingError, match="There is no action"):
        asking.finish_action(desk, "A-nothing")
    with pytest.raises(DateError, match="is not a date"):
        asking.add_action(desk, "Do it.", "KFRS", "soon")
    with pytest.raises(AskingError, match="no words"):
        asking.ask(desk, Q2, desk.plan.measure("P1-01"), None, "  ")
    with pytest.raises(PlanError):
        asking.add_action(desk, "Do it.", "Nobody", "2026-12-01")
    with pytest.raises(AskingError, match="The meeting of 1 February 2027 is still to come"):
        asking.add_action(desk, "Do it.", "KFRS", "2027-03-01", "2027-02-01")
    with pytest.raises(AskingError, match="Due 1 February 2026, before the meeting of 12 November 2026"):
        asking.add_action(desk, "Do it.", "KFRS", "2026-02-01", "2026-11-12")
