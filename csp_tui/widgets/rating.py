"""How a rating looks, everywhere: a word, a shape and the tone of its colour; what a rating is stands in the domain."""

from __future__ import annotations

from collections.abc import Mapping

from csp_tui.domain.results import IndicatorStatus, MeasureStatus, Rating, State

_RATED: Mapping[Rating, tuple[str, str]] = {
    Rating.RED: ("■ RED", "red"),
    Rating.AMBER: ("▲ AMBER", "amber"),
    Rating.GREEN: ("● GREEN", "green"),
    Rating.NOT_RATED: ("○ not rated", "muted"),
}
_STATES: Mapping[State, tuple[str, str]] = {
    State.AWAITED: ("· awaited", "muted"),
    State.PART: ("· part in", "muted"),
    State.BLANK: ("– blank", "muted"),
    State.CONFLICT: ("! differ", "refused"),
}


_OPTIONAL = ("· optional", "muted")  # what is wanted, and nobody waits for


def rating_mark(rating: Rating, state: State = State.RECEIVED) -> tuple[str, str]:
    """Shape and word of a rating with the name of its tone; what is not in says so instead."""
    if rating is not Rating.NOT_RATED or state is State.RECEIVED:
        return _RATED[rating]
    return _STATES[state]


def legend() -> tuple[tuple[tuple[str, str], ...], ...]:
    """All marks with their tones: those of ratings, then what stands in their place."""
    return tuple(_RATED.values()), (*_STATES.values(), _OPTIONAL)


def mark_of(status: MeasureStatus | IndicatorStatus) -> tuple[str, str]:
    """Shape and word with the tone's name, for an assessed measure or indicator."""
    if isinstance(status, MeasureStatus):
        if not status.measure.rateable and status.state is State.RECEIVED:
            return ("○ as stated", "muted") if status.measure.is_figure else ("○ received", "muted")
        if not status.measure.required and status.state is State.AWAITED:
            return _OPTIONAL
    return rating_mark(status.rating, status.state)
