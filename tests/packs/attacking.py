"""An attacker on public copies: has only the files, unzips them and tries every number; shares no code with csp-tui."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from defusedxml import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SECRET = frozenset({1, 2, 3, 4})
YEAR = 4
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

Row = dict[str, str]


@dataclass
class Leaked:
    """Every part of a copy by its name, its texts, and the rows of its Data and Commentary sheets."""

    parts: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    data: list[Row] = field(default_factory=list)
    commentary: list[Row] = field(default_factory=list)
    above: dict[str, str] = field(default_factory=dict)  # by sheet, what stands over its table


def unzipped(packed: bytes) -> Leaked:
    """All that the file holds."""
    found = Leaked()
    with ZipFile(io.BytesIO(packed)) as archive:
        found.parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    shared = ElementTree.fromstring(found.parts["xl/sharedStrings.xml"])
    strings = ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in shared.iter(f"{MAIN}si")]
    found.texts = strings
    names = re.findall(r'<sheet [^>]*name="([^"]+)"', found.parts["xl/workbook.xml"])
    for number, name in enumerate(names, 1):
        grid = list(_cells(found.parts[f"xl/worksheets/sheet{number}.xml"], strings, found.numbers))
        found.above[name] = " ".join(values.get("A", "") for values in grid[:6])
        if name == "Data":
            found.data = _rows(grid, "Measure uid")
        elif name.startswith("Commentary"):
            found.commentary += _rows(grid, "Text")
    return found


def _cells(part: str, strings: list[str], numbers: list[float]) -> Iterator[dict[str, str]]:
    for row in ElementTree.fromstring(part).iter(f"{MAIN}row"):
        values = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if value is None or value.text is None:
                continue
            column = re.sub(r"\d", "", cell.get("r", ""))
            if cell.get("t") == "s":
                values[column] = strings[int(value.text)]
            else:
                values[column] = value.text
                numbers.append(float(value.text))
        yield values


def _rows(grid: list[dict[str, str]], wanted: str) -> list[Row]:
    at = next(i for i, values in enumerate(grid) if wanted in values.values())
    headings = grid[at]
    return [{headings[c]: v for c, v in values.items() if c in headings} for values in grid[at + 1 :]]


# -- trying every number -----------------------------------------------------------------------------------------------


@dataclass
class Series:
    """What the copies show of one measure: by quarter the numbers that a count and a rolling year may be."""

    counts: dict[int, frozenset[int]] = field(default_factory=dict)
    years: dict[int, frozenset[int]] = field(default_factory=dict)
    secrets: set[int] = field(default_factory=set)


def recovered(copies: list[Leaked]) -> set[tuple[str, str]]:
    """The measures and quarters whose suppressed count can be only one number, from all these copies together."""
    series: dict[str, Series] = defaultdict(Series)
    for copy in copies:
        for row in copy.data:
            _note(series[row["Measure"]], row)
    found = set()
    for measure, told in series.items():
        possible = _possible(told)
        found |= {(measure, _quarter_named(at)) for at in told.secrets if len(possible.get(at, SECRET)) == 1}
    return found | _from_percentages(copies)


def _note(told: Series, row: Row) -> None:
    quarter = _quarter_number(row["Quarter"])
    confidential = row.get("Confidential", "").split()
    if row["Kind"] != "count":
        return
    if "value" in confidential:
        told.secrets.add(quarter)
    value = SECRET if "value" in confidential else _shown(row.get("Value"))
    year = SECRET if "rolling_year" in confidential else _shown(row.get("Rolling year"))
    if value is not None:
        told.counts[quarter] = told.counts.get(quarter, value) & value
    if year is not None:
        told.years[quarter] = told.years.get(quarter, year) & year


def _shown(text: str | None) -> frozenset[int] | None:
    """The numbers that a rounded one may stand for."""
    if text is None or not re.fullmatch(r"\d+(\.0+)?", text):
        return None
    number = int(float(text))
    return frozenset({0}) if number == 0 else frozenset(n for n in range(number - 2, number + 3) if n >= 5)


def _possible(told: Series) -> dict[int, frozenset[int]]:
    """By quarter the numbers that are part of any history that meets all rolling years: tried one after the other."""
    quarters = sorted(told.counts)
    if not quarters or quarters != list(range(quarters[0], quarters[-1] + 1)):
        return {}
    histories: list[set[tuple[int, ...]]] = []  # of the last quarters up to each
    reached: set[tuple[int, ...]] = {()}
    for quarter in quarters:
        longer = {(*past, n) for past in reached for n in told.counts[quarter]}
        year = told.years.get(quarter)
        if year is not None:
            longer = {h for h in longer if len(h) < YEAR or sum(h[-YEAR:]) in year}
        histories.append(longer)
        reached = {h[-(YEAR - 1) :] for h in longer}
    possible: dict[int, frozenset[int]] = {}
    leads_on: set[tuple[int, ...]] | None = None
    for quarter, longer in zip(reversed(quarters), reversed(histories), strict=True):
        alive = longer if leads_on is None else {h for h in longer if h[-(YEAR - 1) :] in leads_on}
        possible[quarter] = frozenset(h[-1] for h in alive)
        leads_on = {h[:-1] for h in alive}
    return possible


def _from_percentages(copies: list[Leaked]) -> set[tuple[str, str]]:
    """Counts of one to four that a percentage alone stands for, if it is one of a count told in the same quarter."""
    found = set()
    for copy in copies:
        for row in copy.data:
            share = row.get("Value", "")
            by_itself = row["Kind"] == "percentage" and not row.get("Numerator", "").isdigit()
            if not by_itself or not re.fullmatch(r"\d+(\.0+)?", share):
                continue
            for other in copy.data:
                same = (other["Indicator"], other["Quarter"]) == (row["Indicator"], row["Quarter"])
                wholes = _shown(other.get("Value")) if same and other["Kind"] == "count" else None
                parts = {n for whole in wholes or () for n in range(whole + 1) if _percent(n, whole) == float(share)}
                if len(parts) == 1 and parts <= SECRET:
                    found.add((row["Measure"], row["Quarter"]))
    return found


def _percent(part: int, whole: int) -> float:
    """Rounded to a whole number, halves up."""
    return float((200 * part + whole) // (2 * whole)) if whole else 0.0


def _quarter_number(text: str) -> int:
    return int(text[:4]) * 4 + int(text[-1]) - 1


def _quarter_named(number: int) -> str:
    year = number // 4
    return f"{year}-{(year + 1) % 100:02d}-Q{number % 4 + 1}"


def numbers_told(text: str) -> set[int]:
    """The numbers in a text, as a plain reader finds them."""
    digits = {int(n.replace(",", "")) for n in re.findall(r"(?<![\d.,])\d[\d,]*(?![\d.]|,\d)", text) if n.strip(",")}
    return digits | {number for word, number in WORDS.items() if re.search(rf"\b{word}\b", text.lower())}
