"""Settling figures that differ, side by side, with a reason and without a default."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from csp_tui.desk import accepting, deciding, entering
from csp_tui.desk.deciding import DecisionError
from csp_tui.desk.entering import EnteringError
from csp_tui.desk.merging import merge, undo_merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.overtaken import OvertakenError
from csp_tui.desk.reading import open_book, story
from csp_tui.domain.entries import Entry, EntryError
from csp_tui.returns.records import Return
from tests.merge.building import DERELICT, FIRES, KFRS, PLAN, Q2, figure, id_of, item, made, program, unknown_row, value


@pytest.fixture
def sides() -> tuple[Return, Return]:
    return made(item(FIRES, 12), form="a", file="a.xlsx"), made(item(FIRES, 13), form="b", file="b.xlsx")


def test_sides_are_named_alike_whichever_came_first(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, [sides[0]])
    merge(desk, [sides[1]])
    (one,) = deciding.conflicts(desk)
    undo_merge(desk, 2)
    undo_merge(desk, 1)
    merge(desk, [sides[1]])
    merge(desk, [sides[0]])
    (other,) = deciding.conflicts(desk)
    assert [(s.side, s.value, s.file) for s in one.sides] == [(s.side, s.value, s.file) for s in other.sides]
    assert one.id == other.id


def test_a_side_that_two_say_is_one_side_with_both_sources(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, [*sides, made(item(FIRES, 13), form="c", file="c.xlsx")])
    (conflict,) = deciding.conflicts(desk)
    assert sorted((side.value, len(side.sources)) for side in conflict.sides) == [("12", 1), ("13", 2)]


@pytest.mark.parametrize("letter", ["A", "b"])
def test_taking_a_side_makes_it_count_and_no_side_comes_back(
    desk: Desk, sides: tuple[Return, Return], letter: str
) -> None:
    merge(desk, sides)
    (conflict,) = deciding.conflicts(desk)
    taken = next(side for side in conflict.sides if side.side == letter.upper())
    deciding.resolve(desk, conflict.id, take=letter, reason="rang them")
    assert str(value(desk, FIRES)) == taken.value
    assert deciding.conflicts(desk) == ()
    merge(desk, sides)
    assert str(value(desk, FIRES)) == taken.value


def test_another_statement_settles_it_too(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, state=figure(20), reason="counted again")
    assert value(desk, FIRES) == 20


def test_an_entry_settles_it_with_a_reason_only(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    measure = PLAN.measure(FIRES)
    with pytest.raises(OvertakenError, match=r"differs \(12 and 13\); say which counts, and why: .* --reason"):
        entering.enter(desk, open_book(desk, Q2), measure, KFRS, Entry(value="20"))
    assert len(deciding.conflicts(desk)) == 1
    book = entering.enter(desk, open_book(desk, Q2), measure, KFRS, Entry(value="20", reason="counted again"))
    assert (value(desk, FIRES), deciding.conflicts(desk)) == (20, ())
    assert not book.conflicts
    merge(desk, [made(item(FIRES, 20), form="c", file="c.xlsx")])
    assert value(desk, FIRES) == 20
    step = desk.store.steps("medway", latest=2)[1]
    assert "stated anew, because counted again" in step.note


def test_a_decision_keeps_its_reason(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, take="A", reason="rang the watch manager")
    (step,) = desk.store.steps("medway", latest=1)
    assert (step.kind, step.author) == ("resolve", "Ann")
    assert "because rang the watch manager" in step.note


def test_there_is_no_decision_without_a_reason_or_without_a_choice(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    id = deciding.conflicts(desk)[0].id
    with pytest.raises(DecisionError, match="Say why"):
        deciding.resolve(desk, id, take="A", reason="  ")
    with pytest.raises(DecisionError, match="one of the three"):
        deciding.resolve(desk, id, reason="because")
    with pytest.raises(DecisionError, match="one of the three"):
        deciding.resolve(desk, id, take="A", add=True, reason="because")
    with pytest.raises(DecisionError, match='no side "C"; there are A, B'):
        deciding.resolve(desk, id, take="C", reason="because")
    with pytest.raises(DecisionError, match=f"there are {id}"):
        deciding.resolve(desk, "zzz", take="A", reason="because")
    assert value(desk, FIRES) == "conflict"


def test_counts_of_different_partners_can_be_added_up(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 12), form="a"), made(item(FIRES, 5, partner="Kent Police"), form="b")])
    accepting.accept(desk, accepting.to_check(desk)[0].id, "they attended some too")
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, add=True, reason="different fires")
    assert value(desk, FIRES) == 17


def test_sides_of_one_partner_are_not_added_up(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    with pytest.raises(DecisionError, match="count twice"):
        deciding.resolve(desk, deciding.conflicts(desk)[0].id, add=True, reason="both")


def test_percentages_are_not_added_up(desk: Desk) -> None:
    measure = next(m for m in PLAN.measures if m.kind == "percentage")
    merge(desk, [made(item(measure, 12), form="a"), made(item(measure, 13), form="b")])
    with pytest.raises(DecisionError, match="only counts"):
        deciding.resolve(desk, deciding.conflicts(desk)[0].id, add=True, reason="both")


def test_the_base_that_all_sides_started_from_is_shown(desk: Desk) -> None:
    first = program(item(FIRES, 10))
    merge(desk, [first])
    base = [id_of(first)]
    merge(desk, [made(item(FIRES, 12, bases=base), form="a"), made(item(FIRES, 13, bases=base), form="b")])
    assert deciding.conflicts(desk)[0].base == "10"


def test_only_rows_are_mapped_and_only_to_measures_that_fit(desk: Desk) -> None:
    rows = [unknown_row("old row", value="a few"), unknown_row("other", value="3")]
    rows = [replace(row, origin=replace(row.origin, cell=cell)) for row, cell in zip(rows, ("B12", "Z3"), strict=True)]
    merge(desk, [made(item(DERELICT, 4), unknown=rows, partner=KFRS)])
    assert [one.cell for one in accepting.to_check(desk)] == ["Z3", "B12"]
    by_label = {one.measure: one.id for one in accepting.to_check(desk)}
    with pytest.raises(DecisionError, match="map it to the one"):
        accepting.accept(desk, by_label["old row"], "fine")
    with pytest.raises(EnteringError, match="KFRS does not supply"):
        accepting.map_row(desk, by_label["old row"], PLAN.measure("P3-05"))
    with pytest.raises(EntryError):
        accepting.map_row(desk, by_label["old row"], PLAN.measure(FIRES))
    accepting.map_row(desk, by_label["other"], PLAN.measure(FIRES))
    assert value(desk, FIRES) == 3
    assert [one.measure for one in accepting.to_check(desk)] == ["old row"]


def test_what_came_to_another_partnership_cannot_be_accepted(desk: Desk) -> None:
    merge(desk, [replace(program(item(FIRES, 12)), partnership="swale")])
    with pytest.raises(DecisionError, match="another partnership"):
        accepting.accept(desk, accepting.to_check(desk)[0].id, "why not")
    assert value(desk, FIRES) is None


def test_nothing_to_check_is_settled_without_a_reason(desk: Desk) -> None:
    merge(desk, [made(item("P3-05", 9), partner=KFRS)])
    (row,) = accepting.to_check(desk)
    with pytest.raises(DecisionError, match="Say why"):
        accepting.accept(desk, row.id, "")
    with pytest.raises(DecisionError, match=f"there is {row.id}"):
        accepting.accept(desk, "zzzz", "because")
    assert len(accepting.to_check(desk)) == 1


def test_who_said_what_tells_how_and_why_it_was_decided(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, take="A", reason="rang the watch manager")
    said = story(desk, Q2, PLAN.measure(FIRES)).said
    assert [one.decided for one in said if one.decided] == ["13 (Jo Brook) taken, because rang the watch manager"]
    assert [one.counts for one in said if one.decided] == [True]


def test_who_said_what_tells_why_something_was_accepted_or_mapped(desk: Desk) -> None:
    stranger = item(FIRES, 5, partner="Kent Police")
    merge(desk, [made(stranger, unknown=[unknown_row("P1-01.derelicts", value="4")], partner=KFRS)])
    for one in accepting.to_check(desk):
        if one.reason == "unknown-row":
            accepting.map_row(desk, one.id, PLAN.measure(DERELICT), "a slip")
        else:
            accepting.accept(desk, one.id, "they attended")
    told = [one.decided for m in (FIRES, DERELICT) for one in story(desk, Q2, PLAN.measure(m)).said]
    assert told == ["accepted, because they attended", "P1-01.derelicts means P1-01.derelict, because a slip"]


def test_what_rests_on_a_merge_that_is_taken_back_is_told_as_asleep(desk: Desk, sides: tuple[Return, Return]) -> None:
    merge(desk, sides)
    deciding.resolve(desk, deciding.conflicts(desk)[0].id, state=figure(20), reason="counted again")
    undo_merge(desk, 1)
    told = story(desk, Q2, PLAN.measure(FIRES)).said
    assert [one.fate.partition(",")[0] for one in told] == ["undone", "undone", "asleep"]


def test_a_row_that_must_be_mapped_is_refused_in_words_that_hold_on_a_screen_too(desk: Desk) -> None:
    merge(desk, [made(unknown=[unknown_row("P1-01.fire", value="12")], partner=KFRS)])
    (row,) = accepting.to_check(desk)
    with pytest.raises(DecisionError) as refused:
        accepting.accept(desk, row.id, "must be that")
    assert str(refused.value) == "P1-01.fire is no measure of the plan: map it to the one that it means."


def test_a_row_that_was_mapped_against_another_figure_can_be_undone_and_mapped_again_by_redo(desk: Desk) -> None:
    merge(desk, [made(item(FIRES, 12), form="a"), made(unknown=[unknown_row("P1-01.fire", value="4")], partner=KFRS)])
    accepting.map_row(desk, accepting.to_check(desk)[0].id, PLAN.measure(FIRES))
    assert value(desk, FIRES) == "conflict"
    entering.undo(desk)
    assert value(desk, FIRES) == 12
    entering.redo(desk)
    assert value(desk, FIRES) == "conflict"
