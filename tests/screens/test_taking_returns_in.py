"""Returns on the screen: what would happen, that it happens on Enter only, and that it can be taken back."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from csp_tui.desk import merging
from csp_tui.desk.accepting import to_check
from csp_tui.desk.deciding import conflicts, resolve
from csp_tui.desk.merging import STORING, merge, merges, plan_merge, receipts
from csp_tui.desk.opening import Desk
from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.reading import read_returns
from csp_tui.returns.records import Refused, Return
from csp_tui.returns.summary import MergeSummary, Outcome
from csp_tui.screens.came_in import how_many_came
from csp_tui.screens.home import HomeScreen
from csp_tui.screens.returns import ReturnsScreen
from csp_tui.screens.summing_up import summed_up, told_of
from csp_tui.screens.taking_in import TakingInScreen
from csp_tui.workbooks.passwords import Password, is_locked, locked
from tests.merge.building import issue, item, made
from tests.screens.arriving import COUNCIL, desk_on, filled, issue_form, sent_by, take_in, two_teams
from tests.screens.driving import (
    LARGE,
    SMALL,
    Driver,
    go_to,
    paste,
    press,
    running,
    screen_text,
    stored,
    type_text,
    wait_for,
)

FIRES = "P1-01.fires"


async def name(pilot: Driver, path: Path) -> None:
    """From home to the dry run of a file or a folder."""
    await press(pilot, "f6", "f5")
    await paste(pilot, str(path))
    await press(pilot, "enter")


async def planned(pilot: Driver, path: Path) -> str:
    """The dry run, as it stands on the screen."""
    await name(pilot, path)
    await wait_for(pilot, lambda: "it can be taken back" in " ".join(screen_text(pilot).split()))
    return screen_text(pilot)


async def taken(pilot: Driver) -> str:
    """Take in what was planned."""
    await press(pilot, "enter")
    await wait_for(pilot, lambda: "Taken in." in screen_text(pilot))
    return screen_text(pilot)


def values(database: Path) -> tuple[str | None, str | None]:
    found = (stored(database, FIRES, "KFRS"), stored(database, "P1-05.notices", COUNCIL))
    fires, notices = (str(one.value) if one is not None else None for one in found)
    return fires, notices


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_dry_run_says_what_would_happen_and_stores_nothing(
    database: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = two_teams(tmp_path)
    filled(tmp_path, "kfrs.xlsx", issue_form(database, tmp_path), {FIRES: 66, "P1-01.derelict": "nine or so"})
    (folder / "letter.docx").write_bytes(b"Dear Ann")
    async with running(database, size) as pilot:
        text = await planned(pilot, folder)
        assert "4 files: 3 can be taken in, 1 set aside" in text
        assert "5 figures and texts: 3 new, 2 that differ; besides 1 to check" in text
        assert re.search(r"! differs +P1-02\.buildings", text)
        assert "nine or so" in text
        assert "P1-05.notices" not in text
        await press(pilot, "down")
        await wait_for(pilot, lambda: "Both sides are kept, and neither counts" in screen_text(pilot))
        text = screen_text(pilot)
        assert "community.xlsx, Return!" in text
        assert "housing.xlsx, Return!" in text
        assert "revision" not in text
        assert "csp-tui" not in text
        await press(pilot, "d")
        assert "P1-05.notices" in screen_text(pilot)
        assert re.search(r"to take in +community\.xlsx +2 figures and texts", screen_text(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReturnsScreen)
        assert "Nothing has come in yet." in screen_text(pilot)
    assert values(database) == (None, None)


async def test_a_return_for_another_quarter_than_the_one_on_the_screen_is_to_check(
    database: Path, tmp_path: Path
) -> None:
    folder = filled(tmp_path, "kfrs.xlsx", issue_form(database, tmp_path), {FIRES: 66}).parent
    async with running(database, LARGE, "2026-27-Q1") as pilot:
        assert "1 file: 1 to check" in await planned(pilot, folder)
        assert "kfrs.xlsx is for Quarter 2, Jul to Sep 2026, not Quarter 1" in screen_text(pilot)
        await taken(pilot)
    assert values(database) == (None, None)
    with desk_on(database) as desk:
        assert [one.reason for one in to_check(desk)] == ["other-quarter"]


async def test_enter_takes_in_what_was_shown_and_home_says_so(database: Path, tmp_path: Path) -> None:
    folder = two_teams(tmp_path)
    async with running(database, LARGE) as pilot:
        await planned(pilot, folder)
        text = await taken(pilot)
        assert "2 files: 2 taken in" in text
        assert "Ctrl+D settles what differs." in text
        await press(pilot, "enter")  # a second time does nothing
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, HomeScreen)
        home = " ".join(screen_text(pilot).split())
        assert "Differs 1 figure to settle" in home
        # Which of the two stands first follows from their ids, which differ each time.
        assert any(f"{COUNCIL}: {name}.xlsx, taken in" in home for name in ("housing", "community"))
        assert "1 differ" in home
    assert values(database) == (None, "61")
    with desk_on(database) as desk:
        assert len(merges(desk)) == 1
    assert list((database.parent / "backups").iterdir())


async def test_a_file_that_is_not_there_is_refused_and_the_path_can_be_put_right(
    database: Path, tmp_path: Path
) -> None:
    async with running(database) as pilot:
        await name(pilot, tmp_path / "nowhere")
        assert "There is no file or folder" in screen_text(pilot)
        assert pilot.app.screen.query_one("#answer").value.endswith("nowhere")  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, TakingInScreen)


async def test_the_reading_can_be_stopped_and_nothing_is_changed(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_teams(tmp_path)

    def slowly(
        paths: Iterable[Path], plan: Plan, quarter: Quarter | None, passwords: Sequence[Password]
    ) -> Iterator[Return | Refused]:
        time.sleep(0.3)
        return read_returns(paths, plan, quarter, passwords)

    monkeypatch.setattr("csp_tui.screens.taking_in.read_files", slowly)
    async with running(database, LARGE) as pilot:
        await name(pilot, folder)
        await wait_for(pilot, lambda: "Reading" in screen_text(pilot))
        await press(pilot, "escape")
        await wait_for(pilot, lambda: "Nothing was taken in, and nothing was changed." in screen_text(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReturnsScreen)


async def test_storing_is_not_stopped_halfway_and_says_so(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slowly(desk: Desk, reads: Sequence[Return | Refused], quarter: Quarter, **how: Any) -> MergeSummary:
        how["progress"](STORING, 1, 1)
        go_on.wait(5)
        return merge(desk, reads, quarter, replace_corrected=how["replace_corrected"])

    monkeypatch.setattr("csp_tui.screens.taking_in.merge", slowly)
    async with running(database, LARGE) as pilot:
        await planned(pilot, sent_by(tmp_path, "community", COUNCIL, {"P1-05": "61"}))
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "Storing" in screen_text(pilot))
        assert "Storing   Esc stops" not in screen_text(pilot)
        await press(pilot, "escape")
        assert "Storing has begun and is not stopped halfway" in screen_text(pilot)
        go_on.set()
        await wait_for(pilot, lambda: "Taken in." in screen_text(pilot))
    assert values(database)[1] == "61"


async def test_a_corrected_form_is_one_question_whose_answer_is_no_until_somebody_says_yes(
    database: Path, tmp_path: Path
) -> None:
    form = issue_form(database, tmp_path)
    take_in(database, filled(tmp_path, "kfrs.xlsx", form, {FIRES: 66}))
    corrected = filled(tmp_path, "kfrs again.xlsx", form, {FIRES: 68})
    async with running(database, LARGE) as pilot:
        text = await planned(pilot, corrected)
        assert "A corrected form came: 1 figure differs. Replace? (R, or Enter asks)" in text
        assert "1 that differs" in text
        await press(pilot, "down")
        assert "On record: 66 (from Jo Brook, kfrs.xlsx, Return!" in screen_text(pilot)
        await press(pilot, "up", "enter")  # asks, and takes nothing in
        assert "Does it replace that?" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Nothing is taken in." in screen_text(pilot)
        assert "R says that it replaces it; Enter asks." in screen_text(pilot)
        await press(pilot, "r")
        await wait_for(pilot, lambda: "No  [Yes] (R)" in screen_text(pilot))
        assert "1 replacing an older one" in screen_text(pilot)
        await taken(pilot)
        await press(pilot, "escape")
        assert screen_text(pilot).splitlines()[2].startswith(">")  # the newest, though another was above
    assert values(database)[0] == "68"


def test_of_versions_of_one_form_that_come_together_r_is_not_asked(database: Path, tmp_path: Path) -> None:
    form = issue_form(database, tmp_path)
    both = [filled(tmp_path, f"kfrs {number}.xlsx", form, {FIRES: number, "P1-01.derelict": 5}) for number in (66, 68)]
    with desk_on(database) as desk:
        summary = plan_merge(desk, read_returns(both, desk.plan))
    text = "\n".join(line.plain for line in summed_up(summary, str, taken=False, replaces=False))
    assert "Versions of one form came together: 1 figure differs. Once they are in, Ctrl+K asks which counts." in text
    assert "Replace?" not in text
    # What is said alike is stored once.
    assert "3 figures and texts in 4 places: 1 new, 1 the same, 2 that differ" in text
    told = "\n".join(
        line.plain
        for line in told_of(summary, next(one for one in summary.items if one.outcome is Outcome.CONFLICT), (), str)
    )
    assert "once they are in, Ctrl+K asks which does." in told
    assert "Ctrl+D" not in told


async def test_which_version_of_a_form_counts_is_one_question_with_a_choice(database: Path) -> None:
    with desk_on(database) as desk:
        merge(desk, [made(item(FIRES, number), file=f"{number}.xlsx") for number in (66, 68)])
    async with running(database, LARGE) as pilot:
        await press(pilot, "ctrl+k")
        assert "1 to look at" in screen_text(pilot)
        assert f"Which counts, 66.xlsx ({FIRES} 66) or" in " ".join(screen_text(pilot).split())
        text = " ".join(screen_text(pilot).split())
        assert re.search(rf"Stands now: {FIRES} 6. .from .* against 6. .from .*; none of them counts", text)
        await press(pilot, "ctrl+d")
        assert "Settled there or here, it is settled in both." in " ".join(screen_text(pilot).split())
        await press(pilot, "ctrl+k")
        await press(pilot, "a")
        assert "Which version of the form counts?" in screen_text(pilot)
        await press(pilot, "down", "enter")
        assert "68.xlsx counts. Why?" in screen_text(pilot)
        await type_text(pilot, "They rang")
        await press(pilot, "enter")
        assert "Nothing is left to check." in screen_text(pilot)
    assert values(database)[0] == "68"


async def test_what_came_is_listed_with_file_and_cell_and_receipts_of_duplicates(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    just_after_midnight = datetime(2026, 10, 20, 23, 30, tzinfo=UTC)  # in summer time, which London still has
    monkeypatch.setattr(merging, "now", lambda: just_after_midnight)
    sent = sent_by(tmp_path, "community", COUNCIL, {"P1-05": "61"})
    (tmp_path / "notes.xlsx").write_bytes(b"Dear Ann")
    take_in(database, sent)
    take_in(database, sent, tmp_path / "notes.xlsx")
    async with running(database, LARGE) as pilot:
        assert "21 October Medway Council: " in screen_text(pilot)
        await press(pilot, "f6")
        await wait_for(pilot, lambda: "It brought nothing that was not in already." in screen_text(pilot))
        text = screen_text(pilot)
        assert "> 21 Oct 2026 00:30" in text
        assert "1 file in, 1 in already, 1 set aside" in text
        assert "in already" in text
        assert "notes.xlsx" in text
        assert "set aside" in text
        await press(pilot, "down", "down", "down")
        await wait_for(pilot, lambda: "community.xlsx, Return!" in screen_text(pilot))
        assert f"P1-05.notices, Q2 2026-27, {COUNCIL}: 61" in screen_text(pilot)


async def test_the_coordinator_sees_which_forms_went_out_and_which_came_back(database: Path, tmp_path: Path) -> None:
    issue_form(database, tmp_path)
    form = issue_form(database, tmp_path)
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6")
        assert "1 form written, 0 back" in screen_text(pilot)
        await press(pilot, "f")
        assert "written, not back" in screen_text(pilot)
        assert "written again since" in screen_text(pilot)
    take_in(database, filled(tmp_path, "kfrs.xlsx", form, {FIRES: 66}))
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6", "f", "down")
        assert "1 form written, 1 back" in screen_text(pilot)
        assert "kfrs.xlsx, taken in" in screen_text(pilot)
        assert re.search("When +Form +For ", screen_text(pilot))
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert re.search(
            "When +For +What", screen_text(pilot)
        )  # whom a form is for has its room; its file stands below
        assert "2026-27-Q2-kfrs-fire-safety-2.xlsx" in screen_text(pilot)


async def test_forms_are_written_for_a_contact_and_the_screen_says_that_nothing_is_sent(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue_form(database, tmp_path)
    monkeypatch.chdir(tmp_path)
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6", "n", "down", "enter")
        await wait_for(pilot, lambda: "Nothing has been sent" in " ".join(screen_text(pilot).split()))
        assert "1 form written, 0 back" in screen_text(pilot)  # the one before it was written again
        assert str(tmp_path / "forms") in screen_text(pilot).replace("\n", "").replace(" ", "")
        await press(pilot, "p")
        for _ in range(2):
            await type_text(pilot, "Zebra-crossing")
            await press(pilot, "enter")
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: "Its password opens it" in " ".join(screen_text(pilot).split()))
        await press(pilot, "e", "c")
        (protected,) = [one for one in (tmp_path / "forms").iterdir() if is_locked(one.read_bytes())]
        assert f"{protected.name}. It opens with a password" in pilot.app.clipboard
        assert "1 form not back" in screen_text(pilot)
    written = sorted((tmp_path / "forms").glob("*fire-safety*.xlsx"), key=lambda path: len(path.name))
    assert [is_locked(path.read_bytes()) for path in written] == [False, True]


async def test_taking_back_lists_what_sleeps_and_the_safe_answer_comes_first(database: Path, tmp_path: Path) -> None:
    take_in(database, *sorted(two_teams(tmp_path).iterdir()))
    with desk_on(database) as desk:
        resolve(desk, conflicts(desk)[0].id, take="A", reason="counted twice")
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6", "delete")
        await wait_for(pilot, lambda: "as if they had never come?" in screen_text(pilot))
        assert "do not count until the files are taken in again" in screen_text(pilot)
        assert f"P1-02.buildings, Q2 2026-27, {COUNCIL}" in screen_text(pilot) or "P1-02.buildings" in screen_text(
            pilot
        )
        await press(pilot, "enter")
        assert values(database)[1] == "61"
        await press(pilot, "delete")
        await wait_for(pilot, lambda: "as if they had never come?" in screen_text(pilot))
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: "Taken back, as if it had never come. 1 edit or decision" in screen_text(pilot))
        keys = screen_text(pilot).splitlines()[-1]
        assert "F5 take files in" in keys
        assert "Del" not in keys  # nothing is taken back twice
        assert re.search(r"community.xlsx .* taken back", screen_text(pilot))
        assert not re.search(r"community.xlsx .* taken in", screen_text(pilot))
        assert "no file in, 2 taken back" in screen_text(pilot)
        await press(pilot, "delete")
        assert "Taken back, as if it had never come." in screen_text(pilot)
    assert values(database)[1] is None
    take_in(database, sorted((tmp_path / "in").iterdir())[0])
    with desk_on(database) as desk:  # what is in again is not taken back
        assert how_many_came(receipts(desk)) == "1 file in, 1 taken back"


async def test_a_figures_own_screen_tells_the_file_and_the_cell(database: Path, tmp_path: Path) -> None:
    take_in(database, sent_by(tmp_path, "community", COUNCIL, {"P1-05": "61"}))
    async with running(database, LARGE) as pilot:
        await go_to(pilot, f"P1-05.notices|{COUNCIL}")
        await press(pilot, "f6")
        assert "community, community.xlsx, Return!" in screen_text(pilot)
    with desk_on(database) as desk:
        issue(desk)
    async with running(database, LARGE) as pilot:
        await press(pilot, "f6")
        await wait_for(pilot, lambda: "whose pack is issued; reopen the quarter first." in screen_text(pilot))
        assert "Del take" not in screen_text(pilot).splitlines()[-1]


async def test_protected_files_are_read_with_a_password_that_is_never_seen(database: Path, tmp_path: Path) -> None:
    form = filled(tmp_path, "kfrs.xlsx", issue_form(database, tmp_path), {FIRES: 66})
    form.write_bytes(locked(form.read_bytes(), Password("Zebra-crossing")))
    async with running(database, LARGE) as pilot:
        await name(pilot, form)
        await wait_for(pilot, lambda: "P types the password" in screen_text(pilot))
        await press(pilot, "p")
        await type_text(pilot, "wrong")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "is not its own" in " ".join(screen_text(pilot).split()))
        await press(pilot, "p")
        await type_text(pilot, "Zebra-crossing")
        assert "Zebra" not in screen_text(pilot)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "it can be taken back" in " ".join(screen_text(pilot).split()))
        await taken(pilot)
    assert values(database)[0] == "66"
