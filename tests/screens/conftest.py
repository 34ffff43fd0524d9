"""A scratch database for each test of the application, and no needless waits for its screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.waiting import FRAME, until_settled


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "csp.db"


@pytest.fixture(autouse=True, scope="session")
def _no_needless_waits() -> Iterator[None]:
    """After each key a pilot waits until the application has done its work, and not longer."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textual.screen.UPDATE_PERIOD", FRAME / 2)
        patched.setattr("textual.app.wait_for_idle", until_settled)
        patched.setattr("textual.pilot.wait_for_idle", until_settled)
        yield
