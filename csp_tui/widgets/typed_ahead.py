"""Keys in the order in which they were typed, each handed on once the one before it has taken effect.

A key goes from the terminal to what has the focus, and what it does may open a screen that the next key is meant for.
Whoever types faster than that, or before the figures are read, loses no key, and none goes to the screen before. What
a key does is not known here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_TURNS: Final = 3  # down to what has the focus, up to the bindings, and up again with what they caused
_MOST_TURNS: Final = 30
_PAUSE: Final = 0.02  # seconds that a key has for its effect to be drawn, before anybody looks whether it is done
_UNANSWERED: Final = 0.2  # seconds until a widget that is gone is not waited for any more


class TypedAhead:
    """What is typed and has to wait for its turn."""

    def __init__(self, app: App[None], leaving: str) -> None:
        self._app, self._leaving = app, leaving
        self._waiting: deque[events.Event] = deque()
        self._next: events.Event | None = None
        self._settling: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._begun = self._is_long = False

    def begin(self, *, forget: bool = False) -> None:
        """Hand on what was typed before; or forget it, where something came up that it does not answer."""
        if forget:
            self._waiting.clear()
        self._begun = True
        self._hurry.set()
        self._settle_first()

    def long(self) -> bool:
        """Let no key that leaves wait any more, as it takes long until anything begins; gives whether one did."""
        self._is_long = True
        return any(map(self._leaves, self._waiting))

    def _leaves(self, event: events.Event) -> bool:
        return isinstance(event, events.Key) and event.key == self._leaving

    def lets_through(self, event: events.Event, *, at_once: bool = False) -> bool:
        """Whether a key or a paste has its turn; if not, it comes again.

        `at_once` is for what never has to wait, but for what was typed before it. Leaving waits not even for that once
        it is known to take long, or where it is asked for twice.
        """
        if event is self._next:
            self._next = None
            return True
        if not self._begun and self._leaves(event) and (self._is_long or any(map(self._leaves, self._waiting))):
            return True
        if self._settling is None and not self._waiting and (self._begun or at_once):
            self._settle_first()
            return True
        self._waiting.append(event)
        self._hurry.set()
        return False

    def _settle_first(self) -> None:
        if self._settling is None and self._begun:
            self._settling = asyncio.create_task(self._hand_on())

    async def _hand_on(self) -> None:
        if not self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), _PAUSE)
        self._hurry.clear()
        await self._settled()
        while self._waiting:
            self._next = self._waiting.popleft()
            self._app.post_message(self._next)
            await self._settled()
        self._settling = None

    async def _settled(self) -> None:
        """Wait until nothing is on its way any more, and what was opened has the focus."""
        way, turns = self._way(), 0
        for _ in range(_MOST_TURNS):
            for pump in way:
                await _drained(pump)
            before, way = way, self._way()
            turns = turns + 1 if way == before else 0
            if turns == _TURNS:
                return

    def _way(self) -> list[MessagePump]:
        """What has the focus and all above it, up to the application."""
        return list((self._app.focused or self._app.screen).ancestors_with_self) if self._app.screen_stack else []


async def _drained(pump: MessagePump) -> None:
    """Wait until all that a pump had been given is done."""
    done = asyncio.Event()
    if pump.call_later(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _UNANSWERED)
