"""Gathering what a form or a return holds: the rows asked for, what stands of each, and the revisions behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from csp_tui.desk.asking import ACTIONS_ABOUT, Action, Question, actions, questions
from csp_tui.desk.configuring import quarter_dates, setting
from csp_tui.desk.contacts import Row, contacts
from csp_tui.desk.deliverables import deliverable_notes
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import queries_of, status
from csp_tui.domain.book import COMMENTARY_FIELDS
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.fields import ANSWER, EXPLAINED, FIGURE, HEADLINE, NOTE, read_object
from csp_tui.domain.measures import Indicator, Kind, Measure
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import IndicatorStatus, Level, MeasureStatus, OtherFigure, QuarterStatus, Query, State
from csp_tui.domain.sentences import RATING_WORDS
from csp_tui.domain.statements import Statement
from csp_tui.domain.text_queries import of_headline
from csp_tui.returns.content import (
    AskedRow,
    Behind,
    CheckRow,
    CommentaryRow,
    FigureRow,
    LedRow,
    MeasureRow,
    ReturnContent,
    Revisions,
)
from csp_tui.returns.identity import Identity
from csp_tui.storage.records import Content, Head, Subject


class Held(Struct, frozen=True):
    """What stands of each subject of a quarter, with the revisions that say so, and what those were based on."""

    heads: Mapping[Subject, tuple[Head, ...]]
    bases: Mapping[str, frozenset[str]]
    used: dict[str, Head] = field(default_factory=dict)

    def of(self, subject: Subject) -> tuple[Content, Revisions]:
        """What counts of a subject and the revisions behind it, a withdrawal too; nothing where contents differ."""
        heads = self.heads.get(subject, ())
        contents = {head.content for head in heads}
        if len(contents) != 1:
            return None, ()
        self.used.update({head.revision: head for head in heads})
        return heads[0].content, tuple(sorted(head.revision for head in heads))

    def behind(self) -> tuple[Behind, ...]:
        """Every revision that was asked for, in a fixed order."""
        return tuple(
            Behind(id, head.sender, tuple(sorted(self.bases.get(id, ()))), head.author, head.at)
            for id, head in sorted(self.used.items())
        )


def gathered(
    desk: Desk,
    quarter: Quarter,
    rows: Sequence[Row],
    identity: Identity,
    audience: str,
    *,
    answered: bool,
    filled_in_by: str = "",
    agreed_by: str = "",
    priority: int | None = None,
) -> ReturnContent:
    """What a form or a return of these rows holds. `answered` takes questions in that have their answer already.

    `priority` is the one that its reader leads: its headline paragraph and deliverables are on it too.
    """
    now, before = status(desk, quarter), status(desk, quarter.previous)
    held = _held(desk, quarter, rows)
    led = () if priority is None else tuple(_led_rows(desk, quarter, priority, held, before))
    asked = tuple(_asked(desk, quarter, rows, held, answered=answered))
    voices = tuple(
        (desk.plan.by_code[code], partner) for code, partner in dict.fromkeys((m.indicator, p) for m, p in rows)
    )
    return ReturnContent(
        identity,
        desk.plan.partnership,
        quarter,
        audience,
        desk.by,
        setting(desk, "marking").value,
        desk.today,
        quarter_dates(desk, quarter).due,
        tuple(_measure_row(desk, quarter, row, held, before, asked) for row in rows),
        tuple(_commentary_row(quarter, rows, voice, held, before) for voice in voices),
        tuple(_figure_rows(quarter, voices, held)),
        asked,
        tuple(_check_rows(desk, quarter, rows, held, now, led=priority is not None)),
        led,
        held.behind(),
        filled_in_by,
        agreed_by,
        ask_at=next((one.email for one in contacts(desk) if one.name == desk.by and one.email), ""),
    )


def _held(desk: Desk, quarter: Quarter, rows: Sequence[Row]) -> Held:
    """All that stands of the quarter about these rows, and of actions and earlier questions."""
    about = {m.uid for m, _ in rows} | {desk.plan.indicator(m.indicator).uid for m, _ in rows}
    about |= {priority.uid for priority in desk.plan.priorities} | {one.id for one in desk.plan.deliverables}
    known = desk.store.current(desk.partnership, str(quarter.shifted(-7)), str(quarter))
    subjects = [
        row.subject
        for row in known
        if row.subject.about in about and (row.subject.quarter == str(quarter) or row.subject.field.startswith(ANSWER))
    ]
    subjects += [r.subject for r in desk.store.standing(desk.partnership) if r.subject.about == ACTIONS_ABOUT]
    view = desk.store.view(desk.partnership)
    links = view.known(subjects)
    bases = {known.link.id: known.link.bases for several in links.values() for known in several}
    return Held(view.heads(links), bases)


def _measure_row(
    desk: Desk, quarter: Quarter, row: Row, held: Held, before: QuarterStatus, asked: Sequence[AskedRow]
) -> MeasureRow:
    measure, partner = row
    content, revisions = held.of(Subject(measure.uid, str(quarter), measure.answerer(partner)))
    last = _status_of(before, measure, partner)
    return MeasureRow(
        measure,
        partner,
        desk.plan.indicator(measure.indicator).benchmark,
        content if isinstance(content, Statement) else None,
        revisions,
        last.statement if last is not None else None,
        _rating_word(last) if last is not None else "",
        tuple(f"{a.reference}: {a.text}" for a in asked if a.about == measure.uid and a.partner == partner),
    )


def _status_of(status: QuarterStatus, measure: Measure, partner: str) -> MeasureStatus | None:
    indicator = next((i for i in status.indicators if i.indicator.code == measure.indicator), None)
    if indicator is None or measure.kind is Kind.REPORT:
        return None
    found = [m for m in indicator.measures if m.measure.uid == measure.uid]
    return next((m for m in found if m.partner in (None, partner)), None)


def _rating_word(status: MeasureStatus) -> str:
    """The rating as a word; none where nothing came, which the sheet says beside it and no reader is reproached for."""
    return "" if status.state is State.AWAITED else RATING_WORDS[status.rating]


def _commentary_row(
    quarter: Quarter, rows: Sequence[Row], voice: tuple[Indicator, str], held: Held, before: QuarterStatus
) -> CommentaryRow:
    indicator, partner = voice
    found = {name: held.of(Subject(indicator.uid, str(quarter), partner, name)) for name in COMMENTARY_FIELDS}
    wanted = any(
        m.kind is Kind.REPORT and m.required and m.indicator == indicator.code and p == partner for m, p in rows
    )
    return CommentaryRow(
        indicator,
        partner,
        wanted,
        {name: content for name, (content, _) in found.items() if isinstance(content, str)},
        {name: revisions for name, (_, revisions) in found.items() if revisions},
        _said_before(before, indicator, partner),
    )


def _said_before(before: QuarterStatus, indicator: Indicator, partner: str) -> str:
    found = next((i for i in before.indicators if i.indicator.uid == indicator.uid), None)
    texts = found.commentary.get(partner, {}) if found is not None else {}
    first_what_is_asked = sorted(FIELD_TITLES.items(), key=lambda item: item[0] != "ask")  # the end may be cut
    return "\n".join(f"{title}: {texts[name]}" for name, title in first_what_is_asked if texts.get(name))


def _figure_rows(quarter: Quarter, voices: Sequence[tuple[Indicator, str]], held: Held) -> Iterator[FigureRow]:
    for indicator, partner in voices:
        for subject in sorted(held.heads):
            mine = (subject.about, subject.quarter, subject.partner) == (indicator.uid, str(quarter), partner)
            content, revisions = held.of(subject) if mine and subject.field.startswith(FIGURE) else (None, ())
            if isinstance(content, str):
                said = read_object(content)
                figure = OtherFigure(said["label"] or "", said["value"] or "", said.get("prior"))
                yield FigureRow(indicator, partner, figure, revisions)


def _asked(desk: Desk, quarter: Quarter, rows: Sequence[Row], held: Held, *, answered: bool) -> Iterator[AskedRow]:
    mine = {(measure.uid, partner) for measure, partner in rows}
    for question in questions(desk, quarter):
        if (question.measure.uid, question.partner) in mine and (question.open or (answered and question.answer)):
            yield _question_row(question, held)
    partners = {partner for _, partner in rows}
    for action in actions(desk, done=False):
        if action.owner in partners:
            yield _action_row(action, held)


def _question_row(question: Question, held: Held) -> AskedRow:
    answerer = question.measure.answerer(question.partner)
    subject = Subject(question.measure.uid, str(question.quarter), answerer, f"{ANSWER}{question.reference}")
    return AskedRow(
        question.reference,
        question.partner,
        subject.about,
        subject.quarter,
        answerer,
        f"{question.measure.id}, {question.quarter.short}",
        question.text,
        f"asked by {question.by}",
        answer=question.answer,
        revisions=held.of(subject)[1],
    )


def _action_row(action: Action, held: Held) -> AskedRow:
    subject = Subject(ACTIONS_ABOUT, "", action.owner, f"{ANSWER}{action.reference}")
    return AskedRow(
        action.reference,
        action.owner,
        subject.about,
        "",
        action.owner,
        "an action of the SEG",
        action.text,
        f"due {printed_date(action.due)}",
        is_action=True,
        answer=action.progress,
        revisions=held.of(subject)[1],
    )


def _check_rows(
    desk: Desk, quarter: Quarter, rows: Sequence[Row], held: Held, now: QuarterStatus, *, led: bool
) -> Iterator[CheckRow]:
    for query, measure, partner in open_queries(desk, rows, now.indicators, led=led):
        answerer = query.partner or ""
        subject = Subject(measure.uid, str(quarter), answerer, f"{EXPLAINED}{query.code}")
        _, revisions = held.of(subject)
        statement, stated = held.of(Subject(measure.uid, str(quarter), measure.answerer(partner)))
        yield CheckRow(
            measure.id,
            partner,
            measure.uid,
            answerer,
            query.code,
            query.message,
            stated[0] if statement is not None else "",
            query.explained or "",
            revisions,
        )


def _led_rows(desk: Desk, quarter: Quarter, priority: int, held: Held, before: QuarterStatus) -> Iterator[LedRow]:
    """What the lead of a priority writes, with what was said last."""
    known = desk.plan.priority(priority)
    content, revisions = held.of(Subject(known.uid, str(quarter), "", HEADLINE))
    said = read_object(content) if isinstance(content, str) else {}
    last = before.headlines.get(priority)
    yield LedRow(
        desk.plan.labels[known.uid],
        known.uid,
        HEADLINE,
        known.heading,
        last.text if last is not None else "",
        said.get("text") or "",
        said.get("agreed_by") or "",
        revisions,
    )
    for noted in deliverable_notes(desk, quarter):
        one = noted.deliverable
        if one.priority == priority:
            text, revisions = held.of(Subject(one.id, str(quarter), "", NOTE))
            last_said = noted.before.text if noted.before is not None else ""
            yield LedRow(
                one.id, one.id, NOTE, one.text, last_said, text if isinstance(text, str) else "", revisions=revisions
            )


def open_queries(
    desk: Desk,
    rows: Sequence[Row],
    indicators: Sequence[IndicatorStatus],
    level: Level = Level.QUERY,
    *,
    led: bool = False,
) -> Iterator[tuple[Query, Measure, str]]:
    """What the check found in these rows, explained or not, with the measure and the partner it is put to.

    What it found in a headline paragraph is put to the lead of the priority alone (`led`).
    """
    mine = {(measure.id, partner) for measure, partner in rows}
    for indicator in indicators:
        for query in queries_of(indicator):
            measure = desk.plan.by_id[query.measure]
            partner = query.partner or measure.suppliers[0]
            if of_headline(query) and not led:
                continue
            if (measure.id, partner) in mine and query.level is level:
                yield query, measure, partner
