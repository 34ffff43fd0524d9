"""The queries that texts raise: commentary that only repeats last quarter's, and words that the figures contradict.

A query of words holds for one sentence beside one set of figures: its code changes with either, and an explanation
that was given for the old ones then explains nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from csp_tui.domain import checks
from csp_tui.domain.book import Book
from csp_tui.domain.commentary import FIELD_TITLES, identical_to_last, nothing_to_say, which_holds
from csp_tui.domain.measures import Combine, Indicator, Measure
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, Query

if TYPE_CHECKING:
    from csp_tui.domain.benchmarking import BenchmarkTable
    from csp_tui.domain.groups import Finding

NOTHING_BESIDE_TEXT = "nothing-beside-text"  # the code of a query about a text beside "nothing to report"
SAME_COMMENTARY = "same-commentary"  # the code of a query about words that were said last quarter too
WORDS = "words-"  # before the code of a query about words against figures
HEADLINE_WORDS = f"{WORDS}headline-"  # of a priority's headline paragraph, which its lead answers for


def text_queries(
    book: Book, indicator: Indicator, statuses: Sequence[MeasureStatus], voices: Sequence[str]
) -> Iterator[Query]:
    """What must be looked at in the commentary of everyone who may speak of an indicator."""
    for partner in voices:
        texts = book.commentary.get((indicator.uid, book.quarter, partner), {})
        if not texts or nothing_to_say(texts):
            continue
        measure, key = _put_to(indicator, partner)
        if asked := which_holds(texts):
            yield _query(book, measure, key, NOTHING_BESIDE_TEXT, f"{indicator.code}: {partner}: {asked}")
        if identical_to_last(texts, book.commentary.get((indicator.uid, book.quarter.previous, partner), {})):
            message = (
                f"{indicator.code}: the commentary of {partner} is word for word that of {book.quarter.previous.short}."
            )
            yield _query(book, measure, key, SAME_COMMENTARY, message)
        from csp_tui.domain.words_in_texts import words_in  # noqa: PLC0415 - the first text loads what reads it

        for name in FIELD_TITLES:
            for finding in words_in(book, indicator, statuses, partner, texts.get(name, ""), name):
                about = book.plan.by_id.get(finding.about)
                if about is not None and partner in about.suppliers:
                    measure, key = about, _key(about, partner)
                message = f"{measure.id}: {partner}, {FIELD_TITLES[name]}: {finding.message}"
                yield _query(book, measure, key, _code(WORDS, finding, name), message)


def headline_queries(book: Book, indicators: Sequence[IndicatorStatus]) -> Mapping[str, tuple[Query, ...]]:
    """What must be looked at in the headline paragraphs and in what the pack says of a measure's table of areas.

    By the code of the indicator that it concerns.
    """
    if not book.headlines and not any(table.note for table in book.tables):
        return {}
    from csp_tui.domain.words_in_texts import (  # noqa: PLC0415 - the first text loads what reads it
        latest_tables,
        words_in_headline,
        words_in_note,
    )

    found: dict[str, tuple[Query, ...]] = {}
    for table in latest_tables(book):
        told = words_in_note(table)
        measure = _put_of_table(book, indicators, table) if told else None
        if measure is not None:
            queries = (_of_note(book, measure, table, finding) for finding in told)
            found[measure.indicator] = (*found.get(measure.indicator, ()), *queries)
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


def of_words(query: Query) -> bool:
    """Whether a query is about words that the figures contradict."""
    return query.code.startswith(WORDS)


def of_commentary(query: Query) -> bool:
    """Whether a query is about what a partner has written, and not about its figure."""
    return query.code in (SAME_COMMENTARY, NOTHING_BESIDE_TEXT) or (of_words(query) and not of_headline(query))


def of_headline(query: Query) -> bool:
    """Whether a query is about a headline paragraph."""
    return query.code.startswith(HEADLINE_WORDS)


def _put_to(indicator: Indicator, partner: str) -> tuple[Measure, str]:
    """The measure and key by which a query about a partner's text is put: one that it supplies, where it does."""
    measure = next((m for m in indicator.measures if partner in m.suppliers), indicator.measures[0])
    return measure, _key(measure, partner)


def _key(measure: Measure, partner: str) -> str:
    return partner if measure.combine is not Combine.SINGLE or partner not in measure.suppliers else ""


def _put_of_table(book: Book, indicators: Sequence[IndicatorStatus], table: BenchmarkTable) -> Measure | None:
    """The measure by which a query about a table's note is put: its own where that is answered once for all.

    Nobody but the coordinator answers for any other table, and the first such measure of the plan holds it.
    """
    own = book.plan.by_uid.get(table.about)
    return own if own is not None and own.combine is Combine.SINGLE else _answered_alone(book, indicators, "")


def _of_note(book: Book, measure: Measure, table: BenchmarkTable, finding: Finding) -> Query:
    where = f"note on {table.title}, {table.period}: "
    where = f"{measure.id}: {where}" if measure.uid == table.about else where[:1].upper() + where[1:]
    code = _code(HEADLINE_WORDS, finding, f"{table.key} {table.quarter}")
    return _query(book, measure, "", code, where + finding.message)


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
