"""Which figures a text of a quarter may be about, and what it says that they contradict.

Loaded with the first text that is held against its figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from csp_tui.domain.benchmarking import BenchmarkTable, Movement, editions_of
from csp_tui.domain.book import Book
from csp_tui.domain.claims import claims_anything
from csp_tui.domain.commentary import PLANNING
from csp_tui.domain.groups import Finding, Group, Moved
from csp_tui.domain.known_figures import Known, known_of, known_of_other
from csp_tui.domain.measures import Combine, Indicator, Measure
from csp_tui.domain.outdated import outdated
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, State
from csp_tui.domain.subjects import Subjects, Sure
from csp_tui.domain.words_against_figures import held_against

_WAYS = {Movement.ROSE: 1, Movement.FELL: -1, Movement.UNCHANGED: 0}


def words_in(
    book: Book, indicator: Indicator, statuses: Sequence[MeasureStatus], partner: str, text: str, field: str = ""
) -> tuple[Finding, ...]:
    """What a partner's text about an indicator, in a field of its commentary, says that the figures contradict."""
    mine = [s for s in statuses if s.measure.combine is not Combine.EACH or s.partner == partner]
    old = outdated(text, [(indicator, _settled(mine))])
    if not claims_anything(text):
        return old
    known = _known(book, mine)
    figures = [m for m in indicator.measures if m.is_figure]
    sole = next(iter(known), None) if len(figures) == 1 else None
    leading = _leading(known, [indicator], [m for m in figures if partner in m.suppliers])
    rated = next((k for k in leading if indicator.rateable), None)
    sure = Sure.FAIR if field in PLANNING else Sure.OWN
    others = book.other_figures.get((indicator.uid, book.quarter, partner), ())
    known += [found for one in others if (found := known_of_other(one)) is not None]
    groups = {"area": _areas(book, {m.uid for m in indicator.measures}), "part": _parts(statuses)}
    subjects = Subjects(known, _home(book), sole, opening=rated, leading=leading, own=sure)
    return _one_each(old, held_against(text, subjects, groups))


def words_in_headline(book: Book, indicators: Sequence[IndicatorStatus], text: str) -> tuple[Finding, ...]:
    """What a headline paragraph says that the figures of its priority contradict."""
    told = [(one, [m for m in one.measures if m.measure.combine is not Combine.EACH]) for one in indicators]
    old = outdated(text, [(one.indicator, _settled(some)) for one, some in told])
    if not claims_anything(text):
        return old
    known = _known(book, [status for _, some in told for status in some])
    rows = [one.indicator for one in indicators]
    leading = _leading(known, rows, [m for row in rows for m in row.measures if m.is_figure])
    subjects = Subjects(known, _home(book), leading=leading, many=True)
    return _one_each(old, held_against(text, subjects, {"area": _areas(book)}))


def words_in_note(table: BenchmarkTable) -> tuple[Finding, ...]:
    """What is said of a table of areas, in the pack, that the table contradicts."""
    if not claims_anything(table.note):
        return ()
    return held_against(table.note, Subjects(()), {"area": (group_of(table, of_the_row=True),)})


def latest_tables(book: Book) -> tuple[BenchmarkTable, ...]:
    """The latest edition of each benchmarking table up to the quarter: those that its pack tells."""
    return tuple(one.table for one in editions_of(table for table in book.tables if table.quarter <= book.quarter))


def _known(book: Book, statuses: Sequence[MeasureStatus]) -> list[Known]:
    return [k for s in _settled(statuses) if (k := known_of(s, _home(book))) is not None]


def _settled(statuses: Sequence[MeasureStatus]) -> list[MeasureStatus]:
    """Those of which no figures differ, so that it is known what a text is held against."""
    return [status for status in statuses if status.state is not State.CONFLICT]


def _one_each(old: Sequence[Finding], found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of a sentence that was drafted for another figure nothing more is said: it is wrong as a whole."""
    sentences = {finding.sentence for finding in old}
    return (*old, *(finding for finding in found if finding.sentence not in sentences))


def _leading(known: Sequence[Known], rows: Sequence[Indicator], told: Sequence[Measure]) -> tuple[Known, ...]:
    """The figures that come first in their rows, where no other figure that may be told of has their unit."""
    counted = Counter(measure.unit for measure in told)
    led = {m.id for m in told if counted[m.unit] == 1 and m.id in {row.headline for row in rows}}
    return tuple(one for one in known if one.name in led)


def _home(book: Book) -> str:
    """The place that all the partnership's figures are of: the first word of its name."""
    return book.plan.partnership.partition(" ")[0].lower()


def _areas(book: Book, of_the_row: Set[str] = frozenset()) -> tuple[Group, ...]:
    """The latest edition of each benchmarking table; those about a measure of the row need not be named."""
    return tuple(group_of(table, of_the_row=table.about in of_the_row) for table in latest_tables(book))


def group_of(table: BenchmarkTable, *, of_the_row: bool = False) -> Group:
    """The areas of a table with the way of each, where every one is known."""
    moved = tuple(Moved(a.area, _WAYS[a.movement]) for a in table.peers if a.movement is not None)
    return Group(table.title, moved if len(moved) == len(table.peers) else (), table=table, of_the_row=of_the_row)


def _parts(statuses: Sequence[MeasureStatus]) -> tuple[Group, ...]:
    """The measures of an indicator that several figures make, for each period for which the way of each is known."""
    figures = [s for s in statuses if s.measure.is_figure and s.measure.required]
    known = [found for s in figures if (found := known_of(s)) is not None and found.pairs]
    if len(known) < 2 or len(known) < len(figures):
        return ()
    each = len({s.measure.id for s in figures}) < len(figures)
    named = [(s.partner if each and s.partner else s.measure.title) for s in figures]
    went = [{pair.span: pair.way for pair in reversed(k.pairs)} for k in known]
    spans = [pair.span for pair in known[0].pairs if all(pair.span in ways for ways in went)]
    return tuple(
        Group("", tuple(Moved(name, ways[span]) for name, ways in zip(named, went, strict=True)), span)
        for span in spans
    )
