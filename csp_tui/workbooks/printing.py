"""How large a described sheet comes out on its paper; drawing takes the same heights, so the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Final

from csp_tui.domain.numbers import shown
from csp_tui.workbooks.layout import Line, Link, Number, Paper, Sheet, Table, Tone, Value
from csp_tui.workbooks.measuring import height_of, lines_needed, set_in_lines
from csp_tui.workbooks.text import cleaned

MARGIN_INCHES: Final = 0.4
TITLE_HEIGHT: Final = 24.0
HEADING_HEIGHT: Final = 22.0
CHART_EDGE: Final = 1.0  # the width left beside charts, so that paper shows their right edge
LEGIBLE: Final = 0.75  # of 12 point: nine points on paper
_TITLE_ROOM = 0.68  # bold, and 16 points
_HEADING_ROOM = 0.85  # bold takes more room, and 13 points more than 12
_LINE_ROOM = 0.96  # of a page, since programs differ a little in how wide they set
_PAPER_POINTS = {Paper.A4_PORTRAIT: 842, Paper.A4_LANDSCAPE: 595, Paper.A3_LANDSCAPE: 842}
_POINTS_PER_INCH = 72
_WIDTH_LEEWAY = 0.98
_MANY_ROWS = 120  # of more, nobody minds one on a page of its own
_FEW = 0.15  # of a page
_LEEWAY = 0.97  # programs differ a little in how high they make a row


def title_height(sheet: Sheet) -> float:
    """The height of the title's row: it wraps where the column below it is as wide as the page, without a table."""
    if sheet.table is not None:
        return TITLE_HEIGHT
    return TITLE_HEIGHT * lines_needed(cleaned(sheet.title), sheet.across * _TITLE_ROOM)


def set_lines(sheet: Sheet) -> Iterator[tuple[Line, str, float]]:
    """What stands under the title, row for row: the line it is of, its piece of the words, and the row's height."""
    for line in chain((Line(sheet.holds),), sheet.lines):
        words = line.text.text if isinstance(line.text, Link) else cleaned(line.text)
        heading = line.tone is Tone.HEADING
        for piece in set_in_lines(words, sheet.across * _LINE_ROOM * (_HEADING_ROOM if heading else 1)):
            yield line, piece, HEADING_HEIGHT if heading else height_of(1)


def widths_of(table: Table) -> tuple[float, ...]:
    """The columns' widths, wider where a number would not fit (a spreadsheet shows #### for it)."""
    widths = [column.width for column in table.columns]
    for values in table.rows:
        for index, value in enumerate(values):
            if isinstance(value, Number):
                widths[index] = max(widths[index], _printed_width(value))
    return tuple(widths)


def heading_height(table: Table, widths: tuple[float, ...]) -> float:
    """The height of a table's row of headings."""
    pairs = zip(table.columns, widths, strict=True)
    return height_of(max(lines_needed(column.heading, width * _HEADING_ROOM) for column, width in pairs))


def row_height(values: tuple[Value, ...], widths: tuple[float, ...]) -> float:
    """The height of a table's row: that of its longest text."""
    return height_of(
        max((lines_needed(v, width) for v, width in zip(values, widths, strict=True) if isinstance(v, str)), default=1)
    )


def heights_of(table: Table, widths: tuple[float, ...]) -> tuple[float, ...]:
    """The heights of a table's rows below its headings."""
    own = tuple(row_height(values, widths) for values in table.rows)
    return tuple(map(max, own, table.least_heights)) if table.least_heights else own


def fitted_scale(sheet: Sheet) -> float:
    """The scale at which a sheet of one page comes out: 1 is its full size."""
    high = title_height(sheet) + sum(height for _, _, height in set_lines(sheet)) + HEADING_HEIGHT - height_of(1)
    across = sheet.across
    if sheet.table is not None:
        widths = widths_of(sheet.table)
        across = sum(widths)
        high += heading_height(sheet.table, widths) + sum(heights_of(sheet.table, widths))
    room = (_PAPER_POINTS[sheet.paper] - 2 * MARGIN_INCHES * _POINTS_PER_INCH) * _LEEWAY
    return min(1.0, room / high, sheet.paper.holds / across)


def pages_high(sheet: Sheet) -> int:
    """How many pages high a sheet is set; 0 for as many as it takes.

    It takes one less where the last page would hold but a row or two, and the others can still be read for it.
    """
    if sheet.one_page:
        return 1
    table = sheet.table
    if table is None or sheet.charts or sheet.lines_only_on_paper or len(table.rows) > _MANY_ROWS:
        return 0
    widths = widths_of(table)
    scale = min(1.0, sheet.paper.holds / sum(widths))
    room = (_PAPER_POINTS[sheet.paper] - 2 * MARGIN_INCHES * _POINTS_PER_INCH) * _LEEWAY / scale
    repeated = heading_height(table, widths)
    used, pages = title_height(sheet) + sum(height for _, _, height in set_lines(sheet)) + repeated, 1
    for height in heights_of(table, widths):
        if used + height > room:
            used, pages = repeated, pages + 1
        used += height
    left = (used - repeated) / room
    few = pages > 1 and left < _FEW and scale * (1 - left / (pages - 1)) >= LEGIBLE
    return pages - 1 if few else 0


def pages_of_charts(sheet: Sheet) -> tuple[int, tuple[int, ...]]:
    """The scale in per cent at which a table with charts beside it fits its paper, and which rows begin a new page.

    No page ends within a chart; the row of headings is repeated on each.
    """
    assert sheet.table is not None
    widths = widths_of(sheet.table)
    scale = min(1.0, sheet.paper.holds / (sum(widths) + sheet.chart_width + CHART_EDGE) * _WIDTH_LEEWAY)
    room = (_PAPER_POINTS[sheet.paper] - 2 * MARGIN_INCHES * _POINTS_PER_INCH) * _LEEWAY / scale
    heights, repeated = heights_of(sheet.table, widths), heading_height(sheet.table, widths)
    used = TITLE_HEIGHT + sum(height for _, _, height in set_lines(sheet)) + HEADING_HEIGHT + repeated
    breaks = []
    for chart in sheet.charts:
        high = sum(heights[chart.first : chart.last + 1])
        if used + high > room and chart.first:
            breaks.append(chart.first)
            used = repeated
        used += high
    return int(scale * 100), tuple(breaks)


def _printed_width(number: Number) -> float:
    printed = shown(Fraction(number.cell_value), number.places)
    return len(printed) + 1.5 * len(number.suffix) + number.signed + 3
