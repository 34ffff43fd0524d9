"""The pack in the application: seen before it is written, written or stopped, issued, opened again, written again."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

import pytest

from csp_tui.desk import entering
from csp_tui.desk.asking import add_action
from csp_tui.desk.exporting import Exported, export_pack
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book
from csp_tui.desk.telling import Progress
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.content import PackContent, Written
from csp_tui.packs.writing import write_pack
from csp_tui.screens.chase import ChaseScreen
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.pack import PackScreen
from csp_tui.screens.returns import ReturnsScreen
from csp_tui.workbooks.filing import Ours
from csp_tui.workbooks.passwords import Password, is_locked, unlocked
from tests.desk.test_changes import say_late
from tests.screens.arriving import Q2, desk_on, say
from tests.screens.driving import (
    LARGE,
    SMALL,
    Driver,
    go_to,
    press,
    running,
    screen_text,
    session_of,
    stored,
    type_text,
    wait_for,
)

TREATMENT = "P3-05.adults|Public Health"


@pytest.fixture(autouse=True)
def _in_its_folder(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(database.parent)


@pytest.fixture
def red(database: Path) -> Path:
    """A database with one red figure and nothing said about it."""
    with desk_on(database) as desk:
        say(desk, "P3-05", "900")
    return database


def flat(pilot: Driver) -> str:
    """What stands on the screen as one line, however it is wrapped."""
    return " ".join(screen_text(pilot).split())


def keys_told(pilot: Driver) -> str:
    """The keys in the last line."""
    return " ".join(screen_text(pilot).splitlines()[-1].split())


def packs_in(database: Path) -> list[Path]:
    return sorted((database.parent / "exports").glob("*.xlsx"))


async def see_the_pack(pilot: Driver) -> None:
    await press(pilot, "f9")
    await wait_for(pilot, lambda: "The Summary, as it would be printed now" in screen_text(pilot))


async def issue(pilot: Driver) -> None:
    await see_the_pack(pilot)
    await press(pilot, "i")
    await type_text(pilot, "issue")
    await press(pilot, "enter")
    await wait_for(pilot, lambda: "The pack is issued." in screen_text(pilot))


# Before anything is written


async def test_the_pack_is_seen_before_anything_is_written(red: Path) -> None:
    with desk_on(red) as desk:
        book = entering.headline(desk, open_book(desk, Q2), 3, "Fewer in treatment than planned.", "Director")
        police = desk.plan.indicator("P1-01")
        entering.comment(desk, book, police, "Kent Police", {"ask": "Agree a second CCTV van"})
        add_action(desk, "Map the estates", "KFRS", "2026-10-01")
    async with running(red, (120, 75)) as pilot:
        await see_the_pack(pilot)
        text = flat(pilot)
        assert "15 can be rated: 1 red, 1 not yet, 13 awaited." in text
        assert "Fewer in treatment than planned. (agreed by Director)" in text
        assert "rated: P3-05" in text
        assert "P1-01, Kent Police: Agree a second CCTV van" in text
        assert "Map the estates" in text
        assert "P3-05.adults is red and no action is written: what will be done, by whom, by when?" in text
        assert "KFRS was to do this by 1 October 2026, and it is not done" in text
        assert "42 of 44 indicators are awaited" in text
        assert "Deliverables: progress on 0 of 40" in text
    assert packs_in(red) == []


async def test_what_is_said_at_the_end_is_counted_at_the_top(red: Path) -> None:
    async with running(red, SMALL) as pilot:
        await see_the_pack(pilot)
        assert "43 of 44 indicators are awaited.\n Members will ask 1 thing; 1 thing waits" in screen_text(pilot)
        await press(pilot, "end")
        assert "What waits: 1" in screen_text(pilot)


async def test_another_quarter_is_previewed_when_it_is_chosen(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "f4", "up", "enter")
        await wait_for(pilot, lambda: "15 can be rated: 15 awaited." in screen_text(pilot))
        assert "Quarter 1, Apr to Jun 2026" in screen_text(pilot)


# Writing the draft


async def test_the_draft_is_written_beside_the_screen_and_its_path_told(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "The draft is written." in screen_text(pilot))
        (written,) = packs_in(red)
        assert written.name in screen_text(pilot)
        assert "nothing has been sent" in flat(pilot)
        assert "not issued" in screen_text(pilot)


async def test_the_briefing_and_the_data_are_written_beside_the_draft_when_they_are_chosen(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "b", "t", "t", "t")
        assert "The pack + briefing + data (.csv)" in screen_text(pilot)
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "The draft is written." in screen_text(pilot))
        written = sorted((red.parent / "exports").iterdir())
        assert {file.suffix for file in written} == {".xlsx", ".docx", ".csv"}
        told = "".join(screen_text(pilot).split())  # a long folder breaks a path over lines
        assert all(file.name in told for file in written)


async def test_f6_f7_and_the_folder_have_their_keys_on_the_packs_screen_and_a_choice_says_which_key_writes_it(
    red: Path,
) -> None:
    async with running(red, SMALL) as pilot:
        await see_the_pack(pilot)
        assert "F9 writes into" in flat(pilot)
        assert "F5 names another folder" in flat(pilot)
        await press(pilot, "b")
        assert "F9 writes the briefing beside the draft" in flat(pilot)
        await press(pilot, "f6")
        assert isinstance(pilot.app.screen, ReturnsScreen)
        await press(pilot, "escape", "f7")
        assert isinstance(pilot.app.screen, ChaseScreen)
        await press(pilot, "escape", "f5")
        await type_text(pilot, str(red.parent / "nowhere" / "at all"))
        await press(pilot, "enter")
        assert "is no folder" in flat(pilot)
        await press(pilot, "ctrl+a")  # all of it: what is typed next replaces it
        await type_text(pilot, str(red.parent / "issues"))
        await press(pilot, "enter", "f9")
        await wait_for(pilot, lambda: "The draft is written." in screen_text(pilot))
    assert [file.suffix for file in sorted((red.parent / "issues").iterdir())] == [".docx", ".xlsx"]


async def test_writing_the_pack_can_be_stopped(red: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(desk: Desk, quarter: Quarter, folder: Path, progress: Progress, *_how: object) -> Exported:
        for _ in range(500):
            progress("Reading the figures", 0, 4)
            time.sleep(0.01)
        return export_pack(desk, quarter, folder, progress)

    monkeypatch.setattr("csp_tui.screens.pack.export_pack", slowly)
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "0 of 4: Reading the figures" in screen_text(pilot))
        await press(pilot, "escape")
        await wait_for(pilot, lambda: "was stopped" in screen_text(pilot))
        assert packs_in(red) == []
        assert "Stopping" not in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HomeScreen)
        await pilot.app.workers.wait_for_complete()


async def test_a_pack_that_is_stopped_too_late_is_told_with_its_path(
    red: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()

    def once_stopped(content: PackContent, folder: Path, password: Password | None, ours: Ours | None) -> Written:
        assert stopped.wait(5)
        return write_pack(content, folder, password, ours)

    monkeypatch.setattr("csp_tui.desk.exporting.write_pack", once_stopped)
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "2 of 4: Writing the workbook" in screen_text(pilot))
        await press(pilot, "escape")
        assert "Stopping" in screen_text(pilot)
        stopped.set()
        await wait_for(pilot, lambda: "Too late to stop it" in screen_text(pilot))
        (written,) = packs_in(red)
        assert written.name in screen_text(pilot)
        assert "nothing was written" not in screen_text(pilot)


# Issuing, and what follows from it


async def test_issuing_says_what_it_does_and_happens_only_by_the_word(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        for keys in (["escape"], ["enter"], ["y", "enter", "escape"]):
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


# The public copy


async def test_a_public_copy_is_written_by_the_word_alone(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "u", "enter")
        assert "No public copy is written." in screen_text(pilot)
        await press(pilot, "u")
        await type_text(pilot, "public")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "The public copy is written." in screen_text(pilot))
        await press(pilot, "l")
        assert "2026-27-Q2-public-1" in screen_text(pilot)
    assert len(packs_in(red)) == 1


async def test_a_public_copy_that_gives_a_count_away_says_what_to_leave_out_and_has_it_typed(red: Path) -> None:
    with desk_on(red) as desk:
        say(desk, "P1-06", "3")
        panel = desk.plan.indicator("P1-06")
        entering.comment(desk, open_book(desk, Q2), panel, None, {"patterns": "Three cases were adopted"})
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "u")
        await type_text(pilot, "public")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "The public copy is not written" in flat(pilot))
        assert packs_in(red) == []
        await press(pilot, "u")
        assert "public P1-06/commentary" in screen_text(pilot)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "The public copy is written." in screen_text(pilot))


async def test_a_pack_is_written_with_a_password_that_is_typed_twice_unseen(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "p")
        for typed, says in (("short", "8 to 255 characters"), ("Zebra-crossing", "The two differ")):
            await type_text(pilot, typed)
            await press(pilot, "enter")
            await type_text(pilot, "short")
            await press(pilot, "enter")
            assert says in screen_text(pilot)
        for _ in range(2):
            await type_text(pilot, "Zebra-crossing")
            assert "Zebra" not in screen_text(pilot)
            await press(pilot, "enter")
        assert "The pack + password" in screen_text(pilot)
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "The draft is written." in screen_text(pilot))
    (written,) = packs_in(red)
    assert is_locked(written.read_bytes())
    assert unlocked(written.read_bytes(), [Password("Zebra-crossing")]).startswith(b"PK")
