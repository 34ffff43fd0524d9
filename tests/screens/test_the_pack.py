"""The pack in the application: seen before it is written, written or stopped, and its public copy."""

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
from csp_tui.screens.returns import ReturnsScreen
from csp_tui.workbooks.filing import Ours
from csp_tui.workbooks.passwords import Password, is_locked, unlocked
from tests.screens.arriving import Q2, desk_on, say
from tests.screens.driving import (
    LARGE,
    SMALL,
    flat,
    packs_in,
    press,
    running,
    screen_text,
    see_the_pack,
    type_text,
    wait_for,
)

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


async def test_the_bar_stands_where_the_text_does_after_a_window_was_open(red: Path) -> None:
    async with running(red, SMALL) as pilot:
        await see_the_pack(pilot)
        report = pilot.app.screen.query_one("#report")
        await press(pilot, "end", "f5", "escape")
        await wait_for(pilot, lambda: report.max_scroll_y > 0)
        await pilot.pause()
        assert report.vertical_scrollbar.position == report.scroll_y


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


# The public copy


async def test_a_public_copy_is_written_by_the_word_alone(red: Path) -> None:
    async with running(red, LARGE) as pilot:
        await see_the_pack(pilot)
        await press(pilot, "u", "enter", "escape")
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
