"""Assessed facts as lines of plain text for people: 80 columns, no colour, every rating as a word.

Nothing in a line is interpreted by whoever prints it; that control characters are made harmless is the printer's work.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from csp_tui.domain.checks import NOTHING_NEW_ASKED
from csp_tui.domain.counting import counted
from csp_tui.domain.measures import Combine, Kind, Measure
from csp_tui.domain.overview import answers_awaited
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import IndicatorStatus, Level, MeasureStatus, QuarterStatus, Query, Rating, State
from csp_tui.domain.sentences import RATING_WORDS, beside_words, shown_pair, with_unit
from csp_tui.domain.statements import Statement
from csp_tui.domain.text_queries import of_words

WIDTH: Final = 80
_wide: ContextVar[int | None] = ContextVar("wide", default=WIDTH)
_CODE, _TITLE, _FIGURE, _AGAINST = 6, 36, 11, 9  # and the widest rating word, "figures differ"
_STATE_WORDS: Final = {
    State.AWAITED: "awaited",
    State.PART: "part in",
    State.BLANK: "blank",
    State.CONFLICT: "figures differ",
}


def quarter_lines(status: QuarterStatus) -> Iterator[str]:
    """A quarter by priority, then who is awaited; `status` prints it."""
    yield f"{status.plan.partnership}, action plan {status.plan.year}"
    yield f"{status.quarter.label}{', closed' if status.closed else ''}"
    yield from wrapped(status.sentence)
    if status.totals.conflict:
        yield from wrapped(f"Figures differ in {status.totals.conflict}: csp-tui conflicts")
    if status.totals.to_check:
        yield from wrapped(f"{status.totals.to_check} received and to check: csp-tui to-check")
    for priority in status.plan.priorities:
        indicators = status.of_priority(priority.number)
        if not indicators:
            continue
        yield ""
        yield f"{priority.number}  {priority.title}"
        if priority.number in status.headlines:
            yield from wrapped(status.headlines[priority.number].text, 3)
        yield from _row("", "", "Figure", "Against", "Rating")
        for indicator in indicators:
            yield from _indicator_lines(indicator)
    yield ""
    yield from awaited_lines(status.indicators)


def _indicator_lines(status: IndicatorStatus) -> Iterator[str]:
    """The indicator's row, then its measures where something is stated for more than the one that the row shows."""
    code = status.indicator.code
    own = [m for m in status.measures if m.measure.id == status.indicator.headline]
    shown = own[0] if len(own) == 1 else None
    figure, against = (figure_words(shown), against_words(shown)) if shown is not None else ("", "")
    yield from _row(code, status.indicator.title, figure, against, rating_words(status.rating, status.state))
    if shown is not None and shown.state is not State.AWAITED:
        yield from wrapped(_reason(shown), _CODE + 1)
    if status.remark:
        yield from wrapped(status.remark, _CODE + 1)
    for measure in status.measures:
        if measure is not shown and measure.state is not State.AWAITED and measure.measure.kind is not Kind.REPORT:
            yield from _measure_lines(measure)


def _measure_lines(status: MeasureStatus) -> Iterator[str]:
    title = f".{status.measure.id.partition('.')[2]} {status.measure.title}"
    if status.measure.combine is Combine.EACH:
        title += f" ({status.partner})"
    rating = rating_words(status.rating, status.state)
    yield from _row("", title, figure_words(status), against_words(status), rating)
    yield from wrapped(_reason(status), _CODE + 1)


def _reason(status: MeasureStatus) -> str:
    if status.judgement is None:
        return status.reason
    judged = status.judgement
    return f"{status.reason} {judged.by} judges it {RATING_WORDS[judged.rating].lower()}: {judged.reason}"


def _row(code: str, title: str, figure: str, against: str, rating: str) -> Iterator[str]:
    """Columns that stand under each other; a long title runs on below, a long figure pushes and loses no digit."""
    figures = f" {figure:>{_FIGURE}} {against:>{_AGAINST}}" if figure or against else ""
    room = _TITLE if figures else _TITLE + 1 + _FIGURE + 1 + _AGAINST
    first, *rest = textwrap.wrap(title, room, subsequent_indent="  ") or [""]
    yield f"{code:<{_CODE}} {first:<{room}}{figures}  {rating}".rstrip()
    for line in rest:
        yield f"{'':<{_CODE}} {line}"


def measure_lines(status: MeasureStatus) -> Iterator[str]:
    """One measure after a change: what is now stated, its rating and why, and what must be looked at."""
    who = f", {status.partner}" if status.partner else ""
    said = standing_words(status)
    yield from wrapped(f"{status.measure.id} {status.measure.title}{who}, {status.quarter.short}: {said}.")
    yield from wrapped(_reason(status))
    for one in status.beside:
        yield from wrapped(beside_words(status.measure, one))
    yield from query_lines(status.queries)


def query_lines(queries: Iterable[Query]) -> Iterator[str]:
    """What the checks found, each with what is to be done about it."""
    for query in queries:
        who = f" ({query.partner})" if query.partner else ""
        lead = "Put right" if query.level is Level.ERROR else "Explained" if query.explained else "Query"
        yield from wrapped(f"{lead}: {query.message} [{query.measure}{who}, {query.code}]", 0, 2)
        if query.explained:
            by = f" ({query.explained_by})" if query.explained_by else ""
            yield from wrapped(f'"{query.explained}"{by}', 2)


def words_lines(queries: Iterable[Query]) -> Iterator[str]:
    """What the figures contradict in a text that was just written."""
    yield from query_lines(query for query in queries if of_words(query) and query.explained is None)


def check_lines(
    queries: Sequence[Query], quarter: Quarter, not_stored: int = 0, *, closed: bool = False
) -> Iterator[str]:
    """What stands in the way of sending, and how a query is explained; `check` prints it.

    `not_stored` texts, which only a door that holds them knows of, are told before; `closed` tells that the quarter is.
    """
    yield from query_lines(queries)
    errors = sum(query.level is Level.ERROR for query in queries)
    waiting = [query for query in queries if query.level is Level.QUERY and query.explained is None]
    typed = f"{counted(not_stored, 'typed text')} not stored, " if not_stored else ""
    if not errors and not waiting:
        why = f"; {NOTHING_NEW_ASKED}" if closed else ""
        yield f"{quarter.short}: {typed}nothing{' else' if typed else ''} to put right or explain{why}."
        return
    asked = counted(len(waiting), "query", "queries")
    yield f"{quarter.short}: {typed}{errors} to put right, {asked} to put right or explain."
    if waiting:
        first = waiting[0]
        yield f'To explain one: csp-tui explain {first.measure} {first.code} "why it is right" --quarter {quarter}'


def awaited_lines(indicators: Iterable[IndicatorStatus]) -> Iterator[str]:
    """Who has still to send what, a line a partner: answers are counted, as on screen, and indicators named."""
    asked: dict[str, list[str]] = {}
    for measure, partner in answers_awaited(indicators):
        asked.setdefault(partner, []).append(measure.indicator)
    if not asked:
        yield "Nothing is awaited."
        return
    yield "Awaited from"
    for partner, answers in asked.items():
        yield from wrapped(f"{partner} ({counted(len(answers), 'answer')}): {', '.join(dict.fromkeys(answers))}", 2, 2)


def rating_words(rating: Rating, state: State = State.RECEIVED) -> str:
    """A rating in a word; what is not in says so instead."""
    if rating is Rating.NOT_RATED and state is not State.RECEIVED:
        return _STATE_WORDS[state]
    return RATING_WORDS[rating]


def figure_words(status: MeasureStatus) -> str:
    """The figure that is rated, else what is stated, for a narrow column."""
    compared, _ = shown_pair(status.measure, status.comparison)
    if compared:
        return compared
    if status.statement is None or not status.statement.has_answer:
        return ""
    return stated_words(status.measure, status.statement)


def against_words(status: MeasureStatus) -> str:
    """What it stands against, for a narrow column."""
    return shown_pair(status.measure, status.comparison)[1]


def standing_words(status: MeasureStatus) -> str:
    """What stands of a measure in a phrase; where figures differ, none of them does."""
    return "figures differ" if status.state is State.CONFLICT else stated_words(status.measure, status.statement)


def stated_words(measure: Measure, statement: Statement | None) -> str:
    """A statement in a phrase: the figure as stated, the word, or why there is none."""
    if statement is None:
        return "nothing stated"
    if statement.choice is not None:
        return statement.choice.value
    said = []
    if statement.value is not None:
        said.append(with_unit(measure, str(statement.value)))
    if statement.numerator is not None and statement.denominator is not None:
        said.append(f"{statement.numerator} of {statement.denominator}")
    if statement.rolling_year is not None:
        said.append(f"rolling year {with_unit(measure, str(statement.rolling_year))}")
    if said:
        return ", ".join(said) + (" (provisional)" if statement.provisional else "")
    if statement.blank is not None:
        return f"blank, {statement.blank.value.replace('-', ' ')}"
    return "nothing stated"


@contextmanager
def lines_as_wide_as(width: int | None) -> Iterator[None]:
    """What is wrapped within is so wide; with None no line is broken. Tables keep their columns."""
    token = _wide.set(width)
    try:
        yield
    finally:
        _wide.reset(token)


def wrapped(text: str, indent: int = 0, hanging: int = 0) -> Iterator[str]:
    """Text as typed, its own line ends kept, in lines that fit the width."""
    width = _wide.get()
    for paragraph in text.splitlines() or [""]:
        first, later = " " * indent, " " * (indent + hanging)
        if width is None:
            yield f"{first}{paragraph}"
            continue
        yield from textwrap.wrap(
            paragraph,
            width,
            initial_indent=first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
