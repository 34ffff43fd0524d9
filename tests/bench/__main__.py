"""`python -m tests.bench`: a table with each figure, its limit measured in the same run, and their ratio; `--json`."""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from msgspec import Struct

import csp_tui
from tests.bench.keys import LIMIT as KEYS_LIMIT
from tests.bench.keys import PRIORITIES, fill
from tests.bench.keys import REACH as KEYS_REACH
from tests.bench.large import REVISIONS, large_database, small_database
from tests.bench.merging import ROWS, SIZES, Differing, Merging
from tests.bench.packing import Packing
from tests.bench.saving import saved_and_bare
from tests.bench.terminal import Terminal
from tests.bench.typing import FRAME, typed

PROGRAM = [sys.executable, "-m", "csp_tui"]
PACKAGE = Path(csp_tui.__file__).parent
LIMIT = [sys.executable, str(Path(__file__).parent / "limits" / "table.py")]
HOME_FILLED = r"\d+ of 21"  # the first priority's answers that are in: there only once the quarter is read
GRID_FILLED = r"P1-01"
OPENED = 50  # ms: within this what a key opens is there at once


class Line(Struct, frozen=True):
    """One figure beside its limit, both in its unit; `reach` is the ratio to stay under."""

    what: str
    figure: float
    limit: float
    reach: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """How many times the limit the figure is."""
        return self.figure / self.limit


def _command(*words: str) -> float:
    start = time.perf_counter()
    subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # the benchmark's own
    return (time.perf_counter() - start) * 1000


def _in_turn(runs: int, *measured: Callable[[], float]) -> list[float]:
    """The median of each, run in turn, so that what the machine does besides falls on all alike."""
    for one in measured:
        one()
    rounds = [[one() for one in measured] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _first_paint(command: list[str]) -> float:
    with Terminal(command) as terminal:
        return terminal.first_paint()


def _interactive(command: list[str], filled: str) -> float:
    """From the start until a key has taken effect on a screen that shows the values."""
    with Terminal(command) as terminal:
        terminal.until_text(filled)
        return terminal.press("down")[1]


def _cursor(command: list[str], keys: int, *, opens: bool) -> list[float]:
    """How long each cursor key takes to change the screen, in the program's grid or the limit's table."""
    with Terminal(command) as terminal:
        if opens:
            terminal.until_text(HOME_FILLED)
            terminal.settle(0.5)
            terminal.press("enter")
        terminal.until_text(GRID_FILLED)
        terminal.settle(1)
        taken = []
        for number in range(keys):
            taken.append(terminal.press("down" if number % 24 < 12 else "up")[0])
            terminal.settle(0.12)
        return taken


def _lines(runs: int, folder: Path, *, large: bool) -> Iterator[Line]:
    typer, help_, version = _in_turn(
        runs * 2,
        lambda: _command(sys.executable, "-c", "import typer"),
        lambda: _command(*PROGRAM, "--help"),
        lambda: _command(*PROGRAM, "--version"),
    )
    yield Line("--help", help_, typer, 1.5)
    yield Line("--version", version, typer, 1.5)
    small = [*PROGRAM, "--db", str(small_database(folder))]
    painted, limit = _in_turn(runs, lambda: _first_paint(small), lambda: _first_paint(LIMIT))
    yield Line("start to first paint", painted, limit, 1.15)
    ready, limit = _in_turn(runs, lambda: _interactive(small, HOME_FILLED), lambda: _interactive(LIMIT, GRID_FILLED))
    yield Line("start to a key taking effect", ready, limit, 1.5)
    packing = Packing(folder)
    exported, limit = _in_turn(runs, packing.exported, packing.limit)
    packing.close()
    yield Line(f"SEG pack, {packing.cells:,} cells", exported, limit, 1.5)
    grown = small
    if large:
        grown = [*PROGRAM, "--db", str(large_database(folder))]
        many, few = _in_turn(runs, lambda: _interactive(grown, HOME_FILLED), lambda: _interactive(small, HOME_FILLED))
        yield Line(f"the same with {REVISIONS:,} revisions more", many, few, 1.05)
        yield from _merging(runs, folder)
    yield from _in_the_grid(grown, folder)
    for priority in PRIORITIES:
        filled = fill(priority, folder)
        what = f"keys beside its own, a figure of priority {priority}"
        yield Line(what, filled.keys_a_figure, KEYS_LIMIT, KEYS_REACH, "keys")


def _in_the_grid(command: list[str], folder: Path) -> Iterator[Line]:
    """Cursor keys, typing and saving; where the large database is measured, in that one."""
    ours, theirs = _cursor(command, 100, opens=True), _cursor(LIMIT, 100, opens=False)
    p50 = statistics.median(theirs)
    yield Line("cursor key in the grid, p50", statistics.median(ours), p50, 1.3)
    yield Line("cursor key in the grid, p95", statistics.quantiles(ours, n=20)[-1], p50, 2)
    saved, bare = saved_and_bare(command, folder, HOME_FILLED, GRID_FILLED)
    once = p50 + statistics.median(bare)
    yield Line("leaving a cell to saved, p50", statistics.median(saved), once, 2)
    yield Line("leaving a cell to saved, p95", statistics.quantiles(saved, n=20)[-1], once, 2)
    digits = typed(command, HOME_FILLED)
    yield Line("typing a character to its rating, p95", statistics.quantiles(digits, n=20)[-1], FRAME, 1)


def _merging(runs: int, folder: Path) -> Iterator[Line]:
    """Merging few, hundreds and a thousand returns: its time, how that grows, its memory, and what differs then."""
    each = {size: Merging(folder, size) for size in SIZES}
    measured = [one for merging in each.values() for one in (merging.merged, merging.limit)]
    taken = _in_turn(max(3, runs // 3), *measured)
    for size, merged, limit in zip(SIZES, taken[::2], taken[1::2], strict=True):
        yield Line(f"merge of {size:,} returns of {ROWS} rows", merged, limit, 4)
    some, many = SIZES[-2:]
    grown, before = taken[-2] / taken[-1], taken[-4] / taken[-3]  # of limits measured beside them
    yield Line(f"a return of {many:,}, against one of {some:,}", grown, before, 1.15, "L")
    for size in (some, many):
        held, limit = each[size].peak(), each[size].peak_of_limit()
        yield Line(f"peak memory: merge of {size:,} returns", held, limit, 2.5, "MB")
    differing = Differing(folder, many)
    opened, listed = _in_turn(runs, differing.opened, differing.listed)
    yield Line(f"opening a conflict among {many:,} returns", opened, OPENED, 1)
    yield Line(f"listing {ROWS} conflicts among {many:,} returns", listed, OPENED * ROWS, 0.75)


def main() -> int:
    """Measure and print; the exit status is 1 when a figure misses its reach."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--runs", type=int, default=9, help="starts of each program (default 9)")
    parser.add_argument(
        "--small-only", action="store_true", help=f"leave out the {REVISIONS:,} revisions and the merge"
    )
    parser.add_argument("--folder", type=Path, help="keep the databases here, to use them again")
    wanted = parser.parse_args()
    compileall.compile_dir(PACKAGE, quiet=2)  # as an installation does; otherwise each start would compile anew
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["XDG_STATE_HOME"] = scratch  # the same databases are made and measured again
        lines = list(_lines(wanted.runs, folder, large=not wanted.small_only))
    if wanted.json:
        print(json.dumps([{**asdict(line), "ratio": round(line.ratio, 3)} for line in lines], indent=1))
    else:
        print(f"{'':50}{'figure':>9}{'limit':>9}{'':5}{'ratio':>8}{'reach':>8}")
        for line in lines:
            missed = "" if line.ratio <= line.reach else "  missed"
            measured = f"{line.figure:9.1f}{line.limit:9.1f} {line.unit:4}"
            print(f"{line.what:50}{measured}{line.ratio:8.2f}{line.reach:8.2f}{missed}")
    return int(any(line.ratio > line.reach for line in lines))


if __name__ == "__main__":
    sys.exit(main())
