"""A plot of a series in characters: quarters as points, with what they lie beside; it makes no figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from textual.content import Content

from csp_tui.domain.numbers import shown as in_figures
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.widgets.tones import toned

POINT, REVISED, NOW, LEVEL, USUAL, BREAK = "●", "○", "◆", "┄", "·", "╎"
_NAMED = "changed"  # stands beside the mark of a break, where there is room
_BLOCKS = "▁▂▃▄▅▆▇█"
_FEWEST = 3  # points of which a plot tells more than the figures do
_FOOT = 3  # lines below the points: the axis, the quarters, the years
_WIDEST = 9  # cells between two points


class Plot(Struct, frozen=True):
    """Figures by quarter, oldest first, all of one size; `level` and `usual` are drawn among them.

    The plot reaches to the quarter `now`, which may have no point yet; one that it has is marked, in its `tone`.
    `breaks` are the first quarters that are recorded otherwise, `revised` those that were told otherwise. What is
    usual is drawn from the quarter `usual_from` on.
    """

    points: tuple[tuple[Quarter, Fraction], ...]
    now: Quarter
    level: Fraction | None = None
    usual: tuple[Fraction, Fraction] | None = None
    breaks: frozenset[Quarter] = frozenset()
    revised: frozenset[Quarter] = frozenset()
    usual_from: Quarter | None = None
    tone: str = ""

    @property
    def tells(self) -> bool:
        """Whether there are points enough for a plot."""
        return len(self.points) >= _FEWEST


def plot_lines(plot: Plot, *, height: int, width: int) -> list[Content]:
    """The plot as lines, highest figure first; the latest quarters where they outnumber the room.

    The axis begins at nothing, or close below the figures where they lie far above it. No line for too few points or
    too little room.
    """
    rows = height - _FOOT
    if not plot.tells or rows < 2:
        return []
    scale = _Scale.over(plot, rows)
    margin = max(len(label) for label in scale.labels.values())
    first, last = plot.points[0][0], max(plot.points[-1][0], plot.now)
    room = max(width - margin - 2, 2)
    quarters = quarters_between(first, last)[-(room // 2) :]
    step = max(min(room // len(quarters), _WIDEST), 2)
    cells = _cells(plot, scale, quarters, step)
    lines = [
        toned(f"{scale.labels.get(row, ''):>{margin}} ┤", "muted") + Content("").join(_joined(line))
        for row, line in enumerate(cells)
    ]
    foot = ("└" + "─" * (step * len(quarters)), " " + _numbers(quarters, step), " " + _years(quarters, step, room))
    return [*lines, *(toned(" " * (margin + 1) + line, "muted") for line in foot)]


class _Scale(Struct, frozen=True):
    """Which row a figure stands in, the highest in row 0, and the labels of the rows."""

    low: Fraction
    high: Fraction
    rows: int
    labels: dict[int, str]

    @classmethod
    def over(cls, plot: Plot, rows: int) -> _Scale:
        drawn = [number for _, number in plot.points]
        drawn += [number for number in (plot.level, *(plot.usual or ())) if number is not None]
        low, high = min(drawn), max(drawn)
        if 0 <= low <= high / 2 or low == high:
            low = min(low, Fraction(0))
        scale = cls(low, high if high > low else low + 1, rows, {})
        for number in (high, low, plot.level, *(plot.usual or ())):
            if number is not None:
                scale.labels.setdefault(scale.row(number), label_of(number))
        return scale

    def row(self, number: Fraction) -> int:
        return self.rows - 1 - round((number - self.low) / (self.high - self.low) * (self.rows - 1))


def _cells(plot: Plot, scale: _Scale, quarters: Sequence[Quarter], step: int) -> list[list[tuple[str, str]]]:
    """What stands in each cell, with its tone: what a point lies beside first, the points over it."""
    wide = step * len(quarters)
    cells = [[(" ", "")] * wide for _ in range(scale.rows)]
    if plot.usual is not None:
        low, high = plot.usual
        first = sum(step for quarter in quarters if plot.usual_from is not None and quarter < plot.usual_from)
        for row in (scale.row(high), scale.row(low)):
            cells[row] = [(USUAL if place % 2 and place >= first else " ", "muted") for place in range(wide)]
    if plot.level is not None:
        cells[scale.row(plot.level)] = [(LEVEL, "accent")] * wide
    numbers = dict(plot.points)
    for place, quarter in enumerate(quarters):
        if quarter in plot.breaks:
            for line in cells:
                line[place * step] = (BREAK, "amber")
        if quarter in numbers:
            point = _point(plot, quarter)
            cells[scale.row(numbers[quarter])][place * step + step // 2] = point
    for place, quarter in enumerate(quarters):
        if quarter in plot.breaks:
            _name(cells, place * step + 1)
    return cells


def _point(plot: Plot, quarter: Quarter) -> tuple[str, str]:
    if quarter == plot.now:
        return NOW, plot.tone or "strong"
    return (REVISED, "amber") if quarter in plot.revised else (POINT, "")


def _name(cells: list[list[tuple[str, str]]], start: int) -> None:
    """Write beside the mark of a break what it is, in the first row where nothing stands in the way."""
    end = start + len(_NAMED)
    for line in cells:
        if end <= len(line) and all(char == " " for char, _ in line[start:end]):
            line[start:end] = [(char, "amber") for char in _NAMED]
            return


def _joined(line: Sequence[tuple[str, str]]) -> Iterator[Content]:
    """A row's cells, those of one tone together."""
    start = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or line[place][1] != line[start][1]:
            yield toned("".join(char for char, _ in line[start:place]), line[start][1])
            start = place


def _numbers(quarters: Sequence[Quarter], step: int) -> str:
    """Under each point the number of its quarter, `Q2` where there is room."""
    labels = (f"Q{quarter.number}" if step > 3 else str(quarter.number) for quarter in quarters)
    return "".join(f"{' ' * (step // 2 - (step > 3))}{label}".ljust(step) for label in labels).rstrip()


def _years(quarters: Sequence[Quarter], step: int, room: int) -> str:
    """The financial year under its first quarter that is drawn, where there is room for it."""
    line = ""
    for place, quarter in enumerate(quarters):
        if quarter.number == 1 or place == 0:
            line = line.ljust(place * step)
            ends = place + 5 - quarter.number  # where the next year begins
            end = ends * step if ends < len(quarters) else room
            line += quarter.financial_year if len(line) + len(quarter.financial_year) < end else ""
    return line


def sparkline(numbers: Sequence[Fraction]) -> str:
    """A series in one line of blocks with how many quarters it tells of; empty for fewer than three."""
    if len(numbers) < _FEWEST:
        return ""
    low, high = min(numbers), max(numbers)
    steps = len(_BLOCKS) - 1
    blocks = (_BLOCKS[round((number - low) / (high - low) * steps) if high > low else steps // 2] for number in numbers)
    return f"{''.join(blocks)} {len(numbers)} quarters"


def label_of(number: Fraction) -> str:
    """A figure beside the axis."""
    return in_figures(number, 0 if abs(number) >= 100 or number == round(number) else 1)
