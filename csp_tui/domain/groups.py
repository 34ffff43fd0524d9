"""What a text's `all areas` and `all parts` may mean, and what is found against a text."""

from __future__ import annotations

from dataclasses import dataclass

from csp_tui.domain.benchmarking import BenchmarkTable
from csp_tui.domain.known_figures import naming_of
from csp_tui.domain.reading_words import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that the figures contradict: of which figure, in which sentence, what was written and what they give."""

    kind: str
    about: str
    sentence: str
    message: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How one of a group went: an area of a table, a part of an indicator. `way` is 1 for up, -1 down, 0 unchanged."""

    name: str
    way: int


@dataclass(frozen=True, slots=True)
class Group:
    """All of something, by its title, how each of it went, and against which earlier figure where that is known.

    `table` is that of areas; one that is `of_the_row` needs no naming where a text speaks of areas.
    """

    title: str
    moved: tuple[Moved, ...]
    span: Span | None = None
    table: BenchmarkTable | None = None
    of_the_row: bool = False

    @property
    def words(self) -> frozenset[str]:
        """What a sentence about all of it may speak of."""
        return frozenset().union(*(naming_of(name).telling for name in (self.title, *(m.name for m in self.moved))))
