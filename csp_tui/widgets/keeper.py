"""Who looks after what is typed into a grid: what a text means is the keeper's business."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Left(Enum):
    """What became of the text of a cell that was left."""

    STORED = "stored"
    """Or it is by itself, once the file is free."""
    UNREADABLE = "unreadable"
    """It stays in its cell as a draft, to be put right."""
    NOT_NOW = "not now"
    """It stays there too, and what stands in its way must be seen first."""


class Keeper(Protocol):
    """Who takes what is typed in a grid; every call is answered at once, on the screen's own thread."""

    def typed(self, row: str, column: str, text: str) -> None:
        """A key changed the text of the open cell."""

    def left(self, row: str, column: str, text: str) -> Left:
        """The cell was left with this text."""

    def parked(self, row: str, column: str, text: str | None) -> None:
        """Typing was broken off: keep the text as a draft, or with None forget it."""

    def refused(self, row: str) -> None:
        """Enter did not store the text; the cursor stays, and the text is the cell's draft."""

    def forgotten(self, row: str, column: str, text: str) -> None:
        """Forget this draft of a cell; what is stored stands."""

    def ended(self) -> None:
        """Enter stored the last cell, and there is no row to go on to."""

    def closed(self, row: str, typed: str = "") -> None:
        """A key was pressed, or this was typed or pasted, at a cell that takes no text."""

    def pasted(self, text: str) -> None:
        """A range was pasted, to run down from the first marked row, or from the cursor."""

    def copied(self, cells: int) -> None:
        """So many cells were copied; none where there was nothing to paste."""
