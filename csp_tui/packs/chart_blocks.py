"""Charts with the rows that they draw, before it is known where on their sheet these stand; and their axes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import cycle

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.workbooks.layout import Chart, Value
from csp_tui.workbooks.measuring import height_of, lines_needed

NAME, AT, FIGURE, WHAT, COMPARATOR, AGAINST, LOW, HIGH = range(8)  # the columns of the table
WIDTHS = (41, 14.5, 10.5, 25, 10.5, 25, 9, 9)
_CHART_POINTS = 212.0  # the least height of a chart
_MOST_STEPS = 8


class Block(Struct, frozen=True):
    """A chart with its rows of the table; places in `rows` count from 0, since the block may stand anywhere.

    `widths` are those of the table's columns, `points` the least height of the chart.
    """

    chart: Chart
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[float, ...] = WIDTHS
    points: float = _CHART_POINTS

    def below(self, above: int) -> Chart:
        """The chart with its rows where they come to stand."""

        def moved(rows: tuple[int | None, ...]) -> tuple[int | None, ...]:
            return tuple(None if row is None else row + above for row in rows)

        series = tuple(replace(one, rows=moved(one.rows)) for one in self.chart.series)
        return replace(
            self.chart, places=moved(self.chart.places), series=series, first=above, last=above + len(self.rows) - 1
        )

    @property
    def heights(self) -> tuple[float, ...]:
        """What each row needs for its texts, and for its share of the chart."""
        own = [
            height_of(
                max(lines_needed(v, width) for v, width in zip(row, self.widths, strict=True) if isinstance(v, str))
            )
            for row in self.rows
        ]
        more = max(0.0, self.points - sum(own)) / len(own)
        return tuple(round(height + more, 2) for height in own)


def axis_of(values: Sequence[Fraction], *, whole: bool) -> tuple[Fraction, Fraction]:
    """Where an axis begins and its step: at 0, or at a round number where figures lie close together far above it."""
    low, high = min(values), max(values)
    if low * 2 <= high or low == high:
        return Fraction(), step_of(high, whole=whole)
    step = step_of(high - low, whole=whole)
    return max(Fraction(), (low // step - 1) * step), step


def step_of(span: Fraction, *, whole: bool) -> Fraction:
    """A round step that divides a span into few parts."""
    step = Fraction(1) if whole else Fraction(1, 10)
    for times in cycle((Fraction(2), Fraction(5, 2), Fraction(2))):
        if step * _MOST_STEPS >= span:
            break
        step *= times
    return step
