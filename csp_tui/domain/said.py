"""What a sentence says of a figure, as it is read: its numbers, its claims, and where an area is said to stand."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from csp_tui.domain.reading_words import Token
from csp_tui.domain.results import Rating


class Reached(StrEnum):
    """What is said of a target: reached, passed or not; or on which side of it a figure lies."""

    MET = "met"
    EXCEEDED = "exceeded"
    MISSED = "missed"
    ABOVE = "above"
    BELOW = "below"


class ClaimKind(StrEnum):
    """What is said of a figure."""

    CHANGE = "change"
    PERCENT = "percent"
    POINTS = "points"
    FROM_TO = "from-to"
    DIRECTION = "direction"
    TIMES = "times"
    EXTREME = "extreme"
    ALL = "all"
    UNCHANGED = "unchanged"
    BETTER = "better"
    TARGET = "target"
    RATING = "rating"
    VALUE = "value"


class Number(Struct, frozen=True):
    """A number as it is written: `places` are its decimals, `bound` the word before it (about, nearly, over, under)."""

    value: Fraction
    places: int
    text: str
    percent: bool = False
    points: bool = False
    bound: str = ""
    unit: str = ""

    @property
    def step(self) -> Fraction:
        """What its last digit that is not a rounded 0 counts: 100 for 5,200, a tenth for 7.8."""
        if self.places or not self.value or self.percent:
            return Fraction(1, 10**self.places)
        digits = str(int(self.value))
        return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))


class Claim(Struct, frozen=True):
    """Something said that figures can contradict. `way` is 1 for up, -1 for down, 0 where it is not said.

    Of BETTER it is 1 for better, -1 for worse; of TARGET 1 where `reached` tells that it is met or passed, else -1.

    `number` is the change, or the later of two figures, `earlier` the other. `back` is how many quarters an extreme
    reaches back, or the token of the quarter since which it holds. `gap` is how far from a target a figure is said to
    be, and `rating` the colour that it is said to have. A VALUE gives its `number` as the figure itself.
    """

    kind: ClaimKind
    way: int
    written: str
    number: Number | None = None
    earlier: Number | None = None
    times: Fraction | None = None
    back: int | Token | None = None
    group: str = ""
    reached: Reached | None = None
    gap: Number | None = None
    rating: Rating | None = None


class RankSaid(Struct, frozen=True):
    """`joint fifth highest of 14`: `way` is 1 from the highest, -1 from the lowest.

    `good` is 1 from the best, -1 from the worst. Neither is said in `ranked fifth`. `then` is a rank that was before.
    """

    written: str
    place: int
    way: int
    good: int
    joint: bool
    then: bool
    among: int | None = None


class AverageSaid(Struct, frozen=True):
    """`4.5% above the group average of 92.4`: `way` is 1 above, -1 below, 0 where neither is said."""

    written: str
    way: int
    median: bool
    mean: Number | None = None
    gap: Number | None = None
    among: int | None = None


Standing = RankSaid | AverageSaid
"""What is said of where an area stands among others; `among` is how many there are, where it is said."""
