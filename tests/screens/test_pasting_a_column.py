"""Pasting figures for several rows: what the preview says of them, and what is stored and what is kept then."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk.issuing import issue
from csp_tui.desk.opening import open_desk
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.content import Made
from tests.screens.arriving import stated_before
from tests.screens.driving import (
    LARGE,
    QUARTER,
    SMALL,
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

ASB, ADULTS, PATROLS = "P1-01.total|Kent Police", "P3-05.adults|Public Health", "P1-03.patrols|Kent Police"
COLUMN = [
    *("1466", "66", "31", "14", "2,000", "88", "61", "3", "240", "410", "12", "95", "7", "yes", "19", "130", "8"),
    *("55", "2", "16", "yes"),
]


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
        assert "Undone: 19 figures pasted for Q2 2026-27, of priority 1." in screen_text(pilot)
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


async def test_a_list_with_lines_for_the_rows_of_words_lands_row_by_row_and_can_be_read_otherwise(
    database: Path,
) -> None:
    async with running(database) as pilot:
        await go_to(pilot, PATROLS)
        await paste(pilot, "6\nsee the report\n7\n\n8")
        told = " ".join(screen_text(pilot).split())
        assert "3 can be stored" in told
        assert "Your list is read with a line for the 2 rows that ask for words: P1-03.report, P1-04.report." in told
        assert "W reads it without." in told
        await press(pilot, "w")
        told = " ".join(screen_text(pilot).split())
        assert "3 can be stored, 1 refused" in told
        assert "skipped: P1-03.report, P1-04.report. W reads your list with a line for them too." in told
        await press(pilot, "w", "enter")
    stood = {
        code: value(database, code, "Kent Police") for code in ("P1-03.patrols", "P1-04.offences", "P1-05.notices")
    }
    assert stood == {"P1-03.patrols": 6, "P1-04.offences": 7, "P1-05.notices": 8}


async def test_a_pasted_share_that_may_be_a_count_of_people_is_asked_about_before_it_is_stored(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P4-06.attendance|The Probation Service")
        await paste(pilot, "80\nunder 5")
        assert "2 can be stored, 1 with a query" in screen_text(pilot)
        assert "P4-06.completion is under 5%. Is that a share?" in " ".join(screen_text(pilot).split())


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
