"""A sentence in tokens: its words, its numbers, the times it names, and where it stops."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from csp_tui.domain.sentence_words import NUMBER_WORDS


class TokenKind(StrEnum):
    """What a token is. OTHER is what could mean anything: a quotation, a range, a code, a sign."""

    WORD = "word"
    NUMBER = "number"
    TIME = "time"
    STOP = "stop"
    OTHER = "other"


class Span(StrEnum):
    """Which earlier figure a change is said to be against."""

    YEAR = "year"
    BEFORE = "quarter before"
    SAME = "same quarter last year"
    OTHER = "other"


class Token(Struct, frozen=True):
    """A token of a sentence.

    A TIME names spans, the month that a year ends with, the months of a quarter, or a quarter; else it is no known
    time. `year` is None where it is not said. `earlier` is one that speaks of an earlier period by itself, and is what
    a change is against only where it is `compared` with: "in the previous quarter", "than in the previous quarter".
    """

    kind: TokenKind
    text: str
    number: str = ""
    percent: bool = False
    points: bool = False
    spans: tuple[Span, ...] = ()
    ends: int = 0
    starts: int = 0
    quarter: int = 0
    year: int | None = None
    earlier: bool = False
    compared: bool = False


FROM_NUMBERS: Final = frozenset(
    {"compared with", "compared to", "against", "versus", "vs", "up from", "down from"}
    | {"in comparison with", "in comparison to", "compared with just", "compared with only"}
)
"""What stands between a later figure and the earlier one."""

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_SURE_MONTH: Final = _MONTH.replace("|may", "").replace("|mar(?:ch)?", "|march")
_YEAR: Final = r"20\d\d"
_LAST: Final = r"(?:last|previous|preceding|prior)"
_TOKEN: Final = re.compile(
    rf"""
      (?P<quote>["\u201c][^"\u201d]{{1,300}}["\u201d])
    | (?P<code>\bp\d-[a-z]?\d+(?:\.[a-z0-9-]+)?)
    | (?P<year_to>\b(?:(?:rolling[ ])?year|(?:rolling[ ])?(?:12|twelve)[- ]months?(?:[ ]period)?)[ ]
        (?:to|ending|ended|up[ ]to)[ ](?:the[ ]end[ ]of[ ])?(?:\d{{1,2}}(?:st|nd|rd|th)?[ ])?
        (?P<last_month>{_MONTH})\b(?:[ ](?P<last_year>{_YEAR}))?)
    | (?P<months>\b(?P<from_month>{_MONTH})[ ](?:to|and|-)[ ](?P<to_month>{_MONTH})\b(?:[ ](?P<months_year>{_YEAR}))?)
    | (?P<quarter>\b(?:q[ ]?|quarter[ ])(?P<which>[1-4])\b
        (?:,?[ ](?:of[ ])?(?P<of_year>{_YEAR})(?:[-/](?:20)?\d\d)?\b)?)
    | (?P<same>\b(?:same|corresponding|equivalent)[ ]quarter\b
        (?:[ ](?:of[ ]|in[ ])?(?:the[ ])?(?:{_LAST}[ ]year|year[ ]before|a[ ]year[ ](?:ago|earlier|before)))?)
    | (?P<same_period>\b(?:same|corresponding|equivalent)[ ]period\b
        (?:[ ](?:of[ ]|in[ ])?(?:the[ ])?(?:{_LAST}[ ]year|year[ ]before|a[ ]year[ ](?:ago|earlier|before)))?)
    | (?P<before>\b{_LAST}[ ]quarter\b|\bquarter[ ]before\b|\bquarter[- ]on[- ]quarter\b)
    | (?P<here>\bthis[ ]quarter\b|\bin[ ]the[ ]quarter\b)
    | (?P<rolling>\brolling[ ]years?\b|\b(?:past[ ])?(?:12|twelve)[- ]months?\b|\bannual(?:ly)?\b)
    | (?P<over_year>\b(?:over|in|during|across)[ ]the[ ](?:(?:past|last)[ ])?year\b
        (?![ ](?:to|ending|ended|up|so|before|ago|earlier|of|on)\b))
    | (?P<last>\b{_LAST}[ ]year\b|\byear[ ]before\b|\byear[ ](?:ago|earlier)\b|\byear[- ]on[- ]year\b)
    | (?P<time>\b(?:\d{{1,2}}(?:st|nd|rd|th)?[ ])?(?:of[ ])?{_SURE_MONTH}\b(?:[ ]{_YEAR})?|\bmay[ ]{_YEAR}
        |\b(?:19|20)\d\d(?:[-/]\d{{2,4}})?\b(?![.,]?\d|[ ]?(?:%|per[ ]))|\b\d+(?:st|nd|rd|th)\b)
    | (?P<twice>\btwice[ ](?:as[ ](?:many|much|high|large)|the)\b)
    | (?P<ages>\b(?:under|over)[ -]\d{{1,2}}s\b)
    | (?P<range>\d[\d,.]{0, 15}%?[-\u2013/]\d[\d,.]{0, 15}%?)
    | (?P<number>(?<![\w.,])[+\u2212-]?\u00a3?(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<percent>[ ]?(?:%|per[ ]?cent\b))?
        (?P<points>[ ]?(?:percentage[ -]points?|points?|pp|ppts?)\b)?(?!\w))
    | (?P<word>[a-z]+(?:['\u2019][a-z]+)?)
    | (?P<stop>[,;:]|[ ][-\u2013\u2014][ ]|\u2014)
    | (?P<bracket>[()])
    | (?P<other>[^\s.!?'\u2019/&-])
    """,
    re.VERBOSE,
)
_SPANS: Final = {
    "same": (Span.SAME,),
    "same_period": (Span.SAME, Span.YEAR),
    "before": (Span.BEFORE,),
    "here": (Span.BEFORE, Span.SAME),
    "rolling": (Span.YEAR,),
    "over_year": (Span.YEAR, Span.SAME),
    "last": (Span.YEAR, Span.SAME),
}
_EARLIER: Final = ("before", "last", "same", "same_period")


def tokens_of(sentence: str) -> tuple[Token, ...]:
    """The tokens of a sentence in small letters."""
    return tuple(_token(match) for match in _TOKEN.finditer(sentence))


def _token(match: re.Match[str]) -> Token:
    kind, text = _kind(match), match[0]
    if kind in ("word", "twice", "ages"):
        if text in NUMBER_WORDS:
            return Token(TokenKind.NUMBER, text, str(NUMBER_WORDS[text]))
        return Token(TokenKind.WORD, text.replace(" ", "-") if kind == "ages" else text.replace("\u2019", "'"))
    if kind == "number":
        digits, percent, points = match["digits"].replace(",", ""), match["percent"], match["points"]
        return Token(
            TokenKind.NUMBER,
            text.replace("\u2212", "-"),
            digits,
            bool(percent) or "percent" in (points or "") or (points or "").strip().startswith("pp"),
            bool(points),
        )
    if kind == "stop":
        return Token(TokenKind.STOP, "," if text == "," else ";")
    if kind == "bracket":
        return Token(TokenKind.WORD, text)
    if kind in _SPANS:
        return Token(
            TokenKind.TIME, text, spans=_SPANS[kind], earlier=kind in _EARLIER and "on" not in re.split(r"[ -]", text)
        )
    if kind == "year_to":
        return Token(
            TokenKind.TIME, text, spans=(Span.YEAR,), ends=_month(match["last_month"]), year=_year(match["last_year"])
        )
    if kind == "months":
        return Token(
            TokenKind.TIME,
            text,
            starts=_month(match["from_month"]),
            ends=_month(match["to_month"]),
            year=_year(match["months_year"]),
        )
    if kind == "quarter":
        return Token(TokenKind.TIME, text, quarter=int(match["which"]), year=_year(match["of_year"]))
    return Token(TokenKind.TIME if kind == "time" else TokenKind.OTHER, text)


_TOP: Final = (
    *("quote", "code", "year_to", "months", "quarter", "same", "same_period", "before", "here", "rolling"),
    *("over_year", "last", "time", "twice", "ages", "range", "number", "word", "stop", "bracket", "other"),
)


def _kind(match: re.Match[str]) -> str:
    return next(name for name in _TOP if match[name] is not None)


def _month(text: str) -> int:
    return _MONTHS.index(text[:3]) + 1


def _year(text: str | None) -> int | None:
    return int(text) if text else None
