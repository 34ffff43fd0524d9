from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_tui.storage.store import Store, open_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "csp.db"


@pytest.fixture
def store(empty: Path, file: Path) -> Iterator[Store]:
    shutil.copy(empty, file)
    with open_store(file) as opened:
        yield opened
