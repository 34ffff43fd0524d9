"""The calculator behind `rate`: one figure beside one comparator, by the same rules as the plan's measures."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain import sentences
from csp_tui.domain.amounts import Amount, amount_of, from_figure
from csp_tui.domain.colouring import Seen, colour
from csp_tui.domain.comparison import Pair, compare
from csp_tui.domain.entries import EntryError
from csp_tui.domain.measures import Comparator, Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import Figure, plain
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import ComparedWith, Comparison, Rating
from csp_tui.domain.statements import Statement

_WIDEST_BAND = 100  # per cent of the comparator


class Against(StrEnum):
    """What the calculator's comparator is."""

    EARLIER = "earlier"
    TARGET = "target"


class Unit(StrEnum):
    """What the calculator's figures count."""

    COUNT = "count"
    PERCENT = "percent"
    RATE = "rate"
    SCORE = "score"


class Calculated(Struct, frozen=True):
    """What the calculator says; `value` is the figure as given, None when it was given as a ratio."""

    value: Figure | None
    comparison: Comparison
    rating: Rating
    reason: str


def calculate(
    *,
    value: Figure | None = None,
    numerator: Figure | None = None,
    denominator: Figure | None = None,
    comparator: Figure | None = None,
    change: Decimal | None = None,
    polarity: Polarity = Polarity.NONE,
    band: Decimal = Decimal(5),
    strict: bool = False,
    unit: Unit = Unit.COUNT,
    against: Against = Against.EARLIER,
) -> Calculated:
    """Rate one figure. A change gives the comparator; small-count rules hold only against an earlier period.

    Raises EntryError where the figures given make no sense together.
    """
    measure = _measure(polarity, band, strict, unit, against)
    stated = Statement(value=value, numerator=numerator, denominator=denominator)
    if (numerator is None) != (denominator is None):
        raise EntryError("numerator", "Give the numerator and the denominator, both.")
    if value is not None and numerator is not None:
        raise EntryError("value", "Give the value, or the numerator and the denominator, not both.")
    if not 0 <= band <= _WIDEST_BAND:
        raise EntryError("band", f"An amber band of {plain(band)} makes no sense; give a number from 0 to 100.")
    if denominator is not None and not denominator.number:
        raise EntryError("denominator", "Nothing can be divided by 0.")
    compared = amount_of(measure, stated)
    if compared is None:
        missing = Pair()
        return Calculated(None, compare(missing, measure), Rating.NOT_RATED, "Awaited: no value is given.")
    found = Pair(compared, _comparator(compared, comparator, change), _kind(against), _words(against))
    seen = Seen(measure, Quarter(2026, 4), stated, found, compare(found, measure), None)
    if found.comparator is None:
        shown = sentences.as_told(measure, compared)
        return Calculated(value, seen.comparison, Rating.NOT_RATED, f"Not rated: {shown} is compared with nothing.")
    rating, reason = colour(seen)
    return Calculated(value, seen.comparison, rating, reason)


def _measure(polarity: Polarity, band: Decimal, strict: bool, unit: Unit, against: Against) -> Measure:
    kinds = {Unit.PERCENT: Kind.PERCENTAGE, Unit.COUNT: Kind.COUNT}
    by = Comparator.PRIOR if against is Against.EARLIER else Comparator.TARGET
    base = Measure("", "", "", "", kinds.get(unit, Kind.RATE), Window.QUARTER, str(unit), polarity, ("",))
    return replace(base, band=band, strict=strict, comparators=(by,), rated_by=by)


def _comparator(compared: Amount, comparator: Figure | None, change: Decimal | None) -> Amount | None:
    if comparator is not None and change is not None:
        raise EntryError("change", "Give the comparator or the change, not both.")
    if comparator is not None:
        return from_figure(comparator)
    if change is None:
        return None
    if not compared.exact:
        raise EntryError("change", "A change needs an exact figure beside it.")
    return Amount(compared.number - Fraction(change))


def _kind(against: Against) -> ComparedWith:
    return ComparedWith.PRIOR if against is Against.EARLIER else ComparedWith.TARGET


def _words(against: Against) -> str:
    return "the earlier period" if against is Against.EARLIER else "the target"
