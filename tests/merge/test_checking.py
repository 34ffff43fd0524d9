"""The case table: what is to check before it counts, and what becomes of whole files."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from csp_tui.desk import accepting
from csp_tui.desk.contacts import import_contacts
from csp_tui.desk.merging import merge, plan_merge, receipts, undo_merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.desk.reading import status as status_of
from csp_tui.returns.records import Refused, ReturnedItem, ReturnKind
from csp_tui.returns.summary import Counts, FileOutcome, FileResult, Outcome
from csp_tui.storage.records import Origin, Subject
from tests.merge.building import (
    DERELICT,
    FIRES,
    KFRS,
    PLAN,
    Q2,
    id_of,
    issue,
    item,
    made,
    outcomes,
    program,
    stands,
    subject_of,
    unknown_row,
    value,
)

# -- to check --------------------------------------------------------------------------------------------------------


def test_an_unknown_row_is_to_check_and_can_be_mapped(desk: Desk) -> None:
    summary = merge(desk, [made(item(DERELICT, 4), unknown=[unknown_row("P1-01.fire", value="12")], partner=KFRS)])
    assert summary.statements == Counts(current=1, to_check=1)
    assert status_of(desk, Q2).totals.to_check == 1
    (row,) = accepting.to_check(desk)
    assert (row.reason, row.measure, row.says) == ("unknown-row", "P1-01.fire", "value 12")
    accepting.map_row(desk, row.id, PLAN.measure(FIRES))
    assert value(desk, FIRES) == 12
    assert accepting.to_check(desk) == ()


def test_an_unknown_row_is_told_by_what_was_typed_into_it_and_is_of_the_partner_it_names(desk: Desk) -> None:
    row = replace(unknown_row("P1-01.fire", value="12", provisional="yes"), partner=KFRS)
    (told,) = merge(desk, [made(unknown=[row])]).items
    assert (told.measure, told.partner, told.new) == ("P1-01.fire", KFRS, "value 12; provisional yes")
    assert told.message == 'No measure is called "P1-01.fire" (a row of ours); say which measure it means.'
    (kept,) = accepting.to_check(desk)
    assert (kept.partner, kept.says) == (KFRS, "value 12; provisional yes")
    (told,) = plan_merge(desk, [made(unknown=[replace(row, label="")])]).items
    assert told.message == "This row has lost its id (a row of ours); say which measure it means."


def test_a_row_of_another_partner_is_to_check_until_accepted_by_name(desk: Desk) -> None:
    summary = merge(desk, [made(item(FIRES, 12), item("P3-05", 9), partner=KFRS)])
    assert summary.statements == Counts(current=1, to_check=1)
    assert (value(desk, FIRES), value(desk, "P3-05")) == (12, None)
    (row,) = accepting.to_check(desk)
    assert row.reason == "not-this-partner"
    accepting.accept(desk, row.id, "agreed with Public Health")
    assert value(desk, "P3-05") == 9


def test_what_was_accepted_by_name_is_not_asked_about_again(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 12), item("P3-05", 9), partner=KFRS)])
    accepting.accept(desk, accepting.to_check(desk)[0].id, "agreed")
    summary = merge(desk, [made(item(FIRES, 13), item("P3-05", 9), partner=KFRS)], replace_corrected=True)
    assert summary.statements == Counts(current=1, equal=1)


def test_a_row_of_another_contact_is_to_check(desk: Desk, contact: str) -> None:
    summary = merge(desk, [made(item("P1-02.buildings", 4), item("P1-05.notices", 9), contact=contact)])
    assert [(one.measure, one.outcome) for one in summary.items] == [
        ("P1-02.buildings", Outcome.CURRENT),
        ("P1-05.notices", Outcome.TO_CHECK),
    ]


def test_contacts_of_one_name_at_two_partners_keep_their_own_rows(desk: Desk, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,partner,rows\nAnalysts,Kent Police,P1-01\nAnalysts,KFRS,P1-01.derelict\n")
    import_contacts(desk, people)
    ours = made(item("P1-01.total", 4), contact="Analysts", partner="Kent Police", form="a")
    theirs = made(item(DERELICT, 4), contact="Analysts", partner=KFRS, form="b")
    assert merge(desk, [ours, theirs]).statements == Counts(current=2)


def test_another_version_of_the_plan_with_the_same_definition_is_in(desk: Desk) -> None:
    summary = merge(desk, [made(item(FIRES, 12), plan="medway/2025-26")])
    assert summary.statements == Counts(current=1)


def test_a_definition_that_has_changed_is_to_check_with_what_it_means_now(desk: Desk) -> None:
    old = {PLAN.measure(FIRES).uid: "0123456789abcdef"}
    summary = merge(desk, [made(item(FIRES, 12), plan="medway/2025-26", definitions=old)])
    assert summary.statements == Counts(to_check=1)
    assert "medway/2025-26" in summary.items[0].message
    assert 'now means "count; window quarter' in summary.items[0].message
    assert summary.files[0].outcome is FileOutcome.TO_CHECK


def test_a_measure_that_this_plan_does_not_have_is_to_check_and_can_be_mapped(desk: Desk) -> None:
    gone = replace(PLAN.measure(FIRES), uid="gone", id="P9-99.gone")
    summary = merge(desk, [made(item(gone, 12), plan="medway/2025-26")])
    assert summary.statements == Counts(to_check=1)
    (row,) = accepting.to_check(desk)
    accepting.map_row(desk, row.id, PLAN.measure(FIRES))
    assert value(desk, FIRES) == 12


def test_what_comes_after_the_pack_is_issued_is_to_check_as_received_after_issue(desk: Desk) -> None:
    issue(desk)
    summary = merge(desk, [program(item(FIRES, 12), item(DERELICT, 4))])
    assert summary.statements == Counts(to_check=2)
    assert {one.reason for one in accepting.to_check(desk)} == {"received-after-issue"}
    accepting.accept(desk, accepting.to_check(desk)[0].file_id, "late, agreed with the chair")
    assert (value(desk, FIRES), value(desk, DERELICT)) == (12, 4)


def test_a_revision_after_the_pack_is_issued_is_to_check_as_revised_one_by_one(desk: Desk) -> None:
    first = program(item(FIRES, 12), item(DERELICT, 4))
    merge(desk, [first])
    issue(desk)
    second = program(item(FIRES, 13, bases=[id_of(first)]), item(DERELICT, 4), sequence=2)
    summary = merge(desk, [second])
    assert summary.statements == Counts(to_check=1, equal=1)
    (row,) = accepting.to_check(desk)
    assert row.reason == "revised"
    assert "12" in row.message
    assert value(desk, FIRES) == 12
    accepting.accept(desk, row.id, "recounted")
    assert value(desk, FIRES) == 13


def test_no_version_of_a_form_changes_a_closed_quarter_before_it_is_accepted_and_then_it_counts(desk: Desk) -> None:
    first, second = made(item(FIRES, 10)), made(item(FIRES, 12), file="2.xlsx")
    merge(desk, [first])
    merge(desk, [second], replace_corrected=True)
    issue(desk)
    before = value(desk, FIRES)
    for read in (first, made(item(FIRES, 13), file="3.xlsx")):
        assert merge(desk, [read]).statements == Counts(to_check=1)
        assert value(desk, FIRES) == before
        (row,) = accepting.to_check(desk)
        assert row.reason == "revised"
        accepting.accept(desk, row.id, "their last word")
        before = value(desk, FIRES)
        assert before == {"return.xlsx": 10, "3.xlsx": 13}[read.file]
    assert desk.store.current_is_sound("medway")


def test_a_return_to_another_partnership_is_to_check_whole_and_nothing_of_it_is_in(desk: Desk) -> None:
    summary = merge(desk, [replace(program(item(FIRES, 12)), partnership="swale")])
    assert summary.files[0].outcome is FileOutcome.TO_CHECK
    assert summary.statements == Counts(to_check=1)
    assert value(desk, FIRES) is None


def test_a_return_for_another_quarter_than_asked_is_to_check_whole_and_can_be_accepted(desk: Desk) -> None:
    summary = merge(desk, [program(item(FIRES, 12), item(DERELICT, 4))], Q2.previous)
    assert summary.statements == Counts(to_check=2)
    assert summary.files[0].outcome is FileOutcome.TO_CHECK
    assert value(desk, FIRES) is None
    accepting.accept(desk, accepting.to_check(desk)[0].file_id, "right after all")
    assert value(desk, FIRES) == 12


def test_a_form_with_another_quarter_typed_over_its_heading_is_to_check_whole(desk: Desk) -> None:
    before = digest(desk)
    read = replace(made(item(FIRES, 12)), printed_otherwise='Return!A1 says "Quarter 1, Apr to Jun 2026"')
    assert merge(desk, [read]).files[0].outcome is FileOutcome.TO_CHECK
    (row,) = accepting.to_check(desk)
    assert (row.reason, value(desk, FIRES), digest(desk) == before) == ("other-quarter", None, False)
    assert row.message == (
        'return.xlsx is marked as the form for Quarter 2, Jul to Sep 2026, but Return!A1 says "Quarter 1, Apr to Jun'
        ' 2026"; accept it if its figures are for Q2 2026-27, else ask for the form of their quarter.'
    )
    accepting.accept(desk, row.file_id, "they typed over the title")
    assert value(desk, FIRES) == 12


def test_a_later_file_format_is_to_check_whole_even_when_nothing_of_it_can_be_read(desk: Desk) -> None:
    summary = merge(desk, [replace(program(item(FIRES, 12)), format=2, items=())])
    assert summary.files[0].outcome is FileOutcome.TO_CHECK
    assert "update csp-tui" in summary.files[0].reason
    assert [one.reason for one in accepting.to_check(desk)] == ["later-format"]


# -- files -----------------------------------------------------------------------------------------------------------


def test_what_is_not_our_format_is_refused_and_no_state_changes(desk: Desk) -> None:
    before = digest(desk)
    summary = merge(desk, [Refused("holiday.xlsx", "holiday.xlsx is no return.")])
    assert summary.files[0].outcome is FileOutcome.REFUSED
    assert (summary.merge_id, digest(desk)) == (None, before)
    assert receipts(desk) == ()


def test_one_bad_file_among_many_is_set_aside_with_its_sentence_and_the_others_merge(desk: Desk) -> None:
    reads = [made(item(FIRES, 12), form=f"f{n}", file=f"{n}.xlsx") for n in range(20)]
    summary = merge(desk, [*reads[:10], Refused("bad.xlsx", "bad.xlsx is damaged; ask for it again."), *reads[10:]])
    assert sum(file.outcome is FileOutcome.MERGED for file in summary.files) == 20
    assert [f.reason for f in summary.files if f.outcome is FileOutcome.REFUSED] == [
        "bad.xlsx is damaged; ask for it again."
    ]
    assert summary.statements.current + summary.statements.equal == 20


def test_a_duplicate_changes_nothing_counts_nothing_and_has_a_receipt(desk: Desk) -> None:
    first = program(item(FIRES, 12))
    merge(desk, [first])
    before = digest(desk)
    summary = merge(desk, [replace(first, file="copy of it.xlsx")])
    assert summary.files[0].outcome is FileOutcome.DUPLICATE
    assert summary.statements == Counts()
    assert digest(desk) == before
    assert [(r.file, r.outcome) for r in receipts(desk)] == [
        ("laptop 1.xlsx", "merged"),
        ("copy of it.xlsx", "duplicate"),
    ]


def test_a_duplicate_keeps_nothing_in_when_the_first_merge_is_undone(desk: Desk) -> None:
    first = program(item(FIRES, 12))
    empty = digest(desk)
    merge(desk, [first])
    merge(desk, [first])
    undo_merge(desk, 1)
    assert value(desk, FIRES) is None
    assert digest(desk) == empty


def test_the_same_file_twice_in_one_batch_is_in_once(desk: Desk) -> None:
    first = program(item(FIRES, 12))
    summary = merge(desk, [first, replace(first, file="copy.xlsx")])
    assert sorted(file.outcome for file in summary.files) == ["duplicate", "merged"]
    assert summary.statements == Counts(current=1)
    (twice,) = [file for file in summary.files if file.outcome is FileOutcome.DUPLICATE]
    assert twice.reason == f"{first.file} comes twice; as copy.xlsx it is taken in."
    (known,) = merge(desk, [first]).files
    assert known.reason == f"{first.file} is in already as copy.xlsx; nothing was changed."


def test_stripped_ids_mean_an_unknown_base_equal_is_in_and_other_conflicts(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12), item(DERELICT, 4))])
    stripped = made(item(FIRES, 12, bases=None), item(DERELICT, 5, bases=None), form="unmarked 1", definitions={})
    summary = merge(desk, [stripped])
    assert summary.statements == Counts(equal=1, conflict=1)


def test_commentary_merges_like_figures_each_field_by_itself(desk: Desk) -> None:
    indicator = PLAN.indicator("P1-01")

    def words(field: str, text: str, form: str) -> ReturnedItem:
        subject = Subject(indicator.uid, str(Q2), KFRS, field)
        return ReturnedItem(subject, text, KFRS, (), Origin(form, "Commentary", "C4"), "P1-01")

    merge(desk, [made(words("patterns", "Fewer in spring.", "a"), words("outcomes", "Safer.", "a"), form="a")])
    summary = merge(desk, [made(words("patterns", "More in spring.", "b"), form="b")])
    assert outcomes(summary) == [Outcome.CONFLICT]
    assert open_book(desk, Q2).commentary[indicator.uid, Q2, KFRS] == {"outcomes": "Safer."}


def test_the_revisions_of_a_database_come_in_with_their_own_chain(desk: Desk) -> None:
    one = item(FIRES, 10)
    sent = made(one, kind=ReturnKind.DATABASE, form="", sender="lead", file="lead.db")
    two = item(FIRES, 11, bases=[id_of(sent)])
    grown = made(one, two, kind=ReturnKind.DATABASE, form="", sender="lead", file="lead.db")
    merge(desk, [sent])
    before = made(item(FIRES, 9, quarter=Q2.previous), kind=ReturnKind.DATABASE, form="", sender="lead", file="lead.db")
    merge(desk, [before])
    summary = merge(desk, [before, grown])
    assert sorted(outcomes(summary)) == [Outcome.CURRENT, Outcome.SUPERSEDED]
    assert summary.files == (FileResult("lead.db", FileOutcome.MERGED),)  # one file, though a return for each quarter
    assert value(desk, FIRES) == 11


def test_the_dry_run_says_what_the_merge_says_and_stores_nothing(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 10))])
    before, batch = digest(desk), [made(item(FIRES, 12), item("P3-05", 4), partner=KFRS), program(item(DERELICT, 4))]
    dry = plan_merge(desk, batch)
    assert (dry.merge_id, dry.digest, digest(desk)) == (None, before, before)
    real = merge(desk, batch)
    assert (dry.files, dry.statements, dry.items) == (real.files, real.statements, real.items)


def test_the_subject_of_a_row_is_its_stable_id_and_never_its_code(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 12))])
    assert stands(desk, FIRES) is not None
    assert subject_of(PLAN.measure(FIRES), KFRS).about == PLAN.measure(FIRES).uid != FIRES
