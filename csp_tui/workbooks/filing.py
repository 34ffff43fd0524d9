"""Putting a file in its place: whole or not at all, beside one that is open elsewhere, safe on the disk."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from csp_tui.workbooks.errors import WorkbookError

_TEMPORARY: Final = ".csp-tui-pack-"
_TEMPORARY_NAME: Final = re.compile(rf"{re.escape(_TEMPORARY)}(?:(\d+)-)?.*\.tmp")  # with the process that writes it
_MOST_NUMBERED: Final = 99


def write_file(packed: bytes, folder: Path, filename: str) -> tuple[Path, str | None]:
    """Write bytes to a file at once: either all of them stand under its name, or the old file does.

    Gives the path and, where it is a numbered one, why. Raises WorkbookError when nothing could be written.
    """
    with _aside(packed, folder) as temporary:
        return _put_in_place(temporary, folder / filename)


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


def _put_in_place(temporary: Path, target: Path) -> tuple[Path, str | None]:
    try:
        temporary.replace(target)
    except PermissionError:
        return _put_beside(temporary, target)
    return target, None


def _put_beside(temporary: Path, target: Path) -> tuple[Path, str]:
    """Under the first numbered name that is free, since the target is open in another program."""
    for number in range(2, _MOST_NUMBERED + 1):
        beside = target.with_stem(f"{target.stem}-{number}")
        if beside.exists():
            continue
        temporary.replace(beside)
        return beside, f"{target.name} is open in another program, so it was written as {beside.name}."
    raise PermissionError(f"{target.name} and its {_MOST_NUMBERED} numbered copies are in use; close them")


def _put_under_free_name(temporary: Path, target: Path) -> Path:
    """Under the first name that is free, the numbered ones after it; two programs at once never take the same."""
    for number in count(1):
        path = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        with suppress(FileExistsError):
            try:
                path.hardlink_to(temporary)
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links
                path.touch(mode=0o600, exist_ok=False)
                temporary.replace(path)
            return path
    raise AssertionError("numbers do not end")


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
