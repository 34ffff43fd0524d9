"""Contents as columns and back, and the id that a revision has by what it says; runs no query itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from csp_tui.domain.numbers import Figure, Qualifier, plain
from csp_tui.domain.statements import FIGURE_FIELDS, Blank, Choice, Statement
from csp_tui.storage.records import STATEMENT, Content, Subject

_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode  # a new encoder for each would take longer

Cell = Decimal | str | bool | None

CONTENT_COLUMNS = (
    *("withdrawn", "text", *FIGURE_FIELDS, "qualifiers", "choice", "period_from", "period_to"),
    *("extracted", "area", "provisional", "date_given", "blank", "reason"),
)


def columns_of(content: Content) -> Mapping[str, Cell]:
    """A content as the values of the columns that it fills."""
    if content is None:
        return {"withdrawn": True}
    if isinstance(content, str):
        return {"withdrawn": False, "text": content}
    return {"withdrawn": False, **_of_statement(content)}


def exact(number: Decimal) -> Decimal:
    """The number itself, if it is one that can be kept; ValueError for floats, NaN and infinities."""
    if not isinstance(number, Decimal) or not number.is_finite():
        raise ValueError(f"{number!r} is not a number that can be kept exactly")
    return number


def _of_statement(said: Statement) -> dict[str, Cell]:
    """The columns that a statement fills."""
    cells: dict[str, Cell] = {}
    qualified = []
    figures: tuple[Figure | None, ...] = _figures_of(said)
    for name, figure in zip(FIGURE_FIELDS, figures, strict=True):
        if figure is not None:
            cells[name] = exact(figure.number)
            if figure.qualifier is not None:
                qualified.append(f"{name}={figure.qualifier}")
    if qualified:
        cells["qualifiers"] = ";".join(qualified)
    beside: tuple[date | Enum | str | bool | None, ...] = _beside_figures_of(said)
    for column, given in zip(_BESIDE_FIGURES.values(), beside, strict=True):
        if isinstance(given, date):
            cells[column] = given.isoformat()
        elif given is not None:
            cells[column] = given.value if isinstance(given, Enum) else given
    return cells


_BESIDE_FIGURES = {  # the columns of what is said beside the figures
    **{name: name for name in ("choice", "period_from", "period_to", "extracted", "area", "provisional")},
    "date": "date_given",
    "blank": "blank",
    "reason": "reason",
}
_BY_NAME = tuple(sorted(CONTENT_COLUMNS))
_figures_of, _beside_figures_of = attrgetter(*FIGURE_FIELDS), attrgetter(*_BESIDE_FIGURES)


def content_of(field: str, row: tuple[Any, ...]) -> Content:
    """The content of a row of CONTENT_COLUMNS, its numbers exactly as they were stated."""
    if row[0]:
        return None
    if field != STATEMENT:
        return str(row[1])
    (value, numerator, denominator, rolling, rolling_prior, prior, qualifiers, choice) = row[2:10]
    (period_from, period_to, extracted, area, provisional, date_given, blank, reason) = row[10:]
    how = _qualified(qualifiers) if qualifiers else _UNQUALIFIED
    return Statement(  # thousands are read at the start, so what is empty is passed over without a call
        None if value is None else _figure(value, how.get("value")),
        None if choice is None else Choice(choice),
        None if numerator is None else _figure(numerator, how.get("numerator")),
        None if denominator is None else _figure(denominator, how.get("denominator")),
        None if rolling is None else _figure(rolling, how.get("rolling_year")),
        None if rolling_prior is None else _figure(rolling_prior, how.get("rolling_year_prior")),
        None if prior is None else _figure(prior, how.get("prior")),
        None if period_from is None else _date(period_from),
        None if period_to is None else _date(period_to),
        None if extracted is None else _date(extracted),
        area,
        None if provisional is None else provisional == 1,
        None if date_given is None else _date(date_given),
        None if blank is None else Blank(blank),
        reason,
    )


_UNQUALIFIED: Mapping[str, Qualifier] = {}
_date = lru_cache(maxsize=1024)(date.fromisoformat)


def _qualified(qualifiers: str) -> dict[str, Qualifier]:
    """Which figures are qualified, and how: `value=below;prior=about`."""
    return {name: Qualifier(how) for name, how in (pair.split("=") for pair in qualifiers.split(";"))}


def _figure(number: str | Decimal, qualifier: Qualifier | None) -> Figure:
    """SQLite keeps numbers as text, other databases as their own exact type."""
    return Figure(Decimal(number), qualifier)


def said_hash(content: Content) -> str:
    """A hash of what a content says: equal for contents equal in every field.

    Numbers count by their worth here (63.8 is 63.80): a spreadsheet that sends a figure back drops its last zeros.
    """
    if content is None or isinstance(content, str):
        text = "-" if content is None else f"={content}"
    else:
        cells = _of_statement(content)
        text = ",".join([f'"{name}":{_JSON(_canonical(cells[name]))}' for name in _BY_NAME if name in cells]).join("{}")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def revision_id(sender: str, partnership: str, subject: Subject, content: Content, bases: Iterable[str]) -> str:
    """A hash of sender, subject, content and bases: the same said again of the same state is the same revision."""
    return id_of_said(sender, partnership, subject, said_hash(content), bases)


def id_of_said(sender: str, partnership: str, subject: Subject, said: str, bases: Iterable[str]) -> str:
    """The same for a content whose hash is known."""
    based_on = ",".join(map(_JSON, sorted(bases)))
    text = f"[{_JSON(sender)},{_subject_text(partnership, subject)},{_JSON(said)},[{based_on}]]"
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@lru_cache(maxsize=8192)
def _subject_text(partnership: str, subject: Subject) -> str:
    return _JSON([partnership, subject.about, subject.quarter, subject.partner, subject.field])


def _canonical(cell: Cell) -> str | bool | None:
    return plain(cell) if isinstance(cell, Decimal) else cell
