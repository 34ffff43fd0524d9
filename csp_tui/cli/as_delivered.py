"""Progress on deliverables as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.cli.as_json import time
from csp_tui.cli.as_text import wrapped
from csp_tui.desk.deliverables import DeliverableNote, Note
from csp_tui.domain.quarters import Quarter
from csp_tui.plans.writing import Json


def noted_json(noted: DeliverableNote, quarter: Quarter) -> dict[str, Json]:
    """A deliverable with the quarter's note and the last one before it; null where there is none."""
    return {
        "deliverable": noted.deliverable.id,
        "priority": noted.deliverable.priority,
        "text": noted.deliverable.text,
        "quarter": str(quarter),
        "note": _note_json(noted.note),
        "before": _note_json(noted.before),
        "differs": noted.differs,
    }


def _note_json(note: Note | None) -> dict[str, Json] | None:
    if note is None:
        return None
    return {"quarter": str(note.quarter), "text": note.text, "by": note.by, "at": time(note.at)}


def noted_lines(noted: DeliverableNote, quarter: Quarter) -> Iterator[str]:
    """A deliverable, what is said of it in the quarter, and what was said last."""
    yield from wrapped(f"{noted.deliverable.id}  {noted.deliverable.text}", 0, 8)
    if noted.differs:
        yield f"  {quarter.short}: notes differ; csp-tui conflicts shows them"
    elif noted.note is None:
        yield f"  {quarter.short}: no progress is reported yet"
    for note in (noted.note, noted.before):
        if note is not None:
            yield from wrapped(f"{note.quarter.short}: {note.text} ({note.by})", 2, 2)
