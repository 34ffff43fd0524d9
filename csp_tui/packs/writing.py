"""Writes a pack to a folder: whole or not at all, beside a file that is open elsewhere, and read again afterwards."""

from __future__ import annotations

from pathlib import Path

from csp_tui.packs.content import Made, PackContent, Written
from csp_tui.packs.view import PackView
from csp_tui.packs.year_content import YearContent
from csp_tui.packs.year_view import YearView
from csp_tui.workbooks.filing import Ours, write_file
from csp_tui.workbooks.passwords import Password, locked


def pack_bytes(content: PackContent) -> bytes:
    """The pack as a workbook's bytes, read again by a second reader. Raises WorkbookError where they differ."""
    return make_pack(content).packed


def make_pack(content: PackContent) -> Made:
    """The same with its warnings, for a pack that is kept before it is written."""
    view = PackView(content)
    return Made(_packed(view), view.warnings)


def write_pack(
    content: PackContent, folder: Path, password: Password | None = None, ours: Ours | None = None
) -> Written:
    """Write the pack into a folder, which is created if missing, and give where it is.

    A pack of the same name is replaced where it is ours; one that is not, or is open elsewhere, is left, and a numbered
    name is used instead.
    """
    made = make_pack(content)
    path, renamed_because = write_file(locked(made.packed, password), folder, content.filename, ours)
    return Written(path, renamed_because, made.warnings)


def write_year(
    content: YearContent, folder: Path, password: Password | None = None, ours: Ours | None = None
) -> Written:
    """Write the workbook of a year into a folder, as a pack is written."""
    # Here and not above, as for a pack.
    from csp_tui.packs.year import year_sheets, year_workbook  # noqa: PLC0415
    from csp_tui.workbooks.reading_back import read_back  # noqa: PLC0415

    view = YearView(content)
    sheets = year_sheets(view)
    packed = year_workbook(view, sheets)
    read_back(packed, sheets)
    path, renamed_because = write_file(locked(packed, password), folder, content.filename, ours)
    return Written(path, renamed_because)


def _packed(view: PackView) -> bytes:
    # Here and not above: the application starts without openpyxl, which the first export loads.
    from csp_tui.packs.workbook import sheets_of, workbook_bytes  # noqa: PLC0415
    from csp_tui.workbooks.reading_back import read_back  # noqa: PLC0415

    sheets = sheets_of(view)
    packed = workbook_bytes(view.content, sheets)
    read_back(packed, sheets)
    return packed
