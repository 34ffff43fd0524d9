"""An answer as it is typed on one line, read into an entry: `1,416`, `51 of 80`, `rolling 5208; before 4802`.

Which texts a field takes is the domain's; here they are only put into their fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from csp_tui.domain.entries import Entry, EntryError, entry_of
from csp_tui.domain.measures import Measure
from csp_tui.domain.no_figure import reason_meant
from csp_tui.domain.statements import Blank
from csp_tui.screens.figures import VALUE

FIELDS: Final[Mapping[str, str]] = {
    "rolling": "rolling_year",
    "before": "rolling_year_prior",
    "prior": "prior",
    "change": "change",
    "from": "period_from",
    "to": "period_to",
    "extracted": "extracted",
    "area": "area",
    "date": "date",
    "reason": "reason",
}
_PART, _BLANK, _PROVISIONAL, _FINAL = "part", "blank", "provisional", "final"
FIRST_WORDS: Final = (*FIELDS, _PART, _BLANK, _PROVISIONAL, _FINAL)
_NEXT: Final = re.compile(rf"\s*;\s*(?=(?:{'|'.join(FIRST_WORDS)})\b|\Z)", re.IGNORECASE)
_LATE: Final = re.compile(r"late\s+(?:by\s+)?(\S.*)", re.IGNORECASE)

HELP: Final = (
    "A figure: 1,416. Or as it is known: under 5, over 2,000, at least 40, about 1,400.",
    "A percentage may be typed as its parts: part 51 of 80.",
    "rolling 5208: the year that ends with the period. before 4802: the year before that. change +406: instead of it.",
    "prior 1352: the same window a year before.",
    "to 2026-08-31, from 2026-06-01: the period, where it is not the quarter's. extracted 2026-10-05.",
    "provisional or final: whether it may still change. area Kent. date 2026-12-01. reason and why it is stated again.",
    "Several go together with a semicolon between them: 1466; rolling 5208; before 4802; provisional.",
    f"blank and why, where there is no figure: blank {', '.join(Blank)}; blank late 2026-12-01 promises it.",
)


def entry_typed(measure: Measure, text: str) -> Entry:
    """The entry that a line makes. Raises EntryError for a field that is given twice, or named without its text."""
    entry = Entry()
    for part in (part for part in _NEXT.split(text) if part):
        given = _part_of(measure, part)
        twice = [name for name in Entry.__struct_fields__ if None not in (getattr(entry, name), getattr(given, name))]
        if twice:
            raise EntryError(twice[0], f'"{part[:40]}" gives the same thing a second time; type each once.')
        entry = replace(
            entry, **{name: v for name in Entry.__struct_fields__ if (v := getattr(given, name)) is not None}
        )
    return entry


def _part_of(measure: Measure, part: str) -> Entry:
    name, _, rest = part.partition(" ")
    word, said = name.casefold(), rest.strip()
    if word in (_PROVISIONAL, _FINAL) and not said:
        return Entry(provisional=word == _PROVISIONAL)
    if word == _BLANK:
        if (meant := reason_meant(said)) is not None:
            return Entry(blank=meant.blank.value, date=meant.day or None)
        late = _LATE.fullmatch(said)
        return Entry(blank="late", date=late[1]) if late else Entry(blank=said)
    if word == _PART:
        parted = entry_of(measure, VALUE, said)
        return parted if parted.numerator is not None else _two_parts(said)
    if word not in FIELDS:
        if reason_meant(part) is not None:
            raise EntryError(VALUE, f'"{part[:40]}" is why there is no figure; to say so, type: blank {part[:40]}')
        return entry_of(measure, VALUE, part)
    if not said:
        raise EntryError(FIELDS[word], f"Nothing stands after {word}; type it on the same line, as in {word} 5208.")
    texts: dict[str, Any] = {FIELDS[word]: said}
    return Entry(**texts)


def _two_parts(said: str) -> Entry:
    """The parts of something that is no ratio, for the sentence that refuses them; or none, where there are not two."""
    above, of, below = said.partition(" of ")
    if not of:
        raise EntryError("numerator", f'"{said[:40]}" are not two parts; type them as part 51 of 80.')
    return Entry(numerator=above.strip(), denominator=below.strip())
