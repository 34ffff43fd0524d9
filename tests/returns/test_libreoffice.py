"""The form in a real LibreOffice: filled at its keyboard, sorted, cut, saved, and taken in by the real program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Csp, csp, database
from tests.returns.libreoffice import Office, opened_office

__all__ = ["csp", "database"]

pytestmark = pytest.mark.long

POLICE = "Kent Police"
OUTCOMES, ARRESTS, INTERVIEWS = "P2-01.outcomes", "P2-01.arrest-rate", "P2-01.interview-rate"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(tmp_path_factory.mktemp("libreoffice") / "profile") as opened:
        yield opened


@pytest.fixture
def form(csp: Csp) -> Path:
    """The form of Kent Police, as it went out from here."""
    return Path(csp("form", "--partner", POLICE, "--json").document["files"][0]).resolve()


def shown(csp: Csp, measure: str) -> Any:
    return csp("show", measure, "--json").document


def counts(told: Any) -> dict[str, int]:
    """How many statements came to what, without what did not happen."""
    return {outcome: number for outcome, number in told.document["statements"].items() if number}


def test_a_form_typed_sorted_and_cut_in_libreoffice_merges_by_id_with_the_right_figures(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    office.open(form)
    office.type_all(
        {
            "P1-01.total": {"Figure": "1,204", "Rolling year": "5208", "Rolling year before": "4802"},
            "P1-03.patrols": {"Figure": "about 612", "Provisional": "yes", "Period to": "31/08/2026"},
            ARRESTS: {"Numerator": "204", "Denominator": "318", "Extracted on": "2/10/2026"},
            "P2-01.offences": {"Figure": "<5"},
            "P3-01.closed": {"Blank reason": "late", "Date promised or milestone date": "1/12/2026"},
        }
    )
    office.type_all({"P1-01": {"Patterns and context": "Two wards, in August."}}, "Commentary")
    office.type_all({"Filled in by": {"Name and role": "Sam, analyst"}}, "Sign-off")
    office.unprotect()
    office.sort("Measure")
    office.delete_row("P1-02.police-report")
    ids = [id for id in office.first_column() if id.startswith("P")]
    assert ids == sorted(ids, reverse=True)
    assert office.shown("P1-01.total", "Figure") == "1,204"
    office.save(tmp_path / "back.xlsx")

    told = csp("merge", "back.xlsx", "--json")
    assert (told.status, counts(told)) == (0, {"current": 6})
    assert shown(csp, "P1-01")["value"] == "1204"
    assert shown(csp, "P1-01")["comparator"] == "4802"
    patrols = shown(csp, "P1-03.patrols")
    assert (patrols["value"], patrols["qualifier"]) == ("612", "about")
    assert (patrols["provisional"], patrols["period_to"]) == (True, "2026-08-31")
    arrests = shown(csp, ARRESTS)
    assert (arrests["numerator"], arrests["denominator"]) == ("204", "318")
    offences = shown(csp, "P2-01.offences")
    assert (offences["value"], offences["qualifier"]) == ("5", "below")
    assert shown(csp, "P3-01.closed")["blank_reason"] == "late"


def test_a_percentage_is_typed_as_63_and_its_cell_refuses_the_per_cent_sign_and_the_part_of_one(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    office.open(form)
    assert office.type(OUTCOMES, "Figure", "63") == "63.0 per cent"
    assert office.type(ARRESTS, "Figure", "63%") == ""
    assert office.type(INTERVIEWS, "Figure", "0.63") == ""
    office.save(tmp_path / "back.xlsx")
    assert counts(csp("merge", "back.xlsx", "--json")) == {"current": 1}
    assert shown(csp, OUTCOMES)["value"] == "63"


def test_63_per_cent_and_a_part_of_one_are_asked_about_where_they_got_past_the_cells_rule(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    office.open(form)
    for measure, pasted in ((ARRESTS, "63%"), (INTERVIEWS, "0.63")):
        assert office.paste(measure, "Figure", pasted) == "0.6 per cent"
    office.save(tmp_path / "back.xlsx")
    assert counts(csp("merge", "back.xlsx", "--json")) == {"current": 2}
    for measure in (ARRESTS, INTERVIEWS):
        assert shown(csp, measure)["value"] == "0.63"
    asked = csp("check").out
    for measure in (ARRESTS, INTERVIEWS):
        assert f"{measure} is 0.63%, less than one per cent. Is 63% meant?" in " ".join(asked.split())


def test_a_cell_with_a_real_percentages_format_means_what_it_shows(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    office.open(form)
    office.paste(ARRESTS, "Figure", "0.63")
    assert office.show_as_per_cent(ARRESTS, "Figure") == "63.00%"
    office.save(tmp_path / "back.xlsx")
    csp("merge", "back.xlsx")
    assert shown(csp, ARRESTS)["value"] == "63"


def test_what_is_struck_out_hidden_or_shown_in_thousands_is_to_check_by_its_cell(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    office.open(form)
    figures = ("P1-01.total", "P1-03.patrols", "P2-01.offences", "P3-01.closed")
    office.type_all({id: {"Figure": "1204"} for id in figures})
    office.type_all({OUTCOMES: {"Figure": "63", "Extracted on": "2/10/2026"}, ARRESTS: {"Figure": "41"}})
    office.unprotect()
    office.strike("P1-01.total", "Figure")
    office.strike("P1-03.patrols")
    office.strike(heading="Extracted on")
    assert office.show_as("P2-01.offences", "Figure", ";;;") == ""
    assert office.show_as("P3-01.closed", "Figure", "0,") == "1"
    office.save(tmp_path / "back.xlsx")
    assert counts(csp("merge", "back.xlsx", "--json")) == {"current": 1, "to_check": 5}
    assert (shown(csp, OUTCOMES)["value"], shown(csp, ARRESTS)["value"]) == (None, "41")
    why = {one["measure"]: one["message"] for one in csp("to-check", "--json").document}
    assert '"1204" stands here struck out' in why["P1-01.total"]
    assert '"1204" stands here struck out' in why["P1-03.patrols"]
    assert '"2026-10-02" stands here struck out' in why[OUTCOMES]
    assert why[OUTCOMES].endswith('What else its row answers waits with it: Figure "63".')
    assert "format hides it" in why["P2-01.offences"]
    assert "divided by a thousand" in why["P3-01.closed"]

    office.open(tmp_path / "back.xlsx")
    office.take_strike_off("P1-01.total", "Figure")
    assert office.show_as("P2-01.offences", "Figure", "General") == "1204"
    assert office.show_as("P3-01.closed", "Figure", '"max "0') == "max 1204"
    office.save(tmp_path / "again.xlsx")
    assert counts(csp("merge", "again.xlsx", "--json")) == {"current": 2, "equal": 1, "to_check": 3}
    assert (shown(csp, "P1-01")["value"], shown(csp, "P2-01.offences")["value"]) == ("1204", "1204")
    left = sorted((one["file"], one["measure"]) for one in csp("to-check", "--json").document)
    assert left == [("again.xlsx", id) for id in ("P1-03.patrols", OUTCOMES, "P3-01.closed")]
    why = {one["measure"]: one["message"] for one in csp("to-check", "--json").document}
    assert "a sign or a text that the number does not say" in why["P3-01.closed"]


def test_the_line_at_the_top_counts_down_while_the_form_is_filled(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    reference = csp("question", "P1-01", "Why so many?", "--json").document["id"]
    office.open(Path(csp("form", "--partner", POLICE, "--out", "second", "--json").document["files"][0]).resolve())

    def empty() -> str:
        return next(line for line in office.first_column() if line.startswith("Still empty"))

    assert empty() == "Still empty: 8 here, 5 on Commentary, 1 on Questions, 2 on Sign-off."
    office.type_all({"P1-01.total": {"Figure": "1204"}, ARRESTS: {"Numerator": "204"}})
    assert empty().startswith("Still empty: 7 here")
    office.type_all({ARRESTS: {"Denominator": "318"}, "P3-01.closed": {"Blank reason": "late"}})
    assert empty().startswith("Still empty: 5 here")
    office.type_all({"P1-01": {"Patterns and context": "Two wards."}}, "Commentary")
    office.type_all({reference: {"Your answer": "A hot summer."}}, "Questions")
    office.type_all({"Agreed by": {"Name and role": "Pat, head"}}, "Sign-off")
    assert empty() == "Still empty: 5 here, 4 on Commentary, 0 on Questions, 1 on Sign-off."
    office.save(tmp_path / "back.xlsx")


def test_a_report_is_told_as_filled_in_for_the_partner_alone_who_wrote_it(
    office: Office, csp: Csp, tmp_path: Path
) -> None:
    csp("comment", "P1-01", "--partner", POLICE, "--patterns", "Two wards, in August.")
    office.open(Path(csp("form", "--priority", "1", "--json").document["files"][0]).resolve())
    reports = ("P1-01.report", "P1-01.kfrs-report")
    before = [office.shown(id, "Still to do") for id in reports]
    office.type_all({"P1-01.fires": {"Figure": "61"}})
    office.unprotect()
    office.sort("Measure")  # all is worked out anew
    assert before == [office.shown(id, "Still to do") for id in reports] == ["Filled in", "Optional"]
    office.save(tmp_path / "back.xlsx")


def test_a_row_grows_with_what_is_typed_in_it(office: Office, form: Path, tmp_path: Path) -> None:
    office.open(form)
    before = office.height("P1-02", "Commentary")
    office.type_all({"P1-02": {"Activity": "Joint patrols with the wardens, and a visit. " * 12}}, "Commentary")
    assert office.height("P1-02", "Commentary") > 1.5 * before
    office.save(tmp_path / "back.xlsx")


def test_what_is_no_answer_is_refused_while_it_is_typed(office: Office, form: Path, tmp_path: Path) -> None:
    office.open(form)
    for heading, text in (
        ("Figure", "63 approx"),
        ("Figure", "12.5"),
        ("Figure", "-3"),
        ("Period to", "31/12/2026"),
        ("Extracted on", "last week"),
        ("Provisional", "perhaps"),
        ("Blank reason", "no idea"),
        ("Measure", "mine"),
    ):
        assert office.type("P2-01.offences", heading, text) in ("", "P2-01.offences"), (heading, text)
    assert office.type(OUTCOMES, "Figure", "101") == ""
    for text in ("0", "1,204", "<5", "about 1,400", "at least 40"):
        assert office.type("P2-01.offences", "Figure", text).casefold() == text
    office.save(tmp_path / "back.xlsx")


def test_the_cells_rules_go_with_their_rows_when_these_are_sorted(office: Office, form: Path, tmp_path: Path) -> None:
    office.open(form)
    office.unprotect()
    office.sort("Measure")
    assert office.type(ARRESTS, "Figure", "0.63") == ""
    assert office.type(ARRESTS, "Figure", "63.4") == "63.4 per cent"
    assert office.type("P2-01.offences", "Figure", "63.4") == ""
    assert office.shown(ARRESTS, "Still to do") == "Filled in"
    assert office.shown("P2-01.offences", "Still to do") == "To fill in"
    office.save(tmp_path / "back.xlsx")


def test_the_same_form_saved_again_is_in_already_and_a_corrected_one_is_one_question(
    office: Office, csp: Csp, form: Path, tmp_path: Path
) -> None:
    office.open(form)
    office.type_all({"P1-01.total": {"Figure": "1204"}, OUTCOMES: {"Figure": "63.4"}, ARRESTS: {"Figure": "41"}})
    first = office.save(tmp_path / "back.xlsx")
    office.open(first)
    office.save(tmp_path / "saved again.xlsx")
    office.open(first)
    office.type_all({"P1-01.total": {"Figure": "1250"}, OUTCOMES: {"Figure": "62"}})
    office.save(tmp_path / "corrected.xlsx")

    before = csp("merge", "back.xlsx", "--json")
    again = csp("merge", "saved again.xlsx", "--json")
    assert (again.status, again.document["files"][0]["outcome"], counts(again)) == (0, "duplicate", {})
    assert again.document["digest"] == before.document["digest"]
    corrected = csp("merge", "corrected.xlsx", "--json")
    assert corrected.document["files"][0]["reason"].startswith(f"Corrected return from {POLICE}: 2 figures differ.")
    (question,) = csp("to-check", "--json").document
    assert question["reason"] == "corrected-form"
    assert csp("accept", question["id"], "--reason", "they counted again").status == 0
    assert (shown(csp, "P1-01")["value"], shown(csp, OUTCOMES)["value"], shown(csp, ARRESTS)["value"]) == (
        "1250",
        "62",
        "41",
    )


def test_a_return_with_a_password_opens_in_libreoffice_with_it_and_comes_back_protected_or_not(
    office: Office, csp: Csp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_TUI_PASSWORD", "Zebra-crossing 42")
    csp("enter", "P1-01.total", "1,204")
    sent = Path(csp("submit", "--partner", POLICE, "--password", "--json").document["file"]).resolve()
    office.open(sent, "Zebra-crossing 42")
    assert office.shown("P1-01.total", "Figure") == "1,204"
    saved = office.save(tmp_path / "saved.xlsx")
    for file in (sent, saved):
        taken = csp("--db", f"{file.stem}.db", "merge", str(file), "--password", "--json").document
        assert [one["outcome"] for one in taken["files"]] == ["merged"]
