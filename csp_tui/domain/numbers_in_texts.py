"""Numbers that a text tells a reader, however they are written: digits, words, fractions and shares of others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

_FROM_ZERO: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_FROM_TWENTY: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS: Final = {name: number for number, name in enumerate(_FROM_ZERO.split())}
_TENS: Final = {name: 10 * number for number, name in enumerate(_FROM_TWENTY.split(), 2)}
_MANY: Final = {"hundred": 100, "thousand": 1000}
_NAMED: Final = {
    "once": 1,
    "single": 1,
    "sole": 1,
    "lone": 1,
    "solitary": 1,
    "the only": 1,
    "duo": 2,
    "couple": 2,
    "pair": 2,
    "both": 2,
    "twice": 2,
    "twins": 2,
    "trio": 3,
    "thrice": 3,
    "third": 3,
    "triplets": 3,
    "fourth": 4,
    "quartet": 4,
    "dozen": 12,
}
_SHARES: Final = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_NUMBER_WORD: Final = "|".join(sorted((*_UNITS, *_TENS, *_MANY), key=len, reverse=True))  # sixteen before six
_SPELT: Final = re.compile(rf"\b(?:a )?(?:{_NUMBER_WORD})(?:(?:[ -]+and)?[ -]+(?:{_NUMBER_WORD}))*\b")
_NAME: Final = re.compile(rf"\b(?:{'|'.join(_NAMED)})\b")
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?")
_GROUPED: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ,.'\u2019]\d{3})+(?![\d])")
_COMMAS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")  # these group, others may part
_PER_CENT: Final = re.compile(r"\s*(?:%|per ?cent\b|percentage points?\b)")
_OF: Final = r"(?:\s+(?:of|in|out of|from))\s+(?:(?:the|these|those|all|its|our|their|some|every)\s+)*"
_SHARE: Final = re.compile(
    rf"(?P<some>\b(?:an?|one|two|three|four|five|six|seven|eight|nine|\d+)?[ -]*)"
    rf"\b(?P<share>{'|'.join(_SHARES)})s?\b(?:{_OF}|\s+(?:the|of)\s+)"
)
_SLASHED: Final = re.compile(rf"(?P<some>\d+)\s*[/\u2044]\s*(?P<share>\d+){_OF}")
_PERCENTAGE_OF: Final = re.compile(rf"(?P<some>\d+(?:\.\d+)?)\s*(?:%|per ?cent){_OF}")
_GREW: Final = re.compile(r"\b(?P<times>doubl|trebl|tripl|quadrupl)(?:ed|es|ing) from (?:just |only )?")
_TIMES: Final = {"doubl": 2, "trebl": 3, "tripl": 3, "quadrupl": 4}
_ALL_BUT: Final = re.compile(r"\b(?:all|everyone|everybody|each) (?:but|except|bar)\s+")
_MONTHS: Final = "january|february|april|june|july|august|september|october|november|december"
_SHORT_MONTHS: Final = "jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec"
_NO_COUNT: Final = re.compile(
    r"\bp\d-[a-z]?\d+(?:\.[a-z0-9-]+)?\b"  # P1-06.cases
    r"|\bq ?[1-4]\b(?: 20\d\d(?:[-/]\d\d)?)?"
    r"|\b(?:quarter|priority) (?:[1-4]|one|two|three|four)\b"
    r"|\b(?:first|second|third|fourth|1st|2nd|3rd|4th|last|this|next|previous|each|every) quarter\b"
    r"|\b\d{1,2}/\d{1,2}/(?:20)?\d\d\b|\b20\d\d-\d\d-\d\d\b"
    r"|\b20\d\d[-/]\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\b(?: 20\d\d)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:march|may) 20\d\d\b"  # else: of these 3 may be known
    rf"|\b(?:{_MONTHS}|march|may) 20\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_SHORT_MONTHS})\b\.?(?: 20\d\d)?"
    r"|\bno one\b|\bone[- ]to[- ]one\b|\bone another\b"
)


class Told(Struct, frozen=True):
    """A number that a text tells. `places` are the decimals of a percentage, None for what is none."""

    number: Fraction
    places: int | None = None


def numbers_in(text: str) -> Iterator[Told]:
    """Every number that a text may be read as telling; one that is written ambiguously gives each of its meanings."""
    folded = _NO_COUNT.sub(" ; ", plain_letters(text))
    yield from _in_digits(folded)
    for match in _SPELT.finditer(folded):
        yield from _as_told(Fraction(_spelt(match[0])), folded, match.end(), 0)
        for word in re.findall(_NUMBER_WORD, match[0]):
            if word in _UNITS:
                yield Told(Fraction(_UNITS[word]))  # "one, two" and "nineteen and two" may be two numbers
    for match in _NAME.finditer(folded):
        yield Told(Fraction(_NAMED[match[0]]))
    yield from _shares(folded)
    yield from _grown(folded)


def spelt_number(text: str) -> int | None:
    """The number that a text is nothing but the words of, such as `fourteen`; None of any other text."""
    folded = plain_letters(text)
    return _spelt(folded) if _SPELT.fullmatch(folded) else None


def plain_letters(text: str) -> str:
    """A text in small letters and plain digits, without the invisible characters that could part a number."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2044", "/")
    shown = (char for char in folded if unicodedata.category(char) != "Cf")
    return " ".join("".join(_digit(char) for char in shown).split())


def _digit(char: str) -> str:
    if char.isascii():
        return char
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _in_digits(text: str) -> Iterator[Told]:
    for match in _GROUPED.finditer(text):
        yield from _as_told(Fraction(re.sub(r"\D", "", match[0])), text, match.end(), 0)
    for match in _DIGITS.finditer(_COMMAS.sub(lambda grouped: " " * len(grouped[0]), text)):
        number = Decimal(match[0])
        yield from _as_told(Fraction(number), text, match.end(), len(match[0].partition(".")[2]))


def _as_told(number: Fraction, text: str, end: int, places: int) -> Iterator[Told]:
    """A number as it stands, or as a percentage where it is followed by the word."""
    if _PER_CENT.match(text, end):
        yield Told(number, places)
    else:
        yield Told(number)


def _spelt(words: str) -> int:
    """The number of `a hundred and three`, `twenty-one`; `one` for its first word alone."""
    total, part = 0, 0
    for word in re.findall(_NUMBER_WORD, words):
        if word == "thousand":
            total, part = total + (part or 1) * 1000, 0
        elif word == "hundred":
            part = (part or 1) * 100
        else:
            part += _TENS.get(word, _UNITS.get(word, 0))
    return total + part


def _shares(text: str) -> Iterator[Told]:
    """What a share of another number comes to: `a third of nine`, `3/4 of 8`, `40% of 5`, `all but two of nine`."""
    for match in _SHARE.finditer(text):
        some = _leading(match["some"].strip(" -") or "one")
        whole = _leading(text[match.end() :])
        if whole is not None:
            yield Told((some or Fraction(1)) * whole / _SHARES[match["share"]])
    for match in _SLASHED.finditer(text):
        whole = _leading(text[match.end() :])
        if whole is not None and int(match["share"]):
            yield Told(Fraction(int(match["some"]), int(match["share"])) * whole)
    for match in _PERCENTAGE_OF.finditer(text):
        whole = _leading(text[match.end() :])
        if whole is not None:
            yield Told(Fraction(round(Fraction(match["some"]) * whole / 100)))
    for match in _ALL_BUT.finditer(text):
        rest = text[match.end() :]
        few, of = _leading(rest), re.search(_OF, rest)
        total = _leading(rest[of.end() :]) if of is not None else None
        if few is not None and total is not None:
            yield Told(total - few)


def _grown(text: str) -> Iterator[Told]:
    """What a number grew to by so many times: `doubled from one`."""
    for match in _GREW.finditer(text):
        before = _leading(text[match.end() :])
        if before is not None:
            yield Told(before * _TIMES[match["times"]])


def _leading(text: str) -> Fraction | None:
    """The number that a text begins with."""
    digits = _GROUPED.match(text) or _DIGITS.match(text)
    if digits is not None:
        return Fraction(
            re.sub(r"[^\d.]", "", digits[0]) if _DIGITS.fullmatch(digits[0]) else re.sub(r"\D", "", digits[0])
        )
    spelt = _SPELT.match(text)
    if spelt is not None:
        return Fraction(_spelt(spelt[0]))
    named = _NAME.match(text)
    return Fraction(_NAMED[named[0]]) if named is not None else None
