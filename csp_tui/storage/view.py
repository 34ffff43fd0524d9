"""What is stored of one partnership, as merging reads it: many subjects by few queries, inside a transaction or not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from csp_tui.storage import kept_packs, reading, receiving
from csp_tui.storage.reading import Known, Rows, Voice
from csp_tui.storage.receiving import Decided, Merge, Version
from csp_tui.storage.records import Bringing, Current, Head, Item, KeptPack, Receipt, Reopening, Slept, Subject


class View:
    """Reads one partnership's ledger."""

    def __init__(self, rows: Rows, partnership: str) -> None:
        self._rows = rows
        self.partnership = partnership

    def known(self, subjects: Collection[Subject]) -> dict[Subject, list[Known]]:
        """Every revision of the subjects, oldest first."""
        return reading.known(self._rows, self.partnership, subjects)

    def voices(self, heads: Mapping[Subject, int]) -> dict[Subject, list[Voice]]:
        """All that stands of the subjects, each given with how many revisions of it do, oldest first."""
        return reading.voices(self._rows, self.partnership, heads)

    def heads(self, known: dict[Subject, list[Known]]) -> dict[Subject, tuple[Head, ...]]:
        """What stands of subjects whose revisions are known, with its content."""
        return reading.heads(self._rows, known)

    def stored(self, revisions: Collection[str]) -> dict[str, Head]:
        """These revisions by id, with their contents."""
        return reading.by_ids(self._rows, revisions)

    def current_of(self, subjects: Collection[Subject]) -> dict[Subject, Current]:
        """What stands of the subjects; those of which nothing does are left out."""
        return reading.current_of(self._rows, self.partnership, subjects)

    def conflicts(self, quarter: str | None = None) -> list[Subject]:
        """The subjects of which contents that differ stand."""
        return reading.conflicts(self._rows, self.partnership, quarter)

    def touched_by(self, merge: int) -> list[Subject]:
        """The subjects of which a merge, or what was accepted of what it brought, says something."""
        return reading.subjects_of(self._rows, merge)

    def resting_on(self, merge: int) -> frozenset[str]:
        """The revisions that count by this merge alone, those accepted of what it brought to check among them."""
        return receiving.only_by(self._rows, merge)

    def carried_by(self, merge: int) -> frozenset[str]:
        """The revisions that a merge itself brought."""
        return receiving.carried_by(self._rows, merge)

    def decided_by_way_of(self, merge: int) -> list[Decided]:
        """The decisions that stand on what this merge alone brought to check, oldest first."""
        return receiving.decided_by_way_of(self._rows, self.partnership, merge)

    def merges(self) -> list[Merge]:
        """Every merge, newest first."""
        return receiving.merges(self._rows, self.partnership)

    def receipts(self) -> list[Receipt]:
        """Every receipt, oldest first."""
        return receiving.receipts(self._rows, self.partnership)

    def latest_in_force(self, most: int) -> list[Receipt]:
        """The latest receipts of merges that are not undone, newest first, duplicates left out."""
        return receiving.latest_in_force(self._rows, self.partnership, most)

    def count_in_force(self) -> int:
        """How many receipts of merges that are not undone there are, duplicates left out."""
        return receiving.count_in_force(self._rows, self.partnership)

    def receipts_of(self, forms: Collection[str], senders: Collection[str]) -> list[Receipt]:
        """The receipts of these forms and of these senders, oldest first."""
        return receiving.receipts_of(self._rows, self.partnership, forms, senders)

    def open_items(self, quarter: str | None = None) -> list[Item]:
        """What is to check and no decision has settled."""
        return receiving.open_items(self._rows, self.partnership, quarter)

    def items_like(self, start: str) -> list[Item]:
        """What active merges brought to check whose id begins so."""
        return receiving.items_like(self._rows, self.partnership, start)

    def settled(self, items: Collection[str]) -> frozenset[str]:
        """Those of these items that a decision which stands has settled."""
        return receiving.settled(self._rows, items)

    def settled_of(self, forms: Collection[str]) -> Mapping[str, Sequence[tuple[Subject, str, int]]]:
        """What these forms brought to check and a decision which stands has settled, with what that let count."""
        return receiving.settled_of(self._rows, self.partnership, forms)

    def kept_of(self, forms: Collection[str], reason: str) -> Mapping[str, str]:
        """What is kept of all that these forms brought to check for a reason, now or before, by item."""
        return receiving.kept_of(self._rows, self.partnership, forms, reason)

    def items_of(self, quarter: str, measure: str, reason: str) -> list[Item]:
        """What came of a measure, by its id, and was to check for a reason, whatever was decided of it since."""
        return receiving.items_of(self._rows, self.partnership, quarter, measure, reason)

    def items_because(self, reason: str) -> list[Item]:
        """What was to check for a reason, whatever became of it since."""
        return receiving.items_because(self._rows, self.partnership, reason)

    def versions_of(self, forms: Collection[str], asking: str) -> list[Version]:
        """The versions of these forms that count; `asking` is the reason by which one asks whether it does."""
        return receiving.versions_of(self._rows, self.partnership, forms, asking)

    def typed_into(self, forms: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The revisions that merges in force brought of what was typed into these forms, by form."""
        return receiving.typed_into(self._rows, self.partnership, forms)

    def brought_first(self, items: Collection[str]) -> dict[str, int]:
        """By which merge each of these items came first, undone or not."""
        return receiving.brought_first(self._rows, items)

    def slept_of(self, merges: Collection[int]) -> Mapping[str, Slept]:
        """How far these merges, which are undone, had raised what they brought, by revision."""
        return receiving.slept_of(self._rows, merges)

    def of_field(self, field: str) -> list[Current]:
        """What stands of one field, whatever the quarter."""
        return reading.current_of_field(self._rows, self.partnership, field)

    def latest(self) -> tuple[int, int]:
        """Something that differs once anything more was said, undone or redone, by whomever."""
        return kept_packs.latest(self._rows)

    def packs(self) -> list[KeptPack]:
        """Every pack on record, oldest first."""
        return kept_packs.packs(self._rows, self.partnership)

    def packed(self, pack: KeptPack) -> bytes:
        """A pack's bytes as they were issued."""
        return kept_packs.packed(self._rows, pack.key)

    def plan_of(self, pack: KeptPack) -> str:
        """The plan that a pack was made by, as `plans` writes one."""
        return kept_packs.plan(self._rows, pack.key)

    def ratings_of(self, pack: KeptPack) -> str:
        """What a pack told of each measure, as its writer put it down."""
        return kept_packs.ratings(self._rows, pack.key)

    def published_by(self, pack: KeptPack) -> str:
        """What a public copy told, as its writer put it down."""
        return kept_packs.published(self._rows, pack.key)

    def told_by(self, pack: KeptPack, *abouts: str) -> list[Current]:
        """What stood of every subject that a pack was made from, or of a few uids among them."""
        return reading.told(self._rows, pack.key, abouts)

    def told_numbers(self, pack: KeptPack) -> frozenset[int]:
        """The numbers of the revisions that a pack was made from: all that is needed to see that none has changed."""
        return kept_packs.told_numbers(self._rows, pack.key)

    def by_number(self, numbers: Collection[int]) -> dict[int, Head]:
        """The revisions of these numbers, with their contents."""
        return reading.by_number(self._rows, numbers)

    def replaced_by(self, numbers: Collection[int]) -> dict[int, list[Head]]:
        """What each of these revisions was based on, with its content."""
        return reading.replaced_by(self._rows, numbers)

    def bringing(self, numbers: Collection[int]) -> dict[int, Bringing]:
        """By which step each of these revisions stands."""
        return kept_packs.bringing(self._rows, numbers)

    def reopenings(self) -> list[Reopening]:
        """Every time that a quarter was opened again, oldest first."""
        return kept_packs.reopenings(self._rows, self.partnership)


Guard = Callable[[View, Collection[Subject]], None]
"""Looks at what is stored inside the transaction that is to change these subjects; raises what stands in the way."""
