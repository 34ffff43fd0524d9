from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from csp_tui.app import CspApp
from csp_tui.desk.drafting import Draft
from csp_tui.desk.entering import enter
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.screens.figures import VALUE
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.session import Subject
from csp_tui.widgets.grid import CellGrid
from tests.screens.driving import (
    LARGE,
    QUARTER,
    SMALL,
    TODAY,
    app_on,
    go_to,
    make_newer,
    opened,
    press,
    running,
    screen_text,
    session_of,
    stored,
    type_text,
    wait_for,
)

ASB = "P1-01.total|Kent Police"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_home_says_what_is_due_from_whom_and_the_next_key(database: Path, size: tuple[int, int]) -> None:
    async with running(database, size) as pilot:
        text = screen_text(pilot)
        assert "Medway Community Safety Partnership" in text
        assert "Quarter 2, Jul to Sep 2026" in text
        assert "80 answers are awaited from 12 partners." in text
        assert "Enter opens a priority." in text
        assert "0 of 21" in text
        assert "Awaited    The Probation Service 28 answers, " in text
        assert "15 can be rated: 15 awaited" in text
        assert "F1 help" in text.splitlines()[-1]


async def test_home_counts_anew_on_coming_back(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "1390")
        await press(pilot, "enter", "escape")
        assert "1 of 8" in screen_text(pilot)
        assert "1 amber" in screen_text(pilot)


async def test_home_shows_the_dates_of_the_quarter_once_they_are_set(database: Path) -> None:
    async with running(database) as pilot:
        session_of(pilot).keep_setting("due.2026-27-Q2", "2026-11-20")
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "Returns due 20 November (yesterday)" in screen_text(pilot)


async def test_the_role_is_remembered(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "f2", "down", "enter", "down", "enter", "escape")
        assert "You: Ann, coordinator (F2)" in screen_text(pilot)
    async with running(database) as pilot:
        assert "You: Ann, coordinator (F2)" in screen_text(pilot)


async def test_a_supplier_sees_what_is_awaited_of_the_partner_that_is_worked_for(database: Path) -> None:
    async with running(database) as pilot:
        session_of(pilot).keep_setting("role", "supplier")
        await press(pilot, "f2", "down", "down", "enter", "down", "enter", "escape")
        assert "supplier (F2), for KFRS (F3)" in screen_text(pilot)
        grid = pilot.app.screen.query_one(CellGrid)
        assert [row.cell("awaited").text for row in grid.rows] == ["4", "–", "–", "–"]
    async with running(database) as pilot:
        assert "4 answers are awaited from KFRS." in screen_text(pilot)


async def test_a_lead_writes_to_others_about_the_priority_and_a_supplier_to_nobody(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        session = session_of(pilot)
        for key, value in (("role", "lead"), ("priority", "1"), ("partner", "Kent Police")):
            session.keep_setting(key, value)
        session.partner = session.desk.works_for
        await press(pilot, "f7")
        assert "Chase of priority 1" in screen_text(pilot)
        told = pilot.app.screen.grid.rows  # type: ignore[attr-defined]
        assert {"KFRS", "Medway Council"} <= {row.cell("partner").text for row in told}
        assert "Kent Police" not in {row.cell("partner").text for row in told}
        await press(pilot, "a")
        assert "P1-01.fires" in pilot.app.clipboard
        assert "P2-" not in pilot.app.clipboard
        assert "is copied" in screen_text(pilot)
        await press(pilot, "down")
        assert "is copied" not in screen_text(pilot)
        adults = Subject(session.book.plan.measure("P3-05.adults"), "Public Health")
        session.keep_draft(adults, VALUE, Draft("9OO", "Refused."))
        await press(pilot, "escape", "f8")
        assert "Check of priority 1" in screen_text(pilot)
        assert "1 not stored, elsewhere" in screen_text(pilot)
        session.keep_setting("role", "supplier")
        await press(pilot, "escape", "f7")
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "F7" not in screen_text(pilot).splitlines()[-1]


async def test_the_check_lists_a_red_figure_without_an_action_until_it_is_explained(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "900")
        await press(pilot, "enter", "f8")
        assert "1 query to put right or explain" in screen_text(pilot)
        assert "? query" in screen_text(pilot)
        await press(pilot, "f5")
        lines = screen_text(pilot).splitlines()
        row = next(at for at, line in enumerate(lines) if line.startswith("> "))
        assert "Why no action is needed:" in lines[row + 1]  # beside what it asks about
        await type_text(pilot, "Agreed in May")
        await press(pilot, "enter")
        assert "Nothing to put right or explain, 1 explained" in screen_text(pilot)
        assert "Explained by Ann: Agreed in May" in screen_text(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen.grid.row_id == "P3-05.adults|Public Health"  # type: ignore[attr-defined]


@pytest.mark.parametrize("back", ["escape", "f8"])
async def test_from_a_finding_s_figure_the_way_back_is_the_check(database: Path, back: str) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "900")
        await press(pilot, "enter", "f8")
        check = pilot.app.screen
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PriorityScreen)
        if back == "f8":
            await type_text(pilot, "1390")
        await press(pilot, back)
        assert pilot.app.screen is check
        assert len(pilot.app.screen_stack) == 3
        assert ("? query" in screen_text(pilot)) is (back == "escape")


async def test_a_finding_names_its_figure_once_in_its_row_and_stands_in_full_below(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "900")
        await press(pilot, "enter", "f8")
        lines = screen_text(pilot).splitlines()
        assert next(line for line in lines if "? query" in line).count("P3-05.adults") == 1
        told = "P3-05.adults is red and no action is written: what will be done, by whom, by when?"
        assert f"{told} Ctrl+T writes it." in " ".join(screen_text(pilot).split())
        drafted = "950 adults at 30 September 2026, 466 (32.9%) fewer than the target of 1,416."
        session_of(pilot).headline(3, drafted, "")
        session_of(pilot).comment(
            session_of(pilot).book.plan.indicator("P3-05"), "Public Health", {"patterns": drafted}
        )
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        keys = []
        for _ in range(2):
            await press(pilot, "down")
            keys.append(" ".join(screen_text(pilot).split()).rpartition("the figure is 900 now. ")[2][:26])
        assert keys == ["Ctrl+T opens the text. ── ", "Ctrl+L opens the paragraph"]


async def test_the_check_and_the_pack_name_what_is_typed_and_not_stored(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(database.parent)
    async with running(database) as pilot:
        session_of(pilot).keep_setting("role", "coordinator")
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "1,20")
        await press(pilot, "enter", "f5")
        await type_text(pilot, "x")
        await press(pilot, "escape", "escape", "f8")
        text = " ".join(screen_text(pilot).split())
        assert "2 not stored Figure What was found" in text
        assert "What the program found when it looked" in text  # in what would be an empty half
        assert 'not stored P3-05.adults "1,20" is not a number.' in text
        assert "its form (F5)" in text
        session_of(pilot).partner = "KFRS"
        await press(pilot, "enter")
        assert pilot.app.screen.grid.row_id == "P3-05.adults|Public Health"  # type: ignore[attr-defined]
        await press(pilot, "f9")
        await wait_for(pilot, lambda: "2 typed texts are not stored, and so not in the pack." in screen_text(pilot))


async def test_a_file_that_is_no_database_is_refused_with_a_way_out(tmp_path: Path) -> None:
    database = tmp_path / "letter.db"
    database.write_text("Dear Ann")
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert "letter.db" in "".join(screen_text(pilot).replace("│", "").split())  # a long path is broken over lines
        assert "Nothing was changed." in screen_text(pilot)
        await press(pilot, "enter")
    assert app.return_code == 1
    assert database.read_text() == "Dear Ann"


async def test_a_quarter_outside_the_plan_is_refused_with_a_way_out(database: Path) -> None:
    app = app_on(database, "2031-32-Q1")
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert "outside the 2026-27 plan" in screen_text(pilot)


async def test_a_file_that_can_only_be_read_says_so_and_keeps_what_is_typed(database: Path) -> None:
    make_newer(database)
    async with running(database, LARGE) as pilot:
        assert session_of(pilot).desk.read_only_because
        assert f"Read only. {session_of(pilot).desk.read_only_because}"[:60] in screen_text(pilot)
        await press(pilot, "enter", "1", "2", "enter")
        assert "P1-01.total is not stored: the file can only be read here, and the lines above say why." in screen_text(
            pilot
        )
        assert "Read only. " in screen_text(pilot)
    assert stored(database, "P1-01.total", "Kent Police") is None


async def test_light_and_dark_are_one_key_apart_and_remembered(database: Path) -> None:
    seen = []
    for _ in range(2):
        async with running(database) as pilot:
            seen.append(pilot.app.current_theme.dark)
            await press(pilot, "f10")
            seen.append(pilot.app.current_theme.dark)
            assert f"Colours: {'dark on light' if len(seen) == 2 else 'high contrast'}." in screen_text(pilot)
    assert seen == [True, False, False, True]


async def test_the_smallest_terminal_and_back_loses_nothing(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2")
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        await press(pilot, "3")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await press(pilot, "enter")
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert str(statement.value) == "123"


async def test_the_measure_screen_survives_the_smallest_terminal(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "1", "2", "f6")
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "How it is judged" in screen_text(pilot)


async def test_the_text_of_the_grid_can_be_selected_with_the_mouse_and_copied(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter")
        await pilot.mouse_down("#figures", offset=(2, 1))
        await pilot.hover("#figures", offset=(25, 1))
        await pilot.mouse_up("#figures", offset=(25, 1))
        await pilot.pause()
        assert "P1-01 All ASB incidents" in str(pilot.app.screen.get_selected_text())


def test_the_first_paint_loads_neither_the_database_nor_workbooks_nor_the_command_line() -> None:
    heavy = ("sqlmodel", "sqlalchemy", "openpyxl", "typer", "csp_tui.storage")
    code = (
        "import sys; from csp_tui.app import CspApp; CspApp('x.db').get_default_screen();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def store_elsewhere(database: Path, measure: str, **typed: str) -> None:
    """What another program does with the same file."""
    with open_desk(str(database), by="Bob", today=TODAY) as other:
        book = open_book(other, other.quarter(QUARTER))
        enter(other, book, other.plan.measure(measure), None, Entry(**typed))  # type: ignore[arg-type] # texts only


async def test_what_another_program_stores_meanwhile_is_shown_and_told(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.app._OTHERS", 0.05)
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter")
        store_elsewhere(database, "P1-05", value="987")
        await wait_for(pilot, lambda: "987" in screen_text(pilot))
        assert "Another program stored something" in screen_text(pilot)


async def test_what_another_program_stores_does_not_break_off_typing(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_tui.app._OTHERS", 0.05)
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter", "1", "2")
        store_elsewhere(database, "P1-05", value="987")
        await pilot.pause(0.3)
        await press(pilot, "3", "enter")
        await wait_for(pilot, lambda: "987" in screen_text(pilot))
    kept = stored(database, "P1-01.total", "Kent Police")
    assert kept is not None
    assert str(kept.value) == "123"


async def test_a_rolling_year_stated_alone_is_seen_on_a_narrow_screen(database: Path) -> None:
    store_elsewhere(database, "P1-01", rolling_year="5,208", change="406")
    async with running(database, SMALL) as pilot:
        await press(pilot, "enter")
        assert "year 5,208" in screen_text(pilot)


async def test_a_plan_without_indicators_is_worked_with_by_its_deliverables(database: Path) -> None:
    app = CspApp(str(database), plan="2024-25", by="Ann", today=TODAY)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert "reported on 0 of 28 deliverables" in screen_text(pilot)
        await press(pilot, "down", "enter")
        assert pilot.app.screen.query_one(CellGrid).row_id == "P2-D01"
        await press(pilot, "enter")
        await type_text(pilot, "Begun")
        await press(pilot, "escape", "escape")
        assert "reported on 1 of 28 deliverables" in screen_text(pilot)
