"""The Exceptions sheet: what is red or amber, against what, why, and what is done about it."""

from __future__ import annotations

from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.disclosure import Shown
from csp_tui.domain.results import Rating
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.priorities import change, comparator, compared, percent_change
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, rating_in_words, unit
from csp_tui.workbooks.layout import Column, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import shortened

_COLOURS = (Rating.RED, Rating.AMBER)
_TEXT_CHARACTERS = 420


def exceptions(view: PackView, notes: Notebook) -> Sheet:
    """Red first, then amber, each in the plan's order; one row that says so where there is neither."""
    found = [
        (indicator, one)
        for colour in _COLOURS
        for indicator in view.indicators
        for one in indicator.measures
        if one.status.rating is colour
    ]
    rows = tuple(_row(indicator, one) for indicator, one in found)
    columns = (
        Column("Indicator", 18),
        Column("Measure", 18),
        Column(f"Rating {notes.tag(Note.RATING)}", 14, rating=True),
        Column("Figure", 10),
        Column("Unit", 14),
        Column("Against", 10),
        Column(f"Change {notes.tag(Note.CHANGE)}", 10),
        Column("Change in %", 10),
        Column("Why", 27),
        Column("Action", 27),
    )
    nothing: tuple[Value, ...] = ("No indicator is red or amber", *(NOT_APPLICABLE,) * (len(columns) - 1))
    return Sheet(
        name="Exceptions",
        title="Exceptions: what is red or amber",
        holds="This sheet contains one table: the measures rated red or amber, with the reason and the action.",
        paper=Paper.A4_LANDSCAPE,
        table=Table("Exceptions", columns, rows or (nothing,)),
    )


def _row(view: IndicatorView, one: Shown) -> tuple[Value, ...]:
    status = one.status
    action = view.words(FIELD_TITLES["action"])
    return (
        f"{view.indicator.code} {view.indicator.title}",
        status.measure.title + (f", {status.partner}" if status.partner and len(status.measure.suppliers) > 1 else ""),
        rating_in_words(status),
        compared(one),
        unit(status.measure),
        comparator(one),
        change(one),
        percent_change(one),
        shortened(status.reason, _TEXT_CHARACTERS, "shortened"),
        shortened(action, _TEXT_CHARACTERS, "in full on Commentary")
        if action
        else f"{NOT_AVAILABLE} no action is stated",
    )
