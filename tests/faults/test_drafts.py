"""Row 26 of the faults: the terminal closed, SIGINT, SIGTERM, kill -9 in the middle of typing, in the real program."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.faults.in_a_terminal import RESTORED, InAWindow, RealProgram
from tests.screens.driving import stored

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is POSIX")

FIRST, SECOND = ("P1-01.total", "Kent Police"), ("P1-01.fires", "KFRS")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "csp.db"


def value(database: Path, figure: tuple[str, str]) -> str | None:
    statement = stored(database, *figure)
    return str(statement.value) if statement is not None else None


def type_one_and_begin_another(program: RealProgram) -> None:
    program.open_first_priority()
    program.type("1466\r")
    program.until_text("P1-01.total: 1,466. Saved here")
    program.type("71")
    program.until_text(r"\[71 ")


def is_offered_again(database: Path) -> None:
    """The first figure is stored, the second is not: it is told on home and stands in its cell, marked."""
    assert value(database, FIRST) == "1,466"
    assert value(database, SECOND) is None
    with RealProgram(database) as program:
        program.until_text('Not stored +1 draft: P1-01.fires "71" +F8')
        program.open_first_priority()
        program.until_text(r"Deliberate fires .* 71\].* draft")
        program.type("\r")
        program.until_text("P1-01.fires: 71. Saved here")
    assert value(database, SECOND) == "71"


def test_killed_in_the_middle_of_typing_the_left_cell_is_stored_and_the_open_one_offered_again(database: Path) -> None:
    with RealProgram(database) as program:
        type_one_and_begin_another(program)
        program.end(signal.SIGKILL)
    is_offered_again(database)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_ended_from_outside_the_terminal_is_given_back_and_the_open_cell_offered_again(
    database: Path, number: signal.Signals
) -> None:
    with RealProgram(database) as program:
        type_one_and_begin_another(program)
        assert program.end(number) == 128 + number
        assert RESTORED in program.last_bytes()
    is_offered_again(database)


def test_a_closed_terminal_ends_the_program_and_loses_nothing(database: Path) -> None:
    with InAWindow(database) as program:
        type_one_and_begin_another(program)
        assert program.close_window(seconds=10)
    is_offered_again(database)


@pytest.mark.skipif(sys.platform != "linux", reason="tells how long a program has worked")
def test_a_terminal_that_goes_without_a_signal_ends_the_program_and_nothing_spins(database: Path) -> None:
    with RealProgram(database) as program:
        type_one_and_begin_another(program)
        program.hang_up()
        assert program.work_until_ended() < 2
        assert program.status() == 129
    assert value(database, FIRST) == "1,466"
    (drafts,) = database.parent.glob("csp.db-drafts-*")
    assert "P1-01.fires" in drafts.read_text(encoding="utf-8")


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_killed_at_any_point_of_the_entry_what_was_said_to_be_saved_is_and_nothing_else_counts(
    database: Path, after: float
) -> None:
    with RealProgram(database) as program:
        program.open_first_priority()
        program.type("1466\r71")
        time.sleep(after)
        program.end(signal.SIGKILL)
        said = b"Saved here" in program.last_bytes()
    assert value(database, SECOND) is None
    assert value(database, FIRST) == "1,466" if said else value(database, FIRST) in (None, "1,466")


def test_commentary_is_offered_again_in_its_field_and_bytes_that_are_no_text_are_shown_in_it(database: Path) -> None:
    with RealProgram(database) as program:
        program.open_first_priority()
        program.type("\x14")
        program.until_text("Patterns and context")
        program.type("Summer rise in ")
        program.until_text("Summer rise in")
        program.type_bytes("é, ".encode("latin-1"))
        program.type_bytes(b"\x1b[200~" + "café ".encode("latin-1") + b"\x1b[201~")
        program.type("nuis")
        program.until_text("Summer rise in �, caf� nuis")
        program.end(signal.SIGKILL)
    with RealProgram(database) as program:
        program.until_text("Not stored +1 draft: P1-01 ")
        program.open_first_priority()
        program.type("\x14")
        program.until_text("Summer rise in �, caf� nuis")
        program.until_text("not stored")


@pytest.mark.long
def test_undo_and_redo_reach_back_before_a_kill(database: Path) -> None:
    with RealProgram(database) as program:
        program.open_first_priority()
        program.type("1466\r")
        program.until_text("P1-01.total: 1,466. Saved here")
        program.end(signal.SIGKILL)
    with RealProgram(database) as program:
        program.open_first_priority()
        program.type("\x1a")
        program.until_text("Undone: P1-01.total")
        assert value(database, FIRST) is None
        program.end(signal.SIGKILL)
    with RealProgram(database) as program:
        program.open_first_priority()
        program.type("\x19")
        program.until_text("Done again: P1-01.total")
    assert value(database, FIRST) == "1,466"
