"""Row 14 of the faults: a file opened twice, a lease left by a dead process, a lease from another computer."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.opening import open_desk
from csp_tui.storage.errors import ReadOnly
from csp_tui.storage.store import open_store
from tests.faults.windows import Window, command
from tests.screens.driving import LARGE, TODAY, go_to, press, running, screen_text, stored, type_text
from tests.storage.saying import HERE, QUARTER, content, figure, say

ROW = "P1-01.total|Kent Police"
STATE = ["enter", "P1-01", "--partner", "Kent Police"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database whose user has answered who they are."""
    path = tmp_path / "csp.db"
    with open_desk(str(path), by="Ann", today=TODAY) as desk:
        change_setting(desk, "role", "coordinator")
    return path


def lease_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-lease")


def from_another_computer(database: Path) -> None:
    """A lease as a sync client brings it."""
    with open_store(database, stays=True):
        held = json.loads(lease_of(database).read_text())
    held |= {"computer": "LAPTOP-7", "user": "bob", "token": "0123456789abcdef", "since": "2026-11-20T10:12:00+00:00"}
    lease_of(database).write_text(json.dumps(held))


def value_in(database: Path) -> str:
    statement = stored(database, "P1-01.total", "Kent Police")
    return str(statement.value) if statement is not None else ""


@pytest.mark.long
def test_a_second_window_only_reads_and_says_who_has_the_file_and_the_first_goes_on(database: Path) -> None:
    with Window(database) as first, Window(database) as second:
        assert "Read only." not in first.said
        assert "Read only." in second.said
        told = " ".join(second.said.split())
        assert f"{database} is open in another window on this computer (" in told
        assert ", since " in told
        refused = " ".join(second.type('enter P1-01 7 --partner "Kent Police"').split())
        assert "Nothing was stored" in refused
        assert "is open in another window" in refused
        first.type('enter P1-01 8 --partner "Kent Police"')
    assert value_in(database) == "8"


@pytest.mark.long
def test_the_second_window_can_store_once_the_first_is_closed(database: Path) -> None:
    first = Window(database)
    with first, Window(database) as second:
        first.close()
        assert "Nobody else has the file open any more" in " ".join(second.type("home").split())
        second.type('enter P1-01 7 --partner "Kent Police"')
    assert value_in(database) == "7"
    assert not lease_of(database).exists()


@pytest.mark.long
def test_after_a_kill_the_next_start_asks_nothing_and_stores(database: Path) -> None:
    with Window(database) as killed:
        killed.kill()
    assert lease_of(database).exists()
    with Window(database) as after:
        assert "Read only." not in after.said
        after.type('enter P1-01 7 --partner "Kent Police"')
    assert value_in(database) == "7"


def test_a_lease_without_its_program_is_taken_over_whatever_process_numbers_are_in_use(database: Path) -> None:
    with open_store(database, stays=True):
        left = lease_of(database).read_text()
    lease_of(database).write_text(left)  # as a kill leaves it; our own process is very much alive
    with open_store(database, stays=True) as store:
        assert store.read_only_because is None
        assert lease_of(database).read_text() != left


@pytest.mark.long
def test_a_command_stores_while_a_window_is_open_which_sees_it_at_its_next_look(database: Path) -> None:
    with Window(database) as window:
        assert command(database, *STATE, "9").returncode == 0
        assert "Another program stored something" in window.type("home")
    assert value_in(database) == "9"


def test_a_lease_from_another_computer_leaves_reading_only_unless_it_is_taken_over(database: Path) -> None:
    from_another_computer(database)
    refused = command(database, *STATE, "5")
    assert refused.returncode == 1
    assert "LAPTOP-7 (bob, since 20 November" in refused.stderr
    assert "--take-over" in refused.stderr
    assert command(database, "status").returncode == 0
    assert lease_of(database).exists()
    taken = command(database, *STATE, "5", "--take-over")
    assert taken.returncode == 0, taken.stderr
    assert value_in(database) == "5"


def test_who_is_taken_over_reads_only_from_the_next_save_on(database: Path) -> None:
    with open_store(database, stays=True) as first, open_store(database, stays=True, take_over=True) as second:
        say(second, figure("2"))
        with pytest.raises(ReadOnly, match="in another window"):
            say(first, figure("1"))
        assert content(first) == figure("2")
    with open_store(database) as after:
        assert len(after.history(HERE, "burglary", QUARTER)) == 1


def test_reading_never_waits_for_a_lease_and_a_lease_that_is_no_lease_is_nobodys(database: Path) -> None:
    for nonsense in (b"", b"[1", b"\xff" * 100, b"{}", b"[" * 100_000, b'{"token": {}}'):
        lease_of(database).write_bytes(nonsense)
        with open_store(database, stays=True) as store:
            assert store.read_only_because is None


def test_a_look_that_comes_after_the_file_was_let_go_takes_no_lease(database: Path) -> None:
    with open_desk(str(database), by="Ann", stays=True) as desk:
        assert lease_of(database).exists()
    desk.store.around.look()
    assert not lease_of(database).exists()


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
def test_a_lease_is_for_its_user_alone_and_names_no_figure(database: Path) -> None:
    with open_store(database, stays=True) as store:
        say(store, figure("987654"))
        assert stat.S_IMODE(lease_of(database).stat().st_mode) == 0o600
        assert set(json.loads(lease_of(database).read_text())) == {
            "token",
            "computer",
            "machine",
            "user",
            "since",
            "seen",
        }
        assert "987654" not in lease_of(database).read_text()


async def test_the_application_asks_before_it_takes_a_file_over_from_another_computer(database: Path) -> None:
    for answer, banner, value in ((["down", "enter"], False, "12"), (["enter"], True, "13")):
        from_another_computer(database)
        async with running(database, LARGE) as pilot:
            assert "Only read it here" in screen_text(pilot)
            await press(pilot, *answer)
            assert ("Read only. " in screen_text(pilot)) == banner
            await go_to(pilot, ROW)
            await type_text(pilot, value)
            await press(pilot, "enter")
            assert ("not stored" in screen_text(pilot)) == banner
        assert value_in(database) == "12"
