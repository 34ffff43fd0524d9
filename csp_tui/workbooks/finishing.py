"""The finishing step: properties and bytes, so that the same content gives the same file on any day."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import chain, zip_longest
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_STORED, ZipFile

from csp_tui.workbooks.engine import (
    DocumentProperties,
    ExcelWriter,
    SpreadsheetDrawing,
    Workbook,
    Worksheet,
    WorksheetWriter,
)
from csp_tui.workbooks.packing import packed, unpacked
from csp_tui.workbooks.rows import Bodies, with_body
from csp_tui.workbooks.strings import with_shared_texts
from csp_tui.workbooks.text import cleaned

_DRAWING = re.compile(rb"(?<=<xdr:cNvPr)(?= )|(?<=<cNvPr)(?= )")
_HEAD_INCHES = 0.15
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v(?: ?/>|></v>)</c>')

Results = Mapping[str, Mapping[str, str]]
"""What formulas give, as texts: by sheet, then by cell."""


def finished(
    workbook: Workbook,
    *,
    title: str,
    marking: str,
    creator: str,
    day: date,
    bodies: Bodies | None = None,
    results: Results | None = None,
    alternatives: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The workbook's bytes: opened on the first sheet, named, in British English, and without any time of writing.

    `marking` stands at the head of every printed page and in the properties, where other programs look for it.

    `bodies` are rows that were written separately, by sheet. `results` are kept beside the formulas, for readers that
    do not calculate: a preview, or Excel's protected view. `alternatives` say in words what each sheet's charts show.
    """
    workbook.active = 0
    for index, worksheet in enumerate(workbook.worksheets):
        worksheet.sheet_view.tabSelected = index == 0
        _head_pages(worksheet, marking)
    moment = datetime.combine(day, time())
    workbook.properties = DocumentProperties(
        title=title,
        keywords=marking,
        creator=creator,
        lastModifiedBy=creator,
        language="en-GB",
        created=moment,
        modified=moment,
    )
    parts = unpacked(_written(workbook))
    for number, worksheet in enumerate(workbook.worksheets, 1):
        name = f"xl/worksheets/sheet{number}.xml"
        if bodies and worksheet.title in bodies:
            parts[name] = with_body(parts[name], bodies[worksheet.title])
        if results and worksheet.title in results:
            parts[name] = _with_results(parts[name], results[worksheet.title])
    for number, texts in enumerate((alternatives or {}).values(), 1):
        name = f"xl/drawings/drawing{number}.xml"
        parts[name] = _with_alternatives(parts[name], texts)
    return packed(with_shared_texts(parts))


def _head_pages(worksheet: Worksheet, marking: str) -> None:
    """The marking above each printed page and the page's number below, within the margins that are there."""
    head, foot = worksheet.oddHeader, worksheet.oddFooter
    assert head is not None  # a new sheet has both
    assert foot is not None
    head.center.text = marking.replace("&", "&&")
    foot.center.text = "Page &P of &N"
    worksheet.page_margins.header = worksheet.page_margins.footer = _HEAD_INCHES


def _with_alternatives(part: bytes, texts: Sequence[str]) -> bytes:
    """A part of drawings with what each shows in words, which openpyxl cannot write."""
    pieces = _DRAWING.split(part)
    described = [b" descr=%s" % quoteattr(cleaned(text)).encode() for text in texts]
    assert len(pieces) == len(described) + 1
    return b"".join(chain.from_iterable(zip_longest(pieces, described, fillvalue=b"")))


class _InMemory(ExcelWriter):
    """Writes sheets where nobody else can read them: the library would put each into a temporary file.

    A program that is killed would leave that behind with all its figures.
    """

    def write_worksheet(self, ws: Worksheet) -> None:
        """As the library does it, without the file."""
        sheet, archive = cast("Any", ws), cast("Any", self)._archive  # what the library's own writer sets
        sheet._drawing = SpreadsheetDrawing()
        sheet._drawing.charts = sheet._charts
        writer = cast("Any", WorksheetWriter(ws, io.BytesIO()))
        writer.write()
        sheet._rels = writer._rels
        archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


def _written(workbook: Workbook) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        _InMemory(workbook, archive).write_data()  # Workbook.save would stamp the time of writing
    return written.getvalue()


def _with_results(part: bytes, results: Mapping[str, str]) -> bytes:
    def kept(match: re.Match[bytes]) -> bytes:
        result = escape(results[match[1].decode()]).encode()
        return b'<c r="%s"%s t="str"><f>%s</f><v>%s</v></c>' % (match[1], match[2], match[3], result)

    return _FORMULA.sub(kept, part)
