"""Finding what was altered in a database outside the program: by SQLite's checks, by our own hashes, by a rebuild.

Nothing is changed. What is found is named by what it speaks of; saying that in words is left to the desk.
"""

# ruff: noqa: S608  # only constants of this module are joined into SQL

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from csp_tui.storage import reading, sealing
from csp_tui.storage.contents import CONTENT_COLUMNS, content_of, id_of_said, said_hash
from csp_tui.storage.guards import check_length, connect, explained
from csp_tui.storage.reading import Rows, Standing
from csp_tui.storage.records import Subject
from csp_tui.storage.waiting import copy_whole


class Kind(StrEnum):
    """What is not as it was stored."""

    FILE = "file"  # SQLite's own check; the rest cannot be read
    LINK = "link"  # a row refers to one that is not there
    SAYS = "says"  # what a revision says
    SOURCE = "source"  # its figures as they were typed, its author, time or source
    STEP = "step"
    TURN = "turn"
    SETTING = "setting"
    FACTS = "facts"  # the facts of this copy, or how its tables are laid out
    STANDS = "stands"  # what is kept as standing is not what follows from the revisions
    PACK = "pack"  # the bytes of a pack


class Altered(Struct, frozen=True):
    """One thing that is not as it was stored.

    `partner` is the one for whom it was said, where that is no part of the subject. `number` is that of
    the revision, step, turn or setting; `name` a pack's id, a table, or what SQLite said.
    """

    kind: Kind
    number: int = 0
    subject: Subject | None = None
    name: str = ""
    partner: str = ""


_REVISIONS: Final = (
    "SELECT number, id, partnership, about, quarter, partner, field, returned_for, sender, said, "
    + ", ".join(CONTENT_COLUMNS)
    + " FROM revision ORDER BY number"
)
_MOST_OF_SQLITE: Final = 20


def altered_in_file(path: Path) -> list[Altered]:
    """What was altered in a file. It is copied into memory first, so that nobody who saves waits for the reading."""
    try:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            with closing(connect(path, mode="ro")) as file:
                check_length(file, path)
                copy_whole(file, copy, path)
            copy.text_factory = lambda text: text.decode("utf-8", "surrogateescape")  # altered bytes may be no text
            broken = [row[0] for row in copy.execute(f"PRAGMA integrity_check({_MOST_OF_SQLITE})") if row[0] != "ok"]
            if broken:
                return [Altered(Kind.FILE, name=str(line)) for line in broken]
            links = copy.execute("PRAGMA foreign_key_check").fetchall()

            def rows(sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
                return copy.execute(sql, params).fetchall()

            return [
                *(Altered(Kind.LINK, row[1] or 0, name=str(row[0])) for row in links),
                *altered(rows, sealing.layout(rows)),
            ]
    except UnicodeDecodeError:  # SQLite names what it cannot read, and that is no text any more
        return [Altered(Kind.FILE, name="its tables cannot be read")]
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") in ("SQLITE_CANTOPEN", "SQLITE_BUSY"):
            raise explained(error, path) from error
        return [Altered(Kind.FILE, name=str(error))]


def altered(rows: Rows, layout: Sequence[tuple[Any, ...]] = ()) -> Iterator[Altered]:
    """What was altered, whichever database answers."""
    named = set()
    for one in _altered_revisions(rows):
        named.add(one.number)
        yield one
    for one in _altered_seals(rows, layout):
        if one.kind is not Kind.SOURCE or one.number not in named:
            named.add(one.number if one.kind is Kind.SOURCE else 0)
            yield one
    yield from _altered_turns(rows)
    for name, sha256, size, packed in rows("SELECT id, sha256, size, packed FROM pack ORDER BY key"):
        if hashlib.sha256(bytes(packed)).hexdigest() != sha256 or len(packed) != size:
            yield Altered(Kind.PACK, name=str(name))
    if not named:  # what stands cannot be worked out from what was altered
        yield from _altered_standing(rows)


def _altered_revisions(rows: Rows) -> Iterator[Altered]:
    """Those whose id no longer follows from what they say, of what, by whom and based on what."""
    bases: dict[int, list[str]] = {}
    for number, base in rows("SELECT revision, base FROM basis"):
        bases.setdefault(number, []).append(base)
    for number, id, partnership, about, quarter, partner, field, voice, sender, said, *content in rows(_REVISIONS):
        subject = Subject(about, quarter, partner, field)
        try:
            now = said_hash(content_of(field, tuple(content)))
            same = now == said and id_of_said(sender, partnership, subject, said, bases.get(number, ())) == id
        except (ValueError, TypeError, ArithmeticError, KeyError):  # no number, no date, no choice any more
            same = False
        if not same:
            yield Altered(Kind.SAYS, number, subject, partner=voice)


def _altered_seals(rows: Rows, layout: Sequence[tuple[Any, ...]]) -> Iterator[Altered]:
    """What differs from its seal, has none, or is gone."""
    kept = {(of, number): bytes(record) for of, number, record in rows("SELECT seal.of, number, record FROM seal")}
    for seal in sealing.step_seals(rows):
        yield from _altered_step(rows, seal, kept.pop((seal.of, seal.number), b""))
    for of, kind in ((sealing.TURN, Kind.TURN), (sealing.SETTING, Kind.SETTING)):
        for seal in sealing.single_seals(rows, of):
            if kept.pop((of, seal.number), b"") != seal.record:
                yield Altered(kind, seal.number)
    facts = sealing.facts_seal(rows, layout)
    if kept.pop((facts.of, facts.number), b"") != facts.record:
        yield Altered(Kind.FACTS)
    gone = {sealing.STEP: Kind.STEP, sealing.TURN: Kind.TURN, sealing.SETTING: Kind.SETTING}
    for of, number in sorted(kept, key=repr):  # sealed, and no longer there
        yield Altered(gone.get(of, Kind.FACTS), number)


def _altered_step(rows: Rows, seal: sealing.Seal, kept: bytes) -> Iterator[Altered]:
    size = sealing.SIZE
    carried = rows(
        "SELECT r.number, r.returned_for, r.about, r.quarter, r.partner, r.field FROM carries k JOIN revision r"
        " ON r.number = k.revision WHERE k.step = :step ORDER BY k.revision",
        step=seal.number,
    )
    if len(kept) != len(seal.record) or kept[:size] != seal.record[:size]:
        yield Altered(Kind.STEP, seal.number)
    if len(kept) == len(seal.record):
        for place, (number, voice, *of) in enumerate(carried, start=1):
            if kept[place * size : (place + 1) * size] != seal.record[place * size : (place + 1) * size]:
                yield Altered(Kind.SOURCE, number, Subject(*of), partner=voice)


def _altered_turns(rows: Rows) -> Iterator[Altered]:
    """Steps whose mark says another thing than their latest undoing or redoing."""
    sql = (
        "SELECT s.number, s.active,"
        " (SELECT t.active FROM turn t WHERE t.step = s.number ORDER BY t.number DESC LIMIT 1)"
        " FROM step s ORDER BY s.number"
    )
    for number, active, latest in rows(sql):
        if active not in (0, 1) or bool(active) != (latest is None or bool(latest)):
            yield Altered(Kind.STEP, number)


def _altered_standing(rows: Rows) -> Iterator[Altered]:
    """Subjects of which something else is kept as standing than follows from the revisions."""
    kept: dict[str, set[Standing]] = {}
    for partnership, about, quarter, partner, field, revision, heads, differs in rows(
        "SELECT partnership, about, quarter, partner, field, revision, heads, differs FROM current"
    ):
        kept.setdefault(partnership, set()).add(
            Standing(Subject(about, quarter, partner, field), revision, heads, differs=differs)
        )
    for (partnership,) in rows("SELECT DISTINCT partnership FROM revision"):
        worked_out = set(reading.worked_out(reading.all_known(rows, partnership)))
        differing = worked_out ^ kept.pop(partnership, set())
        for subject in sorted({one.subject for one in differing}):
            yield Altered(Kind.STANDS, subject=subject)
    for standing in kept.values():
        for one in standing:
            yield Altered(Kind.STANDS, subject=one.subject)
