"""What holds for all tests: none is timed or touches its user's folders, properties are tried with few examples."""

from __future__ import annotations

import atexit
import gc
import itertools
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from csp_tui.storage.store import open_store
from tests import examples  # noqa: F401 - sets how many are tried, before any test is read

_STATE = tempfile.mkdtemp(prefix="csp-tui-tests-state-")
_NUMBERS = itertools.count()
atexit.register(shutil.rmtree, _STATE, ignore_errors=True)


def _remember_anew() -> None:
    """What the program remembers of databases, and its reports of mistakes, in a folder that processes inherit."""
    os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = f"{_STATE}/{next(_NUMBERS)}"


_remember_anew()


def pytest_runtest_setup() -> None:
    """Nothing is remembered from test to test: the databases of two tests may be copies of one that is empty."""
    _remember_anew()


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
