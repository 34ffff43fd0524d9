"""What passes between the ledger and those who use it: plain frozen records, free of any database's types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from csp_tui.domain.statements import Statement
from csp_tui.storage.errors import Overtaken

if TYPE_CHECKING:
    from csp_tui.storage.spooling import Flat

STATEMENT = "statement"  # the one field whose content is a Statement; all others hold text

MERGE, HISTORY = "merge", "history"  # the kinds of steps that bring files in, taken back by their number
RESOLVE, ACCEPT = "resolve", "accept"  # the kinds of steps that decide what merges left open

Content = Statement | str | None
"""What a revision says: a statement, a text, or None for "withdrawn"."""


class Subject(Struct, frozen=True, order=True):
    """What a revision speaks of.

    `about` is the stable uid of a measure, an indicator or a priority. `quarter` is '' where there is none, `partner`
    '' for a figure of which only one is given. `field` is `statement`, `patterns`, `judgement`, `break` ...
    """

    about: str
    quarter: str = ""
    partner: str = ""
    field: str = STATEMENT


class Origin(Struct, frozen=True):
    """Where in a file a revision was read."""

    file: str
    sheet: str = ""
    cell: str = ""


class Draft(Struct, frozen=True):
    """Something to be said of a subject. `returned_for` is the partner on whose behalf it is said.

    `over` is what it is written over, as its writer saw it: one content or none. None where that was not looked at.
    """

    subject: Subject
    content: Content
    returned_for: str = ""
    origin: Origin | None = None
    over: frozenset[Content] | None = None

    def __post_init__(self) -> None:
        wanted = Statement if self.subject.field == STATEMENT else str
        if self.content is not None and not isinstance(self.content, wanted):
            raise TypeError(f"{self.subject.field} holds a {wanted.__name__}, not a {type(self.content).__name__}")

    def require_unchanged(self, heads: Iterable[Head]) -> None:
        """Raise Overtaken where something else stands than what this is written over, or contents that differ."""
        if self.over is None:
            return
        stands = frozenset(head.content for head in heads)
        if len(stands) > 1 or stands - {None} != self.over:
            raise Overtaken(self.subject, stands)


class Head(Struct, frozen=True):
    """A revision as it is stored. `revision` is its id, `number` its place in the ledger, `at` aware and in UTC.

    `active` is told by the history alone: False for a revision of which every step that carries it is undone. `said` is
    the hash of the content.
    """

    subject: Subject
    content: Content
    revision: str
    number: int
    returned_for: str
    sender: str
    author: str
    at: datetime
    origin: Origin | None = None
    active: bool = True
    said: str = ""

    @property
    def withdrawn(self) -> bool:
        """Whether it takes back what was said before."""
        return self.content is None


class Current(Struct, frozen=True):
    """What stands of a subject: its newest head, how many heads there are, and whether they differ.

    Heads that differ, or none at all (revisions based on each other in a ring), are a conflict: nothing is current.
    """

    subject: Subject
    head: Head | None
    heads: int = 1
    differs: bool = False

    @property
    def in_conflict(self) -> bool:
        """Whether nobody has yet said which of several contents counts."""
        return self.differs or self.head is None

    @property
    def content(self) -> Content:
        """What counts; None when it is withdrawn or in conflict."""
        return None if self.differs or self.head is None else self.head.content


class Step(Struct, frozen=True):
    """One use case on record: everything that it stored was stored in one transaction, and is undone together."""

    number: int
    kind: str
    author: str
    at: datetime
    note: str
    revisions: tuple[Head, ...]
    undone: bool = False


class Received(Struct, frozen=True):
    """One statement of a return on its way into the ledger; `said` is the hash of its content.

    `sequence` is its return's number, `raised` how often its form was said to replace what came before; `item` names
    what was to check, if it is taken in by accepting that.
    """

    id: str
    said: str
    subject: Subject
    content: Content
    returned_for: str
    sender: str
    bases: frozenset[str]
    author: str
    at: datetime
    origin: Origin | None
    sequence: int = 0
    raised: int = 0
    item: str | None = None


class Item(Struct, frozen=True):
    """Something received that a person must look at. `kept` is all that accepting it needs, written by who stores it.

    `reason` is a code such as `unknown-row`, `message` the sentence; `about` is '' where no uid is known.
    """

    id: str
    reason: str
    quarter: str
    form: str
    content_hash: str
    origin: Origin
    measure: str
    about: str
    returned_for: str
    message: str
    kept: str


class Receipt(Struct, frozen=True):
    """A file that a merge was given. `outcome` is `merged`, `to_check`, `duplicate` or `refused`.

    `merge` is the number of that merge's step, 0 for one that is not stored yet, `active` False once it is undone.
    """

    file: str
    kind: str
    form: str
    content_hash: str
    sender: str
    sequence: int
    partner: str | None
    contact: str | None
    quarter: str
    outcome: str
    note: str
    merge: int = 0
    author: str = ""
    at: datetime | None = None
    active: bool = True

    @property
    def taken_in(self) -> bool:
        """Whether the file's statements are in, or lie to check, by this receipt."""
        return self.active and self.outcome in ("merged", "to_check")


class Stood(Struct, frozen=True):
    """What will stand of a subject: its newest head, how many there are, and whether they differ, as a ring does."""

    newest: str
    heads: int
    differs: bool


class Slept(Struct, frozen=True):
    """How far a merge that is undone had raised what a form says, and above which other versions of it.

    `asked` tells that it only came to stand beside one of them, so that nobody had said yet which of the two counts.
    """

    raised: int
    above: frozenset[str] = frozenset()
    asked: bool = False


class Intake(Struct, frozen=True):
    """All that one merge, or one decision on what was to check, stores in one transaction.

    `stands` is what will stand of the subjects of which that is known already; of others it is worked out afterwards.
    `kept` are further statements, those of a merge, which are not held in memory. Where any has a return's number, the
    receipt of a return of that sender is with it, or is stored already.
    """

    received: tuple[Received, ...] = ()
    items: tuple[Item, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    settles: tuple[str, ...] = ()
    stands: Mapping[Subject, Stood] = field(default_factory=dict)
    kept: Iterable[Flat] = ()


class KeptPack(Struct, frozen=True):
    """A pack on record, without its bytes. `kind` is `issued` or `public`, `number` counts those of its quarter.

    `digest` is that of the state it was made from, `sha256` that of its bytes. `replaces` names the earlier pack that
    it takes the place of, and `because` says why. `key` is its place in the record, 0 for one that is not stored yet.
    """

    id: str
    quarter: str
    kind: str
    number: int
    at: datetime
    author: str
    marking: str
    exact: bool
    digest: str
    plan_version: str
    replaces: str
    because: str
    filename: str
    sha256: str
    size: int
    key: int = 0


class Volume(Struct, frozen=True):
    """A pack on its way onto the record, with all that is kept of it, each text as its writer reads it again.

    `told` names the revisions that stood by their numbers, and whether others stood against each.
    """

    pack: KeptPack
    packed: bytes
    plan: str = ""
    ratings: str = ""
    published: str = ""
    told: Mapping[int, bool] = field(default_factory=dict)


class Bringing(Struct, frozen=True):
    """The latest step that brought a revision, by which it stands."""

    kind: str
    author: str
    at: datetime
    note: str

    @property
    def because(self) -> str:
        """The reason of a decision that let it stand; empty where nobody had to decide."""
        return self.note.partition(", because ")[2] if self.kind in (ACCEPT, RESOLVE) else ""


class Reopening(Struct, frozen=True):
    """That a quarter was opened again after its pack was issued."""

    quarter: str
    author: str
    at: datetime
    reason: str


class Setting(Struct, frozen=True):
    """A setting local to this copy of the database, and who set it."""

    value: str
    author: str
    at: datetime
