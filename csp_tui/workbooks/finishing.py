"""The finishing step: properties and bytes, so that the same content gives the same file on any day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from csp_tui.workbooks.engine import DocumentProperties, ExcelWriter, Workbook
from csp_tui.workbooks.strings import with_shared_texts

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
_FIRST_PARTS = ("[Content_Types].xml", "_rels/.rels")  # where readers look first


def finished(workbook: Workbook, *, title: str, creator: str, day: date) -> bytes:
    """The workbook's bytes: opened on the first sheet, named, in British English, and without any time of writing."""
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
    return _packed(with_shared_texts(parts))


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
