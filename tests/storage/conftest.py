from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_tui.storage.store import Store, open_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "csp.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with open_store(file) as opened:
        yield opened
