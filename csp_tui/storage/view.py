"""What is stored of one partnership, as merging reads it: many subjects by few queries, inside a transaction or not."""

from __future__ import annotations

from collections.abc import Collection

from csp_tui.storage import reading, receiving
from csp_tui.storage.reading import Known, Rows
from csp_tui.storage.receiving import Merge
from csp_tui.storage.records import Current, Head, Item, Receipt, Subject


class View:
    """Reads one partnership's ledger."""

    def __init__(self, rows: Rows, partnership: str) -> None:
        self._rows = rows
        self.partnership = partnership

    def known(self, subjects: Collection[Subject]) -> dict[Subject, list[Known]]:
        """Every revision of the subjects, oldest first."""
        return reading.known(self._rows, self.partnership, subjects)

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

    def merges(self) -> list[Merge]:
        """Every merge, newest first."""
        return receiving.merges(self._rows, self.partnership)

    def receipts(self) -> list[Receipt]:
        """Every receipt, oldest first."""
        return receiving.receipts(self._rows, self.partnership)

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
