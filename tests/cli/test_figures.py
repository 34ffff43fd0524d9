"""Figures entered by command: what is kept, what it is compared with, its colour and its sentence."""

from __future__ import annotations

import json
from datetime import date

import pytest

from csp_tui.domain.quarters import printed_date
from tests.cli.conftest import Csp

ASB = (
    "enter",
    "P1-01",
    "--partner",
    "Kent Police",
    "--rolling-year",
    "5,208",
    "--change",
    "+406",
    "--to",
    "2026-08-31",
)


def test_a_rolling_year_with_its_change_is_red_on_the_earlier_year(csp: Csp) -> None:
    told = csp(*ASB, "--json").document
    assert told["measure"] == "P1-01.total"
    assert (told["compared"], told["comparator"], told["comparator_kind"]) == ("5208", "4802", "rolling_year")
    assert (told["change"], told["percent_change"], told["point_change"]) == ("406", "8.5", None)
    assert (told["rating"], told["amber_end"], told["value"]) == ("red", "5042.1", None)
    assert (told["period_from"], told["period_to"]) == ("2025-09-01", "2026-08-31")
    assert "amber up to 5,042." in told["reason"]
    assert "8.5%" in told["reason"]


def test_no_rating_reaches_across_a_break(csp: Csp) -> None:
    csp(*ASB)
    assert csp("break", "P1-01", "2025-26-Q2", "ASB recorded differently").status == 0
    told = csp(*ASB, "--json").document
    assert told["rating"] == "not_rated"
    assert "ASB recorded differently" in told["reason"]
    assert told["break"] == {"quarter": "2025-26-Q2", "text": "ASB recorded differently"}


@pytest.mark.parametrize(
    ("typed", "rating", "exact"),
    [
        (["P3-05", "1,390"], "amber", {"comparator": "1416", "change": "-26", "percent_change": "-1.8"}),
        (["P3-06", "95"], "green", {"percent_change": "0.0", "change": "0"}),
        (
            ["P3-07", "--numerator", "51", "--denominator", "80"],
            "green",
            {"compared": "63.75", "point_change": "0.8", "numerator": "51", "denominator": "80", "value": None},
        ),
        (["P3-07", "51 of 80"], "green", {"numerator": "51", "denominator": "80", "value": None}),
        (["P4-01", "146"], "amber", {"comparator": "146", "strict": True}),
        (["P4-01", "139"], "green", {"percent_change": "-4.8"}),
        (["P4-02", "14"], "not_rated", {"forecast": "28"}),
        (["P1-16", "4"], "not_rated", {"value": "4"}),
        (["P1-16", "0"], "green", {"percent_change": None}),
        (["P3-05", "about 1,400"], "not_rated", {"value": "1400", "qualifier": "about", "compared": None}),
        (["P1-06", "<5"], "not_rated", {"value": "5", "qualifier": "below"}),
        (["P1-14", "--blank", "not-published"], "not_rated", {"blank_reason": "not-published", "state": "blank"}),
    ],
)
def test_a_figure_is_rated_against_its_own_benchmark(
    csp: Csp, typed: list[str], rating: str, exact: dict[str, object]
) -> None:
    ran = csp("enter", *typed, "--json")
    assert ran.status == 0
    told = ran.document
    assert told["rating"] == rating
    assert {name: told[name] for name in exact} == exact


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["P4-01", "146"], "a reduction is asked"),
        (["P4-02", "14"], "14 of 30, 47%; at this rate 28"),
        (["P1-16", "4"], "not yet due: target 0 by 2027/28"),
    ],
)
def test_the_sentence_says_why(csp: Csp, typed: list[str], words: str) -> None:
    assert words in " ".join(csp("enter", *typed).out.split())


def test_a_milestone_done_before_its_day_is_green(csp: Csp) -> None:
    told = csp("enter", "P2-08", "done", "--date", "2026-10-01", "--quarter", "2026-27-Q3", "--json").document
    assert (told["rating"], told["value"], told["due"]) == ("green", "done", "2026-10-31")


def test_a_figure_that_is_stated_again_keeps_what_is_not_given(csp: Csp) -> None:
    csp("enter", "P3-05", "1390", "--provisional", "--extracted", "2026-10-02")
    told = csp("enter", "P3-05", "1391", "--final", "--json").document
    assert (told["value"], told["extracted"], told["provisional"]) == ("1391", "2026-10-02", False)


def test_a_change_may_begin_with_a_minus_sign(csp: Csp) -> None:
    told = csp(
        "enter", "P1-01.fires", "--partner", "KFRS", "--rolling-year", "271", "--change", "-35", "--json"
    ).document
    assert (told["comparator"], told["change"]) == ("306", "-35")


def test_commentary_alone_makes_a_report_row_received(csp: Csp) -> None:
    told = csp("comment", "P2-02", "--patterns", "[red]Fewer[/] reports", "--json").document
    assert told["state"] == "received"
    assert told["commentary"] == {"Kent Police": {"patterns": "[red]Fewer[/] reports"}}
    assert csp("comment", "P2-02", "--patterns", "", "--json").document["state"] == "awaited"


def test_nothing_to_report_makes_a_report_row_received(csp: Csp) -> None:
    assert csp("comment", "P2-02", "--nothing-to-report", "--json").document["state"] == "received"


def test_other_figures_stand_beside_the_plans_own(csp: Csp) -> None:
    told = csp("figure", "P3-02", "Warrants", "31", "--prior", "26", "--json").document
    assert told["other_figures"] == {"Kent Police": [{"label": "Warrants", "value": "31", "prior": "26"}]}


def test_a_headline_may_begin_with_a_dash(csp: Csp) -> None:
    assert csp("headline", "1", "- a steady quarter", "--agreed-by", "Chair, 2 November").status == 0
    headlines = csp("status", "--json").document["headlines"]
    assert headlines["1"]["text"] == "- a steady quarter"
    assert headlines["1"]["agreed_by"] == "Chair, 2 November"


def test_a_judgement_stands_beside_the_rating_until_the_figure_changes(csp: Csp) -> None:
    csp("enter", "P3-05", "1390")
    told = csp("--by", "Ann", "judge", "P3-05", "green", "--reason", "A late return is known", "--json").document
    assert told["rating"] == "amber"
    assert told["judgement"] == {"rating": "green", "reason": "A late return is known", "by": "Ann"}
    assert csp("enter", "P3-05", "1391", "--json").document["judgement"] is None


def test_a_late_figure_is_asked_by_when_it_comes_and_how_to_say_it(csp: Csp) -> None:
    told = csp("enter", "P3-06", "--blank", "late").out.replace("\n  ", " ")
    given = 'csp-tui enter P3-06.under-18s --partner "Public Health" --quarter 2026-27-Q2 --blank late --date '
    assert f"No date is promised. To say by when it comes: {given}" in told
    day = told.partition(given)[2].split()[0]
    promised = csp("enter", "P3-06", "--blank", "late", "--date", day).out
    assert f"promised by {printed_date(date.fromisoformat(day))}" in promised
    assert "No date" not in promised


def test_a_withdrawn_figure_is_awaited_again(csp: Csp) -> None:
    csp("enter", "P3-05", "1390")
    assert csp("enter", "P3-05", "--withdraw", "--reason", "wrong sheet", "--json").document["state"] == "awaited"
    assert "wrong sheet" in csp("undo").out
    assert csp("show", "P3-05", "--json").document["value"] == "1390"


def test_undo_and_redo_reach_over_a_restart(csp: Csp) -> None:
    csp("enter", "P3-05", "1390")
    csp("enter", "P3-05", "1400")
    assert csp("undo").status == 0
    assert csp("show", "P3-05", "--json").document["value"] == "1390"
    assert csp("redo").status == 0
    assert csp("show", "P3-05", "--json").document["value"] == "1400"
    again = csp("redo")
    assert (again.status, again.out, again.err) == (1, "", "There is nothing of yours to redo.\n")


def test_a_query_waits_until_it_is_explained(csp: Csp) -> None:
    csp(*ASB)
    waiting = csp("check", "--json")
    assert waiting.status == 3
    assert {q["code"] for q in waiting.document} == {"red-without-action"}
    assert csp("check", "--partner", "KFRS").status == 0
    assert csp("explain", "P1-01", "red-without-action", "The action is agreed in December").status == 0
    after = csp("check", "--json")
    assert after.status == 0
    assert after.document[0]["explained"] == "The action is agreed in December"


def test_a_query_that_nobody_asks_cannot_be_explained(csp: Csp) -> None:
    csp(*ASB)
    refused = csp("explain", "P1-01", "no-such-code", "because")
    assert refused.status == 1
    assert "red-without-action" in refused.err


REFUSED = [
    ["enter", "P3-05", "-3"],
    ["enter", "P3-05", "1,20"],
    ["enter", "P3-05", "NaN"],
    ["enter", "P3-05", "1e400"],
    ["enter", "P3-05", "12345678901234567890"],
    ["enter", "P3-05", "about"],
    ["enter", "P3-05"],
    ["enter", "P3-05", "1" * 100_000],
    ["enter", "P3-05", "\x1b[31m3"],
    ["enter", "P9-99", "3"],
    ["enter", "P1-01", "3", "--partner", "KFRS"],
    ["enter", "P1-01", "3", "--partner", "Nobody"],
    ["enter", "P3-04", "3"],
    ["enter", "P3-05", "3", "--quarter", "2030-31-Q1"],
    ["enter", "P3-05", "3", "--quarter", "next"],
    ["enter", "P3-05", "3", "--to", "2026-12-31"],
    ["enter", "P3-05", "--withdraw", "--reason", "nothing is there"],
    ["comment", "P1-01", "--patterns", "for whom?"],
    ["headline", "9", "no such priority"],
    ["settings", "no-such-key"],
    ["show", "P9-99"],
    ["plan", "show", "P9-99"],
    ["undo"],
]


@pytest.mark.parametrize("words", REFUSED, ids=[" ".join(words)[:40].replace("\x1b", "ESC") for words in REFUSED])
def test_what_cannot_be_done_is_one_sentence_and_stores_nothing(csp: Csp, words: list[str]) -> None:
    before = csp("status", "--json").document["digest"]
    refused = csp(*words, "--json")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.count("\n") == 1
    assert len(refused.err) < 400
    assert "Traceback" not in refused.err
    assert "\x1b" not in refused.err
    assert csp("status", "--json").document["digest"] == before


def test_the_choice_is_named_where_a_code_means_several_measures(csp: Csp) -> None:
    assert "P3-04.opioids, P3-04.gabapentin, P3-04.pregabalin, P3-04.high-dose" in csp("enter", "P3-04", "3").err


def test_the_partner_in_the_settings_is_meant_where_none_is_named(csp: Csp) -> None:
    assert csp("comment", "P1-01", "--patterns", "more at weekends").status == 1
    csp("settings", "partner", "kfrs")
    said = csp("comment", "P1-01", "--patterns", "more at weekends", "--json").document
    assert list(said["commentary"]) == ["KFRS"]
    told = "This is stored for Medway Council, who supplies it; you work for KFRS."
    assert told in csp("enter", "P1-16", "4").out
    assert "stored for" not in csp("enter", "P1-16", "4", "--partner", "Medway Council").out


def test_a_name_that_is_half_unreadable_is_kept_with_a_mark_for_that_half(csp: Csp) -> None:
    assert csp("--by", "Ann\udcff\x1b", "enter", "P3-05", "1390", "--json").document["by"] == "Ann\ufffd"


def test_json_is_readable_by_people_and_programs(csp: Csp) -> None:
    csp("comment", "P2-02", "--patterns", "Zoë – café", "--json")
    printed = csp("status", "--json").out
    assert "Zoë – café" in printed
    assert json.loads(printed)["indicators"]


def test_what_is_emptied_is_said_to_be_taken_out(csp: Csp) -> None:
    csp("comment", "P3-05", "--patterns", "quiet", "--action", "a visit")
    emptied = csp("comment", "P3-05", "--patterns", "", "--action", "two visits").out
    assert "kept Action; taken out: Patterns and context." in " ".join(emptied.split())
    csp("figure", "P3-05", "Waiting", "31")
    assert "Waiting is taken out." in " ".join(csp("figure", "P3-05", "Waiting", "").out.split())
    csp("headline", "1", "A quiet quarter.")
    assert csp("headline", "1", "").out.endswith("the headline paragraph is taken out.\n")
