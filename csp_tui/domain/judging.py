"""Whether a number as it is written may stand for a true one, and on which base a wrong one would be right."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from csp_tui.domain.known_figures import Beside, Known
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.reading_words import Span, Token
from csp_tui.domain.said import Claim, ClaimKind, Number, Reached

_LOOSE: Final = Fraction(1, 10)  # how far "about" and "nearly" reach, of the number
_BEYOND: Final = Fraction(1, 4)  # how far "over" and "under" reach
_SAME_SIZE: Final = Fraction(1, 8)  # how far "doubled" reaches from two
_LITTLE: Final = Fraction(2, 100)  # of the earlier figure: what is a little change, as in the trend
_SMALL: Final = 20
_FEW: Final = 3  # where both figures are small
_FEWEST_DIGITS: Final = 3  # of a number whose digits may have changed places


def near(number: Number, true: Fraction, slack: Fraction = Fraction()) -> bool:
    """Whether a written number may be this one, rounded as it is written or cut off there; `slack` widens both ways."""
    low, high = true - slack, true + slack
    value, half = number.value, number.step / 2
    match number.bound:
        case "about":
            reach = max(3 * half, value * _LOOSE)
            return low <= value + reach and high >= value - reach
        case "nearly":
            return low <= value + half and high >= value - max(2 * half, value * _LOOSE)
        case "over":
            return high >= value - half and low <= value * (1 + _BEYOND) + 2 * half
        case "under":
            return low <= value + half and high >= value * (1 - _BEYOND) - 2 * half
    if low <= value + half and high >= value - half:
        return True
    return bool(number.places) and value <= high and low < value + number.step  # cut off instead of rounded


def percents(pair: Beside, base: Fraction) -> tuple[Fraction, Fraction] | None:
    """The least and greatest size that a change in per cent may have on a base; None on a base of 0."""
    if base - pair.slack <= 0:
        return None
    change, wide = abs(pair.change), 2 * pair.slack
    return max(change - wide, Fraction()) * 100 / (base + pair.slack), (change + wide) * 100 / (base - pair.slack)


def percent_true(number: Number, pair: Beside) -> bool:
    """Whether a percentage is the change on the earlier figure."""
    found = percents(pair, abs(pair.then))
    return found is not None and near(number, (found[0] + found[1]) / 2, (found[1] - found[0]) / 2)


def on_later(number: Number, pair: Beside) -> bool:
    """Whether a percentage is the change on the later figure, the commonest slip."""
    found = percents(pair, abs(pair.now))
    return (
        bool(pair.change) and found is not None and near(number, (found[0] + found[1]) / 2, (found[1] - found[0]) / 2)
    )


def size_true(claim: Claim, pair: Beside) -> bool:
    """Whether the size of a change is right, whichever way it is said to have gone."""
    number = claim.number
    if number is None:
        return False
    if claim.kind is ClaimKind.PERCENT:
        return percent_true(number, pair)
    return near(number, abs(pair.change), 2 * pair.slack)


def true_of(claim: Claim, pair: Beside, known: Known) -> bool:
    """Whether a change is right in size and direction; `points` alone are points only of a percentage."""
    if claim.way and pair.way and claim.way != pair.way:
        return False
    if claim.kind is ClaimKind.POINTS and not known.percentage:
        return True  # of a score or a rank, which is not known here
    return size_true(claim, pair)


def points_for_percent(claim: Claim, pair: Beside, known: Known) -> bool:
    """Whether points are written as per cent, or the other way round."""
    number = claim.number
    if not known.percentage or number is None or not pair.change:
        return False
    if claim.kind is ClaimKind.PERCENT:
        return near(number, abs(pair.change), 2 * pair.slack)
    return claim.kind is ClaimKind.POINTS and percent_true(number, pair)


def may_go(pair: Beside, way: int) -> bool:
    """Whether a pair may have gone a way: as it did, or unknown where both figures are stated rounded."""
    return pair.way == way or (bool(pair.slack) and abs(pair.change) <= 2 * pair.slack)


def may_be_unchanged(pair: Beside, known: Known) -> bool:
    """Whether a figure may be called unchanged: by so little that nobody would say that it went."""
    change = abs(pair.change)
    few = not known.percentage and max(pair.now, pair.then) < _SMALL and change < _FEW
    return change <= 2 * pair.slack or change < abs(pair.then) * _LITTLE or few


def target_true(claim: Claim, pair: Beside, known: Known) -> bool:
    """Whether a figure lies to its target as is said; `exceeded` is only said of what should be high."""
    if abs(pair.change) <= pair.slack:
        return True
    met = pair.way * known.good >= 0
    match claim.reached:
        case Reached.MET:
            return met or not known.good
        case Reached.MISSED:
            return not met or not known.good
        case Reached.EXCEEDED:
            return pair.way > 0 or known.good <= 0
        case Reached.ABOVE:
            return pair.way > 0
        case _:
            return pair.way < 0


def may_be_gap(gap: Number, pair: Beside) -> bool:
    """Whether a number beside a target may be how far a figure is from it, and not the figure, or money."""
    return gap.value != pair.now and "\u00a3" not in gap.text and (gap.percent or 2 * gap.value <= pair.then)


def gap_true(claim: Claim, pair: Beside) -> bool:
    """Whether a figure is as far from its target as is said, in number or in per cent of it."""
    gap = claim.gap
    return gap is None or near(gap, abs(pair.change), pair.slack) or (gap.percent and percent_true(gap, pair))


def other_value(number: Number, known: Known, *, yearly: bool) -> Fraction | None:
    """The figure that a number is given for, where it is none that is known but too near to be of something else."""
    if known.percentage or not foreign(number, known):
        return None
    pairs = (*known.pairs, *known.sums, *known.more, *((known.target,) if known.target is not None else ()))
    if any(near(number, figure) for pair in pairs for figure in (pair.now, pair.then)):
        return None
    current = {pair.now for pair in known.pairs if not yearly or pair.span is Span.YEAR}
    if not yearly:
        current |= {figure for quarter, figure in known.series if quarter == known.quarter}
        current |= {known.target.now} if known.target is not None else set()
    nearest = min(current, key=lambda figure: abs(figure - number.value), default=None)
    return nearest if nearest is not None and abs(nearest - number.value) * 4 <= nearest else None


def times_true(claim: Claim, pair: Beside) -> bool:
    """Whether a figure is so many times the earlier one, as loosely as such words are used."""
    times = claim.times
    if times is None or pair.then <= 0:
        return pair.then == 0
    ratio, bound = pair.now / pair.then, claim.written.split()[0]
    low, high = times * (1 - _SAME_SIZE), times * (1 + _SAME_SIZE)
    if bound == "more":
        return ratio >= times if times > 1 else ratio <= times
    if bound in ("nearly", "almost"):
        return times * Fraction(3, 4) <= ratio <= high if times > 1 else low <= ratio <= times * Fraction(5, 4)
    return low <= ratio <= high


def beaten(claim: Claim, known: Known) -> Quarter | None:
    """The quarter that contradicts an extreme; None where there is none, or not every quarter since is known."""
    series, here = dict(known.series), known.quarter
    if here is None or here not in series or claim.back is None:
        return None
    if isinstance(claim.back, Token):
        if claim.back.year is None:
            return None
        since = Quarter(claim.back.year, claim.back.quarter)
        back = (here.year - since.year) * 4 + here.number - since.number
    else:
        back = claim.back
    between = [here.shifted(-n) for n in range(1, back)]
    if not 1 < back <= len(series) or any(q not in series for q in between):
        return None
    beyond = [q for q in between if (series[q] - series[here]) * claim.way > 0]
    return max(beyond, key=lambda q: series[q] * claim.way, default=None)


def anchors(number: Number, known: Known, least: int) -> bool:
    """Whether a number is one that a figure is told by beside an earlier one, and too large to be so by chance."""
    return not number.percent and number.value >= least and number.value in known.paired


def foreign(number: Number, known: Known) -> bool:
    """Whether a number beside a claim is none of the figure's, so that the claim may be about something else."""
    changes: Iterable[Fraction] = (abs(pair.change) for pair in (*known.pairs, *known.sums, *known.more))
    if (number.percent and not known.percentage) or number.value in known.figures:
        return False
    return not any(near(number, true, _slack(known)) for true in (*known.figures, *changes))


def _slack(known: Known) -> Fraction:
    return max((pair.slack for pair in known.pairs), default=Fraction())


def of_another(claim: Claim, known: Known) -> bool:
    """Whether a claim gives two figures neither of which is known, so that it is about something else."""
    if claim.kind is not ClaimKind.FROM_TO or claim.number is None or claim.earlier is None:
        return False
    return foreign(claim.number, known) and foreign(claim.earlier, known)


def slip(number: Number, known: Known) -> Fraction | None:
    """The figure that a number is meant to be where two of its digits have changed places."""
    if number.places or number.percent or number.bound or not foreign(number, known):
        return None
    figures = (figure for pair in known.pairs for figure in (pair.now, pair.then))
    return next((figure for figure in figures if swapped(number, figure)), None)


def swapped(number: Number, true: Fraction) -> bool:
    """Whether two neighbouring digits of a figure have changed places."""
    written, meant = str(number.value), str(true)
    if len(written) < _FEWEST_DIGITS or len(written) != len(meant):
        return False
    apart = [at for at, (one, other) in enumerate(zip(written, meant, strict=True)) if one != other]
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    first, second = apart
    return written[first] == meant[second] and written[second] == meant[first]
