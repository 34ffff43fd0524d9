"""The cells and columns of a range copied from a spreadsheet, and what each column is for; its lines are others'."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence

from csp_tui.domain.entries import two_parts
from csp_tui.domain.errors import UserError
from csp_tui.domain.numbers import NumberError, read_figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import MILESTONE, YES_NO, Blank

ACROSS = ("value", "rolling_year")  # what columns without headings are for, from left to right
_LONGEST = 400  # of a cell's text: seen and refused whole, not lost
_OTHER_TIME = re.compile(r"\d|last|previous|prior|before|earlier", re.IGNORECASE)  # in a heading
_NOTHING = ("[z]", "-", "–", "—")  # what stands in cells that nobody filled
NAMED, PARTNER = "named", "partner"
CODE = re.compile(r"[A-Z]{1,3}\d{1,2}-\d{1,3}(\.[A-Z0-9-]+)?", re.IGNORECASE)
_MARKS = re.compile(r"(\[[a-z]\] )+")  # of a revised or provisional figure, before its title on the screen
BLANKS = {reason.value.replace("-", " "): reason.value for reason in Blank}
_CHOICES = frozenset(choice.value for choice in (*YES_NO, *MILESTONE))
_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("code", "indicator", "measure", "measure id", "title", "id"), NAMED),
    **dict.fromkeys(("partner", "from", "supplier"), PARTNER),
    **dict.fromkeys(("this quarter", "figure", "value"), "value"),
    "numerator": "numerator",
    "denominator": "denominator",
    "rolling year": "rolling_year",
    **dict.fromkeys(("rolling year before", "rolling year before it"), "rolling_year_prior"),
    **dict.fromkeys(("same period last year", "prior"), "prior"),
    "change": "change",
    **dict.fromkeys(("period from", "from date"), "period_from"),
    **dict.fromkeys(("period to", "to date"), "period_to"),
    **dict.fromkeys(("extracted on", "extracted"), "extracted"),
    "area": "area",
    "provisional": "provisional",
    **dict.fromkeys(("blank reason", "why blank"), "blank"),
    **dict.fromkeys(("date", "date promised or milestone date", "promised by"), "date"),
    **dict.fromkeys(("reason", "why it was changed"), "reason"),
}

Line = tuple[str, ...]


class PasteError(UserError):
    """A pasted text of which nothing can be made; the message says what to copy instead."""


def cells_of(text: str) -> list[Line]:
    """The cells of a copied range, line by line, cleaned of control characters; empty lines at its end are none."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter="\t", strict=True))
    except csv.Error:  # a quotation mark that was never closed is only a quotation mark
        rows = [line.split("\t") for line in plain.split("\n")]
    return [tuple(_cleaned(cell) for cell in row) for row in rows]


def _cleaned(cell: str) -> str:
    """A cell on one line, as read: what spreadsheets leave for nothing is nothing."""
    shown = "".join(char for char in cell if char.isprintable() or char.isspace())
    tidy = " ".join(shown.split())[:_LONGEST]
    return "" if tidy in _NOTHING else tidy


def columns_of(
    lines: Sequence[Line], quarter: Quarter, titles: Collection[str], column: str
) -> tuple[int, dict[int, str]]:
    """The line that the figures begin with, and what each column from there is for: a field, NAMED or PARTNER.

    `titles` are what rows of the plan may be called, `column` what a column is for that no line names a figure of.
    """
    first = next(place for place, line in enumerate(lines) if any(line))
    if headings := _headings(lines[first], quarter):
        uses = headings | _headed_otherwise(lines[first], lines[first + 1 :], headings, quarter)
        if NAMED not in uses.values():
            uses |= dict.fromkeys(_titled_columns(lines[first + 1 :], titles) - uses.keys(), NAMED)
        return first + 1, uses
    codes = {place for line in lines for place, cell in enumerate(line) if CODE.fullmatch(cell)}
    figures = _figure_columns(lines, codes)
    if codes:
        words = {place for place in range(_width(lines)) if place not in figures}
        return 0, {**dict.fromkeys(words, NAMED), **_across(figures, ACROSS[0])}
    titled = _titled_columns(lines, titles)
    figures = [place for place in figures if place not in titled]
    return 0, {**dict.fromkeys(titled, NAMED), **_across(figures, ACROSS[0] if titled else column)}


def _headings(line: Line, quarter: Quarter) -> dict[int, str]:
    """What each column is for where the line is one of headings, else nothing; of two alike the first counts."""
    if any(CODE.fullmatch(cell) for cell in line):
        return {}
    named = (f"Q{quarter.number}", f"Quarter {quarter.number}", quarter.months)
    ours = (*named, quarter.short, quarter.label, str(quarter))
    known = {**_HEADINGS, **{name.casefold(): "value" for name in ours}}
    found: dict[int, str] = {}
    for place, cell in enumerate(line):
        use = known.get(cell.casefold().rstrip(":"))
        if use is not None and (use == NAMED or use not in found.values()):
            found[place] = use
    return found if any(use != PARTNER for use in found.values()) else {}


def _titled_columns(lines: Sequence[Line], titles: Collection[str]) -> set[int]:
    """The columns in which a title of the plan stands, word for word."""
    return {place for line in lines for place, cell in enumerate(line) if folded(cell) in titles}


def _headed_otherwise(
    titles: Line, lines: Sequence[Line], headings: Mapping[int, str], quarter: Quarter
) -> dict[int, str]:
    """The one column of figures beside names, under a heading of its own, unless that may be another quarter's."""
    if not lines or set(headings.values()) - {NAMED, PARTNER}:
        return {}
    columns = _figure_columns(lines, headings)
    if len(columns) > 1 or any(_OTHER_TIME.search("".join(titles[place : place + 1])) for place in columns):
        raise PasteError(f'Which figures are those of this quarter? Head their column "Figure" or "{quarter.short}".')
    return dict.fromkeys(columns, ACROSS[0])


def _figure_columns(lines: Sequence[Line], naming: Collection[int]) -> list[int]:
    """The columns that hold figures, from left to right; empty ones before the last of them keep their place.

    A column of words beside one of figures is a title. Where nothing can be read as a figure, all are taken, so that
    each is refused with its reason.
    """
    columns = [place for place in range(_width(lines)) if place not in naming and (not naming or place > min(naming))]
    filled = {place: [line[place] for line in lines if place < len(line) and line[place]] for place in columns}
    read = [place for place, cells in filled.items() if cells and 2 * sum(map(is_answer, cells)) >= len(cells)]
    if not read:
        return [place for place in columns if filled[place]]
    return [place for place in columns if place in read or (not filled[place] and not naming and place < read[-1])]


def _width(lines: Sequence[Line]) -> int:
    return max(len(line) for line in lines)


def is_answer(cell: str) -> bool:
    """Whether a text can be an answer to anything: a figure, a ratio, a word of choice, a reason for none."""
    lowered = cell.casefold()
    if lowered in _CHOICES or lowered in BLANKS:
        return True
    return _is_figure(cell) or all(map(_is_figure, two_parts(cell) or ("",)))


def _is_figure(text: str) -> bool:
    try:
        read_figure(text, percent=True, money=True)
    except NumberError:
        return False
    return True


def _across(columns: Sequence[int], first: str) -> dict[int, str]:
    """The fields of columns without headings; what is beyond the last field is left out."""
    return dict(zip(columns, ACROSS[ACROSS.index(first) :], strict=False))


def folded(name: str) -> str:
    """A name as it is compared: whatever its case, its spaces, and the marks before it."""
    return _MARKS.sub("", " ".join(name.split()), count=1).casefold()
