"""Whether a file lies where SQLite's promises end: on a network drive, or in a folder that a sync client copies."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_SYNCHRONISED: Final = (
    (re.compile(r"onedrive\b.*|sharepoint\b.*"), "OneDrive"),
    (re.compile(r"dropbox\b.*"), "Dropbox"),
    (re.compile(r"google ?drive\b.*|googledrive-.*|my drive"), "Google Drive"),
    (re.compile(r"icloud ?drive\b.*|mobile documents|com~apple~clouddocs"), "iCloud"),
    (re.compile(r"(?:next|own)cloud\b.*"), "Nextcloud"),
    (re.compile(r"cloudstorage"), "synchronised"),
)
_MARKERS: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "Nextcloud",
    ".tmp.drivedownload": "Google Drive",
}
_ONEDRIVE: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")  # variables that Windows sets
_NETWORK: Final = re.compile(r"(nfs|cifs|smb|afs|ncp|davfs|ceph|glusterfs|lustre|9p2000)\w*|fuse\.(?!snapfuse|ntfs).+")
_REMOTE: Final = 4  # what Windows calls a network drive
_MOUNTS: Final = Path("/proc/mounts")


def shared_place(path: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """What kind of place a file lies in, such as `a OneDrive folder`; None for a plain folder on this computer."""
    whole = path.expanduser().absolute()
    real = whole.resolve()
    name = _named(whole) or _named(real) or _marked(real) or _of_windows(real, environment)
    if name is not None:
        return f"a{'n' if name[0] in 'iI' else ''} {name} folder"
    return "a network drive" if _on_network(real) else None


def _named(path: Path) -> str | None:
    folders = [part.casefold() for part in path.parts[:-1]]
    return next((name for pattern, name in _SYNCHRONISED for part in folders if pattern.fullmatch(part)), None)


def _marked(path: Path) -> str | None:
    """The client that has left its sign in a folder above."""
    for folder in path.parents:
        for marker, name in _MARKERS.items():
            # Dropbox keeps its settings in ~/.dropbox, which makes no home folder a synchronised one.
            if (folder / marker).exists() and not (marker == ".dropbox" and (folder / marker).is_dir()):
                return name
    return None


def _of_windows(path: Path, environment: Mapping[str, str]) -> str | None:
    roots = (environment.get(name) for name in _ONEDRIVE)
    return "OneDrive" if any(root and path.is_relative_to(root) for root in roots) else None


def _on_network(path: Path) -> bool:
    if str(path).startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE)
    if sys.platform == "darwin":
        return str(path).startswith(("/Volumes/", "/Network/"))
    try:
        return on_network_by(path, _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return False


def on_network_by(path: Path, mounts: str) -> bool:
    """Whether the file system that a path lies on, by a table of mounts as Linux gives it, is on another computer."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 2:
            # Blanks and backslashes in a path are written in octal.
            point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1])
            if len(point) >= longest and path.is_relative_to(point):
                longest, kind = len(point), fields[2]
    return _NETWORK.fullmatch(kind) is not None
