"""What a busy member must hear of a quarter, in sentences: the worst, the best, what changed colour, what is asked."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.disclosure import Shown
from csp_tui.domain.numbers import shown
from csp_tui.domain.overview import is_in, is_worse_part
from csp_tui.domain.results import ComparedWith, Comparison, Rating, State, Trend
from csp_tui.domain.sentences import too_few_to_say
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import measure_name
from csp_tui.workbooks.measuring import shortened

COLOURS = (Rating.RED, Rating.AMBER, Rating.GREEN)
_OFF = COLOURS[:2]
_WORST = 3
_TITLE_CHARACTERS = 44
_CHANGES = 8


class Ask(Struct, frozen=True):
    """A decision that a partner asks of the group; `to_check` where its words may give a masked figure away."""

    indicator: IndicatorView
    partner: str
    text: str
    to_check: bool


def asks(view: PackView) -> tuple[Ask, ...]:
    """Every decision asked of the group, in the plan's order."""
    return tuple(
        Ask(indicator, said.partner, said.text, said.to_check)
        for indicator in view.indicators
        for said in indicator.said
        if said.heading == FIELD_TITLES["ask"]
    )


def worst(own: tuple[IndicatorView, ...]) -> str:
    """The worst three of those rated with how far they are off, and the parts that are worse than their indicator.

    More are told as a number. Where nothing is red or amber it is said of how many that can be said.
    """
    off = [view for view in own if view.status.rating in _OFF]
    if off:
        off.sort(key=lambda view: (COLOURS.index(view.status.rating), -_distance(decider(view))))
        rated = sum(view.status.rating in COLOURS for view in own)
        told = f"Worst of {rated} rated: {_named([_told(view) for view in off])}."
    elif all(view.status.state is State.AWAITED for view in own):
        told = "Nothing is in yet."
    else:
        told = f"No indicator is red or amber{_of_what_is_in(own)}."
    return f"{told} {worse_parts(own)}".rstrip()


def worse_parts(own: tuple[IndicatorView, ...]) -> str:
    """The three worst of the parts that are worse than their indicator, whose colour does not tell of them."""
    parts = [(view, one) for view in own for one in view.measures if is_worse_part(view.status, one.status)]
    parts.sort(key=lambda part: (COLOURS.index(part[1].status.rating), -_distance(part[1])))
    return f"Parts worse than their indicator: {_named([_told_part(*part) for part in parts])}." if parts else ""


def _of_what_is_in(own: tuple[IndicatorView, ...]) -> str:
    """Of how many something is said: silent once everything is in, since that is what a reader takes for granted."""
    whole = sum(is_in(view.status) for view in own)
    if whole == len(own):
        return ""
    begun = sum(view.status.state is not State.AWAITED for view in own) - whole
    return f" of what is in ({whole} of {len(own)}{f', {begun} more in part' if begun else ''})"


def best_improvement(own: tuple[IndicatorView, ...]) -> str | None:
    """The measure that improved most, in per cent of the quarter that its trend is against."""
    found = [(gain, view, one) for view in own for one in view.measures if (gain := _gain(one)) is not None]
    if not found:
        return None
    gain, view, one = max(found, key=lambda item: item[0])
    quarter = one.status.trend_against
    against = f" on {quarter.short}" if quarter is not None else ""
    name = shortened(measure_name(one.status.measure, one.status.partner), 100, "shortened")
    return f"Best improvement: {view.indicator.code} {name}, better by {shown(gain, 1)}%{against}."


def changed_colour(view: PackView, own: tuple[IndicatorView, ...]) -> str:
    """Which indicators have another colour than last quarter, from what to what."""
    if view.content.previous is None:
        return "Changed colour: not known, since the quarter before was not assessed."
    changes = [
        f"{one.indicator.code} {one.was} to {one.status.rating}"
        for one in own
        if one.was in COLOURS and one.status.rating in COLOURS and one.was is not one.status.rating
    ]
    if not changes:
        return "Changed colour since last quarter: none."
    more = f", and {len(changes) - _CHANGES} more" if len(changes) > _CHANGES else ""
    return f"Changed colour since last quarter: {', '.join(changes[:_CHANGES])}{more}."


def awaited_by_partner(view: PackView) -> tuple[tuple[str, int], ...]:
    """How many indicators are awaited from each partner, in the plan's order."""
    counts = Counter(partner for indicator in view.indicators for partner in indicator.status.awaited_from)
    return tuple((partner, counts[partner]) for partner in view.content.status.plan.partners if counts[partner])


def decider(view: IndicatorView) -> Shown:
    """The measure that gave an indicator its colour."""
    same = [one for one in view.deciding or view.measures if one.status.rating is view.status.rating]
    return max(same or view.measures, key=_distance)


def _named(told: list[str]) -> str:
    more = f"; and {len(told) - _WORST} more, see Exceptions" if len(told) > _WORST else ""
    return f"{'; '.join(told[:_WORST])}{more}"


def _told(view: IndicatorView) -> str:
    """An indicator with its colour; of several figures one of which gave the colour, that one."""
    one = decider(view)
    parts = [part for part in view.measures if part.status.measure.is_figure]
    if len(parts) > 1 and not view.indicator.needs_all:
        return _told_part(view, one)
    title = shortened(view.indicator.title, _TITLE_CHARACTERS, "").removesuffix(" ()")
    return f"{view.indicator.code} {title}, {view.status.rating}{_how_far(one)}"


def _told_part(view: IndicatorView, one: Shown) -> str:
    status = one.status
    title = shortened(measure_name(status.measure, status.partner), _TITLE_CHARACTERS, "").removesuffix(" ()")
    return f"{view.indicator.code} {title}, {status.rating}{_how_far(one)}"


def _how_far(one: Shown) -> str:
    status = one.status
    percent = status.comparison.percent_change
    if "change" in one.hidden or not percent or too_few_to_say(status.measure, status.comparison):
        return ""
    return f" ({shown(abs(percent), 1)}% {'above' if percent > 0 else 'below'})"


def _distance(one: Shown) -> Fraction:
    percent = one.status.comparison.percent_change
    return abs(percent) if percent is not None else Fraction()


def _gain(one: Shown) -> Fraction | None:
    status = one.status
    if status.trend is not Trend.IMPROVED or status.trend_against is None:
        return None
    series = dict(status.series)
    now, then = series.get(status.quarter), series.get(status.trend_against)
    if now is None or not then or too_few_to_say(status.measure, Comparison(now, then, ComparedWith.PRIOR)):
        return None
    return abs((now - then) * 100 / then)
