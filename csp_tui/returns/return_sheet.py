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
    QUESTIONS,
    RETURN,
    RETURN_GRID,
    SIGN_OFF,
    STATE,
    YES,
)
from csp_tui.returns.rules import rated_by_rolling_year, rule_of
from csp_tui.returns.wording import benchmark_value, last_answer, typed_figure, what_is_counted
from csp_tui.workbooks.layout import Column, Line, Paper, Value

TO_FILL: Final = "To fill in"
FILLED: Final = "Filled in"
OPTIONAL: Final = "Optional"
_ELSEWHERE: Final = "To write"  # of a report, which is filled in on Commentary, or given a blank reason here
COMMENTARY_STATE: Final = "D"
"""The column of the sheet `Commentary` in which the line at the top of `Return` counts."""
QUESTIONS_ANSWER: Final = "F"
"""The column of the sheet `Questions` in which it counts."""
# Together no wider than an A3 page holds at seven tenths of its size, with every field there is.
_WIDTHS: Final = {
    "value": 13,
    "numerator": 11,
    "denominator": 14,
    "rolling_year": 10,
    "rolling_year_prior": 10,
    "prior": 11,
    "period_from": 12.5,
    "period_to": 12.5,
    "extracted": 12.5,
    "area": 10,
    "provisional": 12,
    "blank": 12.5,
    "date": 15,
    "reason": 12,
}


def return_sheet(content: ReturnContent) -> FormSheet:
    """The sheet of figures."""
    fields = tuple(_used_fields(content))
    asked = any(row.asked for row in content.measures)
    several = len(content.partners) > 1
    columns = tuple(_columns(fields, asked, several))
    table = FormTable(
        RETURN_GRID,
        columns,
        tuple(tuple(_row(content, row, fields, asked)) for row in content.measures),
        frozen=3 if several else 2,
        lines=2,
    )
    parts = ", or numerator and denominator" if "numerator" in fields else ""
    years = any(rated_by_rolling_year(row.measure) for row in content.measures)
    rest = f"{' Where a row says so, give the rolling years too.' if years else ''} The rest is optional."
    return FormSheet(
        RETURN,
        f"Figures of {content.audience}, {content.quarter.label}",
        "This sheet holds one table: a row for each measure. Fill in the pale cells;"
        f" {NOT_APPLICABLE} marks what does not apply.",
        (Line(f"Give the figure{parts}, or a blank reason.{rest} Select a cell to see its note."),),
        _count(content, _column_of(columns, STATE)),
        table,
        Paper.A3_LANDSCAPE,
    )


def _used_fields(content: ReturnContent) -> Iterator[str]:
    """The fields that at least one measure has; a column that none has would only be in the way."""
    for field in RETURN_GRID.entries.values():
        if any(rule_of(row.measure, field, content.quarter) is not None for row in content.measures):
            yield field


def _columns(fields: tuple[str, ...], asked: bool, several: bool) -> Iterator[Column]:
    """The columns of a form; whose row it is stands beside its id where the rows are of several partners."""
    yield Column(MEASURE, 17)
    if several:
        yield Column(PARTNER, 13)
    yield Column("What is counted", 28)
    yield Column("Benchmark", 14)
    yield Column(STATE, 10)
    yield Column("Last quarter", 12)
    yield Column("Rating last quarter", 10, rating=True)
    if asked:
        yield Column("Questions and actions", 20)
    for field in fields:
        yield Column(RETURN_GRID.heading(field), _WIDTHS[field])
    if not several:
        yield Column(PARTNER, 12)


def _column_of(columns: tuple[Column, ...], heading: str) -> str:
    """The letter of a column among the first of a sheet."""
    return chr(ord("A") + next(index for index, column in enumerate(columns) if column.heading == heading))


def _row(content: ReturnContent, row: MeasureRow, fields: tuple[str, ...], asked: bool) -> Iterator[FormCell]:
    several = len(content.partners) > 1
    yield row.measure.id
    if several:
        yield row.partner
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
    if not several:
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
    waiting = TO_FILL if row.measure.required else OPTIONAL
    if row.measure.kind is Kind.REPORT:
        waiting = _ELSEWHERE if row.measure.required else OPTIONAL
        about = (row.measure.indicator, row.partner)
        written = next((c for c in content.commentary if (c.indicator.code, c.partner) == about), None)
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
    states = f"{COMMENTARY}!${COMMENTARY_STATE}:${COMMENTARY_STATE}"
    by_id = f'{COMMENTARY}!$A:$A,"{row.measure.indicator}",{states},"{FILLED}"'
    if len(content.partners) > 1:
        by_id += f',{COMMENTARY}!$B:$B,"{row.partner}"'
    return f"COUNTIFS({by_id})>0"


def _count(content: ReturnContent, own: str) -> Formula:
    """The line at the top: what is still empty in the whole workbook, here by the states in the column `own`."""
    counts = tuple(_counts(content, own))
    empty = "+".join(formula for formula, _, _ in counts)
    listed = '&", "&'.join(f'{formula}&" {where}"' for formula, _, where in counts)
    text = f'IF({empty}=0,"{NOTHING_EMPTY}","{_STILL_EMPTY}"&{listed}&".")'
    if not any(now for _, now, _ in counts):
        return Formula(text, NOTHING_EMPTY)
    return Formula(text, _STILL_EMPTY + ", ".join(f"{now} {where}" for _, now, where in counts) + ".")


def _counts(content: ReturnContent, own: str) -> Iterator[tuple[str, int, str]]:
    """What is counted for the line at the top: the formula, what it gives now, and where that is.

    A report counts where its words are to be written, and no more once its row here has a blank reason.
    """
    states = [_state(content, row).result for row in content.measures]
    yield f'COUNTIF(${own}:${own},"{TO_FILL}")', states.count(TO_FILL), "here"
    yield f'COUNTIF(${own}:${own},"{_ELSEWHERE}")', states.count(_ELSEWHERE), f"on {COMMENTARY}"
    if content.asked:
        answers = f"{QUESTIONS}!${QUESTIONS_ANSWER}:${QUESTIONS_ANSWER}"
        open_now = sum(not row.answer for row in content.asked)
        yield f'COUNTIFS({QUESTIONS}!$A:$A,"?-*",{answers},"")', open_now, f"on {QUESTIONS}"
    unsigned = (not content.filled_in_by) + (not content.agreed_by)
    yield f"(3-COUNTA('{SIGN_OFF}'!$B:$B))", unsigned, f"on {SIGN_OFF}"  # two names below their heading


_STILL_EMPTY: Final = "Still empty: "
NOTHING_EMPTY: Final = "Nothing is empty any more: save the workbook and send it back."
