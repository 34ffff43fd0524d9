"""What is said stays said, is read again, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk import entering
from csp_tui.desk.entering import EnteringError
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.overtaken import OvertakenError
from csp_tui.desk.reading import digest, open_book, queries, status, story
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.commentary import TextError
from csp_tui.domain.entries import Entry, EntryError
from csp_tui.domain.measures import PlanError
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Rating, State
from tests.desk.conftest import TODAY

Q2 = Quarter.parse("2026-27-Q2")


def enter(desk: Desk, measure: str, partner: str | None = None, quarter: Quarter = Q2, **typed: str) -> None:
    book = open_book(desk, quarter)
    entering.enter(desk, book, desk.plan.measure(measure), partner, Entry(**typed))  # type: ignore[arg-type]


def test_every_use_case_returns_the_book_that_reading_again_gives(desk: Desk) -> None:
    book = open_book(desk, Q2)
    plan = desk.plan
    book = entering.enter(desk, book, plan.measure("P3-05"), None, Entry(value="1,390"))
    book = entering.comment(
        desk, book, plan.indicator("P3-05"), None, {"patterns": "More referrals.", "action": "Hire."}
    )
    book = entering.figure(desk, book, plan.indicator("P3-02"), None, "Warrants", "31", "26")
    book = entering.headline(desk, book, 3, "A steady quarter.", "Director of Public Health")
    book = entering.judge(desk, book, plan.measure("P3-05"), None, Rating.GREEN, "Capacity is contracted.")
    book = entering.explain(desk, book, plan.measure("P3-05"), None, "repeated", "Checked with the provider.")
    again = open_book(desk, Q2)
    assert again.figures == book.figures
    assert again.commentary == book.commentary
    assert again.other_figures == book.other_figures
    assert again.headlines == book.headlines
    assert again.judgements == book.judgements
    assert again.explanations == book.explanations


def test_what_was_entered_is_there_after_a_restart_and_undo_reaches_back_over_it(database: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        enter(desk, "P3-05", value="1,390")
        enter(desk, "P3-05", value="1,400")
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        measure = desk.plan.measure("P3-05")
        stated = open_book(desk, Q2).stated(measure, "Public Health")
        assert stated is not None
        assert str(stated.statement.value) == "1,400"
        undone = entering.undo(desk)
        assert undone is not None
        assert "P3-05.adults for Q2 2026-27" in undone.sentence
        stated = open_book(desk, Q2).stated(measure, "Public Health")
        assert stated is not None
        assert str(stated.statement.value) == "1,390"
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        entering.redo(desk)
        stated = open_book(desk, Q2).stated(measure, "Public Health")
        assert stated is not None
        assert str(stated.statement.value) == "1,400"


def test_undo_takes_back_only_what_this_user_said(database: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        enter(desk, "P3-05", value="1390")
    with open_desk(str(database), by="Bob", today=TODAY) as desk:
        assert entering.undo(desk) is None


@pytest.mark.parametrize("typed", ["-3", "1,20", "NaN", "1e400", "12345678901234567890", "about", "", "63 approx"])
def test_a_refused_value_changes_nothing(desk: Desk, typed: str) -> None:
    before = digest(desk)
    with pytest.raises(EntryError):
        enter(desk, "P3-05", value=typed)
    assert digest(desk) == before


def test_a_partner_that_does_not_supply_a_figure_is_refused_and_told_what_it_can_do(desk: Desk) -> None:
    with pytest.raises(EnteringError, match=r"Medway Council does\. Kent Police can comment on P1-02\."):
        enter(desk, "P1-02", "Kent Police", value="14")


def test_a_quarter_outside_the_plan_is_refused(desk: Desk) -> None:
    with pytest.raises(PlanError, match="outside the 2026-27 plan"):
        enter(desk, "P3-05", quarter=Quarter.parse("2025-26-Q4"), value="14")


def test_stating_again_keeps_the_fields_that_are_not_given(desk: Desk) -> None:
    enter(desk, "P1-01", "Kent Police", rolling_year="5,208", change="+406", period_to="2026-08-31")
    enter(desk, "P1-01", "Kent Police", value="1,466")
    stated = open_book(desk, Q2).stated(desk.plan.measure("P1-01"), "Kent Police")
    assert stated is not None
    assert str(stated.statement.rolling_year) == "5,208"
    assert str(stated.statement.value) == "1,466"


def test_a_judgement_stands_beside_the_rating_and_lapses_when_the_figure_changes(desk: Desk) -> None:
    enter(desk, "P3-05", value="1,390")
    measure = desk.plan.measure("P3-05")
    book = entering.judge(desk, open_book(desk, Q2), measure, None, Rating.GREEN, "Contracted.")
    judged = assess_measure(book, measure)
    assert (judged.rating, judged.judgement and judged.judgement.rating) == (Rating.AMBER, Rating.GREEN)
    enter(desk, "P3-05", value="1,391")
    assert assess_measure(open_book(desk, Q2), measure).judgement is None


def test_a_judgement_needs_a_reason_and_a_figure(desk: Desk) -> None:
    measure = desk.plan.measure("P3-05")
    with pytest.raises(EnteringError, match="nothing to judge"):
        entering.judge(desk, open_book(desk, Q2), measure, None, Rating.GREEN, "Why not")
    enter(desk, "P3-05", value="1,390")
    with pytest.raises(EnteringError, match="a reason is kept"):
        entering.judge(desk, open_book(desk, Q2), measure, None, Rating.GREEN, "  ")


def test_an_explanation_answers_a_query_until_the_figure_changes(desk: Desk) -> None:
    enter(desk, "P3-07", value="0.63")
    found = {q.code: q for q in queries(desk, Q2)}
    assert found["fraction-percentage"].explained is None
    measure = desk.plan.measure("P3-07")
    entering.explain(desk, open_book(desk, Q2), measure, None, "fraction-percentage", "It is that low.")
    assert {q.code: q.explained for q in queries(desk, Q2)}["fraction-percentage"] == "It is that low."
    enter(desk, "P3-07", value="0.64")
    assert {q.code: q.explained for q in queries(desk, Q2)}["fraction-percentage"] is None


def test_what_others_stored_meanwhile_is_not_replaced_before_it_was_seen(desk: Desk, database: Path) -> None:
    enter(desk, "P3-05", value="1,390")
    book, measure, indicator = open_book(desk, Q2), desk.plan.measure("P3-05"), desk.plan.indicator("P3-05")
    with open_desk(str(database), by="Bob", today=TODAY) as other:
        enter(other, "P3-05", value="1,400")
        entering.comment(other, open_book(other, Q2), indicator, None, {"action": "Hire."})
        entering.headline(other, open_book(other, Q2), 3, "A steady quarter.")
        entering.figure(other, open_book(other, Q2), indicator, None, "Warrants", "31", "26")
    with pytest.raises(OvertakenError, match=r"stored 1,400 .* for 2026-27-Q2 meanwhile; enter it once more"):
        entering.enter(desk, book, measure, None, Entry(value="1410"))
    with pytest.raises(OvertakenError, match="stored 1,400"):
        entering.withdraw(desk, book, measure, None)
    with pytest.raises(OvertakenError, match=r'stored "Hire\."'):
        entering.comment(desk, book, indicator, None, {"action": "Wait."})
    with pytest.raises(OvertakenError, match=r'stored "A steady quarter\."'):
        entering.headline(desk, book, 3, "A bad quarter.")
    with pytest.raises(OvertakenError, match='stored "31"'):
        entering.figure(desk, book, indicator, None, "Warrants", "32")
    entering.figure(desk, open_book(desk, Q2), indicator, None, "Warrants", "32", "26")
    enter(desk, "P3-05", value="1,390")
    book = open_book(desk, Q2)
    with open_desk(str(database), by="Bob", today=TODAY) as other:
        entering.judge(other, book, measure, None, Rating.AMBER, "a backlog")
        entering.explain(other, book, measure, None, "repeated", "Checked.")
    with pytest.raises(OvertakenError, match='stored "amber, because a backlog"'):
        entering.judge(desk, book, measure, None, Rating.GREEN, "all is well")
    with pytest.raises(OvertakenError, match=r'stored "Checked\."'):
        entering.explain(desk, book, measure, None, "repeated", "Not looked at.")
    book = entering.judge(desk, open_book(desk, Q2), measure, None, Rating.GREEN, "all is well")
    book = entering.explain(desk, book, measure, None, "repeated", "Looked at.")
    book = entering.explain(desk, entering.judge(desk, book, measure, None, None, ""), measure, None, "repeated", "")
    assert (book.judgements, book.explanations) == ({}, {})
    enter(desk, "P3-05", value="1,400")
    entering.enter(desk, book, measure, None, Entry(value="1400"))  # the same may be said unseen
    enter(desk, "P3-05", value="1410")
    assert str(open_book(desk, Q2).stated(measure, "Public Health").statement.value) == "1,410"  # type: ignore[union-attr]
    book = open_book(desk, Q2)
    with open_desk(str(database), by="Bob", today=TODAY) as other:
        entering.withdraw(other, open_book(other, Q2), measure, None)
    with pytest.raises(OvertakenError, match="took back meanwhile what stood of P3-05"):
        entering.enter(desk, book, measure, None, Entry(value="1420"))


def test_nothing_is_said_of_a_figure_that_is_another_by_now(desk: Desk, database: Path) -> None:
    """Stored all the same it would lapse at once, and whoever said it would not be told."""
    enter(desk, "P3-05", value="1,390")
    measure = desk.plan.measure("P3-05")
    for now, told in (("1,400", "it is 1,400 now"), (None, "nothing is stated of it now")):
        book = open_book(desk, Q2)
        with open_desk(str(database), by="Bob", today=TODAY) as other:
            if now is None:
                entering.withdraw(other, open_book(other, Q2), measure, None)
            else:
                enter(other, "P3-05", value=now)
        with pytest.raises(OvertakenError, match=f"changed P3-05.adults for 2026-27-Q2 meanwhile: {told}"):
            entering.judge(desk, book, measure, None, Rating.GREEN, "all is well")
        with pytest.raises(OvertakenError, match=told):
            entering.explain(desk, book, measure, None, "repeated", "Looked at.")
        after = open_book(desk, Q2)
        assert (after.judgements, after.explanations) == ({}, {})


def test_commentary_makes_a_report_row_received_and_taking_it_back_makes_it_awaited(desk: Desk) -> None:
    row = desk.plan.indicator("P2-02")
    entering.comment(desk, open_book(desk, Q2), row, None, {"patterns": "None of note."})
    assert {i.indicator.code: i.state for i in status(desk, Q2).indicators}["P2-02"] is State.RECEIVED
    entering.comment(desk, open_book(desk, Q2), row, None, {"patterns": ""})
    assert {i.indicator.code: i.state for i in status(desk, Q2).indicators}["P2-02"] is State.AWAITED


def test_nothing_to_report_is_an_answer_on_a_report_row_only(desk: Desk) -> None:
    book = open_book(desk, Q2)
    entering.nothing_to_report(desk, book, desk.plan.indicator("P2-02"), None)
    assert {i.indicator.code: i.state for i in status(desk, Q2).indicators}["P2-02"] is State.RECEIVED
    with pytest.raises(EnteringError, match="asks for figures"):
        entering.nothing_to_report(desk, book, desk.plan.indicator("P3-05"), None)


def test_commentary_is_kept_as_typed_without_control_characters(desk: Desk) -> None:
    row = desk.plan.indicator("P2-02")
    typed = "[red]Op Vigilant[/] \x1b[31m=SUM(A1) \u202eabc\r\nsecond line"
    entering.comment(desk, open_book(desk, Q2), row, None, {"patterns": typed})
    kept = open_book(desk, Q2).commentary[row.uid, Q2, "Kent Police"]["patterns"]
    assert kept == "[red]Op Vigilant[/] [31m=SUM(A1) abc\nsecond line"


def test_a_text_that_no_cell_of_a_workbook_holds_is_refused_before_it_is_cut(desk: Desk) -> None:
    row = desk.plan.indicator("P2-02")
    with pytest.raises(TextError, match="32,767"):
        entering.comment(desk, open_book(desk, Q2), row, None, {"patterns": "x" * 32_768})


def test_withdrawing_makes_a_figure_awaited_again(desk: Desk) -> None:
    enter(desk, "P3-05", value="1,390")
    measure = desk.plan.measure("P3-05")
    book = entering.withdraw(desk, open_book(desk, Q2), measure, None)
    assert assess_measure(book, measure).state is State.AWAITED
    assert assess_measure(open_book(desk, Q2), measure).state is State.AWAITED
    with pytest.raises(EnteringError, match="nothing to withdraw"):
        entering.withdraw(desk, book, measure, None)


def test_a_break_stops_the_rating_across_it_and_its_sentence_says_why(desk: Desk) -> None:
    enter(desk, "P1-01", "Kent Police", rolling_year="5,208", change="+406", period_to="2026-08-31")
    measure = desk.plan.measure("P1-01")
    assert assess_measure(open_book(desk, Q2), measure).rating is Rating.RED
    entering.mark_break(desk, measure, Quarter.parse("2025-26-Q2"), "ASB recorded differently")
    found = assess_measure(open_book(desk, Q2), measure)
    assert found.rating is Rating.NOT_RATED
    assert "ASB recorded differently" in found.reason
    assert "shown for information" in found.reason


def test_a_story_tells_who_said_what_when_and_what_was_undone(desk: Desk) -> None:
    enter(desk, "P3-05", value="1,390")
    enter(desk, "P3-05", value="1,400")
    entering.undo(desk)
    told = story(desk, Q2, desk.plan.measure("P3-05")).said
    assert [(str(s.statement.value), s.counts, s.undone) for s in told if s.statement] == [
        ("1,390", True, False),
        ("1,400", False, True),
    ]
    assert {s.by for s in told} == {"Ann"}


def test_two_who_state_the_same_in_another_order_have_the_same_digest(tmp_path: Path) -> None:
    digests = set()
    for order in (("P3-05", "P3-06"), ("P3-06", "P3-05")):
        with open_desk(str(tmp_path / f"{order[0]}.db"), by="Ann", today=TODAY) as desk:
            for measure in order:
                enter(desk, measure, value="95")
            digests.add(digest(desk))
    assert len(digests) == 1


def test_several_figures_are_one_step_and_undone_together(desk: Desk) -> None:
    plan = desk.plan
    entries = [
        (plan.measure("P3-05"), "Public Health", Entry(value="1,390")),
        (plan.measure("P3-06"), "Public Health", Entry(value="95")),
        (plan.measure("P1-01.fires"), "KFRS", Entry(blank="late", date="2026-11-30")),
    ]
    before = digest(desk)
    book = entering.enter_many(desk, open_book(desk, Q2), entries, "3 figures pasted for Q2 2026-27")
    assert open_book(desk, Q2).figures == book.figures
    assert len(desk.store.steps(desk.partnership)) == 1
    undone = entering.undo(desk)
    assert undone is not None
    assert undone.sentence == "Undone: 3 figures pasted for Q2 2026-27: P1-01.fires, P3-05.adults, P3-06.under-18s."
    assert digest(desk) == before


def test_of_several_figures_none_is_stored_where_one_is_refused(desk: Desk) -> None:
    plan = desk.plan
    entries = [
        (plan.measure("P3-05"), "Public Health", Entry(value="1,390")),
        (plan.measure("P3-06"), "Public Health", Entry(value="9,5")),
    ]
    with pytest.raises(EntryError, match=r"P3-06\.under-18s: .*9,5.* Nothing was stored of any\.") as refused:
        entering.enter_many(desk, open_book(desk, Q2), entries, "2 figures pasted")
    assert refused.value.field == "value"
    assert open_book(desk, Q2).figures == {}


def test_of_several_figures_those_that_stand_so_already_are_not_said_again(desk: Desk) -> None:
    enter(desk, "P3-05", value="1,390")
    plan = desk.plan
    entries = [(plan.measure("P3-05"), "Public Health", Entry(value="1390"))]
    book = open_book(desk, Q2)
    assert entering.enter_many(desk, book, entries, "1 figure pasted").figures == book.figures
    assert len(desk.store.steps(desk.partnership)) == 1
