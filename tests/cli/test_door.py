"""The front door: what happens before a command, without one, and when one fails."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from csp_tui import __version__
from csp_tui.__main__ import main
from csp_tui.cli.app import COMMANDS, GROUPS
from tests.cli.conftest import Csp

ROOT = Path(__file__).parents[2]


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Another Python that has this project, without a terminal."""
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def loaded_by(*words: str) -> set[str]:
    """The packages that a run of the program loads."""
    report = (
        "import sys, csp_tui.__main__ as door\n"
        f"status = door.main({list(words)!r})\n"
        "print('loaded', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ran = python("-c", report)
    return set(ran.stderr.rpartition("loaded ")[2].split())


@pytest.mark.parametrize(
    "words",
    [["--help"], ["enter", "--help"], ["export", "--help"], ["merge", "--help"], ["form", "--help"], ["--version"]],
)
def test_help_and_version_load_nothing_heavy(words: list[str]) -> None:
    loaded = loaded_by(*words)
    assert "csp_tui" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "openpyxl", "textual", "rich", "python_calamine", "msgspec"}
    assert ("typer" in loaded) == ("--help" in words)


def test_status_loads_neither_screens_nor_workbooks_nor_what_only_saving_needs(csp: Csp, database: Path) -> None:
    csp("status")
    loaded = loaded_by("--db", str(database), "status")
    assert "sqlite3" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "openpyxl", "textual"}


def test_the_application_opens_without_what_only_commands_saving_and_packs_need() -> None:
    ran = python("-c", "import sys, csp_tui.__main__, csp_tui.app; print(*sys.modules)")
    loaded = set(ran.stdout.split())
    assert "csp_tui.app" in loaded
    assert not loaded & {"typer", "sqlmodel", "sqlalchemy", "openpyxl"}


def test_without_a_terminal_it_says_so_and_names_what_can_be_done() -> None:
    ran = python("-m", "csp_tui")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert "needs a terminal" in ran.stderr
    assert "csp-tui demo" in ran.stderr
    assert "csp-tui status" in ran.stderr


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"csp-tui {__version__}\n"


def test_help_lists_every_command_and_every_command_has_help(csp: Csp) -> None:
    listed = csp("--help")
    assert listed.status == 0
    assert all(re.search(rf"^  {name} ", listed.out, re.MULTILINE) for name in GROUPS)
    for path, _ in COMMANDS:
        told = csp(*path.split(), "--help")
        assert told.status == 0
        assert f"Usage: csp-tui {path}" in told.out
        assert "--quarter 2026-27-Q2" in told.out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["no-such-command"], "no-such-command"),
        (["stats"], "status"),
        (["enter"], "MEASURE"),
        (["enter", "P3-05", "--bogus"], "--bogus"),
        (["enter", "P3-05", "3", "--partnr", "KFRS"], "--partner"),
        (["enter", "P3-05", "1", "416"], "416"),
        (["enter", "P3-05", "3", "--withdraw"], "--withdraw"),
        (["comment", "P2-02"], "--patterns"),
        (["comment", "P2-02", "--ask", "help", "--nothing-to-report"], "by itself"),
        (["judge", "P3-05", "blue", "--reason", "it is"], "blue"),
        (["judge", "P3-05", "green"], "--reason"),
        (["history"], "command"),
        (["merge", ""], "A FILE is empty; name a file or a folder."),
        (["undo-merge", "x"], '"x" is not a whole number'),
        (["form", "--priority", "1.5"], "csp-tui form --help"),
        (["status", "--db"], "--db needs a value"),
    ],
)
def test_a_line_that_is_not_understood_is_usage(csp: Csp, words: list[str], named: str) -> None:
    refused = csp(*words)
    assert (refused.status, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert named in refused.err
    assert "--help tells more" in refused.err


def test_a_minus_sign_makes_no_option_of_a_number(csp: Csp) -> None:
    assert "-3" in csp("enter", "P3-05", "-3").err
    assert csp("headline", "1", "--", "--json").status == 0


def test_an_unreadable_database_is_one_sentence(csp: Csp, tmp_path: Path) -> None:
    (tmp_path / "other.db").write_text("not a database, but long enough to look at " * 100)
    refused = csp("--db", "other.db", "status")
    assert refused.status == 1
    assert refused.err.count("\n") == 1
    assert "other.db" in refused.err


def test_what_the_system_refuses_is_one_sentence(monkeypatch: pytest.MonkeyPatch, csp: Csp) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "csp.db")

    monkeypatch.setattr("csp_tui.desk.opening.open_desk", full)
    refused = csp("status")
    assert refused.status == 1
    assert refused.err.startswith("csp.db: No space left on device.")
    assert refused.err.count("\n") == 1


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, csp: Csp) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("csp_tui.desk.opening.open_desk", interrupted)
    stopped = csp("status")
    assert (stopped.status, stopped.err) == (130, "")


MISTAKEN = (
    "import sys, csp_tui.desk.opening as opening\n"
    "opening.open_desk = lambda *a, **k: 1 / 0\n"
    "sys.argv = ['csp-tui', 'status']\n"
    "import csp_tui.__main__ as door\n"
    "sys.exit(door.main())"
)


@pytest.mark.skipif(os.name == "nt", reason="the shell's way to close an output")
def test_a_command_without_an_output_still_does_its_work(csp: Csp, database: Path) -> None:
    words = f"exec {sys.executable} -m csp_tui --quarter 2026-27-Q2 enter P3-05 1390 >&- 2>&-"
    done = subprocess.run(["sh", "-c", words], env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=False)
    assert done.returncode == 0
    assert csp("status", "--json").document["totals"]["amber"] == 1


def test_what_cannot_be_stored_in_a_newer_database_is_one_sentence(csp: Csp, database: Path) -> None:
    csp("enter", "P3-05", "1390")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    refused = csp("enter", "P3-05", "1391")
    assert refused.status == 1
    assert len(refused.err.splitlines()) == 1
    assert "Nothing was stored" in refused.err
    told = csp("status")
    assert (told.status, len(told.err.splitlines())) == (0, 1)


@pytest.mark.parametrize("word", ["status", "--plain"])
def test_a_mistake_of_ours_is_one_line_that_names_its_report(tmp_path: Path, word: str) -> None:
    mistaken = MISTAKEN.replace("status", word)
    ran = python("-c", mistaken, XDG_STATE_HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path), HOME=str(tmp_path))
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "ZeroDivisionError" in ran.stderr
    (report,) = tmp_path.rglob("mistake-*.txt")
    assert str(report) in ran.stderr


def test_a_developer_is_told_the_whole_of_a_mistake() -> None:
    assert "Traceback" in python("-c", MISTAKEN, CSP_TUI_DEBUG="1").stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is there on Linux only")
def test_what_was_done_has_not_failed_where_only_its_answer_cannot_be_written(
    csp: Csp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def into_a_full_disk(*words: str) -> tuple[int, str]:
        with monkeypatch.context() as out, contextlib.suppress(OSError), Path("/dev/full").open("w") as full:
            out.setattr(sys, "stdout", full)
            ran = csp(*words)
        return ran.status, ran.err

    done = "This was done, and is stored; only the answer could not be written (no space left on device).\n"
    assert into_a_full_disk("enter", "P3-05", "1,400") == (0, done)
    assert into_a_full_disk("submit", "--partner", "Public Health", "--json") == (3, done)
    status, told = into_a_full_disk("submit", "--partner", "Public Health", "--dry-run")
    assert (status, "No space left on device" in told, done in told) == (1, True, False)
    assert into_a_full_disk("undo") == (0, done)
    assert csp("show", "P3-05", "--json").document["value"] is None


def test_a_reader_that_stops_reading_is_no_error(database: Path, csp: Csp) -> None:
    csp("status")
    line = f'"{sys.executable}" -m csp_tui --db "{database}" plan show --json | head -n 1'
    ran = subprocess.run(
        line,
        shell=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("{\n", "")


def test_text_that_the_terminal_cannot_show_ends_no_command(csp: Csp, database: Path) -> None:
    csp("headline", "1", "Zoë – ✓")
    told = python("-m", "csp_tui", "--db", str(database), "status", "--quarter", "2026-27-Q2", PYTHONIOENCODING="ascii")
    assert told.returncode == 0
    assert "Zo" in told.stdout
    as_json = python(
        "-m", "csp_tui", "--db", str(database), "status", "--json", "--quarter", "2026-27-Q2", PYTHONIOENCODING="ascii"
    )
    assert "Zoë – ✓" in as_json.stdout
