"""Pictures of the screens that matter most, so that a change in how they look is seen before it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from tests.screens.driving import LARGE, SMALL, Driver, app_on, opened, press, type_text


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


def test_the_form_for_more_about_a_figure(database: Path, snap_compare: Compare) -> None:
    async def in_the_form(pilot: Driver) -> None:
        await opened(pilot)
        await press(pilot, "enter", "f5")
        pilot.app.screen.query_one("#value").cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()

    assert snap_compare(app_on(database), terminal_size=SMALL, run_before=in_the_form)
