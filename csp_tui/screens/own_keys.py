"""Keys of a user's own among those of the screens: whom they take a key from, and sentences that name them.

Which keys can be chosen at all is the desk's.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

import csp_tui.screens
import csp_tui.widgets
from csp_tui.desk.keymap import KeymapError
from csp_tui.screens.base import CspScreen
from csp_tui.screens.filling import FillingScreen
from csp_tui.screens.keys import COMMON, LEADING
from csp_tui.widgets.entry_grid import EntryGrid
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.key_line import key_name

Keys = Mapping[str, Binding]  # by the names of their actions
_DOES = r" (?!is\b|was\b)[a-z]+s\b|,? (?:and|or) [A-Z]|\)"  # what follows a letter that is a key


def require_actions(own: Mapping[str, str], app: type[App[None]]) -> None:
    """Raise KeymapError for a name that no action has."""
    known = set().union(*_places(app))
    for name in own:
        if name not in known:
            raise KeymapError(f"No action is called {name}; Ctrl+P shows the names.")


def taken_keys(own: Mapping[str, str], app: type[App[None]]) -> str:
    """What the keys of a user's own do no longer, in a sentence; empty where they were free."""
    taken = {
        f"{key_name(own[name])} no longer does {binding.description} ({other})": None
        for place in _places(app)
        for name in own.keys() & place.keys()
        for other, binding in place.items()
        if other not in own and own[name] in binding.key.split(",")
    }
    return f"{'; '.join(taken)}." if taken else ""


def in_own_keys(text: str, screen: type[DOMNode], own: Mapping[str, str]) -> str:
    """A sentence with the keys that a user gave the actions of a screen in place of those that it names.

    What stands in quotation marks was typed, and what follows a `!` is a cell of a workbook. A single letter is a key
    only where a word for what it does follows, or another key: `A records the answer`, not `A question is kept`.
    """
    renamed = {name: key_name(own[action]) for name, action in _actions(screen).items() if action in own}
    if not renamed:
        return text
    words = "|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True) if len(name) > 1)
    letters = "".join(name for name in renamed if len(name) == 1 and name.isalpha())
    named = rf"(?:{words or '(?!)'})(?![\w+])|[{letters or '0'}](?={_DOES})"
    return re.sub(rf'"[^"]*"|(?<![\w!+])(?:{named})', lambda found: renamed.get(found[0], found[0]), text)


@cache
def _actions(screen: type[DOMNode]) -> Mapping[str, str]:
    """What each key is for where a screen or window is open, by its name: its own, then its list's, then all screens'.

    Undo in a window is that of its text.
    """
    bindings = [binding for binding in (*LEADING, *COMMON) if isinstance(binding, Binding)]
    if issubclass(screen, CspScreen):
        bindings += _keys(EntryGrid if issubclass(screen, FillingScreen) else CellGrid).values()
    else:
        bindings = [binding for binding in bindings if not (binding.id or "").startswith("edit.")]
    bindings += _keys(screen).values()
    return {key_name(key): binding.id or "" for binding in bindings for key in binding.key.split(",")}


@cache
def _places(app: type[App[None]]) -> tuple[Keys, ...]:
    """The keys that are there together: those of each screen, with those of its grid and of the application."""
    owners = [owner for owner in _owners() if _keys(owner)]
    return tuple(
        {**_keys(app), **(_keys(EntryGrid) if issubclass(owner, FillingScreen) else {}), **_keys(owner)}
        for owner in owners
    )


def _owners() -> Iterator[type[DOMNode]]:
    for package in (csp_tui.screens, csp_tui.widgets):
        for module in pkgutil.iter_modules(package.__path__):
            for found in vars(importlib.import_module(f"{package.__name__}.{module.name}")).values():
                if isinstance(found, type) and issubclass(found, DOMNode):
                    yield found


@cache
def _keys(owner: type[DOMNode]) -> Keys:
    """The keys of a screen or widget, with those of the classes that it extends."""
    return {
        binding.id: binding
        for one in reversed(owner.__mro__)
        if issubclass(one, DOMNode)
        for binding in one.BINDINGS
        if isinstance(binding, Binding) and binding.id is not None
    }
