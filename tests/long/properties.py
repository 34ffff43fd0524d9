"""All tests of properties, each with hundreds or thousands of examples."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

from tests.examples import LONG


def run(minutes: float) -> None:
    """Rounds of all properties, each from another seed, until the time is over. Raises where one did not hold."""
    end = time.monotonic() + minutes * 60
    held: bool | None = True
    while held is not None:
        seed = random.randrange(2**32)
        print(f"properties: a round from --hypothesis-seed={seed}", flush=True)
        held = _round(seed, max(end - time.monotonic(), 0))
        if held is False:
            raise AssertionError(f"a property did not hold in the round from --hypothesis-seed={seed}")


def _round(seed: int, seconds: float) -> bool | None:
    """One round from a seed: whether all of it held; None where its seconds went by before that was known."""
    words = ["-m", "hypothesis", f"--hypothesis-profile={LONG}", f"--hypothesis-seed={seed}", "-q", "-x"]
    with subprocess.Popen([sys.executable, "-m", "pytest", *words], start_new_session=True) as process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # with the processes that it shares the tests out to
