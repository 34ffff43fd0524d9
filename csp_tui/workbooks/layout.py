"""Sheets as plain descriptions: lines, one table, typed cells and paper; drawing them is left to `drawing`."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context
from enum import Enum
from fractions import Fraction
from typing import Final, Literal

from msgspec import Struct

from csp_tui.domain.numbers import plain

FIFTEEN: Final = Context(prec=15, rounding=ROUND_HALF_UP)  # digits that a workbook's numbers keep exactly

DATE_FORMAT = "dd mmm yyyy"
_ROOM_BEHIND = "_-"  # as much room as a minus takes, so that figures do not touch the next column
_LINE_WIDTH = 79.0  # within A4 upright: LibreOffice scales no column down that is alone, but cuts it


Orientation = Literal["portrait", "landscape"]


class Paper(Enum):
    """Paper, its way up, and how many of the columns' width units it holds at 100% in the pack's font."""

    A4_PORTRAIT = (9, "portrait", 80)
    A4_LANDSCAPE = (9, "landscape", 118)
    A3_LANDSCAPE = (8, "landscape", 168)

    def __init__(self, code: int, orientation: Orientation, holds: int) -> None:
        self.code = code
        self.orientation: Orientation = orientation
        self.holds = holds


class Tone(Enum):
    """How a line above the table is set."""

    HEADING = "heading"
    TEXT = "text"


class Number(Struct, frozen=True):
    """A number in a cell, exact, with the number of decimals it is shown with.

    `suffix` is printed after it ("%"), `signed` gives a plus or minus sign. Nothing is rounded but what is shown.
    """

    value: Fraction
    places: int = 0
    suffix: str = ""
    signed: bool = False

    @property
    def cell_value(self) -> int | float:
        """The value as a workbook can hold it: whole numbers exactly, others to 15 significant digits."""
        if self.value.denominator == 1:
            return self.value.numerator
        return float(FIFTEEN.create_decimal(plain(self.value)))

    @property
    def number_format(self) -> str:
        """The format that shows its decimals, its sign and its unit."""
        digits = "#,##0" + ("." + "0" * self.places if self.places else "")
        digits += (f'"{self.suffix}"' if self.suffix else "") + _ROOM_BEHIND
        return f"+{digits};-{digits};{digits}" if self.signed else digits


class Link(Struct, frozen=True):
    """Words that lead to the first cell of another sheet."""

    text: str
    sheet: str


Value = str | date | Number | Link | None
"""What a cell holds; None is an empty cell, which only tables for machines have."""


class Column(Struct, frozen=True):
    """A column of a table: its heading and its width in digits. `rating` lets rating words be tinted."""

    heading: str
    width: float
    rating: bool = False


class Table(Struct, frozen=True):
    """A marked-up table; every row has a value for every column.

    `least_heights` are the least heights of its rows in points, where something beside them needs the room.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    least_heights: tuple[float, ...] = ()


class ChartKind(Enum):
    """How a chart draws its series: stacked bars in the ratings' patterns, marked bars in greys that rate nothing."""

    LINES = "lines"
    STACKED_BARS = "stacked bars"
    MARKED_BARS = "marked bars"


class Series(Struct, frozen=True):
    """A line of a chart, or one kind of its bars: the numbers of a table's column in some of its rows.

    `rows` are places in the table, one for each place along the axis; None leaves a gap, and so does a cell without a
    number. `pattern` is its place among its kind's patterns, where that is not its place in the chart.
    """

    name: str
    column: int
    rows: tuple[int | None, ...]
    pattern: int | None = None


class Chart(Struct, frozen=True):
    """A picture of figures that stand in its sheet's table, beside the rows from `first` to `last`.

    Series differ by marker, dash and pattern, so that none is told by its colour. The places along the axis are named
    by the cells of the column `named_by` in the rows `places`. `alt` says what the picture shows to those who hear it.
    The axis of the numbers begins at `lowest`, with a line at each `step`.
    """

    kind: ChartKind
    title: str
    alt: str
    along: str
    up: str
    named_by: int
    places: tuple[int | None, ...]
    series: tuple[Series, ...]
    first: int
    last: int
    lowest: Fraction = Fraction()
    step: Fraction = Fraction(1)
    number_format: str = "#,##0"


class Line(Struct, frozen=True):
    """One line of text above the table, across the page."""

    text: str | Link
    tone: Tone = Tone.TEXT


class Sheet(Struct, frozen=True):
    """One worksheet. `holds` says in row 2 what it holds, for those who hear it read out.

    `one_page` fits it on one page; else it is one page wide. `lines_only_on_paper` keeps the table off paper.
    `lines_across` is the width of its lines where that is not the table's, which may be wider than any screen.
    `charts` stand one under the other to the right of the table, `chart_width` wide, each whole on its page.
    """

    name: str
    title: str
    holds: str
    paper: Paper
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    one_page: bool = False
    lines_only_on_paper: bool = False
    lines_across: float | None = None
    charts: tuple[Chart, ...] = ()
    chart_width: float = 0

    @property
    def across(self) -> float:
        """The width of its lines in digits: the table's, else a page's."""
        if self.lines_across is not None:
            return self.lines_across
        if self.table is None or self.lines_only_on_paper:
            return _LINE_WIDTH
        return sum(column.width for column in self.table.columns)
