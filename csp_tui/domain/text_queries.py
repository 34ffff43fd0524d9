"""The queries that texts raise: commentary that only repeats last quarter's, and words that the figures contradict.

A query of words holds for one sentence beside one set of figures: its code changes with either, and an explanation
that was given for the old ones then explains nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from csp_tui.domain import checks
from csp_tui.domain.benchmarking import BenchmarkTable, Movement, editions_of
from csp_tui.domain.book import Book
from csp_tui.domain.claims import claims_anything
from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT, identical_to_last
from csp_tui.domain.known_figures import Known, known_of, known_of_other
from csp_tui.domain.measures import Combine, Indicator, Measure
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, Query, State
from csp_tui.domain.subjects import Subjects
from csp_tui.domain.words_against_figures import Finding, Group, Moved, held_against

WORDS = "words-"  # before the code of a query about words against figures
HEADLINE_WORDS = f"{WORDS}headline-"  # of a priority's headline paragraph, which its lead answers for
_WAYS = {Movement.ROSE: 1, Movement.FELL: -1, Movement.UNCHANGED: 0}


def text_queries(
    book: Book, indicator: Indicator, statuses: Sequence[MeasureStatus], voices: Sequence[str]
) -> Iterator[Query]:
    """What must be looked at in the commentary of everyone who may speak of an indicator."""
    for partner in voices:
        texts = book.commentary.get((indicator.uid, book.quarter, partner), {})
        if not texts or texts.get(NOTHING_TO_REPORT):
            continue
        measure, key = _put_to(indicator, partner)
        if identical_to_last(texts, book.commentary.get((indicator.uid, book.quarter.previous, partner), {})):
            message = (
                f"{indicator.code}: the commentary of {partner} is word for word that of {book.quarter.previous.short}."
            )
            yield _query(book, measure, key, "same-commentary", message)
        for name in FIELD_TITLES:
            for finding in words_in(book, indicator, statuses, partner, texts.get(name, "")):
                about = book.plan.by_id.get(finding.about)
                if about is not None and partner in about.suppliers:
                    measure, key = about, _key(about, partner)
                message = f"{measure.id}: {partner}, {FIELD_TITLES[name]}: {finding.message}"
                yield _query(book, measure, key, _code(WORDS, finding, name), message)


def words_in(
    book: Book, indicator: Indicator, statuses: Sequence[MeasureStatus], partner: str, text: str
) -> tuple[Finding, ...]:
    """What a partner's text about an indicator says that the figures contradict."""
    if not claims_anything(text):
        return ()
    mine = [s for s in statuses if s.measure.combine is not Combine.EACH or s.partner == partner]
    known = _known(book, mine)
    figures = [m for m in indicator.measures if m.is_figure]
    sole = next(iter(known), None) if len(figures) == 1 else None
    others = book.other_figures.get((indicator.uid, book.quarter, partner), ())
    known += [found for one in others if (found := known_of_other(one)) is not None]
    groups = {"area": _areas(book), "part": _parts(statuses)}
    return held_against(text, Subjects(known, _home(book), sole), groups)


def headline_queries(book: Book, indicators: Sequence[IndicatorStatus]) -> Mapping[str, tuple[Query, ...]]:
    """What must be looked at in the headline paragraphs, by the code of the indicator that it concerns."""
    found: dict[str, tuple[Query, ...]] = {}
    for number, headline in book.headlines.items():
        mine = [one for one in indicators if one.indicator.priority == number]
        for finding in words_in_headline(book, mine, headline.text):
            measure = _answered_alone(book, mine, finding.about)
            if measure is None:
                continue
            message = f"{measure.id}: headline paragraph of priority {number}: {finding.message}"
            query = _query(book, measure, "", _code(HEADLINE_WORDS, finding, str(number)), message)
            found[measure.indicator] = (*found.get(measure.indicator, ()), query)
    return found


def words_in_headline(book: Book, indicators: Sequence[IndicatorStatus], text: str) -> tuple[Finding, ...]:
    """What a headline paragraph says that the figures of its priority contradict."""
    if not claims_anything(text):
        return ()
    statuses = [m for one in indicators for m in one.measures if m.measure.combine is not Combine.EACH]
    subjects = Subjects(_known(book, statuses), _home(book), many=True)
    return held_against(text, subjects, {"area": _areas(book)})


def of_words(query: Query) -> bool:
    """Whether a query is about words that the figures contradict."""
    return query.code.startswith(WORDS)


def of_headline(query: Query) -> bool:
    """Whether a query is about a headline paragraph."""
    return query.code.startswith(HEADLINE_WORDS)


def _known(book: Book, statuses: Sequence[MeasureStatus]) -> list[Known]:
    return [k for s in statuses if s.state is not State.CONFLICT and (k := known_of(s, _home(book))) is not None]


def _home(book: Book) -> str:
    """The place that all the partnership's figures are of: the first word of its name."""
    return book.plan.partnership.partition(" ")[0].lower()


def _put_to(indicator: Indicator, partner: str) -> tuple[Measure, str]:
    """The measure and key by which a query about a partner's text is put: one that it supplies, where it does."""
    measure = next((m for m in indicator.measures if partner in m.suppliers), indicator.measures[0])
    return measure, _key(measure, partner)


def _key(measure: Measure, partner: str) -> str:
    return partner if measure.combine is not Combine.SINGLE or partner not in measure.suppliers else ""


def _answered_alone(book: Book, indicators: Sequence[IndicatorStatus], about: str) -> Measure | None:
    """The measure that a finding is about, else the first that is answered once for all."""
    own = book.plan.by_id.get(about)
    measures = [m for one in indicators for m in one.indicator.measures]
    return next((m for m in (own, *measures) if m is not None and m.combine is Combine.SINGLE), None)


def _query(book: Book, measure: Measure, key: str, code: str, message: str) -> Query:
    explained = book.explanations.get((measure.uid, key, code))
    text, by = (explained.text, explained.by) if explained is not None else (None, None)
    return checks.as_query(measure, key, code, message, text, by)


def _code(lead: str, finding: Finding, where: str) -> str:
    """A code that changes with the sentence and with the figures beside it."""
    said = "\x1f".join((where, finding.sentence, finding.message))
    return f"{lead}{finding.kind}-{hashlib.sha256(said.encode()).hexdigest()[:6]}"


def _areas(book: Book) -> tuple[Group, ...]:
    """The latest edition of each benchmarking table in which every area's way is known."""
    return tuple(
        group
        for edition in editions_of(table for table in book.tables if table.quarter <= book.quarter)
        if (group := _moved(edition.table)) is not None
    )


def _moved(table: BenchmarkTable) -> Group | None:
    moved = [Moved(a.area, _WAYS[a.movement]) for a in table.peers if a.movement is not None]
    return Group(table.title, tuple(moved)) if moved and len(moved) == len(table.peers) else None


def _parts(statuses: Sequence[MeasureStatus]) -> tuple[Group, ...]:
    """The measures of an indicator that several figures make, where the way of each is known."""
    figures = [s for s in statuses if s.measure.is_figure and s.measure.required]
    known = [found for s in figures if (found := known_of(s)) is not None and found.pairs]
    if len(known) < 2 or len(known) < len(figures):
        return ()
    titles = {s.measure.id: s.partner or s.measure.title for s in figures}
    return (Group("", tuple(Moved(titles[k.name], k.pairs[0].way) for k in known)),)
