"""The fields of what is stored beside statements, and how their texts are written and read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from csp_tui.domain.book import Explained, Judged
from csp_tui.domain.commentary import FIELD_TITLES, NOTHING_TO_REPORT
from csp_tui.domain.results import Judgement, Rating

JUDGEMENT = "judgement"
HEADLINE = "headline"
NOTE = "note"  # progress on a deliverable, about its id
BREAK = "break"
MONTHS = "months"  # what was counted in each month of a quarter, beside its statement
EXPLAINED = "explained:"  # before a query's code
FIGURE = "figure:"  # before an other figure's label
LONGEST_LABEL = 120  # of another figure
QUESTION = "question:"  # before a question's reference, about a measure
ANSWER = "answer:"  # before the reference of the question or action that is answered
ACTION = "action:"  # before an action's reference
CONTACT = "contact"
FORM = "form"  # a form that was issued
ISSUED = "issued"  # that the pack of a quarter is issued, about the pack; what comes later is to check
BENCHMARKING = "benchmarking"  # a table of areas, about the measure or the title, for the quarter its period ends in
SUBMISSION = "submission"  # a return that this copy has written

# What may be said about a quarter whose pack is issued: it is no part of what the pack told of the quarter.
_NEVER_CLOSED = (BREAK, QUESTION, ANSWER, ACTION, CONTACT, FORM, ISSUED, SUBMISSION, BENCHMARKING, "fact:")


def closes(field: str) -> bool:
    """Whether a field is closed with its quarter, because the pack tells it: figures, texts, judgements, headlines."""
    return not field.startswith(_NEVER_CLOSED)


TITLES: Mapping[str, str] = {
    JUDGEMENT: "Lead's judgement",
    HEADLINE: "Headline paragraph",
    NOTE: "Progress note",
    MONTHS: "Figures by the month",
    BENCHMARKING: "Benchmarking",
}
"""What people call those of them that can differ, beside the fields of a commentary."""


def field_title(field: str) -> str:
    """What people call a field that holds a text: `Patterns and context`, `Headline paragraph`, a figure's label."""
    if field == NOTHING_TO_REPORT:
        return "Nothing to report"
    if field.startswith(EXPLAINED):
        return "Explanation of what a check asks"
    return FIELD_TITLES.get(field) or TITLES.get(field) or field.partition(":")[2] or field


def field_words(field: str) -> str:
    """The same within a sentence: `patterns and context`, `ask of the SEG`."""
    title = field_title(field)
    return f"{title[:1].lower()}{title[1:]}"


def write_object(values: Mapping[str, str | None]) -> str:
    """Named texts as one canonical text: the same values always give the same bytes."""
    given = {name: value for name, value in values.items() if value is not None}
    return json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_object(text: str) -> dict[str, str | None]:
    """What `write_object` wrote."""
    held = json.loads(text)
    return {str(name): None if value is None else str(value) for name, value in held.items()}


def read_judged(text: str) -> Judged:
    """A stored judgement with the revision that it was made of."""
    held = read_object(text)
    judgement = Judgement(Rating(held["rating"] or ""), held["reason"] or "", held["by"] or "")
    return Judged(judgement, held.get("of"))


def write_judged(judged: Judged) -> str:
    """A judgement with the revision that it was made of, as it is stored."""
    said = judged.judgement
    return write_object({"rating": str(said.rating), "reason": said.reason, "by": said.by, "of": judged.of})


def write_explained(explained: Explained) -> str:
    """An explanation with the revision that it was given for, as it is stored."""
    return write_object({"text": explained.text, "of": explained.of})
