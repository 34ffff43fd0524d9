"""Taking returns in, and taking a merge back: plan_merge, merge, merges, brought, what_sleeps, undo_merge, receipts.

What a statement does to what is stored is worked out in `returns.merge`; conflicts and what is to check are settled
in `deciding`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.closing import closed_quarters, refuse_closed
from csp_tui.desk.collecting import without_collecting
from csp_tui.desk.contacts import contacts, rows_of
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.reading import digest
from csp_tui.desk.receipts import as_told
from csp_tui.desk.waiting import issued_quarters, label
from csp_tui.domain.commentary import NOTHING_TO_REPORT
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import field_title
from csp_tui.domain.quarters import Quarter
from csp_tui.returns import keeping
from csp_tui.returns.batch import Batch
from csp_tui.returns.cells import cited
from csp_tui.returns.checking import Ground, Reason
from csp_tui.returns.merge import plan_merge as plan_of
from csp_tui.returns.planned import MergePlan, Stored
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.summary import MergeSummary, place
from csp_tui.returns.telling import in_words, source
from csp_tui.storage.heads import waking
from csp_tui.storage.receiving import Merge
from csp_tui.storage.records import HISTORY, MERGE, STATEMENT, Head, Intake, Receipt
from csp_tui.storage.view import View

BEFORE_MERGE = "before a merge"  # in the name of the backup made then
BEFORE_UNDO = "before undoing a merge"
STORING = "Storing"  # the last that is told: from then on it is not stopped halfway
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of the steps are done, and how many there are; may raise to cancel."""

Read = Return | Refused


class MergeError(UserError):
    """A merge that cannot be taken in or back; the message says why, and what to do."""


def plan_merge(
    desk: Desk, reads: Iterable[Read], quarter: Quarter | None = None, *, replace_corrected: bool = False
) -> MergeSummary:
    """What a merge of these returns would do; nothing is stored.

    `quarter` is the one asked for: a return for another is to check. `replace_corrected` says yes for corrected forms.
    """
    batch = Batch(_ground(desk, quarter, replace_corrected=replace_corrected))
    for read in reads:
        batch.add(read)
    plan = _planned(desk.store.view(desk.partnership), batch, batch.ground)
    return MergeSummary(plan.files, plan.statements, plan.items, None, digest(desk))


@without_collecting()
def merge(
    desk: Desk,
    reads: Iterable[Read],
    quarter: Quarter | None = None,
    *,
    replace_corrected: bool = False,
    progress: Progress | None = None,
) -> MergeSummary:
    """Take these returns in, all in one transaction, after a backup of the file; with the summary of the dry run.

    Nothing is stored, and there is no merge to take back, when every file was refused. A progress callback may raise
    to cancel: then nothing is stored either.
    """
    tell = progress or (lambda _text, _done, _all: None)
    ground = _ground(desk, quarter, replace_corrected=replace_corrected)
    batch = Batch(ground)
    for number, read in enumerate(reads):
        tell(f"Read {read.file}", number, 0)
        batch.add(read)
    total = len(batch)
    desk.store.verify_before_writing()
    if batch.returns:
        tell("Making a backup", total, total)
        desk.store.back_up(BEFORE_MERGE, ground.at)
    plans: list[MergePlan] = []

    def work_out(view: View) -> Intake | None:
        tell("Comparing with what is stored", total, total)
        plans.append(_planned(view, batch, replace(ground, issued=frozenset(closed_quarters(view)))))
        tell(STORING, total, total)
        return plans[0].intake

    merged = desk.store.take_in(
        desk.partnership,
        work_out,
        kind=MERGE,
        author=desk.by,
        at=ground.at,
        note=batch.note,
        plan_version=desk.plan.version,
    )
    plan = plans[0]
    return MergeSummary(plan.files, plan.statements, plan.items, merged, digest(desk))


def _ground(desk: Desk, quarter: Quarter | None, *, replace_corrected: bool) -> Ground:
    rows = {}
    for contact in contacts(desk):
        if contact.rows:
            rows[contact.partner, contact.name] = frozenset(measure.uid for measure, _ in rows_of(desk, contact))
    return Ground(
        desk.partnership,
        desk.plan,
        desk.by,
        now(),
        quarter,
        issued_quarters(desk),
        rows,
        replace_corrected,
    )


def _planned(view: View, batch: Batch, ground: Ground) -> MergePlan:
    """What a merge of these does; the batch is empty afterwards."""
    receipts = view.receipts_of(batch.forms, batch.senders)
    forms = {receipt.form for receipt in receipts}
    settled, questions = view.settled_of(forms), view.kept_of(forms, Reason.CORRECTED)
    slept = view.slept_of({receipt.merge for receipt in receipts if not receipt.active})
    typed = _typed_before(view, batch, receipts)
    batch.subjects.update(head.subject for heads in typed.values() for head in heads)
    known, current = view.known(batch.subjects), view.current_of(batch.subjects)
    return plan_of(batch, ground, Stored(known, current, receipts, settled, slept, questions, typed))


def _typed_before(view: View, batch: Batch, receipts: Iterable[Receipt]) -> Mapping[str, Sequence[Head]]:
    """What was typed before into those of these forms that come with something else in them than they came with."""
    came = {(receipt.form, receipt.content_hash) for receipt in receipts if receipt.taken_in}
    contents = Counter(form for form, _ in came | batch.typed)
    typed = view.typed_into({form for form, _ in batch.typed if contents[form] > 1} & {form for form, _ in came})
    heads = view.stored([id for ids in typed.values() for id in ids])
    return {form: [heads[id] for id in ids] for form, ids in typed.items()}


# -- what was merged, and taking it back -----------------------------------------------------------------------------


def merges(desk: Desk) -> tuple[Merge, ...]:
    """Every merge and every import of past figures, newest first; those taken back are not active."""
    return tuple(desk.store.view(desk.partnership).merges())


def receipts(desk: Desk) -> tuple[Receipt, ...]:
    """Every file that a merge was given, duplicates too, oldest first."""
    return as_told(desk, desk.store.view(desk.partnership).receipts())


class Brought(Struct, frozen=True):
    """A statement that a merge brought: what it says, from where, and whether that still stands.

    It stands too where a decision, or an entry since, says the same.
    """

    measure: str
    quarter: str
    partner: str
    says: str
    source: str
    stands: bool


def brought(desk: Desk, number: int) -> tuple[Brought, ...]:
    """What a merge brought: first what its files say, in the order in which it was stored, then what they repeat."""
    view = desk.store.view(desk.partnership)
    came = [(receipt.file, receipt.merge) for receipt in view.receipts()]
    files = {file for file, merge in came if merge == number}
    before = {file for file, _ in came} - files  # what a file repeats names the one that said it first
    heads = sorted(
        view.stored(view.carried_by(number)).values(),
        key=lambda head: (head.origin is None or head.origin.file not in files, head.number),
    )
    standing = view.heads(view.known({head.subject for head in heads}))
    return tuple(
        Brought(
            label(desk, head.subject.about),
            head.subject.quarter,
            head.returned_for,
            _named_words(head),
            f"as before in {source(head)}" if head.origin and head.origin.file in before else source(head),
            any(head.revision == one.revision or head.content == one.content for one in standing.get(head.subject, ())),
        )
        for head in heads
    )


def _named_words(head: Head) -> str:
    """What it says; a text, or a figure beside the plan's, with what it is called."""
    field, words = head.subject.field, in_words(head.subject.field, head.content)
    return words if field in (STATEMENT, NOTHING_TO_REPORT) else f"{field_title(field)}: {words}"


class Sleeper(Struct, frozen=True):
    """An edit or a decision that goes to sleep when the merge it is based on is undone."""

    measure: str
    quarter: str
    partner: str
    says: str
    by: str
    at: datetime


class UndoneMerge(Struct, frozen=True):
    """A merge that was taken back, with what went to sleep, and the digest of the state without it."""

    merge: Merge
    sleepers: tuple[Sleeper, ...]
    digest: str


def what_sleeps(desk: Desk, number: int) -> tuple[Sleeper, ...]:
    """The edits and decisions that undoing a merge would put to sleep, oldest first; to be shown before that.

    Raises MergeError for a merge that there is not, that is taken back already, or that a closed quarter rests on.
    """
    _active_merge(desk, number)
    view = desk.store.view(desk.partnership)
    gone = view.resting_on(number)
    falling = set(gone - view.carried_by(number))
    for ones in view.known(view.touched_by(number)).values():
        links = [one.link for one in ones]
        after = [replace(link, active=False, received=False) if link.id in gone else link for link in links]
        falling |= waking(links) - waking(after) - gone
    heads = sorted(view.stored(falling).values(), key=lambda head: head.number)
    return (*(_sleeper(desk, head, head.author, head.at) for head in heads), *_decisions(desk, view, number, falling))


def _decisions(desk: Desk, view: View, number: int, told: Collection[str]) -> Iterator[Sleeper]:
    """What was decided of what a merge brought to check, but for what accepting it took in, which is `told`."""
    decided = [one for one in view.decided_by_way_of(number) if one.revision not in told]
    heads = view.stored({one.revision for one in decided} - {""})
    for one in decided:
        item, where = one.item, place(one.item.origin.file, one.item.origin.sheet, one.item.origin.cell)
        if one.revision:  # a version of a form that was said to count
            yield _sleeper(desk, heads[one.revision], one.author, one.at)
        else:
            shown = keeping.shown_of(item.kept) if keeping.kind_of(item.kept) == keeping.NOTHING else ""
            says = f"noted as seen: {f'{cited(shown)} in ' if shown else ''}{where}"
            yield Sleeper(item.measure, item.quarter, item.returned_for, says, one.author, one.at)


def _sleeper(desk: Desk, head: Head, by: str, at: datetime) -> Sleeper:
    subject = head.subject
    return Sleeper(label(desk, subject.about), subject.quarter, head.returned_for, _named_words(head), by, at)


def undo_merge(desk: Desk, number: int) -> UndoneMerge:
    """Take a merge back: what stands is then as if it had never come. Merging its files again brings all back.

    A backup is made first. Raises MergeError as `what_sleeps` does.
    """
    sleepers = what_sleeps(desk, number)
    found = _active_merge(desk, number)
    desk.store.verify_before_writing()
    at = now()
    desk.store.back_up(BEFORE_UNDO, at)
    desk.store.undo_merge(desk.partnership, number, desk.by, at, guard=refuse_closed)
    return UndoneMerge(found, sleepers, digest(desk))


def merge_numbered(desk: Desk, number: int) -> Merge:
    """The merge of a number, taken back or not; raises MergeError where there is none."""
    found = next((merge for merge in merges(desk) if merge.number == number), None)
    if found is None:
        known = ", ".join(str(merge.number) for merge in merges(desk)[:5] if merge.active) or "none"
        raise MergeError(f"There is no merge {number}; the latest that can be undone: {known}.")
    return found


def merge_name(merge: Merge) -> str:
    """`Merge 7`, or `Import 7` where past figures came from a file."""
    return f"{'Import' if merge.kind == HISTORY else 'Merge'} {merge.number}"


def _active_merge(desk: Desk, number: int) -> Merge:
    found = merge_numbered(desk, number)
    if not found.active:
        raise MergeError(
            f"{merge_name(found)} was undone already, by {found.undone_by}; take its files in again if need be."
        )
    if closed := why_it_stays(desk, number):
        raise MergeError(closed)
    return found


def why_it_stays(desk: Desk, number: int) -> str:
    """Why a merge cannot be taken back now: it holds figures of a closed quarter; empty where it can be."""
    closed = issued_quarters(desk)
    touched = {subject.quarter for subject in desk.store.view(desk.partnership).touched_by(number)} if closed else set()
    if not touched & closed:
        return ""
    return (
        f"{merge_name(merge_numbered(desk, number))} holds figures of {', '.join(sorted(touched & closed))}, whose pack"
        " is issued; reopen the quarter first."
    )
