"""Copies of the database: backups, back_up, compare, restore, restore_damaged. A copy is looked at before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from csp_tui.desk.opening import Desk, now
from csp_tui.domain.errors import UserError
from csp_tui.storage.backup_names import Backup
from csp_tui.storage.errors import StorageError
from csp_tui.storage.guards import check_whole, look_at

if TYPE_CHECKING:
    from csp_tui.storage.restoring import Copy

BY_HAND: Final = "by hand"  # in the name of a backup that somebody asked for


class CopyError(UserError):
    """A copy that is not made or not restored; the message says why, and what to do."""


class MadeBackup(Struct, frozen=True):
    """A copy that was made, and its bytes."""

    path: Path
    size: int


def backups(desk: Desk) -> tuple[Backup, ...]:
    """The copies in the backups folder, newest first. Whether one is whole is told by `trouble_with`."""
    return tuple(desk.store.copies.listed())


def trouble_with(backup: Backup) -> str:
    """Why a copy cannot be restored, in a few words; empty for one that can. Reads the whole copy."""
    try:
        look_at(backup.path)
        check_whole(backup.path)
    except StorageError:
        return "damaged"
    return ""


def back_up(desk: Desk, target: Path | None = None, *, replace: bool = False) -> MadeBackup:
    """Make a copy now: in the backups folder, or under a name, in the place of what is there only where so asked."""
    if target is None:
        made = desk.store.back_up(BY_HAND, now())
        if made is None:
            raise CopyError(f"{desk.location} is on a server; whoever runs it backs it up.")
    else:
        made = target.expanduser()
        if made.is_dir():
            raise CopyError(f"{made} is a folder; name a file in it, such as {made / 'csp copy.db'}.")
        if made.exists() and not replace:
            raise CopyError(f"{made} is there already, and is left alone; name another file, or add --replace.")
        desk.store.copies.make(made, replace=replace)
    return MadeBackup(made, made.stat().st_size)


class Compared(Struct, frozen=True):
    """What restoring a copy would change, or has changed.

    `gone` statements go out of sight and `come` ones come; `packs_gone` are packs on record that the copy lacks.
    `last_here` and `last_there` are when something was last stored. `altered` counts what `verify` finds in the copy.
    """

    path: Path
    gone: int
    come: int
    packs_gone: tuple[str, ...]
    last_here: datetime | None
    last_there: datetime | None
    same: bool
    altered: int

    @property
    def how(self) -> str:
        """`the same`, `older`, `newer`, or `another`: each holds something that the other lacks."""
        if self.same:
            return "the same"
        if self.gone and self.come:
            return "another"
        if self.gone or self.come:
            return "older" if self.gone else "newer"
        return "newer" if self.last_here and self.last_there and self.last_there > self.last_here else "older"

    def sentences(self) -> Iterator[str]:
        """The same in words, to be read before anything is changed."""
        yield {
            "the same": "The copy holds the same as this file.",
            "older": "The copy is older than this file.",
            "newer": "The copy is newer than this file.",
            "another": "The copy and this file each hold something that the other lacks.",
        }[self.how]
        if self.gone:
            yield f"{_entries(self.gone)} stored since {'goes' if self.gone == 1 else 'go'} out of sight."
        if self.packs_gone:
            yield f"Packs on record that it lacks: {', '.join(self.packs_gone)}."
        if self.come:
            yield f"{_entries(self.come)} that this file lacks {'comes' if self.come == 1 else 'come'} back."
        if self.altered:
            yield f"The copy was altered outside csp-tui in {_places(self.altered)}; csp-tui verify names them."


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"


class Restored(Struct, frozen=True):
    """A copy that was put in place, and where what was there is kept."""

    compared: Compared | None
    kept: Path | None


def compare(desk: Desk, file: Path) -> Compared:
    """What restoring a copy would change. Raises StorageError for what is no copy of this partnership's database."""
    from csp_tui.storage.restoring import Copy  # noqa: PLC0415 - loads SQLModel, which reading does without

    with Copy(_named(file), desk.partnership) as copy:
        return _compared(desk, copy)


def restore(desk: Desk, file: Path) -> Restored:
    """Go back to a copy, after a backup of what is there: all of it, or nothing has changed.

    What the copy says from then on is said by a sender of its own. Drafts and settings outside the file stay.
    """
    from csp_tui.storage.restoring import Copy  # noqa: PLC0415 - as above

    if desk.read_only_because is not None:
        raise CopyError(f"Nothing was restored: {desk.read_only_because}")
    with Copy(_named(file), desk.partnership) as copy:
        compared = _compared(desk, copy)
        kept = desk.store.copies.go_back_to(copy, now())
    desk.refresh()
    return Restored(compared, kept)


def restore_damaged(database: Path, file: Path, partnership: str) -> Restored:
    """Put a copy in the place of a database that is damaged, which is kept as it is beside the backups."""
    from csp_tui.storage.restoring import Copy, put_in_place_of_damaged  # noqa: PLC0415 - as above

    with Copy(_named(file), partnership) as copy:
        return Restored(None, put_in_place_of_damaged(copy, database, now()))


def _named(file: Path) -> Path:
    return file.expanduser()


def _compared(desk: Desk, copy: Copy) -> Compared:
    if desk.store.path is not None and copy.path.samefile(desk.store.path):
        raise CopyError(f"{copy.path} is the database itself; name a copy of it.")
    change = desk.store.copies.change(copy)
    return Compared(
        copy.path,
        change.gone,
        change.come,
        change.packs_gone,
        change.last_here,
        change.last_there,
        change.same,
        len(copy.altered),
    )
