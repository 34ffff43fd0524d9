"""What packs told and stands otherwise now: marked beside the figure, and told with what the rating was against."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from csp_tui.desk import entering
from csp_tui.desk.freezing import issued_packs
from csp_tui.desk.issuing import issue, reopen
from csp_tui.desk.opening import Desk
from csp_tui.desk.ratings import ratings_told
from csp_tui.desk.retelling import retold_of
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.restated_words import restated_words
from csp_tui.domain.results import MeasureStatus, Rating
from csp_tui.domain.retold import retold_words
from csp_tui.packs.briefing import briefing
from csp_tui.packs.briefing_pages import Text
from csp_tui.packs.changes import changes
from csp_tui.packs.notes import Notebook
from csp_tui.packs.priorities import priority_sheet
from csp_tui.packs.recording import breaks_marked
from csp_tui.packs.view import PackView
from csp_tui.workbooks.layout import Number, Value
from tests.desk.quarters import Q1, Q2, Q3, TOTAL, a_red_quarter, enter, import_older, send_in, told, total_of
from tests.merge.building import FIRES

pytestmark = pytest.mark.usefixtures("undrawn")

TOLD = "Q2 2026-27: told 5,208 against 4,802, the rolling year before; the figures of that time now give 4,811."


def words(status: MeasureStatus) -> list[str]:
    return [restated_words(status.measure, one) for one in status.restated]


def row_of(view: PackView, measure: str) -> list[Value]:
    """A measure's row on its priority's sheet."""
    table = priority_sheet(view, Notebook(), view.content.status.plan.priorities[0]).table
    title = view.content.status.plan.by_id[measure].title
    assert table is not None
    return next(list(row) for row in table.rows if row[1] == title)


def compared_with_history(desk: Desk, folder: Path) -> None:
    """An issued quarter whose comparator is a stored figure that is revised afterwards."""
    import_older(desk, "4802")
    enter(desk, Q2, rolling_year="5,208")
    issue(desk, Q2, folder)
    import_older(desk, "4811")


def test_a_figure_of_last_quarter_that_was_told_otherwise_says_was_and_now(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    assert words(total_of(desk, Q2, FIRES)) == []
    send_in(desk, 71)
    sentence = "Q2 2026-27 revised: told 66 in the pack of Q2 2026-27, now 71"
    assert words(total_of(desk, Q3, FIRES))[0].startswith(sentence)
    assert words(total_of(desk, Q2, FIRES))[0].startswith(sentence)  # in its own, closed quarter too
    row = row_of(PackView(told(desk, Q3)), FIRES)
    assert "Revised: Q2 2026-27 told 66, now 71." in str(row[-1])
    own = row_of(PackView(told(desk, Q2)), FIRES)
    assert Number(Fraction(71), suffix=" [r]") in own


def test_a_reopened_quarter_marks_what_its_own_pack_told_otherwise(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    reopen(desk, Q2, "Corrected")
    enter(desk, Q2, rolling_year="5,100", reason="Counted again.")
    assert words(total_of(desk, Q2)) == [
        "Q2 2026-27 revised: rolling year told 5,208 in the pack of Q2 2026-27, now 5,100 (Counted again)."
    ]
    issue(desk, Q2, tmp_path)
    assert words(total_of(desk, Q2)) == []  # its second pack has told it


def test_what_a_rating_was_told_against_is_kept_with_it(desk: Desk, tmp_path: Path) -> None:
    compared_with_history(desk, tmp_path)
    (pack,) = issued_packs(desk)
    kept = ratings_told(desk, pack)[desk.plan.measure(TOTAL).uid, ""]
    assert (kept.compared, kept.comparator, kept.comparator_kind, kept.window) == (
        "5208",
        "4802",
        "rolling_year",
        "quarter",
    )
    assert (kept.against, kept.period_from, kept.period_to) == ("the rolling year before", "2025-10-01", "2026-09-30")


def test_a_comparator_that_was_revised_is_told_beside_the_one_that_was_used(desk: Desk, tmp_path: Path) -> None:
    compared_with_history(desk, tmp_path)
    assert [retold_words(one) for one in retold_of(desk, Q3, desk.plan.measure(TOTAL))] == [TOLD]
    lines = [str(line.text) for line in changes(PackView(told(desk, Q3))).lines]
    assert f"P1-01.total, {desk.plan.measure(TOTAL).title}, {TOLD}" in lines
    assert total_of(desk, Q2).comparison.comparator == 4802  # the closed quarter stands as told
    assert retold_of(desk, Q1, desk.plan.measure(TOTAL)) == ()


def test_a_quarter_that_is_opened_again_uses_the_comparator_as_it_stands(desk: Desk, tmp_path: Path) -> None:
    compared_with_history(desk, tmp_path)
    reopen(desk, Q2, "Kent Police restated the year before")
    assert total_of(desk, Q2).comparison.comparator == 4811
    assert total_of(desk, Q2).rating is Rating.RED
    issue(desk, Q2, tmp_path)
    assert retold_of(desk, Q3, desk.plan.measure(TOTAL)) == ()


def test_a_break_stands_in_the_notes_and_in_the_briefing_and_undo_takes_it_out(desk: Desk) -> None:
    a_red_quarter(desk)
    entering.mark_break(desk, desk.plan.measure(TOTAL), Quarter(2026, 1), "Counted by crime date.")
    view = PackView(told(desk, Q2))
    name = f"P1-01.total, {desk.plan.measure(TOTAL).title}"
    (noted,) = breaks_marked(view)
    assert noted == f"{name}: recording changed from the start of Q1 2026-27: Counted by crime date."
    said = [block.text for block in briefing(view).blocks if isinstance(block, Text)]
    assert "Not rated, since recording changed: P1-01.total (from Q1 2026-27)." in said
    assert str(row_of(view, TOTAL)[-2]).endswith("[b]")
    assert "Not rated: recording changed in April 2026 (Counted by crime date)" in str(row_of(view, TOTAL)[-1])
    entering.undo(desk)
    assert total_of(desk, Q2).rating is Rating.RED
    assert list(breaks_marked(PackView(told(desk, Q2)))) == []
