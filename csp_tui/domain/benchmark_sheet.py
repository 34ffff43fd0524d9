"""Reads a table of areas from the cells of a sheet, headed in any of the ways in which such tables are headed.

Where the cells come from, and what becomes of the table, is left to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct, field

from csp_tui.domain.benchmark_period import Period, found_in, read_period
from csp_tui.domain.benchmarking import AreaFigure, is_national, same_area
from csp_tui.domain.errors import UserError
from csp_tui.domain.numbers import NumberError, plain, read_number, rounded, shown

VALUE, EARLIER, CHANGE = "value", "earlier", "change"
MOST_AREAS = 500
_LONGEST = 120  # an area's name, or a title

_MISSING = frozenset({"", "-", "–", "—", "..", "...", ":", "n/a", "na", "[x]", "x", "[z]", "*", "[c]"})
_AREA = re.compile(
    r"(?i)\b(areas?|authorit(y|ies)|csps?|partnerships?|districts?|places?|name|local|borough|unitary|peers?)\b"
)
_CHANGE = re.compile(r"(?i)\b(change[ds]?|difference|increase|decrease|percentage change|diff)\b|[+-]/[+-]")
_PER_CENT = re.compile(r"(?i)%|\bper ?cent(age)?\b")
_EARLIER = re.compile(r"(?i)\b(previous|prior|last year|earlier|year before|before)\b")
_LATER = re.compile(r"(?i)\b(current|latest|this year|now)\b")
_RATE = re.compile(r"(?i)\bper (head|person|people|[\d,]+)|\brates?\b")
_ASIDE = re.compile(r"(?i)\b(rank(ing)?|position|code|population|notes?)\b")
_SUMMARY = re.compile(r"(?i)\b(averages?|mean|total|overall|median)\b|^all areas$|^(msg|most similar( group)?|group)$")
_YEARS = range(1990, 2100)
_BARE = re.compile(r"(?i)(value|figure|rate|current|latest|this year|now|number)")


class BenchmarkError(UserError):
    """A table of areas that cannot be taken in; the message names row and column and says what to put right."""


class NoTitleError(BenchmarkError):
    """A table that does not say what its figures are."""


class NoPeriodError(BenchmarkError):
    """A table that does not say which year it is of."""


class Line(Struct, frozen=True):
    """A row of cells with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """The text of a cell; '' past the end of the row."""
        return self.cells[place].strip() if place < len(self.cells) else ""

    @property
    def filled(self) -> list[int]:
        """The places in which anything stands."""
        return [place for place, cell in enumerate(self.cells) if cell.strip()]


class Asked(Struct, frozen=True):
    """What is said of a table beside it; '' where the table itself must say. `columns` names headings by use."""

    title: str = ""
    period: str = ""
    own: str = ""
    national: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


class Sheet(Struct, frozen=True):
    """A table as read; `unit` is % where its figures are, `remarks` are sentences for whoever takes it in."""

    title: str
    period: Period
    areas: tuple[AreaFigure, ...]
    remarks: tuple[str, ...]
    unit: str = ""


class _Summary(Struct, frozen=True):
    """A row of the table's own that sums the areas up: compared with what the areas give, and kept out."""

    name: str
    value: Decimal | None


def read_sheet(name: str, lines: Sequence[Line], asked: Asked) -> Sheet:
    """A table of areas from rows of cells; `name` is what its file is called. Raises BenchmarkError."""
    head = _heading_line(name, lines)
    above, rows = lines[:head], [line for line in lines[head + 1 :] if line.filled]
    used = _columns(name, lines[head], rows, asked)
    areas, summaries = _areas(name, lines[head], rows, used, asked)
    titles = [line.cell(line.filled[0]) for line in above if line.filled]
    title = _title(name, lines[head].cell(used[VALUE]), titles, asked)
    period = _period(name, lines[head].cell(used[VALUE]), titles, asked)
    remarks = (*_remarks_on_columns(lines[head], rows, used), *_summed_up(areas, summaries), *_not_so(areas))
    return Sheet(title, period, areas, remarks, "%" if _signed_per_cent(rows, used[VALUE]) else "")


def _heading_line(name: str, lines: Sequence[Line]) -> int:
    """The place of the headings: the last row with several texts before the first row with figures."""
    first = next((place for place, line in enumerate(lines) if _holds_figures(line)), None)
    if first is None:
        raise BenchmarkError(f"{name} holds no row with an area and a figure; it needs area, value, and a change.")
    head = next((place for place in reversed(range(first)) if len(lines[place].filled) > 1), None)
    if head is None:
        raise BenchmarkError(
            f"{name}, row {lines[first].number}: there are no headings above the figures;"
            " head the columns Area, Recorded crime per 1,000 (or what it is), and % change."
        )
    return head


def _holds_figures(line: Line) -> bool:
    """Whether a name and a figure stand in a row; a year alone, as in a heading, is none."""
    numbers = [number for place in line.filled if (number := _number(line.cell(place))) is not None]
    names = any(any(char.isalpha() for char in line.cell(place)) for place in line.filled)
    return names and any(number not in _YEARS for number in numbers)


def _number(text: str) -> Decimal | None:
    try:
        return read_number(text, percent=True)
    except NumberError:
        return None


# -- which column is what --------------------------------------------------------------------------------------------


def _columns(name: str, head: Line, rows: Sequence[Line], asked: Asked) -> dict[str, int]:
    """The place of the area, of its value, and of the earlier value and the change where they are given."""
    used = {use: _named(name, head, heading) for use, heading in asked.columns.items() if heading}
    figures = [p for p in head.filled if p not in used.values() and _is_figures(rows, p)]
    texts = [p for p in range(max(head.filled) + 1) if p not in (*figures, *used.values())]
    texts = [p for p in texts if any(row.cell(p) for row in rows)]
    area = next((p for p in texts if _AREA.search(head.cell(p))), texts[0] if texts else None)
    if area is None:
        raise BenchmarkError(f"{name}, row {head.number}: no column holds the names of areas.")
    figures = [p for p in figures if not _ASIDE.search(head.cell(p))]
    if CHANGE not in used:
        changes = [p for p in figures if _CHANGE.search(head.cell(p)) or _all_per_cent(rows, p, figures)]
        in_per_cent = [p for p in changes if _PER_CENT.search(head.cell(p)) or _signed_per_cent(rows, p)]
        if changes:
            used[CHANGE] = (in_per_cent or changes)[0]
        figures = [p for p in figures if p not in changes]
    return {"area": area, **used, **_values(name, head, figures, used)}


def _named(name: str, head: Line, heading: str) -> int:
    wanted = same_area(heading)
    for place in head.filled:
        if same_area(head.cell(place)) == wanted:
            return place
    listed = ", ".join(f'"{head.cell(place)}"' for place in head.filled)
    raise BenchmarkError(f'{name}, row {head.number} has no heading "{heading[:40]}"; it has {listed}.')


def _is_figures(rows: Sequence[Line], place: int) -> bool:
    cells = [row.cell(place) for row in rows if row.cell(place).casefold() not in _MISSING]
    return bool(cells) and 2 * sum(_number(cell) is not None for cell in cells) >= len(cells)


def _signed_per_cent(rows: Sequence[Line], place: int) -> bool:
    return any(row.cell(place).endswith("%") for row in rows)


def _all_per_cent(rows: Sequence[Line], place: int, figures: Sequence[int]) -> bool:
    """Whether a column without a telling heading is of changes: alone written in per cent, with signs."""
    cells = [row.cell(place) for row in rows]
    alone = sum(_signed_per_cent(rows, other) for other in figures) == 1 and len(figures) > 1
    return alone and _signed_per_cent(rows, place) and any(cell[:1] in "-+−" for cell in cells if cell)


def _values(name: str, head: Line, figures: Sequence[int], used: Mapping[str, int]) -> dict[str, int]:
    """The value and the earlier value, told by words such as previous, or by the later of two periods."""
    if VALUE in used:
        before = [p for p in figures if _EARLIER.search(head.cell(p))]
        return {} if EARLIER in used or len(before) != 1 else {EARLIER: before[0]}
    before = [p for p in figures if EARLIER not in used and _EARLIER.search(head.cell(p))]
    now = [p for p in figures if p not in before]
    if len(now) > 1 and (rates := [p for p in now if _RATE.search(head.cell(p))]):
        now = rates  # counts beside rates are not compared: areas differ in size
        before = [p for p in before if _RATE.search(head.cell(p))] or before
    if len(now) == 1 and len(before) <= 1:
        return {VALUE: now[0], EARLIER: before[0]} if before else {VALUE: now[0]}
    dated = sorted((period.quarter, p) for p in now if (period := found_in(head.cell(p))) is not None)
    if len(now) == 2 and not before and len(dated) == 2 and dated[0][0] != dated[1][0]:
        return {EARLIER: dated[0][1], VALUE: dated[1][1]} if EARLIER not in used else {VALUE: dated[1][1]}
    latest = [p for p in now if _LATER.search(head.cell(p))]
    if len(latest) == 1 and len(now) == 2:
        other = next(p for p in now if p not in latest)
        return {VALUE: latest[0], **({} if EARLIER in used else {EARLIER: other})}
    listed = ", ".join(f'"{head.cell(p)}"' for p in now) or "none"
    raise BenchmarkError(
        f"{name}, row {head.number}: which column is the value is not clear ({listed});"
        " head the other one Earlier, or name them with --value and --earlier."
    )


# -- the rows --------------------------------------------------------------------------------------------------------


def _areas(
    name: str, head: Line, rows: Sequence[Line], used: Mapping[str, int], asked: Asked
) -> tuple[tuple[AreaFigure, ...], tuple[_Summary, ...]]:
    if len(rows) > MOST_AREAS:
        raise BenchmarkError(f"{name} has {len(rows):,} rows; a table of areas has at most {MOST_AREAS}.")
    seen: dict[str, int] = {}
    areas: list[AreaFigure] = []
    summaries: list[_Summary] = []
    apart = {same_area(text) for text in asked.national}
    for row in rows:
        area = " ".join(row.cell(used["area"]).split())
        if len(row.filled) == 1 and not any(row.cell(place) for use, place in used.items() if use != "area"):
            continue  # a footnote, or a heading between rows
        figures = {use: _figure(name, head, row, place, use) for use, place in used.items() if use != "area"}
        if not area:
            raise BenchmarkError(f"{name}, row {row.number}, column {letter(used['area'])}: the area is missing.")
        if len(area) > _LONGEST:
            raise BenchmarkError(f"{name}, row {row.number}: {len(area)} characters are too many for an area's name.")
        national = is_national(area) or same_area(area) in apart
        if not national and _SUMMARY.search(area):
            summaries.append(_Summary(area, figures[VALUE]))
            continue
        key = same_area(area)
        if key in seen:
            raise BenchmarkError(
                f"{name}, row {row.number}: {area} stands in row {seen[key]} already; keep one of them."
            )
        seen[key] = row.number
        own = not national and key == same_area(asked.own)
        areas.append(
            AreaFigure(area, figures[VALUE], figures.get(EARLIER), figures.get(CHANGE), national=national, own=own)
        )
    if not any(area.value is not None and not area.national for area in areas):
        raise BenchmarkError(f"{name} holds no area with a figure.")
    return tuple(areas), tuple(summaries)


def _figure(name: str, head: Line, row: Line, place: int, use: str) -> Decimal | None:
    text = row.cell(place)
    if text.casefold() in _MISSING:
        return None
    try:
        return read_number(text, percent=True)
    except NumberError as error:
        heading = head.cell(place) or use
        raise BenchmarkError(f"{name}, row {row.number}, column {letter(place)} ({heading}): {error}") from error


def letter(place: int) -> str:
    """A column as a spreadsheet names it: A, B ... Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


# -- what the table is -----------------------------------------------------------------------------------------------


def _title(name: str, heading: str, titles: Sequence[str], asked: Asked) -> str:
    told = _without_period(heading)
    if told and _BARE.fullmatch(told):
        told = ""
    title = " ".join((asked.title or told or (_without_period(titles[0]) if titles else "")).split())
    if not title:
        raise NoTitleError(f"{name} does not say what its figures are; say it with --title.")
    if len(title) > _LONGEST:
        raise BenchmarkError(f"{len(title)} characters are too many for a title; say it shorter with --title.")
    return title


def _without_period(text: str) -> str:
    """A title without its period, so that next year's is the same; brackets of its own stay."""
    period = found_in(text)
    if period is None:
        return text
    told = text.replace(period.text, "").replace("()", "").strip(" ,:;-–")
    return told if told.count("(") == told.count(")") else told.strip(" ,:;()-–")


def _period(name: str, heading: str, titles: Sequence[str], asked: Asked) -> Period:
    if asked.period:
        return read_period(asked.period)
    for text in (heading, *titles):
        period = found_in(text)
        if period is not None:
            return period
    raise NoPeriodError(f'{name} does not say which year it is of; say it, as in --period "year to March 2025".')


# -- what is said of it ----------------------------------------------------------------------------------------------


def _remarks_on_columns(head: Line, rows: Sequence[Line], used: Mapping[str, int]) -> Iterator[str]:
    change = used.get(CHANGE)
    if change is not None and not _PER_CENT.search(head.cell(change)) and not _signed_per_cent(rows, change):
        yield f'Column {letter(change)}, "{head.cell(change)}", is read as a change in per cent.'
    aside = [p for p in head.filled if p not in used.values()]
    if aside:
        yield f"Not read: {', '.join(f'column {letter(p)}, {head.cell(p)}' for p in aside)}."


def _summed_up(areas: Iterable[AreaFigure], summaries: Iterable[_Summary]) -> Iterator[str]:
    values = [Fraction(area.value) for area in areas if area.value is not None and not area.national]
    mean = sum(values, Fraction()) / len(values)
    for one in summaries:
        if one.value is None:
            yield f'The row "{one.name}" is kept out of the areas.'
            continue
        places = max(0, -int(one.value.as_tuple().exponent))
        ours = f"the unweighted mean of the {len(values)} areas is {shown(mean, places + 1)}"
        same = rounded(mean, places) == one.value
        yield f'The row "{one.name}" ({one.value:f}) is kept out of the areas; {"as it says, " if same else ""}{ours}.'


def _not_so(areas: Iterable[AreaFigure]) -> Iterator[str]:
    """Changes in per cent that the two figures beside them cannot give, however they were rounded."""
    for area in areas:
        if area.value is None or not area.earlier or area.change_percent is None:
            continue
        low, high = _possible(area.value, area.earlier)
        half = _half(area.change_percent)
        stated = Fraction(area.change_percent)
        if low - half <= stated <= high + half:
            continue
        change = Fraction(area.value) - Fraction(area.earlier)
        ours = f"{plain(area.value)} on {plain(area.earlier)} is {shown(change * 100 / Fraction(area.earlier), 1)}%"
        on_later = area.value and abs(change * 100 / Fraction(area.value) - stated) <= half
        base = f"; {plain(area.change_percent)}% is on the later figure" if on_later else ""
        yield f"{area.area}: the table says {plain(area.change_percent)}%, but {ours}{base}."


def _possible(value: Decimal, earlier: Decimal) -> tuple[Fraction, Fraction]:
    """The least and the greatest change in per cent that the unrounded figures can give."""
    ends = [
        ((Fraction(value) + a * _half(value)) / before - 1) * 100
        for a in (-1, 1)
        for b in (-1, 1)
        if (before := Fraction(earlier) + b * _half(earlier))
    ]
    return min(ends), max(ends)


def _half(number: Decimal) -> Fraction:
    return Fraction(1, 2 * 10 ** max(0, -int(number.as_tuple().exponent)))
