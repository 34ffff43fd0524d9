"""The form in Excel: what may be typed where, what it counts, what it remembers, and that it reads back as it was."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from csp_tui.desk import asking, entering, forms
from csp_tui.desk.contacts import keep_contact
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Comparator
from csp_tui.domain.quarters import Quarter
from csp_tui.plans.loading import load_plan
from csp_tui.returns.content import MeasureRow
from csp_tui.returns.layout import (
    GRIDS,
    META,
    NOT_APPLICABLE,
    PER_CENT_FORMAT,
    RETURN,
    RETURN_GRID,
    STATE,
    property_name,
)
from csp_tui.returns.reading import read_return
from csp_tui.returns.records import Return
from csp_tui.returns.rules import rule_of
from csp_tui.returns.wording import what_is_counted
from csp_tui.workbooks.finishing import _with_results

Q2 = Quarter.parse("2026-27-Q2")
A3_AT_SEVEN_TENTHS = 292  # digits of 12 point in a line


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(str(tmp_path / "csp.db"), by="Ann", today=date(2026, 11, 21)) as opened_desk:
        yield opened_desk


def said(desk: Desk, measure: str, entry: Entry) -> None:
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure(measure), None, entry)


def commented(desk: Desk, code: str, partner: str) -> None:
    book = open_book(desk, Q2)
    entering.comment(desk, book, book.plan.indicator(code), partner, {"patterns": "Two wards, in August."})


def form_of(desk: Desk, folder: Path, partner: str) -> Path:
    return forms.issue_forms(desk, Q2, folder, partner=partner).forms[0].path


def opened(path: Path) -> Workbook:
    return load_workbook(io.BytesIO(path.read_bytes()))


def visible(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def cells(sheet: Worksheet, heading: str) -> dict[str, Cell]:
    """The cells under a heading by the id of their row."""
    rows = list(sheet.iter_rows())
    top = next(index for index, row in enumerate(rows) if row[0].value == "Measure")
    column = next(index for index, cell in enumerate(rows[top]) if cell.value == heading)
    found = {str(row[0].value): row[column] for row in rows[top + 1 :]}
    return {id: cell for id, cell in found.items() if isinstance(cell, Cell)}


def read(path: Path) -> Return:
    found = read_return(path, load_plan())
    assert isinstance(found, Return), found
    return found


def test_every_cell_to_fill_is_unlocked_and_says_what_belongs_there(desk: Desk, tmp_path: Path) -> None:
    book = opened(form_of(desk, tmp_path, "Kent Police"))
    for sheet in visible(book):
        assert sheet.protection.sheet
        assert not sheet.protection.password
        rules = sheet.data_validations.dataValidation
        for cell in (c for row in sheet.iter_rows() for c in row if not c.protection.locked):
            rule = next(r for r in rules if cell.coordinate in r.sqref)
            assert rule.prompt
            assert rule.error
            assert rule.allow_blank
            assert rule.errorStyle in (None, "stop")


def test_a_prompt_fits_where_excel_shows_it_for_every_measure_of_the_plan() -> None:
    for measure in load_plan().measures:
        for field in RETURN_GRID.entries.values():
            rule = rule_of(measure, field, Q2)
            if rule is not None:
                assert len(rule.prompt) <= 255, (measure.id, field, rule.prompt)
                assert len(rule.error) <= 255, (measure.id, field, rule.error)
                assert len(rule.title) <= 32
                assert len(rule.formula) <= 255


def test_a_row_for_words_has_no_figure_cells_and_a_count_no_numerator(desk: Desk, tmp_path: Path) -> None:
    sheet = opened(form_of(desk, tmp_path, "Kent Police"))[RETURN]
    figure, above = cells(sheet, "Figure"), cells(sheet, "Numerator")
    for cell in (figure["P1-01.report"], above["P1-01.report"], above["P1-01.total"]):
        assert cell.value == NOT_APPLICABLE
        assert cell.protection.locked
    assert not figure["P1-01.total"].protection.locked
    assert not above["P2-01.outcomes"].protection.locked


def test_a_column_that_no_measure_of_the_form_has_is_left_out(desk: Desk, tmp_path: Path) -> None:
    sheet = opened(form_of(desk, tmp_path, "KFRS"))[RETURN]
    headings = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "Figure" in headings
    assert "Numerator" not in headings


def test_a_percent_cell_shows_its_unit_and_takes_no_part_of_one(desk: Desk, tmp_path: Path) -> None:
    sheet = opened(form_of(desk, tmp_path, "Kent Police"))[RETURN]
    cell = cells(sheet, "Figure")["P2-01.outcomes"]
    assert cell.number_format == PER_CENT_FORMAT
    rule = next(r for r in sheet.data_validations.dataValidation if cell.coordinate in r.sqref)
    assert ">=1" in rule.formula1
    assert "0.63" in rule.error


def test_the_line_at_the_top_counts_what_is_still_empty(desk: Desk, tmp_path: Path) -> None:
    before = CalamineWorkbook.from_path(form_of(desk, tmp_path / "before", "KFRS")).get_sheet_by_name(RETURN)
    said(desk, "P1-01.fires", Entry(value="61"))
    said(desk, "P1-01.derelict", Entry(blank="late", date="2026-12-01"))
    book = open_book(desk, Q2)
    entering.comment(desk, book, desk.plan.indicator("P1-12"), "KFRS", {"patterns": "Two more."})
    after = CalamineWorkbook.from_path(form_of(desk, tmp_path / "after", "KFRS")).get_sheet_by_name(RETURN)
    lines = [next(str(r[0]) for r in s.to_python() if "empty" in str(r[0])) for s in (before, after)]
    assert lines[0] == "Still empty: 2 here, 2 on Commentary, 2 on Sign-off."
    assert lines[1] == "Still empty: 0 here, 1 on Commentary, 2 on Sign-off."


def test_the_line_at_the_top_counts_the_questions_that_have_no_answer(desk: Desk, tmp_path: Path) -> None:
    asking.ask(desk, Q2, desk.plan.measure("P1-01.fires"), None, "Why so many?")
    asking.add_action(desk, "Bring a plan.", "KFRS", "2026-12-15")
    path = form_of(desk, tmp_path / "forms", "KFRS")
    assert "Still empty: 2 here, 2 on Commentary, 2 on Questions, 2 on Sign-off." in _texts(path)
    answers = next(row for row in opened(path)["Questions"].iter_rows() if row[0].value == "Reference")
    column = next(cell.column_letter for cell in answers if cell.value == "Your answer")
    formula = next(str(row[0].value) for row in opened(path)[RETURN].iter_rows() if str(row[0].value)[:4] == "=IF(")
    assert f'Questions!${column}:${column},"")' in formula


def test_the_widest_form_can_be_read_on_an_a3_page(desk: Desk, tmp_path: Path) -> None:
    asking.ask(desk, Q2, desk.plan.measure("P2-01.offences"), None, "Why so many?")
    for scope in ({"partner": "Kent Police"}, {"priority": 2}):
        sheet = opened(forms.issue_forms(desk, Q2, tmp_path, **scope).forms[0].path)[RETURN]
        assert sheet.page_setup.fitToWidth == 1
        assert sum(column.width for column in sheet.column_dimensions.values()) <= A3_AT_SEVEN_TENTHS


def test_whose_row_it_is_stands_beside_its_id_where_several_partners_fill_a_form(desk: Desk, tmp_path: Path) -> None:
    for scope, place in (({"priority": 2}, 1), ({"partner": "Kent Police"}, -1)):
        sheet = opened(forms.issue_forms(desk, Q2, tmp_path, **scope).forms[0].path)[RETURN]
        headings = next([c.value for c in row] for row in sheet.iter_rows() if row[0].value == "Measure")
        assert headings[place] == "Partner"


def test_a_figure_beside_the_plan_is_a_number_where_it_reads_back_as_it_was_typed(desk: Desk, tmp_path: Path) -> None:
    book = open_book(desk, Q2)
    for label, value in (
        ("Deployments", "31"),
        ("Hours", "7.25"),
        ("Fines", "1,204"),
        ("Rank", "08"),
        ("Rate", "2.50"),
    ):
        entering.figure(desk, book, desk.plan.indicator("P2-02"), "Kent Police", label, value)
    path = form_of(desk, tmp_path, "Kent Police")
    held = {row[3].value: row[4].value for row in opened(path)["Other figures"].iter_rows(min_row=4) if row[4].value}
    assert held == {"Deployments": 31, "Hours": 7.25, "Fines": "1,204", "Rank": "08", "Rate": "2.50"}
    found = read(path)
    assert found.content_hash == found.written_hash
    for item in found.items:
        (head,) = desk.store.heads(desk.partnership, item.subject)
        assert item.content == head.content


def test_both_indicators_that_ask_the_same_say_for_which_area(desk: Desk, tmp_path: Path) -> None:
    counted = cells(opened(form_of(desk, tmp_path, "Interventions Alliance"))[RETURN], "What is counted")
    assert {id.partition(".")[0] for id in counted} == {"P2-04", "P4-07"}
    for id, cell in counted.items():
        here, there = ("Medway", "P4-07") if id.startswith("P2") else ("Kent", "P2-04")
        assert f"Area: {here}. The plan asks this twice" in str(cell.value)
        assert f"in {there} for" in str(cell.value)


def test_the_rolling_year_is_asked_for_where_the_rating_goes_by_it(desk: Desk, tmp_path: Path) -> None:
    rules = {m.id: rule_of(m, "rolling_year", Q2) for m in desk.plan.measures}
    assert "which the rating goes by" in getattr(rules["P1-01.total"], "prompt", "")
    assert "if you have them" in getattr(rules["P1-05.notices"], "prompt", "")
    keep_contact(desk, {"name": "Ann", "partner": "Medway Council", "email": "ann@example.org", "rows": "P1-05"})
    police, health = (
        " ".join(_texts(form_of(desk, tmp_path, partner))) for partner in ("Kent Police", "Public Health")
    )
    assert "compares it with the 12 months before" in police
    assert "Where a row says so, give the" in police
    assert "Give the rolling year and the year before too: the rating goes by them." in police
    assert "To write" in _texts(form_of(desk, tmp_path, "KFRS"))
    assert "Questions: Ann, ann@example.org." in police
    assert "rolling year and the year before too" not in health
    assert "12 months before" not in health
    assert "Where a row says so" not in health


@pytest.mark.parametrize("empty", [b"<v/>", b"<v />", b"<v></v>"])
def test_what_a_formula_gives_stands_beside_it_however_the_xml_writer_writes_nothing(empty: bytes) -> None:
    part = _with_results(b'<c r="A3" s="5"><f>1&amp;"a"</f>%s</c>' % empty, {"A3": "1a"})
    assert part == b'<c r="A3" s="5" t="str"><f>1&amp;"a"</f><v>1a</v></c>'


def test_an_empty_form_says_nothing(desk: Desk, tmp_path: Path) -> None:
    for partner in desk.plan.partners:
        found = read(form_of(desk, tmp_path / partner, partner))
        assert not found.items
        assert not found.unread
        assert not found.unknown
        assert not found.emptied
        assert found.partner == partner


def test_what_is_prefilled_reads_back_as_it_stands_with_its_revision(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.total", Entry(value="about 1,400", provisional=True, period_to="2026-08-31", area="Medway"))
    said(desk, "P2-01.outcomes", Entry(numerator="204", denominator="318", prior="62.5"))
    said(desk, "P1-03.patrols", Entry(value="612.75", rolling_year="2400.5", rolling_year_prior="2300"))
    said(desk, "P3-01.closed", Entry(blank="late", date="2026-12-01"))
    book = open_book(desk, Q2)
    texts = {"patterns": "=1+1\nSecond line", "ask": "+44 is no sum", "action": "_x0041_"}
    entering.comment(desk, book, desk.plan.indicator("P1-01"), "Kent Police", texts)
    entering.figure(desk, book, desk.plan.indicator("P2-02"), "Kent Police", "Deployments", "<5", "7")
    found = read(form_of(desk, tmp_path, "Kent Police"))
    assert found.content_hash == found.written_hash
    for item in found.items:
        (head,) = desk.store.heads(desk.partnership, item.subject)
        assert item.content == head.content
    assert len(found.items) == 8


def test_a_return_names_itself_alike_in_its_hidden_sheet_and_its_properties(desk: Desk, tmp_path: Path) -> None:
    book = opened(form_of(desk, tmp_path, "KFRS"))
    hidden = {str(row[0].value): row[1].value for row in book[META].iter_rows() if row[1].value}
    properties = {p.name: p.value for p in book.custom_doc_props.props}  # type: ignore[attr-defined]
    assert book[META].sheet_state == "veryHidden"
    for key in ("format", "partnership", "plan", "plan_version", "quarter", "partner", "form", "content"):
        assert hidden[key]
        assert properties[property_name(key)] == hidden[key]


def test_two_forms_for_the_same_partner_are_two(desk: Desk, tmp_path: Path) -> None:
    first, second = (read(form_of(desk, tmp_path / name, "KFRS")) for name in ("a", "b"))
    assert first.form != second.form
    assert first.content_hash == second.content_hash


def test_a_priority_form_keeps_partners_apart(desk: Desk, tmp_path: Path) -> None:
    said(desk, "P1-01.fires", Entry(value="61"))
    path = forms.issue_forms(desk, Q2, tmp_path, priority=1).forms[0].path
    found = read(path)
    assert found.partner is None
    assert [(i.measure, i.returned_for) for i in found.items] == [("P1-01.fires", "KFRS")]
    formulas = [
        str(c.value) for row in opened(path)[RETURN].iter_rows() for c in row if str(c.value).startswith("=IF(")
    ]
    assert any('"Kent Police"' in formula for formula in formulas)
    commented(desk, "P1-01", "Kent Police")
    path = forms.issue_forms(desk, Q2, tmp_path / "again", priority=1).forms[0].path
    told = load_workbook(io.BytesIO(path.read_bytes()), data_only=True)[RETURN]
    states = {id: cell.value for id, cell in cells(told, STATE).items()}
    assert (states["P1-01.report"], states["P1-01.kfrs-report"]) == ("Filled in", "Optional")


def test_questions_and_actions_stand_on_the_form_until_they_are_settled(desk: Desk, tmp_path: Path) -> None:
    question = asking.ask(desk, Q2, desk.plan.measure("P1-01.fires"), None, "Why so many?")
    action = asking.add_action(desk, "Bring a plan.", "KFRS", "2026-12-15")
    form = form_of(desk, tmp_path / "a", "KFRS")
    assert read(form).unread == ()
    texts = "\n".join(_texts(form))
    assert "Why so many?" in texts
    assert "Bring a plan." in texts
    assert "Questions" not in opened(form_of(desk, tmp_path / "b", "Public Health")).sheetnames
    asking.answer(desk, Q2, question.reference, "A hot summer.")
    asking.finish_action(desk, action.reference)
    assert "Questions" not in opened(form_of(desk, tmp_path / "c", "KFRS")).sheetnames


def _texts(path: Path) -> list[str]:
    book = CalamineWorkbook.from_path(path)
    return [str(c) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row]


def test_last_quarter_stands_beside_the_cells(desk: Desk, tmp_path: Path) -> None:
    book = open_book(desk, Q2.previous)
    rough = Entry(value="1,204", rolling_year="5208", rolling_year_prior="4802")
    entering.enter(desk, book, desk.plan.measure("P1-01.total"), None, rough)
    path = form_of(desk, tmp_path, "Kent Police")
    sheet = opened(path)[RETURN]
    assert cells(sheet, "Last quarter")["P1-01.total"].value == 1204
    assert cells(sheet, "Rating last quarter")["P1-01.total"].value == "Red"
    assert cells(sheet, "Rating last quarter")["P2-01.offences"].value == NOT_APPLICABLE
    assert read(path).unread == ()  # what only tells is no answer


def test_headings_are_told_apart_in_every_table() -> None:
    for grid in GRIDS:
        assert not set(grid.ids) & set(grid.entries)
        assert len(set(grid.entries.values())) == len(grid.entries)


def test_what_is_counted_says_which_time_and_what_is_above_and_below() -> None:
    plan = load_plan()

    def words(measure: str) -> str:
        return what_is_counted(MeasureRow(plan.measure(measure), "", ""), Q2)

    assert "Number of incidents, Jul to Sep 2026." in words("P1-01.total")
    assert "as it stood on 30 September 2026" in words("P1-02.buildings")
    assert "Numerator: offences with an arrest." in words("P2-01.arrest-rate")
    assert "write on the sheet Commentary" in words("P1-01.report")
    assert "Area: Kent." in words("P4-07.referrals")


def test_a_row_with_a_target_and_a_rolling_year_says_which_gives_the_colour() -> None:
    total = load_plan().by_id["P1-01.total"]
    both = replace(total, target=Decimal(90), comparators=(*total.comparators, Comparator.TARGET))
    asked = what_is_counted(MeasureRow(both, "Kent Police", ""), Quarter(2026, 2))
    assert "Rated by the rolling year before; shown beside the target, 90." in asked
    by_target = replace(both, rated_by=Comparator.TARGET)
    asked = what_is_counted(MeasureRow(by_target, "Kent Police", ""), Quarter(2026, 2))
    assert "Rated by the target, 90; shown beside the rolling year before." in asked
    assert "Rated by" not in what_is_counted(MeasureRow(total, "Kent Police", ""), Quarter(2026, 2))
