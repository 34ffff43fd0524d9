"""Row 15 of the faults: what is started while another program holds the file goes on by itself, or ends at once."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from textual.events import Key

from csp_tui.desk.merging import merges
from csp_tui.storage import guards
from tests.faults.test_held import WRITTEN, at_once, held, soon
from tests.screens.arriving import two_teams
from tests.screens.conftest import _no_needless_waits  # noqa: F401 - as the tests of the screens wait
from tests.screens.driving import LARGE, Driver, app_on, paste, press, running, screen_text, session_of, wait_for

__all__ = ["soon"]


@pytest.mark.usefixtures("soon")
async def test_returns_that_were_read_are_compared_and_taken_in_as_soon_as_the_file_is_free(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "PATIENCE", 0.1)
    folder = two_teams(tmp_path)

    async def held_up(pilot: Driver) -> None:
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "this goes on by itself" in screen_text(pilot))
        time.sleep(0.2)  # longer than patience, with everything standing still
        await pilot.pause()

    async with running(database, LARGE) as pilot:
        await press(pilot, "f6", "f5")
        await paste(pilot, str(folder))
        with held(database):
            await held_up(pilot)
            assert "Nothing has been read yet" not in screen_text(pilot)
            with at_once("stopping"):
                await press(pilot, "escape")
                await wait_for(pilot, lambda: "Stopped. Nothing was taken in" in screen_text(pilot))
            await press(pilot, "f5")
            await held_up(pilot)
        await wait_for(pilot, lambda: "Enter takes them in" in screen_text(pilot))
        with held(database):
            await held_up(pilot)
            await press(pilot, "escape")
            await wait_for(pilot, lambda: "Stopped. Nothing was taken in" in screen_text(pilot))
            assert "2 files: 2 can be taken in" in screen_text(pilot)
            await held_up(pilot)
        await wait_for(pilot, lambda: "Taken in." in screen_text(pilot))
        assert len(merges(session_of(pilot).desk)) == 1


@pytest.mark.usefixtures("soon")
async def test_a_program_that_is_started_while_the_file_is_held_says_so_and_opens_it_afterwards(database: Path) -> None:
    app = app_on(database)
    with held(database):
        async with app.run_test(size=LARGE) as pilot:
            await wait_for(pilot, lambda: WRITTEN in screen_text(pilot))
            with at_once("leaving"):
                await press(pilot, "down", "enter", "ctrl+q")
            assert not app.is_running
    app = app_on(database)
    with held(database), at_once("leaving before it is known why it waits"):
        async with app.run_test(size=LARGE) as pilot:
            for key in ("down", "enter", "ctrl+q"):
                app.post_message(Key(key, None))
            await wait_for(pilot, lambda: app._exit)
    app = app_on(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with app.run_test(size=LARGE) as pilot:
            await wait_for(pilot, lambda: WRITTEN in screen_text(pilot))
            other.execute("ROLLBACK")
            await wait_for(pilot, lambda: "Opening the figures" not in screen_text(pilot))
            assert WRITTEN not in screen_text(pilot)
