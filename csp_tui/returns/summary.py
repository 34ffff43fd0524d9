"""What a merge did, or would do, as plain records: the same for a dry run and for the real one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from csp_tui.returns.listing import ItemResults


class Outcome(StrEnum):
    """Where a statement of a return ended."""

    CURRENT = "current"
    EQUAL = "equal"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"
    TO_CHECK = "to_check"
    WITHDRAW_ASKED = "withdraw_asked"
    DECIDED = "decided"


class FileOutcome(StrEnum):
    """What became of a file as a whole."""

    MERGED = "merged"
    DUPLICATE = "duplicate"
    TO_CHECK = "to_check"
    REFUSED = "refused"


FILE_WORDS: Mapping[FileOutcome, str] = {
    FileOutcome.MERGED: "taken in",
    FileOutcome.DUPLICATE: "in already",
    FileOutcome.TO_CHECK: "to check",
    FileOutcome.REFUSED: "set aside",
}
COUNT_WORDS: Mapping[str, str] = {
    "current": "new or newer",
    "equal": "the same",
    "superseded": "older",
    "conflict": "differ",
    "to_check": "to check",
    "withdraw_asked": "came back empty",
    "decided": "decided before",
}


def place(file: str, sheet: str, cell: str) -> str:
    """Where in a file something stands: `kfrs.xlsx, Return!F9`."""
    inside = "!".join(part for part in (sheet, cell) if part)
    return f"{file}, {inside}" if inside else file


def became_words(outcome: FileOutcome, *, waits: bool, taken_back: bool = False) -> str:
    """What became of a file; that it was checked, where all of it was to check and nothing of that `waits` any more."""
    if taken_back and outcome in (FileOutcome.MERGED, FileOutcome.TO_CHECK):
        return "taken back"
    return "checked since" if outcome is FileOutcome.TO_CHECK and not waits else FILE_WORDS[outcome]


def figures_and_texts(count: int) -> str:
    """How many statements, as people call them."""
    return "1 figure or text" if count == 1 else f"{count} figures and texts"


def counts_words(statements: int, accepted: int) -> str:
    """How many statements of a merge count, with those that were to check and are accepted since."""
    if not accepted:
        return figures_and_texts(statements)
    since = f"{accepted} accepted since"
    return f"{figures_and_texts(statements)}, {since}" if statements else since


class FileResult(Struct, frozen=True):
    """One file: what became of it, and all that has to be said of it as a whole, in sentences.

    `corrected` counts the figures of a corrected form of which somebody has still to say whether they replace others;
    `together` tells that another version of the form came with it, so that only which of them counts can be asked.
    """

    file: str
    outcome: FileOutcome
    reason: str = ""
    corrected: int = 0
    together: bool = False

    @property
    def may_replace(self) -> bool:
        """Whether it waits for a yes to its replacing what an earlier merge took in."""
        return self.corrected > 0 and not self.together


def of_one_file(results: Sequence[FileResult]) -> FileResult:
    """What became of a file of one or several returns: what became of the part that did most, and all said of that."""
    order = (FileOutcome.MERGED, FileOutcome.TO_CHECK, FileOutcome.DUPLICATE, FileOutcome.REFUSED)
    first = min(results, key=lambda one: order.index(one.outcome))
    reasons = dict.fromkeys(one.reason for one in results if one.outcome is first.outcome)
    return replace(first, reason=" ".join(filter(None, reasons)))


def as_looked_for(file: FileResult) -> tuple[bool, str]:
    """The order in which a person looks for files: first what is set aside, then by name."""
    return file.outcome is not FileOutcome.REFUSED, file.file


class ItemResult(Struct, frozen=True):
    """One statement, or one thing that could not be read, with what stood before (`old`) and what it says (`new`)."""

    file: str
    sheet: str
    cell: str
    measure: str
    quarter: str
    partner: str
    old: str | None
    new: str | None
    outcome: Outcome
    message: str


class Counts(Struct, frozen=True):
    """How many statements ended where; those of duplicates are counted nowhere.

    `repeated` tells how many of all these another file of the same merge said before, word for word: they are stored
    once, and counted for each file as what they say ended.
    """

    current: int = 0
    equal: int = 0
    superseded: int = 0
    conflict: int = 0
    to_check: int = 0
    withdraw_asked: int = 0
    decided: int = 0
    repeated: int = 0


class MergeSummary(Struct, frozen=True):
    """A whole merge. `merge_id` is None on a dry run and where there was nothing to store.

    `digest` is of the state afterwards, which on a dry run is the state as it is.
    """

    files: tuple[FileResult, ...]
    statements: Counts
    items: ItemResults
    merge_id: int | None
    digest: str

    @property
    def waits(self) -> bool:
        """Whether something of it waits for a person."""
        counts = self.statements
        return bool(counts.conflict or counts.to_check or counts.withdraw_asked) or any(
            file.outcome in (FileOutcome.TO_CHECK, FileOutcome.REFUSED) for file in self.files
        )
