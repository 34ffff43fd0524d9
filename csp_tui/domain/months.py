"""Months: reading their names, their days, and naming several of them in a row; knows no figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from msgspec import Struct

from csp_tui.domain.dates import DateError, read_date
from csp_tui.domain.errors import UserError
from csp_tui.domain.quarters import EARLIEST_YEAR, LATEST_YEAR, Quarter, printed_date

_NAMES: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORTEST: Final = 3  # letters of a month's name: Apr, Sept
_CENTURY: Final = 2000  # of a year with two digits: nobody keeps monthly figures of the last century
_BY_NUMBER: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})|(?P<month2>\d{1,2})[-/.](?P<year2>\d{4})")
_BY_NAME: Final = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?[\s\-/,']*(?P<year>\d{4}|\d{2})")


class MonthError(UserError, ValueError):
    """A text that names no month; the message is the sentence a user reads."""


class Month(Struct, frozen=True, order=True):
    """A calendar month; `number` is 1 for January."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2021-04`, `April 2021`, `Apr-21`, `04/2021`, or a date that is a month's first or last day."""
        return _read(" ".join(text.split()))

    @classmethod
    def containing(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.shifted(1).start - timedelta(days=1)

    @property
    def quarter(self) -> Quarter:
        """The quarter of the financial year that it belongs to."""
        return Quarter.containing(self.start)

    def shifted(self, months: int) -> Month:
        """This month moved by a number of months, back when negative."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def name(self) -> str:
        """`April`."""
        return _NAMES[self.number - 1]

    @property
    def short(self) -> str:
        """`April 2021`, as sentences say it."""
        return f"{self.name} {self.year}"

    def __str__(self) -> str:
        """`2021-04`, the form that is stored."""
        return f"{self.year}-{self.number:02d}"


@lru_cache(maxsize=4096)  # a table of ten years names the same months again and again
def _read(text: str) -> Month:
    by_number, by_name = _BY_NUMBER.fullmatch(text), _BY_NAME.fullmatch(text)
    if by_number is not None:
        year, number = int(by_number["year"] or by_number["year2"]), int(by_number["month"] or by_number["month2"])
    elif by_name is not None and (named := _number_of(by_name["name"])):
        year, number = int(by_name["year"]), named
        year += _CENTURY if len(by_name["year"]) == len("21") else 0
    else:
        return _of_date(text)
    if not 1 <= number <= len(_NAMES) or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise MonthError(f'"{text[:40]}" is not a month; type it like 2021-04 or April 2021.')
    return Month(year, number)


def _number_of(name: str) -> int:
    """1 to 12 for a month's name or its beginning, 0 for no month."""
    found = (n for n, full in enumerate(_NAMES, start=1) if full.casefold().startswith(name.casefold()))
    return next(found, 0) if len(name) >= _SHORTEST else 0


def _of_date(text: str) -> Month:
    """What a spreadsheet makes of a month is a date; one within a month may be another thing that was typed."""
    try:
        day = read_date(text)
    except DateError:
        raise MonthError(f'"{text[:40]}" is not a month; type it like 2021-04 or April 2021.') from None
    month = Month.containing(day)
    if day not in (month.start, month.end):
        raise MonthError(f"{printed_date(day)} is a day, not a month; type the month like {month} or {month.short}.")
    return month


@lru_cache(maxsize=1024)
def months_of(quarter: Quarter) -> tuple[Month, Month, Month]:
    """The three months of a quarter."""
    first = Month.containing(quarter.start)
    return first, first.shifted(1), first.shifted(2)


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """All months from the first to the last, both included; empty when they stand the other way round."""
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    return tuple(first.shifted(i) for i in range(count))


def named(months: Iterable[Month]) -> str:
    """`October 2025 to June 2026`, `July and August 2026`, `May 2025 and March 2026`: months in few words."""
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and runs[-1][-1].shifted(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    told = [_run(run) for run in runs]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _run(months: Sequence[Month]) -> str:
    first, last = months[0], months[-1]
    if first == last:
        return first.short
    begins = first.name if first.year == last.year else first.short
    return f"{begins} {'and' if first.shifted(1) == last else 'to'} {last.short}"
