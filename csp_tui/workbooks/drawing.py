"""Draws described sheets into a workbook: lines, one marked-up table, widths, heights and paper."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from itertools import chain

from csp_tui.domain.numbers import shown
from csp_tui.workbooks import styles
from csp_tui.workbooks.engine import (
    Break,
    Cell,
    Hyperlink,
    PageSetupProperties,
    TableColumn,
    TableStyleInfo,
    Workbook,
    Worksheet,
    get_column_letter,
)
from csp_tui.workbooks.engine import Table as MarkedTable
from csp_tui.workbooks.layout import DATE_FORMAT, Line, Link, Number, Sheet, Table, Tone, Value
from csp_tui.workbooks.measuring import height_of, lines_needed, set_in_lines
from csp_tui.workbooks.text import cleaned, write_text

_MARGIN_INCHES = 0.4
_HEADING_ROOM = 0.85  # bold takes more room, and 13 points more than 12
_LINE_ROOM = 1.18  # a line has no cell's margins on its way across the page
_TITLE_HEIGHT = 24.0
_HEADING_HEIGHT = 22.0


def _cell(worksheet: Worksheet, row: int, column: int) -> Cell:
    """A cell to write to; the pack merges none."""
    cell = worksheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def draw(workbook: Workbook, sheet: Sheet) -> None:
    """Add one worksheet as its description says."""
    worksheet = workbook.create_sheet(sheet.name)
    row = _draw_lines(worksheet, sheet)
    if sheet.table is not None:
        _draw_table(worksheet, sheet.table, row + 1)
    else:
        worksheet.column_dimensions["A"].width = sheet.across
    _set_up_page(worksheet, sheet, row)


def _draw_lines(worksheet: Worksheet, sheet: Sheet) -> int:
    """Title, what the sheet holds, and its lines; gives the last row used."""
    title = _cell(worksheet, 1, 1)
    _write_styled(title, sheet.title, styles.TITLE)
    worksheet.row_dimensions[1].height = _TITLE_HEIGHT
    row = 1
    for line in chain((Line(sheet.holds),), sheet.lines):
        words = line.text.text if isinstance(line.text, Link) else cleaned(line.text)
        heading = line.tone is Tone.HEADING
        for piece in set_in_lines(words, sheet.across * _LINE_ROOM * (_HEADING_ROOM if heading else 1)):
            row += 1
            cell = _cell(worksheet, row, 1)
            worksheet.row_dimensions[row].height = _HEADING_HEIGHT if heading else height_of(1)
            if isinstance(line.text, Link):
                _lead_to(cell, line.text)
                _write_styled(cell, piece, styles.LINK)
            else:
                _write_styled(cell, piece, styles.HEADING if heading else styles.TEXT)
    worksheet.row_dimensions[row].height = _HEADING_HEIGHT  # some room before the table
    return row


def _draw_table(worksheet: Worksheet, table: Table, top: int) -> None:
    widths = _widths(table)
    for index, (column, width) in enumerate(zip(table.columns, widths, strict=True), 1):
        worksheet.column_dimensions[get_column_letter(index)].width = width
        cell = _cell(worksheet, top, index)
        _write_styled(cell, column.heading, styles.COLUMN_HEADING)
    headings = [column.heading for column in table.columns]
    lines = max(lines_needed(text, width * _HEADING_ROOM) for text, width in zip(headings, widths, strict=True))
    worksheet.row_dimensions[top].height = height_of(lines)
    for index, values in enumerate(table.rows, top + 1):
        _draw_row(worksheet, index, values, widths)
    for index in table.breaks_before:
        worksheet.row_breaks.append(Break(id=top + index))
    _mark_up(worksheet, table, top)


def _draw_row(worksheet: Worksheet, row: int, values: tuple[Value, ...], widths: tuple[float, ...]) -> None:
    lines = 1
    for index, (value, width) in enumerate(zip(values, widths, strict=True), 1):
        _write(_cell(worksheet, row, index), value)
        if isinstance(value, str):
            lines = max(lines, lines_needed(value, width))
    worksheet.row_dimensions[row].height = height_of(lines)


def _write(cell: Cell, value: Value) -> None:
    """Put one value into a cell: a text only by the text writer, a number and a date as what they are."""
    match value:
        case Number():
            cell.value = value.cell_value
            cell.style = styles.FIGURE
            cell.number_format = value.number_format
        case Link():
            _lead_to(cell, value)
            _write_styled(cell, value.text, styles.CELL_LINK)
        case date():
            cell.value = datetime.combine(value, time())
            cell.style = styles.CELL
            cell.number_format = DATE_FORMAT
        case str():
            _write_styled(cell, value, styles.CELL)


def _write_styled(cell: Cell, text: str, style: str) -> None:
    """The style first: set afterwards, it would take away the mark that keeps a risky text from being a formula."""
    cell.style = style
    write_text(cell, text)


def _lead_to(cell: Cell, link: Link) -> None:
    target = link.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{target}'!A1", display=link.text)


def _widths(table: Table) -> tuple[float, ...]:
    """The columns' widths, wider where a number would not fit (a spreadsheet shows #### for it)."""
    widths = [column.width for column in table.columns]
    for values in table.rows:
        for index, value in enumerate(values):
            if isinstance(value, Number):
                widths[index] = max(widths[index], _printed_width(value))
    return tuple(widths)


def _printed_width(number: Number) -> float:
    printed = shown(Fraction(number.cell_value), number.places)
    return len(printed) + 1.5 * len(number.suffix) + number.signed + 3


def _mark_up(worksheet: Worksheet, table: Table, top: int) -> None:
    """Make it a real table, without the filter buttons that openpyxl adds by itself, and tint rating words."""
    last_column, last_row = get_column_letter(len(table.columns)), top + len(table.rows)
    marked = MarkedTable(displayName=table.name, ref=f"A{top}:{last_column}{last_row}")
    marked.tableColumns = [TableColumn(id=index, name=column.heading) for index, column in enumerate(table.columns, 1)]
    marked.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
    worksheet.add_table(marked)
    worksheet.print_title_rows = f"{top}:{top}"
    for index, column in enumerate(table.columns, 1):
        if column.rating:
            letter = get_column_letter(index)
            for rule in styles.tints(f"{letter}{top}"):
                worksheet.conditional_formatting.add(f"{letter}{top}:{letter}{last_row}", rule)


def _set_up_page(worksheet: Worksheet, sheet: Sheet, last_line: int) -> None:
    worksheet.page_setup.paperSize = sheet.paper.code
    worksheet.page_setup.orientation = sheet.paper.orientation
    for side in ("left", "right", "top", "bottom"):
        setattr(worksheet.page_margins, side, _MARGIN_INCHES)
    if sheet.lines_only_on_paper:
        worksheet.print_area = f"A1:E{last_line}"
        worksheet.print_title_rows = None
    if sheet.table is not None and sheet.table.breaks_before:
        # Excel overlooks page breaks on sheets that are fitted to a page, so these are scaled instead.
        worksheet.page_setup.scale = min(100, int(100 * sheet.paper.holds / sheet.across) - 1)
        return
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 1 if sheet.one_page else 0
