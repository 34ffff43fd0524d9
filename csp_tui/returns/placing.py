"""Where each statement of a merge belongs, worked out on the links of its subject alone; pure, and blind to files.

Of tens of thousands of statements only what this needs is kept, packed, until all are placed; then where they ended is
worked out subject by subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from struct import Struct

from msgspec.structs import replace

from csp_tui.returns.settled import Endings, Settled
from csp_tui.returns.summary import Outcome
from csp_tui.storage.heads import Link, earliest, standing
from csp_tui.storage.reading import Known
from csp_tui.storage.records import Slept, Subject
from csp_tui.storage.spooling import Flat

_ENTRY = Struct("<32s32sIIIIIII")
"""A statement as it was placed: its id, the hash of what it says, which of the senders says it for which of the
partners, based on which of the bases, its return's number, how far it is raised, how it came, and its own number."""
_BY_RETURN, _BY_FORM, _WOKEN = range(3)
"""In a return, in a form that was typed into, or accepted before of something that is brought again."""


class Places:
    """The revisions of every subject that a merge touches: as stored, and as they will be.

    `again` are the senders of whom several files of the merge hold what was typed: what they say may meet itself there.
    """

    def __init__(
        self,
        known: Mapping[Subject, Sequence[Known]],
        slept: Mapping[str, Slept],
        again: Collection[str] = (),
    ) -> None:
        self._known, self._slept, self._again = known, slept, again
        self._stored = {subject: {one.link.id: one.link for one in ones} for subject, ones in known.items()}
        self._stood: dict[Subject, frozenset[str]] = {}
        self._entries: dict[Subject, bytearray] = defaultdict(bytearray)
        self._senders: dict[str, int] = {}
        self._partners: dict[str, int] = {}
        self._bases: dict[tuple[str, ...], int] = {}
        self._beside: dict[tuple[Subject, str], dict[str, Link]] = {}
        self._woken: dict[Subject, list[tuple[str, int]]] = defaultdict(list)
        self._differing: dict[Subject, frozenset[str]] = {}
        self._count = 0
        self.replacing: set[str] = set()  # the forms of which a version replaces others again, as a person said before

    def __len__(self) -> int:
        """How many statements were placed; each has the number of those before it."""
        return self._count

    def stands(self, subject: Subject, id: str) -> bool:
        """Whether a revision stands as things are stored."""
        return id in self._heads(subject)

    def _heads(self, subject: Subject) -> frozenset[str]:
        """What stands as things are stored."""
        if subject not in self._stood:
            links = self._stored.get(subject)
            self._stood[subject] = standing(links.values()) if links else frozenset()
        return self._stood[subject]

    def is_in(self, subject: Subject, one: Flat) -> bool:
        """Whether this very statement is in already."""
        link = self._stored.get(subject, {}).get(one.id)
        return link is not None and link.active

    def taken_back(self, subject: Subject, one: Flat) -> bool:
        """Whether only edits and decisions here said this, and were undone."""
        link = self._stored.get(subject, {}).get(one.id)
        return link is not None and not link.active and not link.came

    def differs_from_standing(self, subject: Subject, one: Flat) -> bool:
        """Whether a statement says something else than what stands as things are stored."""
        links = self._stored.get(subject, {})
        left = self._heads(subject)
        return not left or any(links[id].said != one.said for id in left)

    def superseded_form(self, one: Flat) -> bool:
        """Whether a later return of the same form was said to replace this revision, which is in."""
        links = self._stored.get(one.subject, {})
        mine = links.get(one.id)
        if mine is None or not mine.active:
            return False
        return any(other.sequence > mine.sequence for other in _of_source(links, one) if other.active)

    def stands_against_its_form(self, one: Flat) -> bool:
        """Whether this revision, which is in, differs from another version of its form, and nobody has decided."""
        links, heads = self._stored.get(one.subject, {}), self._heads(one.subject)
        return one.id in heads and any(other.id in heads and other.said != one.said for other in _of_source(links, one))

    def place(self, subject: Subject, one: Flat, *, by_form: bool, replacing: bool) -> tuple[int, bool]:
        """Put a statement to its place; gives how far it is raised, and whether it corrects its own form unasked.

        A form typed into in Excel has no sequence. What it says stands beside what came of the same form before,
        unless a person said that it replaces that: then it is raised above it.
        """
        raised, corrects = self._raised(subject, one, replacing=replacing) if by_form else (one.raised, False)
        how = _BY_FORM if by_form else _BY_RETURN
        self._entries[subject] += _ENTRY.pack(
            bytes.fromhex(one.id),
            bytes.fromhex(one.said),
            self._senders.setdefault(one.sender, len(self._senders)),
            self._partners.setdefault(one.returned_for, len(self._partners)),
            self._bases.setdefault(one.bases, len(self._bases)),
            one.sequence,
            raised,
            how,
            self._count,
        )
        self._count += 1
        self._differing.pop(subject, None)
        if one.sender in self._again:
            links = self._said_beside(subject, one.sender)
            voice = one.sender, one.returned_for
            _carry(links, one.id, one.said, voice, one.bases, one.sequence, raised, how)
        return raised, corrects

    def wake(self, subject: Subject, id: str, raised: int) -> None:
        """Let a revision count again as it was accepted of something which this merge brings once more."""
        self._entries[subject] += _ENTRY.pack(bytes.fromhex(id), b"", 0, 0, 0, 0, raised, _WOKEN, 0)
        self._woken[subject].append((id, raised))
        self._differing.pop(subject, None)
        for sender in self._again:
            if (subject, sender) in self._beside:
                _wake(self._beside[subject, sender], id, raised)

    def _said_beside(self, subject: Subject, sender: str) -> dict[str, Link]:
        """What a sender says of a subject, as stored and as placed since."""
        if (subject, sender) not in self._beside:
            links = {id: link for id, link in self._stored.get(subject, {}).items() if link.sender == sender}
            for id, raised in self._woken.get(subject, ()):
                _wake(links, id, raised)
            self._beside[subject, sender] = links
        return self._beside[subject, sender]

    def _raised(self, subject: Subject, one: Flat, *, replacing: bool) -> tuple[int, bool]:
        stored = self._stored.get(subject, {})
        mine = stored.get(one.id)
        others = [other for other in _of_source(stored, one) if other.active and other.id != one.id]
        top = max((other.sequence for other in others), default=0)
        differs = any(other.said != one.said for other in others if other.sequence == top)
        if mine is not None and (back := self._comes_back(mine, others, top)) is not None:
            if differs and back > top and not replacing:
                self.replacing.add(one.sender)
            return back, False
        if mine is not None and mine.active and mine.sequence >= top and not (replacing and differs):
            return mine.sequence, differs and mine.sequence == top  # else it was said to replace those already
        asks = differs
        if one.sender in self._again:
            beside = [other for other in _of_source(self._said_beside(subject, one.sender), one) if other.id != one.id]
            asks |= any(other.active and other.said != one.said and other.sequence >= top for other in beside)
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

    def differs(self, subject: Subject, id: str) -> bool:
        """Whether a placed revision stands against others that say something else, or in a ring."""
        if subject not in self._differing:
            settled, placed = self._settled(subject, self._entries[subject])
            differing = [id for _, id in placed if settled.ending(id).outcome is Outcome.CONFLICT]
            self._differing[subject] = frozenset(differing)
        return id in self._differing[subject]

    def against_its_form(self, subject: Subject, id: str) -> bool:
        """Whether a placed revision stands against what another version of its form says."""
        return self._settled(subject, self._entries[subject])[0].against_its_source(id)

    def end(self) -> Endings:
        """Where everything ended; nothing can be placed after this."""
        endings = Endings(self._count)
        while self._entries:
            subject, entries = self._entries.popitem()
            settled, placed = self._settled(subject, entries)
            if placed:
                firsts = endings.note(settled, placed)
                endings.stands[subject] = settled.stood(self._newest(subject, settled.heads, firsts))
        return endings

    def _newest(self, subject: Subject, heads: Collection[str], placed: Mapping[str, int]) -> str:
        """The head that has the highest number in the ledger, or will have it; '' where there is none."""
        stored = {one.link.id: one.number for one in self._known.get(subject, ())}
        return max(heads, key=lambda id: (id not in stored, stored.get(id) or placed[id]), default="")

    def _settled(self, subject: Subject, entries: bytearray) -> tuple[Settled, list[tuple[int, str]]]:
        """What stands of a subject with all that was placed; and the number and id of each statement that was."""
        links = dict(self._stored.get(subject, {}))
        senders, partners, bases = list(self._senders), list(self._partners), list(self._bases)
        placed = []
        for packed, said, sender, partner, base, sequence, raised, how, number in _ENTRY.iter_unpack(entries):
            id = packed.hex()
            if how == _WOKEN:
                _wake(links, id, raised)
            else:
                placed.append((number, id))
                voice = senders[sender], partners[partner]
                _carry(links, id, said.hex(), voice, bases[base], sequence, raised, how)
        return Settled(links, self._heads(subject)), placed


def _of_source(links: Mapping[str, Link], one: Flat) -> list[Link]:
    return [link for link in links.values() if (link.sender, link.partner) == (one.sender, one.returned_for)]


def _carry(
    links: dict[str, Link],
    id: str,
    said: str,
    voice: tuple[str, str],
    bases: tuple[str, ...],
    sequence: int,
    raised: int,
    how: int,
) -> None:
    """Add the link of a statement, or change it to how it is once this merge carries it too."""
    link, by_form = links.get(id), how == _BY_FORM
    if link is None or not link.active:
        number = raised if by_form else sequence
    else:
        number = max(link.sequence, raised) if by_form else earliest((link.sequence, sequence))
    if link is None:
        links[id] = Link(id, _based_on(bases), *voice, number, True, said, True, True)
    else:
        links[id] = replace(link, sequence=number, active=True, received=True, came=True)


def _wake(links: dict[str, Link], id: str, raised: int) -> None:
    link = links.get(id)
    if link is not None:
        links[id] = replace(link, sequence=max(link.sequence, raised), active=True, received=True, came=True)


_based_on: Callable[[tuple[str, ...]], frozenset[str]] = lru_cache(maxsize=8192)(frozenset)  # one for all on the same
