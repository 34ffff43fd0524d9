"""What people write into a figure's cell where there is none: which reason that is, and the day that it promises."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from csp_tui.domain.statements import Blank

_PROMISED: Final = re.compile(
    r"(?:late|delayed|to follow|awaited|expected|promised|due)\b[\s,:;-]*"
    r"(?:(?:promised|expected|due|until|till|by|for|on|in)\b[\s:]*)*(?P<day>.*)"
)
_SINCE: Final = r"(?:any ?more|any longer|yet|now|here|by us|at present|(?:since|in|from|until|this) [\w ]+)"
_REASONS: Final = (
    (re.compile(r"(?:not(?: yet)? published(?: yet)?|unpublished)"), Blank.NOT_PUBLISHED),
    (re.compile(r"(?:n/?a|not applicable)"), Blank.NOT_APPLICABLE),
    (
        re.compile(rf"(?:not|no longer|never) (?:being )?(?:collected|recorded|counted)(?: {_SINCE})?"),
        Blank.NOT_COLLECTED,
    ),
    (re.compile(r"restricted"), Blank.RESTRICTED),
    (re.compile(r"not (?:yet )?due(?: yet)?"), Blank.NOT_DUE),
)


class Meant(Struct, frozen=True):
    """The reason for no figure that a text means; `day` is the date that it promises, as typed, empty for none."""

    blank: Blank
    day: str = ""


def reason_meant(text: str) -> Meant | None:
    """The reason for no figure that a cell's text means: `late until 5 December`, `n/a`; None for any other text."""
    tidy = " ".join(text.split()).strip(" .")
    lowered = tidy.casefold()
    for words, blank in _REASONS:
        if words.fullmatch(lowered):
            return Meant(blank)
    late = _PROMISED.fullmatch(lowered) if len(lowered) == len(tidy) else None
    if late is None:
        return None
    day = tidy[late.start("day") :]
    return Meant(Blank.LATE, day) if not day or any(map(str.isdigit, day)) else None
