"""What holds for all tests: none is timed, properties are tried with few examples, and what is empty is made once."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from csp_tui.storage.store import open_store
from tests import examples  # noqa: F401 - sets how many are tried, before any test is read


def pytest_collection_finish() -> None:
    """What is loaded now stays, and need not be gone through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once in each process: copying it takes a tenth of making another."""
    path = tmp_path_factory.mktemp("empty") / "csp.db"
    open_store(path).close()
    return path


@pytest.fixture
def database(empty: Path, tmp_path: Path) -> Path:
    """A database of its own for the test, with nothing in it."""
    return Path(shutil.copy(empty, tmp_path / "csp.db"))
