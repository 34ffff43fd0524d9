"""What stands of a subject once all of a merge is placed, and where each of its statements ended; pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from msgspec import Struct

from csp_tui.returns.summary import Outcome
from csp_tui.storage.heads import Link, counting, standing, waking
from csp_tui.storage.records import Stood, Subject


class Ending(Struct, frozen=True):
    """Where a statement ended. `by` are the first of the `of` revisions that replace it, or that it differs from."""

    outcome: Outcome
    by: tuple[str, ...] = ()
    of: int = 0


_NAMED = 3  # how many of those are named: a figure that hundreds state must not make hundreds of names each


class Settled:
    """What stands of a subject by its links as they will be; `before` is what stood of it as things are stored."""

    def __init__(self, links: Mapping[str, Link], before: frozenset[str]) -> None:
        self._links = links
        self.heads = standing(links.values())
        self._by_said: dict[str, list[str]] = {}
        for id in sorted(self.heads):
            self._by_said.setdefault(links[id].said, []).append(id)
        self._counted = frozenset([link.id for link in counting(links.values())])
        self._is_new = self.heads != before
        # Of several heads, all of them new, one counts as new: the others repeat it.
        self._first = min(self.heads, default="") if self.heads.isdisjoint(before) else ""
        self._leading = {id for group in self._by_said.values() for id in group[: _NAMED + 1]}
        self._made: dict[str, Ending] = {}  # all that say the same ended alike, but for those that are named

    def stood(self, newest: str) -> Stood:
        """What will stand of the subject; its newest head is known to who has numbered them."""
        return Stood(newest, len(self.heads), len(self._by_said) != 1)

    def against_its_source(self, id: str) -> bool:
        """Whether one of its revisions stands against what the same sender says for the same partner."""
        mine, heads = self._links[id], [self._links[one] for one in self.heads]
        others = ((link.sender, link.partner) for link in heads if link.said != mine.said)
        return id in self.heads and (mine.sender, mine.partner) in others

    def ending(self, id: str) -> Ending:
        """Where one of its revisions ended, and what it met there."""
        if not self.heads:
            return Ending(Outcome.CONFLICT)
        if id in self.heads:
            said = self._links[id].said
            kind = id if id in self._leading else said
            if kind not in self._made:
                self._made[kind] = self._ending_of_head(id, said)
            return self._made[kind]
        if id in self._counted:
            return self._replaced
        base = min(self._links[id].bases & self._awake)  # an unchanged cell is the old revision, and ended where it did
        ending = self.ending(base)
        return Ending(Outcome.EQUAL, (base,), 1) if ending.outcome is Outcome.CURRENT else ending

    def _ending_of_head(self, id: str, said: str) -> Ending:
        alike = self._by_said[said]
        if len(self._by_said) > 1:
            others = (group for group in self._by_said.values() if group is not alike)
            return _naming(Outcome.CONFLICT, others, len(self.heads) - len(alike))
        is_new = self._is_new and (len(self.heads) == 1 or id == self._first)
        return _naming(Outcome.CURRENT if is_new else Outcome.EQUAL, [alike], len(alike) - 1, but=id)

    @cached_property
    def _replaced(self) -> Ending:
        return _naming(Outcome.SUPERSEDED, self._by_said.values(), len(self.heads))

    @cached_property
    def _awake(self) -> frozenset[str]:
        return waking(self._links.values())


def _naming(outcome: Outcome, groups: Iterable[Sequence[str]], of: int, but: str = "") -> Ending:
    """An ending that names the first of these revisions."""
    ids = (id for group in groups for id in group[: _NAMED + 1] if id != but)
    return Ending(outcome, tuple(islice(ids, _NAMED)), of)


class Endings:
    """Where so many statements ended, by the numbers with which they were placed; and what stands then.

    `named` tells of the revisions that an ending names as which statement the merge brought them first.
    """

    def __init__(self, statements: int) -> None:
        self._kinds: dict[Ending, int] = {}
        self._endings: list[Ending] = []
        self._ended = array("I", bytes(4 * statements))
        self._first = array("I", bytes(4 * statements))
        self.named: dict[str, int] = {}
        self.stands: dict[Subject, Stood] = {}

    def __getitem__(self, number: int) -> Ending:
        return self._endings[self._ended[number]]

    def first(self, number: int) -> int:
        """The first statement of the merge that is the same revision."""
        return self._first[number]

    def note(self, settled: Settled, placed: Iterable[tuple[int, str]]) -> dict[str, int]:
        """Note where the statements of a subject ended, given in order; gives the first of each revision."""
        firsts: dict[str, int] = {}
        named: set[str] = set()
        for number, id in placed:
            ending = settled.ending(id)
            if ending not in self._kinds:
                self._kinds[ending] = len(self._endings)
                self._endings.append(ending)
            named.update(ending.by)
            self._ended[number] = self._kinds[ending]
            self._first[number] = firsts.setdefault(id, number)
        self.named |= {id: firsts[id] for id in named & firsts.keys()}
        return firsts
