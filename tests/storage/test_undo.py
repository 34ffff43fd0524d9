from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from csp_tui.storage.contents import revision_id, said_hash
from csp_tui.storage.errors import RedoBlocked
from csp_tui.storage.records import Content, Draft, Intake, Receipt, Received, Subject
from csp_tui.storage.store import Store, open_store
from tests.examples import examples
from tests.storage.saying import BURGLARY, FIRES, HERE, NOON, QUARTER, content, current, figure, say


def test_undo_and_redo_work_after_a_restart(file: Path) -> None:
    with open_store(file) as store:
        say(store, figure("1"))
        say(store, figure("2"))
    with open_store(file) as store:
        undone = store.undo(HERE, "Ann", NOON)
        assert undone is not None
        assert undone.undone
        assert content(store) == figure("1")
    with open_store(file) as store:
        assert content(store) == figure("1")
        redone = store.redo(HERE, "Ann", NOON)
        assert redone is not None
        assert not redone.undone
    with open_store(file) as store:
        assert content(store) == figure("2")


def test_steps_are_undone_and_redone_one_by_one(store: Store) -> None:
    for number in "123":
        say(store, figure(number))
    seen = []
    while store.undo(HERE, "Ann", NOON):
        seen.append(content(store))
    assert seen == [figure("2"), figure("1"), None]
    seen = []
    while store.redo(HERE, "Ann", NOON):
        seen.append(content(store))
    assert seen == [figure("1"), figure("2"), figure("3")]


def test_a_new_entry_after_undo_leaves_nothing_to_redo(store: Store) -> None:
    say(store, figure("1"))
    say(store, figure("2"))
    store.undo(HERE, "Ann", NOON)
    say(store, figure("3"))
    assert store.redo(HERE, "Ann", NOON) is None
    store.undo(HERE, "Ann", NOON)
    store.redo(HERE, "Ann", NOON)
    assert content(store) == figure("3")


def test_undo_takes_back_ones_own_last_step_only(store: Store) -> None:
    say(store, figure("1"), by="Ann")
    say(store, figure("2"), by="Bea", subject=FIRES)
    store.undo(HERE, "Ann", NOON)
    assert content(store) is None
    assert content(store, FIRES) == figure("2")
    assert store.undo(HERE, "Ann", NOON) is None


def test_what_another_stated_since_stays_when_one_undoes(store: Store) -> None:
    say(store, figure("1"), by="Ann")
    say(store, figure("2"), by="Bea")
    store.undo(HERE, "Ann", NOON)
    assert content(store) == figure("2")
    store.redo(HERE, "Ann", NOON)
    assert content(store) == figure("2")


def test_redo_makes_no_conflict_with_what_another_stated_since(store: Store) -> None:
    say(store, figure("1"), by="Ann")
    store.undo(HERE, "Ann", NOON)
    say(store, figure("2"), by="Bea")
    with pytest.raises(RedoBlocked, match="stated anew"):
        store.redo(HERE, "Ann", NOON)
    assert content(store) == figure("2")
    assert store.current_is_sound(HERE)


def test_the_same_entered_again_after_undo_is_the_same_revision(store: Store) -> None:
    say(store, figure("1"))
    store.undo(HERE, "Ann", NOON)
    say(store, figure("1"))
    assert len(store.history(HERE, "burglary")) == 1


def test_what_another_enters_after_an_undo_is_theirs(store: Store) -> None:
    say(store, figure("1"), by="Ann")
    store.undo(HERE, "Ann", NOON)
    say(store, figure("1"), by="Bea")
    found = current(store)
    assert found is not None
    assert found.head is not None
    assert found.head.author == "Bea"


def test_the_history_shows_what_was_undone(store: Store) -> None:
    say(store, figure("1"))
    say(store, figure("2"))
    store.undo(HERE, "Ann", NOON)
    assert [head.active for head in store.history(HERE, BURGLARY)] == [True, False]


def test_a_merge_is_not_undone_by_the_undo_of_edits(store: Store) -> None:
    store.append(HERE, [Draft(BURGLARY, figure("1"))], kind="merge", author="Ann", at=NOON)
    assert store.undo(HERE, "Ann", NOON) is None
    assert store.undo(HERE, "Ann", NOON, kinds=("merge",)) is not None


@pytest.mark.parametrize("written_by", ["as the program wrote it", "as a person changed it in Excel"])
def test_what_is_kept_follows_from_the_revisions_after_an_edit_upon_ones_own_returns(
    store: Store, written_by: str
) -> None:
    """Two returns of this copy, neither based on the other: the number of the first still tells against the edit."""
    sender = store.sender if written_by == "as the program wrote it" else ""
    for sequence in (2, 3):
        said = figure(str(sequence))
        id = revision_id(store.sender, HERE, BURGLARY, said, frozenset())
        came = Received(id, said_hash(said), BURGLARY, said, "", store.sender, frozenset(), "Ann", NOON, None, sequence)
        file = Receipt(
            f"{sequence}.xlsx", "program", id, id, sender, sequence, None, None, BURGLARY.quarter, "merged", ""
        )
        intake = Intake((came,), receipts=(file,))
        store.take_in(HERE, lambda _view, intake=intake: intake, kind="merge", author="Ann", at=NOON)  # type: ignore[misc]
    say(store, figure("4"))
    assert store.current_is_sound(HERE)


@pytest.mark.parametrize("stood", [None, "60"])
def test_what_another_enters_counts_though_the_same_came_and_was_taken_back(store: Store, stood: str | None) -> None:
    if stood is not None:
        say(store, figure(stood), by="Ann")
    head = current(store)
    bases = frozenset([head.head.revision]) if head is not None and head.head is not None else frozenset[str]()
    said = figure("71")
    id = revision_id(store.sender, HERE, BURGLARY, said, bases)
    came = Received(id, said_hash(said), BURGLARY, said, "", store.sender, bases, "Ann", NOON, None)
    step = store.take_in(HERE, lambda _view: Intake((came,)), kind="merge", author="Ann", at=NOON)
    assert step is not None
    store.undo_merge(HERE, step, "Ann", NOON)
    say(store, said, by="Bob")
    assert content(store) == said
    assert store.current_is_sound(HERE)
    store.rebuild_current(HERE)
    found = current(store)
    assert found is not None
    assert found.head is not None
    assert (found.head.author, content(store)) == ("Bob", said)


anything = st.one_of(st.none(), st.integers(0, 3).map(lambda number: figure(str(number))))
authors = st.sampled_from(["Ann", "Bea"])


class Histories(RuleBasedStateMachine):
    """Random edits, undoing and redoing by two people on three figures, with reopening in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "csp.db")

    def contents(self) -> dict[Subject, Content]:
        return {one.subject: one.content for one in self.store.current(HERE, QUARTER, QUARTER)}

    @rule(author=authors, said=st.dictionaries(st.sampled_from("abc"), anything, min_size=1))
    def say(self, author: str, said: dict[str, Content]) -> None:
        drafts = [Draft(Subject(about, QUARTER), content) for about, content in said.items()]
        before = self.contents()
        self.store.append(HERE, drafts, kind="edit", author=author, at=NOON)
        after = self.contents()
        for draft in drafts:
            assert after.get(draft.subject) == draft.content
        assert {subject: content for subject, content in after.items() if subject.about not in said} == {
            subject: content for subject, content in before.items() if subject.about not in said
        }

    @rule(author=authors)
    def undo_then_redo_is_nothing(self, author: str) -> None:
        before = self.contents()
        if self.store.undo(HERE, author, NOON):
            self.store.redo(HERE, author, NOON)
        assert self.contents() == before

    @rule(author=authors)
    def undo(self, author: str) -> None:
        self.store.undo(HERE, author, NOON)

    @rule(author=authors)
    def redo(self, author: str) -> None:
        before = self.contents()
        try:
            self.store.redo(HERE, author, NOON)
        except RedoBlocked:
            assert self.contents() == before

    @rule()
    def reopen(self) -> None:
        path = self.store.path
        assert path is not None
        before = self.contents()
        self.store.close()
        self.store = open_store(path)
        assert self.contents() == before

    @rule()
    def rebuild(self) -> None:
        before = list(self.store.everything_current(HERE))
        self.store.rebuild_current(HERE)
        assert list(self.store.everything_current(HERE)) == before

    @invariant()
    def what_is_kept_as_standing_is_what_the_revisions_say(self) -> None:
        assert self.store.current_is_sound(HERE)

    @invariant()
    def edits_in_one_copy_never_conflict(self) -> None:
        assert not any(one.in_conflict for one in self.store.everything_current(HERE))

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=examples(12, long=150), stateful_step_count=20)
