"""A whole quarter assessed: each indicator from its measures, and the totals as members read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from csp_tui.domain.assessment import assess_each
from csp_tui.domain.book import Book
from csp_tui.domain.commentary import said
from csp_tui.domain.measures import Indicator, Kind, Measure
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, QuarterStatus, Rating, State, Totals
from csp_tui.domain.text_queries import headline_queries, text_queries

_WORSE = (Rating.RED, Rating.AMBER)


def assess_quarter(book: Book, *, reads_texts: bool = True) -> QuarterStatus:
    """Every indicator of the book's plan in its quarter, with the totals.

    Who does not read the texts gets no queries of them: what reads them takes a moment to load.
    """
    indicators = tuple(assess_indicator(book, one, reads_texts=reads_texts) for one in book.plan.indicators)
    if reads_texts:
        indicators = _with_headlines(book, indicators)
    totals = total(indicators, sum(book.to_check.values()))
    return QuarterStatus(
        book.plan,
        book.quarter,
        indicators,
        totals,
        totals_sentence(indicators),
        book.closed,
        book.headlines,
    )


def _with_headlines(book: Book, indicators: tuple[IndicatorStatus, ...]) -> tuple[IndicatorStatus, ...]:
    """What the headline paragraphs say that the figures contradict stands with the indicator it concerns."""
    asked = headline_queries(book, indicators)
    if not asked:
        return indicators
    return tuple(replace(i, queries=(*i.queries, *asked.get(i.indicator.code, ()))) for i in indicators)


def assess_indicator(book: Book, indicator: Indicator, *, reads_texts: bool = True) -> IndicatorStatus:
    """One indicator: its state from what is required of it, its colour from its headline or from all its parts."""
    measures = tuple(status for measure in indicator.measures for status in assess_each(book, measure))
    rating, rated_by, remark = _rating(indicator, measures)
    commentary = _by_partner(book, indicator)
    return IndicatorStatus(
        indicator,
        _state([m for m in measures if m.measure.required], measures),
        rating,
        rated_by,
        remark,
        _awaited_from(measures),
        measures,
        commentary,
        {
            p: book.other_figures[key]
            for p in _voices(indicator)
            if (key := (indicator.uid, book.quarter, p)) in book.other_figures
        },
        tuple(text_queries(book, indicator, measures, _voices(indicator))) if reads_texts else (),
    )


def _voices(indicator: Indicator) -> tuple[str, ...]:
    """All who may speak of an indicator: the responsible partners, and suppliers the user has set beside them."""
    return tuple(dict.fromkeys((*indicator.partners, *(s for m in indicator.measures for s in m.suppliers))))


def _by_partner(book: Book, indicator: Indicator) -> dict[str, dict[str, str]]:
    found = {p: book.commentary.get((indicator.uid, book.quarter, p), {}) for p in _voices(indicator)}
    return {p: dict(texts) for p, texts in found.items() if said(texts)}


def _state(required: Sequence[MeasureStatus], measures: Sequence[MeasureStatus]) -> State:
    """Conflict, part, received, blank or awaited, whichever applies first; those who only comment do not count."""
    states = [m.state for m in required]
    optional = [m.state for m in measures if not m.measure.required and m.measure.kind is not Kind.REPORT]
    if State.CONFLICT in (*states, *optional):
        return State.CONFLICT
    anything = any(s is not State.AWAITED for s in (*states, *optional))
    if not anything:
        return State.AWAITED
    if State.PART in states or State.AWAITED in states:
        return State.PART
    return State.RECEIVED if State.RECEIVED in (*states, *optional) else State.BLANK


def is_asked_of(indicator: Indicator, partner: str | None) -> bool:
    """Whether an indicator waits for answers of a partner; without one, of anybody."""
    return partner is None or any(partner in m.suppliers and m.required for m in indicator.measures)


def is_in(status: IndicatorStatus, partner: str | None = None) -> bool:
    """Whether an indicator is answered; of one partner, whether its own answers are, whatever others still owe."""
    if partner is None:
        return status.state in (State.RECEIVED, State.BLANK)
    differs = any(m.state is State.CONFLICT and partner in (m.partner, *m.measure.suppliers) for m in status.measures)
    return partner not in status.awaited_from and not differs


def answers_awaited(indicators: Iterable[IndicatorStatus]) -> tuple[tuple[Measure, str], ...]:
    """Every answer that is asked for and not given, as a measure with the partner it is awaited of.

    This is what "an answer" is wherever they are counted: home, letters that chase, the linear mode.
    """
    return tuple(answer for indicator in indicators for answer in _answers_awaited(indicator.measures))


def _answers_awaited(measures: Iterable[MeasureStatus]) -> Iterator[tuple[Measure, str]]:
    waiting = (State.AWAITED, State.PART)
    for status in measures:
        if not status.measure.required or status.state not in waiting:
            continue
        if status.parts:
            yield from ((status.measure, part.partner) for part in status.parts if part.state in waiting)
        else:
            yield status.measure, status.partner or status.measure.suppliers[0]


def _awaited_from(measures: Iterable[MeasureStatus]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(partner for _, partner in _answers_awaited(measures)))


def _rating(indicator: Indicator, measures: Sequence[MeasureStatus]) -> tuple[Rating, str | None, str | None]:
    """The colour, the measure that gave it, and what else must be said of the parts."""
    deciding_ids = {m.id for m in indicator.deciding}
    deciding = [m for m in measures if m.measure.id in deciding_ids]
    remark = _parts_remark(deciding if indicator.needs_all else measures)
    if not deciding:
        return Rating.NOT_RATED, None, remark
    if len(deciding) == 1:
        return deciding[0].rating, deciding[0].measure.id, remark
    for colour in _WORSE:
        worst = next((m for m in deciding if m.rating is colour), None)
        if worst is not None:
            return colour, worst.measure.id, remark
    if all(m.rating is Rating.GREEN for m in deciding):
        return Rating.GREEN, deciding[0].measure.id, remark
    green = sum(m.rating is Rating.GREEN for m in deciding)
    if green:
        remark = f"{green} of {len(deciding)} parts {'is' if green == 1 else 'are'} green; green needs all of them."
    return Rating.NOT_RATED, None, remark


def _parts_remark(measures: Sequence[MeasureStatus]) -> str | None:
    parts = [m for m in measures if m.measure.rateable]
    worse = sum(m.rating in _WORSE for m in parts)
    return f"{worse} of {len(parts)} parts worse" if worse and len(parts) > 1 else None


def is_worse_part(indicator: IndicatorStatus, part: MeasureStatus) -> bool:
    """Whether a measure is red or amber while the indicator that it is of has a better colour, or none."""
    return part.rating in _WORSE[: _WORSE.index(indicator.rating) if indicator.rating in _WORSE else None]


def total(indicators: Iterable[IndicatorStatus], to_check: int = 0) -> Totals:
    """Counts of colours and of states, each adding up to the number of indicators; `to_check` stands beside them."""
    seen = list(indicators)
    states = {state: sum(i.state is state for i in seen) for state in State}
    colours = {r: sum(i.rating is r and i.state is not State.AWAITED for i in seen) for r in Rating}
    return Totals(
        indicators=len(seen),
        green=colours[Rating.GREEN],
        amber=colours[Rating.AMBER],
        red=colours[Rating.RED],
        not_rated=colours[Rating.NOT_RATED],
        awaited=states[State.AWAITED],
        rateable=sum(i.indicator.rateable for i in seen),
        received=states[State.RECEIVED],
        part=states[State.PART],
        blank=states[State.BLANK],
        conflict=states[State.CONFLICT],
        to_check=to_check,
    )


def totals_sentence(indicators: Iterable[IndicatorStatus]) -> str:
    """The totals in words: `15 can be rated: 2 red, 3 amber, ... 29 for information: 26 received, 3 awaited`."""
    seen = list(indicators)
    rateable = [i for i in seen if i.indicator.rateable]
    rest = [i for i in seen if not i.indicator.rateable]
    sentences = []
    if rateable:
        sentences.append(f"{len(rateable)} can be rated: {_rateable_counts(rateable)}.")
    if rest:
        sentences.append(f"{len(rest)} for information: {_states(rest)}.")
    return " ".join(sentences) or "This plan has no indicators."


def _rateable_counts(indicators: Sequence[IndicatorStatus]) -> str:
    in_ = [i for i in indicators if i.state is not State.AWAITED]
    counts = [
        (sum(i.rating is Rating.RED for i in in_), "red"),
        (sum(i.rating is Rating.AMBER for i in in_), "amber"),
        (sum(i.rating is Rating.GREEN for i in in_), "green"),
        (sum(i.rating is Rating.NOT_RATED for i in in_), "not yet"),
        (len(indicators) - len(in_), "awaited"),
    ]
    return ", ".join(f"{n} {word}" for n, word in counts if n)


def _states(indicators: Sequence[IndicatorStatus]) -> str:
    words = {
        State.RECEIVED: "received",
        State.PART: "in part",
        State.BLANK: "blank",
        State.CONFLICT: "with figures that differ",
        State.AWAITED: "awaited",
    }
    counts = [(sum(i.state is state for i in indicators), word) for state, word in words.items()]
    return ", ".join(f"{n} {word}" for n, word in counts if n)
