"""The tests marked `long`: those that start many real programs, or wait for them."""

from __future__ import annotations

import subprocess
import sys


def run(_minutes: float) -> None:
    """All of them once, however long they take. Raises where one fails."""
    subprocess.run([sys.executable, "-m", "pytest", "-m", "long", "-q"], check=True)
