"""Commentary: cleaning typed and pasted text, naming its fields, and comparing it with last quarter's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from csp_tui.domain.errors import UserError

LONGEST = 32_767  # what one cell of a workbook holds: longer text is refused, never cut

FIELD_TITLES: Mapping[str, str] = {
    "patterns": "Patterns and context",
    "activity": "Activity",
    "outcomes": "Outcomes",
    "exceptions": "Exceptions and risks",
    "action": "Action",
    "ask": "Ask of the SEG",
}
PLANNING = ("action", "ask")  # fields of what is to come, in which a fall is as often hoped for as told
NOTHING_TO_REPORT = "nothing_to_report"
NOT_IN_THIS_COPY = "not_in_this_copy"  # why a public copy holds no word of what was said: one of the two below
LEFT_OUT = "left out"
FOR_THE_GROUP = "for the group only"
_RAW_BYTES = re.compile("[\udc80-\udcff]+")  # how Python hands on what the terminal's locale could not read
_NO_CHARACTERS = "\ufffe\uffff"  # no file format of ours can hold them
_KEPT = "\n\t\u200c\u200d"  # joiners make letters and emoji; the other invisible format characters are dropped


class TextError(UserError):
    """A text that cannot be kept; the message says why."""


def clean_text(text: str) -> str:
    """The text as it is kept: line ends made one, control and direction characters and lone surrogates dropped.

    Bytes that a terminal's locale could not read are read as UTF-8, and shown as unreadable where they are not.
    Raises TextError when it is longer than a cell of a workbook can hold.
    """
    if text.isprintable() and len(text) <= LONGEST:
        return text.strip()  # nearly every text: as below, at once
    lines = _RAW_BYTES.sub(_read_bytes, text).replace("\r\n", "\n").replace("\r", "\n")
    # Looking at each character takes long, and nearly every text has nothing to drop.
    plain = lines.replace("\n", "").isprintable()
    kept = (lines if plain else "".join(c for c in lines if c in _KEPT or not _is_dropped(c))).strip()
    if len(kept) > LONGEST:
        raise TextError(f"The text has {len(kept):,} characters; at most {LONGEST:,} fit into a cell of the workbook.")
    return kept


def _read_bytes(found: re.Match[str]) -> str:
    return found[0].encode("ascii", "surrogateescape").decode("utf-8", "replace")


def _is_dropped(char: str) -> bool:
    return char in _NO_CHARACTERS or unicodedata.category(char) in ("Cc", "Cf", "Cs")


def said(texts: Mapping[str, str]) -> bool:
    """Whether anything is reported: a field with text, or that there is nothing to report."""
    return any(text.strip() for text in texts.values())


def written_fields(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that have a text, in their order."""
    return tuple(name for name in FIELD_TITLES if texts.get(name, "").strip())


def nothing_to_say(texts: Mapping[str, str]) -> bool:
    """Whether all that is reported is that there is nothing to report: what is written beside that is never hidden."""
    return bool(texts.get(NOTHING_TO_REPORT)) and not written_fields(texts)


def which_holds(texts: Mapping[str, str]) -> str:
    """The question that a text beside "nothing to report" is; empty where not both are said."""
    written = ", ".join(FIELD_TITLES[name] for name in written_fields(texts))
    if not written or not texts.get(NOTHING_TO_REPORT):
        return ""
    return f"nothing to report is said beside a text ({written}). Which holds? Take back the one or empty the other."


def identical_to_last(texts: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether this quarter's commentary only repeats last quarter's, word for word."""
    now = {k: " ".join(v.split()) for k, v in texts.items() if k in FIELD_TITLES and v.strip()}
    then = {k: " ".join(v.split()) for k, v in before.items() if k in FIELD_TITLES and v.strip()}
    return bool(now) and now == then
