"""Settings: this copy's own, and what the plan leaves open; refused with the reason when they make no sense."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from csp_tui.desk import entering
from csp_tui.desk.configuring import change_setting, facts_set, leads, options_of, quarter_dates, setting, settings
from csp_tui.desk.facts import FACT
from csp_tui.desk.folders import EXPORTS, folder_for
from csp_tui.desk.opening import Desk, now, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.entries import Entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Rating
from csp_tui.screens.session import Session
from csp_tui.storage.records import Draft, Subject
from tests.desk.conftest import TODAY

Q2 = Quarter.parse("2026-27-Q2")


def test_a_wider_band_turns_red_amber_and_undo_turns_it_back(desk: Desk) -> None:
    measure = desk.plan.measure("P3-05")
    entering.enter(desk, open_book(desk, Q2), measure, None, Entry(value="1,300"))
    assert assess_measure(open_book(desk, Q2), measure).rating is Rating.RED
    version = desk.plan.version
    changed = change_setting(desk, "P3-05.band", "10")
    assert (changed.key, changed.value, changed.by) == ("P3-05.adults.band", "10", "Ann")
    assert desk.plan.version != version
    assert assess_measure(open_book(desk, Q2), desk.plan.measure("P3-05")).rating is Rating.AMBER
    entering.undo(desk)
    assert desk.plan.version == version
    assert assess_measure(open_book(desk, Q2), desk.plan.measure("P3-05")).rating is Rating.RED


def test_a_supplier_can_be_set_by_any_name_that_the_plan_knows(desk: Desk) -> None:
    change_setting(desk, "P1-01.derelict.supplier", "kent police")
    assert desk.plan.measure("P1-01.derelict").suppliers == ("Kent Police",)


def test_a_profile_lets_a_year_to_date_be_rated_before_its_last_quarter(desk: Desk) -> None:
    change_setting(desk, "P4-02.profile", "5, 12, 20, 30")
    measure = desk.plan.measure("P4-02")
    found = assess_measure(entering.enter(desk, open_book(desk, Q2), measure, None, Entry(value="11")), measure)
    assert found.rating is Rating.RED
    assert "the profile for Quarter 2" in found.reason


def test_a_partner_that_the_plan_no_longer_names_keeps_no_database_closed(desk: Desk, database: Path) -> None:
    adults = desk.plan.measure("P3-05")
    gone = Draft(Subject(adults.uid, "", "", f"{FACT}supplier"), "Essex Police")
    desk.store.append(desk.partnership, [gone], kind="edit", author="Ann", at=now())
    with open_desk(str(database), by="Ann", today=TODAY) as again:
        assert again.plan.measure("P3-05").suppliers == ("Public Health",)
        assert setting(again, "P3-05.supplier").value == "Essex Police"


def test_a_name_that_is_taken_out_gives_way_to_the_login_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "alogin")
    change_setting(desk, "by", "Ann Other")
    assert change_setting(desk, "by", "").value == "alogin"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("P3-05.band", "a lot"),
        ("P3-05.band", "500"),
        ("P3-05.polarity", "up"),
        ("P3-05.supplier", "Essex Police"),
        ("P4-02.profile", "5, 12"),
        ("P4-02.profile", "12, 5, 20, 30"),
        ("P4-02.profile", "-1, 5, 20, 30"),
        ("P1-05.profile", "5, 12, 20, 30"),
        ("P2-08.due", "soon"),
        ("P2-02.band", "7"),
        ("P9-99.band", "7"),
        ("role", "king"),
        ("partner", "Essex Police"),
        ("priority", "9"),
        ("priority", "one"),
        ("theme", "pink"),
        ("due.2026-27-Q2", "tomorrow"),
        ("due.2031-32-Q2", "2031-11-20"),
        ("meeting.2026-27-Q2", "10 December 2025"),
        ("papers.2026-27-Q2", "1 December 2062"),
        ("lead.7", "Somebody"),
        ("colour", "red"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(desk: Desk, key: str, value: str) -> None:
    before = settings(desk)
    with pytest.raises(UserError):
        change_setting(desk, key, value)
    assert settings(desk) == before


def test_own_settings_stay_with_this_copy_and_plan_settings_name_who_set_them(database: Path) -> None:
    with open_desk(str(database), by="Ann", today=TODAY) as desk:
        change_setting(desk, "partner", "kfrs")
        change_setting(desk, "by", "Ann Other")
        change_setting(desk, "lead.1", "Head of Safer Communities")
        change_setting(desk, "due.2026-27-Q2", "2026-11-20")
    with open_desk(str(database), today=TODAY) as desk:
        assert (desk.partner, desk.by) == ("KFRS", "Ann Other")
        assert leads(desk) == {1: "Head of Safer Communities"}
        assert quarter_dates(desk, Q2).due == date(2026, 11, 20)
        assert setting(desk, "lead.1").by == "Ann Other"
        assert not setting(desk, "partner").default
        change_setting(desk, "partner", "")
        assert setting(desk, "partner").default
        assert desk.partner is None


@pytest.mark.parametrize(("role", "whom"), [("coordinator", None), ("supplier", "KFRS"), ("", "KFRS")])
def test_whose_part_is_shown_first_is_all_of_it_for_a_coordinator(desk: Desk, role: str, whom: str | None) -> None:
    change_setting(desk, "partner", "KFRS")
    change_setting(desk, "role", role)
    assert (desk.partner, desk.works_for, Session.open(desk, None).partner) == ("KFRS", whom, whom)


def test_categories_that_a_user_names_become_measures_beside_the_headline(desk: Desk) -> None:
    changed = change_setting(desk, "P1-01.added", "Vehicle nuisance;  Rowdy behaviour ")
    assert (changed.key, changed.value, changed.by) == ("P1-01.added", "Vehicle nuisance; Rowdy behaviour", "Ann")
    added = desk.plan.measure("P1-01.vehicle-nuisance")
    assert (added.title, added.suppliers, added.unit, added.required) == (
        "Vehicle nuisance",
        ("Kent Police",),
        "incidents",
        False,
    )
    book = entering.enter(desk, open_book(desk, Q2), added, None, Entry(rolling_year="110", change="10"))
    assert assess_measure(book, added).rating is Rating.RED
    assert desk.plan.measure("P1-01").id == "P1-01.total"
    change_setting(desk, "P1-01.vehicle-nuisance.band", "20")
    assert assess_measure(open_book(desk, Q2), desk.plan.measure("P1-01.vehicle-nuisance")).rating is Rating.AMBER


def test_a_category_taken_away_and_named_again_has_its_figures(desk: Desk) -> None:
    change_setting(desk, "P1-03.added", "Chatham; Gillingham")
    entering.enter(desk, open_book(desk, Q2), desk.plan.measure("P1-03.chatham"), None, Entry(value="40.5"))
    change_setting(desk, "P1-03.added", "")
    with pytest.raises(UserError, match="has no measure"):
        desk.plan.measure("P1-03.chatham")
    entering.undo(desk)
    stated = open_book(desk, Q2).stated(desk.plan.measure("P1-03.chatham"), "Kent Police")
    assert stated is not None
    assert str(stated.statement.value) == "40.5"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("P1-01.added", "Fires", "already"),
        ("P1-01.added", "Litter; litter!", "already"),
        ("P1-01.added", "?!", "no name"),
        ("P1-01.added", "x" * 61, "no name"),
        ("P1-01.added", "; ".join(f"Category {n}" for n in range(21)), "too many"),
        ("P3-04.added", "Tramadol", "no one figure"),
        ("P2-02.added", "Deployments", "no one figure"),
        ("P9-01.added", "Anything", "no indicator"),
    ],
)
def test_a_category_that_cannot_be_is_refused_with_the_reason(desk: Desk, key: str, value: str, says: str) -> None:
    version = desk.plan.version
    with pytest.raises(UserError, match=says):
        change_setting(desk, key, value)
    assert desk.plan.version == version


@pytest.mark.parametrize("typed", ["20 November 2026", "20/11/2026", "2026-11-20"])
def test_a_date_may_be_typed_in_any_form_and_is_kept_in_one(desk: Desk, typed: str) -> None:
    assert change_setting(desk, "due.2026-27-Q2", typed).value == "2026-11-20"
    assert change_setting(desk, "P2-08.due", typed).value == "2026-11-20"


def test_returns_are_due_before_the_papers_go_out_and_those_before_the_group_meets(desk: Desk) -> None:
    change_setting(desk, "due.2026-27-Q2", "1 December 2026")
    with pytest.raises(UserError, match=re.escape("is before returns are due (1 December 2026)")):
        change_setting(desk, "meeting.2026-27-Q2", "25 November 2026")
    change_setting(desk, "papers.2026-27-Q2", "1 December 2026")
    with pytest.raises(UserError, match=re.escape("is after the papers go out (1 December 2026)")):
        change_setting(desk, "due.2026-27-Q2", "2 December 2026")
    assert change_setting(desk, "meeting.2026-27-Q2", "8 December 2026").value == "2026-12-08"


def test_a_folder_is_kept_by_its_whole_path_and_one_that_cannot_be_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert change_setting(desk, "exports", str(tmp_path / "packs")).value == str(tmp_path / "packs")
    assert folder_for(desk, EXPORTS) == tmp_path / "packs"
    for wrong in (tmp_path / "file", tmp_path / "no" / "packs"):
        with pytest.raises(UserError, match="no folder"):
            change_setting(desk, "exports", str(wrong))
    change_setting(desk, "exports", "")
    assert folder_for(desk, EXPORTS) == Path("exports")


def test_every_value_that_is_offered_can_be_set(desk: Desk) -> None:
    for key in ("role", "theme", "priority", "partner", "P1-05.polarity", "P3-05.supplier"):
        offered = options_of(desk, key)
        assert offered
        for value, _ in offered:
            assert change_setting(desk, key, value).value == value


def test_what_is_set_of_a_measure_is_told_with_who_set_it_the_latest_first(desk: Desk) -> None:
    change_setting(desk, "P3-05.band", "10")
    change_setting(desk, "P3-05.supplier", "KFRS")
    (changed,) = facts_set(desk).values()
    assert [(s.key, s.value, s.by) for s in changed] == [
        ("P3-05.adults.supplier", "KFRS", "Ann"),
        ("P3-05.adults.band", "10", "Ann"),
    ]
