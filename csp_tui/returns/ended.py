"""What became of each statement of a merge, with its sentence: what it replaced, or whom it differs from."""

from __future__ import annotations

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

    def told(self, one: Received, measure: str) -> ItemResult:
        """What became of one statement that was put to its place."""
        ending, new = self._places.ending(one), in_words(one.subject.field, one.content)
        return self.result_of(one, measure, new, ending.outcome, self._message(one, ending))

    def result_of(
        self, said: ReturnedItem | Received, measure: str, new: str, outcome: Outcome, message: str
    ) -> ItemResult:
        """A statement's result, wherever it ended."""
        origin, subject = said.origin or Origin(""), said.subject
        where, whose = (origin.file, origin.sheet, origin.cell), (measure, subject.quarter, said.returned_for)
        return ItemResult(*where, *whose, self.old(subject), new, outcome, message)

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
