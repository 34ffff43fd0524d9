"""A desk on a scratch database, at a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csp_tui.desk.opening import Desk, open_desk
from csp_tui.packs.content import Made

TODAY = date(2026, 11, 21)


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    with open_desk(str(database), by="Ann", today=TODAY) as opened:
        yield opened


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs are issued as some bytes of their content: drawing workbooks takes long, and the test looks at none."""
    monkeypatch.setattr("csp_tui.desk.issuing.make_pack", lambda content: Made(repr(content).encode()))
