"""Taking a merge back: exact, on record, with what sleeps because of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csp_tui.desk import accepting, deciding, entering
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.merging import MergeError, merge, merges, receipts, undo_merge, what_sleeps
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.desk.waiting import count_files, latest_files
from csp_tui.domain.entries import Entry
from csp_tui.returns.reading import read_returns
from csp_tui.returns.records import Refused, Return, Unread
from csp_tui.returns.summary import Counts, FileOutcome, Outcome
from csp_tui.storage.backups import KEPT
from csp_tui.storage.records import Origin
from tests.merge.building import (
    DERELICT,
    FIRES,
    KFRS,
    PLAN,
    Q2,
    enter,
    id_of,
    issue,
    item,
    made,
    program,
    unknown_row,
    value,
)
from tests.returns.building import with_figures


def test_undo_gives_the_state_as_if_the_merge_had_never_come(desk: Desk) -> None:
    enter(desk, "9", DERELICT)
    before = digest(desk)
    summary = merge(desk, [program(item(FIRES, 12), item(DERELICT, 4)), made(item(FIRES, 13), form="other")])
    assert digest(desk) != before
    assert summary.merge_id is not None
    undone = undo_merge(desk, summary.merge_id)
    assert undone.digest == digest(desk) == before
    assert (value(desk, FIRES), value(desk, DERELICT)) == (None, 9)


def test_what_nobody_touched_in_a_form_does_not_come_back_where_it_was_taken_back_here_since(
    desk: Desk, tmp_path: Path
) -> None:
    enter(desk, "9", DERELICT)
    enter(desk, "61", FIRES)
    form = issue_forms(desk, Q2, tmp_path, partner=KFRS).forms[0].path
    entering.undo(desk)
    before = digest(desk)
    (read,) = read_returns([form], desk.plan)
    assert isinstance(read, Return)
    summary = merge(desk, [read])
    assert digest(desk) == before
    assert summary.statements == Counts(equal=1, decided=1)
    told = next(one.message for one in summary.items if one.outcome is Outcome.DECIDED)
    assert told == "It stood in the form when it was made, and was taken back here since; nobody typed it anew."
    typed = tmp_path / "typed.xlsx"
    typed.write_bytes(with_figures(form.read_bytes(), {FIRES: {"Figure": 62}}))
    merge(desk, list(read_returns([typed], desk.plan)))
    assert (value(desk, FIRES), value(desk, DERELICT)) == (62, 9)


def test_undo_survives_a_restart_and_is_on_record(desk: Desk, database: Path) -> None:
    merge(desk, [program(item(FIRES, 12))])
    merge(desk, [made(item(DERELICT, number), form=f"{number}", file=f"{number}.xlsx") for number in (4, 4, 5)])
    undo_merge(desk, 1)
    assert [receipt.file for receipt in latest_files(desk, 2)] == ["5.xlsx", "4.xlsx"]
    assert [receipt.file for receipt in latest_files(desk, 9)] == ["5.xlsx", "4.xlsx"]  # a duplicate is no news
    assert count_files(desk) == 2
    desk.close()
    with open_desk(str(database), by="Bea", today=date(2026, 11, 21)) as again:
        assert value(again, FIRES) is None
        record = merges(again)[-1]
        assert (record.active, record.undone_by, record.author, record.statements) == (False, "Ann", "Ann", 1)
        assert [receipt.active for receipt in receipts(again)] == [False, True, True, True]
        with pytest.raises(MergeError, match="undone already, by Ann"):
            undo_merge(again, 1)


def test_merging_the_files_again_brings_all_back(desk: Desk) -> None:
    files = [program(item(FIRES, 12), item("P3-05", 4)), made(item(FIRES, 13), form="other")]
    merge(desk, files)
    with_them = digest(desk)
    undo_merge(desk, 1)
    assert merge(desk, files).digest == with_them


def test_an_edit_on_an_undone_merge_sleeps_is_listed_before_and_wakes_when_the_file_comes_again(desk: Desk) -> None:
    before = digest(desk)
    merge(desk, [program(item(FIRES, 12))])
    enter(desk, "14", FIRES)
    with_edit = digest(desk)
    (sleeper,) = what_sleeps(desk, 1)
    assert (sleeper.measure, sleeper.says, sleeper.by) == (FIRES, "14", "Ann")
    undo_merge(desk, 1)
    assert value(desk, FIRES) is None
    assert digest(desk) == before
    merge(desk, [program(item(FIRES, 12))])
    assert value(desk, FIRES) == 14
    assert digest(desk) == with_edit


def test_an_edit_of_an_edit_sleeps_with_it_even_when_the_one_between_was_undone(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12))])
    enter(desk, "14", FIRES)
    enter(desk, "15", FIRES)
    assert [s.says for s in what_sleeps(desk, 1)] == ["14", "15"]
    undo_merge(desk, 1)
    assert value(desk, FIRES) is None


def test_a_decision_sleeps_when_one_of_its_sides_is_undone_and_the_other_side_counts(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 12), form="a")])
    one = digest(desk)
    merge(desk, [made(item(FIRES, 13), form="b")])
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, take="A", reason="rang them")
    settled = value(desk, FIRES)
    assert len(what_sleeps(desk, 2)) == 1
    undo_merge(desk, 2)
    assert (value(desk, FIRES), digest(desk)) == (12, one)
    merge(desk, [made(item(FIRES, 13), form="b")])
    assert value(desk, FIRES) == settled
    assert deciding.conflicts(desk) == ()


def test_an_edit_entered_while_the_decision_sleeps_stands_against_it_once_it_wakes(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12))])
    enter(desk, "14", FIRES)
    undo_merge(desk, 1)
    enter(desk, "20", FIRES)
    merge(desk, [program(item(FIRES, 12))])
    assert value(desk, FIRES) == "conflict"


def test_what_another_return_states_does_not_sleep(desk: Desk) -> None:
    first = program(item(FIRES, 12))
    merge(desk, [first])
    merge(desk, [made(item(FIRES, 13, bases=[id_of(first)]))])
    assert what_sleeps(desk, 1) == ()
    undo_merge(desk, 1)
    assert value(desk, FIRES) == 13


def test_an_ordinary_undo_of_an_edit_puts_nothing_of_others_to_sleep(desk: Desk) -> None:
    enter(desk, "12", FIRES)
    desk.by = "Bea"
    enter(desk, "13", FIRES)
    desk.by = "Ann"
    entering.undo(desk)
    assert value(desk, FIRES) == 13


def test_what_was_accepted_goes_with_its_merge_and_comes_back_accepted(desk: Desk) -> None:
    files = [made(item("P3-05", 9), partner=KFRS, unknown=[unknown_row("P1-01.fire", value="12")])]
    before = digest(desk)
    assert merge(desk, files).files[0].outcome is FileOutcome.TO_CHECK
    by_reason = {one.reason: one.id for one in accepting.to_check(desk)}
    accepting.accept(desk, by_reason["not-this-partner"], "agreed")
    accepting.map_row(desk, by_reason["unknown-row"], PLAN.measure(FIRES))
    assert (value(desk, "P3-05"), value(desk, FIRES)) == (9, 12)
    settled = digest(desk)
    assert {s.says for s in what_sleeps(desk, 1)} == {"9", "12"}
    undo_merge(desk, 1)
    assert (value(desk, "P3-05"), value(desk, FIRES), digest(desk)) == (None, None, before)
    assert merge(desk, files).files[0].outcome is FileOutcome.MERGED  # of what was decided nothing waits
    assert (accepting.to_check(desk), digest(desk)) == ((), settled)


def test_the_answer_to_a_corrected_form_sleeps_with_it_and_wakes_with_it(desk: Desk) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    merge(desk, [new])
    accepting.accept(desk, accepting.to_check(desk)[0].id, "they rang")
    (sleeper,) = what_sleeps(desk, 2)
    assert (sleeper.measure, sleeper.says, sleeper.by) == (FIRES, "12", "Ann")
    undo_merge(desk, 2)
    assert value(desk, FIRES) == 10
    merge(desk, [new])
    assert value(desk, FIRES) == 12


def test_what_was_decided_between_versions_and_noted_as_seen_is_listed_before_their_merge_is_taken_back(
    desk: Desk,
) -> None:
    unread = Unread(Origin("return.xlsx", "Return", "F5"), DERELICT, "63 approx", "63 approx is not a number.")
    merge(desk, [made(item(FIRES, 10)), made(item(FIRES, 12), unread=[unread], file="again.xlsx")])
    assert what_sleeps(desk, 1) == ()
    desk.by = "Bea"
    which, cell = sorted(accepting.to_check(desk), key=lambda one: one.reason)
    accepting.accept(desk, next(one.id for one in which.versions if one.file == "again.xlsx"), "they rang")
    accepting.accept(desk, cell.id, "asked")
    says = [(sleeper.measure, sleeper.says, sleeper.by) for sleeper in what_sleeps(desk, 1)]
    assert says == [(FIRES, "12", "Bea"), (DERELICT, 'noted as seen: "63 approx" in return.xlsx, Return!F5', "Bea")]
    merge(desk, [made(item(FIRES, 10)), made(item(FIRES, 12), unread=[unread], file="again.xlsx")])
    assert len(undo_merge(desk, 1).sleepers) == 2


def test_merging_again_tells_that_a_corrected_form_was_answered(desk: Desk) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    merge(desk, [new])
    accepting.accept(desk, accepting.to_check(desk)[0].id, "they rang")
    undo_merge(desk, 2)
    again = merge(desk, [new])
    assert (again.statements.conflict, again.files[0].corrected) == (0, 0)
    assert again.files[0].reason.startswith("It replaces what came of the form before, as was said when")
    assert not accepting.to_check(desk)
    back = merge(desk, [old])  # as that sentence says
    assert back.files[0].reason.endswith("that was replaced since: 1 figure differs. Replace?")


def test_merging_again_tells_that_a_row_was_mapped(desk: Desk) -> None:
    strange = made(item(DERELICT, 3), unknown=[unknown_row("P9-99", value="4")])
    first = merge(desk, [strange])
    accepting.map_row(desk, accepting.to_check(desk)[0].id, desk.plan.measure("P1-05"))
    assert first.merge_id is not None
    undo_merge(desk, first.merge_id)
    again = merge(desk, [strange])
    assert (first.statements, again.statements) == (Counts(current=1, to_check=1), Counts(current=1, decided=1))
    assert [one.statements for one in merges(desk)] == [1, 1]  # as many as what was said of it sums up to
    assert "It was decided before, and that counts again." in [one.message for one in again.items]


def test_a_form_that_was_replaced_comes_back_replaced_after_its_merge_was_undone(desk: Desk) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    both = digest(desk)
    undo_merge(desk, 1)
    assert value(desk, FIRES) == 12
    merge(desk, [old])
    assert (value(desk, FIRES), digest(desk)) == (12, both)


@pytest.mark.parametrize("replacing", [False, True])
def test_what_was_said_to_replace_replaces_again_when_its_merge_comes_again(desk: Desk, replacing: bool) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    for read, says in ((new, 12), (old, 10)):
        summary = merge(desk, [read], replace_corrected=True)
        with_it = digest(desk)
        assert summary.merge_id is not None
        undo_merge(desk, summary.merge_id)
        assert value(desk, FIRES) == 22 - says
        again = merge(desk, [read], replace_corrected=replacing)
        assert (value(desk, FIRES), digest(desk)) == (says, with_it)
        assert ("as was said when it was first taken in" in again.files[0].reason) is not replacing


def test_a_version_that_came_while_its_merge_was_undone_was_not_said_to_be_replaced(desk: Desk) -> None:
    old, new, third = (made(item(FIRES, number), file=f"{number}.xlsx") for number in (10, 12, 13))
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    undo_merge(desk, 2)
    merge(desk, [third])
    merge(desk, [new])
    assert value(desk, FIRES) == "conflict"


def test_an_old_version_sent_again_and_replaced_since_comes_back_replaced(desk: Desk) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    settled = digest(desk)
    undo_merge(desk, 3)
    again = merge(desk, [old])
    assert (value(desk, FIRES), digest(desk), again.statements) == (12, settled, Counts(superseded=1))
    assert accepting.to_check(desk) == ()


def test_a_statement_that_two_merges_brought_stays_when_one_is_undone(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12), item(DERELICT, 1))])
    merge(desk, [program(item(FIRES, 12), item(DERELICT, 2, bases=["0" * 64]), sequence=2)])
    undo_merge(desk, 1)
    assert (value(desk, FIRES), value(desk, DERELICT)) == (12, 2)
    undo_merge(desk, 2)
    assert (value(desk, FIRES), value(desk, DERELICT)) == (None, None)


def test_no_undo_across_a_quarter_whose_pack_is_issued(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12))])
    issue(desk)
    with pytest.raises(MergeError, match="whose pack is issued"):
        undo_merge(desk, 1)
    assert value(desk, FIRES) == 12


def test_a_merge_that_there_is_not_is_named_with_those_there_are(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12))])
    with pytest.raises(MergeError, match="no merge 7; the latest that can be undone: 1"):
        undo_merge(desk, 7)


def test_undo_of_an_edit_never_takes_back_a_merge(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12))])
    assert entering.undo(desk) is None
    assert value(desk, FIRES) == 12
    assert entering.not_by_undo(desk) == "To take back merge 1: csp-tui undo-merge 1, or F6 and then Del."


def test_undo_of_an_edit_that_was_before_a_merge_says_that_the_merge_stays(desk: Desk) -> None:
    enter(desk, "12", FIRES)
    merge(desk, [program(item(DERELICT, 3))])
    undone = entering.undo(desk)
    assert undone is not None
    assert (
        "The merge after it stays. To take back merge 2: csp-tui undo-merge 2, or F6 and then Del." in undone.sentence
    )
    redone = entering.redo(desk)
    assert redone is not None
    assert "merge" not in redone.sentence


def test_a_decision_can_be_taken_back_like_any_edit(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 12), form="a"), made(item(FIRES, 13), form="b")])
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, take="B", reason="rang them")
    entering.undo(desk)
    assert value(desk, FIRES) == "conflict"
    entering.redo(desk)
    assert deciding.conflicts(desk) == ()


def test_each_merge_makes_a_backup_of_what_was_there_and_keeps_the_newest(desk: Desk, database: Path) -> None:
    merge(desk, [Refused("bad.xlsx", "bad.xlsx is damaged.")])
    assert not (database.parent / "backups").exists()
    entering.enter(desk, open_book(desk, Q2), PLAN.measure(FIRES), None, Entry(value="3"))
    merge(desk, [program(item(DERELICT, 12))])
    (backup,) = (database.parent / "backups").glob("csp before a merge, *.db")
    with open_desk(str(backup), by="Ann", today=date(2026, 11, 21), read_only=True) as copy:
        assert (value(copy, FIRES), value(copy, DERELICT)) == (3, None)
    for number in range(KEPT + 2):
        merge(desk, [program(item(DERELICT, number), sequence=number + 2)])
    assert len(list((database.parent / "backups").iterdir())) == KEPT
    assert not backup.exists()


def test_cancelling_before_the_merge_is_stored_stores_nothing(desk: Desk) -> None:
    class StoppedError(Exception):
        pass

    def cancel(text: str, done: int, total: int) -> None:
        if text == "Storing":
            raise StoppedError

    before = digest(desk)
    with pytest.raises(StoppedError):
        merge(desk, [program(item(FIRES, 12))], progress=cancel)
    assert (digest(desk), merges(desk)) == (before, ())
    assert merge(desk, [program(item(FIRES, 12))]).statements.current == 1
