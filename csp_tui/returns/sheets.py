"""The cells of a guarded workbook, read fast, with the marks that the fast reader passes over.

Those are errors, formulas without a result, formats that make 0.63 mean 63 per cent, show something else than the
number or hide it, and what is struck out, raised or lowered, wholly or in part. What a cell's value means for a return
is left to `cells`.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from python_calamine import CalamineError, CalamineWorkbook

from csp_tui.returns.conditional import conditional_places
from csp_tui.returns.formats import CROSSED, Mark, marks_of_styles, may_be_crossed, words_of_styles
from csp_tui.returns.guarding import TEXTS, Package, column_number, damaged
from csp_tui.returns.layout import INSTRUCTIONS

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta | None
Place = tuple[int, int]
"""A cell's row and column, counted from 0."""


class Sheet(Struct, frozen=True):
    """One sheet: the name on its tab, its values from A1 on (rows of one length), and the marks of its cells.

    `words` are those that the format of a cell that is marked as WORDED shows behind its number.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    marks: Mapping[Place, Mark]
    words: Mapping[Place, frozenset[str]] = field(default_factory=dict)

    def value(self, place: Place) -> Value:
        """What stands in a cell; None or '' when nothing does."""
        row, column = place
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None


class _Styles(Struct, frozen=True):
    """The styles of a workbook as written, the marks that they leave, and its texts of which a part is struck out."""

    written: bytes
    marked: Mapping[Mark, frozenset[bytes]]
    crossed: frozenset[bytes]


_REFERENCE: Final = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ERROR: Final = re.compile(rb'<c [^>]*?\bt="e"[^>]*>')
_FORMULA_ALONE: Final = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?!\s*<v[^>]*>[^<])")
_WITHOUT_STYLE: Final = re.compile(rb'<c (?![^>]*\bs=")[^>]*>')
_FIRST: Final = re.compile(rb'\bmin="(\d{1,5})"')
_LAST: Final = re.compile(rb'\bmax="(\d{1,5})"')
_OF_VALUES: Final = (Mark.PER_CENT, Mark.WORDED, Mark.REWORDED, Mark.SCALED, Mark.MISLEADING)
_OF_CELLS: Final = (Mark.CROSSED, Mark.HIDDEN, Mark.STRUCK)
_TELLS_MORE: Final = (*_OF_CELLS, Mark.ERROR, Mark.NO_RESULT)  # than that a conditional format may change it
_TEXT_RESULT: Final = b't="str"'
_LOGICAL: Final = re.compile(rb"<f[^>]*>(?:TRUE|FALSE)\(\)</f>")  # what LibreOffice makes of TRUE when it saves
_TEXT: Final = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>.*?</(?:\w+:)?si>)", re.DOTALL)
_SHARED: Final = re.compile(rb'(<c [^>]*?\bt="s"[^>]*>)\s*<v[^>]*>(\d+)</v>')


def read_sheets(package: Package) -> list[Sheet]:
    """The worksheets of a workbook in order, but for the instructions. Raises UnreadableFile where it is damaged."""
    styles, texts = package.parts.get("xl/styles.xml", b""), package.parts.get(TEXTS, b"")
    crossed = _crossed_texts(texts) if may_be_crossed(texts) else frozenset[bytes]()
    read = _Styles(styles, marks_of_styles(styles), crossed)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(package.plain))
        return [
            _sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), part, read)
            for name, part in package.sheets.items()
            if name != INSTRUCTIONS
        ]
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise damaged(package.file) from error
    except BaseException as error:
        # What the reader's own author did not foresee arrives so, as no subclass of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(package.file) from error


def _sheet(name: str, rows: Sequence[Sequence[Value]], part: bytes, styles: _Styles) -> Sheet:
    styled = styles.marked
    marks = _marks(part, styled, styles.crossed)
    sheet = Sheet(name, rows, marks, _words(part, styles.written, styled.get(Mark.WORDED)))
    for place in conditional_places(part, styles.written, rows):
        if marks.get(place) not in _TELLS_MORE:
            marks[place] = Mark.CONDITIONAL
    if Mark.NOUGHT_HIDDEN in styled:
        for place in _styled(part, styled[Mark.NOUGHT_HIDDEN]):
            value = sheet.value(place)
            if value == 0 and value is not False and marks.get(place) in (None, Mark.PER_CENT):
                marks[place] = Mark.HIDDEN
    return sheet


def _words(part: bytes, styles: bytes, worded: frozenset[bytes] | None) -> dict[Place, frozenset[str]]:
    """The words behind the numbers of the cells with these styles."""
    if worded is None:
        return {}
    words = words_of_styles(styles)
    return {place: words[style] for style in worded for place in _styled(part, frozenset({style}))}


def _marks(part: bytes, styled: Mapping[Mark, frozenset[bytes]], crossed: frozenset[bytes]) -> dict[Place, Mark]:
    marks: dict[Place, Mark] = {}
    for mark in _OF_VALUES:
        if mark in styled:
            marks |= dict.fromkeys(_styled(part, styled[mark]), mark)
    if crossed:
        marks |= dict.fromkeys(_places(c for c, text in _SHARED.findall(part) if text in crossed), Mark.CROSSED)
    if b"E()</f>" in part:
        typed = (_cell_around(part, one.start()) for one in _LOGICAL.finditer(part))
        marks |= dict.fromkeys(_places(typed), Mark.LOGICAL)
    if may_be_crossed(part):
        runs = CROSSED.finditer(part)
        marks |= dict.fromkeys(_places(_cell_around(part, run.start()) for run in runs), Mark.CROSSED)
    for mark in _OF_CELLS:  # tells more than what came before
        if mark in styled:
            marks |= dict.fromkeys(_styled(part, styled[mark]), mark)
    marks |= dict.fromkeys(_places(_without_result(part)), Mark.NO_RESULT)
    if b't="e"' in part:
        marks |= dict.fromkeys(_places(_ERROR.findall(part)), Mark.ERROR)
    return marks


def _styled(part: bytes, styles: frozenset[bytes]) -> Iterator[Place]:
    """The cells with one of these styles: their own, or where they name none, that of their row or column."""
    numbers = b"|".join(sorted(styles))
    yield from _places(re.findall(rb'<c [^>]*?\bs="(?:' + numbers + rb')"[^>]*>', part))
    for row in re.finditer(rb'<row [^>]*?\bs="(?:' + numbers + rb')"[^>]*(?<!/)>', part):
        yield from _places(_WITHOUT_STYLE.findall(part, row.end(), part.find(b"</row>", row.end())))
    for column in re.findall(rb'<col [^>]*?\bstyle="(?:' + numbers + rb')"[^>]*>', part):
        first, last = _FIRST.search(column), _LAST.search(column)
        if first and last:
            columns = range(int(first[1]) - 1, int(last[1]))
            yield from (place for place in _places(_WITHOUT_STYLE.findall(part)) if place[1] in columns)


def _without_result(part: bytes) -> Iterator[bytes]:
    """The cells whose formula was never worked out; a formula's result may be a text of no length."""
    at = part.find(b"<f")  # a search by the expression itself would step through the whole sheet
    while at >= 0:
        if _FORMULA_ALONE.match(part, at):
            cell = _cell_around(part, at)
            if _TEXT_RESULT not in cell:
                yield cell
        at = part.find(b"<f", at + 1)


def _cell_around(part: bytes, at: int) -> bytes:
    """The opening of the cell in which something stands."""
    start = part.rfind(b"<c ", 0, at)
    return part[start : part.find(b">", start) + 1]


def _crossed_texts(texts: bytes) -> frozenset[bytes]:
    """The places, in the table of texts, of those of which a part is struck out, raised or lowered."""
    return frozenset(b"%d" % place for place, text in enumerate(_TEXT.findall(texts)) if CROSSED.search(text))


def _places(cells: Iterable[bytes]) -> Iterator[Place]:
    for cell in cells:
        found = _REFERENCE.search(cell)
        if found is not None:
            yield int(found[2]) - 1, column_number(found[1]) - 1
