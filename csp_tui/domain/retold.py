"""A rating that an issued pack told, beside what the figures of its quarter and comparator come to now."""

from __future__ import annotations

from msgspec import Struct

from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Comparison
from csp_tui.domain.sentences import shown_pair


class Retold(Struct, frozen=True):
    """A figure and its comparator as the pack of a quarter told them, and as they come out now.

    `against` names the comparator. Only what differs is made one of these.
    """

    measure: Measure
    partner: str | None
    quarter: Quarter
    pack: str
    against: str
    told: Comparison
    now: Comparison


def retold_words(one: Retold) -> str:
    """One sentence, with the pack that told it.

    `Q2 2026-27: told 5,208 against 4,802, the rolling year before; the figures of that time now give 4,811.`
    """
    figure, comparator = shown_pair(one.measure, one.told)
    now, then = shown_pair(one.measure, one.now)
    against = f", {one.against}" if one.against else ""
    said = []
    if one.told.compared != one.now.compared:
        said.append(f"its own figures now give {now or 'none'}")
    if one.told.comparator != one.now.comparator:
        said.append(f"the figures of that time now give {then or 'none'}")
    return f"{one.quarter.short}: told {figure} against {comparator}{against}; {' and '.join(said)}."
