"""Row 11 of the faults: the file is replaced, moved or deleted while it is open."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from csp_tui.desk.watching import name_to_save_as
from csp_tui.storage.errors import CannotOpen, MovedAway, WrittenOver
from csp_tui.storage.sqlite import SqliteFile
from csp_tui.storage.store import open_store
from tests.screens.driving import LARGE, Driver, go_to, press, running, screen_text, session_of, stored, type_text
from tests.storage.saying import HERE, QUARTER, content, current, figure, say

ROW = "P1-01.total|Kent Police"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows moves and deletes no file that is open")


def deleted(file: Path) -> None:
    file.unlink()


def moved(file: Path) -> None:
    file.rename(file.with_name("elsewhere.db"))


def replaced(file: Path) -> None:
    """As a sync client does: whole, under the same name."""
    Path(shutil.copy(file, file.with_suffix(".other"))).replace(file)


WAYS = [deleted, moved, replaced]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix == ".db"}


@pytest.mark.parametrize("away", WAYS)
@pytest.mark.parametrize("saved_before", [True, False])
def test_the_next_save_is_refused_and_writes_nowhere(
    tmp_path: Path, away: Callable[[Path], None], saved_before: bool
) -> None:
    file = tmp_path / "csp.db"
    with open_store(file) as store:
        say(store, figure("0"))
    with open_store(file) as store:
        if saved_before:
            say(store, figure("1"))
        away(file)
        before = contents(tmp_path)
        for _ in range(2):
            with pytest.raises(MovedAway, match="was moved, replaced or deleted while it was open; nothing was stored"):
                say(store, figure("2"))
        assert contents(tmp_path) == before
        assert content(store) == figure("1" if saved_before else "0")


@pytest.mark.parametrize("away", WAYS)
def test_sqlite_refuses_it_as_well_where_the_file_goes_between_the_look_and_the_save(
    tmp_path: Path, away: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "csp.db"
    with open_store(file) as store:
        say(store, figure("1"))
        monkeypatch.setattr(SqliteFile, "look_around", lambda self: None)
        away(file)
        before = contents(tmp_path)
        with pytest.raises(MovedAway, match="was moved, replaced or deleted"):
            say(store, figure("2"))
        assert contents(tmp_path) == before


@pytest.mark.parametrize("away", WAYS)
def test_all_that_was_open_can_be_saved_under_another_name(tmp_path: Path, away: Callable[[Path], None]) -> None:
    file, other = tmp_path / "csp.db", tmp_path / "saved.db"
    with open_store(file) as store:
        for number in range(200):
            say(store, figure(str(number)), minute=number)
        away(file)
        store.around.look()
        assert store.around.moved
        store.around.save_as(other)
        with pytest.raises(CannotOpen, match="is there already; nothing was written"):
            store.around.save_as(other)
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    with open_store(other) as after:
        assert content(after) == figure("199")
        assert len(after.history(HERE, "burglary", QUARTER)) == 200
        assert after.current_is_sound(HERE)
        assert current(after) is not None


def another(file: Path) -> bytes:
    """Another database with as many steps and changes, so that SQLite itself sees no difference."""
    with open_store(other := file.with_name("other.db")) as store:
        say(store, figure("0"))
        say(store, figure("7"))
    return other.read_bytes()


def an_earlier_copy(file: Path) -> bytes:
    return file.with_suffix(".earlier").read_bytes()


@pytest.mark.parametrize("written", [another, an_earlier_copy])
def test_what_was_copied_over_it_in_its_place_is_never_stored_into(
    tmp_path: Path, written: Callable[[Path], bytes]
) -> None:
    file = tmp_path / "csp.db"
    with open_store(file) as store:
        say(store, figure("0"))
    shutil.copy(file, file.with_suffix(".earlier"))
    with open_store(file) as store:
        say(store, figure("1"))
        right, wrong = file.read_bytes(), written(file)
        with file.open("r+b") as place:  # as `cat` does: the same file, other bytes
            place.write(wrong)
            place.truncate()
        with pytest.raises(WrittenOver):  # by which the application would read its figures again
            store.change_token()
        for _ in range(2):
            with pytest.raises(WrittenOver, match="holds another database now"):
                say(store, figure("2"))
        assert file.read_bytes() == wrong
        file.write_bytes(right)
        say(store, figure("3"))
        assert content(store) == figure("3")


async def until(pilot: Driver, text: str) -> None:
    patience = time.monotonic() + 30
    while time.monotonic() < patience:
        await pilot.pause(0.05)
        if text in screen_text(pilot):
            return
    raise AssertionError(f"{text!r} is not on the screen:\n{screen_text(pilot)}")


async def test_the_application_keeps_what_is_typed_and_goes_on_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.app._OTHERS", 1.0)
    file = tmp_path / "csp.db"
    async with running(file, LARGE) as pilot:
        await go_to(pilot, ROW)
        await type_text(pilot, "11")
        await press(pilot, "enter")
        await go_to(pilot, ROW)
        file.unlink()
        await type_text(pilot, "12")
        await press(pilot, "enter")
        await until(pilot, "Save all of it as csp saved")
        assert "was moved, replaced or deleted while it was" in screen_text(pilot)
        await press(pilot, "enter")  # leaves it for now
        await pilot.pause(1.2)
        assert "Save all of it" not in screen_text(pilot)
        await type_text(pilot, "13")
        await press(pilot, "enter")
        await until(pilot, "Save all of it as csp saved")
        await press(pilot, "down", "enter")
        await until(pilot, "you work there now")
        session = session_of(pilot)
        other = session.desk.store.path
        assert other is not None
        assert [draft.text for _, draft in session.drafts] == ["13"]
        assert "Not stored" in screen_text(pilot)
        assert session.desk.read_only_because is None
    assert not file.exists()
    held = stored(other, "P1-01.total", "Kent Police")
    assert held is not None
    assert str(held.value) == "11"


async def test_the_application_leaves_it_where_that_is_chosen_and_says_so_at_the_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.app._OTHERS", 1.0)
    file = tmp_path / "csp.db"
    async with running(file, LARGE) as pilot:
        away = file.rename(tmp_path / "elsewhere.db")
        await until(pilot, "Save all of it as csp saved")
        await press(pilot, "enter")
        assert "Read only. " in screen_text(pilot)
        assert name_to_save_as(session_of(pilot).desk) is not None
        away.rename(file)
        await until(pilot, "Nobody else has the file open")
        assert "Read only. " not in screen_text(pilot)
