"""Rows 5 and 15 of the faults: no room on the disk, a file that another program holds; and every sentence of these."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csp_tui.screens.priority import PriorityScreen
from csp_tui.storage.errors import (
    _SENTENCES,
    DamagedFile,
    DiskFull,
    MovedAway,
    ReadOnly,
    StorageError,
    translated,
)
from csp_tui.storage.store import Store, open_store
from tests.faults.disks import disk_of
from tests.screens.driving import (
    LARGE,
    Driver,
    go_to,
    press,
    running,
    screen_text,
    session_of,
    shown,
    stored,
    type_text,
    wait_for,
)
from tests.storage.saying import BURGLARY, content, figure, say

FIRES = "P1-01.fires|KFRS"
LONG = "x" * 400_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room; only root may make one."""
    with disk_of(600, tmp_path / "disk") as folder:
        yield folder


def fill(folder: Path) -> Path:
    """Leave no room at all."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1024)):
                pass
        except OSError:
            pass
    return filler


def test_a_full_disk_refuses_the_save_keeps_what_was_there_and_takes_the_next_one_once_there_is_room(
    small_disk: Path,
) -> None:
    file = small_disk / "csp.db"
    with open_store(file) as store:
        say(store, figure("1"))
        filler = fill(small_disk)
        with pytest.raises(DiskFull, match="no room left on the disk") as refusal:
            say(store, figure("2"))
        assert str(file) in str(refusal.value)
        assert content(store) == figure("1")
        filler.unlink()
        say(store, figure("2"))
        assert content(store) == figure("2")
        assert store.copies.altered() == []


async def test_on_a_full_disk_typed_text_stays_on_the_screen_and_is_stored_once_there_is_room(small_disk: Path) -> None:
    database = small_disk / "csp.db"
    async with running(database, LARGE) as pilot:
        await go_to(pilot, FIRES)
        await type_text(pilot, "66")
        filler = fill(small_disk)
        await press(pilot, "enter")
        assert "no room left on the disk" in " ".join(screen_text(pilot).split())
        assert shown(pilot, FIRES, "value") == "66"
        assert session_of(pilot).unstored == 1
        filler.unlink()
        await go_to(pilot, FIRES)
        await press(pilot, "enter")
        assert session_of(pilot).unstored == 0
    held = stored(database, "P1-01.fires", "KFRS")
    assert held is not None
    assert str(held.value) == "66"


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN " + sys.argv[2])
print("held", flush=True)
time.sleep(float(sys.argv[3]))
connection.execute("ROLLBACK")
"""


@pytest.mark.long
@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
async def test_while_another_program_holds_the_file_every_key_is_answered_and_the_figure_is_stored_afterwards(
    tmp_path: Path, how: str
) -> None:
    database = tmp_path / "csp.db"
    async with running(database, LARGE) as pilot:
        await go_to(pilot, FIRES)
        await type_text(pilot, "65")
        await press(pilot, "enter")
        await pilot.app.workers.wait_for_complete()
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(database), how, "6"], stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            slowest = 0.0
            for key in ("up", "6", "6", "enter", "down", "down", "up", "right", "left", "up"):
                began = time.monotonic()
                await pilot.press(key)
                slowest = max(slowest, time.monotonic() - began)
                if key == "enter":
                    assert "being written by another program" in " ".join(screen_text(pilot).split())
            assert holder.poll() is None  # it held the file all the time
            assert slowest < 2  # of 5 seconds that a patient save would take
            assert shown(pilot, FIRES, "value") == "66"
        await wait_for(pilot, lambda: not _drafted(pilot))
    held = stored(database, "P1-01.fires", "KFRS")
    assert held is not None
    assert str(held.value) == "66"


def _drafted(pilot: Driver) -> bool:
    screen = pilot.app.screen
    assert isinstance(screen, PriorityScreen)
    return screen.session.draft(screen._lines[FIRES].subject, "value") is not None


def test_a_command_waits_for_another_program_and_then_saves(tmp_path: Path) -> None:
    with open_store(tmp_path / "csp.db") as store:
        say(store, figure("1"))
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path / "csp.db"), "EXCLUSIVE", "1"], stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout is not None
            holder.stdout.readline()
            say(store, figure("2"))
        assert content(store) == figure("2")


# Each sentence of the store's, made to happen


@pytest.fixture
def open_file(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "csp.db") as store:
        say(store, figure("1"))
        yield store


def connection_of(store: Store) -> sqlite3.Connection:
    return store._database._connection  # type: ignore[attr-defined, no-any-return]


def too_full(store: Store) -> None:
    pages = connection_of(store).execute("PRAGMA page_count").fetchone()[0]
    connection_of(store).execute(f"PRAGMA max_page_count = {pages}")


def only_to_read(store: Store) -> None:
    connection_of(store).execute("PRAGMA query_only = ON")


def locked_by_ourselves(store: Store) -> None:
    cursor = connection_of(store).execute("SELECT * FROM revision")
    cursor.fetchone()


def damaged_under_it(store: Store) -> None:
    assert store.path is not None
    size = store.path.stat().st_size
    with store.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    connection_of(store).execute("PRAGMA cache_size = 0")


def overwritten(store: Store) -> None:
    assert store.path is not None
    with store.path.open("r+b") as file:
        file.write(b"no database any more " * 10)


def gone(store: Store) -> None:
    assert store.path is not None
    store.path.unlink()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (too_full, DiskFull),
        (only_to_read, ReadOnly),
        (damaged_under_it, DamagedFile),
        (overwritten, DamagedFile),
        (gone, MovedAway),
    ],
)
def test_a_fault_at_a_save_is_told_in_its_sentence_and_nothing_is_stored(
    open_file: Store, fault: Callable[[Store], None], kind: type[StorageError]
) -> None:
    fault(open_file)
    with pytest.raises(kind) as refusal:
        say(open_file, LONG, subject=BURGLARY.__class__("burglary", BURGLARY.quarter, "", "patterns"))
    assert str(open_file.path) in str(refusal.value)
    assert "nothing" in str(refusal.value).casefold()
    assert "sqlite" not in str(refusal.value).casefold() or "SQLite cannot read it" in str(refusal.value)


NO_LARGER = """
import resource, signal, sys
from csp_tui.storage.errors import StorageError
from csp_tui.storage.store import open_store
from tests.storage.saying import Subject, QUARTER, figure, say
with open_store(sys.argv[1]) as store:
    say(store, figure("1"))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        say(store, "x" * 400_000, subject=Subject("a", QUARTER, "", "patterns"))
    except StorageError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    say(store, figure("2"))
"""


def test_a_disk_that_does_not_take_a_write_is_told_and_the_next_save_works(tmp_path: Path) -> None:
    file = tmp_path / "csp.db"
    told = subprocess.run([sys.executable, "-c", NO_LARGER, str(file)], capture_output=True, text=True, check=True)
    assert "does not answer; nothing was stored" in told.stdout
    with open_store(file) as store:
        assert content(store) == figure("2")
        assert store.copies.altered() == []


def test_every_name_of_an_error_has_a_sentence_that_names_the_file() -> None:
    for start, kind, _ in _SENTENCES:
        error = sqlite3.OperationalError("what SQLite said")
        error.sqlite_errorname = start
        told = translated(error, "csp.db")
        assert type(told) is kind
        assert "csp.db" in str(told)
        assert "what SQLite said" not in str(told)
