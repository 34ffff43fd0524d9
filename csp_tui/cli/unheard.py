"""Going on where what a command tells can no longer be written: its reader has stopped, or the disk is full."""

from __future__ import annotations

import os
import sys


def write_no_more() -> None:
    """Write nothing more to standard output, not even what still waits to be written when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
