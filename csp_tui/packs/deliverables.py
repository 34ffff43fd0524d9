"""The Deliverables sheet: the progress that was reported on what each priority undertakes to do."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.packs.content import DeliverableTold
from csp_tui.packs.paragraphs import beside_each_other
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, short_name
from csp_tui.workbooks.layout import Column, Line, Paper, Sheet, Table, Value

_DELIVERABLE_WIDTH = 38
_PROGRESS_WIDTH = 46


def deliverables(view: PackView) -> Sheet:
    """A row for each note of progress; those without one are named in a line."""
    place = {one.id: index for index, one in enumerate(view.content.status.plan.deliverables)}
    told = sorted(view.content.deliverables, key=lambda note: (place.get(note.deliverable.id, len(place)), note.by))
    rows = tuple(row for note in told for row in _rows(note))
    columns = (
        Column("Priority", 11),
        Column("Deliverable", _DELIVERABLE_WIDTH),
        Column("Progress", _PROGRESS_WIDTH),
        Column("Reported by", 20),
        Column("Quarter", 13),
    )
    nothing: tuple[Value, ...] = ("None", NOT_APPLICABLE, "No progress was reported", *(NOT_APPLICABLE,) * 2)
    return Sheet(
        name="Deliverables",
        title="Deliverables: the progress that was reported",
        holds="This sheet contains one table: the progress reported on the plan's deliverables.",
        paper=Paper.A4_LANDSCAPE,
        lines=tuple(_without(view)),
        table=Table("Deliverables", columns, rows or (nothing,)),
    )


def _rows(note: DeliverableTold) -> Iterator[tuple[Value, ...]]:
    name = f"{note.deliverable.id} {note.deliverable.text}"
    texts = beside_each_other((name, _DELIVERABLE_WIDTH), (note.text, _PROGRESS_WIDTH))
    for number, (deliverable, progress) in enumerate(texts):
        told = f"{note.deliverable.id}, continued" if number and deliverable == NOT_APPLICABLE else deliverable
        by = short_name(note.by) or NOT_AVAILABLE
        yield f"Priority {note.deliverable.priority}", told, progress, by, note.quarter.short


def _without(view: PackView) -> Iterator[Line]:
    """Those of which nothing was reported, by name, in one line."""
    every = view.content.status.plan.deliverables
    reported = {note.deliverable.id for note in view.content.deliverables}
    silent = [one.id for one in every if one.id not in reported]
    if not every:
        yield Line("The plan has no deliverables.")
    elif not silent:
        yield Line(f"Progress was reported on all {len(every)}.")
    else:
        yield Line(f"Nothing was reported on {len(silent)} of {len(every)}: {', '.join(silent)}.")
