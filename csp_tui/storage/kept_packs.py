"""Reading the packs on record: which there are, their bytes, and what each was made from; in SQL for every database."""

# ruff: noqa: S608  # only constants of this module are joined into SQL; values go in as parameters

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from csp_tui.storage.portions import portions
from csp_tui.storage.reading import Rows
from csp_tui.storage.records import Bringing, KeptPack, Reopening

BESIDE = "beside"  # the kind of what went beside a pack, of its quarter and with its number
REOPEN = "reopen"  # the kind of the steps that open a quarter again
_COLUMNS = ", ".join(f"p.{name}" for name in KeptPack.__struct_fields__)


def packs(rows: Rows, partnership: str) -> list[KeptPack]:
    """Every pack on record, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM pack p WHERE p.partnership = :partnership ORDER BY p.key"
    return [
        KeptPack(id, quarter, kind, number, datetime.fromisoformat(at), author, marking, bool(exact), *rest)
        for id, quarter, kind, number, at, author, marking, exact, *rest in rows(sql, partnership=partnership)
    ]


def packed(rows: Rows, key: int) -> bytes:
    """A pack's bytes as they were issued."""
    return bytes(rows("SELECT packed FROM pack WHERE key = :key", key=key)[0][0])


def plan(rows: Rows, key: int) -> str:
    """The plan that a pack was made by, as `plans` writes one."""
    return str(rows("SELECT plan FROM pack WHERE key = :key", key=key)[0][0])


def ratings(rows: Rows, key: int) -> str:
    """What a pack told of each measure, as its writer put it down."""
    return str(rows("SELECT ratings FROM pack WHERE key = :key", key=key)[0][0])


def published(rows: Rows, key: int) -> str:
    """What a public copy told, as its writer put it down."""
    return str(rows("SELECT published FROM pack WHERE key = :key", key=key)[0][0])


def told_numbers(rows: Rows, key: int) -> frozenset[int]:
    """The numbers of the revisions that counted when a pack was issued; of what differed none did."""
    return frozenset(row[0] for row in rows("SELECT revision FROM told WHERE pack = :key AND NOT differs", key=key))


def bringing(rows: Rows, numbers: Collection[int]) -> dict[int, Bringing]:
    """By which step each of these revisions stands: the latest that carries it and is not undone."""
    found: dict[int, Bringing] = {}
    for some in portions(numbers):
        params = {f"n{i}": number for i, number in enumerate(some)}
        listed = ", ".join(f":{name}" for name in params)
        sql = (
            "SELECT k.revision, s.kind, s.author, s.at, s.note FROM carries k JOIN step s ON s.number = k.step"
            f" WHERE s.active AND k.revision IN ({listed}) ORDER BY s.number"
        )
        for number, kind, author, at, note in rows(sql, **params):
            found[number] = Bringing(kind, author, datetime.fromisoformat(at), note)
    return found


def reopenings(rows: Rows, partnership: str) -> list[Reopening]:
    """Every time that a quarter was opened again, oldest first."""
    sql = (
        "SELECT r.quarter, s.author, s.at, s.note FROM step s JOIN carries k ON k.step = s.number"
        " JOIN revision r ON r.number = k.revision"
        " WHERE s.partnership = :partnership AND s.kind = :kind ORDER BY s.number"
    )
    return [
        Reopening(quarter, author, datetime.fromisoformat(at), note)
        for quarter, author, at, note in rows(sql, partnership=partnership, kind=REOPEN)
    ]


def latest(rows: Rows) -> tuple[int, int]:
    """The last step and the last undoing or redoing of all: what differs once anything more was said."""
    sql = "SELECT (SELECT coalesce(max(number), 0) FROM step), (SELECT coalesce(max(number), 0) FROM turn)"
    step, turn = rows(sql)[0]
    return int(step), int(turn)
