"""What became of every statement of a merge, made one by one as it is asked for: thousands are never held at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import eq
from typing import overload

from csp_tui.returns.summary import ItemResult, Outcome
from csp_tui.storage.records import Origin, Received

Placed = tuple[Received, str, str]
"""A statement that was put to its place, its label in the return, and the file that it came in."""


class ItemResults(Sequence[ItemResult]):
    """By file, sheet, label and cell: what was told already, and what is told of each placed statement when read."""

    def __init__(
        self,
        told: Collection[ItemResult],
        placed: Collection[Placed],
        outcome: Callable[[Placed], Outcome],
        tell: Callable[[Placed], ItemResult],
    ) -> None:
        self._unsorted: tuple[Collection[ItemResult | Placed], ...] = (told, placed)
        self._outcome, self._tell = outcome, tell

    def ended(self, *outcomes: Outcome) -> Iterator[ItemResult]:
        """Those that ended in one of these ways; the others are neither told nor put in order."""
        found = (one for one in chain.from_iterable(self._unsorted) if self._ended(one) in outcomes)
        return map(self._told, sorted(found, key=_in_order))

    def _ended(self, one: ItemResult | Placed) -> Outcome:
        return one.outcome if isinstance(one, ItemResult) else self._outcome(one)

    @cached_property
    def _all(self) -> list[ItemResult | Placed]:
        return sorted(chain.from_iterable(self._unsorted), key=_in_order)

    def __len__(self) -> int:
        return sum(map(len, self._unsorted))

    @overload
    def __getitem__(self, place: int) -> ItemResult: ...

    @overload
    def __getitem__(self, place: slice) -> list[ItemResult]: ...

    def __getitem__(self, place: int | slice) -> ItemResult | list[ItemResult]:
        if isinstance(place, slice):
            return [self._told(one) for one in self._all[place]]
        return self._told(self._all[place])

    def __iter__(self) -> Iterator[ItemResult]:
        return map(self._told, self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ItemResults) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def _told(self, one: ItemResult | Placed) -> ItemResult:
        return one if isinstance(one, ItemResult) else self._tell(one)


def _in_order(one: ItemResult | Placed) -> tuple[str, str, str, str]:
    if isinstance(one, ItemResult):
        return one.file, one.sheet, one.measure, one.cell
    said, label, _ = one
    origin = said.origin or Origin("")
    return origin.file, origin.sheet, label, origin.cell
