"""Faults 3, 18 to 22 and 25: killed merges, returns sent again and shuffled, bad files among good ones."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from csp_tui.desk.merging import merge, merges, undo_merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.results import State
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.summary import FileOutcome
from tests.merge.building import PLAN, Q2, item, made, program, value

TODAY = date(2026, 11, 21)
FIRES, DERELICT = "P1-01.fires", "P1-01.derelict"
KILLS = 40 if os.environ.get("CSP_TUI_SOAK") else 4

MERGING = """
import sys
from datetime import date
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import open_desk
from tests.faults.test_merging import many
with open_desk(sys.argv[1], by="Ann", today=date(2026, 11, 21)) as desk:
    print("ready", flush=True)
    merge(desk, many(30), progress=lambda text, done, total: print(text, flush=True))
    print("done", flush=True)
"""


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


@pytest.mark.parametrize("number", range(KILLS))
def test_a_merge_killed_at_any_moment_is_all_in_or_not_at_all_and_can_be_run_again(database: Path, number: int) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        merge(desk, [program(item(FIRES, 99), sender="before")])
        before = digest(desk)
    reference = database.with_name("reference.db")
    shutil.copy(database, reference)
    with open_desk(str(reference), by="Ann", today=TODAY) as whole:
        started = time.perf_counter()
        after = merge(whole, many(30)).digest
        lasting = time.perf_counter() - started
    with subprocess.Popen([sys.executable, "-c", MERGING, str(database)], stdout=subprocess.PIPE, text=True) as merging:
        assert merging.stdout is not None
        assert merging.stdout.readline() == "ready\n"
        if number % 2:  # as often while it is stored as at any moment
            while merging.stdout.readline() != "Storing\n":
                pass
            lasting /= 2
        time.sleep(random.uniform(0, lasting))  # any moment will do
        merging.send_signal(signal.SIGKILL)
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        assert digest(desk) in (before, after)
        assert (digest(desk) == after) == (len(merges(desk)) == 2)
        assert desk.store.current_is_sound("medway")
        assert merge(desk, many(30)).digest == after


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
