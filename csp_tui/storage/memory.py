"""What this computer remembers of each database outside it: how far it was when something was last saved here.

An older copy that a sync client or a restored laptop puts in a file's place is whole in itself; only from outside can
it be told. What is kept are numbers of steps, hashes, the time and the path: nothing of what is stored.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from csp_tui.storage.folders import make_folders

Rows = Callable[..., Sequence[tuple[Any, ...]]]

_LATEST: Final = {
    "step": "SELECT number, partnership, kind, author, at, note FROM step",
    "turn": "SELECT number, step, active, author, at FROM turn",
}
_NAMED: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_LARGEST: Final = 1 << 14


class Saved(Struct, frozen=True):
    """How far a database was when something was last saved here: its latest step and turn, when (UTC) and where."""

    step: int
    step_hash: str
    turn: int
    turn_hash: str
    at: str
    path: str


class Memory:
    """What is remembered of one database, by the id of its copy. Where it cannot be kept, nothing is remembered."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._file = folder / f"{named_after(sender)}.json"

    def remember(self, rows: Rows, path: Path) -> None:
        """Note how far the database is now."""
        (step, step_hash), (turn, turn_hash) = (_latest(rows, table) for table in _LATEST)
        saved = Saved(step, step_hash, turn, turn_hash, datetime.now(UTC).isoformat(timespec="seconds"), str(path))
        with suppress(OSError):
            self._keep(json.dumps(asdict(saved)))

    def saved_elsewhere(self, rows: Rows) -> Saved | None:
        """What was last saved here, if this database does not hold it: it is an older copy, or went another way."""
        saved = self._read()
        if saved is None:
            return None
        holds = all(
            not number or _said(rows, table, number) == digest
            for table, number, digest in (
                ("step", saved.step, saved.step_hash),
                ("turn", saved.turn, saved.turn_hash),
            )
        )
        return None if holds else saved

    def _read(self) -> Saved | None:
        try:
            if self._file.stat().st_size > _LARGEST:
                return None
            found = json.loads(self._file.read_text(encoding="utf-8"))
            texts = {name: str(found[name]) for name in ("step_hash", "turn_hash", "at", "path")}
            return Saved(int(found["step"]), turn=int(found["turn"]), **texts)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def _keep(self, text: str) -> None:
        """Whole or not at all, and for its user alone; unsynced, since to remember too little only warns too little."""
        make_folders(self._folder)
        draft = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}.new")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a handle, made for its user alone
                file.write(text)
            draft.replace(self._file)
        except OSError:
            draft.unlink(missing_ok=True)
            raise


def named_after(sender: str) -> str:
    """What a file about a copy is called: a database that was sent may name itself by anything."""
    return sender if _NAMED.fullmatch(sender) else sha256(sender.encode()).hexdigest()


def _latest(rows: Rows, table: str) -> tuple[int, str]:
    """The number and the hash of the latest row of a table; 0 where it is empty."""
    found = rows(f"{_LATEST[table]} ORDER BY number DESC LIMIT 1")
    return (int(found[0][0]), _hash(found[0])) if found else (0, "")


def _said(rows: Rows, table: str, number: int) -> str:
    found = rows(f"{_LATEST[table]} WHERE number = :number", number=number)
    return _hash(found[0]) if found else ""


def _hash(row: tuple[Any, ...]) -> str:
    return sha256(json.dumps([str(cell) for cell in row]).encode()).hexdigest()
