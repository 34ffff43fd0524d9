"""A scratch database for each test of the application, and shorter waits for its screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "csp.db"


@pytest.fixture(autouse=True, scope="session")
def _short_waits() -> Iterator[None]:
    """After each key a pilot waits more than once until nothing has moved for 20 ms; 10 ms show that as well."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textual._wait.SLEEP_GRANULARITY", 0.010)
        patched.setattr("textual._wait.SLEEP_IDLE", 0.0005)
        yield
