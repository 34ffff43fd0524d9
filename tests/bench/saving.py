"""Leaving a cell until "saved" is on the screen, beside bare commits on the same disk in between."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.bench.terminal import Terminal

FIGURES = 60


class BareCommit:
    """One row in one transaction, as durable as the program's, with nothing around it."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for pragma in ("journal_mode=TRUNCATE", "synchronous=EXTRA"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        self._connection.execute("CREATE TABLE IF NOT EXISTS figure (text TEXT)")

    def __call__(self) -> float:
        start = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO figure VALUES ('1,466')")
        self._connection.execute("COMMIT")
        return (time.perf_counter() - start) * 1000


def saved_and_bare(command: list[str], folder: Path, home: str, grid: str) -> tuple[list[float], list[float]]:
    """How long each figure took to be saved after Enter, and how long bare commits between them took."""
    commit, saved, bare = BareCommit(folder), [], []
    with Terminal(command) as terminal:
        terminal.until_text(home)
        terminal.settle(0.5)
        terminal.press("enter")
        terminal.until_text(grid)
        terminal.settle(2)  # what the first save needs is loaded beside the first screen
        for number in range(FIGURES):
            for digit in str(100 + number):
                terminal.press(digit)
                terminal.settle(0.05)
            bare.append(commit())
            saved.append(terminal.press_until("enter", "Saved here"))
            terminal.settle(0.15)
            terminal.press("up")
            terminal.settle(0.1)
    return saved, bare
