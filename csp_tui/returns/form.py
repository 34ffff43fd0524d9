"""Makes the workbook of a form or of a program's return: draws its sheets, unlocks what is to be filled, and names it.

`new_return` is what the desk calls. What a sheet holds is said by the modules of the sheets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from csp_tui.returns.content import ReturnContent
from csp_tui.returns.filling import Entry, FormSheet, FormTable, Formula
from csp_tui.returns.instructions import contents_of_return_sheet, instructions_sheet
from csp_tui.returns.layout import META, PROGRAM_KIND, property_name
from csp_tui.returns.meta import content_hash_of, records
from csp_tui.returns.return_sheet import return_sheet
from csp_tui.returns.rules import EntryRule
from csp_tui.returns.word_sheets import (
    checks_sheet,
    commentary_sheet,
    figures_sheet,
    led_sheet,
    questions_sheet,
    sign_off_sheet,
)
from csp_tui.workbooks.drawing import draw
from csp_tui.workbooks.engine import (
    Alignment,
    Cell,
    DataValidation,
    PatternFill,
    Protection,
    RowDimension,
    StringProperty,
    Workbook,
    Worksheet,
    get_column_letter,
)
from csp_tui.workbooks.filing import NewFile, file_to_come, new_file
from csp_tui.workbooks.finishing import finished
from csp_tui.workbooks.measuring import height_of
from csp_tui.workbooks.passwords import Password, locked
from csp_tui.workbooks.styles import add_styles
from csp_tui.workbooks.text import write_text

_TO_FILL: Final = PatternFill(fill_type="solid", fgColor="FFFFF9DB")  # pale: 19:1 under black text
_SPARE: Final = 6.0  # points below the last line: fonts differ between computers, and nobody sees what is cut
_HIGHEST: Final = 409.0  # points that a row may have
_ON_ONE_LINE: Final = Alignment(vertical="top", horizontal="left")
_UNLOCKED: Final = Protection(locked=False)


class _GrowingRow(RowDimension):
    """A row with a height that is not for good: it grows with what is typed in it, so that no word is out of sight."""

    customHeight = False  # noqa: N815 - the name in the file


def new_return(
    content: ReturnContent, folder: Path, filename: str, password: Password | None = None
) -> AbstractContextManager[tuple[Path, str | None]]:
    """Write a form under a name that no file has: another's, or one that is filled in, stays.

    Gives where, and why its name is a numbered one if it is. The file is gone again where it cannot be put on record.
    """
    return new_file(locked(return_bytes(content), password), folder, filename)


def return_to_come(
    content: ReturnContent, folder: Path, filename: str, password: Password | None = None
) -> AbstractContextManager[NewFile]:
    """Write a return that takes its name when its number is put on record: two at once never have the same."""
    return file_to_come(locked(return_bytes(content), password), folder, filename)


def return_bytes(content: ReturnContent) -> bytes:
    """The workbook's bytes: the same for the same content."""
    sheets = tuple(_marked(sheet, content.marking) for sheet in _sheets(content))
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    results = {}
    for sheet in sheets:
        draw(workbook, sheet.drawn)
        worksheet = workbook[sheet.name]
        results[sheet.name] = _make_fillable(worksheet, sheet)
        _protect(worksheet)
    _identify(workbook, content, sheets)
    title = f"{content.partnership}: return for {content.quarter.label}, {content.audience}"
    return finished(
        workbook,
        title=title,
        marking=content.marking,
        creator=content.partnership,
        day=content.produced,
        results=results,
    )


def _sheets(content: ReturnContent) -> Iterator[FormSheet]:
    filled_by_program = content.identity.kind == PROGRAM_KIND
    yield contents_of_return_sheet(content) if filled_by_program else instructions_sheet(content)
    yield return_sheet(content)
    yield commentary_sheet(content)
    if content.asked:
        yield questions_sheet(content)
    if content.checks:
        yield checks_sheet(content)
    yield figures_sheet(content)
    if content.led:
        yield led_sheet(content)
    yield sign_off_sheet(content)


def _marked(sheet: FormSheet, marking: str) -> FormSheet:
    """A sheet that says on its own how far it may go; the first says it in a line of its own."""
    return sheet if sheet.table is None else replace(sheet, holds=f"{sheet.holds} {marking}.")


def _make_fillable(worksheet: Worksheet, sheet: FormSheet) -> dict[str, str]:
    """Unlock and rule the entry cells and set the formulas; gives what the formulas give, by cell."""
    results: dict[str, str] = {}
    if sheet.count is not None:
        line = next(row for row in range(1, 10) if worksheet.cell(row, 1).value == sheet.count.result)
        _set_formula(worksheet, line, 1, sheet.count.text, results, sheet.count)
    if sheet.table is None:
        return results
    top = int(worksheet.tables[sheet.table.grid.table].ref.partition(":")[0][1:])
    ruled: dict[EntryRule, list[str]] = defaultdict(list)
    for row, cells in enumerate(sheet.table.rows, top + 1):
        height = max(worksheet.row_dimensions[row].height or 0, height_of(sheet.table.lines))
        worksheet.row_dimensions[row] = _GrowingRow(worksheet, index=row, ht=min(_HIGHEST, height + _SPARE))
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, Entry):
                _unlock(_cell(worksheet, row, column), cell)
                ruled[_of_column(cell.rule, column)].append(f"{get_column_letter(column)}{row}")
            elif isinstance(cell, Formula):
                _set_formula(worksheet, row, column, _in_row(cell.text, sheet.table, row), results, cell)
    for rule, places in ruled.items():
        worksheet.add_data_validation(_validation(rule, places))
    if sheet.table.frozen:
        worksheet.freeze_panes = f"{get_column_letter(sheet.table.frozen + 1)}{top + 1}"
    return results


def _cell(worksheet: Worksheet, row: int, column: int) -> Cell:
    """A cell to write to; a form merges none."""
    cell = worksheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _set_formula(
    worksheet: Worksheet, row: int, column: int, text: str, results: dict[str, str], formula: Formula
) -> None:
    cell = _cell(worksheet, row, column)
    cell.value = f"={text}"
    cell.alignment = _ON_ONE_LINE
    results[cell.coordinate] = formula.result


def _in_row(text: str, table: FormTable, row: int) -> str:
    """A formula with its headings as cells of the row."""
    for index, column in enumerate(table.columns, 1):
        text = text.replace(f"[{column.heading}]", f"${get_column_letter(index)}{row}")
    return text


def _unlock(cell: Cell, entry: Entry) -> None:
    cell.protection = _UNLOCKED
    cell.fill = _TO_FILL
    cell.number_format = entry.rule.number_format


def _of_column(rule: EntryRule, column: int) -> EntryRule:
    """A rule whose formula names its own cell is a rule of one column; others may be shared by several."""
    return replace(rule, formula=rule.formula.replace("[this]", f"{get_column_letter(column)}[row]"))


def _validation(rule: EntryRule, places: list[str]) -> DataValidation:
    first_row = places[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # formulas are relative to the first cell
    validation = DataValidation(
        type=rule.kind,
        operator="between" if rule.kind in ("date", "textLength") else None,
        formula1=rule.formula.replace("[row]", first_row),
        formula2=rule.upto,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle="stop",
        errorTitle=rule.title,
        error=rule.error,
        promptTitle=rule.title,
        prompt=rule.prompt,
    )
    for place in places:
        validation.add(place)
    return validation


def _protect(worksheet: Worksheet) -> None:
    """Guard what is not to be filled, without a password; rows may be sorted, deleted and set, columns widened."""
    protection = worksheet.protection
    protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "deleteRows"):
        setattr(protection, allowed, False)  # the file says what is forbidden


def _identify(workbook: Workbook, content: ReturnContent, sheets: tuple[FormSheet, ...]) -> None:
    """Write the identity into a hidden sheet and into the custom properties."""
    hidden = workbook.create_sheet(META)
    hidden.sheet_state = "veryHidden"
    for row, record in enumerate(records(content, sheets), 1):
        for column, text in enumerate(record, 1):
            write_text(_cell(hidden, row, column), text)
    for key, text in content.identity.texts(content_hash_of(content, sheets)).items():
        named = StringProperty(name=property_name(key), value=text)
        workbook.custom_doc_props.append(named)  # type: ignore[attr-defined]
