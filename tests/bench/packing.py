"""Exporting the pack of a quarter, and its limit: openpyxl writing the same cells and styles with nothing around it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from csp_tui.desk.exporting import export_pack
from csp_tui.desk.opening import open_desk
from csp_tui.workbooks.styles import add_styles
from tests.bench.large import TODAY, small_database

Written = tuple[int, int, Any, str, str]  # row, column, value, style, number format


class Packing:
    """The quarter that is exported, and the cells that its pack has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "packs"
        self._desk = open_desk(str(small_database(folder)), by="Benchmark", today=TODAY)
        workbook = load_workbook(export_pack(self._desk, self._desk.quarter(), self._folder).path)
        self._sheets: list[tuple[str, list[Written]]] = [
            (
                worksheet.title,
                [
                    (cell.row, cell.column, cell.value, cell.style, cell.number_format)
                    for row in worksheet.iter_rows()
                    for cell in row
                    if cell.value is not None
                ],
            )
            for worksheet in workbook.worksheets
        ]

    @property
    def cells(self) -> int:
        """How many cells the pack has."""
        return sum(len(cells) for _, cells in self._sheets)

    def exported(self) -> float:
        """The whole export, from the database to a file that was read again, in milliseconds."""
        start = time.perf_counter()
        export_pack(self._desk, self._desk.quarter(), self._folder)
        return (time.perf_counter() - start) * 1000

    def limit(self) -> float:
        """The same cells with their styles and formats, written and saved by openpyxl, in milliseconds."""
        start = time.perf_counter()
        workbook = Workbook()
        add_styles(workbook)
        for title, cells in self._sheets:
            worksheet = workbook.create_sheet(title)
            for row, column, value, style, number_format in cells:
                cell = worksheet.cell(row, column, value)
                cell.style = style
                if number_format != "General":
                    cell.number_format = number_format
        workbook.save(self._folder / "limit.xlsx")
        return (time.perf_counter() - start) * 1000

    def close(self) -> None:
        """Let the database go."""
        self._desk.close()
