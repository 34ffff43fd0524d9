"""What every opening insists on: pragmas by their reply, whole references, and files for their user alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from csp_tui.storage.errors import CannotOpen, DamagedFile
from csp_tui.storage.guards import APPLICATION_ID
from csp_tui.storage.store import open_store
from tests.storage.saying import figure, say

PRAGMAS = {
    "journal_mode": "truncate",
    "synchronous": 3,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "application_id": APPLICATION_ID,
}


def test_an_open_file_is_held_as_durability_and_safety_ask(tmp_path: Path) -> None:
    with open_store(tmp_path / "csp.db") as store:
        say(store, figure("1"))
        assert {name: store._rows(f"PRAGMA {name}")[0][0] for name in PRAGMAS} == PRAGMAS
    with open_store(tmp_path / "csp.db", read_only=True) as store:
        safe = ("trusted_schema", "cell_size_check")
        assert {name: store._rows(f"PRAGMA {name}")[0][0] for name in safe} == {name: PRAGMAS[name] for name in safe}


@pytest.mark.parametrize("name", ["journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check"])
def test_a_database_layer_that_ignores_a_pragma_is_refused_with_a_sentence(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path / "csp.db") as store:
        say(store, figure("1"))
    before = (tmp_path / "csp.db").read_bytes()

    class Deaf(sqlite3.Connection):
        """A connection that reads a pragma and does not set it, as some builds and file systems do."""

        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            return super().execute(sql.partition(" =")[0] if sql.startswith(f"PRAGMA {name} =") else sql, *given)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Deaf))
    with pytest.raises(CannotOpen, match=f"This SQLite does not keep {name} at .*, so nothing is opened with it"):
        open_store(tmp_path / "csp.db")
    assert (tmp_path / "csp.db").read_bytes() == before


def test_a_row_that_refers_to_nothing_is_damage(tmp_path: Path) -> None:
    file = tmp_path / "csp.db"
    with open_store(file) as store:
        say(store, figure("1"))
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE carries SET step = 77")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(DamagedFile, match="carries refers to one that is not there"):
        open_store(file)
    assert file.read_bytes() == before


def test_a_large_file_opens_before_it_is_read_whole_and_is_read_before_the_first_save(tmp_path: Path) -> None:
    file = tmp_path / "csp.db"
    with open_store(file) as store:
        say(store, figure("1"))
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE filler (bytes BLOB)")
    connection.executemany("INSERT INTO filler VALUES (?)", [(bytes(4096),)] * 400)
    connection.execute("UPDATE carries SET step = 77")
    connection.commit()
    connection.close()
    with open_store(file) as store:
        assert store.read_only_because is None
        with pytest.raises(DamagedFile, match="refers to one that is not there"):
            say(store, figure("2"))


LIVED_IN = """
import os, sys
os.umask(int(sys.argv[2], 8))
from datetime import date
from pathlib import Path
from csp_tui.desk.drafting import Draft, Drafts, Kind, Place
from csp_tui.desk.mistakes import tell_mistake
from csp_tui.desk.opening import open_desk, now
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.watching import notices, save_as
with open_desk(None, by="Ann", today=date(2026, 11, 21), stays=True) as desk:
    change_setting(desk, "role", "coordinator")
    notices(desk)
    Drafts(desk).keep(Place(desk.quarter(), Kind.CELL, "P1-01.total"), Draft("12"))
    desk.store.back_up("before a test", now())
    save_as(desk, desk.store.path.with_name("other.db"))
    try:
        raise ValueError("x")
    except ValueError as error:
        tell_mistake(error)
    root = Path(sys.argv[1])
    for path in sorted(root.rglob("*")):
        print(oct(path.lstat().st_mode & 0o777), "d" if path.is_dir() else "f", path.relative_to(root))
"""


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
@pytest.mark.parametrize("umask", ["022", "000"])
def test_all_that_is_made_is_for_its_user_alone(tmp_path: Path, umask: str) -> None:
    home = {
        name: str(tmp_path / name.lower()) for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME")
    }
    ran = subprocess.run(
        [sys.executable, "-c", LIVED_IN, str(tmp_path), umask],
        env={**os.environ, **home},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    ours = [line.split(maxsplit=2) for line in ran.stdout.splitlines() if "csp-tui" in line]
    made = {kind: {name for _, k, name in ours if k == kind} for kind in "df"}
    for part in ("csp.db", "csp.db-journal", "csp.db-lease", "csp.db-drafts-", "other.db", "before a test", "mistake-"):
        assert any(part in name for name in made["f"]), (part, made)
    assert any("ledgers/" in name for name in made["f"])
    wrong = [line for line in ours if line[0] != ("0o700" if line[1] == "d" else "0o600")]
    assert wrong == []
