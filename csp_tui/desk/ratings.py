"""What an issued pack told of each measure: kept as text beside it, so that it can be read without rating again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import asdict

from csp_tui.desk.opening import Desk
from csp_tui.domain.results import MeasureStatus, QuarterStatus, Rating
from csp_tui.storage.records import KeptPack


class RatingTold(Struct, frozen=True):
    """One measure as a pack told it: the figure, what it was compared with, its rating and the rule behind it.

    Numbers are exact, as text (`5208`, `63/65`); `partner` is '' where one answer is given for all.
    """

    measure: str  # its uid
    partner: str
    state: str
    value: str | None
    qualifier: str | None
    compared: str | None
    comparator: str | None
    comparator_kind: str | None
    rating: str
    reason: str
    band: str
    strict: bool
    polarity: str
    window: str | None = None  # packs of earlier versions did not keep it and what follows
    against: str = ""
    period_from: str | None = None
    period_to: str | None = None


def ratings_text(status: QuarterStatus) -> str:
    """The ratings of a whole quarter as one text that `ratings_told` reads again."""
    return json.dumps([asdict(told) for told in _ratings(status)], ensure_ascii=False, separators=(",", ":"))


def ratings_told(desk: Desk, pack: KeptPack) -> Mapping[tuple[str, str], RatingTold]:
    """What an issued pack told of each measure, by its uid and the partner it is of ('' for all together)."""
    held = json.loads(desk.store.view(desk.partnership).ratings_of(pack))
    told = [RatingTold(**each) for each in held]
    return {(one.measure, one.partner): one for one in told}


def _ratings(status: QuarterStatus) -> Iterator[RatingTold]:
    for indicator in status.indicators:
        for one in indicator.measures:
            yield _told(one, one.rating)


def _told(one: MeasureStatus, rating: Rating) -> RatingTold:
    stated = one.statement.value if one.statement is not None else None
    choice = one.statement.choice if one.statement is not None else None
    comparison = one.comparison
    return RatingTold(
        one.measure.uid,
        one.measure.answerer(one.partner or ""),
        one.state.value,
        choice.value if choice is not None else None if stated is None else str(stated.number),
        None if stated is None or stated.qualifier is None else stated.qualifier.value,
        _number(comparison.compared),
        _number(comparison.comparator),
        None if comparison.comparator_kind is None else comparison.comparator_kind.value,
        rating.value,
        one.reason,
        str(one.measure.band),
        one.measure.strict,
        one.measure.polarity.value,
        None if one.measure.window is None else one.measure.window.value,
        one.against,
        None if one.period_from is None else one.period_from.isoformat(),
        None if one.period_to is None else one.period_to.isoformat(),
    )


def _number(number: Fraction | None) -> str | None:
    return None if number is None else str(number)
