"""Runs a command and prints its peak memory in MB: a small program between, whose own memory does not count.

A process takes over the peak of the one that starts it, and the benchmark itself is large.
"""

from __future__ import annotations

import resource
import subprocess
import sys


def peak(*command: str) -> float:
    """The most memory that a command held, in MB."""
    told = subprocess.run([sys.executable, __file__, *command], check=True, stdout=subprocess.PIPE, text=True)
    return float(told.stdout)


def main() -> None:
    """Run the command line's command; merging may exit with 3, as something waits for a person."""
    subprocess.run(sys.argv[1:], check=False, stdout=subprocess.DEVNULL)  # the benchmark's own
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # KB, but bytes on macOS
    print(held / (1e6 if sys.platform == "darwin" else 1e3))


if __name__ == "__main__":
    main()
