"""The Charts sheet: the ratings of each priority, each rated figure against its benchmark, and its usual range.

Every chart stands beside the rows of the one table that it draws, and is worked out from what the pack shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from csp_tui.domain.overview import total
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Rating, Totals
from csp_tui.packs.chart_blocks import AT, FIGURE, LOW, WIDTHS, Block, step_of
from csp_tui.packs.course_charts import Course, course_chart
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.range_charts import range_chart
from csp_tui.packs.shown_book import shown_book
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import NOT_APPLICABLE
from csp_tui.workbooks.layout import Chart, ChartKind, Column, Line, Number, Paper, Series, Sheet, Table

_CHART_WIDTH = 76.0
_KINDS = ("Red", "Amber", "Green", "Not rated", "Awaited")


def charts(view: PackView, notes: Notebook) -> Sheet | None:
    """The charts with their figures; None where there is nothing to draw.

    Columns that no chart has a use for, as where no figure is known long enough for one, are left out.
    """
    blocks = tuple(_blocks(view))
    if not blocks:
        return None
    above, drawn = 0, []
    for block in blocks:
        drawn.append(block.below(above))
        above += len(block.rows)
    kept = (
        max(at for block in blocks for row in block.rows for at, cell in enumerate(row) if cell != NOT_APPLICABLE) + 1
    )
    small = f" {notes.tag(Note.SMALL)}" if view.masks_anything else ""
    headings = (
        "What is shown",
        "Quarter or priority",
        f"Figure{small} {notes.tag(Note.COMPARED)}",
        "What it counts",
        "Against",
        "Against what",
        f"Usual from {notes.tag(Note.RANGE)}" if kept > LOW else "",
        "Usual to",
    )[:kept]
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
            Line(
                "Ratings are counted as on Summary: of the indicators that can be rated, without those for information."
            ),
        ),
        table=Table(
            "Charts",
            tuple(Column(heading, width) for heading, width in zip(headings, WIDTHS[:kept], strict=True)),
            tuple(row[:kept] for block in blocks for row in block.rows),
            tuple(height for block in blocks for height in block.heights),
        ),
        charts=tuple(drawn),
        chart_width=_CHART_WIDTH,
    )


def _blocks(view: PackView) -> Iterator[Block]:
    status = view.content.status
    if any(one.rating is not Rating.NOT_RATED for one in status.indicators):  # else bars would tell what is awaited
        yield _ratings(view)
    book, hidden = shown_book(view), _hidden(view)
    for indicator in view.indicators:
        for one in indicator.deciding:
            if one.status.measure.is_figure and one.status.measure.rateable:
                course = Course(indicator, one, book, hidden.get(one.status.measure.uid, frozenset()))
                yield from (block for block in (course_chart(course), range_chart(course)) if block is not None)


def _hidden(view: PackView) -> Mapping[str, frozenset[Quarter]]:
    """The quarters in which anything of a measure is not shown, by its uid."""
    found: dict[str, set[Quarter]] = {}
    for row in view.data:
        if row.stated.hidden:
            found.setdefault(row.measure.uid, set()).add(row.quarter)
    return {uid: frozenset(quarters) for uid, quarters in found.items()}


# -- the ratings of each priority --------------------------------------------------------------------------------------


def _ratings(view: PackView) -> Block:
    """How those stand that can be rated, as the Summary counts them."""
    status = view.content.status
    totals = {
        p.number: total(one for one in status.of_priority(p.number) if one.indicator.rateable)
        for p in status.plan.priorities
    }
    counts = {number: dict(zip(_KINDS, _counts(found), strict=True)) for number, found in totals.items()}
    many = len(counts)
    rows = tuple(
        (
            f"Can be rated: {kind.lower()}",
            f"Priority {number}",
            Number(Fraction(counts[number][kind])),
            "indicator" if counts[number][kind] == 1 else "indicators",
            *(NOT_APPLICABLE,) * 4,
        )
        for kind in _KINDS
        for number in counts
    )
    series = tuple(
        Series(
            kind, FIGURE, tuple(place * many + at if found[kind] else None for at, found in enumerate(counts.values()))
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
        f"Bar chart: how many indicators of each priority that can be rated have which rating. {told.capitalize()}.",
        "Priority",
        "Indicators",
        AT,
        tuple(range(many)),
        series,
        0,
        len(rows) - 1,
        step=step_of(Fraction(max(found.indicators for found in totals.values())), whole=True),
    )
    return Block(chart, rows)


def _counts(found: Totals) -> tuple[int, ...]:
    return found.red, found.amber, found.green, found.not_rated, found.awaited
