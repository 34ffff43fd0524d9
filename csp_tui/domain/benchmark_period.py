"""The period of a table of areas as such tables print it: `year to March 2025`, `2024-25`, `Apr 2024-Mar 2025`."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from csp_tui.domain.errors import UserError
from csp_tui.domain.quarters import Quarter, QuarterError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_YEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+'?(\d{4}|\d{2})\b", re.IGNORECASE
)
_QUARTER = re.compile(r"\b(?:q[1-4] \d{4}[-/–]\d{2}|\d{4}[-/–]\d{2}[- ]?q[1-4])\b", re.IGNORECASE)
_FINANCIAL_YEAR = re.compile(r"\b((?:19|20|21)\d{2})\s?[-/–]\s?(\d{2}|\d{4})\b")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_WORDS_BEFORE = re.compile(
    r"(?:(?:the )?(?:financial |calendar )?(?:12 months|year|quarter)(?: (?:to|ending|ended))?(?: \d{1,2})?\s*)$",
    re.IGNORECASE,
)


class PeriodError(UserError, ValueError):
    """A text that names no period; the message says what to type."""


class Period(Struct, frozen=True, order=True):
    """A period by the quarter in which it ends, and as it was printed."""

    quarter: Quarter
    text: str


def read_period(typed: str) -> Period:
    """The period that was typed, as typed. Raises PeriodError."""
    text = " ".join(typed.split())
    found = found_in(text)
    if found is None or len(text) > 60:
        raise PeriodError(f'"{text[:60]}" names no period; type one such as "year to March 2025" or 2024-25.')
    return Period(found.quarter, text)


def found_in(text: str) -> Period | None:
    """The latest period that a heading or a title names; None where it names none."""
    try:
        return _found(text)
    except (ValueError, QuarterError):  # the 32nd of a month, 2024-27
        return None


def _found(text: str) -> Period | None:
    months = list(_MONTH_YEAR.finditer(text))
    if months:
        ends = max(months, key=_first_day)
        return Period(Quarter.containing(_first_day(ends)), _printed(text, months[0].start(), months[-1].end()))
    for pattern, read in (
        (_QUARTER, Quarter.parse),
        (_DAY, lambda day: Quarter.containing(date.fromisoformat(day))),
        (_FINANCIAL_YEAR, _year_end),
        (_YEAR, lambda year: Quarter.containing(date(int(year), 12, 31))),
    ):
        named = list(pattern.finditer(text))
        if named:
            latest = max(named, key=lambda one: read(one[0]))
            return Period(read(latest[0]), _printed(text, latest.start(), latest.end()))
    return None


def _first_day(found: re.Match[str]) -> date:
    year = int(found[2])
    return date(year if year > 99 else 2000 + year, _MONTHS.index(found[1].lower()) + 1, 1)


def _year_end(text: str) -> Quarter:
    found = _FINANCIAL_YEAR.fullmatch(text)
    assert found is not None  # it was found by the same pattern
    start, end = int(found[1]), int(found[2][-2:])
    if end != (start + 1) % 100:
        raise PeriodError(f'"{text}" is no financial year.')
    return Quarter(start, 4)


def _printed(text: str, start: int, end: int) -> str:
    """The period with the words before it that belong to it, such as `year to`."""
    before = _WORDS_BEFORE.search(text[:start])
    return text[before.start() if before else start : end].strip()
