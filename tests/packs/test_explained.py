"""An explanation of a query and the reason of a figure that was stated again travel with the figure in the pack."""

from __future__ import annotations

import csv
import io
from datetime import date

from msgspec.structs import replace

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.fields import field_title
from csp_tui.domain.leaving_out import LeftOut
from csp_tui.domain.public import public_book
from csp_tui.domain.results import IndicatorStatus
from csp_tui.domain.statements import Statement
from csp_tui.packs.briefing import briefing
from csp_tui.packs.briefing_pages import Grid
from csp_tui.packs.content import ChangeKind, CorrectedTold, PackContent, TextsChanged
from csp_tui.packs.data import commentary_csv, data_csv
from csp_tui.packs.public import public_content, public_sheets
from csp_tui.packs.view import PackView
from csp_tui.packs.workbook import sheets_of
from tests.packs import building

BOTH = "The builders asked for some weeks more."
DAY = date(2026, 11, 21)
BECAUSE = "late records came in"


def explaining(book: Book, measure_id: str, text: str) -> PackContent:
    """The pack of a book in which whatever a check asks of a measure was explained."""
    content = building.content_of(book)
    indicators = tuple(_explained(one, measure_id, text) for one in content.status.indicators)
    return replace(content, status=replace(content.status, indicators=indicators))


def _explained(status: IndicatorStatus, measure_id: str, text: str) -> IndicatorStatus:
    measures = tuple(
        replace(one, queries=tuple(replace(q, explained=text, explained_by="Ian Jones") for q in one.queries))
        if one.measure.id == measure_id
        else one
        for one in status.measures
    )
    return replace(status, measures=measures)


def one_figure(measure_id: str, now: Statement, before: Statement) -> Book:
    base = building.plan()
    measure = base.by_id[measure_id]
    series = {building.QUARTER: Stated(now), building.QUARTER.previous: Stated(before)}
    return Book(
        plan=base,
        quarter=building.QUARTER,
        figures={measure.uid: {measure.answerer(measure.suppliers[0]): series}},
    )


def rows_with(content: PackContent, sheet: str, words: str) -> list[tuple[object, ...]]:
    (found,) = [one for one in sheets_of(PackView(content)) if one.name == sheet]
    assert found.table is not None
    return [row for row in found.table.rows if words in " ".join(map(str, row))]


def cells(data: bytes, name: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    return [row[name] for row in rows]


def test_an_explanation_stands_beside_its_figure_and_with_its_question_among_the_texts() -> None:
    asked = explaining(
        one_figure("P1-02.buildings", building.value("700"), building.value("7")), "P1-02.buildings", BOTH
    )
    (query, *_) = next(m for i in asked.status.indicators for m in i.measures if m.queries).queries
    (row,) = rows_with(asked, "P1", BOTH)
    assert f'Asked, and explained by Ian Jones (see Commentary P1): "{BOTH}"' in str(row[-1])
    question, answer = rows_with(asked, "Commentary P1", "Ian Jones")[:2]
    assert (question[2:], answer[3]) == (("Asked and explained", query.message), BOTH)
    assert any(BOTH in cell and query.message in cell for cell in cells(data_csv(PackView(asked)), "explained"))
    assert BOTH in cells(commentary_csv(PackView(asked)), "text")


def test_an_explanation_gives_no_masked_figure_away() -> None:
    book = one_figure("P1-06.cases", building.value("3"), building.value("400"))
    told = explaining(book, "P1-06.cases", "There were only three, as in May.")
    assert any(m.queries for i in told.status.indicators for m in i.measures), "nothing is asked: the test says nothing"
    (row,) = rows_with(told, "P1", "explained by Ian Jones")
    assert '"[c]"' in str(row[-1])
    assert "only three" not in repr(sheets_of(PackView(told)))
    assert "only three" not in data_csv(PackView(told)).decode()
    assert "only three" in repr(sheets_of(PackView(replace(told, exact_small_numbers=True))))


def test_why_a_figure_was_stated_again_stands_on_the_sheet_of_changes_though_no_pack_told_another() -> None:
    again = replace(building.value("139"), reason=BECAUSE)
    content = building.content_of(one_figure("P4-01.rate", again, building.value("140")))
    assert rows_with(content, "Changes", BECAUSE) == [], "an issued pack has told it as it stands"
    corrected = CorrectedTold(building.plan().by_id["P4-01.rate"], "Medway Council", BECAUSE, DAY)
    content = replace(content, corrected=(corrected,))
    (row,) = rows_with(content, "Changes", BECAUSE)
    assert (row[0], row[5], row[9]) == ("Corrected", "not told before", "in none")
    (beside,) = rows_with(content, "P4", BECAUSE)
    assert f'Stated again: "{BECAUSE}"' in str(beside[-1])
    public = public_content(public_book(one_figure("P4-01.rate", again, building.value("140")), LeftOut()), None, DAY)
    assert BECAUSE not in repr(public_sheets(public))
    assert "Stated again" not in repr(public_sheets(public))


def test_corrections_and_decisions_are_told_without_a_reason_too_but_not_of_a_masked_figure() -> None:
    base = building.full()
    measures = [building.plan().by_id[id] for id in ("P3-05.adults", "P3-06.under-18s", "P1-06.cases")]
    day = date(2026, 11, 4)
    corrected = tuple(CorrectedTold(one, one.suppliers[0], "", day, settled=at == 1) for at, one in enumerate(measures))
    few = building.content_of(one_figure("P1-06.cases", building.value("3"), building.value("400")))
    told = replace(few, corrected=corrected[2:])
    assert rows_with(told, "Changes", "not told before") == []
    assert rows_with(replace(told, exact_small_numbers=True), "Changes", "not told before") != []
    found = rows_with(replace(base, changes=(), corrected=corrected[:2]), "Changes", "not told before")
    assert [(row[0], str(row[2])[:5], row[7], row[8]) for row in found if row[8] == day] == [
        ("Corrected", "P3-05", "No reason is given", day),
        ("Settled", "P3-06", "No reason is given", day),
    ]


def test_an_explanation_that_came_after_the_issue_is_named_by_its_indicator_and_measure() -> None:
    came = TextsChanged(
        "P2-01.offences",
        "",
        building.QUARTER,
        ChangeKind.RECEIVED_AFTER_ISSUE,
        (field_title("explained:x"),),
        "",
        DAY,
        "1",
    )
    content = replace(building.content_of(building.full_book()), texts_changed=(came,))
    (row,) = rows_with(content, "Changes", "Explanation")
    assert str(row[2]).startswith("P2-01 ")
    assert row[3] == "VAWG offences recorded: Explanation of what a check asks"


def test_why_a_red_figure_needs_no_action_stands_where_the_action_would() -> None:
    red = explaining(one_figure("P3-05.adults", building.value("900"), building.value("950")), "P3-05.adults", BOTH)
    (row,) = rows_with(red, "Exceptions", "P3-05")
    assert row[8] == f"No action is given: {BOTH} (Ian Jones)"
    grids = [block for block in briefing(PackView(red)).blocks if isinstance(block, Grid)]
    assert any(f"No action is given: {BOTH} (Ian Jones)" in cell for grid in grids for row in grid.rows for cell in row)
