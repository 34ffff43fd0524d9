"""Which cells that could not be read need no one any more, as another version of their form stands in for their own."""

from __future__ import annotations

from collections.abc import Collection

from csp_tui.desk.opening import Desk
from csp_tui.returns.checking import Reason
from csp_tui.returns.layout import RETURN
from csp_tui.storage.receiving import Version
from csp_tui.storage.records import STATEMENT, Item
from csp_tui.storage.view import View


def superseded(desk: Desk, view: View, items: Collection[Item]) -> frozenset[str]:
    """Those of these items, by id, whose cell could not be read and that a later version of its form has replaced.

    A person said that the other version counts; or it came later, without a question, and states the row. What could
    not be read of a version that was said to count, or that came after that, waits.
    """
    unread = [item for item in items if item.reason == Reason.UNREADABLE]
    if not unread:
        return frozenset()
    versions = view.versions_of({item.form for item in unread}, Reason.CORRECTED)
    came = view.brought_first([item.id for item in unread])
    return frozenset(
        item.id
        for item in unread
        if _replaced(desk, item, came[item.id], [one for one in versions if one.form == item.form])
    )


def _replaced(desk: Desk, item: Item, came: int, versions: Collection[Version]) -> bool:
    """Whether one of the versions of a form stands in for what could not be read of the one that came with a step."""
    said = [one for one in versions if one.raised]
    last = max(said, key=lambda one: (one.raised, one.step), default=None)
    if last is not None and last.step > came:
        return last.content_hash != item.content_hash
    others = (one for one in versions if one.step > came and one.content_hash != item.content_hash)
    return any(_states(desk, one, item) for one in others)


def _states(desk: Desk, version: Version, item: Item) -> bool:
    """Whether a version states the row of figures in which a cell of another could not be read."""
    measure = desk.plan.by_id.get(item.measure)
    if measure is None or item.origin.sheet != RETURN:
        return False  # a text, of which nobody can tell which of its fields the cell was
    row, who = (measure.uid, item.quarter, STATEMENT), item.returned_for
    return any(
        (subject.about, subject.quarter, subject.field) == row and who in ("", returned_for)
        for subject, returned_for in version.says
    )
