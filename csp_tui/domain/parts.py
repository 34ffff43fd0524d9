"""How partners' parts combine: one supplier's statement, the sum of several, or each side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import Figure, plain
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Part, State
from csp_tui.domain.statements import FIGURE_FIELDS, Statement


class Answer(Struct, frozen=True):
    """What a measure's supplier, or all of them together, state of it over the quarters.

    `key` is the partner part of its subject, empty where there is only one answer. `why_no_sum` says why parts that
    are all in still make no sum.
    """

    key: str
    partner: str | None
    series: Mapping[Quarter, Statement]
    state: State
    stated: Stated | None = None
    parts: tuple[Part, ...] = ()
    why_no_sum: str | None = None
    by: str | None = None
    at: datetime | None = None
    sources: tuple[str, ...] = ()


def state_of(stated: Stated | None) -> State:
    """Awaited, blank or received by what one supplier states; part where something but no answer is there."""
    if stated is None:
        return State.AWAITED
    if stated.statement.has_answer:
        return State.RECEIVED
    return State.BLANK if stated.statement.blank is not None else State.PART


def answer_of(book: Book, measure: Measure, partner: str) -> Answer:
    """The answer of one supplier."""
    key = measure.answerer(partner)
    held = book.figures.get(measure.uid, {}).get(key, {})
    stated = held.get(book.quarter)
    state = State.CONFLICT if (measure.uid, key) in book.conflicts else state_of(stated)
    series = {q: s.statement for q, s in held.items() if q <= book.quarter}
    if stated is None:
        return Answer(key, partner, series, state)
    return Answer(key, partner, series, state, stated, (), None, stated.by, stated.at, stated.sources)


def summed_answer(book: Book, measure: Measure) -> Answer:
    """The answer of all suppliers together: a value only for quarters in which every part is in."""
    answers = [answer_of(book, measure, partner) for partner in measure.suppliers]
    quarters = {q for a in answers for q in a.series}
    series = {q: s for q in quarters if (s := _sum([a.series.get(q) for a in answers])) is not None}
    parts = tuple(Part(a.partner or "", a.stated.statement if a.stated else None, a.state) for a in answers)
    state = _joint_state([a.state for a in answers])
    why = _why_no_sum([a.stated.statement for a in answers if a.stated]) if state is State.RECEIVED else None
    dated = sorted((a.at, a.by or "") for a in answers if a.at is not None)
    at, by = dated[-1] if dated else (None, None)
    return Answer(
        "",
        None,
        series,
        state,
        None,
        parts,
        why,
        by,
        at,
        tuple(source for a in answers for source in a.sources),
    )


def _joint_state(states: list[State]) -> State:
    if State.CONFLICT in states:
        return State.CONFLICT
    if all(s is State.AWAITED for s in states):
        return State.AWAITED
    if State.AWAITED in states or State.PART in states:
        return State.PART
    return State.BLANK if State.BLANK in states else State.RECEIVED


def _sum(statements: list[Statement | None]) -> Statement | None:
    """All parts of one quarter added field by field; None unless each part is there, exact, and of the same period."""
    given = [s for s in statements if s is not None and s.has_answer]
    if len(given) < len(statements) or _why_no_sum(given) is not None:
        return None
    sums = {name: _added(given, name) for name in FIGURE_FIELDS}
    return replace(
        Statement(**sums),  # type: ignore[arg-type] # the names are those of its figure fields
        period_from=given[0].period_from,
        period_to=given[0].period_to,
        provisional=any(s.provisional for s in given) or None,
    )


def _added(given: list[Statement], name: str) -> Figure | None:
    """One field of all parts added up; None where it is not in every part, or not exact."""
    figures: list[Figure | None] = [getattr(s, name) for s in given]
    exact = [f.number for f in figures if f is not None and f.exact]
    return Figure(Decimal(plain(sum(map(Fraction, exact), Fraction())))) if len(exact) == len(figures) else None


def _why_no_sum(given: list[Statement]) -> str | None:
    """Why parts that are all in cannot be added up, or None where they can."""
    if len({(s.period_from, s.period_to) for s in given}) > 1:
        return "the parts cover different periods, so they cannot be added up"
    added = {name for name in FIGURE_FIELDS if _added(given, name) is not None}
    if not added & {"value", "rolling_year"} and not {"numerator", "denominator"} <= added:
        return "the parts are not all exact figures of one kind, so they cannot be added up"
    return None
