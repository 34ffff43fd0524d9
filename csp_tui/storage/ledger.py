"""Writing the ledger within a transaction of the store's: revisions, undo and redo, the cache of what stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Dialect, bindparam, delete, insert, select, update

from csp_tui.domain.statements import FIGURE_FIELDS
from csp_tui.storage import reading, receiving
from csp_tui.storage.contents import CONTENT_COLUMNS, revision_id, said_hash
from csp_tui.storage.errors import RedoBlocked
from csp_tui.storage.heads import Link
from csp_tui.storage.inserting import insert_all
from csp_tui.storage.reading import Known, Standing
from csp_tui.storage.records import HISTORY, Draft, Head, Intake, Item, Receipt, Received, Step, Subject
from csp_tui.storage.spooling import Cell, Flat, flat_of, stored_time
from csp_tui.storage.tables import Tables
from csp_tui.storage.view import Guard, View
from csp_tui.storage.within import rows_within

_TABLE = Tables.metadata.tables
_REVISION, _BASIS, _STEP, _CARRIES = _TABLE["revision"], _TABLE["basis"], _TABLE["step"], _TABLE["carries"]
_TURN, _CURRENT, _SETTING = _TABLE["turn"], _TABLE["current"], _TABLE["setting"]
_RECEIPT, _ITEM, _BRINGS, _SETTLES = _TABLE["receipt"], _TABLE["item"], _TABLE["brings"], _TABLE["settles"]

_RECORD = (
    "INSERT INTO step (partnership, kind, author, at, note, active)"
    " VALUES (:partnership, :kind, :author, :at, :note, :active) RETURNING number"
)

_AT_ONCE = 1000  # statements of an intake held at once
_RETURNED_FOR, _CONTENT = Flat._fields.index("returned_for"), Flat._fields.index("content")
_INSTEAD = (  # of what stood before; in words that SQLite and PostgreSQL share
    " ON CONFLICT (partnership, quarter, about, partner, field) DO UPDATE"
    " SET revision = excluded.revision, heads = excluded.heads, differs = excluded.differs"
)
_EARLIEST = (  # what several files of one merge say comes from the earliest return; 0 is no return's number
    " ON CONFLICT (step, revision) DO UPDATE SET sequence = CASE WHEN excluded.sequence > 0 AND (carries.sequence = 0"
    " OR excluded.sequence < carries.sequence) THEN excluded.sequence ELSE carries.sequence END,"
    " raised = CASE WHEN excluded.raised > carries.raised THEN excluded.raised ELSE carries.raised END"
)


class Doing(Struct, frozen=True):
    """What every step has on record: what is done, by whom, and when. `at` is aware."""

    kind: str
    author: str
    at: datetime
    note: str = ""
    plan_version: str = ""


class _Said(Struct, frozen=True):
    """A draft that changes something, with what it is based on and the id that follows from both.

    `number` is that under which it is stored already; None where it is said for the first time.
    """

    draft: Draft
    bases: frozenset[str]
    id: str
    number: int | None


class Ledger:
    """One transaction's view of one partnership's ledger."""

    def __init__(self, connection: Connection, partnership: str) -> None:
        self._connection = connection
        self._partnership = partnership
        self._rows = rows_within(connection)  # so that what it has just written is seen

    def append(self, sender: str, drafts: Sequence[Draft], doing: Doing, guard: Guard | None = None) -> Step | None:
        """Store what the drafts say as one step; None when they say nothing new.

        Each is based on all heads of its subject. Raises ValueError when two drafts are of one subject.
        """
        subjects = {draft.subject for draft in drafts}
        if len(subjects) < len(drafts):
            raise ValueError("two drafts of one step are of the same subject")
        if guard is not None:
            guard(self.view, subjects)
        alone = reading.standing_alone(self._rows, self._partnership, sender, subjects)
        known = reading.known(self._rows, self._partnership, subjects - alone.keys())
        heads = reading.heads(self._rows, known) | {subject: (head,) for subject, head in alone.items()}
        said = [
            self._based(sender, draft, heads[draft.subject], doing.author)
            for draft in drafts
            if not _says_nothing_new(draft, heads[draft.subject])
        ]
        if not said:
            return None
        numbers = {one.id: one.number for one in said if one.number is not None}
        new = [_edited(one, sender, doing) for one in said if one.number is None]
        first_said = len(new) == len(said)
        numbers |= self._insert_revisions(list(map(flat_of, new)), doing.plan_version)
        step = self.record(doing)
        carried = ((step, numbers[one.id], 0, 0) for one in said)
        insert_all(self._connection, _CARRIES, ("step", "revision", "sequence", "raised"), carried)
        if first_said:  # what is known of the subjects is what was known and this: it need not be read again
            for one in new:
                if one.subject not in alone:
                    known[one.subject].append(_known(one, numbers[one.id], came=doing.kind == HISTORY))
            self._stand({one.subject: known[one.subject] for one in new if one.subject not in alone})
            self._keep(Standing(one.subject, numbers[one.id], 1, differs=False) for one in new if one.subject in alone)
        else:
            self._refresh({one.draft.subject for one in said})
        return reading.step(self._rows, step)

    @property
    def view(self) -> View:
        """What is stored, as it is inside this transaction."""
        return View(self._rows, self._partnership)

    def take_in(self, intake: Intake, doing: Doing) -> int:
        """Store what a merge, or a decision on what was to check, brings as one step; gives the step's number.

        Statements that are stored already are only carried by this step too.
        """
        step = self.record(doing)
        statements = chain(map(flat_of, intake.received), intake.kept)
        while some := list(islice(statements, _AT_ONCE)):
            self._bring(step, some, doing.plan_version)
        self._note_items(step, intake.items)
        settled = ((id, step) for id in dict.fromkeys(intake.settles))
        insert_all(self._connection, _SETTLES, ("item", "step"), settled)
        receipts = (self._receipt_row(step, receipt) for receipt in intake.receipts)
        insert_all(self._connection, _RECEIPT, ("partnership", "step", *_RECEIPT_COLUMNS), receipts)
        self._refresh(self._subjects_of(step) - self._keep_worked_out(step, intake))
        return step

    def _bring(self, step: int, statements: Sequence[Flat], plan_version: str) -> None:
        """Store those of these statements that are said for the first time, and note that the step carries them all."""
        numbers = receiving.numbers_of(self._rows, [one.id for one in statements])
        new: dict[str, Flat] = {}
        for one in statements:
            if one.id not in numbers:
                new.setdefault(one.id, one)
        numbers |= self._insert_revisions(new.values(), plan_version)
        carried = ((step, numbers[one.id], one.sequence, one.raised, one.item) for one in statements)
        insert_all(self._connection, _CARRIES, ("step", "revision", "sequence", "raised", "item"), carried, _EARLIEST)

    def _keep_worked_out(self, step: int, intake: Intake) -> set[Subject]:
        """Keep what the intake says will stand, without reading it all again; gives the subjects that are done with.

        What was accepted of items that this step brings again is not part of the intake, and is worked out anew.
        """
        woken = set(reading.accepted_of(self._rows, step)) if intake.stands else set()
        stands = {subject: stood for subject, stood in intake.stands.items() if subject not in woken}
        numbers = receiving.numbers_of(self._rows, [stood.newest for stood in stands.values() if stood.newest])
        self._keep(
            Standing(subject, numbers.get(stood.newest), stood.heads, stood.differs)
            for subject, stood in stands.items()
        )
        return set(stands)

    def _based(self, sender: str, draft: Draft, heads: tuple[Head, ...], author: str) -> _Said:
        """What a draft says, on the base of what stands.

        Said again by the same author after an undo it is the same revision. Another author must not be taken for the
        first, so theirs is based on the undone one as well.
        """
        draft.require_unchanged(heads)
        bases = frozenset(head.revision for head in heads)
        id = revision_id(sender, self._partnership, draft.subject, draft.content, bases)
        while (said_before := reading.by_ids(self._rows, [id]).get(id)) and said_before.author != author:
            bases |= {self._beside(draft.subject, id, author)}
            id = revision_id(sender, self._partnership, draft.subject, draft.content, bases)
        return _Said(draft, bases, id, said_before.number if said_before is not None else None)

    def _beside(self, subject: Subject, id: str, author: str) -> str:
        """The base by which an author's words are no longer those that another said before: these, in general.

        What a merge brought that is taken back would put to sleep what is based on it: then it is an id of nothing.
        """
        known = reading.known(self._rows, self._partnership, [subject])[subject]
        asleep = any(one.link.id == id and one.link.came and not one.link.active for one in known)
        return revision_id(author, self._partnership, subject, None, [id]) if asleep else id

    def record(self, doing: Doing) -> int:
        """Put a step on record that says nothing of any subject yet; gives its number."""
        row = {"kind": doing.kind, "author": doing.author, "at": stored_time(doing.at), "note": doing.note}
        return int(self._rows(_RECORD, partnership=self._partnership, active=True, **row)[0][0])

    def _insert_revisions(self, new: Collection[Flat], plan_version: str) -> dict[str, int]:
        """Store what is said for the first time; gives the numbers by id.

        The numbers are counted here: only one writes at a time, and asking for them back takes longer than storing.
        """
        first = 1 + int(self._rows("SELECT coalesce(max(number), 0) FROM revision")[0][0])
        numbers = {one.id: number for number, one in enumerate(new, start=first)}
        common = self._partnership, plan_version
        rows = ((numbers[one.id], *common, *_revision_row(one, self._connection.dialect)) for one in new)
        insert_all(self._connection, _REVISION, _REVISION_COLUMNS, rows)
        bases = ((numbers[one.id], base) for one in new for base in one.bases)
        insert_all(self._connection, _BASIS, ("revision", "base"), bases)
        return numbers

    def _note_items(self, step: int, items: Sequence[Item]) -> None:
        by_id = {item.id: item for item in items}
        stored = receiving.known_items(self._rows, by_id)
        new = (self._item_row(item) for item in by_id.values() if item.id not in stored)
        insert_all(self._connection, _ITEM, ("partnership", "file", "sheet", "cell", *_ITEM_COLUMNS), new)
        insert_all(self._connection, _BRINGS, ("item", "step"), ((id, step) for id in by_id))

    def _item_row(self, item: Item) -> tuple[object, ...]:
        origin = item.origin
        return (self._partnership, origin.file, origin.sheet, origin.cell, *_given(item, _ITEM_COLUMNS))

    def _receipt_row(self, step: int, receipt: Receipt) -> tuple[object, ...]:
        return (self._partnership, step, *_given(receipt, _RECEIPT_COLUMNS))

    def undo_merge(self, number: int, author: str, at: datetime, guard: Guard | None = None) -> None:
        """Put a merge to rest, and with it what was accepted of what it brought to check."""
        self._turn(number, author, at, guard, active=False)

    def undo(self, author: str, at: datetime, kinds: Collection[str], guard: Guard | None = None) -> Step | None:
        """Put the author's last active step of these kinds to rest; None when there is none."""
        step = self._last_active(author, kinds)
        if step is None:
            return None
        self._turn(step, author, at, guard, active=False)
        return reading.step(self._rows, step)

    def redo(self, author: str, at: datetime, kinds: Collection[str], guard: Guard | None = None) -> Step | None:
        """Wake the step that the author undid last.

        None when there is none, or the author has done something new since. Raises RedoBlocked when others have
        stated the same subjects since, so that two statements would stand against each other.
        """
        step = self._connection.execute(
            select(_STEP.c.number)
            .join(_TURN, _TURN.c.step == _STEP.c.number)
            .where(*self._own(author, kinds), ~_STEP.c.active)
            .order_by(_TURN.c.number.desc())
            .limit(1)
        ).scalar_one_or_none()
        if step is None or (self._last_active(author, kinds) or 0) > step:
            return None
        before = self._conflicts(step)
        self._turn(step, author, at, guard, active=True)
        done = reading.step(self._rows, step)
        own = {head.number for head in done.revisions}
        if any(newest not in own for subject, newest in self._conflicts(step).items() if subject not in before):
            raise RedoBlocked("What was undone has been stated anew since; enter it again if it is to count instead.")
        return done

    def _last_active(self, author: str, kinds: Collection[str]) -> int | None:
        return self._connection.execute(
            select(_STEP.c.number)
            .where(*self._own(author, kinds), _STEP.c.active)
            .order_by(_STEP.c.number.desc())
            .limit(1)
        ).scalar_one_or_none()

    def _own(self, author: str, kinds: Collection[str]) -> tuple[ColumnElement[bool], ...]:
        return _STEP.c.partnership == self._partnership, _STEP.c.author == author, _STEP.c.kind.in_(kinds)

    def _turn(self, step: int, author: str, at: datetime, guard: Guard | None, *, active: bool) -> None:
        subjects = self._subjects_of(step)
        if guard is not None:
            guard(self.view, subjects)
        self._connection.execute(insert(_TURN).values(step=step, active=active, author=author, at=stored_time(at)))
        self._connection.execute(update(_STEP).where(_STEP.c.number == step).values(active=active))
        self._refresh(subjects)

    def _subjects_of(self, step: int) -> set[Subject]:
        """The subjects of what the step carries, and of what was accepted of the items that it brings."""
        return set(reading.subjects_of(self._rows, step))

    def _conflicts(self, step: int) -> dict[Subject, int | None]:
        """The subjects of a step of which contents that differ stand, with the number of the newest of these."""
        known = reading.known(self._rows, self._partnership, self._subjects_of(step))
        return {current.subject: current.number for current in reading.worked_out(known) if current.differs}

    def _refresh(self, subjects: Collection[Subject]) -> None:
        """Work out anew what stands of these subjects."""
        if subjects:
            self._stand(reading.known(self._rows, self._partnership, subjects))

    def _stand(self, known: Mapping[Subject, Collection[Known]]) -> None:
        """Keep what stands of subjects as it follows from all their revisions."""
        standing = reading.worked_out(known)
        self._forget(known.keys() - {one.subject for one in standing})
        self._keep(standing)

    def _forget(self, subjects: Collection[Subject]) -> None:
        """Take out of the cache those of which nothing stands any more."""
        if not subjects:
            return
        key = ("about", "quarter", "partner", "field")
        gone = delete(_CURRENT).where(
            _CURRENT.c.partnership == self._partnership,
            *(_CURRENT.c[name] == bindparam(f"this_{name}") for name in key),
        )
        self._connection.execute(
            gone, [{f"this_{name}": getattr(subject, name) for name in key} for subject in subjects]
        )

    def rebuild(self) -> None:
        """Work out anew what stands of everything."""
        self._connection.execute(delete(_CURRENT).where(_CURRENT.c.partnership == self._partnership))
        self._keep(reading.worked_out(reading.all_known(self._rows, self._partnership)))

    def _keep(self, worked_out: Iterable[Standing]) -> None:
        kept = (
            (self._partnership, *_subject_row(one.subject), one.number, one.heads, one.differs) for one in worked_out
        )
        columns = "partnership", *_SUBJECT_COLUMNS, "revision", "heads", "differs"
        insert_all(self._connection, _CURRENT, columns, kept, _INSTEAD)


def set_setting(connection: Connection, key: str, value: str | None, author: str, at: datetime) -> None:
    """Set a setting of this copy; None clears it."""
    connection.execute(insert(_SETTING).values(key=key, value=value, author=author, at=stored_time(at)))


def _says_nothing_new(draft: Draft, heads: tuple[Head, ...]) -> bool:
    if not heads:
        return draft.content is None
    return all(head.content == draft.content for head in heads)


def _edited(one: _Said, sender: str, doing: Doing) -> Received:
    """What is said here, as it is stored."""
    draft = one.draft
    return Received(
        one.id,
        said_hash(draft.content),
        draft.subject,
        draft.content,
        draft.returned_for,
        sender,
        one.bases,
        doing.author,
        doing.at,
        draft.origin,
    )


def _known(one: Received, number: int, *, came: bool) -> Known:
    """What is said here for the first time, as the rule of replacing sees it; `came` tells that a file brought it."""
    returned_for = one.returned_for or one.subject.partner
    return Known(
        number,
        one.author,
        Link(one.id, one.bases, one.sender, returned_for, 0, said=one.said, received=came, came=came),
    )


def _revision_row(one: Flat, dialect: Dialect) -> tuple[object, ...]:
    """A revision in the order of _REVISION_COLUMNS, from its id on."""
    cells = one.content if dialect.name == "sqlite" else map(_number_of, CONTENT_COLUMNS, one.content)
    return (*one[:_RETURNED_FOR], one.returned_for or one.partner, *one[_RETURNED_FOR + 1 : _CONTENT], *cells)


def _number_of(column: str, cell: Cell) -> Cell | Decimal:
    """A cell as databases take it that have exact numbers."""
    return Decimal(cell) if column in FIGURE_FIELDS and isinstance(cell, str) else cell


def _subject_row(subject: Subject) -> tuple[str, str, str, str]:
    return subject.about, subject.quarter, subject.partner, subject.field


def _given(record: Item | Receipt, names: Iterable[str]) -> Iterator[object]:
    return (getattr(record, name) for name in names)


_SUBJECT_COLUMNS = ("about", "quarter", "partner", "field")
_REVISION_COLUMNS = (  # after the first three as they follow each other in Flat
    *("number", "partnership", "plan_version", "id", "said", "sender", "author", "at", *_SUBJECT_COLUMNS),
    *("returned_for", "origin_file", "origin_sheet", "origin_cell", *CONTENT_COLUMNS),
)
_ITEM_COLUMNS = (
    *("id", "reason", "quarter", "form", "content_hash", "measure", "about", "returned_for", "message", "kept"),
)
_RECEIPT_COLUMNS = (
    *("file", "kind", "form", "content_hash", "sender", "sequence", "partner", "contact", "quarter", "outcome", "note"),
)
