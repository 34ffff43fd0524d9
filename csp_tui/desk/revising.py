"""Which figures of earlier quarters stand otherwise than they were told, for the query that asks why.

Told by the last pack; or, where no pack has told it yet, stated before a newer extraction replaced it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csp_tui.desk.freezing import Grounds, last_told
from csp_tui.desk.opening import Desk
from csp_tui.domain.book import Revised
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import Restatement, figures_differ, revised
from csp_tui.domain.statements import Statement
from csp_tui.storage.records import STATEMENT, Current, Head, Subject
from csp_tui.storage.view import View


def revised_since(desk: Desk, quarter: Quarter, found: Grounds) -> Mapping[tuple[str, str], Revised]:
    """What to ask about the earlier quarters of an open one, by measure and the partner who answers."""
    view, pack = desk.store.view(desk.partnership), last_told(desk, quarter.previous)
    stands = {row.subject: row for row in found.rows if row.subject.field == STATEMENT}
    told = frozenset[int]() if pack is None else view.told_numbers(pack)
    by_pack = () if pack is None else tuple(told_otherwise(desk, view, stands, told))
    since = _replaced(desk, view, quarter, stands, told, {(one.measure.uid, one.quarter) for one in by_pack})
    return revised(desk.plan, (*by_pack, *since))


def told_otherwise(
    desk: Desk, view: View, stands: Mapping[Subject, Current], told: frozenset[int]
) -> Iterator[Restatement]:
    """What the last pack told otherwise."""
    numbers = {row.head.number for row in stands.values() if row.head is not None}
    # Nearly all that was told still stands: by their numbers alone it is seen which does not, however much there is.
    for head in view.by_number(told - numbers).values():
        row = stands.get(head.subject)
        restated = None if row is None else _restated(desk, head, row.content)
        if restated is not None:
            yield restated


def _replaced(
    desk: Desk,
    view: View,
    quarter: Quarter,
    stands: Mapping[Subject, Current],
    told: frozenset[int],
    asked: set[tuple[str, Quarter]],
) -> Iterator[Restatement]:
    """What a newer extraction replaced and no pack has told since: of earlier quarters, and from files."""
    numbers = {
        row.head.number: row
        for subject, row in stands.items()
        if subject.quarter < str(quarter)
        and row.head is not None
        and row.head.origin is not None
        and row.head.number not in told
        and isinstance(row.content, Statement)
        and row.content.extracted is not None
    }
    for number, bases in view.replaced_by(numbers).items():
        row = numbers[number]
        restated = _restated(desk, bases[-1], row.content, unpacked=True)
        if restated is None or (restated.measure.uid, restated.quarter) in asked:
            continue
        was, now = restated.told.extracted, restated.now.extracted
        if now is not None and (was is None or was < now):
            yield restated


def _restated(desk: Desk, then: Head, now: object, *, unpacked: bool = False) -> Restatement | None:
    """A figure that was told and stands otherwise; None where a reader would be told the same."""
    measure, told = desk.plan.by_uid.get(then.subject.about), then.content
    if measure is None or not isinstance(told, Statement) or not isinstance(now, Statement):
        return None
    if not told.has_answer or not figures_differ(told, now):
        return None
    partner = then.subject.partner or then.returned_for or measure.suppliers[0]
    return Restatement(measure, partner, Quarter.parse(then.subject.quarter), told, now, unpacked)
