"""Writing the ledger within a transaction of the store's: revisions, undo and redo, the cache of what stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, text, update

from csp_tui.storage import reading
from csp_tui.storage.contents import columns_of, revision_id
from csp_tui.storage.errors import RedoBlocked
from csp_tui.storage.reading import Known, Standing
from csp_tui.storage.records import Draft, Head, Step, Subject
from csp_tui.storage.tables import Tables

_TABLE = Tables.metadata.tables
_REVISION, _BASIS, _STEP, _CARRIES = _TABLE["revision"], _TABLE["basis"], _TABLE["step"], _TABLE["carries"]
_TURN, _CURRENT, _SETTING = _TABLE["turn"], _TABLE["current"], _TABLE["setting"]

_parsed = lru_cache(maxsize=256)(text)  # finding the parameters in a long query takes longer than running it


@dataclass(frozen=True, slots=True)
class Doing:
    """What every step has on record: what is done, by whom, and when. `at` is aware."""

    kind: str
    author: str
    at: datetime
    note: str = ""
    plan_version: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A draft that changes something, with what it is based on and the id that follows from both."""

    draft: Draft
    bases: frozenset[str]
    id: str


class Ledger:
    """One transaction's view of one partnership's ledger."""

    def __init__(self, connection: Connection, partnership: str) -> None:
        self._connection = connection
        self._partnership = partnership

    def _rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """Reading inside the transaction, so that what it has just written is seen."""
        return [tuple(row) for row in self._connection.execute(_parsed(sql), params)]

    def append(self, sender: str, drafts: Sequence[Draft], doing: Doing) -> Step | None:
        """Store what the drafts say as one step; None when they say nothing new.

        Each is based on all heads of its subject. Raises ValueError when two drafts are of one subject.
        """
        subjects = {draft.subject for draft in drafts}
        if len(subjects) < len(drafts):
            raise ValueError("two drafts of one step are of the same subject")
        known = reading.known(self._rows, self._partnership, subjects)
        heads = reading.heads(self._rows, known)
        said = [
            self._based(sender, draft, heads[draft.subject], known[draft.subject], doing.author)
            for draft in drafts
            if not _says_nothing_new(draft, heads[draft.subject])
        ]
        if not said:
            return None
        numbers = {revision.link.id: revision.number for revisions in known.values() for revision in revisions}
        numbers |= self._insert_revisions(sender, [one for one in said if one.id not in numbers], doing)
        step = self._insert_step(doing)
        self._connection.execute(insert(_CARRIES), [{"step": step, "revision": numbers[one.id]} for one in said])
        self._refresh({one.draft.subject for one in said})
        return reading.step(self._rows, step)

    def _based(self, sender: str, draft: Draft, heads: tuple[Head, ...], known: Iterable[Known], author: str) -> _Said:
        """What a draft says, on the base of what stands.

        Said again by the same author after an undo it is the same revision. Another author must not be taken for the
        first, so theirs is based on the undone one as well.
        """
        authors = {revision.link.id: revision.author for revision in known}
        bases = frozenset(head.revision for head in heads)
        id = revision_id(sender, self._partnership, draft.subject, draft.content, bases)
        while authors.get(id, author) != author:
            bases |= {id}
            id = revision_id(sender, self._partnership, draft.subject, draft.content, bases)
        return _Said(draft, bases, id)

    def _insert_step(self, doing: Doing) -> int:
        row = {"kind": doing.kind, "author": doing.author, "at": stored_time(doing.at), "note": doing.note}
        statement = insert(_STEP).values(partnership=self._partnership, active=True, **row).returning(_STEP.c.number)
        return int(self._connection.execute(statement).scalar_one())

    def _insert_revisions(self, sender: str, said: Sequence[_Said], doing: Doing) -> dict[str, int]:
        """Store what is said for the first time; gives the numbers by id."""
        if not said:
            return {}
        common = {
            "partnership": self._partnership,
            "sender": sender,
            "sequence": 0,
            "author": doing.author,
            "at": stored_time(doing.at),
            "plan_version": doing.plan_version,
        }
        stored = self._connection.execute(
            insert(_REVISION).returning(_REVISION.c.id, _REVISION.c.number),
            [common | _revision_row(one) for one in said],
        )
        numbers = {str(row.id): int(row.number) for row in stored}
        bases = [{"revision": numbers[one.id], "base": base} for one in said for base in sorted(one.bases)]
        if bases:
            self._connection.execute(insert(_BASIS), bases)
        return numbers

    def undo(self, author: str, at: datetime, kinds: Collection[str]) -> Step | None:
        """Put the author's last active step of these kinds to rest; None when there is none."""
        step = self._last_active(author, kinds)
        if step is None:
            return None
        self._turn(step, author, at, active=False)
        return reading.step(self._rows, step)

    def redo(self, author: str, at: datetime, kinds: Collection[str]) -> Step | None:
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
        conflicts = self._conflicts(step)
        self._turn(step, author, at, active=True)
        if self._conflicts(step) - conflicts:
            raise RedoBlocked("What was undone has been stated anew since; enter it again if it is to count instead.")
        return reading.step(self._rows, step)

    def _last_active(self, author: str, kinds: Collection[str]) -> int | None:
        return self._connection.execute(
            select(_STEP.c.number)
            .where(*self._own(author, kinds), _STEP.c.active)
            .order_by(_STEP.c.number.desc())
            .limit(1)
        ).scalar_one_or_none()

    def _own(self, author: str, kinds: Collection[str]) -> tuple[ColumnElement[bool], ...]:
        return _STEP.c.partnership == self._partnership, _STEP.c.author == author, _STEP.c.kind.in_(kinds)

    def _turn(self, step: int, author: str, at: datetime, *, active: bool) -> None:
        self._connection.execute(insert(_TURN).values(step=step, active=active, author=author, at=stored_time(at)))
        self._connection.execute(update(_STEP).where(_STEP.c.number == step).values(active=active))
        self._refresh(self._subjects_of(step))

    def _subjects_of(self, step: int) -> set[Subject]:
        return {head.subject for head in reading.step(self._rows, step).revisions}

    def _conflicts(self, step: int) -> set[Subject]:
        known = reading.known(self._rows, self._partnership, self._subjects_of(step))
        return {current.subject for current in reading.worked_out(self._rows, known) if current.differs}

    def _refresh(self, subjects: Collection[Subject]) -> None:
        """Work out anew what stands of these subjects."""
        key = ("about", "quarter", "partner", "field")
        gone = delete(_CURRENT).where(
            _CURRENT.c.partnership == self._partnership,
            *(_CURRENT.c[name] == bindparam(f"this_{name}") for name in key),
        )
        self._connection.execute(
            gone, [{f"this_{name}": getattr(subject, name) for name in key} for subject in subjects]
        )
        known = reading.known(self._rows, self._partnership, subjects)
        self._keep(reading.worked_out(self._rows, known))

    def rebuild(self) -> None:
        """Work out anew what stands of everything."""
        self._connection.execute(delete(_CURRENT).where(_CURRENT.c.partnership == self._partnership))
        self._keep(reading.worked_out(self._rows, reading.all_known(self._rows, self._partnership)))

    def _keep(self, worked_out: Iterable[Standing]) -> None:
        kept = [
            {
                "partnership": self._partnership,
                **_subject_row(current.subject),
                "revision": current.number,
                "heads": current.heads,
                "differs": current.differs,
            }
            for current in worked_out
        ]
        if kept:
            self._connection.execute(insert(_CURRENT), kept)


def set_setting(connection: Connection, key: str, value: str | None, author: str, at: datetime) -> None:
    """Set a setting of this copy; None clears it."""
    connection.execute(insert(_SETTING).values(key=key, value=value, author=author, at=stored_time(at)))


def stored_time(at: datetime) -> str:
    """A moment as it is stored: ISO text in UTC. Raises ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a time without its zone cannot be stored")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _says_nothing_new(draft: Draft, heads: tuple[Head, ...]) -> bool:
    if not heads:
        return draft.content is None
    return all(head.content == draft.content for head in heads)


def _revision_row(one: _Said) -> dict[str, object]:
    origin = one.draft.origin
    return {
        "id": one.id,
        **_subject_row(one.draft.subject),
        "returned_for": one.draft.returned_for or one.draft.subject.partner,
        "origin_file": origin and origin.file,
        "origin_sheet": origin and origin.sheet,
        "origin_cell": origin and origin.cell,
        **columns_of(one.draft.content),
    }


def _subject_row(subject: Subject) -> dict[str, str]:
    return {
        "about": subject.about,
        "quarter": subject.quarter,
        "partner": subject.partner,
        "field": subject.field,
    }
