"""What became of each statement of a merge, with its sentence: what it replaced, or whom it differs from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from csp_tui.returns.listing import Placed
from csp_tui.returns.placing import Ending, Places
from csp_tui.returns.records import ReturnedItem
from csp_tui.returns.summary import ItemResult, Outcome
from csp_tui.returns.telling import DIFFER, conflict_id, in_words, source, what_stood
from csp_tui.storage.records import Current, Origin, Received, Subject


class Ended:
    """Tells of statements that were put to their places, in view of what stood before; asked once all of them are."""

    def __init__(self, current: Mapping[Subject, Current], places: Places, placed: Sequence[Placed]) -> None:
        self._current, self._places, self._placed = current, places, placed

    def old(self, subject: Subject) -> str | None:
        """What stood of a subject before the merge, in words."""
        return what_stood(self._current.get(subject))

    def outcome(self, placed: Placed) -> Outcome:
        """Where a statement ended that was put to its place; what another file said before is the same as that."""
        outcome = self._places.outcome(placed[0])
        return Outcome.EQUAL if outcome is Outcome.CURRENT and self.repeats(placed) else outcome

    def told(self, placed: Placed) -> ItemResult:
        """What became of one statement that was put to its place."""
        one, measure, _ = placed
        ending, outcome = self._places.ending(one), self.outcome(placed)
        new = in_words(one.subject.field, one.content)
        if outcome is not ending.outcome:
            return self.result_of(one, measure, new, outcome, f"The same as {self._whose(one.subject, one.id)}.")
        return self.result_of(one, measure, new, outcome, self._message(one, ending))

    def repeats(self, placed: Placed) -> bool:
        """Whether another file of the merge said the very same before."""
        one, _, file = placed
        return self._said_before.get(one.id, file) != file

    def result_of(
        self, said: ReturnedItem | Received, measure: str, new: str, outcome: Outcome, message: str
    ) -> ItemResult:
        """A statement's result, wherever it ended."""
        origin, subject = said.origin or Origin(""), said.subject
        where, whose = (origin.file, origin.sheet, origin.cell), (measure, subject.quarter, said.returned_for)
        return ItemResult(*where, *whose, self.old(subject), new, outcome, message)

    @cached_property
    def _said_before(self) -> Mapping[str, str]:
        """The first file of each revision that came in several; those are few, and the rest is not kept again."""
        several = {id for id, files in Counter(one.id for one, *_ in self._placed).items() if files > 1}
        return {one.id: file for one, _, file in reversed(self._placed) if one.id in several}

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """The first file that each revision came in."""
        return {placed.id: file for placed, _, file in reversed(self._placed)}

    def _message(self, one: Received, ending: Ending) -> str:
        subject, others = one.subject, self._others(one.subject, ending)
        if ending.outcome is Outcome.CONFLICT:
            return f"Differs from {others}; say which counts: csp-tui resolve {conflict_id(subject)}."
        if ending.outcome is Outcome.SUPERSEDED:
            return f"Kept in the history; replaced already by {others}."
        if ending.outcome is Outcome.EQUAL:
            return f"The same as {others}." if ending.by else "Stands already."
        old = self.old(subject)
        if old == DIFFER:
            return "Replaces the figures that differed."
        return "New." if old is None else f"Replaces {old}."

    def _others(self, subject: Subject, ending: Ending) -> str:
        """Whom a statement met: those of which it is known where they are from, the rest counted."""
        named = [whose for id in ending.by if (whose := self._whose(subject, id))]
        named = named or [f"revision {id[:8]}" for id in ending.by]
        more = ending.of - len(named)
        return ", ".join(named) + (f" and {more} more" if more else "")

    def _whose(self, subject: Subject, id: str) -> str:
        """A revision by the file that it came in, or by what is known of it; '' where that is nothing."""
        if id in self._files:
            return f"{self._files[id]} (revision {id[:8]})"
        current = self._current.get(subject)
        if current is not None and current.head is not None and current.head.revision == id:
            what = "what was " if current.head.origin is None else ""
            return f"{what}{source(current.head)} (revision {id[:8]})"
        return ""
