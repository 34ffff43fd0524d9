"""The Charts sheet: the ratings of each priority, and each rated figure against its benchmark over two years.

Every chart stands beside the rows of the one table that it draws, and is worked out from what the pack shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import cycle

from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.book import Book
from csp_tui.domain.disclosure import CONFIDENTIAL, Shown
from csp_tui.domain.measures import Comparator, Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import shown
from csp_tui.domain.overview import total
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.results import Break, MeasureStatus, State, Totals
from csp_tui.domain.statements import Statement
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.priorities import comparator, compared
from csp_tui.packs.shown_book import shown_book
from csp_tui.packs.view import IndicatorView, PackView
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
from csp_tui.workbooks.layout import Chart, ChartKind, Column, Line, Number, Paper, Series, Sheet, Table, Value
from csp_tui.workbooks.measuring import height_of, lines_needed

_QUARTERS = 8  # two years: as far as a member looks back
_MOST_STEPS = 8
_FEWEST = 4  # figures that make a line
_CHART_POINTS = 212.0
_CHART_WIDTH = 76.0
_NAME, _AT, _FIGURE, _WHAT, _COMPARATOR, _AGAINST = range(6)
_WIDTHS = (43, 14.5, 10.5, 29, 10.5, 28)
_KINDS = ("Red", "Amber", "Green", "Not rated", "Awaited")


@dataclass(frozen=True, slots=True)
class _Block:
    """A chart with its rows of the table; places in `rows` count from 0, since the block may stand anywhere."""

    chart: Chart
    rows: tuple[tuple[Value, ...], ...]

    def below(self, above: int) -> Chart:
        """The chart with its rows where they come to stand."""

        def moved(rows: tuple[int | None, ...]) -> tuple[int | None, ...]:
            return tuple(None if row is None else row + above for row in rows)

        series = tuple(replace(one, rows=moved(one.rows)) for one in self.chart.series)
        return replace(
            self.chart, places=moved(self.chart.places), series=series, first=above, last=above + len(self.rows) - 1
        )

    @property
    def heights(self) -> tuple[float, ...]:
        """What each row needs for its texts, and for its share of the chart."""
        own = [
            height_of(max(lines_needed(v, width) for v, width in zip(row, _WIDTHS, strict=True) if isinstance(v, str)))
            for row in self.rows
        ]
        more = max(0.0, _CHART_POINTS - sum(own)) / len(own)
        return tuple(round(height + more, 2) for height in own)


def charts(view: PackView, notes: Notebook) -> Sheet | None:
    """The charts with their figures; None where there is nothing to draw."""
    blocks = tuple(_blocks(view))
    if not blocks:
        return None
    above, drawn = 0, []
    for block in blocks:
        drawn.append(block.below(above))
        above += len(block.rows)
    small = f" {notes.tag(Note.SMALL)}" if view.masks_anything else ""
    headings = (
        "What is shown",
        "Quarter or priority",
        f"Figure{small} {notes.tag(Note.COMPARED)}",
        "What it counts",
        "Against",
        "Against what",
    )
    return Sheet(
        name="Charts",
        title="Charts: ratings by priority, and rated figures against their benchmarks",
        holds="This sheet contains one table: the figures that the charts beside it show.",
        paper=Paper.A3_LANDSCAPE,
        lines=(
            Line(
                "Each chart stands beside its own rows, and shows no other figures. A line is interrupted where a"
                " figure is missing, confidential or not exact, and by a break in recording. An axis that does not"
                " begin at 0 says so."
            ),
        ),
        table=Table(
            "Charts",
            tuple(Column(heading, width) for heading, width in zip(headings, _WIDTHS, strict=True)),
            tuple(row for block in blocks for row in block.rows),
            tuple(height for block in blocks for height in block.heights),
        ),
        charts=tuple(drawn),
        chart_width=_CHART_WIDTH,
    )


def _blocks(view: PackView) -> Iterator[_Block]:
    status = view.content.status
    if any(one.state is not State.AWAITED for one in status.indicators):
        yield _ratings(view)
    book, hidden = shown_book(view), _hidden(view)
    for indicator in view.indicators:
        for one in indicator.deciding:
            if one.status.measure.is_figure and one.status.measure.rateable:
                block = _course_block(_Course(indicator, one, book, hidden.get(one.status.measure.uid, frozenset())))
                if block is not None:
                    yield block


# -- the ratings of each priority --------------------------------------------------------------------------------------


def _ratings(view: PackView) -> _Block:
    status = view.content.status
    totals = {p.number: total(status.of_priority(p.number)) for p in status.plan.priorities}
    counts = {number: dict(zip(_KINDS, _counts(found), strict=True)) for number, found in totals.items()}
    many = len(counts)
    rows = tuple(
        (
            f"Indicators {kind.lower()}",
            f"Priority {number}",
            Number(Fraction(counts[number][kind])),
            "indicators",
            NOT_APPLICABLE,
            NOT_APPLICABLE,
        )
        for kind in _KINDS
        for number in counts
    )
    series = tuple(
        Series(
            kind, _FIGURE, tuple(place * many + at if found[kind] else None for at, found in enumerate(counts.values()))
        )
        for place, kind in enumerate(_KINDS)
    )
    told = "; ".join(
        f"priority {number}: {', '.join(f'{count} {kind.lower()}' for kind, count in found.items() if count)}"
        for number, found in counts.items()
        if any(found.values())
    )
    chart = Chart(
        ChartKind.STACKED_BARS,
        f"Ratings by priority, {status.quarter.label}",
        f"Bar chart: how many indicators of each priority have which rating. {told.capitalize()}.",
        "Priority",
        "Indicators",
        _AT,
        tuple(range(many)),
        series,
        0,
        len(rows) - 1,
        step=_step(Fraction(max(found.indicators for found in totals.values())), whole=True),
    )
    return _Block(chart, rows)


def _counts(found: Totals) -> tuple[int, ...]:
    return found.red, found.amber, found.green, found.not_rated, found.awaited


# -- a figure over the quarters ----------------------------------------------------------------------------------------


class _Course:
    """A rated figure over the last quarters, as far as the pack shows it."""

    def __init__(self, indicator: IndicatorView, one: Shown, book: Book, hidden: frozenset[Quarter]) -> None:
        self.indicator, self.one, self.book, self._hidden = indicator, one, book, hidden
        self.measure = one.status.measure
        self.breaks = book.breaks.get(self.measure.uid, ())

    def statuses(self) -> Iterator[tuple[Quarter, MeasureStatus]]:
        """Each quarter assessed from what is shown, the pack's own as it stands there, oldest first."""
        now = self.book.quarter
        for quarter in quarters_between(now.shifted(1 - _QUARTERS), now.previous):
            yield quarter, assess_measure(replace(self.book, quarter=quarter), self.measure, self.one.status.partner)
        yield now, self.one.status

    def row(self, quarter: Quarter, status: MeasureStatus) -> tuple[Value, ...]:
        """A quarter's row of the table."""
        broken = any(one.quarter == quarter for one in self.breaks)
        marks = [mark for mark, holds in ((BREAK, broken), *_marks(status.statement)) if holds]
        return (
            self.name,
            " ".join([quarter.short, *marks]),
            self._figure(quarter, status),
            self.what,
            self._comparator(quarter, status),
            _kind(status),
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


def _hidden(view: PackView) -> Mapping[str, frozenset[Quarter]]:
    """The quarters in which anything of a measure is not shown, by its uid."""
    found: dict[str, set[Quarter]] = {}
    for row in view.data:
        if row.stated.hidden:
            found.setdefault(row.measure.uid, set()).add(row.quarter)
    return {uid: frozenset(quarters) for uid, quarters in found.items()}


def _marks(statement: Statement | None) -> Iterator[tuple[str, bool]]:
    yield PROVISIONAL, statement is not None and bool(statement.provisional)
    yield REVISED, statement is not None and bool(statement.reason)


def _mixed(breaks: Sequence[Break], status: MeasureStatus) -> bool:
    """Whether a break lies within the days that the figure itself covers."""
    first, last = status.period_from, status.period_to
    return first is not None and last is not None and any(first < one.quarter.start <= last for one in breaks)


def _course_block(course: _Course) -> _Block | None:
    """The chart of a figure with its rows; None where too few figures are known to make a line."""
    told = [(quarter, course.row(quarter, status), status) for quarter, status in course.statuses()]
    known = [place for place, (_, row, _) in enumerate(told) if _has_number(row)]
    if sum(isinstance(row[_FIGURE], Number) for _, row, _ in told) < _FEWEST:
        return None
    told = told[known[0] :]
    rows = tuple(row for _, row, _ in told)
    places: list[int | None] = []
    for place, (quarter, _, _) in enumerate(told):
        places += [None, place] if place and course.broken_before(quarter) else [place]
    series = [Series(f"Figure: {course.what}", _FIGURE, tuple(places))]
    kinds = [_kind(status) for _, row, status in told if isinstance(row[_COMPARATOR], Number)]
    if kinds:
        series.append(Series(f"Against: {_small(kinds[-1])}", _COMPARATOR, tuple(places)))
    values = [cell.value for row in rows for cell in (row[_FIGURE], row[_COMPARATOR]) if isinstance(cell, Number)]
    lowest, step = _axis(values, whole=all(value.denominator == 1 for value in values))
    suffix = '"%"' if course.measure.kind is Kind.PERCENTAGE else ""
    begins = f" (the axis of the figures begins at {shown(lowest)}, not at 0)" if lowest else ""
    chart = Chart(
        ChartKind.LINES,
        course.name,
        _in_words(course, [(quarter, row) for quarter, row, _ in told], kinds),
        f"Quarter{begins}",
        unit(course.measure).capitalize(),
        _AT,
        tuple(places),
        tuple(series),
        0,
        len(rows) - 1,
        lowest,
        step,
        f"{'#,##0' if step >= 1 else '#,##0.0'}{suffix}",
    )
    return _Block(chart, rows)


def _has_number(row: tuple[Value, ...]) -> bool:
    return isinstance(row[_FIGURE], Number) or isinstance(row[_COMPARATOR], Number)


def _kind(status: MeasureStatus) -> str:
    """What the figure is compared with, whether or not it is known."""
    return against(status).partition(":")[0]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _axis(values: Sequence[Fraction], *, whole: bool) -> tuple[Fraction, Fraction]:
    """Where an axis begins and its step: at 0, or at a round number where figures lie close together far above it."""
    low, high = min(values), max(values)
    if low * 2 <= high or low == high:
        return Fraction(), _step(high, whole=whole)
    step = _step(high - low, whole=whole)
    return max(Fraction(), (low // step - 1) * step), step


def _step(span: Fraction, *, whole: bool) -> Fraction:
    """A round step that divides a span into few parts."""
    step = Fraction(1) if whole else Fraction(1, 10)
    for times in cycle((Fraction(2), Fraction(5, 2), Fraction(2))):
        if step * _MOST_STEPS >= span:
            break
        step *= times
    return step


def _in_words(course: _Course, told: Sequence[tuple[Quarter, tuple[Value, ...]]], kinds: Sequence[str]) -> str:
    """What the chart shows, for those who hear it: first, last, which way, and against what."""
    since = next((place for place in range(len(told) - 1, 0, -1) if course.broken_before(told[place][0])), 0)
    figures = [(quarter, row[_FIGURE], row[_COMPARATOR]) for quarter, row in told]
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
    return " ".join(sentences)


def _direction(measure: Measure, then: Fraction, now: Fraction) -> str:
    if then == now:
        return "no change"
    way = "higher" if now > then else "lower"
    if measure.polarity is Polarity.NONE:
        return way
    return f"{way}, which is {'better' if (now > then) == (measure.polarity is Polarity.HIGHER) else 'worse'}"
