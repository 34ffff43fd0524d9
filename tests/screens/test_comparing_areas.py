"""Tables of areas in the application: pasted, looked at, stored, chosen; and another rule tried on past quarters."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk.benchmarking import editions
from csp_tui.desk.reading import digest
from csp_tui.screens.benchmarking import BenchmarkingScreen, BenchmarkPreview
from csp_tui.screens.replay import ReplayScreen
from tests.desk.quarters import a_red_quarter
from tests.screens.driving import LARGE, SMALL, go_to, open_on, paste, press, running, screen_text, shown, type_text
from tests.screens.test_one_measure import TOTAL, desk_on

COPIED = "Area\tCrimes per 1,000\tYear before\nMedway\t96.6\t99.6\nBolton\t104.1\t110\nBury\t96.6\t95\nEngland\t80\t80"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_pasted_table_is_looked_at_before_it_is_stored(database: Path, size: tuple[int, int]) -> None:
    async with running(database, size) as pilot:
        await press(pilot, "c")
        assert "no table of areas yet" in screen_text(pilot)
        await paste(pilot, COPIED)
        await type_text(pilot, "year to March 2025")
        await press(pilot, "enter")
        assert open_on(pilot) is BenchmarkPreview
        assert "Nothing is stored yet" in screen_text(pilot)
        assert shown(pilot, "Medway", "rank") == "joint 2"
        for key, answer in (("s", "ONS tables"), ("r", "sideways"), ("r", "lower")):
            await press(pilot, key)
            await press(pilot, *("backspace",) * len("sideways"))
            await type_text(pilot, answer)
            await press(pilot, "enter", *(("escape",) if answer == "sideways" else ()))
        assert "lower is better" in screen_text(pilot)
        with desk_on(database) as desk:
            assert editions(desk) == ()
        await press(pilot, "enter")
        assert open_on(pilot) is BenchmarkingScreen
        with desk_on(database) as desk:
            (found,) = editions(desk)
            assert (found.table.source, found.table.polarity) == ("ONS tables", "lower")
        assert shown(pilot, "Medway", "area") == "Medway (our area)"
        assert shown(pilot, "England", "area") == "England (apart)"
        assert shown(pilot, "average", "figure") == "99.1"
        assert len(shown(pilot, "Bolton", "bar")) > len(shown(pilot, "Medway", "bar"))
        assert "2 fell, 0 unchanged, 1 rose" in screen_text(pilot)
        await press(pilot, "ctrl+z")
        assert "no table of areas yet" in screen_text(pilot)


async def test_the_keys_give_way_to_a_message_of_two_lines(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "c")
        await paste(
            pilot, COPIED.replace("Crimes per 1,000", "Rate of residential burglary per 1,000, year to June 2025")
        )
        await press(pilot, "enter")
        await pilot.pause()
        assert "Undo takes\n it back." in screen_text(pilot)
        assert "Explain this screen and its keys" in screen_text(pilot)
        assert pilot.app.screen.query_one("#detail").max_scroll_y == 0


async def test_another_rule_is_tried_from_a_measure_and_changes_nothing(database: Path) -> None:
    with desk_on(database) as desk:
        a_red_quarter(desk)
        before = digest(desk)
    async with running(database) as pilot:
        await go_to(pilot, TOTAL)
        await press(pilot, "f6", "t")
        assert open_on(pilot) is ReplayScreen
        await type_text(pilot, "bogus")
        await press(pilot, "enter")
        assert '"bogus" is no rule' in screen_text(pilot)
        await press(pilot, *("backspace",) * 5, *"10", "enter")
        told = " ".join(screen_text(pilot).split())
        assert "Q2 2026-27 P1-01.total" in told
        assert "■ RED ▲ AMBER" in told
        assert "it would be 0 red, 1 amber" in told
    with desk_on(database) as desk:
        assert digest(desk) == before
