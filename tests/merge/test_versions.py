"""The case table: the same form, corrected and sent again, or filled in by two people."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from csp_tui.desk import accepting, deciding
from csp_tui.desk.merging import brought, merge, merges, receipts, undo_merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest
from csp_tui.desk.waiting import count_to_check
from csp_tui.returns.records import Unread
from csp_tui.returns.summary import Counts, FileOutcome, Outcome
from csp_tui.storage.records import Origin
from tests.merge.building import DERELICT, FIRES, KFRS, item, made, program, value


def test_a_corrected_form_is_one_question_and_a_conflict_until_it_is_answered(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 4), item("P3-05", 7), contact="KFRS")])
    corrected = made(item(FIRES, 12), item(DERELICT, 5), item("P3-05", 7), contact="KFRS", file="again.xlsx")
    summary = merge(desk, [corrected])
    assert summary.files[0].reason == "Corrected return from KFRS: 2 figures differ. Replace?"
    assert summary.statements == Counts(conflict=2, equal=1)
    assert (value(desk, FIRES), value(desk, DERELICT), value(desk, "P3-05")) == ("conflict", "conflict", 7)
    (question,) = accepting.to_check(desk)
    assert (question.reason, question.file) == ("corrected-form", "again.xlsx")
    accepting.accept(desk, question.id, "they rang to say so")
    assert (value(desk, FIRES), value(desk, DERELICT)) == (12, 5)
    assert accepting.to_check(desk) == ()


def test_a_form_corrects_only_what_it_said_for_the_same_partner(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10, partner="Kent Police"))])
    (waiting,) = accepting.to_check(desk)
    accepting.accept(desk, waiting.id, "they counted too")
    summary = merge(desk, [made(item(FIRES, 12, partner=KFRS), file="again.xlsx")])
    assert (summary.files[0].reason, summary.files[0].corrected) == ("", 0)
    assert accepting.to_check(desk) == ()
    assert value(desk, FIRES) == "conflict"


def test_replace_says_yes_for_what_an_earlier_merge_took_in(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10))])
    summary = merge(desk, [made(item(FIRES, 12), file="again.xlsx")], replace_corrected=True)
    assert summary.statements == Counts(current=1)
    assert value(desk, FIRES) == 12
    assert accepting.to_check(desk) == ()


def test_sending_a_corrected_form_again_with_replace_answers_its_question(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10))])
    again = made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [again])
    assert value(desk, FIRES) == "conflict"
    summary = merge(desk, [again], replace_corrected=True)
    assert (summary.files[0].outcome, summary.statements) == (FileOutcome.MERGED, Counts(current=1))
    assert summary.items[0].message == "Replaces the figures that differed."
    assert (value(desk, FIRES), accepting.to_check(desk)) == (12, ())
    assert summary.merge_id is not None
    undo_merge(desk, summary.merge_id)
    assert value(desk, FIRES) == "conflict"


def test_sending_two_versions_of_one_form_again_together_with_replace_answers_nothing(desk: Desk) -> None:
    both = [made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")]
    merge(desk, both)
    summary = merge(desk, both, replace_corrected=True)
    assert not any(file.may_replace for file in summary.files)
    assert [file.outcome for file in summary.files] == [FileOutcome.DUPLICATE, FileOutcome.DUPLICATE]
    assert value(desk, FIRES) == "conflict"


def test_two_versions_of_one_form_in_one_batch_stay_a_conflict_even_with_replace(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")], replace_corrected=True)
    assert value(desk, FIRES) == "conflict"


def test_a_superseded_version_of_a_form_sent_again_asks_again(desk: Desk) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    summary = merge(desk, [old])
    assert summary.files[0].outcome is FileOutcome.MERGED
    assert summary.files[0].reason == (
        "The return from KFRS came again that was replaced since: 1 figure differs. Replace?"
    )
    assert value(desk, FIRES) == "conflict"
    (question,) = accepting.to_check(desk)
    assert question.message == summary.files[0].reason
    accepting.accept(desk, question.id, "the first was right")
    assert value(desk, FIRES) == 10
    merge(desk, [new], replace_corrected=True)
    assert value(desk, FIRES) == 12


def test_a_form_asked_about_anew_after_its_merge_was_undone_asks_about_all_that_differs_now(desk: Desk) -> None:
    second = made(item(FIRES, 12), item(DERELICT, 4), file="second.xlsx")
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 4))])
    undone = merge(desk, [second]).merge_id
    assert undone is not None
    undo_merge(desk, undone)
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 5), file="third.xlsx")])
    merge(desk, [second])
    (question,) = accepting.to_check(desk)
    (version,) = [one for one in question.versions if one.file == "second.xlsx"]
    assert set(version.says.split(", ")) == {f"{FIRES} 12", f"{DERELICT} 4"}
    accepting.accept(desk, version.id, "they rang to say so")
    assert (value(desk, FIRES), value(desk, DERELICT), accepting.to_check(desk)) == (12, 4, ())
    merge(desk, [second])
    assert accepting.to_check(desk) == ()


def test_a_replaced_form_that_comes_again_asks_about_all_that_differs_now(desk: Desk) -> None:
    second = made(item(FIRES, 12), item(DERELICT, 4), file="second.xlsx")
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 4))])
    merge(desk, [second])
    merge(desk, [made(item(FIRES, 13), item(DERELICT, 5), file="third.xlsx")], replace_corrected=True)
    merge(desk, [second])
    (question,) = accepting.to_check(desk)
    assert question.message.endswith("came again that was replaced since: 2 figures differ. Replace?")
    accepting.accept(desk, question.id, "the second was right")
    assert (value(desk, FIRES), value(desk, DERELICT), accepting.to_check(desk)) == (12, 4, ())


@pytest.mark.parametrize("replacing", [False, True])
def test_an_inbox_that_holds_every_version_of_a_form_is_taken_in_again_without_a_question(
    desk: Desk,
    replacing: bool,
) -> None:
    old, new = made(item(FIRES, 10)), made(item(FIRES, 12), file="again.xlsx")
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    before = digest(desk)
    again = merge(desk, [old, new], replace_corrected=replacing)
    assert {file.outcome for file in again.files} == {FileOutcome.DUPLICATE}
    assert (value(desk, FIRES), digest(desk)) == (12, before)


@pytest.mark.parametrize("counts", [0, 1, 2])
def test_versions_that_come_together_are_one_question_that_names_each_with_what_it_says(
    desk: Desk, counts: int
) -> None:
    said = [(10, 4), (12, 4), (12, 5)]
    files = [made(item(FIRES, a), item(DERELICT, b), file=f"{n}.xlsx") for n, (a, b) in enumerate(said)]
    summary = merge(desk, files)
    (asked,) = [file for file in summary.files if file.corrected]
    assert (asked.corrected, asked.together) == (2, True)
    (question,) = accepting.to_check(desk)
    assert asked.reason == question.message
    assert question.message.startswith("3 versions of the return from KFRS came: 2 figures differ. Which counts,")
    assert all(f"{n}.xlsx ({DERELICT} {b}, {FIRES} {a})" in question.message for n, (a, b) in enumerate(said))
    assert count_to_check(desk) == 1
    with pytest.raises(deciding.DecisionError, match=r"Say which version counts, by its own id: .* for 1\.xlsx"):
        accepting.accept(desk, question.id, "they rang")
    (chosen,) = [version for version in question.versions if version.file == f"{counts}.xlsx"]
    accepting.accept(desk, chosen.id, "they rang")
    assert (value(desk, FIRES), value(desk, DERELICT)) == said[counts]
    assert accepting.to_check(desk) == ()
    settled = digest(desk)
    undo_merge(desk, 1)
    assert merge(desk, files).digest == settled
    assert accepting.to_check(desk) == ()


def test_a_version_that_was_chosen_and_replaced_since_asks_anew_and_not_twice(desk: Desk) -> None:
    old, new = made(item(FIRES, 10), file="old.xlsx"), made(item(FIRES, 12), file="new.xlsx")
    merge(desk, [old])
    for file, number in ((new, 12), (old, 10), (new, 12), (old, 10)):
        asking = merge(desk, [file]).merge_id
        for _ in range(2):
            assert value(desk, FIRES) == "conflict"
            (question,) = accepting.to_check(desk)
            assert (question.file, question.versions) == (file.file, ())
            merge(desk, [file])
        accepting.accept(desk, question.id, "they rang")
        assert (value(desk, FIRES), accepting.to_check(desk)) == (number, ())
        for _ in range(2):
            again = merge(desk, [file])
            assert again.files[0].outcome is FileOutcome.DUPLICATE
        settled = digest(desk)
    assert asking is not None
    undo_merge(desk, asking)
    assert value(desk, FIRES) == 12
    merge(desk, [old])
    assert (value(desk, FIRES), digest(desk), accepting.to_check(desk)) == (10, settled, ())


def test_what_a_replaced_version_says_sent_again_in_two_files_is_asked_once(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10))])
    merge(desk, [made(item(FIRES, 12), file="new.xlsx")], replace_corrected=True)
    for number, file in enumerate(("old again.xlsx", "old once more.xlsx")):
        merge(
            desk,
            [
                made(
                    item(FIRES, 10),
                    item("P3-05", 7),
                    unread=[Unread(Origin(file, "Return", "F5"), DERELICT, str(number), "It is not clear.")],
                    file=file,
                )
            ],
        )
    (question,) = [one for one in accepting.to_check(desk) if one.reason == "corrected-form"]
    assert (question.file, question.versions) == ("old again.xlsx", ())
    assert count_to_check(desk) == 3
    undo_merge(desk, 3)
    (question,) = [one for one in accepting.to_check(desk) if one.reason == "corrected-form"]
    assert question.file == "old once more.xlsx"
    accepting.accept(desk, question.id, "they rang")
    assert (value(desk, FIRES), count_to_check(desk)) == (10, 1)


def test_what_versions_say_alike_is_told_and_counted_in_each_file_as_it_ended(desk: Desk) -> None:
    merge(desk, [program(item("P3-05", 7))])
    files = [made(item(FIRES, n), item(DERELICT, 4), item("P3-05", 8), file=f"{n}.xlsx") for n in (10, 12)]
    summary = merge(desk, files)
    became = {(one.file, one.measure): (one.outcome, one.message) for one in summary.items}
    assert became["10.xlsx", FIRES][0] == became["12.xlsx", FIRES][0] == Outcome.CONFLICT
    assert became["10.xlsx", "P3-05.adults"][0] == became["12.xlsx", "P3-05.adults"][0] == Outcome.CONFLICT
    (new,) = [
        file for (file, about), ended in became.items() if about == DERELICT and ended == (Outcome.CURRENT, "New.")
    ]
    (same,) = {"10.xlsx", "12.xlsx"} - {new}
    assert became[same, DERELICT][0] is Outcome.EQUAL
    assert became[same, DERELICT][1].startswith(f"The same as {new} (revision ")
    assert summary.statements == Counts(current=1, equal=1, conflict=4, repeated=2)


def test_a_version_that_was_replaced_before_asks_nothing_beside_a_new_one(desk: Desk) -> None:
    old, new, third = (made(item(FIRES, number), file=f"{number}.xlsx") for number in (10, 12, 13))
    merge(desk, [old])
    merge(desk, [new], replace_corrected=True)
    undo_merge(desk, 1)
    summary = merge(desk, [old, new, third])
    (question,) = accepting.to_check(desk)
    assert (question.file, question.versions) == ("13.xlsx", ())
    assert question.message == "Corrected return from KFRS: 1 figure differs. Replace?"
    assert [file.file for file in summary.files if file.may_replace] == ["13.xlsx"]
    accepting.accept(desk, question.id, "they rang")
    assert value(desk, FIRES) == 13


def test_versions_that_come_one_after_the_other_are_one_question_too(desk: Desk) -> None:
    for number in (10, 12, 13):
        merge(desk, [made(item(FIRES, number), file=f"{number}.xlsx")])
    (question,) = accepting.to_check(desk)
    assert question.message.endswith(f"Which counts, 12.xlsx ({FIRES} 12) or 13.xlsx ({FIRES} 13)?")
    assert [(each.file, each.says) for each in question.versions] == [
        ("12.xlsx", f"{FIRES} 12"),
        ("13.xlsx", f"{FIRES} 13"),
    ]


def test_a_receipt_asks_no_more_which_version_counts_once_that_is_decided(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, number), file=f"{number}.xlsx") for number in (10, 12)])
    asking = next(receipt.note for receipt in receipts(desk) if receipt.note)
    assert asking.endswith("?")
    (question,) = accepting.to_check(desk)
    accepting.accept(desk, next(one.id for one in question.versions if one.file == "12.xlsx"), "they rang")
    merge(desk, [made(item(FIRES, 13), file="13.xlsx")])
    assert [receipt.note for receipt in receipts(desk) if receipt.note] == [
        "2 versions of the return from KFRS came: 1 figure differs. Since then 12.xlsx was said to count.",
        "Corrected return from KFRS: 1 figure differs. Replace?",
    ]
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, take="A", reason="the first was right")
    assert receipts(desk)[-1].note == "Corrected return from KFRS: 1 figure differs. It was settled since."
    undo_merge(desk, merges(desk)[0].number)
    assert receipts(desk)[-1].note == "Corrected return from KFRS: 1 figure differs."


def test_settling_the_figures_one_by_one_answers_the_question(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10))])
    merge(desk, [made(item(FIRES, 12), file="again.xlsx")])
    (conflict,) = deciding.conflicts(desk)
    deciding.resolve(desk, conflict.id, take="A", reason="the first was right")
    assert accepting.to_check(desk) == ()


def test_a_third_version_asks_against_the_one_that_counts(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 1))])
    merge(desk, [made(item(FIRES, 12), item(DERELICT, 2), file="2.xlsx")], replace_corrected=True)
    summary = merge(desk, [made(item(FIRES, 13), item(DERELICT, 2), file="3.xlsx")])
    assert "1 figure differs" in summary.files[0].reason
    assert (value(desk, FIRES), value(desk, DERELICT)) == ("conflict", 2)


def test_parts_of_one_form_filled_by_two_people_are_both_in(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10))])
    summary = merge(desk, [made(item(DERELICT, 4), file="colleague.xlsx")])
    assert summary.files[0].reason == ""
    assert (value(desk, FIRES), value(desk, DERELICT)) == (10, 4)
    assert accepting.to_check(desk) == ()


def test_what_a_corrected_form_leaves_empty_that_its_earlier_version_gave_is_asked_about(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 4), item("P3-05", 7), contact="KFRS")])
    corrected = made(item(FIRES, 12), item("P3-05", 7), contact="KFRS", file="again.xlsx")
    summary = merge(desk, [corrected], replace_corrected=True)
    assert summary.statements == Counts(current=1, equal=1, withdraw_asked=1)
    assert (value(desk, FIRES), value(desk, DERELICT)) == (12, 4)
    (asked,) = accepting.to_check(desk)
    assert (asked.reason, asked.measure, asked.file, asked.sheet) == ("withdraw?", DERELICT, "again.xlsx", "Return")
    earlier = "was stated before, in an earlier version of the form (return.xlsx, Return!F"
    assert asked.message.startswith(f"{DERELICT} came back empty, and 4 {earlier}")
    assert [one.source for one in brought(desk, summary.merge_id or 0)][-1].startswith("as before in return.xlsx, ")
    assert merge(desk, [replace(corrected, file="twice.xlsx")]).statements == Counts()
    accepting.accept(desk, asked.id, "they counted them twice")
    assert (value(desk, DERELICT), accepting.to_check(desk)) == ("withdrawn", ())
    assert summary.merge_id is not None
    undo_merge(desk, summary.merge_id)
    assert (value(desk, FIRES), value(desk, DERELICT)) == (10, 4)
    merge(desk, [corrected])
    assert (value(desk, DERELICT), accepting.to_check(desk)) == ("withdrawn", ())


def test_a_version_that_gives_again_what_the_one_before_left_empty_takes_the_question_back(desk: Desk) -> None:
    first = made(item(FIRES, 10), item(DERELICT, 4))
    merge(desk, [first])
    second = made(item(FIRES, 12), file="2.xlsx")
    third = made(item(FIRES, 13), item(DERELICT, 4), file="3.xlsx")
    assert merge(desk, [first, second, third]).statements.withdraw_asked == 0
    assert [one.reason for one in accepting.to_check(desk)] == ["corrected-form"]
    merge(desk, [made(item(FIRES, 14), file="4.xlsx")], replace_corrected=True)
    assert [one.reason for one in accepting.to_check(desk)] == ["withdraw?"]
    merge(desk, [made(item(FIRES, 15), item(DERELICT, 4), file="5.xlsx")], replace_corrected=True)
    assert (value(desk, FIRES), value(desk, DERELICT), accepting.to_check(desk)) == (15, 4, ())


def test_what_somebody_else_filled_into_the_same_form_is_not_asked_to_be_withdrawn_unless_theirs_replaces(
    desk: Desk,
) -> None:
    merge(desk, [made(item(FIRES, 10), item(DERELICT, 4), item("P3-05", 7))])
    unread = Unread(Origin("again.xlsx", "Return", "F9"), "P3-05.adults", "n/a", "no number")
    carla = replace(made(item(FIRES, 12), file="carla.xlsx", unread=[unread]), filled_in_by="Carla Mendes")
    summary = merge(desk, [carla])
    assert summary.statements.withdraw_asked == 0
    assert summary.files[0].reason == (
        "The form of KFRS came filled in by Carla Mendes (before that by Jo Brook): 1 figure differs. Replace?"
    )
    summary = merge(desk, [carla], replace_corrected=True)
    assert summary.files[0].reason == "It is filled in by Carla Mendes, an earlier version of the form by Jo Brook."
    asked = summary.items.ended(Outcome.WITHDRAW_ASKED)
    assert [one.measure for one in asked] == [DERELICT]  # the other was filled in, and waits
