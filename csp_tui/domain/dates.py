"""Dates as people type them: one reader for entries, settings and actions; printing them is the quarters' part."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from csp_tui.domain.errors import UserError, cited

_FORMS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_EARLIEST_YEAR: Final = 1900  # an earlier one is a slip, such as 0026

_SHORT_YEAR: Final = re.compile(r"^(\d{1,2}(?:[/.-]\d{1,2}[/.-]| [A-Za-z]+ ))(\d{2})$", re.ASCII)
_WITHOUT_YEAR: Final = re.compile(r"\d{1,2}(?: [A-Za-z]+|(?P<mark>[/.])\d{1,2})", re.ASCII)
_YEARS_TO_A_LEAP_DAY: Final = 9  # from 1896 to 1904; mostly there is one every four years
_DAY: Final = re.compile(r"^\d{1,2}(?!\d)|(?<=^\d{4}-\d{2}-)\d{2}$", re.ASCII)


class DateError(UserError, ValueError):
    """A text that is no date; the message says what to type."""


def read_date(typed: str) -> date:
    """Read `20 November 2026`, `20 Nov 2026`, `20/11/2026` (the day first) or `2026-11-20`. Raises DateError."""
    text = " ".join(typed.split())
    day = _day(text)
    if day is None:
        raise DateError(f'"{cited(text)}" is not a date; {_why_not(text)}.')
    if day.year < _EARLIEST_YEAR:
        raise DateError(f'"{cited(text)}" is too long ago; type the year in full, as in 20 November 2026.')
    return day


def read_coming(typed: str, today: date) -> date:
    """Read a day to come: `5 December` and `5/12` too, which are the next such day from today. Raises DateError."""
    text = " ".join(typed.split())
    if parted := _WITHOUT_YEAR.fullmatch(text):
        years = range(today.year, today.year + _YEARS_TO_A_LEAP_DAY)
        days = (_day(f"{text}{parted['mark'] or ' '}{year}") for year in years)
        if coming := next((day for day in days if day is not None and day >= today), None):
            return coming
    return read_date(typed)


def _last_of(month: date) -> date:
    """The last day of a month, by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _why_not(text: str) -> str:
    """What is wrong with it where that can be told, and what to type."""
    full = _SHORT_YEAR.sub(r"\g<1>20\g<2>", text)
    number = _DAY.search(full)
    first = _day(_DAY.sub("01", full)) if number is not None else None
    last = _last_of(first) if first is not None else None
    if number is not None and last is not None and int(number[0]) > last.day:
        return f"{last:%B %Y} has only {last.day} days"
    if full != text and _day(full) is not None:
        return f"type the year in full, as in {full}"
    return "type it like 20 November 2026, 20/11/2026 or 2026-11-20"


@lru_cache(maxsize=1024)  # hundreds of returns name the same few days
def _day(text: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
