"""Working on a copy on this computer of a database that lies on a network drive or in a synchronised folder."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from csp_tui.desk.opening import Desk, choices, default_location, now
from csp_tui.domain.errors import UserError
from csp_tui.storage.places import shared_place
from csp_tui.storage.siblings import lacking
from csp_tui.storage.store import Store, open_store


class LocalCopyError(UserError):
    """A local copy cannot be made, or not be put back; the message says what to do."""


class Offer(Struct, frozen=True):
    """That the open file lies where it may be lost, and what could be done about it."""

    original: Path
    kind: str

    @property
    def sentence(self) -> str:
        """What there is to know."""
        return (
            f"{self.original} lies in {self.kind}, where a save can be overtaken by another computer's or half copied."
            " It is safer to work on a copy on this computer and to put it back when you are done."
        )


class PutBack(Struct, frozen=True):
    """The file that is worked on again, the copy that was put in its place, and the backup of what was there."""

    original: Path
    copy: Path
    backup: Path | None


def offer(desk: Desk, *, only_told: bool = False) -> Offer | None:
    """What to ask about the place of the open file: nothing where it is a plain one, or was asked about before.

    Where there is nobody to ask it is `only_told`, once.
    """
    path = desk.store.path
    if path is None or desk.read_only_because is not None:
        return None
    chosen = choices().of(path)
    if chosen is not None and (chosen.answered or only_told):
        return None
    kind = shared_place(path)
    return Offer(path.absolute(), kind) if kind is not None else None


def decline(offered: Offer) -> None:
    """Go on where the file is, and do not ask again."""
    choices().keep(offered.original)


def told_once(desk: Desk) -> str:
    """The offer as a sentence for a door that asks nothing; empty where it was told before."""
    offered = offer(desk, only_told=True)
    if offered is None:
        return ""
    choices().keep(offered.original, answered=False)
    return f"{offered.sentence} csp-tui local-copy does that. This is told once."


def make_local_copy(desk: Desk) -> Path:
    """Copy the open file onto this computer, to be opened in its stead from now on; the file stays as it is."""
    original = desk.store.path
    if original is None:
        raise LocalCopyError(f"{desk.location} is on a server; it needs no copy here.")
    if desk.original is not None:
        raise LocalCopyError(f"You work on a copy of {desk.original} already: {desk.location}.")
    original = original.absolute()
    marked = sha256(str(original).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    copy = default_location().parent / "local" / f"{original.stem} {marked} {now():%Y-%m-%d %H%M%S%f}.db"
    desk.store.around.save_as(copy)
    if not choices().keep(original, copy):
        copy.unlink()
        raise LocalCopyError("It cannot be remembered that you work on a copy here, so none was made.")
    return copy


def put_back(database: str | None) -> PutBack:
    """Put the local copy in the place of the file that it was made of, after a backup of that.

    Refused where something was stored in that file meanwhile, which would be lost.
    """
    original = Path(database or default_location()).expanduser().absolute()
    chosen = choices().of(original)
    if chosen is None or not chosen.copy:
        raise LocalCopyError(f"You work on no copy of {original}; there is nothing to put back.")
    copy = Path(chosen.copy)
    if original.exists():
        new = lacking(original, copy)
        if new:
            raise LocalCopyError(
                f"{original} holds {new} {'entry' if new == 1 else 'entries'} that your copy lacks; nothing was put"
                f' back. Take them in first: csp-tui merge "{original}".'
            )
    with _alone(copy) as here:
        backup = None
        if original.exists():
            with _alone(original) as there:
                backup = there.back_up("before a local copy is put back", now())
        here.copies.make(original, replace=True)
    choices().keep(original)
    return PutBack(original, copy, backup)


def _alone(path: Path) -> Store:
    """Open a file that nobody else has open."""
    store = open_store(path, create=False, stays=True)
    if store.read_only_because is not None:
        because = store.read_only_because
        store.close()
        raise LocalCopyError(f"Nothing was put back: {because}")
    return store
