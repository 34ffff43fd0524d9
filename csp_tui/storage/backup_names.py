"""What backups are called: by their database, why and when each was made; and those that there are of a database."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

BACKUPS: Final = "backups"  # the folder beside the database
DAMAGED: Final = "damaged"  # what a restore took the place of; it is never thinned out
_TIME: Final = "%Y-%m-%d %H%M%S%f"
_REASON: Final = r"(?:before |by |of |damaged)[^,]*"  # so that "csp old by hand" is no copy of csp
_NAME: Final = re.compile(rf"(?P<reason>{_REASON}), (?P<at>\d{{4}}-\d\d-\d\d \d{{12}})\.db")


class Backup(Struct, frozen=True):
    """A copy in the backups folder: why and when it was made, and its bytes."""

    path: Path
    reason: str
    at: datetime
    size: int


def place_for(path: Path, reason: str, at: datetime) -> Path:
    """Where a copy goes that is made now, for this reason."""
    return path.parent / BACKUPS / f"{path.stem} {reason}, {at.astimezone(UTC):{_TIME}}.db"


def listed(path: Path) -> list[Backup]:
    """The copies of a file in the folder beside it, newest first; those of other databases there are not among them."""
    found = []
    start = f"{path.stem} "
    for file in _files(path.parent / BACKUPS):
        named = _NAME.fullmatch(file.name.removeprefix(start)) if file.name.startswith(start) else None
        if named is not None:
            with suppress(OSError, ValueError):  # removed meanwhile, or a name of somebody's own
                at = datetime.strptime(named["at"], _TIME).replace(tzinfo=UTC)
                found.append(Backup(file, named["reason"], at, file.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.path), reverse=True)


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
