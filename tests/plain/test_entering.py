"""Figures in the linear mode: how rows are told and answered, and what becomes of what cannot be read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from csp_tui.domain.entries import Entry, EntryError
from csp_tui.domain.quarters import printed_date
from csp_tui.plain.typed import entry_typed
from csp_tui.plans.loading import load_plan
from tests.cli.conftest import Csp
from tests.plain.conftest import Plain

PLAN = load_plan("medway", "2026-27")


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("1,416", Entry(value="1,416")),
        ("under 5", Entry(value="under 5")),
        ("rolling 5208", Entry(rolling_year="5208")),
        ("1466; rolling 5208; before 4802", Entry(value="1466", rolling_year="5208", rolling_year_prior="4802")),
        ("5208; change -3;provisional", Entry(value="5208", change="-3", provisional=True)),
        ("final", Entry(provisional=False)),
        ("to 2026-08-31; from 1 September 2025", Entry(period_to="2026-08-31", period_from="1 September 2025")),
        ("Blank Late 2026-12-01", Entry(blank="late", date="2026-12-01")),
        ("blank late by 1 December 2026", Entry(blank="late", date="1 December 2026")),
        ("blank not published", Entry(blank="not-published")),
        ("blank n/a", Entry(blank="not-applicable")),
        ("blank not collected any more", Entry(blank="not-collected")),
        (
            "12; reason two were counted twice; once by us",
            Entry(value="12", reason="two were counted twice; once by us"),
        ),
    ],
)
def test_a_line_goes_into_the_fields_it_names(typed: str, entry: Entry) -> None:
    assert entry_typed(PLAN.measure("P1-01.total"), typed) == entry


def test_a_percentage_takes_its_parts_with_the_word_or_without() -> None:
    ratio = PLAN.measure("P3-07")
    assert (
        entry_typed(ratio, "part 51 of 80") == entry_typed(ratio, "51 of 80") == Entry(numerator="51", denominator="80")
    )


@pytest.mark.parametrize("typed", ["rolling", "rolling 1; rolling 2", "part 51", "12; to"])
def test_a_field_without_its_text_or_named_twice_is_refused(typed: str) -> None:
    with pytest.raises(EntryError):
        entry_typed(PLAN.measure("P3-07"), typed)


def test_a_row_says_what_it_is_what_stands_before_it_and_what_is_wanted(csp: Csp, lead: Plain) -> None:
    csp("--quarter", "2026-27-Q1", "enter", "P1-05", "61")
    said = lead("find P1-05").after("from Medway Council.")
    assert "Benchmark: Rolling Year Rolling Quarter. Last quarter: 61." in said
    assert "Awaited from Medway Council. Type the number." in said


def test_an_answer_is_told_with_its_rating_as_saved_and_not_sent_and_the_next_row_follows(lead: Plain) -> None:
    said = lead("find P3-05", "1390").after("P3-05.adults> 1390\n")
    stored, _, following = said.partition("\n\n")
    assert "Amber: 1,390 is 26 (1.8%) below 1,416" in stored
    assert stored.endswith("Saved here. Not sent.")
    assert following.startswith("Row ")
    assert "P3-06.under-18s> " in following


def test_enter_alone_skips_and_b_goes_back_row_by_row_and_home(lead: Plain, csp: Csp) -> None:
    said = lead("priority 3", "", "b", "b")
    prompts = [line.partition(">")[0] for line in said.out.splitlines() if "> " in line]
    assert prompts[:4] == ["home", "P3-01.closed", "P3-02.report", "P3-01.closed"]
    assert "This is home." in said.out
    assert csp("status", "--json").document["totals"]["awaited"] == 44


def test_a_refused_answer_is_told_why_asked_again_and_told_at_the_end(lead: Plain, csp: Csp) -> None:
    said = lead("find P1-16", "1,20", "", "quit")
    assert 'Not stored: "1,20" is not a number. Did you mean 120 or 1,200?' in said.out
    assert 'Your text "1,20" is kept, not counted.' in said.out
    assert 'Typed and not stored: P1-16.rough-sleepers: "1,20" is not a number.' in said.after("> quit")
    assert said.status == 3
    assert csp("show", "P1-16", "--json").document["state"] == "awaited"


def test_a_refused_answer_stands_at_its_row_until_it_is_put_right_or_forgotten(lead: Plain, csp: Csp) -> None:
    said = lead("find P1-16", "1,20", "", "b", "120", at_terminal=True)
    assert 'Typed and not stored: "1,20".' in said.after("Row ").partition("> 120")[0]
    assert (said.status, csp("show", "P1-16", "--json").document["value"]) == (0, "120")
    forgotten = lead("find P1-16", "1,20", "forget", "forget", at_terminal=True)
    assert "It is forgotten.\nP1-16.rough-sleepers> forget\nThere is nothing to forget here." in forgotten.out
    assert (forgotten.status, csp("show", "P1-16", "--json").document["value"]) == (0, "120")


def test_the_check_and_the_return_name_what_is_typed_and_not_stored(lead: Plain, csp: Csp) -> None:
    csp("enter", "P3-05", "9")
    said = lead("find P1-16", "36O", "check", "send", "quit", "priority 3", "check", "send", "q")
    typed = 'Typed and not stored: P1-16.rough-sleepers: "36O" has the letter O where 0 belongs. Did you mean 360?'
    checked, sent = said.after("> check").split("> send")[:2]
    assert "Check of priority 1." in checked
    assert typed in checked
    assert "1 typed text not stored, nothing else to put right or explain." in checked
    assert typed in sent
    assert "Something still waits. Write the return as it is?" in sent
    assert "write it> quit\nNothing is written. What is entered stays.\n" in sent
    elsewhere, other = said.after("> priority 3").partition("> check")[2].split("> send")[:2]
    assert "Check of priority 3." in elsewhere
    assert "[P3-05." in elsewhere
    assert "typed text not stored" in elsewhere  # no text is passed over
    assert typed not in other.partition("write it>")[0]


def test_what_is_promised_is_told_with_what_is_awaited_and_of_which_priority(lead: Plain, csp: Csp) -> None:
    promised = date.today() + timedelta(days=14)  # noqa: DTZ011 - the program's own day is this one
    assert csp("enter", "P1-16", "--blank", "late", "--date", str(promised)).status == 0
    opened, _, told = lead("awaited").out.partition("> awaited")
    assert "Priority 1, Anti-social behaviour. 0 of 21 indicators in, 1 promised." in opened
    said = " ".join(told.split())
    assert " awaited for priority 1 from " in said
    assert f". 1 promised by {printed_date(promised)}. Awaited from" in said
    assert f" P1-16.rough-sleepers from Medway Council: promised by {printed_date(promised)}." in said


def test_a_word_of_an_answer_is_no_word_of_the_program(lead: Plain, csp: Csp) -> None:
    lead("find P2-08.order", "done; date 2026-09-30")
    document = csp("show", "P2-08.order", "--json").document
    assert (document["value"], document["rating"]) == ("done", "green")


def test_rows_that_are_awaited_can_be_gone_through_alone(lead: Plain) -> None:
    said = lead("partner KFRS", "rows awaited", "66", "rows awaited")
    first, second = said.out.split("rows awaited\n")[1:]
    assert int(first.split()[0]) == int(second.split()[0]) + 1
    assert "P1-01.fires" not in second


def test_a_row_of_another_partner_is_found_and_said_to_be(plain: Plain) -> None:
    plain("Ann", "supplier", "KFRS")
    said = plain("find P3-05", "5", "comment", "home")
    others = "Public Health gives this, and you work for KFRS. To work for them: partner Public Health."
    assert f"Awaited from Public Health. {others}\nP3-05.adults> 5\nNothing is stored. {others}" in said.out
    assert "You: Ann, supplier, for KFRS." in said.after("> home")
    assert "P1-01.total All ASB" in plain("find P1-01.total").after("Row ").partition("\n")[0]
    several = plain("find workshops", "find Prevent", "find unheard-of").out
    assert "P1-07.engaged> " in several
    assert "P1-08 Professionals at Prevent training, from Kent and Medway Prevent Team\n" in several
    assert 'Nothing is called "unheard-of".' in several


def test_commentary_is_asked_field_by_field_and_several_lines_are_one_text(lead: Plain, csp: Csp) -> None:
    said = lead("find P1-01", "comment", "", "", "", "", "Patrols until December.", "By the CSU.", "", "")
    (told,) = [i for i in csp("status", "--json").document["indicators"] if i["indicator"] == "P1-01"]
    assert told["commentary"] == {"Kent Police": {"action": "Patrols until December.\nBy the CSU."}}
    assert "P1-01, action. Saved here. Not sent." in said.out
    again = lead("find P1-01", "comment action -", "comment ask Decide on it", "undo")
    assert "P1-01, action. It is taken out." in again.out
    assert "Undone: commentary on P1-01 for Q2 2026-27: ask of the SEG, now empty again." in again.out
    changed = lead("find P1-01", "comment action Fewer patrols", "comment action More patrols", "undo", "redo")
    assert 'Undone: commentary on P1-01 for Q2 2026-27: action, now "Fewer patrols" again.' in changed.out
    assert 'Done again: commentary on P1-01 for Q2 2026-27: action, now "More patrols" again.' in changed.out


def test_a_reason_for_no_figure_is_refused_with_how_to_type_it_and_undo_takes_only_that_text_back(
    lead: Plain, csp: Csp
) -> None:
    for typed in ("late", "late 12/12", "n/a", "not collected any more"):
        said = lead("find P1-16", "12", "find P3-07", typed, "undo", at_terminal=True)
        why = f'Not stored: "{typed}" is why there is no figure; to say so, type: blank {typed}\n'
        assert why in said.out
        assert f'"{typed}" is forgotten; nothing else is changed.' in said.after("> undo")
        assert (said.status, csp("show", "P1-16", "--json").document["value"]) == (0, "12")
    assert (
        "Undone: P1-16" in lead("find P1-16", "1,20", "", "b", "undo", at_terminal=True).out
    )  # other things were typed since


def test_what_a_red_figure_asks_is_answered_from_the_next_row_too(lead: Plain, csp: Csp) -> None:
    said = lead("find P3-05", "900", "comment action Review all, by December", "comment ask Look at it", "92")
    ways = (
        "comment P3-05 action and a text says what will be done; explain P3-05.adults and a text says why it is right"
    )
    assert f"Saved here. Not sent. {ways}; b goes back to it." in said.out
    assert "P3-05, action. Saved here. Not sent. You are at P3-06.under-18s." in said.out
    assert "P3-06, ask of the SEG. Saved here. Not sent.\n" in said.out  # only the action is asked for
    texts = {i["indicator"]: i["commentary"] for i in csp("status", "--json").document["indicators"]}
    assert texts["P3-05"] == {"Public Health": {"action": "Review all, by December"}}
    assert texts["P3-06"] == {"Public Health": {"ask": "Look at it"}}
    assert csp("show", "P3-06", "--json").document["value"] == "92"
    lead("find P1-01", "rolling 5208; change +406", "explain Patrols were cut")
    assert [q["explained"] for q in csp("check", "--json").document if q["measure"] == "P1-01.total"] == [
        "Patrols were cut"
    ]


def test_a_code_says_which_row_s_commentary_is_meant(lead: Plain, csp: Csp) -> None:
    said = lead(
        "comment P3-05 action More outreach", "comment p1-02 ask Look", 'comment P1-01 --ask "Decide"', "comment x"
    )
    assert "P3-05, action. Saved here. Not sent.\n" in said.out
    assert "p1-02 is answered by " in said.out
    assert "say for whom first: partner and a name." in said.out
    assert "say for whom, with --partner." in said.out  # what the command says
    assert "This needs a row" in said.out
    texts = {i["indicator"]: i["commentary"] for i in csp("status", "--json").document["indicators"]}
    assert texts["P3-05"] == {"Public Health": {"action": "More outreach"}}
    assert texts["P1-02"] == {}


def test_words_typed_at_a_row_of_words_are_its_commentary_and_figures_are_not(lead: Plain, csp: Csp) -> None:
    typed = (
        "51 of 80",
        "about 20 / 14",
        "n/a",
        "7 Sep 2026",
        "setings role lead",
        "3 of 80 visits",
        "b",
        "By the end of August.",
    )
    said = lead("find P1-12.report", *typed, at_terminal=True)
    assert "P1-12, patterns and context. Saved here. Not sent." in said.out
    assert said.out.count("asks for words, not for a figure: write its commentary.") == 4
    assert '"7 Sep 2026" reads as a date.' in said.out
    told = {i["indicator"]: i["commentary"] for i in csp("status", "--json").document["indicators"]}
    assert list(told["P1-12"].values()) == [{"patterns": "3 of 80 visits\nBy the end of August."}]
    assert "P1-13" in said.after("> By the end of August.").partition("> ")[0]  # words go on as figures do


SENTENCES = (
    "Undo work on two derelict sites took place in July.",
    "Home visits were made to 240 people with the fire service.",
    "Pack of three smoke alarms was given to each home.",
    "Issue of hoarding was raised at the panel.",
    "Send crews to 3/4 of the sites.",
    "quit smoking leaflets were handed out",
    "nothing changed in Chatham this summer",
    "Find ways to fund the scheme.",
    "Partners met weekly in July.",
    "Comments from residents were read out.",
    "Agreed actions, such as patrols, were taken.",
    "Show of hands at the meeting, 12 in all.",
    "Break the cycle workshops were held.",
    "Withdraw of funding is a risk.",
    "Rows in the town centre led to calls.",
    "Due to the 3 fires in July, patrols were doubled.",
    "Explain to schools what knives do.",
)


def test_a_sentence_is_words_whatever_it_begins_with(lead: Plain, csp: Csp, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    said = lead("find P1-16", "12", *(line for text in SENTENCES for line in ("find P1-12.report", text)))
    told = {i["indicator"]: i["commentary"] for i in csp("status", "--json").document["indicators"]}
    assert list(told["P1-12"].values()) == [{"patterns": "\n".join(SENTENCES)}]
    assert (said.status, csp("show", "P1-16", "--json").document["value"]) == (0, "12")
    assert set(tmp_path.iterdir()) == before


WITH_WHAT_IT_TAKES = (
    "find P1-05.notices",
    "find derelict",
    "comment P1-05 action More patrols",
    "comment action More patrols",
    "show P1-01.total",
    "nothing to report",
    "agreed Director of the board, 3 November",
    "settings role lead",
    "quarter Q1 2026-27",
    "check --json --quarter 2026-27-Q2",
)


def test_a_word_with_what_it_takes_is_a_word_at_a_row_of_words(lead: Plain, csp: Csp) -> None:
    said = lead(*(line for word in WITH_WHAT_IT_TAKES for line in ("find P1-12.report", word)))
    assert "patterns and context" not in said.out
    assert "not done" not in said.out
    for mistyped in ("comment P1-99 action More patrols", "comment actoin More patrols", "partner Medway Concil"):
        said = lead("find P1-12.report", mistyped)
        assert ("patterns and context" in said.out, said.status) == (False, 3)


def test_what_a_pipe_brings_keeps_its_row_whatever_becomes_of_the_lines_above_it(plain: Plain, csp: Csp) -> None:
    plain("Ann", "supplier", "KFRS")
    said = plain("rows", "7l", "16", "610", "undo work", "quit")
    stored = {m: csp("show", m, "--json").document["value"] for m in ("P1-01.fires", "P1-01.derelict")}
    assert stored == {"P1-01.fires": None, "P1-01.derelict": "16"}
    assert said.out.count("The next line is taken for the next row.") == 3
    ended = said.after("> quit")
    assert "Typed and not stored: P1-01.fires: " in ended
    assert 'Typed and not done: P1-01.kfrs-report: "610": ' in ended
    assert '"undo work"' in ended
    assert said.status == 3


def test_words_of_a_pipe_go_on_to_the_next_row_as_figures_do(plain: Plain, csp: Csp) -> None:
    plain("Ann", "supplier", "KFRS")
    said = plain("rows", "66", "16", "A summer rise in fires.", "No derelict buildings were of concern to us.")
    told = {i["indicator"]: i["commentary"] for i in csp("status", "--json").document["indicators"]}
    assert told["P1-01"] == {"KFRS": {"patterns": "A summer rise in fires."}}
    assert told["P1-02"] == {"KFRS": {"patterns": "No derelict buildings were of concern to us."}}
    assert said.status == 0


def test_a_pipe_that_fails_to_find_its_row_answers_no_other(lead: Plain, csp: Csp) -> None:
    said = lead("find P1-16", "find P1-l7", "12", "find P1-16", "priority 9", "13", "find P1-16", "find Prevent", "14")
    assert said.status == 3
    assert csp("show", "P1-16", "--json").document["state"] == "awaited"


def test_words_after_nothing_are_not_taken_for_nothing_to_report(lead: Plain, csp: Csp) -> None:
    said = lead("find P1-12.report", "nothing changed", "nothing to report", at_terminal=True)
    assert "Nothing is stored. Type nothing alone to say so" in said.out
    assert "You are" not in said.out
    told = {i["indicator"]: i["commentary"] for i in csp("status", "--json").document["indicators"]}
    assert [set(texts) for texts in told["P1-12"].values()] == [{"nothing_to_report"}]


def test_text_at_the_end_of_the_input_is_kept(lead: Plain, csp: Csp) -> None:
    said = lead("find P1-01", "comment patterns", "Nuisance vehicles, and then")
    assert said.out.endswith("Saved here. Not sent.\n")
    assert "Nuisance vehicles" in str(csp("status", "--json").document["indicators"][0]["commentary"])


def test_stored_text_is_shown_as_typed_and_not_obeyed(lead: Plain, csp: Csp) -> None:
    csp("comment", "P1-01", "--partner", "Kent Police", "--action", "[red]stop[/]")
    said = lead("find P1-01", "show \x1b[2J")
    assert "[red]stop[/]" in said.out
    assert "\x1b" not in said.out


def test_a_closed_quarter_refuses_with_the_way_out(lead: Plain, csp: Csp, tmp_path: Path) -> None:
    csp("settings", "role", "coordinator")
    csp("enter", "P1-16", "12")
    assert csp("issue", "--out", str(tmp_path / "out")).status in (0, 3)
    said = lead("find P1-16", "13")
    assert "csp-tui reopen" in said.after("> 13")
    assert said.status == 3


def test_what_the_check_asks_is_explained_by_figure_or_at_its_row(lead: Plain, csp: Csp) -> None:
    csp("enter", "P1-01", "--rolling-year", "5208", "--change", "+406")
    csp("enter", "P3-05", "9")
    found = lead("check", "awaited").out
    assert found.count("[P1-01.total, red-without-action]") == 1
    assert "P3-0" not in found  # a lead is told of the lead's own priority, as on the screens
    lead("explain P1-01 red-without-action Patrols were cut")
    assert csp("check", "--json").document[0]["explained"] == "Patrols were cut"
    said = lead("find P1-01", "explain", "", "They come back in May", "find P1-16", "explain It is right")
    assert csp("check", "--json").document[0]["explained"] == "They come back in May"
    assert "A reason is needed, and kept." in said.out
    assert "Nothing is asked about P1-16.rough-sleepers." in said.out
    assert "Explain what?" in lead("explain because").out


def test_one_measure_is_told_without_columns(lead: Plain, csp: Csp) -> None:
    csp("--quarter", "2026-27-Q1", "enter", "P3-05", "1390")
    said = lead("show P3-05").out
    assert "Q1 2026-27: stated 1,390, compared 1,390, against 1,416. Amber." in said
    assert "Who said what" in said


def test_a_refused_answer_is_offered_again_at_the_next_start(lead: Plain, csp: Csp) -> None:
    lead("find P1-16", "1,20")
    again = lead("find P1-16", "120")
    assert "Typed and not stored: P1-16.rough-sleepers" in again.out.partition("home>")[0]
    assert 'Typed and not stored: "1,20".' in again.after("> find P1-16")
    assert (again.status, csp("show", "P1-16", "--json").document["value"]) == (0, "120")
    assert "Typed and not stored" not in lead("home").out


def test_a_text_that_was_refused_is_kept_and_can_be_stored_later(lead: Plain, csp: Csp, tmp_path: Path) -> None:
    csp("settings", "role", "coordinator")
    csp("enter", "P1-16", "12")
    csp("issue", "--out", str(tmp_path / "out"))
    refused = lead("find P1-16", "comment action Two more beds", "headline 1", "A quiet quarter.", "", "Chair")
    assert refused.status == 3
    csp("reopen", "--reason", "A late figure")
    said = lead("find P1-16", "comment action", "store", "headline 1", "forget")
    assert "Typed and not stored: Two more beds" in said.out
    assert "It is forgotten." in said.out
    assert csp("status", "--json").document["indicators"][15]["commentary"] == {
        "Medway Council": {"action": "Two more beds"}
    }
    assert "Typed and not stored" not in lead("home").out
