"""The file and its copies on the screen: making one, going back to one by the word alone, verifying it."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.screens.backups import BackupsScreen
from csp_tui.screens.home import HomeScreen
from tests.faults.altering import execute
from tests.screens.driving import (
    LARGE,
    SMALL,
    Driver,
    go_to,
    open_on,
    press,
    running,
    screen_text,
    stored,
    type_text,
    wait_for,
)

FIRES = "P1-01.fires|KFRS"


def flat(pilot: Driver) -> str:
    """What stands on the screen as one line."""
    return " ".join(screen_text(pilot).split())


async def enter(pilot: Driver, value: str) -> None:
    await go_to(pilot, FIRES)
    await type_text(pilot, value)
    await press(pilot, "enter", "escape")


async def backed_up(pilot: Driver) -> None:
    """Open the screen and make a copy."""
    await press(pilot, "b")
    assert open_on(pilot) is BackupsScreen
    await press(pilot, "b")
    await wait_for(pilot, lambda: "A copy is made" in flat(pilot))


def value(database: Path) -> str:
    held = stored(database, "P1-01.fires", "KFRS")
    return str(held.value) if held is not None else ""


async def test_the_keys_say_of_enter_what_it_does_here(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await backed_up(pilot)
        assert "Restore: the row under the cursor" in screen_text(pilot)
        assert "Open the row" not in screen_text(pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_copy_is_made_listed_as_whole_and_where_things_are_is_told(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(database, size) as pilot:
        await enter(pilot, "66")
        await backed_up(pilot)
        await wait_for(pilot, lambda: "whole" in screen_text(pilot))
        row = next(line for line in screen_text(pilot).splitlines() if "by hand" in line)
        assert "KB" in row
        if size == LARGE:
            assert "Where things are" in screen_text(pilot)
            assert "Backups:" in screen_text(pilot)


async def test_a_copy_is_gone_back_to_by_the_word_alone_after_what_it_changes_is_shown(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await enter(pilot, "66")
        await backed_up(pilot)
        await press(pilot, "escape")
        await enter(pilot, "67")
        await press(pilot, "b", "r")
        await wait_for(pilot, lambda: "1 entry stored since goes out of sight" in flat(pilot))
        await press(pilot, "enter", "escape")
        assert "Nothing is restored." in screen_text(pilot)
        assert value(database) == "67"
        await press(pilot, "r")
        await wait_for(pilot, lambda: 'Type "restore" and press Enter:' in flat(pilot))
        await wait_for(pilot, lambda: "The copy is older than this file." in flat(pilot))
        await type_text(pilot, "restore")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "is restored; what was here is kept in" in flat(pilot))
        assert "before a restore" in screen_text(pilot)
        await press(pilot, "escape")
        assert open_on(pilot) is HomeScreen
        await enter(pilot, "68")
    assert value(database) == "68"


async def test_what_was_altered_outside_the_program_is_named(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await enter(pilot, "66")
        await press(pilot, "b", "v")
        await wait_for(pilot, lambda: "is as it was stored" in flat(pilot))
        assert flat(pilot).count("is as it was stored") == 1
        execute(database, "UPDATE revision SET value = '67'")
        await press(pilot, "v")
        await wait_for(pilot, lambda: "not as stored" in flat(pilot))
        assert "P1-01.fires, Q2 2026-27, KFRS" in flat(pilot)


async def test_a_damaged_copy_is_marked_and_not_gone_back_to(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await enter(pilot, "66")
        await backed_up(pilot)
        (copy,) = (database.parent / "backups").iterdir()
        copy.write_bytes(copy.read_bytes()[:5000])
        await press(pilot, "escape", "b")
        await wait_for(pilot, lambda: "damaged" in screen_text(pilot))
        await press(pilot, "r")
        await wait_for(pilot, lambda: "is damaged" in flat(pilot))
    assert value(database) == "66"


async def test_the_palette_finds_what_is_done_with_the_file(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "file restore")
        await wait_for(pilot, lambda: "file: back up, restore, verify" in flat(pilot))
