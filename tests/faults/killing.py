"""Killing acts of the program in each of their phases, and what must be true of the folder afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from csp_tui.storage.sqlite import SCHEMA_VERSION
from csp_tui.storage.verifying import altered_in_file
from tests.faults.acts import ACTS, opened, seen_in, whole
from tests.faults.tracing import Acting, Call


class Killed(Struct, frozen=True):
    """How often an act was killed, how often it had come to its end before, and after how many it was done."""

    kills: int
    too_late: int
    done: int


def kill_everywhere(acting: Acting, act: str, folder: Path, most: int) -> Killed:
    """Kill an act before so many of its calls that change files, and see that it is whole or not there each time."""
    here, kept, looked_at = folder / "here", folder / "as it was", folder / "looked at"
    ACTS[act].prepared(here)
    shutil.copytree(here, kept)
    shutil.copytree(here, looked_at)
    before = seen_in(looked_at)  # looking may change it: an older database is brought to this version
    points = phases(acting.calls(act, here), here, most)
    after = seen_in(here)
    killed = late = done = 0
    for point in points:
        shutil.rmtree(here)
        shutil.copytree(kept, here)
        ended = acting.kill(act, here, point)
        assert ended in {"killed", "done"}, f"{act} failed at {point.name} {point.nth}"
        killed, late = killed + (ended == "killed"), late + (ended == "done")
        found = seen_in(here)
        assert found in (before, after), f"{act} killed at {point.name} {point.nth}: neither as before nor as after"
        done += found == after != before
        look_over(here)
        assert acting.do(act, here) == "done", f"{act} cannot be done again after {point.name} {point.nth}"
        assert seen_in(here) == after, f"{act} is not done after it was killed at {point.name} {point.nth} and repeated"
        look_over(here)
    assert killed, f"{act} was never killed"
    return Killed(killed, late, done)


def phases(calls: Sequence[Call], folder: Path, most: int) -> list[Call]:
    """Some of an act's calls: where it goes from one file or kind of call to the next, then between, then elsewhere.

    The first is where the database is changed already and its journal still says how to take that back.
    """
    ours = [call for call in calls if call.is_in(folder)]
    half = [call for call in ours if call.name.endswith("sync") and call.file == str(folder / "csp.db")][-1:]
    turns, between = [], []
    for _, same in groupby(ours, key=lambda call: (call.name, call.file)):
        first, *others = same
        turns.append(first)
        between.extend(others)
    chosen = half + _spread([call for call in turns if call not in half], most - len(half))
    chosen += _spread(between, most - len(chosen))
    return chosen + _spread([call for call in calls if call not in ours], most - len(chosen))


def _spread(calls: Sequence[Call], count: int) -> list[Call]:
    count = min(count, len(calls))
    return [calls[place * len(calls) // count] for place in range(count)]


def look_over(folder: Path) -> None:
    """Every file under its own name is whole: the database to the last byte, and so each backup and workbook."""
    with opened(folder) as desk:
        assert desk.store.current_is_sound("medway")
        desk.warm_up()  # what the application does once it has started: what killed programs left goes
    for path in folder.rglob("*"):
        assert not path.name.endswith((".tmp", ".new")), f"{path.name} was left"
        if path.suffix == ".xlsx":
            assert whole(path), f"{path.name} is a half"
        elif path.suffix == ".db":
            assert_sound(path)


def assert_sound(database: Path) -> None:
    """SQLite finds nothing wrong with a database, and our own hashes do not either; older ones have none."""
    with closing(sqlite3.connect(database)) as connection:
        assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        assert altered_in_file(database) == []
