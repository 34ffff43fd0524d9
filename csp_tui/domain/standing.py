"""Ranks and averages in sentences, held against the tables of areas that they may be about.

A claim is held only where the sentence names one area at most, a group or its number of areas, and no word that the
table does not know; every table that may be meant has to contradict it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from csp_tui.domain import finding_words as say
from csp_tui.domain import judging
from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable, Rank, averages, rank
from csp_tui.domain.claims import Part, Sentence
from csp_tui.domain.groups import Finding, Group
from csp_tui.domain.known_figures import naming_of
from csp_tui.domain.measures import Polarity
from csp_tui.domain.said import AverageSaid, Number, RankSaid, Standing
from csp_tui.domain.sentence_words import GROUPS, STANDING

_OURS = frozenset({"we", "our", "us"})
_GROUP_WORDS = frozenset({"group", "similar", "peer", "peers", "family", "msg", *GROUPS})


def findings(sentence: Sentence, part: Part, groups: Sequence[Group]) -> Iterator[Finding]:
    """Where a part says that an area stands elsewhere than in every table that it may be about."""
    placing = part.placing
    if not placing.said or len({type(said) for said in placing.said}) < len(placing.said):
        return  # two ranks: of which year, or of which area?
    tables = [t for g in groups if (t := g.table) is not None and _may_be_about(sentence, part, g, t)]
    for said in placing.said:
        against = [_contradiction(said, part, table) for table in tables]
        if against and all(against):
            yield Finding("standing", "area", sentence.text, against[0])


def _may_be_about(sentence: Sentence, part: Part, group: Group, table: BenchmarkTable) -> bool:
    """Whether nothing in a part speaks of another figure, and the table is that of the row or is named in full."""
    title = naming_of(table.title).telling
    if not group.of_the_row and not (title and title <= {word for one in sentence.parts for word in one.words}):
        return False
    named = _named(part, table)
    known = title | STANDING | frozenset().union(*(naming_of(area.area).telling for area in named))
    then = any(time.text not in table.period.lower() and not time.text[:1].isdigit() for time in part.times)
    return len(named) <= 1 and part.placing.words <= known and not then


def _named(part: Part, table: BenchmarkTable) -> list[AreaFigure]:
    names = ((area, naming_of(area.area).telling) for area in table.areas)
    return [area for area, telling in names if telling and telling <= part.placing.words]


def _contradiction(said: Standing, part: Part, table: BenchmarkTable) -> str:
    """What a table has against a rank or an average; empty where it is so, or it is not said of the table's areas."""
    named = _named(part, table)
    ours = _OURS & {*part.raw} or said.among is not None
    area = named[0] if named else table.own if ours else None
    found = averages(table)
    if found is None or (area is not None and (area.value is None or area.national)):
        return ""
    grouped = said.among in (found.count, found.others_count) or (
        said.among is None and bool(_GROUP_WORDS & {*part.raw})
    )
    if isinstance(said, RankSaid):
        place = rank(table, area) if area is not None else None
        return _of_rank(said, table, area, place) if area is not None and place is not None and grouped else ""
    return _of_average(said, part, table, area, grouped=grouped)


def _of_rank(said: RankSaid, table: BenchmarkTable, area: AreaFigure, place: Rank) -> str:
    if said.then or said.among not in (None, place.of):
        return ""
    higher_is_good = {Polarity.HIGHER: 1, Polarity.LOWER: -1}.get(table.polarity, 0)
    way = said.way or said.good * higher_is_good
    if said.good and not way:
        return ""
    ends = {1: [place.highest], -1: [place.lowest]}.get(way, [place.highest, place.lowest])
    if any(first <= said.place <= first + place.ties for first in ends) and said.joint == bool(place.ties):
        return ""
    return say.not_ranked(said, table, area, place)


def _of_average(said: AverageSaid, part: Part, table: BenchmarkTable, area: AreaFigure | None, *, grouped: bool) -> str:
    """The number that is called an average, then the side on which an area lies and how far away."""
    found = averages(table)
    if found is None:
        return ""
    means = [found.median] if said.median else [m for m in (found.all_areas, found.others) if m is not None]
    named = said.mean
    known = [*means, found.median, *(Fraction(a.value) for a in table.national if a.value is not None)]
    if named is not None and not any(_near(named, mean) for mean in known):
        return say.other_average(named, table) if grouped and not named.percent else ""
    if area is None or area.value is None or not (grouped or named is not None) or not _own_numbers(part, table, area):
        return ""
    value = Fraction(area.value)
    if not (said.way or said.gap) or any(_so(said, value, mean) for mean in means):
        return ""
    return say.not_beside_average(said, table, area, means[0])


def _so(said: AverageSaid, value: Fraction, mean: Fraction) -> bool:
    change = value - mean
    if said.way and change * said.way <= 0:
        return False
    if said.gap is None:
        return True
    return _near(said.gap, abs(change) * 100 / mean if said.gap.percent and mean else abs(change))


def _own_numbers(part: Part, table: BenchmarkTable, area: AreaFigure) -> bool:
    """Whether every other number of a part is the area's figure or one of the table's averages."""
    found = averages(table)
    known = [Fraction(n) for n in (area.value, area.earlier) if n is not None]
    known += [n for n in (found.all_areas, found.others, found.median) if n is not None] if found else []
    return all(any(_near(number, one) for one in known) for number in part.placing.numbers)


def _near(number: Number, true: Fraction) -> bool:
    return judging.near(number, true)
