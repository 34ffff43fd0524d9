"""Progress on the plan's deliverables: a note for each and quarter, beside the last one before it.

For commands and screens: `note`, `deliverable_notes`, `progress_of`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from csp_tui.desk.closing import refuse_closed
from csp_tui.desk.entering import EDIT
from csp_tui.desk.opening import Desk, now
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.fields import NOTE
from csp_tui.domain.measures import Deliverable
from csp_tui.domain.quarters import Quarter
from csp_tui.storage.records import Current, Draft, Subject


class Note(Struct, frozen=True):
    """What was said of a deliverable's progress in a quarter, by whom, and when (aware, in UTC)."""

    quarter: Quarter
    text: str
    by: str
    at: datetime


class DeliverableNote(Struct, frozen=True):
    """A deliverable with the quarter's own note and the last one before it in the plan's year, where there are any.

    `differs` tells that several notes stand against each other, of which nobody has said which counts: then none does.
    """

    deliverable: Deliverable
    note: Note | None = None
    before: Note | None = None
    differs: bool = False


def deliverable_notes(desk: Desk, quarter: Quarter) -> tuple[DeliverableNote, ...]:
    """All deliverables of the plan in its order, with their notes; an earlier plan's ids mean other deliverables."""
    rows = desk.store.current(desk.partnership, str(desk.plan.first_quarter), str(quarter))
    notes = [row for row in rows if row.subject.field == NOTE]
    return tuple(_noted(deliverable, quarter, notes) for deliverable in desk.plan.deliverables)


def reported(desk: Desk, quarter: Quarter, priority: int | None = None) -> tuple[int, int]:
    """On how many deliverables of the plan, or of a priority, a note is there for a quarter, and how many there are."""
    known = {one.id for one in desk.plan.deliverables if priority in (None, one.priority)}
    rows = desk.store.of_field(desk.partnership, NOTE)
    noted = (r for r in rows if r.subject.quarter == str(quarter) and r.subject.about in known)
    return sum(row.content is not None for row in noted), len(known)


def progress_of(desk: Desk, quarter: Quarter, id: str) -> DeliverableNote:
    """One deliverable by its id, with its notes; raises PlanError where the plan has none of that id."""
    deliverable = desk.plan.deliverable(id)
    return next(noted for noted in deliverable_notes(desk, quarter) if noted.deliverable == deliverable)


def note(desk: Desk, quarter: Quarter, id: str, text: str) -> DeliverableNote:
    """Store the quarter's progress note on a deliverable in place of the one before; an empty text takes it back."""
    desk.plan.require_quarter(quarter)
    held = progress_of(desk, quarter, id)
    cleaned = clean_text(text)
    if cleaned or held.note is not None or held.differs:
        subject = Subject(held.deliverable.id, str(quarter), "", NOTE)
        desk.store.append(
            desk.partnership,
            [Draft(subject, cleaned or None)],
            kind=EDIT,
            author=desk.by,
            at=now(),
            note=f"progress on {held.deliverable.id} for {quarter.short}",
            plan_version=desk.plan.version,
            guard=refuse_closed,
        )
    return progress_of(desk, quarter, id)


def _noted(deliverable: Deliverable, quarter: Quarter, rows: Iterable[Current]) -> DeliverableNote:
    own = [row for row in rows if row.subject.about == deliverable.id]
    said = sorted((found for row in own if (found := _said(row)) is not None), key=lambda found: found.quarter)
    here = next((found for found in said if found.quarter == quarter), None)
    before = next((found for found in reversed(said) if found.quarter < quarter), None)
    differs = any(row.in_conflict and row.subject.quarter == str(quarter) for row in own)
    return DeliverableNote(deliverable, here, before, differs)


def _said(row: Current) -> Note | None:
    if row.head is None or not isinstance(row.content, str):
        return None
    return Note(Quarter.parse(row.subject.quarter), row.content, row.head.author, row.head.at)
