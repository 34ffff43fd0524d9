"""A thousand acknowledged saves of programs that are killed, and forty kills inside of each act."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from tests.faults.acts import ACTS
from tests.faults.killing import kill_everywhere
from tests.faults.saving import Saves
from tests.faults.tracing import Acting

SAVES = 1000
KILLS = 40
_MINUTES = 10  # for all of that; in fewer, so many fewer of each


def run(minutes: float) -> None:
    """Kill, look, and tell what was found; raises AssertionError where something was lost or left half."""
    part = min(1.0, minutes / _MINUTES)
    with tempfile.TemporaryDirectory() as scratch:
        _saves(Path(scratch) / "saves", round(SAVES * part))
    for act in ACTS:
        with tempfile.TemporaryDirectory() as scratch, Acting() as acting:
            start = time.monotonic()
            found = kill_everywhere(acting, act, Path(scratch), max(2, round(KILLS * part)))
            print(
                f"  {act}: {found.kills} kills, {found.done} of them when all was done already, none a half;"
                f" {time.monotonic() - start:.0f} s",
                flush=True,
            )


def _saves(folder: Path, wanted: int) -> None:
    saves = Saves(folder)
    while len(saves.acknowledged) < wanted:
        saves.kill_one(random.randrange(60))
    lost = saves.lost()
    print(f"  save: {len(saves.acknowledged)} acknowledged, {saves.kills} kills, {len(lost)} lost", flush=True)
    assert not lost, f"acknowledged and lost: {lost}"
