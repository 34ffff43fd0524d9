"""No needless waits for the screens in tests, nothing parsed anew that is the same each time, and a red database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.screens.arriving import desk_on, say
from tests.screens.waiting import FRAME, all_read, draw_nothing_between, until_drawn, until_settled

_parse = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, css: str, *where: object, **how: object) -> list[RuleSet]:
    """The rules of a stylesheet, which a process parses once for all applications that it runs."""
    key = (css, where, *how.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *where, **how)  # type: ignore[arg-type]
    return list(_parsed[key])


@pytest.fixture(autouse=True, scope="session")
def _no_needless_waits() -> Iterator[None]:
    """After each key a pilot waits until the application has done its work, and not longer."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textual.screen.UPDATE_PERIOD", FRAME / 2)
        patched.setattr("textual.app.wait_for_idle", until_settled)
        patched.setattr("textual.pilot.wait_for_idle", until_drawn)
        patched.setattr("textual.pilot.Pilot._wait_for_screen", all_read)
        patched.setattr("textual._compositor.Compositor.render_update", draw_nothing_between)
        patched.setattr("textual.css.stylesheet.Stylesheet._parse_rules", _parsed_once)
        yield


@pytest.fixture
def red(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with one red figure and nothing said about it; packs go beside it."""
    monkeypatch.chdir(database.parent)
    with desk_on(database) as desk:
        say(desk, "P3-05", "900")
    return database
