"""Sentences of a text that have the form of a draft, whatever figures stand in it, and what each tells.

Whether that still holds is left to `outdated`.
"""

from __future__ import annotations

import calendar
import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from csp_tui.domain.assessment import BLANK_WORDS
from csp_tui.domain.claims import SENTENCE_END
from csp_tui.domain.statements import Choice

_LONGEST: Final = 600  # characters of a sentence that is looked at: twice what the longest draft has
_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_MONTH: Final = rf"(?:{'|'.join(calendar.month_name[1:])})"
_DAY: Final = rf"(?:\d{{1,2}}[ ])?{_MONTH}(?:[ ]\d{{4}})?"
_FIGURE: Final = re.compile(
    rf"""
    (?:(?P<title>[^.;]{{1,120}}?):[ ])??
    (?P<told>(?:(?:under|over|at[ ]least|about)[ ])?\u00a3?{_NUMBER}%?)
    (?P<parts>[ ]of[ ](?:(?:under|over|at[ ]least|about)[ ])?{_NUMBER})?
    (?P<made>[ ]\([^()]{{1,40}}[ ]of[ ][^()]{{1,40}}\))?
    (?:[ ](?P<unit>[^().;:]{{1,60}}?))??
    [ ](?P<when>in[ ]the[ ]year[ ]to[ ]{_DAY}|from[ ]{_DAY}[ ]to[ ]{_DAY}|at[ ]{_DAY}|in[ ]{_DAY})
    (?P<provisional>[ ]\(provisional\))?
    (?:[.]?$|(?P<beside>,[ ](?:\u00a3?\d.{{1,60}}?[ ]than|unchanged[ ]from|equal[ ]to|against)[ ].+
                      |;[ ]not[ ]compared,.+|[ ]\(\d.+))
    """,
    re.VERBOSE | re.IGNORECASE,
)
CHANGE: Final = re.compile(
    rf"""
    ,[ ](?P<change>\u00a3?(?P<number>{_NUMBER})(?:[ ]percentage[ ]points?)?(?:[ ]\((?P<percent>{_NUMBER})%\))?[ ]
          (?:(?P<up>more|higher)|fewer|less|lower)[ ]than|unchanged[ ]from|equal[ ]to)
    [ ]the[ ](?P<against>[a-z -]+?)(?=[ ]of[ ]\S*\d|[ ]by[ ]|[ ]\(|[.,;]|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
SO_FAR: Final = re.compile(rf" \((?P<said>{_NUMBER} of {_NUMBER}), {_NUMBER}%; at this rate", re.IGNORECASE)
_REASON: Final = re.compile(
    r"(?P<title>[^.;]{1,120}?): no figure for (?P<quarter>Q\d \d{4}-\d\d) \((?P<reason>[^()]{1,60})\)", re.IGNORECASE
)
_CHOICE: Final = re.compile(
    rf"(?P<title>[^.;]{{1,120}}?): (?P<choice>{'|'.join(Choice)})(?:[ ](?P<when>(?:on|at)[ ]{_DAY}))?[.]?$",
    re.IGNORECASE,
)
WHY_BLANK: Final = re.compile(rf"(?:{'|'.join(BLANK_WORDS.values())})(?:, promised by {_DAY})?", re.IGNORECASE)


class Told(Struct, frozen=True):
    """A sentence in the form of a draft: what it calls its figure, and what it says of it.

    `figure` is the number with what it was made of, `when` its period; without a figure `answer` is the choice, `when`
    its day if any, or where there is a `quarter` why there is no figure.
    """

    text: str
    title: str
    unit: str = ""
    figure: str = ""
    when: str = ""
    provisional: bool = False
    beside: str = ""
    answer: str = ""
    quarter: str = ""

    @property
    def said(self) -> str:
        """What it tells, for the message."""
        return self.figure or f"{self.answer} {self.when}".rstrip()


@lru_cache(maxsize=1024)  # the same texts are looked at whenever a quarter is assessed
def told_in(text: str) -> tuple[Told, ...]:
    """The sentences of a text that have the form of a draft."""
    sentences = (sentence.strip() for line in text.splitlines() for sentence in SENTENCE_END.split(line))
    return tuple(found for one in sentences if (found := read_draft(one[:_LONGEST])) is not None)


def read_draft(text: str) -> Told | None:
    """What one sentence tells; None where it does not have the form."""
    if found := _REASON.match(text):
        return Told(text, found["title"], answer=found["reason"], quarter=found["quarter"])
    if found := _CHOICE.match(text):
        return Told(text, found["title"], answer=found["choice"].lower(), when=found["when"] or "")
    if found := _FIGURE.match(text):
        return Told(
            text,
            found["title"] or "",
            found["unit"] or "",
            f"{found['told'].lower()}{found['parts'] or ''}{found['made'] or ''}",
            found["when"],
            bool(found["provisional"]),
            found["beside"] or "",
        )
    return None


def numbers_of(text: str) -> list[str]:
    """The numbers of a text without their commas."""
    return [number.replace(",", "") for number in re.findall(_NUMBER, text)]
