"""What stands otherwise now than issued packs told it, and which rules differ since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from csp_tui.desk.changed_texts import changed_texts
from csp_tui.desk.entering import EDIT
from csp_tui.desk.freezing import Grounds, grounds_of, issued_packs, last_told, latest_by_quarter
from csp_tui.desk.opening import Desk, day_of
from csp_tui.domain.book import HISTORY_QUARTERS
from csp_tui.domain.counting import counted
from csp_tui.domain.measures import Measure, Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import figures_differ
from csp_tui.domain.rules_changed import rules_changed as rules_between
from csp_tui.domain.statements import Statement
from csp_tui.packs.content import ChangeKind, ChangeTold, TextsChanged
from csp_tui.storage.records import (
    STATEMENT,
    Bringing,
    Current,
    Head,
    KeptPack,
    Reopening,
    Subject,
)

_LAST_YEAR = 4  # quarters whose packs are looked back to


class _Differing(Struct, frozen=True):
    """A statement that a pack told one way and that stands another way now; `now` is the row that stands, if any."""

    pack: KeptPack
    plan: Plan
    subject: Subject
    kind: ChangeKind
    told: Statement | None
    now: Current | None


class Changes(Struct, frozen=True):
    """What readers were told otherwise, or told to be missing."""

    figures: tuple[ChangeTold, ...] = ()
    texts: tuple[TextsChanged, ...] = ()


def changes_since(desk: Desk, quarter: Quarter) -> Changes:
    """Every figure and text that readers were told otherwise, or not, by the issued packs of the last year.

    Each quarter is compared with its own latest pack; figures of an earlier quarter that has none, with the last pack
    that used them. What is only to check, or differs, changes nothing.
    """
    last = last_told(desk, quarter)
    if last is None:
        return Changes()
    view = desk.store.view(desk.partnership)
    packs = latest_by_quarter(issued_packs(desk))
    told = {pack.id: (pack, grounds_of(desk, pack)) for pack in packs.values() if _reaches(pack, quarter)}
    rows = desk.store.current(desk.partnership, str(quarter.shifted(-HISTORY_QUARTERS)), str(quarter))
    stands = {row.subject: row for row in rows}
    reopened = {
        id: one
        for one in view.reopenings()
        for id, (pack, _) in told.items()
        if one.quarter == pack.quarter and one.at >= pack.at
    }
    figures = {subject: row for subject, row in stands.items() if subject.field == STATEMENT}
    never_issued = {subject.quarter for subject in figures} - {str(of) for of in packs}
    differing = [
        *(one for pack, then in told.values() for one in _compared(pack, then, figures, {pack.quarter}, awaited=True)),
        *_compared(last, grounds_of(desk, last), figures, never_issued, awaited=False),
    ]
    return Changes(
        tuple(_figures(desk, differing, reopened)),
        tuple(
            text
            for id, (pack, then) in told.items()
            for text in changed_texts(view, desk.plan, pack, then, stands, reopened.get(id))
        ),
    )


def told_since(desk: Desk, quarter: Quarter) -> str:
    """`2 figures and 1 text`: what of a quarter is not in its issued pack; empty where nothing is."""
    since = changes_since(desk, quarter)
    figures = sum(change.quarter == quarter for change in since.figures)
    texts = sum(len(change.what) for change in since.texts if change.quarter == quarter)
    counts = [counted(number, noun) for number, noun in ((figures, "figure"), (texts, "text")) if number]
    return " and ".join(counts)


def _reaches(pack: KeptPack, quarter: Quarter) -> bool:
    return quarter.shifted(-_LAST_YEAR) <= Quarter.parse(pack.quarter) <= quarter


def _figures(desk: Desk, differing: list[_Differing], reopened: Mapping[str, Reopening]) -> Iterator[ChangeTold]:
    heads = [one.now.head for one in differing if one.now is not None and one.now.head is not None]
    brought = desk.store.view(desk.partnership).bringing([head.number for head in heads])
    for one in differing:
        change = _told(
            desk, one, brought, reopened.get(one.pack.id) if one.subject.quarter == one.pack.quarter else None
        )
        if change is not None:
            yield change


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
    if step.because:
        return step.because
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
