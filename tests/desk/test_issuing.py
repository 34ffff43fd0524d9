"""Issuing: the bytes that are kept, who may, what is refused, and what happens when something goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.exporting import ExportCancelledError, Exported
from csp_tui.desk.issuing import IssueError, NotWrittenError, issue, packs, reopen, write_again
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.publishing import keep_public, public_copies
from csp_tui.desk.reading import status
from csp_tui.packs.content import Made, PackContent
from tests.desk.conftest import TODAY
from tests.desk.quarters import Q2, a_red_quarter, enter, total_of

pytestmark = pytest.mark.usefixtures("undrawn")


def test_nothing_can_be_issued_while_nothing_is_in(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(IssueError, match="Nothing is in"):
        issue(desk, Q2, tmp_path)
    assert packs(desk) == ()
    assert list(tmp_path.glob("*.xlsx")) == []


def test_the_same_state_is_not_issued_twice(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    with pytest.raises(IssueError, match="2026-27-Q2-1"):
        issue(desk, Q2, tmp_path)
    assert [one.pack.id for one in packs(desk)] == ["2026-27-Q2-1"]


@pytest.mark.parametrize("role", ["lead", "supplier"])
def test_only_a_coordinator_issues_and_opens_again(desk: Desk, tmp_path: Path, role: str) -> None:
    a_red_quarter(desk)
    change_setting(desk, "role", role)
    with pytest.raises(IssueError, match="settings role coordinator"):
        issue(desk, Q2, tmp_path)
    change_setting(desk, "role", "coordinator")
    issue(desk, Q2, tmp_path)
    change_setting(desk, "role", role)
    with pytest.raises(IssueError, match="settings role coordinator"):
        reopen(desk, Q2, "why not")
    assert status(desk, Q2).closed


def test_a_reason_is_asked_for_and_an_open_quarter_is_not_opened(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    with pytest.raises(IssueError, match="is open"):
        reopen(desk, Q2, "why")
    issue(desk, Q2, tmp_path)
    with pytest.raises(IssueError, match="Say why"):
        reopen(desk, Q2, "  ")
    assert status(desk, Q2).closed


def test_exact_small_counts_are_asked_for_and_marked(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    left = "medway-2026-27-Q2-draft.xlsx still lies beside it: that is the draft, not this pack."
    assert left not in issue(desk, Q2, tmp_path).warnings
    (tmp_path / "medway-2026-27-Q2-draft.xlsx").write_bytes(b"a draft")
    exact = issue(desk, Q2, tmp_path, exact=True)
    assert left in exact.warnings
    assert exact.pack == "2026-27-Q2-2"
    kept = packs(desk)[-1].pack
    assert (kept.exact, kept.marking) == (True, "OFFICIAL-SENSITIVE")
    assert kept.because == "Small counts of people are told exactly now."


def test_public_copies_are_kept_and_close_nothing(desk: Desk, tmp_path: Path) -> None:
    for published in ("first", "second"):
        keep_public(desk, Q2, published.encode(), "public.xlsx", published=published, marking="OFFICIAL", digest="d")
    assert [(copy.pack.id, copy.published) for copy in public_copies(desk)] == [
        ("2026-27-Q2-public-1", "first"),
        ("2026-27-Q2-public-2", "second"),
    ]
    assert not status(desk, Q2).closed
    assert write_again(desk, "2026-27-Q2-public-2", tmp_path).path.read_bytes() == b"second"


def test_what_is_stored_while_a_pack_is_made_stops_its_issue(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_red_quarter(desk)

    def meanwhile(content: PackContent) -> Made:
        enter(desk, Q2, "P3-05", value="1,390")
        return Made(b"a pack without it")

    with monkeypatch.context() as patched:
        patched.setattr("csp_tui.desk.issuing.make_pack", meanwhile)
        with pytest.raises(IssueError, match="issue it again"):
            issue(desk, Q2, tmp_path)
    assert not status(desk, Q2).closed
    assert packs(desk) == ()
    assert issue(desk, Q2, tmp_path).pack == "2026-27-Q2-1"


def test_a_pack_whose_file_cannot_be_written_is_issued_and_can_be_written_again(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(NotWrittenError, match="csp-tui pack 2026-27-Q2-1 --out DIR"):
        issue(desk, Q2, tmp_path / "taken")
    assert status(desk, Q2).closed
    assert write_again(desk, "2026-27-Q2-1", tmp_path / "free").path.exists()


def test_a_pack_is_cancelled_until_it_is_on_record_and_not_after(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)

    def cancelling(at: int) -> Exported:
        def progress(_text: str, done: int, _all: int) -> None:
            if done == at:
                raise ExportCancelledError("stopped")

        return issue(desk, Q2, tmp_path, progress=progress)

    for step in range(4):
        with pytest.raises(ExportCancelledError):
            cancelling(step)
        assert not status(desk, Q2).closed
    assert cancelling(4).path.exists()


def test_kept_bytes_that_were_altered_are_not_given_out(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    with desk.store._writing() as connection:  # as something outside the program would
        connection.exec_driver_sql("UPDATE pack SET packed = substr(packed, 1, 100)")
    with pytest.raises(IssueError, match="backup"):
        write_again(desk, "2026-27-Q2-1", tmp_path / "again")
    with pytest.raises(IssueError, match="no pack"):
        write_again(desk, "2026-27-Q9-1", tmp_path / "again")


def test_a_backup_is_made_before_a_pack_is_issued(desk: Desk, database: Path, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    backup = next(database.parent.joinpath("backups").glob("* before issuing, *.db"))
    with open_desk(str(backup), by="Ann", today=TODAY, read_only=True) as before:
        assert not status(before, Q2).closed
        assert packs(before) == ()
        assert total_of(before, Q2) == total_of(desk, Q2)
