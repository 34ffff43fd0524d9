"""Keys count in the order in which they are typed, also before the figures are there and faster than screens open."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual import events

from csp_tui.app import CspApp
from csp_tui.screens.help import HelpScreen
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.session import Session
from csp_tui.screens.trouble import TroubleScreen
from tests.screens.driving import (
    QUARTER,
    SMALL,
    TODAY,
    Driver,
    app_on,
    open_on,
    opened,
    press,
    screen_text,
    stored,
    wait_for,
)


def type_at_once(pilot: Driver, *keys: str) -> None:
    """As a terminal hands them on that was slow: all at once, and without waiting for what they do."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


FIRST_OF_THE_THIRD = ("down", "down", "enter", "1", "2", "enter", "escape", "down")


@pytest.fixture
def opens_late(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The figures are there only once this is set."""
    may_open = threading.Event()
    opened_session = CspApp._opened_session

    def late(app: CspApp, database: str | None, quarter: str | None) -> Session:
        may_open.wait(10)
        return opened_session(app, database, quarter)

    monkeypatch.setattr(CspApp, "_opened_session", late)
    return may_open


async def test_keys_typed_before_the_figures_are_there_do_what_they_would_have_done(
    database: Path, opens_late: threading.Event
) -> None:
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *FIRST_OF_THE_THIRD)
        assert isinstance(app.screen, HomeScreen)
        opens_late.set()
        await opened(pilot)
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen) and app.screen.grid.row_id == "4")
    kept = stored(database, "P3-01.closed", "Kent Police")
    assert kept is not None
    assert str(kept.value) == "12"


async def test_enter_typed_before_the_terminal_is_the_program_s_is_enter(
    database: Path, opens_late: threading.Event
) -> None:
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        type_at_once(pilot, "down", "ctrl+j")
        opens_late.set()
        await opened(pilot)
        await wait_for(pilot, lambda: isinstance(app.screen, PriorityScreen))
        assert "2 Violence against women and girls" in screen_text(pilot)


async def test_keys_typed_faster_than_screens_open_go_to_the_screens_they_are_meant_for(database: Path) -> None:
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        type_at_once(pilot, *FIRST_OF_THE_THIRD)
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen) and app.screen.grid.row_id == "4")
    kept = stored(database, "P3-01.closed", "Kent Police")
    assert kept is not None
    assert str(kept.value) == "12"


async def test_help_waits_for_no_figures_and_keys_in_it_are_its_own(
    database: Path, opens_late: threading.Event
) -> None:
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f1")
        assert open_on(pilot) is HelpScreen
        await press(pilot, "escape")
        assert open_on(pilot) is HomeScreen
        opens_late.set()
        await opened(pilot)
        await press(pilot, "enter")
        assert open_on(pilot) is PriorityScreen


async def test_keys_typed_before_a_file_was_refused_do_not_answer_for_it(
    tmp_path: Path, opens_late: threading.Event
) -> None:
    database = tmp_path / "letter.db"
    database.write_text("Dear Ann")
    app = CspApp(str(database), quarter=QUARTER, today=TODAY)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "down", "enter")
        opens_late.set()
        await opened(pilot)
        await pilot.pause(0.1)
        assert isinstance(app.screen, TroubleScreen)
        assert app.native_ansi_color  # which colours were chosen is not known
