"""A database as it is after ten years of 300 returns a quarter: 528,000 revisions, written straight into its tables."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from csp_tui.desk.demonstrating import demonstrate
from csp_tui.desk.opening import open_desk
from csp_tui.domain.quarters import Quarter

RETURNS = 300  # a quarter
ROWS = 44  # a return
YEARS = 10
REVISIONS = RETURNS * ROWS * YEARS * 4
TODAY = date(2026, 11, 21)
_AT = "2026-10-01T09:00:00+00:00"


def small_database(folder: Path) -> Path:
    """One made-up quarter with three years before it."""
    return demonstrate(folder, TODAY).database


def large_database(folder: Path) -> Path:
    """The same with every quarter of ten years stated 300 times over, each statement based on the one before it."""
    path = folder / "large.db"
    if path.exists():
        return path
    path.write_bytes(small_database(folder).read_bytes())
    with open_desk(str(path), today=TODAY) as desk:
        last = desk.quarter()
        measures = [m.uid for m in desk.plan.measures if m.is_figure][:ROWS]
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous=OFF")
        _fill(database, [last.shifted(-i) for i in range(YEARS * 4)], measures)
    return path


def _fill(database: sqlite3.Connection, quarters: list[Quarter], measures: list[str]) -> None:
    number = int(database.execute("SELECT max(number) FROM revision").fetchone()[0])
    step = int(database.execute("SELECT max(number) FROM step").fetchone()[0])
    kept = [m for m in measures if _simple(database, m)]
    while len(kept) < ROWS:  # a return has 44 rows; measures beyond the plan's stand for what users add
        kept.append(f"benchmark.{len(kept)}")
    for quarter in quarters:
        newest = _newest(database, quarter, kept)
        for _return in range(RETURNS):
            step += 1
            database.execute(
                "INSERT INTO step (number, partnership, kind, author, at, note, active) VALUES (?,?,?,?,?,?,?)",
                (step, "medway", "history", "Benchmark", _AT, "a return", 1),
            )
            rows = list(_rows(number, quarter, kept))
            database.executemany(_REVISION, rows)
            carries = [(step, r[0]) for r in rows]
            database.executemany("INSERT INTO carries (step, revision, sequence, raised) VALUES (?, ?, 0, 0)", carries)
            bases = [(r[0], newest[r[2]]) for r in rows if newest.get(str(r[2]))]
            database.executemany("INSERT INTO basis (revision, base) VALUES (?, ?)", bases)
            newest = {str(r[2]): str(r[1]) for r in rows}
            number += len(rows)
        database.executemany(_CURRENT, [(str(quarter), m, newest[m]) for m in kept])
    database.commit()


_REVISION = (
    "INSERT INTO revision (number, id, about, value, partnership, quarter, partner, field, sender, said,"
    " returned_for, author, at, plan_version, withdrawn)"
    " VALUES (?, ?, ?, ?, 'medway', ?, '', 'statement', 'benchmark', '', 'Kent Police', 'Benchmark', ?, '', 0)"
)
_CURRENT = (
    "INSERT OR REPLACE INTO current (partnership, quarter, about, partner, field, revision, heads, differs)"
    " VALUES ('medway', ?1, ?2, '', 'statement', (SELECT number FROM revision WHERE id = ?3), 1, 0)"
)


def _simple(database: sqlite3.Connection, measure: str) -> bool:
    """Whether the demonstration states the measure as one value, so that another value may follow it."""
    found = database.execute("SELECT count(*) FROM revision WHERE about = ? AND value IS NOT NULL", (measure,))
    return bool(found.fetchone()[0])


def _newest(database: sqlite3.Connection, quarter: Quarter, measures: list[str]) -> dict[str, str]:
    rows = database.execute(
        "SELECT c.about, r.id FROM current c JOIN revision r ON r.number = c.revision WHERE c.quarter = ?",
        (str(quarter),),
    )
    return {about: identity for about, identity in rows if about in measures}


def _rows(number: int, quarter: Quarter, measures: list[str]) -> Iterator[tuple[int, str, str, str, str, str]]:
    for place, measure in enumerate(measures, start=1):
        identity = hashlib.sha256(f"{number + place}".encode()).hexdigest()
        yield number + place, identity, measure, str(100 + (number + place) % 40), str(quarter), _AT
