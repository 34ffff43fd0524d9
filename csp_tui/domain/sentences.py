"""The sentence that opens a rating with its arithmetic, with as many decimals as make it true as it stands."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import count, islice

from msgspec import Struct

from csp_tui.domain.amounts import Amount
from csp_tui.domain.comparison import Pair
from csp_tui.domain.measures import Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import Figure, grouped, rounded, rounded_towards, shown
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.ranges import FEWEST_TO_SAY
from csp_tui.domain.results import Beside, ComparedWith, Comparison, MeasureStatus, Rating

RATING_WORDS = {
    Rating.GREEN: "Green",
    Rating.AMBER: "Amber",
    Rating.RED: "Red",
    Rating.NOT_RATED: "Not rated",
}
_MORE_PLACES = 3
_EARLIER = (ComparedWith.ROLLING_YEAR, ComparedWith.PRIOR)


def display(number: Fraction, places: int = 1) -> str:
    """A figure for a sentence: in full where two decimals hold it, else rounded to so many."""
    return grouped(as_displayed(number, places))


def as_displayed(number: Fraction, places: int) -> Decimal:
    """The number that `display` shows."""
    for enough in range(max(places, 2) + 1):
        if not 10**enough % number.denominator:
            return rounded(number, enough)
    return rounded(number, places)


def with_unit(measure: Measure, text: str) -> str:
    """A shown figure with its per cent sign where it is a percentage."""
    return f"{text}%" if measure.kind is Kind.PERCENTAGE else text


def percent_words(percent: Fraction, band: Fraction | None = None) -> str:
    """A percentage change without its sign, one decimal or as many as keep it on its side of the band."""
    size = abs(percent)
    texts = (rounded(size, places) for places in count(1))
    true = next(t for t in texts if bool(t) == bool(size) and (band is None or _on_side(t, size, band)))
    return f"{grouped(true)}%"


def _on_side(text: Decimal, size: Fraction, band: Fraction) -> bool:
    """Whether a shown percentage lies within the band exactly when the true one does."""
    return (Fraction(text) <= band) == (size <= band)


class Figures(Struct, frozen=True):
    """Two figures and the change between them as they are shown, with as many decimals as tell them apart.

    `change` has neither sign nor unit; `percent` is the change on the earlier figure, None where that is 0. `way` is 1
    where the figure is above the other, -1 below, 0 where they are equal.
    """

    now: str
    then: str
    change: str
    percent: str | None
    way: int


def figures_of(measure: Measure, comparison: Comparison) -> Figures:
    """Both figures of a comparison beside each other; a ValueError where one of them is missing."""
    now, then = comparison.compared, comparison.comparator
    if now is None or then is None:
        raise ValueError("an arithmetic needs both figures")
    places = places_of(now, then, comparison.amber_end)
    first, second = (with_unit(measure, display(n, places)) for n in (now, then))
    percent = comparison.percent_change
    return Figures(
        first,
        second,
        display(abs(now - then), places),
        percent_words(percent, Fraction(measure.band)) if percent is not None else None,
        (now > then) - (now < then),
    )


def arithmetic(measure: Measure, comparison: Comparison, against: str) -> str:
    """`5,208 is 406 (8.5%) above 4,802, the rolling year before`: both figures, the change, and on which base."""
    told = figures_of(measure, comparison)
    if not told.way:
        return f"{told.now} is equal to {told.then}, {against}"
    change, few = told.change, ""
    if measure.kind is Kind.PERCENTAGE:
        change += " point" if change == "1" else " points"
    if too_few_to_say(measure, comparison):
        few = f" (too few to say more: {display(_together(comparison))} in the two together)"
    elif told.percent is not None:
        change += f" ({told.percent})"
    return f"{told.now} is {change} {'above' if told.way > 0 else 'below'} {told.then}, {against}{few}"


def _together(comparison: Comparison) -> Fraction:
    return (comparison.compared or Fraction()) + (comparison.comparator or Fraction())


def too_few_to_say(measure: Measure, comparison: Comparison) -> bool:
    """Whether a figure and an earlier one are counts of so few that a change in per cent would say too much."""
    now, then = comparison.compared, comparison.comparator
    if now is None or then is None or comparison.comparator_kind not in _EARLIER:
        return False
    return measure.kind is Kind.COUNT and min(now, then) >= 0 and _together(comparison) < FEWEST_TO_SAY


def places_of(now: Fraction, then: Fraction, end: Fraction | None = None) -> int:
    """The fewest decimals from one on with which two figures lie beside each other as they truly do, and add up.

    Thirds never add up (66.67 is 33.33 above 33.33): of figures that do not soon, one decimal more is shown.
    """
    true = (p for p in count(1) if _told_apart(now, then, p) and (end is None or _told_beyond(now, then, end, p)))
    fewest = next(true)
    if _adds_up(now, then, fewest):
        return fewest
    more = tuple(islice(true, _MORE_PLACES))
    return next((places for places in more if _adds_up(now, then, places)), more[0])


def _adds_up(now: Fraction, then: Fraction, places: int) -> bool:
    """Whether the change that is shown is the one between the figures that are shown."""
    first, second, change = (Fraction(as_displayed(number, places)) for number in (now, then, now - then))
    return first - second == change


def _told_apart(now: Fraction, then: Fraction, places: int) -> bool:
    """Whether the larger of two figures is shown as the larger, and the change between them as one."""
    first, second = as_displayed(now, places), as_displayed(then, places)
    if now == then:
        return True
    return first != second and (first > second) == (now > then) and bool(as_displayed(abs(now - then), places))


def _told_beyond(now: Fraction, then: Fraction, end: Fraction, places: int) -> bool:
    """Whether a figure is shown beyond the end of amber exactly when it is."""
    beyond = operator.gt if end > then else operator.lt
    return bool(beyond(as_displayed(now, places), _reach(now, then, end, places))) == bool(beyond(now, end))


def _reach(now: Fraction, then: Fraction, end: Fraction, places: int) -> Decimal:
    """The end of amber: shown like the figure that lies on it, else rounded so that it promises nothing more."""
    if now == end:
        return as_displayed(now, places)
    return as_displayed(Fraction(rounded_towards(end, then, max(places, 2))), max(places, 2))


def direction(measure: Measure, comparison: Comparison) -> str:
    """`Lower is better; amber up to 5,042.`: which way is good and how far amber reaches."""
    lower = measure.polarity is Polarity.LOWER
    text = "Lower is better" if lower else "Higher is better"
    then, end = comparison.comparator, comparison.amber_end
    if measure.strict and then is not None:
        text += f"; {'a reduction' if lower else 'an increase'} is asked, so {with_unit(measure, display(then))} itself"
        text += " does not meet it"
    if end is None or then is None:
        return f"{text}."
    now = then if comparison.compared is None else comparison.compared
    whole = measure.kind is Kind.COUNT and now.denominator == then.denominator == 1
    places = 0 if whole else places_of(now, then, end)
    reach = shown(rounded_towards(end, then)) if whole else grouped(_reach(now, then, end, places))
    return f"{text}; amber {'up to' if lower else 'down to'} {with_unit(measure, reach)}."


def rated(measure: Measure, rating: Rating, comparison: Comparison, against: str) -> str:
    """The whole sentence: `Red: 5,208 is 406 (8.5%) above 4,802, ... Lower is better; amber up to 5,042`."""
    said = arithmetic(measure, comparison, against)
    return f"{RATING_WORDS[rating]}: {said}. {direction(measure, comparison)}"


def rated_as_stated(measure: Measure, rating: Rating, figure: Figure, comparison: Comparison, against: str) -> str:
    """The sentence of a qualified figure that has one colour whatever it is exactly."""
    then = with_unit(measure, display(comparison.comparator or Fraction()))
    stated, colour = with_unit(measure, str(figure)), RATING_WORDS[rating]
    return f"{colour}: {stated} is {colour.lower()} against {then}, {against}, whichever number it is exactly."


def for_information(measure: Measure, pair: Pair, comparison: Comparison) -> str:
    """Why a figure without a good direction or a comparator has no colour, with its arithmetic where there is one."""
    figure = as_told(measure, pair.compared) if pair.compared is not None else ""
    if measure.rated_by is None and not measure.comparators:
        lead = f"{figure}. " if figure else ""
        return f"For information: {lead}The plan gives nothing to rate against."
    if comparison.compared is not None and comparison.comparator is not None:
        return f"For information: {arithmetic(measure, comparison, pair.against)}. {_no_colour(measure)}."
    why = f" ({pair.missing})" if pair.missing else ""
    return f"For information: {_no_colour(measure)[0].lower()}{_no_colour(measure)[1:]}{why}."


def _no_colour(measure: Measure) -> str:
    if measure.polarity is Polarity.NONE:
        return "No direction is good or bad"
    return "The plan does not say what it is rated by"


def as_told(measure: Measure, amount: Amount) -> str:
    """An amount as it may be told: `63.75%`, `under 8%`; where its parts are not exact these alone, `under 5 of 80`."""
    if amount.stated is not None:
        return amount.stated
    return with_unit(measure, display(amount.number) if amount.qualifier is None else str(amount.as_figure))


def year_to_date(total: Fraction, target: Fraction, quarter: Quarter) -> str:
    """`14 of 30, 47%; at this rate 28 by March`: progress through the year, never a colour."""
    share = f", {_beside(total * 100 / target, Fraction(100))}%" if target else ""
    text = f"{display(total)} of {display(target)}{share}"
    if quarter.number == 4:
        return text
    return f"{text}; at this rate {_beside(forecast(total, quarter), target)} by March"


def _beside(number: Fraction, other: Fraction) -> str:
    """A number with as few decimals as still tell whether it reaches the other."""
    texts = (rounded(number, places) for places in count())
    return grouped(next(t for t in texts if (Fraction(t) >= other) == (number >= other)))


def forecast(total: Fraction, quarter: Quarter) -> Fraction:
    """The year's total at the rate of the quarters so far."""
    return total * 4 / quarter.number


def beside_words(measure: Measure, one: Beside) -> str:
    """`Beside it: 1,390 is 26 (1.8%) below 1,416, the target.`: a comparator that gives no colour."""
    return f"Beside it: {arithmetic(measure, one.comparison, one.against)}."


def against_earlier(now: Fraction, then: Fraction) -> Comparison:
    """A quarter's own figure beside that of an earlier quarter."""
    change = now - then
    return Comparison(now, then, ComparedWith.PRIOR, change, change * 100 / abs(then) if then else None)


def beside_quarters(status: MeasureStatus) -> Iterator[str]:
    """`1,030 is 180 (14.9%) below 1,210, the quarter before.`, and the same beside last year's quarter.

    Neither reaches across a change of recording: as far back as the trend does.
    """
    quarter, now = status.quarter, dict(status.series).get(status.quarter)
    if now is None or status.measure.window is not Window.QUARTER:
        return
    for earlier, then, words in (
        (quarter.previous, status.rolling_quarter, "the quarter before"),
        (quarter.same_last_year, status.same_quarter_last_year, "the same quarter last year"),
    ):
        if then is not None and status.trend_against is not None and status.trend_against <= earlier:
            yield f"{arithmetic(status.measure, against_earlier(now, then), words)}."


def shown_pair(measure: Measure, comparison: Comparison) -> tuple[str, str]:
    """The figure and its comparator for two cells side by side, told apart as in the sentence; empty where missing."""
    if comparison.compared is not None and comparison.comparator is not None:
        told = figures_of(measure, comparison)
        return told.now, told.then
    sides = (comparison.compared, comparison.comparator)
    now, then = (with_unit(measure, display(number)) if number is not None else "" for number in sides)
    return now, then


def places_beside(comparison: Comparison) -> int | None:
    """How many decimals tell a figure, its comparator and its change apart; None where one of them is missing."""
    now, then = comparison.compared, comparison.comparator
    return None if now is None or then is None else places_of(now, then, comparison.amber_end)
