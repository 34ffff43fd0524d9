from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.entering import enter
from csp_tui.desk.issuing import issue, reopen
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Blank
from csp_tui.packs.content import Made
from tests.screens.driving import (
    LARGE,
    QUARTER,
    SMALL,
    TODAY,
    Driver,
    go_to,
    paste,
    press,
    running,
    screen_text,
    session_of,
    shown,
    stored,
    type_text,
)

ASB, FIRES, DERELICT = "P1-01.total|Kent Police", "P1-01.fires|KFRS", "P1-01.derelict|KFRS"
ADULTS, PATROLS = "P3-05.adults|Public Health", "P1-03.patrols|Kent Police"
COLUMN = [
    *("1466", "66", "31", "14", "2,000", "88", "61", "3", "240", "410", "12", "95", "7", "yes", "19", "130", "8"),
    *("55", "2", "16", "yes"),
]


def value(database: Path, measure: str, partner: str) -> Decimal | None:
    statement = stored(database, measure, partner)
    return statement.value.number if statement is not None and statement.value is not None else None


def how_many_stored(database: Path) -> int:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        quarter = Quarter.parse(QUARTER)
        book = open_book(desk, quarter)
        return sum(quarter in series for by_partner in book.figures.values() for series in by_partner.values())


def stated_before(database: Path, measure: str, entry: Entry, quarter: str = QUARTER) -> None:
    """Store a figure as somebody did earlier."""
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        found = desk.plan.by_id[measure]
        enter(desk, open_book(desk, Quarter.parse(quarter)), found, found.suppliers[0], entry)


async def pasted_at_the_first_figure(pilot: Driver, text: str) -> None:
    await press(pilot, "enter")
    await paste(pilot, text)


def with_two_wrong() -> str:
    cells = list(COLUMN)
    cells[4], cells[12] = "1,20", "n/a"
    return "\r\n".join(cells) + "\r\n"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_of_21_pasted_rows_two_are_refused_and_undo_takes_the_19_back_in_one_step(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(database, size) as pilot:
        await pasted_at_the_first_figure(pilot, with_two_wrong())
        assert "19 can be stored, 2 refused" in screen_text(pilot)
        assert "Nothing is stored yet." in screen_text(pilot)
        assert "Did you mean 120 or 1,200?" in screen_text(pilot)
        assert how_many_stored(database) == 0
        await press(pilot, "enter")
        assert "19 figures saved here, not sent; Ctrl+Z undoes all. 2 refused: kept as drafts." in screen_text(pilot)
        assert pilot.app.screen.grid.row_id == "P1-03.patrols|Kent Police"  # type: ignore[attr-defined]
        assert how_many_stored(database) == 19
        assert shown(pilot, "P1-03.patrols|Kent Police", "value") == "1,20"
        assert shown(pilot, "P1-10.hotspots|Medway CSU", "value") == "n/a"
        await press(pilot, "f8")
        assert "P1-03.patrols" in screen_text(pilot)
        assert "Did you mean 120 or 1,200?" in screen_text(pilot)
        await press(pilot, "escape", "ctrl+z")
        assert "Undone: 19 figures pasted for Q2 2026-27." in screen_text(pilot)
        assert how_many_stored(database) == 0
        assert shown(pilot, "P1-03.patrols|Kent Police", "value") == "1,20"
        await press(pilot, "ctrl+y")
    assert how_many_stored(database) == 19


async def test_nothing_of_a_paste_is_kept_when_it_is_dropped(database: Path) -> None:
    async with running(database) as pilot:
        await pasted_at_the_first_figure(pilot, with_two_wrong())
        await press(pilot, "escape")
        assert "nothing was stored" in screen_text(pilot)
        assert session_of(pilot).unstored == 0
    assert how_many_stored(database) == 0


async def test_no_key_leads_from_a_preview_past_its_question(database: Path) -> None:
    async with running(database) as pilot:
        await pasted_at_the_first_figure(pilot, "12\n13")
        await press(pilot, "f9", "f8", "ctrl+s", "ctrl+z", "f4", "ctrl+f")
        assert "Nothing is stored yet." in screen_text(pilot)


async def test_the_preview_says_what_stands_what_it_becomes_and_how_it_is_rated(database: Path) -> None:
    stated_before(database, "P3-05.adults", Entry(value="1300"))
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await paste(pilot, "1390\n95")
        row = next(line for line in screen_text(pilot).splitlines() if "Adults in structured" in line)
        assert row.split()[-4:] == ["1,300", "1,390", "▲", "AMBER"]
        assert "1,390 is 26 (1.8%) below 1,416" in screen_text(pilot)


async def test_lines_with_codes_find_their_rows_in_any_order_and_in_other_priorities(database: Path) -> None:
    text = "\t".join(("Code", "Measure", "Notes", "This quarter", "Rolling year")) + "\n"
    text += "P3-05\tAdults\tfrom NDTMS\t1,390\t\nP1-01.fires\tFires\t\t66\t271\nP1-12\tVisits\t\t7\t\nTotal\t\t\t9\t"
    async with running(database) as pilot:
        await pasted_at_the_first_figure(pilot, text)
        assert "2 can be stored, 2 left out" in screen_text(pilot)
        assert "Left out" in screen_text(pilot)
        assert "Notes" in screen_text(pilot)
        await press(pilot, "enter")
        assert "Left out: line 4," in screen_text(pilot)
    assert value(database, "P3-05.adults", "Public Health") == 1390
    fires = stored(database, "P1-01.fires", "KFRS")
    assert fires is not None
    assert (str(fires.value), str(fires.rolling_year)) == ("66", "271")


async def test_a_cell_may_be_pasted_as_always(database: Path) -> None:
    async with running(database) as pilot:
        await pasted_at_the_first_figure(pilot, "1,466\r\n")
        assert "Nothing is stored yet. Enter stores" not in screen_text(pilot)
        await press(pilot, "enter")
    assert value(database, "P1-01.total", "Kent Police") == 1466


async def test_the_rows_of_another_partner_are_refused_to_a_supplier(database: Path) -> None:
    async with running(database) as pilot:
        session_of(pilot).partner = "Kent Police"
        await pasted_at_the_first_figure(pilot, "P1-01\t1466\nP1-01.fires\t66")
        assert "KFRS gives P1-01.fires, not Kent Police." in screen_text(pilot)
        await press(pilot, "enter")
    assert value(database, "P1-01.total", "Kent Police") == 1466
    assert value(database, "P1-01.fires", "KFRS") is None


async def test_a_copied_column_can_be_pasted_elsewhere(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "enter", "7", "enter", "up", "up", "shift+down", "ctrl+c")
        assert "2 cells are copied." in screen_text(pilot)
        assert pilot.app.clipboard == "12\n7"
        await paste(pilot, "Our fires\t8\nOur buildings\t9")
        assert "2 can be stored, 2 of them replace figures, 2 under another name" in screen_text(pilot)
        assert 'Beside it stood "Our fires": is it the figure of this row?' in screen_text(pilot)
        await press(pilot, "escape", "escape")
        screen = pilot.app.screen
        screen.grid.move(2)  # type: ignore[attr-defined]
        await press(pilot, "ctrl+v")
        assert "2 can be stored" in screen_text(pilot)
        await press(pilot, "enter")
    assert value(database, "P1-01.derelict", "KFRS") == 12
    assert value(database, "P1-02.buildings", "Medway Council") == 7


async def test_the_preview_counts_what_is_replaced_and_names_the_rows_that_are_skipped(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, PATROLS)
        await type_text(pilot, "41")
        await press(pilot, "enter", "up")
        await paste(pilot, "6\n7\n8")
        assert "3 can be stored, 1 of them replaces a figure" in screen_text(pilot)
        assert "2 rows that ask for words are skipped: P1-03.report, P1-04.report." in screen_text(pilot)
        await press(pilot, "escape")
        await paste(pilot, "6\n7")
        assert "P1-03.report, which asks for words, is skipped." in screen_text(pilot)
        await press(pilot, "escape")
        await paste(pilot, "P1-03.patrols\t9\nP1-05\t7")
        assert "2 can be stored, 1 of them replaces a figure" in screen_text(pilot)
        assert "skipped" not in screen_text(pilot)


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


async def test_what_is_refused_where_there_is_no_cell_for_it_leaves_no_draft_behind(database: Path) -> None:
    async with running(database) as pilot:
        await pasted_at_the_first_figure(pilot, "Code\tThis quarter\tRolling year\nP3-05\t1390\t5000\n")
        assert "1 can be stored, 1 refused" in screen_text(pilot)
        await press(pilot, "enter")
        assert session_of(pilot).unstored == 0
    assert value(database, "P3-05.adults", "Public Health") == 1390


async def test_a_refused_period_is_kept_in_the_form_of_its_figure(database: Path) -> None:
    async with running(database) as pilot:
        await pasted_at_the_first_figure(pilot, "Code\tThis quarter\tPeriod to\nP1-01\t1466\tlast month\n")
        await press(pilot, "enter")
        assert session_of(pilot).unstored == 1
        await go_to(pilot, ASB)
        await press(pilot, "f5")
        assert '"last month" is not a date' in screen_text(pilot)


async def test_a_closed_quarter_takes_no_paste_and_says_so_in_the_preview(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.desk.issuing.make_pack", lambda content: Made(repr(content).encode()))
    stated_before(database, "P1-01.total", Entry(value="1310"))
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        issue(desk, Quarter.parse(QUARTER), tmp_path)
    async with running(database) as pilot:
        await press(pilot, "enter")
        pilot.app.screen.grid.move(0)  # type: ignore[attr-defined]
        await paste(pilot, "1\n2\n")
        await press(pilot, "enter")
        assert "is closed: its pack was issued" in " ".join(screen_text(pilot).split())
        assert "Nothing is stored yet." in screen_text(pilot)
    assert how_many_stored(database) == 1
