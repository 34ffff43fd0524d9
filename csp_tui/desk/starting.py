"""The first start: whether nobody has said yet who works here, and which setting an answer belongs to."""

from __future__ import annotations

from typing import Final

from csp_tui.desk.opening import Desk

_WHO: Final = ("by", "role", "partner", "priority")


def is_first_start(desk: Desk) -> bool:
    """Whether to ask who works here: nothing of it is set, and it can be kept."""
    if desk.read_only_because is not None:
        return False
    held = desk.store.settings()
    return not any(key in held and held[key].value for key in _WHO)


def for_whom(answer: str) -> str:
    """The setting that an answer to "which partner or priority?" belongs to: a number is a priority's."""
    return "priority" if answer.strip().isdecimal() else "partner"
