"""What the styles of a workbook make of a value: a percentage, something else than it says, hidden, or struck out.

The marks that tell so are given by the number of the cell's style.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct


class Mark(StrEnum):
    """What a cell's value alone does not tell."""

    ERROR = "error"
    NO_RESULT = "no result"
    PER_CENT = "per cent"
    MISLEADING = "misleading"
    WORDED = "worded"
    REWORDED = "reworded"
    CONDITIONAL = "conditional"
    SCALED = "scaled"
    HIDDEN = "hidden"
    NOUGHT_HIDDEN = "nought hidden"
    CROSSED = "crossed"
    STRUCK = "struck"
    LOGICAL = "logical"


_LONGEST_KEPT: Final = 64_000  # a form's styles, the same in hundreds of returns, take 8,000 bytes

_NUMBER_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_CELL_FORMATS: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT: Final = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FORMAT_ID: Final = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
_FORMAT_CODE: Final = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")
_FONTS: Final = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT: Final = re.compile(rb"<(?:\w+:)?font\b(?:[^>]*/>|.*?</(?:\w+:)?font>)", re.DOTALL)
_FONT_ID: Final = re.compile(rb"\bfontId=[\"'](\d+)[\"']")
_STRIKE: Final = rb"strike\b(?![^>]*\bval=[\"'](?:0|false)\b)"
_RAISED: Final = rb"vertAlign\b(?![^>]*\bval=[\"']baseline\b)"
_STRUCK: Final = re.compile(rb"<(?:\w+:)?" + _STRIKE)
CROSSED: Final = re.compile(rb"<(?:\w+:)?(?:" + _STRIKE + rb"|" + _RAISED + rb")")

_LONGEST_CODE: Final = 1_000  # characters; a spreadsheet takes 255
_BUILT_IN_PER_CENT: Final = (b"9", b"10")  # 0% and 0.00%
_PIECES: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general|standard|.', re.IGNORECASE | re.DOTALL)
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)")
_CONDITION: Final = re.compile(r"\[[<>=]")
_WHITE: Final = re.compile(r"\[(?:white|colou?r ?2)\]", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[.,]*[0#?@](?:[0#?@.,% \0]|[Ee][+-](?=[0#?])|/(?=[0#?1-9])[0-9]*)*")
_PLACE_OF_DATE: Final = re.compile("[dmyhs]", re.IGNORECASE)
_SCALING: Final = re.compile(r"[0#?],+(?![0#?,])")  # a comma that no digit follows divides by a thousand
_HARMLESS: Final = frozenset({"", "%", "per cent", "percent", "eur", "gbp", "usd"})
_SIGNS: Final = "+-\u2212\u2013()"
_NOUGHTS: Final = frozenset({"0", "-", "\u2013", "\u2014", "nil", "none", "zero"})
_MOST_SECTIONS: Final = 4  # of numbers above nought, below it, of nought, and of texts
_WHITE_FONT: Final = re.compile(
    rb"<(?:\w+:)?color\b[^<>]*(?:rgb=[\"']..FFFFFF\b|theme=[\"']0[\"']|indexed=[\"']9[\"'])"
)
_FILL: Final = re.compile(rb"<(?:\w+:)?fill>")


def marks_of_styles(styles: bytes) -> Mapping[Mark, frozenset[bytes]]:
    """The numbers of the cell styles that leave a mark on a value, by the mark; nothing for a mark that none leaves."""
    return _once(styles) if len(styles) <= _LONGEST_KEPT else _marks(styles)


def words_of_styles(styles: bytes) -> Mapping[bytes, frozenset[str]]:
    """The words that the cell styles marked as WORDED show behind a number, by the number of the style."""
    listed = _CELL_FORMATS.search(styles)
    words = {number: _words(_sections(code[:_LONGEST_CODE])) for number, code in _codes(styles)}
    found = (_FORMAT_ID.search(style) for style in (_CELL_FORMAT.findall(listed[0]) if listed else []))
    return {b"%d" % place: words.get(id[1], frozenset()) for place, id in enumerate(found) if id is not None}


def is_doubtful(style: bytes) -> bool:
    """Whether a conditional style may strike out what a cell holds, hide it, or show it as something else."""
    if may_be_crossed(style) and CROSSED.search(style):
        return True
    if _WHITE_FONT.search(style) and not _FILL.search(style):
        return True
    return any(True for _, code in _codes(style) for _ in _marks_of_code(code))


def may_be_crossed(part: bytes) -> bool:
    """Seen at once, where looking for it by the expression takes long."""
    return b"strike" in part or b"vertAlign" in part


def _marks(styles: bytes) -> Mapping[Mark, frozenset[bytes]]:
    listed = _CELL_FORMATS.search(styles)
    used = _CELL_FORMAT.findall(listed[0]) if listed else []
    shown: dict[Mark, set[bytes]] = {Mark.PER_CENT: set(_BUILT_IN_PER_CENT)}
    for number, code in _codes(styles):
        for mark in _marks_of_code(code):
            shown.setdefault(mark, set()).add(number)
    found = {mark: _used(used, _FORMAT_ID, numbers) for mark, numbers in shown.items()}
    if may_be_crossed(styles):
        fonts = _FONTS.search(styles)
        listed_fonts = _FONT.findall(fonts[0]) if fonts else []
        for mark, sign in ((Mark.CROSSED, CROSSED), (Mark.STRUCK, _STRUCK)):
            found[mark] = _used(used, _FONT_ID, {b"%d" % n for n, font in enumerate(listed_fonts) if sign.search(font)})
    return {mark: numbers for mark, numbers in found.items() if numbers}


_once: Final = lru_cache(maxsize=64)(_marks)


def _used(used: Sequence[bytes], attribute: re.Pattern[bytes], wanted: set[bytes]) -> frozenset[bytes]:
    """The numbers of the cell styles that have one of these formats, or of these fonts."""
    found = ((place, attribute.search(style)) for place, style in enumerate(used))
    return frozenset(b"%d" % place for place, number in found if number is not None and number[1] in wanted)


def _codes(styles: bytes) -> Iterator[tuple[bytes, str]]:
    """The workbook's own formats: their numbers and their codes."""
    for attributes in _NUMBER_FORMAT.findall(styles):
        number, code = _FORMAT_ID.search(attributes), _FORMAT_CODE.search(attributes)
        if number and code:
            yield number[1], html.unescape((code[1] or code[2] or b"").decode(errors="replace"))


# What one format makes of a cell


class _Section(Struct, frozen=True):
    """What one section of a format shows: before the number, within it and behind it, beside the number itself.

    `bare` is the section without its texts and what is not seen. Without a `number` all that it shows is `before`.
    """

    before: str
    within: str
    behind: str
    bare: str
    number: bool
    white: bool

    @property
    def is_text(self) -> bool:
        return "@" in self.bare

    @property
    def is_date(self) -> bool:
        return not self.number and _PLACE_OF_DATE.search(self.bare) is not None

    @property
    def is_empty(self) -> bool:
        return not (self.number or self.before.strip())

    @property
    def is_harmless(self) -> bool:
        """Whether what is shown beside the number says no more than the number alone."""
        return _is_harmless(self.before.replace("+", "", 1)) and not self.within.strip() and _is_harmless(self.behind)

    @property
    def is_harmless_below_nought(self) -> bool:
        return not self.within.strip() and all(_is_harmless(text.strip(_SIGNS)) for text in (self.before, self.behind))

    @property
    def is_worded(self) -> bool:
        """Whether all that is beside it are words behind it, which may be the row's own unit."""
        return (
            _is_harmless(self.before)
            and not self.within.strip()
            and not _is_harmless(self.behind)
            and self.behind.strip()[:1].isalpha()
        )

    @property
    def hides_nought(self) -> bool:
        """Whether a nought is not seen in it."""
        seen = self.before + self.behind
        if self.white or not (seen + self.bare).strip("# ,\0"):
            return True
        return not (self.is_harmless_below_nought if self.number else seen.strip().casefold() in _NOUGHTS)


def _is_harmless(text: str) -> bool:
    """Currencies, spaces and per cent: the one rule of what a format may show beside a number without being asked."""
    return "".join(char for char in text if unicodedata.category(char) != "Sc").strip().casefold() in _HARMLESS


def _marks_of_code(code: str) -> Iterator[Mark]:
    """What a format makes of a number above nought, of nought, and of a text.

    Rounding is what every format does. Whatever else it shows than the number is doubted, unless it is known to be
    harmless. Where sections have conditions, any of them may be for any number.
    """
    if len(code) > _LONGEST_CODE:
        yield Mark.MISLEADING
        return
    sections, conditional = _sections(code), _CONDITION.search(code) is not None
    numbers = [one for one in sections[:3] if not one.is_text or one is sections[0]]
    first, others = numbers[0], numbers[1:]
    is_per_cent = any("%" in one.bare for one in sections)
    if is_per_cent:
        yield Mark.PER_CENT
    if _SCALING.search(first.bare):
        yield Mark.SCALED
    if not first.is_date:
        looked_at = numbers if conditional else numbers[:1]
        if any(one.is_empty or one.white for one in looked_at):
            yield Mark.HIDDEN
        below = others if conditional else others[:1]
        wrong = [one for one in (*numbers[:1], *below) if not (one.is_empty or _is_sound(one, first=one is first))]
        if wrong:
            yield Mark.WORDED if all(one.is_worded for one in wrong) and not is_per_cent else Mark.MISLEADING
        nought = others[1] if len(others) > 1 and not conditional else None
        if nought.hides_nought if nought else _shows_no_nought(first):
            yield Mark.NOUGHT_HIDDEN
    if any(_changes_texts(one) for one in sections if one.is_text) or (
        len(sections) == _MOST_SECTIONS and not sections[-1].is_text and not first.is_empty
    ):
        yield Mark.REWORDED


def _is_sound(section: _Section, *, first: bool) -> bool:
    if section.is_date:
        return True
    if not section.number:
        return not first and section.before.strip() in _SIGNS
    return section.is_harmless if first else section.is_harmless_below_nought


def _shows_no_nought(section: _Section) -> bool:
    return section.number and not (section.before + section.behind + section.bare).strip("# ,\0")


def _changes_texts(section: _Section) -> bool:
    return section.white or not section.is_harmless


def _words(sections: Sequence[_Section]) -> frozenset[str]:
    """The words that a format shows behind a number: one and the same where it has one unit."""
    return frozenset(" ".join(one.behind.split()).casefold() for one in sections[:3] if one.is_worded)


def _sections(code: str) -> list[_Section]:
    sections: list[list[str]] = [[]]
    for piece in _PIECES.findall(code):
        if piece == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    return [_section(pieces) for pieces in sections]


def _section(pieces: Sequence[str]) -> _Section:
    bare = seen = ""
    for piece in pieces:
        shown = _literal(piece)
        if shown is None:
            place = "0" if len(piece) > 1 else piece  # General shows the number as it is
            bare, seen = bare + place, seen + place
        else:
            bare, seen = bare + "\0" * len(shown), seen + shown
    white = any(_WHITE.fullmatch(piece) for piece in pieces)
    found = _NUMBER.search(bare)
    if found is None:
        return _Section(seen, "", "", bare, number=False, white=white)
    start, end = found.start(), found.start() + len(found[0].rstrip("\0 "))
    within = "".join(char for char, known in zip(seen[start:end], bare[start:end], strict=True) if known == "\0")
    return _Section(seen[:start], within, seen[end:], bare, number=True, white=white)


def _literal(piece: str) -> str | None:
    """The text that a piece of a code shows as it stands; None where it is for the number itself.

    Conditions, colours and room left free show nothing; a currency is a text, and so is what fills the cell.
    """
    match piece[0], len(piece):
        case '"', length if length > 1:
            return piece[1:-1]
        case "\\" | "*", 2:
            return piece[1]
        case "_", 2:
            return ""
        case "[", length if length > 1:
            found = _CURRENCY.match(piece)
            return found[1] if found else ""
        case _:
            return None
