"""The rows of a priority's grid: which figures it asks for, who gives each, and what its cells say."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from csp_tui.desk.drafting import Draft
from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.commentary import nothing_to_say
from csp_tui.domain.measures import Combine, Comparator, Indicator, Kind, Measure, Plan, Window
from csp_tui.domain.results import ComparedWith, MeasureStatus, State
from csp_tui.domain.sentences import display, shown_pair, with_unit
from csp_tui.domain.statements import MILESTONE, YES_NO, Statement
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.rating import mark_of
from csp_tui.widgets.wording import one_line

VALUE, ROLLING_YEAR = "value", "rolling_year"
BREAK_MARK, REVISED_MARK, PROVISIONAL_MARK = "[b]", "[r]", "[p]"  # as in the pack
ENTRY_COLUMNS = (VALUE, ROLLING_YEAR)
YEAR_LABELS = {
    ROLLING_YEAR: "Rolling year",
    "rolling_year_prior": "Rolling year before it",
    "prior": "The same figure a year before",
}
"""The fields of the form (F5) that figures are compared by, as they are labelled there."""

_CODE = Column("code", "Code", 5)
_MEASURE = Column("measure", "Measure", 20, flexible=True, by_ends=True)
_BENCHMARK = Column("benchmark", "Benchmark", 15)
_LAST = Column("last", "Last quarter", 12, right=True)
_THIS = Column(VALUE, "This quarter", 14, right=True)
_YEAR = Column(ROLLING_YEAR, "Rolling year", 12, right=True)
_COMPARED = Column("compared", "Compared", 8, right=True)
_AGAINST = Column("against", "Against", 8, right=True)
_RATING = Column("rating", "Rating", 11)
_PARTNER = Column("partner", "From", 24, by_ends=True)
_WHOLE_PARTNER = Column("partner", "From", 35)
_TREND = Column("trend", "Trend", 13)

_RATED_BY = {
    Comparator.TARGET: "target",
    Comparator.BASELINE: "baseline",
    Comparator.ROLLING_YEAR: "rolling year",
    Comparator.ROLLING_QUARTER: "quarter before",
    Comparator.PRIOR: "last year",
}


def columns_for(width: int) -> tuple[Column, ...]:
    """The columns that a terminal of this width has room for; the others are told in the detail."""
    if width < 70:
        return (_CODE, _MEASURE, _THIS, _RATING)
    if width < 108:  # no room for the year: but a quarter's figure must not seem to be set against a year's
        return (_CODE, _MEASURE, _THIS, _COMPARED, _AGAINST, _RATING)
    if width < 132:  # names go before the benchmark, which the detail tells in the plan's own words
        return (_CODE, _MEASURE, _LAST, _THIS, _YEAR, _AGAINST, _RATING)
    if width < 160:
        return (_CODE, _MEASURE, _BENCHMARK, _LAST, _THIS, _YEAR, _AGAINST, _RATING)
    partner = _PARTNER if width < 190 else _WHOLE_PARTNER
    return (_CODE, _MEASURE, partner, _BENCHMARK, _LAST, _THIS, _YEAR, _AGAINST, _RATING, _TREND)


class Line(Struct, frozen=True):
    """A row of the grid: a figure or a report, of which indicator, and whether it can be typed into here."""

    subject: Subject
    indicator: Indicator
    first: bool
    ours: bool

    @property
    def id(self) -> str:
        """The row's id in the grid."""
        return self.subject.id

    @property
    def measure(self) -> Measure:
        """The measure of the row."""
        return self.subject.measure

    @property
    def is_report(self) -> bool:
        """Whether only commentary is asked."""
        return self.measure.kind is Kind.REPORT

    @property
    def typed(self) -> bool:
        """Whether a figure can be typed into its row."""
        return self.ours and not self.is_report and self.subject.partner is not None


def lines_of(plan: Plan, priority: int, partner: str | None, *, others: bool = False) -> tuple[Line, ...]:
    """What a priority asks for, in the plan's order; for one partner, the indicators that name it.

    With `others` all of them; another's rows are to be read.
    """
    lines: list[Line] = []
    for indicator in plan.indicators:
        if indicator.priority != priority:
            continue
        suppliers = {name for measure in indicator.measures for name in measure.suppliers}
        if not others and partner is not None and partner not in suppliers and partner not in indicator.partners:
            continue
        subjects = [subject for measure in indicator.measures for subject in _subjects(measure)]
        lines += [
            Line(subject, indicator, place == 0, partner is None or subject.partner == partner)
            for place, subject in enumerate(subjects)
        ]
    return tuple(lines)


def nothing_asked(plan: Plan, partner: str) -> str:
    """What is said where a priority asks nothing of a partner, and the rows that stand there are others'."""
    own = [str(priority.number) for priority in plan.priorities if lines_of(plan, priority.number, partner)]
    theirs = f" (its own rows: priority {', '.join(own)})" if own else ""
    return f"Nothing here is asked of {one_line(partner)}{theirs}: these rows are others', to be read."


def _subjects(measure: Measure) -> list[Subject]:
    """One row for each who states it, and before them one for the total where they add up to one."""
    parts = [Subject(measure, name) for name in measure.suppliers]
    return [Subject(measure, None), *parts] if measure.combine is Combine.SUM else parts


def entry_columns(measure: Measure) -> tuple[str, ...]:
    """The columns in which a row has a cell to type into."""
    has_year = measure.is_figure and measure.window is Window.QUARTER and not measure.is_ratio
    return ENTRY_COLUMNS if has_year else (VALUE,)


def row_of(session: Session, line: Line, status: MeasureStatus, typing: Draft | None = None) -> Row:
    """The row as it is shown; `typing` is what stands in the open cell while a key is being typed there."""
    cells = {
        "code": Cell(line.indicator.code, "strong" if line.first else "muted"),
        "measure": Cell(" ".join([*marks_of(status), _title(line)])),
        "partner": Cell(line.subject.partner or "all together", "muted"),
        "benchmark": Cell(_benchmark(line.measure), "muted"),
        "last": Cell(_last_quarter(status, session.desk.today.year)),
        "compared": Cell(_compared(status)),
        "against": Cell(_against(status)),
        "rating": Cell(*_rating(session, line, status, typing)),
        "trend": Cell(status.trend.value if status.trend else ""),
        **{column: cell_of(session, line, status, column) for column in ENTRY_COLUMNS},
    }
    waits = line.ours and line.is_report and awaits_words(session, line)
    return Row(line.id, cells, waits=waits or to_settle(line, status))


def cell_of(session: Session, line: Line, status: MeasureStatus, column: str) -> Cell:
    """The cell of a row in one of the columns that are typed into."""
    if column == VALUE:
        return _value_cell(session, line, status)
    if column in entry_columns(line.measure):
        return _rolling_year_cell(session, line, status)
    return Cell(_year_compared(status), "muted")


def to_settle(line: Line, status: MeasureStatus) -> bool:
    """Whether figures differ that could be typed here: which of them counts is decided, with its reason, not typed."""
    return line.typed and status.state is State.CONFLICT


def awaits_words(session: Session, line: Line) -> bool:
    """Whether a row that asks for words is neither written nor left blank for a reason."""
    stated = session.statement(line.subject)
    written = any(session.commentary(line.indicator, line.subject.partner).values())
    return line.measure.required and not written and (stated is None or stated.blank is None)


def marks_of(status: MeasureStatus) -> tuple[str, ...]:
    """The markers of the pack that hold of this quarter's figure; the detail says each in words."""
    statement = status.statement
    revised = any(one.quarter == status.quarter for one in status.restated)
    holds = (
        (BREAK_MARK, status.break_ is not None),
        (REVISED_MARK, revised or (statement is not None and bool(statement.reason))),
        (PROVISIONAL_MARK, statement is not None and bool(statement.provisional)),
    )
    return tuple(mark for mark, true in holds if true)


def _last_quarter(status: MeasureStatus, year: int) -> str:
    """The figure of the quarter before, marked where a pack told it otherwise or it is provisional."""
    text, last = figure_text(status.measure, status.last_quarter, year=year), status.last_quarter
    if any(one.quarter == status.quarter.previous for one in status.restated):
        return f"{REVISED_MARK} {text}"
    return f"{PROVISIONAL_MARK} {text}" if last is not None and last.provisional else text


def _title(line: Line) -> str:
    title = line.measure.title.removesuffix(_shared_ending(line.indicator))
    if line.measure.combine is Combine.SINGLE or line.subject.partner is None:
        return title
    return f"{title}: {line.subject.partner}"


def _shared_ending(indicator: Indicator) -> str:
    """What the names of an indicator's measures all end with, such as `, Medway`: it tells none of them apart."""
    endings = {measure.title.partition(", ")[1:] for measure in indicator.measures}
    return "".join(*endings) if len(endings) == 1 < len(indicator.measures) else ""


def _value_cell(session: Session, line: Line, status: MeasureStatus) -> Cell:
    if line.is_report:
        return Cell(*_report_state(session, line), open=False)
    stated = session.statement(line.subject) if line.subject.partner else status.statement
    text = figure_text(line.measure, stated, year=session.desk.today.year)
    if not line.typed:
        return Cell(text or _from(line.subject.partner), "muted")
    draft = session.draft(line.subject, VALUE)
    if draft is None and to_settle(line, status):
        return Cell("Enter: settle", "refused")
    year = status.statement.rolling_year if status.statement is not None and not text else None
    hint = f"year {year}" if year is not None else ""  # narrow screens have no column for what was stated instead
    typed = draft.text if draft else None
    return Cell(text, _draft_tone(draft), open=True, draft=typed, choices=choices_of(line.measure), hint=hint)


def _from(partner: str | None) -> str:
    """Who gives a figure that is not typed here; the lines below name whoever has no room in the cell."""
    whole = f"from {partner}" if partner else ""
    return whole if len(whole) <= _THIS.width else "from another"


def _rolling_year_cell(session: Session, line: Line, status: MeasureStatus) -> Cell:
    statement = session.statement(line.subject)
    text = str(statement.rolling_year) if statement is not None and statement.rolling_year is not None else ""
    if not line.typed:
        return Cell(text, "muted")
    draft = session.draft(line.subject, ROLLING_YEAR)
    if draft is None and to_settle(line, status):
        return Cell("")
    return Cell(text, _draft_tone(draft), open=True, draft=draft.text if draft else None, hint=_year_compared(status))


def _year_compared(status: MeasureStatus) -> str:
    """The rolling year as it is worked out, where that, and not the quarter's figure, is what is compared.

    What stands at a quarter's end is compared with last year's by itself: it makes no year.
    """
    if status.measure.window is Window.SNAPSHOT:
        return ""
    compared, _ = shown_pair(status.measure, status.comparison)
    years = (
        status.measure.rated_by is Comparator.ROLLING_YEAR,
        status.comparison.comparator_kind is ComparedWith.ROLLING_YEAR,
    )
    return compared if any(years) else ""


def _draft_tone(draft: Draft | None) -> str:
    if draft is None:
        return ""
    return "refused" if draft.refusal else "draft"


def _report_state(session: Session, line: Line) -> tuple[str, str]:
    texts = session.commentary(line.indicator, line.subject.partner)
    if nothing_to_say(texts):
        return "nothing to say", "muted"
    if any(texts.values()):
        return "written", ""
    if why := figure_text(line.measure, session.statement(line.subject), year=session.desk.today.year):
        return why, "muted"
    return "Enter: write" if line.measure.required else "if you wish", "muted"


def _rating(session: Session, line: Line, status: MeasureStatus, typing: Draft | None) -> tuple[str, str]:
    drafts: Sequence[Draft | None] = [typing] if typing else [session.draft(line.subject, c) for c in ENTRY_COLUMNS]
    if any(draft is not None and draft.refusal for draft in drafts):
        return "not stored", "refused"
    if typing is None and any(draft is not None for draft in drafts):
        return "draft", "draft"
    if line.is_report:
        written = _report_state(session, line)[1] == "" or status.state is State.RECEIVED
        return ("○ received", "muted") if written else mark_of(status)
    return mark_of(status)


def choices_of(measure: Measure) -> tuple[str, ...]:
    """The words that a yes/no or a milestone takes; none for a number."""
    if measure.kind is Kind.YES_NO:
        return tuple(choice.value for choice in YES_NO)
    return tuple(choice.value for choice in MILESTONE) if measure.kind is Kind.MILESTONE else ()


def figure_text(measure: Measure, statement: Statement | None, *, year: int | None = None) -> str:
    """A statement in one cell: its figure, word, ratio, or the reason why there is none.

    The year of a promised day is left out where it is `year`, the one in which it is read.
    """
    if statement is None:
        return ""
    if statement.value is not None:
        return with_unit(measure, str(statement.value))
    if statement.choice is not None:
        return statement.choice.value
    if statement.numerator is not None and statement.denominator is not None:
        return f"{statement.numerator} of {statement.denominator}"
    if statement.blank is not None:
        day = statement.date
        by = f" {day.day} {day:%b}" + (f" {day:%y}" if day.year != year else "") if day is not None else ""
        return f"{BLANK_WORDS[statement.blank]}{by}"
    return ""


def stated_words(measure: Measure, statement: Statement | None, column: str = VALUE) -> str:
    """What a cell holds of a statement, for a message; for a figure that is not given, its rolling year."""
    figure = figure_text(measure, statement) if column == VALUE else ""
    if figure or statement is None or statement.rolling_year is None:
        return figure
    return f"rolling year {statement.rolling_year}"


def _compared(status: MeasureStatus) -> str:
    """The figure that is set against the comparator: the rolling year's, where that is what is rated."""
    return "" if status.comparison.comparator is None else shown_pair(status.measure, status.comparison)[0]


def _against(status: MeasureStatus) -> str:
    if status.comparison.comparator is not None:
        return shown_pair(status.measure, status.comparison)[1]
    target = status.measure.target
    return with_unit(status.measure, display_target(status.measure)) if target is not None else ""


def display_target(measure: Measure) -> str:
    """The target as it is read, empty where there is none."""
    return display(Fraction(measure.target)) if measure.target is not None else ""


def _benchmark(measure: Measure) -> str:
    if measure.rated_by is None:
        return "for information" if measure.is_figure else ""
    return _RATED_BY[measure.rated_by]
