"""What an earlier version of a form gave and a later one leaves empty: found, so that somebody is asked; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from csp_tui.returns.records import Emptied, Return
from csp_tui.returns.telling import source
from csp_tui.storage.records import Head, Origin, Subject
from csp_tui.storage.spooling import Flat


class LeftEmpty:
    """Which figures and texts of earlier versions no version of a form in this merge gives any more.

    `before` is what earlier merges took in of what was typed into each form, `stands` whether a revision stands as
    things are stored, `labels` what people call what a statement is about. A form that gives nothing of what an
    earlier file gave is the part of somebody else, and so is one that another person signed: it leaves nothing empty,
    unless a person said that it replaces the other (`replacing`).
    """

    def __init__(
        self,
        before: Mapping[str, Sequence[Head]],
        stands: Callable[[Subject, str], bool],
        labels: Mapping[str, str],
        *,
        replacing: bool,
    ) -> None:
        self._before, self._stands, self._labels, self._replacing = before, stands, labels, replacing
        self._said: dict[str, set[tuple[Subject, str]]] = defaultdict(set)
        self._found: dict[str, tuple[Return, Head]] = {}

    def take(self, read: Return, statements: Iterable[Flat]) -> str:
        """Look at a version that is taken in; gives who filled in the latest before it, where that was another."""
        before = self._before.get(read.form, ()) if read.typed else ()
        if not before:
            return ""
        said = {(one.subject, one.returned_for) for one in statements}
        self._said[read.form] |= said | {(cell.subject, head.returned_for) for cell in read.emptied for head in before}
        typed = {(one.subject, one.returned_for) for one in statements if one.sender == read.speaker}
        versions = {_file(head) for head in before if (head.subject, head.returned_for) in typed}
        elsewhere = {*read.lost, *(cell.measure for cell in read.unread), *(row.label for row in read.unknown)}
        for head in before:
            left_empty = _file(head) in versions and self._label(head) not in elsewhere and not head.withdrawn
            if left_empty and (self._replacing or not _of_another_person(read, head)):
                self._found[head.revision] = read, head
        others = [head.author for head in before if _file(head) in versions and _of_another_person(read, head)]
        return others[-1] if others else ""

    def asked(self) -> Iterator[tuple[Return, Emptied, Head]]:
        """Once all are taken: the last version that leaves it empty, what it leaves empty, and what stood there."""
        for read, head in self._found.values():
            if (head.subject, head.returned_for) in self._said[read.form] or not self._stands(
                head.subject, head.revision
            ):
                continue
            sheet = head.origin.sheet if head.origin else ""
            yield read, Emptied(head.subject, Origin(read.file, sheet), self._label(head), head.revision), head

    def _label(self, head: Head) -> str:
        return self._labels.get(head.subject.about, head.subject.about)


def where_it_stood(head: Head) -> str:
    """Where what came back empty was given, for the question about it."""
    return f", in an earlier version of the form ({source(head)})"


def _file(head: Head) -> str:
    return head.origin.file if head.origin else ""


def _of_another_person(read: Return, head: Head) -> bool:
    """Whether both versions name who filled them in, and not the same person."""
    unnamed = (read.contact, read.partner, head.returned_for, _file(head))
    return (
        bool(read.filled_in_by)
        and head.author not in unnamed
        and head.author.casefold() != read.filled_in_by.casefold()
    )
