"""Which revisions of one subject stand: the rule of replacing, as a pure function over links; knows no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A revision as the rule sees it. `partner` is the one it was returned for, `active` whether a step carries it."""

    id: str
    bases: frozenset[str]
    sender: str
    partner: str
    sequence: int
    active: bool = True


def standing(revisions: Collection[Link]) -> frozenset[str]:
    """The ids of the active revisions that no other active one replaces.

    B replaces A if B is based on A, directly or through others; else, if neither is based on the other, when both
    come from the same sender and partner and B has the higher sequence. A ring of revisions based on each other
    replaces itself whole and leaves none.

    "Through others" runs through inactive revisions too: who restated a figure knew the one before it, and undoing
    the step in between must not set the two against each other.
    """
    bases = {revision.id: revision.bases for revision in revisions}
    active = [revision for revision in revisions if revision.active]
    built_upon = _reached(bases, (base for revision in active for base in revision.bases))
    left = [revision for revision in active if revision.id not in built_upon]
    highest: dict[tuple[str, str], int] = {}
    for revision in active:
        source = revision.sender, revision.partner
        highest[source] = max(revision.sequence, highest.get(source, revision.sequence))
    return frozenset(
        revision.id
        for revision in left
        if highest[revision.sender, revision.partner] == revision.sequence or not _outnumbered(revision, active, bases)
    )


def _outnumbered(revision: Link, active: Iterable[Link], bases: Mapping[str, frozenset[str]]) -> bool:
    """Whether a later return of the same sender and partner, which it is not itself based on, replaces it."""
    before = _reached(bases, revision.bases)
    return any(
        other.sequence > revision.sequence
        and (other.sender, other.partner) == (revision.sender, revision.partner)
        and other.id not in before
        for other in active
    )


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
