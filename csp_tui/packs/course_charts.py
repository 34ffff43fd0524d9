"""The chart of a rated figure: its course over two years beside what it is compared with, as far as it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from csp_tui.domain.amounts import amounts
from csp_tui.domain.book import Book
from csp_tui.domain.comparison import compare, crossed, pair
from csp_tui.domain.disclosure import CONFIDENTIAL, Shown
from csp_tui.domain.measures import Combine, Comparator, Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import shown
from csp_tui.domain.parts import answer_of, summed_answer
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.range_words import limits_in_words, limits_to_show
from csp_tui.domain.results import Break, MeasureStatus, Rating, State
from csp_tui.domain.statements import Statement
from csp_tui.packs.chart_blocks import AT, COMPARATOR, FIGURE, HIGH, LOW, Block, axis_of
from csp_tui.packs.priorities import comparator, compared
from csp_tui.packs.view import IndicatorView
from csp_tui.packs.wording import (
    BREAK,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    PROVISIONAL,
    REVISED,
    against,
    indicator_name,
    measure_name,
    number,
    unit,
)
from csp_tui.workbooks.layout import Chart, ChartKind, Number, Series, Value

QUARTERS = 8  # two years: as far as a member looks back
_FEWEST = 4  # figures that make a line


class Course:
    """A rated figure over the last quarters, as far as the pack shows it."""

    def __init__(self, indicator: IndicatorView, one: Shown, book: Book, hidden: frozenset[Quarter]) -> None:
        self.indicator, self.one, self.book, self._hidden = indicator, one, book, hidden
        self.measure = one.status.measure
        self.breaks = book.breaks.get(self.measure.uid, ())

    def statuses(self) -> Iterator[tuple[Quarter, MeasureStatus]]:
        """Each quarter compared from what is shown, the pack's own as it stands there, oldest first."""
        now, measure, partner = self.book.quarter, self.measure, self.one.status.partner
        summed = measure.combine is Combine.SUM
        answer = summed_answer(self.book, measure) if summed else answer_of(self.book, measure, partner or "")
        stored = amounts(measure, answer.series)
        monthly = self.book.monthly.get(measure.uid, {}).get(answer.key, {})
        for quarter in quarters_between(now.shifted(1 - QUARTERS), now.previous):
            status = MeasureStatus(measure, partner, quarter, State.AWAITED, Rating.NOT_RATED, "")
            if quarter in answer.series:
                found = pair(measure, quarter, answer.series, stored, monthly)
                status = replace(
                    status,
                    statement=answer.series[quarter],
                    comparison=compare(found, measure),
                    period_from=found.period_from,
                    period_to=found.period_to,
                    break_=crossed(found, self.breaks),
                )
            yield quarter, status
        yield now, self.one.status

    def row(self, quarter: Quarter, status: MeasureStatus) -> tuple[Value, ...]:
        """A quarter's row of the table."""
        broken = any(one.quarter == quarter for one in self.breaks)
        revised = any(one.quarter == quarter for one in self.one.status.restated)
        marks = [mark for mark, holds in ((BREAK, broken), *_marks(status.statement, revised)) if holds]
        return (
            self.name,
            " ".join([quarter.short, *marks]),
            self._figure(quarter, status),
            self.what,
            self._comparator(quarter, status),
            _kind(status),
            *self._usual(quarter),
        )

    @property
    def name(self) -> str:
        """The indicator, and the measure where it has several that decide."""
        if len(self.indicator.deciding) == 1:
            return indicator_name(self.indicator.indicator)
        return f"{self.indicator.indicator.code} {measure_name(self.measure, self.one.status.partner)}"

    @property
    def what(self) -> str:
        """What is counted over which time: `incidents, rolling year`."""
        over = {
            Window.QUARTER: "",
            Window.ROLLING_YEAR: ", rolling year",
            Window.SNAPSHOT: " at quarter-end",
            Window.YEAR_TO_DATE: ", year to date",
        }
        when = over[Window.ROLLING_YEAR] if self._summed else over[self.measure.window or Window.QUARTER]
        return f"{unit(self.measure)}{when}"

    @property
    def of_quarters(self) -> bool:
        """Whether the figure compared is what each quarter gives by itself, so that its usual range lies beside it."""
        return not self._summed and self.measure.window is not Window.YEAR_TO_DATE

    def _usual(self, quarter: Quarter) -> tuple[Value, Value]:
        """The usual range of the quarters that it was worked from."""
        if not self.of_quarters:
            return NOT_APPLICABLE, NOT_APPLICABLE
        return usual_cells(self.one, quarter)

    def anew(self, quarter: Quarter) -> bool:
        """Whether a year to date begins with a quarter."""
        return self.measure.window is Window.YEAR_TO_DATE and quarter.number == 1

    def broken_before(self, quarter: Quarter) -> bool:
        """Whether no line may lead into a quarter: recording changed, or a year to date begins anew."""
        return self.anew(quarter) or any(one.quarter == quarter for one in self.breaks)

    def _figure(self, quarter: Quarter, status: MeasureStatus) -> Value:
        if _mixed(self.breaks, status):
            return BREAK
        if status is self.one.status:
            return compared(self.one)
        value = status.comparison.compared
        return self._missing(quarter) if value is None else number(self.measure, value)

    def _comparator(self, quarter: Quarter, status: MeasureStatus) -> Value:
        if status.break_ is not None:
            return BREAK
        if status is self.one.status:
            return comparator(self.one)
        value = status.comparison.comparator
        return self._missing(quarter.same_last_year) if value is None else number(self.measure, value)

    def _missing(self, quarter: Quarter) -> str:
        """Why there is no figure: it, or one of those that it is made of, is not shown, or not there."""
        made_of = quarters_between(quarter.shifted(-3 if self._summed else 0), quarter)
        return CONFIDENTIAL if self._hidden & set(made_of) else NOT_AVAILABLE

    @property
    def _summed(self) -> bool:
        """Whether the figure compared is made of four quarters."""
        window = self.measure.window
        return self.measure.rated_by is Comparator.ROLLING_YEAR and window in (Window.QUARTER, Window.YEAR_TO_DATE)


def _marks(statement: Statement | None, revised: bool) -> Iterator[tuple[str, bool]]:
    yield PROVISIONAL, statement is not None and bool(statement.provisional)
    yield REVISED, revised or (statement is not None and bool(statement.reason))


def _mixed(breaks: Sequence[Break], status: MeasureStatus) -> bool:
    """Whether a break lies within the days that the figure itself covers."""
    first, last = status.period_from, status.period_to
    return first is not None and last is not None and any(first < one.quarter.start <= last for one in breaks)


def course_chart(course: Course) -> Block | None:
    """The chart of a figure with its rows; None where too few figures are known to make a line."""
    told = [(quarter, course.row(quarter, status), status) for quarter, status in course.statuses()]
    known = [place for place, (_, row, _) in enumerate(told) if _has_number(row)]
    if sum(isinstance(row[FIGURE], Number) for _, row, _ in told) < _FEWEST:
        return None
    told = told[known[0] :]
    rows = tuple(row for _, row, _ in told)
    places: list[int | None] = []
    for place, (quarter, _, _) in enumerate(told):
        places += [None, place] if place and course.broken_before(quarter) else [place]
    series = [Series(f"Figure: {course.what}", FIGURE, tuple(places))]
    kinds = [_kind(status) for _, row, status in told if isinstance(row[COMPARATOR], Number)]
    if kinds:
        series.append(Series(f"Against: {_small(kinds[-1])}", COMPARATOR, tuple(places)))
    values = [cell.value for row in rows for cell in (row[FIGURE], row[COMPARATOR]) if isinstance(cell, Number)]
    series += usual_series(rows, tuple(places))
    values += [cell.value for row in rows for cell in (row[LOW], row[HIGH]) if isinstance(cell, Number)]
    lowest, step = axis_of(values, whole=all(value.denominator == 1 for value in values))
    suffix = '"%"' if course.measure.kind is Kind.PERCENTAGE else ""
    begins = f" (the axis of the figures begins at {shown(lowest)}, not at 0)" if lowest else ""
    chart = Chart(
        ChartKind.LINES,
        course.name,
        _in_words(course, [(quarter, row) for quarter, row, _ in told], kinds),
        f"Quarter{begins}",
        unit(course.measure).capitalize(),
        AT,
        tuple(places),
        tuple(series),
        0,
        len(rows) - 1,
        lowest,
        step,
        f"{'#,##0' if step >= 1 else '#,##0.0'}{suffix}",
    )
    return Block(chart, rows)


def usual_cells(one: Shown, quarter: Quarter) -> tuple[Value, Value]:
    """The limits of what is usual beside a quarter, where it is one of those that they were worked from."""
    status, limits = one.status, limits_to_show(one.status)
    if limits is None or status.usual is None:
        hidden = bool(one.hidden & {"value", "range"})
        return (CONFIDENTIAL, CONFIDENTIAL) if hidden else (NOT_AVAILABLE, NOT_AVAILABLE)
    if status.quarter - quarter >= status.usual.quarters:
        return NOT_APPLICABLE, NOT_APPLICABLE
    low, high = limits
    return number(status.measure, low), number(status.measure, high)


def usual_series(rows: tuple[tuple[Value, ...], ...], places: tuple[int | None, ...]) -> list[Series]:
    """The two limits as lines of a chart; none where there are no limits."""
    if not any(isinstance(row[LOW], Number) for row in rows):
        return []
    return [Series("Usual range, from", LOW, places), Series("Usual range, to", HIGH, places)]


def _has_number(row: tuple[Value, ...]) -> bool:
    return isinstance(row[FIGURE], Number) or isinstance(row[COMPARATOR], Number)


def _kind(status: MeasureStatus) -> str:
    """What the figure is compared with, whether or not it is known."""
    return against(status).partition(":")[0]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _in_words(course: Course, told: Sequence[tuple[Quarter, tuple[Value, ...]]], kinds: Sequence[str]) -> str:
    """What the chart shows, for those who hear it: first, last, which way, and against what."""
    since = next((place for place in range(len(told) - 1, 0, -1) if course.broken_before(told[place][0])), 0)
    figures = [(quarter, row[FIGURE], row[COMPARATOR]) for quarter, row in told]
    numbers = [(quarter, cell) for quarter, cell, _ in figures[since:] if isinstance(cell, Number)]
    sentences = [f"Line chart of {len(told)} quarters, {course.name}: {course.what}."]
    if since:
        began = "a year to date begins anew" if course.anew(told[since][0]) else "recording changed"
        sentences.append(f"The line is interrupted before {told[since][0].short}, where {began}.")
    if numbers:
        (first, then), (last, now) = numbers[0], numbers[-1]
        sentences.append(
            f"{shown(now.value)} in {last.short}."
            if first == last
            else f"From {shown(then.value)} in {first.short} to {shown(now.value)} in {last.short}:"
            f" {_direction(course.measure, then.value, now.value)}."
        )
    pairs = [(q, cell, other) for q, cell, other in figures if isinstance(cell, Number) and isinstance(other, Number)]
    if pairs:
        quarter, cell, other = pairs[-1]
        how = "equal to" if cell.value == other.value else "above" if cell.value > other.value else "below"
        sentences.append(f"In {quarter.short} it is {how} {_small(kinds[-1])}, {shown(other.value)}.")
    usual = limits_in_words(course.one.status) if course.of_quarters else ""
    if usual:
        sentences.append(f"Two thin lines show its usual range, {usual}.")
    return " ".join(sentences)


def _direction(measure: Measure, then: Fraction, now: Fraction) -> str:
    if then == now:
        return "no change"
    way = "higher" if now > then else "lower"
    if measure.polarity is Polarity.NONE:
        return way
    return f"{way}, which is {'better' if (now > then) == (measure.polarity is Polarity.HIGHER) else 'worse'}"
