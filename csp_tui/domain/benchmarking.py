"""Benchmarking: one figure of several areas side by side, with averages, ranks, movements and who joined or left.

Which table is shown, and how one is read from a file, is left to others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from csp_tui.domain.measures import Polarity
from csp_tui.domain.quarters import Quarter

NATIONAL = frozenset(
    {
        "england",
        "wales",
        "scotland",
        "northern ireland",
        "england and wales",
        "great britain",
        "gb",
        "united kingdom",
        "uk",
        "national",
    }
)
_AVERAGE_WORDS = re.compile(r"\s*(?:\((?:average|mean|total|all)\)|average|mean|total|overall)$")
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)


class Movement(StrEnum):
    """Which way an area's figure went, at the decimals that its source gives."""

    ROSE = "rose"
    FELL = "fell"
    UNCHANGED = "unchanged"


class AreaFigure(Struct, frozen=True):
    """The figure of one area, and the earlier one or the change that its source gives, in per cent of the earlier.

    `national` marks a row such as England and Wales, which no average, rank or count takes in; `own` is our own area.
    """

    area: str
    value: Decimal | None
    earlier: Decimal | None = None
    change_percent: Decimal | None = None
    national: bool = False
    own: bool = False

    @property
    def change(self) -> Fraction | None:
        """The change in the table's unit; None where no earlier figure is given."""
        if self.value is None or self.earlier is None:
            return None
        return Fraction(self.value) - Fraction(self.earlier)

    @property
    def percent(self) -> Fraction | None:
        """The change in per cent of the earlier figure: worked out where the two differ, else as the source says."""
        if self.earlier and self.change is not None and (self.change or self.change_percent is None):
            return self.change * 100 / Fraction(self.earlier)
        return None if self.change_percent is None else Fraction(self.change_percent)

    @property
    def following(self) -> tuple[Fraction, Fraction] | None:
        """The least and the greatest that the figure can be which its row leaves out and the stated change tells.

        A change may be rounded or cut off at its last digit. None where both figures are given, or nothing tells one.
        """
        if self.change_percent is None or (self.value is None) == (self.earlier is None):
            return None
        step = Fraction(Decimal((0, (1,), int(self.change_percent.as_tuple().exponent))))
        times = [1 + (Fraction(self.change_percent) + way * step) / 100 for way in (-1, 1)]
        if self.earlier is not None:
            low, high = (Fraction(self.earlier) * one for one in times)
        elif times[0] > 0 and self.value is not None:
            high, low = (Fraction(self.value) / one for one in times)
        else:
            return None
        return low, high

    @property
    def movement(self) -> Movement | None:
        """Rose, fell or unchanged: by the two figures where they differ, else by the stated change."""
        if self.change is None and self.change_percent is None:
            return None
        by = self.change or self.change_percent or 0
        return Movement.UNCHANGED if not by else Movement.ROSE if by > 0 else Movement.FELL


class BenchmarkTable(Struct, frozen=True, dict=True):
    """A table of areas for one period.

    `quarter` is the one in which the period ends and tells editions of a title apart; `period` is as printed.
    `about` is the stable identity of the plan's measure it speaks of, '' for a table with no measure of the plan.
    `note` is what the coordinator says of it in the pack.
    """

    title: str
    period: str
    quarter: Quarter
    areas: tuple[AreaFigure, ...]
    about: str = ""
    unit: str = ""
    polarity: Polarity = Polarity.NONE
    source: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What makes two tables editions of one: the measure, else the title as titles are compared."""
        return self.about or same_area(self.title)

    @cached_property
    def peers(self) -> tuple[AreaFigure, ...]:
        """All areas that are compared, our own among them; national rows stand apart."""
        return tuple(area for area in self.areas if not area.national)

    @cached_property
    def national(self) -> tuple[AreaFigure, ...]:
        """The national rows."""
        return tuple(area for area in self.areas if area.national)

    @cached_property
    def own(self) -> AreaFigure | None:
        """Our own area's row, where it is in the table."""
        return next((area for area in self.peers if area.own), None)


class Edition(Struct, frozen=True):
    """The latest table of a title, and all of it there are, the latest first."""

    table: BenchmarkTable
    every: tuple[BenchmarkTable, ...]

    @property
    def before(self) -> BenchmarkTable | None:
        """The table of the period before."""
        return self.every[1] if len(self.every) > 1 else None


class Averages(Struct, frozen=True):
    """Unweighted means of the areas (each counts the same, however many people live there), and the median."""

    all_areas: Fraction
    count: int
    others: Fraction | None
    median: Fraction

    @property
    def others_count(self) -> int:
        """How many areas the mean without our own is of."""
        return self.count - (self.others is not None)


class Rank(Struct, frozen=True):
    """Where an area stands among `of`: counted from the highest and from the lowest; `ties` others have its figure."""

    highest: int
    lowest: int
    ties: int
    of: int

    @property
    def from_the_highest(self) -> str:
        """`joint fifth highest of 14`."""
        return f"{self._place(self.highest)} of {self.of}" if self.of > 1 else "the only area"

    @property
    def both_ways(self) -> str:
        """`fifth highest of 14 (tenth lowest)`: from both ends, as either may be the good one."""
        return self.from_the_highest + (f" ({self._place(self.lowest, 'lowest')})" if self.of > 1 else "")

    def _place(self, number: int, end: str = "highest") -> str:
        joint = "joint " if self.ties else ""
        return f"{joint}{end}" if number == 1 else f"{joint}{ordinal(number)} {end}"


class Movements(Struct, frozen=True):
    """Which areas rose, fell and stayed, in the table's order; `unknown` are those of which no change is given."""

    rose: tuple[AreaFigure, ...]
    fell: tuple[AreaFigure, ...]
    unchanged: tuple[AreaFigure, ...]
    unknown: tuple[AreaFigure, ...] = ()

    @property
    def largest_rise(self) -> tuple[AreaFigure, ...]:
        """The area whose figure rose most in per cent; several if they share it."""
        return _furthest(self.rose)

    @property
    def largest_fall(self) -> tuple[AreaFigure, ...]:
        """The area whose figure fell most in per cent; several if they share it."""
        return _furthest(self.fell)


class Membership(Struct, frozen=True):
    """How the areas compared differ from those of an earlier edition; averages and ranks of the two are not alike."""

    joined: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the same areas are compared."""
        return not self.joined and not self.left


def value_of(area: AreaFigure) -> Decimal | None:
    """The figure by which areas are ranked unless something else is asked."""
    return area.value


def earlier_of(area: AreaFigure) -> Decimal | None:
    """The earlier figure, for the rank of the year before."""
    return area.earlier


Ranked = Callable[[AreaFigure], Decimal | Fraction | None]


def averages(table: BenchmarkTable) -> Averages | None:
    """The unweighted means with and without our own area, and the median; None where no area has a figure."""
    values = sorted(Fraction(area.value) for area in table.peers if area.value is not None)
    if not values:
        return None
    others = [Fraction(area.value) for area in table.peers if area.value is not None and not area.own]
    middle = len(values) // 2
    median = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    without = sum(others, Fraction()) / len(others) if others and len(others) < len(values) else None
    return Averages(sum(values, Fraction()) / len(values), len(values), without, median)


def rank(table: BenchmarkTable, area: AreaFigure, by: Ranked = value_of) -> Rank | None:
    """Where an area stands among the areas with a figure; None for a national row or one without."""
    figure = by(area)
    if figure is None or area.national:
        return None
    values = [value for peer in table.peers if (value := by(peer)) is not None]
    above, below = sum(v > figure for v in values), sum(v < figure for v in values)
    return Rank(above + 1, below + 1, len(values) - above - below - 1, len(values))


def movements(table: BenchmarkTable) -> Movements:
    """How many areas rose, fell and stayed; national rows are not counted."""
    going: dict[Movement | None, list[AreaFigure]] = {}
    for area in table.peers:
        going.setdefault(area.movement, []).append(area)
    return Movements(
        tuple(going.get(Movement.ROSE, ())),
        tuple(going.get(Movement.FELL, ())),
        tuple(going.get(Movement.UNCHANGED, ())),
        tuple(going.get(None, ())),
    )


def by_rank(table: BenchmarkTable) -> tuple[AreaFigure, ...]:
    """The areas from the highest figure to the lowest, areas without one last; ties by name."""
    return tuple(sorted(table.peers, key=lambda a: (a.value is None, -(a.value or 0), a.area.casefold())))


def membership(before: BenchmarkTable, after: BenchmarkTable) -> Membership:
    """Which areas joined and which left between two editions of a table."""
    were, are = ({same_area(a.area): a.area for a in table.peers} for table in (before, after))
    return Membership(
        tuple(name for key, name in are.items() if key not in were),
        tuple(name for key, name in were.items() if key not in are),
    )


def editions_of(tables: Iterable[BenchmarkTable]) -> tuple[Edition, ...]:
    """The tables by title, in the order of titles, each with its latest first."""
    by_key: dict[str, list[BenchmarkTable]] = {}
    for table in sorted(tables, key=lambda t: t.quarter, reverse=True):
        by_key.setdefault(table.key, []).append(table)
    found = [Edition(every[0], tuple(every)) for every in by_key.values()]
    return tuple(sorted(found, key=lambda one: same_area(one.table.title)))


def same_area(name: str) -> str:
    """An area's name as it is compared: without regard to case, spaces and `&`."""
    return " ".join(name.replace("&", " and ").casefold().split())


def is_national(name: str) -> bool:
    """Whether a row's name is that of a nation, not of an area: England and Wales, GB, National average."""
    return _AVERAGE_WORDS.sub("", same_area(name)) in NATIONAL


def ordinal(number: int) -> str:
    """`fifth`; from 21 on `21st`."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _furthest(areas: Iterable[AreaFigure]) -> tuple[AreaFigure, ...]:
    known = [(abs(percent), area) for area in areas if (percent := area.percent) is not None]
    most = max((far for far, _ in known), default=None)
    return tuple(area for far, area in known if far == most)
