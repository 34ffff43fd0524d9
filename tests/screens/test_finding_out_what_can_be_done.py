"""Finding out what can be done on a screen: by its help, by the palette, by the words of its keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from csp_tui.screens.actions import ActionsScreen
from csp_tui.screens.chase import ChaseScreen
from csp_tui.screens.check import CheckScreen
from csp_tui.screens.differ import DifferScreen
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.measure import MeasureScreen
from csp_tui.screens.pack import PackScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.questions import QuestionsScreen
from csp_tui.screens.returns import ReturnsScreen
from csp_tui.screens.review import ReviewScreen
from csp_tui.screens.taking_in import TakingInScreen
from csp_tui.screens.to_check import ToCheckScreen
from csp_tui.widgets.entry_grid import EntryGrid
from csp_tui.widgets.marked_list import MarkedList
from tests.screens.driving import LARGE, SMALL, press, running, screen_text, type_text, wait_for


async def test_help_tells_the_screen_and_its_keys(database: Path) -> None:
    async with running(database, (100, 60)) as pilot:
        await press(pilot, "enter", "f1")
        text = screen_text(pilot)
        assert "Type the figure" in text
        assert "Ctrl+T" in text
        assert "Write this row's commentary" in text
        assert "■ RED" in text
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PriorityScreen)


@pytest.mark.parametrize(("key", "words"), [("f5", "All that can be said"), ("ctrl+t", "What lies behind")])
async def test_help_is_there_in_the_windows_too(database: Path, key: str, words: str) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", key, "f1")
        assert words in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, PriorityScreen)


async def test_a_screen_that_would_be_half_empty_says_what_its_keys_do(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6")
        assert "F5      Take in returns, or a folder of them" in screen_text(pilot)
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert "Take in returns, or a folder of them" not in screen_text(pilot)  # but what the screen is for
        assert "What came in, newest first" in screen_text(pilot)
        await pilot.resize_terminal(*LARGE)
        await press(pilot, "escape", "enter", "f6")  # as does a measure of which no figure is known
        assert "Mark that recording or a definition changed" in screen_text(pilot)


async def test_the_palette_has_every_action_as_group_and_verb(database: Path) -> None:
    async with running(database, (100, 100)) as pilot:
        await press(pilot, "enter", "ctrl+p")
        await wait_for(pilot, lambda: "figure: write this row's commentary" in screen_text(pilot))
        text = screen_text(pilot)
        for words in (
            "return: look the return over",
            "edit: take back the last change",
            "go: settle figures that differ",
            "go: look at what came in",
            "go: see the questions",
            "return: see what must be put right",
            "show: work on another quarter",
            "go: find a row",
            "show: change the colours",
        ):
            assert words in text


async def test_an_action_of_the_palette_does_what_its_key_does(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "ctrl+p")
        await type_text(pilot, "show: work on")
        await wait_for(pilot, lambda: "show: work on another quarter" in screen_text(pilot))
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "Which quarter?" in screen_text(pilot))


async def test_every_abbreviation_is_one_key_away(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+g")
        words = pilot.app.screen.query_one(MarkedList)
        assert words.show_vertical_scrollbar
        assert all(words.render_line(y).text.endswith(" ") for y in range(words.size.height))  # apart from the bar
        await type_text(pilot, "marac")
        assert screen_text(pilot).count("MARAC  Multi-Agency") == 1  # the list says all of it
        assert "No word fits." not in screen_text(pilot)
        await type_text(pilot, "xx")
        assert "No word fits." in screen_text(pilot)


@pytest.mark.parametrize(
    "screen",
    [
        *(HomeScreen, PriorityScreen, MeasureScreen, CheckScreen, PackScreen, EntryGrid),
        *(ReviewScreen, ReturnsScreen, TakingInScreen, DifferScreen, ToCheckScreen),
        *(QuestionsScreen, ActionsScreen, ChaseScreen),
    ],
)
def test_every_binding_has_an_id_a_name_and_a_tooltip(screen: type) -> None:
    for binding in screen.BINDINGS:  # type: ignore[attr-defined]
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.description
        assert binding.tooltip
