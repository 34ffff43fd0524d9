"""Issuing the pack: only by the word, and what follows from it for the quarter, its screens and its packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.screens.home import HomeScreen
from csp_tui.screens.pack import PackScreen
from csp_tui.workbooks.passwords import Password, unlocked
from tests.desk.test_changes import say_late
from tests.screens.driving import (
    LARGE,
    SMALL,
    Driver,
    flat,
    go_to,
    packs_in,
    press,
    running,
    screen_text,
    see_the_pack,
    session_of,
    stored,
    type_text,
    wait_for,
)

TREATMENT = "P3-05.adults|Public Health"


def keys_told(pilot: Driver) -> str:
    """The keys in the last line."""
    return " ".join(screen_text(pilot).splitlines()[-1].split())


async def issue(pilot: Driver) -> None:
    await see_the_pack(pilot)
    await press(pilot, "i")
    await type_text(pilot, "issue")
    await press(pilot, "enter")
    await wait_for(pilot, lambda: "The pack is issued." in screen_text(pilot))


async def test_issuing_says_what_it_does_and_happens_only_by_the_word(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        for keys in (["escape"], ["enter", "escape"], ["y", "enter", "escape"]):
            await press(pilot, "i")
            assert "It closes the quarter" in flat(pilot)
            assert "43 of 44 indicators are awaited" in flat(pilot)
            await press(pilot, *keys)
            assert isinstance(pilot.app.screen, PackScreen)
            assert "Nothing is issued." in screen_text(pilot)
        assert not session_of(pilot).book.closed
    assert packs_in(red) == []


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_an_issued_pack_closes_its_quarter_and_every_screen_says_so(red: Path, size: tuple[int, int]) -> None:
    async with running(red, size) as pilot:
        await issue(pilot)
        (written,) = packs_in(red)
        assert written.name in screen_text(pilot)
        assert "Q2 2026-27 is closed: its pack was issued on" in flat(pilot)
        await press(pilot, "escape")
        assert "Q2 2026-27 is closed" in flat(pilot)
        assert "as 2026-27-Q2-1 F9" in flat(pilot)
        await go_to(pilot, TREATMENT)
        assert "F9, then R opens the quarter again. Your text" not in flat(pilot)
        await type_text(pilot, "1")
        assert "F9, then R opens the quarter again. Your text is kept; 900 stays stored." in flat(pilot)
        await type_text(pilot, "500")
        await press(pilot, "enter")
        assert "P3-05.adults is not stored: the quarter is closed" in flat(pilot)
        await press(pilot, "f8")
        assert "Enter in its cell stores it" not in flat(pilot)
        await press(pilot, "escape")
        await press(pilot, "ctrl+l")
        assert "its headline paragraphs stand as they were issued" in flat(pilot)
        await press(pilot, "f8", "down", "f5")
        assert "F9, then R opens the quarter again to add an action" in flat(pilot)
    kept = stored(red, "P3-05.adults", "Public Health")
    assert kept is not None
    assert str(kept.value) == "900"


async def test_a_closed_quarter_tells_a_lead_another_way_out_than_a_coordinator(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await issue(pilot)
        session = session_of(pilot)
        assert "R opens the quarter again" in (session.closed_because or "")
        session.keep_setting("role", "lead")
        assert "Send the coordinator what changed" in (session.closed_because or "")


async def test_a_lead_sees_the_pack_and_issues_none(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        session_of(pilot).keep_setting("role", "lead")
        await see_the_pack(pilot)
        assert "I issue" not in screen_text(pilot)
        assert "This is the pack of the whole group. Your own return: Ctrl+S" in screen_text(pilot)
        await press(pilot, "i")
        assert isinstance(pilot.app.screen, PackScreen)
        assert "Only the coordinator issues packs, and you work here as lead" in screen_text(pilot)


async def test_issuing_is_offered_again_only_where_the_pack_would_say_something_else(red: Path) -> None:
    async with running(red, SMALL) as pilot:
        await see_the_pack(pilot)
        assert keys_told(pilot) == "F9 draft I issue U public L packs B briefing T data P password F1 help"
        await press(pilot, "escape")
        await issue(pilot)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert keys_told(pilot) == "F9 draft R reopen U public L packs B briefing T data P password F1 help"
        await press(pilot, "i")
        assert isinstance(pilot.app.screen, PackScreen)
        assert "nothing was accepted for it since" in " ".join(screen_text(pilot).split())
        session_of(pilot).keep_setting("role", "coordinator")
        await press(pilot, "escape")
        assert "The pack is issued. F4 goes to another quarter." in screen_text(pilot)
        say_late(session_of(pilot).desk, "Fewer bins burnt.")
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        home.show_session()
        await pilot.pause()
        assert "Next: 1 text is not in the issued pack: F9, then I issues it once more." in screen_text(pilot)
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "I issue" in screen_text(pilot))


async def test_a_closed_quarter_is_opened_again_for_a_reason_and_issued_once_more(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await issue(pilot)
        await press(pilot, "r", "enter")
        await type_text(pilot, "rest")
        assert "Nothing is typed, so nothing happens." in screen_text(pilot)
        await press(pilot, "escape")
        assert "The quarter stays closed." in screen_text(pilot)
        await press(pilot, "r")
        await type_text(pilot, "A figure was wrong")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "is open again" in screen_text(pilot))
        assert "R reopen" not in screen_text(pilot)
        assert "2026-27-Q2-1 issued, opened again" in screen_text(pilot)
        await press(pilot, "escape")
        assert "2026-27-Q2-1 was issued; opened again" in screen_text(pilot)
        await go_to(pilot, TREATMENT)
        await type_text(pilot, "1500")
        await press(pilot, "enter", "escape")
        await issue(pilot)
        await press(pilot, "l")
        assert "replaced by 2026-27-Q2-2" in flat(pilot)
        assert "A figure was wrong" in flat(pilot)


async def test_an_issued_pack_is_written_again_byte_for_byte_and_with_a_password(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await issue(pilot)
        (written,) = packs_in(red)
        issued = written.read_bytes()
        written.unlink()
        await press(pilot, "l", "w")
        assert "is written, as it was issued" in flat(pilot)
        (again,) = packs_in(red)
        assert again.read_bytes() == issued
        await press(pilot, "p")
        for _ in range(2):
            await type_text(pilot, "Zebra-crossing")
            await press(pilot, "enter")
        assert "Its password opens it, and is kept nowhere" in flat(pilot)
    (sealed,) = packs_in(red)
    assert unlocked(sealed.read_bytes(), [Password("Zebra-crossing")]) == issued


async def test_without_a_pack_on_record_the_list_says_how_to_issue_one(red: Path) -> None:
    async with running(red, SMALL) as pilot:
        await press(pilot, "f9", "l")
        assert "No pack is issued yet." in screen_text(pilot)
        assert "W write" not in screen_text(pilot)
        await pilot.app.workers.wait_for_complete()
