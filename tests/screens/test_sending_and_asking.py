"""The return looked over and written, questions, actions and chasing, as a lead and as a coordinator press them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csp_tui.desk import entering
from csp_tui.desk.asking import actions, add_action, ask, questions
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.reading import open_book
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.reading import read_return
from csp_tui.returns.records import Return
from csp_tui.screens.commentary import CommentaryScreen
from csp_tui.screens.deliverables import DeliverablesScreen
from csp_tui.screens.headline import HeadlineScreen
from csp_tui.screens.measure import MeasureScreen
from csp_tui.screens.pack import PackScreen
from csp_tui.screens.priority import PriorityScreen
from csp_tui.screens.review import ReviewScreen
from csp_tui.workbooks.passwords import is_locked
from tests.screens.arriving import COUNCIL, Q2, desk_on, issue_form, say
from tests.screens.driving import (
    LARGE,
    SMALL,
    flat,
    go_to,
    open_on,
    press,
    running,
    screen_text,
    session_of,
    type_text,
    wait_for,
)

FIRES = "P1-01.fires|KFRS"


@pytest.fixture
def kfrs(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lead's database at KFRS, with one figure of four; files go beside it."""
    monkeypatch.chdir(database.parent)
    with desk_on(database) as desk:
        change_setting(desk, "role", "lead")
        change_setting(desk, "partner", "KFRS")
        say(desk, "P1-01.fires", "66")
    return database


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_review_says_what_is_in_the_return_before_it_is_written(kfrs: Path, size: tuple[int, int]) -> None:
    async with running(kfrs, size) as pilot:
        await go_to(pilot, FIRES)
        await press(pilot, "f9")
        text = " ".join(screen_text(pilot).split())
        assert "Your return KFRS (F3)" in text
        assert "1 answered, 0 blank, 3 not answered" in text
        assert "· awaited P1-01.derelict" in text
        assert "Deliberate fires: 66" in text
        assert "NOT SENT: F9 writes the file to e-mail." in text
        assert '"Agreed by" on its sheet Sign-off is left empty' in text
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, PriorityScreen)
        assert screen.grid.row_id == "P1-01.derelict|KFRS"


async def test_writing_asks_where_something_waits_and_then_says_what_is_saved_and_what_is_sent(kfrs: Path) -> None:
    async with running(kfrs, LARGE) as pilot:
        await press(pilot, "ctrl+s", "c")
        assert "F9 writes the return first" in screen_text(pilot)
        await press(pilot, "f9")
        assert "Still waiting: 3 not answered. Write the return as it is?" in screen_text(pilot)
        await press(pilot, "enter")
        assert not list(kfrs.parent.glob("returns/*"))
        await press(pilot, "f9", "down", "enter")
        await wait_for(pilot, lambda: "The return is written and NOT SENT" in screen_text(pilot))
        (written,) = (kfrs.parent / "returns").glob("*.xlsx")
        text = screen_text(pilot)
        assert written.name in text.replace("\n", "")
        assert "It has not been sent: attach it to an e-mail" in " ".join(text.split())
        assert "Subject: Medway Community Safety Partnership: return of KFRS" in text
        await press(pilot, "c")
        assert pilot.app.clipboard.startswith("Subject: Medway Community Safety Partnership: return of KFRS")
        read = read_return(written, session_of(pilot).book.plan)
        assert isinstance(read, Return)
        assert (read.partner, read.sequence, len(read.items)) == ("KFRS", 1, 1)
        for no in ("enter", "escape"):
            await press(pilot, "f9")
            assert "Still waiting: 3 not answered. Nothing changed since return 1. Write it" in screen_text(pilot)
            await press(pilot, no)
            assert "Nothing is written; return 1 stands as it was written." in screen_text(pilot)
        assert len(list((kfrs.parent / "returns").glob("*.xlsx"))) == 1
        await press(pilot, "a")
        await type_text(pilot, "Head of Prevention, 20 November")
        await press(pilot, "enter")
        assert '"Agreed by" on its sheet Sign-off says: Head of Prevention, 20 November.' in screen_text(pilot)
        await press(pilot, "escape", "ctrl+s")  # it is kept until the return is written
        assert '"Agreed by" on its sheet Sign-off says: Head of Prevention, 20 November.' in screen_text(pilot)
        await press(pilot, "f9")
        assert "Nothing changed since" not in screen_text(pilot)
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: "It is agreed by Head of Prevention, 20 November." in screen_text(pilot))
        second = read_return(kfrs.parent / "returns" / "2026-27-Q2-kfrs-return-2.xlsx", session_of(pilot).book.plan)
        assert isinstance(second, Return)
        assert (second.agreed_by, second.edited) == ("Head of Prevention, 20 November", False)


async def test_what_is_changed_after_writing_is_not_in_the_file_and_the_screen_says_so(kfrs: Path) -> None:
    async with running(kfrs, LARGE) as pilot:
        await press(pilot, "ctrl+s", "f9", "down", "enter")
        await wait_for(pilot, lambda: "The e-mail, to copy:" in screen_text(pilot))
        await press(pilot, "enter", "9", "enter", "ctrl+s")
        text = " ".join(screen_text(pilot).split())
        assert "2 answered" in text
        assert "NOT SENT: F9 writes the file to e-mail." in text
        assert "Changed since return 1, so write it again: P1-01.derelict." in text
        assert "changed from nothing: " in text
        await press(pilot, "ctrl+z")
        assert "nothing changed since: 2026-27-Q2-kfrs-return-1.xlsx" in " ".join(screen_text(pilot).split())
        await press(pilot, "ctrl+y", "escape", "escape")
        assert "The e-mail, to copy:" not in screen_text(pilot)
        await press(pilot, "escape")
        text = " ".join(screen_text(pilot).split())
        assert "Return changed since return 1, so write it again: P1-01.derelict" in text
        assert "Next: Ctrl+S writes the return again, as it changed; then" in text
        await press(pilot, "ctrl+z")
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert re.search(r"Return +written .{6,17} 20\d\d; e-mail it yourself: ", screen_text(pilot))
        assert "e-mail the return" not in text


@pytest.mark.parametrize("way", [(), ("f6",), ("f8",)])
async def test_f9_in_a_priority_makes_the_file_for_a_lead_and_the_pack_for_a_coordinator(
    kfrs: Path, way: tuple[str, ...]
) -> None:
    async with running(kfrs, LARGE) as pilot:
        session_of(pilot).keep_setting("role", "lead")
        session_of(pilot).keep_setting("priority", "4")
        await go_to(pilot, FIRES)
        await press(pilot, *way)
        assert ("F9 return" in screen_text(pilot)) is (way != ("f6",))  # where a measure's own keys leave no room
        await press(pilot, "f9")
        assert open_on(pilot) is ReviewScreen
        await press(pilot, "escape")
        session_of(pilot).keep_setting("role", "coordinator")
        pilot.app.screen.refresh_bindings()
        await pilot.pause()
        assert ("F9 pack" in screen_text(pilot)) is (way != ("f6",))
        await press(pilot, "f9")
        assert open_on(pilot) is PackScreen
        await pilot.app.workers.wait_for_complete()


async def test_a_query_is_explained_on_the_way_to_sending(kfrs: Path) -> None:
    with desk_on(kfrs) as desk:
        change_setting(desk, "partner", "Public Health")
        say(desk, "P3-05.adults", "900")
    async with running(kfrs, LARGE) as pilot:
        await press(pilot, "ctrl+s")
        assert "? query" in screen_text(pilot)
        await press(pilot, "f5")
        await type_text(pilot, "Agreed in May")
        await press(pilot, "enter")
        assert "? query" not in screen_text(pilot)
        assert "P3-05.adults: explained. Saved here" in screen_text(pilot)
        assert re.search(r"explained +P3-05\.adults", screen_text(pilot))
        assert "Agreed in May (asked: " in screen_text(pilot)


async def test_a_lead_s_own_texts_stand_in_the_look_over_a_key_from_where_they_are_written(
    database: Path,
) -> None:
    with desk_on(database) as desk:
        change_setting(desk, "role", "lead")
        change_setting(desk, "priority", "2")
        council = desk.plan.indicator("P2-08")
        entering.comment(desk, open_book(desk, Q2), council, COUNCIL, {"action": "Signs by May."})
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+s")
        text = " ".join(screen_text(pilot).split())
        assert "· none yet Headline No headline paragraph is written." in text
        assert "· none yet Progress On none of 11 deliverables." in text
        assert "○ written P2-08 Action: Signs by May." in text
        for screen, row in (
            (HeadlineScreen, "headline 2|"),
            (DeliverablesScreen, "progress 2|"),
            (CommentaryScreen, f"commentary P2-08|{COUNCIL}"),
        ):
            assert isinstance(pilot.app.screen, ReviewScreen)
            pilot.app.screen.show_rows(at=row)
            await press(pilot, "enter")
            assert open_on(pilot) is screen
            await press(pilot, "escape")


async def test_without_a_partner_or_a_priority_the_review_asks_for_whom(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "ctrl+s")
        assert "For whom is the return? F3 chooses the partner." in screen_text(pilot)
        assert "F3 partner" in screen_text(pilot).splitlines()[-1]
        assert "F9" not in screen_text(pilot).splitlines()[-1]  # there is nothing to write yet
        await press(pilot, "f9", "f3", "down", "enter")
        assert "0 answered, 0 blank, 13 not answered" in " ".join(screen_text(pilot).split())


async def test_a_question_is_asked_about_the_figure_under_the_cursor_and_answered(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await go_to(pilot, FIRES)
        await press(pilot, "ctrl+e")
        assert "N asks about P1-01.fires." in screen_text(pilot)
        await press(pilot, "n")
        await type_text(pilot, "Bins too?")
        await press(pilot, "enter", "c")
        assert "Bins too?" in pilot.app.clipboard
        await press(pilot, "x")
        await type_text(pilot, "They rang")
        await press(pilot, "enter")
        assert "1 asked, none open" in screen_text(pilot)
        assert "Closed, as it needs no answer any more: They rang" in screen_text(pilot)
        await press(pilot, "ctrl+z")
        assert "1 of 1 not answered yet" in screen_text(pilot)
        await press(pilot, "a")
        await type_text(pilot, "No")
        await press(pilot, "enter")
        assert "1 asked, none open" in screen_text(pilot)
        assert "Answer, recorded by Ann: No" in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MeasureScreen)
    with desk_on(database) as desk:
        assert [(one.text, one.partner, one.answer) for one in questions(desk, Q2)] == [("Bins too?", "KFRS", "No")]


async def test_a_question_can_be_asked_about_any_figure(database: Path) -> None:
    async with running(database) as pilot:
        await press(pilot, "ctrl+e", "n")
        await type_text(pilot, "p1-05 council")
        await press(pilot, "enter")
        assert f"what do you want to ask {COUNCIL}?" in " ".join(screen_text(pilot).split())
        await type_text(pilot, "Why?")
        await press(pilot, "enter")
    with desk_on(database) as desk:
        assert [one.measure.id for one in questions(desk, Q2)] == ["P1-05.notices"]


async def test_an_action_is_recorded_with_owner_and_date_and_done_with_one_key(database: Path) -> None:
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+a", "n")
        await type_text(pilot, "More patrols")
        await press(pilot, "enter")
        await type_text(pilot, "Head of Safety")
        assert "Nothing fits these words." in screen_text(pilot)
        await press(pilot, "enter", "ctrl+u", "enter")
        await type_text(pilot, "soon")
        await press(pilot, "enter")
        assert '"soon" is not a date' in screen_text(pilot)
        await press(pilot, *["backspace"] * 4)
        await type_text(pilot, "2026-11-20")
        await press(pilot, "enter")
        assert "Decided at the meeting of which day?" in screen_text(pilot)
        await type_text(pilot, "1 Feb 2027")
        await press(pilot, "enter")
        assert "The meeting of 1 February 2027 is still to come" in screen_text(pilot)
        await press(pilot, "ctrl+u")
        await type_text(pilot, "21/11/2026")
        await press(pilot, "enter")
        assert "Due 20 November 2026, before the meeting of 21 November 2026" in flat(pilot)
        await press(pilot, "enter")
        await type_text(pilot, "12/11/2026")  # in the place of the day that stood there
        await press(pilot, "enter")
        assert "1 of 1 to be done   1 late" in screen_text(pilot)
        assert "Decided at the meeting of 12 November 2026." in screen_text(pilot)
        assert "20 November 2026 is past already; Ctrl+Z takes it back." in " ".join(screen_text(pilot).split())
        await press(pilot, "n", "a", "ctrl+z", "escape")  # what is typed is not stored, so nothing stored is meant
        assert "1 of 1 to be done   1 late" in screen_text(pilot)
        await press(pilot, "x")
        assert "0 of 1 to be done" in screen_text(pilot)
        await press(pilot, "ctrl+z")
        assert "1 of 1 to be done" in screen_text(pilot)
    with desk_on(database) as desk:
        assert [(one.text, one.owner, one.done) for one in actions(desk)] == [("More patrols", "Kent Police", None)]


async def test_chasing_gives_a_text_for_each_contact_to_copy(database: Path, tmp_path: Path) -> None:
    issue_form(database, tmp_path)
    async with running(database, LARGE) as pilot:
        await press(pilot, "f7")
        text = screen_text(pilot)
        assert "jo@example.org" in text
        assert "Dear Jo Brook," in text
        assert "P1-01.fires  Deliberate fires" in text
        await press(pilot, "c")
        assert pilot.app.clipboard.startswith("To: jo@example.org")
        assert "Please fill in the form that you were sent" in pilot.app.clipboard
        assert "is on record" not in text
        await press(pilot, "down")
        text = screen_text(pilot)
        assert "Dear Kent Police," in text
        assert "No contact for these rows of Kent Police is on record; F2, then Contacts, adds one." in text
        await press(pilot, "c")
        assert pilot.app.clipboard.startswith("To: Kent Police (no e-mail address on record)")
        assert "the form that you were sent" not in pilot.app.clipboard
        await press(pilot, "a")
        assert "Dear Jo Brook," in pilot.app.clipboard
        assert "Dear Public Health," in pilot.app.clipboard


async def test_another_quarter_has_its_own_questions_and_awaited_answers(database: Path) -> None:
    with desk_on(database) as desk:
        ask(desk, Quarter(2026, 3), desk.plan.measure("P1-05"), None, "And next quarter?")
        add_action(desk, "Tell everybody", "KFRS", "2026-12-01")
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+e")
        assert "Nothing has been asked." in screen_text(pilot)
        await press(pilot, "f4", "down", "enter")
        assert "And next quarter?" in screen_text(pilot)
        await press(pilot, "ctrl+a")
        assert "Tell everybody" in screen_text(pilot)


async def test_what_is_typed_and_not_stored_comes_first_and_is_no_part_of_the_return(kfrs: Path) -> None:
    async with running(kfrs, LARGE) as pilot:
        await go_to(pilot, "P1-01.derelict|KFRS")
        await type_text(pilot, "1,20")
        await press(pilot, "enter", "ctrl+s")
        text = " ".join(screen_text(pilot).split())
        assert "1 answered, 0 blank, 3 not answered, 1 not stored" in text
        assert '> not stored P1-01.derelict "1,20" is not a number' in text
        await press(pilot, "f9")
        assert "Still waiting: 1 typed and not stored, so not in it, 3 not answered." in screen_text(pilot)
        await press(pilot, "escape", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, PriorityScreen)
        assert screen.grid.row_id == "P1-01.derelict|KFRS"
        await press(pilot, "delete", "escape")
        assert not re.search(r"^[> ] +not stored ", screen_text(pilot), re.M)
        assert "Your return" in screen_text(pilot)


async def test_an_action_is_written_from_the_list_and_its_query_is_gone(kfrs: Path) -> None:
    with desk_on(kfrs) as desk:
        change_setting(desk, "partner", "Public Health")
        say(desk, "P3-05.adults", "900")
    async with running(kfrs, SMALL) as pilot:
        await press(pilot, "ctrl+s")
        assert "Ctrl+T writes it." in " ".join(screen_text(pilot).split())
        await press(pilot, "ctrl+t")
        assert isinstance(pilot.app.screen, CommentaryScreen)
        await type_text(pilot, "Public Health adds clinics by May")
        await press(pilot, "escape")
        assert "P3-05: commentary. Saved here" in screen_text(pilot)
        assert "? query" not in screen_text(pilot)


async def test_after_an_explanation_the_next_row_that_waits_is_under_the_cursor(kfrs: Path) -> None:
    with desk_on(kfrs) as desk:
        change_setting(desk, "partner", "Public Health")
        say(desk, "P3-05.adults", "900")
        say(desk, "P3-06.under-18s", "20")
    async with running(kfrs, LARGE) as pilot:
        await press(pilot, "ctrl+s")
        for words in ("Agreed in May", "Agreed in June"):
            assert "> ? query" in screen_text(pilot)
            await press(pilot, "f5")
            await type_text(pilot, words)
            await press(pilot, "enter")
        assert "> · awaited" in screen_text(pilot)
        assert len(re.findall(r"explained +P3-0", screen_text(pilot))) == 2


async def test_a_return_is_written_with_a_password(kfrs: Path) -> None:
    async with running(kfrs, LARGE) as pilot:
        await press(pilot, "ctrl+s", "p")
        for _ in range(2):
            await type_text(pilot, "Zebra-crossing")
            await press(pilot, "enter")
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: "The e-mail, to copy:" in screen_text(pilot))
        assert "Its password opens it, and is kept nowhere" in " ".join(screen_text(pilot).split())
    (written,) = (kfrs.parent / "returns").glob("*.xlsx")
    assert is_locked(written.read_bytes())
