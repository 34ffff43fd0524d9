"""Keys of a user's own: read from the setting `keys`, refused where a terminal or browser would not hand them on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from csp_tui.domain.errors import UserError

KEYS: Final = "keys"  # the setting
_BROWSER: Final = "browsers keep it for their windows and tabs, whatever the page wants"
_SAME: Final = "a terminal sends the same for it as for"
TAKEN: Final[Mapping[str, str]] = {
    "ctrl+b": "tmux takes it as the first of its own keys",
    "ctrl+n": _BROWSER,
    "ctrl+t": _BROWSER,
    "ctrl+p": "it opens the list of all actions",
    "ctrl+w": _BROWSER,
    "ctrl+tab": _BROWSER,
    "ctrl+pageup": _BROWSER,
    "ctrl+pagedown": _BROWSER,
    "ctrl+h": f"{_SAME} Backspace",
    "ctrl+i": f"{_SAME} Tab",
    "ctrl+j": f"{_SAME} Enter",
    "ctrl+m": f"{_SAME} Enter",
    "ctrl+space": "it switches the language typed in",
    "f11": "Windows Terminal and browsers go to full screen with it",
    "f12": "browsers open their developer's tools with it",
}
"""Keys that do not reach an action, and who keeps them.

Ctrl+R, F5, Ctrl+S and the like are not among them: a browser hands them to the page first, and a terminal in a page
takes them. Windows Terminal keeps only combinations with Shift or Alt, and Ctrl with a sign (`_OTHERS`).
"""
_OTHERS: Final = "Windows Terminal and window managers keep combinations with Alt, and those of Ctrl with Shift"
_NAME = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
_KEY = re.compile(r"ctrl\+[a-z]|f([1-9]|1[0-2])|ctrl\+(up|down|left|right|home|end|tab|space|pageup|pagedown)")


class KeymapError(UserError):
    """Keys that cannot be taken; the message says which, and why."""


def keymap_of(text: str) -> Mapping[str, str]:
    """The keys by the names of the actions that they do: `show.theme=ctrl+right`. None for no text."""
    found: dict[str, str] = {}
    for name, key in _pairs(text):
        if refusal := _refusal(key):
            raise KeymapError(f"{key} cannot be used for {name}: {refusal}.")
        if key in found.values():
            raise KeymapError(f"{key} is given twice; give each action a key of its own.")
        found[name] = key
    return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, (part.strip() for part in text.casefold().split(","))):
        name, _, key = (side.strip() for side in pair.partition("="))
        if _NAME.fullmatch(name) is None or not key:
            raise KeymapError(
                f'"{pair[:40]}" is no action with its key; type it as show.theme=ctrl+right. Ctrl+P shows the names.'
            )
        yield name, key


def can_be_chosen(key: str) -> bool:
    """Whether a key reaches the program, and types nothing."""
    return not _refusal(key)


def _refusal(key: str) -> str:
    if key in TAKEN:
        return TAKEN[key]
    if key.startswith("alt+") or {"ctrl", "shift"} <= set(key.split("+")):
        return _OTHERS
    return "" if _KEY.fullmatch(key) else "only F-keys and Ctrl with a letter can be; what prints is typed in the grid"
