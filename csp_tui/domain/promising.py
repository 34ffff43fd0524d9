"""What was left blank because it comes later: by which day it was promised, and how that stands in a sentence.

It is answered, and an indicator with it is in; but whoever tells how many are in tells apart what is only promised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum, auto

from msgspec import Struct

from csp_tui.domain.measures import Measure
from csp_tui.domain.overview import is_asked_of, is_in
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import IndicatorStatus
from csp_tui.domain.statements import Blank


class Given(Enum):
    """How far an indicator is in."""

    NO = auto()
    PROMISED = auto()
    YES = auto()


class HowMany(Struct, frozen=True):
    """How many of some indicators are in, told apart from those of which a figure is only promised."""

    stated: int
    promised: int
    whole: int

    @classmethod
    def of(cls, given: Iterable[Given]) -> HowMany:
        """Count them."""
        counts = Counter(given)
        return cls(counts[Given.YES], counts[Given.PROMISED], counts.total())

    @property
    def later(self) -> str:
        """`, 1 promised`; nothing where none is."""
        return f", {self.promised} promised" if self.promised else ""


def how_many_in(indicators: Iterable[IndicatorStatus], partner: str | None) -> HowMany:
    """How many are in; of a partner, of those that ask something of it."""
    return HowMany.of(how_given(one, partner) for one in indicators if is_asked_of(one.indicator, partner))


def how_given(status: IndicatorStatus, partner: str | None = None) -> Given:
    """Whether an indicator is in, or only a promise; of one partner, by its own answers."""
    if not is_in(status, partner):
        return Given.NO
    later = (one.row for one in promised_later((status,)))
    promised = any(measure.required and partner in (None, name) for measure, name in later)
    return Given.PROMISED if promised else Given.YES


class Promised(Struct, frozen=True):
    """A figure that comes later: its measure and partner, and the day where one is named."""

    row: tuple[Measure, str]
    by: date | None

    @property
    def words(self) -> str:
        """How it stands in a sentence."""
        return _by(self.by)


def _by(day: date | None) -> str:
    return f"promised by {printed_date(day)}" if day is not None else "promised for later"


def promised_later(indicators: Iterable[IndicatorStatus]) -> Iterator[Promised]:
    """What was left blank because it comes later: it is answered so far, and not forgotten."""
    for one in (measure for indicator in indicators for measure in indicator.measures):
        whole = one.partner or one.measure.suppliers[0]
        for partner, said in [(part.partner, part.statement) for part in one.parts] or [(whole, one.statement)]:
            if said is not None and said.blank is Blank.LATE:
                yield Promised((one.measure, partner), said.date)


def promised_words(promised: Iterable[Promised], today: date) -> tuple[str, ...]:
    """How many come by which day: `1 promised by 5 December 2026`; of a day that is past also that they are not in."""
    days = Counter(one.by for one in promised)
    by_day = sorted(days, key=lambda day: day or date.max)
    return tuple(f"{days[day]} {_by(day)}{' and not in' if day is not None and day < today else ''}" for day in by_day)
