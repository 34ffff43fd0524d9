"""The workbook of a year, read back: figures as stored, ratings as told, what is masked, missing or not due."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.entering import mark_break
from csp_tui.desk.issuing import issue
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.desk.yearly import YearError, year
from tests.desk.quarters import Q1, Q2, Q3, TOTAL, a_red_quarter, enter, send_in
from tests.merge.building import FIRES

pytestmark = pytest.mark.usefixtures("undrawn")
Row = dict[str, Any]
Q4 = Q3.next
SMALL = "P1-06.cases"
SHARE = "P3-07.continuity"


def rows_of(file: Path, sheet: str) -> list[Row]:
    """The rows of a sheet's table as a second reader finds them, by heading without its note."""
    found = load_workbook(file)[sheet]
    assert isinstance(found, Worksheet)
    (table,) = found.tables.values()
    top = int(table.ref.partition(":")[0].removeprefix("A"))
    grid = CalamineWorkbook.from_path(file).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    headings = [str(cell).partition(" [note")[0] for cell in grid[top - 1]]
    return [dict(zip(headings, row, strict=True)) for row in grid[top:]]


def row_of(file: Path, title: str, sheet: str = "P1") -> Row:
    return next(row for row in rows_of(file, sheet) if row["Measure"] == title)


def title(desk: Desk, measure: str) -> str:
    return desk.plan.measure(measure).title


def written(desk: Desk, folder: Path) -> Path:
    return year(desk, folder).path


def figures(row: Row) -> list[Any]:
    return [row[f"Q{number} figure"] for number in range(1, 5)]


def ratings(row: Row) -> list[Any]:
    return [row[f"Q{number} rating"] for number in range(1, 5)]


@pytest.fixture
def after(database: Path) -> Any:
    """A desk on a day when the whole year is over."""
    with open_desk(str(database), by="Ann", today=date(2027, 5, 3)) as opened:
        yield opened


def test_the_figures_are_the_store_s_and_the_year_is_their_sum(after: Desk, tmp_path: Path) -> None:
    for quarter, number in zip((Q1, Q2, Q3, Q4), (66, 71, 80, 59), strict=True):
        enter(after, quarter, FIRES, value=str(number), extracted=quarter.next.start.isoformat())
    enter(after, Q4, SHARE, numerator="under 40", denominator="80")
    file = written(after, tmp_path)
    assert row_of(file, title(after, SHARE), "P3")["Year 2026-27"] == "under 40 of 80"
    row = row_of(file, title(after, FIRES))
    assert figures(row) == [66, 71, 80, 59]
    assert (row["Year 2026-27"], row["How the year's figure is made"]) == (276, "The sum of the four quarters.")
    by_quarter = [row for row in rows_of(file, "Quarters") if row["Measure"] == title(after, FIRES)]
    assert [(row["Quarter"], row["Figure"], row["Extracted on"]) for row in by_quarter] == [
        (quarter.short, number, quarter.next.start)
        for quarter, number in zip((Q1, Q2, Q3, Q4), (66, 71, 80, 59), strict=True)
    ]
    stored = open_book(after, Q4).figures[after.plan.measure(FIRES).uid]
    told = [statement.statement.value for statement in next(iter(stored.values())).values()]
    assert sorted(value.number for value in told if value is not None) == sorted(figures(row))


def test_quarters_to_come_are_not_due_and_those_gone_by_say_why_they_have_none(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, blank="late", date="2026-12-01")
    file = written(desk, tmp_path)
    row = row_of(file, title(desk, FIRES))
    assert figures(row) == ["[x]", "[x]", "not due", "not due"]
    assert ratings(row) == ["Awaited", "Not rated", "Not due", "Not due"]
    assert row["Year 2026-27"] == "[x]"
    assert row["What else to know"] == "Q1: awaited from KFRS. Q2: no figure: late, promised by 01 Dec 2026."
    assert {row["Quarter"] for row in rows_of(file, "Quarters")} == {Q1.short, Q2.short}


def test_ratings_are_those_that_were_told(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk, Q1)
    issue(desk, Q1, tmp_path)
    change_setting(desk, f"{TOTAL}.band", "10")
    a_red_quarter(desk, Q2)
    result = year(desk, tmp_path)
    row = row_of(result.path, title(desk, TOTAL))
    assert ratings(row)[:2] == ["Red", "Amber"]
    assert result.issued == ("2026-27-Q1-1",)
    by_quarter = [row for row in rows_of(result.path, "Quarters") if row["Measure"] == title(desk, TOTAL)]
    assert [row["Rating as told in"] for row in by_quarter] == ["pack 2026-27-Q1-1", "not issued"]
    assert [row["Rolling year"] for row in by_quarter] == [5208, 5208]


def test_what_was_revised_since_it_was_told_is_listed_with_both_figures(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    send_in(desk, 71)
    result = year(desk, tmp_path)
    (change,) = rows_of(result.path, "Changes")
    assert (change["Change"], change["Quarter"], change["Told then"], change["Now"]) == ("Revised", Q2.short, 66, 71)
    assert change["Why"] == "KFRS counted again"
    assert row_of(result.path, title(desk, FIRES))["Q2 figure"] == 71
    assert result.revised == 1


def test_marks_of_provisional_and_revised_figures_stand_behind_them(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q1, FIRES, value="66")
    enter(desk, Q1, FIRES, value="67", reason="one was counted late")
    enter(desk, Q2, FIRES, value="71", provisional=True)  # type: ignore[arg-type] # the one entry that is no text
    file = written(desk, tmp_path)
    by_quarter = [row for row in rows_of(file, "Quarters") if row["Measure"] == title(desk, FIRES)]
    assert [row["Period"] for row in by_quarter] == ["01 Apr 2026 to 30 Jun 2026", "01 Jul 2026 to 30 Sep 2026"]
    cells = [cell for row in load_workbook(file)["Quarters"].iter_rows() for cell in row]
    behind = {mark: [c.value for c in cells if mark in c.number_format] for mark in ("[r]", "[p]")}
    assert behind == {"[r]": [67], "[p]": [71]}
    told = row_of(file, title(desk, FIRES))["What else to know"]
    assert told == "Q1: revised: one was counted late. Q2: provisional."


def test_one_year_over_a_break_is_not_added_up_silently(after: Desk, tmp_path: Path) -> None:
    for quarter, number in zip((Q1, Q2, Q3, Q4), ("66", "71", "80", "59"), strict=True):
        enter(after, quarter, FIRES, value=number)
    mark_break(after, after.plan.measure(FIRES), Q3, "a new register")
    row = row_of(written(after, tmp_path), title(after, FIRES))
    assert row["Year 2026-27"] == "[b]"
    assert row["How the year's figure is made"] == "No year's figure: recording changed from Q3 2026-27."
    assert "[b] from Q3 2026-27: a new register." in row["What else to know"]
    assert 276 not in row.values()


def test_a_small_count_is_masked_with_the_year_that_it_is_in(after: Desk, tmp_path: Path) -> None:
    for quarter, number in zip((Q1, Q2, Q3, Q4), ("9", "3", "8", "7"), strict=True):
        enter(after, quarter, SMALL, value=number)
    file = written(after, tmp_path)
    row = row_of(file, title(after, SMALL))
    assert figures(row) == [9, "<5", 8, 7]
    assert row["Year 2026-27"] == "[c]"
    (masked,) = [row for row in rows_of(file, "Quarters") if row["Figure"] == "<5"]
    assert masked["Period"] == "01 Jul 2026 to 30 Sep 2026"
    sheets = CalamineWorkbook.from_path(file)
    assert not [
        cell
        for name in sheets.sheet_names
        for cells in sheets.get_sheet_by_name(name).to_python()
        for cell in cells
        if cell == 27 or "27.0" in str(cell).split()
    ]


def test_a_rolling_year_is_masked_with_the_small_quarter_in_it(after: Desk, tmp_path: Path) -> None:
    enter(after, Q2, SMALL, value="3")
    enter(after, Q4, SMALL, value="7", rolling_year="31")
    file = written(after, tmp_path)
    rolling = [row["Rolling year"] for row in rows_of(file, "Quarters") if row["Measure"] == title(after, SMALL)]
    assert rolling == ["[x]", "[x]", "[x]", "[c]"]
    assert row_of(file, title(after, SMALL))["Year 2026-27"] == "[c]"


def test_a_rating_that_tells_a_masked_count_is_not_told_again_by_the_year(desk: Desk, tmp_path: Path) -> None:
    """With so wide a band, of all small counts beside the target of 95 only 1 is red."""
    change_setting(desk, "P3-06.under-18s.band", "98")
    enter(desk, Q1, "P3-06.under-18s", value="1")
    enter(desk, Q2, "P3-06.under-18s", value="1")
    issue(desk, Q1, tmp_path)
    row = row_of(written(desk, tmp_path), title(desk, "P3-06.under-18s"), "P3")
    assert figures(row)[:2] == ["<5", "<5"]
    assert ratings(row)[:2] == ["Not rated", "Not rated"]


def test_words_that_would_be_formulas_stay_words(desk: Desk, tmp_path: Path) -> None:
    hostile = "=cmd|' /C calc'!A0 \u202eabc\u202c \x1b[31m"
    enter(desk, Q1, FIRES, value="66")
    enter(desk, Q1, FIRES, value="67", reason=hostile)
    mark_break(desk, desk.plan.measure(FIRES), Q1, "-1+1")
    file = written(desk, tmp_path)
    workbook = load_workbook(file)
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "Q1: revised: =cmd" in row_of(file, title(desk, FIRES))["What else to know"]


def test_the_same_year_gives_the_same_bytes_on_another_day(desk: Desk, database: Path, tmp_path: Path) -> None:
    enter(desk, Q1, FIRES, value="66")
    first = written(desk, tmp_path / "a").read_bytes()
    with open_desk(str(database), by="Ben", today=date(2026, 12, 24)) as later:
        assert written(later, tmp_path / "b").read_bytes() == first


def test_a_year_of_which_nothing_is_in_is_not_written(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(YearError, match="Nothing is in for the year 2026-27 yet"):
        year(desk, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_plan_of_deliverables_has_no_year_of_figures(database: Path, tmp_path: Path) -> None:
    with open_desk(str(database), plan="2024-25", by="Ann") as old, pytest.raises(YearError, match="no indicators"):
        year(old, tmp_path)
