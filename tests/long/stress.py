"""Ten thousand things done at random beside a plain model, with the size of the file and of the program told."""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.faults.day import Day

STEPS = 10_000
_LARGE = 250  # one in so many is a pack, an issue, a backup or a restore
_EACH = 1000
_GROWTH = 40.0  # MB that the program may grow between a tenth of its way and the end
_BYTES = 3000  # that a step may cost in the file, the kept packs and all

_PAGE = 4096


def run(minutes: float) -> None:
    """Do as much of it as there is time for; raises AssertionError where program and model differ."""
    until, seed = time.monotonic() + 60 * minutes, random.getrandbits(32)
    print(f"  seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as scratch, closing(Day(Path(scratch), seed)) as day:
        steps, memory = 0, [_memory()]
        while steps < STEPS and time.monotonic() < until:
            day.run(_EACH // 10, large=_LARGE)
            steps += _EACH // 10
            if steps % _EACH == 0 or steps == STEPS // 10:
                memory.append(_memory())
                print(f"  {steps:,} steps: file {day.size / 1e6:.2f} MB, memory {memory[-1]:.0f} MB", flush=True)
        day.look_over()
        did = ", ".join(f"{name} {count:,}" for name, count in sorted(day.did.items(), key=lambda one: -one[1]))
        print(f"  {steps:,} steps as the model says: {did}", flush=True)
        assert day.size < 300_000 + _BYTES * steps, f"the file has {day.size:,} bytes after {steps:,} steps"
        if steps >= 3 * _EACH:
            assert memory[-1] - memory[1] < _GROWTH, f"memory grew from {memory[1]:.0f} to {memory[-1]:.0f} MB"


def _memory() -> float:
    """The megabytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6
