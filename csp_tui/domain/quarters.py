"""Quarters of the financial year: reading, naming, dates and distances; knows nothing of plans or figures."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from csp_tui.domain.errors import UserError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199  # others are slips of the hand, and not all of them are dates
_YEAR = r"(?P<start>\d{4})\s*[-/\u2010-\u2015]\s*(?P<end>\d{2}|\d{4})"
_QUARTER = r"q(?:uarter)?\s*(?P<number>[1-4])"
_FORMS = (
    re.compile(rf"{_YEAR}\s*[-,]?\s*{_QUARTER}", re.IGNORECASE),
    re.compile(rf"{_QUARTER}\s*[-,]?\s*{_YEAR}", re.IGNORECASE),
)


class QuarterError(UserError, ValueError):
    """A text that names no quarter; the message is the sentence a user reads."""


class Quarter(Struct, frozen=True, order=True):
    """One quarter of a financial year: Q1 is April to June, Q4 January to March.

    `year` is the calendar year in which the financial year starts (2026 for 2026-27).
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise QuarterError(f"There is no quarter {self.number}; quarters are Q1 to Q4.")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2026-27-Q2`, `Q2 2026-27`, `2026-27Q2` or `2026/27 q2`."""
        cleaned = " ".join(text.split())
        for form in _FORMS:
            match = form.fullmatch(cleaned)
            if match is None:
                continue
            start, end = int(match["start"]), match["end"]
            if int(end[-2:]) != (start + 1) % 100 or (len(end) == 4 and int(end) != start + 1):
                raise QuarterError(
                    f'"{cleaned}" names no financial year: after {start} comes {(start + 1) % 100:02d};'
                    f" type {start}-{(start + 1) % 100:02d}-Q{match['number']}."
                )
            if not EARLIEST_YEAR <= start <= LATEST_YEAR:
                raise QuarterError(f'"{cleaned}" is too far away; years run from {EARLIEST_YEAR} to {LATEST_YEAR}.')
            return cls(start, int(match["number"]))
        raise QuarterError(f'"{cleaned}" is not a quarter; type it like 2026-27-Q2.')

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """The quarter in which a day lies."""
        if day.month < 4:
            return cls(day.year - 1, 4)
        return cls(day.year, (day.month - 1) // 3)

    @property
    def financial_year(self) -> str:
        """`2026-27`."""
        return f"{self.year}-{(self.year + 1) % 100:02d}"

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year + (self.number == 4), self.number * 3 % 12 + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after this one."""
        return self.shifted(1)

    @property
    def previous(self) -> Quarter:
        """The quarter before this one."""
        return self.shifted(-1)

    @property
    def same_last_year(self) -> Quarter:
        """The same quarter a year earlier."""
        return Quarter(self.year - 1, self.number)

    def shifted(self, quarters: int) -> Quarter:
        """This quarter moved by a number of quarters, back when negative."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    def __sub__(self, other: Quarter) -> int:
        """How many quarters lie between two of them."""
        return (self.year - other.year) * 4 + self.number - other.number

    def __str__(self) -> str:
        """`2026-27-Q2`, the form that is stored and typed."""
        return f"{self.financial_year}-Q{self.number}"

    @property
    def months(self) -> str:
        """`Jul to Sep 2026`."""
        first, last = self.start, self.end
        return f"{_MONTHS[first.month - 1]} to {_MONTHS[last.month - 1]} {last.year}"

    @property
    def label(self) -> str:
        """`Quarter 2, Jul to Sep 2026`, as screens and workbooks print it."""
        return f"Quarter {self.number}, {self.months}"

    @property
    def short(self) -> str:
        """`Q2 2026-27`, where room is short."""
        return f"Q{self.number} {self.financial_year}"


def quarters_between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """All quarters from the first to the last, both included; empty when they stand the other way round."""
    return tuple(first.shifted(i) for i in range(last - first + 1))


def last_completed(today: date) -> Quarter:
    """The quarter that had ended before `today`."""
    return Quarter.containing(today).previous


def printed_date(day: date) -> str:
    """`31 August 2026`."""
    return f"{day.day} {day:%B %Y}"


def by_when(due: date | None, today: date) -> str:
    """What is said behind "send it back": ` by 20 November 2026`; of a day that is past, that it was due then."""
    if due is None:
        return ""
    day = printed_date(due)
    return f" by {day}" if due >= today else f" as soon as you can, as it was due on {day}"


def how_far(day: date, today: date) -> str:
    """How far off a day is: `today`, `in 3 days`, `12 days ago`."""
    days = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")
