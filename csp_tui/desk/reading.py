"""Reading what is stored: the book of a quarter, one measure's story, what waits, and the digest of it all."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.freezing import Grounds, closed_grounds, grounds, grounds_of, standing_grounds
from csp_tui.desk.opening import Desk
from csp_tui.desk.restating import restated_since
from csp_tui.desk.revising import revised_since
from csp_tui.desk.waiting import about_figure, how_decided, issued_quarters, open_items, to_check_by_indicator
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.benchmark_kept import table_from
from csp_tui.domain.benchmarking import BenchmarkTable
from csp_tui.domain.book import COMMENTARY_FIELDS, HISTORY_QUARTERS, Book, Explained, Stated
from csp_tui.domain.fields import (
    BENCHMARKING,
    BREAK,
    EXPLAINED,
    FIGURE,
    FORM,
    HEADLINE,
    ISSUED,
    JUDGEMENT,
    MONTHS,
    SUBMISSION,
    read_judged,
    read_object,
)
from csp_tui.domain.measures import Indicator, Measure, Plan
from csp_tui.domain.monthly import Monthly, by_answerer
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import (
    Break,
    Headline,
    IndicatorStatus,
    MeasureStatus,
    OtherFigure,
    QuarterStatus,
    Query,
)
from csp_tui.domain.statements import Statement
from csp_tui.domain.text_queries import of_headline
from csp_tui.returns.telling import source
from csp_tui.storage.heads import standing, waking
from csp_tui.storage.records import STATEMENT, Current, Head, KeptPack, Subject


def open_book(desk: Desk, quarter: Quarter, *, back: int = HISTORY_QUARTERS) -> Book:
    """Everything that assessing a quarter needs, `back` quarters deep; of a closed one as it stood at its issue."""
    found = grounds(desk, quarter, back)
    closed = found.pack is not None or str(quarter) in issued_quarters(desk)
    return replace(
        _book(desk, quarter, found),
        closed=closed,
        to_check=to_check_by_indicator(desk, quarter),
        revised={} if closed else revised_since(desk, quarter, found),
        restated=restated_since(desk, quarter, found),
    )


def book_as_told(desk: Desk, pack: KeptPack) -> Book:
    """All that a pack was made from, as it then stood."""
    return replace(_book(desk, Quarter.parse(pack.quarter), grounds_of(desk, pack)), closed=True)


def book_as_it_stands(desk: Desk, quarter: Quarter, back: int) -> Book:
    """A quarter by all that stands now, whatever a pack that closed it was made from."""
    return _book(desk, quarter, standing_grounds(desk, quarter, back))


def _book(desk: Desk, quarter: Quarter, found: Grounds) -> Book:
    here = [row for row in found.rows if row.subject.quarter == str(quarter)]
    figures, conflicts = _figures(desk, found.rows, quarter)
    return Book(
        found.plan,
        quarter,
        figures,
        _breaks(found.breaks),
        _commentary(found.rows),
        _other_figures(here, quarter),
        {(r.subject.about, r.subject.partner): read_judged(t) for r, t in _texts(here, JUDGEMENT)},
        _explanations(here),
        _headlines(found.plan, here),
        conflicts,
        monthly=by_answerer((r.subject.about, r.subject.partner, t) for r, t in _texts(found.rows, MONTHS)),
        tables=tables_in(found.plan, found.rows),
        today=desk.today,
    )


def status(desk: Desk, quarter: Quarter) -> QuarterStatus:
    """The whole plan in a quarter, assessed."""
    return assess_quarter(open_book(desk, quarter))


def queries(desk: Desk, quarter: Quarter, partner: str | None = None) -> tuple[Query, ...]:
    """All errors and queries of a quarter, of one partner's figures where one is named."""
    return tuple(query for indicator in status(desk, quarter).indicators for query in queries_of(indicator, partner))


def queries_of(indicator: IndicatorStatus, partner: str | None = None) -> Iterable[Query]:
    """An indicator's queries: its measures' and its commentary's."""
    for measure in indicator.measures:
        if partner is None or partner in measure.measure.suppliers:
            yield from measure.queries
    for query in indicator.queries:
        if partner is None or (partner in indicator.commentary and not of_headline(query)):
            yield query


def _texts(rows: Iterable[Current], field: str) -> Iterable[tuple[Current, str]]:
    for row in rows:
        if row.subject.field == field and isinstance(row.content, str):
            yield row, row.content


def _figures(
    desk: Desk, rows: Iterable[Current], quarter: Quarter
) -> tuple[Mapping[str, Mapping[str, Mapping[Quarter, Stated]]], frozenset[tuple[str, str]]]:
    figures: dict[str, dict[str, dict[Quarter, Stated]]] = defaultdict(lambda: defaultdict(dict))
    conflicts = set()
    quarters: dict[str, Quarter] = {}
    for row in rows:
        subject = row.subject
        if subject.field != STATEMENT:
            continue
        if subject.quarter not in quarters:
            quarters[subject.quarter] = Quarter.parse(subject.quarter)
        if row.in_conflict and subject.quarter == str(quarter):
            conflicts.add((subject.about, subject.partner))
        if isinstance(row.content, Statement) and row.head is not None:
            figures[subject.about][subject.partner][quarters[subject.quarter]] = _stated(desk, row, row.head)
    return figures, frozenset(conflicts)


def _stated(desk: Desk, row: Current, head: Head) -> Stated:
    assert isinstance(row.content, Statement)
    heads = [head] if row.heads == 1 else desk.store.heads(desk.partnership, row.subject)
    return Stated(row.content, head.revision, head.author, head.at, tuple(dict.fromkeys(source(h) for h in heads)))


def breaks_marked(desk: Desk) -> Mapping[str, tuple[Break, ...]]:
    """Every change of recording that is marked now, by a measure's uid, the earliest first."""
    return _breaks(desk.store.of_field(desk.partnership, BREAK))


def _breaks(rows: Iterable[Current]) -> Mapping[str, tuple[Break, ...]]:
    found: dict[str, list[Break]] = defaultdict(list)
    for row in rows:
        if isinstance(row.content, str):
            found[row.subject.about].append(Break(Quarter.parse(row.subject.quarter), row.content))
    return {about: tuple(sorted(breaks, key=lambda b: b.quarter)) for about, breaks in found.items()}


def _commentary(rows: Iterable[Current]) -> Mapping[tuple[str, Quarter, str], Mapping[str, str]]:
    found: dict[tuple[str, Quarter, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.subject.field in COMMENTARY_FIELDS and isinstance(row.content, str):
            key = (row.subject.about, Quarter.parse(row.subject.quarter), row.subject.partner)
            found[key][row.subject.field] = row.content
    order = {name: place for place, name in enumerate(COMMENTARY_FIELDS)}
    return {key: dict(sorted(texts.items(), key=lambda item: order[item[0]])) for key, texts in found.items()}


def _other_figures(
    rows: Iterable[Current], quarter: Quarter
) -> Mapping[tuple[str, Quarter, str], tuple[OtherFigure, ...]]:
    found: dict[tuple[str, Quarter, str], list[OtherFigure]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r.head.number if r.head else 0):
        if row.subject.field.startswith(FIGURE) and isinstance(row.content, str):
            held = read_object(row.content)
            figure = OtherFigure(held["label"] or "", held["value"] or "", held.get("prior"))
            found[row.subject.about, quarter, row.subject.partner].append(figure)
    return {key: tuple(figures) for key, figures in found.items()}


def _explanations(rows: Iterable[Current]) -> Mapping[tuple[str, str, str], Explained]:
    found = {}
    for row in rows:
        if row.subject.field.startswith(EXPLAINED) and isinstance(row.content, str):
            held = read_object(row.content)
            key = (row.subject.about, row.subject.partner, row.subject.field.removeprefix(EXPLAINED))
            by = row.head.author if row.head is not None else None
            found[key] = Explained(held["text"] or "", held.get("of"), by)
    return found


def tables_in(plan: Plan, rows: Iterable[Current]) -> tuple[BenchmarkTable, ...]:
    """The benchmarking tables that stand, in all their editions."""
    return tuple(
        table_from(
            text, row.subject.about if row.subject.about in plan.by_uid else "", Quarter.parse(row.subject.quarter)
        )
        for row, text in _texts(rows, BENCHMARKING)
    )


def _headlines(plan: Plan, rows: Iterable[Current]) -> Mapping[int, Headline]:
    numbers = {p.uid: p.number for p in plan.priorities}
    found = {}
    for row, text in _texts(rows, HEADLINE):
        if row.subject.about in numbers:
            held = read_object(text)
            by = row.head.author if row.head is not None else None
            found[numbers[row.subject.about]] = Headline(held["text"] or "", held.get("agreed_by"), by)
    return found


# -- one measure's story ---------------------------------------------------------------------------------------------


class Said(Struct, frozen=True):
    """Something that was once said of a measure: when, by whom, what, from where, and whether it still counts.

    `asleep` tells that it rests on a merge that is undone, `decided` how and why somebody decided that it counts.
    """

    quarter: Quarter
    at: datetime
    by: str
    partner: str
    statement: Statement | None
    source: str
    counts: bool
    undone: bool
    asleep: bool = False
    decided: str = ""

    @property
    def fate(self) -> str:
        """Why it does not count, in words; empty where it does."""
        if self.counts:
            return ""
        if self.asleep:
            return "asleep, as the merge that it rests on is taken back"
        return "undone" if self.undone else "replaced"


class Story(Struct, frozen=True):
    """One measure over all stored quarters: how it stands now, each quarter assessed, and who said what when."""

    status: MeasureStatus
    quarters: tuple[MeasureStatus, ...]
    said: tuple[Said, ...]
    breaks: tuple[Break, ...]
    monthly: Monthly


def story(desk: Desk, quarter: Quarter, measure: Measure, partner: str | None = None) -> Story:
    """Everything stored about one measure, up to a quarter."""
    held = desk.store.quarters_held(desk.partnership)
    first = min((Quarter.parse(q) for q in held), default=quarter)
    book = open_book(desk, quarter, back=max(HISTORY_QUARTERS, quarter - first))
    partner = partner or measure.suppliers[0]
    stated = {q for series in book.figures.get(measure.uid, {}).values() for q in series if q <= quarter}
    if any(uid == measure.uid for uid, _ in book.conflicts):
        stated.add(quarter)
    past = tuple(_past(desk, book, q, measure, partner) for q in sorted(stated))
    breaks, monthly = book.breaks.get(measure.uid, ()), book.monthly.get(measure.uid, {})
    status, said = assess_measure(book, measure, partner), _said(desk, measure)
    return Story(status, past, said, breaks, monthly.get(measure.answerer(partner), {}))


def _past(desk: Desk, book: Book, quarter: Quarter, measure: Measure, partner: str) -> MeasureStatus:
    """A measure in the book's quarter or an earlier one; a closed one keeps the colour that it was issued with."""
    found = closed_grounds(desk, quarter, measure.uid, book.plan.indicator(measure.indicator).uid)
    if found is None or measure.uid not in found.plan.by_uid:
        differ = book.conflicts if quarter == book.quarter else frozenset[tuple[str, str]]()
        return assess_measure(replace(book, quarter=quarter, conflicts=differ), measure, partner)
    return assess_measure(_book(desk, quarter, found), found.plan.by_uid[measure.uid], partner)


def _said(desk: Desk, measure: Measure) -> tuple[Said, ...]:
    history = [h for h in desk.store.history(desk.partnership, measure.uid) if h.subject.field == STATEMENT]
    known = desk.store.view(desk.partnership).known({h.subject for h in history}).values()
    links = [[one.link for one in ones] for ones in known]
    heads, awake = (frozenset[str]().union(*map(rule, links)) for rule in (standing, waking))
    decisions = desk.store.decisions(desk.partnership, measure.uid)
    return tuple(
        Said(
            Quarter.parse(h.subject.quarter),
            h.at,
            h.author,
            h.returned_for,
            h.content if isinstance(h.content, Statement) else None,
            source(h),
            h.revision in heads,
            not h.active,
            h.active and h.revision not in awake,
            how_decided(decisions.get(h.revision, ""), about_figure(measure.id, h.subject.quarter)),
        )
        for h in history
    )


class Remark(Struct, frozen=True):
    """A field of a commentary as it stands, and who wrote it when."""

    field: str
    text: str
    by: str
    at: datetime


def remarks(desk: Desk, quarter: Quarter, indicator: Indicator, partner: str) -> tuple[Remark, ...]:
    """What a partner has written on an indicator for a quarter, in the order of the commentary's fields."""
    found = {
        row.subject.field: Remark(row.subject.field, row.content, row.head.author, row.head.at)
        for row in desk.store.current(desk.partnership, str(quarter), str(quarter))
        if (row.subject.about, row.subject.partner) == (indicator.uid, partner)
        and isinstance(row.content, str)
        and row.head is not None
    }
    return tuple(found[name] for name in COMMENTARY_FIELDS if name in found)


# -- the digest ------------------------------------------------------------------------------------------------------


_HEADS_AT_ONCE: Final = 1000
_NOT_STATED: Final = (FORM, SUBMISSION, ISSUED)
_Side = tuple[str, str, str]
"""What is said, for whom, and by whom: for what was received its sender, since a file may come again renamed."""


def digest(desk: Desk) -> str:
    """SHA-256 of the current state with its sources, conflicts and what is to check; without times and receipts.

    Equal states have equal digests, whatever the order in which they came about and the names that files had. Forms and
    returns that went out are the receipts of what was sent: what is stated is the same with and without them. Issuing
    a pack leaves it as it is, so that it tells whether anything was said since.
    """
    from csp_tui.returns import keeping  # noqa: PLC0415 - home is drawn without it

    current = [c for c in desk.store.everything_current(desk.partnership) if c.subject.field not in _NOT_STATED]
    # Which version of a form counts is asked where figures differ, which is told already; whether it was depends on
    # what came first; so does what a version leaves empty.
    waiting = {f"to check {item.id}" for item in open_items(desk) if not keeping.asks_of_versions(item.kept)}
    whole = hashlib.sha256()
    for place, line in enumerate(chain(_digest_lines(desk, current), sorted(waiting))):
        whole.update(f"{chr(10) if place else ''}{line}".encode())
    return whole.hexdigest()


def _digest_lines(desk: Desk, current: Iterable[Current]) -> Iterator[str]:
    """A line for each subject, in their order; where a thousand returns say the same it is long, and soon let go."""
    for some in _portions(sorted(current, key=lambda row: _digest_line(row, ()))):
        several = _sides(desk, [row for row in some if row.head is None or row.heads != 1])
        for row in some:
            head = row.head if row.heads == 1 else None
            yield _digest_line(row, sorted(several[row.subject]) if head is None else [_alone(desk, head)])


def _digest_line(row: Current, said: Sequence[_Side]) -> str:
    subject = row.subject
    return json.dumps([subject.about, subject.quarter, subject.partner, subject.field, row.in_conflict, said])


def _alone(desk: Desk, head: Head) -> _Side:
    return head.said, head.returned_for, source(head) if head.sender in desk.store.senders else head.sender


def _portions(rows: Iterable[Current]) -> Iterable[list[Current]]:
    """So many subjects at once that few heads are held together."""
    some: list[Current] = []
    for row in rows:
        some.append(row)
        if sum(one.heads for one in some) > _HEADS_AT_ONCE or len(some) > _HEADS_AT_ONCE // 10:
            yield some
            some = []
    yield some


def _sides(desk: Desk, rows: Collection[Current]) -> dict[Subject, list[_Side]]:
    """All that stands of each subject; hundreds may say the same, so only what was entered here is read whole."""
    view, own = desk.store.view(desk.partnership), desk.store.senders
    voices = view.voices({row.subject: row.heads for row in rows})
    heads = view.stored([voice.id for group in voices.values() for voice in group if voice.sender in own])
    return {
        subject: [
            (one.said, one.returned_for, source(heads[one.id]) if one.sender in own else one.sender) for one in group
        ]
        for subject, group in voices.items()
    }
