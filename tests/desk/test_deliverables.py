"""Progress on deliverables: kept by quarter, travelling in databases, and open where two copies differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from csp_tui.desk.deciding import conflicts, resolve, stated_anew
from csp_tui.desk.deliverables import deliverable_notes, note, progress_of
from csp_tui.desk.entering import headline
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import PlanError
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.reading import read_returns
from tests.desk.conftest import TODAY

Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)


def noted_in(folder: Path, name: str, id: str, text: str) -> Path:
    """A colleague's own database with a note in it."""
    path = folder / f"{name}.db"
    with open_desk(str(path), by=name, today=TODAY) as own:
        note(own, Q2, id, text)
    return path


def take_in(desk: Desk, *paths: Path) -> None:
    merge(desk, read_returns(paths, desk.plan, Q2))


def test_the_last_note_stands_beside_and_is_never_taken_over_by_itself(desk: Desk) -> None:
    note(desk, Q1, "P1-D01", "Agreed")
    later = progress_of(desk, Q3, "P1-D01")
    assert later.note is None
    assert later.before is not None
    assert (later.before.quarter, later.before.text, later.before.by) == (Q1, "Agreed", "Ann")
    note(desk, Q2, "P1-D01", "Begun")
    assert [n.before.text for n in deliverable_notes(desk, Q3) if n.before is not None] == ["Begun"]


def test_a_later_note_is_no_note_before(desk: Desk) -> None:
    note(desk, Q3, "P1-D01", "Done")
    noted = progress_of(desk, Q2, "P1-D01")
    assert (noted.note, noted.before) == (None, None)


def test_a_quarter_outside_the_plan_takes_no_note(desk: Desk) -> None:
    with pytest.raises(PlanError):
        note(desk, Quarter(2025, 4), "P1-D01", "Begun")


def test_notes_of_several_leads_come_in_with_their_databases(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, noted_in(tmp_path, "Bea", "P1-D01", "Patrols began"), noted_in(tmp_path, "Cem", "P3-D02", "Funded"))
    said = {n.deliverable.id: (n.note.text, n.note.by) for n in deliverable_notes(desk, Q2) if n.note is not None}
    assert said == {"P1-D01": ("Patrols began", "Bea"), "P3-D02": ("Funded", "Cem")}


def test_notes_of_two_copies_that_differ_wait_for_a_decision(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, noted_in(tmp_path, "Bea", "P1-D01", "Begun"), noted_in(tmp_path, "Cem", "P1-D01", "Not begun"))
    assert progress_of(desk, Q2, "P1-D01").differs
    assert progress_of(desk, Q2, "P1-D01").note is None
    (found,) = conflicts(desk, Q2)
    assert found.measure == "P1-D01"
    assert [side.value for side in found.sides] == ["Begun", "Not begun"]
    words = stated_anew(desk, found, Entry(), "Begun in Chatham")
    resolve(desk, found.id, state=words, reason="both are right in part")
    settled = progress_of(desk, Q2, "P1-D01")
    assert settled.note is not None
    assert (settled.note.text, settled.differs) == ("Begun in Chatham", False)


def test_a_note_on_a_deliverable_that_the_plan_does_not_have_is_to_check(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with open_desk(str(path), by="Bea", today=TODAY) as own:
        note(own, Q2, "P4-D06", "Under way")
    desk.plan = replace(desk.plan, deliverables=desk.plan.deliverables[:-1])
    assert merge(desk, read_returns([path], desk.plan, Q2)).statements.to_check == 1


def test_headlines_of_two_copies_that_differ_are_told_in_words(desk: Desk, tmp_path: Path) -> None:
    paths = []
    for name, text in (("Bea", "A calm quarter"), ("Cem", "A busy quarter")):
        paths.append(tmp_path / f"{name}.db")
        with open_desk(str(paths[-1]), by=name, today=TODAY) as own:
            headline(own, open_book(own, Q2), 1, text, "Head of Safer Communities, 20 November")
    take_in(desk, *paths)
    (found,) = conflicts(desk, Q2)
    assert found.measure == "Priority 1"
    assert [side.value for side in found.sides] == ["A calm quarter", "A busy quarter"]
