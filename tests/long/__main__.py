"""`python -m tests.long [what ...] [--minutes N]`: tries on and on, each round something new, until it ends."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable

from tests.long.properties import properties

# One round of each, from a seed, within so many seconds: whether all held, None where it was not done in time.
KINDS: dict[str, Callable[[int, float], bool | None]] = {"properties": properties}


def main() -> int:
    """Run rounds of each kind in turn while there is time; the exit status is 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("what", nargs="*", help=f"what to try: {', '.join(KINDS)} (default: all)")
    parser.add_argument("--minutes", type=float, default=10, help="when to end (default 10)")
    parser.add_argument("--seed", type=int, help="the first round's seed, to see again what a round found")
    wanted = parser.parse_args()
    if unknown := [name for name in wanted.what if name not in KINDS]:
        parser.error(f"there is no {unknown[0]}; there are {', '.join(KINDS)}")
    end = time.monotonic() + wanted.minutes * 60
    seed = random.randrange(2**32) if wanted.seed is None else wanted.seed
    while True:
        for name in wanted.what or KINDS:
            print(f"{name}: a round with --seed {seed}", flush=True)
            held = KINDS[name](seed, max(end - time.monotonic(), 0))
            if held is False:
                return 1
            if held is None:
                print(f"{name}: the time is over; what was tried in it held")
                return 0
        seed = (seed + 1) % 2**32


if __name__ == "__main__":
    sys.exit(main())
