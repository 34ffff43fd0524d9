from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from csp_tui.desk.entering import comment, enter, headline
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from tests.screens.driving import (
    LARGE,
    QUARTER,
    TODAY,
    Driver,
    commentary,
    go_to,
    press,
    running,
    screen_text,
    session_of,
    shown,
    stored,
    type_text,
)

ASB, ADULTS = "P1-01.total|Kent Police", "P3-05.adults|Public Health"


@asynccontextmanager
async def broken_off(database: Path) -> AsyncIterator[Driver]:
    """The application, which ends as by a signal: nothing is stored any more."""
    async with running(database, LARGE) as pilot:
        yield pilot
        for screen in pilot.app.screen_stack:
            if hasattr(screen, "break_off"):
                screen.break_off()


def stated_by_bea(database: Path, value: str) -> None:
    with open_desk(str(database), by="Bea", today=TODAY) as desk:
        book = open_book(desk, desk.quarter(QUARTER))
        enter(desk, book, desk.plan.by_id["P3-05.adults"], "Public Health", Entry(value=value))


async def test_home_and_f8_name_the_drafts_of_an_earlier_run_and_lead_to_them(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1,20")
        await press(pilot, "enter", "down")
    async with running(database, LARGE) as pilot:
        assert 'P3-05.adults "1,20"' in screen_text(pilot)
        assert "1 draft" in screen_text(pilot)
        await press(pilot, "f8")
        assert "not stored" in screen_text(pilot)
        assert "Did you mean 120 or 1,200?" in screen_text(pilot)
        await press(pilot, "enter")
        assert shown(pilot, ADULTS, "value") == "1,20"
        await press(pilot, "f2", "0", "enter")
    async with running(database, LARGE) as pilot:
        assert "1 draft" not in screen_text(pilot)
    assert [one.name for one in database.parent.iterdir() if "draft" in one.name] == []


async def test_a_draft_of_another_quarter_is_named_with_it_and_enter_goes_there(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "x", "enter", "down")
    async with running(database, LARGE, quarter="2026-27-Q1") as pilot:
        assert 'P1-01.total in Q2 2026-27 "x"' in screen_text(pilot)
        await press(pilot, "f8", "enter")
        assert str(session_of(pilot).quarter) == QUARTER
        assert shown(pilot, ASB, "value") == "x"


async def test_a_draft_says_what_another_program_stored_in_its_cell_since_it_was_typed(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        await press(pilot, "escape")
    stated_by_bea(database, "1,416")
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        assert shown(pilot, ADULTS, "value") == "1390"
        assert '1,416 was stored here since "1390" was typed.' in screen_text(pilot)
        assert "stored by Bea" in screen_text(pilot)
        await press(pilot, "delete", "down")
        assert shown(pilot, ADULTS, "value") == "1,416"


async def test_a_draft_that_was_stored_just_as_the_program_ended_is_no_draft_any_more(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        await press(pilot, "escape")
    stated_by_bea(database, "1,390")
    async with running(database, LARGE) as pilot:
        assert session_of(pilot).unstored == 0


async def test_ended_from_outside_the_open_cell_is_not_stored_and_is_a_draft_next_time(database: Path) -> None:
    async with broken_off(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "13")
    assert stored(database, "P3-05.adults", "Public Health") is None
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        assert shown(pilot, ADULTS, "value") == "13"


async def test_a_program_beside_another_sees_only_its_own_drafts_and_both_are_there_afterwards(database: Path) -> None:
    async with running(database, LARGE) as one:
        await go_to(one, ADULTS)
        await type_text(one, "x")
        await press(one, "enter", "down")
        async with running(database, LARGE) as two:
            assert session_of(two).unstored == 0
            await go_to(two, ADULTS)
            await type_text(two, "y")
            await press(two, "enter", "down")
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        assert shown(pilot, ADULTS, "value") == "y"
        assert "Typed for it in another window: x." in screen_text(pilot)


async def test_a_form_that_was_being_filled_in_is_filled_in_again(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        await press(pilot, "f5")
        field = pilot.app.screen.query_one("#period_to", Input)
        field.focus()
        await type_text(pilot, "31 Aug")
        await press(pilot, "ctrl+q")
    async with running(database, LARGE) as pilot:
        assert "P3-05.adults (F5)" in screen_text(pilot)
        await go_to(pilot, ADULTS)
        await press(pilot, "f5")
        assert pilot.app.screen.query_one("#period_to", Input).value == "31 Aug"
        assert "As you typed it before. It is not stored." in screen_text(pilot)


async def test_commentary_stays_a_draft_until_it_is_stored(database: Path) -> None:
    async with broken_off(database) as pilot:
        await press(pilot, "enter", "ctrl+t")
        await type_text(pilot, "Summer")
    assert commentary(database, "P1-01", "Kent Police") == {}
    async with running(database, LARGE) as pilot:
        assert 'P1-01 "Summer"' in screen_text(pilot)
        await press(pilot, "enter", "ctrl+t")
        assert pilot.app.screen.query_one("#patterns", TextArea).text == "Summer"
        await press(pilot, "ctrl+s")
    assert commentary(database, "P1-01", "Kent Police") == {"patterns": "Summer"}
    async with running(database, LARGE) as pilot:
        assert session_of(pilot).unstored == 0


async def test_an_older_commentary_is_not_stored_over_a_newer_one_by_closing_its_window(database: Path) -> None:
    async with broken_off(database) as pilot:
        await press(pilot, "enter", "ctrl+t")
        await type_text(pilot, "Summer")
    with open_desk(str(database), by="Bea", today=TODAY) as desk:
        book = open_book(desk, desk.quarter(QUARTER))
        comment(desk, book, desk.plan.indicator("P1-01"), "Kent Police", {"patterns": "Autumn"})
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "ctrl+t")
        assert "Something else was stored since." in screen_text(pilot)
        await press(pilot, "tab", "escape")
        assert commentary(database, "P1-01", "Kent Police") == {"patterns": "Autumn"}
        await press(pilot, "ctrl+t", "ctrl+z")
        assert pilot.app.screen.query_one("#patterns", TextArea).text == "Autumn"
        await press(pilot, "ctrl+y", "ctrl+s")
    assert commentary(database, "P1-01", "Kent Police") == {"patterns": "Summer"}


async def test_a_headline_paragraph_is_offered_again_and_stored_only_by_its_key(database: Path) -> None:
    async with broken_off(database) as pilot:
        await press(pilot, "ctrl+l")
        await type_text(pilot, "Calls fell.")
    with open_desk(str(database), by="Bea", today=TODAY) as desk:
        headline(desk, open_book(desk, desk.quarter(QUARTER)), 1, "Calls rose.")
    async with running(database, LARGE) as pilot:
        assert 'Priority 1 "Calls fell.' in screen_text(pilot)
        await press(pilot, "ctrl+l")
        area = pilot.app.screen.query_one(TextArea)
        assert area.text == "Calls fell."
        assert "Something else was stored since." in screen_text(pilot)
        await press(pilot, "tab", "escape")
        assert session_of(pilot).book.headlines[1].text == "Calls rose."
        await press(pilot, "ctrl+l", "ctrl+z")
        assert pilot.app.screen.query_one(TextArea).text == "Calls rose."
        assert session_of(pilot).unstored == 0
        await type_text(pilot, "No: ")
        await press(pilot, "ctrl+s")
        assert "Calls rose." in session_of(pilot).book.headlines[1].text != "Calls rose."
        assert session_of(pilot).unstored == 0


async def test_a_note_of_a_deliverable_is_offered_again(database: Path) -> None:
    async with broken_off(database) as pilot:
        await press(pilot, "ctrl+x", "enter")
        await type_text(pilot, "Half done")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+x", "enter")
        assert pilot.app.screen.query_one(TextArea).text == "Half done"
        await press(pilot, "ctrl+s")
        assert session_of(pilot).unstored == 0
        assert "Half done" in screen_text(pilot)


async def test_where_drafts_cannot_be_kept_that_is_said_once_and_leaving_asks(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(database, LARGE) as pilot:
        monkeypatch.setattr(session_of(pilot).drafts._file, "_folder", database.parent / "gone")
        await press(pilot, "enter", "x", "escape")
        assert "Drafts last only until you leave" in screen_text(pilot)
        await press(pilot, "y", "escape")
        assert "Drafts last only" not in screen_text(pilot)
        await press(pilot, "ctrl+q")
        assert "Leaving loses it for good." in screen_text(pilot)
        await press(pilot, "enter")
        assert shown(pilot, ASB, "value") == "y"
        await press(pilot, "ctrl+q", "down", "enter")
        assert not pilot.app.is_running


async def test_where_drafts_cannot_be_kept_leaving_asks_about_a_text_in_the_middle_too(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(database, LARGE) as pilot:
        monkeypatch.setattr(session_of(pilot).drafts._file, "_folder", database.parent / "gone")
        await press(pilot, "enter", "ctrl+t")
        await type_text(pilot, "Summer")
        await press(pilot, "ctrl+q")
        assert 'P1-01: Patterns and context "Summer"' in screen_text(pilot)


async def test_a_damaged_side_file_is_told_at_the_start_and_nothing_else_suffers(database: Path) -> None:
    (database.parent / "csp.db-drafts-0a").write_bytes(b"garbage")
    async with running(database, LARGE) as pilot:
        assert "A file of drafts is damaged, nothing could be read; it is set aside as" in screen_text(pilot)
        await press(pilot, "enter", "7", "enter")
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None


async def test_undo_and_redo_reach_back_before_a_restart(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "7", "enter")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+z")
        assert "Undone: P1-01.total for Q2 2026-27: now awaited again." in screen_text(pilot)
    assert stored(database, "P1-01.total", "Kent Police") is None
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "ctrl+y")
        assert shown(pilot, ASB, "value") == "7"
    assert stored(database, "P1-01.total", "Kent Police") is not None
