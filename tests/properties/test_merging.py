"""What holds of merging whatever is merged: order, batches, repetition, loss, provenance, undo."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from csp_tui.desk.merging import merge, plan_merge, undo_merge
from csp_tui.desk.reading import digest
from csp_tui.returns.records import Return
from csp_tui.returns.summary import FileOutcome, Outcome
from tests.examples import examples
from tests.merge.building import id_of
from tests.properties.files import batches, desk_on_copy, returns

several = settings(
    max_examples=examples(12, long=200),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def merged_once(empty: Path, files: list[Return]) -> str:
    with desk_on_copy(empty) as desk:
        return merge(desk, files).digest


@several
@given(data=st.data(), files=returns())
def test_the_state_does_not_depend_on_order_batches_names_or_repetition(
    empty: Path, data: st.DataObject, files: list[Return]
) -> None:
    with desk_on_copy(empty) as desk:
        for number, batch in enumerate(data.draw(batches(files))):
            merge(desk, [replace(read, file=f"{number} {read.file}") for read in batch])
        assert digest(desk) == merged_once(empty, files)
        assert desk.store.current_is_sound("medway")


@several
@given(data=st.data(), files=returns())
def test_every_statement_ends_in_exactly_one_place_and_none_is_lost(
    empty: Path, data: st.DataObject, files: list[Return]
) -> None:
    with desk_on_copy(empty) as desk:
        for batch in data.draw(batches(files)):
            dry = plan_merge(desk, batch)
            assert plan_merge(desk, data.draw(st.permutations(batch))) == dry
            summary = merge(desk, batch)
            assert (dry.files, dry.statements, dry.items) == (summary.files, summary.statements, summary.items)
            new = {r.file for r in summary.files if r.outcome is not FileOutcome.DUPLICATE}
            once = {read.file: read for read in batch if read.file in new}
            said = sum(len(read.items) + len(read.unknown) for read in once.values())
            counts = summary.statements
            settled = counts.current + counts.equal + counts.superseded + counts.conflict
            assert said == settled + counts.to_check + counts.decided
            assert len(summary.items) == said + counts.withdraw_asked
            ended = Counter(one.outcome.value for one in summary.items)
            assert all(ended[outcome.value] == getattr(counts, outcome.value) for outcome in Outcome)
        stored = {h.revision for uid in _uids(files) for h in desk.store.history("medway", uid)}
        kept = "".join(one.kept for one in desk.store.view("medway").open_items())
        for read in files:
            for place in range(len(read.items)):
                assert id_of(read, place) in stored or id_of(read, place) in kept


@several
@given(data=st.data(), files=returns())
def test_every_current_value_is_said_in_the_file_that_it_names(
    empty: Path, data: st.DataObject, files: list[Return]
) -> None:
    with desk_on_copy(empty) as desk:
        for batch in data.draw(batches(files)):
            merge(desk, batch)
        by_name = {read.file: read for read in files}
        for current in desk.store.everything_current("medway"):
            for head in desk.store.heads("medway", current.subject):
                assert head.origin is not None
                (said,) = [one for one in by_name[head.origin.file].items if one.subject == head.subject]
                assert said.content == head.content
                assert said.origin == head.origin
            if not current.in_conflict:
                assert len({h.content for h in desk.store.heads("medway", current.subject)}) == 1


@several
@given(data=st.data(), files=returns())
def test_undoing_any_merges_is_as_if_they_had_never_come(empty: Path, data: st.DataObject, files: list[Return]) -> None:
    with desk_on_copy(empty) as desk:
        numbers = {}
        for read in data.draw(st.permutations(files)):
            numbers[merge(desk, [read]).merge_id] = read
        undone = data.draw(st.sets(st.sampled_from(sorted(n for n in numbers if n is not None))))
        for number in data.draw(st.permutations(sorted(undone))):
            undo_merge(desk, number)
        left = [read for number, read in numbers.items() if number not in undone]
        assert digest(desk) == merged_once(empty, left)
        assert desk.store.current_is_sound("medway")
        for number in data.draw(st.permutations(sorted(undone))):
            merge(desk, [numbers[number]])
        assert digest(desk) == merged_once(empty, files)


def _uids(files: list[Return]) -> set[str]:
    return {one.subject.about for read in files for one in read.items}
