"""All tests of properties, each with hundreds or thousands of examples."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests.examples import LONG


def properties(seed: int, seconds: float) -> bool | None:
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
