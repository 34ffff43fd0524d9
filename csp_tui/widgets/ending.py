"""Ending when the system asks for it: a closed terminal, a shutdown, an interrupt. What is done is the caller's."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

ENDED_BY: Final = 128  # before the signal's number in the exit status, as shells count
_NAMES: Final = ("SIGHUP", "SIGTERM", "SIGINT", "SIGBREAK")  # not every system has all of them
_PATIENCE: Final = 3.0  # seconds; a terminal that is gone must not keep the program


def end_by_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the signal's number in the running loop; a program that has not ended soon after is ended hard.

    By then nothing can be lost: what was left is stored, and what is open is on disk as a draft.
    """
    loop = asyncio.get_running_loop()

    def handle(number: int, _frame: FrameType | None) -> None:
        last = threading.Timer(_PATIENCE, os._exit, [ENDED_BY + number])
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(end, number)

    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, handle)
