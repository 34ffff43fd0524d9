"""How a return is read: by its ids and headings, whatever has become of its sheets, rows and marks on the way."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_tui.domain.fields import ANSWER, EXPLAINED, FIGURE, read_object
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Blank, Choice, Statement
from csp_tui.plans.loading import load_plan
from csp_tui.returns.content import AskedRow, CheckRow
from csp_tui.returns.form import return_bytes
from csp_tui.returns.guarding import guarded
from csp_tui.returns.layout import META, PROGRAM_KIND, RETURN
from csp_tui.returns.noting import notes_on
from csp_tui.returns.reading import read_return, understood
from csp_tui.returns.records import Refused, Return, ReturnKind
from csp_tui.storage.records import Subject
from tests.returns.building import (
    AT,
    FORM,
    POLICE,
    QUARTER,
    SENDER,
    cell,
    content,
    empty_form,
    filled,
    the_plan,
    three_filled,
    with_figures,
    with_parts,
)
from tests.returns.second_reader import read_by_openpyxl

STATED = {
    "P1-01.total": Statement(value=Figure(Decimal(1204)), provisional=True),
    "P2-01.arrest-rate": Statement(numerator=Figure(Decimal(63)), denominator=Figure(Decimal(100))),
}
SOME = ("P1-01.total", "P1-03.patrols", "P2-01.arrest-rate")
CUSTOM = "docProps/custom.xml"


def returned(folder: Path, packed: bytes, name: str = "form.xlsx", quarter: Quarter | None = None) -> Return:
    (folder / name).write_bytes(packed)
    read = read_return(folder / name, the_plan(), quarter)
    assert isinstance(read, Return), read
    package = guarded(folder / name)
    assert understood(package, read_by_openpyxl(package), the_plan(), quarter) == read, "both readers read the same"
    return read


def refused(folder: Path, packed: bytes) -> str:
    (folder / "form.xlsx").write_bytes(packed)
    read = read_return(folder / "form.xlsx", the_plan())
    assert isinstance(read, Refused)
    return read.reason


def said(read: Return) -> dict[str, object]:
    return {item.measure: item.content for item in read.items}


THREE = {
    "P1-01.total": Statement(value=Figure(Decimal(1204)), provisional=True),
    "P1-03.patrols": Statement(blank=Blank.NOT_PUBLISHED),
    "P2-01.arrest-rate": Statement(numerator=Figure(Decimal(63)), denominator=Figure(Decimal(100))),
}


def test_a_filled_form_says_what_was_typed_and_from_whom_it_is(tmp_path: Path) -> None:
    read = returned(tmp_path, three_filled())
    assert said(read) == THREE
    assert (read.kind, read.quarter, read.partner, read.contact) == (ReturnKind.FORM, QUARTER, POLICE, "Analysts")
    assert (read.form, read.sender, read.speaks_as) == (FORM, "", FORM)
    assert {item.bases for item in read.items} == {()}
    assert {item.returned_for for item in read.items} == {POLICE}
    assert read.content_hash != read.written_hash
    assert (read.unread, read.unknown, read.emptied) == ((), (), ())


def test_an_empty_form_says_nothing_and_is_what_was_sent_out(tmp_path: Path) -> None:
    read = returned(tmp_path, empty_form())
    assert (read.items, read.unread, read.unknown, read.emptied) == ((), (), (), ())
    assert read.content_hash == read.written_hash


# What becomes of a workbook on the way


def sort_rows(workbook: Workbook) -> None:
    sheet = workbook[RETURN]
    top = next(n for n in range(1, 20) if sheet.cell(n, 1).value == "Measure")
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=top + 1)]
    rows.sort(key=lambda row: str(row[0]), reverse=True)
    for n, row in enumerate(rows, top + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(n, column).value = value


def delete_other_rows(workbook: Workbook) -> None:
    sheet = workbook[RETURN]
    for n in range(sheet.max_row, 8, -1):
        if sheet.cell(n, 1).value not in THREE:
            sheet.delete_rows(n)


def rename_and_add_sheets(workbook: Workbook) -> None:
    workbook[RETURN].title = "KP figures Q2"
    notes = workbook.create_sheet("Our notes", 0)
    notes["A1"], notes["B2"] = "Measure", 5


def move_columns(workbook: Workbook) -> None:
    sheet = workbook[RETURN]
    for row in sheet.iter_rows():
        values = [c.value for c in row]
        for target, value in zip(row, [*values[1:], values[0]], strict=True):
            target.value = value


def put_lines_above(workbook: Workbook) -> None:
    workbook[RETURN].insert_rows(1, 15)


def merge_cells_above(workbook: Workbook) -> None:
    workbook[RETURN].merge_cells("A1:F1")


def show_meta(workbook: Workbook) -> None:
    workbook[META].sheet_state = "hidden"


def rename_meta(workbook: Workbook) -> None:
    workbook[META].title = "Sheet9"


CHANGES = (sort_rows, delete_other_rows, rename_and_add_sheets, move_columns, put_lines_above, merge_cells_above)


@pytest.mark.parametrize("change", [*CHANGES, show_meta, rename_meta])
def test_what_people_and_programs_do_to_a_workbook_changes_nothing_that_it_says(
    change: Callable[[Workbook], None], tmp_path: Path
) -> None:
    read = returned(tmp_path, filled(three_filled(), change))
    untouched = returned(tmp_path, three_filled())
    assert said(read) == THREE
    assert read.content_hash == untouched.content_hash
    assert {item.bases for item in read.items} == {()}
    assert (read.unread, read.unknown, read.emptied) == ((), (), ())
    assert bool(read.lost) is (change is delete_other_rows)
    first, more = ", ".join(read.lost[:3]), len(read.lost) - 3
    gone = f"{len(read.lost)} rows of the form did not come back: {first} and {more} more."
    assert notes_on(read, ()) == ((gone,) if read.lost else ())


def test_a_renamed_sheet_is_named_as_it_is_called_now(tmp_path: Path) -> None:
    read = returned(tmp_path, filled(three_filled(), rename_and_add_sheets))
    assert {item.origin.sheet for item in read.items} == {"KP figures Q2"}


def test_a_workbook_that_is_no_return_is_refused(tmp_path: Path) -> None:
    def only_notes(workbook: Workbook) -> None:
        for name in workbook.sheetnames:
            if name != "Instructions":
                del workbook[name]

    plain = with_parts(
        filled(empty_form(), only_notes), lambda name, part: b"<Properties/>" if name == CUSTOM else part
    )
    assert "no return made by csp-tui" in refused(tmp_path, plain)


def test_sheets_of_two_forms_in_one_file_are_refused(tmp_path: Path) -> None:
    other = with_parts(
        three_filled(), lambda name, part: part.replace(b"2026-27-Q2", b"2026-27-Q1") if name == CUSTOM else part
    )
    assert "sheets of two forms may have been put into one file" in refused(tmp_path, other)


def test_two_columns_of_one_heading_are_refused_by_name(tmp_path: Path) -> None:
    def twice(workbook: Workbook) -> None:
        cell(workbook[RETURN], "Measure", "Benchmark").value = "Figure"

    assert 'two columns headed "Figure"' in refused(tmp_path, filled(empty_form(), twice))


def test_what_stands_under_a_heading_that_may_be_one_of_ours_is_told_by_cell_and_a_column_of_ones_own_by_its_file(
    tmp_path: Path,
) -> None:
    def add(workbook: Workbook) -> None:
        sheet = workbook[RETURN]
        head, first = cell(sheet, "Measure", "Figure").row, cell(sheet, "P1-01.total", "Figure").row
        for row, text in ((head, "my notes"), (first, "ask Jo"), (first + 1, "counted by hand")):
            sheet.cell(row, 40, text)
        sheet.cell(first, 42, 7)

    def change(workbook: Workbook) -> None:
        cell(workbook[RETURN], "Measure", "Figure").value = "Fig."

    form = with_figures(return_bytes(content(measures=SOME[:2])), {"P1-01.total": {"Figure": 1204}})
    noted = filled(form, add)
    plain, read = returned(tmp_path, form), returned(tmp_path, noted)
    assert (read.items, read.unread, read.content_hash) == (plain.items, (), plain.content_hash)
    own, nameless = notes_on(read, ())
    assert 'column "my notes" is not of the form: 2 cells were not read; the first, Return!AN' in own
    assert own.endswith('says "ask Jo".')
    assert nameless.startswith("A column without a heading is not of the form: 1 cell was not read; Return!AP")
    lost = returned(tmp_path, filled(noted, change))
    told = {unread.text: unread.reason for unread in lost.unread}
    assert 'no column headed "Fig."' in told["1204"]
    assert "This column has no heading" in told["7"]
    assert (lost.added, lost.content_hash == read.content_hash) == ((), False)


def test_a_table_that_has_lost_the_heading_of_its_ids_is_refused_by_that_heading(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        cell(workbook[RETURN], "Measure", "Measure").value = "Row"

    assert 'Sheet "Return" has no column headed "Measure" any more' in refused(tmp_path, filled(three_filled(), change))


@pytest.mark.parametrize(("key", "value"), [("format", "9"), ("partnership", "kent")])
def test_a_return_of_a_later_format_or_another_partnership_is_read_as_far_as_its_identity(
    key: str, value: str, tmp_path: Path
) -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook[META]
        for row in sheet.iter_rows():
            if row[0].value == key:
                row[1].value = value

    packed = with_parts(filled(three_filled(), change), lambda name, part: b"<Properties/>" if name == CUSTOM else part)
    read = returned(tmp_path, packed)
    assert (read.items, read.unread) == ((), ())
    assert str(getattr(read, key)) == value


def test_a_hidden_sheet_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        for row in workbook[META].iter_rows():
            if row[0].value == "revision":
                row[5].value = "last Monday"

    assert "hidden sheet that was changed" in refused(tmp_path, filled(prefilled(), change))


# Rows


def test_rows_that_the_plan_does_not_know_are_kept_as_typed(tmp_path: Path) -> None:
    def rename(workbook: Workbook) -> None:
        cell(workbook[RETURN], "P1-01.total", "Measure").value = "P9-99.odd"

    read = returned(tmp_path, filled(three_filled(), rename))
    [unknown] = read.unknown
    assert (unknown.label, unknown.partner) == ("P9-99.odd", POLICE)
    assert (unknown.entry.value, unknown.entry.provisional) == ("1204", True)
    assert unknown.title
    assert set(said(read)) == {"P1-03.patrols", "P2-01.arrest-rate"}


def test_a_row_in_which_one_cell_is_wrong_says_nothing_and_names_the_cell(tmp_path: Path) -> None:
    wrong = with_figures(empty_form(), {"P1-01.total": {"Figure": 5, "Period to": "soon"}})
    read = returned(tmp_path, wrong)
    assert read.items == ()
    [unread] = read.unread
    assert (unread.text, unread.measure) == ("soon", "P1-01.total")
    assert "is not a date" in unread.reason


def test_a_row_copied_twice_counts_once_and_nothing_where_the_copies_differ(tmp_path: Path) -> None:
    def copy(figure: int) -> Callable[[Workbook], None]:
        def change(workbook: Workbook) -> None:
            sheet = workbook[RETURN]
            row = cell(sheet, "P1-01.total", "Figure").row
            for column in range(1, sheet.max_column + 1):
                sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(row, column).value
            found = cell(sheet, "P1-01.total", "Figure")
            sheet.cell(sheet.max_row, found.column).value = figure

        return change

    assert said(returned(tmp_path, filled(three_filled(), copy(1204)))) == THREE
    read = returned(tmp_path, filled(three_filled(), copy(1205)))
    assert "P1-01.total" not in said(read)
    assert len(read.unread) == 2
    assert all("keep the row that is meant" in unread.reason for unread in read.unread)


# What was there before


def prefilled(kind: str = PROGRAM_KIND) -> bytes:
    return return_bytes(content(STATED, kind=kind, measures=SOME))


def test_what_a_program_wrote_and_nobody_touched_is_the_revision_that_stood_there(tmp_path: Path) -> None:
    read = returned(tmp_path, prefilled())
    assert said(read) == STATED
    assert (read.kind, read.sender, read.sequence, read.edited) == (ReturnKind.PROGRAM, SENDER, 1, False)
    assert read.speaks_as == SENDER
    assert {(item.bases, item.sender, item.author, item.said_at) for item in read.items} == {((), SENDER, "Ann", AT)}


def test_a_cell_that_was_changed_is_based_on_the_revision_behind_it(tmp_path: Path) -> None:
    read = returned(tmp_path, with_figures(prefilled(), {"P1-01.total": {"Figure": 1300}}))
    assert (read.edited, read.speaks_as) == (True, FORM)
    changed = next(item for item in read.items if item.measure == "P1-01.total")
    assert (changed.content, changed.sender) == (Statement(value=Figure(Decimal(1300)), provisional=True), "")
    assert changed.bases is not None
    assert len(changed.bases) == 1
    untouched = next(item for item in read.items if item.measure == "P2-01.arrest-rate")
    assert (untouched.bases, untouched.sender) == ((), SENDER)


def test_figures_that_come_back_empty_are_asked_about_and_not_taken_for_a_deletion(tmp_path: Path) -> None:
    read = returned(tmp_path, with_figures(prefilled(), {"P1-01.total": {"Figure": None}}))
    [emptied] = read.emptied
    assert (emptied.measure, emptied.subject.field) == ("P1-01.total", "statement")
    assert emptied.base
    assert set(said(read)) == {"P2-01.arrest-rate"}
    assert read.unread == ()
    beside = {"P1-01.total": {"Figure": None, "Rolling year": 5000}}
    [left] = [item for item in returned(tmp_path, with_figures(prefilled(), beside)).items if item.emptied]
    assert (left.measure, left.origin.cell) == ("P1-01.total", "G7")
    blank = {"P1-01.total": {"Figure": None, "Blank reason": "late", "Rolling year": 5000}}
    assert not [item for item in returned(tmp_path, with_figures(prefilled(), blank)).items if item.emptied]


# The other sheets


def test_commentary_other_figures_answers_and_explanations_are_read(tmp_path: Path) -> None:
    plan = the_plan()
    asb = plan.by_id["P1-01.total"]
    asked = AskedRow("Q-1f", POLICE, asb.uid, "2026-27-Q1", "", "P1-01.total", "Why up?", "asked by Ann")
    check = CheckRow("P1-01.total", POLICE, asb.uid, "", "equal", "Equal to last quarter's.", "rev9")
    form = return_bytes(content(measures=SOME, asked=[asked], checks=[check]))

    def fill(workbook: Workbook) -> None:
        cell(workbook["Commentary"], "P1-01", "Activity").value = "=SUM(patrols) [red]\u202e"
        cell(workbook["Commentary"], "P1-01", "Activity").data_type = "s"
        cell(workbook["Commentary"], "P1-03", "Nothing to report").value = "yes"
        cell(workbook["Questions"], "Q-1f", "Your answer").value = "Two events."
        cell(workbook["Checks"], "P1-01.total", "Your explanation").value = "It is so."
        sheet = workbook["Other figures"]
        for heading, value in (("Indicator", "P1-01"), ("What is counted", "Raids"), ("Figure", 12)):
            cell(sheet, "Line 1", heading).value = value
        cell(workbook["Sign-off"], "Filled in by", "Name and role").value = "Bo, analyst"

    read = returned(tmp_path, filled(form, fill))
    by_subject = {item.subject: item.content for item in read.items}
    indicator, quarter = plan.by_code["P1-01"].uid, str(QUARTER)
    assert by_subject[Subject(indicator, quarter, POLICE, "activity")] == "=SUM(patrols) [red]"
    assert by_subject[Subject(plan.by_code["P1-03"].uid, quarter, POLICE, "nothing_to_report")] == "yes"
    assert by_subject[Subject(asb.uid, "2026-27-Q1", "", f"{ANSWER}Q-1f")] == "Two events."
    explained = by_subject[Subject(asb.uid, quarter, "", f"{EXPLAINED}equal")]
    assert read_object(str(explained)) == {"text": "It is so.", "of": "rev9"}
    figure = by_subject[Subject(indicator, quarter, POLICE, f"{FIGURE}Raids")]
    assert read_object(str(figure)) == {"label": "Raids", "value": "12"}
    assert read.filled_in_by == "Bo, analyst"
    assert (len(by_subject), read.unread, read.unknown) == (5, (), ())


def test_a_milestone_and_a_yes_or_no_are_read_as_answers(tmp_path: Path) -> None:
    plan = the_plan()
    yes_no = next(m for m in plan.measures if m.kind == "yes-no")
    form = return_bytes(content(partner=yes_no.suppliers[0], measures=[yes_no.id]))
    read = returned(tmp_path, with_figures(form, {yes_no.id: {"Figure": " Yes "}}))
    assert said(read) == {yes_no.id: Statement(choice=Choice.YES)}


# Another plan


def test_codes_of_another_years_plan_are_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(three_filled())
    read = read_return(tmp_path / "form.xlsx", load_plan("medway", "2024-25"))
    assert isinstance(read, Return)
    assert (read.items, len(read.unknown)) == ((), 3)
