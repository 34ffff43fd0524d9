"""Putting a file in its place: whole or not at all, beside one that is open elsewhere, safe on the disk."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count, islice
from pathlib import Path
from typing import Final, Protocol

from csp_tui.workbooks.errors import WorkbookError

_TEMPORARY: Final = ".csp-tui-pack-"
_TEMPORARY_NAME: Final = re.compile(rf"{re.escape(_TEMPORARY)}(?:(\d+)-)?.*\.tmp")  # with the process that writes it
_MOST_NUMBERED: Final = 99


class Ours(Protocol):
    """What is noted of the files that were written, to tell one's own from all others."""

    def note(self, packed: bytes) -> None:
        """Note bytes that become a file."""

    def holds(self, path: Path) -> bool:
        """Whether a file is one's own, and as it was written."""


def write_file(packed: bytes, folder: Path, filename: str, ours: Ours | None = None) -> tuple[Path, str | None]:
    """Write bytes to a file at once: either all of them stand under its name, or the old file does.

    Only a file that is `ours` is replaced, others are left alone; without `ours`, any is replaced.
    Gives the path and, where it is a numbered one, why. Raises WorkbookError when nothing could be written.
    """
    with _aside(packed, folder) as temporary:
        if ours is not None:
            ours.note(packed)
        return _put_in_place(temporary, folder / filename, ours)


@contextmanager
def new_file(packed: bytes, folder: Path, filename: str) -> Iterator[tuple[Path, str | None]]:
    """Bytes as a file under a name that none has, which is gone again where what is done with it fails.

    Gives the path and, where it is a numbered one, why. What puts it on record belongs inside: without its record there
    is then no file. Raises WorkbookError when nothing could be written.
    """
    with _aside(packed, folder) as temporary:
        path = _put_under_free_name(temporary, folder / filename)
    try:
        yield path, None if path.name == filename else _taken(filename, path.name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class NewFile:
    """A file that is written and has no name yet: `path` is what it is to be called, and `why`, if that is numbered."""

    def __init__(self, temporary: Path, target: Path) -> None:
        self._temporary, self._named = temporary, False
        self.path = next(path for path in _numbered(target) if not os.path.lexists(path))
        self.why = None if self.path == target else _taken(target.name, self.path.name)

    def took_its_name(self) -> bool:
        """Give it its name, safe on the disk; False where another file has that by now."""
        self._named = _took_free_name(self._temporary, self.path)
        if self._named:
            _sync_folder(self.path.parent)
        return self._named

    def take_back(self) -> None:
        """Let there be no such file again."""
        if self._named:
            self.path.unlink(missing_ok=True)


@contextmanager
def file_to_come(packed: bytes, folder: Path, filename: str) -> Iterator[NewFile]:
    """Bytes as a file that takes its name inside the block, with its record; where the block fails there is no file.

    Raises WorkbookError when nothing could be written.
    """
    with _aside(packed, folder) as temporary:
        coming = NewFile(temporary, folder / filename)
        try:
            yield coming
        except BaseException:
            coming.take_back()
            raise


def _taken(name: str, instead: str) -> str:
    return f"{name} is there already and was left alone; this one is {instead}."


@contextmanager
def _aside(packed: bytes, folder: Path) -> Iterator[Path]:
    """The bytes in a temporary file of a folder, which takes its name inside; the name is then safe on the disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        temporary = _written_aside(packed, folder)
        try:
            if temporary.read_bytes() != packed:  # not after it has its name: others may put theirs in its place
                raise WorkbookError(
                    f"{folder} does not hold what was written; the disk may be failing. Name another folder."
                )
            yield temporary
            _sync_folder(folder)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def sweep(folder: Path, names: re.Pattern[str] = _TEMPORARY_NAME) -> None:
    """Remove temporary files that an interrupted export left in a folder, or files of other names like them.

    Not those still being written: the first group of `names` is the process that does it, where the name tells that.
    """
    for path in folder.glob(".*"):
        named = names.fullmatch(path.name)
        if named is not None and not (named[1] and runs(int(named[1]))):
            with suppress(OSError):  # one that cannot be removed is tried again at the next export
                path.unlink()


def runs(process: int) -> bool:
    """Whether a program still runs; on Windows nobody asks, since an open file cannot be removed there."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # another user's
        return True
    return True


def _written_aside(packed: bytes, folder: Path) -> Path:
    """The bytes in a temporary file beside the target, safe on the disk."""
    handle, name = tempfile.mkstemp(prefix=f"{_TEMPORARY}{os.getpid()}-", suffix=".tmp", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _put_in_place(temporary: Path, target: Path, ours: Ours | None) -> tuple[Path, str | None]:
    """Under the first name that is free or may be replaced, with why it is not the target's own."""
    why = None
    for path in islice(_numbered(target), _MOST_NUMBERED):
        if _took_free_name(temporary, path):
            return path, why and why(target.name, path.name)
        if path == target if ours is None else ours.holds(path):
            try:
                temporary.replace(path)
            except PermissionError:
                why = why or _open
            else:
                return path, why and why(target.name, path.name)
        why = why or _taken
    raise PermissionError(f"{target.name} and its {_MOST_NUMBERED} numbered copies are in use; close or move them")


def _open(name: str, instead: str) -> str:
    return f"{name} is open in another program, so it was written as {instead}."


def _put_under_free_name(temporary: Path, target: Path) -> Path:
    """Under the first name that is free, the numbered ones after it; two programs at once never take the same."""
    return next(path for path in _numbered(target) if _took_free_name(temporary, path))


def _numbered(target: Path) -> Iterator[Path]:
    """The name itself, then `name-2`, `name-3` and so on, without end."""
    yield target
    yield from (target.with_stem(f"{target.stem}-{number}") for number in count(2))


def _took_free_name(temporary: Path, path: Path) -> bool:
    """Put the file under a name if no file has it."""
    try:
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            path.touch(mode=0o600, exist_ok=False)
            temporary.replace(path)
    except FileExistsError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Make the new name itself safe on the disk; Windows has no such step."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(folder: Path, error: OSError) -> WorkbookError:
    why = (error.strerror or str(error)).lower()
    return WorkbookError(f"Nothing could be written in {folder}: {why}. A file that was there is as it was.")
