"""What members of the SEG will ask when they read a quarter: each question a sentence with its code.

Pure: the quarter and what members remember of the meetings before go in. Nothing of it is printed in the pack; it is
for whoever answers for the pack, before it goes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from csp_tui.domain.checks import REVISED, WITHOUT_ACTION
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, QuarterStatus, Query, Rating, State, Trend
from csp_tui.domain.text_queries import SAME_COMMENTARY, of_words

_MISSED = (Rating.RED, Rating.AMBER)
_THREE = 3


class Asking(StrEnum):
    """What a question is about, the gravest first."""

    RED_WITHOUT_ACTION = "red-without-action"
    MISSED_THREE_TIMES = "missed-three-times"
    FIGURES_DIFFER = "figures-differ"
    FIGURE_CHANGED = "figure-changed"
    WORDS_AGAINST_FIGURES = "words-against-figures"
    AMBER_WITHOUT_ACTION = "amber-without-action"
    NOT_ANSWERED = "not-answered"
    ACTION_OVERDUE = "action-overdue"
    WORSE_TWICE = "worse-twice"
    REPEATED_COMMENTARY = "repeated-commentary"
    EXPLAINED = "explained"


class MembersQuestion(Struct, frozen=True):
    """A question to be ready for. `about` is a measure's id, an indicator's code, a priority or an action's reference.

    `priority` is None where it belongs to none; `known` is what is on record to answer it with, empty where nothing is.
    """

    code: Asking
    about: str
    priority: int | None
    sentence: str
    known: str = ""


class Retold(Struct, frozen=True):
    """A figure that an issued pack told otherwise: what it said then, what stands now, and why, each in words."""

    measure: Measure
    partner: str
    quarter: Quarter
    told: str
    now: str
    why: str = ""


class Unanswered(Struct, frozen=True):
    """A question about a figure that was asked for an earlier quarter and has no answer."""

    reference: str
    measure: Measure
    quarter: Quarter
    text: str


class Overdue(Struct, frozen=True):
    """An action of the SEG whose day has passed and that is not recorded as done; `progress` is what its owner says."""

    reference: str
    owner: str
    text: str
    due: date
    progress: str = ""


class Remembered(Struct, frozen=True):
    """What members remember: the quarters before, assessed, latest first, and what was told, asked and decided."""

    quarters: tuple[QuarterStatus, ...] = ()
    retold: tuple[Retold, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    overdue: tuple[Overdue, ...] = ()


def members_will_ask(status: QuarterStatus, remembered: Remembered) -> tuple[MembersQuestion, ...]:
    """Every question, the gravest first, those of one kind in the plan's order."""
    order = list(Asking)
    found = [question for indicator in status.indicators for question in _of_indicator(indicator, remembered)]
    found += _amber_without_action(status)
    found += [_retold(status, one) for one in remembered.retold]
    found += [_unanswered(status, one) for one in remembered.unanswered]
    found += [_overdue(one) for one in remembered.overdue]
    return tuple(sorted(found, key=lambda question: order.index(question.code)))


def members_ask(query: Query) -> bool:
    """Whether a query is among what members will ask, whoever counts what is left beside that."""
    return query.code in (WITHOUT_ACTION, SAME_COMMENTARY) or of_words(query)


def _of_indicator(indicator: IndicatorStatus, remembered: Remembered) -> Iterator[MembersQuestion]:
    yield from _red_without_action(indicator)
    yield from _missed(indicator, remembered.quarters)
    for measure in indicator.measures:
        if measure.state is State.CONFLICT:
            name = _named(measure.measure, measure.partner)
            sentence = f"{name}: figures differ, and nobody has said which counts."
            yield MembersQuestion(Asking.FIGURES_DIFFER, measure.measure.id, indicator.indicator.priority, sentence)
        yield from _worse_twice(indicator, measure, remembered.quarters)
    for query in indicator.queries:
        if query.code == SAME_COMMENTARY:
            yield MembersQuestion(
                Asking.REPEATED_COMMENTARY,
                indicator.indicator.code,
                indicator.indicator.priority,
                query.message,
                _known(query),
            )
        elif of_words(query):
            code, priority = Asking.WORDS_AGAINST_FIGURES, indicator.indicator.priority
            yield MembersQuestion(code, query.measure, priority, query.message, _known(query))
    changed = {one.measure.id for one in remembered.retold}
    for query in (*(q for measure in indicator.measures for q in measure.queries), *indicator.queries):
        told_otherwise = query.code == REVISED and query.measure in changed
        if query.explained and not members_ask(query) and not told_otherwise:
            priority = indicator.indicator.priority
            yield MembersQuestion(Asking.EXPLAINED, query.measure, priority, query.message, _known(query))


def _red_without_action(indicator: IndicatorStatus) -> Iterator[MembersQuestion]:
    """One question an indicator, whichever of its measures are red."""
    red = [query for m in indicator.measures for query in m.queries if query.code == WITHOUT_ACTION]
    if not red:
        return
    code, priority = indicator.indicator.code, indicator.indicator.priority
    names = dict.fromkeys(f"{q.measure} ({q.partner})" if q.partner else q.measure for q in red)
    are = "is" if len(names) == 1 else "are"
    sentence = f"{' and '.join(names)} {are} red and no action is written: what will be done, by whom, by when?"
    yield MembersQuestion(Asking.RED_WITHOUT_ACTION, code, priority, sentence, _explained(red))


def _amber_without_action(status: QuarterStatus) -> Iterator[MembersQuestion]:
    """One question a priority: no check asks for the action of an amber figure, and yet the pack says that none is."""
    for priority in status.plan.priorities:
        names = [
            _named(measure.measure, measure.partner)
            for indicator in status.of_priority(priority.number)
            if not any(texts.get("action") for texts in indicator.commentary.values())
            for measure in indicator.measures
            if measure.rating is Rating.AMBER
        ]
        if names:
            are = "is" if len(names) == 1 else "are"
            sentence = f"{' and '.join(names)} {are} amber and no action is written: is one needed?"
            yield MembersQuestion(Asking.AMBER_WITHOUT_ACTION, f"Priority {priority.number}", priority.number, sentence)


def _explained(queries: Sequence[Query]) -> str:
    return " ".join(dict.fromkeys(_known(query) for query in queries if query.explained))


def _known(query: Query) -> str:
    """The answer that was given, and whose it is."""
    by = f" ({query.explained_by})" if query.explained_by else ""
    return f"{query.explained}{by}" if query.explained else ""


def _missed(indicator: IndicatorStatus, before: Sequence[QuarterStatus]) -> Iterator[MembersQuestion]:
    """Red or amber in this quarter and the two before it."""
    known = indicator.indicator
    seen = [found for status in before[: _THREE - 1] if (found := _same_indicator(status, known.uid)) is not None]
    ratings = [indicator.rating, *(one.rating for one in seen)]
    if len(ratings) == _THREE and all(rating in _MISSED for rating in ratings):
        course = ", ".join(str(rating) for rating in reversed(ratings))
        sentence = f"{known.code} has missed its benchmark three quarters running ({course}): what changes now?"
        known_action = " ".join(texts["action"] for texts in indicator.commentary.values() if texts.get("action"))
        yield MembersQuestion(Asking.MISSED_THREE_TIMES, known.code, known.priority, sentence, known_action)


def _same_indicator(status: QuarterStatus, uid: str) -> IndicatorStatus | None:
    return next((one for one in status.indicators if one.indicator.uid == uid), None)


def _worse_twice(
    indicator: IndicatorStatus, measure: MeasureStatus, before: Sequence[QuarterStatus]
) -> Iterator[MembersQuestion]:
    """Green, and yet its trend was for the worse last quarter and is so again."""
    if measure.rating is not Rating.GREEN or measure.trend is not Trend.WORSENED or not before:
        return
    last = _same_indicator(before[0], indicator.indicator.uid)
    same = (measure.measure.uid, measure.partner)
    worse = [m for m in last.measures if m.trend is Trend.WORSENED] if last is not None else []
    if measure.trend_against is None or all((m.measure.uid, m.partner) != same for m in worse):
        return
    sentence = (
        f"{_named(measure.measure, measure.partner)} is green, but it worsened against {measure.trend_against.short},"
        " and so it did last quarter: will it stay green?"
    )
    yield MembersQuestion(Asking.WORSE_TWICE, measure.measure.id, indicator.indicator.priority, sentence)


def _retold(status: QuarterStatus, one: Retold) -> MembersQuestion:
    told = f"the last pack told {one.told} for {one.quarter.short}; now it is {one.now}."
    sentence = f"{_named(one.measure, one.partner)}: {told}"
    return MembersQuestion(Asking.FIGURE_CHANGED, one.measure.id, _priority_of(status, one.measure), sentence, one.why)


def _unanswered(status: QuarterStatus, one: Unanswered) -> MembersQuestion:
    sentence = f'{one.measure.id}: asked about {one.quarter.short} and not answered: "{one.text}" ({one.reference}).'
    return MembersQuestion(Asking.NOT_ANSWERED, one.measure.id, _priority_of(status, one.measure), sentence)


def _overdue(one: Overdue) -> MembersQuestion:
    sentence = (
        f'{one.reference}: {one.owner} was to do this by {printed_date(one.due)}, and it is not done: "{one.text}"'
    )
    return MembersQuestion(Asking.ACTION_OVERDUE, one.reference, None, sentence, one.progress)


def _priority_of(status: QuarterStatus, measure: Measure) -> int | None:
    indicator = status.plan.by_code.get(measure.indicator)
    return indicator.priority if indicator is not None else None


def _named(measure: Measure, partner: str | None) -> str:
    """Its id, and the partner where several answer."""
    return f"{measure.id} ({partner})" if partner and len(measure.suppliers) > 1 else measure.id
