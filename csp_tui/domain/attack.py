"""The attack on a public copy: which suppressed counts its figures, and those of earlier copies, give away.

It knows what a reader knows: what `public` says is shown, that rolling years are sums of quarters, that a year to date
only grows, that a part is no more than its whole, and what adds up. It never looks at a suppressed number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

from msgspec import Struct

from csp_tui.domain.adding_up import Tie
from csp_tui.domain.leaving_out import LeftOut, commentary_of, rolling_years_of
from csp_tui.domain.measures import Plan, Window
from csp_tui.domain.public import ROUNDED_TO, Cell, Published
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.recovery import Bounds, Name, Recovered, Relation, Told

SUPPRESSED: Final = Bounds(1, 4)
_HALF: Final = ROUNDED_TO // 2
ROLLING_YEARS: Final = "rolling years"
PERCENTAGE: Final = "percentage"
TOTAL: Final = "total"
_COUNTED: Final = frozenset({"", "value", "numerator", "denominator"})
_WHOLE_YEARS: Final = ("rolling_year", "rolling_year_prior")


class GivenAway(Struct, frozen=True):
    """A suppressed count that can be worked out. `told_by` are pairs: what kind of thing tells it, of which measure."""

    name: Name
    told_by: tuple[tuple[str, str], ...]


def given_away(copy: Published, earlier: Sequence[Published] = ()) -> tuple[GivenAway, ...]:
    """The suppressed counts that a copy gives away, by itself or beside the copies that are already out.

    A figure that two copies show differently was revised between them: then each copy is looked at with what the
    others say of all else.
    """
    found: dict[Name, GivenAway] = {}
    for cells, ties in _together(copy, earlier):
        for one in _System(cells, ties).recovered():
            found.setdefault(one.name, _as_given_away(one))
    return tuple(found.values())


def _together(copy: Published, earlier: Sequence[Published]) -> Iterator[tuple[Mapping[Name, Cell], frozenset[Tie]]]:
    """What is known together: the copy alone, with all others, and each older one that differs with the rest."""
    own = {cell.name: cell for cell in copy.cells}
    if not earlier:
        yield own, frozenset(copy.ties)
        return
    yield own, frozenset(copy.ties)
    ties = frozenset(tie for each in (copy, *earlier) for tie in each.ties)
    known: dict[Name, Cell] = {}
    for each in earlier:  # the latest of them counts
        known |= {cell.name: cell for cell in each.cells}
    yield known | own, ties
    for each in earlier:
        old = {cell.name: cell for cell in each.cells}
        if any(own[name].shown != cell.shown for name, cell in old.items() if name in own):
            yield known | own | old, ties


def _as_given_away(one: Recovered) -> GivenAway:
    kinds = []
    for source in one.told_by:
        kind, _, about = source.partition(" of ")
        kinds.append((kind, about))
    return GivenAway(one.name, tuple(kinds))


def smallest_change(
    plan: Plan, left_out: LeftOut, attack: Callable[[LeftOut], Sequence[GivenAway]]
) -> tuple[str, ...] | None:
    """What more to leave out so that nothing is given away: one thing if one is enough, the lesser loss first.

    `attack` says what is given away when so much is left out. None where leaving out does not help.
    """
    asked: tuple[str, ...] = ()
    while found := attack(left_out.also(*asked)):
        possible = [one for one in _possible(plan, found) if one not in (*asked, *left_out.asked)]
        left = {one: len(attack(left_out.also(*asked, one))) for one in possible}
        best = min(possible, key=lambda one: left[one], default=None)
        if best is None:
            return None
        asked += (best,)
    return asked


def _possible(plan: Plan, found: Sequence[GivenAway]) -> list[str]:
    """What could be left out, the lesser loss first: rolling years, what is said, other measures, the count's own.

    What is said may tell that a number is not a rounded one, and holds other figures.
    """
    years, others, measures, own = list[str](), list[str](), list[str](), list[str]()
    for one in found:
        for kind, about in one.told_by:
            if about in plan.indicators_by_uid:
                others.append(commentary_of(plan.indicators_by_uid[about].code))
            elif about in plan.by_uid:
                id = plan.by_uid[about].id
                others.append(commentary_of(plan.by_uid[about].indicator))
                (years if kind == ROLLING_YEARS else measures).append(
                    rolling_years_of(id) if kind == ROLLING_YEARS else id
                )
        if one.name[0] in plan.by_uid:
            own.append(plan.by_uid[one.name[0]].id)
    return list(dict.fromkeys((*years, *others, *measures, *own)))


class _System:
    """The cells of one or several copies as counts with bounds, and what relates them."""

    def __init__(self, cells: Mapping[Name, Cell], ties: Iterable[Tie]) -> None:
        self._cells = cells
        self._ties = ties

    def recovered(self) -> Iterator[Recovered]:
        """Every count of 1 to 4 that can be told, of those suppressed and of those that a percentage stands for."""
        counts = {name: _bounds(cell) for name, cell in self._cells.items() if not cell.per}
        relations = (*self._of_quarters(), *self._of_years_ratios(), *self._of_ties())
        yield from Told(counts, relations).recovered([n for n, cell in self._cells.items() if cell.suppressed])
        for part, whole, ratio in self._percentages():
            for one in Told(counts, (*relations, *ratio)).recovered([part, whole]):
                if SUPPRESSED.low <= one.number <= SUPPRESSED.high:
                    yield one

    # -- a measure's quarters ------------------------------------------------------------------------------------------

    def _of_quarters(self) -> Iterator[Relation]:
        for cell in self._cells.values():
            if cell.per or not cell.whole:
                continue
            quarter = Quarter.parse(cell.quarter)
            if cell.field == "prior":
                before = _at(cell, quarter.same_last_year, "value")
                yield Relation(((cell.name, 1), (before, -1)), 0, 0, f"last year of {cell.about}")
            elif cell.field in _WHOLE_YEARS:
                last = quarter if cell.field == "rolling_year" else quarter.same_last_year
                yield self._year(cell, last)
            elif cell.field == "value" and cell.window == Window.ROLLING_YEAR:
                yield _sum_of_quarters(cell, quarter, "flow")
            elif cell.field == "value" and cell.window == Window.YEAR_TO_DATE and quarter.number > 1:
                before = _at(cell, quarter.previous, "value")
                yield Relation(((cell.name, 1), (before, -1)), 0, None, f"year to date of {cell.about}")

    def _year(self, cell: Cell, last: Quarter) -> Relation:
        if cell.window != Window.YEAR_TO_DATE:
            return _sum_of_quarters(cell, last, "value")
        # this year so far, and what last year still added after the same quarter
        terms = [(cell.name, 1), (_at(cell, last, "value"), -1)]
        if last.number < 4:
            whole = Quarter(last.year - 1, 4)
            terms += [(_at(cell, whole, "value"), -1), (_at(cell, last.same_last_year, "value"), 1)]
        return Relation(tuple(terms), 0, 0, f"{ROLLING_YEARS} of {cell.about}")

    # -- ratios --------------------------------------------------------------------------------------------------------

    def _of_years_ratios(self) -> Iterator[Relation]:
        """A rolling year's percentage beside the counts of its quarters."""
        for cell in self._cells.values():
            if cell.per and cell.field in _WHOLE_YEARS and cell.whole:
                quarter = Quarter.parse(cell.quarter)
                last = quarter if cell.field == "rolling_year" else quarter.same_last_year
                year = [last.shifted(-back) for back in range(4)]
                numerators = [_at(cell, each, "numerator") for each in year]
                yield from _ratio(cell, numerators, [_at(cell, each, "denominator") for each in year])

    def _percentages(self) -> Iterator[tuple[Name, Name, tuple[Relation, ...]]]:
        """The counts that percentages stand for where only the percentage is told, and of which; each by itself."""
        for cell in self._cells.values():
            if cell.per and cell.field == "value":
                for whole in self._wholes(cell):
                    part = (*cell.name[:-1], "numerator")
                    yield part, whole, tuple(_ratio(cell, [part], [whole]))

    def _wholes(self, cell: Cell) -> Iterator[Name]:
        """The counts that a percentage may be of: its own denominator, else those told beside it."""
        own = (*cell.name[:-1], "denominator")
        if own in self._cells:
            yield own
            return
        for other in self._beside[cell.about.partition(".")[0], cell.partner, cell.quarter]:
            if not other.per:
                yield other.name

    @cached_property
    def _beside(self) -> Mapping[tuple[str, str, str], list[Cell]]:
        """The cells of one indicator, by the first word of the measures' identity, from one partner in one quarter."""
        found: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
        for cell in self._cells.values():
            if cell.field in _COUNTED:
                found[cell.about.partition(".")[0], cell.partner, cell.quarter].append(cell)
        return found

    def _of_ties(self) -> Iterator[Relation]:
        for tie in self._ties:
            yield Relation(tie, 0, 0, f"{TOTAL} of {tie[0][0][0]}")


def _at(cell: Cell, quarter: Quarter, field: str) -> Name:
    return cell.about, cell.partner, str(quarter), field


def _sum_of_quarters(cell: Cell, last: Quarter, field: str) -> Relation:
    quarters = tuple((_at(cell, last.shifted(-back), field), -1) for back in range(4))
    return Relation(((cell.name, 1), *quarters), 0, 0, f"{ROLLING_YEARS} of {cell.about}")


def _bounds(cell: Cell) -> Bounds:
    """What a shown count says of the number that it stands for."""
    if cell.suppressed:
        return SUPPRESSED
    shown = int(Fraction(cell.shown))
    if cell.exact or not shown:
        return Bounds(shown, shown)
    return Bounds(max(ROUNDED_TO, shown - _HALF), shown + _HALF)


def _ratio(cell: Cell, numerators: Sequence[Name], denominators: Sequence[Name]) -> Iterator[Relation]:
    """A ratio rounded to a whole number, halves up: within half of one of what is shown."""
    shown, per = Fraction(cell.shown), Fraction(cell.per)
    told_by = f"{PERCENTAGE} of {cell.about}"
    for half, low, high in ((Fraction(-1, 2), 0, None), (Fraction(1, 2), None, -1)):
        end = shown + half
        share = per * end.denominator * per.denominator
        factor, other = int(share), int(end * end.denominator * per.denominator)
        terms = [*((name, factor) for name in numerators), *((name, -other) for name in denominators)]
        yield Relation(tuple(terms), low, high, told_by)
