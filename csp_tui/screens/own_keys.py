"""Keys of a user's own among those of the screens: none that another action has, and the sentences that name them.

Which keys can be chosen at all is the desk's.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, repeat

from textual.binding import Binding
from textual.dom import DOMNode

import csp_tui.screens
import csp_tui.widgets
from csp_tui.desk.keymap import KeymapError, can_be_chosen
from csp_tui.screens.base import CspScreen
from csp_tui.screens.filling import FillingScreen
from csp_tui.screens.keys import COMMON, LEADING, LEAVE
from csp_tui.widgets.entry_grid import EntryGrid
from csp_tui.widgets.grid import CellGrid
from csp_tui.widgets.key_line import key_name

Keys = Mapping[str, Binding]  # by the names of their actions
_DOES = r" (?!is\b|was\b)[a-z]+s\b|,? (?:and|or) [A-Z]|\)"  # what follows a letter that is a key


def require_free(own: Mapping[str, str]) -> None:
    """Raise KeymapError for a name that no action has, and for a key that another action has where both are."""
    for name, key in own.items():
        places = [place for place in _places() if name in place]
        if not places:
            raise KeymapError(f"No action is called {name}; Ctrl+P shows the names.")
        taken = {
            other: binding
            for place in places
            for other, binding in place.items()
            if other not in own and key in binding.key.split(",")
        }
        if taken:
            raise KeymapError(_taken(name, key, taken, places[0][name].key.partition(",")[0]))


def _taken(name: str, key: str, by: Keys, left: str) -> str:
    """All that a key does already, and how the actions change their keys; `left` is the one that this would free."""
    does = " and ".join(f"{binding.description} ({other})" for other, binding in by.items())
    keys = chain([left if can_be_chosen(left) else "..."], repeat("..."))
    changed = ", ".join([f"{name}={key}", *(f"{other}={its}" for other, its in zip(by, keys, strict=False))])
    return f'{key_name(key)} does {does} already; to give that another key too, type "{changed}".'


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
        bindings += _keys(_grid_of(screen)).values()
    else:
        bindings = [binding for binding in bindings if not (binding.id or "").startswith("edit.")]
    bindings += _keys(screen).values()
    return {key_name(key): binding.id or "" for binding in bindings for key in binding.key.split(",")}


@cache
def _places() -> tuple[Keys, ...]:
    """The keys that are there together: those of each screen, with those of its grid and of the application."""
    owners = [owner for owner in _owners() if _keys(owner)]
    return tuple(
        {LEAVE.id or "": LEAVE, **(_keys(_grid_of(owner)) if issubclass(owner, CspScreen) else {}), **_keys(owner)}
        for owner in owners
    )


def _grid_of(screen: type[DOMNode]) -> type[CellGrid]:
    return EntryGrid if issubclass(screen, FillingScreen) else CellGrid


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
