"""Figures that differ and things to check: found for a measure, and told in words as they may be shown."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.domain.measures import Indicator, Measure
from csp_tui.packs.content import DifferTold, SideTold, ToCheckTold
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import in_words, short_date, short_name

_SIDES = 4  # more are counted


def of_measure(view: PackView, measure: Measure, partner: str | None) -> Iterator[DifferTold]:
    """The figures that differ of one measure; where each partner states it, of one partner."""
    for told in view.content.differing:
        if (
            told.measure is not None
            and told.measure.uid == measure.uid
            and told.partner in ("", partner or told.partner)
        ):
            yield told


def sides_in_words(view: PackView, told: DifferTold, *, files: bool = False) -> str:
    """`262 by A. Clerk on 02 Nov 2026, or 280 by B. Smith on 03 Nov 2026`, with the files they came in if wanted."""
    sides = [_side(view, told, side, files=files) for side in told.sides[:_SIDES]]
    more = len(told.sides) - _SIDES
    return ", or ".join(sides) + (f", or {more} more" if more > 0 else "")


def _side(view: PackView, told: DifferTold, side: SideTold, *, files: bool) -> str:
    said = "a text"
    if told.measure is not None and side.statement is not None:
        shown = view.shown_once(told.measure, told.partner, view.content.status.quarter, side.statement)
        said = in_words(told.measure, shown)
    elif told.measure is not None:
        said = "nothing"
    by = f" by {short_name(side.by)}" if side.by else ""
    file = f" ({short_name(side.file)})" if files and side.file else ""
    return f"{said}{by} on {short_date(side.on)}{file}"


def to_check_of(view: PackView, indicator: Indicator) -> tuple[ToCheckTold, ...]:
    """What was received about an indicator, or about one of its measures, and has not been let in."""
    labels = {indicator.code, *(measure.id for measure in indicator.measures)}
    return tuple(told for told in view.content.to_check if told.label in labels)
