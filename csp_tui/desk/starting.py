"""The first start: whether nobody has said yet who works here, the answers there are, and where each is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from csp_tui.desk.opening import Desk

ROLE_WORDS: Final[Mapping[str, str]] = {
    "lead": "Lead: I answer for a priority",
    "coordinator": "Coordinator: I bring the whole quarter together",
    "supplier": "Supplier: I give the figures of one partner",
}

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
