"""A plot of a series in characters: points over time, the comparator as a line, labelled axes; it makes no figures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from csp_tui.domain.numbers import shown as in_figures

_POINT, _LINE = "●", "┄"
_BLOCKS = "▁▂▃▄▅▆▇█"


def plot_lines(
    points: Sequence[tuple[str, Fraction]], *, height: int, width: int, level: Fraction | None = None
) -> list[str]:
    """The plot as lines of text, highest figure first and the labels of the points last.

    Labels are cut to the room of their point; where the points outnumber the room, the latest are shown.
    """
    if not points or height < 3:
        return []
    numbers = [number for _, number in points] + ([level] if level is not None else [])
    low, high = min(*numbers, Fraction(0)), max(numbers)
    span = high - low or Fraction(1)
    margin = max(len(_figure(number)) for number in (low, high, level or low))
    room = max(width - margin - 2, 4)
    shown = points[-max(room // 4, 1) :]
    step = max(min(room // len(shown), 9), 4)
    rows = height - 2

    def row_of(number: Fraction) -> int:
        return rows - 1 - round((number - low) / span * (rows - 1))

    grid = [[" "] * (step * len(shown)) for _ in range(rows)]
    if level is not None:
        grid[row_of(level)] = [_LINE] * (step * len(shown))
    for place, (_, number) in enumerate(shown):
        grid[row_of(number)][place * step + step // 2] = _POINT
    labels = {0: _figure(high), rows - 1: _figure(low)}
    if level is not None and row_of(level) not in labels:
        labels[row_of(level)] = _figure(level)
    lines = [f"{labels.get(row, ''):>{margin}} ┤{''.join(cells)}".rstrip() for row, cells in enumerate(grid)]
    lines.append(" " * margin + " └" + "─" * (step * len(shown)))
    lines.append(" " * (margin + 2) + "".join(f"{label[: step - 1]:^{step}}" for label, _ in shown).rstrip())
    return lines


def sparkline(numbers: Sequence[Fraction]) -> str:
    """A series in one line of blocks with how many quarters it tells of; empty for fewer than three."""
    if len(numbers) < 3:
        return ""
    low, high = min(numbers), max(numbers)
    steps = len(_BLOCKS) - 1
    blocks = (_BLOCKS[round((number - low) / (high - low) * steps) if high > low else steps // 2] for number in numbers)
    return f"{''.join(blocks)} {len(numbers)} quarters"


def _figure(number: Fraction) -> str:
    return in_figures(number, 0 if abs(number) >= 100 or number == round(number) else 1)
