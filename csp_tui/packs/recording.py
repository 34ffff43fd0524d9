"""The marked changes of recording in sentences, for the notes and the briefing."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.packs.view import PackView
from csp_tui.packs.wording import measure_name
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

_TEXT_CHARACTERS = 300


def breaks_marked(view: PackView) -> Iterator[str]:
    """Every change within the quarters that the pack holds, in the plan's order."""
    quarter = view.content.status.quarter
    for measure in view.content.status.plan.measures:
        for one in view.content.breaks.get(measure.uid, ()):
            if one.quarter <= quarter:
                text = shortened(cleaned(view.shown_restatement(measure, one.text)), _TEXT_CHARACTERS, "shortened")
                name = f"{measure.id}, {measure_name(measure, None)}"
                yield f"{name}: recording changed from the start of {one.quarter.short}: {text.rstrip('.')}."


def not_compared(view: PackView) -> str | None:
    """Which ratings a change of recording stands in the way of; None where it is in the way of none."""
    found = [
        f"{one.status.measure.id} (from {one.status.break_.quarter.short})"
        for indicator in view.indicators
        for one in indicator.measures
        if one.status.break_ is not None and one.status.measure.rateable
    ]
    return f"Not rated, since recording changed: {', '.join(found)}." if found else None
