"""What an undone or repeated step touched and what stands there now, in words, so that nobody has to look."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from csp_tui.desk.opening import Desk
from csp_tui.desk.overtaken import shown
from csp_tui.domain import fields
from csp_tui.domain.book import COMMENTARY_FIELDS
from csp_tui.domain.commentary import NOTHING_TO_REPORT
from csp_tui.domain.statements import Statement
from csp_tui.returns.wording import changed_back
from csp_tui.storage.records import STATEMENT, Step, Subject

_NAMED: Final = 3  # rows; of more their priorities are told


def stands_now(desk: Desk, step: Step) -> str:
    """What follows the step's own words: `: now 7 of 6 again`, `: action, now empty again`, `, of priority 4`."""
    subjects = {head.subject for head in step.revisions}
    if len(subjects) != 1:
        return _where(desk, subjects)
    subject = subjects.pop()
    stands = {head.content for head in desk.store.heads(desk.partnership, subject)} or {None}
    content, measure = stands.pop(), desk.plan.by_uid.get(subject.about)
    if stands:
        return ": now figures differ again" if subject.field == STATEMENT else ": now texts differ again"
    if isinstance(content, Statement) and measure is not None:
        said = step.revisions[-1].content
        return f": {changed_back(measure, said if isinstance(said, Statement) else content, content)}"
    if subject.field == STATEMENT and content is None:
        return ": now awaited again"
    if subject.field not in (fields.HEADLINE, *COMMENTARY_FIELDS):
        return ""
    title = f"{fields.field_words(subject.field)}, " if subject.field != fields.HEADLINE else ""
    if subject.field == NOTHING_TO_REPORT:
        return f": {title}{'now not said any more' if content is None else 'now said again'}"
    return f": {title}now {shown(subject.field, content) if content is not None else 'empty'} again"


def _where(desk: Desk, subjects: Collection[Subject]) -> str:
    """Of several things that were changed together: the fields of one commentary, or which rows or priorities."""
    if len({subject.about for subject in subjects}) == 1:
        titles = [fields.field_words(name) for name in COMMENTARY_FIELDS if name in _fields(subjects)]
        return f": {', '.join(titles)}" if titles else ""
    about = {subject.about for subject in subjects}
    measures = [measure for uid, measure in desk.plan.by_uid.items() if uid in about]
    if len(measures) <= _NAMED:
        return f": {', '.join(sorted(measure.id for measure in measures))}" if measures else ""
    numbers = sorted({desk.plan.indicator(measure.indicator).priority for measure in measures})
    return f", of {'priority' if len(numbers) == 1 else 'priorities'} {', '.join(map(str, numbers))}"


def _fields(subjects: Collection[Subject]) -> set[str]:
    return {subject.field for subject in subjects}
