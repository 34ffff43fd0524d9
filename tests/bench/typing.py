"""Typing into the grid of the real program: how long each character takes to its rating on the screen."""

from __future__ import annotations

from typing import Final

from csp_tui.plans.loading import load_plan
from tests.bench.keys import paper_of, pass_rows_of_words
from tests.bench.terminal import Terminal

FRAME: Final = 1000 / 60  # milliseconds
_PRIORITY: Final = 2


def typed(command: list[str], home: str) -> list[float]:
    """From each character of a priority's figures to the last that it changed, in milliseconds."""
    taken: list[float] = []
    with Terminal(command) as terminal:
        terminal.until_text(home)
        terminal.settle(0.5)
        for key in ["down"] * (_PRIORITY - 1) + ["enter"]:
            terminal.press(key)
        terminal.until_text(f"P{_PRIORITY}-01")
        terminal.settle(2)
        terminal.last_change("home")
        for _measure, figure in paper_of(load_plan(), _PRIORITY):
            pass_rows_of_words(terminal)
            taken += [terminal.last_change(character) for character in figure]
            terminal.press("enter")
            terminal.settle()
    return taken
