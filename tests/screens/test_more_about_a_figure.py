from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input, Select, TextArea

from csp_tui.desk.entering import comment, judge
from csp_tui.desk.history import import_history
from csp_tui.desk.opening import open_desk
from csp_tui.domain.entries import Entry
from csp_tui.domain.results import Rating
from csp_tui.domain.statements import Blank
from csp_tui.screens.commentary import CommentaryScreen
from csp_tui.screens.figure_form import FigureForm
from csp_tui.screens.session import Subject
from tests.screens.driving import (
    LARGE,
    SMALL,
    TODAY,
    Driver,
    commentary,
    go_to,
    press,
    running,
    screen_text,
    session_of,
    shown,
    stored,
    type_text,
)

ASB, ADULTS = "P1-01.total|Kent Police", "P3-05.adults|Public Health"


async def fill(pilot: Driver, **texts: str) -> None:
    """Type into fields of the open form."""
    for name, text in texts.items():
        field = pilot.app.screen.query_one(f"#{name}", Input)
        field.focus()
        field.value = ""
        await type_text(pilot, text)


async def test_the_form_takes_a_rolling_year_and_its_change_and_says_the_rating_before_saving(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", *"1466", "enter", "up", "f5")
        assert "│ > Rolling year  " in screen_text(pilot)
        await type_text(pilot, "5,208")  # the cursor starts where the rating waits for a figure
        assert pilot.app.screen.query_one("#rolling_year", Input).value == "5,208"
        await fill(pilot, value="", change="+406", period_to="2026-08-31")
        assert "5,208 is 406 (8.5%) above 4,802" in " ".join(screen_text(pilot).split())
        await press(pilot, "ctrl+s")
        assert "P1-01.total: rolling year 5,208. Saved here" in screen_text(pilot)
        assert "■ RED" in screen_text(pilot)
        assert "4,802" in screen_text(pilot)
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert str(statement.rolling_year) == "5,208"
    assert str(statement.rolling_year_prior) == "4,802"
    assert statement.period_to == date(2026, 8, 31)


async def test_what_cannot_be_read_is_said_under_its_field_and_nothing_is_stored(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5")
        await fill(pilot, value="1466", period_to="soon")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FigureForm)
        lines = screen_text(pilot).splitlines()
        at = next(i for i, line in enumerate(lines) if "soon" in line and "Period to" in line)
        assert '"soon" is not a date' in lines[at + 1]
    assert stored(database, "P1-01.total", "Kent Police") is None


async def test_in_a_low_window_the_field_that_is_typed_into_is_seen_with_what_is_told_below(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P4-01.rate|Medway Council")
        await press(pilot, "f5")
        await type_text(pilot, "x")
        await press(pilot, "shift+tab")
        text = screen_text(pilot)
        assert text.count("│ > ") == 1
        assert "│ > Why it is changed" in text
        assert "Not stored yet." in text
        assert "Esc keeps it unstored" in text


async def test_space_ticks_a_box_and_enter_stores_from_it_as_from_every_field(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5", *"1466", "tab", "tab", "tab", "space")
        assert "│ > Provisional                       [x]" in screen_text(pilot)
        assert "Space ticks, Enter stores" in screen_text(pilot)
        await press(pilot, "tab")
        assert "Enter lists reasons, Ctrl+S stores" in screen_text(pilot)
        await press(pilot, "shift+tab", "enter")
        assert "P1-01.total: 1,466. Saved here" in screen_text(pilot)
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert statement.provisional


async def test_a_closed_form_keeps_what_was_typed(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5")
        await fill(pilot, rolling_year="5,208")
        await press(pilot, "escape", "f5")
        assert pilot.app.screen.query_one("#rolling_year", Input).value == "5,208"
    assert stored(database, "P1-01.total", "Kent Police") is None


async def test_a_figure_is_left_blank_with_a_reason_and_a_promised_date(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5")
        pilot.app.screen.query_one("#blank", Select).value = "late"
        await fill(pilot, date="2026-12-01")
        await press(pilot, "ctrl+s")
        assert "– blank" in screen_text(pilot)
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert statement.blank is Blank.LATE
    assert statement.date == date(2026, 12, 1)


async def test_a_field_emptied_in_the_form_is_no_longer_stated_and_the_rest_stays(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5")
        await fill(pilot, value="1466", rolling_year="5,208")
        await press(pilot, "ctrl+s", "f5", "up", "up", "7", "backspace")  # what stands in a field is not typed over
        assert pilot.app.screen.query_one("#value", Input).value == "1,466"
        await press(pilot, "down", "down", "down", "space", "down", "enter", "down", "escape")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#blank")
        await press(pilot, "up", "up", "up")
        rolling_year = pilot.app.screen.query_one("#rolling_year", Input)
        assert pilot.app.screen.focused is rolling_year
        rolling_year.value = ""
        await press(pilot, "ctrl+s")
    statement = stored(database, "P1-01.total", "Kent Police")
    assert statement is not None
    assert statement.rolling_year is None
    assert statement.provisional
    assert str(statement.value) == "1,466"


async def test_a_text_refused_in_the_grid_stands_in_the_form(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1,20")
        await press(pilot, "f5")
        assert pilot.app.screen.query_one("#value", Input).value == "1,20"
        assert "Did you mean 120 or 1,200?" in " ".join(screen_text(pilot).replace("│", " ").split())


async def test_commentary_is_stored_when_its_field_is_left(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "ctrl+t")
        await type_text(pilot, "Summer rise")
        await press(pilot, "tab")
        assert commentary(database, "P1-01", "Kent Police") == {"patterns": "Summer rise"}
        await type_text(pilot, "Patrols")
        await press(pilot, "escape")
        assert "Patterns and context: Summer rise" in screen_text(pilot)
        assert "P1-01: commentary. Saved here" in screen_text(pilot)
    assert commentary(database, "P1-01", "Kent Police") == {"patterns": "Summer rise", "activity": "Patrols"}


async def test_f6_tells_the_commentary_and_who_wrote_it(database: Path) -> None:
    async with running(database, (100, 60)) as pilot:
        await press(pilot, "enter", "ctrl+t")
        await type_text(pilot, "Summer rise")
        await press(pilot, "escape", "f6")
        assert "Patterns and context: Summer rise   Ann, " in screen_text(pilot)
        assert "Nobody has said anything" not in screen_text(pilot)


async def test_a_blank_reason_beside_a_figure_says_what_to_empty(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5")
        await fill(pilot, value="1466")
        pilot.app.screen.query_one("#blank", Select).value = "late"
        await pilot.pause()
        await pilot.pause()
        told = " ".join(screen_text(pilot).replace("│", " ").split())
        assert "Empty the figure first, or leave the reason out." in told


async def test_the_list_of_blank_reasons_opens_in_a_frame(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "f5")
        pilot.app.screen.query_one("#blank", Select).focus()
        await press(pilot, "enter")
        line = next(line for line in screen_text(pilot).splitlines() if "not published" in line)
        assert line.split("not published")[0].rstrip().endswith("│")
        assert line.split("not published")[1].lstrip().startswith("│")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_long_label_is_kept_apart_from_its_value(database: Path, size: tuple[int, int]) -> None:
    async with running(database, size) as pilot:
        await go_to(pilot, "P3-07.continuity|Public Health")
        await press(pilot, "f5")
        await fill(pilot, denominator="70")
        line = next(line for line in screen_text(pilot).splitlines() if "Denominator" in line)
        assert "  70" in line


async def test_a_detail_that_is_longer_than_its_room_says_where_the_rest_is(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, ADULTS)
        assert "How it is judged" in screen_text(pilot)
        assert "… F6 shows it all" in screen_text(pilot)
        await pilot.resize_terminal(160, 60)
        await pilot.pause()
        assert "… F6 shows it all" not in screen_text(pilot)


async def test_nothing_to_report_can_be_said_of_a_row_that_asks_for_words(database: Path) -> None:
    async with running(database) as pilot:
        await go_to(pilot, "P2-02.report|Kent Police")
        await press(pilot, "enter", "shift+tab", "space", "escape")
        assert "nothing to report" in screen_text(pilot)
        assert "1/8 in" in screen_text(pilot)
        await press(pilot, "enter")
        await type_text(pilot, "Two visits.")
        await press(pilot, "shift+tab")
        assert "Which holds?" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Patterns and context: Two visits." in screen_text(pilot)
        assert "nothing to report" not in screen_text(pilot)  # what is written is never hidden
    texts = {"nothing_to_report": "yes", "patterns": "Two visits."}
    assert commentary(database, "P2-02", "Kent Police") == texts


async def test_pasted_commentary_comes_without_control_characters(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "enter", "ctrl+t")
        assert isinstance(pilot.app.screen, CommentaryScreen)
        pilot.app.post_message(Paste("One\r\ntwo\x1b[31m\x07"))
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.screen.query(TextArea).first().text == "One\ntwo[31m"


async def test_markup_and_escape_sequences_are_shown_as_typed(database: Path) -> None:
    hostile = "[red]loud[/] [/] [link=x] \x1b[31m"
    async with running(database, LARGE) as pilot:
        session = session_of(pilot)
        measure = session.book.plan.by_id["P1-01.total"]
        await press(pilot, "enter", "1", "2", "enter", "up")
        session.book = comment(
            session.desk, session.book, session.book.plan.by_code["P1-01"], "Kent Police", {"ask": hostile}
        )
        session.book = judge(session.desk, session.book, measure, "Kent Police", Rating.AMBER, hostile)
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        await pilot.pause()
        text = screen_text(pilot)
        assert "Ask of the SEG: [red]loud[/] [/] [link=x]" in text
        assert "judges it amber: [red]loud[/] [/] [link=x]" in text
        assert "\x1b" not in text


async def test_f6_tells_the_rule_the_series_and_who_said_what(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, ADULTS)
        await type_text(pilot, "1390")
        await press(pilot, "enter", "up", "f6")
        text = " ".join(screen_text(pilot).split())
        assert "How it is judged" in text
        assert "1,416" in text
        assert "Q2 2026-27 1,390 1,390 1,416 ▲ AMBER" in text
        assert "A plot is drawn from three figures on." in text
        assert re.search(r"Who said what Q2 2026-27 1,390 \d+ \w+ 20\d\d, entered by Ann", text)
        await press(pilot, "escape")
        assert pilot.app.screen.grid.row_id == ADULTS  # type: ignore[attr-defined]


async def test_a_rolling_year_that_the_stored_quarters_make_stands_beside_the_figure(database: Path) -> None:
    past = [("2024-25", n) for n in range(3, 5)] + [("2025-26", n) for n in range(1, 5)] + [("2026-27", 1)]
    rows = [f"P1-01.total,{year}-Q{number},Kent Police,100" for year, number in past]
    history = database.parent / "past.csv"
    history.write_text("\n".join(["measure,quarter,partner,value", *rows]) + "\n", encoding="utf-8")
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        import_history(desk, history, dry_run=False)
    async with running(database, LARGE) as pilot:
        await press(pilot, "enter")
        await type_text(pilot, "120")
        line = next(line for line in screen_text(pilot).splitlines() if "All ASB incidents" in line)
        assert line.split()[-4:] == ["420", "400", "▲", "AMBER"]


@pytest.mark.parametrize(("width", "column"), [(80, "compared"), (120, "rolling_year")])
async def test_what_stands_at_a_quarters_end_is_set_against_last_years_and_makes_no_year(
    database: Path, width: int, column: str
) -> None:
    async with running(database, (width, 40)) as pilot:
        session = session_of(pilot)
        buildings = Subject(session.book.plan.measure("P1-02.buildings"), "Medway Council")
        session.enter(buildings, Entry(value="7"))
        await go_to(pilot, buildings.id)
        assert [shown(pilot, buildings.id, name) for name in ("value", column, "against")] == ["7", "", ""]
        session.enter(buildings, Entry(value="7", prior="9"))
        pilot.app.screen.show_session()  # type: ignore[attr-defined]
        await pilot.pause()
        year = ["7", "", "9"] if column == "rolling_year" else ["7", "7", "9"]
        assert [shown(pilot, buildings.id, name) for name in ("value", column, "against")] == year
