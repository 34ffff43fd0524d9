"""The door of the linear mode: how it is asked for, its first questions, its end, and what it never does."""

from __future__ import annotations

import contextlib
import io
import re
import sqlite3
import sys
from pathlib import Path

import pytest

from csp_tui.__main__ import main
from csp_tui.plain.conversation import _wrapped
from csp_tui.plain.vocabulary import WORDS
from tests.cli.conftest import QUARTER, Csp
from tests.cli.test_door import loaded_by, python
from tests.plain.conftest import Plain
from tests.plain.running import PrintingTerminal, piped


class Terminal(io.StringIO):
    """What claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def test_without_a_terminal_the_program_names_the_linear_mode() -> None:
    assert "csp-tui --plain" in python("-m", "csp_tui").stderr


def test_a_terminal_that_can_only_print_is_offered_the_linear_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}", Terminal())
    assert main([]) == 1
    assert isinstance(sys.stderr, Terminal)
    assert "csp-tui --plain" in sys.stderr.getvalue()


@pytest.mark.parametrize("words", [["--plain", "status"], ["--plain", "--json"]])
def test_it_takes_no_command_beside_it(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "--plain opens the linear mode" in capsys.readouterr().err


def test_it_loads_neither_screens_nor_commands_nor_workbooks(csp: Csp, database: Path) -> None:
    csp("enter", "P1-16", "12")
    loaded = loaded_by("--plain", "--db", str(database))
    assert "csp_tui" in loaded
    assert not loaded & {"textual", "typer", "sqlmodel", "openpyxl"}


def test_no_input_at_all_ends_cleanly(tmp_path: Path) -> None:
    ran = piped("--db", str(tmp_path / "csp.db"), typed="")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("Saved here. Not sent.\n")


def test_bytes_that_are_no_text_are_refused_and_end_nothing(plain: Plain, tmp_path: Path) -> None:
    typed = "Ann\nlead\n1\nfind P1-16\n\udcff\udcfe\nfind P1-16\n12\nfind P1-16\n"
    ran = piped(
        "--db",
        str(tmp_path / "csp.db"),
        "--quarter",
        QUARTER,
        typed=typed.encode("utf-8", "surrogateescape").decode("latin-1"),
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Not stored: " in ran.stdout
    assert "Stated: 12." in ran.stdout


def test_the_three_questions_are_asked_once_and_can_be_gone_back_in(plain: Plain, csp: Csp) -> None:
    said = plain("Ann", "b", "Anna", "boss", "supplier", "9", "KFRS", "quit")
    assert '"boss" is no role; type lead, coordinator or supplier.' in said.out
    assert "You: Anna, supplier, for KFRS." in said.out
    kept = {one["key"]: one["value"] for one in csp("settings", "--json").document}
    assert [kept[key] for key in ("by", "role", "partner", "priority")] == ["Anna", "supplier", "KFRS", ""]
    assert "Your name?" not in plain("quit").out


def test_a_coordinator_is_not_asked_for_whom(plain: Plain) -> None:
    said = plain("Cora", "coordinator")
    assert "Which partner or priority?" not in said.out
    assert "You: Cora, coordinator, for all partners." in said.out


def test_questions_left_open_are_not_asked_again(plain: Plain) -> None:
    plain("", "", "")
    assert "Your name?" not in plain("quit").out


def test_nothing_is_asked_and_all_is_told_where_nothing_can_be_stored(plain: Plain, csp: Csp, database: Path) -> None:
    csp("enter", "P1-16", "12")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    said = plain("find P1-16", "13", "settings role lead")
    assert "Your name?" not in said.out
    assert "Read only. " in said.out
    assert said.out.count("Nothing was stored") >= 2
    assert said.status == 3
    assert "Stated: 12." in said.out


def test_home_says_when_what_is_due_and_how_each_priority_stands(lead: Plain, csp: Csp) -> None:
    csp("settings", f"due.{QUARTER}", "2026-11-20")
    csp("enter", "P1-16", "12")
    out = lead("home").out
    assert re.search(r"Returns due 20 November 2026 \(.+\)\.", out)
    assert "Priority 1, Anti-social behaviour. 1 of 21 indicators in. 6 can be rated: 1 not yet, 5 awaited." in out


def test_help_is_there_at_every_prompt(lead: Plain) -> None:
    out = lead("?", "? send", "? unheard", "priority 3", "?", "? all", "comment", "?", "b").out
    for name in WORDS:
        assert f"\n{name}" in out
    assert "send FOLDER: look the return over" in out
    assert '"unheard" is no word here.' in out
    assert "A figure: 1,416." in out
    assert "an empty line ends them" in out.partition("patterns and context> ?")[2]
    assert "The rest is left as it was." in out


def test_a_word_that_is_not_known_is_said_to_be_with_the_nearest(lead: Plain) -> None:
    assert '"setings" is no word here. Did you mean settings? ? tells all words.' in lead("setings").out


def test_settings_are_told_changed_and_refused(lead: Plain, csp: Csp) -> None:
    said = lead(
        "settings role boss", "settings role supplier", "settings partner KFRS", "settings P3-05.band 10", "rows"
    )
    assert '"boss" is no role' in said.out
    assert "partner = KFRS" in said.out
    assert "P3-05.adults.band = 10 (set by Ann)" in said.out
    assert "rows for KFRS." in said.after("> rows")
    assert "role = not set" in lead("settings role -").out


def test_what_others_store_meanwhile_is_heard_of(database: Path, csp: Csp, tmp_path: Path) -> None:
    csp("settings", "by", "Ann")
    terminal = PrintingTerminal("--db", str(database), "--quarter", QUARTER, folder=tmp_path)
    try:
        terminal.type_at("home", "find P1-16")
        csp("enter", "P1-16", "12")
        terminal.type_at("P1-16.rough-sleepers", "show")
        terminal.type_at("P1-16.rough-sleepers", "quit")
        assert terminal.ended() == 0
    finally:
        terminal.kill()
    assert "Another program stored something in this file; the figures are read again." in terminal.printed


def test_another_quarter_and_another_partner_are_worked_on(lead: Plain, csp: Csp) -> None:
    said = lead("quarter Q1", "find P1-16", "9", "quarter", "partner", "quarter 2019-20-Q1", "8")
    assert csp("--quarter", "2026-27-Q1", "show", "P1-16", "--json").document["value"] == "9"
    assert "is outside the 2026-27 plan" in said.out
    assert "Nothing more is read, as it would be stored for another partner or quarter" in said.out
    assert (said.status, said.after("quarter 2019-20-Q1").count("> ")) == (3, 0)
    assert "This is Quarter 1, Apr to Jun 2026, 2026-27-Q1." in said.out
    assert "You work for all partners. Partners: Kent Police" in said.out


def test_abbreviations_are_explained(lead: Plain) -> None:
    assert "PSPO: " in lead("glossary pspo").out
    assert '"xyz" is not in the glossary' in lead("glossary xyz").out


@pytest.mark.parametrize("width", [20, 33, 79])
def test_lines_are_broken_between_words_and_under_their_beginning(width: int) -> None:
    line = "   Red: 5,208 is 406 (8.5%) above 4,802, the rolling year before. Lower is better."
    pieces = _wrapped(line, width)
    assert all(len(piece) <= width and piece.startswith("   ") for piece in pieces)
    assert " ".join(piece.strip() for piece in pieces) == line.strip()
    assert _wrapped(line, None) == [line]
