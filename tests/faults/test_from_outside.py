"""Rows 23, 24 and 27 through every other door: databases that others sent, pasted cells, lists, texts, plans."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from csp_tui.desk import entering
from csp_tui.desk.contacts import import_contacts
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.history import import_history, plan_pasted, store_history
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.domain.entries import Entry, read_entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import PlanError
from csp_tui.domain.quarters import Quarter
from csp_tui.plans.loading import load_plan, plan_as_json, plan_from_text
from csp_tui.returns.reading import read_returns
from csp_tui.returns.records import Refused, Return
from tests.cli.conftest import Csp, csp, database
from tests.returns.harming import hostile

__all__ = ["csp", "database"]

Q2 = Quarter(2026, 2)
REFUSED_NUMBERS = [
    "12.5.6", "about", "(5)", "3/4", "TRUE", "=10+5", '=cmd|"/C calc"!A1', "1e400", "NaN", "Infinity", "1,20",
    "9" * 400, str(2**70), "5\x00", "\ud800", "x" * 1_000_000, "\x1b[2J5", "5\u202e6",
]  # fmt: skip
COLUMNS = ("measure", "partner", "quarter", "value")
READ_NUMBERS = {"1,204": "1204", " 3 ": "3", "١٢٠٤": "1204", "１２": "12", "about 1,400": "1400"}
HOSTILE_TEXTS = [
    "[red]all[/] [/] [@click=app.quit]x[/]", "\x1b[31mred\x1b]0;title\x07", "\u202egnp.exe\u2066", "🧑‍🤝‍🧑 a\u0301",
    "=cmd|'/C calc'!A1", "@SUM(1)", "_x0041_", "a\x00b\ud800c\ufffe", "[bold", "{}%s%n{0}",
]  # fmt: skip


# -- databases ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good database that somebody sent."""
    path = tmp_path_factory.mktemp("sent") / "kfrs.db"
    with open_desk(str(path), by="Sam") as desk:
        entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P1-01.fires"), None, Entry(value="61"))
        entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P1-01"), "Kent Police", {"action": "Patrols."})
    return path


def harmed(sent: Path, folder: Path, *statements: str) -> Path:
    path = folder / "kfrs.db"
    shutil.copyfile(sent, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
    return path


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS number FROM n"
STRANGE = {
    "view": f"CREATE VIEW more AS {ENDLESS}",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON step BEGIN DELETE FROM revision; END",
    "generated column": "CREATE TABLE more (a, g AS (hex(zeroblob(100000000))))",
    "check": "CREATE TABLE more (a CHECK (length(randomblob(900000000)) > 0))",
    "default": "CREATE TABLE more (a DEFAULT (randomblob(900000000)))",
    "index that computes": "CREATE INDEX more ON setting (hex(value))",
    "index of some rows": "CREATE INDEX more ON setting (value) WHERE value > 1",
    "virtual table": "CREATE VIRTUAL TABLE more USING fts5(a)",
    "comment between": "CREATE TABLE more (a /* x */ CHECK (a > 0))",
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_database_that_holds_more_than_tables_of_ours_is_refused_before_it_is_opened(
    name: str, sent: Path, tmp_path: Path
) -> None:
    (refused,) = read_returns([harmed(sent, tmp_path, STRANGE[name])], load_plan())
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("kfrs.db")
    assert "is not laid out as csp-tui lays its databases out" in refused.reason


def test_a_view_without_end_in_the_place_of_a_table_does_not_hang(sent: Path, tmp_path: Path) -> None:
    path = harmed(sent, tmp_path, "ALTER TABLE current RENAME TO other", f"CREATE VIEW current AS {ENDLESS}")
    (refused,) = read_returns([path], load_plan())
    assert isinstance(refused, Refused)


UNSTORABLE = {
    "not a number": "UPDATE revision SET value = 'NaN' WHERE value IS NOT NULL",
    "a number without end": "UPDATE revision SET value = '1e400' WHERE value IS NOT NULL",
    "a word": "UPDATE revision SET value = 'many' WHERE value IS NOT NULL",
    "bytes": "UPDATE revision SET value = x'00ff' WHERE value IS NOT NULL",
    "bytes for a text": "UPDATE revision SET text = x'ffff' WHERE text IS NOT NULL",
    "text without end": "UPDATE revision SET text = hex(zeroblob(1000000)) WHERE text IS NOT NULL",
    "a name without end": "UPDATE revision SET author = hex(zeroblob(100000))",
    "no day": "UPDATE revision SET period_from = '2026-02-31' WHERE value IS NOT NULL",
    "no reason": "UPDATE revision SET blank = 'because' WHERE value IS NOT NULL",
    "no time": "UPDATE revision SET at = 'noon'",
    "a table gone": "ALTER TABLE revision RENAME TO gone",
    "a column gone": "ALTER TABLE revision DROP COLUMN area",
    "another figure": "UPDATE revision SET value = '900' WHERE value IS NOT NULL",
}
NAMED = {"another figure": "P1-01.fires, 2026-27-Q2", "no time": "P1-01.fires, 2026-27-Q2"}


@pytest.mark.parametrize("name", UNSTORABLE)
def test_a_database_with_what_no_program_of_ours_stores_is_set_aside_whole(
    name: str, sent: Path, tmp_path: Path, csp: Csp
) -> None:
    path = harmed(sent, tmp_path, UNSTORABLE[name])
    (refused,) = read_returns([path], load_plan())
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("kfrs.db")
    assert NAMED.get(name, "") in refused.reason
    assert "Traceback" not in csp("--db", str(tmp_path / "own.db"), "merge", str(path)).err


def test_a_database_of_a_newer_version_is_to_check_whole_and_nothing_of_it_counts(
    sent: Path, tmp_path: Path, csp: Csp
) -> None:
    newer = "PRAGMA user_version = 99"
    path = harmed(sent, tmp_path, newer, UNSTORABLE["another figure"])
    told = csp("merge", str(path), "--json").document
    why = "kfrs.db was written by a newer csp-tui (format 99, this one reads 2); update csp-tui and merge it again."
    assert told["files"] == [{"file": "kfrs.db", "outcome": "to_check", "reason": why}]
    assert (told["items"], csp("show", "P1-01.fires", "--json").document["value"]) == ([], None)
    (waiting,) = csp("to-check", "--json").document
    assert (waiting["reason"], waiting["quarter"]) == ("later-format", str(Q2))
    assert csp("accept", waiting["id"], "--reason", "they send it again").status == 0
    assert (csp("to-check", "--json").document, csp("show", "P1-01.fires", "--json").document["value"]) == ([], None)
    for unread in (STRANGE["check"], UNSTORABLE["a table gone"]):
        (refused,) = read_returns([harmed(sent, tmp_path, newer, unread)], load_plan())
        assert isinstance(refused, Refused)
        assert refused.reason == why
    told = csp("merge", str(harmed(sent, tmp_path)), "--json").document  # as a newer program reads it
    assert told["files"][0]["outcome"] == "merged"


def test_a_copy_that_a_killed_program_left_is_swept_and_one_in_use_is_not(sent: Path) -> None:
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    left, used = (Path(tempfile.gettempdir()) / f"csp-tui-database-{pid}-test" for pid in (over.pid, os.getpid()))
    for folder in (left, used):
        folder.mkdir(mode=0o700)
        (folder / "csp.db").write_bytes(b"figures")
    try:
        (read,) = read_returns([sent], load_plan())
        assert isinstance(read, Return)
        assert not left.exists()
        assert used.exists()
    finally:
        shutil.rmtree(used)


# -- figures and texts -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(str(tmp_path / "csp.db"), by="Ann") as opened:
        yield opened


@pytest.mark.parametrize("typed", REFUSED_NUMBERS, ids=range(len(REFUSED_NUMBERS)))
def test_what_is_no_figure_is_refused_typed_pasted_and_imported_and_nothing_is_stored(
    desk: Desk, tmp_path: Path, typed: str
) -> None:
    before, measure = digest(desk), desk.plan.measure("P1-01.fires")
    with pytest.raises(UserError) as refused:
        read_entry(measure, Entry(value=typed), Q2, None)
    assert len(str(refused.value)) < 600
    written = io.StringIO()
    csv.writer(written).writerows([COLUMNS, ["P1-01.fires", "KFRS", str(Q2.same_last_year), typed]])
    pasted = written.getvalue()
    with pytest.raises(UserError):
        store_history(desk, plan_pasted(desk, pasted))
    file = tmp_path / "history.csv"
    file.write_bytes(pasted.encode("utf-8", "surrogatepass"))
    with pytest.raises(UserError):
        import_history(desk, file)
    assert digest(desk) == before


@pytest.mark.parametrize(("typed", "number"), READ_NUMBERS.items())
def test_figures_in_other_ways_of_writing_are_read_by_the_stated_rules(typed: str, number: str) -> None:
    measure = load_plan().measure("P1-01.fires")
    figure = read_entry(measure, Entry(value=typed), Q2, None).value
    assert figure is not None
    assert str(figure.number) == number


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_a_hostile_commentary_is_kept_as_typed_and_acts_nowhere(
    csp: Csp, desk: Desk, tmp_path: Path, text: str
) -> None:
    entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P1-01"), "Kent Police", {"action": text})
    pack = export_pack(desk, Q2, tmp_path)
    kept = open_book(desk, Q2).commentary[desk.plan.indicator("P1-01").uid, Q2, "Kent Police"]["action"]
    sheets = CalamineWorkbook.from_path(pack.path)
    held = [str(cell) for row in sheets.get_sheet_by_name("Commentary P1").to_python() for cell in row]
    assert any(" ".join(kept.split()) in " ".join(cell.split()) for cell in held)
    printed = csp("--db", str(tmp_path / "csp.db"), "status").out
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_a_text_of_a_million_characters_is_refused_and_not_cut(desk: Desk) -> None:
    book, indicator = open_book(desk, Q2), desk.plan.indicator("P1-01")
    with pytest.raises(UserError, match="32,767"):
        entering.comment(desk, book, indicator, "Kent Police", {"action": "x" * 1_000_000})


# -- lists and plans ---------------------------------------------------------------------------------------------------

LISTS = {name: packed for name, (packed, _) in hostile().items() if not packed.startswith(b"PK") or "bomb" in name}


@pytest.mark.parametrize("name", LISTS)
def test_a_hostile_file_is_refused_as_history_and_as_contacts(desk: Desk, tmp_path: Path, name: str) -> None:
    for kind in (".xlsx", ".csv"):
        file = tmp_path / f"list{kind}"
        file.write_bytes(LISTS[name])
        for take_in in (import_history, import_contacts):
            before = digest(desk)
            with contextlib.suppress(UserError):  # a list of no rows is taken in as that
                take_in(desk, file)
            assert digest(desk) == before


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"year": ' + "9" * 5_000 + "}",
        "null",
        '"\\ud800"',
        "",
        "\x00",
        plan_as_json(load_plan()).replace('"year":"2026-27"', '"year":1e999'),
        plan_as_json(load_plan()).replace("Medway Community Safety Partnership", "\\u001b[2J"),
    ],
    ids=range(8),
)
def test_a_hostile_plan_is_refused_with_a_sentence_that_does_nothing(text: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_from_text(text)
    assert len(str(refused.value)) < 600
    assert "\x1b" not in str(refused.value)
