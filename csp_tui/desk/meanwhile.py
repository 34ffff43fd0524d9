"""What stands of a figure while something that came of it waits, and what was answered of it; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from csp_tui.desk.accepting import ToCheck
from csp_tui.desk.asking import questions
from csp_tui.desk.opening import Desk
from csp_tui.desk.waiting import label, open_items
from csp_tui.domain.errors import cited
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.returns import keeping
from csp_tui.returns.checking import Reason
from csp_tui.returns.telling import in_words, source
from csp_tui.storage.records import Head, Subject

_LONGEST: Final = 60  # characters of what stands, where only which it is matters


class Meanwhile(Struct, frozen=True):
    """`stands` is what stands of it, each content with all who say so; `answers` are what was answered about it."""

    stands: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


def on_record(desk: Desk, measure: Measure, quarter: str, partner: str) -> tuple[str, ...]:
    """What stands of a figure: `45 (from Ian Jones, housing.xlsx, Return!G10; typed by you)`, for each content."""
    return _standing(desk, Subject(measure.uid, quarter, measure.answerer(partner)))


def meanwhile(desk: Desk, item: ToCheck, measure: Measure | None) -> Meanwhile:
    """What became meanwhile of what a cell that could not be read, or a version of a form, is about."""
    if item.reason == Reason.CORRECTED:
        return Meanwhile(tuple(_of_form(desk, item)))
    if item.reason != Reason.UNREADABLE or measure is None:
        return Meanwhile()
    quarter = Quarter.parse(item.quarter)
    asked = [q for q in questions(desk, quarter) if (q.measure.uid, q.quarter) == (measure.uid, quarter) and q.answer]
    answers = tuple(f'"{q.answer}" ({q.answered_by})' for q in asked if item.partner in ("", q.partner))
    partner = item.partner if item.partner in measure.suppliers else measure.suppliers[0]
    return Meanwhile(on_record(desk, measure, item.quarter, partner), answers)


def asked_of_forms(desk: Desk) -> frozenset[Subject]:
    """The subjects of which it is asked, in *To check*, which version of a form counts."""
    items = [item for item in open_items(desk) if item.reason == Reason.CORRECTED]
    return frozenset(subject for item in items for subject in keeping.kept_question(item.kept).revisions)


def _of_form(desk: Desk, asked: ToCheck) -> Iterator[str]:
    ids = tuple(version.id for version in asked.versions) or (asked.id,)
    items = [item for item in open_items(desk) if item.id.startswith(ids)]
    for subject in dict.fromkeys(one for item in items for one in keeping.kept_question(item.kept).revisions):
        stands = _standing(desk, subject)
        against = "; none of them counts" if len(stands) > 1 else ""
        yield f"{label(desk, subject.about)} {' against '.join(stands) or 'nothing'}{against}"


def _standing(desk: Desk, subject: Subject) -> tuple[str, ...]:
    view = desk.store.view(desk.partnership)
    said: dict[str, list[str]] = {}
    for head in view.heads(view.known([subject])).get(subject, ()):
        said.setdefault(in_words(subject.field, head.content), []).append(_who(desk, head))
    return tuple(f"{cited(words, _LONGEST)} ({'; '.join(who)})" for words, who in said.items())


def _who(desk: Desk, head: Head) -> str:
    if head.origin is None:
        return f"typed by {'you' if head.author == desk.by else head.author}"
    return f"from {head.author}, {source(head)}"
