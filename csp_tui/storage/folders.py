"""Where databases lie: the file that a path or URL names, and making folders that only their user can look into."""

from __future__ import annotations

from pathlib import Path

from csp_tui.storage.errors import CannotOpen


def make_folders(folder: Path) -> None:
    """Make a folder and those above it that are missing, each 0700: `mkdir` itself leaves the parents to the umask."""
    if not folder.exists():
        make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def path_of(location: str) -> Path:
    """The file at a path or URL of a database; raises CannotOpen where it names none."""
    name = location.removeprefix("sqlite:///")
    if location.startswith("sqlite:") and name in (location, "", ":memory:"):
        raise CannotOpen(f"{location} names no file; write sqlite:///folder/csp.db, or only the path.")
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise CannotOpen(f"There is no home folder for {name}; name the file by its whole path.") from None
