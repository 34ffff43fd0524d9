"""Working counts out from what a document tells of them: a complete, exact search over whole numbers.

What is told (sums, differences, percentages) comes in as bounds and linear relations; making them of a document is
left to others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

MOST: Final = 10**9  # more people than any count of a partnership has
_STEPS: Final = 20_000  # of one search; what cannot be told apart within them is not called safe

Name = tuple[str, ...]
"""What a count is known by: any texts that tell it from the others."""


class Bounds(Struct, frozen=True):
    """The lowest and the highest number that a count can be by itself."""

    low: int = 0
    high: int = MOST


class Relation(Struct, frozen=True):
    """That a weighted sum of counts lies between two numbers (None: no limit). `told_by` is what tells it."""

    terms: tuple[tuple[Name, int], ...]
    low: int | None
    high: int | None
    told_by: str


class Recovered(Struct, frozen=True):
    """A count that can be only one number, and all that tells it, none of which can be spared."""

    name: Name
    number: int
    told_by: tuple[str, ...]


class _TooLongError(Exception):
    """A search that did not end within its steps."""


class Told(Struct, frozen=True, dict=True):
    """All that is told: counts with their bounds (a name without bounds is any number from 0) and relations."""

    counts: Mapping[Name, Bounds]
    relations: tuple[Relation, ...]

    def recovered(self, protected: Collection[Name]) -> tuple[Recovered, ...]:
        """The protected counts that can only be one number, in their order.

        Of what contradicts itself, what agrees is believed. What the search cannot settle within its steps counts as
        recovered.
        """
        wanted = [name for name in protected if name in self._component_of]
        found: dict[Name, tuple[int, list[Relation]]] = {}
        for number in dict.fromkeys(self._component_of[name] for name in wanted):
            inside = [name for name in wanted if self._component_of[name] == number]
            for believed in _agreeing(self.counts, self._components[number]):
                for name, value in _single(self.counts, believed, inside).items():
                    found.setdefault(name, (value, believed))
        return tuple(
            Recovered(name, found[name][0], self._needed(name, found[name][1])) for name in wanted if name in found
        )

    def _needed(self, name: Name, relations: Sequence[Relation]) -> tuple[str, ...]:
        """What tells a recovered count: left out one after the other, as long as it still follows."""
        kept = list(dict.fromkeys(relation.told_by for relation in relations))
        for source in tuple(kept):
            fewer = [relation for relation in relations if relation.told_by in kept and relation.told_by != source]
            if _single(self.counts, fewer, [name]):
                kept.remove(source)
        return tuple(kept)

    @cached_property
    def _component_of(self) -> Mapping[Name, int]:
        """The number of the component that each related count is in; a count that is known joins nothing."""
        parent: dict[Name, Name] = {}

        def root(name: Name) -> Name:
            parent.setdefault(name, name)
            while parent[name] != name:
                parent[name] = name = parent[parent[name]]
            return name

        for relation in self.relations:
            open_ = self._open(relation)
            for name in open_:
                parent[root(name)] = root(open_[0])
        numbers: dict[Name, int] = {}
        return {name: numbers.setdefault(root(name), len(numbers)) for name in tuple(parent)}

    @cached_property
    def _components(self) -> Mapping[int, list[Relation]]:
        found: dict[int, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            open_ = self._open(relation)
            if open_:
                found[self._component_of[open_[0]]].append(relation)
        return found

    def _open(self, relation: Relation) -> list[Name]:
        return [name for name, _ in relation.terms if not _is_known(self.counts.get(name))]


def _is_known(bounds: Bounds | None) -> bool:
    return bounds is not None and bounds.low == bounds.high


def _agreeing(counts: Mapping[Name, Bounds], relations: list[Relation]) -> Iterator[list[Relation]]:
    """All relations where they agree; else those that agree with the ones before them, and with the ones after."""
    if _agree(counts, relations):
        yield relations
        return
    for order in (relations, relations[::-1]):
        believed: list[Relation] = []
        for relation in order:
            if _agree(counts, [*believed, relation]):
                believed.append(relation)
        yield believed


def _agree(counts: Mapping[Name, Bounds], relations: Sequence[Relation]) -> bool:
    try:
        return _Search(counts, relations).solution({}) is not None
    except _TooLongError:
        return True


def _single(counts: Mapping[Name, Bounds], relations: Sequence[Relation], names: Sequence[Name]) -> dict[Name, int]:
    """Those of the names that can be only one number by these relations, with it."""
    search = _Search(counts, relations)
    related = [name for name in names if name in search.place]
    try:
        first = search.solution({})
    except _TooLongError:
        return {name: counts.get(name, Bounds()).low for name in related}
    if first is None:
        return {}
    seen: dict[Name, set[int]] = {name: {first[name]} for name in related}
    for name in related:
        another = _another(search, name, first[name], counts.get(name, Bounds())) if len(seen[name]) == 1 else None
        if another is not None:
            for other in related:
                seen[other].add(another[other])
    return {name: first[name] for name in related if len(seen[name]) == 1}


def _another(search: _Search, name: Name, first: int, bounds: Bounds) -> Mapping[Name, int] | None:
    """What is possible with another number for one count; None where that has to be the first."""
    for rest in (Bounds(bounds.low, first - 1), Bounds(first + 1, bounds.high)):
        if rest.low > rest.high:
            continue
        try:
            solution = search.solution({name: rest})
        except _TooLongError:
            continue  # it may be impossible, and is taken for that
        if solution is not None:
            return solution
    return None


class _Search:
    """Finds numbers that meet all relations, or that there are none, by narrowing bounds and dividing them."""

    def __init__(self, counts: Mapping[Name, Bounds], relations: Iterable[Relation]) -> None:
        self.place: dict[Name, int] = {}
        self._low: list[int] = []
        self._high: list[int] = []
        self._rules: list[tuple[tuple[tuple[int, int], ...], int | None, int | None]] = []
        self._of: dict[int, list[int]] = defaultdict(list)
        for relation in relations:
            terms = tuple((self._number(name, counts), factor) for name, factor in relation.terms)
            for at, _ in terms:
                self._of[at].append(len(self._rules))
            self._rules.append((terms, relation.low, relation.high))
        self._left = 0

    def _number(self, name: Name, counts: Mapping[Name, Bounds]) -> int:
        if name not in self.place:
            bounds = counts.get(name, Bounds())
            self.place[name] = len(self._low)
            self._low.append(bounds.low)
            self._high.append(bounds.high)
        return self.place[name]

    def solution(self, narrowed: Mapping[Name, Bounds]) -> dict[Name, int] | None:
        """A number for each count, some within narrower bounds; None where there is none. Raises _TooLongError."""
        low, high = list(self._low), list(self._high)
        for name, bounds in narrowed.items():
            low[self.place[name]], high[self.place[name]] = bounds.low, bounds.high
        self._left = _STEPS
        numbers = self._divide(low, high, range(len(self._rules)))
        return None if numbers is None else {name: numbers[at] for name, at in self.place.items()}

    def _divide(self, low: list[int], high: list[int], changed: Iterable[int]) -> list[int] | None:
        if not self._narrow(low, high, changed):
            return None
        widths = [(high[at] - low[at], at) for at in range(len(low)) if high[at] > low[at]]
        if not widths:
            return low
        _, at = min(widths)
        middle = (low[at] + high[at]) // 2
        for bottom, top in ((low[at], middle), (middle + 1, high[at])):
            lower, upper = list(low), list(high)
            lower[at], upper[at] = bottom, top
            found = self._divide(lower, upper, self._of[at])
            if found is not None:
                return found
        return None

    def _narrow(self, low: list[int], high: list[int], changed: Iterable[int]) -> bool:
        """Take away what no relation allows, until nothing changes; False where nothing is left of a count."""
        waiting = dict.fromkeys(changed)
        while waiting:
            self._left -= 1
            if self._left < 0:
                raise _TooLongError
            rule = next(iter(waiting))
            del waiting[rule]
            for at in self._narrow_by(rule, low, high):
                if low[at] > high[at]:
                    return False
                waiting.update(dict.fromkeys(self._of[at]))
        return True

    def _narrow_by(self, rule: int, low: list[int], high: list[int]) -> Iterator[int]:
        """Narrow the counts of one relation by each other; gives those that changed, an impossible one too."""
        terms, at_least, at_most = self._rules[rule]
        least = sum(f * (low[at] if f > 0 else high[at]) for at, f in terms)
        most = sum(f * (high[at] if f > 0 else low[at]) for at, f in terms)
        for at, factor in terms:
            old_low, old_high = low[at], high[at]
            own_least, own_most = (old_low, old_high) if factor > 0 else (old_high, old_low)
            if at_most is not None:  # factor * count <= at_most - the least that the others make
                room = at_most - (least - factor * own_least)
                if factor > 0:
                    high[at] = min(high[at], room // factor)
                else:
                    low[at] = max(low[at], -(room // -factor))
            if at_least is not None:  # factor * count >= at_least - the most that the others make
                need = at_least - (most - factor * own_most)
                if factor > 0:
                    low[at] = max(low[at], -(-need // factor))
                else:
                    high[at] = min(high[at], -need // -factor)
            if (low[at], high[at]) != (old_low, old_high):
                least += factor * ((low[at] - old_low) if factor > 0 else (high[at] - old_high))
                most += factor * ((high[at] - old_high) if factor > 0 else (low[at] - old_low))
                yield at
