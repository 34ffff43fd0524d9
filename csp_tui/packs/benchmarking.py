"""The Benchmarking sheet: how areas compare, our own marked by word and hatching; and its rows as tidy data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from csp_tui.domain.benchmark_words import averages_words, decimals, figure, listed, sentences
from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable, Edition, averages, by_rank, rank
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import plain
from csp_tui.packs.chart_blocks import Block, step_of
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, short_name
from csp_tui.workbooks.layout import Chart, ChartKind, Column, Line, Number, Paper, Series, Sheet, Table, Tone, Value
from csp_tui.workbooks.separated import guarded, separated

SHEET: Final = "Benchmarking"
_CHART_WIDTH: Final = 76.0
_AROUND_BARS, _BAR = 110.0, 21.0  # points: of title, axis and legend, and of a bar whose name is read
_AREA, _ROLE, _FIGURE = 1, 2, 5
_COLUMNS: Final = (
    Column("What is compared", 30),
    Column("Area", 28),
    Column("What it is", 21),
    Column("Rank from the highest", 11),
    Column("Areas that share the rank", 12),
    Column("Figure", 11),
    Column("Earlier figure", 11),
    Column("Change", 10),
    Column("% change", 10),
    Column("Which way", 13),
)
_WIDTHS: Final = tuple(column.width for column in _COLUMNS)
_OURS, _PEER, _MEAN, _NATION = "our area", "area compared", "average of the areas", "stands apart"
_KINDS: Final = {_OURS: "Our area", _PEER: "Other areas", _MEAN: "Average of the areas", _NATION: "National"}
CSV_COLUMNS: Final = (
    *("title", "measure", "period", "period_quarter", "source", "area", "role", "value", "earlier", "change"),
    *("percent_change", "stated_percent_change", "movement", "rank", "shared_by", "areas_compared"),
)

Row = tuple[Value, ...]


def left_out(editions: Iterable[Edition]) -> Iterator[str]:
    """A sentence for each table of areas that is not in the workbook."""
    for edition in editions:
        yield (
            f'The table of areas "{short_name(edition.table.title)}" is left out, because it holds a count of one to'
            " four people in a sensitive matter."
        )


def benchmarking(editions: Sequence[Edition]) -> Sheet | None:
    """The tables one under the other, each beside its chart; None where there are none."""
    if not editions:
        return None
    above, drawn, blocks = 0, [], [_block(edition.table) for edition in editions]
    for block in blocks:
        drawn.append(block.below(above))
        above += len(block.rows)
    return Sheet(
        name=SHEET,
        title="Benchmarking: how areas compare",
        holds="This sheet contains one table: the figures of each area, from the highest to the lowest.",
        paper=Paper.A3_LANDSCAPE,
        lines=tuple(line for edition in editions for line in _lines(edition)),
        table=Table(
            SHEET,
            _COLUMNS,
            tuple(row for block in blocks for row in block.rows),
            tuple(height for block in blocks for height in block.heights),
        ),
        charts=tuple(drawn),
        chart_width=_CHART_WIDTH,
    )


def _lines(edition: Edition) -> Iterator[Line]:
    table = edition.table
    yield Line(f"{table.title}, {table.period}", Tone.HEADING)
    if table.source:
        yield Line(f"Source: {table.source}")
    yield from (Line(sentence) for sentence in sentences(edition))
    if table.note:
        yield Line(table.note)


# -- the table -------------------------------------------------------------------------------------------------------


def _rows(table: BenchmarkTable) -> tuple[Row, ...]:
    """The areas by rank with the average where it lies among them, then the national rows."""
    found = averages(table)
    rows = [_row(table, area) for area in by_rank(table)]
    if found is not None:
        below = [area.value is None or area.value < found.all_areas for area in by_rank(table)]
        rows.insert(below.index(True) if True in below else len(rows), _mean(table, found.all_areas))
    return (*rows, *(_row(table, area) for area in table.national))


def _row(table: BenchmarkTable, area: AreaFigure) -> Row:
    place = rank(table, area)
    none = NOT_APPLICABLE if area.national else NOT_AVAILABLE
    movement = area.movement
    return (
        table.title,
        area.area,
        _role(area),
        none if place is None else Number(Fraction(place.highest)),
        none if place is None else Number(Fraction(place.ties)),
        _number(table, area.value),
        _number(table, area.earlier),
        NOT_AVAILABLE if area.change is None else Number(area.change, decimals(table), signed=True),
        NOT_AVAILABLE if area.percent is None else Number(area.percent, 1, "%", signed=True),
        NOT_AVAILABLE if movement is None else movement.value,
    )


def _mean(table: BenchmarkTable, mean: Fraction) -> Row:
    shown = Number(mean, decimals(table, mean))
    return (table.title, "Average", _MEAN, *(NOT_APPLICABLE,) * 2, shown, *(NOT_APPLICABLE,) * 4)


def _number(table: BenchmarkTable, value: Decimal | None) -> Value:
    return NOT_AVAILABLE if value is None else Number(Fraction(value), decimals(table))


def _role(area: AreaFigure) -> str:
    return _NATION if area.national else _OURS if area.own else _PEER


# -- the chart -------------------------------------------------------------------------------------------------------


def _block(table: BenchmarkTable) -> Block:
    """A bar for each row: our area hatched, the average and the nation in patterns of their own."""
    rows = _rows(table)
    drawn = tuple(place for place, row in enumerate(rows) if isinstance(row[_FIGURE], Number))
    values = [cell.value for row in rows if isinstance(cell := row[_FIGURE], Number)]
    series = tuple(
        Series(name, _FIGURE, tuple(place if rows[place][_ROLE] == role else None for place in drawn), pattern)
        for pattern, (role, name) in enumerate(_KINDS.items())
        if any(rows[place][_ROLE] == role for place in drawn)
    )
    places = decimals(table)
    chart = Chart(
        ChartKind.MARKED_BARS,
        f"{table.title}, {table.period}",
        _alt(table),
        "Area",
        table.unit.capitalize() or "Figure",
        _AREA,
        drawn,
        series,
        0,
        len(rows) - 1,
        step=step_of(max(values), whole=False),
        number_format="#,##0." + "0" * places,
    )
    return Block(chart, rows, _WIDTHS, _AROUND_BARS + _BAR * len(drawn))


def _alt(table: BenchmarkTable) -> str:
    bars = listed(f"{area.area} {figure(table, area.value)}" for area in by_rank(table) if area.value is not None)
    ours = f" {table.own.area} is hatched." if table.own is not None else ""
    return f"Bar chart of {table.title}, from the highest to the lowest: {bars}.{ours} {averages_words(table)}"


# -- tidy data -------------------------------------------------------------------------------------------------------


def benchmarking_csv(editions: Sequence[Edition], measures: Mapping[str, Measure]) -> bytes:
    """A row for each area and national row of the tables: exact numbers with a point, nothing else in them."""
    rows = (
        _csv_row(edition.table, area, measures)
        for edition in editions
        for area in (*by_rank(edition.table), *edition.table.national)
    )
    return separated(CSV_COLUMNS, rows)


def _csv_row(table: BenchmarkTable, area: AreaFigure, measures: Mapping[str, Measure]) -> list[str]:
    place, movement = rank(table, area), area.movement
    texts = (table.title, measures[table.about].id if table.about in measures else "", table.period)
    numbers = (area.value, area.earlier, area.change, area.percent, area.change_percent)
    return [
        *(guarded(text) for text in texts),
        str(table.quarter),
        guarded(table.source),
        guarded(area.area),
        _role(area),
        *("" if number is None else plain(number) for number in numbers),
        "" if movement is None else movement.value,
        "" if place is None else str(place.highest),
        "" if place is None else str(place.ties),
        str(len(table.peers)),
    ]
