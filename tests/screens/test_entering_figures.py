from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.events import Paste

from csp_tui.domain.measures import Combine
from csp_tui.domain.statements import Choice
from csp_tui.screens.actions import ActionsScreen
from csp_tui.widgets.grid import CellGrid
from tests.screens.arriving import desk_on, say
from tests.screens.driving import (
    LARGE,
    SMALL,
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
    value,
    wait_for,
)

ASB, FIRES = "P1-01.total|Kent Police", "P1-01.fires|KFRS"
ADULTS, PRISON = "P3-05.adults|Public Health", "P3-07.continuity|Public Health"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_from_the_first_screen_to_a_saved_figure_takes_two_keys_and_the_digits(
    database: Path, size: tuple[int, int]
) -> None:
    async with running(database, size) as pilot:
        await press(pilot, "enter", "1", "4", "6", "6", "enter")
        assert "Saved here, on this computer. Nothing has been sent." in screen_text(pilot)
        assert "○ not rated" in screen_text(pilot)
    assert value(database, "P1-01.total", "Kent Police") == 1466


async def test_closing_and_opening_again_shows_what_was_entered(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "4", "6", "6", "enter")
    async with running(database) as pilot:
        await press(pilot, "enter")
        assert shown(pilot, ASB, "value") == "1,466"


async def test_the_cursor_starts_on_the_first_figure_that_is_still_empty(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "7", "enter", "escape", "enter")
        assert pilot.app.screen.grid.row_id == FIRES  # type: ignore[attr-defined]


@pytest.mark.parametrize("leaving", ["enter", "up", "down", "tab", "shift+tab", "pagedown", "f8", "f4", "f9", "ctrl+f"])
async def test_a_value_is_kept_when_its_cell_is_left(
    database: Path, leaving: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(database.parent)
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        await press(pilot, leaving)
        assert value(database, "P3-05.adults", "Public Health") == 1390
        await pilot.app.workers.wait_for_complete()


async def test_a_value_is_kept_when_another_cell_is_clicked(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2")
        await pilot.click("#figures", offset=(10, 3))
        await pilot.pause()
        assert pilot.app.screen.grid.cursor == 2  # type: ignore[attr-defined]
    assert value(database, "P1-01.total", "Kent Police") == 12


async def test_what_a_command_stores_under_an_open_window_or_while_one_types_is_seen_before_it_is_replaced(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.app._OTHERS", 0.05)
    async with running(database, LARGE) as pilot:
        with desk_on(database, "Bob") as other:
            await press(pilot, "enter", "f4")
            say(other, "P1-01.total", "13")
            await pilot.pause(0.2)
            await press(pilot, "escape")
            await wait_for(pilot, lambda: shown(pilot, ASB, "value") == "13")
            await type_text(pilot, "9")
            say(other, "P1-01.total", "14")
            await press(pilot, "enter")
        assert "Another program stored 14 of P1-01.total" in " ".join(screen_text(pilot).split())
        assert value(database, "P1-01.total", "Kent Police") == 14
        await press(pilot, "enter")
    assert value(database, "P1-01.total", "Kent Police") == 9


async def test_quitting_saves_the_open_cell_first(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "ctrl+q")
    assert value(database, "P1-01.total", "Kent Police") == 12


async def test_escape_in_the_middle_of_typing_keeps_the_text_as_a_draft_that_enter_stores(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "escape")
        assert shown(pilot, ASB, "value") == "12"
        assert "draft" in screen_text(pilot)
        await press(pilot, "down", "up")
        assert value(database, "P1-01.total", "Kent Police") is None
        await press(pilot, "enter")
        assert value(database, "P1-01.total", "Kent Police") == 12


async def test_a_draft_is_still_there_after_another_screen(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "escape", "escape", "enter")
        assert shown(pilot, ASB, "value") == "12"


@pytest.mark.parametrize("keys", [("x", "enter", "down"), ("1", "4", "enter", "up", "x", "enter", "down", "down")])
async def test_the_cursor_is_drawn_where_it_stands_also_after_a_message_took_lines_from_the_rows(
    database: Path, keys: tuple[str, ...]
) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter")
        for key in keys:
            await press(pilot, key)
        grid = pilot.app.screen.query_one(CellGrid)
        assert grid.row is not None
        (marked,) = (line for line in screen_text(pilot).splitlines() if line.startswith("> "))
        assert grid.row.cell("measure").shown[:12] in marked


async def test_leaving_the_program_asks_nothing_and_a_refused_value_is_in_its_cell_at_the_next_start(
    database: Path,
) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "x", "ctrl+q")
        assert not pilot.app.is_running
    async with running(database) as pilot:
        await press(pilot, "enter")
        assert shown(pilot, ASB, "value") == "x"
        assert "not stored" in screen_text(pilot)
        assert "Your text is kept" in screen_text(pilot)


async def test_f2_changes_a_value_in_place(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "4", "6", "6", "enter", "up", "f2", "left", "backspace", "5", "enter")
    assert value(database, "P1-01.total", "Kent Police") == 1456


async def test_ctrl_a_while_a_figure_is_typed_marks_all_of_it(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "4", "6", "ctrl+a", "7", "2", "enter")
        assert value(database, "P1-01.total", "Kent Police") == 72
        await press(pilot, "up", "f2", "ctrl+a", "left", "end", "0", "enter")
        assert value(database, "P1-01.total", "Kent Police") == 720
        await press(pilot, "up", "f2", "ctrl+a", "backspace", "escape", "ctrl+a")
        assert isinstance(pilot.app.screen, ActionsScreen)  # where nothing is typed it is another key
    assert value(database, "P1-01.total", "Kent Police") == 720


async def test_ctrl_a_on_a_draft_marks_all_of_it_and_enter_stores_what_is_not_changed(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "4", "x", "enter", "up", "ctrl+a", "7", "3", "enter")
        assert value(database, "P1-01.total", "Kent Police") == 73
        await press(pilot, "up", "7", "4", "escape", "ctrl+a", "down")
        assert value(database, "P1-01.total", "Kent Police") == 73
        await press(pilot, "up", "ctrl+a", "enter")
    assert value(database, "P1-01.total", "Kent Police") == 74


async def test_typed_down_a_list_each_figure_stands_in_its_row_also_after_one_that_cannot_be_read(
    database: Path,
) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "1", "2", "x", "enter", "7", "7", "enter")
        assert shown(pilot, ASB, "value") == "12x"
        assert "not stored" in screen_text(pilot)
        await press(pilot, "up", "up", "enter")  # which tries the same text once more
        assert pilot.app.screen.query_one(CellGrid).row_id == ASB
        assert "P1-01.total is not stored. Type it anew" in screen_text(pilot)
    assert value(database, "P1-01.total", "Kent Police") is None
    assert value(database, "P1-01.fires", "KFRS") == 77


async def test_an_emptied_cell_takes_the_figure_back_and_undo_brings_it_again(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "enter", "up", "delete", "down")
        assert value(database, "P1-01.total", "Kent Police") is None
        await press(pilot, "ctrl+z")
        assert "Undone" in screen_text(pilot)
        assert shown(pilot, ASB, "value") == "12"
        await press(pilot, "ctrl+y")
        assert shown(pilot, ASB, "value") == ""
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z")
        assert "There is nothing to undo." in screen_text(pilot)


async def test_tab_goes_to_the_rolling_year_where_there_is_room_for_it(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "1", "2", "tab", "5", "0", "enter")
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert (str(statement.value), str(statement.rolling_year)) == ("12", "50")


async def test_the_first_letter_is_enough_for_a_milestone(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P2-08.order|Medway Council")
        await press(pilot, "o")
        assert "on track" in screen_text(pilot)
        await press(pilot, "enter")
    statement = stored(database, "P2-08.order", "Medway Council")
    assert statement is not None
    assert statement.choice is Choice.ON_TRACK


async def test_a_percentage_may_be_typed_as_its_two_parts(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, PRISON)
        await type_text(pilot, "51 of 80")
        assert "● GREEN" in screen_text(pilot)
        await press(pilot, "enter")
    statement = stored(database, "P3-07.continuity", "Public Health")
    assert statement is not None
    assert (str(statement.numerator), str(statement.denominator)) == ("51", "80")


async def test_pasted_text_goes_into_the_cell_as_typed(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await _paste(pilot, " 1,390\x1b\n")
        await press(pilot, "enter")
    assert value(database, "P3-05.adults", "Public Health") == 1390


async def _paste(pilot: Driver, text: str) -> None:
    pilot.app.post_message(Paste(text))
    await pilot.pause()
    await pilot.pause()


async def test_what_is_typed_at_a_row_that_asks_for_words_goes_into_its_commentary(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P1-01.report|Kent Police")
        await press(pilot, "f2")
        assert "asks for words" in screen_text(pilot)
        await type_text(pilot, "7 nights")
        assert "Patterns and context" in screen_text(pilot)
        await press(pilot, "escape", "enter", "backspace")  # and a field is gone on with at its end
        await press(pilot, "escape")
        assert commentary(database, "P1-01", "Kent Police") == {"patterns": "7 night"}
        await press(pilot, "enter", "ctrl+a", "backspace", "escape")
    assert commentary(database, "P1-01", "Kent Police") == {}


async def test_rows_of_others_say_who_gives_the_figure(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f3")
        await type_text(pilot, "")
        session_of(pilot).partner = "Kent Police"
        await press(pilot, "escape")
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        assert shown(pilot, FIRES, "value") == "from KFRS"
        assert shown(pilot, "P1-02.buildings|Medway Council", "value") == "from another"  # of whom the lines below tell
        await press(pilot, "down", "7")
        assert "KFRS gives this figure" in screen_text(pilot)


async def test_a_priority_that_asks_nothing_of_a_partner_shows_the_rows_of_others_and_where_its_own_are(
    database: Path,
) -> None:
    async with running(database) as pilot:
        session_of(pilot).partner = "KFRS"
        await press(pilot, "down", "down", "enter")
        told = "Nothing here is asked of KFRS (its own rows: priority 1): these rows are others', to be read."
        assert told in " ".join(screen_text(pilot).split())
        assert shown(pilot, ADULTS, "value") == "from another"
        await press(pilot, "7")
        assert "gives this figure" in screen_text(pilot)


async def test_f3_shows_the_rows_of_one_partner(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f3", "down", "enter")
        partner = session_of(pilot).partner
        assert partner == session_of(pilot).book.plan.partners[0]
        assert f"{partner} (F3)" in screen_text(pilot)


async def test_f4_switches_to_another_quarter_of_the_plan_only(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "f4")
        assert "Q1 2026-27   Apr to Jun 2026" in screen_text(pilot)
        await press(pilot, "up", "enter")
        assert "Q1 2026-27 (F4)" in screen_text(pilot)
        assert shown(pilot, ASB, "value") == ""
    assert value(database, "P1-01.total", "Kent Police") == 12


async def test_a_figure_is_found_by_a_word_of_its_plan_text(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "gabapentin")
        await press(pilot, "enter")
        assert pilot.app.screen.grid.row_id == "P3-04.gabapentin|Integrated Care Board"  # type: ignore[attr-defined]
        session_of(pilot).partner = "Kent Police"
        await press(pilot, "ctrl+f")
        await type_text(pilot, "P1-01.fires")
        await press(pilot, "enter", "5", "enter", "escape", "ctrl+f")
        await type_text(pilot, "P3-05")
        await press(pilot, "enter", "ctrl+t")
        assert "Public Health can write about this; you work for Kent Police (F3)." in screen_text(pilot)
        await press(pilot, "escape")
        assert session_of(pilot).partner == "Kent Police"  # finding another's row is no change of whom one works for
    assert value(database, "P1-01.fires", "KFRS") is None


async def test_a_saved_part_is_in_the_total_above_it(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        screen = await go_to(pilot, ASB)
        session = session_of(pilot)
        plan = session.book.plan
        measure = replace(plan.by_id["P1-01.total"], combine=Combine.SUM, suppliers=("Kent Police", "KFRS"))
        indicator = replace(plan.by_code["P1-01"], measures=(measure,))
        others = (i for i in plan.indicators if i.code != "P1-01")
        session.book = replace(session.book, plan=replace(plan, indicators=(indicator, *others)))
        screen.show_session()
        await press(pilot, "5", "enter", "7", "enter")
        assert shown(pilot, "P1-01.total|KFRS", "value") == "7"
        assert shown(pilot, "P1-01.total|", "value") == "12"
        assert "1 of 21 in" in screen_text(pilot)
