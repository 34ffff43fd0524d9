"""What leads write for the group: progress on deliverables, headline paragraphs; and what is asked and decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static, TextArea

from csp_tui.desk import entering
from csp_tui.desk.asking import add_action
from csp_tui.desk.deliverables import note, progress_of
from csp_tui.desk.reading import open_book
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.summary import HEADLINE_ALWAYS, HEADLINE_USUALLY
from csp_tui.screens.deliverables import DeliverablesScreen, NoteScreen
from csp_tui.screens.headline import HeadlineScreen
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.storage.store import Store
from csp_tui.widgets.grid import CellGrid
from tests.screens.arriving import Q2, desk_on, say
from tests.screens.driving import (
    LARGE,
    SMALL,
    Driver,
    flat,
    paste,
    press,
    running,
    screen_text,
    session_of,
    type_text,
    wait_for,
)


def on(pilot: Driver, screen: type) -> bool:
    return isinstance(pilot.app.screen, screen)


def flat_text(text: str) -> str:
    """A window's text as one line, without its frame."""
    return " ".join(text.replace("│", " ").split())


async def test_progress_is_written_beside_last_quarter_s_which_is_not_taken_over(database: Path) -> None:
    with desk_on(database, "Bea") as desk:
        note(desk, Quarter(2026, 1), "P1-D01", "Patrol plans agreed")
    async with running(database, SMALL) as pilot:
        await press(pilot, "ctrl+x", "enter")
        assert "Said in Q1 2026-27, Bea" in screen_text(pilot)
        assert "Patrol plans agreed" in screen_text(pilot)
        await type_text(pilot, "Patrols began")
        await press(pilot, "escape")
        assert "P1-D01: progress. Saved here" in screen_text(pilot)
        assert "progress on 1 of 40" in screen_text(pilot)
        assert "> ○ reported P1-D01 " in " ".join(screen_text(pilot).split())
    with desk_on(database) as desk:
        noted = progress_of(desk, Q2, "P1-D01").note
        assert noted is not None
        assert (noted.text, noted.by) == ("Patrols began", "Ann")


async def test_a_note_that_is_opened_and_closed_stores_nothing(database: Path) -> None:
    with desk_on(database) as desk:
        note(desk, Quarter(2026, 1), "P1-D01", "Patrol plans agreed")
    async with running(database, SMALL) as pilot:
        await press(pilot, "ctrl+x", "enter", "tab", "escape")
        assert "Saved here" not in screen_text(pilot)
    with desk_on(database) as desk:
        assert progress_of(desk, Q2, "P1-D01").note is None


async def test_a_note_that_only_repeats_the_last_is_told(database: Path) -> None:
    with desk_on(database) as desk:
        note(desk, Quarter(2026, 1), "P1-D01", "Going on")
    async with running(database, SMALL) as pilot:
        await press(pilot, "ctrl+x", "enter")
        await type_text(pilot, "Going on")
        assert "word for word the note of Q1 2026-27" in flat_text(screen_text(pilot))


async def test_a_note_is_taken_back_and_brought_again(database: Path) -> None:
    with desk_on(database) as desk:
        note(desk, Q2, "P1-D01", "Begun")
    async with running(database, SMALL) as pilot:
        await press(pilot, "ctrl+x", "enter", *["backspace"] * 5, "escape")
        assert "progress on 0 of 40" in screen_text(pilot)
        await press(pilot, "ctrl+z")
        assert "progress on 1 of 40" in screen_text(pilot)


async def test_deliverables_open_on_the_priority_that_one_stands_in(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "down", "down", "ctrl+x")
        assert on(pilot, DeliverablesScreen)
        assert pilot.app.screen.query_one(CellGrid).row_id == "P3-D01"
        await press(pilot, "escape", "down", "enter", "ctrl+x")
        assert pilot.app.screen.query_one(CellGrid).row_id == "P4-D01"
        await press(pilot, "escape")
        assert on(pilot, PriorityScreen)


async def test_a_lead_sees_the_own_deliverables_and_all_by_a_key(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        session_of(pilot).keep_setting("role", "lead")
        session_of(pilot).keep_setting("priority", "1")
        await press(pilot, "ctrl+x")
        assert "Deliverables of priority 1" in screen_text(pilot)
        assert "progress on 0 of 14" in screen_text(pilot)
        assert "A all or own" in screen_text(pilot)
        await press(pilot, "down", "a")
        assert "progress on 0 of 40" in screen_text(pilot)
        assert pilot.app.screen.query_one(CellGrid).row_id == "P1-D02"
        await press(pilot, "a")
        assert "progress on 0 of 14" in screen_text(pilot)
        await press(pilot, "escape", "down", "down", "ctrl+x")  # another priority is meant
        assert pilot.app.screen.query_one(CellGrid).row_id == "P3-D01"
        session_of(pilot).keep_setting("role", "coordinator")
        await press(pilot, "escape", "ctrl+x")
        assert "A all or own" not in screen_text(pilot)


async def test_a_text_that_cannot_be_stored_says_so_and_is_in_its_window_again(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(database, SMALL) as pilot:
        await press(pilot, "ctrl+x", "enter")
        await type_text(pilot, "Begun")

        def full(*_args: object, **_named: object) -> None:
            raise entering.EnteringError("There is no room on the disk.")

        monkeypatch.setattr(Store, "append", full)
        await press(pilot, "escape")
        assert on(pilot, NoteScreen)
        assert "There is no room on the disk." in screen_text(pilot)
        assert "Esc again leaves; it is kept" in screen_text(pilot)
        await press(pilot, "escape")
        assert on(pilot, DeliverablesScreen)
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(TextArea).text == "Begun"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_headline_is_written_beside_what_the_summary_says(database: Path, size: tuple[int, int]) -> None:
    with desk_on(database) as desk:
        say(desk, "P3-05", "900")
        health = desk.plan.indicator("P3-05")
        entering.comment(desk, open_book(desk, Q2), health, "Public Health", {"ask": "Fund two outreach posts"})
        add_action(desk, "Extend the contract", "Public Health", "2026-12-01")
        add_action(desk, "Map the estates", "KFRS", "2026-12-01")
    async with running(database, size) as pilot:
        await press(pilot, "down", "down", "enter", "ctrl+l")
        assert on(pilot, HeadlineScreen)
        beside = str(pilot.app.screen.query_one("#beside Static", Static).content)
        assert "rated: P3-05" in beside
        assert "P3-05, Public Health asks the group: Fund two outreach posts" in beside
        assert "Public Health, due 1 December 2026: Extend the contract" in beside
        assert "Map the estates" not in beside
        text = flat_text(screen_text(pilot))
        meter = pilot.app.screen.query_one("#meter", Static)
        room = f"the Summary shows up to {HEADLINE_USUALLY}, on a full page {HEADLINE_ALWAYS}"
        assert str(meter.content) == f"Nothing is written yet; {room}"
        assert "nobody yet; such as: Head of Safety, 20 November" in text
        await type_text(pilot, "x")
        await wait_for(pilot, lambda: str(meter.content) == f"1 character; {room}")
        await press(pilot, "backspace")
        await paste(pilot, "Fewer in treatment")
        await wait_for(pilot, lambda: "18 characters" in screen_text(pilot))
        await press(pilot, "tab")
        await paste(pilot, "Director of Public Health, 20 November")
        await press(pilot, "escape")
        assert "Priority 3: headline paragraph. Saved here" in screen_text(pilot)
        kept = session_of(pilot).book.headlines[3]
        assert (kept.text, kept.agreed_by) == ("Fewer in treatment", "Director of Public Health, 20 November")


async def test_a_headline_that_the_summary_must_cut_says_so(database: Path) -> None:
    with desk_on(database) as desk:
        entering.headline(desk, open_book(desk, Q2), 1, "a " * HEADLINE_USUALLY, "Head of Safer Communities")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+l")
        assert f"the Summary shows {HEADLINE_USUALLY}" in flat_text(screen_text(pilot))
        assert "is it still agreed?" not in screen_text(pilot)
        await type_text(pilot, " more")
        assert "is it still agreed?" in screen_text(pilot)


async def test_without_a_priority_the_headline_asks_which(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "f8", "ctrl+l")
        assert "The headline paragraph of which priority?" in screen_text(pilot)
        await press(pilot, "down", "enter")
        assert on(pilot, HeadlineScreen)
        assert "Violence against women and girls" in screen_text(pilot)


async def test_what_partners_ask_stands_with_the_actions_and_becomes_one(database: Path) -> None:
    with desk_on(database) as desk:
        police = desk.plan.indicator("P1-01")
        entering.comment(desk, open_book(desk, Q2), police, "Kent Police", {"ask": "Agree a second CCTV van"})
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+a")
        assert "? asked" in screen_text(pilot)
        assert "Kent Police asks the group: Agree a second CCTV van" in flat(pilot)
        assert "– Kent Police P1-01 Agree a second CCTV van" in flat(pilot)  # it has no day by which it is due
        await press(pilot, "n", "enter", "enter")
        await type_text(pilot, "2027-01-15")
        await press(pilot, "enter")
        await press(pilot, "enter")  # of which meeting, is left open
        assert "1 of 1 to be done" in screen_text(pilot)
        assert screen_text(pilot).count("Agree a second CCTV van") >= 2
        await press(pilot, "escape")
        assert on(pilot, HomeScreen)
