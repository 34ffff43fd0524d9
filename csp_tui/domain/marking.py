"""Protective markings: how far what is made here may go, as the government's classifications name it.

There are OFFICIAL and OFFICIAL-SENSITIVE, each with a handling instruction after a comma if need be. What is secret is
not kept in this program, and other words say nothing to whoever receives a file: both are refused.
"""

from __future__ import annotations

import re
from typing import Final

from csp_tui.domain.errors import UserError

OFFICIAL: Final = "OFFICIAL"
SENSITIVE: Final = "OFFICIAL-SENSITIVE"
MARKINGS: Final = (OFFICIAL, SENSITIVE)
MADE_UP_MARKING: Final = "MADE-UP FIGURES FOR DEMONSTRATION"
PUBLIC_MARKING: Final = "PUBLIC COPY"
"""In place of a marking, on what anyone may read."""

_MARKING: Final = re.compile(
    r"OFFICIAL(?P<sensitive>[- –]?SENSITIVE)?(?:\s*[,:–-]\s*(?P<handling>[A-Z][A-Z &'/-]{1,39}))?"
)


class MarkingError(UserError):
    """A marking that there is not; the message says which there are."""


def read_marking(typed: str) -> str:
    """A marking as it is printed, from any case: `OFFICIAL-SENSITIVE, PERSONAL DATA`. Raises MarkingError."""
    wanted = " ".join(typed.split()).upper()
    if wanted == MADE_UP_MARKING:
        return wanted
    found = _MARKING.fullmatch(wanted)
    if found is None:
        raise MarkingError(
            f'"{" ".join(typed.split())[:40]}" is no protective marking; type {OFFICIAL} or {SENSITIVE}, and after a'
            f" comma how to handle it if need be, such as {SENSITIVE}, PERSONAL DATA. Nothing secret belongs here."
        )
    marking = SENSITIVE if found["sensitive"] else OFFICIAL
    return f"{marking}, {found['handling'].strip()}" if found["handling"] else marking


def at_least_sensitive(marking: str) -> str:
    """The marking of what tells small counts of people exactly; its handling stays, and what is made up stays so."""
    name, comma, handling = marking.partition(",")
    return f"{SENSITIVE}{comma}{handling}" if name in ("", OFFICIAL) else marking
