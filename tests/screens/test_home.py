"""Home leads by Enter to where each line is dealt with, and counts as the screens behind it do."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csp_tui.app import CspApp
from csp_tui.desk.asking import add_action, ask
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.contacts import keep_contact
from csp_tui.desk.demonstrating import demonstrate
from csp_tui.desk.entering import enter
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import open_book
from csp_tui.desk.submitting import submit
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.screens.chase import ChaseScreen
from csp_tui.screens.check import CheckScreen
from csp_tui.screens.deliverables import DeliverablesScreen
from csp_tui.screens.differ import DifferScreen
from csp_tui.screens.home import HomeScreen, priority_columns
from csp_tui.screens.pack import PackScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.questions import QuestionsScreen
from csp_tui.screens.returns import ReturnsScreen
from csp_tui.screens.review import ReviewScreen
from csp_tui.screens.session import Subject
from csp_tui.screens.settings import SettingsScreen
from csp_tui.screens.to_check import ToCheckScreen
from csp_tui.widgets.cells import Cell, Row
from tests.screens.driving import (
    LARGE,
    QUARTER,
    SMALL,
    TODAY,
    Driver,
    flat,
    go_to,
    open_on,
    press,
    running,
    screen_text,
    session_of,
    type_text,
)

OPIOIDS = "P3-04.opioids|Integrated Care Board"


def home_of(pilot: Driver) -> HomeScreen:
    home = pilot.app.screen_stack[0]
    assert isinstance(home, HomeScreen)
    return home


async def go_down_to(pilot: Driver, line: str) -> None:
    """Put the cursor on a line of home, by keys alone."""
    matters = home_of(pilot).matters
    for _ in range(30):
        if matters.has_focus and matters.row_id == line:
            return
        await press(pilot, "down")
    raise AssertionError(f"the cursor does not come to {line}")


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("totals", PackScreen),
        ("awaited", ChaseScreen),
        ("differ", DifferScreen),
        ("to-check", ToCheckScreen),
        ("checks", CheckScreen),
        ("came-in", ReturnsScreen),
        ("progress", DeliverablesScreen),
        ("pack", PackScreen),
        ("file", SettingsScreen),
    ],
)
async def test_enter_on_a_line_goes_to_where_it_is_dealt_with(database: Path, line: str, screen: type) -> None:
    async with running(database) as pilot:
        await go_down_to(pilot, line)
        await press(pilot, "enter")
        assert open_on(pilot) is screen
        await press(pilot, "escape")
        assert home_of(pilot).matters.row_id == line


async def test_one_cursor_goes_through_priorities_and_lines(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "down", "down", "down", "down")
        assert [line.strip()[:12] for line in screen_text(pilot).splitlines() if line.startswith("> ")] == [
            "> Indicators"
        ]
        await press(pilot, "up", "enter")
        assert isinstance(pilot.app.screen, PriorityScreen)
        assert "4 Reoffending" in screen_text(pilot)


async def test_home_counts_as_many_awaited_answers_as_the_letters_that_chase_them(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "1390")
        await press(pilot, "enter", "escape")
        home = home_of(pilot)
        assert "79 answers are awaited" in screen_text(pilot)
        assert sum(int(row.cell("awaited").text) for row in home.grid.rows) == 79
        await press(pilot, "f7")
        assert "79 answers awaited" in screen_text(pilot)


async def test_home_and_its_grids_cut_no_name_on_a_large_screen(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        assert all(p.title in screen_text(pilot) for p in session_of(pilot).book.plan.priorities)
        await press(pilot, "enter")
        assert "…" not in screen_text(pilot)
        await pilot.resize_terminal(*SMALL)
        await press(pilot, "escape", "down", "enter")
        assert "2 Violence against women and girls   all (F3)" in screen_text(pilot)


async def test_a_lead_of_a_priority_sees_its_green_figures_too_and_waits_for_nothing_of_others(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        typed = {"P3-05.adults|Public Health": "1500", "P2-01.offences|Kent Police": "1", OPIOIDS: "91"}
        for row, value in typed.items():
            await go_to(pilot, row)
            await type_text(pilot, value)
            await press(pilot, "enter", "escape")
        session_of(pilot).keep_setting("role", "lead")
        session_of(pilot).keep_setting("priority", "3")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "● GREEN     P3-05.adults" in screen_text(pilot)
        await pilot.resize_terminal(200, 60)
        assert "○ not rated P3-04.opioids Opioid prescribing: 91\n" in screen_text(pilot)
        waiting = [row.cell("waiting").text for row in home_of(pilot).grid.rows]
        assert waiting[:2] == ["–", "–"]
        late = Subject(session_of(pilot).book.plan.measure("P3-06.under-18s"), "Public Health")
        session_of(pilot).enter(late, Entry(blank="late", date="2026-12-05"))
        home_of(pilot).show_session()
        await pilot.pause()
        text = " ".join(screen_text(pilot).split())
        assert "1 promised by 5 December 2026" in text
        third = home_of(pilot).grid.rows[2]
        assert (third.cell("in").text, third.cell("waiting").text) == ("1 of 8", "1 promised")
        await go_to(pilot, late.id)
        assert "   1 of 8 in, 1 promised" in screen_text(pilot)
        await press(pilot, "escape")
        text = " ".join(screen_text(pilot).split())
        assert "Queries nothing to put right or explain" in text
        assert " deliverables of priority 3" in text
        assert "Indicators 5 can be rated: 1 green" in text
        rate = Subject(session_of(pilot).book.plan.measure("P4-01"), "Medway Council")
        session_of(pilot).enter(rate, Entry(value="5"))  # far from what the plan says, in a priority of another
        await go_to(pilot, "P2-01.offences|Kent Police")
        await type_text(pilot, "12x")
        await press(pilot, "enter", "escape", "escape")
        assert "Queries 1 query of yours in priority 4 Enter" in " ".join(screen_text(pilot).split())
        session_of(pilot).undo()
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Not stored" in screen_text(pilot)
        assert "Queries " not in screen_text(pilot)  # one line leads to F8
        await go_to(pilot, "P2-01.offences|Kent Police")
        await press(pilot, "f8")  # in another's priority it is that one which is checked
        assert "Check of priority 2" in screen_text(pilot)
        session_of(pilot).keep_setting("priority", "2")
        await press(pilot, "escape", "escape")
        assert home_of(pilot).grid.row_id == "2"  # another is led now, and the cursor goes there
        session_of(pilot).keep_setting("role", "coordinator")
        home_of(pilot).show_session()
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert "The Probation Service 28 answers, and 11 more, 1 promised" in screen_text(pilot)


async def test_a_large_screen_shows_single_figures_that_enter_opens(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "900")
        await press(pilot, "enter", "escape")
        text = screen_text(pilot)
        assert "? query    P3-05.adults is red and no action is written" in text
        assert all(len(line) > 112 for line in text.splitlines() if line.endswith("…"))
        assert "■ RED      P3-05.adults Adults in structured treatment: 900 is 516 (36.4%) below 1,416" in text
        assert "· awaited  P1-01.total All ASB incidents, from Kent Police" in text
        await go_down_to(pilot, next(id for id in (r.id for r in home_of(pilot).matters.rows) if id.startswith("■")))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PriorityScreen)
        assert pilot.app.screen.grid.row_id == "P3-05.adults|Public Health"


async def test_a_supplier_s_next_figure_is_one_key_away_and_then_the_return(database: Path) -> None:
    async with running(database) as pilot:
        session = session_of(pilot)
        session.keep_setting("role", "supplier")
        session.keep_setting("partner", "Violence Reduction Unit")
        session.partner = session.desk.partner
        home_of(pilot).show_session()
        await pilot.pause()
        assert "2 answers are awaited from Violence Reduction Unit." in screen_text(pilot)
        await go_down_to(pilot, "awaited")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PriorityScreen)
        assert pilot.app.screen.grid.row_id == "P1-04.offences|Violence Reduction Unit"
        await type_text(pilot, "110")
        await press(pilot, "enter", "escape")
        assert "Next: P1-04.report is awaited: Enter on the line Awaited." in screen_text(pilot)
        assert "0 of 1" in screen_text(pilot)  # of what is asked of this partner, as is the 1 that is awaited
        await go_down_to(pilot, "awaited")
        await press(pilot, "enter", "ctrl+t")
        await type_text(pilot, "Knives")
        await press(pilot, "escape", "escape")
        assert "Next: Ctrl+S looks the return over" in screen_text(pilot)
        await go_down_to(pilot, "awaited")
        await press(pilot, "enter")
        assert open_on(pilot) is ReviewScreen


async def test_a_large_window_tells_a_supplier_of_its_own_rows_first_and_then_of_the_others(database: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        change_setting(desk, "role", "supplier")
        change_setting(desk, "partner", "KFRS")
        quarter, fires = desk.quarter(QUARTER), desk.plan.measure("P1-01.fires")
        enter(desk, open_book(desk, quarter.previous), fires, None, Entry(value="71"))
        enter(desk, open_book(desk, quarter), fires, None, Entry(value="66", prior="80"))
        submit(desk, quarter, database.parent / "sent")
        enter(desk, open_book(desk, quarter), desk.plan.measure("P3-05"), None, Entry(value="900"))
        ask(desk, quarter, fires, None, "Is Strood in it?")
        add_action(desk, "Map the fires.", "KFRS", "30 November 2026")
        submit(desk, quarter, database.parent / "sent")
    async with running(database, (200, 60)) as pilot:
        lines = [" ".join(line.split()) for line in screen_text(pilot).splitlines()]
        expected = (
            "? asked P1-01.fires: Is Strood in it? (Ann, ",
            "· awaited P1-01.derelict Incidents at derelict buildings: nothing was stated before",
            "○ not rated P1-01.fires Deliberate fires: 66; last quarter 71; a year ago 80",
            "to be done by 30 November 2026: Map the fires.",
            "written return 1, ",
            "■ RED P3-05.adults Adults in structured treatment, Public Health: 900 is 516",
        )
        found = [next(place for place, line in enumerate(lines) if line.startswith(words)) for words in expected]
        assert found == sorted(found)
        await go_down_to(pilot, next(row.id for row in home_of(pilot).matters.rows if row.id.startswith("asked")))
        await press(pilot, "enter")
        assert open_on(pilot) is QuestionsScreen


async def test_home_says_which_part_is_red_and_when_the_draft_pack_was_written(database: Path, tmp_path: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        fires = Entry(value="40", rolling_year="120", rolling_year_prior="100")
        enter(desk, open_book(desk, desk.quarter(QUARTER)), desk.plan.measure("P1-01.fires"), None, fires)
        export_pack(desk, desk.quarter(QUARTER), tmp_path / "packs")
    written = datetime(2026, 11, 18, 12, tzinfo=UTC).timestamp()
    for file in (tmp_path / "packs").iterdir():
        os.utime(file, (written, written))
    async with running(database, SMALL) as pilot:
        assert "2 Violence against women and girls     0 of 8 " in screen_text(pilot)
        assert "Parts      worse than their indicator: P1-01.fires red" in screen_text(pilot)
        assert "Pack       not issued" in screen_text(pilot)
        session_of(pilot).keep_setting("exports", str(tmp_path / "packs"))
        home_of(pilot).show_session()
        await pilot.pause()
        (tmp_path / "packs" / "medway-2026-27-Q2-draft-2.xlsx").write_bytes(b"another copy's, and newer")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Pack       draft written 18 November 2026; not issued" in screen_text(pilot)


async def test_a_coordinator_is_told_the_next_step(database: Path) -> None:
    async with running(database) as pilot:
        session_of(pilot).keep_setting("role", "coordinator")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Next: F2, then Contacts, says who fills in what; then the dates" in screen_text(pilot)
        session_of(pilot).keep_setting(f"due.{QUARTER}", "1 December 2026")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "says who fills in what; then the forms" in flat(pilot)
        session_of(pilot).keep_setting(f"due.{QUARTER}", "")
        keep_contact(session_of(pilot).desk, {"name": "Ann", "partner": "Kent Police"})
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Next: F2 sets when returns are due; then F6, then N" in screen_text(pilot)
        session_of(pilot).keep_setting(f"due.{QUARTER}", "1 December 2026")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Next: F6, then N, writes the forms to send out." in screen_text(pilot)
        await go_to(pilot, "P3-05.adults|Public Health")
        await type_text(pilot, "1390")
        await press(pilot, "enter", "escape")
        assert "Next: F6, then N, writes the forms to send out." in screen_text(pilot)  # none went out, so none is back
        assert "The Probation Service 28 answers, and 11 more partners" in screen_text(pilot)
        issue_forms(session_of(pilot).desk, Quarter.parse(QUARTER), database.parent, partner="KFRS")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Next: F6 takes in what came back, F7 has the texts to chase the rest." in screen_text(pilot)
        await go_to(pilot, "P3-05.adults|Public Health")
        await press(pilot, "x", "escape", "escape")
        assert "Not stored" in screen_text(pilot)
        assert "Your file" in screen_text(pilot)  # which no other line pushes off the bottom


async def test_where_most_is_in_without_a_form_the_rest_is_to_be_chased(tmp_path: Path) -> None:
    made_up = demonstrate(tmp_path, today=TODAY)
    async with running(made_up.database) as pilot:
        session_of(pilot).keep_setting("role", "coordinator")
        home_of(pilot).show_session()
        await pilot.pause()
        assert "Next: F7 has the texts to chase the rest." in screen_text(pilot)


def test_what_threads_report_once_no_screen_is_left_is_dropped() -> None:
    app = CspApp()
    app.on_csp_app_texts_read()
    app.on_csp_app_others_stored(CspApp.OthersStored((1,)))
    app.on_csp_app_place_changed()


def test_what_waits_is_told_in_full_before_the_bar_of_what_is_in() -> None:
    def shown(waiting: str, width: int) -> list[str]:
        return [column.id for column in priority_columns([Row("1", {"waiting": Cell(waiting)})], width)]

    assert "bar" in shown("2 queries", 120)
    assert "bar" not in shown("4 differ, 1 to check", 120)
    assert "bar" in shown("4 differ, 1 to check", 130)
    assert "waiting" in shown("2 queries", 108)
    assert "waiting" not in shown("2 queries", 100)
