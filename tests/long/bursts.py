"""The same random keys typed one by one, each once the screen is quiet, and all at once: the same must come of both."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench.large import small_database
from tests.faults.in_a_terminal import RealProgram

KEYS: Final = {
    "Enter": "\r",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Left": "\x1b[D",
    "Right": "\x1b[C",
    "Tab": "\t",
    "F2": "\x1bOQ",
    "Del": "\x1b[3~",
    "Backspace": "\x7f",
    "Esc": "\x1b",
    "Ctrl+A": "\x01",
    "Ctrl+Y": "\x19",
    "Ctrl+Z": "\x1a",
}
_OFTEN: Final = (
    ("Enter",) * 5 + ("Down", "Up") * 2 + ("Tab", "Left", "Right", "F2", "Del", "Backspace", "Ctrl+Z", "Ctrl+Y")
)
_NAMED, _BAR = 50, 99  # the columns of the screen where a row's name ends, and where the bar that scrolls it stands
_STANDS: Final = (
    "SELECT c.about, c.quarter, c.partner, c.field, r.value, r.text, r.rolling_year, r.withdrawn"
    " FROM current c LEFT JOIN revision r ON r.number = c.revision ORDER BY 1, 2, 3, 4"
)


def run(minutes: float) -> int:
    """Try for so many minutes; raises with the keys where what is stored or shown differs. Gives how often it tried."""
    until, tried = time.monotonic() + 60 * minutes, 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        database = small_database(Path(folder))
        while not tried or time.monotonic() < until:
            keys = typed_keys(random.Random(tried))
            one_by_one, at_once = (_come_of(database, keys, at_once=at_once) for at_once in (False, True))
            said = f"run {tried}: {' '.join(keys)}\n{one_by_one.screen}\n{at_once.screen}"
            assert at_once.stands == one_by_one.stands, f"stored otherwise in {said}"
            assert _told(at_once.screen, one_by_one.screen) == _told(one_by_one.screen, at_once.screen), said
            tried += 1
    print(f"{tried} runs of keys: typed at once they store and show what they do one by one", flush=True)
    return tried


def _told(screen: str, other: str) -> list[str]:
    """The lines of a screen but for rows that only one of the two has scrolled to, and without the bar beside them."""
    names = {line[2:_NAMED] for line in other.splitlines()}
    return sorted(line[:_BAR].rstrip() for line in screen.splitlines()[1:] if line[2:_NAMED] in names)


def typed_keys(chance: random.Random) -> list[str]:
    """What somebody may type into the grid, who does not look; figures among keys."""
    return [
        str(chance.randint(0, 2_000)) if chance.random() < 0.25 else "x" if chance.random() < 0.05 else key
        for key in chance.choices(_OFTEN, k=chance.randint(6, 24))
    ]


class _Come(NamedTuple):
    stands: list[tuple[object, ...]]
    screen: str


def _come_of(database: Path, keys: Sequence[str], *, at_once: bool) -> _Come:
    """What is stored in a copy of the database, and what the screen shows, after these keys."""
    copy = Path(tempfile.mkdtemp(dir=database.parent), "typed.db")  # what is not stored is kept beside it
    shutil.copyfile(database, copy)
    with RealProgram(copy) as program:
        program.open_first_priority()
        program.settle(0.5)
        sent = [KEYS.get(key, key) for key in keys]
        for part in ["".join(sent)] if at_once else sent:
            program.type(part)
            program.settle(0.08)
        program.settle(0.3)
        screen = program.text()
    with closing(sqlite3.connect(copy)) as connection:
        return _Come(connection.execute(_STANDS).fetchall(), screen)
