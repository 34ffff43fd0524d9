"""The case table: what a statement of a return does to what is stored; corrected forms are in `test_versions`."""

from __future__ import annotations

from msgspec.structs import replace

from csp_tui.desk import accepting, deciding
from csp_tui.desk.merging import merge, undo_merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.desk.reading import status as status_of
from csp_tui.domain.statements import Blank, Statement
from csp_tui.returns.records import Emptied
from csp_tui.returns.summary import Counts, FileOutcome, Outcome
from csp_tui.storage.contents import said_hash
from csp_tui.storage.records import Origin
from tests.merge.building import (
    DERELICT,
    FIRES,
    KFRS,
    Q2,
    TREATMENT,
    enter,
    figure,
    id_of,
    item,
    made,
    outcomes,
    program,
    stands,
    value,
)

# -- new, equal, newer, older ----------------------------------------------------------------------------------------


def test_what_is_new_is_current_with_its_file_and_cell(desk: Desk) -> None:
    summary = merge(desk, [program(item("P3-05", 1390), file="ph.xlsx")])
    assert value(desk, "P3-05") == 1390
    (told,) = summary.items
    assert (told.file, told.sheet, told.old, told.new) == ("ph.xlsx", "Return", None, "1,390")
    assert (told.outcome, told.quarter, told.partner) == (Outcome.CURRENT, "2026-27-Q2", "Public Health")
    assert told.measure == "P3-05.adults"
    assert summary.statements == Counts(current=1)
    assert not summary.waits
    assert open_book(desk, Q2).figures[TREATMENT.uid][""][Q2].sources == (f"ph.xlsx, Return!{told.cell}",)


def test_the_same_from_another_source_is_current_with_both_cited(desk: Desk) -> None:
    merge(desk, [program(item("P3-05", 1390), sender="one")])
    summary = merge(desk, [program(item("P3-05", 1390), sender="two")])
    assert outcomes(summary) == [Outcome.EQUAL]
    assert value(desk, "P3-05") == 1390
    assert len(open_book(desk, Q2).figures[TREATMENT.uid][""][Q2].sources) == 2
    together = merge(desk, [program(item(FIRES, 12), sender=sender) for sender in ("three", "four")])
    assert (together.statements.current, together.statements.equal) == (1, 1)


def test_equal_means_equal_in_every_field_and_by_worth(desk: Desk) -> None:
    merge(desk, [program(item("P3-05", figure("63.80")), sender="one")])
    assert outcomes(merge(desk, [program(item("P3-05", figure("63.8")), sender="two")])) == [Outcome.EQUAL]
    other = replace(figure("63.8"), provisional=True)
    assert outcomes(merge(desk, [program(item("P3-05", other), sender="three")])) == [Outcome.CONFLICT]


def test_a_newer_return_of_the_same_sender_replaces_and_the_history_keeps_both(desk: Desk) -> None:
    merge(desk, [program(item("P3-05", 1390))])
    summary = merge(desk, [program(item("P3-05", 1416), sequence=2)])
    assert outcomes(summary) == [Outcome.CURRENT]
    assert summary.items[0].old == "1,390"
    assert value(desk, "P3-05") == 1416
    assert [h.content for h in desk.store.history("medway", TREATMENT.uid)] == [figure(1390), figure(1416)]


def test_a_newer_return_of_the_same_sender_for_another_partner_replaces_nothing(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 10, partner=KFRS))])
    merge(desk, [program(item(FIRES, 20, partner="Kent Police"), sequence=2)])
    (waiting,) = accepting.to_check(desk)
    accepting.accept(desk, waiting.id, "they counted too")
    assert value(desk, FIRES) == "conflict"


def test_what_is_based_on_the_current_one_replaces_it_whoever_says_it(desk: Desk) -> None:
    first = program(item("P3-05", 1390), sender="one")
    merge(desk, [first])
    summary = merge(desk, [made(item("P3-05", 1416, bases=[id_of(first)]))])
    assert outcomes(summary) == [Outcome.CURRENT]
    assert value(desk, "P3-05") == 1416


def test_an_edit_in_the_program_is_replaced_by_the_form_that_was_prefilled_with_it(desk: Desk) -> None:
    enter(desk, "1,390")
    current = stands(desk, "P3-05")
    assert current is not None
    assert current.head is not None
    merge(desk, [made(item("P3-05", 1416, bases=[current.head.revision]))])
    assert value(desk, "P3-05") == 1416


def test_an_older_return_arriving_late_is_stored_and_superseded_at_once(desk: Desk) -> None:
    merge(desk, [program(item("P3-05", 1416), sequence=2)])
    before = digest(desk)
    summary = merge(desk, [program(item("P3-05", 1390), sequence=1)])
    assert outcomes(summary) == [Outcome.SUPERSEDED]
    assert "laptop 2.xlsx" in summary.items[0].message
    assert value(desk, "P3-05") == 1416
    assert digest(desk) == before
    assert len(desk.store.history("medway", TREATMENT.uid)) == 2


def test_an_unchanged_cell_of_a_later_return_reopens_nothing(desk: Desk) -> None:
    first = program(item("P3-05", 1390), item(FIRES, 5))
    merge(desk, [first])
    enter(desk, "1,416")
    summary = merge(desk, [program(item("P3-05", 1390), item(FIRES, 6, bases=[id_of(first, 1)]), sequence=2)])
    assert {one.measure: one.outcome for one in summary.items} == {
        "P3-05.adults": Outcome.SUPERSEDED,
        FIRES: Outcome.CURRENT,
    }
    assert value(desk, "P3-05") == 1416


def test_what_a_return_replaced_does_not_rise_again_because_a_later_one_repeats_it(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 10))])
    merge(desk, [program(item(FIRES, 12), sequence=2)])  # not based on the first: written on a copy of the laptop
    merge(desk, [program(item(FIRES, 10), item(DERELICT, 1), sequence=3)])
    assert value(desk, FIRES) == 12


def test_the_number_of_a_return_is_not_that_of_what_it_only_repeats_of_others(desk: Desk) -> None:
    """Else a form's own correction would be replaced in silence by what a laptop had merged of it before."""
    repeating = program(item(FIRES, 1, sender="form-3"), item(DERELICT, 4), sequence=3)
    corrected = made(item(FIRES, 2), form="form-3")
    digests = set()
    for files in ([repeating, corrected], [corrected, repeating]):
        for together in (True, False):
            merges = [files] if together else [[one] for one in files]
            numbers = [merge(desk, one).merge_id for one in merges]
            assert (value(desk, FIRES), value(desk, DERELICT)) == ("conflict", 4)
            assert desk.store.current_is_sound("medway")
            digests.add(digest(desk))
            for number in reversed(numbers):
                assert number is not None
                undo_merge(desk, number)
    assert len(digests) == 1


def test_a_prefilled_cell_that_nobody_touched_is_the_old_revision(desk: Desk) -> None:
    first = program(item("P3-05", 1390), sender="one")
    merge(desk, [first])
    changed = made(item("P3-05", 1416, bases=[id_of(first)]), form="form-1")
    untouched = made(item("P3-05", 1390, bases=[id_of(first)]), form="form-2", file="other.xlsx")
    merge(desk, [changed])
    assert outcomes(merge(desk, [untouched])) == [Outcome.SUPERSEDED]
    assert value(desk, "P3-05") == 1416
    undo_merge(desk, 1)
    undo_merge(desk, 2)
    assert value(desk, "P3-05") == 1390  # the form still says it, though the return that it came from is gone


# -- conflicts -------------------------------------------------------------------------------------------------------


def test_two_changes_of_a_common_base_are_a_conflict_and_never_a_silent_winner(desk: Desk) -> None:
    first = program(item("P3-05", 1390), sender="one")
    merge(desk, [first])
    team = made(item("P3-05", 1400, bases=[id_of(first)]), form="form-1")
    other = made(item("P3-05", 1416, bases=[id_of(first)]), form="form-2")
    merge(desk, [team])
    summary = merge(desk, [other])
    assert outcomes(summary) == [Outcome.CONFLICT]
    assert summary.waits
    assert value(desk, "P3-05") == "conflict"
    (conflict,) = deciding.conflicts(desk, Q2)
    assert conflict.base == "1,390"
    assert sorted(side.value for side in conflict.sides) == ["1,400", "1,416"]
    assert status_of(desk, Q2).totals.conflict == 1


def test_two_teams_that_answer_one_measure_differently_are_a_conflict(desk: Desk) -> None:
    merge(desk, [made(item("P1-02.buildings", 4), form="a"), made(item("P1-02.buildings", 6), form="b")])
    assert value(desk, "P1-02.buildings") == "conflict"


def test_parts_of_one_indicator_from_two_partners_are_none(desk: Desk) -> None:
    merge(desk, [program(item("P1-01.total", 5208), sender="police"), program(item(FIRES, 12), sender="fire")])
    assert deciding.conflicts(desk) == ()
    assert (value(desk, "P1-01.total"), value(desk, FIRES)) == (5208, 12)


def test_changed_against_withdrawn_is_a_conflict(desk: Desk) -> None:
    first = program(item("P3-05", 1390), sender="one")
    merge(desk, [first])
    changed = made(item("P3-05", 1416, bases=[id_of(first)]), form="a")
    withdrawn = made(item("P3-05", None, bases=[id_of(first)]), form="b")
    merge(desk, [changed, withdrawn])
    (conflict,) = deciding.conflicts(desk)
    assert sorted(side.value for side in conflict.sides) == ["1,416", "withdrawn"]


def test_a_statement_withdrawn_on_the_current_one_is_awaited_again(desk: Desk) -> None:
    first = program(item("P3-05", 1390), sender="one")
    merge(desk, [first])
    summary = merge(desk, [program(item("P3-05", None, bases=[id_of(first)]), sender="one", sequence=2)])
    assert outcomes(summary) == [Outcome.CURRENT]
    assert value(desk, "P3-05") == "withdrawn"
    assert open_book(desk, Q2).stated(TREATMENT, "Public Health") is None


def test_a_blank_reason_in_place_of_a_figure_is_what_stands(desk: Desk) -> None:
    first = program(item("P3-05", 1390))
    merge(desk, [first])
    merge(desk, [program(item("P3-05", Statement(blank=Blank.LATE), bases=[id_of(first)]), sequence=2)])
    current = stands(desk, "P3-05")
    assert current is not None
    assert current.content == Statement(blank=Blank.LATE)


# -- emptied cells ----------------------------------------------------------------------------------------------------


def test_a_cell_that_came_back_empty_withdraws_nothing_by_itself(desk: Desk) -> None:
    first = program(item(FIRES, 10))
    merge(desk, [first])
    emptied = Emptied(first.items[0].subject, Origin("form.xlsx", "Return", "F9"), FIRES, id_of(first))
    summary = merge(desk, [made(item(DERELICT, 4), emptied=[emptied], partner=KFRS)])
    assert summary.statements == Counts(current=1, withdraw_asked=1)
    assert value(desk, FIRES) == 10
    (asked,) = accepting.to_check(desk)
    assert asked.reason == "withdraw?"
    accepting.accept(desk, asked.id, "they count it no longer")
    assert value(desk, FIRES) == "withdrawn"


def test_a_figure_that_came_back_empty_beside_a_rolling_year_is_asked_about_too(desk: Desk) -> None:
    first = program(item(FIRES, 10))
    merge(desk, [first])
    year = Statement(rolling_year=figure(40).value)
    left = replace(item(FIRES, year, bases=[id_of(first)]), emptied=True)
    summary = merge(desk, [made(left, partner=KFRS)])
    assert summary.statements == Counts(withdraw_asked=1)
    assert (summary.items[0].old, value(desk, FIRES)) == ("10", 10)
    (asked,) = accepting.to_check(desk)
    assert "beside rolling year 40; take the figure out?" in asked.message
    accepting.accept(desk, asked.id, "only the year is published")
    (current,) = [head.content for head in desk.store.history("medway", first.items[0].subject.about) if head.active][
        1:
    ]
    assert current == year


# -- sequences -------------------------------------------------------------------------------------------------------


def test_a_gap_in_the_sequence_is_accepted_and_said(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 10))])
    summary = merge(desk, [program(item(FIRES, 12), sequence=3)])
    assert summary.files[0].outcome is FileOutcome.MERGED
    assert summary.files[0].reason == f"Return 2 of 3 from {KFRS} was not received."
    assert value(desk, FIRES) == 12


def test_two_returns_of_one_sender_and_sequence_are_a_conflict_on_what_differs_and_it_is_said(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 10), item(DERELICT, 4), file="a.xlsx")])
    summary = merge(desk, [program(item(FIRES, 12), item(DERELICT, 4), file="b.xlsx")])
    assert "was the laptop copied?" in summary.files[0].reason
    assert (value(desk, FIRES), value(desk, DERELICT)) == ("conflict", 4)


def test_a_change_in_excel_after_the_program_wrote_it_counts_as_typed_into_the_form(desk: Desk) -> None:
    written = program(item(FIRES, 10))
    edited = replace(
        program(item(FIRES, 12, bases=[id_of(written)]), written="as the program wrote it"),
        form=written.form,
        file="edited.xlsx",
    )
    summary = merge(desk, [edited])
    assert "changed in Excel" in summary.files[0].reason
    assert value(desk, FIRES) == 12
    later = program(item(FIRES, 11, bases=[id_of(written)]), sequence=2)
    assert outcomes(merge(desk, [later])) == [Outcome.CONFLICT]


def test_the_return_as_it_was_written_arriving_after_its_edit_is_superseded(desk: Desk) -> None:
    written = program(item(FIRES, 10))
    edited = replace(
        program(item(FIRES, 12, bases=[id_of(written)]), written="as the program wrote it"), form=written.form
    )
    merge(desk, [edited])
    assert outcomes(merge(desk, [written])) == [Outcome.SUPERSEDED]
    assert value(desk, FIRES) == 12


def test_what_a_reader_has_worked_out_already_changes_no_identity(desk: Desk) -> None:
    said = item(FIRES, 10, sender="laptop"), item(DERELICT, 4)
    plain = made(*said)
    hashed = [replace(one, said=said_hash(one.content)) for one in plain.items]
    read = [replace(one, revision=id_of(plain, place) if one.sender else "") for place, one in enumerate(hashed)]
    merge(desk, [replace(plain, items=tuple(read))])
    kept = {head.revision for one in said for head in desk.store.heads("medway", one.subject)}
    assert kept == {id_of(plain, 0), id_of(plain, 1)}


def test_what_is_kept_as_standing_follows_from_the_revisions_however_many_say_the_same(desk: Desk) -> None:
    enter(desk, "1390")
    same = [program(item("P3-05", 1390), item(FIRES, 10), sender=f"laptop {number}") for number in range(4)]
    merge(desk, same)
    merge(desk, [program(item(FIRES, 11), sender="another"), made(item(DERELICT, 4)), *same[:2]])
    assert (value(desk, "P3-05"), value(desk, FIRES), value(desk, DERELICT)) == (1390, "conflict", 4)
    assert desk.store.current_is_sound("medway")
