"""What stands otherwise now than issued packs told it, and which rules differ since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from csp_tui.desk.entering import EDIT
from csp_tui.desk.freezing import Grounds, grounds_of, issued_packs, last_told, latest_by_quarter
from csp_tui.desk.opening import Desk, day_of
from csp_tui.domain.book import HISTORY_QUARTERS
from csp_tui.domain.measures import Measure, Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import figures_differ
from csp_tui.domain.rules_changed import rules_changed as rules_between
from csp_tui.domain.statements import Statement
from csp_tui.packs.content import ChangeKind, ChangeTold
from csp_tui.storage.records import (
    ACCEPT,
    RESOLVE,
    STATEMENT,
    Bringing,
    Current,
    Head,
    KeptPack,
    Reopening,
    Subject,
)

_LAST_YEAR = 4  # quarters whose packs are looked back to


@dataclass(frozen=True, slots=True)
class _Differing:
    """A statement that a pack told one way and that stands another way now; `now` is the row that stands, if any."""

    pack: KeptPack
    plan: Plan
    subject: Subject
    kind: ChangeKind
    told: Statement | None
    now: Current | None


def changes(desk: Desk, quarter: Quarter) -> tuple[ChangeTold, ...]:
    """Every figure that readers were told otherwise, or told to be awaited, by the issued packs of the last year.

    Each quarter is compared with its own latest pack; an earlier quarter that has none, with the last pack that used
    its figures. What is only to check, or differs, changes nothing.
    """
    view = desk.store.view(desk.partnership)
    differing = list(_differing(desk, quarter))
    heads = [one.now.head for one in differing if one.now is not None and one.now.head is not None]
    brought = view.bringing([head.number for head in heads])
    reopened = {one.quarter: one for one in view.reopenings()}
    found = []
    for one in differing:
        again = reopened.get(one.subject.quarter)
        found.append(_told(desk, one, brought, again if again is not None and again.at >= one.pack.at else None))
    return tuple(change for change in found if change is not None)


def _differing(desk: Desk, quarter: Quarter) -> Iterator[_Differing]:
    packs = latest_by_quarter(issued_packs(desk))
    last = last_told(desk, quarter)
    if last is None:
        return
    rows = desk.store.current(desk.partnership, str(quarter.shifted(-HISTORY_QUARTERS)), str(quarter))
    stands = {row.subject: row for row in rows if row.subject.field == STATEMENT}
    for of, pack in packs.items():
        if quarter.shifted(-_LAST_YEAR) <= of <= quarter:
            yield from _compared(pack, grounds_of(desk, pack), stands, {str(of)}, awaited=True)
    never_issued = {subject.quarter for subject in stands} - {str(of) for of in packs}
    yield from _compared(last, grounds_of(desk, last), stands, never_issued, awaited=False)


def _compared(
    pack: KeptPack, then: Grounds, stands: Mapping[Subject, Current], quarters: set[str], *, awaited: bool
) -> Iterator[_Differing]:
    """What differs of these quarters; `awaited`: also what the pack told to be missing."""
    told = {row.subject: row for row in then.rows if row.subject.field == STATEMENT}
    for subject in sorted({*told, *stands}):
        now = stands.get(subject)
        if subject.quarter not in quarters:
            continue
        held = told[subject].content if subject in told else None
        was = held if isinstance(held, Statement) else None
        kind = _kind(was, now)
        if kind is not None and (awaited or kind is not ChangeKind.RECEIVED_AFTER_ISSUE):
            yield _Differing(pack, then.plan, subject, kind, was, now)


def _kind(told: Statement | None, row: Current | None) -> ChangeKind | None:
    if row is not None and row.in_conflict:
        return None  # figures that differ are told as such
    now = _statement(row)
    if told is None or not told.has_answer:
        return ChangeKind.RECEIVED_AFTER_ISSUE if now is not None and now.has_answer else None
    if now is None:
        return ChangeKind.WITHDRAWN
    return ChangeKind.REVISED if figures_differ(told, now) else None


def _statement(row: Current | None) -> Statement | None:
    return row.content if row is not None and isinstance(row.content, Statement) else None


def _told(
    desk: Desk, one: _Differing, brought: Mapping[int, Bringing], reopened: Reopening | None
) -> ChangeTold | None:
    measure = desk.plan.by_uid.get(one.subject.about) or one.plan.by_uid.get(one.subject.about)
    if measure is None:
        return None
    head = one.now.head if one.now is not None else None
    step = brought.get(head.number) if head is not None else None
    why = _why(head, step) if head is not None else ""
    # What was taken back whole, in a quarter that was open again, leaves nothing behind to date it by.
    by = step or head or reopened or one.pack
    return ChangeTold(
        measure,
        one.subject.partner or (head.returned_for if head is not None else "") or measure.suppliers[0],
        Quarter.parse(one.subject.quarter),
        one.kind,
        one.told,
        _statement(one.now),
        why or (reopened.reason if reopened is not None else ""),
        day_of(by.at),
        one.pack.id,
    )


def _why(head: Head, step: Bringing | None) -> str:
    """The reason that its partner gave, else that of the decision which let it stand."""
    if isinstance(head.content, Statement) and head.content.reason:
        return head.content.reason
    if step is None:
        return ""
    if step.kind in (ACCEPT, RESOLVE):
        return step.note.partition(", because ")[2]
    return step.note.partition(" withdrawn: ")[2] if step.kind == EDIT else ""


def rules_changed(desk: Desk, found: Grounds, quarter: Quarter) -> tuple[str, ...]:
    """Which rule of a quarter differs from the last pack's, a sentence each; none where no pack was issued yet."""
    pack = last_told(desk, quarter)
    if pack is None:
        return ()
    then = grounds_of(desk, pack)
    return (*rules_between(then.plan, found.plan), *_breaks_marked(found.plan, then.breaks, found.breaks))


def _breaks_marked(plan: Plan, then: Iterable[Current], now: Iterable[Current]) -> Iterator[str]:
    before = {row.subject: row.content for row in then}
    for row in now:
        measure: Measure | None = plan.by_uid.get(row.subject.about)
        if measure is not None and row.content is not None and before.get(row.subject) != row.content:
            yield f"{measure.id}: a break is marked from {Quarter.parse(row.subject.quarter).short}: {row.content}"
    for subject in sorted(before.keys() - {row.subject for row in now if row.content is not None}):
        if subject.about in plan.by_uid:
            yield f"{plan.by_uid[subject.about].id}: the break in {Quarter.parse(subject.quarter).short} is unmarked"
