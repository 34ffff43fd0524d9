"""Where each statement of a merge ends, worked out on the links of its subject alone; pure, and blind to files.

Links are kept as they would be once the merge is stored, so that later files of one merge meet the earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from csp_tui.returns.summary import Outcome
from csp_tui.storage.heads import Link, counting, earliest, standing, waking
from csp_tui.storage.reading import Known
from csp_tui.storage.records import Received, Slept, Stood, Subject


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a statement ended. `by` are the first of the `of` revisions that replace it, or that it differs from."""

    outcome: Outcome
    by: tuple[str, ...] = ()
    of: int = 0


_NAMED = 3  # how many of those are named: a figure that hundreds state must not make hundreds of names each


@dataclass(frozen=True, slots=True)
class _Settled:
    """What stands of one subject once everything is placed, by what it says; and what counts at all.

    `first` is that of several heads, all of them new, which counts as new: the others repeat it; else ''.
    """

    by_said: Mapping[str, Sequence[str]]
    heads: frozenset[str]
    counted: frozenset[str]
    first: str

    def ended(self, outcome: Outcome, said: Iterable[str], but: str = "") -> Ending:
        """An ending that names the revisions which say one of these."""
        ids = [self.by_said[one] for one in said]
        first = tuple(id for group in ids for id in group[: _NAMED + 1] if id != but)[:_NAMED]
        return Ending(outcome, first, sum(len(group) for group in ids) - (1 if but else 0))


class Places:
    """The revisions of every subject that a merge touches: as stored, and as they will be."""

    def __init__(self, known: Mapping[Subject, Sequence[Known]], slept: Mapping[str, Slept]) -> None:
        self._slept = slept
        self._stored = {subject: {one.link.id: one.link for one in ones} for subject, ones in known.items()}
        self._links = {subject: dict(links) for subject, links in self._stored.items()}
        self._placed: set[Subject] = set()
        self._stood: dict[Subject, frozenset[str]] = {}
        self._standing: dict[Subject, _Settled] = {}

    def stands(self, subject: Subject, id: str) -> bool:
        """Whether a revision stands as things are stored."""
        return id in self._heads(subject)

    def _heads(self, subject: Subject) -> frozenset[str]:
        """What stands as things are stored."""
        if subject not in self._stood:
            links = self._stored.get(subject)
            self._stood[subject] = standing(links.values()) if links else frozenset()
        return self._stood[subject]

    def is_in(self, one: Received) -> bool:
        """Whether this very statement is in already."""
        link = self._stored.get(one.subject, {}).get(one.id)
        return link is not None and link.active

    def taken_back(self, one: Received) -> bool:
        """Whether only edits and decisions here said this, and were undone."""
        link = self._stored.get(one.subject, {}).get(one.id)
        return link is not None and not link.active and not link.came

    def differs_from_standing(self, one: Received) -> bool:
        """Whether a statement says something else than what stands as things are stored."""
        links = self._stored.get(one.subject, {})
        left = self._heads(one.subject)
        return not left or any(links[id].said != one.said for id in left)

    def superseded_form(self, one: Received) -> bool:
        """Whether a later return of the same form was said to replace this revision, which is in."""
        links = self._stored.get(one.subject, {})
        mine = links.get(one.id)
        if mine is None or not mine.active:
            return False
        return any(other.sequence > mine.sequence for other in _of_source(links, one) if other.active)

    def stands_against_its_form(self, one: Received) -> bool:
        """Whether this revision, which is in, differs from another version of its form, and nobody has decided."""
        links, heads = self._stored.get(one.subject, {}), self._heads(one.subject)
        return one.id in heads and any(other.id in heads and other.said != one.said for other in _of_source(links, one))

    def place(self, one: Received, *, by_form: bool, replacing: bool) -> tuple[Received, bool]:
        """Put a statement to its place; gives it as it is carried, and whether it corrects its own form unasked.

        A form typed into in Excel has no sequence. What it says stands beside what came of the same form before,
        unless a person said that it replaces that: then it is raised above it.
        """
        corrects = False
        if by_form:
            raised, corrects = self._raised(one, replacing=replacing)
            one = one if raised == one.raised else replace(one, raised=raised)
        self._placed.add(one.subject)
        links = self._links.setdefault(one.subject, {})
        links[one.id] = _joined(links.get(one.id), one, by_form=by_form)
        self._standing.pop(one.subject, None)
        return one, corrects

    def wake(self, subject: Subject, id: str, raised: int) -> None:
        """Let a revision count again as it was accepted of something which this merge brings once more."""
        link = self._links.get(subject, {}).get(id)
        if link is not None:
            number = max(link.sequence, raised)
            self._links[subject][id] = replace(link, sequence=number, active=True, received=True, came=True)
            self._standing.pop(subject, None)

    def _raised(self, one: Received, *, replacing: bool) -> tuple[int, bool]:
        stored = self._stored.get(one.subject, {})
        mine = stored.get(one.id)
        others = [other for other in _of_source(stored, one) if other.active and other.id != one.id]
        top = max((other.sequence for other in others), default=0)
        if mine is not None and (back := self._comes_back(mine, others, top)) is not None:
            return back, False
        differs = any(other.said != one.said for other in others if other.sequence == top)
        if mine is not None and mine.active and mine.sequence >= top and not (replacing and differs):
            return mine.sequence, differs and mine.sequence == top  # else it was said to replace those already
        beside = [other for other in _of_source(self._links.get(one.subject, {}), one) if other.id != one.id]
        asks = differs or any(other.active and other.said != one.said and other.sequence >= top for other in beside)
        return top + (1 if replacing and differs else 0), asks and not (replacing and differs)

    def _comes_back(self, mine: Link, others: Iterable[Link], top: int) -> int | None:
        """How far a statement was raised by a merge that is undone, if it counts, or is replaced, again as it did then.

        A yes to its replacing others holds against those that were there when it was said, and no more.
        """
        slept = self._slept.get(mine.id, Slept(0))
        raised = slept.raised if mine.active else max(mine.sequence, slept.raised)
        if raised < top:
            return raised if not mine.active or raised > mine.sequence else None
        differing = {other.id for other in others if other.said != mine.said}
        return raised if raised > top and not slept.asked and differing and differing <= slept.above else None

    def stands_then(self) -> dict[Subject, Stood]:
        """What will stand of everything of which something was placed."""
        settled = {subject: self._settled(subject) for subject in self._placed}
        return {subject: Stood(one.heads, len(one.by_said) != 1) for subject, one in settled.items()}

    def differs(self, subject: Subject, id: str) -> bool:
        """Whether a placed revision stands against others that say something else."""
        return self._outcome(subject, id) is Outcome.CONFLICT

    def against_its_form(self, subject: Subject, id: str) -> bool:
        """Whether a placed revision stands against what another version of its form says."""
        links, heads = self._links[subject], self._settled(subject).heads
        mine = links[id]
        source = (mine.sender, mine.partner)
        others = (link for one in heads if (link := links[one]).said != mine.said)
        return id in heads and any((link.sender, link.partner) == source for link in others)

    def outcome(self, one: Received) -> Outcome:
        """Where a placed statement ended."""
        return self._outcome(one.subject, one.id)

    def _outcome(self, subject: Subject, id: str) -> Outcome:
        settled = self._settled(subject)
        if id in settled.heads:
            if len(settled.by_said) > 1:
                return Outcome.CONFLICT
            is_new = settled.heads != self._heads(subject) and (len(settled.heads) == 1 or id == settled.first)
            return Outcome.CURRENT if is_new else Outcome.EQUAL
        if not settled.heads:
            return Outcome.CONFLICT
        if id in settled.counted:
            return Outcome.SUPERSEDED
        outcome = self._outcome(subject, self._base_of(subject, id))
        return Outcome.EQUAL if outcome is Outcome.CURRENT else outcome

    def ending(self, one: Received) -> Ending:
        """The same, with what it met there."""
        return self._ending(one.subject, one.id, one.said)

    def _ending(self, subject: Subject, id: str, said: str) -> Ending:
        settled, outcome = self._settled(subject), self._outcome(subject, id)
        if not settled.heads:
            return Ending(outcome)
        if id in settled.heads:
            if outcome is Outcome.CONFLICT:
                return settled.ended(outcome, [other for other in settled.by_said if other != said])
            return settled.ended(outcome, [said], but=id)
        if id in settled.counted:
            return settled.ended(outcome, settled.by_said)
        base = self._base_of(subject, id)
        ending = self._ending(subject, base, said)
        return Ending(Outcome.EQUAL, (base,), 1) if ending.outcome is Outcome.CURRENT else ending

    def _settled(self, subject: Subject) -> _Settled:
        if subject not in self._standing:
            links = self._links[subject]
            heads = standing(links.values())
            by_said: dict[str, list[str]] = {}
            for id in sorted(heads):
                by_said.setdefault(links[id].said, []).append(id)
            counted = frozenset([link.id for link in counting(links.values())])
            counted = heads if counted == heads else counted  # thousands of ids are not kept twice
            first = min(heads, default="") if heads.isdisjoint(self._heads(subject)) else ""
            self._standing[subject] = _Settled(by_said, heads, counted, first)
        return self._standing[subject]

    def _base_of(self, subject: Subject, id: str) -> str:
        """An unchanged cell is the old revision, and ended where that did."""
        links = self._links[subject]
        return min(links[id].bases & waking(links.values()))


def _of_source(links: Mapping[str, Link], one: Received) -> list[Link]:
    return [link for link in links.values() if (link.sender, link.partner) == (one.sender, one.returned_for)]


def _joined(link: Link | None, one: Received, *, by_form: bool) -> Link:
    """The link of a statement once this merge carries it too."""
    if link is None:
        number = one.raised if by_form else one.sequence
        return Link(one.id, one.bases, one.sender, one.returned_for, number, True, one.said, True, True)
    if not link.active:
        number = one.raised if by_form else one.sequence
    else:
        number = max(link.sequence, one.raised) if by_form else earliest((link.sequence, one.sequence))
    return replace(link, sequence=number, active=True, received=True, came=True)
