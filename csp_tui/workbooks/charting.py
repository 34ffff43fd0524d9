"""Draws described charts beside the rows of a table; what they show, and in which words, is said by their sheets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal

from csp_tui.workbooks.engine import (
    AnchorMarker,
    AxDataSource,
    BarChart,
    CharacterProperties,
    ChartText,
    ColorChoice,
    DataLabelList,
    DrawnSeries,
    Face,
    GraphicalProperties,
    LineChart,
    LineProperties,
    Marker,
    NumData,
    NumDataSource,
    NumericAxis,
    NumFmt,
    NumRef,
    NumVal,
    Paragraph,
    ParagraphProperties,
    PatternFillProperties,
    RegularTextRun,
    RichText,
    SeriesLabel,
    StrData,
    StrRef,
    StrVal,
    TextAxis,
    Title,
    TwoCellAnchor,
    Worksheet,
    get_column_letter,
)
from csp_tui.workbooks.layout import Chart, ChartKind, Number, Series, Table
from csp_tui.workbooks.text import cleaned

_FACE: Final = "Arial"
_POINT: Final = 100  # sizes of letters are in hundredths of a point
_TITLE, _WORDS = 12 * _POINT, 10 * _POINT
_EMU: Final = 12_700  # to a point, in which drawings are measured
_INSET: Final = 4 * _EMU  # between a chart and the edges of its rows
_BLANK_CELL: Final = "B1"  # beside the title nothing is ever written; a chart shows a gap for it, and 0 for a text
_Symbol = Literal["circle", "triangle", "plus", "dash"]
_Dash = Literal["solid", "dash", "sysDot", "dashDot"]
_LINES: Final[tuple[tuple[_Symbol, str, _Dash, str], ...]] = (  # marker, its fill, dash, colour
    ("circle", "1F3864", "solid", "1F3864"),
    ("triangle", "FFFFFF", "dash", "5A5A5A"),
    ("plus", "FFFFFF", "sysDot", "262626"),  # the two limits of what is usual
    ("dash", "FFFFFF", "dashDot", "262626"),
)
_MAIN: Final = 2  # lines that are drawn thick
_Pattern = Literal["pct90", "lgGrid", "wdUpDiag", "pct75", "pct5", "dkUpDiag", "dotGrid"]
_PATTERNS: Final[tuple[tuple[_Pattern, str, str], ...]] = (  # pattern, ink, paper
    ("pct90", "7A0F1B", "7A0F1B"),  # ink on itself is solid: the first stands out in print without colour too
    ("lgGrid", "8A5A00", "FFFFFF"),
    ("wdUpDiag", "14572B", "FFFFFF"),
    ("pct75", "D9D9D9", "D9D9D9"),
    ("pct5", "FFFFFF", "FFFFFF"),
)
_MARKED: Final[tuple[tuple[_Pattern, str, str], ...]] = (  # no colour of a rating: an area is not red
    ("dkUpDiag", "1F3864", "FFFFFF"),
    ("pct75", "D9D9D9", "D9D9D9"),
    ("pct5", "FFFFFF", "FFFFFF"),
    ("dotGrid", "262626", "FFFFFF"),
)
_EDGE: Final = "262626"
_GRID: Final = "BFBFBF"


def draw_charts(worksheet: Worksheet, charts: tuple[Chart, ...], table: Table, top: int) -> None:
    """Put charts into the column behind a table whose headings stand in row `top`, each beside its own rows."""
    for chart in charts:
        drawn = _Drawing(worksheet.title, table, top, chart).drawn()
        anchor = _anchor(len(table.columns), top + chart.first, top + chart.last)
        drawn.anchor = anchor  # type: ignore[assignment] # the stub knows only names of cells
        worksheet.add_chart(drawn)


def _anchor(column: int, above: int, last: int) -> TwoCellAnchor:
    """Between the cells' own corners, so that a chart covers no other rows, however high a program makes them."""
    start = AnchorMarker(col=column, colOff=2 * _INSET, row=above, rowOff=_INSET)
    end = AnchorMarker(col=column + 1, row=last + 1)
    return TwoCellAnchor(editAs="twoCell", _from=start, to=end)


class _Drawing:
    """One chart of one table: which cells it takes, and how they look."""

    def __init__(self, sheet: str, table: Table, top: int, chart: Chart) -> None:
        self._sheet = sheet.replace("'", "''")
        self._table, self._top, self._chart = table, top, chart

    def drawn(self) -> BarChart | LineChart:
        chart = self._chart
        drawn = self._lines() if chart.kind is ChartKind.LINES else self._bars()
        drawn.title = _title(chart.title, _TITLE, bold=True)
        drawn.roundedCorners = False
        drawn.display_blanks = "gap"
        drawn.graphical_properties = _frame()
        assert drawn.legend is not None
        drawn.legend.position = "b"
        drawn.legend.txPr = _letters(_WORDS)
        drawn.x_axis.title = _title(chart.along, _WORDS)
        drawn.y_axis.title = _title(chart.up, _WORDS)
        for axis in (drawn.x_axis, drawn.y_axis):
            axis.delete = False
            axis.txPr = _letters(_WORDS)
            axis.graphicalProperties = _edge(_EDGE)
        drawn.y_axis.scaling.min = float(chart.lowest)
        drawn.y_axis.majorUnit = float(chart.step)
        drawn.y_axis.numFmt = NumFmt(chart.number_format, sourceLinked=False)
        assert drawn.y_axis.majorGridlines is not None
        drawn.y_axis.majorGridlines.spPr = _edge(_GRID)
        return drawn

    def _lines(self) -> LineChart:
        drawn = LineChart()
        drawn.x_axis, drawn.y_axis = TextAxis(), NumericAxis(axId=100, crossAx=10)
        for index, series in enumerate(self._chart.series):
            symbol, filled, dash, colour = _LINES[index % len(_LINES)]
            one = self._series(index, series)
            one.marker = _mark(symbol, filled, colour)
            one.spPr = _edge(colour, 2 if index < _MAIN else 1, dash)
            one.smooth = False
            drawn.series.append(one)
        drawn.y_axis.crossBetween = "between"
        return drawn

    def _bars(self) -> BarChart:
        drawn = BarChart()
        drawn.type, drawn.grouping, drawn.overlap, drawn.gapWidth = "bar", "stacked", 100, 60
        drawn.x_axis, drawn.y_axis = TextAxis(), NumericAxis(axId=100, crossAx=10)
        patterns = _MARKED if self._chart.kind is ChartKind.MARKED_BARS else _PATTERNS
        for index, series in enumerate(self._chart.series):
            pattern, ink, paper = patterns[(index if series.pattern is None else series.pattern) % len(patterns)]
            one = self._series(index, series)
            fill = PatternFillProperties(prst=pattern, fgClr=_colour(ink), bgClr=_colour(paper))
            one.spPr = GraphicalProperties(pattFill=fill, ln=LineProperties(solidFill=_EDGE, w=_EMU))
            one.invertIfNegative = False
            one.dLbls = _labels()
            drawn.series.append(one)
        drawn.x_axis.scaling.orientation = "maxMin"  # the first stands on top, as in the table
        drawn.y_axis.crosses = "max"
        drawn.y_axis.crossBetween = "between"
        return drawn

    def _series(self, index: int, series: Series) -> DrawnSeries:
        named = self._chart.places
        return DrawnSeries(
            idx=index,
            order=index,
            tx=SeriesLabel(v=cleaned(series.name)),
            cat=AxDataSource(strRef=StrRef(self._cells(self._chart.named_by, named), self._names(named))),
            val=NumDataSource(numRef=NumRef(self._cells(series.column, self._plotted(series)), self._numbers(series))),
        )

    def _plotted(self, series: Series) -> tuple[int | None, ...]:
        """The rows that have a number; for a text a spreadsheet would draw a 0."""
        return tuple(row if row is not None and self._number(series, row) else None for row in series.rows)

    def _number(self, series: Series, row: int) -> Number | None:
        value = self._table.rows[row][series.column]
        return value if isinstance(value, Number) else None

    def _cells(self, column: int, rows: tuple[int | None, ...]) -> str:
        """Where the cells stand: runs of rows, with the blank cell for each gap."""
        areas = tuple(self._areas(column, rows))
        return areas[0] if len(areas) == 1 else f"({','.join(areas)})"

    def _areas(self, column: int, rows: tuple[int | None, ...]) -> Iterator[str]:
        letter = get_column_letter(column + 1)
        # Places in a run of rows that follow each other differ from their rows by the same number.
        places = ((place, row) for place, row in enumerate(rows))
        for run, found in groupby(places, lambda each: None if each[1] is None else each[1] - each[0]):
            held = list(found)
            if run is None:
                blank = f"'{self._sheet}'!${_BLANK_CELL[0]}${_BLANK_CELL[1:]}"
                yield from (blank for _ in held)
                continue
            first, last = (self._top + 1 + row for _, row in (held[0], held[-1]) if row is not None)
            area = f"'{self._sheet}'!${letter}${first}"
            yield area if first == last else f"{area}:${letter}${last}"

    def _names(self, rows: tuple[int | None, ...]) -> StrData:
        held = [
            (place, self._table.rows[row][self._chart.named_by]) for place, row in enumerate(rows) if row is not None
        ]
        return StrData(ptCount=len(rows), pt=[StrVal(place, cleaned(str(name))) for place, name in held])

    def _numbers(self, series: Series) -> NumData:
        held = [(place, self._number(series, row)) for place, row in enumerate(series.rows) if row is not None]
        points = [NumVal(place, v=str(number.cell_value)) for place, number in held if number is not None]
        return NumData(self._chart.number_format, len(series.rows), points)


def _title(text: str, size: int, *, bold: bool = False) -> Title:
    properties = _face(size, bold=bold)
    run = RegularTextRun(properties, cleaned(text))
    words = Paragraph(pPr=ParagraphProperties(defRPr=properties), r=[run])
    return Title(tx=ChartText(rich=RichText(p=[words])), overlay=False)


@lru_cache(maxsize=8)  # what looks alike is made once: a chart is written from hundreds of small objects
def _face(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill="000000", latin=Face(typeface=_FACE))


@lru_cache(maxsize=4)
def _letters(size: int) -> RichText:
    properties = _face(size)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)])


@lru_cache(maxsize=1)
def _labels() -> DataLabelList:
    """The number in each bar, on white, so that no pattern runs through it."""
    labels = DataLabelList(spPr=GraphicalProperties(solidFill="FFFFFF"), txPr=_letters(_WORDS))
    labels.showVal = True
    labels.showLegendKey = labels.showCatName = labels.showSerName = False
    labels.showPercent = labels.showBubbleSize = False
    return labels


@lru_cache(maxsize=8)
def _edge(rgb: str, points: int = 1, dash: _Dash = "solid") -> GraphicalProperties:
    """How a line, or what only has an edge, is drawn."""
    return GraphicalProperties(ln=LineProperties(w=points * _EMU, solidFill=rgb, prstDash=dash))


@lru_cache(maxsize=1)
def _frame() -> GraphicalProperties:
    return GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(solidFill=_GRID))


@lru_cache(maxsize=4)
def _mark(symbol: _Symbol, filled: str, colour: str) -> Marker:
    return Marker(symbol, 8, GraphicalProperties(solidFill=filled, ln=LineProperties(solidFill=colour)))


def _colour(rgb: str) -> ColorChoice:
    return ColorChoice(srgbClr=rgb)  # type: ignore[arg-type] # the stub asks for a colour in per cent
