"""What makes a return the same return: the hash of its content, the hashes of its definitions, and who it is from.

Writer and reader share this; where these things stand in the workbook is said in `layout`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from csp_tui.domain.commentary import clean_text
from csp_tui.domain.measures import Combine, Measure
from csp_tui.domain.numbers import MAX_DIGITS, NumberError, plain, read_figure
from csp_tui.returns.layout import FORMAT, KEY_JOIN, PROGRAM

_DIGIT: Final = re.compile(r"\d")


class Identity(Struct, frozen=True):
    """Which return a workbook is: what it is for, who it is from, and how it is told from its corrections.

    `kind` is FORM_KIND or PROGRAM_KIND. `partner` and `contact` are '' where there are several or none. `sender` is
    '' and `sequence` 0 in a form, which speaks by its `form` UUID.
    """

    kind: str
    partnership: str
    plan: str
    plan_version: str
    quarter: str
    partner: str
    contact: str
    scope: str
    form: str
    sender: str = ""
    sequence: int = 0

    def texts(self, content: str) -> dict[str, str]:
        """Every key of META_KEYS with its text, `content` being the hash of what was written."""
        return {
            "program": PROGRAM,
            "format": str(FORMAT),
            "kind": self.kind,
            "partnership": self.partnership,
            "plan": self.plan,
            "plan_version": self.plan_version,
            "quarter": self.quarter,
            "partner": self.partner,
            "contact": self.contact,
            "scope": self.scope,
            "form": self.form,
            "sender": self.sender,
            "sequence": str(self.sequence),
            "content": content,
        }


class EntryText(Struct, frozen=True):
    """What stands in one entry cell: its sheet, its row's key, its field by name, and the text as typed.

    A number is the shortest text that means it, a date is ISO, yes and no are themselves.
    """

    sheet: str
    key: tuple[str, ...]
    field: str
    text: str


def content_hash(quarter: str, entries: Iterable[EntryText]) -> str:
    """SHA-256 over what a return says, whatever the order of its rows and the bytes of its file.

    Empty cells say nothing. Numbers count by their worth and texts without the space around and between words, since
    a workbook saved again by another program changes both.
    """
    said = sorted(
        [entry.sheet, KEY_JOIN.join(entry.key), entry.field, text]
        for entry in entries
        if (text := _canonical(entry.text))
    )
    return hashlib.sha256(json.dumps([quarter, said], separators=(",", ":")).encode("ascii")).hexdigest()


def _canonical(text: str) -> str:
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return text.lstrip("0") or "0"  # as below, at once
    flat = " ".join(clean_text(text).split())
    if not _DIGIT.search(flat):
        return flat
    try:
        figure = read_figure(flat, percent=True, money=True)
    except NumberError:
        return flat
    return f"{figure.qualifier or ''}{plain(figure.number)}"


def definition_hash(measure: Measure) -> str:
    """A hash of what is counted; its title, its benchmark and how it is rated may change without changing that."""
    return hashlib.sha256(definition_in_words(measure).encode()).hexdigest()[:16]


def definition_in_words(measure: Measure) -> str:
    """What is counted, over which time, in which unit: the line that is shown where two versions of it differ."""
    parts = [str(measure.kind)]
    if measure.window is not None:
        parts.append(f"window {measure.window}")
    if measure.unit:
        parts.append(f"in {measure.unit}")
    if measure.per is not None:
        parts.append(f"per {plain(measure.per)}")
    if measure.numerator or measure.denominator:
        parts.append(f"{measure.numerator} over {measure.denominator}")
    if measure.area:
        parts.append(f"area {measure.area}")
    if measure.combine is not Combine.SINGLE:
        parts.append(f"each partner's part, {'added' if measure.combine is Combine.SUM else 'side by side'}")
    return "; ".join(parts)
