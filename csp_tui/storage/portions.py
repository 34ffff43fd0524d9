"""As many of something as one query can name, and how it names them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from csp_tui.storage.records import Subject

T = TypeVar("T")
_AT_ONCE = 100  # subjects named in one query, by four values each


def portions(items: Collection[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """A few at a time, as many as one query may name."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def named_in(subjects: Iterable[Subject], table: str = "r") -> tuple[str, dict[str, str]]:
    """A condition that a row of a table is of one of the subjects, with its parameters."""
    params: dict[str, str] = {}
    tuples = []
    for i, subject in enumerate(subjects):
        params |= {f"a{i}": subject.about, f"q{i}": subject.quarter, f"p{i}": subject.partner, f"f{i}": subject.field}
        tuples.append(f"(:a{i}, :q{i}, :p{i}, :f{i})")
    # A plain list of values would make SQLite read the whole partnership instead of looking into the index.
    columns = ", ".join(f"{table}.{name}" for name in ("about", "quarter", "partner", "field"))
    return f"({columns}) IN (SELECT * FROM (VALUES {', '.join(tuples)}) AS wanted)", params  # noqa: S608  # names only; values go in as parameters
