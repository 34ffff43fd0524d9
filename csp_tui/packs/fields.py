"""What a column of the tidy data is: where its cells come from, and why one is empty; which there are is `columns`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from msgspec import Struct

from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Blank
from csp_tui.packs.view import StatedRow

Cell = str | date | Fraction | None
"""A text, a date, an exact number, or None for an empty cell, which `emptiness` explains."""

Of = Callable[[StatedRow], Cell]

NONE: Final = "none"  # stands where a column would otherwise be empty although nothing is missing


class Type(StrEnum):
    """What stands in a column, and nothing else does."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"


class Empty(StrEnum):
    """Why a cell is empty."""

    CONFIDENTIAL = "confidential"
    NOT_APPLICABLE = "not applicable"
    NOT_AVAILABLE = "not available"


_BLANK: Final = {
    Blank.RESTRICTED: Empty.CONFIDENTIAL,
    Blank.NOT_APPLICABLE: Empty.NOT_APPLICABLE,
    Blank.NOT_DUE: Empty.NOT_APPLICABLE,
}


class Column(Struct, frozen=True):
    """A column by its name in the .csv; the width is the sheet's."""

    name: str
    type: Type
    width: float

    @property
    def heading(self) -> str:
        """`Percent change`: the name as the sheet heads its column."""
        return self.name.replace("_", " ").capitalize()


class Field(Struct, frozen=True):
    """What a column tells of a row.

    `applies` says whether a row can have a cell in it, and `fact` what the view calls it where it is withheld.
    """

    name: str
    type: Type
    of: Of
    width: float = 16
    applies: Callable[[StatedRow], bool] = lambda _row: True
    fact: str = ""

    def emptiness(self, row: StatedRow) -> Empty:
        """Why a row has no cell here."""
        if (self.fact or self.name) in row.withheld:
            return Empty.CONFIDENTIAL
        if not self.applies(row):
            return Empty.NOT_APPLICABLE
        blank = row.statement.blank if self.fact == "value" else None
        return Empty.NOT_AVAILABLE if blank is None else _BLANK.get(blank, Empty.NOT_AVAILABLE)


def planned(*names: str) -> Of:
    """What the plan says under a name: of the measure, or of something that the row holds."""
    return lambda row: _cell(_at(row, names))


def stated(name: str, otherwise: str | None = None) -> Of:
    """What was stated, as far as it may be shown."""

    def of(row: StatedRow) -> Cell:
        found = _cell(getattr(row.statement, name))
        return otherwise if found is None else found

    return of


def assessed(*names: str, otherwise: str | None = None) -> Of:
    """What the pack's own quarter was assessed to be; nothing for other quarters and for parts of a sum."""

    def of(row: StatedRow) -> Cell:
        if row.assessed is None:
            return None
        found = _cell(_at(row.assessed.status, names))
        return otherwise if found is None else found

    return of


def _at(of: object, names: tuple[str, ...]) -> object:
    """What stands at the end of a path of names; None where it ends before."""
    for name in names:
        of = getattr(of, name) if of is not None else None
    return of


def _cell(found: object) -> Cell:
    match found:
        case None | "":
            return None
        case bool():
            return "yes" if found else "no"
        case Figure():
            return Fraction(found.number)
        case Fraction() | Decimal() | int():
            return Fraction(found)
        case date():
            return found
        case str() | Quarter():
            return str(found)
    raise TypeError(f"{found!r} is no cell")
