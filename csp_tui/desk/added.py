"""Measures that users add to an indicator by name, such as ASB categories or town centres, modelled on its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Comparator, Indicator, Measure

ADDED = "added"  # the name of the setting, after the indicator's code: `P1-01.added`
_LONGEST = 60
_MOST = 20
_TARGETS = (Comparator.TARGET, Comparator.BASELINE)  # the plan sets them for the headline alone


class AddedError(UserError):
    """Measures that cannot be added so; the message says what to type."""


def with_added(indicator: Indicator, typed: str) -> Indicator:
    """The indicator with a measure for each name, behind its own; raises AddedError with what to type instead.

    Each is counted as the headline is and supplied by the same partner, is wanted but not awaited, and has no target.
    """
    return replace(indicator, measures=(*indicator.measures, *_added(indicator, typed)))


def names_in(typed: str) -> tuple[str, ...]:
    """The names in a typed list, which semicolons or lines part."""
    return tuple(name for part in re.split(r"[;\n]", typed) if (name := " ".join(part.split())))


def _added(indicator: Indicator, typed: str) -> Iterator[Measure]:
    model = next((m for m in indicator.measures if m.id == indicator.headline and m.is_figure), None)
    if model is None:
        raise AddedError(f"{indicator.code} has no one figure that others could be counted like, so none can be added.")
    taken = {measure.id for measure in indicator.measures}
    names = names_in(typed)
    if len(names) > _MOST:
        raise AddedError(f"{len(names)} measures are too many to add to {indicator.code}; at most {_MOST}.")
    for name in names:
        part = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
        if not part or len(name) > _LONGEST:
            raise AddedError(
                f'"{name[:80]}" is no name for a measure; type a few words, at most {_LONGEST} characters.'
            )
        known = f"{indicator.code}.{part}"
        if known in taken:
            raise AddedError(f"{indicator.code} has a measure {known} already; name another, or leave it out.")
        taken.add(known)
        yield _modelled(model, indicator, name, part)


def _modelled(model: Measure, indicator: Indicator, name: str, part: str) -> Measure:
    comparators = tuple(c for c in model.comparators if c not in _TARGETS)
    return replace(
        model,
        uid=f"{indicator.uid}.added-{part}",
        id=f"{indicator.code}.{part}",
        title=name,
        required=False,
        target=None,
        due=None,
        strict=False,
        profile={},
        comparators=comparators,
        rated_by=model.rated_by if model.rated_by in comparators else None,
        ours=(),
        note=f"Added by name, and counted as {model.id} is.",
    )
