"""A hash of each thing on record, made of it as it is stored, from which `verifying` tells what was altered since.

A step's record is a hash of the step with all that it stored beside revisions, followed by one of each revision that it
carries, in the order of their numbers. Turns, settings and the facts of this copy have a hash each. What is worked out
from these, such as what stands, has none.
"""

# ruff: noqa: S608  # only constants of this module are joined into SQL; values go in as parameters

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from csp_tui.domain.statements import FIGURE_FIELDS
from csp_tui.storage.reading import Rows

SIZE: Final = 16  # bytes of one hash
STEP, TURN, SETTING, FACTS = "step", "turn", "setting", "facts"

# Of a revision only what its id does not follow from: the id is a hash of sender, subject, content and bases. Figures
# are here too, since 63.8 and 63.80 have one id.
_CARRIED: Final = (
    "SELECT k.step, k.revision, r.id, r.returned_for, r.author, r.at, r.plan_version, r.origin_file, r.origin_sheet,"
    f" r.origin_cell, {', '.join(f'r.{name}' for name in FIGURE_FIELDS)}, k.sequence, k.raised, k.item"
    " FROM carries k JOIN revision r ON r.number = k.revision WHERE (k.step, k.revision) > (:step, :revision)"
    " ORDER BY k.step, k.revision LIMIT :most"
)
_AT_ONCE: Final = 2000  # of what a large merge carries
# Each begins with the step that stored it, and is in that order; `active` follows from the turns.
_OF_STEPS: Final = (
    "SELECT number, partnership, kind, author, at, note FROM step WHERE number > :after ORDER BY number",
    (
        "SELECT step, number, partnership, file, kind, form, content_hash, sender, sequence, partner, contact, quarter,"
        " outcome, note FROM receipt WHERE step > :after ORDER BY step, number"
    ),
    (
        "SELECT b.step, i.id, i.partnership, i.reason, i.quarter, i.form, i.content_hash, i.file, i.sheet, i.cell,"
        " i.measure, i.about, i.returned_for, i.message, i.kept FROM brings b JOIN item i ON i.id = b.item"
        " WHERE b.step > :after ORDER BY b.step, i.id"
    ),
    "SELECT step, item FROM settles WHERE step > :after ORDER BY step, item",
    (
        "SELECT step, key, id, partnership, quarter, kind, number, at, author, marking, exact, digest, plan_version,"
        " replaces, because, filename, sha256, size, plan, ratings, published FROM pack WHERE step > :after"
        " ORDER BY step, key"
    ),
    (
        "SELECT p.step, t.pack, t.revision, t.differs FROM told t JOIN pack p ON p.key = t.pack WHERE p.step > :after"
        " ORDER BY p.step, t.pack, t.revision"
    ),
)
_SINGLE: Final = {
    TURN: "SELECT number, step, active, author, at FROM turn WHERE number > :after ORDER BY number",
    SETTING: "SELECT number, key, value, author, at FROM setting WHERE number > :after ORDER BY number",
}
_LATEST: Final = "SELECT " + ", ".join(
    f"(SELECT coalesce(max(number), 0) FROM seal WHERE seal.of = '{of}')" for of in (STEP, *_SINGLE)
)
_JSON = json.JSONEncoder(separators=(",", ":"), default=repr).encode  # ASCII, and the same in every version
_step_of = itemgetter(0)


class Seal(NamedTuple):
    """What is kept of one thing on record: of which kind, its number, and its hashes."""

    of: str
    number: int
    record: bytes


def new_seals(rows: Rows) -> Iterator[Seal]:
    """The seals of what was stored since the last ones were made."""
    after = dict(zip((STEP, *_SINGLE), rows(_LATEST)[0], strict=True))
    yield from step_seals(rows, after[STEP])
    for of in _SINGLE:
        yield from single_seals(rows, of, after[of])


def step_seals(rows: Rows, after: int = 0) -> Iterator[Seal]:
    """The seals of all steps above a number."""
    own: dict[int, list[str]] = {}
    for place, sql in enumerate(_OF_STEPS):
        for step, of_step in groupby(rows(sql, after=after), key=_step_of):
            own.setdefault(step, []).append(_JSON([place, *of_step]))
    carried: dict[int, bytearray] = {}  # of a large merge tens of thousands of hashes
    for row in _carried(rows, after):
        carried.setdefault(row[0], bytearray()).extend(_hash(_JSON(row[1:])))
    for step in sorted(own.keys() | carried.keys()):
        yield Seal(STEP, step, _hash("\n".join(own.get(step, ()))) + carried.get(step, b""))


def _carried(rows: Rows, after: int) -> Iterator[tuple[Any, ...]]:
    step, revision, more = after + 1, 0, True
    while more:
        found = rows(_CARRIED, step=step, revision=revision, most=_AT_ONCE)
        yield from found
        if more := len(found) == _AT_ONCE:
            step, revision = found[-1][:2]


def single_seals(rows: Rows, of: str, after: int = 0) -> Iterator[Seal]:
    """The seals of all turns, or of all settings, above a number."""
    for row in rows(_SINGLE[of], after=after):
        yield Seal(of, row[0], _hash(_JSON(row)))


def facts_seal(rows: Rows, tables: Iterable[Sequence[Any]]) -> Seal:
    """The seal of the facts of this copy and of how its tables are laid out."""
    facts = rows("SELECT key, value FROM meta ORDER BY key")
    return Seal(FACTS, 0, _hash(_JSON([list(facts), list(tables)])))


def layout(rows: Rows) -> Sequence[tuple[Any, ...]]:
    """How the tables of a file are laid out; servers look after that themselves."""
    return rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("ascii"), digest_size=SIZE).digest()
