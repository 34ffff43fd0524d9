"""What another version of a form stands in for: cells that could not be read, or came back empty, and which wait.

Settling what waits is the part of `accepting`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from csp_tui.desk.opening import Desk
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.returns import keeping
from csp_tui.returns.checking import Reason
from csp_tui.returns.layout import RETURN
from csp_tui.returns.summary import place
from csp_tui.storage.receiving import Version
from csp_tui.storage.records import STATEMENT, Item
from csp_tui.storage.view import View


class UnreadCell(Struct, frozen=True):
    """A cell of a return that could not be read: whose, where it stands, what it shows, and what became of it."""

    partner: str
    where: str
    shown: str
    fate: str

    @property
    def sentence(self) -> str:
        """It as it stands beside what was said."""
        shown = f' "{self.shown}",' if self.shown else ""
        return f"{self.partner or 'Nobody named'}:{shown} received in {self.where}, could not be taken in; {self.fate}"


def unread_cells(desk: Desk, quarter: Quarter, measure: Measure, partner: str | None = None) -> tuple[UnreadCell, ...]:
    """The cells of a figure that came and could not be read, also those that nobody needs to look at any more.

    Where a partner is named, only its own.
    """
    view = desk.store.view(desk.partnership)
    items = [
        item
        for item in view.items_of(str(quarter), measure.id, Reason.UNREADABLE)
        if partner is None or item.returned_for in ("", partner)
    ]
    settled, replaced = view.settled([item.id for item in items]), _replacing(desk, view, items)
    files = _files(view, {item.form for item in items if item.id in replaced})
    fates = {item.id: f"superseded by {files[replaced[item.id]]}." for item in items if item.id in replaced}
    fates |= dict.fromkeys(settled, "noted as seen.")
    return tuple(
        UnreadCell(
            item.returned_for,
            place(item.origin.file, item.origin.sheet, item.origin.cell),
            keeping.shown_of(item.kept),
            fates.get(item.id, "it waits to be looked at."),
        )
        for item in items
    )


def _files(view: View, forms: Collection[str]) -> Mapping[str, str]:
    """The name under which each version of these forms came, by its content."""
    return {receipt.content_hash: receipt.file for receipt in view.receipts_of(forms, ())} if forms else {}


def superseded(desk: Desk, view: View, items: Collection[Item]) -> frozenset[str]:
    """Those of these items, by id, whose cell could not be read and that another version of its form has replaced.

    With them those of what a version left empty and a later one gives again. A person said that the other version
    counts, or it came later, without a question; and it says something of the row. What could not be read of a version
    that was said to count, or that came after that, waits.
    """
    unread = [item for item in items if item.reason == Reason.UNREADABLE]
    return frozenset(_replacing(desk, view, unread)) | _given_again(view, items)


def _given_again(view: View, items: Iterable[Item]) -> frozenset[str]:
    """Those that ask of what a version of a form left empty, where one that came later says something of it."""
    empty = [item for item in items if item.reason == Reason.WITHDRAW and keeping.asks_of_versions(item.kept)]
    if not empty:
        return frozenset()
    versions = view.versions_of({item.form for item in empty}, Reason.CORRECTED)
    came = view.brought_first([item.id for item in empty])
    again = set()
    for item in empty:
        asked = keeping.kept_withdrawal(item.kept)
        later = (one for one in versions if one.form == item.form and one.step > came[item.id])
        if any((asked.subject, asked.returned_for) in one.says for one in later):
            again.add(item.id)
    return frozenset(again)


def _replacing(desk: Desk, view: View, unread: Collection[Item]) -> Mapping[str, str]:
    """Those of these cells, by id, that another version of their form stands in for, with the hash of that version."""
    if not unread:
        return {}
    versions = view.versions_of({item.form for item in unread}, Reason.CORRECTED)
    came = view.brought_first([item.id for item in unread])
    found = (
        (item.id, _replaces(desk, view, item, came[item.id], [one for one in versions if one.form == item.form]))
        for item in unread
    )
    return {id: by for id, by in found if by is not None}


def _replaces(desk: Desk, view: View, item: Item, came: int, versions: Collection[Version]) -> str | None:
    """Which of the versions of a form stands in for what could not be read of the one that came with a step."""
    said = [one for one in versions if one.raised]
    last = max(said, key=lambda one: (one.raised, one.step), default=None)
    if last is None or last.step <= came:
        later = (one for one in versions if one.step > came and one.content_hash != item.content_hash)
        stands_in = (one for one in later if _states(desk, one, item, chosen=False) or _unread_too(view, item, one))
        return next((one.content_hash for one in stands_in), None)
    if last.content_hash == item.content_hash:
        return None
    parts = (one for one in versions if (one.step, one.content_hash) == (last.step, last.content_hash))
    says = any(_states(desk, one, item, chosen=True) for one in parts) or _unread_too(view, item, last)
    return last.content_hash if says else None


def _unread_too(view: View, item: Item, version: Version) -> bool:
    """Whether the row could not be read in that version either: then its own cell waits."""
    alike = view.items_of(item.quarter, item.measure, item.reason)
    return any((one.content_hash, one.origin.sheet) == (version.content_hash, item.origin.sheet) for one in alike)


def _states(desk: Desk, version: Version, item: Item, *, chosen: bool) -> bool:
    """Whether a version says something of the row in which a cell of another could not be read.

    Nobody can tell which text of a row such a cell was: only a version that was chosen stands in for it by another.
    """
    who, figures = item.returned_for, item.origin.sheet == RETURN
    measure, indicator = desk.plan.by_id.get(item.measure), desk.plan.by_code.get(item.measure)
    abouts = {one.uid for one in (measure, indicator) if one is not None}
    return any(
        (subject.about in abouts and subject.quarter == item.quarter and who in ("", returned_for))
        and (subject.field == STATEMENT if figures else chosen and subject.field != STATEMENT)
        for subject, returned_for in version.says
    )
