"""What a return says once it is read: plain frozen records between the reader of workbooks and the merge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.storage.records import Content, Origin, Receipt, Subject


class ReturnKind(StrEnum):
    """How a return was made: typed into the form in Excel, written by `submit`, or sent as a database."""

    FORM = "form"
    PROGRAM = "program"
    DATABASE = "database"


class ReturnedItem(Struct, frozen=True):
    """One statement, commentary field, other figure, explanation or answer of a return.

    `returned_for` is the partner on whose behalf it is said, `measure` its label in the form. `bases` are the ids of
    the revisions it was based on: empty when nothing was there, None when the ids were stripped and nobody knows. For a
    cell that was prefilled and changed that is the revision behind the cell; for one that a program wrote and nobody
    touched (its id, hashed again from sender, subject, content and bases, is the id behind the cell) they are that
    revision's own bases, and `sender` is that revision's sender where it is not the return's. `author` and `said_at`
    are given where the file knows them by item (a database does), `said`, the hash of the content, and `revision`, the
    id that follows from it all, where they were needed to read it. `emptied` tells that the figure which stood in its
    row came back empty, beside what is left of it.
    """

    subject: Subject
    content: Content
    returned_for: str
    bases: tuple[str, ...] | None
    origin: Origin
    measure: str
    sender: str = ""
    author: str = ""
    said_at: datetime | None = None
    said: str = ""
    revision: str = ""
    emptied: bool = False


class Unread(Struct, frozen=True):
    """A cell that could not be read: its text as far as it can be shown, and the sentence that says why."""

    origin: Origin
    measure: str
    text: str
    reason: str


class Added(Struct, frozen=True):
    """A column that somebody added to a table of the form: how many cells are filled in it, and what the first says.

    `origin` is that of the first; `heading` is '' where the column has none.
    """

    origin: Origin
    heading: str
    cells: int
    text: str


class UnknownRow(Struct, frozen=True):
    """A row whose id the plan does not know, as typed, so that a person can say which measure it means.

    `partner` is what stands in its column for that, '' where nothing does.
    """

    origin: Origin
    label: str
    title: str
    entry: Entry
    partner: str = ""


class Emptied(Struct, frozen=True):
    """A cell prefilled with what this sender stated before (`base`, a revision id), which came back empty."""

    subject: Subject
    origin: Origin
    measure: str
    base: str


class Return(Struct, frozen=True):
    """One return as read. `file` is its name as received, without a folder.

    `plan` is the plan's id, `definitions` the hash of each measure's definition, by uid, as the form was made with it,
    `meanings` the same in words. `partner` and `contact` are None where the form was made for more than one. `form` is
    the UUID of the form or the program return, `sender` the id of the program that wrote it ('' for a form typed into
    in Excel) and `sequence` its number in that sender's returns. `content_hash` is worked out over the canonical
    content as read, `written_hash` as its writer noted it ('' when unknown). A later `format` than ours is read as far
    as its identity and no further. `printed_otherwise` tells where another quarter stands above a table, and how.
    `lost` are the labels of the rows that went out with the form and did not come back.
    """

    file: str
    kind: ReturnKind
    format: int
    partnership: str
    plan: str
    plan_version: str
    definitions: Mapping[str, str]
    quarter: Quarter
    partner: str | None
    contact: str | None
    form: str
    sender: str
    sequence: int
    filled_in_by: str
    agreed_by: str
    content_hash: str
    written_hash: str
    items: tuple[ReturnedItem, ...] = ()
    unread: tuple[Unread, ...] = ()
    unknown: tuple[UnknownRow, ...] = ()
    emptied: tuple[Emptied, ...] = ()
    added: tuple[Added, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    printed_otherwise: str = ""
    lost: tuple[str, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether its content was changed, in Excel, after the program wrote it."""
        return self.kind is ReturnKind.PROGRAM and self.content_hash != self.written_hash

    @property
    def typed(self) -> bool:
        """Whether it was typed into the form in Excel, so that only a person can say which of two is the later."""
        return self.kind is ReturnKind.FORM or self.edited

    @property
    def written_by(self) -> str:
        """The program that wrote it; '' for what was typed into a form in Excel."""
        return "" if self.typed else self.sender

    @property
    def author(self) -> str:
        """Who speaks in it, as far as it says so."""
        return self.filled_in_by or self.contact or self.partner or self.file

    def receipt(self, outcome: str, note: str) -> Receipt:
        """What is kept of its having come, and of what became of it."""
        return Receipt(
            self.file,
            self.kind,
            self.form,
            self.content_hash,
            self.written_by,
            self.sequence,
            self.partner,
            self.contact,
            str(self.quarter),
            outcome,
            note,
        )

    @property
    def speaks_as(self) -> str:
        """Whose words these are: the program that wrote them, or, once a person typed into the sheet, the form's."""
        return self.form if self.typed else self.sender

    @property
    def speaker(self) -> str:
        """Who speaks, as statements name it; the return itself where the ids were stripped."""
        return self.speaks_as or f"file:{self.content_hash}"


class Refused(Struct, frozen=True):
    """A file that is no return of ours or cannot be read; `reason` is the sentence a user reads.

    `protected` tells that its password would let it be read.
    """

    file: str
    reason: str
    protected: bool = False

    @property
    def receipt(self) -> Receipt:
        """It is of no form and from no program that we know: the name and the reason are all there is."""
        return Receipt(self.file, "", "", "", "", 0, None, None, "", "refused", self.reason)
