"""`python -m tests.long [NAME ...] [--minutes N]`: runs them one after the other and says what each did; `all` is all.

Each fails by raising: then the exit status is 1, and the others are still run.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable

from tests.long import bursts, fuzz, kills, marked, properties, stress

RUNS: dict[str, Callable[[float], object]] = {
    "fuzz": fuzz.run,
    "kills": kills.run,
    "stress": stress.run,
    "marked": marked.run,
    "properties": properties.run,
    "bursts": bursts.run,
}
"""Each prints what it did within about so many minutes, and raises where something was wrong."""


def main() -> int:
    """Run what is asked for, within about so many minutes each."""
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    choices = (*RUNS, "all")
    parser.add_argument("names", nargs="*", choices=choices, default=["all"], metavar=f"{{{','.join(choices)}}}")
    parser.add_argument("--minutes", type=float, default=30, help="about how long each may run (default 30)")
    wanted = parser.parse_args()
    names = RUNS if "all" in wanted.names else wanted.names
    return int(any([not _ran(name, wanted.minutes) for name in names]))  # noqa: C419 - all are run, also after one failed


def _ran(name: str, minutes: float) -> bool:
    start = time.monotonic()
    print(f"{name}:", flush=True)
    try:
        RUNS[name](minutes)
    except Exception:  # noqa: BLE001 - whatever failed is told, and the others are run
        traceback.print_exc()
        print(f"{name} FAILED after {time.monotonic() - start:.0f} s", flush=True)
        return False
    print(f"{name} is well after {time.monotonic() - start:.0f} s", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
