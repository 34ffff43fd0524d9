"""What a person chose for a database in a shared place, remembered on this computer: a copy to work on, or no copy."""

from __future__ import annotations

import json
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from csp_tui.storage.folders import make_folders

_LARGEST: Final = 1 << 14


class Chosen(Struct, frozen=True):
    """For a file: the copy that is worked on in its stead, empty for none, and whether a person has answered.

    A file that a command only told of was not answered about.
    """

    original: str
    copy: str = ""
    answered: bool = False


class Choices:
    """One small file for each database, for its user alone. What cannot be read was not chosen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, original: Path) -> Chosen | None:
        """What was chosen for a file; None where nobody was asked."""
        try:
            file = self._file(original)
            if file.stat().st_size > _LARGEST:
                return None
            found = json.loads(file.read_text(encoding="utf-8"))
            chosen = Chosen(str(found["original"]), str(found["copy"]), found["answered"] is True)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        return chosen if chosen.original == _whole(original) else None

    def copy_of(self, original: Path) -> Path | None:
        """The copy that is opened when a file is named; None where that is the file itself, or the copy is gone."""
        try:
            chosen = self.of(original)
        except RuntimeError:  # somebody's home folder that there is not
            return None
        return Path(chosen.copy) if chosen is not None and chosen.copy and Path(chosen.copy).is_file() else None

    def keep(self, original: Path, copy: Path | None = None, *, answered: bool = True) -> bool:
        """Remember a choice; whether that could be done."""
        try:
            make_folders(self._folder)
            file = self._file(original)
            draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with open(handle, "w", encoding="utf-8") as opened:  # noqa: PTH123 - a handle, made for its user alone
                opened.write(json.dumps(asdict(Chosen(_whole(original), str(copy or ""), answered))))
            draft.replace(file)
        except OSError:
            return False
        return True

    def _file(self, original: Path) -> Path:
        return self._folder / f"{sha256(_whole(original).encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.json"


def _whole(path: Path) -> str:
    return str(path.expanduser().resolve())
