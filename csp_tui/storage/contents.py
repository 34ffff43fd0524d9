"""Contents as columns and back, and the id that a revision has by what it says; runs no query itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from csp_tui.domain.numbers import Figure, Qualifier, plain
from csp_tui.domain.statements import FIGURE_FIELDS, Blank, Choice, Statement
from csp_tui.storage.records import STATEMENT, Content, Subject

Cell = Decimal | str | bool | None

CONTENT_COLUMNS = (
    *("field", "withdrawn", "text", *FIGURE_FIELDS, "qualifiers", "choice", "period_from", "period_to"),
    *("extracted", "area", "provisional", "date_given", "blank", "reason"),
)


def columns_of(content: Content) -> Mapping[str, Cell]:
    """A content as the values of its columns, those that it leaves empty included."""
    cells: dict[str, Cell] = dict.fromkeys(CONTENT_COLUMNS[1:])
    cells["withdrawn"] = content is None
    if isinstance(content, str):
        cells["text"] = content
    elif content is not None:
        cells |= _of_statement(content)
    return cells


def _of_statement(said: Statement) -> dict[str, Cell]:
    figures = {name: figure for name in FIGURE_FIELDS if (figure := getattr(said, name)) is not None}
    qualified = (f"{name}={figure.qualifier}" for name, figure in figures.items() if figure.qualifier)
    return {
        **{name: figure.number for name, figure in figures.items()},
        "qualifiers": ";".join(qualified) or None,
        "choice": said.choice and said.choice.value,
        "period_from": _iso(said.period_from),
        "period_to": _iso(said.period_to),
        "extracted": _iso(said.extracted),
        "area": said.area,
        "provisional": said.provisional,
        "date_given": _iso(said.date),
        "blank": said.blank and said.blank.value,
        "reason": said.reason,
    }


def content_of(row: tuple[Any, ...]) -> Content:
    """The content of a row of CONTENT_COLUMNS, its numbers exactly as they were stated."""
    field, withdrawn, text, value, numerator, denominator, rolling, rolling_prior, prior, qualifiers, *rest = row
    if withdrawn:
        return None
    if field != STATEMENT:
        return str(text)
    choice, period_from, period_to, extracted, area, provisional, date_given, blank, reason = rest
    qualified: dict[str, str] = dict(pair.split("=") for pair in qualifiers.split(";")) if qualifiers else {}
    return Statement(
        value=_figure(value, qualified.get("value")),
        choice=choice and Choice(choice),
        numerator=_figure(numerator, qualified.get("numerator")),
        denominator=_figure(denominator, qualified.get("denominator")),
        rolling_year=_figure(rolling, qualified.get("rolling_year")),
        rolling_year_prior=_figure(rolling_prior, qualified.get("rolling_year_prior")),
        prior=_figure(prior, qualified.get("prior")),
        period_from=_date(period_from),
        period_to=_date(period_to),
        extracted=_date(extracted),
        area=area,
        provisional=None if provisional is None else bool(provisional),
        date=_date(date_given),
        blank=blank and Blank(blank),
        reason=reason,
    )


def revision_id(sender: str, partnership: str, subject: Subject, content: Content, bases: Iterable[str]) -> str:
    """A hash of sender, subject, content and bases: the same said again of the same state is the same revision.

    Numbers count by their worth here (63.8 is 63.80): a spreadsheet that sends a figure back drops its last zeros.
    """
    said = {name: _canonical(cell) for name, cell in columns_of(content).items() if cell is not None}
    about = [partnership, subject.about, subject.quarter, subject.partner, subject.field]
    text = json.dumps([sender, about, said, sorted(bases)], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(cell: Cell) -> str | bool | None:
    return plain(cell) if isinstance(cell, Decimal) else cell


def _figure(number: str | Decimal | None, qualifier: str | None) -> Figure | None:
    """SQLite keeps numbers as text, other databases as their own exact type."""
    return None if number is None else Figure(Decimal(number), Qualifier(qualifier) if qualifier else None)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
