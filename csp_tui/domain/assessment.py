"""Assessing a quarter: from what is stored to states, ratings, sentences, trends and queries, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from csp_tui.domain import checks, course
from csp_tui.domain.amounts import Amount, amounts, more_than_all, scale
from csp_tui.domain.answers import milestone, yes_no
from csp_tui.domain.book import Book, Explained
from csp_tui.domain.colouring import Seen, colour, forecast
from csp_tui.domain.commentary import said
from csp_tui.domain.comparison import beside, compare, crossed, pair, period_of, rolling_quarter, same_quarter_last_year
from csp_tui.domain.making import Known, comparator_made, compared_made
from csp_tui.domain.measures import Combine, Kind, Measure
from csp_tui.domain.parts import Answer, answer_of, summed_answer
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import Judgement, MeasureStatus, Query, Rating, Restated, State
from csp_tui.domain.statements import Blank, Choice, Statement

BLANK_WORDS: Mapping[Blank, str] = {
    Blank.LATE: "late",
    Blank.NOT_PUBLISHED: "not published",
    Blank.NOT_APPLICABLE: "not applicable",
    Blank.NOT_COLLECTED: "not collected",
    Blank.RESTRICTED: "restricted",
    Blank.NOT_DUE: "not due",
}


def assess_measure(book: Book, measure: Measure, partner: str | None = None) -> MeasureStatus:
    """One measure in the book's quarter; for a measure that each supplier answers, of one partner."""
    if measure.kind is Kind.REPORT:
        return _assess_report(book, measure, partner or measure.suppliers[0])
    if measure.combine is Combine.SUM:
        answer = summed_answer(book, measure)
    else:
        answer = answer_of(book, measure, partner or measure.suppliers[0])
    statement = answer.series.get(book.quarter)
    status = MeasureStatus(
        measure,
        answer.partner,
        book.quarter,
        answer.state,
        Rating.NOT_RATED,
        "",
        statement,
        by=answer.by,
        at=answer.at,
        sources=answer.sources,
        parts=answer.parts,
        last_quarter=answer.series.get(book.quarter.previous),
        restated=tuple(_restated(book, measure, answer)),
    )
    stored = amounts(measure, answer.series)
    status = _rated_figure(book, status, answer, stored) if measure.is_figure else _rated_answer(book, status)
    return replace(status, judgement=_judgement(book, measure, answer), queries=_queries(book, status, answer, stored))


def _restated(book: Book, measure: Measure, answer: Answer) -> Iterator[Restated]:
    """What was told otherwise of it; of a sum, of each of its parts."""
    for key in measure.suppliers if measure.combine is Combine.SUM else (answer.key,):
        yield from book.restated.get((measure.uid, key), ())


def _assess_report(book: Book, measure: Measure, partner: str) -> MeasureStatus:
    """A row that asks for words: received once its supplier's commentary says anything."""
    indicator = book.plan.indicator(measure.indicator)
    stated = book.stated(measure, partner)
    if said(book.commentary.get((indicator.uid, book.quarter, partner), {})):
        state, reason = State.RECEIVED, "Commentary is in."
    elif stated is not None and stated.statement.blank is not None:
        state, reason = State.BLANK, _blank_words(stated.statement)
    elif measure.required:
        state, reason = State.AWAITED, f"Awaited: commentary from {partner}."
    else:
        state, reason = State.AWAITED, f"{partner} may comment; nothing is awaited."
    return MeasureStatus(
        measure,
        partner,
        book.quarter,
        state,
        Rating.NOT_RATED,
        reason,
        stated.statement if stated else None,
        by=stated.by if stated else None,
        at=stated.at if stated else None,
        sources=stated.sources if stated else (),
    )


def _blank_words(statement: Statement) -> str:
    return f"Not rated: blank ({why_blank(statement)})."


def why_blank(statement: Statement) -> str:
    """`late, promised by 30 November 2026`: why there is no figure."""
    words = BLANK_WORDS[statement.blank] if statement.blank is not None else "no reason given"
    return words + (f", promised by {printed_date(statement.date)}" if statement.date is not None else "")


def _not_in(status: MeasureStatus) -> str | None:
    """The reason for no rating while an answer is not in, or None once it is."""
    measure = status.measure
    match status.state:
        case State.AWAITED:
            who = f" from {' and '.join(measure.suppliers)}"
            return f"Awaited{who}." if measure.required else f"Wanted{who}, not awaited."
        case State.CONFLICT:
            return "Not rated: the figures that came in differ."
        case State.PART:
            missing = [p.partner for p in status.parts if p.state in (State.AWAITED, State.PART)]
            return f"Not rated: part is in, {', '.join(missing)} awaited." if missing else "Not rated: part is in."
        case State.BLANK:
            blank = [p for p in status.parts if p.state is State.BLANK and p.statement is not None]
            if blank:
                who = ", ".join(f"{p.partner} ({why_blank(p.statement or Statement())})" for p in blank)
                return f"Not rated: no sum without {who}."
            return _blank_words(status.statement or Statement())
        case State.RECEIVED:
            return None


def _rated_answer(book: Book, status: MeasureStatus) -> MeasureStatus:
    reason = _not_in(status)
    if reason is not None or status.statement is None or status.statement.choice is None:
        return replace(status, reason=reason or "Not rated: no answer is given.")
    statement = status.statement
    period = period_of(status.measure, book.quarter, statement)
    if status.measure.kind is Kind.YES_NO:
        rating, reason = yes_no(status.measure, statement.choice or Choice.NO, book.quarter)
    else:
        rating, reason = milestone(status.measure, statement, book.quarter)
    return replace(status, rating=rating, reason=reason, period_from=period[0], period_to=period[1])


def _rated_figure(book: Book, status: MeasureStatus, answer: Answer, given: Mapping[Quarter, Amount]) -> MeasureStatus:
    measure, quarter = status.measure, book.quarter
    breaks = book.breaks.get(measure.uid, ())
    stored = {q: a for q, a in given.items() if a.exact}
    statement = status.statement or Statement()
    status = replace(status, series=tuple((q, a.number) for q, a in stored.items()))
    reason = _not_in(status)
    if reason is not None:
        return replace(status, reason=reason)
    if answer.why_no_sum is not None:
        return replace(status, reason=f"Not rated: {answer.why_no_sum}.")
    monthly = book.monthly.get(measure.uid, {}).get(answer.key, {})
    found = pair(measure, quarter, answer.series, given, monthly)
    known = Known(measure, quarter, answer.series, given, monthly)
    asked = _asked(book, measure, answer, found.compared)
    seen = Seen(measure, quarter, statement, found, compare(found, measure), crossed(found, breaks), asked)
    rating, reason = colour(seen)
    last_year = same_quarter_last_year(measure, stored, quarter, statement)
    range_, usual = course.usual(measure, quarter, stored, last_year, breaks)
    said_trend, against, long_trend = course.trends(measure, quarter, stored, last_year, breaks)
    return replace(
        status,
        rating=rating,
        reason=reason,
        comparison=seen.comparison,
        rolling_quarter=rolling_quarter(stored, quarter),
        same_quarter_last_year=last_year,
        forecast=forecast(seen),
        trend=said_trend,
        trend_against=against,
        long_trend=long_trend,
        range=range_,
        usual=usual,
        period_from=found.period_from,
        period_to=found.period_to,
        compared_made=compared_made(known, found),
        comparator_made=comparator_made(known, found),
        break_=seen.crossed,
        against=found.against,
        beside=tuple(beside(measure, quarter, answer.series, given, breaks)),
    )


def _asked(book: Book, measure: Measure, answer: Answer, compared: Amount | None) -> str | None:
    """Why a figure is not believed yet: it counts more than there are, and nobody has said why.

    A quarter that does is believed in a year that does not: who completes may have started earlier.
    """
    over = more_than_all(measure, answer.series.get(book.quarter))
    believed = compared is None or compared.number <= scale(measure)
    if over is None or believed or _explanation(book, measure, answer, checks.OVER_DENOMINATOR) is not None:
        return None
    return f"{over} is more than all, and nobody has explained it"


def _explanation(book: Book, measure: Measure, answer: Answer, code: str) -> Explained | None:
    """The explanation of a query that was given for the figure as it stands."""
    explained = book.explanations.get((measure.uid, answer.key, code))
    revision = answer.stated.revision if answer.stated else None
    return explained if explained is not None and explained.of == revision else None


def _judgement(book: Book, measure: Measure, answer: Answer) -> Judgement | None:
    """The lead's rating beside the calculated one; it lapses when the figure that it was made of changes."""
    judged = book.judgements.get((measure.uid, answer.key))
    if judged is None or judged.of != (answer.stated.revision if answer.stated else None):
        return None
    return judged.judgement


def _queries(book: Book, status: MeasureStatus, answer: Answer, stored: Mapping[Quarter, Amount]) -> tuple[Query, ...]:
    measure, statement = status.measure, answer.series.get(book.quarter)
    found = list(_revised(book, measure, answer))
    if statement is None or not statement.has_answer:
        return tuple(found)
    indicator = book.plan.indicator(measure.indicator)
    partner = answer.partner or measure.suppliers[0]
    texts = book.commentary.get((indicator.uid, book.quarter, partner), {})
    monthly = book.monthly.get(measure.uid, {}).get(answer.key, {})
    made = (status.compared_made, status.comparator_made)
    breaks = book.breaks.get(measure.uid, ())
    # nothing new is asked of what is issued, but what was answered before goes on being told with its answer
    answered = _explanation(book, measure, answer, checks.DUE_SINCE) is not None
    today = book.today if answered or not book.closed else None
    seen = checks.Examined(
        measure,
        book.quarter,
        partner,
        statement,
        answer.series,
        stored,
        status.rating,
        texts,
        made,
        monthly,
        breaks,
        today,
    )
    for code, message in checks.queries(seen):
        stands = _explanation(book, measure, answer, code)
        text, by = (stands.text, stands.by) if stands is not None else (None, None)
        found.append(checks.as_query(measure, answer.key, code, message, text, by))
    return tuple(found)


def _revised(book: Book, measure: Measure, answer: Answer) -> Iterator[Query]:
    """Figures of earlier quarters that the last pack told otherwise; a reason given with them explains it."""
    asked = book.revised.get((measure.uid, answer.key))
    if asked is None:
        return
    explained = book.explanations.get((measure.uid, answer.key, checks.REVISED))
    revision = answer.stated.revision if answer.stated else None
    stands = explained if explained is not None and explained.of in (revision, asked.asked) else None
    text, by = (stands.text, stands.by) if stands is not None else (asked.because, None)
    yield checks.as_query(measure, answer.key, checks.REVISED, asked.message, text, by)


def assess_each(book: Book, measure: Measure) -> tuple[MeasureStatus, ...]:
    """A measure's one status, or one a supplier where each answers for itself."""
    if measure.combine is Combine.EACH:
        return tuple(assess_measure(book, measure, partner) for partner in measure.suppliers)
    return (assess_measure(book, measure),)
