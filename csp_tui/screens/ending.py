"""How the application ends when nobody asked for it: from outside, or by a mistake of ours; what is open stays a draft.

What a mistake is told as is the front door's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

from textual.driver import Driver
from textual.worker import WorkerFailed

from csp_tui.screens.base import CspScreen
from csp_tui.screens.waiting import WaitingApp
from csp_tui.widgets.any_bytes import reading_any_bytes
from csp_tui.widgets.ending import ENDED_BY, HUNG_UP, terminal_is_there


class EndingApp(WaitingApp):
    """Textual prints an error with what the screens and all variables hold, and has no hook for it; this does not."""

    _unread: BaseException | None = None  # the error that ended the reading of keys

    def get_driver_class(self) -> type[Driver]:
        """What Textual reads the terminal with, which no byte that is typed or pasted ends."""
        return reading_any_bytes(super().get_driver_class())

    def ended(self, number: int) -> None:
        """End as from outside: what was left is stored already, what is open stays as a draft."""
        self._break_off()
        self.exit(return_code=ENDED_BY + number)

    def _break_off(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, CspScreen):
                screen.break_off()

    @property
    def mistake(self) -> BaseException | None:
        """The error that nothing foresaw and that ended the application; the front door tells it."""
        error = self._exception
        return error.error if isinstance(error, WorkerFailed) else error

    def _handle_exception(self, error: Exception) -> None:
        """End because of a mistake; what is open stays as a draft."""
        if self._exception is None:
            self._exception = error
            with suppress(Exception):  # the screen may be what is broken; each key was noted when it was typed
                self._break_off()
            self._exception_event.set()
        self._return_code = 1
        self._close_messages_no_wait()

    def call_later(self, callback: Callable[..., object], *args: object, **kwargs: object) -> bool:
        """As Textual has it. The thread that reads keys calls for `panic` while its error is at hand: that is kept."""
        if callback == self.panic:
            self._unread = sys.exc_info()[1]
        return super().call_later(callback, *args, **kwargs)

    def panic(self, *renderables: object) -> None:  # noqa: ARG002 - what Textual drew of an error, with what it held
        """End because the keyboard cannot be read any more: the terminal is gone, or what it sent is not understood."""
        if terminal_is_there() and isinstance(self._unread, Exception):
            self._handle_exception(self._unread)
        else:
            self.ended(HUNG_UP)
