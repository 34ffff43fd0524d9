"""Issuing: what is frozen, what is refused afterwards, what leads to a second issue, and the bytes that are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from csp_tui.desk import deliverables, entering, issuing
from csp_tui.desk.accepting import accept, to_check
from csp_tui.desk.closing import ClosedError
from csp_tui.desk.configuring import change_setting, setting
from csp_tui.desk.deciding import conflicts, resolve
from csp_tui.desk.exporting import ExportCancelledError, Exported, export_pack
from csp_tui.desk.freezing import issued_packs
from csp_tui.desk.history import HistoryError, import_history
from csp_tui.desk.issuing import IssueError, NotWrittenError, issue, packs, reopen, write_again
from csp_tui.desk.merging import MergeError, merge, undo_merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.ratings import ratings_told
from csp_tui.desk.reading import digest, open_book, status, story
from csp_tui.desk.telling import gathered
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Polarity
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus, Rating
from csp_tui.packs.content import ChangeKind, ChangeTold, Made, PackContent
from csp_tui.plans.reading import plan_from_text
from csp_tui.plans.writing import plan_as_json
from tests.desk.conftest import TODAY
from tests.merge.building import FIRES, item, program

Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
TOTAL = "P1-01.total"


@pytest.fixture
def drawn() -> None:
    """Asked for by tests that look at the workbook itself; the others need only its bytes, and do without drawing."""


@pytest.fixture(autouse=True)
def _draw_only_where_asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr("csp_tui.desk.issuing.make_pack", lambda content: Made(repr(content).encode()))


def enter(desk: Desk, quarter: Quarter, measure: str = TOTAL, **entry: str) -> None:
    found = desk.plan.measure(measure)
    entering.enter(desk, open_book(desk, quarter), found, found.suppliers[0], Entry(**entry))  # type: ignore[arg-type]


def a_red_quarter(desk: Desk, quarter: Quarter = Q2) -> None:
    """8.5% above the rolling year before: red while amber reaches to 5%."""
    enter(desk, quarter, rolling_year="5,208", change="+406")


def told(desk: Desk, quarter: Quarter) -> PackContent:
    return gathered(desk, quarter, lambda *_: None).content


def total_of(desk: Desk, quarter: Quarter, measure: str = TOTAL) -> MeasureStatus:
    found = status(desk, quarter)
    return next(m for i in found.indicators for m in i.measures if m.measure.id == measure)


def send_in(desk: Desk, number: int, *, sender: str = "laptop", sequence: int = 1) -> None:
    """A return for the closed quarter arrives and is accepted as late."""
    merge(desk, [program(item(FIRES, number), sender=sender, sequence=sequence)])
    waiting = to_check(desk, Q2)
    assert waiting
    for one in waiting:
        accept(desk, one.id, "KFRS counted again")


def test_an_issued_pack_is_kept_as_the_very_bytes_of_its_file(desk: Desk, tmp_path: Path, drawn: None) -> None:
    a_red_quarter(desk)
    exported = issue(desk, Q2, tmp_path / "out")
    assert (exported.pack, exported.draft) == ("2026-27-Q2-1", False)
    assert exported.path.name == "medway-2026-27-Q2-issued-1.xlsx"
    again = write_again(desk, "2026-27-q2-1", tmp_path / "again")
    assert again.path.read_bytes() == exported.path.read_bytes()
    assert status(desk, Q2).closed
    assert exported.digest == digest(desk)  # issuing says nothing new of any figure


def test_it_is_kept_when_the_database_is_opened_on_another_day(
    desk: Desk, database: Path, tmp_path: Path, drawn: None
) -> None:
    a_red_quarter(desk)
    first = issue(desk, Q2, tmp_path).path.read_bytes()
    draft = export_pack(desk, Q3, tmp_path / "today").path.read_bytes()
    with open_desk(str(database), by="Bea", today=date(2027, 3, 1)) as later:
        assert write_again(later, "2026-27-Q2-1", tmp_path / "later").path.read_bytes() == first
        assert export_pack(later, Q3, tmp_path / "later").path.read_bytes() == draft


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


def _undo(desk: Desk) -> object:
    return entering.undo(desk)


def _history(desk: Desk) -> object:
    file = Path(desk.location).with_name("past.csv")
    file.write_text("measure,partner,quarter,rolling_year\nP1-01,Kent Police,2026-27-Q2,5000\n")
    return import_history(desk, file)


def _figure(desk: Desk) -> object:
    return entering.figure(desk, open_book(desk, Q2), desk.plan.indicator("P1-01"), "KFRS", "Visits", "3")


def _comment(desk: Desk) -> object:
    return entering.comment(desk, open_book(desk, Q2), desk.plan.indicator("P1-01"), "KFRS", {"action": "More."})


def _headline(desk: Desk) -> object:
    return entering.headline(desk, open_book(desk, Q2), 1, "A quiet quarter.")


def _judge(desk: Desk) -> object:
    return entering.judge(desk, open_book(desk, Q2), desk.plan.measure(TOTAL), None, Rating.AMBER, "Late summer")


def _explain(desk: Desk) -> object:
    return entering.explain(desk, open_book(desk, Q2), desk.plan.measure(TOTAL), None, "red-without-action", "Soon")


def _withdraw(desk: Desk) -> object:
    return entering.withdraw(desk, open_book(desk, Q2), desk.plan.measure(TOTAL), None, "wrong")


def _note(desk: Desk) -> object:
    return deliverables.note(desk, Q2, desk.plan.deliverables[0].id, "Under way")


def _enter(desk: Desk) -> None:
    enter(desk, Q2, rolling_year="5,000")


@pytest.mark.parametrize(
    "say", [_enter, _withdraw, _comment, _figure, _headline, _judge, _explain, _note, _undo, _history]
)
def test_what_touches_a_closed_quarter_is_refused_with_the_way_out(
    desk: Desk, tmp_path: Path, say: Callable[[Desk], object]
) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    before = digest(desk)
    with pytest.raises(ClosedError, match="csp-tui reopen --quarter 2026-27-Q2") as refused:
        say(desk)
    assert "late" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert digest(desk) == before
    reopen(desk, Q2, "to put it right")
    say(desk)


def test_what_was_undone_before_the_issue_is_not_brought_back_after_it(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    enter(desk, Q2, "P3-05", value="1,390")
    entering.undo(desk)
    issue(desk, Q2, tmp_path)
    with pytest.raises(ClosedError):
        entering.redo(desk)
    assert total_of(desk, Q2, "P3-05.adults").statement is None


def test_a_conflict_in_a_closed_quarter_waits_until_it_is_opened_again(desk: Desk, tmp_path: Path) -> None:
    merge(desk, [program(item(FIRES, 66), sender="a"), program(item(FIRES, 71), sender="b")])
    issue(desk, Q2, tmp_path)
    id = conflicts(desk, Q2)[0].id
    with pytest.raises(ClosedError):
        resolve(desk, id, reason="the later one", take="A")
    reopen(desk, Q2, "KFRS has settled it")
    resolve(desk, id, reason="the later one", take="A")
    assert conflicts(desk, Q2) == ()


def test_a_merge_that_a_closed_quarter_rests_on_is_not_taken_back(desk: Desk, tmp_path: Path) -> None:
    merged = merge(desk, [program(item(FIRES, 66))]).merge_id
    issue(desk, Q2, tmp_path)
    assert merged is not None
    with pytest.raises(MergeError, match="reopen"):
        undo_merge(desk, merged)


def test_other_quarters_settings_and_their_undoing_stay_open(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    enter(desk, Q3, rolling_year="5,300")
    assert entering.undo(desk) is not None
    change_setting(desk, "due.2026-27-Q2", "2026-11-20")
    assert entering.undo(desk) is not None
    assert setting(desk, "due.2026-27-Q2").value == ""


def test_history_that_only_repeats_a_closed_quarter_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    rows = ["measure,partner,quarter,value", "P1-03,Kent Police,2026-27-Q2,610", "P1-03,Kent Police,2025-26-Q2,600"]
    file = tmp_path / "past.csv"
    file.write_text("\n".join(rows[:2]))
    import_history(desk, file)
    issue(desk, Q2, tmp_path)
    file.write_text("\n".join(rows))
    assert import_history(desk, file).new == 1
    file.write_text("\n".join(rows).replace("610", "611"))
    with pytest.raises(ClosedError):
        import_history(desk, file, dry_run=True)
    file.write_text("measure\nP1-03")
    with pytest.raises(HistoryError):
        import_history(desk, file)


# -- frozen ----------------------------------------------------------------------------------------------------------


def import_older(desk: Desk, number: str) -> None:
    file = Path(desk.location).with_name("older.csv")
    file.write_text(f"measure,partner,quarter,rolling_year\nP1-01,Kent Police,{Q2.same_last_year},{number}\n")
    import_history(desk, file)


def _another_band(desk: Desk) -> None:
    change_setting(desk, f"{TOTAL}.band", "10")


def _another_direction(desk: Desk) -> None:
    change_setting(desk, f"{TOTAL}.polarity", "higher")


def _a_break(desk: Desk) -> None:
    entering.mark_break(desk, desk.plan.measure(TOTAL), Q2, "recorded otherwise")


def _an_older_figure(desk: Desk) -> None:
    import_older(desk, "6000")


@pytest.mark.parametrize("change", [_another_band, _another_direction, _a_break, _an_older_figure])
def test_no_later_change_recolours_a_closed_quarter(
    desk: Desk, database: Path, tmp_path: Path, change: Callable[[Desk], None]
) -> None:
    import_older(desk, "4802")
    enter(desk, Q2, rolling_year="5,208")
    pack = issue(desk, Q2, tmp_path).path.read_bytes()
    before = total_of(desk, Q2)
    assert before.rating is Rating.RED
    change(desk)
    with open_desk(str(database), by="Ann", today=TODAY) as later:
        assert total_of(later, Q2) == before
        assert story(later, Q3, later.plan.measure(TOTAL)).quarters[-1].rating is Rating.RED
        assert write_again(later, "2026-27-Q2-1", tmp_path / "again").path.read_bytes() == pack
        reopen(later, Q2, "to use it")
        assert total_of(later, Q2).rating is not Rating.RED


def test_the_next_pack_uses_the_new_band_and_says_so(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    change_setting(desk, f"{TOTAL}.band", "10")
    a_red_quarter(desk, Q3)
    content = told(desk, Q3)
    assert content.rules_changed == ("P1-01.total: amber band 10%, 5% in the last pack",)
    assert total_of(desk, Q3).rating is Rating.AMBER
    assert content.previous is not None
    assert content.previous.totals.red == 1
    issue(desk, Q3, tmp_path)
    assert told(desk, Q3.next).rules_changed == ()


def test_the_plan_is_kept_whatever_users_have_set_in_it(desk: Desk) -> None:
    change_setting(desk, "P1-01.added", "Shop theft; Nuisance vehicles")
    for measure in desk.plan.measures:
        change_setting(desk, f"{measure.id}.supplier", measure.suppliers[-1])
        if measure.is_figure:
            change_setting(desk, f"{measure.id}.polarity", str(Polarity.HIGHER))
            change_setting(desk, f"{measure.id}.band", "7.5")
            change_setting(desk, f"{measure.id}.due", "2027-03-31")
    assert plan_from_text(plan_as_json(desk.plan), checked=False) == desk.plan


def test_a_pack_tells_its_ratings_without_rating_again(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    rating = ratings_told(desk, issued_packs(desk)[0])[desk.plan.measure(TOTAL).uid, ""]
    assert (rating.compared, rating.comparator, rating.rating, rating.band) == ("5208", "4802", "red", "5")
    assert rating.reason == total_of(desk, Q2).reason


# -- a second issue --------------------------------------------------------------------------------------------------


def only(changes: tuple[ChangeTold, ...]) -> ChangeTold:
    assert len(changes) == 1
    return changes[0]


def test_what_is_accepted_as_late_leads_to_a_second_issue(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    first = issue(desk, Q2, tmp_path)
    merge(desk, [program(item(FIRES, 71))])
    assert told(desk, Q2).to_check
    assert told(desk, Q2).changes == ()
    send_in(desk, 71)
    assert total_of(desk, Q2, FIRES).statement is not None
    second = issue(desk, Q2, tmp_path)
    assert second.pack == "2026-27-Q2-2"
    replaced, replacing = packs(desk)
    assert (replaced.replaced_by, replacing.pack.replaces, replacing.closes) == (second.pack, first.pack, True)
    assert replacing.pack.because == "1 figure revised."


def test_changes_keep_what_came_late_apart_from_what_was_revised(desk: Desk, tmp_path: Path) -> None:
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    send_in(desk, 71)
    revised = only(told(desk, Q3).changes)
    assert (revised.kind, revised.measure.id, revised.partner, revised.quarter) == (
        ChangeKind.REVISED,
        FIRES,
        "KFRS",
        Q2,
    )
    assert revised.told is not None
    assert revised.told.value is not None
    assert revised.told.value.number == 66
    assert revised.now is not None
    assert revised.now.value is not None
    assert revised.now.value.number == 71
    assert (revised.why, revised.pack) == ("KFRS counted again", "2026-27-Q2-1")


def test_what_is_accepted_late_counts_though_another_had_stated_it(desk: Desk, tmp_path: Path) -> None:
    merge(desk, [program(item(FIRES, 66), sender="a")])
    issue(desk, Q2, tmp_path)
    for number, sender in ((71, "b"), (72, "c")):
        send_in(desk, number, sender=sender)
        statement = total_of(desk, Q2, FIRES).statement
        assert statement is not None
        assert statement.value is not None
        assert statement.value.number == number
    assert conflicts(desk, Q2) == ()


def test_what_was_awaited_is_received_after_issue(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    send_in(desk, 66)
    late = only(told(desk, Q3).changes)
    assert (late.kind, late.told, late.measure.id) == (ChangeKind.RECEIVED_AFTER_ISSUE, None, FIRES)


def test_a_figure_that_was_withdrawn_or_undone_after_issue_is_told(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    enter(desk, Q2, FIRES, value="66")
    issue(desk, Q2, tmp_path)
    reopen(desk, Q2, "Fires were counted twice")
    entering.undo(desk)  # the fires are gone as if never said
    undone = only(told(desk, Q3).changes)
    assert (undone.kind, undone.now, undone.why) == (ChangeKind.WITHDRAWN, None, "Fires were counted twice")
    entering.withdraw(desk, open_book(desk, Q2), desk.plan.measure(TOTAL), "Kent Police", "wrong area")
    assert {(c.measure.id, c.why) for c in told(desk, Q3).changes} == {
        (TOTAL, "wrong area"),
        (FIRES, "Fires were counted twice"),
    }


def test_a_pack_that_replaces_one_says_why_the_quarter_was_opened_again(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    reopen(desk, Q2, "Police sent corrected figures")
    enter(desk, Q2, rolling_year="5,100")
    issue(desk, Q2, tmp_path)
    first, second = packs(desk)
    assert first.reopened is not None
    assert first.reopened.reason == "Police sent corrected figures"
    assert second.pack.because == "Police sent corrected figures"
    assert second.reopened is None
    assert [c.kind for c in told(desk, Q3).changes] == []  # the second pack has told it


def test_a_reason_is_asked_for_and_an_open_quarter_is_not_opened(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    with pytest.raises(IssueError, match="is open"):
        reopen(desk, Q2, "why")
    issue(desk, Q2, tmp_path)
    with pytest.raises(IssueError, match="Say why"):
        reopen(desk, Q2, "  ")
    assert status(desk, Q2).closed


def test_figures_revised_since_the_last_pack_are_one_question_an_extraction(desk: Desk, tmp_path: Path) -> None:
    for measure, number in (("P1-03", "610"), ("P2-01", "20"), ("P3-01", "30")):
        enter(desk, Q1, measure, value=number)
    a_red_quarter(desk, Q1)
    issue(desk, Q1, tmp_path)
    reopen(desk, Q1, "A new extraction")
    for measure, number in (("P1-03", "620"), ("P2-01", "21"), ("P3-01", "33")):
        enter(desk, Q1, measure, value=number, extracted="2026-09-30")
    queries = [q for i in status(desk, Q2).indicators for m in i.measures for q in m.queries if q.code == "revised"]
    assert [q.id for q in queries] == ["P1-03.patrols/revised"]
    assert "3 figures" in queries[0].message
    assert "was 610, is 620" in queries[0].message
    entering.explain(desk, open_book(desk, Q2), desk.plan.measure("P1-03"), None, "revised", "A later extraction")
    queries = [q for i in status(desk, Q2).indicators for m in i.measures for q in m.queries if q.code == "revised"]
    assert [q.explained for q in queries] == ["A later extraction"]
    issue(desk, Q2, tmp_path)
    assert [q for i in status(desk, Q3).indicators for m in i.measures for q in m.queries if q.code == "revised"] == []


# -- what else a pack tells ------------------------------------------------------------------------------------------


def test_exact_small_counts_are_asked_for_and_marked(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    exact = issue(desk, Q2, tmp_path, exact=True)
    assert exact.pack == "2026-27-Q2-2"
    kept = packs(desk)[-1].pack
    assert (kept.exact, kept.marking) == (True, "OFFICIAL-SENSITIVE")
    assert "exactly" in kept.because


def test_public_copies_are_kept_and_close_nothing(desk: Desk, tmp_path: Path) -> None:
    for published in ("first", "second"):
        issuing.keep_public(
            desk, Q2, published.encode(), "public.xlsx", published=published, marking="OFFICIAL", digest="d"
        )
    assert [(copy.pack.id, copy.published) for copy in issuing.public_copies(desk)] == [
        ("2026-27-Q2-public-1", "first"),
        ("2026-27-Q2-public-2", "second"),
    ]
    assert not status(desk, Q2).closed
    assert write_again(desk, "2026-27-Q2-public-2", tmp_path).path.read_bytes() == b"second"


# -- when something goes wrong ---------------------------------------------------------------------------------------


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
