"""What the screens of settings share: a row a setting, who set it and when, and changing it with its reason if refused.

What a setting can be, and whether it is taken, is the desk's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from csp_tui.desk.configuring import DATES, Setting, options_of, setting
from csp_tui.desk.opening import day_of
from csp_tui.domain.errors import BusyError
from csp_tui.domain.quarters import printed_date
from csp_tui.screens.choosing import Choice, Option
from csp_tui.screens.listing import ListScreen
from csp_tui.screens.waiting import AGAIN
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line


class ConfiguredScreen(ListScreen):
    """A list of which each row, or a choice from it, is a setting."""

    OPENS: ClassVar[str] = "change"
    CHANGING: ClassVar[list[BindingType]] = [
        Binding("f2", "change", "change", id="settings.change", show=False, tooltip="Change this setting"),
        Binding(
            "delete", "clear", "back to default", id="settings.clear", tooltip="Forget what is set: the default holds"
        ),
    ]

    def setting_here(self) -> Setting | None:
        """The setting under the cursor, as it was read."""
        raise NotImplementedError

    def title_of(self, kept: Setting) -> str:
        """What a setting is called on the screen."""
        raise NotImplementedError

    def changed(self, kept: Setting, stood: Setting) -> None:
        """What a screen does once a setting is changed from what `stood`; one's own, no undo brings back."""
        self.session.read_again()
        self.show_session()
        value, was = (shown_value(one.key, one.value) for one in (kept, stood))
        words = f"{value or 'not set'}{f' (was {was})' if was not in ('', value) else ''}"
        self.say(f"{self.title_of(kept)}: {words}. Saved here." + _undoable(kept))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a setting that is set goes back."""
        if action == "clear":
            here = self.setting_here() if self.is_mounted else None
            return here is not None and not here.default
        return super().check_action(action, parameters)

    def action_change(self) -> None:
        """As Enter does."""
        self.open_row()

    def on_key(self, event: events.Key) -> None:
        """What is typed on a setting begins to change it, as in the grid: a text anew, a choice by its first letter."""
        here = self.setting_here()
        if here is None or self.asks or event.character is None or not event.is_printable:
            return
        if self.grid.row_id == here.key:
            event.stop()
            self.change(here.key, self.title_of(here), event.character)

    def action_clear(self) -> None:
        """Back to the default."""
        here = self.setting_here()
        if here is not None:
            self.attempt(lambda: self.keep(here.key, ""))

    def change(self, key: str, words: str, typed: str = "") -> None:
        """Choose another value where there is a choice, else type it; `typed` are letters that it begins with."""
        now, options = setting(self.session.desk, key), options_of(self.session.desk, key)
        if options:
            listed = [Option(value, text) for value, text in options]
            begin = (value for value, text in options if typed and text.casefold().startswith(typed.casefold()))
            self.app.push_screen(Choice(words, listed, next(begin, now.value)), self._taker(key))
            return
        hint = ", a date such as 20 November 2026" if is_date(key) else ""
        given = shown_value(key, now.value) if is_date(key) else now.value
        self.ask(f"{words}{hint}:", lambda text: self.keep(key, text), given, typed=typed)

    def _taker(self, key: str) -> Callable[[str | None], None]:
        def take(value: str | None) -> None:
            if value is not None:
                self.attempt(lambda: self.keep(key, value))

        return take

    def keep(self, key: str, value: str) -> None:
        """Keep it; raises a UserError, and then all is as before. What it does is done as soon as it can be read."""
        stood = setting(self.session.desk, key)
        try:
            self.session.keep_setting(key, value)
            self.changed(setting(self.session.desk, key), stood)
        except BusyError as held:
            if not held.stored:
                raise
            self.say(str(held), "draft")
            self.set_timer(AGAIN, lambda: self._show_kept(key, stood))

    def _show_kept(self, key: str, stood: Setting) -> None:
        try:
            self.session.desk.refresh()
            kept = setting(self.session.desk, key)
        except BusyError:
            self.set_timer(AGAIN, lambda: self._show_kept(key, stood))
        else:
            self.changed(kept, stood)


def _undoable(kept: Setting) -> str:
    return " Ctrl+Z takes it back." if "." in kept.key or kept.key == "marking" else ""


def is_date(key: str) -> bool:
    """Whether a setting is a date: one of a quarter's, or that by which a measure is due."""
    return key.partition(".")[0] in DATES or key.rpartition(".")[2] == "due"


def shown_value(key: str, value: str) -> str:
    """A value as people read it: dates in words."""
    if value and is_date(key):
        return printed_date(date.fromisoformat(value))
    return one_line(value)


def set_by(one: Setting) -> str:
    """Who set it, and when."""
    if one.default or one.at is None:
        return ""
    return f"{one_line(one.by or '')}, {printed_date(day_of(one.at))}"


def told_setting(one: Setting, title: str) -> Iterator[Content]:
    """The whole of a setting."""
    more = f"   {one_line(one.help)}" if one.help.casefold() != title.casefold() else ""
    yield Content.assemble((title, "bold"), more)
    yield Content(shown_value(one.key, one.value) or "not set")
    yield toned(f"Set by {set_by(one)}" if set_by(one) else "This is the default; nobody has set it.", "muted")
    yield toned(f"As a command: csp-tui settings {one.key} ...", "muted")
