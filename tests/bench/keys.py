"""How many keys a figure costs: a priority filled from paper in the real program, and what was stored compared with it.

On paper stands one figure a line, in the plan's order: `1,204`, `91.5`, `33/47`. Its own characters any program must
be told; counted is every other key, from the first screen on.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from msgspec import Struct

from csp_tui.desk.opening import open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.measures import Kind, Measure, Plan
from csp_tui.domain.numbers import plain
from csp_tui.domain.statements import Statement
from tests.bench.large import TODAY
from tests.bench.terminal import Terminal

PRIORITIES: Final = (2, 3)  # those of 8 indicators
LIMIT: Final = 1.0  # a key that ends each figure
REACH: Final = 1.5
_QUARTER: Final = "2026-27-Q2"
_ASKS_FOR_WORDS: Final = r"(?m)^> .*Enter: write"  # the row under the cursor
_SHAPES: Final = {Kind.PERCENTAGE: "{}/40", Kind.RATE: "{}.5"}


class WrongFigureError(Exception):
    """What was stored is not what stands on the paper."""


class Filled(Struct, frozen=True):
    """A priority that was filled: how many figures, and the keys beside their own characters."""

    figures: int
    other_keys: int

    @property
    def keys_a_figure(self) -> float:
        """The keys that a figure costs beside its own."""
        return self.other_keys / self.figures


def paper_of(plan: Plan, priority: int, first: int = 21) -> list[tuple[Measure, str]]:
    """The figures of a priority as they stand on paper; another first number makes other figures."""
    asked = (indicator for indicator in plan.indicators if indicator.priority == priority)
    figures = ([m for m in indicator.measures if m.is_figure] for indicator in asked)
    return [(m, _SHAPES.get(m.kind, "1,2{}").format(place)) for each in figures for place, m in enumerate(each, first)]


def fill(priority: int, folder: Path) -> Filled:
    """Fill a priority of an empty database by keyboard alone, as who has opened it before and stands on home."""
    database = folder / f"keys-{priority}.db"
    with open_desk(str(database), by="Benchmark", today=TODAY) as desk:
        paper = paper_of(desk.plan, priority)
    command = [sys.executable, "-m", "csp_tui", "--db", str(database), "--quarter", _QUARTER, "--by", "Benchmark"]
    other = 0
    with Terminal(command) as terminal:
        terminal.until_text("0 of 8")
        terminal.settle(1)
        for key in ["down"] * (priority - 1) + ["enter"]:
            terminal.press(key)
            other += 1
        terminal.until_text(f"P{priority}-01")
        for measure, figure in paper:
            other += pass_rows_of_words(terminal)
            for character in figure:
                terminal.press(character)
            terminal.press("enter")
            terminal.until_text(rf"{measure.id}: .*[Ss]aved")
            other += 1
    _compare(database, paper)
    return Filled(len(paper), other)


def pass_rows_of_words(terminal: Terminal) -> int:
    """Go on to the next figure, since words are not on this paper; how many keys that took."""
    keys = 0
    terminal.settle(0.1)
    while re.search(_ASKS_FOR_WORDS, terminal.text()):
        terminal.press("down")
        terminal.settle(0.1)
        keys += 1
    return keys


def _compare(database: Path, paper: list[tuple[Measure, str]]) -> None:
    with open_desk(str(database), by="Benchmark", today=TODAY) as desk:
        book = open_book(desk, desk.quarter(_QUARTER))
        for measure, figure in paper:
            stated = book.stated(measure, measure.suppliers[0])
            stored = _written(stated.statement) if stated is not None else "nothing"
            if stored != figure.replace(",", ""):
                raise WrongFigureError(f"{measure.id}: {figure} stands on the paper, and {stored} is stored.")


def _written(statement: Statement) -> str:
    parts = (statement.numerator, statement.denominator)
    if statement.value is None:
        return "/".join(plain(part.number) for part in parts if part is not None)
    return plain(statement.value.number)
