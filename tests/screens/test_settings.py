"""Settings, contacts and the rules of measures on the screen: changed, refused with the reason, and told by whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from csp_tui.desk.configuring import setting
from csp_tui.desk.contacts import contacts
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.screens.contacts import ContactForm, ContactsScreen
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.listing import ListScreen
from csp_tui.screens.rules import RulesScreen
from csp_tui.screens.settings import SettingsScreen
from tests.screens.driving import (
    LARGE,
    SMALL,
    TODAY,
    Driver,
    flat,
    go_to,
    open_on,
    paste,
    press,
    running,
    screen_text,
    session_of,
    type_text,
)


async def stand_on(pilot: Driver, row: str) -> ListScreen:
    """Put the cursor of the open list on a row."""
    screen = pilot.app.screen
    assert isinstance(screen, ListScreen)
    screen.show_rows(at=row)
    await pilot.pause()
    return screen


def read(database: Path) -> Desk:
    return open_desk(str(database), by="Bob", today=TODAY)


@pytest.mark.parametrize("typed", ["20 November 2026", "20/11/2026", "2026-11-20"])
async def test_a_date_is_set_as_people_write_it_and_stands_on_home(database: Path, typed: str) -> None:
    async with running(database) as pilot:
        await press(pilot, "f2")
        await stand_on(pilot, "due.2026-27-Q2")
        await type_text(pilot, typed)  # without Enter first, as in the grid
        await press(pilot, "enter")
        assert "20 November 2026" in screen_text(pilot)
        assert "Set by Ann, " in screen_text(pilot)
        assert "Returns due, Q2 2026-27: 20 November 2026. Saved here." in screen_text(pilot)
        await press(pilot, "escape")
        assert "Returns due 20 November (yesterday)" in screen_text(pilot)


async def test_a_wrong_entry_is_refused_with_the_reason_under_it_and_stays_to_be_put_right(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "f2")
        await stand_on(pilot, "papers.2026-27-Q2")
        await press(pilot, "enter")
        await type_text(pilot, "soon")
        await press(pilot, "enter")
        lines = screen_text(pilot).splitlines()
        at = next(n for n, line in enumerate(lines) if line.strip() == "soon")
        assert '"soon" is not a date; type it like 20 November 2026' in lines[at + 1]
        assert pilot.app.screen.query_one("#answer", Input).value == "soon"
    with read(database) as desk:
        assert setting(desk, "papers.2026-27-Q2").default


async def test_what_is_typed_stands_as_typed_also_over_what_was_typed_there_before(database: Path) -> None:
    async with running(database) as pilot:
        session_of(pilot).keep_setting("lead.1", "Head of Safety")
        session_of(pilot).keep_setting("due.2026-27-Q2", "2026-11-24")
        await press(pilot, "f2")
        for row in ("by", "lead.1", "lead.3", "due.2026-27-Q2", "papers.2026-27-Q2", "exports", "keymap"):
            await stand_on(pilot, row)
            answer = pilot.app.screen.query_one("#answer", Input)
            for typed in ("Abc", "24/11/2026"):
                await type_text(pilot, typed)
                assert answer.value == typed, row
                await press(pilot, "escape")
            await press(pilot, "enter")
            assert (answer.value, answer.selected_text) == ("24/11/2026", "24/11/2026"), row
            await press(pilot, "ctrl+u", "escape")


async def test_all_three_dates_fit_on_home_at_any_size(database: Path) -> None:
    async with running(database) as pilot:
        for name, day in (("due", "2026-11-20"), ("papers", "2026-12-01"), ("meeting", "2026-12-10")):
            session_of(pilot).keep_setting(f"{name}.2026-27-Q2", day)
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "Due 20 Nov (yesterday)   Papers 1 Dec (in 10 days)   SEG 10 Dec (in 19 days)" in screen_text(pilot)
        await pilot.resize_terminal(*LARGE)
        await pilot.pause()
        assert "Papers out 1 December (in 10 days)   SEG meets 10 December (in 19 days)" in screen_text(pilot)


async def test_a_name_goes_back_to_its_default_by_one_key(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "ctrl+o")
        await stand_on(pilot, "lead.1")
        await press(pilot, "enter")
        await type_text(pilot, "Head of Safer Communities")
        await press(pilot, "enter")
        assert "Head of Safer Communities" in screen_text(pilot)
        await press(pilot, "delete")
        assert "Lead of priority 1: not set (was Head of Safer Communities). Saved here. Ctrl+Z" in flat(pilot)
        await stand_on(pilot, "partner")
        await press(pilot, "p")
        assert "> Public Health" in screen_text(pilot)
        await press(pilot, "k")
        await press(pilot, "f", "enter")
    with read(database) as desk:
        assert setting(desk, "lead.1").default
        assert desk.partner == "KFRS"


async def test_a_folder_that_is_set_is_where_the_pack_goes(database: Path, tmp_path: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "f2")
        await stand_on(pilot, "exports")
        await press(pilot, "enter")
        pilot.app.screen.query_one("#answer", Input).value = ""
        await paste(pilot, str(tmp_path / "no" / "packs"))
        await press(pilot, "enter")
        assert "there is no folder" in " ".join(screen_text(pilot).split())
        pilot.app.screen.query_one("#answer", Input).value = str(tmp_path / "packs")
        await press(pilot, "enter", "escape", "f9")
        assert pilot.app.screen._folder == tmp_path / "packs"  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_direction_is_changed_is_on_record_and_is_taken_back(database: Path, size: tuple[int, int]) -> None:
    async with running(database, size) as pilot:
        await press(pilot, "f2")
        await stand_on(pilot, "rules")
        await press(pilot, "enter")
        assert open_on(pilot) is RulesScreen
        await stand_on(pilot, "P1-05.notices")
        await press(pilot, "enter", "down", "enter")
        await press(pilot, "home", "enter")
        text = " ".join(screen_text(pilot).split())
        assert "P1-05.notices, good direction: lower (was none). Saved here." in text
        assert "1 of 93 changed" in text
        assert "Good direction: lower, set by Ann, " in text
        assert re.search(r"P1-05.notices .*lower +5% +Medway Council +Ann\b", screen_text(pilot))
        await press(pilot, "ctrl+z")
        assert "0 of 93 changed" in screen_text(pilot)
        assert "Undone: P1-05.notices, good direction." in screen_text(pilot)


async def test_a_band_that_makes_no_sense_is_refused(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "f2")
        await stand_on(pilot, "rules")
        await press(pilot, "enter", "enter", "enter")
        pilot.app.screen.query_one("#answer", Input).value = "500"
        await press(pilot, "enter")
        assert "type a number from 0 to 100" in screen_text(pilot)
        pilot.app.screen.query_one("#answer", Input).value = "10"
        await press(pilot, "enter")
        assert "10%" in screen_text(pilot)


async def open_contacts(pilot: Driver) -> None:
    await press(pilot, "f2")
    await stand_on(pilot, "contacts")
    await press(pilot, "enter")
    assert open_on(pilot) is ContactsScreen


async def test_a_contact_is_added_changed_forgotten_and_brought_back(database: Path) -> None:
    async with running(database) as pilot:
        await open_contacts(pilot)
        await press(pilot, "n")
        await type_text(pilot, "Jo Brook")
        await press(pilot, "tab", "tab")
        await type_text(pilot, "jo")
        await press(pilot, "tab")
        await type_text(pilot, "kfrs")
        await press(pilot, "enter")
        assert '"jo" is not an e-mail address' in screen_text(pilot)
        await type_text(pilot, "@kfrs.example")
        await press(pilot, "enter")
        assert "Jo Brook (KFRS) is kept." in screen_text(pilot)
        await press(pilot, "enter", "end")
        await type_text(pilot, "e")
        await press(pilot, "enter")
        with read(database) as desk:
            (known,) = contacts(desk)
        assert (known.name, known.email, known.partner) == ("Jo Brooke", "jo@kfrs.example", "KFRS")
        await press(pilot, "x")
        assert "There are no contacts yet." in screen_text(pilot)
        await press(pilot, "ctrl+z")
        assert "Jo Brooke" in screen_text(pilot)


async def test_a_name_that_is_there_already_is_refused_under_its_field(database: Path) -> None:
    async with running(database) as pilot:
        await open_contacts(pilot)
        for _ in range(2):
            await press(pilot, "n")
            assert all(len(field.placeholder) < field.size.width for field in pilot.app.screen.query(Input))
            await type_text(pilot, "Jo")
            pilot.app.screen.query_one("#partner", Input).value = "KFRS"
            await press(pilot, "enter")
        assert open_on(pilot) is ContactForm
        assert "There is a contact Jo at KFRS already" in screen_text(pilot)
        await press(pilot, "escape")
        assert open_on(pilot) is ContactsScreen


async def test_a_sheet_of_contacts_is_taken_in_whole_or_refused(database: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text("name,partner,rows\nAda,KFRS,\nBo,Nobody,\nCy,KFRS,P1-05\n,KFRS,\n", encoding="utf-8")
    async with running(database, SMALL) as pilot:
        await open_contacts(pilot)
        await press(pilot, "i")
        await paste(pilot, str(sheet))
        await press(pilot, "enter")
        window = " ".join(screen_text(pilot).replace("│", " ").split())
        assert "people.csv is not taken in: 3 mistakes" in window
        assert '- Row 3, column partner: "Nobody" is not a partner' in window
        assert "- Row 4, column rows: KFRS does not supply P1-05; Medway Council does." in window
        assert "- Row 5, column name: There is no name" in window
        await press(pilot, "escape")
        sheet.write_text("name,partner\nAda,KFRS\nBo,Kent Police\n", encoding="utf-8")
        await press(pilot, "enter")
        assert "2 contacts read: 2 new" in screen_text(pilot)
        assert "2 at 2 of 12 partners" in screen_text(pilot)


async def test_the_words_of_a_row_come_first_in_the_glossary(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P1-05.notices|Medway Council")
        await press(pilot, "ctrl+g")
        options = pilot.app.screen.query_one(OptionList)
        first = options.get_option_at_index(0).id
        assert first == "PSPO"
        assert "Public Spaces Protection Order" in screen_text(pilot)
        await press(pilot, "down")
        assert options.highlighted == 1
        await press(pilot, "ctrl+g")
        assert pilot.app.screen.query("#figures")


async def test_settings_lead_home_again(database: Path) -> None:
    async with running(database, SMALL) as pilot:
        await press(pilot, "f2")
        assert open_on(pilot) is SettingsScreen
        await press(pilot, "escape")
        assert open_on(pilot) is HomeScreen
