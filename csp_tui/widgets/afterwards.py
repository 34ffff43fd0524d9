"""Work that can wait until what a key changed is on the screen: done once for many keys, soon after the last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from textual.widget import Widget

_WRITTEN: Final = 0.001  # seconds in which the thread that writes to the terminal gets its turn before the work does


class Afterwards:
    """What a widget or screen does after it was drawn."""

    def __init__(self, widget: Widget, work: Callable[[], None]) -> None:
        self._widget = widget
        self._work = work
        self._is_due = False

    def soon(self) -> None:
        """Do it after the next drawing, unless it waits for that already."""
        if not self._is_due:
            self._is_due = True
            self._widget.call_after_refresh(self._do)

    async def _do(self) -> None:
        # What is drawn is handed to a thread: going straight on would keep it from the screen until the work is done.
        await asyncio.sleep(_WRITTEN)
        self._is_due = False
        if self._widget.display:  # one that is being taken away has nothing more to show
            self._work()
