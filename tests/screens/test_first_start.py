"""The first start asks who works here, once, and never where it is known or cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.app import CspApp
from csp_tui.desk.configuring import change_setting, setting
from csp_tui.desk.opening import open_desk
from csp_tui.screens.first_start import FirstStart
from csp_tui.screens.home import HomeScreen
from tests.screens.driving import QUARTER, SMALL, TODAY, make_newer, opened, press, screen_text, session_of, type_text


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database that does not exist yet."""
    return tmp_path / "csp.db"


def nobody_named(database: Path) -> CspApp:
    """The application as it is opened without --by."""
    return CspApp(str(database), quarter=QUARTER, today=TODAY)


def kept(database: Path, *keys: str) -> list[str]:
    with open_desk(str(database), today=TODAY) as desk:
        return [setting(desk, key).value for key in keys]


async def test_a_lead_answers_three_questions_and_starts_on_the_priority_that_is_led(database: Path) -> None:
    app = nobody_named(database)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert "1 of 3   What is your name?" in screen_text(pilot)
        await type_text(pilot, "Kim Ash")
        await press(pilot, "enter")
        assert "2 of 3" in screen_text(pilot)
        await press(pilot, "enter")
        assert "Esc leaves the rest open and asks no more" in screen_text(pilot)
        text = screen_text(pilot)
        assert "3 of 3   Which priority?" in text
        assert "│  > Priority 1  " in text
        assert "│    Priority 3  Drugs and alcohol" in text
        assert "KFRS" not in text
        await type_text(pilot, "reoff")
        assert "│  > Priority 4  " in screen_text(pilot)
        await type_text(pilot, "3")
        assert "│  > Priority 3  " in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.grid.row_id == "3"
        text = screen_text(pilot)
        assert "14 answers are awaited for priority 3, Drugs and alcohol, from 5 partners." in text
        assert "You: Kim Ash, lead (F2)" in text
        assert "Next: Enter opens the priority" in text
    assert kept(database, "by", "role", "priority") == ["Kim Ash", "lead", "3"]
    app = nobody_named(database)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_coordinator_works_for_all_and_is_not_asked_for_whom(database: Path) -> None:
    app = nobody_named(database)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await press(pilot, "enter", "down", "enter")
        assert isinstance(app.screen, HomeScreen)
        assert "Next: F2, then Contacts, says who fills in what" in screen_text(pilot)


async def test_a_supplier_sees_the_partner_s_rows_at_once(database: Path) -> None:
    app = nobody_named(database)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await press(pilot, "enter", "down", "down", "enter", "down", "enter")
        assert session_of(pilot).partner == "KFRS"
        assert "4 answers are awaited from KFRS." in screen_text(pilot)
        assert "P1-01.fires" in screen_text(pilot)


async def test_what_is_left_open_is_asked_again_until_a_name_is_given(database: Path) -> None:
    for asked, keys in ((True, ["escape"]), (True, ["enter", "escape"]), (False, ["escape"])):
        app = nobody_named(database)
        async with app.run_test(size=SMALL) as pilot:
            await opened(pilot)
            assert isinstance(app.screen, FirstStart) is asked
            assert ("the next start asks again" in screen_text(pilot)) is asked
            await press(pilot, *keys)
            assert isinstance(app.screen, HomeScreen)
    assert kept(database, "role", "priority") == ["", ""]


async def test_nobody_is_asked_where_a_setting_is_there_or_none_can_be_kept(database: Path, tmp_path: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        change_setting(desk, "role", "coordinator")
    newer = tmp_path / "newer.db"
    make_newer(newer)
    for file in (database, newer):
        app = nobody_named(file)
        async with app.run_test(size=SMALL) as pilot:
            await opened(pilot)
            assert isinstance(app.screen, HomeScreen)


async def test_keys_typed_before_the_questions_came_answer_none_of_them(database: Path) -> None:
    app = nobody_named(database)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "enter", "enter")
        await opened(pilot)
        await pilot.pause(0.2)
        assert isinstance(app.screen, FirstStart)
