"""As many of something as one query can name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

T = TypeVar("T")
_AT_ONCE = 100  # subjects named in one query, by four values each


def portions(items: Collection[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """A few at a time, as many as one query may name."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
