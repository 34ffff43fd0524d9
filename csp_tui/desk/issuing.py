"""Issuing packs and opening quarters again: issue, reopen, packs, write_again.

An issued pack is kept as its bytes with all that it was made from, in the same transaction that closes its quarter;
only then is it written into a folder. So a file never says "issued" of a pack that is not, and one that was not
written, or was lost, can be written again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.changes import changes_since
from csp_tui.desk.closing import PACK_ABOUT, closed_quarters
from csp_tui.desk.exporting import ExportCancelledError, Exported, told_protected, what_waits, written_beside
from csp_tui.desk.folders import written_here
from csp_tui.desk.freezing import (
    ISSUED_KIND,
    Grounds,
    grounds,
    grounds_of,
    issued_packs,
    latest_by_quarter,
    pack_closing,
)
from csp_tui.desk.members import questions_of_members
from csp_tui.desk.opening import Desk, day_of, now
from csp_tui.desk.ratings import ratings_text
from csp_tui.desk.telling import STEPS, Gathered, Progress, gathered, tell_nobody
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import ISSUED, closes
from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.beside import NOTHING_BESIDE, Beside, MadeBeside, make_beside
from csp_tui.packs.content import ChangeKind, Issue
from csp_tui.packs.writing import make_pack
from csp_tui.plans.reading import plan_from_text
from csp_tui.plans.writing import plan_as_json
from csp_tui.storage.kept_packs import BESIDE, REOPEN
from csp_tui.storage.records import Draft, KeptPack, Reopening, Subject, Volume
from csp_tui.storage.view import Guard, View
from csp_tui.workbooks.errors import WorkbookError
from csp_tui.workbooks.filing import write_file
from csp_tui.workbooks.passwords import Password, locked

ISSUE: Final = "issue"  # the kind of the step that issues a pack; undo passes over it
BEFORE_ISSUE: Final = "before issuing"  # in the name of the backup made then
_NOT_COORDINATORS: Final = ("lead", "supplier")


class IssueError(UserError):
    """A pack that cannot be issued, found or opened again; the message says why, and what to do."""


class NotWrittenError(IssueError):
    """A pack that is issued and kept, and could not be written into its folder."""


def issue(
    desk: Desk,
    quarter: Quarter,
    folder: Path,
    *,
    exact: bool = False,
    progress: Progress | None = None,
    beside: Beside = NOTHING_BESIDE,
    password: Password | None = None,
) -> Exported:
    """Issue the pack of a quarter: keep it with all that it was made from, close the quarter, write the file.

    `exact` tells small counts of people as they are, and marks the pack OFFICIAL-SENSITIVE. A password protects the
    file; the pack that is kept has none. Raises IssueError where nothing is issued, NotWrittenError where only the file
    could not be written. A progress callback may raise ExportCancelledError until the pack is put on record.
    """
    tell = progress or tell_nobody
    desk.store.verify_before_writing()
    seen = desk.store.view(desk.partnership).latest()
    earlier = may_issue(desk, quarter, exact=exact)
    at = now()
    told = gathered(desk, quarter, tell, issue=_numbered(desk, quarter, earlier, at, exact=exact), exact=exact)
    tell("Writing the workbook", 2, STEPS)
    made, others = make_pack(told.content), make_beside(told.content, beside, password)
    sealed = locked(made.packed, password)
    volume = _volume(desk, told, made.packed, at)
    tell("Putting it on record", 3, STEPS)
    desk.store.back_up(BEFORE_ISSUE, at)
    desk.store.keep_pack(
        desk.partnership,
        volume,
        [Draft(Subject(PACK_ABOUT, str(quarter), "", ISSUED), volume.pack.id)],
        kind=ISSUE,
        note=f"pack {volume.pack.id} issued",
        guard=_nothing_said_since(seen),
        beside=[_beside(volume.pack, one) for one in others],
    )
    path, renamed_because = _written(desk, volume.pack, sealed, folder)
    files, notes = written_beside(desk, others, path, volume.pack.filename, password)
    with suppress(ExportCancelledError):
        tell("Written", STEPS, STEPS)
    return Exported(
        path,
        files,
        False,
        told.content.digest,
        f"The pack {volume.pack.id} for {quarter.label} is issued and in {path}. The quarter is closed; nothing has"
        f" been sent.{told_protected(password)}",
        tuple(w for w in (renamed_because, *notes, *made.warnings, _draft_left(told, path)) if w),
        what_waits(told.content.status, beside_members=True),
        volume.pack.id,
        questions_of_members(desk, told.content),
    )


def _draft_left(told: Gathered, path: Path) -> str:
    """That a draft still lies beside the pack that is issued now; empty where none does."""
    draft = path.with_name(replace(told.content, issue=None).filename)
    return f"{draft.name} still lies beside it: that is the draft, not this pack." if draft.exists() else ""


def may_issue(desk: Desk, quarter: Quarter, *, exact: bool = False) -> KeptPack | None:
    """The pack that an issue would replace, None where it is the first. Raises IssueError where nothing is issued."""
    coordinator_only(desk, "issues packs")
    earlier = latest_by_quarter(issued_packs(desk)).get(desk.plan.require_quarter(quarter))
    _refuse_needless(desk, quarter, grounds(desk, quarter), earlier, exact=exact)
    return earlier


def coordinator_only(desk: Desk, does: str) -> None:
    """Raise IssueError where this copy's user has said to be a lead or a supplier."""
    if desk.role in _NOT_COORDINATORS:
        raise IssueError(
            f"Only the coordinator {does}, and you work here as {desk.role}; if you are the coordinator now:"
            " csp-tui settings role coordinator."
        )


def _refuse_needless(
    desk: Desk, quarter: Quarter, made_from: Grounds, earlier: KeptPack | None, *, exact: bool
) -> None:
    """Raise IssueError where nothing is in, or where the quarter is closed by a pack that says the same."""
    if not _says(made_from, quarter):
        raise IssueError(f"Nothing is in for {quarter.short}, so there is nothing to issue.")
    closing = pack_closing(desk, quarter)
    if closing is None or earlier is None or closing.exact != exact:
        return
    if _says(made_from, quarter) == _says(grounds_of(desk, closing), quarter):
        raise IssueError(
            f"{quarter.short} is issued as {closing.id}, and nothing was accepted for it since. To write that pack"
            f" again: csp-tui pack {closing.id}."
        )


def _says(found: Grounds, quarter: Quarter) -> frozenset[tuple[Subject, str, bool]]:
    """All that is said of the quarter itself, and whether it differs."""
    return frozenset(
        (row.subject, row.head.said, row.differs)
        for row in found.told(quarter)
        if row.head is not None and row.subject.quarter == str(quarter) and closes(row.subject.field)
    )


def _numbered(desk: Desk, quarter: Quarter, earlier: KeptPack | None, at: datetime, *, exact: bool) -> Issue:
    """Which issue this is; for a later one, the pack that it replaces and why."""
    if earlier is None:
        return Issue(1, day_of(at), desk.by)
    again = [one.reason for one in _reopenings(desk, earlier)]
    because = [again[-1] if again else _what_came(desk, quarter)]
    if earlier.exact != exact:
        because.append(f"Small counts of people are {'told exactly' if exact else 'masked'} now.")
    said = " ".join(filter(None, because)) or "More was said of the quarter since."
    return Issue(earlier.number + 1, day_of(at), desk.by, earlier.id, said, day_of(earlier.at))


def _what_came(desk: Desk, quarter: Quarter) -> str:
    """`1 figure revised and 2 texts received after issue.`; empty where no figure and no text differs."""
    since = changes_since(desk, quarter)
    figures = Counter(change.kind for change in since.figures if change.quarter == quarter)
    texts = Counter[ChangeKind]()
    for change in since.texts:
        texts[change.kind] += len(change.what) if change.quarter == quarter else 0
    counts = [
        f"{counted[kind]} {noun if counted[kind] == 1 else f'{noun}s'} {kind}"
        for noun, counted in (("figure", figures), ("text", texts))
        for kind in ChangeKind
        if counted[kind]
    ]
    return f"{' and '.join(counts)}." if counts else ""


def _volume(desk: Desk, told: Gathered, packed: bytes, at: datetime) -> Volume:
    content, found = told.content, told.grounds
    assert content.issue is not None
    quarter = content.status.quarter
    pack = KeptPack(
        f"{quarter}-{content.issue.number}",
        str(quarter),
        ISSUED_KIND,
        content.issue.number,
        at,
        desk.by,
        content.marking,
        content.exact_small_numbers,
        content.digest,
        found.plan.version,
        content.issue.replaces,
        content.issue.because,
        content.filename,
        hashlib.sha256(packed).hexdigest(),
        len(packed),
    )
    stood = {row.head.number: row.differs for row in found.told(quarter) if row.head is not None}
    return Volume(pack, packed, _plan_text(found.plan), ratings_text(content.status), told=stood)


def _beside(pack: KeptPack, made: MadeBeside) -> Volume:
    """A file that goes beside a pack, kept as the pack is."""
    kept = replace(
        pack,
        id=f"{pack.id} {made.filename}",
        kind=BESIDE,
        replaces="",
        because="",
        filename=made.filename,
        sha256=hashlib.sha256(made.packed).hexdigest(),
        size=len(made.packed),
    )
    return Volume(kept, made.packed)


def _plan_text(plan: Plan) -> str:
    """The plan as it is kept; looked at before it is, since the closed quarter will be assessed by it."""
    text = plan_as_json(plan)
    if plan_from_text(text, checked=False).version != plan.version:
        raise IssueError("The plan as it stands cannot be kept with the pack, so nothing is issued; look at settings.")
    return text


def _nothing_said_since(seen: tuple[int, int]) -> Guard:
    """What is put on record must be what stands at that moment."""

    def guard(view: View, _subjects: Collection[Subject]) -> None:
        if view.latest() != seen:
            raise IssueError(
                "Something was stored while the pack was being made, so nothing is issued; issue it again."
            )

    return guard


def _written(desk: Desk, pack: KeptPack, packed: bytes, folder: Path) -> tuple[Path, str | None]:
    try:
        return write_file(packed, folder, pack.filename, written_here(desk))
    except WorkbookError as error:
        raise NotWrittenError(
            f"The pack {pack.id} is issued and kept, but its file could not be written. {error} To write it:"
            f" csp-tui pack {pack.id} --out DIR."
        ) from error


# -- opening a quarter again -----------------------------------------------------------------------------------------


def reopen(desk: Desk, quarter: Quarter, reason: str) -> str:
    """Open a closed quarter again, for a reason that is kept; its pack stays on record. Gives that pack's id.

    Raises IssueError where the quarter is not closed or no reason is given.
    """
    coordinator_only(desk, "opens a quarter again")
    why = clean_text(reason)
    id = closed_quarters(desk.store.view(desk.partnership)).get(str(desk.plan.require_quarter(quarter)))
    if id is None:
        raise IssueError(f"{quarter.short} is open: no pack of it is issued.")
    if not why:
        raise IssueError("Say why: the reason is kept, and stands on the pack that replaces this one.")
    desk.store.append(
        desk.partnership,
        [Draft(Subject(PACK_ABOUT, str(quarter), "", ISSUED), None)],
        kind=REOPEN,
        author=desk.by,
        at=now(),
        note=why,
        plan_version=desk.plan.version,
    )
    return id


def _reopenings(desk: Desk, pack: KeptPack) -> list[Reopening]:
    found = desk.store.view(desk.partnership).reopenings()
    return [one for one in found if one.quarter == pack.quarter and one.at >= pack.at]


# -- what is on record -----------------------------------------------------------------------------------------------


class OnRecord(Struct, frozen=True):
    """A pack on record. `closes` tells that its quarter is closed by it; `replaced_by` names the pack after it.

    `reopened` is how its quarter was opened again before another pack was issued, if it was.
    """

    pack: KeptPack
    closes: bool = False
    replaced_by: str | None = None
    reopened: Reopening | None = None


def packs(desk: Desk) -> tuple[OnRecord, ...]:
    """Every pack on record, oldest first, public copies too."""
    view = desk.store.view(desk.partnership)
    kept = _kept(desk)
    closed = closed_quarters(view)
    after = {pack.replaces: pack for pack in kept if pack.replaces}
    return tuple(_on_record(desk, pack, closed.get(pack.quarter) == pack.id, after.get(pack.id)) for pack in kept)


def _kept(desk: Desk) -> list[KeptPack]:
    """The packs themselves, without what went beside them."""
    return [pack for pack in desk.store.view(desk.partnership).packs() if pack.kind != BESIDE]


def _on_record(desk: Desk, pack: KeptPack, closes_it: bool, after: KeptPack | None) -> OnRecord:
    if pack.kind != ISSUED_KIND:
        return OnRecord(pack)
    again = [one for one in _reopenings(desk, pack) if after is None or one.at < after.at]
    return OnRecord(pack, closes_it, None if after is None else after.id, again[-1] if again else None)


def pack_named(desk: Desk, id: str) -> KeptPack:
    """A pack on record by its id in any case; raises IssueError."""
    wanted = id.strip().casefold()
    kept = _kept(desk)
    found = next((pack for pack in kept if pack.id.casefold() == wanted), None)
    if found is None:
        listed = ", ".join(pack.id for pack in kept[-5:]) or "none yet"
        raise IssueError(f'There is no pack "{id.strip()[:40]}" on record; there are {listed}.')
    return found


class WrittenAgain(Struct, frozen=True):
    """A pack that was written again, byte for byte, and what is to be known of it.

    `files` are all that were written, the pack first: what was issued beside it too.
    """

    pack: KeptPack
    path: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...]


def write_again(desk: Desk, id: str, folder: Path, password: Password | None = None) -> WrittenAgain:
    """Write a pack again with what was issued beside it, exactly as it was, protected where a password is given.

    Raises IssueError where the kept bytes are damaged.
    """
    pack = pack_named(desk, id)
    packed, others = _bytes(desk, pack), _issued_beside(desk, pack)
    path, renamed_because = write_file(locked(packed, password), folder, pack.filename, written_here(desk))
    files, notes = written_beside(desk, others, path, pack.filename, password)
    if password is not None and not all(one.protectable for one in others):
        notes = (*notes, "The tidy data that was issued beside it cannot have a password, and is not written again.")
    return WrittenAgain(pack, path, files, tuple(note for note in (renamed_because, *notes) if note))


def _bytes(desk: Desk, pack: KeptPack) -> bytes:
    packed = desk.store.view(desk.partnership).packed(pack)
    if hashlib.sha256(packed).hexdigest() != pack.sha256:
        raise IssueError(
            f"The bytes of {pack.id} in {desk.location} are not those that were issued, so they are not written; go"
            " back to a backup, or to a copy of the file that was sent."
        )
    return packed


def _issued_beside(desk: Desk, pack: KeptPack) -> tuple[MadeBeside, ...]:
    """What was issued beside a pack; nothing was beside a public copy."""
    if pack.kind != ISSUED_KIND:
        return ()
    every = desk.store.view(desk.partnership).packs()
    own = [one for one in every if one.kind == BESIDE and (one.quarter, one.number) == (pack.quarter, pack.number)]
    return tuple(MadeBeside(one.filename, _bytes(desk, one)) for one in own)
