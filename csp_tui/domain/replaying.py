"""Replaying quarters under another band or comparator: what each was rated, and what it would have been.

Nothing is stored; which figures a quarter is replayed from is left to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.book import Book
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Comparator, Measure, Plan, Polarity
from csp_tui.domain.numbers import NumberError, plain, read_number
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus, QuarterStatus

COMPARATORS: Final[Mapping[str, Comparator]] = MappingProxyType(
    {
        "rolling-year": Comparator.ROLLING_YEAR,
        "prior-quarter": Comparator.ROLLING_QUARTER,
        "same-quarter": Comparator.PRIOR,
        "target": Comparator.TARGET,
    }
)
"""What a figure may be replayed against, by the word that is typed."""
_WORDS: Final = {
    Comparator.ROLLING_YEAR: "against the rolling year before",
    Comparator.ROLLING_QUARTER: "against the quarter before",
    Comparator.PRIOR: "against the same quarter last year",
}


class ReplayError(UserError):
    """A rule under which nothing can be replayed; the message says what to type."""


class Rule(Struct, frozen=True):
    """Another rule; None and '' leave a measure's own. `measure` is the uid of the one it is for, '' for all."""

    band: Decimal | None = None
    comparator: Comparator | None = None
    target: Decimal | None = None
    measure: str = ""

    def __post_init__(self) -> None:
        if self.band is not None and not 0 <= self.band <= 100:
            raise ReplayError(f"An amber band of {plain(self.band)} makes no sense; type a number from 0 to 100.")
        if self.target is not None and not self.measure:
            raise ReplayError("A target belongs to one measure; name it, as in csp-tui replay P3-05 --target 1400.")

    @property
    def words(self) -> str:
        """`with an amber band of 10%, against the quarter before`."""
        said = [] if self.band is None else [f"with an amber band of {plain(self.band)}%"]
        if self.target is not None:
            said.append(f"against a target of {plain(self.target)}")
        elif self.comparator is Comparator.TARGET:
            said.append("against their targets")
        elif self.comparator is not None:
            said.append(_WORDS[self.comparator])
        return ", ".join(said) or "by the rules as they are"

    def on(self, plan: Plan) -> Plan:
        """The plan as this rule would have it."""
        indicators = tuple(
            replace(indicator, measures=tuple(self._measure(measure) for measure in indicator.measures))
            for indicator in plan.indicators
        )
        return replace(plan, indicators=indicators)

    def _measure(self, measure: Measure) -> Measure:
        """The measure under this rule; one that is for information stays so, unless the rule is for it alone."""
        if (self.measure and measure.uid != self.measure) or not measure.is_figure:
            return measure
        if measure.polarity is Polarity.NONE or not (measure.rated_by or self.measure):
            return measure
        band = measure.band if self.band is None else self.band
        target = measure.target if self.target is None else self.target
        comparator = Comparator.TARGET if self.target is not None else self.comparator
        if comparator is Comparator.TARGET and target is None:
            comparator = None  # a measure without a target keeps what it is rated by
        return replace(measure, band=band, target=target, rated_by=comparator or measure.rated_by)


def read_rule(typed: str, measure: str = "") -> Rule:
    """A rule as typed in one line: `10`, `prior-quarter`, `10 same-quarter`, `target 1400`. Raises ReplayError."""
    words = typed.replace(",", "").casefold().split()
    band = comparator = target = None
    while words:
        word = words.pop(0)
        if word == "target" and words and (number := _number(words[0])) is not None:
            target = number
            words.pop(0)
        elif word in COMPARATORS and comparator is None:
            comparator = COMPARATORS[word]
        elif (number := _number(word)) is not None and band is None:
            band = number
        else:
            known = ", ".join(COMPARATORS)
            raise ReplayError(
                f'"{word[:40]}" is no rule; type a band such as 10, or one of {known} (for one measure target 1400).'
            )
    return Rule(band, comparator, target, measure)


def _number(text: str) -> Decimal | None:
    try:
        return read_number(text, percent=True, money=True)
    except NumberError:
        return None


class Replayed(Struct, frozen=True):
    """One measure in one quarter as it was rated, and as it would be."""

    was: MeasureStatus
    would_be: MeasureStatus

    @property
    def changes(self) -> bool:
        """Whether the colour would be another."""
        return self.was.rating is not self.would_be.rating


class ReplayedQuarter(Struct, frozen=True):
    """A quarter as it was rated, and as it would be; `told` names the pack of a closed one."""

    was: QuarterStatus
    would_be: QuarterStatus
    told: str = ""

    @property
    def quarter(self) -> Quarter:
        """Which quarter."""
        return self.was.quarter

    @property
    def measures(self) -> tuple[Replayed, ...]:
        """Every measure that can be rated under either rule."""
        return tuple(
            Replayed(was, would)
            for was, would in zip(_statuses(self.was), _statuses(self.would_be), strict=True)
            if was.measure.rateable or would.measure.rateable
        )


class Replay(Struct, frozen=True):
    """Quarters replayed under a rule, the latest first."""

    rule: Rule
    quarters: tuple[ReplayedQuarter, ...]

    def told(self, *, all_measures: bool = False) -> tuple[Replayed, ...]:
        """What changes; with `all_measures` what stays too, for the measure of the rule where it is for one."""
        return tuple(
            one
            for quarter in self.quarters
            for one in quarter.measures
            if (one.changes or all_measures) and self.rule.measure in ("", one.was.measure.uid)
        )

    @property
    def sentence(self) -> str:
        """How many ratings would have been others, and that nothing is changed."""
        changed = len(self.told())
        many = "no rating" if not changed else "1 rating" if changed == 1 else f"{changed} ratings"
        over = "1 quarter" if len(self.quarters) == 1 else f"{len(self.quarters)} quarters"
        return f"Rated {self.rule.words}, {many} in {over} would have been different. Nothing is changed by looking."


def replayed(book: Book, rule: Rule, told: str = "") -> ReplayedQuarter:
    """The book's quarter as it is rated, and as it would be under another rule."""
    return ReplayedQuarter(assess_quarter(book), assess_quarter(replace(book, plan=rule.on(book.plan))), told)


def _statuses(status: QuarterStatus) -> Iterator[MeasureStatus]:
    return (measure for indicator in status.indicators for measure in indicator.measures)


def by_measure(found: Iterable[Replayed]) -> Mapping[str, tuple[Replayed, ...]]:
    """What was replayed by measure and partner, in the order of ids; the latest quarter first."""
    rows: dict[str, list[Replayed]] = {}
    for one in found:
        rows.setdefault(f"{one.was.measure.id} {one.was.partner or ''}".strip(), []).append(one)
    return {key: tuple(rows[key]) for key in sorted(rows)}
