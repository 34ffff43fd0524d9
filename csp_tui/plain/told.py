"""What is told of the quarter, a priority and a row, a sentence a fact; what it means is the domain's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csp_tui.cli.as_text import awaited_lines, query_lines, rating_words, stated_words, wrapped
from csp_tui.desk.deciding import subjects_that_differ
from csp_tui.desk.freezing import pack_closing
from csp_tui.desk.sent_before import last_of
from csp_tui.desk.waiting import count_to_check
from csp_tui.domain.commentary import FIELD_TITLES, nothing_to_say
from csp_tui.domain.measures import Combine, Kind, Priority
from csp_tui.domain.overview import answers_awaited, is_asked_of, totals_sentence
from csp_tui.domain.promising import how_many_in, promised_later, promised_words
from csp_tui.domain.quarters import how_far, printed_date
from csp_tui.domain.results import IndicatorStatus, MeasureStatus, QuarterStatus, State
from csp_tui.domain.unrated import fields_to_be_rated
from csp_tui.plain.place import Place, rows_of
from csp_tui.plain.typed import FIELDS
from csp_tui.screens.figures import VALUE, Line, choices_of
from csp_tui.screens.session import Session
from csp_tui.screens.unstored import Unstored, unstored_texts


def home_lines(session: Session) -> Iterator[str]:
    """The quarter, what is due and for whom, how each priority stands, what waits, and what to type next."""
    status, plan = session.assess(), session.book.plan
    yield from wrapped(f"{plan.partnership}, action plan {plan.year}. {session.quarter.label}.")
    yield from _dates(session)
    role = f", {session.desk.role}" if session.desk.role else ""
    yield from wrapped(f"You: {session.desk.by}{role}, for {session.partner or 'all partners'}.")
    if session.desk.read_only_because is not None:
        yield from wrapped(f"Read only. {session.desk.read_only_because}")
    if session.book.closed:
        pack = pack_closing(session.desk, session.quarter)
        yield from wrapped(f"{session.quarter.short} is closed{f' by pack {pack.id}' if pack else ''}.")
    yield from _how_many_awaited(session, status)
    for priority in plan.priorities:
        yield from wrapped(_priority(priority, status.of_priority(priority.number), session.partner))
    yield from _waiting(session)
    last = last_of(session.desk, session.quarter, session.partner, session.led)
    if last is not None:
        yield from wrapped(f"{last.sentence} To look it over: send.")
    yield from unstored_lines(session)
    yield from wrapped("Type priority and its number to go through its rows, or ? for all words.")


def _dates(session: Session) -> Iterator[str]:
    dates = session.dates()
    named = (("Returns due", dates.due), ("Papers out", dates.papers), ("SEG meets", dates.meeting))
    told = [f"{name} {printed_date(day)} ({how_far(day, session.desk.today)})." for name, day in named if day]
    if told:
        yield from wrapped(" ".join(told))


def awaited_of(session: Session) -> Iterator[str]:
    """Who has still to send what, and what is promised; of a lead's own priority."""
    status = session.assess()
    mine = session.concerned(status)
    yield from _how_many_awaited(session, status)
    if any(indicator.awaited_from for indicator in mine):
        yield from awaited_lines(mine)
    for later in promised_later(mine):
        measure, partner = later.row
        yield from wrapped(f"{measure.id} from {partner}: {later.words}.", 2, 2)


def _how_many_awaited(session: Session, status: QuarterStatus) -> Iterator[str]:
    partner, mine = session.partner, session.concerned(status)
    names = [name for _, name in answers_awaited(mine) if partner in (None, name)]
    promised = promised_words((p for p in promised_later(mine) if partner in (None, p.row[1])), session.desk.today)
    later = f" {', '.join(promised)}." if promised else ""
    where = f" for priority {session.led}" if session.led is not None else ""
    if not names:
        yield from wrapped(f"Nothing is awaited{where} {f'from {partner}' if partner else 'any more'}.{later}")
        return
    many = "1 answer is" if len(names) == 1 else f"{len(names)} answers are"
    whom = partner or (f"{len(set(names))} partners" if len(set(names)) > 1 else names[0])
    yield from wrapped(f"{many} awaited{where} from {whom}.{later}")


def _priority(priority: Priority, indicators: Iterable[IndicatorStatus], partner: str | None) -> str:
    seen = [one for one in indicators if is_asked_of(one.indicator, partner)]
    title = f"Priority {priority.number}, {priority.title}."
    if not seen:
        return f"{title} The plan asks {'nothing of ' + partner if partner else 'no figures'}."
    return f"{title} {in_words(seen, partner)} {totals_sentence(seen)}"


def in_words(indicators: Iterable[IndicatorStatus], partner: str | None) -> str:
    """`17 of 21 indicators in.`: how many indicators are answered; for a partner, of those that ask something of it."""
    given = how_many_in(indicators, partner)
    return f"{given.stated} of {given.whole} indicators in{given.later}."


def _waiting(session: Session) -> Iterator[str]:
    differ, to_check = len(subjects_that_differ(session.desk)), count_to_check(session.desk)
    if differ:
        yield f"{differ} to settle, as figures differ: type differ."
    if to_check:
        yield f"{to_check} received and to check: type to-check."


def unstored_lines(session: Session, texts: Iterable[Unstored] | None = None) -> Iterator[str]:
    """What was typed and is not stored, a line each; all of it where no texts are given."""
    for one in unstored_texts(session) if texts is None else texts:
        yield from wrapped(f"Typed and not stored: {_where(one, session)}: {one.sentence}")


def _where(one: Unstored, session: Session) -> str:
    return one.measure if one.quarter == session.quarter else f"{one.measure} in {one.quarter.short}"


def quarter_lines(session: Session, priority: int | None = None) -> Iterator[str]:
    """The figures and ratings of a quarter or a priority, an indicator a line; then who is awaited."""
    status = session.assess()
    numbers = [p.number for p in status.plan.priorities] if priority is None else [priority]
    told: list[IndicatorStatus] = []
    for number in numbers:
        indicators = [i for i in status.of_priority(number) if _is_ours(i, session.partner)]
        if not indicators:
            continue
        told += indicators
        yield from wrapped(_priority(status.plan.priority(number), indicators, session.partner))
        if number in status.headlines:
            yield from wrapped(status.headlines[number].text, 2)
        for indicator in indicators:
            yield from _indicator_lines(indicator)
    yield from awaited_lines(told)


def _is_ours(status: IndicatorStatus, partner: str | None) -> bool:
    indicator = status.indicator
    return partner is None or partner in (*indicator.partners, *(s for m in indicator.measures for s in m.suppliers))


def _indicator_lines(status: IndicatorStatus) -> Iterator[str]:
    remark = f" {status.remark.rstrip('.')}." if status.remark else ""
    yield from wrapped(f"{status.indicator.code} {status.indicator.title}: {_word(status)}.{remark}", 0, 2)
    for measure in status.measures:
        if measure.state is not State.AWAITED and measure.measure.kind is not Kind.REPORT:
            whose = f", {measure.partner}" if measure.measure.combine is Combine.EACH else ""
            said = stated_words(measure.measure, measure.statement)
            yield from wrapped(f"{measure.measure.id}{whose}: {said}. {measure.reason}", 2, 2)


def _word(status: IndicatorStatus) -> str:
    return rating_words(status.rating, status.state)


def priority_lines(place: Place) -> Iterator[str]:
    """What opens a priority: its title, how much is in, and how many rows there are to go through."""
    session = place.session
    assert place.priority is not None
    status = session.assess()
    indicators = [i for i in status.of_priority(place.priority) if _is_ours(i, session.partner)]
    yield from wrapped(_priority(session.book.plan.priority(place.priority), indicators, session.partner))


def rows_sentence(place: Place) -> str:
    """How many rows are gone through, for whom, and how to go on."""
    rows = f"{len(place.rows)} rows" if len(place.rows) > 1 else "1 row"
    whom = place.session.partner or "all partners"
    return f"{rows} for {whom}. Type an answer; Enter alone goes on, b goes back, ? tells more."


def row_lines(place: Place) -> Iterator[str]:
    """The row that is asked about: what it is, what it stands against, what is stated, and what is wanted."""
    line, session = place.row, place.session
    assert line is not None
    status, measure = place.status, line.measure
    unit = f" ({measure.unit})" if measure.unit and measure.unit not in measure.title else ""
    yield from wrapped(
        f"Row {place.at + 1} of {len(place.rows)}. {measure.id} {measure.title}{unit}, from {line.subject.partner}."
    )
    benchmark = line.indicator.benchmark_words.rstrip(".")
    before = stated_words(measure, status.last_quarter) if status.last_quarter is not None else "nothing stated"
    facts = [f"Benchmark: {benchmark}." if benchmark else "No benchmark in the plan."]
    if not line.is_report:
        facts.append(f"Last quarter: {before}.")
    yield from wrapped(" ".join(facts))
    yield from _now(session, line, status, "" if place.is_ours(line) else others_row(place, line))
    draft = session.draft(line.subject, VALUE)
    if draft is not None:
        yield from wrapped(f'Typed and not stored: "{draft.text}". {draft.refusal or ""} forget drops it.')


def others_row(place: Place, line: Line) -> str:
    """That a row is another's, and how to work for them."""
    partner = line.subject.partner
    return f"{partner} gives this, and you work for {place.session.partner}. To work for them: partner {partner}."


def _now(session: Session, line: Line, status: MeasureStatus, others: str) -> Iterator[str]:
    """How it stands, or what is wanted; of a row of `others` that."""
    if line.is_report:
        yield from commentary_lines(session, line)
        how = others or (wanted(line) if status.state is State.AWAITED else "")
        yield from wrapped(f"{status.reason} {how}".rstrip())
        return
    held = session.statement(line.subject)
    if held is not None:
        yield from wrapped(f"Stated: {stated_words(line.measure, held)}. {status.reason}")
        yield from to_be_rated(status)
        yield from query_lines(status.queries)
        yield from wrapped(others) if others else ()
    else:
        yield from wrapped(f"{status.reason} {others or wanted(line)}")
    yield from commentary_lines(session, line)


def to_be_rated(status: MeasureStatus) -> Iterator[str]:
    """How a figure gets a colour that has none for want of an earlier one."""
    missing = fields_to_be_rated(status)
    words = [f"{word} and its figure" for word, name in FIELDS.items() if name in missing]
    if words:
        yield from wrapped(f"To have it rated, type {'; '.join(words)}. ? tells more.")


def wanted(line: Line) -> str:
    """What a row takes, as it is typed."""
    measure = line.measure
    if line.is_report:
        return "Type your words, comment to write it field by field, or nothing if there is nothing to report."
    choices = choices_of(measure)
    if choices:
        return f"Type {', '.join(choices[:-1])} or {choices[-1]}."
    if measure.is_ratio:
        if measure.kind is Kind.PERCENTAGE:
            return "Type the percentage, or its parts as 51 of 80."
        parts = f": {measure.numerator} of {measure.denominator}" if measure.numerator and measure.denominator else ""
        return f"Type the rate, or its parts as 41 of 28,000{parts}."
    return "Type the number."


def commentary_lines(session: Session, line: Line) -> Iterator[str]:
    """What stands written beside a row by its partner."""
    texts = session.commentary(line.indicator, line.subject.partner)
    if nothing_to_say(texts):
        yield "Nothing to report, it is said."
    for name, title in FIELD_TITLES.items():
        if texts.get(name):
            yield from wrapped(f"{title}: {texts[name]}")


def found_words(session: Session, text: str) -> tuple[Line, ...]:
    """The rows of all partners whose code, title, words in the plan or partner hold a text; a code's own come alone."""
    wanted_text = " ".join(text.split()).casefold()
    rows = rows_of(session.book, None, None)
    exact = [line for line in rows if wanted_text in (line.measure.id.casefold(), line.indicator.code.casefold())]
    if exact:
        return tuple(exact)
    return tuple(line for line in rows if wanted_text in _searched(line).casefold())


def _searched(line: Line) -> str:
    told = (line.measure.id, line.measure.title, line.subject.partner or "", line.indicator.title)
    return " ".join((*told, line.indicator.official_text, line.indicator.responsible))
