"""Locks on files that end with the program that took them, and whether a file is still in its place."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would change line ends otherwise
_LOCKED_BYTE: Final = 1 << 30  # where Windows, which locks a range and not a file, is given one beyond all content


def lock(handle: int) -> bool:
    """Take the lock that ends with the program, however it ends; whether nobody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def still_there(handle: int, path: Path) -> bool:
    """Whether the file that is open is the one of that name, and not one that another program has taken away."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except OSError:
        return False


def content(handle: int) -> bytes:
    """All that is left to read of a file."""
    read = bytearray()
    while part := os.read(handle, 1 << 16):
        read += part
    return bytes(read)
