"""What later packs tell of what issued ones told: received after issue, revised, withdrawn; rules that changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from csp_tui.desk import asking, deliverables, entering
from csp_tui.desk.accepting import accept, to_check
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.deciding import conflicts, resolve
from csp_tui.desk.issuing import issue, packs, reopen
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, day_of, now
from csp_tui.desk.reading import open_book, status
from csp_tui.domain.results import Rating
from csp_tui.packs.content import ChangeKind, ChangeTold
from tests.desk.conftest import TODAY
from tests.desk.quarters import Q1, Q2, Q3, TOTAL, a_red_quarter, enter, import_older, send_in, told, total_of
from tests.merge.building import FIRES, item, program

pytestmark = pytest.mark.usefixtures("undrawn")


def test_the_next_pack_uses_the_new_band_and_says_so(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    change_setting(desk, f"{TOTAL}.band", "10")
    a_red_quarter(desk, Q3)
    content = told(desk, Q3)
    assert content.rules_changed == ("P1-01.total: amber band 10%, 5% in the last pack",)
    assert total_of(desk, Q3).rating is Rating.AMBER
    assert content.previous is not None
    assert content.previous.totals.red == 1
    issue(desk, Q3, tmp_path)
    assert told(desk, Q3.next).rules_changed == ()


def only(changes: tuple[ChangeTold, ...]) -> ChangeTold:
    assert len(changes) == 1
    return changes[0]


def test_what_is_accepted_as_late_leads_to_a_second_issue(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    first = issue(desk, Q2, tmp_path)
    merge(desk, [program(item(FIRES, 71))])
    assert told(desk, Q2).to_check
    assert told(desk, Q2).changes == ()
    send_in(desk, 71)
    assert total_of(desk, Q2, FIRES).statement is not None
    second = issue(desk, Q2, tmp_path)
    assert second.pack == "2026-27-Q2-2"
    replaced, replacing = packs(desk)
    assert (replaced.replaced_by, replacing.pack.replaces, replacing.closes) == (second.pack, first.pack, True)
    assert replacing.pack.because == "1 figure revised."


def test_changes_keep_what_came_late_apart_from_what_was_revised(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    send_in(desk, 71)
    revised = only(told(desk, Q3).changes)
    assert (revised.kind, revised.measure.id, revised.partner, revised.quarter) == (
        ChangeKind.REVISED,
        FIRES,
        "KFRS",
        Q2,
    )
    assert revised.told is not None
    assert revised.told.value is not None
    assert revised.told.value.number == 66
    assert revised.now is not None
    assert revised.now.value is not None
    assert revised.now.value.number == 71
    assert (revised.why, revised.pack) == ("KFRS counted again", "2026-27-Q2-1")


def test_what_is_accepted_late_counts_though_another_had_stated_it(desk: Desk, tmp_path: Path) -> None:
    merge(desk, [program(item(FIRES, 66), sender="a")])
    issue(desk, Q2, tmp_path)
    for number, sender in ((71, "b"), (72, "c")):
        send_in(desk, number, sender=sender)
        statement = total_of(desk, Q2, FIRES).statement
        assert statement is not None
        assert statement.value is not None
        assert statement.value.number == number
    assert conflicts(desk, Q2) == ()


def test_what_was_awaited_is_received_after_issue(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    send_in(desk, 66)
    late = only(told(desk, Q3).changes)
    assert (late.kind, late.told, late.measure.id) == (ChangeKind.RECEIVED_AFTER_ISSUE, None, FIRES)


def test_a_figure_that_was_withdrawn_or_undone_after_issue_is_told(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    reopen(desk, Q2, "Fires were counted twice")
    entering.undo(desk)  # the fires are gone as if never said
    undone = only(told(desk, Q3).changes)
    assert (undone.kind, undone.now, undone.why) == (ChangeKind.WITHDRAWN, None, "Fires were counted twice")
    entering.withdraw(desk, open_book(desk, Q2), desk.plan.measure(TOTAL), "Kent Police", "wrong area")
    assert {(c.measure.id, c.why) for c in told(desk, Q3).changes} == {
        (TOTAL, "wrong area"),
        (FIRES, "Fires were counted twice"),
    }


def test_a_pack_that_replaces_one_says_why_the_quarter_was_opened_again(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    reopen(desk, Q2, "Police sent corrected figures")
    enter(desk, Q2, rolling_year="5,100")
    issue(desk, Q2, tmp_path)
    first, second = packs(desk)
    assert first.reopened is not None
    assert first.reopened.reason == "Police sent corrected figures"
    assert second.pack.because == "Police sent corrected figures"
    assert second.reopened is None
    assert [c.kind for c in told(desk, Q3).changes] == []  # the second pack has told it


def test_figures_revised_since_the_last_pack_are_one_question_an_extraction(desk: Desk, tmp_path: Path) -> None:
    for measure, number in (("P1-03", "610"), ("P2-01", "20"), ("P3-01", "30")):
        enter(desk, Q1, measure, value=number)
    a_red_quarter(desk, Q1)
    issue(desk, Q1, tmp_path)
    reopen(desk, Q1, "A new extraction")
    for measure, number in (("P1-03", "620"), ("P2-01", "21"), ("P3-01", "33")):
        enter(desk, Q1, measure, value=number, extracted="2026-09-30")
    queries = [q for i in status(desk, Q2).indicators for m in i.measures for q in m.queries if q.code == "revised"]
    assert [q.id for q in queries] == ["P1-03.patrols/revised"]
    assert "3 figures" in queries[0].message
    assert "was 610, is 620" in queries[0].message
    entering.explain(desk, open_book(desk, Q2), desk.plan.measure("P1-03"), None, "revised", "A later extraction")
    queries = [q for i in status(desk, Q2).indicators for m in i.measures for q in m.queries if q.code == "revised"]
    assert [q.explained for q in queries] == ["A later extraction"]
    issue(desk, Q2, tmp_path)
    assert [q for i in status(desk, Q3).indicators for m in i.measures for q in m.queries if q.code == "revised"] == []


def test_a_break_that_is_marked_or_unmarked_since_the_last_pack_is_told(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    entering.mark_break(desk, desk.plan.measure(TOTAL), Q3, "recorded by the new system")
    assert told(desk, Q3).rules_changed == (
        "P1-01.total: a break is marked from Q3 2026-27: recorded by the new system",
    )
    a_red_quarter(desk, Q3)
    issue(desk, Q3, tmp_path)
    entering.mark_break(desk, desk.plan.measure(TOTAL), Q3, "")
    assert told(desk, Q3.next).rules_changed == ("P1-01.total: the break in Q3 2026-27 is unmarked",)


def test_a_history_that_is_restated_is_told_though_no_pack_of_it_was_issued(desk: Desk, tmp_path: Path) -> None:
    import_older(desk, "4802")
    enter(desk, Q2, rolling_year="5,208")
    issue(desk, Q2, tmp_path)
    import_older(desk, "4900")
    change = only(told(desk, Q3).changes)
    assert (change.kind, change.quarter, change.pack) == (ChangeKind.REVISED, Q2.same_last_year, "2026-27-Q2-1")


def test_what_a_pack_tells_beside_its_figures_is_gathered(desk: Desk, tmp_path: Path) -> None:
    first = asking.add_action(desk, "Review the cameras", "KFRS", "2026-12-01")
    change_setting(desk, "meeting.2026-27-Q2", "2026-12-10")
    deliverables.note(desk, Q1, desk.plan.deliverables[0].id, "Begun")
    merge(desk, [program(item(FIRES, 66), sender="a"), program(item(FIRES, 71), sender="b")])
    content = told(desk, Q2)
    assert [(action.reference, action.done) for action in content.actions] == [(first.reference, None)]
    assert [(note.quarter, note.text) for note in content.deliverables] == [(Q1, "Begun")]
    assert content.meeting == date(2026, 12, 10)
    (differs,) = content.differing
    assert differs.measure is not None
    assert (differs.indicator, differs.measure.id, len(differs.sides)) == ("P1-01", FIRES, 2)
    asking.finish_action(desk, first.reference)
    assert [action.done for action in told(desk, Q2).actions] == [TODAY]


def say_late(desk: Desk, words: str, field: str = "patterns") -> None:
    """Commentary for the closed quarter arrives and is accepted as late."""
    about = replace(item(FIRES, 0).subject, about=desk.plan.indicator("P1-01").uid, partner="KFRS", field=field)
    merge(desk, [program(replace(item(FIRES, 0), subject=about, content=words), sender=words)])
    for one in to_check(desk, Q2):
        accept(desk, one.id, "KFRS wrote after the meeting")


def test_commentary_that_comes_after_the_issue_is_told_and_leads_to_a_second_issue(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    say_late(desk, "Fewer bins burnt.")
    say_late(desk, "Letters to landlords.", "action")
    (late,) = told(desk, Q3).texts_changed
    assert (late.about, late.partner, late.quarter, late.kind) == ("P1-01", "KFRS", Q2, ChangeKind.RECEIVED_AFTER_ISSUE)
    assert set(late.what) == {"Patterns and context", "Action"}
    assert (late.why, late.pack) == ("KFRS wrote after the meeting", "2026-27-Q2-1")
    issue(desk, Q2, tmp_path)
    assert packs(desk)[-1].pack.because == "2 texts received after issue."
    assert told(desk, Q3).texts_changed == ()


def test_texts_that_were_changed_or_taken_out_of_a_reopened_quarter_are_told(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    entering.headline(desk, open_book(desk, Q2), 1, "A quiet quarter")
    deliverables.note(desk, Q2, desk.plan.deliverables[0].id, "Begun")
    issue(desk, Q2, tmp_path)
    assert told(desk, Q2).texts_changed == ()
    reopen(desk, Q2, "The lead had not agreed")
    entering.headline(desk, open_book(desk, Q2), 1, "A loud quarter")
    deliverables.note(desk, Q2, desk.plan.deliverables[0].id, "")
    assert {(text.about, text.kind, text.what, text.why) for text in told(desk, Q2).texts_changed} == {
        ("Priority 1", ChangeKind.REVISED, ("Headline paragraph",), "The lead had not agreed"),
        (desk.plan.deliverables[0].id, ChangeKind.WITHDRAWN, ("Progress note",), "The lead had not agreed"),
    }


def test_actions_done_before_the_last_pack_are_told_no_more(desk: Desk, tmp_path: Path) -> None:
    done = asking.add_action(desk, "Review the cameras", "KFRS", "2026-12-01")
    still = asking.add_action(desk, "Light the underpass", "Medway Council", "2026-12-01")
    desk.today = date(2020, 1, 1)
    asking.finish_action(desk, done.reference)
    a_red_quarter(desk)
    assert len(told(desk, Q2).actions) == 2
    issue(desk, Q2, tmp_path)
    assert [action.reference for action in told(desk, Q3).actions] == [still.reference]


def test_what_was_corrected_or_settled_before_a_pack_told_it_is_told_with_its_reason(
    desk: Desk, tmp_path: Path
) -> None:
    enter(desk, Q2, FIRES, value="65")
    enter(desk, Q2, FIRES, value="66")
    assert told(desk, Q2).corrected == (), "typed over in this copy: nobody had been told"
    entering.undo(desk)
    entering.undo(desk)
    merge(desk, [program(item(FIRES, 66))])
    assert told(desk, Q2).corrected == ()
    merge(desk, [program(item(FIRES, 71), sequence=2)])
    (later,) = told(desk, Q2).corrected
    assert (later.measure.id, later.partner, later.why, later.settled) == (FIRES, "KFRS", "", False)
    merge(desk, [program(item(FIRES, 80), sender="other")])
    (differ,) = conflicts(desk, Q2)
    assert told(desk, Q2).corrected == (), "nobody has said which counts"
    begun = day_of(now())  # of the clock, which a decision's day is told by
    resolve(desk, differ.id, take="B", reason="counted twice")
    (settled,) = told(desk, Q2).corrected
    assert (settled.why, settled.settled) == ("counted twice", True)
    assert begun <= settled.on <= day_of(now())
    issue(desk, Q2, tmp_path)
    reopen(desk, Q2, "late figures")
    assert told(desk, Q2).corrected == (), "the issued pack told it as it stands"
