"""A quarter filled in the linear mode is stored as one that is filled by commands or on screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.__main__ import main
from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import digest
from csp_tui.domain.entries import entry_of
from csp_tui.domain.measures import Kind, Measure
from csp_tui.plain.place import rows_of
from csp_tui.screens.session import Session
from tests.cli.conftest import QUARTER
from tests.plain.conftest import Plain, digest_of
from tests.plain.running import piped

TYPED = (
    "find P1-01",
    "rolling 5208; change +406; to 2026-08-31; provisional",
    "find P1-01.fires",
    "66",
    "find P1-02.buildings",
    "under 5",
    "find P1-16",
    "12",
    "find P1-16",
    "withdraw counted twice",
    "find P3-04.opioids",
    "blank late 2036-12-01",
    "find P3-07",
    "part 51 of 80",
    "b",
    "comment action More outreach",
    "find P1-12.report",
    "nothing",
    "headline 1",
    "A steady quarter.",
    "",
    "Chair, 3 November",
)
COMMANDS = (
    ("enter", "P1-01", "--rolling-year", "5208", "--change", "+406", "--to", "2026-08-31", "--provisional"),
    ("enter", "P1-01.fires", "66"),
    ("enter", "P1-02.buildings", "under 5"),
    ("enter", "P1-16", "12"),
    ("enter", "P1-16", "--withdraw", "--reason", "counted twice"),
    ("enter", "P3-04.opioids", "--blank", "late", "--date", "2036-12-01"),
    ("enter", "P3-07", "--numerator", "51", "--denominator", "80"),
    ("comment", "P3-07", "--action", "More outreach"),
    ("comment", "P1-12", "--nothing-to-report"),
    ("headline", "1", "A steady quarter.", "--agreed-by", "Chair, 3 November"),
)


def answer_to(measure: Measure) -> str:
    """Something that can be stated of it, another for each."""
    made = {Kind.YES_NO: "partly", Kind.MILESTONE: "on track", Kind.PERCENTAGE: "21 of 40", Kind.RATE: "141"}
    return made.get(measure.kind, str(20 + len(measure.id) * 7))


def test_what_commands_say_the_linear_mode_says_with_the_same_content(plain: Plain, tmp_path: Path) -> None:
    for words in COMMANDS:
        assert main(["--db", "commands.db", "--quarter", QUARTER, "--by", "Ann", *words]) == 0, words
    said = plain("", "", "", *TYPED, by="Ann")
    assert said.status == 0, said.out
    assert digest_of(tmp_path / "csp.db") == digest_of(tmp_path / "commands.db")


def test_a_whole_quarter_through_a_pipe_is_stored_as_one_that_is_filled_on_screens(tmp_path: Path) -> None:
    with open_desk(str(tmp_path / "screens.db"), by="Ann") as desk:
        session = Session.open(desk, QUARTER)
        lines = rows_of(session.book, None, None)
        for line in lines:
            if line.is_report:
                session.comment(line.indicator, line.subject.partner or "", {"patterns": f"As in {line.measure.id}"})
            else:
                session.enter(line.subject, entry_of(line.measure, "value", answer_to(line.measure)))
        expected = digest(desk)
    typed = ["Ann", "coordinator", "rows"]
    for line in lines:
        typed += [f"comment patterns As in {line.measure.id}", ""] if line.is_report else [answer_to(line.measure)]
    words = ("--db", str(tmp_path / "piped.db"), "--quarter", QUARTER)
    ran = piped(*words, typed="".join(f"{line}\n" for line in typed))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"Row {len(lines)} of {len(lines)}." in ran.stdout
    assert "That was the last row. 44 of 44 indicators in." in ran.stdout
    assert digest_of(tmp_path / "piped.db") == expected
    assert "\x1b" not in ran.stdout


@pytest.mark.parametrize("word", ["undo", "csp-tui undo"])
def test_undo_and_redo_reach_back_before_the_start(lead: Plain, database: Path, word: str) -> None:
    lead("find P1-16", "12")
    before = digest_of(database)
    assert "Undone: P1-16.rough-sleepers" in lead(word).out
    assert digest_of(database) != before
    assert "Done again: P1-16.rough-sleepers" in lead("redo").out
    assert digest_of(database) == before
