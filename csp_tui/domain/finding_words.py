"""The sentences of findings: what was written, what the figures give, and on which base the written would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from csp_tui.domain.claims import Claim, ClaimKind
from csp_tui.domain.known_figures import Beside, Known
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.ranges import FEWEST_TO_SAY
from csp_tui.domain.sentences import display, percent_words

_WAYS = {1: "above", -1: "below"}
_MOST_NAMED = 4  # of a group; more are counted


def _shown(number: Fraction, known: Known | None) -> str:
    return known.shown(number) if known is not None else display(number)


def _percent(pair: Beside, base: Fraction) -> str:
    return percent_words(pair.change * 100 / abs(base))


def _beside(pair: Beside, known: Known | None) -> str:
    """`5,208 is 406 (8.5%) above 4,802, the rolling year before`."""
    now, then = _shown(pair.now, known), _shown(pair.then, known)
    against = f", {pair.against}" if pair.against else ""
    if not pair.way:
        return f"{now} is the same as {then}{against}"
    points = " points" if known is not None and known.percentage else ""
    few = known is not None and not known.percentage and 0 <= pair.now + pair.then < FEWEST_TO_SAY
    percent = f" ({_percent(pair, pair.then)})" if pair.then and not few else ""
    return f"{now} is {display(abs(pair.change))}{points}{percent} {_WAYS[pair.way]} {then}{against}"


def wrong_base(written: str, pair: Beside, known: Known | None = None) -> str:
    """A percentage on the later figure."""
    change, then, now = display(abs(pair.change)), _shown(pair.then, known), _shown(pair.now, known)
    return (
        f"you wrote {written}; {change} on {then} is {_percent(pair, pair.then)}."
        f" {written} is {change} on {now}, the later figure."
    )


def no_change_fits(claim: Claim, pair: Beside, known: Known, end: str = ".") -> str:
    """A change that fits none of the figures, or not the way that they went."""
    return f"you wrote {_told(claim)}; {_beside(pair, known)}{end}"


def _told(claim: Claim) -> str:
    if claim.kind is ClaimKind.DIRECTION:
        return f'"{claim.written}"'
    ways = {1: "up ", -1: "down ", 0: ""}
    return f"{ways[claim.way]}{claim.written}"


def points_or_percent(claim: Claim, pair: Beside, known: Known) -> str:
    """Points of a percentage written as per cent, or per cent as points."""
    then, now, points = _shown(pair.then, known), _shown(pair.now, known), display(abs(pair.change))
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
