"""Past figures on the screen: each row shown with what it becomes, stored on Enter only, taken back by Del."""

from __future__ import annotations

from pathlib import Path

from csp_tui.screens.history import HistoryScreen
from tests.screens.driving import LARGE, paste, press, running, screen_text, stored, wait_for

MONTHS = "measure\tApr-21\tMay-21\tJun-21\nP1-01\t600\t650\t650\n"


async def test_pasted_months_are_looked_through_stored_in_one_step_and_taken_back(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6", "h")
        assert isinstance(pilot.app.screen, HistoryScreen)
        await paste(pilot, MONTHS.replace("650\n", "1,20\n"))
        await wait_for(pilot, lambda: "1 refused" in screen_text(pilot))
        assert "Did you mean 120 or 1,200?" in " ".join(screen_text(pilot).split())
        await press(pilot, "enter")
        assert stored(database, "P1-01.total", "Kent Police", "2021-22-Q1") is None
        await paste(pilot, MONTHS)
        await wait_for(pilot, lambda: "Enter stores it in one step" in screen_text(pilot))
        assert "1 quarter by its months" in screen_text(pilot)
        assert screen_text(pilot).count("Nothing stood before.") == 1
        assert "Before: nothing" not in screen_text(pilot)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "Stored: 3 of 3 figures" in screen_text(pilot))
        found = stored(database, "P1-01.total", "Kent Police", "2021-22-Q1")
        assert found is not None
        assert str(found.value) == "1,900"
        await press(pilot, "escape")
        assert "3 figures of earlier quarters from what was pasted" in screen_text(pilot)
        await press(pilot, "delete")
        await wait_for(pilot, lambda: "Take back these 3 figures" in screen_text(pilot))
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: "Taken back" in screen_text(pilot))
        assert stored(database, "P1-01.total", "Kent Police", "2021-22-Q1") is None
