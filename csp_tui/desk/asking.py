"""Questions about figures and actions of the SEG, until they are answered, closed or done.

For commands and screens: `ask`, `questions`, `answer`, `close_question`, `add_action`, `actions`, `finish_action`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.contacts import Contact, contacts, keys_of, rows_of
from csp_tui.desk.entering import EDIT, supplier_of
from csp_tui.desk.opening import Desk, now
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.dates import read_date
from csp_tui.domain.errors import UserError, cited
from csp_tui.domain.fields import ACTION, ANSWER, QUESTION, read_object, write_object
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.storage.records import STATEMENT, Content, Current, Draft, Subject

ACTIONS_ABOUT: Final = "actions"  # what actions are stored about; they belong to no measure
_BACK: Final = 7  # quarters whose questions are still shown
_REFERENCE_LENGTH: Final = 6
_NO_ADDRESS: Final = "no e-mail address on record"


class AskingError(UserError):
    """A question, an answer or an action that cannot be kept so; the message says what to do."""


class DueError(AskingError):
    """An action that would be due before the meeting that decided it; the message asks which day is wrong."""


class Question(Struct, frozen=True):
    """A question about a measure's figure for a quarter, with its answer once it has come.

    `closed` says why it needs no answer any more.
    """

    reference: str
    measure: Measure
    quarter: Quarter
    partner: str
    text: str
    by: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    contacts: tuple[Contact, ...] = ()
    closed: str = ""

    @property
    def open(self) -> bool:
        """Whether an answer is still wanted."""
        return not self.answer and not self.closed

    @property
    def mail(self) -> str:
        """The question as an e-mail to copy."""
        subject = f"{self.measure.id}, {self.quarter.short}: a question"
        return (
            f"{addressed(self.contacts, self.partner, subject)}\n"
            f"About {self.measure.id}, {self.measure.title}, {self.quarter.label}:\n\n{self.text}\n\n"
            f"{self.by}\nReference {self.reference}"
        )


def addressed(contacts: Sequence[Contact], partner: str, subject: str) -> str:
    """How a letter begins: to whom, with the address or that none is known, about what, and the greeting."""
    known = {contact.name: contact.email for contact in contacts} or {partner: ""}
    to = ", ".join(email or f"{name} ({_NO_ADDRESS})" for name, email in known.items())
    return f"To: {to}\nSubject: {subject}\n\nDear {' and '.join(known)},\n"


class Action(Struct, frozen=True):
    """What the SEG decided that a partner does; `done` is the day it was recorded as done. `progress` is its answer.

    `meeting` is the day of the meeting that decided it, where that is told.
    """

    reference: str
    text: str
    owner: str
    due: date
    by: str
    at: datetime
    done: date | None = None
    progress: str = ""
    meeting: date | None = None


def ask(desk: Desk, quarter: Quarter, measure: Measure, partner: str | None, text: str) -> Question:
    """Attach a question to a figure; it goes out on the next form of whoever supplies it.

    Raises AskingError, which names the first, where the very same was asked before.
    """
    cleaned = _said(text, "question")
    supplier = supplier_of(desk, measure, partner)
    _refuse_asked(desk, quarter, measure, supplier, cleaned)
    moment = now()
    reference = _reference("Q", desk.store.sender, measure.uid, str(quarter), supplier, cleaned, moment.isoformat())
    subject = Subject(measure.uid, str(quarter), measure.answerer(supplier), f"{QUESTION}{reference}")
    content = write_object({"text": cleaned, "partner": supplier})
    _append(desk, Draft(subject, content, supplier), f"question about {measure.id} for {quarter.short}")
    asked = _asked_at(desk).get((measure.uid, supplier), ())
    return Question(reference, measure, quarter, supplier, cleaned, desk.by, moment, contacts=asked)


def _asked_at(desk: Desk) -> Mapping[tuple[str, str], tuple[Contact, ...]]:
    """All who supply each row, where contacts are known."""
    known: defaultdict[tuple[str, str], tuple[Contact, ...]] = defaultdict(tuple)
    for contact in contacts(desk):
        for key in keys_of(rows_of(desk, contact)):
            known[key] += (contact,)
    return known


def _refuse_asked(desk: Desk, quarter: Quarter, measure: Measure, supplier: str, text: str) -> None:
    for before in questions(desk, quarter):
        same = (before.measure.uid, before.quarter, before.partner) == (measure.uid, quarter, supplier)
        if same and _flat(before.text) == _flat(text):
            answered = f', and answered by {before.answered_by}: "{before.answer}"' if before.answer else ""
            raise AskingError(
                f"That was asked about {measure.id} already, as {before.reference}, by {before.by}{answered}."
                " Nothing was changed; ask in other words if you mean more."
            )


def _flat(text: str) -> str:
    """A text as it is compared: its words, whatever their case and the space between them."""
    return " ".join(text.casefold().split())


def questions(desk: Desk, quarter: Quarter) -> tuple[Question, ...]:
    """The questions about a quarter and the seven before it, in the order in which they were asked."""
    rows = desk.store.current(desk.partnership, str(quarter.shifted(-_BACK)), str(quarter))
    answers = {row.subject.field.removeprefix(ANSWER): row for row in rows if row.subject.field.startswith(ANSWER)}
    asked = [_question(desk, row, answers) for row in rows if row.subject.field.startswith(QUESTION)]
    at = _asked_at(desk) if asked else {}
    found = [replace(q, contacts=at.get((q.measure.uid, q.partner), ())) for q in asked if q is not None]
    return tuple(sorted(found, key=lambda q: (q.at, q.reference)))


def _question(desk: Desk, row: Current, answers: dict[str, Current]) -> Question | None:
    measure = desk.plan.by_uid.get(row.subject.about)
    if measure is None or row.head is None or not isinstance(row.content, str):
        return None
    held = read_object(row.content)
    reference = row.subject.field.removeprefix(QUESTION)
    question = Question(
        reference,
        measure,
        Quarter.parse(row.subject.quarter),
        held.get("partner") or measure.suppliers[0],
        held["text"] or "",
        held.get("by") or row.head.author,
        datetime.fromisoformat(at) if (at := held.get("at")) else row.head.at,
        closed=held.get("closed") or "",
    )
    answered = answers.get(reference)
    if answered is None or not isinstance(answered.content, str) or answered.head is None:
        return question
    return replace(question, answer=answered.content, answered_by=answered.head.author)


def answer(desk: Desk, quarter: Quarter, reference: str, text: str) -> Question:
    """Record the answer to a question; it stays with the figure. Raises AskingError where there is no such question."""
    cleaned, question = _said(text, "answer"), _question_named(desk, quarter, reference)
    about, partner = question.measure, question.partner
    subject = Subject(about.uid, str(question.quarter), about.answerer(partner), f"{ANSWER}{question.reference}")
    _append(desk, Draft(subject, cleaned, partner), f"answer to {question.reference}")
    return replace(question, answer=cleaned, answered_by=desk.by)


def stated_since(desk: Desk, question: Question) -> Content:
    """What was stated of the figure after a question about it was asked, if that stands; it may be the answer."""
    about = question.measure
    subject = Subject(about.uid, str(question.quarter), about.answerer(question.partner), STATEMENT)
    current = desk.store.view(desk.partnership).current_of([subject]).get(subject)
    head = current.head if current is not None else None
    return head.content if head is not None and head.at > question.at else None


def close_question(desk: Desk, quarter: Quarter, reference: str, reason: str) -> Question:
    """Say why a question needs no answer any more: no form asks it then. Raises AskingError as `answer` does."""
    why, question = _said(reason, "reason"), _question_named(desk, quarter, reference)
    about, partner = question.measure, question.partner
    subject = Subject(about.uid, str(question.quarter), about.answerer(partner), f"{QUESTION}{question.reference}")
    asked = {"by": question.by, "at": question.at.isoformat()}
    content = write_object({"text": question.text, "partner": partner, "closed": why, **asked})
    _append(desk, Draft(subject, content, partner), f"question {question.reference} closed")
    return replace(question, closed=why)


def _question_named(desk: Desk, quarter: Quarter, reference: str) -> Question:
    wanted = reference.strip().casefold()
    asked = {q.reference.casefold(): q for q in questions(desk, quarter)}
    if wanted not in asked:
        listed = ", ".join(q.reference for q in asked.values()) or "none"
        raise AskingError(f'There is no question "{cited(reference.strip())}"; there are {listed}.')
    return asked[wanted]


def add_action(desk: Desk, text: str, owner: str, due: str, meeting: str = "") -> Action:
    """Record what the SEG decided, at the meeting of a day where one is typed. Raises a UserError.

    It stands on the owner's forms until it is done. A meeting to come has decided nothing yet, and nothing is due
    before it was decided.
    """
    cleaned, partner = _said(text, "action"), desk.plan.partner(owner)
    day, moment, met = read_date(due), now(), read_date(meeting) if meeting else None
    if met is not None and met > desk.today:
        raise AskingError(f"The meeting of {printed_date(met)} is still to come; type the day of the one that decided.")
    if met is not None and day < met:
        raise DueError(f"Due {printed_date(day)}, before the meeting of {printed_date(met)}: which day is wrong?")
    reference = _reference("A", desk.store.sender, partner, cleaned, moment.isoformat())
    action = Action(reference, cleaned, partner, day, desk.by, moment, meeting=met)
    _append(desk, _draft(action), f"action {reference}")
    return action


def actions(desk: Desk, *, done: bool = True) -> tuple[Action, ...]:
    """All actions by due date; without those that are done if they are not wanted."""
    rows = [row for row in desk.store.standing(desk.partnership) if row.subject.about == ACTIONS_ABOUT]
    progress = {row.subject.field.removeprefix(ANSWER): row.content for row in rows}
    found = [_action(row, progress) for row in rows if row.subject.field.startswith(ACTION)]
    kept = [a for a in found if a is not None and (done or a.done is None)]
    return tuple(sorted(kept, key=lambda a: (a.due, a.reference)))


def _action(row: Current, progress: Mapping[str, Content]) -> Action | None:
    if row.head is None or not isinstance(row.content, str):
        return None
    held = read_object(row.content)
    reference = row.subject.field.removeprefix(ACTION)
    finished = held.get("done")
    told = progress.get(reference)
    return Action(
        reference,
        held["text"] or "",
        row.subject.partner,
        date.fromisoformat(held["due"] or ""),
        row.head.author,
        row.head.at,
        date.fromisoformat(finished) if finished else None,
        told if isinstance(told, str) else "",
        date.fromisoformat(met) if (met := held.get("meeting")) else None,
    )


def finish_action(desk: Desk, reference: str) -> Action:
    """Record that an action is done, today. Raises AskingError where there is no such action."""
    wanted = reference.strip().casefold()
    known = {a.reference.casefold(): a for a in actions(desk)}
    if wanted not in known:
        listed = ", ".join(a.reference for a in known.values()) or "none"
        raise AskingError(f'There is no action "{cited(reference.strip())}"; there are {listed}.')
    action = known[wanted] if known[wanted].done else replace(known[wanted], done=desk.today)
    _append(desk, _draft(action), f"action {action.reference} done")
    return action


def _draft(action: Action) -> Draft:
    done = action.done.isoformat() if action.done is not None else None
    met = action.meeting.isoformat() if action.meeting is not None else None
    content = write_object({"text": action.text, "due": action.due.isoformat(), "done": done, "meeting": met})
    return Draft(Subject(ACTIONS_ABOUT, "", action.owner, f"{ACTION}{action.reference}"), content, action.owner)


def _said(text: str, what: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise AskingError(f"The {what} has no words; type it in a sentence or two.")
    return cleaned


def _reference(letter: str, *parts: str) -> str:
    return f"{letter}-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:_REFERENCE_LENGTH]}"


def _append(desk: Desk, draft: Draft, note: str) -> None:
    desk.store.append(
        desk.partnership, [draft], kind=EDIT, author=desk.by, at=now(), note=note, plan_version=desk.plan.version
    )
