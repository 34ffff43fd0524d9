"""The draft pack: the store's figures, the same bytes for the same state, and what waits said aloud."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from csp_tui.desk import entering
from csp_tui.desk.asking import add_action
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.demonstrating import demonstrate
from csp_tui.desk.exporting import ExportCancelledError, export_pack
from csp_tui.desk.issuing import issue, packs, write_again
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.previewing import preview
from csp_tui.desk.publishing import publish
from csp_tui.desk.reading import digest, open_book, status
from csp_tui.domain.entries import Entry
from csp_tui.domain.marking import MADE_UP_MARKING
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import State
from csp_tui.packs.beside import Beside
from csp_tui.workbooks.passwords import Password
from tests.desk.conftest import TODAY
from tests.desk.quarters import Q3, a_red_quarter

Q2 = Quarter.parse("2026-27-Q2")


def test_the_same_state_gives_the_same_bytes_on_another_day(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, bytes]] = []
    for day in (TODAY, date(2027, 1, 5)):
        midnight = datetime.combine(day, datetime.min.time()).timestamp()
        monkeypatch.setattr(time, "time", lambda at=midnight: at)
        monkeypatch.setattr(time, "localtime", lambda *_, of=day: of.timetuple())  # what packages are dated by
        with open_desk(str(database), by="Ann", today=day) as desk:
            if not made:
                entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P3-05"), None, Entry(value="1,390"))
                add_action(desk, "Map the estates", "KFRS", "2026-12-01")  # due between the two days
            folder = tmp_path / f"{day}"
            files = export_pack(desk, Q2, folder, beside=Beside(csv=True, briefing=True)).files
            made.append({file.name: file.read_bytes() for file in (*files, publish(desk, Q2, folder).path)})
    assert len(made[0]) == 5
    assert made[0] == made[1]


def test_what_waits_is_said_beside_where_the_pack_is(desk: Desk, tmp_path: Path) -> None:
    change_setting(desk, "role", "lead")
    change_setting(desk, "priority", "3")
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P3-05"), None, Entry(value="1,000"))
    rolling = Entry(value="90", rolling_year="110", rolling_year_prior="100")
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P2-01.offences"), None, rolling)
    name = "medway-2026-27-Q2-draft.xlsx"
    (tmp_path / name).write_bytes(b"with a note typed into it")
    exported = export_pack(desk, Q2, tmp_path, beside=Beside(csv=True))
    assert [file.name.removeprefix("medway-2026-27-Q2-draft-2") for file in exported.files] == [
        ".xlsx",
        "-data.csv",
        "-commentary.csv",
    ]
    assert exported.warnings[0].startswith(f"{name} is there already and was left alone; this one is")
    assert (tmp_path / name).read_bytes() == b"with a note typed into it"
    assert str(exported.path) in exported.sentence
    assert "nothing has been sent" in exported.sentence
    assert len(exported.asked) == 2  # of what is red and has no action; they are not counted again as queries
    assert exported.waiting == ("42 of 44 indicators are awaited; part of 1 more is in.",)
    cells = [
        cell
        for row in CalamineWorkbook.from_path(exported.path).get_sheet_by_name("Summary").to_python()
        for cell in row
    ]
    assert (cells.count("Ann"), cells.count("[x] none named")) == (1, 3)  # who leads priority 3 here, and no other
    assert any("P2-01 VAWG offences recorded, red (10.0% above)" in str(cell) for cell in cells)


def test_before_an_issue_it_is_said_what_comes_after_it(desk: Desk) -> None:
    for name, day in (("due", "1 December 2026"), ("papers", "3 December 2026")):
        change_setting(desk, f"{name}.2026-27-Q2", day)
    late = Entry(blank="late", date="5 December 2026")
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P3-05"), None, late)
    assert preview(desk, Q2).waiting[1:] == (
        "Returns are due on 1 December 2026, which is still to come.",
        "P3-05.adults of Public Health is promised by 5 December 2026, after the papers go out (3 December 2026).",
    )


def test_a_cancelled_export_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    def cancel(_text: str, done: int, _all: int) -> None:
        if done == 2:
            raise ExportCancelledError("stopped")

    with pytest.raises(ExportCancelledError):
        export_pack(desk, Q2, tmp_path / "out", cancel)
    assert not (tmp_path / "out").exists()


def test_a_pack_that_is_cancelled_when_it_is_written_counts_as_written(desk: Desk, tmp_path: Path) -> None:
    def too_late(_text: str, done: int, of: int) -> None:
        if done == of:
            raise ExportCancelledError("stopped")

    assert export_pack(desk, Q2, tmp_path, too_late).path.exists()


def test_a_made_up_pack_never_takes_the_place_of_a_real_one(desk: Desk, tmp_path: Path) -> None:
    real = export_pack(desk, Q2, tmp_path).path
    before = real.read_bytes()
    shown = demonstrate(tmp_path, TODAY)
    assert shown.path.name == "medway-2026-27-Q2-made-up.xlsx"
    with open_desk(str(shown.database), today=TODAY) as made_up:
        assert export_pack(made_up, Q2, tmp_path).path == shown.path
    assert real.read_bytes() == before


def test_the_demonstration_fills_a_quarter_and_marks_its_pack_as_made_up(tmp_path: Path) -> None:
    shown = demonstrate(tmp_path, TODAY)
    with open_desk(str(shown.database), today=TODAY) as desk:
        found = status(desk, Q2)
        assert {i.state for i in found.indicators} == {State.RECEIVED, State.BLANK, State.AWAITED}
        assert found.totals.red
        assert found.totals.amber
        assert found.totals.green
    cover = CalamineWorkbook.from_path(shown.path).get_sheet_by_name("Cover").to_python()
    assert any(MADE_UP_MARKING in str(cell) for row in cover for cell in row)
    again = demonstrate(tmp_path, TODAY)
    assert again.database != shown.database


def test_an_issued_pack_is_kept_as_the_very_bytes_of_its_file(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    exported = issue(desk, Q2, tmp_path / "out")
    assert (exported.pack, exported.draft) == ("2026-27-Q2-1", False)
    assert exported.path.name == "medway-2026-27-Q2-issued-1.xlsx"
    again = write_again(desk, "2026-27-q2-1", tmp_path / "again")
    assert again.path.read_bytes() == exported.path.read_bytes()
    assert status(desk, Q2).closed
    assert exported.digest == digest(desk)  # issuing says nothing new of any figure


def test_it_is_kept_when_the_database_is_opened_on_another_day(desk: Desk, database: Path, tmp_path: Path) -> None:
    a_red_quarter(desk)
    first = issue(desk, Q2, tmp_path).path.read_bytes()
    draft = export_pack(desk, Q3, tmp_path / "today").path.read_bytes()
    with open_desk(str(database), by="Bea", today=date(2027, 3, 1)) as later:
        assert write_again(later, "2026-27-Q2-1", tmp_path / "later").path.read_bytes() == first
        assert export_pack(later, Q3, tmp_path / "later").path.read_bytes() == draft


def test_a_draft_of_a_closed_quarter_says_which_pack_is_the_issued_one(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    assert "is closed" not in export_pack(desk, Q2, tmp_path).sentence
    issue(desk, Q2, tmp_path)
    drafted = export_pack(desk, Q2, tmp_path)
    assert drafted.draft
    assert drafted.sentence.endswith("Q2 2026-27 is closed; to write its issued pack again: csp-tui pack 2026-27-Q2-1.")


def test_what_is_issued_beside_a_pack_is_kept_with_it_and_the_tidy_data_has_no_password(
    desk: Desk, tmp_path: Path
) -> None:
    a_red_quarter(desk)
    issued = issue(desk, Q2, tmp_path / "out", beside=Beside(csv=True, briefing=True))
    assert [one.pack.id for one in packs(desk)] == ["2026-27-Q2-1"]
    again = write_again(desk, "2026-27-Q2-1", tmp_path / "again")
    assert [file.name for file in again.files] == [file.name for file in issued.files]
    assert [file.read_bytes() for file in again.files] == [file.read_bytes() for file in issued.files]
    protected = write_again(desk, "2026-27-Q2-1", tmp_path / "protected", Password("Medway-2026"))
    assert [file.suffix for file in protected.files] == [".xlsx", ".docx"]
    assert protected.files[1].read_bytes() != issued.files[-1].read_bytes()
    assert protected.notes == (
        "The tidy data that was issued beside it cannot have a password, and is not written again.",
    )
