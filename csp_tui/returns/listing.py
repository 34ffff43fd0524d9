"""What a merge placed, and what became of it, read again and told one by one as it is asked for: never all at once."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, eq, itemgetter
from typing import overload

from msgspec import Struct

from csp_tui.returns.summary import ItemResult, Outcome
from csp_tui.storage.spooling import Flat, Spool


class Portion(Struct, frozen=True):
    """What was placed of one return: `count` statements with the numbers from `first` on.

    `without` are the places, in the return, of those that were not placed; `raised` tells by place how far others are
    raised. `came_in` is the return's file; `files` are the first and the last that its statements name, which in a
    database are those that it was sent.
    """

    portion: int
    first: int
    count: int
    came_in: str
    files: tuple[str, str]
    without: frozenset[int]
    raised: Mapping[int, int] | None


class Placed:
    """The statements that were put to their places, as they are stored, in the order of their numbers."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.portions: list[Portion] = []

    def __len__(self) -> int:
        return self.portions[-1].first + self.portions[-1].count if self.portions else 0

    def __iter__(self) -> Iterator[Flat]:
        for portion in self.portions:
            for _, one in self.of(portion):
                yield one

    def of(self, portion: Portion) -> Iterator[tuple[int, Flat]]:
        """What was placed of a return, each with its number."""
        number = portion.first
        for place, one in enumerate(self._spool.get(portion.portion)):
            if place not in portion.without:
                raised = portion.raised.get(place, 0) if portion.raised else 0
                yield number, one._replace(raised=raised) if raised else one
                number += 1

    def came_in(self, number: int) -> str:
        """The file in which a statement came."""
        return self.portions[bisect(self.portions, number, key=_first) - 1].came_in


_first = attrgetter("first")
_Member = ItemResult | tuple[int, Flat]
_Run = list[ItemResult] | Portion
"""What was told of one file, or what was placed of one return."""


class ItemResults(Sequence[ItemResult]):
    """By file, sheet, label and cell: what was told already, and what is told of each placed statement when read."""

    def __init__(
        self,
        told: Collection[ItemResult],
        placed: Placed,
        outcome: Callable[[int], Outcome],
        tell: Callable[[int, Flat], ItemResult],
    ) -> None:
        self._told, self._placed, self._outcome, self._tell = told, placed, outcome, tell
        self._at_hand: tuple[int, list[_Member]] = -1, []

    def ended(self, *outcomes: Outcome) -> Iterator[ItemResult]:
        """Those that ended in one of these ways; the others are neither told nor put in order."""
        for stretch in self._stretches:
            yield from map(self._as_told, self._in_order(stretch, outcomes))

    def __len__(self) -> int:
        return len(self._told) + len(self._placed)

    @overload
    def __getitem__(self, place: int) -> ItemResult: ...

    @overload
    def __getitem__(self, place: slice) -> list[ItemResult]: ...

    def __getitem__(self, place: int | slice) -> ItemResult | list[ItemResult]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        wanted = range(len(self))[place]
        number = bisect(self._starts, wanted) - 1
        if self._at_hand[0] != number:
            self._at_hand = number, self._in_order(self._stretches[number])
        return self._as_told(self._at_hand[1][wanted - self._starts[number]])

    def __iter__(self) -> Iterator[ItemResult]:
        for stretch in self._stretches:
            yield from map(self._as_told, self._in_order(stretch))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ItemResults) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    @cached_property
    def _stretches(self) -> list[list[_Run]]:
        """Files that nothing of others stands between, in order: of one return as a rule, and so never many at once."""
        told = defaultdict(list)
        for one in self._told:
            told[one.file].append(one)
        runs: list[tuple[str, str, _Run]] = [(file, file, ones) for file, ones in told.items()]
        runs += [(*portion.files, portion) for portion in self._placed.portions]
        stretches: list[list[_Run]] = []
        upto = ""
        for first, last, run in sorted(runs, key=itemgetter(0, 1)):
            if not stretches or first > upto:
                stretches.append([])
            stretches[-1].append(run)
            upto = max(upto, last)
        for stretch in stretches:
            stretch.sort(key=_number)
        return stretches

    @cached_property
    def _starts(self) -> list[int]:
        """How many come before each stretch."""
        sizes = [sum(run.count if isinstance(run, Portion) else len(run) for run in runs) for runs in self._stretches]
        return [0, *accumulate(sizes[:-1])]

    def _in_order(self, stretch: list[_Run], outcomes: Collection[Outcome] = tuple(Outcome)) -> list[_Member]:
        found: list[_Member] = []
        for run in stretch:
            if isinstance(run, list):
                found += [one for one in run if one.outcome in outcomes]
            elif any(self._outcome(number) in outcomes for number in range(run.first, run.first + run.count)):
                found += [one for one in self._placed.of(run) if self._outcome(one[0]) in outcomes]
        return sorted(found, key=_place)

    def _as_told(self, one: _Member) -> ItemResult:
        return one if isinstance(one, ItemResult) else self._tell(*one)


def _number(run: _Run) -> int:
    return run.first if isinstance(run, Portion) else -1


def _place(one: _Member) -> tuple[str, str, str, str]:
    if isinstance(one, ItemResult):
        return one.file, one.sheet, one.measure, one.cell
    said = one[1]
    return said.file or "", said.sheet or "", said.label, said.cell or ""
