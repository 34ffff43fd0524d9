# ruff: noqa: PLC0415 - a screen is imported when it is opened
"""Settings: who works here and for whom, dates, leads, folders; the way to contacts and to the measures' rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from textual.binding import BindingType
from textual.content import Content

from csp_tui.desk.configuring import DATES, Setting, facts_set, setting, title_of
from csp_tui.desk.contacts import contacts
from csp_tui.desk.folders import FOLDERS
from csp_tui.desk.keymap import KEYS, keymap_of
from csp_tui.domain.quarters import quarters_between
from csp_tui.screens.configured import ConfiguredScreen, set_by, shown_value, told_setting
from csp_tui.screens.listing import headed, in_lines, wide_enough
from csp_tui.screens.own_keys import require_free
from csp_tui.screens.session import Session
from csp_tui.widgets.cells import Cell, Column, Row
from csp_tui.widgets.themes import DARK, THEMES
from csp_tui.widgets.wording import one_line

_CONTACTS: Final = "contacts"
_RULES: Final = "rules"
_FILE: Final = "file"
_YOU: Final = {
    "by": "Your name",
    "role": "You are",
    "partner": "You work for",
    "priority": "You lead priority",
    "theme": "Colours",
    KEYS: "Keys of your own",
}


class Line(Struct, frozen=True):
    """A row: a setting, or a way to where others are (then `told` says what is there)."""

    key: str
    title: str
    setting: Setting | None = None
    value: str = ""
    told: str = ""


class SettingsScreen(ConfiguredScreen):
    """All settings but those of single measures, which have their own screen."""

    OPENED_BY: ClassVar[str] = "settings"
    HELP_TEXT: ClassVar[str] = (
        "What can be set: who you are and for whom you work, the dates of the quarters, who leads a priority, the"
        " folders that files go into. Below are the ways to your contacts, and to the amber band, the direction, the"
        " supplier and the profile of each measure.\n\n"
        "Enter changes what the cursor stands on, and so does typing. What cannot be is refused with the reason, and"
        " what you typed stays."
        " Del goes back to the default. A date may be typed as 20 November 2026, 20/11/2026 or 2026-11-20."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*ConfiguredScreen.CHANGING, *ConfiguredScreen.KEYS]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines: dict[str, Line] = {}

    def read(self) -> None:
        """All settings as they are."""
        self._lines = {line.key: line for line in self._read()}

    def _read(self) -> Iterator[Line]:
        desk, plan = self.session.desk, self.session.desk.plan
        yield from (self._line(key, title) for key, title in _YOU.items())
        for quarter in quarters_between(plan.first_quarter, plan.last_quarter):
            for name in DATES:
                yield self._line(f"{name}.{quarter}", title_of(f"{name}.{quarter}"))
        for priority in plan.priorities:
            whose = f"{priority.number} {priority.title}" if self.wide else f"priority {priority.number}"
            yield self._line(f"lead.{priority.number}", f"Lead of {whose}")
        yield self._line("marking", title_of("marking"))
        yield from (self._line(name, _capital(words.removeprefix("the "))) for name, words in FOLDERS.items())
        known, changed = len(contacts(desk)), sum(map(len, facts_set(desk).values()))
        people = f"{known} on record" if known else "none yet"
        yield Line(_CONTACTS, "Contacts", None, people, "Who at a partner supplies which rows: listed, added, changed.")
        rules = f"{len(plan.measures)} measures, {changed} changed" if changed else f"{len(plan.measures)} measures"
        told = "The amber band, the direction, the supplier, the profile and the due date of each measure."
        yield Line(_RULES, "Rules of the measures", None, rules, told)
        told = "The file that holds everything; csp-tui --db FILE opens another."
        yield Line(_FILE, "Your file", None, desk.location, told)

    def _line(self, key: str, title: str) -> Line:
        found = setting(self.session.desk, key)
        return Line(key, title, found, shown_value(key, found.value))

    def setting_here(self) -> Setting | None:
        """The setting under the cursor; none on a row that leads elsewhere."""
        line = self._lines.get(self.grid.row_id or "")
        return line.setting if line is not None else None

    def title_of(self, kept: Setting) -> str:
        """As its row names it."""
        return self._lines[kept.key].title

    def heading(self) -> Content:
        """Whose they are."""
        return headed("Settings", self.session.desk.by, self.session.desk.location)

    def columns(self) -> Sequence[Column]:
        """What, how, and who set it where there is room."""
        columns = [
            Column("title", "Setting", wide_enough((line.title for line in self._lines.values()), 30)),
            Column("value", "Is", 24, flexible=True),
        ]
        return [*columns, Column("by", "Set by", 34)] if self.wide else columns

    def rows(self) -> Iterable[Row]:
        """A row a setting."""
        for line in self._lines.values():
            given = line.setting is None or not line.setting.default
            by = set_by(line.setting) if line.setting is not None else ""
            value = Cell(one_line(line.value) or "not set", "" if given and line.value else "muted", runs_on=not by)
            yield Row(line.key, {"title": Cell(line.title, "strong"), "value": value, "by": Cell(by, "muted")})

    def told(self) -> Content:
        """The setting under the cursor in full."""
        line = self._lines.get(self.grid.row_id or "")
        if line is None:
            return Content("")
        if line.setting is None:
            return in_lines([Content.styled(line.title, "bold"), Content(one_line(line.value)), Content(line.told)])
        return in_lines(told_setting(line.setting, line.title))

    @property
    def opens(self) -> str:
        """The two ways lead on, the file nowhere."""
        key = self.grid.row_id
        return "" if key == _FILE else "open" if key in (_CONTACTS, _RULES) else self.OPENS

    def open_row(self) -> None:
        """Change it, or go where it leads."""
        line = self._lines.get(self.grid.row_id or "")
        if line is None or line.key == _FILE:
            return
        if line.key == _CONTACTS:
            from csp_tui.screens.contacts import ContactsScreen

            self.open_screen(ContactsScreen(self.session))
        elif line.key == _RULES:
            from csp_tui.screens.rules import RulesScreen

            self.open_screen(RulesScreen(self.session))
        else:
            self.change(line.key, line.title)

    def keep(self, key: str, value: str) -> None:
        """Keep it; of keys, only those that do something, and take nothing from another action."""
        if key == KEYS:
            require_free(keymap_of(value))
        super().keep(key, value)

    def changed(self, kept: Setting, stood: Setting) -> None:
        """Colours, keys and partner take effect at once."""
        if kept.key == "theme":
            self.app.theme = THEMES.get(kept.value, DARK).name
        elif kept.key == KEYS:
            self.app.set_keymap(dict(self.session.keymap()))
        elif kept.key == "partner":
            self.session.partner = self.session.desk.works_for
        super().changed(kept, stood)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
