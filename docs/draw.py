"""Draws the README's pictures from the real screens over the demonstration: `python docs/draw.py`."""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from csp_tui.app import CspApp
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.demonstrating import demonstrate
from csp_tui.desk.opening import open_desk

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)
SIZE = (100, 28)
LEAD: Final[Mapping[str, tuple[str, ...]]] = {  # the keys from the picture before to this one
    "priority.svg": ("enter", "home", "1", "4", "6", "6"),
    "commentary.svg": ("ctrl+z", "ctrl+t"),
    "measure.svg": ("escape", "f6"),
    "return.svg": ("escape", "f9"),
}
COORDINATOR: Final[Mapping[str, tuple[str, ...]]] = {"home.svg": (), "pack.svg": ("f9",)}


async def draw() -> None:
    """Make up a quarter, and keep what a coordinator and a lead see of it."""
    database = demonstrate(Path(), TODAY).database
    with open_desk(str(database), by="Ann Bell", today=TODAY) as desk:
        change_setting(desk, "exports", "/home/packs")  # no picture tells of the folder that it was drawn in
    await _follow(database, COORDINATOR)
    with open_desk(str(database), by="Ann Bell", today=TODAY) as desk:
        change_setting(desk, "role", "lead")
        change_setting(desk, "priority", "1")
    await _follow(database, LEAD)


async def _follow(database: Path, pictures: Mapping[str, tuple[str, ...]]) -> None:
    app = CspApp(database=str(database), by="Ann Bell", today=TODAY)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause(1)
        for name, keys in pictures.items():
            await pilot.press(*keys)
            await app.workers.wait_for_complete()
            await pilot.pause(1)
            _keep(app, name)


def _keep(app: CspApp, name: str) -> None:
    """A picture that asks no other place for its letters: the viewer's own fixed-width font will do."""
    picture = re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(), flags=re.DOTALL)
    (HERE / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        asyncio.run(draw())
