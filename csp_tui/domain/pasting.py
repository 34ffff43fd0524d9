"""Reading a range that was copied from a spreadsheet: which figure each of its cells is for; storing it is others'.

Lines end as the terminal sends them, cells are parted by tabs. With headings, codes or titles each line names its
figure; without, lines run down from a cell of the grid, and columns across from it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from csp_tui.domain.entries import two_parts
from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Kind, Measure, Plan, PlanError
from csp_tui.domain.numbers import NumberError, read_figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import MILESTONE, YES_NO, Blank
from csp_tui.domain.trying import Typed

MOST_LINES = 500  # ten times a plan; a longer one was copied by mistake
ACROSS = ("value", "rolling_year")  # what columns without headings are for, from left to right
_LIKE = 0.7  # how like a title another one has to be to be asked about, of 1
_LONGEST = 400  # of a cell's text: seen and refused whole, not lost
_NAMED, _PARTNER = "named", "partner"
_CODE = re.compile(r"[A-Z]{1,3}\d{1,2}-\d{1,3}(\.[A-Z0-9-]+)?", re.IGNORECASE)
_MARKS = re.compile(r"(\[[a-z]\] )+")  # of a revised or provisional figure, before its title on the screen
_OTHER_TIME = re.compile(r"\d|last|previous|prior|before|earlier", re.IGNORECASE)  # in a heading
_NOTHING = ("[z]", "-", "–", "—")  # what stands in cells that nobody filled
_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("code", "indicator", "measure", "measure id", "title", "id"), _NAMED),
    **dict.fromkeys(("partner", "from", "supplier"), _PARTNER),
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
_BLANKS = {reason.value.replace("-", " "): reason.value for reason in Blank}
_CHOICES = frozenset(choice.value for choice in (*YES_NO, *MILESTONE))

Line = tuple[str, ...]


class PasteError(UserError):
    """A pasted text of which nothing can be made; the message says what to copy instead."""


class Slot(Struct, frozen=True):
    """A row of the grid that can be typed into: a measure as a partner states it."""

    measure: Measure
    partner: str


class Astray(Struct, frozen=True):
    """A pasted line that goes nowhere, and why; `number` counts the pasted lines from 1."""

    number: int
    text: str
    why: str


class Pasted(Struct, frozen=True):
    """A pasted range, read: what is to be entered of which figure, the lines that go nowhere, columns left out.

    `by_place` tells that no line names its figure: they run down from the cursor.
    """

    typed: tuple[Typed, ...]
    astray: tuple[Astray, ...] = ()
    left_out: tuple[str, ...] = ()
    by_place: bool = False


class Ground(Struct, frozen=True, dict=True):
    """Where a range is pasted: the rows from the cursor `down`, its column, whose rows they are, and the quarter."""

    plan: Plan
    quarter: Quarter
    down: Sequence[Slot]
    column: str = "value"
    partner: str | None = None

    @cached_property
    def titles(self) -> Mapping[str, tuple[Slot, ...]]:
        """What rows of the plan may be called by title; with `: partner` after it where each partner gives a part."""
        found: dict[str, tuple[Slot, ...]] = {}
        for measure in self.plan.measures:
            for slot in (Slot(measure, partner) for partner in measure.suppliers):
                for name in names_of(slot):
                    found[name] = (*found.get(name, ()), slot)
        return found


def names_of(slot: Slot) -> tuple[str, str]:
    """A row's title, alone and with its partner, as names are compared."""
    return _folded(slot.measure.title), _folded(f"{slot.measure.title}: {slot.partner}")


def is_range(text: str) -> bool:
    """Whether a pasted text is more than one cell."""
    return bool(re.search(r"[\t\r\n]", text.strip(" \r\n")))


def read_pasted(text: str, ground: Ground) -> Pasted:
    """Which figure each pasted cell is for. Raises PasteError where there is nothing in it, or far too much."""
    lines = cells_of(text)
    if not any(any(line) for line in lines):
        raise PasteError("There is nothing in what was pasted; copy the cells again.")
    if len(lines) > MOST_LINES:
        raise PasteError(f"{len(lines):,} lines are too many to paste; copy only the rows of the plan.")
    first = next(place for place, line in enumerate(lines) if any(line))
    if headings := _headings(lines[first], ground.quarter):
        uses = headings | _headed_otherwise(lines[first], lines[first + 1 :], headings, ground)
        if _NAMED not in uses.values():
            titled = _titled_columns(lines[first + 1 :], ground) - uses.keys()
            uses |= dict.fromkeys(titled, _NAMED)
        return _taken(lines, first + 1, uses, ground)
    codes = {place for line in lines for place, cell in enumerate(line) if _CODE.fullmatch(cell)}
    figures = _figure_columns(lines, codes)
    if not codes:
        titled = _titled_columns(lines, ground)
        figures = [place for place in figures if place not in titled]
        uses = {**dict.fromkeys(titled, _NAMED), **_across(figures, ACROSS[0] if titled else ground.column)}
    else:
        titles = {place for place in range(_width(lines)) if place not in figures}
        uses = {**dict.fromkeys(titles, _NAMED), **_across(figures, ACROSS[0])}
    return _taken(lines, 0, uses, ground)


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


# Columns


def _headings(line: Line, quarter: Quarter) -> dict[int, str]:
    """What each column is for where the line is one of headings, else nothing; of two alike the first counts."""
    if any(_CODE.fullmatch(cell) for cell in line):
        return {}
    named = (f"Q{quarter.number}", f"Quarter {quarter.number}", quarter.months)
    ours = (*named, quarter.short, quarter.label, str(quarter))
    known = {**_HEADINGS, **{name.casefold(): "value" for name in ours}}
    found: dict[int, str] = {}
    for place, cell in enumerate(line):
        use = known.get(cell.casefold().rstrip(":"))
        if use is not None and (use == _NAMED or use not in found.values()):
            found[place] = use
    return found if any(use != _PARTNER for use in found.values()) else {}


def _titled_columns(lines: Sequence[Line], ground: Ground) -> set[int]:
    """The columns in which a title of the plan stands, word for word."""
    return {place for line in lines for place, cell in enumerate(line) if _folded(cell) in ground.titles}


def _headed_otherwise(
    titles: Line, lines: Sequence[Line], headings: Mapping[int, str], ground: Ground
) -> dict[int, str]:
    """The one column of figures beside names, under a heading of its own, unless that may be another quarter's."""
    if not lines or set(headings.values()) - {_NAMED, _PARTNER}:
        return {}
    columns = _figure_columns(lines, headings)
    if len(columns) > 1 or any(_OTHER_TIME.search("".join(titles[place : place + 1])) for place in columns):
        raise PasteError(
            f'Which figures are those of this quarter? Head their column "Figure" or "{ground.quarter.short}".'
        )
    return dict.fromkeys(columns, ACROSS[0])


def _figure_columns(lines: Sequence[Line], naming: Collection[int]) -> list[int]:
    """The columns that hold figures, from left to right; empty ones before the last of them keep their place.

    A column of words beside one of figures is a title. Where nothing can be read as a figure, all are taken, so that
    each is refused with its reason.
    """
    columns = [place for place in range(_width(lines)) if place not in naming and (not naming or place > min(naming))]
    filled = {place: [line[place] for line in lines if place < len(line) and line[place]] for place in columns}
    read = [place for place, cells in filled.items() if cells and 2 * sum(map(_is_answer, cells)) >= len(cells)]
    if not read:
        return [place for place in columns if filled[place]]
    return [place for place in columns if place in read or (not filled[place] and not naming and place < read[-1])]


def _width(lines: Sequence[Line]) -> int:
    return max(len(line) for line in lines)


def _is_answer(cell: str) -> bool:
    """Whether a text can be an answer to anything: a figure, a ratio, a word of choice, a reason for none."""
    lowered = cell.casefold()
    if lowered in _CHOICES or lowered in _BLANKS:
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


# Lines


def _taken(lines: Sequence[Line], begin: int, uses: Mapping[int, str], ground: Ground) -> Pasted:
    """Each line from the one that they begin with at the figure that it names; where none is named, downwards."""
    fields = {place: use for place, use in uses.items() if use not in (_NAMED, _PARTNER)}
    by_place = _NAMED not in uses.values()
    typed: dict[tuple[str, str], Typed] = {}
    astray = []
    for number, line in enumerate(lines[begin:]):
        texts = _texts(line, fields)
        if not texts:
            continue  # an empty line leaves its row as it is
        try:
            slot = _below(number, ground) if by_place else _named(line, uses, ground)
            key = slot.measure.id, slot.partner
            if key in typed:
                raise PasteError(f"{slot.measure.id} stands further up already; keep one of the two.")
            typed[key] = _typed(slot, texts, _named_otherwise(line, uses, slot, ground))
        except UserError as error:
            astray.append(Astray(begin + number + 1, "  ".join(filter(None, line)), str(error)))
    if not typed and not astray:
        raise PasteError("No figure is in what was pasted; copy the column with the figures too.")
    titles = lines[begin - 1] if begin else ()
    return Pasted(tuple(typed.values()), tuple(astray), _left_out(lines, uses, titles), by_place)


def _below(number: int, ground: Ground) -> Slot:
    if number >= len(ground.down):
        raise PasteError("There is no row for it below the cursor.")
    return ground.down[number]


def _typed(slot: Slot, texts: Mapping[str, str], otherwise: str) -> Typed:
    """Texts for a figure; a reason for no figure may stand in the figure's own column."""
    reason = _BLANKS.get(texts.get("value", "").casefold())
    if reason is not None and "blank" not in texts:
        texts = {name: text for name, text in texts.items() if name != "value"} | {"blank": reason}
    return Typed(slot.measure, slot.partner, texts, otherwise)


def _texts(line: Line, uses: Mapping[int, str]) -> dict[str, str]:
    return {use: line[place] for place, use in uses.items() if place < len(line) and line[place]}


def _left_out(lines: Sequence[Line], uses: Mapping[int, str], titles: Line) -> tuple[str, ...]:
    """The columns with something in them that are not taken, by their heading or place."""
    filled = sorted({place for line in lines for place, cell in enumerate(line) if cell} - uses.keys())
    return tuple(titles[place] if place < len(titles) and titles[place] else f"column {place + 1}" for place in filled)


# Names


def _named(line: Line, uses: Mapping[int, str], ground: Ground) -> Slot:
    """The figure that a line names. Raises a UserError that says why there is none, or that it is another's."""
    names = [line[place] for place, use in uses.items() if use == _NAMED and place < len(line) and line[place]]
    measure = _measure(names, ground)
    if measure.kind is Kind.REPORT:
        raise PasteError(f"{measure.id} asks for words: Ctrl+T writes them.")
    partner = next((line[place] for place, use in uses.items() if use == _PARTNER and place < len(line)), "")
    supplier = _supplier(measure, partner or _partner_in(names, measure, ground), ground)
    if ground.partner is not None and supplier != ground.partner:
        raise PasteError(f"{supplier} gives {measure.id}, not {ground.partner}.")
    return Slot(measure, supplier)


def _measure(names: Sequence[str], ground: Ground) -> Measure:
    plan = ground.plan
    codes = sorted((name for name in names if _CODE.fullmatch(name)), key=lambda name: "." not in name)
    among = plan.indicator(codes[0]).measures if codes else plan.measures
    if codes and "." in codes[0]:
        return plan.measure(codes[0])
    titled = {slot.measure.id for name in names for slot in ground.titles.get(_folded(name), ())}
    fitting = [measure for measure in among if measure.id in titled]
    if len(fitting) == 1:
        return fitting[0]
    if not codes:
        raise PlanError(f"It names no figure of the plan{_nearest(names, ground)}")
    return plan.measure(codes[0])


def _nearest(names: Sequence[str], ground: Ground) -> str:
    """The title that a mistyped or shortened one may mean, to be looked at: it is never taken by itself."""
    from difflib import get_close_matches  # noqa: PLC0415 - mostly every title is known: no start waits for it

    known = {measure.title.casefold(): measure for measure in ground.plan.measures}
    found = (match for name in names for match in get_close_matches(_folded(name), known, 1, _LIKE))
    nearest = next((known[match] for match in found), None)
    if nearest is None:
        return ": a code such as P1-01 is missing."
    return f'; did you mean {nearest.id} "{nearest.title}"? Put that code or title beside the figure.'


def _partner_in(names: Sequence[str], measure: Measure, ground: Ground) -> str:
    """The partner whose part of a measure a title names, empty where it may be any's."""
    titled = [slot for name in names for slot in ground.titles.get(_folded(name), ()) if slot.measure is measure]
    return titled[0].partner if len(titled) == 1 else ""


def _folded(name: str) -> str:
    """A name as it is compared: whatever its case, its spaces, and the marks before it."""
    return _MARKS.sub("", " ".join(name.split()), count=1).casefold()


def _named_otherwise(line: Line, uses: Mapping[int, str], slot: Slot, ground: Ground) -> str:
    """The words beside a line's figures where they are another row's name than the one that the figures go to.

    Where lines run down by their place, any words before the figures may be; where a name led there, only a title.
    """
    if _NAMED in uses.values():
        words = [cell for cell in line if _folded(cell) in ground.titles]
    else:
        words = [cell for cell in line[: min(uses)] if cell and not _is_answer(cell)]
    own = set(names_of(slot))
    return "" if own & set(map(_folded, words)) else next(iter(words), "")


def _supplier(measure: Measure, partner: str, ground: Ground) -> str:
    if partner:
        named = ground.plan.partner(partner)
        if named not in measure.suppliers:
            raise PasteError(f"{named} does not give {measure.id}; {' and '.join(measure.suppliers)} does.")
        return named
    if len(measure.suppliers) == 1:
        return measure.suppliers[0]
    if ground.partner in measure.suppliers:
        return str(ground.partner)
    given = ", ".join(measure.suppliers)
    raise PasteError(f"{measure.id} is given by {given}; name the partner in a column headed Partner.")
