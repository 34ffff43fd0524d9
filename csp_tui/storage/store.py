"""The store that the use cases are handed: reading what stands, adding to it in whole steps, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from csp_tui.storage import reading, sqlite
from csp_tui.storage.copies import Copied, Copies
from csp_tui.storage.folders import path_of
from csp_tui.storage.reading import Standing
from csp_tui.storage.records import (
    ACCEPT,
    HISTORY,
    RESOLVE,
    Current,
    Draft,
    Head,
    Intake,
    Setting,
    Step,
    Subject,
    Volume,
)
from csp_tui.storage.surroundings import Place, Surroundings
from csp_tui.storage.view import Guard, View
from csp_tui.storage.waiting import Turn

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csp_tui.storage.ledger import Ledger

# The kinds of steps that undo takes back; a merge is undone by its own name.
UNDOABLE = ("edit", HISTORY, RESOLVE, ACCEPT)


class Database(Place, Copied, Protocol):
    """What the store needs of a database: a file (`sqlite`) or a server (`server`)."""

    @property
    def schema_version(self) -> int:
        """The format of the tables."""

    @property
    def read_only_because(self) -> str | None:
        """Why nothing can be stored."""

    def writing(self, at_once: bool = False) -> AbstractContextManager[Connection]:
        """A transaction of the only writer; Locked where others hold it up, soon."""

    def check_before_writing(self) -> None:
        """Raise what stands in the way of writing."""

    def require_free(self) -> None:
        """Raise Locked while others hold it."""

    def warm_up(self) -> None:
        """Prepare for writing."""

    def change_token(self) -> tuple[int, ...]:
        """Something that differs once others have written."""

    def close(self) -> None:
        """Let go."""


def open_store(
    location: str | Path,
    *,
    create: bool = True,
    read_only: bool = False,
    make_folder: bool = False,
    stays: bool = False,
    take_over: bool = False,
    remembered_in: Path | None = None,
    patience: float | None = None,
) -> Store:
    """Open the database at a path or URL (`sqlite:///...`, `postgresql://...`), making it where there is none.

    `make_folder` is for the program's own data folder; a folder that a user names must be there. A program that `stays`
    holds the lease on the file, or takes it over. How far the file is, is remembered in a folder. Raises StorageError,
    Locked where others hold a file for longer than ours or this `patience`, in seconds.
    """
    url = str(location)
    if "://" in url and not url.startswith("sqlite:"):
        from csp_tui.storage.server import Server  # noqa: PLC0415  # loads SQLModel

        return Store(Server(url, create=create, read_only=read_only))
    path = path_of(url)
    if create and not read_only and not path.exists():
        sqlite.create(path, make_folder=make_folder)
    found = sqlite.opened(path, read_only=read_only, stays=stays, take_over=take_over, patience=patience)
    return Store(found, remembered_in)


class Store:
    """An open ledger. Safe to call from several threads: one call runs at a time.

    Every method may raise StorageError with a sentence for the user.
    """

    def __init__(self, database: Database, remembered_in: Path | None = None) -> None:
        self._database = database
        self._turn = Turn()
        self._remembered_in = remembered_in
        self._is_remembered = True
        self.copies = Copies(database, self._turn)
        self.know_itself()

    def know_itself(self) -> None:
        """Read who this copy is when it sends something; again after it went back to another one."""
        self.sender, *former = reading.senders(self._rows)
        self.senders = frozenset([self.sender, *former])
        self.around = Surroundings(self._database, self._turn, (self.sender, *former), self._remembered_in)

    @property
    def path(self) -> Path | None:
        """The file, None on a server."""
        return self._database.path

    @property
    def location(self) -> str:
        """The path or address as it may be shown, without a password."""
        return self._database.location

    @property
    def schema_version(self) -> int:
        """The format of the tables, counted from 1."""
        return self._database.schema_version

    @property
    def read_only_because(self) -> str | None:
        """Why nothing can be stored, as a sentence; None when it can."""
        return self._database.read_only_because

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; everything stored is on disk already."""
        self.remember_what_is_stored()
        with self._turn.last():
            self._database.close()

    # Reading

    def _rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        return self._turn.patiently(lambda: self._database.rows_at_once(sql, **params))

    def current(self, partnership: str, first_quarter: str, last_quarter: str) -> list[Current]:
        """What stands of every subject of these quarters, both included (`2026-27-Q2`)."""
        return reading.current_between(self._rows, partnership, first_quarter, last_quarter)

    def standing(self, partnership: str) -> list[Current]:
        """What stands of every subject that has no quarter, such as settings of the plan."""
        return reading.current_between(self._rows, partnership, "", "")

    def of_field(self, partnership: str, field: str) -> list[Current]:
        """What stands of one field in all quarters, such as breaks."""
        return reading.current_of_field(self._rows, partnership, field)

    def everything_current(self, partnership: str) -> Iterator[Current]:
        """What stands of everything, in the order of quarter, uid, partner and field on every database."""
        for quarter in ("", *self.quarters_held(partnership)):
            yield from sorted(self.current(partnership, quarter, quarter), key=lambda current: current.subject)

    def quarters_held(self, partnership: str) -> tuple[str, ...]:
        """The quarters of which anything stands, oldest first."""
        return tuple(reading.quarters_held(self._rows, partnership))

    def heads(self, partnership: str, subject: Subject) -> tuple[Head, ...]:
        """All that stands of one subject: the sources of what is current, or the sides of a conflict."""
        with self._turn:
            return reading.heads(self._rows, reading.known(self._rows, partnership, [subject]))[subject]

    def history(self, partnership: str, about: str | Subject, quarter: str | None = None) -> list[Head]:
        """Every revision of a uid, or of one subject, oldest first; those that are undone are not active."""
        if isinstance(about, str):
            return reading.history(self._rows, partnership, about, quarter)
        found = reading.history(self._rows, partnership, about.about, about.quarter)
        return [head for head in found if head.subject == about]

    def decisions(self, partnership: str, about: str) -> dict[str, str]:
        """The notes of the decisions that stated or took in revisions of a uid, by the ids of these."""
        return reading.decisions(self._rows, partnership, about)

    def steps(self, partnership: str, latest: int = 20) -> list[Step]:
        """The latest steps, newest first, with what each stored."""
        return reading.steps(self._rows, partnership, latest)

    def view(self, partnership: str) -> View:
        """What is stored, as planning a merge and deciding read it."""
        return View(self._rows, partnership)

    def change_token(self) -> tuple[int, ...]:
        """Something cheap that differs once another process has changed the database (on a server: anyone)."""
        return self._turn.patiently(self._database.change_token)

    # Writing

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: committed at the end, or nothing of it is stored."""
        self._database.check_before_writing()  # before our turn: while a large file is read, others may read on
        from csp_tui.storage.within import seal_what_is_new  # noqa: PLC0415  # loads SQLModel

        with self._turn.begun(self._database.writing) as connection:
            yield connection
            seal_what_is_new(connection)
        self._is_remembered = False

    def remember_what_is_stored(self) -> None:
        """Note outside the file how far it is, where it went on: beside the work, as no save is to wait for that.

        Until then too little is remembered, and to remember too little only warns too little.
        """
        if not self._is_remembered:
            self._is_remembered = True
            self.around.remember()

    def never_wait_here(self) -> None:
        """Let this thread be told at once that others are writing: it draws the screen, which is not to stand still."""
        self._turn.never_wait_here()

    def telling(self, tell: Callable[[], None]) -> AbstractContextManager[None]:
        """Let this thread wait for other programs without an end; it is told again and again, and may raise to stop."""
        return self._turn.telling(tell)

    def require_free(self) -> None:
        """Raise Locked at once where the thread that draws would have to wait, before it reads what it will change."""
        if self._turn.draws and self.read_only_because is None:
            with self._turn:
                self._database.require_free()

    @contextmanager
    def _ledger(self, partnership: str) -> Iterator[Ledger]:
        """One transaction on one partnership's ledger."""
        from csp_tui.storage.ledger import Ledger  # noqa: PLC0415  # loads SQLModel, which reading does without

        with self._writing() as connection:
            yield Ledger(connection, partnership)

    def warm_up(self) -> None:
        """Load what writing needs and check the file, so that the first save is as fast as the next; for a worker."""
        from csp_tui.storage import ledger  # noqa: F401, PLC0415  # loading it is the work

        if not self.read_only_because:
            self._database.check_before_writing()
            with self._turn:
                self._database.warm_up()

    def verify_before_writing(self) -> None:
        """Read the whole file once before its first change; raises DamagedFile. Done by itself on the first save."""
        self._database.check_before_writing()

    def append(
        self,
        partnership: str,
        drafts: Sequence[Draft],
        *,
        kind: str,
        author: str,
        at: datetime,
        note: str = "",
        plan_version: str = "",
        guard: Guard | None = None,
    ) -> Step | None:
        """Store drafts as one step, each based on what stands of its subject; None when they say nothing new.

        `at` must be aware. Each subject may be there once; ValueError otherwise. What the guard raises passes through.
        """
        from csp_tui.storage.ledger import Doing  # noqa: PLC0415  # loads SQLModel

        with self._ledger(partnership) as ledger:
            return ledger.append(self.sender, drafts, Doing(kind, author, at, note, plan_version), guard)

    def keep_pack(
        self,
        partnership: str,
        volume: Volume,
        drafts: Sequence[Draft] = (),
        *,
        kind: str,
        note: str = "",
        guard: Guard | None = None,
        beside: Sequence[Volume] = (),
    ) -> None:
        """Put a pack on record with what goes beside it, and what is said by issuing it; by its author, at its time."""
        from csp_tui.storage.keeping_packs import keep  # noqa: PLC0415  # loads SQLModel
        from csp_tui.storage.ledger import Doing, Ledger  # noqa: PLC0415  # loads SQLModel

        pack = volume.pack
        doing = Doing(kind, pack.author, pack.at, note, pack.plan_version)
        with self._writing() as connection:
            ledger = Ledger(connection, partnership)
            step = ledger.append(self.sender, drafts, doing, guard)
            keep(connection, partnership, ledger.record(doing) if step is None else step.number, (volume, *beside))

    def take_in(
        self,
        partnership: str,
        work_out: Callable[[View], Intake | None],
        *,
        kind: str,
        author: str,
        at: datetime,
        note: str = "",
        plan_version: str = "",
    ) -> int | None:
        """Store in one step what is worked out from what is stored, in one transaction; gives the step's number.

        Nothing can come in between. `work_out` may raise, or give None: then nothing is stored.
        """
        from csp_tui.storage.ledger import Doing  # noqa: PLC0415  # loads SQLModel

        with self._ledger(partnership) as ledger:
            intake = work_out(ledger.view)
            return None if intake is None else ledger.take_in(intake, Doing(kind, author, at, note, plan_version))

    def undo_merge(self, partnership: str, number: int, author: str, at: datetime, guard: Guard | None = None) -> None:
        """Take a merge back: what stands is then as if it had never come. The record stays."""
        with self._ledger(partnership) as ledger:
            ledger.undo_merge(number, author, at, guard)

    def back_up(self, reason: str, at: datetime) -> Path | None:
        """A whole copy of the file in `backups/` beside it, named by time and reason; None on a server."""
        return self._turn.patiently(lambda: self._database.back_up(reason, at))

    def undo(
        self,
        partnership: str,
        author: str,
        at: datetime,
        kinds: Collection[str] = UNDOABLE,
        guard: Guard | None = None,
    ) -> Step | None:
        """Take back the author's last step of these kinds; None when there is none left. The record stays."""
        with self._ledger(partnership) as ledger:
            return ledger.undo(author, at, kinds, guard)

    def redo(
        self,
        partnership: str,
        author: str,
        at: datetime,
        kinds: Collection[str] = UNDOABLE,
        guard: Guard | None = None,
    ) -> Step | None:
        """Bring back the step that the author took back last; None when there is none, or they did more since.

        Raises RedoBlocked when others have stated the same since.
        """
        with self._ledger(partnership) as ledger:
            return ledger.redo(author, at, kinds, guard)

    # The cache of what stands

    def rebuild_current(self, partnership: str) -> None:
        """Work out from the revisions alone what stands."""
        with self._ledger(partnership) as ledger:
            ledger.rebuild()

    def current_is_sound(self, partnership: str) -> bool:
        """Whether what is kept as standing is what follows from the revisions."""
        with self._turn:
            worked_out = reading.worked_out(reading.all_known(self._rows, partnership))
            kept = [
                Standing(current.subject, current.head.number if current.head else None, current.heads, current.differs)
                for current in self.everything_current(partnership)
            ]
        return sorted(kept, key=lambda one: one.subject) == sorted(worked_out, key=lambda one: one.subject)

    # Settings of this copy

    def setting(self, key: str) -> str | None:
        """A setting of this copy of the database."""
        found = self.settings().get(key)
        return None if found is None else found.value

    def settings(self) -> Mapping[str, Setting]:
        """All settings of this copy that are set, with who set them."""
        return reading.settings(self._rows)

    def set_setting(self, key: str, value: str | None, author: str, at: datetime) -> None:
        """Set a setting of this copy; None clears it. What was set before stays on record."""
        from csp_tui.storage.ledger import set_setting  # noqa: PLC0415  # loads SQLModel

        with self._writing() as connection:
            set_setting(connection, key, value, author, at)
