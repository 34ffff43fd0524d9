"""Totals and their parts among figures told side by side: the plan does not say which they are; the numbers do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from csp_tui.domain.disclosure import SMALL
from csp_tui.domain.recovery import Name

_MOST_PARTS: Final = 3  # of a total that adds up by more than chance
_MOST_TRIED: Final = 14  # figures of one quarter
_ENOUGH: Final = 2  # quarters in which chance does not make the same figures add up

Tie = tuple[tuple[Name, int], ...]
"""Counts of one indicator and quarter that add up to another of them: weighted so that they make 0."""

Counts = Mapping[Name, int]
"""The counts of one indicator, from all who tell them in all quarters."""


def ties(counts: Counts, units: Mapping[str, str]) -> Iterator[Tie]:
    """Every total among these counts with two or three others that make it, where one of 1 to 4 takes part.

    They have to add up in each quarter that tells them all. Where that is one quarter only, it may be chance, and they
    must count alike, in the unit that `units` has for a measure's uid; what is no measure counts like any.
    """
    quarters: dict[str, dict[Name, int]] = defaultdict(dict)
    for (about, partner, quarter, field), number in counts.items():
        quarters[quarter][about, partner, field] = number
    for quarter, told in quarters.items():
        for total, *parts in _adding_up(told):
            sums = [
                each[total] - sum(each[p] for p in parts)
                for each in quarters.values()
                if {total, *parts} <= each.keys()
            ]
            if any(sums) or (len(sums) < _ENOUGH and not _alike((total, *parts), units)):
                continue
            yield ((_at(total, quarter), 1), *((_at(part, quarter), -1) for part in parts))


def _adding_up(told: Mapping[Name, int]) -> Iterator[tuple[Name, ...]]:
    """A total and its parts, in one quarter."""
    tried = sorted((number, name) for name, number in told.items() if number > 0)[:_MOST_TRIED]
    totals: dict[int, list[Name]] = defaultdict(list)
    for number, name in tried:
        totals[number].append(name)
    for size in range(2, _MOST_PARTS + 1):
        for parts in combinations(tried, size):
            if parts[0][0] < SMALL:
                for total in totals.get(sum(number for number, _ in parts), ()):
                    yield (total, *(name for _, name in parts))


def _alike(names: tuple[Name, ...], units: Mapping[str, str]) -> bool:
    known = {(units[about], field) for about, _, field in names if about in units}
    return len(known) <= 1


def _at(name: Name, quarter: str) -> Name:
    about, partner, field = name
    return about, partner, quarter, field
