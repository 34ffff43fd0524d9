"""Pictures of the screens that matter most, so that a change in how they look is seen before it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Protocol

import pytest
from msgspec.structs import replace

from csp_tui.desk import entering
from csp_tui.desk.merging import merge
from csp_tui.returns.records import ReturnedItem
from tests.merge.building import item, made
from tests.screens.arriving import desk_on, filled, issue_form, say
from tests.screens.driving import (
    LARGE,
    SMALL,
    TODAY,
    Driver,
    app_on,
    opened,
    paste,
    press,
    screen_text,
    type_text,
    wait_for,
)


class Compare(Protocol):
    """The snapshot fixture."""

    def __call__(self, app: object, *, terminal_size: tuple[int, int], run_before: object) -> bool: ...


async def a_red_and_a_refused_figure(pilot: Driver) -> None:
    await opened(pilot)
    await press(pilot, "down", "down", "enter", "down", "down", "down", "down", "down", "down", "down")
    await press(pilot, "down")
    await type_text(pilot, "900")
    await press(pilot, "enter")
    await type_text(pilot, "1,20")
    await press(pilot, "up")


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_the_grid_with_a_red_figure_and_one_refused(
    database: Path, snap_compare: Compare, size: tuple[int, int]
) -> None:
    assert snap_compare(app_on(database), terminal_size=size, run_before=a_red_and_a_refused_figure)


def test_the_grid_on_a_light_ground(database: Path, snap_compare: Compare) -> None:
    async def in_light(pilot: Driver) -> None:
        await a_red_and_a_refused_figure(pilot)
        await press(pilot, "f10")

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=in_light)


def test_the_grid_in_high_contrast(database: Path, snap_compare: Compare) -> None:
    async def in_high_contrast(pilot: Driver) -> None:
        await a_red_and_a_refused_figure(pilot)
        await press(pilot, "f10", "f10")

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=in_high_contrast)


def test_the_grid_without_colours(database: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=a_red_and_a_refused_figure)


def test_the_grid_where_there_is_little_room(database: Path, snap_compare: Compare) -> None:
    assert snap_compare(app_on(database), terminal_size=(60, 20), run_before=a_red_and_a_refused_figure)


def test_the_help_of_the_grid(database: Path, snap_compare: Compare) -> None:
    async def helped(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "enter", "f1", "end")

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=helped)


def test_a_list_with_nothing_in_it(database: Path, snap_compare: Compare) -> None:
    async def asked_nothing(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "ctrl+e")

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=asked_nothing)


def test_the_form_for_more_about_a_figure(database: Path, snap_compare: Compare) -> None:
    async def in_the_form(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "enter", "f5")
        pilot.app.screen.query_one("#value").cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=in_the_form)


def said_on(day: int, author: str, number: int) -> ReturnedItem:
    """What a team said of P1-02 on a day of November."""
    return replace(item("P1-02", number), author=author, said_at=datetime(2026, 11, day, 12, tzinfo=UTC))


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_figures_that_differ(database: Path, snap_compare: Compare, size: tuple[int, int]) -> None:
    with desk_on(database) as desk:
        housing = made(said_on(12, "Housing Enforcement", 14), form="a", file="housing-2026-27-Q2.xlsx")
        community = made(said_on(14, "Community Safety", 11), form="b", file="csteam-2026-27-Q2.xlsx")
        merge(desk, [housing, community])

    async def side_by_side(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "ctrl+d", "down")

    assert snap_compare(app_on(database), terminal_size=size, run_before=side_by_side)


def test_returns_before_they_are_taken_in(database: Path, tmp_path: Path, snap_compare: Compare) -> None:
    form = issue_form(database, tmp_path)
    folder = filled(tmp_path, "kfrs.xlsx", form, {"P1-01.fires": 66, "P1-01.derelict": "nine or so"}).parent
    (folder / "letter.docx").write_bytes(b"Dear Ann")
    with desk_on(database) as desk:
        say(desk, "P1-01.fires", "71")

    async def dry_run(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "f6", "f5")
        await paste(pilot, str(folder))
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "it can be taken back" in screen_text(pilot))

    assert snap_compare(app_on(database), terminal_size=LARGE, run_before=dry_run)


def test_a_return_before_it_is_sent(database: Path, snap_compare: Compare) -> None:
    with desk_on(database) as desk:
        say(desk, "P3-05.adults", "900")

    async def looked_over(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "down", "down", "enter", "f9", "f10")

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=looked_over)


def test_the_commentary_of_a_figure(database: Path, snap_compare: Compare) -> None:
    with desk_on(database) as desk:
        say(desk, "P3-05.adults", "900")

    async def being_written(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "down", "down", "enter", *["down"] * 8, "ctrl+t")
        await type_text(pilot, "Fewer came")
        pilot.app.screen.focused.cursor_blink = False  # type: ignore[union-attr]
        await pilot.pause()

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=being_written)


def test_one_measure_with_its_series(database: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    said_at = datetime.combine(TODAY, time(12), UTC)  # the picture tells the day on which it was said
    monkeypatch.setattr(entering, "now", lambda: said_at)
    with desk_on(database) as desk:
        say(desk, "P3-05.adults", "900")

    async def with_its_rule(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "down", "down", "enter", *["down"] * 8, "f6")

    assert snap_compare(app_on(database), terminal_size=LARGE, run_before=with_its_rule)


def test_what_is_pasted_before_it_is_stored(database: Path, snap_compare: Compare) -> None:
    async def seen_first(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "enter")
        await paste(pilot, "1466\n1,20\n15")

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=seen_first)
