"""A disk of its own with little room, for tests that fill it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk_of(kilobytes: int, folder: Path) -> Iterator[Path]:
    """A disk mounted at a folder, which only root may do; where CI runs as root it is to be there, not skipped."""
    folder.mkdir()
    how = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if subprocess.run(how, capture_output=True, check=False).returncode != 0:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("only root may make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
