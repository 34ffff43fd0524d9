"""Draws described sheets into a workbook: lines, one marked-up table, widths, heights and paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from csp_tui.workbooks import styles
from csp_tui.workbooks.charting import draw_charts
from csp_tui.workbooks.engine import (
    Alignment,
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
from csp_tui.workbooks.layout import DATE_FORMAT, Link, Number, Sheet, Table, Tone, Value
from csp_tui.workbooks.printing import (
    CHART_EDGE,
    HEADING_HEIGHT,
    MARGIN_INCHES,
    heading_height,
    heights_of,
    pages_high,
    pages_of_charts,
    set_lines,
    title_height,
    widths_of,
)
from csp_tui.workbooks.rows import Bodies, body_of, written_separately
from csp_tui.workbooks.text import write_text


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
        _draw_rows(worksheet, sheet.table, row + 1, _draw_headings(worksheet, sheet.table, row + 1))
    else:
        worksheet.column_dimensions["A"].width = sheet.across
    _set_up_page(worksheet, sheet, row)
    _draw_charts(worksheet, sheet, row + 1)


def draw_all(workbook: Workbook, sheets: Iterable[Sheet]) -> Bodies:
    """Add worksheets that nobody writes to any more: the rows of their tables come back, for the finishing step."""
    bodies = {}
    for sheet in sheets:
        if sheet.table is None or not written_separately(sheet.table):
            draw(workbook, sheet)
            continue
        worksheet = workbook.create_sheet(sheet.name)
        row = _draw_lines(worksheet, sheet)
        widths = _draw_headings(worksheet, sheet.table, row + 1)
        bodies[sheet.name] = body_of(worksheet, sheet.table, row + 1, widths)
        _set_up_page(worksheet, sheet, row)
        _draw_charts(worksheet, sheet, row + 1)
    return bodies


def _draw_lines(worksheet: Worksheet, sheet: Sheet) -> int:
    """Title, what the sheet holds, and its lines; gives the last row used."""
    title = _cell(worksheet, 1, 1)
    _write_styled(title, sheet.title, styles.TITLE)
    if sheet.table is None:
        title.alignment = Alignment(vertical="top", wrap_text=True)
    worksheet.row_dimensions[1].height = title_height(sheet)
    row = 1
    for line, piece, height in set_lines(sheet):
        row += 1
        cell = _cell(worksheet, row, 1)
        worksheet.row_dimensions[row].height = height
        if isinstance(line.text, Link):
            _lead_to(cell, line.text)
            _write_styled(cell, piece, styles.LINK)
        else:
            _write_styled(cell, piece, styles.HEADING if line.tone is Tone.HEADING else styles.TEXT)
    worksheet.row_dimensions[row].height = HEADING_HEIGHT  # some room before the table
    return row


def _draw_headings(worksheet: Worksheet, table: Table, top: int) -> tuple[float, ...]:
    """The row of headings of a marked-up table; gives the columns' widths."""
    widths = widths_of(table)
    for index, (column, width) in enumerate(zip(table.columns, widths, strict=True), 1):
        worksheet.column_dimensions[get_column_letter(index)].width = width
        cell = _cell(worksheet, top, index)
        _write_styled(cell, column.heading, styles.COLUMN_HEADING)
    worksheet.row_dimensions[top].height = heading_height(table, widths)
    _mark_up(worksheet, table, top)
    return widths


def _draw_rows(worksheet: Worksheet, table: Table, top: int, widths: tuple[float, ...]) -> None:
    for index, (values, height) in enumerate(zip(table.rows, heights_of(table, widths), strict=True), top + 1):
        for place, value in enumerate(values, 1):
            _write(_cell(worksheet, index, place), value)
        worksheet.row_dimensions[index].height = height


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
        setattr(worksheet.page_margins, side, MARGIN_INCHES)
    if sheet.lines_only_on_paper:
        worksheet.print_area = f"A1:E{last_line}"
        worksheet.print_title_rows = None
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = pages_high(sheet)


def _draw_charts(worksheet: Worksheet, sheet: Sheet, top: int) -> None:
    """The charts beside a table whose headings stand in row `top`, and pages that end between them."""
    if not sheet.charts or sheet.table is None:
        return
    beside, edge = (get_column_letter(len(sheet.table.columns) + more) for more in (1, 2))
    worksheet.column_dimensions[beside].width = sheet.chart_width
    worksheet.column_dimensions[edge].width = CHART_EDGE
    draw_charts(worksheet, sheet.charts, sheet.table, top)
    scale, first_rows = pages_of_charts(sheet)
    worksheet.print_area = f"A1:{edge}{top + len(sheet.table.rows)}"
    # A scale of its own: a spreadsheet that fits the width itself passes over the breaks.
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    worksheet.page_setup.fitToWidth = worksheet.page_setup.fitToHeight = None
    worksheet.page_setup.scale = scale
    for first in first_rows:
        worksheet.row_breaks.append(Break(id=top + first))
