"""What was left blank because it comes later: by which day it was promised, and how that stands in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import IndicatorStatus
from csp_tui.domain.statements import Blank


@dataclass(frozen=True, slots=True)
class Promised:
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
