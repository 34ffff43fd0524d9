"""The chart of what each quarter gave by itself beside its usual range, where the rated figure is another one.

A rolling year or a year to date is drawn by `course_charts`; no range of quarters can be drawn beside it.
"""

from __future__ import annotations

from fractions import Fraction

from csp_tui.domain.course import level_among_quarters
from csp_tui.domain.measures import Kind
from csp_tui.domain.numbers import shown
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.range_words import limits_in_words, range_sentence
from csp_tui.domain.results import MeasureStatus
from csp_tui.packs.chart_blocks import AT, COMPARATOR, FIGURE, HIGH, LOW, Block, axis_of
from csp_tui.packs.course_charts import QUARTERS, Course, usual_cells, usual_series
from csp_tui.packs.wording import BREAK, NOT_APPLICABLE, NOT_AVAILABLE, number, unit
from csp_tui.workbooks.layout import Chart, ChartKind, Number, Series, Value


def range_chart(course: Course) -> Block | None:
    """The quarters of a figure between its limits; None where it has none, or they stand in its own chart."""
    status = course.one.status
    if course.of_quarters or not limits_in_words(status):
        return None
    quarters = quarters_between(status.quarter.shifted(1 - QUARTERS), status.quarter)
    rows = tuple(_row(course, quarter) for quarter in quarters)
    places: list[int | None] = []
    for place, quarter in enumerate(quarters):
        broken = any(one.quarter == quarter for one in course.breaks)
        places += [None, place] if place and broken else [place]
    series = [Series(f"Figure: {unit(course.measure)}, each quarter", FIGURE, tuple(places))]
    level = _level(status)
    if level is not None:
        series.append(Series(f"Against: {level[1]}", COMPARATOR, tuple(places)))
    series += usual_series(rows, tuple(places))
    drawn = (FIGURE, COMPARATOR, LOW, HIGH)
    values = [cell.value for row in rows for cell in (row[at] for at in drawn) if isinstance(cell, Number)]
    lowest, step = axis_of(values, whole=all(value.denominator == 1 for value in values))
    begins = f" (the axis of the figures begins at {shown(lowest)}, not at 0)" if lowest else ""
    suffix = '"%"' if course.measure.kind is Kind.PERCENTAGE else ""
    chart = Chart(
        ChartKind.LINES,
        f"{course.name}: each quarter and its usual range",
        _in_words(course),
        f"Quarter{begins}",
        unit(course.measure).capitalize(),
        AT,
        tuple(places),
        tuple(series),
        0,
        len(rows) - 1,
        lowest,
        step,
        f"{'#,##0' if step >= 1 else '#,##0.0'}{suffix}",
    )
    return Block(chart, rows)


def _row(course: Course, quarter: Quarter) -> tuple[Value, ...]:
    measure, figure = course.measure, dict(course.one.status.series).get(quarter)
    broken = any(one.quarter == quarter for one in course.breaks)
    level = _level(course.one.status)
    return (
        f"{course.name}: each quarter",
        f"{quarter.short} {BREAK}" if broken else quarter.short,
        NOT_AVAILABLE if figure is None else number(measure, figure),
        f"{unit(measure)}, each quarter",
        NOT_APPLICABLE if level is None else number(measure, level[0]),
        NOT_APPLICABLE if level is None else f"{level[1][:1].upper()}{level[1][1:]}",
        *usual_cells(course.one, quarter),
    )


def _level(status: MeasureStatus) -> tuple[Fraction, str] | None:
    """What the quarters are compared with; nothing across a break."""
    return None if status.break_ is not None else level_among_quarters(status)


def _in_words(course: Course) -> str:
    """What the chart shows, for those who hear it."""
    status = course.one.status
    told = [f"Line chart of what each quarter gave, {course.name}.", range_sentence(status)]
    told.append(f"Two thin lines show the usual range, {limits_in_words(status)}.")
    return " ".join(told)
