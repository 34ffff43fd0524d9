"""A closed quarter: what is refused with the way out, and what no later change recolours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csp_tui.desk import deliverables, entering
from csp_tui.desk.closing import ClosedError
from csp_tui.desk.configuring import change_setting, setting
from csp_tui.desk.deciding import conflicts, resolve
from csp_tui.desk.freezing import issued_packs
from csp_tui.desk.history import import_history
from csp_tui.desk.history_rows import HistoryError
from csp_tui.desk.issuing import issue, reopen, write_again
from csp_tui.desk.merging import MergeError, merge, undo_merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.ratings import ratings_told
from csp_tui.desk.reading import digest, open_book, story
from csp_tui.domain.measures import Polarity
from csp_tui.domain.results import Rating
from csp_tui.plans.reading import plan_from_text
from csp_tui.plans.writing import plan_as_json
from tests.desk.conftest import TODAY
from tests.desk.quarters import Q2, Q3, TOTAL, a_red_quarter, enter, import_older, total_of
from tests.merge.building import FIRES, item, program

pytestmark = pytest.mark.usefixtures("undrawn")


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
