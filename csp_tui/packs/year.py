"""The workbook of a year: the four quarters of each measure with what they make together, to assess the year by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from csp_tui.domain.comparison import period_of
from csp_tui.domain.measures import Priority
from csp_tui.domain.quarters import printed_date
from csp_tui.packs.benchmarking import benchmarking, left_out
from csp_tui.packs.changes import changes
from csp_tui.packs.cover import contents, mark
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.recording import breaks_marked
from csp_tui.packs.wording import (
    BREAK,
    MARKERS,
    MARKERS_MEAN,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    indicator_name,
    marked,
    measure_name,
    short_date,
    unit,
)
from csp_tui.packs.workbook import made
from csp_tui.packs.year_content import YearQuarter
from csp_tui.packs.year_view import NOT_DUE, QuarterCell, YearRow, YearView
from csp_tui.workbooks.layout import Column, Line, Link, Paper, Sheet, Table, Tone, Value
from csp_tui.workbooks.measuring import shortened

_REMARK_CHARACTERS = 420


def year_sheets(view: YearView) -> tuple[Sheet, ...]:
    """All sheets in the order in which they stand."""
    notes = Notebook()
    told = (
        *(_priority(view, notes, priority) for priority in view.content.plan.priorities),
        _quarters(view, notes),
        *((compared,) if (compared := benchmarking(view.content.latest.shown_tables)) is not None else ()),
        changes(view.latest),
    )
    behind = (*told, notes.sheet(breaks_marked(view.latest)))
    return (_cover(view), *(_marked(view, sheet) for sheet in (contents(behind), *behind)))


def year_workbook(view: YearView, sheets: tuple[Sheet, ...]) -> bytes:
    """The sheets as the bytes of a workbook."""
    return made(view.content.latest, sheets, title=view.content.title)


def _marked(view: YearView, sheet: Sheet) -> Sheet:
    latest = view.content.latest
    return replace(sheet, holds=f"{sheet.holds} {latest.marking}, as it stood on {printed_date(latest.produced)}.")


def _cover(view: YearView) -> Sheet:
    content, latest = view.content, view.content.latest
    lines = (
        Line(latest.marking, Tone.HEADING),
        Line(f"The latest figures of each quarter, as they stood on {printed_date(latest.produced)}."),
        Line(f"For the strategic assessment of the {content.plan.partnership}, {content.plan.year} action plan."),
        Line("The quarters", Tone.HEADING),
        *(Line(_standing(one)) for one in content.quarters),
        Line("How to read it", Tone.HEADING),
        Line(
            "P1 and the sheets after it hold the measures of a priority: the figure of each quarter, the year's figure"
            " with how it is made, and the ratings as the group was told them."
        ),
        Line(
            "Quarters holds the same by quarter, with periods and the days on which the figures were extracted. Changes"
            " lists what stands otherwise now than it was told."
        ),
        *(Line(sentence) for sentence in left_out(latest.confidential_tables)),
        Line("Ratings are words. The pale colour behind one only repeats its word."),
        Line(MARKERS_MEAN),
        *(Line(f"{marker} {meaning}") for marker, meaning in MARKERS.items()),
        Line("Where the figures come from", Tone.HEADING),
        Line(
            "Each quarter's figure is as its partner stated it, or as it was typed in for them; this workbook has no"
            " formulas."
        ),
        Line(f"Workbooks of a year with the same mark hold the same figures. The mark of this one is {mark(latest)}."),
        Line(Link("Go to the contents", "Contents")),
    )
    holds = "This sheet says what the workbook is, for whom, and how to read it. It has no table."
    return Sheet("Cover", content.title, holds, Paper.A4_PORTRAIT, lines)


def _standing(one: YearQuarter) -> str:
    """How far a quarter is: issued, open, or not due."""
    name = one.quarter.label
    if one.issued is not None:
        return f"{name}: issued as pack {one.pack} on {printed_date(one.issued)}; ratings as told in it."
    if one.content is None:
        return f"{name}: {NOT_DUE}."
    return f"{name}: not issued; ratings as they stand, which may still change."


def _priority(view: YearView, notes: Notebook, priority: Priority) -> Sheet:
    rows = tuple(_row(row) for row in view.of_priority(priority.number))
    numbers = [one.quarter for one in view.content.quarters]
    small = f" {notes.tag(Note.SMALL)}" if view.masks_anything else ""
    columns = (
        Column("Indicator", 20),
        Column("Measure", 20),
        Column("Unit", 15),
        *(Column(f"Q{quarter.number} figure{small}", 12) for quarter in numbers),
        Column(f"Year {view.content.plan.year} {notes.tag(Note.YEAR)}", 12),
        Column("How the year's figure is made", 26),
        *(Column(f"Q{quarter.number} rating {notes.tag(Note.RATING)}", 11, rating=True) for quarter in numbers),
        Column("What else to know", 32),
    )
    nothing: tuple[Value, ...] = ("The plan has no indicators here", *(NOT_APPLICABLE,) * (len(columns) - 1))
    return Sheet(
        name=f"P{priority.number}",
        title=f"Priority {priority.number}: {priority.heading}",
        holds="This sheet contains one table: the measures of this priority with their four quarters and the year.",
        paper=Paper.A3_LANDSCAPE,
        lines=tuple(Line(_standing(one)) for one in view.content.quarters),
        table=Table(f"Year_priority_{priority.number}", columns, rows or (nothing,)),
    )


def _row(row: YearRow) -> tuple[Value, ...]:
    return (
        indicator_name(row.indicator),
        measure_name(row.measure, row.partner),
        unit(row.measure),
        *(cell.figure for cell in row.cells),
        row.figure,
        shortened(f"{row.how}.", _REMARK_CHARACTERS, "shortened"),
        *(cell.rating.capitalize() if cell.rating == NOT_DUE else cell.rating for cell in row.cells),
        shortened(row.remarks, _REMARK_CHARACTERS, "more on Quarters") or NOT_APPLICABLE,
    )


def _quarters(view: YearView, notes: Notebook) -> Sheet:
    rows = tuple(
        _quarter_row(row, cell)
        for priority in view.content.plan.priorities
        for row in view.of_priority(priority.number)
        for cell in row.cells
        if cell.view is not None
    )
    not_due = [one.quarter.short for one in view.content.quarters if one.content is None]
    columns = (
        Column("Indicator", 20),
        Column("Measure", 20),
        Column("Partner", 17),
        Column("Quarter", 12),
        Column("Figure", 12),
        Column("Unit", 15),
        Column("Rolling year", 11),
        Column(f"Period {notes.tag(Note.PERIOD)}", 15),
        Column("Extracted on", 13.5),
        Column("Rating", 12, rating=True),
        Column("Rating as told in", 18.5),
        Column("What else to know", 34),
    )
    nothing: tuple[Value, ...] = ("The plan has no indicators", *(NOT_APPLICABLE,) * (len(columns) - 1))
    return Sheet(
        name="Quarters",
        title=f"Quarters of {view.content.plan.year}: every figure with its period and the day of its extraction",
        holds="This sheet contains one table: a row for each measure and quarter.",
        paper=Paper.A3_LANDSCAPE,
        lines=(Line(f"Not due, and without rows: {', '.join(not_due)}."),) if not_due else (),
        table=Table("Year_by_quarter", columns, rows or (nothing,)),
    )


def _quarter_row(row: YearRow, cell: QuarterCell) -> tuple[Value, ...]:
    remark = "; ".join(_remarks(row, cell))
    return (
        indicator_name(row.indicator),
        measure_name(row.measure, row.partner),
        row.answers,
        cell.quarter.short,
        _figure(row, cell),
        unit(row.measure),
        cell.rolling_year,
        _period(row, cell),
        _extracted(cell),
        cell.rating.capitalize() if cell.rating == NOT_DUE else cell.rating,
        cell.rated_by,
        shortened(f"{remark[:1].upper()}{remark[1:]}.", _REMARK_CHARACTERS, "shortened") if remark else NOT_APPLICABLE,
    )


def _figure(row: YearRow, cell: QuarterCell) -> Value:
    statement = cell.statement
    if statement is None or not cell.answered or not row.measure.is_figure:
        return cell.figure
    return marked(cell.figure, provisional=statement.provisional, revised=bool(statement.reason))


def _period(row: YearRow, cell: QuarterCell) -> str:
    """The days that the figure itself covers, marked where recording changed with its quarter."""
    statement = cell.statement
    if statement is None or not cell.answered or not row.measure.is_figure:
        return NOT_AVAILABLE if row.measure.is_figure else NOT_APPLICABLE
    first, last = period_of(row.measure, cell.quarter, statement)
    days = short_date(last) if first == last else f"{short_date(first)} to {short_date(last)}"
    broken = any(one.quarter == cell.quarter for one in row.breaks)
    return f"{days} {BREAK}" if broken else days


def _remarks(row: YearRow, cell: QuarterCell) -> Iterator[str]:
    yield from cell.remarks
    yield from (f"recording changed: {one.text}" for one in row.breaks if one.quarter == cell.quarter)


def _extracted(cell: QuarterCell) -> Value:
    """The day on which the figure was extracted, where its partner gave it."""
    statement = cell.statement
    if statement is None or not cell.answered or not isinstance(statement.extracted, date):
        return NOT_AVAILABLE if cell.measure.is_figure else NOT_APPLICABLE
    return statement.extracted
