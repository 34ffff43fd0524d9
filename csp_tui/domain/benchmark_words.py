"""A table of areas in sentences and short texts, as commands, screens and the pack all say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from csp_tui.domain.benchmarking import (
    AreaFigure,
    BenchmarkTable,
    Edition,
    Membership,
    Rank,
    averages,
    earlier_of,
    membership,
    movements,
    rank,
)
from csp_tui.domain.measures import Polarity
from csp_tui.domain.numbers import grouped, rounded

UNWEIGHTED: Final = "unweighted: each area counts the same, whatever its population"
_HALVES: Final = 2
_DIRECTIONS: Final = {
    Polarity.LOWER: "lower is better",
    Polarity.HIGHER: "higher is better",
    Polarity.NONE: "no direction is said to be good",
}


def sentences(edition: Edition) -> tuple[str, ...]:
    """What a table says in words: the averages, where our own area stands, who moved which way, who joined or left."""
    table = edition.table
    return tuple(
        sentence
        for sentence in (
            averages_words(table),
            own_words(table),
            movement_words(table),
            *(national_words(table, area) for area in table.national),
            "" if edition.before is None else membership_words(membership(edition.before, table), edition.before),
        )
        if sentence
    )


def averages_words(table: BenchmarkTable) -> str:
    """The means with and without our own area, and the median; '' where no area has a figure."""
    found = averages(table)
    if found is None:
        return ""
    said = f"The average of the {counted(found.count, 'area')} is {figure(table, found.all_areas)} ({UNWEIGHTED})"
    if found.others is not None and table.own is not None:
        said += f"; without {table.own.area} it is {figure(table, found.others)}"
    return f"{said}. The median, the figure in the middle, is {figure(table, found.median)}."


def own_words(table: BenchmarkTable) -> str:
    """Our own area's rank from both ends, which direction is good, and how far it lies from the average."""
    own, mean = table.own, averages(table)
    place = None if own is None else rank(table, own)
    if own is None or own.value is None or mean is None or place is None:
        return ""
    tied = [a.area for a in table.peers if a.value == own.value and a is not own]
    beside = f", with {listed(tied)}" if tied else ""
    said = f"{own.area}, {figure(table, own.value)}, is {_the(place)}{place.both_ways}{beside}"
    said += f"; {_DIRECTIONS[table.polarity]}. It is {_against(table, Fraction(own.value), mean.all_areas)} the average"
    earlier = rank(table, own, earlier_of)
    before = f" The year before it was {_the(earlier)}{earlier.from_the_highest}." if earlier is not None else ""
    return f"{said}.{before}"


def _the(place: Rank) -> str:
    """`the fifth highest`, but `joint fifth highest`."""
    return "" if place.ties or place.of == 1 else "the "


def _against(table: BenchmarkTable, value: Fraction, mean: Fraction) -> str:
    change = value - mean
    if not change:
        return "equal to"
    size = f" ({grouped(rounded(abs(change) * 100 / mean))}%)" if mean else ""
    return f"{figure(table, abs(change))}{size} {'above' if change > 0 else 'below'}"


def movement_words(table: BenchmarkTable) -> str:
    """How many rose, fell and stayed, with the largest of each; '' where no change is given."""
    found = movements(table)
    if not (found.rose or found.fell or found.unchanged):
        return ""
    said = f"Of the {counted(len(table.peers), 'area')} {len(found.fell)} fell, {len(found.unchanged)} unchanged"
    said += f", {len(found.rose)} rose"
    said += f"; of {len(found.unknown)} no change is given." if found.unknown else "."
    for words, areas in (("fall", found.largest_fall), ("rise", found.largest_rise)):
        if areas:
            said += f" Largest {words}: {listed(a.area for a in areas)}, {percent(areas[0], signed=False)}."
    return said


def national_words(table: BenchmarkTable, area: AreaFigure) -> str:
    """A national row, which stands apart from the areas."""
    if area.value is None:
        return f"{area.area} stands apart and has no figure."
    change = percent(area)
    return f"{area.area}, {figure(table, area.value)}{f' ({change})' if change else ''}, stands apart from the areas."


def membership_words(changed: Membership, before: BenchmarkTable) -> str:
    """Which areas joined and left since an earlier edition, and what follows from that."""
    since = f"since {before.period}"
    if changed.same:
        return f"The same areas are compared as in {before.period}."
    moves = [f"{listed(names)} {verb}" for names, verb in ((changed.joined, "joined"), (changed.left, "left")) if names]
    return f"Other areas are compared {since}: {' and '.join(moves)}; averages and ranks of the two cannot be compared."


def figure(table: BenchmarkTable, number: Fraction | Decimal) -> str:
    """A figure of the table: as its source prints it, an average with the most decimals that the source prints."""
    text = grouped(number) if isinstance(number, Decimal) else grouped(rounded(number, decimals(table, number)))
    return f"{text}%" if table.unit in ("%", "per cent", "percent") else text


def decimals(table: BenchmarkTable, number: Fraction = Fraction()) -> int:
    """The most decimals that the table's figures have, one at least for an average of whole numbers.

    A number that lies just between two of that many has one more: both an average of 92.25 and what lies above it
    would else be rounded away from zero, and 96.6 would be 4.4 above 92.3.
    """
    own = [-int(area.value.as_tuple().exponent) for area in table.areas if area.value is not None]
    places = max([1, *own])
    return places + 1 if (number * 10**places).denominator == _HALVES else places


def percent(area: AreaFigure, *, signed: bool = True) -> str:
    """The change in per cent with its sign: as the source states it, or worked out to one decimal; '' for none."""
    found = area.percent
    if found is None:
        return ""
    stated = area.change_percent
    worked_out = stated is None or Fraction(stated) != found
    number = rounded(found) if worked_out or stated is None else stated
    sign = "-" if number < 0 else "+" if number > 0 else ""
    return f"{sign if signed else ''}{grouped(abs(number))}%"


def places_words(table: BenchmarkTable, area: AreaFigure) -> str:
    """An area's rank from the highest as a short text: `5`, `joint 5`; '' for one without a figure."""
    place = rank(table, area)
    return "" if place is None else f"joint {place.highest}" if place.ties else str(place.highest)


def counted(count: int, what: str) -> str:
    """`14 areas`, `1 area`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """`Bolton, Bury and Corby`."""
    return " and ".join(_joined(list(names)))


def _joined(names: Sequence[str]) -> Iterator[str]:
    if len(names) > 1:
        yield ", ".join(names[:-1])
    yield from names[-1:]
