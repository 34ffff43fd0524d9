"""The lease: a small file beside the database that says who has it open, so that a second one only reads it.

It is a courtesy. SQLite's own locks keep the file whole; the lease keeps two people, or a sync client's two computers,
from working past each other. It names a computer, a user and times, and nothing of what is stored.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import secrets
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from csp_tui.storage.locking import BINARY, content, lock

_LARGEST: Final = 1 << 12  # bytes; ours have some 200
_AGAIN: Final = 60.0  # seconds after which a lease says anew that it is kept: a sync client carries each change
_GLIMPSE: Final = 0.05  # seconds; longer than another program needs to see whether a lease is held


class Holder(Struct, frozen=True):
    """Who holds a lease: `token` tells this opening from every other, the times are UTC in ISO form."""

    token: str
    computer: str
    machine: str
    user: str
    since: str
    seen: str

    @property
    def is_here(self) -> bool:
        """Whether it is a program on this computer."""
        return (self.computer, self.machine) == (platform.node(), _machine())


class Lease:
    """This program's part in the lease on one database file.

    A program that stays open holds it and renews it; a command only asks whether it may write. No method raises: where
    a lease cannot be kept, nothing is held against anybody.
    """

    def __init__(self, database: Path, *, stays: bool) -> None:
        self._database = database
        self._path = database.resolve().with_name(f"{database.resolve().name}-lease")
        self._stays = stays
        self._handle: int | None = None
        now = _now()
        self._mine = Holder(secrets.token_hex(8), platform.node(), _machine(), _user(), now, now)
        self._told_at = 0.0
        self._one_at_a_time = threading.Lock()
        self.other: Holder | None = None

    def settle(self) -> None:
        """Look who holds it now, and take it where nobody does who is still there."""
        with self._one_at_a_time:
            self._settle()

    def _settle(self) -> None:
        found = self._read()
        if found is not None and found.token == self._mine.token:
            self.other = None
            self._renew()
        elif found is not None and self._is_running(found):
            self.other = found if self._stays or not found.is_here else None  # SQLite lets a command take its turn
            self._let_go()
        else:
            self.other = None
            if self._stays:
                self._take()

    def take_over(self) -> None:
        """Take it from whoever holds it: they see it before their next save, and only read from then on."""
        with self._one_at_a_time:
            self._stays = True
            self.other = None
            self._take()
            if self._handle is None:
                self._settle()

    @property
    def in_the_way(self) -> str | None:
        """Why nothing is to be stored by this program, as a sentence; None when it may."""
        other = self.other
        if other is None:
            return None
        way_out = "or take it over: csp-tui --take-over."
        if other.is_here:
            return (
                f"{self._database} is open in another window on this computer ({other.user}, since"
                f" {_shown(other.since)}): it can be read here. Close it there, {way_out}"
            )
        return (
            f"{self._database} is open on {other.computer} ({other.user}, since {_shown(other.since)}, last seen"
            f" {_shown(other.seen)}): it can be read here. Close it there, {way_out}"
        )

    def release(self) -> None:
        """Leave it to others, for good: a look that a thread was about to take then takes it no more."""
        with self._one_at_a_time:
            self._stays = False
            self._release()

    def _release(self) -> None:
        if self._handle is not None:
            found = self._read()
            if found is not None and found.token == self._mine.token:
                with suppress(OSError):  # Windows removes no file that is open, and nobody minds one that nobody holds
                    self._path.unlink()
        self._let_go()

    # The file

    def _read(self) -> Holder | None:
        """Who holds it according to the file; None where there is none, or nothing that can be understood."""
        try:
            handle = os.open(self._path, os.O_RDONLY | BINARY | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            return None
        try:
            return _holder(content(handle) if os.fstat(handle).st_size <= _LARGEST else b"")
        except OSError:
            return None
        finally:
            os.close(handle)

    def _is_running(self, holder: Holder) -> bool:
        """Whether the program that holds it may still be there: of another computer nobody can tell.

        A program here holds a lock as long as it runs. Its process number would say less: another may have it now.
        """
        if not holder.is_here:
            return True
        if self._locked():
            time.sleep(_GLIMPSE)  # it may only be another program that looks just now
            return self._locked()
        return False

    def _locked(self) -> bool:
        try:
            handle = os.open(self._path, os.O_RDWR | BINARY)
        except OSError:
            return False
        try:
            return not lock(handle)
        finally:
            os.close(handle)

    def _take(self) -> None:
        """Put a file of ours in its place, locked before anybody can see it."""
        self._let_go()
        draft = self._path.with_name(f"{self._path.name}.{self._mine.token}.new")
        try:
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR | BINARY, 0o600)
        except OSError:
            return
        try:
            lock(handle)
            self._write(handle)
            draft.replace(self._path)
        except OSError:
            os.close(handle)
            with suppress(OSError):
                draft.unlink()
            return
        self._handle = handle

    def _renew(self) -> None:
        if self._handle is not None and time.monotonic() - self._told_at > _AGAIN:
            with suppress(OSError):
                self._write(self._handle)

    def _write(self, handle: int) -> None:
        self._mine = replace(self._mine, seen=_now())
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(asdict(self._mine)).encode("ascii"))
        self._told_at = time.monotonic()

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _holder(text: bytes) -> Holder | None:
    try:
        found = json.loads(text)
        return Holder(**{name: str(found[name])[:80] for name in Holder.__struct_fields__})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _shown(moment: str) -> str:
    """A moment on this computer's clock: `10:12`, or `20 November 10:12` on another day."""
    try:
        at = datetime.fromisoformat(moment).astimezone()
    except (ValueError, OverflowError):
        return "an unknown time"
    today = at.date() == datetime.now(UTC).astimezone().date()
    return f"{at:%H:%M}" if today else f"{at.day} {at:%B} {at:%H:%M}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login name is known, as in a container
        return "somebody"


@cache
def _machine() -> str:
    """What tells two computers of one name apart, where the system knows it; a hash, since it is nobody's business."""
    try:
        return sha256(Path("/etc/machine-id").read_bytes()).hexdigest()[:16]
    except OSError:
        return ""
