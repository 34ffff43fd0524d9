"""What is said of a figure while it is typed, when it is refused and when it is saved, and when that goes again."""

from __future__ import annotations

from pathlib import Path

from csp_tui.domain.overview import answers_awaited
from csp_tui.domain.trying import Typed
from tests.screens.driving import LARGE, flat, go_to, press, running, screen_text, session_of, shown, type_text, value

ASB, FIRES, ADULTS = "P1-01.total|Kent Police", "P1-01.fires|KFRS", "P3-05.adults|Public Health"


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


async def test_a_refused_value_stays_in_its_cell_with_the_sentence_and_is_not_counted(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1,20")
        await press(pilot, "enter")  # the cursor goes on, and the next figure is the next row's
        assert "Did you mean 120 or 1,200?" in flat(pilot)
        await press(pilot, "up", "enter")
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
        await press(pilot, "comma", "enter", "up", "enter")
        assert "Your text is kept; 1,390 stays stored." in screen_text(pilot)
        assert "P3-05.adults is not stored. Type it anew, F2 changes it, Del forgets it, F7 says" in screen_text(pilot)


async def test_the_old_refusal_goes_once_the_changed_text_can_be_read(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1,20")
        await press(pilot, "enter")
        assert "Did you mean" in flat(pilot)
        await press(pilot, "up", "7", "ctrl+z")
        assert shown(pilot, ADULTS, "value") == ""  # typing replaced it
        await type_text(pilot, "1,20")
        await press(pilot, "enter", "up", "backspace", "0", "0")
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
        await press(pilot, "enter", "up", "f2", "ctrl+u")
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
