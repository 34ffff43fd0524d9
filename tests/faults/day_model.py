"""What should stand after everything that a user did, in plain dictionaries: no ledger, no revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Key = tuple[str, str]  # a quarter ('' for settings), and a measure, an indicator or `lead`


Standing = frozenset[tuple[str, int]]
"""What stands of one figure or text: nothing, one thing, or several; each with the mark of the step that said it."""


def said_in(standing: Standing) -> frozenset[str]:
    """Without the marks: several are a conflict."""
    return frozenset(said for said, _ in standing)


def marks_of(*standings: Standing) -> frozenset[int]:
    return frozenset(mark for standing in standings for _, mark in standing)


@dataclass(frozen=True)
class Change:
    """What a step changed, from what to what."""

    before: Mapping[Key, Standing]
    after: Mapping[Key, Standing]


@dataclass
class Model:
    """What the program should say."""

    stands: dict[Key, Standing] = field(default_factory=dict)
    done: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)
    merged: list[tuple[int, Change, Form]] = field(default_factory=list)
    waiting: dict[Key, list[tuple[str, frozenset[int]]]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)  # marks of what forms went out with: they bring it back
    mark: int = 0

    def of(self, key: Key) -> Standing:
        return self.stands.get(key, frozenset())

    def new(self, said: str) -> Standing:
        self.mark += 1
        return frozenset([(said, self.mark)])

    def change(self, after: Mapping[Key, Standing]) -> Change:
        """Let this stand; gives the change."""
        change = Change({key: self.of(key) for key in after}, dict(after))
        self.stands.update(after)
        return change

    def say(self, key: Key, said: str) -> None:
        """One step of the user: nothing where that stands already."""
        if said_in(self.of(key)) != {said}:
            self.done.append(self.change({key: self.new(said)}))
            self.undone.clear()

    def beside(self, key: Key, said: str, based_on: frozenset[int]) -> Standing:
        """What stands when somebody says this who knew what was said at some marks: it replaces that alone."""
        return frozenset(one for one in self.of(key) if one[1] not in based_on) | self.new(said)

    def still(self, states: Mapping[Key, Standing]) -> bool:
        return all(self.of(key) == state for key, state in states.items())

    def went_out(self, change: Change) -> bool:
        return not self.sent.isdisjoint(marks_of(*change.after.values()))

    def is_closed(self, change: Change) -> bool:
        return any(quarter in self.closed for quarter, _ in change.after)


@dataclass(frozen=True)
class Form:
    """A form that went out and was filled: where it is, what it says, and what stood when it was written."""

    path: Path
    quarter: str
    says: Mapping[str, str]
    marks: Mapping[str, frozenset[int]]
