"""Which figures of earlier quarters stand otherwise than the last pack told them, for the query that asks why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csp_tui.desk.freezing import Grounds, last_told
from csp_tui.desk.opening import Desk
from csp_tui.domain.book import Revised
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import Restatement, figures_differ, revised
from csp_tui.domain.statements import Statement
from csp_tui.storage.records import STATEMENT, KeptPack


def revised_since(desk: Desk, quarter: Quarter, found: Grounds) -> Mapping[tuple[str, str], Revised]:
    """What to ask about the earlier quarters of an open one, by measure and the partner who answers."""
    pack = last_told(desk, quarter.previous)
    return {} if pack is None else revised(desk.plan, _restatements(desk, found, pack))


def _restatements(desk: Desk, found: Grounds, pack: KeptPack) -> Iterator[Restatement]:
    view = desk.store.view(desk.partnership)
    stands = {row.subject: row for row in found.rows if row.subject.field == STATEMENT}
    numbers = {row.head.number for row in stands.values() if row.head is not None}
    # Nearly all that was told still stands: by their numbers alone it is seen which does not, however much there is.
    for head in view.by_number(view.told_numbers(pack) - numbers).values():
        row = stands.get(head.subject)
        measure = desk.plan.by_uid.get(head.subject.about)
        told, now = head.content, None if row is None else row.content
        if measure is None or not isinstance(told, Statement) or not isinstance(now, Statement):
            continue
        if told.has_answer and figures_differ(told, now):
            partner = head.subject.partner or head.returned_for or measure.suppliers[0]
            yield Restatement(measure, partner, Quarter.parse(head.subject.quarter), told, now)
