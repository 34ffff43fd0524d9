"""Figures that differ and what is to check, settled on the screen: with a reason, or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from csp_tui.desk.accepting import accept, to_check
from csp_tui.desk.asking import answer, ask, questions
from csp_tui.desk.deciding import conflicts
from csp_tui.desk.entering import enter
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import moment_words
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.returns.records import Unread
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.measure import MeasureScreen
from csp_tui.screens.session import Subject
from csp_tui.storage.records import Origin
from tests.merge.building import FIRES, PLAN, figure, item, made, unknown_row
from tests.returns.building import the_plan
from tests.screens.arriving import COUNCIL, Q2, desk_on, take_in, two_teams
from tests.screens.driving import (
    LARGE,
    SMALL,
    Driver,
    go_to,
    paste,
    press,
    running,
    screen_text,
    session_of,
    stored,
    type_text,
    wait_for,
)

DERELICT = "P1-02.buildings"


@pytest.fixture
def differing(database: Path, tmp_path: Path) -> Path:
    """A database in which two teams answer P1-02 differently: 11 (community, side 1) and 14 (housing)."""
    take_in(database, *sorted(two_teams(tmp_path).iterdir()))
    return database


def value(database: Path, measure: str = DERELICT, partner: str = COUNCIL) -> str | None:
    found = stored(database, measure, partner)
    return str(found.value) if found is not None else None


def left(database: Path) -> int:
    with desk_on(database) as desk:
        return len(conflicts(desk))


async def typed(pilot: Driver, text: str) -> None:
    await type_text(pilot, text)
    await press(pilot, "enter")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_both_sides_stand_beside_each_other_with_who_when_file_and_cell(
    differing: Path, size: tuple[int, int]
) -> None:
    async with running(differing, size) as pilot:
        await press(pilot, "ctrl+d")
        text = screen_text(pilot)
        assert "1 of 1 to settle" in text
        assert "P1-02.buildings  High-risk derelict and unsecure buildings" in text
        assert "before" in text
        for words in ("11", "community.xlsx, Return!", "14", "housing.xlsx, Return!"):
            assert words in text
        with desk_on(differing) as desk:
            assert moment_words(conflicts(desk)[0].sides[0].at) in text
        assert "> before" in text  # nothing is chosen beforehand
        assert "Until somebody decides" in " ".join(text.split())  # no screen is left half empty
        assert "Enter" not in text.splitlines()[-1]
        await press(pilot, "enter")
        assert "Go to the side that is right" in screen_text(pilot)
        await press(pilot, "1")
        await wait_for(pilot, lambda: ("prints that figures differ" in screen_text(pilot)) is (size == LARGE))
        await press(pilot, "escape")  # where a question needs their room, no words are left that end within a sentence
        await wait_for(pilot, lambda: "prints that figures differ" in screen_text(pilot))
        await press(pilot, "down")
        assert "Enter take it" in screen_text(pilot).splitlines()[-1]


async def test_of_what_is_pasted_only_the_figure_that_differs_waits_as_a_draft(differing: Path) -> None:
    async with running(differing, LARGE) as pilot:
        await press(pilot, "enter")
        await paste(pilot, "P1-01\t1466\nP1-02.buildings\t12\nP1-05.notices\t62\n")
        assert "2 can be stored, 1 of them replaces a figure, 1 refused" in screen_text(pilot)
        assert "nothing is stored over it: say first which counts." in " ".join(screen_text(pilot).split())
        await press(pilot, "enter")
        assert "2 figures saved here, not sent; Ctrl+Z undoes all. 1 refused: kept as draft." in screen_text(pilot)
        assert session_of(pilot).unstored == 1
    assert left(differing) == 1


async def test_taking_a_side_asks_for_a_reason_and_keeps_it(differing: Path) -> None:
    async with running(differing, LARGE) as pilot:
        await press(pilot, "ctrl+d", "2")
        assert "14 (Medway Council) counts. Why?" in screen_text(pilot)
        await press(pilot, "enter")
        assert left(differing) == 1
        await typed(pilot, "Housing counts them")
        assert "Nothing differs any more." in screen_text(pilot)
        assert "Enter" not in screen_text(pilot).splitlines()[-1]  # there is nothing left to open
    assert (left(differing), value(differing)) == (0, "14")
    async with running(differing, LARGE) as pilot:
        await press(pilot, "f6")
        pilot.app.screen.open_story(the_plan().measure(DERELICT), COUNCIL)  # type: ignore[attr-defined]
        await pilot.pause()
        assert "taken, because Housing counts them" in " ".join(screen_text(pilot).split())


async def test_escape_decides_nothing_and_keeps_the_words_for_the_next_time(differing: Path) -> None:
    async with running(differing, LARGE) as pilot:
        await press(pilot, "ctrl+d", "1")
        await type_text(pilot, "half a reason")
        await press(pilot, "escape")
        assert "Nothing was decided" in screen_text(pilot)
        await press(pilot, "1")
        assert "half a reason" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, HomeScreen)
    assert (left(differing), value(differing)) == (1, None)


async def test_another_figure_can_be_stated_and_one_that_cannot_be_read_is_refused(differing: Path) -> None:
    async with running(differing, LARGE) as pilot:
        await go_to(pilot, f"{DERELICT}|{COUNCIL}")
        await type_text(pilot, "5")
        assert "figures differ. Enter shows them, and asks which counts and why" in screen_text(pilot)
        await press(pilot, "enter", "v")
        await typed(pilot, "1,20")
        assert "1,20" in screen_text(pilot)
        assert "Why?" not in screen_text(pilot)
        await press(pilot, *["backspace"] * 4)
        await typed(pilot, "12")
        assert "12 counts. Why?" in screen_text(pilot)
        assert "1,20" not in screen_text(pilot)
        await typed(pilot, "Counted again")
    assert (left(differing), value(differing)) == (0, "12")


async def test_beside_another_figure_the_rolling_years_of_the_sides_stay_or_go_as_somebody_says(database: Path) -> None:
    with desk_on(database) as desk:
        sides = [replace(figure(40), rolling_year=figure(165).value), figure(44)]
        files = [made(item(FIRES, side), form=f"form {n}") for n, side in enumerate(sides)]
        merge(desk, files)
        poorer = next(str(n) for n, side in enumerate(conflicts(desk)[0].sides, 1) if side.value == "44")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+d", "v")
        await typed(pilot, "92")
        assert "It stays: 92; rolling year 165" in screen_text(pilot)
        assert "It goes: 92 alone" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Nothing was decided." in screen_text(pilot)
        await press(pilot, "v")
        await typed(pilot, "92")
        await press(pilot, "enter")
        await typed(pilot, "Counted again")
        await press(pilot, "ctrl+z", poorer)
        assert "does rolling year 165, which only another side says, stay?" in screen_text(pilot)
        await press(pilot, "enter")
        await typed(pilot, "Counted late")
        assert "44; rolling year 165 (KFRS) counts. The reason is kept." in screen_text(pilot)
    found = stored(database, FIRES, "KFRS")
    assert found is not None
    assert (str(found.value), str(found.rolling_year)) == ("44", "165")


async def test_sides_of_one_partner_cannot_be_added_up(differing: Path) -> None:
    async with running(differing, LARGE) as pilot:
        await press(pilot, "ctrl+d", "s")
        assert "add up" not in screen_text(pilot)
        assert "are not of different partners, so adding them would count twice; take one." in screen_text(pilot)
        assert "Why?" not in screen_text(pilot)


async def test_counts_of_different_partners_can_be_added_up(database: Path) -> None:
    with desk_on(database) as desk:
        merge(desk, [made(item("P1-05", 61), form="a", partner=COUNCIL)])
        merge(desk, [made(item("P1-05", 9, partner="KFRS"), form="b", partner="KFRS")])
        accept(desk, to_check(desk)[0].id, "They hand out notices too")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+d")
        assert "S  added up: 70" in screen_text(pilot)
        await press(pilot, "s")
        await typed(pilot, "Both count, in different streets")
    assert (left(database), value(database, "P1-05.notices")) == (0, "70")


async def test_asking_keeps_the_question_and_leaves_the_figure_open(differing: Path) -> None:
    async with running(differing, LARGE) as pilot:
        await press(pilot, "ctrl+d", "q")
        assert "We were sent 11 and 14: which is right?" in screen_text(pilot)
        await press(pilot, "enter")
        assert "nothing is decided" in screen_text(pilot)
        assert "press Ctrl+E, select it with the mouse" in " ".join(screen_text(pilot).split())
        assert "Subject: P1-02.buildings" in pilot.app.clipboard
        await press(pilot, "ctrl+e")
        assert "Subject: P1-02.buildings" in screen_text(pilot)
    assert left(differing) == 1
    with desk_on(differing) as desk:
        assert [one.partner for one in questions(desk, Q2)] == [COUNCIL]


async def test_left_and_right_go_through_all_that_differs(database: Path) -> None:
    with desk_on(database) as desk:
        for form, number in (("a", 1), ("b", 2)):
            said = [item(measure, number) for measure in ("P1-05", "P3-05")]
            merge(desk, [made(*said, form=form, file=f"{form}.xlsx")])
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+d")
        assert "1 of 2 to settle" in screen_text(pilot)
        first = screen_text(pilot).split()[0]
        await press(pilot, "right")
        assert "2 of 2 to settle" in screen_text(pilot)
        assert screen_text(pilot).split()[0] != first
        await press(pilot, "1")
        await typed(pilot, "Newer")
        assert "1 left." in screen_text(pilot)
        assert "1 of 1 to settle" in screen_text(pilot)
        assert screen_text(pilot).split()[0] == first


# -- to check ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def unsure(database: Path) -> Path:
    """A database with three rows to check: one that the plan does not know, two of another partner."""
    with desk_on(database) as desk:
        row = replace(unknown_row("P9-99", value="8"), origin=Origin("odd.xlsx", "Return", "F30"))
        strangers = [
            item(measure, 66, partner="KFRS", file="odd.xlsx") for measure in ("P1-01.derelict", "P1-01.fires")
        ]
        merge(desk, [made(*strangers, unknown=[row], partner=COUNCIL, file="odd.xlsx")])
        assert [one.measure for one in to_check(desk)] == ["P1-01.fires", "P1-01.derelict", "P9-99"]  # as in the sheet
    return database


async def test_each_row_to_check_says_why_and_is_accepted_with_a_reason(unsure: Path) -> None:
    async with running(unsure, LARGE) as pilot:
        assert "To check   3 of what came in" in screen_text(pilot)
        await press(pilot, "f6")
        await wait_for(pilot, lambda: "Nothing of it counted at once: it was to check" in screen_text(pilot))
        assert "1 file, by Ann" in screen_text(pilot)
        await press(pilot, "ctrl+k")
        text = screen_text(pilot)
        assert "3 to look at" in text
        assert "unknown row" in text
        assert "not their row" in text
        assert "odd.xlsx" in text
        await press(pilot, "down", "a")
        await typed(pilot, "They count for KFRS")
        assert "2 left to check." in screen_text(pilot)
        assert pilot.app.screen.item.measure == "P9-99"  # type: ignore[attr-defined]  # what came next
        await press(pilot, "up", "a")
        await typed(pilot, "They count for KFRS")
        assert "1 left to check." in screen_text(pilot)
        await press(pilot, "f6")
        assert re.search(r"odd.xlsx .* to check", screen_text(pilot))
    assert value(unsure, "P1-01.fires", "KFRS") == "66"


async def wait_for_row(pilot: Driver, measure: str) -> None:
    """Go to the row of a measure."""
    for _ in range(2):
        item_here = pilot.app.screen.item  # type: ignore[attr-defined]
        if item_here.measure == measure:
            return
        await press(pilot, "down")
    await wait_for(pilot, lambda: pilot.app.screen.item.measure == measure)  # type: ignore[attr-defined]


async def test_an_unknown_row_is_mapped_to_a_measure(unsure: Path) -> None:
    async with running(unsure, LARGE) as pilot:
        session_of(pilot).keep_setting("keys", "check.map=ctrl+r")
        pilot.app.set_keymap(dict(session_of(pilot).keymap()))
        await press(pilot, "ctrl+k")
        await wait_for_row(pilot, "P9-99")
        assert "Ctrl+R says which measure it means." in screen_text(pilot)
        assert "Ctrl+R which measure  Esc back" in screen_text(pilot)
        assert "Enter open" not in screen_text(pilot)
        await press(pilot, "a")  # it cannot be accepted as it is
        assert "Why?" not in screen_text(pilot)
        await press(pilot, "ctrl+r")
        await type_text(pilot, "p2-08")
        assert "P2-08.order" in screen_text(pilot)
        await press(pilot, *["backspace"] * 5)
        await typed(pilot, "p1-05.not")
        assert "P9-99 means P1-05.notices. How do you know?" in screen_text(pilot)
        await press(pilot, "enter")  # as the command needs no reason
        assert "P9-99 counts as P1-05.notices" in screen_text(pilot)
        assert "The reason is kept." not in screen_text(pilot)
        await press(pilot, "w")
        await typed(pilot, "They count for KFRS")
        await press(pilot, "f6")
        assert re.search(r"odd.xlsx .* checked since", screen_text(pilot))
        assert re.search(r"1 file, by Ann .* 3 accepted since", screen_text(pilot))
        await press(pilot, "escape", "escape")
        assert "odd.xlsx, checked since" in screen_text(pilot)
    assert value(unsure, "P1-05.notices") == "8"


async def test_a_cell_that_cannot_be_read_says_what_was_answered_and_what_stands_since(database: Path) -> None:
    why = '"1,20" is not a number. Did you mean 120 or 1,200?'
    with desk_on(database) as desk:
        measure = desk.plan.measure(FIRES)
        merge(desk, [made(unread=[Unread(Origin("b.xlsx", "Return", "G6"), FIRES, "1,20", why)], file="b.xlsx")])
        asked = ask(desk, Q2, measure, None, "Is it 120?")
        answer(desk, Q2, asked.reference, "120 is right")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+k")
        assert '"120 is right" (Ann)' in screen_text(pilot)
        assert "G goes to its cell" in screen_text(pilot)
        assert "Stands" not in screen_text(pilot)
        await press(pilot, "a")
        assert 'Note "1,20" as seen: no figure is taken from it. Why?' in screen_text(pilot)
    with desk_on(database) as desk:
        enter(desk, open_book(desk, Q2), measure, None, Entry(value="120"))
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+k")
        assert "120 (typed by you)" in screen_text(pilot)
        assert "A closes this" in screen_text(pilot)


async def test_enter_on_what_is_to_check_shows_who_said_what(unsure: Path) -> None:
    async with running(unsure, LARGE) as pilot:
        await press(pilot, "ctrl+k")
        await wait_for_row(pilot, "P1-01.fires")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MeasureScreen)
        await press(pilot, "escape", "ctrl+e")
        assert "N asks about P1-01.fires." in screen_text(pilot)
        await press(pilot, "escape", "g")
        assert "1 Anti-social behaviour" in screen_text(pilot)
        assert pilot.app.screen.subject_here() == Subject(PLAN.measure("P1-01.fires"), "KFRS")
        await press(pilot, "escape")
        assert "3 to look at" in screen_text(pilot)
        assert "W accepts all 3 of its file at once." in screen_text(pilot)
        await press(pilot, *["ctrl+d", "ctrl+e", "ctrl+k"] * 2, *["escape"] * 3)  # each is open once, however one goes
        assert "To check   3 of what came in" in screen_text(pilot)


async def test_hostile_text_is_shown_as_typed(database: Path) -> None:
    with desk_on(database) as desk:
        merge(desk, [made(unknown=[unknown_row("[red]x[/] \x1b[31m", value="[/]")], file="[b]odd.xlsx")])
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+k")
        text = screen_text(pilot)
        assert "[red]x[/]" in text
        assert "\x1b" not in text
        await press(pilot, "m")
        assert '"[red]x[/]' in screen_text(pilot)
        await press(pilot, "escape", "escape", "f6")
        assert "[b]odd.xlsx" in screen_text(pilot)
