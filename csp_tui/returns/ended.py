"""What became of each statement of a merge, with its sentence: what it replaced, or whom it differs from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from csp_tui.returns.listing import Placed
from csp_tui.returns.settled import Ending, Endings
from csp_tui.returns.summary import ItemResult, Outcome
from csp_tui.returns.telling import DIFFER, conflict_id, in_words, source, what_stood
from csp_tui.storage.records import Current, Subject
from csp_tui.storage.spooling import Flat


class Ended:
    """Tells of statements in view of what stood before; of those put to their places once all of them are.

    `end` then gives where each ended.
    """

    def __init__(self, current: Mapping[Subject, Current], placed: Placed, end: Callable[[], Endings]) -> None:
        self._current, self._placed, self._end = current, placed, end

    @cached_property
    def endings(self) -> Endings:
        """Where each statement ended."""
        return self._end()

    def old(self, subject: Subject) -> str | None:
        """What stood of a subject before the merge, in words."""
        return what_stood(self._current.get(subject))

    def outcome(self, number: int) -> Outcome:
        """Where a statement ended that was put to its place; what another file said before is the same as that."""
        outcome = self.endings[number].outcome
        return Outcome.EQUAL if outcome is Outcome.CURRENT and self.repeats(number) else outcome

    def told(self, number: int, one: Flat) -> ItemResult:
        """What became of one statement that was put to its place."""
        ending, outcome = self.endings[number], self.outcome(number)
        if outcome is not ending.outcome:
            first = self._placed.came_in(self.endings.first(number))
            return self.result_of(one, outcome, f"The same as {_named(first, one.id)}.")
        return self.result_of(one, outcome, self._message(one, ending))

    def repeats(self, number: int) -> bool:
        """Whether another file of the merge said the very same before."""
        first = self.endings.first(number)
        return first != number and self._placed.came_in(first) != self._placed.came_in(number)

    def result_of(self, one: Flat, outcome: Outcome, message: str) -> ItemResult:
        """A statement's result, wherever it ended."""
        where, whose = (one.file or "", one.sheet or "", one.cell or ""), (one.label, one.quarter, one.returned_for)
        says = in_words(one.field, one.said_as)
        return ItemResult(*where, *whose, self.old(one.subject), says, outcome, message)

    def _message(self, one: Flat, ending: Ending) -> str:
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
        first = self.endings.named.get(id)
        if first is not None:
            return _named(self._placed.came_in(first), id)
        current = self._current.get(subject)
        if current is not None and current.head is not None and current.head.revision == id:
            what = "what was " if current.head.origin is None else ""
            return f"{what}{source(current.head)} (revision {id[:8]})"
        return ""


def _named(file: str, id: str) -> str:
    return f"{file} (revision {id[:8]})"
