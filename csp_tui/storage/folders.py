"""Making folders that only their user can look into, with all that are missing above them."""

from __future__ import annotations

from pathlib import Path


def make_folders(folder: Path) -> None:
    """Make a folder and those above it that are missing, each 0700: `mkdir` itself leaves the parents to the umask."""
    if not folder.exists():
        make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
