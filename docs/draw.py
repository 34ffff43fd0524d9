"""Draws the README's pictures from the real screens over the demonstration: `python docs/draw.py`."""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from datetime import date
from pathlib import Path

from csp_tui.app import CspApp
from csp_tui.desk.demonstrating import demonstrate

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)
SIZE = (100, 28)


async def draw() -> None:
    """Open the made-up quarter and keep what home and the first priority look like."""
    shown = demonstrate(Path(), TODAY)
    app = CspApp(database=str(shown.database), by="Demonstration", today=TODAY)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause(1)
        _keep(app, "home.svg")
        await pilot.press("enter")
        await pilot.pause(1)
        _keep(app, "priority.svg")


def _keep(app: CspApp, name: str) -> None:
    """A picture that asks no other place for its letters: the viewer's own fixed-width font will do."""
    picture = re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(), flags=re.DOTALL)
    (HERE / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        asyncio.run(draw())
