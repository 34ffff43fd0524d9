"""What the lead of a priority writes travels on forms and returns: the headline paragraph, and progress."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from csp_tui.desk import entering
from csp_tui.desk.asking import add_action
from csp_tui.desk.deliverables import note, progress_of
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.desk.submitting import submit
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.layout import COMMENTARY, LED, META, QUESTIONS
from csp_tui.returns.reading import read_returns
from csp_tui.returns.summary import MergeSummary
from tests.desk.conftest import TODAY

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
_TEXT, _AGREED = 4, 5  # columns of the lead's sheet


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_desk(str(tmp_path / "csp.db"), by="Ann", today=TODAY)


def form_of(desk: Desk, folder: Path, quarter: Quarter = Q2, priority: int = 1) -> Path:
    return issue_forms(desk, quarter, folder / "out", priority=priority).forms[0].path


def texts_of(path: Path, sheet: str) -> list[str]:
    workbook = load_workbook(io.BytesIO(path.read_bytes()))
    return [str(cell) for row in workbook[sheet].iter_rows(values_only=True) for cell in row if cell is not None]


def write(path: Path, said: Mapping[str, str], agreed: str | None = None, *, stripped: bool = False) -> Path:
    """Fill the lead's sheet as a spreadsheet does: the text of an item, and who agreed the headline."""
    workbook = load_workbook(path)
    for row in workbook[LED].iter_rows():
        if row[0].value in said:
            row[_TEXT - 1].value = said[str(row[0].value)]
            if agreed is not None and str(row[0].value).startswith("Priority"):
                row[_AGREED - 1].value = agreed
    if stripped:
        del workbook[META]
    workbook.save(path)
    return path


def take_in(desk: Desk, path: Path) -> MergeSummary:
    return merge(desk, read_returns([path], desk.plan, Q2))


def test_a_lead_s_form_comes_back_with_the_headline_and_progress(desk: Desk, tmp_path: Path) -> None:
    form = form_of(desk, tmp_path)
    write(form, {"Priority 1": "A calm quarter", "P1-D02": "Patrols began"}, "Head of Safer Communities, 20 November")
    summary = take_in(desk, form)
    assert summary.statements.current == 2
    headline = open_book(desk, Q2).headlines[1]
    assert (headline.text, headline.agreed_by) == ("A calm quarter", "Head of Safer Communities, 20 November")
    noted = progress_of(desk, Q2, "P1-D02").note
    assert noted is not None
    assert noted.text == "Patrols began"


def test_what_stands_already_is_on_the_form_and_untouched_it_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    entering.headline(desk, open_book(desk, Q2), 1, "A calm quarter", "the lead")
    note(desk, Q2, "P1-D01", "Begun")
    note(desk, Q1, "P1-D02", "Agreed in May")
    form = form_of(desk, tmp_path)
    texts = texts_of(form, LED)
    assert {"A calm quarter", "the lead", "Begun", "Agreed in May"} <= set(texts)
    counts = take_in(desk, write(form, {})).statements
    assert (counts.current, counts.conflict, counts.equal) == (0, 0, 2)


def test_a_lead_s_own_return_carries_both(desk: Desk, tmp_path: Path) -> None:
    with open_desk(str(tmp_path / "lead.db"), by="Bea", today=TODAY) as lead:
        entering.headline(lead, open_book(lead, Q2), 3, "Fewer in treatment", "Director of Public Health")
        note(lead, Q2, "P3-D01", "Pathway agreed")
        sent = submit(lead, Q2, tmp_path / "sent", priority=3).path
    take_in(desk, sent)
    assert open_book(desk, Q2).headlines[3].text == "Fewer in treatment"
    noted = progress_of(desk, Q2, "P3-D01").note
    assert noted is not None
    assert (noted.text, noted.by) == ("Pathway agreed", "Bea")


def test_a_form_without_its_marks_is_read_by_what_stands_in_its_rows(desk: Desk, tmp_path: Path) -> None:
    form = write(form_of(desk, tmp_path), {"Priority 1": "A calm quarter", "P1-D02": "Begun"}, stripped=True)
    take_in(desk, form)
    assert open_book(desk, Q2).headlines[1].text == "A calm quarter"
    assert progress_of(desk, Q2, "P1-D02").note is not None


def test_an_agreement_without_a_headline_is_to_check(desk: Desk, tmp_path: Path) -> None:
    form = form_of(desk, tmp_path)
    workbook = load_workbook(form)
    row = next(row for row in workbook[LED].iter_rows() if row[0].value == "Priority 1")
    row[_AGREED - 1].value = "the lead"
    workbook.save(form)
    summary = take_in(desk, form)
    assert summary.statements.to_check == 1
    assert 1 not in open_book(desk, Q2).headlines


def test_the_form_of_a_partner_asks_for_neither(desk: Desk, tmp_path: Path) -> None:
    path = issue_forms(desk, Q2, tmp_path / "out", partner="KFRS").forms[0].path
    assert LED not in load_workbook(path).sheetnames


def test_what_was_asked_of_the_group_and_what_it_decided_stand_on_the_next_forms(desk: Desk, tmp_path: Path) -> None:
    long = {"patterns": "Context. " * 80, "ask": "Agree a second CCTV van"}
    entering.comment(desk, open_book(desk, Q1), desk.plan.indicator("P1-01"), "KFRS", long)
    add_action(desk, "Map the estates", "KFRS", "2026-12-01")
    path = issue_forms(desk, Q2, tmp_path / "out", partner="KFRS").forms[0].path
    assert any("Ask of the SEG: Agree a second CCTV van" in text for text in texts_of(path, COMMENTARY))
    assert "Map the estates" in texts_of(path, QUESTIONS)
