"""The case table: what becomes of a cell that cannot be read, until its figure is there otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.styles import Font

from csp_tui.desk import accepting, entering
from csp_tui.desk.merging import merge, undo_merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.superseding import unread_cells
from csp_tui.returns.records import Unread
from csp_tui.returns.summary import Counts, FileOutcome
from csp_tui.storage.records import Origin
from tests.merge.building import DERELICT, FIRES, PLAN, Q2, item, made, value
from tests.returns.building import POLICE, cell, filled
from tests.returns.one_cell import COUNT, returned, with_value


def test_a_cell_that_cannot_be_read_is_to_check_with_its_reason_and_the_rest_is_in(desk: Desk) -> None:
    reason = 'Return!F5: "63 approx" is not a number; type 63.'
    unread = Unread(Origin("return.xlsx", "Return", "F5"), DERELICT, "63 approx", reason)
    summary = merge(desk, [made(item(FIRES, 12), unread=[unread])])
    assert summary.statements == Counts(current=1, to_check=1)
    (row,) = accepting.to_check(desk)
    assert (row.cell, row.message, row.says) == ("F5", reason, "63 approx")
    accepting.accept(desk, row.id, "asked them")
    assert accepting.to_check(desk) == ()


def test_a_cell_that_could_not_be_read_waits_until_a_corrected_form_is_accepted_for_its_own(desk: Desk) -> None:
    unread = Unread(Origin("return.xlsx", "Return", "F5"), DERELICT, "63 approx", "63 approx is not a number.")
    merge(desk, [made(item(FIRES, 12), unread=[unread])])
    merge(desk, [made(item(FIRES, 13), item(DERELICT, 63), file="again.xlsx")])
    reasons = {row.reason: row for row in accepting.to_check(desk)}
    assert set(reasons) == {"unreadable-cell", "corrected-form"}
    accepted = accepting.accept(desk, reasons["corrected-form"].id, "she rang")
    assert 'the row: P1-01.derelict "63 approx" (return.xlsx, Return!F5).' in accepted.left_the_list
    assert accepting.to_check(desk) == ()
    assert [cell.fate for cell in unread_cells(desk, Q2, PLAN.measure(DERELICT))] == ["superseded by again.xlsx."]
    entering.undo(desk)
    assert {row.reason for row in accepting.to_check(desk)} == set(reasons)


def test_a_cell_that_cannot_be_read_waits_on_where_the_version_that_counts_says_nothing_of_its_row(desk: Desk) -> None:
    unread = Unread(Origin("b.xlsx", "Return", "F5"), DERELICT, "1,20", "1,20 is not a number.")
    word = Unread(Origin("b.xlsx", "Commentary", "E5"), "P1-01", "", "The text is too long.")
    wrong = made(item(FIRES, 12, file="b.xlsx"), unread=[unread, word], file="b.xlsx")
    right = made(item(FIRES, 13, file="a.xlsx"), file="a.xlsx")
    merge(desk, [wrong, right])
    question = next(one for one in accepting.to_check(desk) if one.versions)
    chosen = next(one.id for one in question.versions if one.file == "a.xlsx")
    assert accepting.accept(desk, chosen, "the parking team's").left_the_list == ""
    assert {one.cell for one in accepting.to_check(desk)} == {"F5", "E5"}
    (cell,) = unread_cells(desk, Q2, PLAN.measure(DERELICT))
    assert cell.sentence.endswith(
        '"1,20", received in b.xlsx, Return!F5, could not be taken in; it waits to be looked at.'
    )
    merge(desk, [made(item(FIRES, 13, file="c.xlsx"), item(DERELICT, 120, file="c.xlsx"), file="c.xlsx")])
    assert [one.cell for one in accepting.to_check(desk)] == ["E5"]
    assert [cell.fate for cell in unread_cells(desk, Q2, PLAN.measure(DERELICT))] == ["superseded by c.xlsx."]


def test_what_a_form_taken_in_with_replace_corrects_needs_nobody_any_more(desk: Desk) -> None:
    unread = [
        Unread(Origin("return.xlsx", "Return", cell), measure, text, f"{text} is not a number.")
        for cell, measure, text in (("F5", DERELICT, "63 approx"), ("F6", "P3-05", "few"))
    ]
    merge(desk, [made(item(FIRES, 12), unread=unread)])
    still = replace(unread[1], origin=replace(unread[1].origin, file="again.xlsx"))
    again = made(item(FIRES, 13), item(DERELICT, 63), unread=[still], file="again.xlsx")
    summary = merge(desk, [again], replace_corrected=True)
    assert [(row.cell, row.file) for row in accepting.to_check(desk)] == [("F6", "again.xlsx")]
    assert summary.merge_id is not None
    undo_merge(desk, summary.merge_id)
    assert [row.cell for row in accepting.to_check(desk)] == ["F5", "F6"]


@pytest.mark.parametrize("strange", [Font(strike=True), ";;;", "0,"], ids=["struck out", "hidden", "in thousands"])
def test_a_figure_that_was_shown_otherwise_is_read_once_the_same_is_shown_plainly(
    desk: Desk, tmp_path: Path, strange: Font | str
) -> None:
    def strangely(workbook: Workbook) -> None:
        found = cell(workbook["Return"], COUNT, "Figure")
        if isinstance(strange, str):
            found.number_format = strange
        else:
            found.font = strange

    plainly = with_value(COUNT, 1204)
    merge(desk, [returned(tmp_path, filled(plainly, strangely))])
    assert [row.reason for row in accepting.to_check(desk)] == ["unreadable-cell"]
    again = returned(tmp_path, plainly)
    assert merge(desk, [again]).statements == Counts(current=1)
    assert (accepting.to_check(desk), value(desk, COUNT, POLICE)) == ((), 1204)
    (known,) = merge(desk, [again]).files
    assert known.outcome is FileOutcome.DUPLICATE


def test_a_row_that_a_later_version_states_is_read_and_one_that_only_an_earlier_one_states_is_not(desk: Desk) -> None:
    unread = Unread(Origin("return.xlsx", "Return", "F5"), DERELICT, "63 approx", "63 approx is not a number.")
    cannot, can = made(item(FIRES, 12), unread=[unread]), made(item(FIRES, 12), item(DERELICT, 63), file="again.xlsx")
    merge(desk, [cannot])
    merge(desk, [made(item("P3-05", 5), file="colleague.xlsx")])
    assert [row.cell for row in accepting.to_check(desk)] == ["F5"]
    merge(desk, [can])
    assert accepting.to_check(desk) == ()
    undo_merge(desk, 1)
    merge(desk, [cannot])
    assert accepting.to_check(desk) == ()


def test_a_cell_that_cannot_be_read_waits_though_an_earlier_version_states_its_row(desk: Desk) -> None:
    unread = Unread(Origin("return.xlsx", "Return", "F5"), DERELICT, "about 70", "about 70 is not a number.")
    merge(desk, [made(item(FIRES, 12), item(DERELICT, 63))])
    merge(desk, [made(item(FIRES, 13), file="again.xlsx")], replace_corrected=True)
    merge(desk, [made(item(FIRES, 13), unread=[unread], file="third.xlsx")])
    assert [row.cell for row in accepting.to_check(desk) if row.reason == "unreadable-cell"] == ["F5"]
