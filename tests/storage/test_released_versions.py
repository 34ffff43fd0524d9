"""Row 16 of the faults: files of every version that was given out are brought up, and say the same afterwards.

`fixtures/VERSION.sql` is what that version's own commands stored, `VERSION.json` what it then told of the quarter.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from csp_tui.__main__ import main
from csp_tui.desk.opening import open_desk
from csp_tui.storage.backup_names import BACKUPS
from csp_tui.storage.errors import StorageError
from csp_tui.storage.sqlite import SCHEMA_VERSION
from csp_tui.storage.store import open_store

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = sorted(path.stem for path in FIXTURES.glob("*.sql"))


def as_given_out(version: str, folder: Path) -> Path:
    """A file as that version left it."""
    file = folder / "csp.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((FIXTURES / f"{version}.sql").read_text(encoding="utf-8"))
    return file


def printed(file: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a command prints as JSON."""
    capsys.readouterr()
    assert main(["--db", str(file), "--quarter", "2026-27-Q2", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def told(file: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """What is told of the quarter, as the fixtures keep it."""
    status, shown = (printed(file, capsys, *words) for words in (("status",), ("show", "P3-05")))
    measures = [measure for indicator in status["indicators"] for measure in indicator["measures"]]
    return {
        "totals": status["totals"],
        "months": shown["months"],
        "commentary": {one["indicator"]: one["commentary"] for one in status["indicators"] if one["commentary"]},
        "measures": {f"{one['measure']}|{one['partner']}": one for one in measures if one["state"] != "awaited"},
    }


def test_every_version_that_was_given_out_has_a_file_here() -> None:
    assert VERSIONS == ["0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_every_version_tells_equal_figures_after_it_was_brought_up(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = as_given_out(version, tmp_path)
    kept = json.loads((FIXTURES / f"{version}.json").read_text(encoding="utf-8"))
    now = told(file, capsys)
    assert now["totals"] == kept["totals"]
    assert now["commentary"] == kept["commentary"]
    assert now["months"] == kept.get("months", {})  # there are some from 0.5.0 on
    measures = now["measures"]
    assert isinstance(measures, dict)
    assert measures.keys() == kept["measures"].keys()
    for name, measure in kept["measures"].items():
        assert {key: measures[name][key] for key in measure} == measure
    with open_desk(str(file), by="Ann") as desk:
        assert desk.store.schema_version == SCHEMA_VERSION
        assert desk.store.copies.altered() == []
        assert desk.store.setting("partner") == "KFRS"
    (backup,) = (tmp_path / BACKUPS).iterdir()
    assert backup.name.startswith("csp of format 1, ")
    assert main(["--db", str(file), "--quarter", "2026-27-Q2", "--by", "Bea", "redo"]) == 0  # undone in that version


@pytest.mark.parametrize("version", VERSIONS)
def test_two_copies_of_an_older_file_still_know_what_they_share(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = (tmp_path / name for name in ("ours", "theirs"))
    for folder in (ours, theirs):
        folder.mkdir()
        as_given_out(version, folder)
    assert (
        main(["--db", str(theirs / "csp.db"), "--quarter", "2026-27-Q2", "--by", "Bea", "enter", "P1-01.fires", "70"])
        == 0
    )
    capsys.readouterr()
    assert main(["--db", str(ours / "csp.db"), "--by", "Ann", "merge", str(theirs / "csp.db"), "--json"]) == 0
    merged = json.loads(capsys.readouterr().out)["statements"]
    assert merged["conflict"] == merged["to_check"] == 0


MIGRATE = "import sys; from csp_tui.storage.store import open_store; open_store(sys.argv[1]).close()"


@pytest.mark.parametrize("after", [0.5, 0.7, 0.8, 0.9, 1.0])
def test_killed_while_it_is_brought_up_a_file_is_the_old_one_or_the_new_one(
    tmp_path: Path, after: float, capsys: pytest.CaptureFixture[str]
) -> None:
    file = as_given_out("0.1.0", tmp_path)
    with subprocess.Popen([sys.executable, "-c", MIGRATE, str(file)]) as migrating:
        try:
            migrating.wait(after)
        except subprocess.TimeoutExpired:
            migrating.send_signal(signal.SIGKILL)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] in (1, SCHEMA_VERSION)
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    kept = json.loads((FIXTURES / "0.1.0.json").read_text(encoding="utf-8"))
    assert told(file, capsys)["totals"] == kept["totals"]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_file_that_can_only_be_read_is_read_or_says_what_to_do(version: str, tmp_path: Path) -> None:
    file = as_given_out(version, tmp_path)
    before = file.read_bytes()
    with pytest.raises(StorageError, match="older csp-tui"):
        open_store(file, read_only=True)
    assert file.read_bytes() == before
