"""Going back to a copy of a database: looking at the copy, what it would change, and putting it in its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct

from csp_tui.storage import backups
from csp_tui.storage.backup_names import DAMAGED, place_for
from csp_tui.storage.errors import CannotOpen, DamagedFile, NotOurFile
from csp_tui.storage.guards import check_length, check_whole, connect, explained, look_at, sync_folder
from csp_tui.storage.kept_packs import BESIDE
from csp_tui.storage.migrations import climb
from csp_tui.storage.reading import Rows, senders
from csp_tui.storage.sealing import layout
from csp_tui.storage.sqlite import SCHEMA_VERSION, engine_over
from csp_tui.storage.verifying import Altered, altered
from csp_tui.storage.waiting import copy_whole
from csp_tui.storage.within import seal_facts

_LAST: Final = "SELECT at FROM step ORDER BY number DESC LIMIT 1"
_PACKS: Final = "SELECT id FROM pack WHERE kind <> :beside"
_SIZES: Final = "SELECT (SELECT count(*) FROM step), (SELECT count(*) FROM turn), (SELECT count(*) FROM setting)"


class Change(Struct, frozen=True):
    """What going back to a copy changes: statements that go out of sight and that come, and what was stored last.

    `packs_gone` are the ids of packs on record that the copy does not hold. `same` is that nothing at all differs.
    """

    gone: int
    come: int
    packs_gone: tuple[str, ...]
    last_here: datetime | None
    last_there: datetime | None
    same: bool


class Copy:
    """A copy that was looked at, held in memory and brought to this version; the file itself is left alone.

    It is read into memory so that what is put in place is what was looked at, whatever becomes of the file.
    """

    def __init__(self, path: Path, partnership: str) -> None:
        """Raises StorageError where the file is not a whole database of this partnership and a known version."""
        self.path = path
        version = look_at(path).version
        if version > SCHEMA_VERSION:
            raise CannotOpen(
                f"{path} was written by a newer csp-tui (format {version}, this one knows {SCHEMA_VERSION}); update"
                " csp-tui to restore it. Nothing was changed."
            )
        check_whole(path)
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            self._read(path)
            self._refuse_other_partnership(partnership)
            self.altered: Sequence[Altered] = ()
            if version == SCHEMA_VERSION:
                self.altered = list(altered(self.rows, layout(self.rows)))
            else:
                climb(self.connection)
        except sqlite3.Error as error:
            self.close()
            raise explained(error, path) from error
        except BaseException:
            self.close()
            raise

    def _read(self, path: Path) -> None:
        with closing(connect(path, mode="ro")) as file:
            check_length(file, path)
            copy_whole(file, self.connection, path)

    def _refuse_other_partnership(self, partnership: str) -> None:
        held = {row[0] for row in self.rows("SELECT DISTINCT partnership FROM step")}
        if held and partnership not in held:
            raise NotOurFile(
                f"{self.path} holds the figures of {', '.join(sorted(held))}, and none of {partnership}; nothing was"
                " changed. Name another file, or its --partnership."
            )

    def rows(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """All rows of a query on the copy."""
        return self.connection.execute(sql, params).fetchall()

    def become_another_sender(self) -> None:
        """Give the copy a sender of its own: what it will say is not what the file that it replaces went on to say."""
        with engine_over(self.connection).begin() as transaction:
            former = f"former sender {len(senders(self.rows))}"
            transaction.exec_driver_sql("UPDATE meta SET key = ? WHERE key = 'sender'", (former,))
            transaction.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('sender', ?)", (str(uuid4()),))
            seal_facts(transaction)

    def close(self) -> None:
        """Let go of it."""
        self.connection.close()

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def change(here: Rows, there: Rows) -> Change:
    """What going back from what is here to what is there changes."""
    ids_here, ids_there = ({row[0] for row in rows("SELECT id FROM revision")} for rows in (here, there))
    packs_here, packs_there = ({row[0] for row in rows(_PACKS, beside=BESIDE)} for rows in (here, there))
    sizes_here, sizes_there = here(_SIZES)[0], there(_SIZES)[0]
    return Change(
        len(ids_here - ids_there),
        len(ids_there - ids_here),
        tuple(sorted(packs_here - packs_there)),
        _last(here),
        _last(there),
        ids_here == ids_there and tuple(sizes_here) == tuple(sizes_there),
    )


def _last(rows: Rows) -> datetime | None:
    found = rows(_LAST)
    return datetime.fromisoformat(found[0][0]) if found else None


def put_in_place_of_damaged(copy: Copy, path: Path, at: datetime) -> Path:
    """Put a copy in the place of a file that is damaged; gives where the damaged one is kept, as it was."""
    try:
        look_at(path)
        check_whole(path)
    except DamagedFile:
        pass
    else:
        raise CannotOpen(f"{path} is whole again; nothing was changed. Try once more.")
    kept = place_for(path, DAMAGED, at)
    copy.become_another_sender()
    try:
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        with backups.drafting(path) as draft:
            with closing(connect(draft, mode="rw")) as target:
                copy_whole(copy.connection, target, path)
            check_whole(draft)
            # The journal first: found beside the new file, it would be played back into that.
            _keep_beside(Path(f"{path}-journal"), Path(f"{kept}-journal"), move=True)
            _keep_beside(path, kept, move=False)
    except OSError as error:
        raise CannotOpen(f"{path} could not be replaced ({error.strerror}); it is as it was.") from error
    return kept


def _keep_beside(path: Path, kept: Path, *, move: bool) -> None:
    """Give a file a second name, or move it there; the first name is what the new file will take."""
    if not path.exists():
        return
    if move:
        path.rename(kept)
    else:
        try:
            kept.hardlink_to(path)
        except OSError:  # a file system without hard links
            kept.write_bytes(path.read_bytes())
            kept.chmod(0o600)
    sync_folder(kept.parent)
