"""What people have around their past figures, told apart from them: titles, years over months, totals, `n/a`.

Reading the figures themselves is left to `history_rows`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.errors import UserError
from csp_tui.domain.months import Month
from csp_tui.returns.cells import Wanted
from csp_tui.returns.sheets import Value
from csp_tui.returns.tidy import TidyRow, TidyTable

_SUMS: Final = re.compile(
    r"(?i)(?:grand |sub-?|year |full[- ]year )?totals?|sum|average|mean|full[- ]year|year|ytd|all"
)
_NONE: Final = frozenset({"n/a", "na", "-", "\u2013", "\u2014", "..", "..."})
_YEAR: Final = re.compile(r"(?P<first>\d{4})(?:[-/\u2013]\d{2}(?:\d{2})?)?(?:\.0)?")
_MOST_ABOVE: Final = 10  # rows over the headings
_JANUARY_TO_MARCH: Final = 3


class Shaped(Struct, frozen=True):
    """The table of figures alone; `left_out` are sentences on what stood around it."""

    table: TidyTable
    left_out: tuple[str, ...] = ()


def shaped(table: TidyTable) -> Shaped:
    """A table from its headings on, its totals left out, and nothing in the cells that say there is nothing."""
    headed = _headed(table)
    at = {name.casefold(): column for column, name in enumerate(headed.headings)}
    if "measure" not in at:
        return Shaped(table)
    wide = not {"value", "numerator", "rolling_year", "blank"} & {"_".join(name.split()) for name in at}
    sums = [column for name, column in at.items() if wide and _SUMS.fullmatch(name)]
    columns = [headed.headings[column] for column in sums]
    rows, totals, empty = [], [], 0
    for row in headed.rows:
        if _SUMS.fullmatch(_text(row, at["measure"])):
            totals.append(str(row.number))
            continue
        cells = list(row.cells)
        for column in row.filled:
            figure = headed.headings[column : column + 1] and headed.headings[column].casefold() not in (
                "area",
                "reason",
            )
            none = isinstance(cells[column], str) and str(cells[column]).strip().casefold() in _NONE
            if column in sums or (figure and none):
                cells[column] = None
                empty += column not in sums
        figures = {column for column, value in enumerate(cells) if value is not None and str(value).strip()}
        if not wide and not figures & _stating(at):
            empty += at.get("value") not in row.filled
            continue  # a row of its own in which there is no figure
        rows.append(replace(row, cells=cells))
    headings = tuple("" if column in sums else name for column, name in enumerate(headed.headings))
    told = tuple(_told(columns, totals, empty))
    return Shaped(TidyTable(table.file, table.sheet, headings, tuple(rows)), told)


def _stating(at: dict[str, int]) -> set[int]:
    """The columns in which a row of one figure states something."""
    circumstances = ("measure", "quarter", "month", "period", "partner", "title", "unit", "from", "to", "extracted")
    return {column for name, column in at.items() if name not in (*circumstances, "area", "provisional", "reason")}


def _told(columns: Sequence[str], totals: Sequence[str], empty: int) -> Iterator[str]:
    if columns:
        yield f"Left out, as the program adds up itself: {_several('column', columns)}."
    if totals:
        yield f"Left out, as the program adds up itself: {_several('row', totals)}."
    if empty:
        say = "cell says" if empty == 1 else "cells say"
        yield f"{empty:,} {say} that there is no figure; nothing is stored there."


def _several(what: str, names: Sequence[str]) -> str:
    return f"{what}{'' if len(names) == 1 else 's'} {', '.join(names)}"


def _text(row: TidyRow, column: int) -> str:
    try:
        return row.text(column, Wanted.TEXT)
    except UserError:
        return ""  # the cell is refused with its reason where it is read


def _headed(table: TidyTable) -> TidyTable:
    """The table from the row of its headings on, with the years that stand over them."""
    if "measure" in map(str.casefold, table.headings):
        return table
    above: Sequence[Value] = table.headings
    for place, row in enumerate(table.rows[:_MOST_ABOVE]):
        names = [row.text(column, Wanted.DATE) for column in range(len(row.cells))]
        if "measure" in map(str.casefold, names):
            years = _years(above, len(names))
            headings = tuple(_dated(name, year) for name, year in zip(names, years, strict=True))
            return replace(table, headings=headings, rows=table.rows[place + 1 :])
        above = row.cells
    return table


def _years(above: Sequence[Value], wide: int) -> list[str]:
    """The year over each column; a heading over several stands in the first of them."""
    texts = [str(above[column] if column < len(above) and above[column] is not None else "") for column in range(wide)]
    year, years = "", []
    for text in texts:
        found = _YEAR.fullmatch(text.strip())
        year = found[0].removesuffix(".0") if found else year
        years.append(year)
    return years


def _dated(name: str, year: str) -> str:
    """`Apr` under 2021, or Jan under 2021-22, with the year it is of; other headings as they are."""
    if not name or not year or any(char.isdigit() for char in name.casefold().removeprefix("q")[1:]):
        return name
    if re.fullmatch(r"(?i)(?:q|quarter )[1-4]", name):
        return f"{name} {year}" if len(year) > len("2021") else name
    try:
        month = Month.parse(f"{name} {year[:4]}")
    except UserError:
        return name
    later = len(year) > len("2021") and month.number <= _JANUARY_TO_MARCH
    return str(month.shifted(12) if later else month)
