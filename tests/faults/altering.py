"""A database with something in every table, and altering its bytes behind the program's back."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from csp_tui.storage.contents import revision_id, said_hash
from csp_tui.storage.records import (
    MERGE,
    Intake,
    Item,
    KeptPack,
    Origin,
    Receipt,
    Received,
    Subject,
    Volume,
)
from csp_tui.storage.store import open_store
from tests.storage.saying import BURGLARY, FIRES, HERE, NOON, QUARTER, figure, say

PACKED = b"PK the bytes of a workbook"


def fill_every_table(file: Path) -> None:
    """Edits, an undone one, a merge with a receipt and something to check, a pack, a setting."""
    with open_store(file) as store:
        say(store, figure("63.80"))
        say(store, figure("64"), by="Bea", minute=1)
        say(store, "More patrols at the station", subject=Subject("burglary", QUARTER, "Kent Police", "patterns"))
        say(store, figure("12"), subject=FIRES, minute=2)
        store.undo(HERE, "Ann", NOON)
        store.set_setting("partner", "KFRS", "Ann", NOON)
        store.take_in(HERE, lambda _view: _intake(), kind=MERGE, author="Ann", at=NOON, note="returns.xlsx")
        head = store.heads(HERE, BURGLARY)[0]
        store.keep_pack(HERE, Volume(_pack(), PACKED, told={head.number: False}), kind="issue")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM")  # no byte is left over from what was replaced


def _intake() -> Intake:
    subject = Subject("robbery", QUARTER, "Kent Police")
    said, id = said_hash(figure("7")), revision_id("form 1", HERE, subject, figure("7"), ())
    received = Received(
        id,
        said,
        subject,
        figure("7"),
        "Kent Police",
        "form 1",
        frozenset(),
        "Cy",
        NOON,
        Origin("a.xlsx", "Return", "F9"),
        1,
    )
    item = Item(
        "item 1", "unknown-row", QUARTER, "form 1", "hash", Origin("a.xlsx"), "P9-99", "", "KFRS", "No such row.", "{}"
    )
    receipt = Receipt("a.xlsx", "return", "form 1", "hash", "form 1", 1, None, None, QUARTER, "merged", "")
    return Intake((received,), (item,), (receipt,))


def _pack() -> KeptPack:
    sha256 = hashlib.sha256(PACKED).hexdigest()
    return KeptPack(
        "2026-27-Q2-1",
        QUARTER,
        "issued",
        1,
        NOON,
        "Ann",
        "OFFICIAL",
        False,
        "digest",
        "v",
        "",
        "",
        "p.xlsx",
        sha256,
        26,
    )


def execute(file: Path, sql: str, values: Sequence[object] = ()) -> None:
    """Change the file as another program would, so that SQLite itself finds nothing wrong."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(sql, values).rowcount == 1
        connection.commit()


def dumped(file: Path) -> list[tuple[object, ...]]:
    """Everything that a file holds, types included."""
    with closing(sqlite3.connect(file)) as connection:
        connection.text_factory = bytes
        names = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        laid_out = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        return [*laid_out, *(row for name in sorted(names) for row in connection.execute(f'SELECT * FROM "{name}"'))]
