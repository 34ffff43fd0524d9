"""The Data sheet: a row for each measure, partner and quarter, with every field, for analysis elsewhere."""

from __future__ import annotations

from fractions import Fraction

from csp_tui.domain.disclosure import CONFIDENTIAL
from csp_tui.domain.measures import Kind
from csp_tui.domain.results import Rating
from csp_tui.packs.view import PackView, StatedRow
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, STATES, decimals, figure, rating_word, typed, unit
from csp_tui.workbooks.layout import Column, Line, Number, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import shortened

_FIGURES = ("numerator", "denominator", "rolling_year", "rolling_year_prior", "prior")
_COLUMNS = (
    Column("Priority", 10),
    Column("Indicator code", 12),
    Column("Indicator", 46),
    Column("Measure id", 30),
    Column("Measure", 58),
    Column("Partner", 38),
    Column("Quarter", 14),
    Column("Quarter ends", 15),
    Column("State", 28),
    Column("Rating", 13),
    Column("Kind", 13),
    Column("Window", 15),
    Column("Unit", 30),
    Column("Better is", 11),
    Column("Figure stated", 16),
    Column("Qualifier", 12),
    Column("Answer", 14),
    Column("Numerator", 14),
    Column("Denominator", 15),
    Column("Rolling year stated", 16),
    Column("Rolling year before stated", 16),
    Column("Year before stated", 16),
    Column("Figure compared", 16),
    Column("Compared with", 16),
    Column("Kind of comparator", 20),
    Column("Change", 14),
    Column("Change in %", 18),
    Column("Last amber figure", 16),
    Column("Trend", 16),
    Column("Range", 24),
    Column("Period from", 15),
    Column("Period to", 15),
    Column("Extracted on", 15),
    Column("Area", 24),
    Column("Provisional", 13),
    Column("Blank reason", 17),
    Column("Date given", 15),
    Column("Why stated again", 60),
)


def data(view: PackView) -> Sheet:
    """Everything stated and assessed; exact numbers as numbers."""
    rows = tuple((*_names(row), *_stated(row), *_assessed(row), *_circumstances(view, row)) for row in view.data)
    nothing: tuple[Value, ...] = ("None", *(NOT_APPLICABLE,) * (len(_COLUMNS) - 1))  # for a plan without indicators
    return Sheet(
        name="Data",
        title="Data",
        holds="This sheet contains one table, named Data_by_quarter: a row for each measure, partner and quarter.",
        paper=Paper.A4_LANDSCAPE,
        lines=(
            Line("It is for analysis on a screen, and only these lines of it print."),
            Line("Every figure of this quarter stands on the sheets of the priorities too."),
        ),
        table=Table("Data_by_quarter", _COLUMNS, rows or (nothing,)),
        lines_only_on_paper=True,
    )


def _names(row: StatedRow) -> tuple[Value, ...]:
    measure = row.measure
    rated = row.assessed is not None
    rating = row.assessed.status.rating if row.assessed is not None else Rating.NOT_RATED
    return (
        Number(Fraction(row.indicator.priority)),
        row.indicator.code,
        row.indicator.title,
        measure.id,
        measure.title,
        row.partner,
        str(row.quarter),
        row.quarter.end,
        STATES[row.state],
        rating_word(rating, row.state) if rated else NOT_AVAILABLE,
        str(measure.kind),
        str(measure.window) if measure.window is not None else NOT_APPLICABLE,
        unit(measure),
        str(measure.polarity),
    )


def _stated(row: StatedRow) -> tuple[Value, ...]:
    statement = row.stated.statement
    qualifier = statement.value.qualifier if statement.value is not None else None
    return (
        _figure_stated(row),
        str(qualifier).replace("_", " ") if qualifier is not None else NOT_APPLICABLE,
        str(statement.choice) if statement.choice is not None else _unstated(applies=not row.measure.is_figure),
        *(_typed_field(row, name) for name in _FIGURES),
    )


def _figure_stated(row: StatedRow) -> Value:
    if "value" in row.stated.hidden:
        return CONFIDENTIAL
    if not row.measure.is_figure:
        return NOT_APPLICABLE
    value = row.stated.statement.value
    if value is not None and not value.exact:
        return Number(Fraction(value.number), decimals(Fraction(value.number)))  # its qualifier has its own column
    found = figure(row.measure, row.stated.statement)
    return Number(found.value, found.places) if isinstance(found, Number) else found


def _typed_field(row: StatedRow, name: str) -> Value:
    if name in row.stated.hidden:
        return CONFIDENTIAL
    value = getattr(row.stated.statement, name)
    applies = row.measure.is_ratio if name in ("numerator", "denominator") else row.measure.is_figure
    return typed(value) if value is not None else _unstated(applies=applies)


def _assessed(row: StatedRow) -> tuple[Value, ...]:
    if row.assessed is None:
        return (NOT_AVAILABLE,) * 8
    status, hidden = row.assessed.status, row.assessed.hidden
    comparison = status.comparison
    return (
        _exact(row, comparison.compared, hidden=bool(hidden & {"compared", "value"})),
        _exact(row, comparison.comparator, hidden="comparator" in hidden),
        comparison.comparator_kind.replace("_", " ") if comparison.comparator_kind is not None else NOT_APPLICABLE,
        _exact(row, comparison.change, hidden="change" in hidden),
        NOT_APPLICABLE
        if comparison.comparator == 0
        else _exact(row, comparison.percent_change, hidden="change" in hidden),
        _exact(row, comparison.amber_end, hidden="comparator" in hidden),
        str(status.trend) if status.trend is not None else (CONFIDENTIAL if "value" in hidden else NOT_AVAILABLE),
        CONFIDENTIAL if "value" in hidden else str(status.range),
    )


def _exact(row: StatedRow, value: Fraction | None, *, hidden: bool) -> Value:
    if hidden:
        return CONFIDENTIAL
    if value is None:
        return _unstated(applies=row.measure.is_figure and bool(row.measure.comparators))
    return Number(value, decimals(value))


def _circumstances(view: PackView, row: StatedRow) -> tuple[Value, ...]:
    statement = row.stated.statement
    status = row.assessed.status if row.assessed is not None else None
    area = statement.area or row.measure.area
    return (
        statement.period_from or (status.period_from if status is not None else None) or NOT_AVAILABLE,
        statement.period_to or (status.period_to if status is not None else None) or NOT_AVAILABLE,
        statement.extracted or NOT_AVAILABLE,
        shortened(area, 200, "shortened") if area else NOT_AVAILABLE,
        NOT_AVAILABLE if statement.provisional is None else ("yes" if statement.provisional else "no"),
        str(statement.blank) if statement.blank is not None else NOT_APPLICABLE,
        statement.date or _unstated(applies=row.measure.kind is Kind.MILESTONE),
        shortened(view.shown_restatement(row.measure, statement.reason), 1000, "shortened")
        if statement.reason
        else NOT_APPLICABLE,
    )


def _unstated(*, applies: bool) -> str:
    return NOT_AVAILABLE if applies else NOT_APPLICABLE
