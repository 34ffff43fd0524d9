"""Single figures on home, where there is room for them: each line tells of one, and Enter leads to it.

Which of them there are depends on who works here: a supplier's own come first, with what is asked and decided of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.desk.opening import day_of
from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, Rating, State
from csp_tui.domain.sentences import display, with_unit
from csp_tui.screens.figures import Line, lines_of, stated_words
from csp_tui.screens.glance import Glance
from csp_tui.screens.matters import Matter
from csp_tui.screens.session import Session
from csp_tui.widgets.rating import mark_of, rating_mark
from csp_tui.widgets.wording import one_line


def in_the_room_left(seen: Glance) -> Iterator[Matter]:
    """What is to put right, a supplier's own, then all: red or amber, awaited, green, and what gave no colour."""
    for query in seen.found:
        about = query.partner or seen.status.plan.by_id[query.measure].suppliers[0]
        yield _of_figure(query.measure, about, "? query", query.message, "amber")
    told: set[str] = set()
    if partner := _worked_for(seen):
        for line in _of_a_supplier(seen, partner):
            told.add(line.row)
            yield line
    yield from (line for line in _of_all(seen) if line.row not in told)


def _worked_for(seen: Glance) -> str | None:
    """The partner whose rows are worked on, wherever they stand; none for the lead of a priority."""
    return seen.partner if seen.priority is None else None


def _of_all(seen: Glance) -> Iterator[Matter]:
    yield from _rated(seen, Rating.RED, Rating.AMBER)
    for measure, partner in seen.awaited:
        yield _of_figure(measure.id, partner, "· awaited", f"{measure.id} {measure.title}, from {partner}")
    yield from _rated(seen, Rating.GREEN)
    yield from _not_rated(seen)


def _of_figure(measure: str, partner: str, label: str, words: str, tone: str = "") -> Matter:
    row = f"{measure}|{partner}"
    return Matter(f"{label} {row} {words}", label, (one_line(words),), tone=tone, row=row)


def _rated(seen: Glance, *ratings: Rating) -> Iterator[Matter]:
    for rating in ratings:
        for indicator in seen.status.indicators:
            if indicator.rating is rating and seen.priority in (None, indicator.indicator.priority):
                yield from _decided_by(seen, indicator)


def _decided_by(seen: Glance, indicator: IndicatorStatus) -> Iterator[Matter]:
    """The measure that gave an indicator its colour, with its sentence."""
    shape, tone = rating_mark(indicator.rating)
    decided = next((m for m in indicator.measures if m.measure.id == indicator.rated_by), None)
    if decided is not None:
        supplier = decided.partner or decided.measure.suppliers[0]
        words = f"{_titled(seen, decided.measure, supplier)}: {_reason(decided)}"
        yield _of_figure(decided.measure.id, supplier, shape, words, tone)


def _titled(seen: Glance, measure: Measure, supplier: str) -> str:
    """What is told of; where a supplier's own come first also whose it is, of all others."""
    return f"{measure.id} {measure.title}{f', {supplier}' if _worked_for(seen) else ''}"


def _reason(one: MeasureStatus) -> str:
    """Why a figure has its rating, without the rating's word."""
    _, _, reason = one.reason.partition(": ")
    return reason or one.reason


def _not_rated(seen: Glance) -> Iterator[Matter]:
    """What is stated and gave no colour, with what stood in its place last quarter."""
    for indicator in seen.status.indicators:
        if seen.priority not in (None, indicator.indicator.priority):
            continue
        for one in indicator.measures:
            supplier = one.partner or one.measure.suppliers[0]
            gave_the_colour = indicator.rating is not Rating.NOT_RATED and one.measure.id == indicator.rated_by
            wanted = seen.priority is None or seen.partner in (None, supplier)
            if one.statement is not None and not gave_the_colour and wanted:
                label, tone = mark_of(one)
                last = stated_words(one.measure, one.last_quarter)
                words = f"{_titled(seen, one.measure, supplier)}: {stated_words(one.measure, one.statement)}"
                words += f"; last quarter {last}" if last else ""
                yield _of_figure(one.measure.id, supplier, label, words, tone)


# What is a supplier's own


def _of_a_supplier(seen: Glance, partner: str) -> Iterator[Matter]:
    """What is asked of the supplier, its rows, what it is to do for the group, and the returns it has written."""
    yield from _asked(seen.session, partner)
    plan = seen.status.plan
    rows = [line for one in plan.priorities for line in lines_of(plan, one.number, partner)]
    told = [(seen.session.status(line.subject), line) for line in rows if line.subject.partner == partner]
    told.sort(key=lambda one: one[0].state is not State.AWAITED or not one[1].measure.required)
    for status, line in told:
        label, tone = mark_of(status)
        yield _of_figure(line.measure.id, partner, label, _own_words(seen.session, line, status), tone)
    yield from _to_do(seen.session, partner)
    yield from _written(seen)


def _own_words(session: Session, line: Line, status: MeasureStatus) -> str:
    """What is stated beside what was stated before, and why it has its rating; of a row of words its first ones."""
    title, rated = f"{line.measure.id} {line.measure.title}", status.rating is not Rating.NOT_RATED
    if line.is_report:
        texts = session.commentary(line.indicator, line.subject.partner)
        written = [f"{name}: {texts[field]}" for field, name in FIELD_TITLES.items() if texts.get(field)]
        written += ["nothing to report"] if texts.get(NOTHING_TO_REPORT) else []
        return f"{title}: {written[0]}" if written else title
    if rated and not line.measure.is_figure:  # its sentence begins with the answer
        return f"{title}: {_reason(status)}"
    now, last = (stated_words(line.measure, said) for said in (status.statement, status.last_quarter))
    year_ago = status.same_quarter_last_year
    told = [now] if now else []
    told += [f"last quarter {last}"] if last else []
    told += [f"a year ago {with_unit(line.measure, display(year_ago))}"] if year_ago is not None else []
    words = f"{title}: {'; '.join(told) or 'nothing was stated before'}"
    return f"{words}. {_reason(status)}" if rated else words


def _asked(session: Session, partner: str) -> Iterator[Matter]:
    """The questions about its figures that wait for an answer."""
    from csp_tui.desk.asking import questions  # noqa: PLC0415 - read where there is room for it, by those it is for

    for one in questions(session.desk, session.quarter):
        if one.open and one.partner == partner:
            when = printed_date(day_of(one.at))
            words = one_line(f"{one.measure.id}: {one.text} ({one.by}, {when})")
            yield Matter(f"asked {one.reference}", "? asked", (words,), "questions", tone="amber")


def _to_do(session: Session, partner: str) -> Iterator[Matter]:
    """What the group decided that it does, until it is done."""
    from csp_tui.desk.asking import actions  # noqa: PLC0415 - as above

    for one in actions(session.desk, done=False):
        if one.owner == partner:
            label, tone = ("! late", "red") if one.due < session.desk.today else ("to be done", "amber")
            words = one_line(f"by {printed_date(one.due)}: {one.text}")
            yield Matter(f"action {one.reference}", label, (words,), "actions", tone=tone)


def _written(seen: Glance) -> Iterator[Matter]:
    """The returns that were written before the last one, the latest first; the last has a line of its own."""
    last = seen.last.submission.form if seen.last is not None else ""
    for one in reversed(seen.went.returns):
        if seen.partner in one.partners and one.form != last:
            words = one_line(f"return {one.sequence}, {printed_date(day_of(one.at))}: {one.file}")
            yield Matter(f"return {one.form}", "written", (words,), "send", tone="muted")
