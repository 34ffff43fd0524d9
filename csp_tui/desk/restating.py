"""Which figures stand otherwise than the last pack told them, so that they are marked wherever they are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from csp_tui.desk.freezing import Grounds, last_told
from csp_tui.desk.opening import Desk
from csp_tui.desk.revising import told_otherwise
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Restated
from csp_tui.storage.records import STATEMENT


def restated_since(desk: Desk, quarter: Quarter, found: Grounds) -> Mapping[tuple[str, str], tuple[Restated, ...]]:
    """The figures of a quarter and those before it, the latest first, by measure and the partner who answers."""
    pack = last_told(desk, quarter)
    if pack is None:
        return {}
    view, told_in = desk.store.view(desk.partnership), Quarter.parse(pack.quarter)
    stands = {row.subject: row for row in found.rows if row.subject.field == STATEMENT}
    by_measure: dict[tuple[str, str], list[Restated]] = defaultdict(list)
    for one in told_otherwise(desk, view, stands, view.told_numbers(pack)):
        key = one.measure.uid, one.measure.answerer(one.partner)
        by_measure[key].append(Restated(one.quarter, one.told, one.now, told_in))
    latest_first = (sorted(ones, key=lambda one: one.quarter, reverse=True) for ones in by_measure.values())
    return {key: tuple(ones) for key, ones in zip(by_measure, latest_first, strict=True)}
