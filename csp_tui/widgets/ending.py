"""Ending when it is asked from outside: a closed terminal, a shutdown, an interrupt. What is done is the caller's."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Final

ENDED_BY: Final = 128  # before the signal's number in the exit status, as shells count
HUNG_UP: Final = int(getattr(signal, "SIGHUP", 1))  # which Windows has not
_NAMES: Final = ("SIGHUP", "SIGTERM", "SIGINT", "SIGBREAK")  # not every system has all of them
_PATIENCE: Final = 3.0  # seconds; a terminal that is gone must not keep the program
_LOOKS: Final = 0.5  # seconds between looks at whether the terminal is still there


def end_from_outside(end: Callable[[int], None]) -> None:
    """Call `end` with the signal's number in the running loop; a program that has not ended soon after is ended hard.

    By then nothing can be lost: what was left is stored, and what is open is on disk as a draft. A terminal can go
    without a signal, if the program is not of its session: then `end` is called as for a hang-up.
    """
    loop = asyncio.get_running_loop()

    def ended(number: int) -> None:
        last = threading.Timer(_PATIENCE, os._exit, [ENDED_BY + number])
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(end, number)

    def handle(number: int, _frame: FrameType | None) -> None:
        ended(number)

    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, handle)
    threading.Thread(target=_watch_terminal, args=[ended], daemon=True).start()


def _watch_terminal(ended: Callable[[int], None]) -> None:
    """In a thread, since whoever writes to a terminal that is gone may wait for ever, and whoever reads it spins."""
    while terminal_is_there():
        time.sleep(_LOOKS)
    ended(HUNG_UP)


def terminal_is_there() -> bool:
    """Whether both what is typed into and what is written to are a terminal still."""
    streams = (sys.__stdin__, sys.__stderr__)  # those that Textual uses
    return all(stream is not None and os.isatty(stream.fileno()) for stream in streams)
