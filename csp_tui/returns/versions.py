"""The versions of one form that came in one merge: which of them ask whether they count, all in one question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from csp_tui.returns.listing import Portion
from csp_tui.returns.records import Return
from csp_tui.storage.records import Subject


class Version(Struct, frozen=True):
    """One version of a form, as a merge put it to its place.

    `portion` is what was placed of it, `placed` are its revisions by subject, `corrected` those of them that stand
    against what came of the form before it. `file` and `receipt` are its places among the files, and among the
    receipts, of the merge.
    """

    read: Return
    portion: Portion
    placed: Mapping[Subject, str]
    corrected: Mapping[Subject, str]
    file: int
    receipt: int


def asking(
    versions: Sequence[Version], differs: Callable[[Subject, str], bool]
) -> Iterator[tuple[Version, Mapping[Subject, str]]]:
    """The versions that speak of what differs among them, each with the revisions that a yes to it lets count.

    `differs` tells whether a revision stands against another: what was replaced before asks nothing.
    """
    corrected = {subject for version in versions for subject in version.corrected}
    for version in versions:
        placed = version.placed.items()
        if revisions := {subject: id for subject, id in placed if subject in corrected and differs(subject, id)}:
            yield version, revisions
