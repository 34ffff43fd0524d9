"""What else a pack for the group must hide, because a masked count could be worked out from it.

A masked count may be part of a total, or the whole of a percentage, that is told as another measure; what a quarter
added to a year to date may be a small count itself. The attack is the one on public copies, with exact figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from csp_tui.domain.adding_up import Tie, ties
from csp_tui.domain.disclosure import SMALL, is_sensitive, is_small
from csp_tui.domain.measures import Kind, Measure, Plan, Window
from csp_tui.domain.numbers import rounded
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.recovery import Bounds, Name, Relation, Told
from csp_tui.domain.statements import Statement

_PARTS: Final = ("numerator", "denominator")
_SMALL: Final = Bounds(1, SMALL - 1)

Stated = Mapping[tuple[str, str], Mapping[Quarter, Statement | None]]
"""Statements by a measure's uid and the partner, then by quarter."""
OtherCounts = Mapping[tuple[str, str, str], Fraction]
"""Counts told as other figures of the pack's quarter: by indicator uid, partner and label."""


class AlsoHidden(Struct, frozen=True):
    """Figures that are hidden whole, although none of them is small.

    `quarters` are those of a measure uid and partner, `others` the other figures by indicator uid, partner and label.
    """

    quarters: Mapping[tuple[str, str], frozenset[Quarter]]
    others: frozenset[tuple[str, str, str]] = frozenset()

    def of(self, uid: str, partner: str) -> frozenset[Quarter]:
        """The quarters in which a partner's figure is hidden."""
        return self.quarters.get((uid, partner), frozenset())


class _Count(Struct, frozen=True):
    """A count as a pack tells it: with its number, or masked as one of 1 to 4, or not at all."""

    name: Name
    number: int
    masked: bool
    hidden: bool


class _Sisters:
    """The counts of one indicator, from which a masked one of them may be worked out."""

    def __init__(self, counts: list[_Count], measures: Mapping[str, Measure], headline: str | None) -> None:
        self._counts = counts
        self._measures = measures
        self._headline = headline
        self._closed: set[Name] = set()
        masked = {count.name for count in counts if count.masked}
        units = {uid: measure.unit for uid, measure in measures.items()}
        found = ties({count.name: count.number for count in counts}, units) if masked else ()
        self._ties: list[Tie] = [tie for tie in found if any(name in masked for name, _ in tie)]

    def closed(self) -> frozenset[Name]:
        """What to hide so that no masked count can be told, the lesser loss first: a measure's or an other figure's."""
        while needed := self._needed():
            self._closed.add(_whole(min(needed, key=self._loss)))
        return frozenset(self._closed)

    def _needed(self) -> list[Name]:
        """Counts that are told and of which one must go; empty where nothing is given away."""
        if not self._ties:
            return []
        bounds = {count.name: self._bounds(count) for count in self._counts}
        relations = tuple(Relation(tie, 0, 0, str(number)) for number, tie in enumerate(self._ties))
        found = Told(bounds, relations).recovered([count.name for count in self._counts if count.masked])
        needed = {name for one in found for number in one.told_by for name, _ in self._ties[int(number)]}
        return [count.name for count in self._counts if count.name in needed and self._is_told(count)]

    def _is_told(self, count: _Count) -> bool:
        return not (count.masked or count.hidden or _whole(count.name) in self._closed)

    def _bounds(self, count: _Count) -> Bounds:
        if count.masked:
            return _SMALL
        return Bounds(count.number, count.number) if self._is_told(count) else Bounds()

    def _loss(self, name: Name) -> tuple[bool, bool, bool, Name]:
        """How much is lost by hiding a figure: least by an other figure, most by the one the indicator is about."""
        measure = self._measures.get(name[0])
        return measure is not None, measure is None or measure.id == self._headline, name[-1] == "value", name


def _whole(name: Name) -> Name:
    """What is hidden to hide one count: all that a measure states for its quarter."""
    return (*name[:-1], "value") if name[-1] in _PARTS else name


def also_hidden(plan: Plan, stated: Stated, others: OtherCounts, quarter: Quarter) -> AlsoHidden:
    """All that must be hidden beside the small counts of a pack of this quarter.

    Only indicators with a sensitive measure are looked at: in others nothing is masked.
    """
    quarters: dict[tuple[str, str], set[Quarter]] = defaultdict(set)
    labels: set[tuple[str, str, str]] = set()
    for indicator in plan.indicators:
        if not is_sensitive(indicator):
            continue
        by_uid = {measure.uid: measure for measure in indicator.measures}
        own = {key: series for key, series in stated.items() if key[0] in by_uid}
        for uid, partner, when in _telling_by_themselves(by_uid, own):
            quarters[uid, partner].add(when)
        counts = [count for at in _quarters_of(own) for count in _counts(by_uid, own, at, quarters)]
        counts += _other_counts(indicator.uid, others, quarter)
        for about, partner, at, field in _Sisters(counts, by_uid, indicator.headline).closed():
            if about in by_uid:
                quarters[about, partner].add(Quarter.parse(at))
            else:
                labels.add((about, partner, field))
    return AlsoHidden({key: frozenset(found) for key, found in quarters.items()}, frozenset(labels))


def _quarters_of(stated: Stated) -> list[Quarter]:
    return sorted({at for series in stated.values() for at in series})


def _counts(
    measures: Mapping[str, Measure], stated: Stated, at: Quarter, closed: Mapping[tuple[str, str], Collection[Quarter]]
) -> Iterator[_Count]:
    for (uid, partner), series in stated.items():
        measure, statement = measures[uid], series.get(at)
        if statement is None:
            continue
        fields = _PARTS if measure.is_ratio else ("value",)
        small = {name for name in fields if measure.sensitive and is_small(getattr(statement, name))}
        for name in fields:
            figure = getattr(statement, name)
            if figure is None or not figure.exact or figure.number != int(figure.number):
                continue
            gone = at in closed.get((uid, partner), ()) or (bool(small) and name == "numerator")
            yield _Count((uid, partner, str(at), name), int(figure.number), name in small, gone and name not in small)


def _other_counts(uid: str, others: OtherCounts, quarter: Quarter) -> Iterator[_Count]:
    for (about, partner, label), number in others.items():
        if about == uid and number.denominator == 1:
            yield _Count((about, partner, str(quarter), label), int(number), is_small(number), hidden=False)


# -- figures that tell a count by themselves, or with one beside them --------------------------------------------------


def _telling_by_themselves(measures: Mapping[str, Measure], stated: Stated) -> Iterator[tuple[str, str, Quarter]]:
    for (uid, partner), series in stated.items():
        measure = measures[uid]
        for at, statement in series.items():
            if statement is None or not measure.sensitive:
                continue
            if measure.window is Window.YEAR_TO_DATE and _adds_few(series, at):
                yield uid, partner, at
            if measure.kind is Kind.PERCENTAGE and any(
                _tells(statement, *w) for w in _wholes(measures, stated, measure, partner, at)
            ):
                yield uid, partner, at


def _adds_few(series: Mapping[Quarter, Statement | None], at: Quarter) -> bool:
    """Whether a year to date, beside the last one, tells that the quarter added 1 to 4."""
    now, before = series.get(at), series.get(at.previous)
    if at.number == 1 or now is None or before is None or now.value is None or before.value is None:
        return False
    return not is_small(before.value) and is_small(now.value.number - before.value.number)


def _wholes(
    measures: Mapping[str, Measure], stated: Stated, measure: Measure, partner: str, at: Quarter
) -> Iterator[tuple[Fraction, bool]]:
    """The counts that a percentage may be of: its own denominator, else those beside it; and whether each is masked."""
    own = stated[measure.uid, partner].get(at)
    if own is not None and own.denominator is not None:
        if own.numerator is None:
            yield Fraction(own.denominator.number), measure.sensitive and is_small(own.denominator)
        return
    for (uid, who), series in stated.items():
        other = series.get(at)
        if who == partner and measures[uid].kind is Kind.COUNT and other is not None and other.value is not None:
            yield Fraction(other.value.number), measures[uid].sensitive and is_small(other.value)


def _tells(statement: Statement, whole: Fraction, masked: bool) -> bool:
    """Whether a typed percentage tells which of 1 to 4 it stands for, or which of 1 to 4 it is of."""
    typed = statement.value
    if typed is None or not typed.exact or whole.denominator != 1:
        return False
    wholes = range(1, SMALL) if masked else (int(whole),)
    found = {
        (part, of)
        for of in wholes
        for part in range(min(of, SMALL) + 1)
        if of and rounded(Fraction(100 * part, of), typed.decimals) == typed.number
    }
    if masked:
        return len({of for _, of in found}) == 1
    return len(found) == 1 and all(0 < part < SMALL for part, _ in found)
