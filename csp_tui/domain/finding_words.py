"""The sentences of findings: what was written, what the figures give, and on which base the written would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from csp_tui.domain.benchmark_words import counted, figure, listed
from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable, Rank, averages
from csp_tui.domain.known_figures import Beside, Known
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.ranges import FEWEST_TO_SAY
from csp_tui.domain.said import AverageSaid, Claim, ClaimKind, Number, RankSaid
from csp_tui.domain.sentences import display, percent_words, places_of

_WAYS = {1: "above", -1: "below"}
_MOST_NAMED = 4  # of a group; more are counted


def _shown(number: Fraction, known: Known | None, places: int = 1) -> str:
    return known.shown(number, places) if known is not None else display(number, places)


def _side_by_side(pair: Beside, known: Known | None) -> tuple[str, str, str]:
    """The later figure, the earlier one and the change, with as many decimals as make them add up."""
    places = places_of(pair.now, pair.then)
    return _shown(pair.now, known, places), _shown(pair.then, known, places), display(abs(pair.change), places)


def _percent(pair: Beside, base: Fraction) -> str:
    return percent_words(pair.change * 100 / abs(base))


def _beside(pair: Beside, known: Known | None) -> str:
    """`5,208 is 406 (8.5%) above 4,802, the rolling year before`."""
    now, then, change = _side_by_side(pair, known)
    against = f", {pair.against}" if pair.against else ""
    if not pair.way:
        return f"{now} is the same as {then}{against}"
    points = " points" if known is not None and known.percentage else ""
    few = known is not None and not known.percentage and 0 <= pair.now + pair.then < FEWEST_TO_SAY
    percent = f" ({_percent(pair, pair.then)})" if pair.then and not few else ""
    return f"{now} is {change}{points}{percent} {_WAYS[pair.way]} {then}{against}"


def wrong_base(written: str, pair: Beside, known: Known | None = None) -> str:
    """A percentage on the later figure."""
    now, then, change = _side_by_side(pair, known)
    return (
        f"you wrote {written}; {change} on {then} is {_percent(pair, pair.then)}."
        f" {written} is {change} on {now}, the later figure."
    )


def no_change_fits(claim: Claim, pair: Beside, known: Known, end: str = ".") -> str:
    """A change that fits none of the figures, or not the way that they went."""
    return f"you wrote {_told(claim)}; {_beside(pair, known)}{end}"


def _told(claim: Claim) -> str:
    if claim.kind in (ClaimKind.DIRECTION, ClaimKind.UNCHANGED, ClaimKind.BETTER, ClaimKind.TARGET):
        return f'"{claim.written}"'
    ways = {1: "a rise of ", -1: "a fall of ", 0: ""}
    return f"{ways[claim.way]}{claim.written}"


def points_or_percent(claim: Claim, pair: Beside, known: Known) -> str:
    """Points of a percentage written as per cent, or per cent as points."""
    now, then, points = _side_by_side(pair, known)
    unit = "point" if points == "1" else "points"
    percent = _percent(pair, pair.then) if pair.then else ""
    if claim.kind is ClaimKind.PERCENT:
        also = f", or {percent}" if percent else ""
        return f"you wrote {_told(claim)}; from {then} to {now} is {points} percentage {unit}{also}."
    told = f"you wrote {_told(claim)}; from {then} to {now} is {points} percentage {unit}."
    return f"{told} {percent} is per cent of {then}."


def changed_places(claim: Claim, pair: Beside, known: Known) -> str:
    """The two figures the other way round."""
    then, now = _shown(pair.then, known), _shown(pair.now, known)
    return f"you wrote {claim.written}; the figures went from {then} to {now}: have they changed places?"


def other_figure(written: str, true: Fraction, pair: Beside, known: Known) -> str:
    """One of two figures is another."""
    return f"you wrote {written}; the figure is {_shown(true, known)} ({_beside(pair, known)})."


def slipped(written: str, true: str) -> str:
    """Two digits that have changed places."""
    return f"you wrote {written}; the figure is {true}: have two digits changed places?"


def against_itself(claim: Claim, own: Beside) -> str:
    """A direction that the sentence's own two figures contradict."""
    ways = {1: "up", -1: "down"}
    return f"you wrote that it went {ways[claim.way]} {claim.written}, but that is {ways[own.way]}."


def wrong_times(claim: Claim, pair: Beside, known: Known) -> str:
    """Doubled, halved and the like."""
    times = display(pair.now / pair.then)
    beside = f"{_shown(pair.now, known)} is {times} times {_shown(pair.then, known)}, {pair.against}"
    if times == "1.0":
        beside = _beside(pair, known)
    return f'you wrote "{claim.written}"; {beside}.'


def other_target(number: Number, pair: Beside, known: Known) -> str:
    """A target that is another."""
    return f"you wrote a target of {number.text}; the target is {_shown(pair.then, known)}."


def other_value(number: Number, true: Fraction, known: Known) -> str:
    """A number that is given as the figure, and is none that is known of it."""
    return f"you wrote {number.text}; the figure is {_shown(true, known)}."


def other_rating(claim: Claim, known: Known) -> str:
    """A colour that is another, with the arithmetic of its own."""
    return f'you wrote "{claim.written}"; it is {known.reason[:1].lower()}{known.reason[1:]}'


def not_ranked(said: RankSaid, table: BenchmarkTable, area: AreaFigure, place: Rank) -> str:
    """An area that stands elsewhere, or not alone."""
    the = "" if place.ties or place.of == 1 else "the "
    tied = [a.area for a in table.peers if a.value == area.value and a is not area]
    beside = f", with {listed(tied)}" if tied else ""
    where = f"{area.area}, {figure(table, Fraction(area.value or 0))}, is {the}{place.both_ways}"
    return f'you wrote "{said.written}"; {where}{beside}.'


def not_beside_average(said: AverageSaid, table: BenchmarkTable, area: AreaFigure, mean: Fraction) -> str:
    """An area on the other side of an average, or at another distance from it."""
    value = Fraction(area.value or 0)
    percent = f" ({percent_words((value - mean) * 100 / mean)})" if mean and value != mean else ""
    way = _WAYS.get((value > mean) - (value < mean), "from")
    written = f"{said.gap.text} {said.written}" if said.gap is not None else f'"{said.written}"'
    what = f"the {'median' if said.median else 'average'} of the {counted(table_count(table), 'area')}"
    away = f"{figure(table, abs(value - mean))}{percent} {way} {figure(table, mean)}"
    return f"you wrote {written}; {area.area}, {figure(table, value)}, is {away}, {what}."


def other_average(number: Number, table: BenchmarkTable) -> str:
    """An average that is another: every one that could be meant."""
    found = averages(table)
    if found is None:
        return ""
    told = f"the average of the {counted(found.count, 'area')} is {figure(table, found.all_areas)}"
    if found.others is not None and table.own is not None:
        told += f", without {table.own.area} {figure(table, found.others)}"
    return f"you wrote an average of {number.text}; {told}; the median is {figure(table, found.median)}."


def table_count(table: BenchmarkTable) -> int:
    """How many areas of a table have a figure."""
    return sum(area.value is not None for area in table.peers)


def not_extreme(claim: Claim, beaten: Quarter, known: Known) -> str:
    """Another quarter is higher, or lower."""
    series, way = dict(known.series), "higher" if claim.way > 0 else "lower"
    here = known.shown(series[known.quarter]) if known.quarter is not None else ""
    told = f"{beaten.short} was {way}: {known.shown(series[beaten])}, and this quarter is {here}"
    written = re.sub(r"\bq(?=\d)", "Q", claim.written)
    return f'you wrote "{written}"; {told}.'


def of_all(written: str, way: int, moved: Sequence[tuple[str, int]]) -> str:
    """`9 of 14 fell, 3 are unchanged (...) and 2 rose (...)`."""
    verbs = {1: "rose", -1: "fell", 0: "unchanged"}
    told = [f"{sum(w == way for _, w in moved)} of {len(moved)} {verbs[way]}"]
    for other in (0, -way):
        names = [name for name, w in moved if w == other]
        if names:
            listed = f" ({', '.join(names)})" if len(names) <= _MOST_NAMED else ""
            are = ("is " if len(names) == 1 else "are ") if not other else ""
            told.append(f"{len(names)} {are}{verbs[other]}{listed}")
    joined = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
    return f'you wrote "{written}"; {joined}.'
