"""Histories of merging, resending, editing, deciding and undoing, held against the rule in its plainest form."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from csp_tui.desk import deciding
from csp_tui.desk.merging import merge, merges, undo_merge
from csp_tui.desk.opening import now, open_desk
from csp_tui.desk.reading import digest
from csp_tui.returns.records import Return
from csp_tui.returns.summary import FileOutcome
from csp_tui.storage.contents import said_hash
from csp_tui.storage.records import Draft, Subject
from csp_tui.storage.store import open_store
from tests.examples import examples
from tests.merge.building import figure
from tests.properties.files import MEASURES, returns
from tests.properties.model import Model, Said

DAY = date(2026, 11, 21)


class Histories(RuleBasedStateMachine):
    """One coordinator, a handful of files, and everything that can be done with them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "csp.db"
        shutil.copy(_empty(), path)
        self.desk = open_desk(str(path), by="Ann", today=DAY)
        self.model = Model()

    @initialize(files=returns())
    def a_folder_of_files(self, files: list[Return]) -> None:
        self.files = [_alone(read) for read in files]

    @rule(chosen=st.sets(st.integers(0, 6), min_size=1))
    def merge_some_of_them(self, chosen: set[int]) -> None:
        batch = [self.files[number] for number in chosen if number < len(self.files)]
        if not batch:
            return
        fresh = [read for read in batch if read.file not in self.model.files_in()]
        summary = merge(self.desk, batch)
        taken = {one.file for one in summary.files if one.outcome is not FileOutcome.DUPLICATE}
        assert taken == {read.file for read in fresh}
        assert summary.merge_id is not None
        self.model.merged[summary.merge_id] = fresh

    @rule(place=st.integers(0, 2), number=st.integers(4, 6))
    def edit(self, place: int, number: int) -> None:
        measure = MEASURES[place]
        subject = Subject(measure.uid, "2026-27-Q2")
        draft = Draft(subject, figure(number), measure.suppliers[0])
        before = self.model.heads(subject)
        if self.desk.store.append("medway", [draft], kind="edit", author="Ann", at=now()):
            self._note(subject, before)

    def _note(self, subject: Subject, bases: frozenset[str]) -> None:
        """The model learns of an edit or a decision: it is based on all that stood."""
        (head,) = self.desk.store.heads("medway", subject)
        self.model.local.setdefault(subject, {})[head.revision] = Said(
            head.revision, bases, head.sender, head.returned_for, 0, said_hash(head.content)
        )

    @precondition(lambda self: bool(deciding.conflicts(self.desk)))
    @rule(which=st.integers(0, 9), side=st.integers(0, 9))
    def resolve(self, which: int, side: int) -> None:
        conflicts = deciding.conflicts(self.desk)
        conflict = conflicts[which % len(conflicts)]
        letter = conflict.sides[side % len(conflict.sides)].side
        before = self.model.heads(conflict.subject)
        deciding.resolve(self.desk, conflict.id, take=letter, reason="rang them")
        self._note(conflict.subject, before)

    @precondition(lambda self: self.model.merged)
    @rule(which=st.integers(0, 9))
    def undo_a_merge(self, which: int) -> None:
        number = sorted(self.model.merged)[which % len(self.model.merged)]
        undo_merge(self.desk, number)
        del self.model.merged[number]

    @precondition(lambda self: self.model.merged)
    @rule(which=st.integers(0, 9))
    def undo_a_merge_and_merge_its_files_again(self, which: int) -> None:
        number = sorted(self.model.merged)[which % len(self.model.merged)]
        files, before = self.model.merged[number], digest(self.desk)
        undo_merge(self.desk, number)
        del self.model.merged[number]
        if files:
            again = merge(self.desk, files)
            assert again.merge_id is not None
            self.model.merged[again.merge_id] = files
        assert digest(self.desk) == before

    @rule()
    def merge_and_undo_is_nothing(self) -> None:
        before = digest(self.desk)
        out = [read for read in self.files if read.file not in self.model.files_in()]
        summary = merge(self.desk, out or self.files)
        assert summary.merge_id is not None
        undo_merge(self.desk, summary.merge_id)
        assert digest(self.desk) == before

    @rule()
    def reopen(self) -> None:
        before, path = digest(self.desk), self.desk.location
        self.desk.close()
        self.desk = open_desk(path, by="Ann", today=DAY)
        assert digest(self.desk) == before

    @rule()
    def rebuild(self) -> None:
        before = digest(self.desk)
        self.desk.store.rebuild_current("medway")
        assert digest(self.desk) == before

    @invariant()
    def what_stands_is_what_the_plain_rule_says(self) -> None:
        differing = set()
        for measure in MEASURES:
            subject = Subject(measure.uid, "2026-27-Q2")
            heads = self.desk.store.heads("medway", subject)
            assert {head.revision for head in heads} == self.model.heads(subject)
            if len({said_hash(head.content) for head in heads}) > 1:
                differing.add(subject)
        assert {conflict.subject for conflict in deciding.conflicts(self.desk)} == differing

    @invariant()
    def what_is_kept_as_standing_is_what_the_revisions_say(self) -> None:
        assert self.desk.store.current_is_sound("medway")

    @invariant()
    def the_merges_on_record_are_those_that_were_made(self) -> None:
        assert {merge.number for merge in merges(self.desk) if merge.active} == set(self.model.merged)

    def teardown(self) -> None:
        self.desk.close()
        self.folder.cleanup()


def _alone(read: Return) -> Return:
    """Without what is only to check, so that the model need not know those rules."""
    return replace(read, partner=None, unknown=(), emptied=())


@cache
def _empty() -> Path:
    """An empty database, made when the first history starts; the folder goes with the process."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "csp.db"
    open_store(path).close()
    return path


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=examples(10, long=150), stateful_step_count=14)
