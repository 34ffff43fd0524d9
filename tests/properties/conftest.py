"""An empty database, made once, that each generated history starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.storage.store import open_store


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "csp.db"
    open_store(path).close()
    return path
