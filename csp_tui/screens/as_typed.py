"""What is stored of a figure, as it would be typed: of a cell, of a form, and what stays when a cell is emptied."""

from __future__ import annotations

from msgspec.structs import replace

from csp_tui.domain.entries import Entry
from csp_tui.domain.statements import FIGURE_FIELDS, Statement

STATED_TEXTS = (*FIGURE_FIELDS, "period_from", "period_to", "extracted", "date", "area", "blank")


def stored_text(statement: Statement | None, column: str) -> str:
    """What is stored of a cell, in one word."""
    entry = entry_from(statement)
    if column != "value":
        return getattr(entry, column) or ""
    parts = f"{entry.numerator} of {entry.denominator}" if entry.numerator and entry.denominator else ""
    return entry.value or parts or entry.blank or ""


def entry_from(statement: Statement | None) -> Entry:
    """What is stored, as it would be typed."""
    if statement is None:
        return Entry()
    texts = {name: _text(getattr(statement, name)) for name in STATED_TEXTS}
    if statement.choice is not None:
        texts["value"] = statement.choice.value
    return Entry(**texts, provisional=statement.provisional)


def without(statement: Statement, column: str) -> Statement | None:
    """What stays stated when a cell is emptied; None where the rest answers nothing."""
    gone = (
        ("value", "numerator", "denominator", "choice", "blank") if column == "value" else (column, f"{column}_prior")
    )
    cleared: dict[str, None] = dict.fromkeys(gone)
    rest = replace(statement, **cleared)
    return rest if rest.has_answer or rest.blank is not None else None


def _text(stated: object) -> str | None:
    return None if stated is None else str(stated)
