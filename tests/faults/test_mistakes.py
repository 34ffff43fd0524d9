"""Errors that nothing foresaw: what was typed is kept, one line is said, and the report of it tells no figures."""

from __future__ import annotations

import asyncio
import os
import re
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.worker import WorkerFailed

from csp_tui.app import CspApp
from csp_tui.desk.mistakes import tell_mistake
from csp_tui.screens.priority import PriorityScreen
from tests.faults.in_a_terminal import QUARTER, RESTORED, RealProgram
from tests.screens.driving import app_on, opened, press, running, screen_text, type_text

FIGURE, TEXT, NAME = "987654", "Summer rise in nuisance", "Zebedee"
WRONG = f"""
import sys
from csp_tui.__main__ import main
from csp_tui.screens.priority import PriorityScreen
def wrong(screen):
    typed = "{FIGURE} {TEXT}"
    raise LookupError(typed)
PriorityScreen.action_measure = wrong
sys.exit(main())
"""


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that reports go into."""
    folder = tmp_path / NAME
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder


def written(reports: Path) -> list[Path]:
    return list(reports.rglob("mistake-*.txt"))


def is_about_nobody(report: str) -> None:
    assert not re.search(rf"{FIGURE}|{TEXT}|{NAME}|/tmp|/home", report)


class Mistaken(RealProgram):
    """The program with a mistake in one of its handlers."""

    def what_runs(self, database: Path) -> list[str]:
        return [sys.executable, "-c", WRONG, "--db", str(database), "--quarter", QUARTER, "--by", NAME]


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is POSIX")
def test_a_mistake_in_a_screen_is_one_line_with_a_report_and_the_typing_is_offered_again(
    tmp_path: Path, reports: Path
) -> None:
    database = tmp_path / "csp.db"
    with Mistaken(database) as program:
        program.open_first_priority()
        program.type(FIGURE)
        program.until_text(FIGURE)
        program.type("\x1b[17~")  # F6
        assert program.status() == 1
        _, restored, said = program.last_bytes().partition(RESTORED)
    assert restored
    lines = [line for line in re.sub(rb"\x1b\[[?<]\d*[a-z]", b"", said).decode().splitlines() if line]
    (report,) = written(reports)
    assert len(lines) == 1
    assert str(report) in lines[0]
    assert "LookupError at " in lines[0]
    assert FIGURE not in lines[0]
    assert TEXT not in lines[0]
    is_about_nobody(report.read_text(encoding="utf-8"))
    assert "textual/app.py:" in report.read_text(encoding="utf-8")
    (drafts,) = tmp_path.glob("csp.db-drafts-*")
    assert f'"{FIGURE[-1]}"' in drafts.read_text(encoding="utf-8")


async def test_a_mistake_beside_the_screen_ends_it_as_well_and_keeps_what_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong() -> None:
        raise LookupError(TEXT)

    monkeypatch.setattr(PriorityScreen, "action_measure", lambda screen: screen.run_worker(wrong, thread=True))
    database = tmp_path / "csp.db"
    app = app_on(database)
    with pytest.raises(WorkerFailed):  # as a test is told; the front door tells `mistake`
        await type_a_figure_and_press_f6(app)
    assert isinstance(app.mistake, LookupError)
    assert app.return_code == 1
    async with running(database) as pilot:
        assert f'"{FIGURE}"' in screen_text(pilot)


async def type_a_figure_and_press_f6(app: CspApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        await press(pilot, "enter")
        await type_text(pilot, FIGURE)
        await pilot.press("f6")
        await app.workers.wait_for_complete()


@pytest.mark.skipif(os.name == "nt", reason="the driver of POSIX terminals")
async def test_keys_that_cannot_be_read_are_reported_with_the_place_that_could_not(
    tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415 - not there on every system

    monkeypatch.setattr("csp_tui.screens.ending.terminal_is_there", lambda: True)
    app = app_on(tmp_path / "csp.db")
    keyboard = SimpleNamespace(_app=app, run_input_thread=lambda: f"{TEXT}\xe9".encode("latin-1").decode())

    async def read_keys() -> None:
        async with app.run_test() as pilot:
            await opened(pilot)
            await asyncio.to_thread(LinuxDriver._run_input_thread, keyboard)  # type: ignore[arg-type]
            await pilot.pause()

    with pytest.raises(UnicodeDecodeError):
        await read_keys()
    assert app.mistake is not None
    assert "UnicodeDecodeError at tests/faults/test_mistakes.py:" in tell_mistake(app.mistake)
    (report,) = written(reports)
    is_about_nobody(report.read_text(encoding="utf-8"))
    assert "  textual/drivers/linux_driver.py:" in report.read_text(encoding="utf-8")


def a_mistake_with_causes(figure: str) -> Exception:
    try:
        try:
            Path(figure).read_bytes()
        except OSError as error:
            raise ValueError(figure) from error
    except ValueError as error:
        return error
    raise AssertionError


def test_the_report_of_a_mistake_names_kinds_and_places_and_is_for_its_user_alone(reports: Path) -> None:
    said = [tell_mistake(a_mistake_with_causes(figure)) for figure in (FIGURE, f"/home/{NAME}/{TEXT}")]
    assert said[0] == said[1]  # the same mistake, so the same file
    (report,) = written(reports)
    text = report.read_text(encoding="utf-8")
    is_about_nobody(text)
    assert re.search(r"^ValueError\n  tests/faults/test_mistakes.py:\d+ a_mistake_with_causes\n", text, re.MULTILINE)
    assert re.search(r"^FileNotFoundError ENOENT\n(  .*\n)*  pathlib\S+:\d+ ", text, re.MULTILINE)
    if os.name != "nt":
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700


def test_a_mistake_that_cannot_be_reported_in_a_file_is_still_one_line(reports: Path) -> None:
    reports.write_text("no folder", encoding="utf-8")
    assert "No report could be kept" in tell_mistake(LookupError(FIGURE))
