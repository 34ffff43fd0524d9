"""Row 9 of the faults: bytes that were altered behind the program's back, which SQLite's own check does not see."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from csp_tui.__main__ import main
from csp_tui.storage.verifying import Kind, altered_in_file
from tests.faults.altering import dumped, execute, fill_every_table
from tests.storage.saying import BURGLARY, FIRES

FLIPS = 150


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    file = tmp_path / "csp.db"
    fill_every_table(file)
    return file


def test_what_nobody_altered_is_clean(filled: Path) -> None:
    assert altered_in_file(filled) == []


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE revision SET value = '63.90' WHERE number = 1", Kind.SAYS),
        ("UPDATE revision SET value = '63.8' WHERE number = 1", Kind.SOURCE),
        ("UPDATE revision SET author = 'Eve' WHERE number = 1", Kind.SOURCE),
        ("UPDATE revision SET at = '2026-10-04T12:00:00.000000+00:00' WHERE number = 1", Kind.SOURCE),
    ],
)
def test_the_cell_whose_bytes_changed_is_named(filled: Path, sql: str, kind: Kind) -> None:
    execute(filled, sql)
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert [(one.kind, one.subject) for one in altered_in_file(filled)] == [(kind, BURGLARY)]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE step SET author = 'Eve' WHERE number = 2", Kind.STEP),
        ("UPDATE step SET active = 0 WHERE number = 1", Kind.STEP),
        ("UPDATE step SET active = 1 WHERE NOT active", Kind.STEP),
        ("UPDATE turn SET author = 'Eve'", Kind.TURN),
        ("UPDATE setting SET value = 'Kent Police'", Kind.SETTING),
        ("UPDATE meta SET value = 'another' WHERE key = 'sender'", Kind.FACTS),
        ("UPDATE receipt SET file = 'b.xlsx'", Kind.STEP),
        ("UPDATE item SET message = 'Nothing to see.'", Kind.STEP),
        ("UPDATE pack SET packed = x'00'", Kind.PACK),
        ("UPDATE pack SET because = 'a mistake'", Kind.STEP),
        ("UPDATE told SET differs = 1", Kind.STEP),
        ("UPDATE current SET heads = 2 WHERE about = 'robbery'", Kind.STANDS),
        ("DELETE FROM seal WHERE number = 1 AND seal.of = 'step'", Kind.STEP),
        ("DELETE FROM turn", Kind.TURN),
    ],
)
def test_whatever_else_was_altered_is_named(filled: Path, sql: str, kind: Kind) -> None:
    execute(filled, sql)
    assert kind in {one.kind for one in altered_in_file(filled)}


def test_a_new_entry_written_by_another_program_is_named(filled: Path) -> None:
    execute(filled, "INSERT INTO step VALUES (99, 'Medway CSP', 'edit', 'Eve', '2026-10-03T12:00:00+00:00', '', 1)")
    assert [(one.kind, one.number) for one in altered_in_file(filled)] == [(Kind.STEP, 99)]


def test_an_altered_layout_of_the_tables_is_named(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("CREATE TRIGGER twist AFTER INSERT ON revision BEGIN DELETE FROM setting; END")
    assert [one.kind for one in altered_in_file(filled)] == [Kind.FACTS]


@pytest.mark.parametrize("seed", range(2))
def test_a_flipped_bit_anywhere_is_named_or_changes_nothing_that_is_stored(filled: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole, held = filled.read_bytes(), dumped(filled)
    used = [place for place, byte in enumerate(whole) if byte]
    flipped = filled.with_name("flipped.db")
    for place in chance.sample(used, FLIPS):
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        flipped.write_bytes(altered)
        assert altered_in_file(flipped) or dumped(flipped) == held, place


def test_every_bit_of_a_stored_figure_is_watched(filled: Path) -> None:
    whole = filled.read_bytes()
    flipped = filled.with_name("flipped.db")
    place = whole.index(b"63.80")
    for bit in range(5 * 8):
        altered = bytearray(whole)
        altered[place + bit // 8] ^= 1 << bit % 8
        flipped.write_bytes(altered)
        named = {one.subject for one in altered_in_file(flipped)}
        assert BURGLARY in named
        assert FIRES not in named


def test_the_command_names_measure_quarter_partner_and_field_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "csp.db"
    options = ["--db", str(file), "--quarter", "2026-27-Q2", "--by", "Ann"]
    assert main([*options, "enter", "P1-01.fires", "66"]) == 0
    assert main([*options, "comment", "P1-01", "--partner", "KFRS", "--action", "More visits"]) == 0
    capsys.readouterr()
    assert main([*options, "verify"]) == 0
    assert "is as it was stored" in " ".join(capsys.readouterr().out.split())
    execute(file, "UPDATE revision SET value = '67' WHERE field = 'statement'")
    execute(file, "UPDATE revision SET text = 'No visits' WHERE field = 'action'")
    assert main([*options, "verify", "--json"]) == 1
    printed = capsys.readouterr()
    found = json.loads(printed.out)["found"]
    assert {(one["measure"], one["quarter"], one["partner"], one["field"]) for one in found} == {
        ("P1-01.fires", "2026-27-Q2", "KFRS", "statement"),
        ("P1-01", "2026-27-Q2", "KFRS", "action"),
    }
    assert "P1-01.fires, Q2 2026-27, KFRS" in found[0]["message"] + found[1]["message"]
    assert printed.err.startswith("2 things are not as stored")
    assert "67" not in printed.err.replace(str(tmp_path), "")
