# ruff: noqa: PLC0415 - the first paint waits for nothing that it does not show
"""The application's door: hands on what it was given, opens the desk beside the first paint, and closes it."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from time import sleep
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from csp_tui.domain.errors import UserError
from csp_tui.screens.base import CspScreen
from csp_tui.screens.ending import EndingApp
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.keys import LEAVE
from csp_tui.widgets.ending import end_from_outside
from csp_tui.widgets.themes import DARK, THEMES
from csp_tui.widgets.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.command import Provider

    from csp_tui.desk.local_copies import Offer
    from csp_tui.desk.watching import Notice
    from csp_tui.screens.session import Session


_ENTER_AT_START = "ctrl+j"  # what Enter is while the terminal is not yet the program's
_FIRST_KEYS = 0.5  # seconds
_SOON = 0.2  # seconds until it is tried again to open a file that is held
_OTHERS = 2.0  # seconds between looks at whether another program has stored something


def _commands() -> type[Provider]:
    from csp_tui.screens.commands import EveryAction

    return EveryAction


class CspApp(EndingApp):
    """The quarterly return in the terminal. Nothing is opened before it runs; everything it needs is handed in."""

    TITLE = "Community safety partnership"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screens/common.tcss", "screens/home.tcss"]  # of the first frame
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [LEAVE]

    @dataclass
    class Opened(Message):
        """The desk is open and the quarter read."""

        session: Session

    @dataclass
    class NotOpened(Message):
        """The desk could not be opened; the sentence says why."""

        sentence: str

    class Waits(Message):
        """The file is held by another program; the desk is opened as soon as it is free."""

    @dataclass
    class OthersStored(Message):
        """Another program has stored something in the same file; by `seen` it is known what was looked at."""

        seen: tuple[int, ...]

    class PlaceChanged(Message):
        """Another program has opened the file or let go of it, or it is no longer in its place."""

    @dataclass
    class Noticed(Message):
        """What a person should know of the file was found beside the first screen."""

        notices: tuple[Notice, ...]
        offer: Offer | None

    class TextsRead(Message):
        """What reads texts is loaded beside the first screen, which did without."""

    @dataclass
    class SavedAs(Message):
        """All that was stored is under another name, and open there."""

        session: Session

    def __init__(
        self,
        database: str | None = None,
        *,
        quarter: str | None = None,
        partnership: str | None = None,
        plan: str | None = None,
        by: str | None = None,
        today: date | None = None,
        take_over: bool = False,
    ) -> None:
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = DARK.name
        self._database, self._quarter, self._today = database, quarter, today
        self._partnership, self._plan, self._by, self._take_over = partnership, plan, by, take_over
        self._session: Session | None = None
        self._seen: tuple[int, ...] = ()
        self._because: str | None = None  # nothing can be stored, as it was told last
        self._asked_of: frozenset[object] = frozenset()  # texts that had been refused by then
        self._typed = TypedAhead(self, LEAVE.key)

    def get_default_screen(self) -> Screen[None]:
        """Home is the first screen, painted before anything is read."""
        return HomeScreen()

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for the figures, and for each other; help and leaving wait for nothing."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self._session is None and isinstance(event, events.Key) and event.key == _ENTER_AT_START:
                event = events.Key("enter", "\r")
            at_once = self._session is None and self._needs_no_figures(event)
            if not self._typed.lets_through(event, at_once=at_once):
                return
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """A capital that nothing takes as text does what its letter does: Caps Lock may be on, and screens say J."""
        if len(event.key) == 1 and event.key.isupper():
            found = self.screen.active_bindings.get(event.key.lower())
            if found is not None and found.enabled:
                event.prevent_default()
                await self.run_action(found.binding.action, found.node)

    def _needs_no_figures(self, event: events.Key | events.Paste) -> bool:
        """Whether what is typed is for a window over home, or a key that does something already."""
        if not self.screen_stack or not isinstance(self.screen, HomeScreen):
            return bool(self.screen_stack)
        found = self.screen.active_bindings.get(event.key) if isinstance(event, events.Key) else None
        return found is not None and found.enabled and found.node in (self.screen, self)

    def on_ready(self) -> None:
        """Once the first frame stands, open the desk beside it."""
        if not self.is_headless:
            end_from_outside(self.ended)
        self.run_worker(self._open, thread=True)

    def _open(self) -> None:
        """In a thread: open and read, as soon as no other program holds the file; only messages come back."""
        from csp_tui.storage.errors import Locked

        worker = get_current_worker()
        while not worker.is_cancelled:
            try:
                self.post_message(self.Opened(self._opened_session(self._database, self._quarter)))
                return
            except Locked:
                self.post_message(self.Waits())
            except (UserError, OSError) as error:
                self.post_message(self.NotOpened(str(error)))
                return
            sleep(_SOON)

    def _opened_session(self, database: str | None, quarter: str | None) -> Session:
        from csp_tui.desk.opening import open_desk
        from csp_tui.screens.session import Session

        desk = open_desk(
            database,
            partnership=self._partnership,
            plan=self._plan,
            by=self._by,
            today=self._today,
            stays=True,
            take_over=self._take_over,
            patience=_SOON,
        )
        try:
            return Session.open(desk, quarter)
        except UserError:
            desk.close()
            raise

    async def on_csp_app_waits(self) -> None:
        """Say why nothing is shown yet; leave, where that was asked for."""
        from csp_tui.storage.errors import BEING_WRITTEN

        if self._session is None and self._typed.long():
            await self.action_quit()
        elif self._session is None and isinstance(self._on_top, HomeScreen):
            self._on_top.say_it_waits(BEING_WRITTEN)

    def on_csp_app_opened(self, event: Opened) -> None:
        """Show the quarter, then load beside it what the first save will need."""
        self._session = event.session
        event.session.desk.never_wait_here()
        self.theme = THEMES.get(event.session.theme, DARK).name
        self.set_keymap(dict(event.session.keymap()))
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.open_with(event.session)
            home.say(event.session.drafts.told_once(), "draft")
        asked = self._by is None and event.session.is_first  # whom --by names need not be asked
        self._typed.begin(forget=asked)
        if asked and isinstance(home, HomeScreen):
            home.ask_who()
        # Not at once: the first keys after the first sight of the figures come before what only saving needs.
        self.set_timer(_FIRST_KEYS, lambda: self.run_worker(self._warm_up, thread=True, exit_on_error=False))
        self._seen, self._because = event.session.seen, event.session.desk.read_only_because
        if event.session.desk.store.around.held_elsewhere:
            from csp_tui.screens.elsewhere import ask_to_take_over

            ask_to_take_over(self, event.session, lambda: self.post_message(self.PlaceChanged()))
        self.set_interval(
            _OTHERS, lambda: self.run_worker(self._look_for_others, thread=True, group="others", exclusive=True)
        )

    def _look_for_others(self) -> None:
        """In a thread, since a file that others hold keeps one waiting: see whether they have stored something."""
        if self._session is None:
            return
        from csp_tui.desk.watching import notices

        desk, told = self._session.desk, self._session.notices
        try:
            desk.look_around()
            if desk.read_only_because != self._because or desk.store.around.moved:
                self.post_message(self.PlaceChanged())
            seen = desk.change_token()
            found = notices(desk) if told else told  # what was dealt with is told no longer
        except UserError:
            return  # the next save meets the same and tells it, with what to do
        if found != told:
            self.post_message(self.Noticed(found, None))
        if seen != self._seen:
            self.post_message(self.OthersStored(seen))

    def on_csp_app_others_stored(self, event: OthersStored) -> None:
        """Show it, but never in the middle of typing or under an open window: the next look tells it again."""
        screen = self._on_top
        if self._session is None or screen is None or screen.in_the_middle:
            return
        if event.seen != self._seen and screen.attempt(self._session.read_again) and not self._session.is_behind:
            self._seen = event.seen
            screen.show_session()
            screen.say("Another program stored something in this file; the figures are read again.")

    @property
    def _on_top(self) -> CspScreen | None:
        """The screen that is seen; None under a window, and once the application ends, when threads still report."""
        top = self.screen_stack[-1] if self.screen_stack else None
        return top if isinstance(top, CspScreen) else None

    # The file itself

    def on_csp_app_noticed(self, event: Noticed) -> None:
        """Home has it in its lines from now on; the first of it is told where nothing else is."""
        if self._session is None:
            return
        self._session.notices = event.notices
        home = self.screen_stack[0] if self.screen_stack else None
        if isinstance(home, HomeScreen):
            home.show_session()
            if event.notices:
                home.say(" ".join(notice.sentence for notice in event.notices), "draft")
        if event.offer is not None and home is not None and self.screen is home:  # else at the next start
            from csp_tui.screens.elsewhere import ask_to_copy

            ask_to_copy(self, self._session, event.offer, self._go_on_in)

    def on_csp_app_texts_read(self) -> None:
        """Home tells from now on what is asked of texts too."""
        if isinstance(self._on_top, HomeScreen):
            self._on_top.show_session()

    def on_csp_app_place_changed(self) -> None:
        """Tell that it can or cannot be stored into now, once nothing is being typed; a look later tells it again.

        A file that is gone is asked about once a text was refused: an Enter that was to store it must not answer.
        """
        session, screen = self._session, self._on_top
        if session is None or screen is None:
            return
        from csp_tui.desk.watching import CAN_BE_CHANGED

        gone, because, refused = session.desk.store.around.moved, session.desk.read_only_because, session.refused
        nothing_new = because == self._because and not (refused - self._asked_of)
        if nothing_new or (screen.in_the_middle and not (gone and refused)):
            return
        self._because, self._asked_of = because, refused
        if not screen.in_the_middle:
            screen.show_session()
        screen.say(self._because or CAN_BE_CHANGED, "refused" if self._because else "")
        if gone:
            from csp_tui.screens.elsewhere import ask_to_save_as

            ask_to_save_as(self, session, self._go_on_in)

    def _go_on_in(self, copied: Callable[[], Path]) -> None:
        """In a thread: copy all that is stored, and open the database at the path that this gives."""
        quarter = self._quarter if self._session is None else str(self._session.quarter)

        def work() -> None:
            try:
                path = copied()
                self.post_message(self.SavedAs(self._opened_session(str(path), quarter)))
            except (UserError, OSError) as error:
                self.call_from_thread(self._say_on_top, str(error))

        self.run_worker(work, thread=True, group="save as")

    def _say_on_top(self, sentence: str) -> None:
        if self._on_top is not None:
            self._on_top.say(sentence, "refused")

    def on_csp_app_saved_as(self, event: SavedAs) -> None:
        """Go on there, with what was typed and is not stored."""
        before, self._session = self._session, event.session
        event.session.desk.never_wait_here()
        if before is not None:
            event.session.go_on_from(before)
            before.desk.close()
        self._seen, self._because = event.session.seen, event.session.desk.read_only_because
        while len(self.screen_stack) > 1:
            self.pop_screen()
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.open_with(event.session)
            home.say(f"All that was stored is in {event.session.desk.location}, and you work there now.")

    def _warm_up(self) -> None:
        """In a thread: load what the first save needs; what fails here fails again, and is told, at that save.

        What is loaded for good need not be gone through for garbage at every pause, and until it is loaded there is
        hardly any: the front door switched the collection off.
        """
        from csp_tui.desk.local_copies import offer
        from csp_tui.desk.watching import notices

        try:
            if self._session is not None:
                self._session.assess()
                self.post_message(self.TextsRead())
                found, offered = notices(self._session.desk), offer(self._session.desk)
                if found or offered is not None:
                    self.post_message(self.Noticed(found, offered))
                self._session.desk.warm_up()
        finally:
            gc.freeze()
            gc.enable()

    def on_csp_app_not_opened(self, event: NotOpened) -> None:
        """Say why nothing can be shown, and how to leave."""
        gc.enable()
        self._typed.begin(forget=True)
        from csp_tui.screens.trouble import TroubleScreen

        self.theme = "ansi-dark"  # which colours were chosen is not known, but the terminal's own can be read on it
        self.push_screen(TroubleScreen(event.sentence))

    async def action_quit(self) -> None:
        """Leave the open cell as by any other key, then end.

        Drafts are there at the next start; only where they cannot be kept is leaving asked about.
        """
        for screen in self.screen_stack:
            if isinstance(screen, CspScreen):
                screen.leave_cell()
        if self._session is not None and not self._session.drafts.survive:
            self._session.drafts.keep_noted()
            if self._session.unstored:
                self._ask_before_leaving(self._session)
                return
        self.exit()

    def _ask_before_leaving(self, session: Session) -> None:
        from csp_tui.screens.choosing import leave_or_stay
        from csp_tui.screens.unstored import lost_by_leaving

        self.push_screen(leave_or_stay(lost_by_leaving(session)), self._leave_if)

    def _leave_if(self, answer: str | None) -> None:
        if answer == "yes":
            self.exit()

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self._session is not None:
            self._session.desk.close()
