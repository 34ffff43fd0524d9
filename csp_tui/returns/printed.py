"""The quarter that is printed above the tables of a return: what a file that lost its marks has, and others may differ.

Nobody is kept from typing over it, and whoever does has filled in last quarter's form anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from csp_tui.domain.quarters import Quarter
from csp_tui.returns.cells import cited
from csp_tui.returns.layout import INSTRUCTIONS, META
from csp_tui.returns.sheets import Sheet

_LINES_ABOVE: Final = 12
_OF_A_TABLE: Final = 3  # cells filled in a row: a line above it has one
_NUMBER: Final = re.compile(r"\b(?:quarter|qtr|q)\.? ?([1-4])\b", re.IGNORECASE)
_MONTHS: Final = re.compile(r"\b[A-Z][a-z]{2} to [A-Z][a-z]{2} \d{4}\b")
_YEAR: Final = re.compile(r"\b20\d\d-\d\d\b")


def printed_quarters(sheets: Sequence[Sheet], first: Quarter) -> list[Quarter]:
    """Those of the four quarters from the first on that are named above the tables."""
    printed = " ".join(text for _, text in _lines_above(sheets))
    quarters = (first.shifted(number) for number in range(4))
    return [quarter for quarter in quarters if any(name in printed for name in _names(quarter))]


def printed_otherwise(sheets: Sequence[Sheet], quarter: Quarter) -> str:
    """Where another quarter than this is named above a table, and what stands there; '' where none is."""
    return next((f"{place} says {cited(text)}" for place, text in _lines_above(sheets) if _differs(text, quarter)), "")


def _differs(text: str, quarter: Quarter) -> bool:
    named = (
        *(int(number) == quarter.number for number in _NUMBER.findall(text)),
        *(months == quarter.months for months in _MONTHS.findall(text)),
        *(year == quarter.financial_year for year in _YEAR.findall(text)),
    )
    return not all(named)


def _names(quarter: Quarter) -> tuple[str, ...]:
    return str(quarter), quarter.label, quarter.short


def _lines_above(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    """The lines above each table, with their cells."""
    for sheet in sheets:
        if sheet.name in (META, INSTRUCTIONS):
            continue
        for number, row in enumerate(sheet.rows[:_LINES_ABOVE], 1):
            if sum(value not in (None, "") for value in row) >= _OF_A_TABLE:
                break
            if row and isinstance(row[0], str):
                yield f"{sheet.name}!A{number}", row[0]
