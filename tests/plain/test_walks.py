"""A lead's and a coordinator's way through a quarter in the linear mode, through a pipe and in a plain terminal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from csp_tui.desk.merging import merge
from csp_tui.desk.opening import open_desk
from csp_tui.workbooks.passwords import Password, locked
from tests.cli.conftest import QUARTER, Csp
from tests.merge.building import item, made
from tests.plain.conftest import Plain, Said, digest_of
from tests.plain.running import PrintingTerminal, piped
from tests.returns.building import with_figures

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a terminal of its own is a POSIX one")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[PrintingTerminal]:
    opened = PrintingTerminal("--db", "walk.db", "--quarter", QUARTER, columns=40, folder=tmp_path)
    yield opened
    opened.kill()


def test_a_lead_fills_a_priority_in_a_terminal_that_only_prints(terminal: PrintingTerminal, tmp_path: Path) -> None:
    for prompt, line in (
        ("name", "?"),
        ("name", "Ann"),
        ("role", "leader"),
        ("role", "lead"),
        ("priority", "1"),
        ("home", "priority"),
        ("P1-01.total", "rolling 5208; change +406"),
        ("P1-01.fires", "b"),
        ("P1-01.total", "comment action Patrols until December"),
        ("P1-01.total", ""),
        ("P1-01.fires", "1,20"),
        ("P1-01.fires", "120"),
        ("P1-01.derelict", "blank late 2036-12-01"),
        ("P1-01.report", "send out"),
        ("write it", "yes"),
        ("P1-01.report", ""),
    ):
        terminal.type_at(prompt, line)
    terminal.press(b"\x04")
    assert terminal.ended() == 0
    printed = terminal.printed
    assert '"leader" is no role' in printed
    assert "5,208 is 406 (8.5%)" in " ".join(printed.split())
    assert "It has not been sent" in " ".join(printed.split())
    assert "Everything entered is in" in printed
    assert "\x1b" not in printed
    assert max(len(line) for line in printed.splitlines() if "> " not in line and "/" not in line) <= 40
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 1


def test_a_killed_terminal_has_lost_nothing_that_was_answered(terminal: PrintingTerminal, tmp_path: Path) -> None:
    for prompt, line in (
        ("name", "Ann"),
        ("role", "lead"),
        ("priority", "1"),
        ("home", "find P1-16"),
        ("P1-16.rough-sleepers", "12"),
        ("P1-17.trained", "comment"),
        ("P1-17 patterns and context", "Fewer sessions in August,"),
        ("P1-17 patterns and context", "as schools were closed."),
    ):
        terminal.type_at(prompt, line)
    terminal.wait_for("P1-17 patterns and context")
    terminal.kill()
    said = piped(
        "--db", str(tmp_path / "walk.db"), "--quarter", QUARTER, typed="find P1-16\nfind P1-17\ncomment\nstore\n"
    )
    assert "Stated: 12." in said.stdout
    assert "Typed and not stored: Fewer sessions in August,\nas schools were closed.\n" in said.stdout
    assert "P1-17, patterns and context. Saved here. Not sent." in said.stdout
    assert "Your name?" not in said.stdout


def test_a_lead_through_a_pipe_is_told_what_waits_and_writes_the_return(lead: Plain, csp: Csp, tmp_path: Path) -> None:
    words = ("priority 3", "9", "nothing", "check", "agreed Director, 3 November", "send", "yes", "awaited", "quit")
    said = lead(*words)
    assert "is left empty" not in " ".join(said.out.split())
    assert "It is agreed by Director, 3 November." in said.out
    assert "priority 3, Drugs and alcohol for Q2 2026-27." in said.out
    assert "Not answered yet: " in said.out
    assert "is saved in returns" in said.out
    assert "Subject: Medway Community Safety Partnership: return of priority 3" in said.out
    counted = re.findall(r"\((\d+) answers?\)", awaited := said.after("> awaited"))
    assert f"{sum(map(int, counted))} answers are awaited" in awaited  # the same is counted by partner as in all
    assert len(list((tmp_path / "returns").glob("*.xlsx"))) == 1
    again = lead("priority 3", "send", "quit", "blank not-published", "send", "no")
    told = " ".join(again.out.split())
    assert "Nothing changed since return 1. Write it again, as another return? yes or no" in told
    assert ", nothing changed since: 2026-27-Q2-priority-3-return-1.xlsx" in told
    assert "Changed since return 1, so write it again: P3-01.closed." in told
    csp("settings", "priority", "3")
    assert "Changed since return 1, so write it again: P3-01.closed. To look it over: send." in lead("quit").out
    declined = lead("partner KFRS", "send", "")
    assert "Nothing is stated yet" in declined.out or "Nothing is written." in declined.out
    assert len(list((tmp_path / "returns").glob("*.xlsx"))) == 1


def sent(csp: Csp, folder: Path, name: str, partner: str, figures: Mapping[str, Mapping[str, object]]) -> None:
    """A form goes out and comes back into the inbox, filled in."""
    form = csp("form", "--partner", partner, "--out", f"forms-{name}", "--json").document["files"][0]
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / f"{name}.xlsx").write_bytes(with_figures((folder / form).read_bytes(), figures))


@pytest.fixture
def coordinator(csp: Csp, plain: Plain, tmp_path: Path) -> Plain:
    """A coordinator, whose inbox holds two returns of one figure and one with a cell that cannot be read."""
    plain("Cora", "coordinator")
    sent(csp, tmp_path, "kfrs", "KFRS", {"P1-01.fires": {"Figure": 66}})
    sent(csp, tmp_path, "kfrs-2", "KFRS", {"P1-01.fires": {"Figure": 71}})
    sent(csp, tmp_path, "health", "Public Health", {"P3-06.under-18s": {"Figure": "many"}})
    return plain


def test_a_coordinator_hears_what_would_come_in_before_anything_does(
    coordinator: Plain, database: Path, csp: Csp
) -> None:
    before = digest_of(database)
    said = coordinator("returns inbox", "")
    assert "This is a dry run, and nothing is stored." in said.out
    assert "Nothing is taken in." in said.out
    assert digest_of(database) == before
    assert csp("merges", "--json").document == []


def test_a_coordinator_takes_returns_in_and_settles_what_waits(coordinator: Plain, csp: Csp) -> None:
    taken = coordinator("returns inbox", "yes", "quit")
    assert "; to take it back: csp-tui undo-merge" in taken.out
    home = coordinator("quit")
    assert "1 to settle, as figures differ: type differ." in home.out
    assert "1 received and to check: type to-check." in home.out
    open_still = coordinator("differ", "", "to-check", "")
    assert "B  71" in open_still.out.replace("A  71", "B  71")
    assert len(csp("conflicts", "--json").document) == 1
    said = coordinator("differ", "sum", "Z", "A", "", "They counted again", "to-check", "nonsense", "accept", "Seen")
    assert "cannot be added up" in said.out or "would count twice" in said.out
    assert "A reason is needed, and kept." in said.out
    assert "settled; the reason is kept." in said.out
    assert 'Type accept, or a measure. There is no indicator "nonsense"' in said.out
    assert (csp("conflicts", "--json").document, csp("to-check", "--json").document) == ([], [])


def test_which_version_of_a_form_counts_is_asked_by_number(plain: Plain, database: Path, csp: Csp) -> None:
    plain("Cora", "coordinator")
    with open_desk(str(database)) as desk:
        merge(desk, [made(item("P1-01.fires", number), file=f"{number}.xlsx") for number in (66, 68)])
    assert "To let it count: csp-tui accept" in csp("to-check").out
    said = plain("to-check", "3", "2", "They rang").after("1 of 1 to check.")
    assert "Type the number of a version: 1 for 66.xlsx, 2 for 68.xlsx." in said
    assert (csp("conflicts", "--json").document, csp("to-check", "--json").document) == ([], [])


def test_what_a_command_tells_to_type_can_be_typed_here(coordinator: Plain, csp: Csp) -> None:
    coordinator("returns inbox", "yes")
    (conflict,) = csp("conflicts", "--json").document
    (merge,) = csp("merges", "--json").document
    said = coordinator(
        f'csp-tui resolve {conflict["id"]} --take A --reason "They counted again"',
        f"csp-tui undo-merge {merge['id']}",
        "merges",
        'csp-tui judge "',
        "csp-tui --db other.db status",
        "questions",
    )
    assert "settled; the reason is kept." in said.out
    assert "is taken back, as if it had never come." in said.after("> csp-tui undo-merge")
    assert "taken back by Cora" in said.after("> merges")
    assert "A quotation mark is opened and not closed" in said.out
    assert "go before --plain" in said.out
    assert said.out.count("Nothing has been asked.") == 1


def test_a_pack_is_issued_only_once_that_is_said_twice(coordinator: Plain, csp: Csp, tmp_path: Path) -> None:
    csp("enter", "P1-16", "12")
    said = coordinator("issue out", "", "pack out", "chase", "status 1")
    assert "Nothing is issued." in said.out
    assert "It is not issued, and nothing has been sent." in said.out
    assert "Dear Kent Police," in said.out
    assert "P1-16 Rough sleepers: Not rated.\n  P1-16.rough-sleepers: 12." in said.after("> status 1")
    assert csp("packs", "--json").document == []
    issued: Said = coordinator("issue out", "yes", "home", "find P1-16")
    assert "The quarter is closed" in issued.out
    assert "Q2 2026-27 is closed by pack 2026-27-Q2-1." in issued.after("> home")


def test_ctrl_c_leaves_with_everything_answered_kept(terminal: PrintingTerminal, tmp_path: Path) -> None:
    for prompt, line in (("name", "Ann"), ("role", ""), ("partner or priority", ""), ("home", "find P1-16")):
        terminal.type_at(prompt, line)
    terminal.type_at("P1-16.rough-sleepers", "12")
    terminal.type_at("P1-17.trained", "?")
    terminal.wait_for("P1-17.trained")
    terminal.interrupt()
    assert terminal.ended() == 0
    assert "Everything entered is in" in terminal.printed
    assert "Traceback" not in terminal.printed


def test_a_coordinator_does_the_same_through_a_pipe_that_ends(coordinator: Plain, csp: Csp, database: Path) -> None:
    typed = (
        "returns inbox\nyes\ndiffer\nA\nThey counted again\nto-check\naccept\nSeen, and asked again\nchase\npack out\n"
    )
    ran = piped("--db", str(database), "--quarter", QUARTER, typed=typed)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "settled; the reason is kept." in ran.stdout
    assert "Accepted: " in ran.stdout
    assert "It is not issued, and nothing has been sent." in ran.stdout
    assert (csp("conflicts", "--json").document, csp("to-check", "--json").document) == ([], [])


def test_a_coordinator_works_in_a_terminal_that_only_prints(
    coordinator: Plain, csp: Csp, database: Path, tmp_path: Path
) -> None:
    terminal = PrintingTerminal("--db", str(database), "--quarter", QUARTER, columns=60, folder=tmp_path)
    try:
        for prompt, line in (
            ("home", "returns"),
            ("file or folder", "inbox"),
            ("take it in", "?"),
            ("take it in", "yes"),
            ("home", "differ"),
            ("counts", "70"),
            ("why", "They agreed on it"),
            ("home", "to-check"),
            ("to check", "b"),
            ("home", "awaited"),
            ("home", "quit"),
        ):
            terminal.type_at(prompt, line)
        assert terminal.ended() == 0
    finally:
        terminal.kill()
    assert "\x1b" not in terminal.printed
    assert "Left as it was." in terminal.printed
    assert csp("show", "P1-01.fires", "--json").document["value"] == "70"
    assert len(csp("to-check", "--json").document) == 1


def test_a_protected_return_is_opened_by_a_password_that_is_not_printed(csp: Csp, database: Path) -> None:
    csp("settings", "by", "Ann")
    form = Path(csp("form", "--partner", "KFRS", "--json").document["files"][0])
    sealed = locked(with_figures(form.read_bytes(), {"P1-01.fires": {"Figure": 61}}), Password("Zebra-crossing"))
    (database.parent / "kfrs.xlsx").write_bytes(sealed)
    said = piped(
        "--db", str(database), "--quarter", QUARTER, typed="returns kfrs.xlsx\nwrong\nZebra-crossing\nyes\nquit\n"
    )
    assert "It opens none of them." in said.stdout
    assert "Zebra" not in said.stdout + said.stderr
    assert csp("show", "P1-01.fires", "--json").document["state"] == "received"
