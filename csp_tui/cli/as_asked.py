"""Questions, actions and letters as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from csp_tui.cli.as_json import day, time
from csp_tui.cli.as_text import WIDTH, wrapped
from csp_tui.desk.asking import Action, Question
from csp_tui.desk.chasing import Chase
from csp_tui.domain.quarters import printed_date
from csp_tui.plans.writing import Json

BETWEEN_LETTERS: Final = "-" * WIDTH


def question_json(question: Question) -> dict[str, Json]:
    """A question with its answer, null while there is none, and as an e-mail."""
    return {
        "id": question.reference,
        "measure": question.measure.id,
        "quarter": str(question.quarter),
        "partner": question.partner,
        "text": question.text,
        "by": question.by,
        "at": time(question.at),
        "answer": question.answer or None,
        "answered_by": question.answered_by or None,
        "closed": question.closed or None,
        "mail": question.mail,
    }


def question_lines(question: Question) -> Iterator[str]:
    """A question, and below it the answer or that it is open."""
    about = f"{question.measure.id}, {question.quarter.short}, {question.partner}"
    yield from wrapped(f"{question.reference}  {about}: {question.text} (asked by {question.by})", 0, 2)
    if question.answer:
        yield from wrapped(f"{question.answer} ({question.answered_by})", 2)
    if question.closed:
        yield from wrapped(f"Closed, as it needs no answer any more: {question.closed}", 2)
    if question.open:
        yield f'  Not answered yet; to record it: csp-tui answer {question.reference} "..."'


def action_json(action: Action) -> dict[str, Json]:
    """An action; `done` is the day on which it was recorded as done."""
    return {
        "id": action.reference,
        "text": action.text,
        "owner": action.owner,
        "due": day(action.due),
        "meeting": day(action.meeting),
        "done": day(action.done),
        "progress": action.progress or None,
        "by": action.by,
        "at": time(action.at),
    }


def action_lines(action: Action, today: date) -> Iterator[str]:
    """An action with its owner and dates, whether it is late, and what its owner says of it."""
    late = ", late" if action.due < today else ""
    state = f"done {printed_date(action.done)}" if action.done else f"due {printed_date(action.due)}{late}"
    at = f" (decided on {printed_date(action.meeting)})" if action.meeting else ""
    yield from wrapped(f"{action.reference}  {action.owner}, {state}: {action.text}{at}", 0, 2)
    if action.progress:
        yield from wrapped(f'"{action.progress}"', 2)


def letter_json(letter: Chase) -> dict[str, Json]:
    """A letter to send: to whom, for which rows."""
    contact = letter.contact
    return {
        "partner": letter.partner,
        "contact": None if contact is None else contact.name,
        "email": None if contact is None else contact.email or None,
        "measures": [measure.id for measure, _ in letter.rows],
        "text": letter.text,
    }


def letter_lines(letters: Sequence[Chase]) -> Iterator[str]:
    """Letters to copy, exactly as they are to be sent, with a line between them."""
    if not letters:
        yield "Nothing is awaited."
    for number, letter in enumerate(letters):
        if number:
            yield BETWEEN_LETTERS
        yield letter.text
