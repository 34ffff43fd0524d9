"""Where everything lies: the database, backups, drafts, the folders that files go into, reports; nothing is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from csp_tui.desk.folders import FOLDERS, folder_for
from csp_tui.desk.mistakes import report_folder
from csp_tui.desk.opening import Desk, default_location, open_desk, state_folder
from csp_tui.desk.watching import Notice, notices
from csp_tui.domain.errors import UserError
from csp_tui.storage.backup_names import BACKUPS, Backup, listed


class Place(Struct, frozen=True):
    """Somewhere that files lie: `backups`, `Backups`, and the path."""

    name: str
    title: str
    path: Path


class Located(Struct, frozen=True):
    """Where everything lies. `trouble` is why the database cannot be opened; then less is known of it."""

    database: str
    size: int | None
    format: int | None
    read_only_because: str | None
    trouble: str | None
    places: tuple[Place, ...]
    newest: Backup | None
    drafts: tuple[Path, ...]
    notices: tuple[Notice, ...]


def locate(
    database: str | None = None,
    partnership: str | None = None,
    plan: str | None = None,
    desk: Desk | None = None,
) -> Located:
    """Where everything lies, at a desk that is open, else of a database that is only looked at."""
    if desk is not None:
        return _located(desk.location, desk, None, desk.read_only_because)
    place = database or str(default_location())
    try:
        with open_desk(place, partnership=partnership, plan=plan, read_only=True) as looked:
            return _located(place, looked, None)
    except UserError as error:
        return _located(place, None, str(error))


def _located(location: str, desk: Desk | None, trouble: str | None, read_only: str | None = None) -> Located:
    path = desk.store.path if desk is not None else Path(location).expanduser() if "://" not in location else None
    there = path is not None and path.is_file()
    backups = listed(path) if path is not None else []
    return Located(
        location,
        path.stat().st_size if path is not None and there else None,
        desk.store.schema_version if desk is not None else None,
        read_only,
        trouble if there or path is None else None,
        tuple(_places(path, desk)),
        backups[0] if backups else None,
        tuple(sorted(path.parent.glob(f"{path.name}-drafts-*"))) if path is not None else (),
        notices(desk) if desk is not None else (),
    )


def _places(path: Path | None, desk: Desk | None) -> Iterator[Place]:
    if path is not None:
        yield Place("backups", "Backups", path.absolute().parent / BACKUPS)
    for name, tells in FOLDERS.items():
        folder = folder_for(desk, name) if desk is not None else Path(name)
        yield Place(name, f"{tells[0].upper()}{tells[1:]}", folder.absolute())
    yield Place("reports", "Reports of mistakes", report_folder())
    yield Place("state", "What this computer remembers", state_folder())
