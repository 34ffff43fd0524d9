"""What a text's `all areas` and `all parts` may mean, and what is found against a text."""

from __future__ import annotations

from msgspec import Struct

from csp_tui.domain.benchmarking import BenchmarkTable
from csp_tui.domain.known_figures import naming_of
from csp_tui.domain.reading_words import Span


class Finding(Struct, frozen=True):
    """A claim that the figures contradict: of which figure, in which sentence, what was written and what they give."""

    kind: str
    about: str
    sentence: str
    message: str


class Moved(Struct, frozen=True):
    """How one of a group went: an area of a table, a part of an indicator. `way` is 1 for up, -1 down, 0 unchanged."""

    name: str
    way: int


class Group(Struct, frozen=True):
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
