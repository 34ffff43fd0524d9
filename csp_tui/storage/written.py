"""Which files this copy wrote, known by the hash of their bytes and noted outside the database: those it may replace.

What is noted are hashes alone, never a name or anything of what is in a file.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from csp_tui.storage.folders import make_folders
from csp_tui.storage.memory import named_after


class WrittenHere:
    """The files that one copy wrote on this computer. Where it cannot be kept, no file counts as its own."""

    def __init__(self, folder: Path, sender: str) -> None:
        """`sender` is who the copy is when it sends something."""
        self._file = folder / f"{named_after(sender)}.txt"

    def note(self, packed: bytes) -> None:
        """Note bytes before they are a file: a line at the end, so that two programs at once lose nothing."""
        with suppress(OSError):
            make_folders(self._file.parent)
            handle = os.open(self._file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            with open(handle, "ab") as notes:  # noqa: PTH123 - a handle, made for its user alone
                notes.write(f"{sha256(packed).hexdigest()}\n".encode("ascii"))

    def holds(self, path: Path) -> bool:
        """Whether a file is one of them, and as it was written: whatever was typed into it makes it another."""
        try:
            known = set(self._file.read_bytes().split())
            return bool(known) and sha256(path.read_bytes()).hexdigest().encode() in known
        except OSError:  # nothing was noted yet, or the file cannot be looked at: then it is not ours to replace
            return False
