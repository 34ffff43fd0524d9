"""The public copy as a file: no protected figure, name, address or file name in any part of it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from csp_tui.domain.book import Book, Judged, Stated
from csp_tui.domain.leaving_out import LeftOut
from csp_tui.domain.measures import Combine
from csp_tui.domain.numbers import Figure
from csp_tui.domain.public import counts_people
from csp_tui.domain.publication import safe_book
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Headline, Judgement, OtherFigure, Rating, State
from csp_tui.domain.statements import Statement
from csp_tui.packs.columns import COLUMNS, cells_of
from csp_tui.packs.notes import Notebook
from csp_tui.packs.priorities import priority_sheet
from csp_tui.packs.public import WORKED_FROM_ROUNDED, PublicView, public_bytes, public_content
from tests.packs import building
from tests.packs.attacking import Leaked, unzipped

QUARTER = building.QUARTER
CHANNEL = "P1-06.cases"
SECRET = "SECRET-WORDS"
SMALL = {CHANNEL: "3", "P1-18.referrals": "2", "P2-05.referrals": "4", "P3-08.atr-referrals": "1"}
UNROUNDED = {"P1-07.engaged": "7913", "P1-14.ksi": "61", "P3-05.adults": "1391", "P2-04.referrals": "8267"}


def a_book() -> Book:
    """The full quarter with small counts, numbers that stand nowhere else, and words that are nobody's business."""
    book = replace(building.full_book(), headlines={}, commentary={}, other_figures={})
    plan = book.plan
    figures = {uid: {who: dict(series) for who, series in held.items()} for uid, held in book.figures.items()}
    for id, number in (SMALL | UNROUNDED).items():
        stated = Statement(value=Figure(Decimal(number)), reason=f"{SECRET} typed {number}", area=SECRET)
        figures[plan.by_id[id].uid][""][QUARTER] = Stated(stated, "r1", "Ann Clerk", sources=("panel-return.xlsx",))
    for id, part, whole in (("P2-05.completion", "3", "17"), ("P3-07.continuity", "8117", "9221")):
        stated = Statement(numerator=Figure(Decimal(part)), denominator=Figure(Decimal(whole)))
        figures[plan.by_id[id].uid][""][QUARTER] = Stated(stated, "r1", "Ann Clerk")
    uid = plan.by_id[CHANNEL].uid
    return replace(
        book,
        figures=figures,
        breaks={uid: (Break(Quarter(2025, 1), SECRET),)},
        judgements={(uid, ""): Judged(Judgement(Rating.RED, SECRET, "Ann Clerk"), None)},
        headlines={1: Headline("A quiet quarter in the town.", f"{SECRET}, Chief Inspector", "Ann Clerk")},
        commentary={
            (plan.by_code["P1-06"].uid, QUARTER, "Kent and Medway Channel Panel"): {
                "patterns": "The panel met as planned.",
            },
        },
        other_figures={
            (plan.by_code["P1-06"].uid, QUARTER, "Kent and Medway Channel Panel"): (
                OtherFigure("Of all who were asked", "6427"),
                OtherFigure("Under age", "2"),
            )
        },
    )


def copy_of(book: Book) -> Leaked:
    return unzipped(public_bytes(public_content(safe_book(book, LeftOut()), None, date(2026, 11, 18))))


def test_no_protected_figure_stands_in_any_part_of_the_file() -> None:
    copy = copy_of(a_book())
    ratio = Decimal(8117) / Decimal(9221) * 100
    protected = [*UNROUNDED.values(), "8117", "9221", "6427", f"{ratio:.4f}"]
    assert len(copy.parts) > 20
    for name, part in copy.parts.items():
        for number in protected:
            written = (
                rf"(?<![\d.])(?:{re.escape(number)}|{int(float(number)):,})(?!\d)"
                if "." not in number
                else re.escape(number)
            )
            if len(number) > 2 and name != "xl/styles.xml":
                assert not re.search(written, part), (name, number)
    for number in ("7915", "8265", "1390", "6425"):
        assert any(number in part or f"{int(number):,}" in part for part in copy.parts.values())


def test_a_suppressed_count_stands_in_no_cell_of_its_rows_and_in_no_sentence() -> None:
    copy = copy_of(a_book())
    for id, number in SMALL.items():
        (row,) = [r for r in copy.data if r["Measure"] == id and r["Quarter"] == str(QUARTER)]
        assert "value" in row["Confidential"].split()
        figures = {heading: value for heading, value in row.items() if heading not in ("Priority", "Band", "Target")}
        assert number not in {value.removesuffix(".0") for value in figures.values()}
        assert not re.search(rf"\b{number}\b", row.get("Reason", ""))


def test_what_is_suppressed_counts_as_received_and_is_nowhere_called_blank() -> None:
    made = public_content(safe_book(a_book(), LeftOut()), None, date(2026, 11, 18))
    told = {one.indicator.code: one.state for one in made.content.status.indicators}
    assert told["P1-06"] is told["P1-18"] is State.RECEIVED
    assert made.content.status.totals.blank == 0
    assert "blank" not in made.content.status.sentence
    rows = [
        row for row in unzipped(public_bytes(made)).data if row["Quarter"] == str(QUARTER) and row["Measure"] in SMALL
    ]
    assert {(row["State"], row["Blank reason"], row["Value status"]) for row in rows} == {
        ("received", "none", "confidential")
    }


def test_its_notes_do_not_say_that_ratings_of_people_are_worked_from_exact_figures() -> None:
    copy = copy_of(a_book())
    assert not [text for text in copy.texts if "Thresholds use unrounded figures" in text]
    assert not [text for text in copy.texts if "judgement" in text or "lead may set" in text]
    assert [text for text in copy.texts if "worked from the rounded figures of this copy" in text]


def test_nobody_is_named_and_nothing_of_the_groups_own_is_told() -> None:
    copy = copy_of(a_book())
    everything = "\n".join(copy.parts.values())
    for word in (SECRET, "Ann Clerk", "panel-return", "Chief Inspector"):
        assert word not in everything
    names = re.findall(r'<sheet [^>]*name="([^"]+)"', copy.parts["xl/workbook.xml"])
    assert names[:3] == ["Cover", "Contents", "Summary"]
    assert not {"Exceptions", "Awaited", "Actions", "Changes"} & set(names)
    assert "A quiet quarter in the town." in copy.texts
    assert "A quiet quarter in the town." in copy.above["Summary"]
    assert "The panel met as planned." in copy.texts
    properties = copy.parts["docProps/core.xml"]
    assert "public copy" in properties
    assert "<dc:creator>Medway Community Safety Partnership</dc:creator>" in properties


def test_each_sheet_says_that_it_is_the_public_copy_and_how_it_is_rounded() -> None:
    copy = copy_of(a_book())
    assert all("PUBLIC COPY." in above for name, above in copy.above.items() if name != "Cover")
    assert "PUBLIC COPY" in copy.above["Cover"]
    assert any("rounded to the nearest 5" in text for text in copy.texts)
    assert any("worked" in text and "from these rounded figures" in text for text in copy.texts)


def test_the_same_content_gives_the_same_bytes() -> None:
    first, second = (
        public_bytes(public_content(safe_book(a_book(), LeftOut()), None, date(2026, 11, 18))) for _ in "12"
    )
    assert first == second


def test_a_sum_with_a_suppressed_part_is_not_told() -> None:
    base = building.plan()
    measure = replace(base.by_id["P1-07.engaged"], combine=Combine.SUM, suppliers=("Kent Police", "KFRS"))
    indicator = replace(base.by_code["P1-07"], measures=(measure,))
    plan = replace(base, indicators=(indicator,))
    parts = {"Kent Police": {QUARTER: Stated(building.value("3"))}, "KFRS": {QUARTER: Stated(building.value("48"))}}
    copy = copy_of(Book(plan=plan, quarter=QUARTER, figures={measure.uid: parts}))
    rows = {row["Partner"]: row for row in copy.data}
    assert rows["KFRS"]["Value"] in ("50", "50.0")
    assert "value" in rows["Kent Police"]["Confidential"]
    assert "value" in rows["All partners"]["Confidential"]
    assert not {"51", "3", "53"} & {value.removesuffix(".0") for row in rows.values() for value in row.values()}


def test_trend_and_range_of_rounded_figures_are_left_out_and_the_copy_says_so() -> None:
    """13 that is told as 15 might be told as unusually high, though it is not."""
    public = safe_book(a_book(), LeftOut(), ())
    view = PublicView(public_content(public, None, date(2026, 11, 21)))
    for priority in view.content.status.plan.priorities:
        table = priority_sheet(view, Notebook(), priority).table
        assert table is not None
        titles = {one.title: one for one in view.content.status.plan.measures}
        figures = [row for row in table.rows if row[1] in titles and titles[str(row[1])].is_figure]
        for row in figures:
            if counts_people(titles[str(row[1])]):
                assert row[12:14] == ("[x]", "[x]")
    told = [row for row in view.data if row.assessed is not None and counts_people(row.measure)]
    names = [column.name for column in COLUMNS]
    assert told
    assert {cells_of(row)[names.index(name)] for row in told for name in ("trend", "long_trend", "range")} == {None}
    of_things = [row for row in view.data if row.assessed is not None and not counts_people(row.measure)]
    assert "within the usual range" in {cells_of(row)[names.index("range")] for row in of_things}
    assert "are left out: [x]" in WORKED_FROM_ROUNDED
