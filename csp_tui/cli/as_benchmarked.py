"""Tables of areas as JSON and as lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from csp_tui.cli.as_json import number
from csp_tui.cli.as_text import wrapped
from csp_tui.desk.benchmarking import Imported, contradicted
from csp_tui.domain.benchmark_words import figure, percent, places_words, sentences
from csp_tui.domain.benchmarking import (
    AreaFigure,
    BenchmarkTable,
    Edition,
    averages,
    by_rank,
    membership,
    movements,
    rank,
)
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import rounded
from csp_tui.plans.writing import Json

Known = Mapping[str, Measure]
_AREA, _FIGURE = 34, 11


def edition_json(edition: Edition, known: Known) -> dict[str, Json]:
    """A table with all that follows from it; numbers as strings, exact or rounded to one decimal more than printed."""
    table, before = edition.table, edition.before
    changed = None if before is None else membership(before, table)
    return {
        **_about(table, known),
        "average": _average(table),
        "own": None if table.own is None else _area(table, table.own),
        "moved": _moved(table),
        "areas": [_area(table, area) for area in by_rank(table)],
        "national": [_area(table, area) for area in table.national],
        "membership": None
        if changed is None or before is None
        else {"since": before.period, "joined": list(changed.joined), "left": list(changed.left)},
        "periods": [one.period for one in edition.every],
        "sentences": list(sentences(edition)),
    }


def _about(table: BenchmarkTable, known: Known) -> dict[str, Json]:
    return {
        "title": table.title,
        "measure": known[table.about].id if table.about in known else None,
        "period": table.period,
        "quarter": str(table.quarter),
        "unit": table.unit or None,
        "polarity": table.polarity.value,
        "source": table.source or None,
        "note": table.note or None,
    }


def _average(table: BenchmarkTable) -> dict[str, Json] | None:
    found = averages(table)
    if found is None:
        return None
    return {
        "weighted": False,
        "areas": found.count,
        "all": number(found.all_areas),
        "without_own": number(found.others),
        "median": number(found.median),
        "shown": figure(table, found.all_areas),
        "shown_without_own": None if found.others is None else figure(table, found.others),
    }


def _moved(table: BenchmarkTable) -> dict[str, Json]:
    found = movements(table)
    return {
        "rose": len(found.rose),
        "fell": len(found.fell),
        "unchanged": len(found.unchanged),
        "not_given": len(found.unknown),
        "largest_rise": [area.area for area in found.largest_rise],
        "largest_fall": [area.area for area in found.largest_fall],
    }


def _area(table: BenchmarkTable, area: AreaFigure) -> dict[str, Json]:
    place = rank(table, area)
    return {
        "area": area.area,
        "value": number(area.value),
        "earlier": number(area.earlier),
        "change": number(area.change),
        "percent_change": None if area.percent is None else f"{rounded(area.percent):f}",
        "stated_percent": number(area.change_percent),
        "movement": None if area.movement is None else area.movement.value,
        "rank": None if place is None else place.highest,
        "rank_from_lowest": None if place is None else place.lowest,
        "ties": None if place is None else place.ties,
        "rank_words": None if place is None else place.from_the_highest,
        "own": area.own,
        "national": area.national,
    }


def edition_lines(edition: Edition) -> Iterator[str]:
    """The table by rank, national rows apart, and under it what it says in words."""
    table = edition.table
    yield from wrapped(f"{table.title}, {table.period}", 0, 2)
    if table.source:
        yield from wrapped(f"Source: {table.source}", 0, 2)
    yield _line("Rank", "Area", table.period if len(table.period) <= _FIGURE else "Figure", "Earlier", "Change")
    for area in (*by_rank(table), *table.national):
        name = f"{area.area} (our area)" if area.own else f"{area.area} (apart)" if area.national else area.area
        first, *rest = textwrap.wrap(name, _AREA, subsequent_indent="  ")
        value, earlier = ("–" if one is None else figure(table, one) for one in (area.value, area.earlier))
        yield _line(places_words(table, area), first, value, earlier if area.earlier is not None else "", percent(area))
        yield from (_line("", line) for line in rest)
    for sentence in sentences(edition):
        yield from wrapped(sentence, 0, 2)
    if table.note:
        yield from wrapped(f"Note: {table.note}", 0, 2)
        for sentence in contradicted(table):
            yield from wrapped(f"Look at the note: {sentence}", 0, 2)
    yield ""


def note_lines(table: BenchmarkTable, look_at: Iterable[str]) -> Iterator[str]:
    """What the pack now says of a table, and what in it the table contradicts."""
    yield from wrapped(f"{table.title}, {table.period}: {table.note or 'the note is taken back.'}")
    for sentence in look_at:
        yield from wrapped(f"Query: {sentence}", 0, 2)


def _line(place: str, area: str, value: str = "", earlier: str = "", change: str = "") -> str:
    line = f"{place:>8}  {area:<{_AREA}} {value:>{_FIGURE}} {earlier:>{_FIGURE}} {change:>8}"
    return line.rstrip()


def imported_json(imported: Imported, known: Known) -> dict[str, Json]:
    """What an import did, or would do."""
    table, before = imported.table, imported.before
    changed = None if before is None else membership(before, table)
    return {
        **_about(table, known),
        "areas": len(table.peers),
        "national": [area.area for area in table.national],
        "own": None if table.own is None else table.own.area,
        "replaces": imported.replaces is not None,
        "joined": None if changed is None else list(changed.joined),
        "left": None if changed is None else list(changed.left),
        "remarks": list(imported.remarks),
        "stored": imported.stored,
    }


def imported_lines(imported: Imported) -> Iterator[str]:
    """What happened, then what whoever took it in should look at."""
    yield from wrapped(imported.sentence, 0, 2)
    for remark in imported.remarks:
        yield from wrapped(f"- {remark}", 0, 2)
