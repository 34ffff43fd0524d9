"""Rows 18 to 22 and 25 of the faults: returns sent again and shuffled, late, differing, unknown; bad among good."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from csp_tui.desk.accepting import to_check
from csp_tui.desk.issuing import issue
from csp_tui.desk.merging import merge, undo_merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.results import State
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.summary import FileOutcome
from tests.merge.building import KFRS, PLAN, Q2, id_of, item, made, program, unknown_row, value

TODAY = date(2026, 11, 21)
FIRES, DERELICT = "P1-01.fires", "P1-01.derelict"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "csp.db"


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    with open_desk(str(database), by="Ann", today=TODAY) as opened:
        yield opened


def many(count: int, rows: int = 40) -> list[Return]:
    """Returns of many senders that agree with each other now and then."""
    measures = [measure for measure in PLAN.measures if measure.is_figure][:rows]
    return [
        program(*(item(measure, (number + place) % 7) for place, measure in enumerate(measures)), sender=f"s{number}")
        for number in range(count)
    ]


def test_the_same_returns_three_times_shuffled_and_renamed_give_the_same_state(desk: Desk) -> None:
    files = many(6, rows=10)
    once = merge(desk, files).digest
    for turn in range(2):
        renamed = [replace(read, file=f"copy {turn} of {read.file}") for read in files]
        random.shuffle(renamed)
        summary = merge(desk, renamed)
        assert {file.outcome for file in summary.files} == {FileOutcome.DUPLICATE}
        assert summary.digest == once


def test_a_later_return_first_and_a_gap_leave_the_later_one_standing(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 30), sequence=3)])
    merge(desk, [program(item(FIRES, 10), sequence=1)])
    assert value(desk, FIRES) == 30


def test_two_copies_that_differ_are_shown_as_such_in_the_quarter(desk: Desk) -> None:
    merge(desk, [program(item(FIRES, 10), file="a.xlsx"), program(item(FIRES, 12), file="b.xlsx")])
    status = assess_quarter(open_book(desk, Q2))
    fires = next(m for i in status.indicators for m in i.measures if m.measure.id == FIRES)
    assert fires.state is State.CONFLICT
    assert status.totals.conflict == 1


def test_a_figure_changed_by_one_and_withdrawn_by_another_is_shown_as_such_in_the_quarter(desk: Desk) -> None:
    first = program(item(FIRES, 10), sender="one")
    merge(desk, [first])
    changed = made(item(FIRES, 12, bases=[id_of(first)]), form="a", file="a.xlsx")
    merge(desk, [changed, made(item(FIRES, None, bases=[id_of(first)]), form="b", file="b.xlsx")])
    assert assess_quarter(open_book(desk, Q2)).totals.conflict == 1


def test_rows_that_nobody_can_place_are_to_check_and_counted_and_none_is_lost(desk: Desk, tmp_path: Path) -> None:
    merge(desk, [program(item(DERELICT, 3), sender="before")])
    read = made(item(FIRES, 12), item("P3-05", 9), unknown=[unknown_row("P1-01.fire", value="7")], partner=KFRS)
    old = {PLAN.measure(DERELICT).uid: "0123456789abcdef"}  # which its plan defined in another way
    another_plan = made(item(DERELICT, 4), form="last year", file="last.xlsx", plan="medway/2025-26", definitions=old)
    summary = merge(desk, [read, another_plan])
    assert (summary.statements.current, summary.statements.to_check) == (1, 3)
    issue(desk, Q2, tmp_path)
    late = merge(desk, [made(item(FIRES, 15), form="late", file="late.xlsx")])
    assert (late.statements.current, late.statements.to_check) == (0, 1)
    waiting = to_check(desk, Q2)
    assert sorted(one.reason for one in waiting) == [
        "not-this-partner",
        "other-plan",
        "revised",
        "unknown-row",
    ]
    assert assess_quarter(open_book(desk, Q2)).totals.to_check == 4
    assert (value(desk, FIRES), value(desk, DERELICT), value(desk, "P3-05")) == (12, 3, None)


def test_one_bad_file_among_three_hundred_is_set_aside_and_the_others_merge(desk: Desk) -> None:
    reads = [made(item(FIRES, 1), form=f"form {n}", file=f"{n}.xlsx") for n in range(299)]
    summary = merge(desk, [*reads[:150], Refused("bad.xlsx", "bad.xlsx is damaged."), *reads[150:]])
    assert [file.file for file in summary.files if file.outcome is FileOutcome.REFUSED] == ["bad.xlsx"]
    assert sum(file.outcome is FileOutcome.MERGED for file in summary.files) == 299


def test_three_hundred_returns_of_forty_rows_twice_and_undone_twice_leave_the_state_as_it_was(desk: Desk) -> None:
    merge(desk, [program(item(DERELICT, 3), sender="before")])
    before = digest(desk)
    files = many(300)
    first = merge(desk, files)
    counts = first.statements
    assert counts.current + counts.equal + counts.conflict == 300 * 40
    second = merge(desk, files)
    assert second.digest == first.digest
    assert second.merge_id is not None
    assert first.merge_id is not None
    undo_merge(desk, second.merge_id)
    assert digest(desk) == first.digest
    undo_merge(desk, first.merge_id)
    assert digest(desk) == before
    assert desk.store.current_is_sound("medway")
