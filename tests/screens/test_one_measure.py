"""One measure's own screen: its plot beside its figures, and what can be said of it from there and from the grid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input, Select

from csp_tui.desk import entering
from csp_tui.desk.asking import questions
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.history import import_history
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus, Rating
from csp_tui.screens.about_a_figure import BreakForm, JudgeForm
from csp_tui.screens.measure import MeasureScreen
from tests.merge.building import item, made
from tests.screens.driving import (
    LARGE,
    QUARTER,
    SMALL,
    TODAY,
    Driver,
    go_to,
    press,
    running,
    screen_text,
    type_text,
    wait_for,
)

TOTAL = "P1-01.total|Kent Police"
Q2 = Quarter.parse(QUARTER)


def desk_on(database: Path) -> Desk:
    return open_desk(str(database), by="Ann", today=TODAY)


def with_history(database: Path, *numbers: int) -> None:
    """Consecutive quarters of all ASB incidents that end with the quarter shown."""
    rows = [f"P1-01.total,{Q2.shifted(i + 1 - len(numbers))},{number}" for i, number in enumerate(numbers)]
    past = database.parent / "past.csv"
    past.write_text("\n".join(["measure,quarter,value", *rows]) + "\n", encoding="utf-8")
    with desk_on(database) as desk:
        import_history(desk, past)


def status(database: Path, measure: str = "P1-01.total") -> MeasureStatus:
    """A figure as the file holds it, read afresh."""
    with desk_on(database) as desk:
        return assess_measure(open_book(desk, Q2), desk.plan.by_id[measure])


async def measure_screen(pilot: Driver, row: str = TOTAL) -> None:
    await go_to(pilot, row)
    await press(pilot, "f6")
    assert isinstance(pilot.app.screen, MeasureScreen)


def flat(pilot: Driver) -> str:
    return " ".join(screen_text(pilot).replace("│", " ").split())


NUMBERS = (1432, 1200, 1135, 1200, 1290, 1174, 1238, 1238, 1264)


async def test_the_plot_stands_beside_its_figures_where_there_is_room(database: Path) -> None:
    with_history(database, *NUMBERS)
    async with running(database, LARGE) as pilot:
        await measure_screen(pilot)
        text = screen_text(pilot)
        assert any("┤" in line and "1,264      4,914" in line for line in text.splitlines())
        assert "1,206, a quarter of the rolling year before" in flat(pilot)
        assert "·· usual range, 1,0" in text


async def test_a_small_window_has_the_plot_whole_above_the_figures(database: Path) -> None:
    with_history(database, *(number // 10 for number in NUMBERS))
    async with running(database, SMALL) as pilot:
        await measure_screen(pilot)
        lines = screen_text(pilot).splitlines()
        assert sum("┤" in line for line in lines) == 6
        assert any("2024-25" in line for line in lines)
        assert any("·· usual range" in line for line in lines)  # and no sign ends a line without its meaning
        assert not any("┤" in line and "126 " in line for line in lines)


async def test_the_plot_says_that_the_figures_of_its_quarter_differ(database: Path) -> None:
    with_history(database, *NUMBERS)
    with desk_on(database) as desk:
        merge(desk, [made(item("P1-01.total", 1300, partner="Kent Police"), partner="Kent Police")])
    async with running(database, LARGE) as pilot:
        await measure_screen(pilot)
        assert "Q2 2026-27: figures differ ● earlier" in flat(pilot)


async def test_a_lead_judges_a_rating_and_takes_it_back(database: Path) -> None:
    with_history(database, *NUMBERS)
    async with running(database) as pilot:
        await measure_screen(pilot)
        await press(pilot, "J")  # as the screen says it, and as Caps Lock has it
        assert isinstance(pilot.app.screen, JudgeForm)
        assert "as calculated: amber" in flat(pilot)
        await press(pilot, "ctrl+s")
        assert "choose another, or press Esc" in flat(pilot)
        pilot.app.screen.query_one("#rating", Select).value = "green"
        await press(pilot, "ctrl+s")
        assert "Say why P1-01.total should be rated otherwise" in flat(pilot)
        assert status(database).judgement is None
        pilot.app.screen.query_one("#reason", Input).focus()
        await type_text(pilot, "A new app counts [red]more[/]")
        await press(pilot, "enter")
        assert "P1-01.total: judged green. Saved here" in flat(pilot)
        assert "Ann judges it green: A new app counts [red]more[/]" in flat(pilot)
        judged = status(database).judgement
        assert judged is not None
        assert judged.rating is Rating.GREEN
        await press(pilot, "j")
        pilot.app.screen.query_one("#rating", Select).value = ""
        await press(pilot, "ctrl+s")
        assert "your judgement is taken back" in flat(pilot)
    assert status(database).judgement is None


async def test_enter_on_a_judgement_that_stands_changes_nothing(database: Path) -> None:
    with_history(database, *NUMBERS)
    async with running(database) as pilot:
        await measure_screen(pilot)
        await press(pilot, "j")
        pilot.app.screen.query_one("#rating", Select).value = "green"
        pilot.app.screen.query_one("#reason", Input).value = "Counted anew"
        await press(pilot, "ctrl+s", "j", "ctrl+s")
    judged = status(database).judgement
    assert judged is not None
    assert (judged.rating, judged.reason) == (Rating.GREEN, "Counted anew")


@pytest.mark.parametrize(
    ("settings", "row", "why"),
    [
        ({"role": "supplier"}, TOTAL, "not who supplies the figure"),
        ({"role": "lead", "priority": "2"}, TOTAL, "belongs to priority 1; its lead or the coordinator judges it"),
        ({}, "P1-01.fires|KFRS", "so there is nothing to judge"),
        ({}, "P2-02.report|Kent Police", "asks for words"),
    ],
)
async def test_who_cannot_judge_is_told_why(database: Path, settings: dict[str, str], row: str, why: str) -> None:
    with_history(database, *NUMBERS)
    with desk_on(database) as desk:
        for key, value in settings.items():
            change_setting(desk, key, value)
    async with running(database) as pilot:
        await measure_screen(pilot, row)
        await press(pilot, "j")
        assert isinstance(pilot.app.screen, MeasureScreen)
        assert why in flat(pilot)


async def test_a_query_is_explained_where_the_figure_stands(database: Path) -> None:
    with_history(database, 1200, 1200)
    async with running(database) as pilot:
        await measure_screen(pilot)
        assert "X explains it." in flat(pilot)
        await press(pilot, "x", "ctrl+s")
        assert "Say in a few words why it is right" in flat(pilot)
        await type_text(pilot, "Counted twice over, it is so")
        await press(pilot, "enter")
        assert "P1-01.total: explained. Saved here" in flat(pilot)
        assert "Explained by Ann: Counted twice over, it is so" in flat(pilot)
    assert [query.explained for query in status(database).queries] == ["Counted twice over, it is so"]


@pytest.mark.parametrize(
    ("headline", "told"),
    [
        ("ASB incidents rose on the quarter before.", "The check asks nothing about P1-01.total."),
        ("ASB incidents fell by 12% on the quarter before.", "you wrote a fall of 12%"),
    ],
)
async def test_what_a_headline_says_wrong_of_a_figure_is_explained_there_and_nothing_else(
    database: Path, headline: str, told: str
) -> None:
    with_history(database, 1200, 1290)
    with desk_on(database) as desk:
        entering.headline(desk, open_book(desk, Q2), 1, headline, "Head of Safer Communities")
    async with running(database) as pilot:
        await measure_screen(pilot)
        await press(pilot, "x")
        assert told in flat(pilot)


async def test_other_figures_are_kept_replaced_and_taken_out(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await measure_screen(pilot)
        await press(pilot, "o", "ctrl+s")
        assert "needs a label of one line" in flat(pilot)
        await type_text(pilot, "Vehicle nuisance")
        await press(pilot, "enter")
        assert "How much is it?" in flat(pilot)
        await type_text(pilot, "about 40")
        await press(pilot, "tab")
        await type_text(pilot, "31")
        await press(pilot, "enter")
        assert "P1-01: Vehicle nuisance about 40. Saved here" in flat(pilot)
        assert "Vehicle nuisance: about 40 before: 31" in flat(pilot)
        await press(pilot, "o")
        pilot.app.screen.query_one("#which", Select).value = "Vehicle nuisance"
        await pilot.pause()
        assert pilot.app.screen.query_one("#value", Input).value == "about 40"
        pilot.app.screen.query_one("#value", Input).value = ""
        await press(pilot, "ctrl+s")
        assert "Vehicle nuisance is taken out" in flat(pilot)
        assert "Other figures beside it" not in screen_text(pilot)


async def test_a_break_is_marked_and_no_rating_reaches_across(database: Path) -> None:
    with_history(database, *NUMBERS)
    async with running(database) as pilot:
        await measure_screen(pilot)
        await press(pilot, "b")
        assert isinstance(pilot.app.screen, BreakForm)
        pilot.app.screen.query_one("#quarter", Select).value = "2025-26-Q4"
        await press(pilot, "ctrl+s")
        assert "Say what changed" in flat(pilot)
        await type_text(pilot, "Recorded by crime date")
        await press(pilot, "enter")
        assert "Not rated: recording changed" in flat(pilot)
        assert "╎ recording changed: Q4 2025-26" in flat(pilot)
        await press(pilot, "escape")
        assert "[b] All ASB incidents" in screen_text(pilot)
        assert "[b] Recording changed from Q4 2025-26: Recorded by crime date" in flat(pilot)
        await press(pilot, "f6")
        await press(pilot, "b")
        pilot.app.screen.query_one("#quarter", Select).value = "2025-26-Q4"
        await pilot.pause()
        assert pilot.app.screen.query_one("#text", Input).value == "Recorded by crime date"
        pilot.app.screen.query_one("#text", Input).value = ""
        await press(pilot, "ctrl+s")
        assert "the break is taken out" in flat(pilot)
        assert "Amber: 4,914" in flat(pilot)


async def test_a_question_is_kept_with_the_figure_and_not_sent(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await measure_screen(pilot)
        await press(pilot, "n", "ctrl+s")
        assert "The question has no words" in flat(pilot)
        await type_text(pilot, "Is Strood in it?")
        await press(pilot, "enter")
        assert "Nothing is sent: Ctrl+E copies it as an e-mail." in flat(pilot)
        assert "Ann asks Kent Police: Is Strood in it? not answered yet" in flat(pilot)
    with desk_on(database) as desk:
        assert [one.text for one in questions(desk, Q2)] == ["Is Strood in it?"]


async def test_what_was_typed_in_a_window_is_there_after_esc(database: Path) -> None:
    async with running(database) as pilot:
        await measure_screen(pilot)
        await press(pilot, "b")
        pilot.app.screen.query_one("#quarter", Select).value = "2025-26-Q3"
        pilot.app.screen.query_one("#text", Input).focus()
        await type_text(pilot, "Half a thou")
        await press(pilot, "escape", "b")
        assert pilot.app.screen.query_one("#text", Input).value == "Half a thou"
        assert pilot.app.screen.query_one("#quarter", Select).value == "2025-26-Q3"


async def test_a_window_that_was_only_looked_at_shows_what_is_stored_since(database: Path) -> None:
    with_history(database, *NUMBERS)
    async with running(database) as pilot:
        await measure_screen(pilot)
        await press(pilot, "j", "escape")
        with desk_on(database) as desk:
            book = open_book(desk, Q2)
            entering.judge(desk, book, desk.plan.by_id["P1-01.total"], None, Rating.RED, "Seen otherwise")
        pilot.app.screen.session.read_again()  # type: ignore[attr-defined]
        await press(pilot, "j")
        assert pilot.app.screen.query_one("#reason", Input).value == "Seen otherwise"
        assert pilot.app.screen.query_one("#rating", Select).value == "red"


async def test_the_palette_of_the_grid_has_all_of_it(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, TOTAL)
        await press(pilot, "ctrl+p")
        await type_text(pilot, "recording changed")
        await wait_for(pilot, lambda: "figure: mark that recording changed" in screen_text(pilot))
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, BreakForm))
        await press(pilot, "f1")
        assert "no rating and no trend reach across" in flat(pilot)


async def test_the_commentary_is_written_from_there(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await measure_screen(pilot)
        await press(pilot, "ctrl+t")
        await type_text(pilot, "Summer rise")
        await press(pilot, "escape")
        assert "Patterns and context: Summer rise Ann" in flat(pilot)
        assert "P1-01: commentary. Saved here" in flat(pilot)


async def test_below_the_grid_the_whole_title_stands_however_much_there_is_to_say_of_a_figure(database: Path) -> None:
    with_history(database, *NUMBERS)
    async with running(database) as pilot:
        await go_to(pilot, TOTAL)
        await press(pilot, "9")
        assert "P1-01.total  All ASB incidents (incidents)" in screen_text(pilot)
        assert re.search(r"[▁-█] \d+ quarters", screen_text(pilot))
        await press(pilot, "escape")
        await go_to(pilot, "P2-04.referrals|Interventions Alliance")
        assert "P2-04 Behaviour…referrals " in screen_text(pilot)  # as all of P2-04 are of Medway
        assert "Behaviour change referrals, Medway" in screen_text(pilot)
        await press(pilot, "escape")
        await go_to(pilot, "P1-02.buildings|Medway Council")
        await press(pilot, "f6")
        assert "Quarter 2, Jul to Sep 2026" in screen_text(pilot)  # on a line of its own, beside so long a title
