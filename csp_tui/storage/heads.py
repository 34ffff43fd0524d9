"""Which revisions of one subject stand: the rules of counting and replacing, as pure functions; knows no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct


class Link(Struct, frozen=True):
    """A revision as the rules see it.

    `partner` is the one it was returned for, `active` whether a step that carries it is not undone. `said` is the hash
    of what it says ('' where nobody asks). `received` tells that an active merge carries it, `came` that some merge
    ever did; what only edits and decisions carry is neither.
    """

    id: str
    bases: frozenset[str]
    sender: str
    partner: str
    sequence: int
    active: bool = True
    said: str = ""
    received: bool = False
    came: bool = False


def standing(revisions: Collection[Link]) -> frozenset[str]:
    """The ids of the revisions that count and that no other one which counts replaces.

    B replaces A if B is based on A, directly or through others; else, if neither is based on the other, when both
    come from the same sender and partner and B has the higher sequence. A ring of revisions based on each other
    replaces itself whole and leaves none.

    "Through others" runs through edits that were undone too: who restated a figure knew the one before it, and
    undoing the step in between must not set the two against each other. It does not run through what an undone merge
    brought: had that merge never come, nobody here would know what its statements were based on.
    """
    bases = {revision.id: revision.bases for revision in revisions if revision.active or not revision.came}
    counted = counting(revisions)
    if len(counted) == 1 and not counted[0].bases:
        return frozenset([counted[0].id])
    built_upon = _reached(bases, (base for revision in counted for base in revision.bases))
    left = [revision for revision in counted if revision.id not in built_upon]
    highest: dict[tuple[str, str], int] = {}
    for revision in counted:
        source = revision.sender, revision.partner
        highest[source] = max(revision.sequence, highest.get(source, revision.sequence))
    return frozenset(
        revision.id
        for revision in left
        if highest[revision.sender, revision.partner] == revision.sequence or not _outnumbered(revision, counted, bases)
    )


def counting(revisions: Collection[Link]) -> list[Link]:
    """The revisions that are awake and not merely the old revision, come back in a cell that nobody touched."""
    awake = waking(revisions)
    by_id = {revision.id: revision for revision in revisions if revision.id in awake}
    return [revision for revision in by_id.values() if not _echoes(revision, by_id)]


def waking(revisions: Collection[Link]) -> frozenset[str]:
    """The ids of the active revisions that do not sleep.

    An edit or a decision sleeps while a merge that it is based on, directly or through others, is undone. What
    another sender stated stands by itself: had that merge never come, their return would still say it.
    """
    fallen = _fallen(revisions) if any(revision.came and not revision.received for revision in revisions) else set()
    return frozenset(revision.id for revision in revisions if revision.active and revision.id not in fallen)


def earliest(sequences: Iterable[int]) -> int:
    """The number of the first return that said something; 0, for what no numbered return said, tells nothing."""
    return min((sequence for sequence in sequences if sequence), default=0)


def _fallen(revisions: Collection[Link]) -> set[str]:
    """What undone merges brought and nobody has brought since, with all edits and decisions upon it."""
    upon: dict[str, list[Link]] = {}
    for revision in revisions:
        for base in revision.bases:
            upon.setdefault(base, []).append(revision)
    fallen: set[str] = set()
    waiting = [revision.id for revision in revisions if revision.came and not revision.active]
    while waiting:
        id = waiting.pop()
        if id not in fallen:
            fallen.add(id)
            waiting.extend(revision.id for revision in upon.get(id, ()) if not revision.received)
    return fallen


def _echoes(revision: Link, awake: Mapping[str, Link]) -> bool:
    """Whether a received revision only repeats what it is based on, and that counts itself."""
    if not (revision.received and revision.said):
        return False
    there = [awake[base] for base in revision.bases if base in awake]
    return bool(there) and all(base.said == revision.said for base in there)


def _outnumbered(revision: Link, counted: Iterable[Link], bases: Mapping[str, frozenset[str]]) -> bool:
    """Whether a later return of the same sender and partner, which it is not itself based on, replaces it."""
    before = _reached(bases, revision.bases)
    return any(
        other.sequence > revision.sequence
        and (other.sender, other.partner) == (revision.sender, revision.partner)
        and other.id not in before
        for other in counted
    )


def common_base(revisions: Collection[Link], ids: Collection[str]) -> frozenset[str]:
    """What all of these revisions were based on, directly or through others, and nothing nearer to them is."""
    bases = {revision.id: revision.bases for revision in revisions}
    shared = set[str].intersection(*(_reached(bases, bases[id]) for id in ids)) & bases.keys() if ids else set()
    return frozenset(shared - _reached(bases, (base for id in shared for base in bases[id])))


def _reached(bases: Mapping[str, frozenset[str]], start: Iterable[str]) -> set[str]:
    """All ids that the given ones are, or are based on, directly or through others."""
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting.extend(bases.get(id, ()))
    return reached
