"""A JSON document as text, piece by piece: what a thousand returns hold is never written out in memory at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from csp_tui.plans.writing import Json

T = TypeVar("T")
_AT_ONCE = 500  # pieces


class Made(Sequence["Json"]):
    """Members of a document that are made one by one, when they are written."""

    def __init__(self, of: Sequence[T], make: Callable[[T], Json]) -> None:
        self._size = len(of)
        self._one: Callable[[int], Json] = lambda place: make(of[place])
        self._each: Callable[[], Iterator[Json]] = lambda: map(make, of)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Json: ...

    @overload
    def __getitem__(self, place: slice) -> list[Json]: ...

    def __getitem__(self, place: int | slice) -> Json:
        if isinstance(place, slice):
            return [self._one(one) for one in range(self._size)[place]]
        return self._one(place)

    def __iter__(self) -> Iterator[Json]:
        return self._each()


def in_pieces(document: Json) -> Iterator[str]:
    """The text that `json.dumps` makes of a document with an indent of 1."""
    pieces = _pieces(document)
    while some := list(islice(pieces, _AT_ONCE)):
        yield "".join(some)


def _pieces(document: Json) -> Iterator[str]:
    if not isinstance(document, Mapping) or not document:
        yield _text(document, 0)
        return
    before = "{\n "
    for name, value in document.items():
        yield f"{before}{_text(name, 0)}: "
        before = ",\n "
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield from _members(value)
        else:
            yield _text(value, 1)
    yield "\n}"


def _members(members: Sequence[Json]) -> Iterator[str]:
    before = "[\n  "
    for member in members:
        yield f"{before}{_text(member, 2)}"
        before = ",\n  "
    yield "\n ]" if members else "[]"


def _text(value: Json, depth: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", f"\n{' ' * depth}")
