"""Waiting until an application has done what it was asked: by what its loop still has before it, not by a clock.

And drawing its screen then, once, as somebody would see it who looks after the last of several keys.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time
from typing import Any

from rich.console import RenderableType
from textual._compositor import Compositor
from textual._context import active_app
from textual.pilot import Pilot
from textual.worker import WorkerState

FRAME = 0.008  # seconds within which a picture that was asked for is drawn
_THREAD = 0.010  # seconds in which a thread that does not wait itself takes more of the processor than
_IDLE = 0.0005
_PATIENCE = 30.0  # seconds

_draw = Compositor.render_update


async def until_settled(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Stand in for the wait of Textual's pilot, which lets 20 ms or more go by twice for each key.

    Nothing is left to do when no callback is ready, none comes due within a frame, and no thread is at work. A
    thread may be waiting for the test itself: whether it works is seen, as Textual sees it, by the processor's time.
    """
    loop: Any = asyncio.get_running_loop()
    end = monotonic() + max_sleep
    while True:
        await until_read()
        due = min((handle.when() for handle in loop._scheduled if not handle.cancelled()), default=None)
        if monotonic() >= end or active_app.get()._exit:
            return  # of one that is being left the timers run on, and do nothing
        if due is not None and due - loop.time() < FRAME:
            await asyncio.sleep(max(due - loop.time(), 0))
        elif not _has_thread() or await _is_idle():
            return


async def until_read() -> None:
    """Wait until every message has been dealt with; long, where other programs have the processor."""
    loop: Any = asyncio.get_running_loop()
    end = monotonic() + _PATIENCE
    await asyncio.sleep(0)
    while loop._ready and monotonic() < end:
        await asyncio.sleep(0)


def _has_thread() -> bool:
    return any(worker.state is WorkerState.RUNNING for worker in active_app.get().workers)


async def _is_idle() -> bool:
    spent = process_time()
    await asyncio.sleep(_THREAD)
    return process_time() - spent < _IDLE


async def until_drawn(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """The same, where a pilot pauses: then the screen is drawn, so that what missed its change shows the old text."""
    await until_settled(min_sleep, max_sleep)
    app: Any = active_app.get()
    if app.screen_stack and not app._exception_event.is_set():
        _draw(app.screen._compositor, screen_stack=app._background_screens)


def draw_nothing_between(compositor: Compositor, full: bool = False, **how: Any) -> RenderableType | None:
    """Stand in for each frame's drawing, a third of the application's work, which no terminal shows in tests."""
    return _draw(compositor, full, **how) if full else None


async def all_read(pilot: Pilot[Any], timeout: float = 30) -> bool:
    """Stand in for the pilot's question to each widget whether it has read its messages."""
    broken: Any = pilot.app._exception_event
    if not broken.is_set():
        await until_read()
    return not broken.is_set()
