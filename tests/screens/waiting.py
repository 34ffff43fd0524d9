"""Waiting until an application has done what it was asked: by what its loop still has before it, not by a clock."""

from __future__ import annotations

import asyncio
from time import monotonic, process_time
from typing import Any

from textual._context import active_app
from textual.worker import WorkerState

FRAME = 0.008  # seconds within which a picture that was asked for is drawn
_THREAD = 0.010  # seconds in which a thread that does not wait itself takes more of the processor than
_IDLE = 0.0005


async def until_settled(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Stand in for the wait of Textual's pilot, which lets 20 ms or more go by twice for each key.

    Nothing is left to do when no callback is ready, none comes due within a frame, and no thread is at work. A
    thread may be waiting for the test itself: whether it works is seen, as Textual sees it, by the processor's time.
    """
    loop: Any = asyncio.get_running_loop()
    end = monotonic() + max_sleep
    while monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        due = min((handle.when() for handle in loop._scheduled if not handle.cancelled()), default=None)
        if due is not None and due - loop.time() < FRAME:
            await asyncio.sleep(max(due - loop.time(), 0))
        elif not _has_thread() or await _is_idle():
            return


def _has_thread() -> bool:
    return any(worker.state is WorkerState.RUNNING for worker in active_app.get().workers)


async def _is_idle() -> bool:
    spent = process_time()
    await asyncio.sleep(_THREAD)
    return process_time() - spent < _IDLE
