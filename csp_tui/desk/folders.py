"""The folders that files are written into where a command or screen names none: each a setting of this copy."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from csp_tui.desk.opening import Desk, state_folder
from csp_tui.domain.errors import UserError, cited
from csp_tui.storage.backup_names import BACKUPS
from csp_tui.storage.guards import DRAFTS
from csp_tui.storage.written import WrittenHere
from csp_tui.workbooks.filing import sweep

EXPORTS: Final = "exports"
FORMS: Final = "forms"
RETURNS: Final = "returns"
FOLDERS: Final[Mapping[str, str]] = {
    EXPORTS: "the folder for packs",
    FORMS: "the folder for forms to send out",
    RETURNS: "the folder for filled returns to e-mail",
}


class FolderError(UserError):
    """A folder that nothing can be written into; the message says what to type instead."""


def folder_for(desk: Desk, name: str) -> Path:
    """The folder of one kind of file: as it is set, else of that name where the program was started."""
    held = desk.store.settings().get(name)
    return Path(held.value) if held is not None and held.value else Path(name)


def written_here(desk: Desk) -> WrittenHere:
    """The packs and what goes beside them that this copy wrote on this computer: others' are never replaced."""
    return WrittenHere(state_folder() / "written", desk.store.sender)


def sweep_folders(desk: Desk) -> None:
    """Remove what programs that were killed while they wrote left: in the folders that files go into, and beside ours.

    A folder that cannot be looked at is no reason not to start.
    """
    for name in FOLDERS:
        with suppress(OSError):
            sweep(folder_for(desk, name))
    if desk.store.path is not None:
        for folder in (desk.store.path.parent, desk.store.path.parent / BACKUPS):
            with suppress(OSError):
                sweep(folder, DRAFTS)


def folder_text(typed: str) -> str:
    """A folder as it is kept, by its whole path; it may be missing, but not what it is to be made in."""
    try:
        path = Path(typed).expanduser().absolute()
        if path.is_dir() or (path.parent.is_dir() and not path.exists()):
            return str(path)
    except (OSError, RuntimeError, ValueError):  # a name too long, no home folder, a NUL
        raise FolderError(f'"{cited(typed, 60)}" is no folder; type its whole path.') from None
    missing = f"there is no folder {path.parent}" if not path.exists() else "it is a file"
    raise FolderError(f'"{cited(typed, 60)}" is no folder to write into: {missing}. Type another, or make it first.')
