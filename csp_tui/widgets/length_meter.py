"""How long a text of commentary is beside what the pack's first sheets show of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.content import Content

from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.counting import counted
from csp_tui.packs.exceptions import WORDS_SHOWN
from csp_tui.packs.summary import ASK_USUALLY
from csp_tui.widgets.tones import toned

_CELLS: Final = 20
_SHOWN: Final[Mapping[str, tuple[int, str]]] = {
    "patterns": (WORDS_SHOWN, "Exceptions"),
    "exceptions": (WORDS_SHOWN, "Exceptions"),
    "action": (WORDS_SHOWN, "Exceptions"),
    "ask": (ASK_USUALLY, "the Summary"),
}
"""How many characters of a field the pack's first sheets show, and which."""


def length_meter(name: str, text: str) -> Content:
    """How long a field's text is beside what the pack's first sheets show of it."""
    title, length = FIELD_TITLES[name], len(" ".join(text.split()))
    if name not in _SHOWN:
        return toned(f"{title}: {counted(length, 'character')}; the pack shows all, on Commentary", "muted")
    most, sheet = _SHOWN[name]
    full = min(-(-length * _CELLS // most), _CELLS)
    bar = f"{title} [{'#' * full}{'-' * (_CELLS - full)}] {length:,} of {most}"
    if length > most:
        return toned(f"! {bar}: {sheet} cuts it, Commentary shows all", "amber")
    return toned(f"{bar} characters", "muted")
