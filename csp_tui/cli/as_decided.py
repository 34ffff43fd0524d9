"""Figures that differ, and what is to check, as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.cli.as_json import measure_json, time
from csp_tui.cli.as_text import measure_lines, wrapped
from csp_tui.desk.accepting import Accepted, ToCheck
from csp_tui.desk.deciding import Conflict, Side
from csp_tui.desk.opening import moment_words
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.statements import Statement
from csp_tui.plans.writing import Json
from csp_tui.returns.checking import Reason
from csp_tui.returns.summary import place
from csp_tui.returns.telling import in_words
from csp_tui.storage.records import STATEMENT


def conflict_json(conflict: Conflict) -> dict[str, Json]:
    """A conflict with its sides; `base` is what all of them started from, `field` what of the measure differs."""
    return {
        "id": conflict.id,
        "measure": conflict.measure,
        "quarter": conflict.quarter,
        "partner": conflict.partner or None,
        "field": conflict.subject.field,
        "base": conflict.base,
        "sides": [_side_json(side) for side in conflict.sides],
    }


def _side_json(side: Side) -> dict[str, Json]:
    return {
        "side": side.side,
        "value": side.value,
        "partner": side.partner or None,
        "by": side.by,
        "at": time(side.at),
        "file": side.file or None,
        "sources": list(side.sources),
    }


def conflict_lines(conflict: Conflict) -> Iterator[str]:
    """A conflict, what stood before, and each side with who says it, when, and where it is written."""
    field = "" if conflict.subject.field == STATEMENT else f" {conflict.subject.field}"
    partner = f", {conflict.partner}" if conflict.partner else ""
    yield from wrapped(f"{conflict.id}  {conflict.measure}{field}, {conflict.quarter}{partner}: figures differ", 0, 2)
    if conflict.base is not None:
        yield from wrapped(f"before  {conflict.base}", 2, 2)
    for side in conflict.sides:
        who = f"{side.partner}, " if side.partner else ""
        said = f"{side.side}  {side.value} ({who}{side.by}, {moment_words(side.at)}; {', '.join(side.sources)})"
        yield from wrapped(said, 2, 2)
    yield f'  To settle it: csp-tui resolve {conflict.id} --take SIDE --reason "..."'


def settled_json(settled: Conflict, now: MeasureStatus | None, lost: Statement | None = None) -> dict[str, Json]:
    """A conflict as it was, and `now` the measure as it stands; null where a text differed.

    `left_out` is what only sides that were not taken say beside their figures; null where that is nothing.
    """
    left_out = None if lost is None else in_words(STATEMENT, lost)
    return {**conflict_json(settled), "now": None if now is None else measure_json(now), "left_out": left_out}


def settled_lines(settled: Conflict, now: MeasureStatus | None, lost: Statement | None = None) -> Iterator[str]:
    """That it is settled, what of the other sides went with them, and how the measure stands now."""
    yield f"{settled.measure}, {settled.quarter}: settled; the reason is kept."
    if lost is not None:
        yield from wrapped(
            f"Only another side says {in_words(STATEMENT, lost)}, which stands no more; enter it beside the figure if"
            " it still holds."
        )
    if now is not None:
        yield from measure_lines(now)


def check_json(check: ToCheck) -> dict[str, Json]:
    """Something that waits; `file_id` names all that its file holds."""
    return {
        "id": check.id,
        "file_id": check.file_id,
        "reason": check.reason,
        "message": check.message,
        "file": check.file,
        "sheet": check.sheet or None,
        "cell": check.cell or None,
        "measure": check.measure or None,
        "quarter": check.quarter,
        "partner": check.partner or None,
        "says": check.says or None,
        "versions": [{"id": each.id, "file": each.file, "says": each.says} for each in check.versions],
    }


def check_lines(check: ToCheck) -> Iterator[str]:
    """What waits and why, with the words that settle it."""
    if check.versions:
        yield from _versions_lines(check)
        return
    yield from wrapped(f"{check.id}  {place(check.file, check.sheet, check.cell)}: {check.message}", 0, 2)
    if check.says:
        about = ", ".join(part for part in (check.measure, check.quarter, check.partner) if part)
        yield from wrapped(f"{about}: {check.says}", 2, 2)
    if check.reason == Reason.UNKNOWN_ROW:
        yield f"  To say which measure it means: csp-tui map {check.id} MEASURE"
    elif check.reason == Reason.LATER_FORMAT:
        yield f'  To note it as seen, nothing of it being taken in: csp-tui accept {check.id} --reason "..."'
    elif check.reason == Reason.UNREADABLE:
        yield f'  To note it as seen, once it is put right: csp-tui accept {check.id} --reason "..."'
    elif check.reason in (Reason.CORRECTED, Reason.WITHDRAW):
        yield f'  To say yes: csp-tui accept {check.id} --reason "..."'
    elif check.reason != Reason.OTHER_PARTNERSHIP:  # that is never taken in
        yield f'  To take it in: csp-tui accept {check.id} --reason "..."'


def _versions_lines(check: ToCheck) -> Iterator[str]:
    yield from wrapped(check.message, 0, 2)
    for each in check.versions:
        yield from wrapped(f"{each.file}: {each.says}", 2, 2)
        yield f'    To let it count: csp-tui accept {each.id} --reason "..."'


def accepted_json(accepted: Accepted) -> list[dict[str, Json]]:
    """What was accepted, as it stood on the list; its first has under `left_the_list` the cells that went with it.

    Nobody accepted those: the version of their form that counts now stands in for them.
    """
    gone = [check_json(cell) for cell in accepted.set_aside]
    return [
        {**check_json(check), "left_the_list": [] if number else gone} for number, check in enumerate(accepted.checked)
    ]


def accepted_lines(accepted: Accepted) -> Iterator[str]:
    """What was accepted, a line each, and what needs no look any more."""
    for check in accepted.checked:
        about = ", ".join(part for part in (check.measure, check.quarter, check.partner, check.file) if part)
        yield from wrapped(f"Accepted: {about}{f': {check.says}' if check.says else ''}", 0, 2)
    if accepted.left_the_list:
        yield from wrapped(accepted.left_the_list, 0, 2)
