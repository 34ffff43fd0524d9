from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from textual.events import Paste

from csp_tui.domain.measures import Combine
from csp_tui.domain.overview import answers_awaited
from csp_tui.domain.statements import Choice
from csp_tui.domain.trying import Typed
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
    wait_for,
)

ASB, FIRES = "P1-01.total|Kent Police", "P1-01.fires|KFRS"
ADULTS, PRISON = "P3-05.adults|Public Health", "P3-07.continuity|Public Health"


def value(database: Path, measure: str, partner: str) -> Decimal | None:
    statement = stored(database, measure, partner)
    return statement.value.number if statement is not None and statement.value is not None else None


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


async def test_the_rating_and_its_sentence_change_while_typing_and_nothing_is_stored(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        assert "▲ AMBER" in screen_text(pilot)
        assert "1,390 is 26 (1.8%) below 1,416" in screen_text(pilot)
        await press(pilot, "backspace", "backspace", "backspace", "backspace")
        await type_text(pilot, "1416")
        assert "● GREEN" in screen_text(pilot)
        assert session_of(pilot).book.figures == {}
        await press(pilot, "ctrl+z")
    assert value(database, "P3-05.adults", "Public Health") is None


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


async def test_a_refused_value_stays_in_its_cell_with_the_sentence_and_is_not_counted(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1,20")
        await press(pilot, "enter")
        assert "Did you mean 120 or 1,200?" in screen_text(pilot)
        assert "nothing is stored yet" in screen_text(pilot)
        assert "P3-05.adults is not stored. Type it anew" in screen_text(pilot)
        await press(pilot, "down")
        assert "P3-05.adults is not stored" not in screen_text(pilot)
        assert shown(pilot, ADULTS, "value") == "1,20"
        assert "not stored" in screen_text(pilot)
        assert "0/8 in" in screen_text(pilot)
        await press(pilot, "up", "f2", "0", "enter")
        told = " ".join(screen_text(pilot).split())
        assert "? P3-05.adults is red and no action is written" in told  # though the cursor has gone on
        await press(pilot, "up", "1", "escape", "delete")
        assert shown(pilot, ADULTS, "value") == "1,200"
        assert '"1" is forgotten; 1,200 stands stored.' in screen_text(pilot)
        await type_text(pilot, "1,20")
        await press(pilot, "down")  # which takes the cursor on at once
        assert 'P3-05.adults not stored: "1,20" is not a number.' in " ".join(screen_text(pilot).split())
        await press(pilot, "down")
        assert "P3-05.adults not stored" not in " ".join(screen_text(pilot).split())
        await press(pilot, "up", "up", "enter", "ctrl+z")
        assert '"1,20" is forgotten; 1,200 stands stored.' in screen_text(pilot)
    assert value(database, "P3-05.adults", "Public Health") == 1200


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


async def test_the_save_line_names_the_measure_and_the_figure_with_its_thousands(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, FIRES)
        await type_text(pilot, "1300")
        await press(pilot, "enter")
        assert "P1-01.fires: 1,300. Saved here, on this computer." in screen_text(pilot)
        await press(pilot, "up", "tab")
        await type_text(pilot, "5208")
        await press(pilot, "enter")
        assert "P1-01.fires: rolling year 5,208. Saved here" in screen_text(pilot)
        await go_to(pilot, FIRES)
        await type_text(pilot, "14")
        await press(pilot, "enter")
        assert "P1-01.fires: 14 (was 1,300). Saved here" in " ".join(screen_text(pilot).split())


async def test_typing_over_a_stored_figure_says_nothing_of_storage_until_it_is_stored(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        await press(pilot, "enter", "up")
        assert "stored by Ann" in screen_text(pilot)
        await type_text(pilot, "14")
        assert "stored by" not in screen_text(pilot)
        assert "Saved here" not in screen_text(pilot)
        await press(pilot, "comma", "enter")
        assert "Your text is kept; 1,390 stays stored." in screen_text(pilot)
        assert "P3-05.adults is not stored. Type it anew, F2 changes it, Del forgets it, F7 says" in screen_text(pilot)


async def test_the_old_refusal_goes_once_the_changed_text_can_be_read(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1,20")
        await press(pilot, "enter")
        assert "Did you mean" in screen_text(pilot)
        await press(pilot, "7", "ctrl+z")
        assert shown(pilot, ADULTS, "value") == ""  # typing replaced it
        await type_text(pilot, "1,20")
        await press(pilot, "enter", "backspace", "0", "0")
        assert "Did you mean" not in screen_text(pilot)
        assert "1,200 is 216" in screen_text(pilot)


async def test_an_emptied_cell_says_that_leaving_it_takes_the_figure_back(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        await press(pilot, "enter", "up", "delete")
        assert "Leave the cell to take 1,390 back; Esc keeps it." in screen_text(pilot)
        assert "· Awaited from Public Health." in screen_text(pilot)  # and the row says so too, not what is stored
        assert "AMBER" not in screen_text(pilot)
        await press(pilot, "escape")
        assert "▲ AMBER" in screen_text(pilot)
        await type_text(pilot, "1,3")
        await press(pilot, "enter", "f2", "ctrl+u")
        assert 'Leave the cell to forget "1,3"; 1,390 stays stored. Esc keeps it.' in screen_text(pilot)
        assert "not stored" not in screen_text(pilot)
        await press(pilot, "down", "up")
        assert shown(pilot, ADULTS, "value") == "1,390"
        await press(pilot, "down")
    assert value(database, "P3-05.adults", "Public Health") == 1390


async def test_an_old_message_goes_on_coming_back_and_when_typing_starts(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "enter")
        assert "Saved here" in screen_text(pilot)
        await press(pilot, "f8", "escape")
        assert "Saved here" not in screen_text(pilot)
        await press(pilot, "3", "enter")
        assert "Saved here" in screen_text(pilot)
        await press(pilot, "4")
        assert "Saved here" not in screen_text(pilot)


async def test_f2_changes_a_value_in_place(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "4", "6", "6", "enter", "up", "f2", "left", "backspace", "5", "enter")
    assert value(database, "P1-01.total", "Kent Police") == 1456


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


async def test_after_the_last_figure_a_lead_is_told_that_the_own_priority_is_complete(database: Path) -> None:
    async with running(database) as pilot:
        session = session_of(pilot)
        session.keep_setting("role", "lead")
        session.keep_setting("priority", "1")
        asked = answers_awaited(session.assess().of_priority(1))
        late = session.trying([Typed(measure, partner, {"blank": "late"}) for measure, partner in asked])
        session.enter_many(late, "left blank")
        screen = await go_to(pilot, ASB)
        last = [row.id for row in screen.grid.rows if row.cell("value").open][-1]
        await go_to(pilot, last)
        await press(pilot, "y", "enter")
        told = flat(pilot)
        later = f"{len(asked) - 1} promised for later"
        assert f"Your priority is complete, {later}: F9 looks it over and writes the file." in told
        session.keep_setting("role", "coordinator")
        await press(pilot, "n", "enter")
        assert "Esc, then priority 2: P2-01.offences is awaited." in flat(pilot)
        await press(pilot, "escape")
        row = next(line for line in screen_text(pilot).splitlines() if line.lstrip(" >").startswith("Awaited"))
        assert row.endswith("F7")
        session.keep_setting("role", "lead")
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        await pilot.pause()
        row = next(line for line in screen_text(pilot).splitlines() if line.lstrip(" >").startswith("Awaited"))
        assert row.endswith("Enter")  # which goes to what is promised


def flat(pilot: Driver) -> str:
    """What stands on the screen as one line, however it is wrapped."""
    return " ".join(screen_text(pilot).split())


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
