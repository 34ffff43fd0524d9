"""Rows 12, 13 and 17 of the faults: an older copy in the file's place, copies beside it, and clocks that go wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from csp_tui.desk.opening import open_desk, state_folder
from csp_tui.desk.watching import notices
from csp_tui.storage.errors import Locked
from csp_tui.storage.records import Draft, Subject
from csp_tui.storage.store import open_store
from tests.cli.conftest import Csp
from tests.screens.driving import LARGE, TODAY, running, screen_text, wait_for
from tests.storage.saying import BURGLARY, HERE, QUARTER, content, figure, say

STATE = ("enter", "P1-01", "--partner", "Kent Police")
COPIES = [
    "csp (1).db",
    "csp-LAPTOP.db",
    "csp (Ann's conflicted copy 2026-11-20).db",
    "csp (conflicted copy 2026-11-20 101010).db",
    "csp.sync-conflict-20261120-101010-ABCDEFG.db",
    "csp - Kopie.db",
    "Kopie von csp.db",
    "csp - Copy (2).db",
    "csp 2.db",
]


def told(database: Path) -> str:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        return " ".join(notice.sentence for notice in notices(desk))


# Row 12


def test_an_older_copy_put_back_is_told_until_something_is_saved_into_it(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    older = Path(shutil.copy(database, database.with_suffix(".older")))
    assert csp(*STATE, "2").err == ""
    older.replace(database)
    for _ in range(2):
        opened = csp("status")
        assert opened.status == 0
        assert f"{database} is older than the copy last saved on this computer on " in opened.err
        assert "csp-tui merge" in opened.err
        assert "csp-tui restore" in opened.err
    assert csp(*STATE, "3").status == 0
    assert csp("status").err == ""


def test_a_copy_that_went_another_way_since_is_no_newer_one(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    other = Path(shutil.copy(database, database.with_suffix(".other")))
    with open_store(other) as elsewhere:  # on another computer, which this one's memory knows nothing of
        for minute in range(5):
            say(elsewhere, figure(str(minute)), minute=minute)
    csp(*STATE, "2")
    other.replace(database)
    assert "is older than the copy last saved on this computer" in csp("status").err


def test_a_newer_copy_from_another_computer_is_nothing_to_tell(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    with open_store(database) as elsewhere:
        say(elsewhere, figure("5"))
    assert csp("status").err == ""


def test_an_older_copy_is_told_on_the_first_screen_too(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    older = Path(shutil.copy(database, database.with_suffix(".older")))
    csp("undo")
    older.replace(database)
    assert "is older than the copy" in told(database)  # an undoing counts as well


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
def test_what_is_remembered_holds_no_figure_and_is_for_its_user_alone(csp: Csp, database: Path) -> None:
    csp(*STATE, "987654")
    with open_store(database) as store:
        remembered = state_folder() / "ledgers" / f"{store.sender}.json"
    assert stat.S_IMODE(remembered.stat().st_mode) == 0o600
    assert stat.S_IMODE(remembered.parent.stat().st_mode) == 0o700
    assert set(json.loads(remembered.read_text())) == {"step", "step_hash", "turn", "turn_hash", "at", "path"}
    assert "987654" not in remembered.read_text()


def test_a_memory_that_cannot_be_read_remembers_nothing_and_stops_nobody(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    with open_store(database) as store:
        remembered = state_folder() / "ledgers" / f"{store.sender}.json"
    for nonsense in (b"", b"[", b"\xff", b"{}", b'{"step": "x"}', b"[" * 10_000, b"1" * 100_000):
        remembered.write_bytes(nonsense)
        assert csp("status").err == ""
    assert csp(*STATE, "2").status == 0


def test_what_is_stored_is_told_as_stored_where_it_cannot_be_remembered(
    csp: Csp, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csp(*STATE, "1")

    def fails(*given: object) -> None:
        raise Locked("somebody is writing")

    monkeypatch.setattr("csp_tui.storage.memory._latest", fails)
    stored = csp(*STATE, "2")
    assert (stored.status, stored.err) == (0, "")


# Row 13


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_beside_the_file_is_named_with_what_it_holds(tmp_path: Path, name: str) -> None:
    file, copy = tmp_path / "csp.db", tmp_path / name
    with open_store(file) as store:
        say(store, figure("1"))
    shutil.copy(file, copy)
    assert f"{copy} is a copy of {file} and holds nothing that this one lacks" in told(file)
    with open_store(copy) as other:
        say(other, figure("2"))
    assert f"{copy} is a copy of {file} and holds 1 entry that this one lacks" in told(file)


def test_other_files_beside_it_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csp_tui.storage.siblings._PATIENCE", 0.2)
    file = tmp_path / "csp.db"
    for name in ("csp.db", "csp-2025.db", "cspx.db"):
        with open_store(tmp_path / name) as store:
            say(store, figure("1"))
    shutil.copy(file, tmp_path / "handcsp.db")
    shutil.copy(file, tmp_path / "csp (1).bak")
    (tmp_path / "csp (2).db").write_text("Dear Ann")
    (tmp_path / "csp (3).db").write_bytes(b"")
    (tmp_path / "csp (4).db").mkdir()
    (tmp_path / "csp (5).db").symlink_to(file)
    hostile = sqlite3.connect(shutil.copy(file, tmp_path / "csp (6).db"))
    hostile.executescript(
        "DROP TABLE meta; CREATE VIEW meta AS WITH RECURSIVE n(key) AS (SELECT 1 UNION ALL SELECT key FROM n)"
        " SELECT key, '' AS value FROM n"
    )
    hostile.close()
    assert told(file) == ""


def test_the_copy_is_merged_by_the_command_that_is_named(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    copy = database.with_name("csp (1).db")
    shutil.copy(database, copy)
    assert csp("--db", str(copy), "enter", "P1-16", "3").status == 0
    assert f'csp-tui merge "{copy}"' in csp("status").err
    merged = csp("merge", str(copy))
    assert merged.status == 0, merged
    assert "holds nothing that this one lacks" in csp("status").err


def test_a_copy_from_before_a_restore_is_still_one(csp: Csp, database: Path) -> None:
    csp(*STATE, "1")
    backup = csp("backup", "--json")
    assert backup.status == 0
    csp(*STATE, "2")
    shutil.copy(database, database.with_name("csp (1).db"))
    saved = next((database.parent / "backups").glob("*.db"))
    assert csp("restore", str(saved)).status == 0
    opened = csp("status")
    assert "csp (1).db is a copy of" in opened.err
    assert "holds 1 entry that this one lacks" in opened.err
    assert "is older than" not in opened.err  # going back on purpose


async def test_copies_are_named_on_the_first_screen_until_they_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.app._OTHERS", 1.0)
    file = tmp_path / "csp.db"
    with open_store(file) as store:
        say(store, figure("1"))
    shutil.copy(file, tmp_path / "csp (1).db")
    with open_store(tmp_path / "csp (1).db") as other:
        say(other, figure("2"))
    async with running(file, LARGE) as pilot:
        await wait_for(pilot, lambda: "Other copy csp (1).db holds 1 entry not in this file" in screen_text(pilot))
        (tmp_path / "csp (1).db").unlink()
        await wait_for(pilot, lambda: "Other copy" not in screen_text(pilot))


# Row 17


def test_a_clock_a_year_back_changes_no_order(tmp_path: Path) -> None:
    noon = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # daylight saving ends within the hour
    summer, winter = timezone(timedelta(hours=1)), UTC
    moments = [
        noon,
        noon - timedelta(days=365),
        noon.astimezone(summer) + timedelta(minutes=45),
        noon.astimezone(winter) + timedelta(minutes=31),
        noon - timedelta(days=3650),
    ]
    with open_store(tmp_path / "csp.db") as store:
        for number, at in enumerate(moments):
            store.append(HERE, [Draft(BURGLARY, figure(str(number)))], kind="edit", author="Ann", at=at)
        assert content(store) == figure("4")
    with open_store(tmp_path / "csp.db") as store:
        assert content(store) == figure("4")
        assert [head.content for head in store.history(HERE, Subject("burglary", QUARTER, "Kent Police"))] == [
            figure(str(number)) for number in range(5)
        ]
        assert [step.number for step in store.steps(HERE)] == [5, 4, 3, 2, 1]
        for number in (3, 2, 1):
            store.undo(HERE, "Ann", moments[1])
            assert content(store) == figure(str(number))
        store.redo(HERE, "Ann", moments[4])
        assert content(store) == figure("2")
        assert store.current_is_sound(HERE)
