"""The rule of what stands, in its plainest form and without a database: slow, and meant to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from csp_tui.returns.records import Return
from csp_tui.storage.contents import said_hash
from csp_tui.storage.records import Subject
from tests.merge.building import id_of


@dataclass(frozen=True)
class Said:
    """Something that somebody said of one subject."""

    id: str
    bases: frozenset[str]
    sender: str
    partner: str
    sequence: int
    said: str


@dataclass
class Model:
    """Which files each merge that counts took in, and what was said here, undone or not."""

    merged: dict[int, list[Return]] = field(default_factory=dict)
    local: dict[Subject, dict[str, Said]] = field(default_factory=dict)
    ever: dict[Subject, dict[str, Said]] = field(default_factory=dict)

    def files_in(self) -> set[str]:
        return {read.file for files in self.merged.values() for read in files}

    def received(self, subject: Subject) -> dict[str, Said]:
        """By id; what several returns say has the number of the earliest."""
        found: dict[str, Said] = {}
        for one in self._received(subject):
            if one.id in found and (not one.sequence or 0 < found[one.id].sequence <= one.sequence):
                continue
            found[one.id] = one
        self.ever.setdefault(subject, {}).update(found)
        return found

    def _received(self, subject: Subject) -> Iterator[Said]:
        for files in self.merged.values():
            for read in files:
                for place, item in enumerate(read.items):
                    if item.subject == subject:
                        sender = item.sender or read.speaks_as
                        sequence = read.sequence if sender == read.sender else 0
                        said = said_hash(item.content)
                        bases = frozenset(item.bases or ())
                        yield Said(id_of(read, place), bases, sender, item.returned_for, sequence, said)

    def heads(self, subject: Subject) -> frozenset[str]:
        received = self.received(subject)
        local = self.local.get(subject, {})
        everything = {**local, **received}

        def before(id: str, seen: frozenset[str] = frozenset()) -> set[str]:
            """All that a revision is based on, directly or through others, there or not."""
            if id not in everything or id in seen:
                return set()
            bases = everything[id].bases
            return set(bases).union(*(before(base, seen | {id}) for base in bases))

        def lost(id: str) -> bool:
            """Whether it came with a merge and has gone with it."""
            return id in self.ever.get(subject, {}) and id not in received

        def asleep(one: Said) -> bool:
            """What was said here sleeps while something that it rests on, and that nobody sent again, is gone."""
            return any(lost(base) or (base in local and asleep(local[base])) for base in one.bases)

        awake = {**received, **{id: one for id, one in local.items() if not asleep(one)}}

        def echo(one: Said) -> bool:
            """An unchanged cell: it says what it was based on."""
            there = [awake[base] for base in one.bases if base in awake]
            return one.id in received and bool(there) and all(base.said == one.said for base in there)

        counted = [one for one in awake.values() if not echo(one)]

        def replaces(b: Said, a: Said) -> bool:
            if a.id in before(b.id):
                return True
            same = (a.sender, a.partner) == (b.sender, b.partner)
            return b.id not in before(a.id) and same and b.sequence > a.sequence

        return frozenset(a.id for a in counted if not any(replaces(b, a) for b in counted if b is not a))
