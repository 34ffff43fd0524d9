"""The columns of the tidy data, for the Data sheet and the .csv alike; docs/data.md tells each to its readers."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from csp_tui.domain.amounts import amount_of
from csp_tui.domain.making import made_sentence
from csp_tui.domain.measures import Kind, Window
from csp_tui.domain.statements import FIGURE_FIELDS
from csp_tui.packs.fields import NONE, Cell, Column, Empty, Field, Of, Type, assessed, planned, stated
from csp_tui.packs.view import ALL_PARTNERS, StatedRow

STATED: Final = "stated"
WORKED_OUT: Final = "worked out"
_TEXT, _WHOLE, _NUMBER, _DATE = Type.TEXT, Type.WHOLE, Type.NUMBER, Type.DATE


# -- which rows can have a cell --------------------------------------------------------------------------------------


def _is_figure(row: StatedRow) -> bool:
    return row.measure.is_figure


def _is_ratio(row: StatedRow) -> bool:
    return row.measure.is_ratio


def _is_rated(row: StatedRow) -> bool:
    """Whether the row may have a rating of its own, which a part of a sum has not."""
    return not row.part


def _is_rated_figure(row: StatedRow) -> bool:
    return _is_rated(row) and row.measure.is_figure


def _is_compared(row: StatedRow) -> bool:
    return _is_rated_figure(row) and bool(row.measure.comparators)


# -- cells that are worked out ---------------------------------------------------------------------------------------


def _is_worked_out(row: StatedRow) -> bool:
    statement = row.statement
    return row.partner == ALL_PARTNERS or (statement.numerator is not None and statement.denominator is not None)


def _value(row: StatedRow) -> Fraction | None:
    """The figure for the measure's own window: as stated, or worked out from its exact parts."""
    if "value" in row.withheld or not row.measure.is_figure:
        return None
    amount = amount_of(row.measure, row.statement)
    return None if amount is None or amount.loose is not None else amount.number


def _value_status(row: StatedRow) -> str:
    if _value(row) is None:
        return str(_VALUE.emptiness(row))
    return WORKED_OUT if _is_worked_out(row) else STATED


def _qualifier(row: StatedRow) -> str | None:
    if _value(row) is None:
        return None
    typed = row.statement.value
    return "exact" if _is_worked_out(row) or typed is None or typed.qualifier is None else str(typed.qualifier)


def _other_qualifiers(row: StatedRow) -> str:
    found = ((name, getattr(row.statement, name)) for name in FIGURE_FIELDS if name != "value")
    named = [f"{name} {figure.qualifier}" for name, figure in found if figure is not None and figure.qualifier]
    return ", ".join(named) or NONE


def _day_of(*, blank: bool) -> Of:
    """A statement's date, which for a late figure is the promised one."""
    return lambda row: row.statement.date if (row.statement.blank is not None) is blank else None


def _covered(name: str) -> Of:
    """A day of the period: as stated, else as the rating took it."""
    return lambda row: stated(name)(row) or assessed(name)(row)


def _range(row: StatedRow) -> Cell:
    """None also while awaited: that there are too few quarters to say of what is a thing to say of a figure."""
    known = row.tells_course and _value(row) is not None and "range" not in row.withheld
    return assessed("range")(row) if known else None


def _made_of(name: str) -> Of:
    """What a compared figure, or its comparator, was made of, in a sentence that shows stored and typed."""

    def of(row: StatedRow) -> Cell:
        made = None if row.assessed is None else getattr(row.assessed.status, name)
        return None if made is None else made_sentence(row.measure, made)

    return of


def _break_from(row: StatedRow) -> Cell:
    """The quarter from which a figure is recorded otherwise: its own where that begins, or one that it is beside."""
    return str(row.quarter) if row.breaks else assessed("break_", "quarter", otherwise=NONE)(row)


def _explained(row: StatedRow) -> Cell:
    return (row.explained or NONE) if row.assessed is not None else None


def _percent_applies(row: StatedRow) -> bool:
    return _is_compared(row) and assessed("comparison", "comparator")(row) != 0


# -- the columns -----------------------------------------------------------------------------------------------------

_WHOSE: Final = (
    Field("priority", _WHOLE, planned("indicator", "priority"), 10),
    Field("indicator", _TEXT, planned("indicator", "code"), 12),
    Field("indicator_title", _TEXT, planned("indicator", "title"), 46),
    Field("measure", _TEXT, planned("measure", "id"), 30),
    Field("measure_uid", _TEXT, planned("measure", "uid"), 38),
    Field("measure_title", _TEXT, planned("measure", "title"), 58),
    Field("partner", _TEXT, planned("partner"), 38),
    Field("quarter", _TEXT, planned("quarter"), 14),
    Field("quarter_from", _DATE, planned("quarter", "start"), 15),
    Field("quarter_to", _DATE, planned("quarter", "end"), 15),
    Field("kind", _TEXT, planned("measure", "kind"), 13),
)
_PLANNED: Final = (
    Field("window", _TEXT, planned("measure", "window"), applies=_is_figure),
    Field("unit", _TEXT, planned("measure", "unit"), 30, _is_figure),
    Field("polarity", _TEXT, planned("measure", "polarity"), 11),
    Field("combine", _TEXT, planned("measure", "combine"), 11),
    Field("sensitive", _TEXT, planned("measure", "sensitive"), 11),
    Field("target", _NUMBER, planned("measure", "target"), applies=lambda row: row.measure.target is not None),
    Field("band", _NUMBER, planned("measure", "band"), 10),
    Field("due", _DATE, planned("measure", "due"), 15, lambda row: row.measure.due is not None),
)
_VALUE: Final = Field("value", _NUMBER, _value, applies=_is_figure, fact="value")
_STATED: Final = (
    Field("qualifier", _TEXT, _qualifier, 12, _is_figure, "value"),
    Field("answer", _TEXT, stated("choice"), 14, lambda row: not row.measure.is_figure, "choice"),
    Field("answer_date", _DATE, _day_of(blank=False), 15, lambda row: row.measure.kind is Kind.MILESTONE, "date"),
    Field("numerator", _NUMBER, stated("numerator"), applies=_is_ratio),
    Field("denominator", _NUMBER, stated("denominator"), applies=_is_ratio),
    Field("rolling_year", _NUMBER, stated("rolling_year"), applies=_is_figure),
    Field("rolling_year_prior", _NUMBER, stated("rolling_year_prior"), applies=_is_figure),
    Field("prior", _NUMBER, stated("prior"), applies=_is_figure),
    Field("other_qualifiers", _TEXT, _other_qualifiers, 20),
    Field("period_from", _DATE, _covered("period_from"), 15, _is_figure),
    Field("period_to", _DATE, _covered("period_to"), 15),
    Field("extracted", _DATE, stated("extracted"), 15),
    Field("area", _TEXT, lambda row: stated("area")(row) or planned("measure", "area")(row), 24),
    Field("provisional", _TEXT, stated("provisional", "not stated"), 13),
    Field("revised", _TEXT, lambda row: "yes" if row.revised else "no", 10),
    Field("blank_reason", _TEXT, stated("blank", NONE), 17),
    Field("promised_by", _DATE, _day_of(blank=True), 15, lambda row: row.statement.blank is not None, "date"),
    Field("restated_because", _TEXT, stated("reason"), 60, lambda row: bool(row.statement.reason), "reason"),
)
_ASSESSED: Final = (
    Field("rating", _TEXT, assessed("rating"), 13, _is_rated),
    Field("reason", _TEXT, assessed("reason"), 80, _is_rated, "rating"),
    Field("explained", _TEXT, _explained, 60, _is_rated),
    Field("judgement", _TEXT, assessed("judgement", "rating", otherwise=NONE), 13, _is_rated),
    Field("compared", _NUMBER, assessed("comparison", "compared"), applies=_is_compared),
    Field("comparator", _NUMBER, assessed("comparison", "comparator"), applies=_is_compared),
    Field("comparator_kind", _TEXT, assessed("comparison", "comparator_kind"), 17, _is_compared),
    Field("compared_made_of", _TEXT, _made_of("compared_made"), 60, _is_compared, "compared_made"),
    Field("comparator_made_of", _TEXT, _made_of("comparator_made"), 60, _is_compared, "comparator_made"),
    Field("change", _NUMBER, assessed("comparison", "change"), applies=_is_compared),
    Field("percent_change", _NUMBER, assessed("comparison", "percent_change"), applies=_percent_applies),
    Field(
        "point_change",
        _NUMBER,
        assessed("comparison", "point_change"),
        applies=lambda row: _is_compared(row) and row.measure.kind is Kind.PERCENTAGE,
    ),
    Field("amber_end", _NUMBER, assessed("comparison", "amber_end"), applies=_is_compared),
    Field("rolling_quarter", _NUMBER, assessed("rolling_quarter"), applies=_is_rated_figure),
    Field("same_quarter_last_year", _NUMBER, assessed("same_quarter_last_year"), 18, _is_rated_figure),
    Field(
        "forecast",
        _NUMBER,
        assessed("forecast"),
        applies=lambda row: _is_rated_figure(row) and row.measure.window is Window.YEAR_TO_DATE,
    ),
    Field("trend", _TEXT, assessed("trend"), applies=_is_rated_figure),
    Field("trend_against", _TEXT, assessed("trend_against"), applies=_is_rated_figure),
    Field("long_trend", _TEXT, assessed("long_trend"), applies=_is_rated_figure),
    Field("range", _TEXT, _range, 24, _is_rated_figure),
    Field("usual_low", _NUMBER, assessed("usual", "low"), applies=_is_rated_figure, fact="usual"),
    Field("usual_high", _NUMBER, assessed("usual", "high"), applies=_is_rated_figure, fact="usual"),
    Field("break_from", _TEXT, _break_from, 13, _is_rated),
)
_TELLING: Final = (
    *_WHOSE,
    *_PLANNED,
    Field("state", _TEXT, planned("state"), 12),
    _VALUE,
    Field("value_status", _TEXT, _value_status, 17),
    *_STATED,
    *_ASSESSED,
)
_WHY: Final = (Empty.CONFIDENTIAL, Empty.NOT_APPLICABLE)  # an empty cell that neither names is not available

COLUMNS: Final = (
    *(Column(field.name, field.type, field.width) for field in _TELLING),
    *(Column(str(why).replace(" ", "_"), _TEXT, 40) for why in _WHY),
)


def cells_of(row: StatedRow) -> tuple[Cell, ...]:
    """A row's cells, the last of them telling why others are empty."""
    cells = tuple(field.of(row) for field in _TELLING)
    empty = [(field.name, field.emptiness(row)) for field, cell in zip(_TELLING, cells, strict=True) if cell is None]
    return (*cells, *(" ".join(name for name, found in empty if found is why) or NONE for why in _WHY))
