from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.issuing import issue, reopen
from csp_tui.desk.opening import open_desk
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Blank
from csp_tui.packs.content import Made
from tests.screens.arriving import stated_before
from tests.screens.driving import (
    TODAY,
    Driver,
    go_to,
    how_many_stored,
    paste,
    press,
    running,
    screen_text,
    session_of,
    shown,
    stored,
    type_text,
    value,
)

ASB, FIRES, DERELICT = "P1-01.total|Kent Police", "P1-01.fires|KFRS", "P1-01.derelict|KFRS"
ADULTS = "P3-05.adults|Public Health"


async def test_ctrl_c_copies_a_cell_and_does_not_end_the_program(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "enter", "up", "ctrl+c")
        assert pilot.app.clipboard == "12"
        assert pilot.app.is_running


async def test_one_text_fills_the_marked_rows(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "shift+down", "shift+down")
        await paste(pilot, "0")
        assert "3 can be stored" in screen_text(pilot)
        await press(pilot, "enter")
    assert [value(database, *row.split("|")) for row in (ASB, FIRES, DERELICT)] == [0, 0, 0]


async def test_marks_go_with_escape_and_with_the_next_arrow_key(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "shift+down")
        assert "+ P1-01" in screen_text(pilot)
        await press(pilot, "escape")
        assert "+ P1-01" not in screen_text(pilot)
        await press(pilot, "shift+down", "up")
        assert "+ P1-01" not in screen_text(pilot)
        assert "Anti-social behaviour" in screen_text(pilot).splitlines()[0]


async def test_a_reason_for_no_figure_takes_three_keys_and_the_cursor_goes_on(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f7", "down", "down", "enter")
        assert "P1-01.total: not published." in screen_text(pilot)
        assert pilot.app.screen.grid.row_id == FIRES  # type: ignore[attr-defined]
        await type_text(pilot, "66")
        await press(pilot, "enter", "up", "f7", "enter")
        assert stored(database, "P1-01.fires", "KFRS") is not None
        assert shown(pilot, FIRES, "value") == "66"  # which Enter keeps, as it stands first
        await press(pilot, "f7", "down", "enter")
        assert "P1-01.fires: late (was 66). Saved here" in screen_text(pilot)
        await go_to(pilot, ASB)
        row = next(line for line in screen_text(pilot).splitlines() if line.startswith("> P1-01"))
        assert " not published " in row  # which brackets would cut
        await go_to(pilot, "P1-03.patrols|Kent Police")
        await type_text(pilot, "120")
        await press(pilot, "enter")
        assert pilot.app.screen.grid.row_id == "P1-03.report|Kent Police"  # type: ignore[attr-defined]
        await press(pilot, "f7", "enter")
        assert shown(pilot, "P1-03.report|Kent Police", "value") == "late"
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert statement.blank is Blank.NOT_PUBLISHED


async def test_a_late_figure_may_be_promised_by_a_date_that_is_one(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f7", "down", "enter")
        await type_text(pilot, "soon")
        await press(pilot, "enter")
        assert '"soon" is not a date' in screen_text(pilot)
        await press(pilot, *["backspace"] * 4)
        await type_text(pilot, "5 Dec 2025")
        await press(pilot, "enter")
        assert "5 December 2025 is past" in screen_text(pilot)
        await press(pilot, *["backspace"] * 10)
        await type_text(pilot, "9 January 2027")
        await press(pilot, "enter")
        assert shown(pilot, "P1-01.total|Kent Police", "value") == "late 9 Jan 27"
        await press(pilot, "up", "f7", "enter", "enter")  # what is promised stays, until another day is typed
        assert shown(pilot, "P1-01.total|Kent Police", "value") == "late 9 Jan 27"
        await go_to(pilot, ADULTS)
        await type_text(pilot, "late until 5 December")
        assert "F7 says so: late, promised by 5 December." in screen_text(pilot)
        await press(pilot, "f7", "enter", "enter")  # what is typed in the cell is only to be confirmed
        assert "P3-05.adults: late, promised by 5 December 2026. Saved here" in screen_text(pilot)
        assert shown(pilot, ADULTS, "value") == "late 5 Dec"
        await go_to(pilot, ASB)
        await press(pilot, "f7", "enter")
        await type_text(pilot, "30 November")
        await press(pilot, "enter")
        assert shown(pilot, "P1-01.total|Kent Police", "value") == "late 30 Nov"
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert (statement.blank, str(statement.date)) == (Blank.LATE, "2026-11-30")


async def test_marked_rows_are_left_blank_together_after_a_look(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "shift+down", "shift+down", "f7", "enter")
        assert "3 can be stored" in screen_text(pilot)
        assert how_many_stored(database) == 0
        await press(pilot, "enter")
        assert how_many_stored(database) == 3
        await press(pilot, "ctrl+z")
    assert how_many_stored(database) == 0


async def test_a_period_is_filled_down_the_marked_rows(database: Path) -> None:
    for measure in ("P1-01.fires", "P1-01.derelict"):
        stated_before(database, measure, Entry(value="5"))
    stated_before(database, "P1-01.total", Entry(value="1466", period_to="2026-08-31", extracted="2026-10-03"))
    async with running(database) as pilot:
        await go_to(pilot, ASB)
        await press(pilot, "shift+down", "shift+down", "ctrl+u")
        assert "Extracted on 3 October 2026" in screen_text(pilot)
        await press(pilot, "enter")
        assert "to 31 August 2026" in screen_text(pilot)
        await press(pilot, "enter")
    derelict = stored(database, "P1-01.derelict", "KFRS")
    assert derelict is not None
    assert (str(derelict.value), str(derelict.period_to), derelict.extracted) == ("5", "2026-08-31", None)


async def test_last_quarters_figure_is_a_draft_until_enter_confirms_it(database: Path) -> None:
    stated_before(database, "P1-01.total", Entry(value="1310"), "2026-27-Q1")
    async with running(database) as pilot:
        await press(pilot, "enter", "ctrl+r")
        assert shown(pilot, ASB, "value") == "1,310"
        assert "draft, not stored" in screen_text(pilot)
        assert "0/21 in" in screen_text(pilot)
        await press(pilot, "down", "up")
        assert value(database, "P1-01.total", "Kent Police") is None
        await press(pilot, "enter")
    assert value(database, "P1-01.total", "Kent Police") == 1310


async def test_last_quarters_figures_go_into_the_empty_ones_of_the_marked_rows(database: Path) -> None:
    for measure in ("P1-01.total", "P1-01.fires"):
        stated_before(database, measure, Entry(value="50"), "2026-27-Q1")
    stated_before(database, "P1-01.fires", Entry(value="7"))
    async with running(database) as pilot:
        await go_to(pilot, ASB)
        await press(pilot, "shift+down", "shift+down", "ctrl+r")
        assert [shown(pilot, row, "value") for row in (ASB, FIRES, DERELICT)] == ["50", "7", ""]


async def narrowed(pilot: Driver, downs: int) -> list[str]:
    await press(pilot, "ctrl+o", *["down"] * downs, "enter")
    return [row.id for row in pilot.app.screen.grid.rows]  # type: ignore[attr-defined]


async def test_rows_are_narrowed_to_what_is_awaited_red_or_a_draft_and_escape_shows_all(database: Path) -> None:
    stated_before(database, "P3-05.adults", Entry(value="900"))
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        rows = pilot.app.screen.grid.rows  # type: ignore[attr-defined]
        everything, welcome = len(rows), {row.id for row in rows if row.cell("rating").text == "· optional"}
        assert welcome
        awaited = await narrowed(pilot, 1)
        assert {row.id for row in rows} - {ADULTS} - welcome == set(awaited)
        assert "only awaited (Esc: all)" in screen_text(pilot).splitlines()[0]
        await press(pilot, "escape")
        assert len(pilot.app.screen.grid.rows) == everything  # type: ignore[attr-defined]
        assert await narrowed(pilot, 2) == [ADULTS]
        await press(pilot, "escape")
        await press(pilot, "x", "enter")
        assert len(await narrowed(pilot, 4)) == 1


async def test_narrowing_to_nothing_says_so_and_keeps_the_rows(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter")
        before = len(pilot.app.screen.grid.rows)  # type: ignore[attr-defined]
        assert len(await narrowed(pilot, 2)) == before
        assert "No row here is red." in screen_text(pilot)


async def test_rows_are_narrowed_to_what_changed_since_the_pack(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.desk.issuing.make_pack", lambda content: Made(repr(content).encode()))
    stated_before(database, "P1-01.fires", Entry(value="66"), "2026-27-Q1")
    stated_before(database, "P1-01.total", Entry(value="1310"), "2026-27-Q1")
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        first = Quarter.parse("2026-27-Q1")
        issue(desk, first, tmp_path)
        reopen(desk, first, "KFRS counted again")
    stated_before(database, "P1-01.fires", Entry(value="71"), "2026-27-Q1")
    async with running(database) as pilot:
        await press(pilot, "enter")
        assert await narrowed(pilot, 3) == [FIRES]
        assert "only changed (Esc: all)" in screen_text(pilot).splitlines()[0]


async def test_mine_is_offered_to_whom_the_settings_name_a_partner(database: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        change_setting(desk, "partner", "KFRS")
    async with running(database) as pilot:
        session_of(pilot).partner = None
        await press(pilot, "enter")
        assert {row.partition("|")[2] for row in await narrowed(pilot, 3)} == {"KFRS"}


async def test_a_click_with_shift_marks_the_rows_up_to_it(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter")
        await pilot.click("#figures", offset=(10, 3), shift=True)
        await press(pilot, "ctrl+c")
        assert "3 cells are copied." in screen_text(pilot)


async def test_text_selected_with_the_mouse_is_what_is_copied(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "enter")
        await pilot.mouse_down("#figures", offset=(8, 1))
        await pilot.hover("#figures", offset=(24, 1))
        await pilot.mouse_up("#figures", offset=(24, 1))
        await press(pilot, "ctrl+c")
        assert pilot.app.clipboard == "All ASB incidents"
