"""What a pack tells beside its figures: decisions asked, actions, progress, what differs, what changed."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.measures import Combine
from csp_tui.domain.results import Headline
from csp_tui.domain.statements import Blank, Statement
from csp_tui.packs.content import (
    ActionTold,
    ChangeKind,
    ChangeTold,
    DeliverableTold,
    DifferTold,
    SideTold,
    TextsChanged,
    ToCheckTold,
)
from csp_tui.packs.highlights import worst
from csp_tui.packs.view import PackView
from csp_tui.packs.workbook import sheets_of
from csp_tui.workbooks.layout import Number, Sheet, Value
from tests.packs import building
from tests.packs.building import sheet_of

Row = dict[str, Any]
CHANNEL = "Kent and Medway Channel Panel"


@cache
def grids(name: str) -> dict[str, list[list[Any]]]:
    """The sheets of a pack as a second reader reads them from its bytes."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(building.packed(name)))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def table(name: str, sheet: str, first: str) -> list[Row]:
    """A sheet's table, whose first heading is given, a dictionary a row, by headings without their notes."""
    grid = grids(name)[sheet]
    top = next(index for index, row in enumerate(grid) if row[0] == first)
    headings = [str(value).partition(" [note")[0] for value in grid[top]]
    return [dict(zip(headings, row, strict=True)) for row in grid[top + 1 :]]


def lines(name: str, sheet: str) -> str:
    return " ".join(str(row[0]) for row in grids(name)[sheet])


def texts(sheet: Sheet) -> str:
    rows = () if sheet.table is None else sheet.table.rows
    return " ".join(str(value) for values in ([line.text for line in sheet.lines], *rows) for value in values)


def channel(number: str) -> Statement:
    return building.value(number)


def test_the_summary_tells_decisions_asked_actions_and_what_changed_since_packs_were_issued() -> None:
    text = lines("full", "Summary")
    assert "P1-04, Violence Reduction Unit: Numbers follow the season" in text
    assert "3 actions: 1 overdue, 1 open, 1 done." in text
    assert "Overdue, due 01 Oct 2026, Medway Council: Lighting in the subways" in text
    assert (
        "Since packs were issued: 1 received after issue, 2 revised, 1 withdrawn, 1 rule changed; see Changes." in text
    )


def test_a_quarter_in_which_nothing_is_asked_or_decided_says_so() -> None:
    text = lines("almost_empty", "Summary")
    assert "No partner asks the group for a decision." in text
    assert "No actions are on record." in text
    assert "Since packs were issued" not in text


def test_a_first_quarter_is_told_shortly_what_it_has_not() -> None:
    (row,) = [row for row in table("almost_empty", "P3", "Indicator") if row["Indicator"].startswith("P3-06")]
    assert row["Range"] == "Too few to say", "the note says what would be needed"
    (said,) = table("almost_empty", "Commentary P1", "Indicator")
    assert list(said.values())[:3] == ["Priority 1", "[x]", "[x]"]
    assert said["Text"].startswith("No commentary is in yet;")
    assert {row["Lead"] for row in table("almost_empty", "Summary", "Priority")} == {"[x] none named", "All leads"}


def test_actions_stand_overdue_first_with_their_owners_dates_and_progress() -> None:
    found = table("full", "Actions", "Action")
    assert [row["How it stands"] for row in found] == ["Overdue", "Open", "Done, 03 Sep 2026"]
    assert [row["Owner"] for row in found] == ["Medway Council", "Kent Police", "A. Clerk"]
    assert [row["Due"] for row in found] == [date(2026, 10, 1), date(2027, 1, 15), date(2026, 9, 1)]
    assert found[0]["Progress told"] == "[x] none told"


def test_an_action_due_on_the_day_of_the_pack_is_not_overdue_yet() -> None:
    action = ActionTold("A1", "Renew the lights.", "Medway Council", building.PRODUCED, date(2026, 8, 20))
    assert "Open" in texts(sheet_of(replace(building.almost_empty(), actions=(action,)), "Actions"))


def test_a_long_action_goes_on_in_further_rows_and_loses_nothing() -> None:
    long = "The lights in the subways are to be renewed by spring. " * 200
    action = ActionTold("A1", long, "Medway Council", date(2026, 10, 1), date(2026, 8, 20), progress="Begun.")
    drawn = sheet_of(replace(building.almost_empty(), actions=(action,)), "Actions").table
    assert drawn is not None
    assert " ".join(str(row[1]) for row in drawn.rows).split() == long.split()
    assert [row[0] for row in drawn.rows[:2]] == ["A1", "A1, continued"]
    assert [row[5] for row in drawn.rows[:2]] == ["Begun.", "[z]"]


def test_deliverables_tell_what_was_reported_and_name_the_others_in_a_line() -> None:
    found = table("full", "Deliverables", "Priority")
    assert [row["Deliverable"].split()[0] for row in found] == ["P1-D01", "P1-D06", "P2-D07"]
    assert "Nothing was reported on 37 of 40: P1-D02, P1-D03," in lines("full", "Deliverables")
    assert table("without_indicators", "Deliverables", "Priority")[0]["Progress"] == "No progress was reported"


def test_a_conflict_is_shown_with_its_sides_and_is_rated_by_none_of_them() -> None:
    (row,) = [row for row in table("full", "P1", "Indicator") if row["Indicator"].startswith("P1-05")]
    assert row["Rating in words"] == "Not rated: figures differ"
    assert row["Figure stated"] == "[x]"
    assert (
        "Told: 262 by A. Clerk on 02 Nov 2026, or 280 by B. Smith on 03 Nov 2026." in row["Why, and what else to know"]
    )


def test_texts_that_differ_and_rows_to_check_are_listed_with_their_files() -> None:
    found = table("full", "Awaited", "Partner")
    (differ,) = [row for row in found if row["What is missing"] == "Texts differ under Action: to be settled"]
    assert "(council.xlsx)" in differ["What is known of it"]
    waiting = [row for row in found if row["What is missing"].startswith("To check")]
    assert {row["Indicator"].split()[0] for row in waiting} >= {"P1-01", "P1-06"}
    assert any(row["What is known of it"].endswith("In late.xlsx.") for row in waiting)


def test_a_figure_that_is_not_to_come_is_told_apart_from_one_that_is_waited_for() -> None:
    book = building.full_book()
    measures = [building.plan().by_id[id] for id in ("P3-05.adults", "P3-06.under-18s")]
    none, late = Statement(blank=Blank.NOT_APPLICABLE), Statement(blank=Blank.LATE, date=date(2026, 12, 1))
    said = {m.uid: {"": {building.QUARTER: Stated(one)}} for m, one in zip(measures, (none, late), strict=True)}
    content = building.content_of(replace(book, figures={**book.figures, **said}))
    drawn = sheet_of(content, "Awaited").table
    assert drawn is not None
    found = {str(row[2])[:5]: row[4:] for row in drawn.rows if str(row[2]).startswith(("P3-05", "P3-06"))}
    assert found == {
        "P3-05": ("Not to come: figure", "Not applicable", "[z]"),
        "P3-06": ("Figure", "Late", date(2026, 12, 1)),
    }


def test_exceptions_name_who_answers_and_set_the_leads_judgement_beside_the_rating() -> None:
    found = table("full", "Exceptions", "Indicator and measure")
    (judged,) = [row for row in found if row["Indicator and measure"].startswith("P1-04")]
    assert judged["Rating"] == "Red: worse by more than 5%; lead's judgement: Amber"
    assert judged["Who answers for it"].endswith("Violence Reduction Unit; lead: Chief Inspector, Medway")
    (row,) = [row for row in table("full", "P1", "Indicator") if row["Measure"] == "Serious violent crime offences"]
    assert (row["Rating in words"], row["Lead's judgement"]) == ("Red: worse by more than 5%", "Amber")


def test_a_part_that_is_worse_says_that_its_indicator_is_not() -> None:
    status = building.full().status
    colours = {one.indicator.code: one.rating for one in status.indicators}
    for row in table("full", "Exceptions", "Indicator and measure"):
        code, word = row["Indicator and measure"].split()[0], row["Rating"].split(":")[0].lower()
        assert ("The indicator itself is" in row["Why"]) == (colours[code] != word)


def test_a_red_part_is_named_on_the_summary_and_only_who_supplies_it_says_why() -> None:
    base = building.plan()
    fires = base.by_id["P1-01.fires"]
    given = {
        building.QUARTER: Stated(Statement(value=building.figure("40"), rolling_year=building.figure("120"))),
        building.QUARTER.shifted(-4): Stated(Statement(rolling_year=building.figure("100"))),
    }
    said = {"patterns": "Off-road bikes.", "action": "Patrols on the estate."}
    about = (base.by_code["P1-01"].uid, building.QUARTER)
    book = Book(
        plan=base,
        quarter=building.QUARTER,
        figures={fires.uid: {"": given}},
        commentary={(*about, "Kent Police"): said, (*about, "KFRS"): {"patterns": "Bins."}},
    )
    content = building.content_of(book)
    whole = (
        "No indicator is red or amber of what is in (0 of 21, 1 more in part)."
        " Parts worse than their indicator: P1-01 Deliberate fires, red (20.0% above)."
    )
    assert whole in texts(sheet_of(content, "Summary"))
    assert "Charts" not in {sheet.name for sheet in sheets_of(PackView(content))}  # its bars would tell what is awaited
    hidden = tuple(
        replace(own, measures=tuple(replace(one, hidden=frozenset({"change"})) for one in own.measures))
        for own in PackView(content).of_priority(1)
    )
    assert worst(hidden) == whole.replace(" (20.0% above)", "")
    drawn = sheet_of(content, "Exceptions").table
    assert drawn is not None
    ((name, _, _, _, _, _, _, why, action, _),) = drawn.rows
    assert str(name).endswith("Deliberate fires")
    assert "KFRS: Bins." in str(why)
    assert "bikes" not in str(why)
    assert action == "No action is given"


def test_rows_are_only_said_to_be_of_parts_where_an_indicator_has_several_or_another_colour() -> None:
    base = building.plan()
    one = base.by_id["P3-05.adults"]
    book = Book(base, building.QUARTER, {one.uid: {"": {building.QUARTER: Stated(building.value("900"))}}})
    told = " ".join(str(line.text) for line in sheet_of(building.content_of(book), "Exceptions").lines)
    assert told == "Indicators: 1 red and 0 amber."
    assert "since the parts of an indicator are rated too" in lines("full", "Exceptions")


def test_changes_keep_what_came_late_apart_from_what_was_revised() -> None:
    found = table("full", "Changes", "Change")
    kinds = [row["Change"] for row in found]
    assert kinds == ["Received after issue", "Revised", "Revised", "Withdrawn", "Corrected"]
    late, _, rate, gone, _ = found
    assert (late["Told then"], late["Now"]) == ("awaited", 412)
    assert (rate["Told then"], rate["Now"], rate["Told in pack"]) == (139.5, 141.25, "2026-27-Q1-1")
    assert (gone["Told then"], gone["Now"], gone["Why"]) == (419, "withdrawn", "No reason is given")
    assert isinstance(late["Recorded on"], date | datetime)
    assert "P1-01.total: amber band 10%, 5% in the last pack." in lines("full", "Changes")


@pytest.mark.parametrize(("told", "now"), [("7", "3"), ("2", "9"), ("1", "4")])
def test_small_counts_told_then_and_now_are_masked(told: str, now: str) -> None:
    measure = building.plan().by_id["P1-06.cases"]
    change = ChangeTold(
        measure,
        CHANNEL,
        building.QUARTER.previous,
        ChangeKind.REVISED,
        channel(told),
        channel(now),
        f"{now} and not {told}",
        date(2026, 11, 1),
        "2026-27-Q1-1",
    )
    content = replace(building.almost_empty(), changes=(change,))
    drawn = sheet_of(content, "Changes").table
    assert drawn is not None
    (row,) = drawn.rows
    small = {"1", "2", "3", "4"}
    assert (row[5] == "<5", row[6] == "<5") == (told in small, now in small)
    assert row[7] == "[c]"
    exact = sheet_of(replace(content, exact_small_numbers=True), "Changes").table
    assert exact is not None
    assert "<5" not in exact.rows[0]


def test_late_texts_are_named_on_changes_without_their_words_and_their_reason_is_masked() -> None:
    late = TextsChanged(
        "P1-06",
        CHANNEL,
        building.QUARTER.previous,
        ChangeKind.RECEIVED_AFTER_ISSUE,
        ("Patterns and context", "Action"),
        "the 3 cases were told late",
        date(2026, 11, 1),
        "2026-27-Q1-1",
    )
    asked = replace(
        late, about="P1-01", partner="KFRS", kind=ChangeKind.REVISED, what=("Ask of the SEG",), why="late in Q1"
    )
    content = replace(building.almost_empty(), texts_changed=(asked, late))
    drawn = sheet_of(content, "Changes").table
    assert drawn is not None
    first, second = drawn.rows
    assert first[0] == "Received after issue"
    assert first[3:8] == ("Patterns and context, Action", CHANNEL, "no text", "a text", "[c]")
    assert (second[0], second[7]) == ("Revised", "late in Q1")
    summary = " ".join(line.text for line in sheet_of(content, "Summary").lines if isinstance(line.text, str))
    assert "Since packs were issued: 2 texts received after issue, 1 text revised; see Changes." in summary


def test_small_counts_among_sides_that_differ_and_in_reasons_to_check_are_masked() -> None:
    measure = building.plan().by_id["P1-06.cases"]
    sides = (
        SideTold(channel("3"), "Panel", date(2026, 11, 2), "a.xlsx"),
        SideTold(channel("8"), "Council", date(2026, 11, 3), "b.xlsx"),
    )
    content = replace(
        building.almost_empty(),
        differing=(DifferTold("P1-06", measure, CHANNEL, "statement", sides),),
        to_check=(ToCheckTold("P1-06.cases", CHANNEL, "It says 3, and 8 is stored.", "c.xlsx"),),
    )
    for name in ("Awaited", "P1"):
        text = texts(sheet_of(content, name))
        assert "<5 by Panel on 02 Nov 2026" in text
        assert "8 by Council on 03 Nov 2026" in text
        assert "3 by Panel" not in text
    assert "It says 3" not in texts(sheet_of(content, "Awaited"))


def test_an_action_or_progress_that_names_a_masked_number_is_told_to_the_coordinator() -> None:
    content = building.content_of(building.full_book())
    action = ActionTold("A1", "See to the three cases.", "Medway Council", date(2026, 10, 1), date(2026, 8, 20))
    warnings = PackView(replace(content, actions=(action,))).warnings
    assert any(text.startswith("Action A1 holds a small number") for text in warnings)
    assert not PackView(replace(content, actions=(action,), exact_small_numbers=True)).warnings


def test_statements_are_told_in_full_where_they_are_more_than_one_figure() -> None:
    measure = building.plan().by_id["P1-01.total"]
    year = Statement(rolling_year=building.figure("5208"), rolling_year_prior=building.figure("4802"))
    late = Statement(blank=Blank.LATE, date=date(2026, 12, 1))
    sides = (SideTold(year, "", date(2026, 11, 2), ""), SideTold(late, "", date(2026, 11, 3), ""))
    content = replace(
        building.almost_empty(), differing=(DifferTold("P1-01", measure, "Kent Police", "statement", sides),)
    )
    text = texts(sheet_of(content, "Awaited"))
    assert "Rolling year 5,208 (before: 4,802) on 02 Nov 2026" in text
    assert "no figure: late, promised by 01 Dec 2026 on 03 Nov 2026" in text


def test_a_second_issue_says_what_it_replaces_and_why_and_every_sheet_which_it_is() -> None:
    cover = lines("issued", "Cover")
    assert "Issued on 25 November 2026 by Coordinator. This is issue 2." in cover
    assert "It replaces pack 2026-27-Q2-1, issued on 18 November 2026, because: late figures came in." in cover
    assert "meeting on 3 December 2026" in cover
    for name in grids("issued"):
        assert name == "Cover" or "issued 25 Nov 2026, issue 2." in lines("issued", name)


def test_commentary_hears_each_partner_out_before_the_next() -> None:
    for number in (1, 2, 3, 4):
        found = [(row["Indicator"], row["From"]) for row in table("full", f"Commentary P{number}", "Indicator")]
        runs = [pair for place, pair in enumerate(found) if place == 0 or found[place - 1] != pair]
        assert len(runs) == len(set(runs))


def test_every_figure_on_the_sheets_of_priorities_is_the_stores() -> None:
    """Each number in the columns of figures is one that a second reader finds equal to the assessed status."""
    content = building.full()
    compared = 0
    for priority in content.status.plan.priorities:
        found = {
            (row["Indicator"].split()[0], row["Measure"]): row
            for row in table("full", f"P{priority.number}", "Indicator")
        }
        for status in content.status.of_priority(priority.number):
            for one in status.measures:
                row = found.get((status.indicator.code, one.measure.title))
                if row is None or one.measure.sensitive:
                    continue
                for heading, value in (
                    ("Figure compared", one.comparison.compared),
                    ("Against", one.comparison.comparator),
                    ("Change", one.comparison.change),
                ):
                    if isinstance(row[heading], float) and value is not None:
                        exact = Decimal(value.numerator) / Decimal(value.denominator)
                        assert abs(Decimal(repr(row[heading])) - exact) < Decimal("1e-9")
                        compared += 1
                    else:
                        assert (value is None) == str(row[heading]).startswith("[")
    assert compared > 60


def test_a_priority_without_indicators_tells_how_many_deliverables_were_reported_on() -> None:
    content = building.without_indicators()
    note = DeliverableTold(content.status.plan.deliverables[0], content.status.quarter, "Work has begun.", "Lead")
    text = texts(sheet_of(replace(content, deliverables=(note,)), "Summary"))
    assert "The plan has no indicators here. Progress was reported on 1 of " in text
    assert "Nothing is red or amber." not in text


def test_a_headline_agreed_by_somebody_with_a_very_long_title_still_fits_its_row() -> None:
    book = replace(building.full_book(), headlines={1: Headline("All is well.", "Head of " * 4000)})
    assert (drawn := sheet_of(building.content_of(book), "Commentary P1").table) is not None
    assert len(str(drawn.rows[0][1])) < 80


@pytest.mark.parametrize(("sensitive", "three"), [(False, Number(Fraction(3))), (True, "[c]")])
def test_the_parts_of_a_sum_are_rows_of_their_own_and_small_ones_are_masked(sensitive: bool, three: Value) -> None:
    base = building.plan()
    measure = replace(
        base.by_id["P1-06.cases"],
        combine=Combine.SUM,
        suppliers=(CHANNEL, "KFRS", "Kent Police"),
        sensitive=sensitive,
    )
    indicator = replace(base.by_code["P1-06"], measures=(measure,))
    plan = replace(base, indicators=tuple(indicator if i.code == "P1-06" else i for i in base.indicators))
    blank = Statement(blank=Blank.RESTRICTED)
    parts = {partner: {building.QUARTER: Stated(said)} for partner, said in ((CHANNEL, channel("3")), ("KFRS", blank))}
    book = Book(plan=plan, quarter=building.QUARTER, figures={measure.uid: parts})
    drawn = sheet_of(building.content_of(book), "P1").table
    assert drawn is not None
    told = {str(row[1]).partition("the part of ")[2]: (row[4], row[-1]) for row in drawn.rows}
    assert told[CHANNEL] == (three, "Received: a part of the figure above.")
    assert told["KFRS"] == ("[c]", "No figure, with its reason: a part of the figure above.")
    assert told["Kent Police"] == ("[x]", "Awaited: a part of the figure above.")
