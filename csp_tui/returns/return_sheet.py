"""The sheet `Return`: a row per measure with what it is compared with, an entry cell for every field it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from csp_tui.domain.measures import Kind
from csp_tui.domain.statements import Statement
from csp_tui.returns.content import MeasureRow, ReturnContent
from csp_tui.returns.filling import Entry, FormCell, FormSheet, FormTable, Formula
from csp_tui.returns.layout import (
    COMMENTARY,
    MEASURE,
    NO,
    NOT_APPLICABLE,
    PARTNER,
    RETURN,
    RETURN_GRID,
    SIGN_OFF,
    YES,
)
from csp_tui.returns.rules import rule_of
from csp_tui.returns.wording import benchmark_value, last_answer, typed_figure, what_is_counted
from csp_tui.workbooks.layout import Column, Line, Paper, Value

STATE: Final = "Still to do"
TO_FILL: Final = "To fill in"
FILLED: Final = "Filled in"
WELCOME: Final = "Welcome"
_STATE_COLUMN: Final = "D"  # of both sheets that have one, for the counts; `_columns` keeps it there
_WIDTHS: Final = {
    "value": 14,
    "numerator": 12,
    "denominator": 14,
    "rolling_year": 11,
    "rolling_year_prior": 11,
    "prior": 13,
    "period_from": 13,
    "period_to": 13,
    "extracted": 13,
    "area": 12,
    "provisional": 12,
    "blank": 14,
    "date": 13,
    "reason": 16,
}


def return_sheet(content: ReturnContent) -> FormSheet:
    """The sheet of figures."""
    fields = tuple(_used_fields(content))
    asked = any(row.asked for row in content.measures)
    table = FormTable(
        RETURN_GRID,
        tuple(_columns(fields, asked)),
        tuple(tuple(_row(content, row, fields, asked)) for row in content.measures),
        frozen=2,
        lines=2,
    )
    return FormSheet(
        RETURN,
        f"Figures of {content.audience}, {content.quarter.label}",
        f"This sheet holds one table: a row for each measure. Fill in the pale cells; {NOT_APPLICABLE} marks a cell"
        " that a measure does not have.",
        (
            Line(
                "Type the figure, or numerator and denominator, or a blank reason; everything else is welcome. Select a"
                " cell to see what belongs there."
            ),
        ),
        _count(content),
        table,
        Paper.A3_LANDSCAPE,
    )


def _used_fields(content: ReturnContent) -> Iterator[str]:
    """The fields that at least one measure has; a column that none has would only be in the way."""
    for field in RETURN_GRID.entries.values():
        if any(rule_of(row.measure, field, content.quarter) is not None for row in content.measures):
            yield field


def _columns(fields: tuple[str, ...], asked: bool) -> Iterator[Column]:
    yield Column(MEASURE, 16)
    yield Column("What is counted", 30)
    yield Column("Benchmark", 16)
    yield Column(STATE, 11)
    yield Column("Last quarter", 13)
    yield Column("Rating last quarter", 11, rating=True)
    if asked:
        yield Column("Questions and actions", 24)
    for field in fields:
        yield Column(RETURN_GRID.heading(field), _WIDTHS[field])
    yield Column(PARTNER, 14)


def _row(content: ReturnContent, row: MeasureRow, fields: tuple[str, ...], asked: bool) -> Iterator[FormCell]:
    yield row.measure.id
    yield what_is_counted(row, content.quarter)
    yield benchmark_value(row.benchmark)
    yield _state(content, row)
    yield last_answer(row.measure, row.last)
    yield row.last_rating or NOT_APPLICABLE
    if asked:
        yield "\n".join(row.asked) or "none"
    for field in fields:
        rule = rule_of(row.measure, field, content.quarter)
        yield NOT_APPLICABLE if rule is None else Entry(rule, entry_value(row.statement, field))
    yield row.partner


def entry_value(statement: Statement | None, field: str) -> Value | None:
    """What stands in an entry cell for a field of a statement."""
    if statement is None:
        return None
    match field:
        case "value" if statement.choice is not None:
            return str(statement.choice)
        case "value" | "numerator" | "denominator" | "rolling_year" | "rolling_year_prior" | "prior":
            figure = getattr(statement, field)
            return None if figure is None else typed_figure(figure)
        case "provisional":
            return None if statement.provisional is None else (YES if statement.provisional else NO)
        case "blank":
            return None if statement.blank is None else statement.blank.replace("-", " ")
        case _:
            value: Value | None = getattr(statement, field)
            return value


def _state(content: ReturnContent, row: MeasureRow) -> Formula:
    """Whether a row is answered, worked out from its own cells, so that it stays right when rows are sorted."""
    waiting = TO_FILL if row.measure.required else WELCOME
    if row.measure.kind is Kind.REPORT:
        written = next((c for c in content.commentary if c.indicator.code == row.measure.indicator), None)
        answered = f'[Blank reason]<>"",{_written(content, row)}'
        done = bool(written and written.texts)
    else:
        answered = '[Figure]<>"",[Blank reason]<>""'
        done = row.statement is not None and row.statement.has_answer
        if row.measure.is_ratio:
            answered += ',AND([Numerator]<>"",[Denominator]<>"")'
        if rule_of(row.measure, "rolling_year", content.quarter) is not None:
            answered += ',[Rolling year]<>""'
    done = done or (row.statement is not None and row.statement.blank is not None)
    return Formula(f'IF(OR({answered}),"{FILLED}","{waiting}")', FILLED if done else waiting)


def _written(content: ReturnContent, row: MeasureRow) -> str:
    """Whether the commentary on a report's indicator is written, by its id and not by its place."""
    by_id = f'{COMMENTARY}!$A:$A,"{row.measure.indicator}",{COMMENTARY}!${_STATE_COLUMN}:${_STATE_COLUMN},"{FILLED}"'
    if len(content.partners) > 1:
        by_id += f',{COMMENTARY}!$B:$B,"{row.partner}"'
    return f"COUNTIFS({by_id})>0"


def _count(content: ReturnContent) -> Formula:
    """The line at the top: what is still empty in the whole workbook."""
    rows = f"COUNTIF(${_STATE_COLUMN}:${_STATE_COLUMN},"
    texts = f"COUNTIF({COMMENTARY}!${_STATE_COLUMN}:${_STATE_COLUMN},"
    names = f"(3-COUNTA('{SIGN_OFF}'!$B:$B))"  # two names below their heading
    states = [_state(content, row).result for row in content.measures]
    empty = states.count(TO_FILL)
    wanted = sum(row.wanted and not row.texts for row in content.commentary)
    unsigned = (not content.filled_in_by) + (not content.agreed_by)
    words = (" here, ", " on Commentary, ", " on Sign-off.")
    text = (
        f'IF({rows}"{TO_FILL}")+{texts}"{TO_FILL}")+{names}=0,"{NOTHING_EMPTY}",'
        f'"Still empty: "&{rows}"{TO_FILL}")&"{words[0]}"&{texts}"{TO_FILL}")&"{words[1]}"&{names}&"{words[2]}")'
    )
    if not empty + wanted + unsigned:
        return Formula(text, NOTHING_EMPTY)
    return Formula(text, f"Still empty: {empty}{words[0]}{wanted}{words[1]}{unsigned}{words[2]}")


NOTHING_EMPTY: Final = "Nothing is empty any more: save the workbook and send it back."
