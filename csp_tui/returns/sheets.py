"""The cells of a guarded workbook, read fast, with the marks that the fast reader passes over.

Those are errors, formulas without a result, and formats that make 0.63 mean 63 per cent. What a cell's value means
for a return is left to `cells`.
"""

from __future__ import annotations

import datetime
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from csp_tui.returns.guarding import Package, column_number, damaged
from csp_tui.returns.layout import INSTRUCTIONS

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta | None
Place = tuple[int, int]
"""A cell's row and column, counted from 0."""


class Mark(StrEnum):
    """What a cell's value alone does not tell."""

    ERROR = "error"
    NO_RESULT = "no result"
    PER_CENT = "per cent"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the name on its tab, its values from A1 on (rows of one length), and the marks of its cells."""

    name: str
    rows: Sequence[Sequence[Value]]
    marks: Mapping[Place, Mark]

    def value(self, place: Place) -> Value:
        """What stands in a cell; None or '' when nothing does."""
        row, column = place
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None


_REFERENCE: Final = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ERROR: Final = re.compile(rb'<c [^>]*?\bt="e"[^>]*>')
_FORMULA_ALONE: Final = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?!\s*<v[^>]*>[^<])")
_TEXT_RESULT: Final = b't="str"'

_NUMBER_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_CELL_FORMATS: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT: Final = re.compile(rb"<(?:\w+:)?xf\b[^>]*?\snumFmtId=[\"'](\d+)[\"']|<(?:\w+:)?xf\b")
_FORMAT_ID: Final = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
_FORMAT_CODE: Final = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_BUILT_IN_PER_CENT: Final = (b"9", b"10")  # 0% and 0.00%


def read_sheets(package: Package) -> list[Sheet]:
    """The worksheets of a workbook in order, but for the instructions. Raises UnreadableFile where it is damaged."""
    per_cent = per_cent_styles(package.parts.get("xl/styles.xml", b""))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(package.plain))
        return [
            Sheet(
                name,
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False),
                _marks(part, per_cent),
            )
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


def _marks(part: bytes, per_cent: frozenset[bytes]) -> dict[Place, Mark]:
    marks: dict[Place, Mark] = {}
    if per_cent:
        styled = re.compile(rb'<c [^>]*?\bs="(?:' + b"|".join(sorted(per_cent)) + rb')"[^>]*>')
        marks |= dict.fromkeys(_places(styled.findall(part)), Mark.PER_CENT)
    marks |= dict.fromkeys(_places(_without_result(part)), Mark.NO_RESULT)
    if b't="e"' in part:
        marks |= dict.fromkeys(_places(_ERROR.findall(part)), Mark.ERROR)
    return marks


def _without_result(part: bytes) -> Iterator[bytes]:
    """The cells whose formula was never worked out; a formula's result may be a text of no length."""
    at = part.find(b"<f")  # a search by the expression itself would step through the whole sheet
    while at >= 0:
        if _FORMULA_ALONE.match(part, at):
            start = part.rfind(b"<c ", 0, at)
            cell = part[start : part.find(b">", start) + 1]
            if _TEXT_RESULT not in cell:
                yield cell
        at = part.find(b"<f", at + 1)


def _places(cells: Iterable[bytes]) -> Iterator[Place]:
    for cell in cells:
        found = _REFERENCE.search(cell)
        if found is not None:
            yield int(found[2]) - 1, column_number(found[1]) - 1


def per_cent_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles that show 0.63 as 63%; not those that only write a word after the number."""
    formats = set(_BUILT_IN_PER_CENT)
    for attributes in _NUMBER_FORMAT.findall(styles):
        number, code = _FORMAT_ID.search(attributes), _FORMAT_CODE.search(attributes)
        if (
            number
            and code
            and "%" in _LITERAL.sub("", html.unescape((code[1] or code[2] or b"").decode(errors="replace")))
        ):
            formats.add(number[1])
    listed = _CELL_FORMATS.search(styles)
    if listed is None:
        return frozenset()
    used = _CELL_FORMAT.findall(listed[0])
    return frozenset(b"%d" % place for place, number in enumerate(used) if number in formats)
