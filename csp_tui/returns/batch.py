"""The files of one merge as they are read: what is said in them is put aside, flat, until all of them are there.

How the statements of a return are placed is left to `merge`, which is given the returns in one order, whatever that was
in which they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.returns.checking import Doubt, Ground, doubt_of_item
from csp_tui.returns.records import Refused, Return, ReturnedItem, ReturnKind
from csp_tui.storage.contents import id_of_said, said_hash
from csp_tui.storage.records import Subject
from csp_tui.storage.spooling import Flat, Spool, cells_of, stored_time


class Waiting(Struct, frozen=True):
    """A return that waits for the others. Of its statements `read` has the first alone, which tells whom it speaks for.

    All are in `portion` of the spool, the first and the last file that they name in `files`. `doubts` tells of each
    that a person must look at, by its place among them. `whole` is alike for all returns of one file.
    """

    read: Return
    portion: int
    files: tuple[str, str]
    doubts: Mapping[int, Doubt]
    whole: object


class Batch:
    """What was read for one merge; `ground` is what it is judged against."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.spool = Spool()
        self.subjects: set[Subject] = set()
        self.refused: list[Refused] = []
        self._returns: list[Waiting] = []
        self._names: list[str] = []
        self._senders: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many were read."""
        return len(self._returns) + len(self.refused)

    def add(self, read: Return | Refused) -> None:
        """Put a file, or a return of a database, to the others. Raises DiskFull."""
        if len(self) < _NAMED:
            self._names.append(read.file)
        if isinstance(read, Refused):
            self.refused.append(read)
            return
        statements = [self._flat(read, item) for item in read.items]
        doubts = ((place, doubt_of_item(self.ground, read, item)) for place, item in enumerate(read.items))
        files = {one.file or "" for one in statements} or {read.file}
        self.subjects.update([item.subject for item in read.items], [cell.subject for cell in read.emptied])
        self._senders.update({one.sender for one in statements})
        whole = (read.file, read.sender) if read.kind is ReturnKind.DATABASE else len(self._returns)
        self._returns.append(
            Waiting(
                replace(read, items=read.items[:1], definitions={}, meanings={}),
                self.spool.put(statements),
                (min(files), max(files)),
                {place: doubt for place, doubt in doubts if doubt is not None} or _NONE,
                whole,
            )
        )

    def _flat(self, read: Return, item: ReturnedItem) -> Flat:
        """A statement as it will be stored if it counts."""
        sender, bases = item.sender or read.speaker, tuple(sorted(set(item.bases or ())))
        said, subject, origin = item.said or said_hash(item.content), item.subject, item.origin
        known = item.revision if item.sender else ""
        return Flat(
            known or id_of_said(sender, self.ground.partnership, subject, said, bases),
            said,
            sender,
            item.author or read.filled_in_by or read.contact or item.returned_for or read.partner or read.file,
            stored_time(item.said_at or self.ground.at),
            *(subject.about, subject.quarter, subject.partner, subject.field, item.returned_for),
            *(origin.file, origin.sheet, origin.cell),
            cells_of(item.content),
            bases,
            read.sequence if sender == read.sender else 0,  # of their own returns: what others said has not this number
            label=item.measure,
        )

    @property
    def note(self) -> str:
        """The first of the files by name, and how many more there are."""
        more = f" and {len(self) - _NAMED} more" if len(self) > _NAMED else ""
        return f"{', '.join(self._names)}{more}"

    @property
    def returns(self) -> bool:
        """Whether any file was a return."""
        return bool(self._returns)

    @property
    def forms(self) -> Counter[str]:
        """The forms, each with the number of contents with which it came."""
        return Counter(form for form, _ in {(one.read.form, one.read.content_hash) for one in self._returns})

    @property
    def typed(self) -> set[tuple[str, str]]:
        """The forms that were typed into in Excel, each with the hash of what came in it."""
        return {(one.read.form, one.read.content_hash) for one in self._returns if one.read.typed}

    @property
    def senders(self) -> set[str]:
        """The programs that wrote returns."""
        return {one.read.sender for one in self._returns} - {""}

    @property
    def heard_again(self) -> frozenset[str]:
        """Those whose words several returns hold, of which one was typed into in Excel."""
        typed = {one.read.speaker for one in self._returns if one.read.typed}
        return frozenset(sender for sender in typed if self._senders[sender] > 1)

    def in_order(self) -> Iterator[Waiting]:
        """The returns, in the same order however they came; each is held no longer here once it is given."""
        self._returns.sort(key=_in_order)
        self._returns.reverse()
        while self._returns:
            yield self._returns.pop()


_NONE: Mapping[int, Doubt] = MappingProxyType({})
_NAMED = 3  # of the files, in the note that a merge has on record


def _in_order(waiting: Waiting) -> tuple[str, int, str, str, int, str]:
    """A copy that somebody saved again has the longer name."""
    read = waiting.read
    return (read.speaker, read.sequence, read.content_hash, read.form, len(read.file), read.file)
