"""Reading a range that was copied from a spreadsheet: which figure each of its cells is for; storing it is others'.

Lines end as the terminal sends them, cells are parted by tabs. With headings, codes or titles each line names its
figure; without, lines run down from a cell of the grid, and columns across from it. Whether they have a line for the
rows between that no figure is typed into nobody says: the reading that fits more of them is taken, the other offered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.domain.errors import UserError
from csp_tui.domain.measures import Kind, Measure, Plan, PlanError
from csp_tui.domain.pasted_columns import (
    BLANKS,
    CODE,
    NAMED,
    PARTNER,
    Line,
    PasteError,
    cells_of,
    columns_of,
    folded,
    is_answer,
)
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.trying import Typed, can_stand

MOST_LINES = 500  # ten times a plan; a longer one was copied by mistake
_LIKE = 0.7  # how like a title another one has to be to be asked about, of 1


class ForWordsError(PasteError):
    """A line for a row that asks for words, which pasting figures does not write."""


class Slot(Struct, frozen=True):
    """A row of the grid that can be typed into: a measure as a partner states it."""

    measure: Measure
    partner: str


class Astray(Struct, frozen=True):
    """A pasted line that goes nowhere, and why; `number` counts the pasted lines from 1.

    `words` are for a row that asks for them, where they may well stand; pasting writes none.
    """

    number: int
    text: str
    why: str
    words: bool = False


class Pasted(Struct, frozen=True):
    """A pasted range, read: what is to be entered of which figure, the lines that go nowhere, columns left out.

    `skipped` are the rows that no figure is typed into, between those that lines without names run down to; with
    `each_row` they have lines as well, which are not taken. `otherwise` is the same range read the other way.
    """

    typed: tuple[Typed, ...]
    astray: tuple[Astray, ...] = ()
    left_out: tuple[str, ...] = ()
    skipped: tuple[Measure, ...] = ()
    each_row: bool = False
    otherwise: Pasted | None = None


class Ground(Struct, frozen=True, dict=True):
    """Where a range is pasted: the figures from the cursor `down`, its column, whose rows they are, and the quarter.

    `rows` are all rows from the cursor down, those between that no figure is typed into as their measures.
    """

    plan: Plan
    quarter: Quarter
    down: Sequence[Slot]
    column: str = "value"
    partner: str | None = None
    rows: Sequence[Slot | Measure] = ()

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
    return folded(slot.measure.title), folded(f"{slot.measure.title}: {slot.partner}")


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
    begin, uses = columns_of(lines, ground.quarter, ground.titles, ground.column)
    if NAMED in uses.values():
        return _taken(lines, begin, uses, ground)
    figures = _taken(lines, begin, uses, ground, ground.down)
    figures = replace(figures, skipped=_between(figures, ground))
    closed = [row for row in ground.rows[: len(lines) - begin] if isinstance(row, Measure)]
    if not closed:
        return figures
    each = replace(_taken(lines, begin, uses, ground, ground.rows), skipped=tuple(closed), each_row=True)
    if not each.typed and all(line.words for line in each.astray):  # as they are for no figure, each may be for one
        return figures
    taken, other = (each, figures) if _fits_better(each, figures, ground.quarter) else (figures, each)
    return replace(taken, otherwise=other)


def _between(pasted: Pasted, ground: Ground) -> tuple[Measure, ...]:
    """The rows without a figure before the last one that something goes into."""
    into = {(one.measure.id, one.partner) for one in pasted.typed}
    places = [
        at for at, row in enumerate(ground.rows) if isinstance(row, Slot) and (row.measure.id, row.partner) in into
    ]
    return tuple(row for row in ground.rows[: max(places, default=0)] if isinstance(row, Measure))


def _fits_better(each: Pasted, figures: Pasted, quarter: Quarter) -> bool:
    """Whether lines stand for each row: more of them can be stored, or as many and none is for a row without figure.

    Then what stands at those rows is empty or words, which by chance it would hardly be.
    """
    fitting, others = (sum(can_stand(one, quarter) for one in pasted.typed) for pasted in (each, figures))
    return fitting > others or (fitting == others and all(line.words for line in each.astray))


# Lines


def _taken(
    lines: Sequence[Line],
    begin: int,
    uses: Mapping[int, str],
    ground: Ground,
    down: Sequence[Slot | Measure] | None = None,
) -> Pasted:
    """Each line from the one that they begin with at the figure that it names; where none is named, `down` the rows."""
    fields = {place: use for place, use in uses.items() if use not in (NAMED, PARTNER)}
    typed: dict[tuple[str, str], Typed] = {}
    astray = []
    for number, line in enumerate(lines[begin:]):
        texts = _texts(line, fields)
        if not texts:
            continue  # an empty line leaves its row as it is
        try:
            slot = _below(number, down) if down is not None else _named(line, uses, ground)
            key = slot.measure.id, slot.partner
            if key in typed:
                raise PasteError(f"{slot.measure.id} stands further up already; keep one of the two.")
            typed[key] = _typed(slot, texts, _named_otherwise(line, uses, slot, ground))
        except UserError as error:
            words = isinstance(error, ForWordsError) and not any(map(is_answer, texts.values()))
            astray.append(Astray(begin + number + 1, "  ".join(filter(None, line)), str(error), words))
    if not typed and not astray:
        raise PasteError("No figure is in what was pasted; copy the column with the figures too.")
    titles = lines[begin - 1] if begin else ()
    return Pasted(tuple(typed.values()), tuple(astray), _left_out(lines, uses, titles))


def _below(number: int, down: Sequence[Slot | Measure]) -> Slot:
    """The row that a line without a name is for. Raises a PasteError that says why there is none to paste into."""
    if number >= len(down):
        raise PasteError("There is no row for it below the cursor.")
    row = down[number]
    if isinstance(row, Slot):
        return row
    raise _no_figure(row)


def _no_figure(measure: Measure) -> PasteError:
    if measure.kind is Kind.REPORT:
        return ForWordsError(f"{measure.id} asks for words: Ctrl+T writes them.")
    return PasteError(f"{measure.id} is not typed here.")


def _typed(slot: Slot, texts: Mapping[str, str], otherwise: str) -> Typed:
    """Texts for a figure; a reason for no figure may stand in the figure's own column."""
    reason = BLANKS.get(texts.get("value", "").casefold())
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
    names = [line[place] for place, use in uses.items() if use == NAMED and place < len(line) and line[place]]
    measure = _measure(names, ground)
    if measure.kind is Kind.REPORT:
        raise _no_figure(measure)
    partner = next((line[place] for place, use in uses.items() if use == PARTNER and place < len(line)), "")
    supplier = _supplier(measure, partner or _partner_in(names, measure, ground), ground)
    if ground.partner is not None and supplier != ground.partner:
        raise PasteError(f"{supplier} gives {measure.id}, not {ground.partner}.")
    return Slot(measure, supplier)


def _measure(names: Sequence[str], ground: Ground) -> Measure:
    plan = ground.plan
    codes = sorted((name for name in names if CODE.fullmatch(name)), key=lambda name: "." not in name)
    among = plan.indicator(codes[0]).measures if codes else plan.measures
    if codes and "." in codes[0]:
        return plan.measure(codes[0])
    titled = {slot.measure.id for name in names for slot in ground.titles.get(folded(name), ())}
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
    found = (match for name in names for match in get_close_matches(folded(name), known, 1, _LIKE))
    nearest = next((known[match] for match in found), None)
    if nearest is None:
        return ": a code such as P1-01 is missing."
    return f'; did you mean {nearest.id} "{nearest.title}"? Put that code or title beside the figure.'


def _partner_in(names: Sequence[str], measure: Measure, ground: Ground) -> str:
    """The partner whose part of a measure a title names, empty where it may be any's."""
    titled = [slot for name in names for slot in ground.titles.get(folded(name), ()) if slot.measure is measure]
    return titled[0].partner if len(titled) == 1 else ""


def _named_otherwise(line: Line, uses: Mapping[int, str], slot: Slot, ground: Ground) -> str:
    """The words beside a line's figures where they are another row's name than the one that the figures go to.

    Where lines run down by their place, any words before the figures may be; where a name led there, only a title.
    """
    if NAMED in uses.values():
        words = [cell for cell in line if folded(cell) in ground.titles]
    else:
        words = [cell for cell in line[: min(uses)] if cell and not is_answer(cell)]
    own = set(names_of(slot))
    return "" if own & set(map(folded, words)) else next(iter(words), "")


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
