"""Driving the application in tests: opening it on a scratch database, reading its screen, reading what was stored."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from csp_tui.app import CspApp
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.session import Session
from csp_tui.widgets.grid import CellGrid

TODAY = date(2026, 11, 21)
QUARTER = "2026-27-Q2"
SMALL, LARGE = (80, 24), (120, 40)

Driver = Pilot[None]


def app_on(database: Path, quarter: str = QUARTER) -> CspApp:
    """The application, on the fixed day."""
    return CspApp(str(database), quarter=quarter, by="Ann", today=TODAY)


@asynccontextmanager
async def running(database: Path, size: tuple[int, int] = SMALL, quarter: str = QUARTER) -> AsyncIterator[Driver]:
    """The application, open on its home with the quarter read."""
    app = app_on(database, quarter)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        yield pilot


async def opened(pilot: Driver) -> None:
    """Wait until the store is open and shown, or why it is not: a key that comes before the rows moves nothing."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await wait_for(pilot, lambda: len(pilot.app.screen_stack) > 1 or "Opening the figures" not in screen_text(pilot))


async def press(pilot: Driver, *keys: str) -> None:
    """Press keys and let the screen follow."""
    await pilot.press(*keys)
    await pilot.pause()


async def type_text(pilot: Driver, text: str) -> None:
    """Type a text, character by character."""
    await pilot.press(*("space" if char == " " else char for char in text))
    await pilot.pause()


async def paste(pilot: Driver, text: str) -> None:
    """Paste a text where the focus is: the terminal hands it to the application, which hands it on."""
    assert pilot.app.focused is not None
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()


async def go_to(pilot: Driver, row: str) -> PriorityScreen:
    """Open the priority of a row, `P3-05.adults|Public Health`, with the cursor on it."""
    home = pilot.app.screen_stack[0]
    home.open_figure(int(row[1]), row)  # type: ignore[attr-defined]
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, PriorityScreen)
    assert screen.grid.row_id == row
    return screen


async def see_the_pack(pilot: Driver) -> None:
    """Open the pack of the quarter and wait until its preview is there."""
    await press(pilot, "f9")
    await wait_for(pilot, lambda: "The Summary, as it would be printed now" in screen_text(pilot))


def open_on(pilot: Driver) -> type:
    """The kind of screen that is open."""
    return type(pilot.app.screen)


def session_of(pilot: Driver) -> Session:
    """What the application works on."""
    return pilot.app.screen_stack[0].session  # type: ignore[attr-defined, no-any-return]


def screen_text(pilot: Driver) -> str:
    """What stands on the screen, line by line."""
    return "\n".join(strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips())


def flat(pilot: Driver) -> str:
    """What stands on the screen as one line, however it is wrapped."""
    return " ".join(screen_text(pilot).split())


def shown(pilot: Driver, row: str, column: str) -> str:
    """The text of a cell of the grid that is open."""
    grid = pilot.app.screen.query_one(CellGrid)
    return next(one for one in grid.rows if one.id == row).cell(column).shown


def stored(database: Path, measure: str, partner: str, quarter: str = QUARTER) -> Statement | None:
    """What the file holds of a figure, read afresh."""
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        found = open_book(desk, Quarter.parse(quarter)).stated(desk.plan.by_id[measure], partner)
        return found.statement if found is not None else None


def value(database: Path, measure: str, partner: str) -> Decimal | None:
    """The number that the file holds of a figure, read afresh."""
    statement = stored(database, measure, partner)
    return statement.value.number if statement is not None and statement.value is not None else None


def how_many_stored(database: Path) -> int:
    """For how many figures of the quarter the file holds something, read afresh."""
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        quarter = Quarter.parse(QUARTER)
        book = open_book(desk, quarter)
        return sum(quarter in series for by_partner in book.figures.values() for series in by_partner.values())


def packs_in(database: Path) -> list[Path]:
    """The packs that were written beside a database."""
    return sorted((database.parent / "exports").glob("*.xlsx"))


def commentary(database: Path, indicator: str, partner: str) -> dict[str, str]:
    """What the file holds of a commentary, read afresh."""
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        quarter = Quarter.parse(QUARTER)
        key = (desk.plan.by_code[indicator].uid, quarter, partner)
        return dict(open_book(desk, quarter).commentary.get(key, {}))


def make_newer(database: Path) -> None:
    """Turn a database into one of a version that does not exist yet."""
    with open_desk(str(database), by="Ann", today=TODAY):
        pass
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


async def wait_for(pilot: Driver, condition: Callable[[], bool]) -> None:
    """Wait until something holds that is done beside the screen."""
    for _ in range(300):
        if condition():
            return
        await pilot.pause(0.02)
    raise AssertionError("what was waited for did not come")
