"""Rows 4 and 8 of the faults, as far as copies go: backups that are whole, going back to one, a damaged file kept."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csp_tui.__main__ import main
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import digest
from csp_tui.storage.backup_names import BACKUPS, DAMAGED, place_for
from csp_tui.storage.backups import thin_out
from csp_tui.storage.migrations import climb
from csp_tui.storage.store import open_store
from tests.faults.disks import disk_of
from tests.faults.test_opening import DAMAGES, header_overwritten
from tests.screens.driving import make_newer

QUARTER = "2026-27-Q2"


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """The program on one database."""

    file: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Ran:
        self.capsys.readouterr()
        status = main(["--db", str(self.file), "--quarter", QUARTER, "--by", "Ann", *words])
        printed = self.capsys.readouterr()
        return Ran(status, " ".join(printed.out.split()), printed.err.strip())

    def json(self, *words: str) -> Any:
        ran = self(*words, "--json")
        assert ran.status == 0, ran.err
        return json.loads(ran.out)

    def says(self, value: str) -> None:
        assert self("enter", "P1-16", value).status == 0

    @property
    def digest(self) -> str:
        return digest_of(self.file)

    def backups(self, reason: str) -> list[Path]:
        return sorted((self.file.parent / BACKUPS).glob(f"{self.file.stem} {reason}, *.db"))


def digest_of(file: Path) -> str:
    with open_desk(str(file), by="Ann", read_only=True) as desk:
        return digest(desk)


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    run = Program(tmp_path / "csp.db", capsys)
    run.says("4")
    return run


# Backups


def test_a_backup_asked_for_is_whole_its_users_own_and_named_without_a_figure(program: Program) -> None:
    program.says("73219")
    made = Path(program.json("backup")["file"])
    assert digest_of(made) == program.digest
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert made.name.startswith("csp by hand, ")
    assert "73219" not in made.name


def test_a_backup_under_a_name_replaces_nothing_unless_told_so(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert program("backup", str(target)).status == 0
    before = target.read_bytes()
    program.says("5")
    refused = program("backup", str(target))
    assert refused.status == 1
    assert str(target) in refused.err
    assert target.read_bytes() == before
    assert program("backup", str(target), "--replace").status == 0
    assert digest_of(target) == program.digest


def test_the_database_itself_and_places_that_are_not_there_are_no_place_for_a_backup(
    program: Program, tmp_path: Path
) -> None:
    before = program.digest
    for target in (program.file, tmp_path / "nowhere" / "copy.db", tmp_path):
        assert program("backup", str(target), "--replace").status == 1
    assert program.digest == before


def test_a_backup_that_finds_no_room_leaves_nothing_behind(program: Program, tmp_path: Path, full_disk: Path) -> None:
    refused = program("backup", str(full_disk / "copy.db"))
    assert refused.status == 1
    assert "no room" in refused.err.lower() or "No space" in refused.err
    assert sorted(file.name for file in full_disk.iterdir()) == ["filler"]


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that is full but for a few kilobytes; only root may make one."""
    with disk_of(256, tmp_path / "disk") as folder:
        (folder / "filler").write_bytes(bytes(200 * 1024))
        yield folder


def test_the_newest_of_each_reason_and_the_last_of_each_day_are_kept(tmp_path: Path) -> None:
    file, today = tmp_path / "csp.db", datetime(2026, 11, 21, 12, tzinfo=UTC)
    (tmp_path / BACKUPS).mkdir()

    def made(reason: str, at: datetime) -> Path:
        copy = place_for(file, reason, at)
        copy.touch()
        return copy

    merges = [made("before a merge", today - timedelta(hours=hour)) for hour in range(40 * 24)]
    old = [made("by hand", today - timedelta(days=200 + day)) for day in range(25)]
    damaged = [made(DAMAGED, today - timedelta(days=400 + day)) for day in range(25)]
    strange = tmp_path / BACKUPS / "csp before a merge, keep this.db"
    strange.touch()
    others = [place_for(tmp_path / "csp old.db", "by hand", today + timedelta(hours=hour)) for hour in range(30)]
    for other in others:
        other.touch()
    thin_out(file, today)
    left = set((tmp_path / BACKUPS).iterdir())
    last_of_days = {max(day, key=lambda copy: copy.name) for day in _by_day(merges[: 30 * 24])}
    assert left == {*merges[:20], *last_of_days, *old[:20], *damaged, *others, strange}


def _by_day(copies: list[Path]) -> list[list[Path]]:
    days: dict[str, list[Path]] = {}
    for copy in copies:
        days.setdefault(copy.name.split(", ")[1][:10], []).append(copy)
    return list(days.values())


def test_what_a_killed_backup_left_is_swept_by_a_later_one(program: Program) -> None:
    program("backup")
    left = program.file.parent / BACKUPS / ".csp by hand, 2026-01-01.db.77.new"
    left.touch()
    os.utime(left, (1_700_000_000, 1_700_000_000))
    program("backup")
    assert not left.exists()


def test_taking_a_merge_back_is_preceded_by_a_backup(program: Program, tmp_path: Path) -> None:
    other = tmp_path / "other" / "csp.db"
    other.parent.mkdir()
    assert main(["--db", str(other), "--quarter", QUARTER, "--by", "Bea", "enter", "P1-01.fires", "66"]) == 0
    program("merge", str(other))
    merged = program.digest
    number = str(json.loads(program("merges", "--json").out)[0]["id"])
    assert program("undo-merge", number).status == 0
    (backup,) = program.backups("before undoing a merge")
    assert digest_of(backup) == merged


# Going back


def test_going_back_shows_what_it_changes_backs_up_first_and_is_gone_back_on(program: Program) -> None:
    earlier, copy = program.digest, program.json("backup")["file"]
    program.says("5")
    program("comment", "P1-16", "--action", "More visits", "--partner", "KFRS")
    later = program.digest
    shown = program.json("restore", copy, "--dry-run")
    assert (shown["is"], shown["gone"], shown["come"]) == ("older", shown["gone"], 0)
    assert shown["gone"] >= 1
    assert program.digest == later
    done = program.json("restore", copy)
    assert program.digest == earlier
    assert digest_of(Path(done["kept"])) == later
    assert program.json("restore", done["kept"])["is"] == "newer"
    assert program.digest == later
    assert program("verify").status == 0


def test_a_restored_file_speaks_with_a_sender_of_its_own(program: Program) -> None:
    copy = program.json("backup")["file"]
    with open_store(program.file) as store:
        before = store.sender
    program("restore", copy)
    with open_store(program.file) as store:
        assert store.sender != before


def test_an_open_program_goes_on_with_what_was_restored_beside_it(program: Program) -> None:
    copy = program.json("backup")["file"]
    program.says("5")
    with open_desk(str(program.file), by="Bea") as desk:
        token, sender = desk.change_token(), desk.store.sender
        assert program("restore", copy).status == 0
        assert desk.change_token() != token
        desk.refresh()
        assert desk.store.sender != sender
        assert digest(desk) == program.digest


def empty(file: Path) -> None:
    file.touch()


def text(file: Path) -> None:
    file.write_text("figures", encoding="utf-8")


def another_programs(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE cookies (name TEXT)")


def another_partnerships(file: Path) -> None:
    with open_store(file) as store:
        store.set_setting("by", "Ann", "Ann", datetime.now(UTC))
        from tests.storage.saying import figure, say  # noqa: PLC0415

        say(store, figure("1"))


def missing(file: Path) -> None:
    pass


def truncated(file: Path) -> None:
    with open_store(file):
        pass
    os.truncate(file, 5000)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (empty, "is empty"),
        (text, "a text file"),
        (another_programs, "another program's database"),
        (another_partnerships, "holds the figures of Medway CSP, and none of medway"),
        (make_newer, "newer csp-tui"),
        (missing, "There is no database"),
        (truncated, "is damaged"),
    ],
)
def test_what_is_no_copy_of_this_file_is_refused_and_nothing_is_changed(
    program: Program, tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    other = tmp_path / "other.db"
    make(other)
    before, held = program.digest, other.read_bytes() if other.exists() else b""
    refused = program("restore", str(other))
    assert refused.status == 1
    assert says in refused.err
    assert str(other) in refused.err
    assert program.digest == before
    assert (other.read_bytes() if other.exists() else b"") == held
    assert program.backups("before a restore") == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_copy_takes_the_place_of_a_damaged_file_which_is_kept(
    program: Program, damage: Callable[[Path], None]
) -> None:
    program.says("5")
    whole, copy = program.digest, program.json("backup")["file"]
    damage(program.file)
    held = program.file.read_bytes()
    refused = program("status")
    assert refused.status == 1
    assert copy in refused.err
    assert program.file.read_bytes() == held
    assert program("restore", copy).status == 0
    assert program.digest == whole
    assert stat.S_IMODE(program.file.stat().st_mode) == 0o600
    (kept,) = program.backups(DAMAGED)
    assert kept.read_bytes() == held
    program.says("9")
    assert program("verify").status == 0


def test_a_journal_that_a_damaged_file_left_is_not_played_into_the_restored_one(program: Program) -> None:
    whole, copy = program.digest, program.json("backup")["file"]
    leave_a_journal(program.file)
    header_overwritten(program.file)
    journal = Path(f"{program.file}-journal")
    assert journal.stat().st_size
    assert program("restore", copy).status == 0
    assert program.digest == whole
    (kept,) = program.backups(DAMAGED)
    assert Path(f"{kept}-journal").stat().st_size


WRITE_AND_DIE = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = TRUNCATE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN EXCLUSIVE")
connection.execute("CREATE TABLE filler (text)")
connection.executemany("INSERT INTO filler VALUES (?)", [("x" * 3000,)] * 200)
os.kill(os.getpid(), signal.SIGKILL)
"""


def leave_a_journal(file: Path) -> None:
    died = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(file)], check=False)
    assert died.returncode == -signal.SIGKILL


RESTORE_SLOWLY = """
import sys
from csp_tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("after", [0.2, 0.6, 0.9, 1.0, 1.1, 1.3])
def test_killed_while_going_back_the_file_is_the_old_one_or_the_new_one(program: Program, after: float) -> None:
    earlier, copy = program.digest, program.json("backup")["file"]
    program.says("5")
    later = program.digest
    words = ["--db", str(program.file), "--quarter", QUARTER, "--by", "Ann", "restore", copy]
    with subprocess.Popen([sys.executable, "-c", RESTORE_SLOWLY, *words], stdout=subprocess.DEVNULL) as restoring:
        try:
            restoring.wait(after)
        except subprocess.TimeoutExpired:
            restoring.kill()
    assert program.digest in (earlier, later)
    assert program("verify").status == 0


def test_the_ladder_leaves_an_up_to_date_file_alone(program: Program) -> None:
    with closing(sqlite3.connect(program.file, isolation_level=None)) as connection:
        before = connection.execute("SELECT * FROM seal ORDER BY 1, 2").fetchall()
        climb(connection)
        assert connection.execute("SELECT * FROM seal ORDER BY 1, 2").fetchall() == before
