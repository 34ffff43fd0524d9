"""A day's use at random, beside a plain model; `python -m tests.long stress` makes it 10,000 steps long."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

from tests.faults.day import Day

STEPS = 100


def test_a_day_of_entering_merging_undoing_issuing_and_restoring_ends_as_the_model_says(tmp_path: Path) -> None:
    with closing(Day(tmp_path, random.getrandbits(32))) as day:
        day.run(STEPS, large=30)
        day.look_over()
