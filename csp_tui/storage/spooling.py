"""What a merge receives on its way into the ledger: each statement flat, and all of them in a file, not in memory.

Hundreds of returns hold tens of thousands of statements, each of which is looked at a few times. What they mean is left
to others.
"""

from __future__ import annotations

import marshal
import tempfile
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple
from weakref import finalize

from csp_tui.storage.contents import CONTENT_COLUMNS, columns_of, content_of
from csp_tui.storage.errors import DiskFull
from csp_tui.storage.records import Content, Origin, Received, Subject

_IN_MEMORY: Final = 1_000_000  # bytes; the returns of a quarter are no more, and then nothing is written

Cell = str | bool | None


class Flat(NamedTuple):
    """A received statement with nothing in it but texts and numbers: its cells as they are stored, in their order.

    `at` is ISO text in UTC, `content` what stands in CONTENT_COLUMNS. `label` is what its return calls it.
    """

    id: str
    said: str
    sender: str
    author: str
    at: str
    about: str
    quarter: str
    partner: str
    field: str
    returned_for: str
    file: str | None
    sheet: str | None
    cell: str | None
    content: tuple[Cell, ...]
    bases: tuple[str, ...]
    sequence: int = 0
    raised: int = 0
    item: str | None = None
    label: str = ""

    @property
    def subject(self) -> Subject:
        """What it speaks of."""
        return _subject(self.about, self.quarter, self.partner, self.field)

    @property
    def said_as(self) -> Content:
        """Its content as it was stated."""
        return content_of(self.field, self.content)

    @property
    def received(self) -> Received:
        """The whole record."""
        return Received(
            self.id,
            self.said,
            self.subject,
            self.said_as,
            self.returned_for,
            self.sender,
            frozenset(self.bases),
            self.author,
            datetime.fromisoformat(self.at),
            None if self.file is None else Origin(self.file, self.sheet or "", self.cell or ""),
            self.sequence,
            self.raised,
            self.item,
        )


_subject = lru_cache(maxsize=8192)(Subject)


def flat_of(one: Received) -> Flat:
    """A statement flat."""
    subject, origin = one.subject, one.origin
    file, sheet, cell = (origin.file, origin.sheet, origin.cell) if origin else (None, None, None)
    return Flat(
        one.id,
        one.said,
        one.sender,
        one.author,
        stored_time(one.at),
        *(subject.about, subject.quarter, subject.partner, subject.field),
        one.returned_for,
        file,
        sheet,
        cell,
        cells_of(one.content),
        tuple(sorted(one.bases)),
        one.sequence,
        one.raised,
        one.item,
    )


def cells_of(content: Content) -> tuple[Cell, ...]:
    """A content as the values of all CONTENT_COLUMNS, its numbers digit by digit."""
    filled = columns_of(content)
    return tuple([f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in map(filled.get, CONTENT_COLUMNS)])


def stored_time(at: datetime) -> str:
    """A moment as it is stored: ISO text in UTC. Raises ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a time without its zone cannot be stored")
    return _in_utc(at)


# All statements of one return share their moment; equal ones are written alike, whatever zone they are told in.
@lru_cache(maxsize=1024)
def _in_utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Spool:
    """Statements in portions, each read again by its number; gone with the program, whatever ends it."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the spool
        self._ends = array("Q", [0])
        finalize(self, self._file.close)

    def put(self, statements: Sequence[Flat]) -> int:
        """Keep these; gives the number of the portion. Raises DiskFull where there is no room for more of them."""
        try:
            self._file.seek(self._ends[-1])
            self._file.write(marshal.dumps(list(map(tuple, statements))))
            self._ends.append(self._file.tell())
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise DiskFull(
                f"There is no room to put aside what was read ({why}), so nothing was taken in; make room in"
                " the folder for temporary files, and take the files in again."
            ) from error
        return len(self._ends) - 2

    def get(self, portion: int) -> list[Flat]:
        """The statements of a portion."""
        start, end = self._ends[portion : portion + 2]
        self._file.seek(start)
        return list(map(Flat._make, marshal.loads(self._file.read(end - start))))  # noqa: S302 - our own, just written
