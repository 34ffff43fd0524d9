"""The sheet of each priority: every indicator with its measures as rows, on A3, one page wide."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from csp_tui.domain.disclosure import CONFIDENTIAL, SHOWN_SMALL, Shown
from csp_tui.domain.measures import Kind, Measure, Priority
from csp_tui.domain.numbers import rounded, shown
from csp_tui.domain.public import STATED_AGAIN
from csp_tui.domain.results import MeasureStatus, Part, Range, State
from csp_tui.domain.sentences import beside_words, places_beside, too_few_to_say
from csp_tui.packs import changes
from csp_tui.packs.differing import of_measure, sides_in_words, to_check_of
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    STATES,
    against,
    blank_marker,
    commentary_sheet,
    figure,
    indicator_name,
    is_revised,
    judgement,
    marked,
    measure_name,
    number,
    period,
    rating_in_words,
    rating_word,
    short_name,
    stated,
    trend,
    unit,
    usual_range,
)
from csp_tui.workbooks.layout import Column, Number, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

TOO_FEW: Final = Range.TOO_FEW.capitalize()  # instead of a change in per cent on a handful
_JUDGEMENT: Final = 12  # its place in a row
_ANSWER = 140  # of what was typed as an answer or a reason
_WHY_CHARACTERS = 480  # of a remark; sentences of ratings are far shorter, typed reasons may not be


def priority_sheet(view: PackView, notes: Notebook, priority: Priority) -> Sheet:
    """`P1` and the like: the whole of one priority."""
    rows = tuple(_told(view, row) for own in view.of_priority(priority.number) for row in _rows(view, own))
    columns = _columns(view, notes)
    # Excel takes a table without a row for damage
    nothing: tuple[Value, ...] = ("The plan has no indicators here", *(NOT_APPLICABLE,) * (len(columns) - 1))
    return Sheet(
        name=f"P{priority.number}",
        title=f"Priority {priority.number}: {priority.heading}",
        holds="This sheet contains one table: the indicators of this priority, with a row for each measure.",
        paper=Paper.A3_LANDSCAPE,
        table=Table(f"Priority_{priority.number}", columns, rows or (nothing,)),
    )


def compared(view: Shown) -> Value:
    """The figure that is rated, as a cell."""
    if view.small_compared:
        return SHOWN_SMALL
    if "compared" in view.hidden:
        return CONFIDENTIAL
    return _side(view, view.status.comparison.compared)


def comparator(view: Shown) -> Value:
    """What it is compared with, as a cell."""
    return CONFIDENTIAL if "comparator" in view.hidden else _side(view, view.status.comparison.comparator)


def change(view: Shown) -> Value:
    """The change: in points for percentages."""
    if "change" in view.hidden:
        return CONFIDENTIAL
    status, value = view.status, view.status.comparison.change
    if value is None:
        return _missing(view)
    return number(status.measure, value, signed=True, least=places_beside(status.comparison) or 1)


def percent_change(view: Shown) -> Value:
    """The change in per cent of what it is compared with, rounded to one decimal as it is read."""
    if "change" in view.hidden:
        return CONFIDENTIAL
    value = view.status.comparison.percent_change
    if view.status.comparison.comparator == 0:
        return NOT_APPLICABLE
    if value is None:
        return _missing(view)
    if too_few_to_say(view.status.measure, view.status.comparison):
        return TOO_FEW
    return Number(Fraction(rounded(value)), 1, "%", signed=True)


def _columns(view: PackView, notes: Notebook) -> tuple[Column, ...]:
    small = f" {notes.tag(Note.SMALL)}" if view.masks_anything else ""
    return (
        Column("Indicator", 18),
        Column("Measure", 18),
        Column("Benchmark, number or words of the plan", 16),
        Column("Responsible", 15),
        Column(f"Figure stated{small}", 10.5),
        Column(f"Figure compared {notes.tag(Note.COMPARED)}", 11.5),
        Column("Unit", 15),
        Column("Against", 10),
        Column("Against what", 12),
        Column(f"Change {notes.tag(Note.CHANGE)}", 10),
        Column("Change in %", 10),
        Column(f"Rating in words {notes.tag(Note.RATING)}", 14, rating=True),
        *_judged(view, notes),
        Column(f"Trend {notes.tag(Note.TREND)}", 13),
        Column(f"Range {notes.tag(Note.RANGE)}", 18),
        Column(f"Period {notes.tag(Note.PERIOD)}", 14),
        Column("Why, and what else to know", 29),
    )


def _judged(view: PackView, notes: Notebook) -> Iterator[Column]:
    if view.tells_judgements:
        yield Column(f"Lead's judgement {notes.tag(Note.JUDGEMENT)}", 12, rating=True)


def _told(view: PackView, row: tuple[Value, ...]) -> tuple[Value, ...]:
    """A row without the cell of a column that is not there."""
    return row if view.tells_judgements else (*row[:_JUDGEMENT], *row[_JUDGEMENT + 1 :])


def _rows(view: PackView, indicator: IndicatorView) -> Iterator[tuple[Value, ...]]:
    """A row for each measure, and one for the indicator where no single measure decides its rating."""
    if len(indicator.deciding) > 1:
        yield _row_of_all(indicator)
    for one in indicator.measures:
        if not _only_invited(one.status):
            yield _row(view, indicator, one)
            yield from (_row_of_part(indicator, one, part) for part in one.status.parts)


def _only_invited(status: MeasureStatus) -> bool:
    """Whether it is a comment that a partner might have made and did not: nothing is missing, so nothing is told."""
    return status.measure.kind is Kind.REPORT and not status.measure.required and status.state is State.AWAITED


def _row_of_all(view: IndicatorView) -> tuple[Value, ...]:
    rating = rating_word(view.status.rating, view.status.state)
    remark = f"{view.status.remark or f'{rating}: decided by all {len(view.deciding)} parts together'}."
    return (
        *_names(view, "All parts together"),
        *(NOT_APPLICABLE,) * 7,
        rating,
        *(NOT_APPLICABLE,) * 4,
        shortened(remark, _WHY_CHARACTERS, "shortened"),
    )


def _row_of_part(indicator: IndicatorView, one: Shown, part: Part) -> tuple[Value, ...]:
    """What one partner gave towards a figure that several make: shown, never rated."""
    measure = one.status.measure
    return (
        *_names(indicator, f"{measure.title}, the part of {part.partner}"),
        _stated_part(measure, part),
        NOT_APPLICABLE,
        unit(measure),
        *(NOT_APPLICABLE,) * 4,
        "Awaited" if part.state is State.AWAITED and measure.required else "Not rated",
        *(NOT_APPLICABLE,) * 4,
        f"{STATES[part.state]}: a part of the figure above.",
    )


def _stated_part(measure: Measure, part: Part) -> Value:
    if part.statement is None:
        return NOT_AVAILABLE
    if part.statement.state_is_blank:
        return blank_marker(part.statement)
    # What is received and holds no answer had its answer taken out.
    return figure(measure, part.statement) if part.statement.has_answer else CONFIDENTIAL


def _row(view: PackView, indicator: IndicatorView, one: Shown) -> tuple[Value, ...]:
    status = one.status
    return (
        *_names(indicator, measure_name(status.measure, status.partner)),
        marked(
            stated(one),
            provisional=status.statement is not None and status.statement.provisional,
            revised=is_revised(status),
        ),
        compared(one),
        unit(status.measure),
        comparator(one),
        against(status),
        change(one),
        percent_change(one),
        rating_in_words(status),
        judgement(status),
        *_course(view, one),
        period(status),
        shortened(_why(view, indicator, one), _WHY_CHARACTERS, "more on Awaited"),
    )


def _course(view: PackView, one: Shown) -> tuple[Value, Value]:
    """Trend and range."""
    if one.status.measure.is_figure and not view.tells_course(one.status.measure):
        return NOT_AVAILABLE, NOT_AVAILABLE
    return (
        trend(one.status, hidden=bool(one.hidden & {"value", "trend"})),
        usual_range(one.status, hidden=bool(one.hidden & {"value", "range"})),
    )


def _names(view: IndicatorView, measure: str) -> tuple[Value, ...]:
    indicator = view.indicator
    benchmark: Value = indicator.benchmark or NOT_AVAILABLE
    if indicator.benchmark.isdecimal():
        benchmark = Number(Fraction(int(indicator.benchmark)))
    return indicator_name(indicator), measure, benchmark, indicator.responsible or NOT_AVAILABLE


def _side(view: Shown, value: Fraction | None) -> Value:
    if value is None:
        return _missing(view)
    return number(view.status.measure, value, least=places_beside(view.status.comparison) or 1)


def _missing(view: Shown) -> str:
    """Why there is no number in a comparison: none is asked for, or one is not there."""
    measure = view.status.measure
    return NOT_AVAILABLE if measure.is_figure and measure.comparators else NOT_APPLICABLE


def _explained(indicator: IndicatorView, one: Shown) -> Iterator[str]:
    """What a check asked of the figure was answered: the answer, and where it stands beside the question."""
    for told in indicator.explained:
        if told.is_of(one.status):
            where = f"see {commentary_sheet(indicator.indicator.priority)}"
            yield f'Asked, and explained by {short_name(told.by)} ({where}): "{shortened(told.answer, _ANSWER, where)}"'


def _changed(view: PackView, one: Shown) -> Iterator[str]:
    """Why a figure was stated again."""
    reason = one.status.statement.reason if one.status.statement is not None else None
    if reason and reason != STATED_AGAIN:  # a public copy marks it alone
        why = view.shown_restatement(one.status.measure, cleaned(reason))
        yield f'Stated again: "{shortened(why, _ANSWER, "shortened")}"'


def _why(view: PackView, indicator: IndicatorView, one: Shown) -> str:
    status = one.status
    sentences = [status.reason, *_explained(indicator, one), *_changed(view, one)]
    for told in of_measure(view, status.measure, status.partner):
        sentences.append(f"Told: {sides_in_words(view, told)}.")
    if one is indicator.measures[0]:
        waiting = len(to_check_of(view, indicator.indicator))
        sentences.append(f"Received and still to check: {waiting}, see Awaited." if waiting else "")
    sentences += [beside_words(status.measure, other) for other in status.beside]
    sentences += changes.revised_beside(view, status)
    if indicator.status.remark and len(indicator.deciding) == 1 and one is indicator.deciding[0]:
        sentences.append(f"{indicator.status.remark.rstrip('.')}.")
    if status.state is State.PART:
        missing = ", ".join(part.partner for part in status.parts if part.state is State.AWAITED)
        sentences.append(f"Awaited from {missing}." if missing else "")
    if status.measure.kind is Kind.COUNT and status.rolling_quarter is not None:
        sentences.append(f"Quarter before: {shown(status.rolling_quarter)}.")
    if status.measure.kind is Kind.COUNT and status.same_quarter_last_year is not None:
        sentences.append(f"Same quarter last year: {shown(status.same_quarter_last_year)}.")
    if one.hidden and indicator.indicator.headline == status.measure.id:
        sentences.append("Small counts are masked.")
    return " ".join(sentence for sentence in sentences if sentence)
