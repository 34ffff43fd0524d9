"""What a merge is planned from, as it is stored, and the plan that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from csp_tui.returns.listing import ItemResults
from csp_tui.returns.summary import Counts, FileResult
from csp_tui.storage.reading import Known
from csp_tui.storage.records import Current, Head, Intake, Receipt, Slept, Subject


class Stored(Struct, frozen=True):
    """What is stored of all that a batch of returns touches."""

    known: Mapping[Subject, Sequence[Known]]
    current: Mapping[Subject, Current]
    receipts: Sequence[Receipt]
    settled: Mapping[str, Sequence[tuple[Subject, str, int]]] = field(default_factory=dict)
    """What was to check and has been decided, by the item's id, with the revisions that this let count."""
    slept: Mapping[str, Slept] = field(default_factory=dict)
    """How far merges that are undone had raised what these returns say, by revision."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """What these forms were asked before, answered or not, by the item's id."""
    typed: Mapping[str, Sequence[Head]] = field(default_factory=dict)
    """What was typed into these forms before, as they come with something else in them."""


class MergePlan(Struct, frozen=True):
    """What a merge stores, and what it says of it. `intake` is None when every file was refused."""

    intake: Intake | None
    files: tuple[FileResult, ...]
    statements: Counts
    items: ItemResults
