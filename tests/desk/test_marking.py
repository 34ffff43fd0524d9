"""The protective marking: set by the plan or the settings, and on all that is made: sheets, pages, properties."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_tui.desk.configuring import change_setting, options_of, setting
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.issuing import issue
from csp_tui.desk.opening import Desk
from csp_tui.desk.publishing import publish
from csp_tui.desk.submitting import submit
from csp_tui.desk.yearly import year
from csp_tui.domain.marking import MADE_UP_MARKING, MarkingError, at_least_sensitive, read_marking
from csp_tui.domain.measures import PlanError
from csp_tui.packs.beside import Beside
from csp_tui.plans.loading import load_plan, plan_as_json, plan_from_text
from tests.desk.quarters import Q2, a_red_quarter

HANDLED = "OFFICIAL-SENSITIVE, PERSONAL DATA"


def words_above(workbook: Workbook) -> dict[str, str]:
    """What stands in the first lines of each sheet that is seen."""
    return {
        sheet.title: " ".join(str(row[0].value or "") for row in sheet.iter_rows(max_row=12))
        for sheet in workbook.worksheets
        if sheet.sheet_state == "visible"
    }


def header_of(sheet: Worksheet) -> str:
    assert sheet.oddHeader is not None
    return str(sheet.oddHeader.center.text)


def assert_marked(path: Path, marking: str) -> None:
    workbook = load_workbook(path)
    assert workbook.properties.keywords == marking
    for sheet in workbook.worksheets:
        assert header_of(sheet) == marking, sheet.title
    for name, words in words_above(workbook).items():
        assert marking in words, name


@pytest.mark.parametrize("typed", ["official-sensitive, personal data", "OFFICIAL SENSITIVE: Personal  Data"])
def test_everything_that_is_made_bears_the_marking_that_is_set(desk: Desk, tmp_path: Path, typed: str) -> None:
    assert change_setting(desk, "marking", typed).value == HANDLED
    a_red_quarter(desk)
    pack = export_pack(desk, Q2, tmp_path, beside=Beside(briefing=True))
    assert_marked(pack.path, HANDLED)
    assert_marked(submit(desk, Q2, tmp_path, partner="Kent Police").path, HANDLED)
    assert_marked(issue_forms(desk, Q2, tmp_path, partner="KFRS").forms[0].path, HANDLED)
    assert_marked(year(desk, tmp_path).path, HANDLED)
    briefing = Document(str(pack.files[1]))
    assert briefing.core_properties.keywords == HANDLED
    assert HANDLED in briefing.sections[0].footer.paragraphs[0].text
    assert HANDLED in briefing.paragraphs[1].text


def test_a_pack_with_exact_small_numbers_is_sensitive_and_a_public_copy_bears_no_marking(
    desk: Desk, tmp_path: Path
) -> None:
    a_red_quarter(desk)
    assert_marked(issue(desk, Q2, tmp_path, exact=True).path, "OFFICIAL-SENSITIVE")
    change_setting(desk, "marking", "OFFICIAL-SENSITIVE")
    public = publish(desk, Q2, tmp_path).path
    assert_marked(public, "PUBLIC COPY")
    held = "\n".join(
        str(cell.value) for sheet in load_workbook(public).worksheets for row in sheet.iter_rows() for cell in row
    )
    assert "OFFICIAL" not in held


def test_the_plan_says_the_marking_and_the_settings_go_before_it(desk: Desk) -> None:
    assert setting(desk, "marking").value == "OFFICIAL"
    desk.plan = plan_from_text(_plan_marked("official-sensitive"))
    assert (setting(desk, "marking").value, setting(desk, "marking").default) == ("OFFICIAL-SENSITIVE", True)
    assert [value for value, _ in options_of(desk, "marking")] == ["OFFICIAL", "OFFICIAL-SENSITIVE"]


def _plan_marked(marking: str) -> str:
    return json.dumps({**json.loads(plan_as_json(load_plan())), "marking": marking})


def test_a_marked_plan_is_another_version_and_says_it_when_it_is_read_again() -> None:
    marked = plan_from_text(_plan_marked(HANDLED))
    assert plan_from_text(plan_as_json(marked)) == marked
    assert marked.version != load_plan().version
    assert plan_from_text(_plan_marked("OFFICIAL")).version == load_plan().version
    with pytest.raises(PlanError, match="has a marking that is none"):
        plan_from_text(_plan_marked("SECRET"))


@pytest.mark.parametrize(
    "typed", ["SECRET", "TOP SECRET", "private", "OFFICIAL\x1b[2J", "OFFICIAL, ", f"OFFICIAL, {'A' * 41}", "=OFFICIAL"]
)
def test_what_is_no_marking_is_refused_with_those_there_are(desk: Desk, typed: str) -> None:
    with pytest.raises(MarkingError, match="type OFFICIAL or OFFICIAL-SENSITIVE"):
        read_marking(typed)


def test_exact_numbers_keep_how_to_handle_them_and_what_is_made_up_stays_so() -> None:
    assert at_least_sensitive("OFFICIAL, PERSONAL DATA") == HANDLED
    assert at_least_sensitive(MADE_UP_MARKING) == MADE_UP_MARKING
    assert read_marking(MADE_UP_MARKING) == MADE_UP_MARKING


def test_an_ampersand_in_the_marking_is_printed_as_one(desk: Desk, tmp_path: Path) -> None:
    change_setting(desk, "marking", "OFFICIAL-SENSITIVE, HR & LEGAL")
    a_red_quarter(desk)
    packed = export_pack(desk, Q2, tmp_path).path.read_bytes()
    assert (
        header_of(load_workbook(io.BytesIO(packed)).worksheets[0]) == "OFFICIAL-SENSITIVE, HR && LEGAL"
    )  # as a header writes one
