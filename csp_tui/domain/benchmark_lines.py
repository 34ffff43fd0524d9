"""The cells of a table that was copied out of a document, where only blanks part its figures, or every cell is a line.

Cells that tabs or separators part are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from csp_tui.domain.benchmark_period import found_in
from csp_tui.domain.benchmark_sheet import Line

_FIGURE: Final = r"[+\u2212\u2013-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[ ]?%?"
_CELL: Final = rf"(?:{_FIGURE}|n/a|\.\.|\[[a-z]\]|[\u2013-])"
_ROW: Final = re.compile(rf"(?i)(?P<name>[^\d\"]*[^\W\d](?:[^\d\",;]*[^\s\d\",;])?) (?P<figures>{_CELL}(?: {_CELL})*)")
_CELLS: Final = re.compile(rf"(?i){_CELL}(?= |$)")
_ONE: Final = re.compile(rf"(?i){_CELL}")
_AREA: Final = re.compile(r"(?i)(?:local )?(?:areas?|authorit(?:y|ies)|csp|district|name|force)\b")
_CHANGE: Final = re.compile(r"(?i)(?:%|per ?cent(?:age)?) ?change.*$|\bchange\b.*$")
_FEWEST: Final = 3  # areas of a table that is told by its shape alone


def parted_lines(texts: Sequence[str]) -> list[Line]:
    """The rows of such a table with its headings; empty where the lines have no such shape."""
    lines = [" ".join(text.split()) for text in texts]
    return _by_blanks(lines) or _by_lines(lines)


def _by_blanks(lines: Sequence[str]) -> list[Line]:
    """`Dartford and Gravesham 99.4 0%`: as many figures at the end of every line."""
    rows = {at: row for at, line in enumerate(lines) if (row := _row(line))}
    wide = max((len(row) for row in rows.values()), default=0)
    if len(rows) < _FEWEST or any(len(row) != wide for row in rows.values()):
        return []
    first = min(rows)
    above = [Line(at + 1, (line,)) for at, line in enumerate(lines[: max(0, first - 1)])]
    heading = lines[first - 1] if first else ""
    head = _headings(heading, wide)
    titled = [Line(first, (heading,))] if heading and not _AREA.match(heading) else []  # a title, and no headings
    return [*above, *titled, Line(first, head), *(Line(at + 1, row) for at, row in rows.items())]


def _row(line: str) -> tuple[str, ...]:
    """A name and the figures after it; empty where a line is none, such as a title that ends with its year."""
    found = _ROW.fullmatch(line)
    if found is None or found_in(line) is not None:
        return ()
    return (found["name"], *_CELLS.findall(found["figures"]))


def _headings(line: str, wide: int) -> tuple[str, ...]:
    """The headings of as many columns: a line's words, else what the columns of such a table commonly are."""
    if len(words := line.split()) == wide:
        return tuple(words)
    area, change = _AREA.match(line), _CHANGE.search(line)
    middle = line[area.end() : change.start() if change else None].strip() if area else ""
    common = ("Area", middle or "Figure", change[0] if change else "Change in per cent")
    return common[:wide] + ("Not named",) * (wide - len(common))


def _by_lines(lines: Sequence[str]) -> list[Line]:
    """Every cell a line of its own: a name, then its figures, and the same again."""
    figures = [_ONE.fullmatch(line) is not None for line in lines]
    if True not in figures[1:]:
        return []
    start = figures.index(True, 1) - 1
    wide = next((at for at in range(start + 1, len(lines)) if not figures[at]), len(lines)) - start
    shape = [False, *[True] * (wide - 1)]
    starts = range(start, len(lines), wide)
    rows = [at for at in starts if figures[at : at + wide] == shape]
    if len(rows) < _FEWEST or rows != list(starts)[: len(rows)]:
        return []
    head = start - wide if start >= wide and _AREA.match(lines[start - wide]) else start
    above = [Line(at + 1, (line,)) for at, line in enumerate(lines[:head])]
    named = tuple(lines[head:start]) or _headings("", wide)
    return [*above, Line(head + 1, named), *(Line(at + 1, tuple(lines[at : at + wide])) for at in rows)]
