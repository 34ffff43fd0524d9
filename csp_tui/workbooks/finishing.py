"""The finishing step: properties and bytes, so that the same content gives the same file on any day."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from csp_tui.workbooks.engine import DocumentProperties, ExcelWriter, Workbook
from csp_tui.workbooks.strings import with_shared_texts

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
_FIRST_PARTS = ("[Content_Types].xml", "_rels/.rels")  # where readers look first
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v(?: ?/>|></v>)</c>')

Results = Mapping[str, Mapping[str, str]]
"""What formulas give, as texts: by sheet, then by cell."""


def finished(workbook: Workbook, *, title: str, creator: str, day: date, results: Results | None = None) -> bytes:
    """The workbook's bytes: opened on the first sheet, named, in British English, and without any time of writing.

    `results` are kept beside the formulas, for readers that do not calculate: a preview, or Excel's protected view.
    """
    workbook.active = 0
    for index, worksheet in enumerate(workbook.worksheets):
        worksheet.sheet_view.tabSelected = index == 0
    moment = datetime.combine(day, time())
    workbook.properties = DocumentProperties(
        title=title,
        creator=creator,
        lastModifiedBy=creator,
        language="en-GB",
        created=moment,
        modified=moment,
    )
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        ExcelWriter(workbook, archive).write_data()  # Workbook.save would stamp the time of writing
    with ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number, worksheet in enumerate(workbook.worksheets, 1):
        if results and worksheet.title in results:
            name = f"xl/worksheets/sheet{number}.xml"
            parts[name] = _with_results(parts[name], results[worksheet.title])
    return _packed(with_shared_texts(parts))


def _with_results(part: bytes, results: Mapping[str, str]) -> bytes:
    def kept(match: re.Match[bytes]) -> bytes:
        result = escape(results[match[1].decode()]).encode()
        return b'<c r="%s"%s t="str"><f>%s</f><v>%s</v></c>' % (match[1], match[2], match[3], result)

    return _FORMULA.sub(kept, part)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a fixed order, with fixed times and marks of no operating system."""
    result = io.BytesIO()
    first = [name for name in _FIRST_PARTS if name in parts]
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name in [*first, *(name for name in parts if name not in first)]:
            part = ZipInfo(name, _EARLIEST)
            part.compress_type = ZIP_DEFLATED
            part.create_system = 3
            part.external_attr = 0o600 << 16
            archive.writestr(part, parts[name])
    return result.getvalue()
