"""Packs on record: kept whole with what is said by issuing them, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

import pytest
from msgspec.structs import replace

from csp_tui.storage.errors import StorageError
from csp_tui.storage.records import Draft, KeptPack, Subject, Volume
from csp_tui.storage.store import Store
from csp_tui.storage.view import View
from tests.storage.saying import BURGLARY, FIRES, HERE, NOON, QUARTER, content, figure, say

ISSUED = Subject("pack", QUARTER, "", "issued")
PACKED = b"PK\x00\x03 a workbook"


def pack(number: int = 1, kind: str = "issued") -> KeptPack:
    return KeptPack(
        f"{QUARTER}-{number}" if kind == "issued" else f"{QUARTER}-{kind}-{number}",
        QUARTER,
        kind,
        number,
        NOON + timedelta(hours=number),
        "Ann",
        "OFFICIAL",
        False,
        "digest",
        "version",
        "",
        "",
        "pack.xlsx",
        hashlib.sha256(PACKED).hexdigest(),
        len(PACKED),
    )


def keep(store: Store, volume: Volume, **more: object) -> None:
    drafts = [Draft(ISSUED, volume.pack.id)] if volume.pack.kind == "issued" else []
    store.keep_pack(HERE, volume, drafts, kind="issue", **more)  # type: ignore[arg-type]


def number_of(store: Store, subject: Subject = BURGLARY) -> int:
    return store.heads(HERE, subject)[0].number


def test_a_pack_is_kept_with_all_that_it_was_made_from(store: Store) -> None:
    say(store, figure("12"))
    say(store, figure("7"), subject=FIRES)
    told = {number_of(store): False, number_of(store, FIRES): True}
    keep(store, Volume(pack(), PACKED, "the plan", "the ratings", "nothing", told))
    say(store, figure("13"))
    view = store.view(HERE)
    kept = view.packs()[0]
    assert replace(kept, key=0) == pack()
    assert view.packed(kept) == PACKED
    assert (view.plan_of(kept), view.ratings_of(kept)) == ("the plan", "the ratings")
    assert [(row.subject, row.content, row.differs) for row in view.told_by(kept)] == [
        (BURGLARY, figure("12"), False),
        (FIRES, None, True),
    ]
    assert [row.subject for row in view.told_by(kept, "fires")] == [FIRES]
    assert view.told_numbers(kept) == {number for number, differs in told.items() if not differs}
    assert content(store, ISSUED) == kept.id


def test_issuing_is_not_undone_and_says_which_step_brought_what(store: Store) -> None:
    say(store, figure("12"))
    keep(store, Volume(pack(), PACKED), note="issued")
    undone = store.undo(HERE, "Ann", NOON)
    assert undone is not None
    assert undone.revisions[0].subject == BURGLARY
    assert content(store, ISSUED) == pack().id
    number = number_of(store, ISSUED)
    assert store.view(HERE).bringing([number])[number].note == "issued"
    assert store.view(HERE).bringing([undone.revisions[0].number]) == {}


def test_what_the_guard_refuses_leaves_nothing_behind(store: Store) -> None:
    def refuse(_view: View, subjects: Collection[Subject]) -> None:
        assert ISSUED in subjects
        raise LookupError("stop")

    before = store.view(HERE).latest()
    with pytest.raises(LookupError):
        keep(store, Volume(pack(), PACKED), guard=refuse)
    assert store.view(HERE).packs() == []
    assert store.view(HERE).latest() == before


def test_one_id_names_one_pack_and_each_kind_counts_for_itself(store: Store) -> None:
    keep(store, Volume(pack(), PACKED))
    keep(store, Volume(pack(1, "public"), b"copy", published="what it told"))
    with pytest.raises(StorageError):
        keep(store, Volume(pack(), b"another"))
    view = store.view(HERE)
    assert [kept.id for kept in view.packs()] == [f"{QUARTER}-1", f"{QUARTER}-public-1"]
    assert view.published_by(view.packs()[1]) == "what it told"
    assert store.view("another partnership").packs() == []


def test_opening_again_is_on_record_with_its_reason(store: Store) -> None:
    keep(store, Volume(pack(), PACKED))
    store.append(HERE, [Draft(ISSUED, None)], kind="reopen", author="Bea", at=NOON, note="Late figures")
    (again,) = store.view(HERE).reopenings()
    assert (again.quarter, again.author, again.reason) == (QUARTER, "Bea", "Late figures")
    assert content(store, ISSUED) is None
    assert store.current_is_sound(HERE)


def test_the_guard_sees_what_an_undo_would_change(store: Store) -> None:
    say(store, figure("12"))

    def refuse(_view: View, subjects: Collection[Subject]) -> None:
        assert set(subjects) == {BURGLARY}
        raise LookupError("stop")

    with pytest.raises(LookupError):
        store.undo(HERE, "Ann", NOON, guard=refuse)
    assert content(store) == figure("12")
    store.undo(HERE, "Ann", NOON)
    with pytest.raises(LookupError):
        store.redo(HERE, "Ann", NOON, guard=refuse)
    assert content(store) is None
