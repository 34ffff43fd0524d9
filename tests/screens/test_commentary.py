"""The commentary editor: what stands beside the text goes into it by a key only, and nothing typed is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Static

from csp_tui.desk import entering
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.issuing import issue
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.screens.commentary import CommentaryScreen
from csp_tui.widgets.commentary_field import CommentaryField
from tests.screens.driving import (
    LARGE,
    QUARTER,
    SMALL,
    TODAY,
    Driver,
    commentary,
    go_to,
    paste,
    press,
    running,
    screen_text,
    type_text,
    value,
)

TOTAL, FIRES, REPORT = "P1-01.total|Kent Police", "P1-01.fires|KFRS", "P1-01.report|Kent Police"
KFRS_REPORT, BUILDINGS = "P1-01.kfrs-report|KFRS", "P1-02.buildings|Medway Council"  # one below the other
Q2 = Quarter.parse(QUARTER)
HOSTILE = "[red]loud[/] [/] \U0001f469\u200d\U0001f692 \u0645\u0631\u062d\u0628\u0627"


def desk_on(database: Path) -> Desk:
    return open_desk(str(database), by="Ann", today=TODAY)


def enter(database: Path, measure: str, **fields: str) -> None:
    entry = Entry(
        value=fields.get("value"),
        rolling_year=fields.get("rolling_year"),
        change=fields.get("change"),
        period_to=fields.get("period_to"),
    )
    with desk_on(database) as desk:
        entering.enter(desk, open_book(desk, Q2), desk.plan.by_id[measure], None, entry)


def wrote_last_quarter(database: Path, text: str) -> None:
    with desk_on(database) as desk:
        book = open_book(desk, Q2.previous)
        entering.comment(desk, book, desk.plan.by_code["P1-01"], "Kent Police", {"patterns": text})


async def editor(pilot: Driver, row: str = TOTAL) -> CommentaryScreen:
    await go_to(pilot, row)
    await press(pilot, "ctrl+t")
    screen = pilot.app.screen
    assert isinstance(screen, CommentaryScreen)
    return screen


def field(pilot: Driver, name: str) -> CommentaryField:
    return pilot.app.screen.query_one(f"#{name}", CommentaryField)


def flat(pilot: Driver) -> str:
    return " ".join(screen_text(pilot).replace("│", " ").split())


NEEDED = ("An action is needed.", "Action !")
DRAFTED = "5,208 incidents in the year to August 2026, 406 (8.5%) more than the year before."


async def test_one_key_puts_the_sentence_from_the_figures_in(database: Path) -> None:
    enter(database, "P1-01.total", rolling_year="5,208", change="+406", period_to="2026-08-31")
    async with running(database) as pilot:
        await editor(pilot)
        assert f"From the figures, F5 puts it in: {DRAFTED}" in flat(pilot)
        assert field(pilot, "patterns").text == ""
        await type_text(pilot, "Rising.")
        await press(pilot, "f5")
        assert field(pilot, "patterns").text == f"Rising. {DRAFTED}"
        assert "Ctrl+Z takes it out." in flat(pilot)
        await press(pilot, "ctrl+z")
        assert field(pilot, "patterns").text == "Rising."
        await press(pilot, "home", "f5")
        assert field(pilot, "patterns").text == f"{DRAFTED} Rising."
        await press(pilot, "ctrl+z", "end", "f5", "escape")
    assert commentary(database, "P1-01", "Kent Police") == {"patterns": f"Rising. {DRAFTED}"}


async def test_a_row_of_words_is_drafted_from_its_partners_figures(database: Path) -> None:
    enter(database, "P1-01.total", value="1,466")
    enter(database, "P1-01.fires", value="66")
    async with running(database) as pilot:
        await editor(pilot, REPORT)
        assert "1,466 incidents from July to September 2026." in flat(pilot)
        assert "Deliberate fires" not in flat(pilot)


async def test_without_a_figure_there_is_nothing_to_draft_from(database: Path) -> None:
    async with running(database) as pilot:
        await editor(pilot)
        await press(pilot, "f5")
        assert "No figure is in to draft from." in flat(pilot)
        assert field(pilot, "patterns").text == ""


async def test_last_quarters_text_stands_beside_it_and_is_never_copied_by_itself(database: Path) -> None:
    wrote_last_quarter(database, "Quiet.\nBut for Luton.")
    async with running(database, LARGE) as pilot:
        await editor(pilot)
        assert "Last quarter (Q1 2026-27), F4 puts it in: Quiet." in " ".join(flat(pilot).split())
        assert field(pilot, "patterns").text == ""
        await press(pilot, "escape")
        assert commentary(database, "P1-01", "Kent Police") == {}
        await press(pilot, "ctrl+t", "f4")
        assert field(pilot, "patterns").text == "Quiet.\nBut for Luton."
        assert "or the check will ask why it is the same" in flat(pilot)
        await press(pilot, "tab", "f4")
        assert "Nothing was written here last quarter." in flat(pilot)


async def test_the_meter_says_how_much_the_first_sheets_show(database: Path) -> None:
    async with running(database) as pilot:
        await editor(pilot)
        assert "[--------------------] 0 of 300 characters" in screen_text(pilot)
        assert "Name no person" in screen_text(pilot)
        field(pilot, "patterns").text = "x" * 150
        await pilot.pause()
        assert "[##########----------] 150 of 300 characters" in screen_text(pilot)
        field(pilot, "patterns").text = "x" * 301
        await pilot.pause()
        assert "! Patterns and context [####################] 301 of 300" in screen_text(pilot)
        await press(pilot, "tab")
        assert "Activity: 0 characters; the pack shows all, on Commentary" in screen_text(pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_all_its_fields_and_keys_are_seen_at_once(database: Path, size: tuple[int, int]) -> None:
    enter(database, "P1-01.total", rolling_year="5,208", change="+406", period_to="2026-08-31")
    async with running(database, size) as pilot:
        await editor(pilot)
        text = flat(pilot)
        for words in ("Red: 5,208", *NEEDED, "Ask of the SEG", "From the figures", "closes"):
            assert words in text
        field(pilot, "action").focus()
        await type_text(pilot, "CCTV")
        assert not any(words in flat(pilot) for words in NEEDED)
        await press(pilot, "escape")
        await editor(pilot)
        assert not any(words in flat(pilot) for words in NEEDED)
        field(pilot, "action").focus()
        await press(pilot, *["backspace"] * 4)
        assert all(words in flat(pilot) for words in NEEDED)
        await press(pilot, "escape")
        await editor(pilot, REPORT)
        assert "Nothing to report this quarter" in flat(pilot)
        assert "Esc closes" in flat(pilot)
        await press(pilot, "escape")
        await editor(pilot, "P2-04.referrals|Interventions Alliance")
        assert "…" not in flat(pilot).partition("P2-04 Behaviour change programmes in")[2].partition("closes")[0]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_however_long_a_text_is_all_other_fields_are_a_line_each_and_its_meter_is_seen(
    database: Path, size: tuple[int, int]
) -> None:
    texts = {
        "patterns": "Quiet.",
        "activity": "\n".join(f"{n}. Patrols were doubled in the second week of July." for n in range(20)),
        "outcomes": "\n".join(f"Line {n}." for n in range(80)),
    }
    begun = rf"Activity +0\. Patrols were .*… {len(' '.join(texts['activity'].split())):,} characters"
    with desk_on(database) as desk:
        entering.comment(desk, open_book(desk, Q2), desk.plan.by_code["P1-01"], "Kent Police", texts)
    async with running(database, size) as pilot:
        await editor(pilot)
        text = screen_text(pilot)
        assert re.search(begun, text)
        assert re.search(r"Outcomes +Line 0\. +… 709 characters", text)
        await press(pilot, "tab", "tab")
        text = screen_text(pilot)
        assert re.search(r"Patterns and context +Quiet\. +6 characters", text)
        assert re.search(begun, text)
        assert "Line 79." in text
        assert "… 709" not in text
        assert "Outcomes: 709 characters; the pack" in text
        assert "Esc closes" in text
        titles = [title for title in FIELD_TITLES.values() if re.search(rf"(?m)^│ {title}", text)]
        assert titles == list(FIELD_TITLES.values())


async def test_a_reason_longer_than_its_lines_says_where_the_rest_is_and_what_is_needed_comes_first(
    database: Path,
) -> None:
    enter(database, "P4-01.rate", value="300")
    async with running(database) as pilot:
        await editor(pilot, "P4-01.rate|Medway Council")
        assert "│ An action is needed. ■ Red: 300 is" in screen_text(pilot)
        assert "… the rest stands in the grid" in screen_text(pilot)


async def test_hostile_text_is_shown_and_stored_as_it_is_typed(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await editor(pilot)
        await paste(pilot, f"{HOSTILE}\x1b[31m\u202e\r\nsecond line\x07")
        assert field(pilot, "patterns").text == f"{HOSTILE}[31m\nsecond line"
        await press(pilot, "tab")
        stored = commentary(database, "P1-01", "Kent Police")["patterns"]
        assert stored == f"{HOSTILE}[31m\nsecond line"
        assert "[red]loud[/] [/]" in screen_text(pilot)
        await press(pilot, "escape")
        assert "[red]loud[/] [/]" in screen_text(pilot)


@pytest.mark.parametrize("key", ["enter", "escape", "tab", "ctrl+s"])
async def test_a_figure_typed_at_a_row_of_words_is_asked_about_and_goes_to_the_row_below(
    database: Path, key: str
) -> None:
    async with running(database) as pilot:
        await go_to(pilot, KFRS_REPORT)
        await type_text(pilot, "14")
        await press(pilot, key)
        assert '"14" reads as a figure, but P1-01.kfrs-report asks for words. Which is it?' in flat(pilot)
        assert "The figure of P1-02.buildings, the next row: put it there" in flat(pilot)
        await press(pilot, "enter")
        assert 'P1-02.buildings: "14" is a draft here, not stored. Enter stores it.' in screen_text(pilot)
        await press(pilot, "enter")
    assert commentary(database, "P1-01", "KFRS") == {}
    assert value(database, "P1-02.buildings", "Medway Council") == 14


@pytest.mark.parametrize("key", ["enter", "escape", "tab"])
async def test_a_figure_whose_question_is_left_is_kept_and_not_stored_as_words(database: Path, key: str) -> None:
    async with running(database) as pilot:
        await go_to(pilot, REPORT)
        await type_text(pilot, "14")
        await press(pilot, key, "escape")
        assert '"14" stays typed here, not stored.' in flat(pilot)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, CommentaryScreen)
        assert commentary(database, "P1-01", "Kent Police") == {}
        await editor(pilot, REPORT)
        assert field(pilot, "patterns").text == "14"
        await press(pilot, "escape")
        assert "Which is it?" in flat(pilot)
        await press(pilot, "down", "enter")
        assert not isinstance(pilot.app.screen, CommentaryScreen)
    assert commentary(database, "P1-01", "Kent Police") == {}


async def test_a_figure_is_offered_to_the_row_right_below_only_and_says_what_stands_there(database: Path) -> None:
    enter(database, "P1-02.buildings", value="20")
    async with running(database) as pilot:
        await go_to(pilot, BUILDINGS)
        await type_text(pilot, "1,20")
        await go_to(pilot, KFRS_REPORT)
        await type_text(pilot, "14")
        await press(pilot, "escape")
        assert 'put it there, in place of its draft "1,20"' in flat(pilot)
        await press(pilot, "down", "enter")
        assert 'P1-02.buildings: "14" is a draft here in place of "1,20", not stored.' in flat(pilot)
        await go_to(pilot, REPORT)
        await type_text(pilot, "610")
        await press(pilot, "escape")
        assert "Which is it?" in flat(pilot)
        assert "the next row" not in flat(pilot)
        await press(pilot, "down", "enter")
    assert commentary(database, "P1-01", "Kent Police") == {}


async def test_words_that_begin_with_a_number_are_words_and_a_number_can_be(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, REPORT)
        await type_text(pilot, "64 hours")
        await press(pilot, "escape")
        await go_to(pilot, FIRES)
        await press(pilot, "down", "down")
        await type_text(pilot, "51 of 80")
        await press(pilot, "enter", "enter", "escape")
    texts = {code: commentary(database, "P1-01", code) for code in ("Kent Police", "KFRS")}
    assert texts == {"Kent Police": {"patterns": "64 hours 51 of 80"}, "KFRS": {}}


async def test_a_refused_text_is_kept_as_a_draft_also_for_the_next_start(database: Path) -> None:
    long = "word " * 7000
    async with running(database) as pilot:
        await editor(pilot)
        field(pilot, "patterns").text = long
        await press(pilot, "escape")
        assert "Not stored: The text has 34,999 characters" in flat(pilot)
        assert "Esc again leaves; the text is kept here as a draft." in flat(pilot)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, CommentaryScreen)
    assert commentary(database, "P1-01", "Kent Police") == {}
    async with running(database) as pilot:
        await editor(pilot)
        assert field(pilot, "patterns").text == long
        assert "Patterns and context: not stored yet" in flat(pilot)
        field(pilot, "patterns").text = "Short."
        await press(pilot, "escape")
    assert commentary(database, "P1-01", "Kent Police") == {"patterns": "Short."}


async def test_a_partner_that_is_worked_for_writes_in_its_own_name(database: Path) -> None:
    with desk_on(database) as desk:
        change_setting(desk, "partner", "KFRS")
    async with running(database) as pilot:
        await go_to(pilot, TOTAL)
        await press(pilot, "ctrl+t")
        assert "Commentary of KFRS: P1-01" in flat(pilot)
        await type_text(pilot, "Ours")
        await press(pilot, "escape")
    assert commentary(database, "P1-01", "KFRS") == {"patterns": "Ours"}


async def test_a_closed_quarter_can_be_read_and_not_written(database: Path, tmp_path: Path) -> None:
    enter(database, "P1-01.total", value="1,466")
    with desk_on(database) as desk:
        issue(desk, Q2, tmp_path / "exports")
    async with running(database) as pilot:
        await editor(pilot)
        assert "Q2 2026-27 is closed" in str(pilot.app.screen.query_one("#standing", Static).content)
        await type_text(pilot, "Too late")
        await press(pilot, "f5")
        assert field(pilot, "patterns").text == ""
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, CommentaryScreen)
