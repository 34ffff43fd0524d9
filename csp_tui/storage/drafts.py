"""The side file: typed texts that are not stored, kept without syncing beside the database for the next start.

Each running program appends to a file of its own and holds a lock on it, so that none overwrites another's texts. What
programs that have ended left behind is taken over by the next one that starts. What a text means is the desk's.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.storage.locking import BINARY, content, lock, still_there

Key = tuple[str, ...]

_HEADER: Final = {"csp-tui": "typed texts that are not stored", "format": 1}
_LARGEST: Final = 1 << 24  # bytes; a lifetime of typing is less, and nothing larger is read
_ATTEMPTS: Final = 20


class Typed(Struct, frozen=True):
    """A text as typed, why it was refused, what stood in its place when it was typed, and when that was (UTC).

    `also` are older texts that other programs left behind for the same place.
    """

    text: str
    why: str = ""
    stood: str = ""
    at: str = ""
    also: tuple[str, ...] = ()


class SideFile:
    """The texts of one program, by key; those that were left behind are among them from the start.

    No method raises: a text that cannot be kept on disk is still held here, and `trouble` says so.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._start = f"{name}-drafts-"
        self._aside = f"{name}-unreadable-drafts-"
        self._handle: int | None = None
        self._path: Path | None = None
        self._on_disk: dict[Key, str] = {}
        self._size = 0
        self._due: dict[Key, None] = {}
        self.trouble: list[str] = []
        self.keeps = True
        self.texts: dict[Key, Typed] = {}
        self._take_over()

    # Keeping

    def keep(self, key: Key, typed: Typed) -> None:
        """Keep a text in place of what was kept of the key."""
        if self.texts.get(key) != typed:
            self.texts[key] = typed
            self._try_to_append([key])

    def forget(self, key: Key) -> None:
        """Keep nothing of the key."""
        if self.texts.pop(key, None) is not None:
            self._try_to_append([key])

    def close(self) -> None:
        """Let go of the file, for the next program to take over; a file without texts is not left behind."""
        if self._handle is None or self._path is None:
            return
        if self.texts:
            os.close(self._handle)
        else:
            _remove(self._path, self._handle)
        self._handle = self._path = None

    def _try_to_append(self, keys: Iterable[Key]) -> bool:
        try:
            self._append(keys)
        except OSError as error:
            if self.keeps:
                self.keeps = False
                self.trouble.append(f"Drafts last only until you leave; {self._folder}: {error.strerror}.")
            return False
        self.keeps = True
        return True

    def _append(self, keys: Iterable[Key]) -> None:
        self._due |= dict.fromkeys(keys)
        if self._handle is None:
            self._handle, self._path = self._own_file()
            self._due = dict.fromkeys(self.texts)  # a new file says everything
        for key in tuple(self._due):
            record = self._record(key)
            self._on_disk.pop(key, None)  # until it is written it is not known what the file says
            self._size = _write(self._handle, record, self._size)
            self._due.pop(key)
            if key in self.texts:
                self._on_disk[key] = self.texts[key].text

    def _record(self, key: Key) -> dict[str, object]:
        """What changed of a key; of a text, what comes after as much of it as the file has already."""
        typed = self.texts.get(key)
        if typed is None:
            return {"of": key}
        same = _same(self._on_disk.get(key, ""), typed.text)
        return {"of": key, "same": same, "text": typed.text[same:], **_given(typed)}

    def _own_file(self) -> tuple[int, Path]:
        """A new file, for its user alone, locked before anybody could have taken it for one that was left behind."""
        for _ in range(_ATTEMPTS):
            path = self._folder / f"{self._start}{secrets.token_hex(4)}"
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | BINARY, 0o600)
            if lock(handle) and still_there(handle, path):
                try:
                    self._size = _write(handle, _HEADER, 0)
                except OSError:
                    _remove(path, handle)
                    raise
                return handle, path
            os.close(handle)  # another program has just taken the empty file away
        raise OSError(errno.ENOLCK, "files cannot be locked there")

    # Taking over

    def _take_over(self) -> None:
        """Take what programs that have ended left behind into a file of our own, and only then away from theirs."""
        left: list[tuple[Path, int]] = []
        for path in self._candidates():
            handle = _locked(path)
            if handle is not None and self._read(path, handle):
                left.append((path, handle))
            elif handle is not None:
                os.close(handle)
        kept = not self.texts or self._try_to_append(())
        for path, handle in left:
            if kept:
                _remove(path, handle)
            else:
                os.close(handle)

    def _candidates(self) -> list[Path]:
        try:
            with os.scandir(self._folder) as found:
                return sorted(
                    Path(entry.path)
                    for entry in found
                    if entry.name.startswith(self._start) and entry.is_file(follow_symlinks=False)
                )
        except OSError:
            return []  # the database itself will tell what is wrong with its folder

    def _read(self, path: Path, handle: int) -> bool:
        """Take in the texts of a file; whether it can go then. One that is not quite ours is set aside, not deleted."""
        whole = os.fstat(handle).st_size <= _LARGEST
        lines = content(handle).split(b"\n") if whole else [b"more than anybody types"]
        texts: dict[Key, Typed] = {}
        sound = _parsed(lines[0]) == _HEADER
        if sound:
            for line in lines[1:-1]:  # what comes after the last line end was being written when the program ended
                sound &= not line or _apply(_parsed(line), texts)
        elif not b"".join(lines):
            return True  # made by a program that ended before it wrote anything
        for key, typed in texts.items():
            self.texts[key] = _both(self.texts[key], typed) if key in self.texts else typed
        if not sound:
            self._set_aside(path, some=bool(texts))
        return sound

    def _set_aside(self, path: Path, *, some: bool) -> None:
        aside = path.with_name(self._aside + path.name.removeprefix(self._start))
        what = "what could be read is back in its place" if some else "nothing could be read"
        try:
            path.rename(aside)
        except OSError:
            self.trouble.append(f"A file of drafts is damaged, {what}: {path}.")
        else:
            self.trouble.append(f"A file of drafts is damaged, {what}; it is set aside as {aside}.")


def _both(one: Typed, other: Typed) -> Typed:
    """The later of two texts of one place, with the other beside it."""
    newer, older = (one, other) if one.at > other.at else (other, one)
    texts = dict.fromkeys((*newer.also, older.text, *older.also))
    return replace(newer, also=tuple(text for text in texts if text != newer.text))


def _same(before: str, after: str) -> int:
    """How many characters two texts have in common from their start; most often one goes on from the other."""
    shorter = min(len(before), len(after))
    if before[:shorter] == after[:shorter]:
        return shorter
    return next(place for place in range(shorter) if before[place] != after[place])


def _write(handle: int, record: Mapping[str, object], size: int) -> int:
    """Append a whole line to a file of this size, or nothing; gives its new size."""
    line = json.dumps(record).encode("ascii") + b"\n"
    written = os.write(handle, line)
    if written < len(line):
        os.ftruncate(handle, size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return size + written


def _given(typed: Typed) -> dict[str, object]:
    facts = {"why": typed.why, "stood": typed.stood, "at": typed.at, "also": typed.also}
    return {name: fact for name, fact in facts.items() if fact}


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _apply(record: object, texts: dict[Key, Typed]) -> bool:
    """Do to the texts what a record says; whether it is one."""
    match record:
        case {"of": [*names], "same": int(same), "text": str(rest), **facts}:
            key = tuple(map(str, names))
            before = texts[key].text if key in texts else ""
            also = facts.get("also", [])
            if not 0 <= same <= len(before) or not isinstance(also, list):
                return False
            why, stood, at = (str(facts.get(name, "")) for name in ("why", "stood", "at"))
            texts[key] = Typed(before[:same] + rest, why, stood, at, tuple(map(str, also)))
        case {"of": [*names], **others} if not others:
            texts.pop(tuple(map(str, names)), None)
        case _:
            return False
    return True


def _remove(path: Path, handle: int) -> None:
    """Take a file away that we hold: while it is locked where that is possible, so that nobody takes it over."""
    if sys.platform == "win32":
        os.close(handle)
    with suppress(OSError):  # what cannot be taken away is offered once more
        path.unlink()
    if sys.platform != "win32":
        os.close(handle)


def _locked(path: Path) -> int | None:
    """A handle to read a file that no running program holds, locked; None where one does, or it is another user's."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | BINARY)
    except OSError:
        return None
    if lock(handle) and still_there(handle, path):
        return handle
    os.close(handle)
    return None
