"""Row 6 of the faults, and the same for issuing: killed or out of room while a pack is written or put on record."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from csp_tui.desk import entering
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.issuing import issue, packs, write_again
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book, status
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.storage.backup_names import BACKUPS
from tests.desk.conftest import TODAY

Q2 = Quarter(2026, 2)

ISSUING = """
import os, signal, sys
from datetime import date
from pathlib import Path
from csp_tui.desk import issuing
from csp_tui.desk.opening import open_desk
from csp_tui.domain.quarters import Quarter
from csp_tui.storage import keeping_packs

def killed(*_words, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def kept_and_killed(*words, _keep=keeping_packs.keep):
    _keep(*words)
    killed()

if sys.argv[3] == "on record, not committed":
    keeping_packs.keep = kept_and_killed
if sys.argv[3] == "committed, not written":
    issuing.write_file = killed
with open_desk(sys.argv[1], by="Ann", today=date(2026, 11, 21)) as desk:
    issuing.issue(desk, Quarter(2026, 2), Path(sys.argv[2]))
"""

WITHOUT_ROOM = """
import resource, sys
from csp_tui.__main__ import main
from csp_tui.packs import writing
from csp_tui.storage import keeping_packs

def without_room(module, name):
    whole = getattr(module, name)

    def limited(*words):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
        return whole(*words)

    setattr(module, name, limited)

without_room(writing, "write_file")
without_room(keeping_packs, "keep")
raise SystemExit(main(sys.argv[2:]))
"""
"""No file may grow beyond a length, from the moment on at which the pack is put in its place."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "csp.db"
    with open_desk(str(path), by="Ann", today=TODAY) as desk:
        enter(desk, "1,390")
    return path


def enter(desk: Desk, typed: str) -> None:
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P3-05"), None, Entry(value=typed))


def run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "."})


def test_what_killed_programs_left_goes_at_the_next_start_and_what_is_being_written_stays(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / BACKUPS).mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    with open_desk(str(tmp_path / "csp.db"), by="Ann", today=TODAY) as desk:
        change_setting(desk, "exports", str(folder))
        for process in (os.getpid(), ended.pid):
            for place in (folder, tmp_path, tmp_path / BACKUPS):
                name = f".csp-tui-pack-{process}-x.tmp" if place == folder else f".csp.db.x.{process}.new"
                (place / name).touch()
        desk.warm_up()  # what the application does once it has started
    left = {path.name for path in tmp_path.rglob(".*")}
    assert left == {f".csp-tui-pack-{os.getpid()}-x.tmp", f".csp.db.x.{os.getpid()}.new"}


def test_an_export_without_room_leaves_the_old_workbook_whole(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        pack = export_pack(desk, Q2, folder).path
        enter(desk, "1,400")
    old = pack.read_bytes()
    ran = run(WITHOUT_ROOM, "8192", "--db", str(database), "--quarter", str(Q2), "export", "--out", str(folder))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert str(folder) in ran.stderr
    assert list(folder.iterdir()) == [pack]
    assert pack.read_bytes() == old


def test_no_sheet_lies_in_the_folder_of_temporary_files_where_a_kill_would_leave_it(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))  # whoever writes there fails
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        assert export_pack(desk, Q2, tmp_path / "out").path.is_file()
        assert issue_forms(desk, Q2, tmp_path / "out", partner="KFRS").forms[0].path.is_file()


def test_an_issue_without_room_issues_nothing(database: Path, tmp_path: Path) -> None:
    size = database.stat().st_size + 4096
    words = ("--db", str(database), "--quarter", str(Q2), "issue", "--out", str(tmp_path / "out"))
    ran = run(WITHOUT_ROOM, str(size), *words)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        assert not status(desk, Q2).closed
        assert packs(desk) == ()
        assert issue(desk, Q2, tmp_path / "out").pack == "2026-27-Q2-1"


def test_an_issue_that_is_killed_before_it_is_committed_issues_nothing(database: Path, tmp_path: Path) -> None:
    ran = run(ISSUING, str(database), str(tmp_path / "out"), "on record, not committed")
    assert ran.returncode == -signal.SIGKILL
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        assert not status(desk, Q2).closed
        assert packs(desk) == ()
        assert issue(desk, Q2, tmp_path / "out").pack == "2026-27-Q2-1"


def test_an_issue_that_is_killed_before_its_file_is_written_is_issued_and_can_be_written(
    database: Path, tmp_path: Path
) -> None:
    ran = run(ISSUING, str(database), str(tmp_path / "out"), "committed, not written")
    assert ran.returncode == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        assert status(desk, Q2).closed
        again = write_again(desk, packs(desk)[0].pack.id, tmp_path / "out")
        assert again.path.read_bytes()[:2] == b"PK"
