"""What a screen does while the file is held, by another program or by work of ours: it says so, and is filled after it.

Whoever draws is told at once, by a BusyError, instead of being kept waiting; what becomes of that is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.message import Message
from textual.screen import Screen

from csp_tui.domain.errors import BusyError, UserError

if TYPE_CHECKING:
    from textual.timer import Timer

    from csp_tui.screens.session import Session

AGAIN: Final = 0.5  # seconds until what could not be read is tried again


def shown_later(state: str) -> str:
    """That something is read later, by the state that a file is in."""
    return f"{state}: shown as soon as it is free."


def again_in(window: Screen[Any], error: UserError, again: Callable[[], object]) -> str:
    """What a window says that could not store as the file is held, and will by itself; empty where that is not why."""
    from csp_tui.storage.errors import BEING_WRITTEN, Locked  # noqa: PLC0415 - not before the first paint

    if not isinstance(error, Locked):
        return ""
    window.set_timer(AGAIN, again)
    state = error.state if isinstance(error, BusyError) else BEING_WRITTEN
    return f"Not stored yet. {state}; it is tried again by itself."


class WaitingScreen(Screen[None]):
    """A screen whose keys are answered also while its file is held."""

    _session: Session | None = None
    _again: Timer | None = None
    _says_so = _refuses = _tries = False

    def say(self, text: str, tone: str = "") -> None:
        """Tell something below the screen."""
        raise NotImplementedError

    def fill(self) -> None:
        """Read what is to be shown, and show it."""
        raise NotImplementedError

    def show_session(self) -> None:
        """Show the session as it is now, or as soon as the file is free."""
        self.show_once_free(self.fill)

    def show_once_free(self, show: Callable[[], None]) -> None:
        """Show something that is read from the file; while that is held, say so and try by itself again."""
        try:
            if self._session is not None:
                self._session.catch_up()  # what could not be read when it was to be comes before all that is shown
            show()
        except BusyError as held:
            self._wait(held)
            return
        if self._says_so:
            self.say("")

    def say_it_waits(self, state: str) -> None:
        """Say that the file is held, and by whom, until it is read or something else is told."""
        self.say(shown_later(state), "draft")
        self._says_so = True

    def refuse(self, error: UserError, words: str = "") -> None:
        """Tell why something was not done; what is stored and could only not be read afterwards is shown later."""
        if self._session is None or not (isinstance(error, BusyError) and error.stored):
            self.say(words or str(error), "refused")
            return
        self._session.is_behind = True
        self.show_session()
        self.say(str(error), "draft")
        self._says_so = self._session.is_behind  # then it goes once that is shown

    def _wait(self, held: BusyError) -> None:
        """Say it once, and not over what a key was refused for: that is to be read."""
        if not (self._tries or self._refuses or self._says_so):
            self.say_it_waits(held.state)
        if self._again is not None:
            self._again.stop()
        self._again = self.set_timer(AGAIN, self._try_again)

    def _try_again(self) -> None:
        """Under another screen it is not tried: coming back shows everything anew."""
        self._again, self._tries = None, True
        if self.is_current:
            self.show_session()
        self._tries = False

    async def _on_message(self, message: Message) -> None:
        """What could not be read for a message, such as that the cursor has moved, is shown with all else, later."""
        try:
            await super()._on_message(message)
        except BusyError as held:
            self.refuse(held) if held.stored else self._wait(held)
        except UserError as error:
            self.refuse(error)


class WaitingApp(App[None]):
    """An application in which what a key could not do is told where it was pressed: that the file is held, too."""

    async def run_action(self, *action: Any, **how: Any) -> bool:
        """As Textual has it."""
        try:
            return await super().run_action(*action, **how)
        except UserError as error:
            self._tell(error)
            return True

    def push_screen(self, screen: Any, callback: Any = None, *more: Any, **how: Any) -> Any:
        """As Textual has it, with the callback's part told too."""

        def answered(result: object) -> None:
            try:
                callback(result)
            except UserError as error:
                self._tell(error)

        return super().push_screen(screen, answered if callback is not None else None, *more, **how)

    def _tell(self, error: UserError) -> None:
        """Below the screen that is seen, or that the window stands over."""
        screen = next((one for one in reversed(self.screen_stack) if isinstance(one, WaitingScreen)), None)
        if screen is not None:
            screen.refuse(error)
