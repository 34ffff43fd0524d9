"""Past figures as people keep them: titles above, years over months, totals, and cells that say there is nothing."""

from __future__ import annotations

import pytest

from csp_tui.desk.history_shapes import shaped
from csp_tui.returns.tidy import pasted_table


def test_totals_and_cells_without_a_figure_are_left_out_and_told() -> None:
    found = shaped(
        pasted_table(
            "Measure,Q1 2022-23,Q2 2022-23,Total\nP1-01,1500,n/a,1500\nP1-04,-,112,\nTotal,1500,112,1612", "past"
        )
    )
    assert found.table.headings == ("Measure", "Q1 2022-23", "Q2 2022-23", "")
    assert [[cell for cell in row.cells if cell] for row in found.table.rows] == [["P1-01", "1500"], ["P1-04", "112"]]
    assert found.left_out == (
        "Left out, as the program adds up itself: column Total.",
        "Left out, as the program adds up itself: row 4.",
        "2 cells say that there is no figure; nothing is stored there.",
    )


@pytest.mark.parametrize(
    ("above", "names", "read"),
    [
        (",2022,,2023", "Measure,Nov,Dec,Jan", ("2022-11", "2022-12", "2023-01")),
        (",2022-23,,", "Measure,Nov,Dec,Jan", ("2022-11", "2022-12", "2023-01")),
        (",2021-22,2022-23,", "Measure,Q4,Q1,Q2", ("Q4 2021-22", "Q1 2022-23", "Q2 2022-23")),
    ],
)
def test_years_stand_over_their_months_and_a_title_above_all(above: str, names: str, read: tuple[str, ...]) -> None:
    table = shaped(pasted_table(f"Our past figures,,,\n{above}\n{names}\nP1-01,1,2,3", "past")).table
    assert table.headings == ("Measure", *read)
    assert [row.number for row in table.rows] == [4]


def test_a_row_that_says_there_is_no_figure_is_left_out() -> None:
    found = shaped(pasted_table("measure,month,value\nP1-01,2021-04,n/a\nP1-01,2021-05,600", "past"))
    assert [row.number for row in found.table.rows] == [3]
