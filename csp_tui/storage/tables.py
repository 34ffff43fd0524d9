"""The ledger's tables as SQLModel models, written once for every database; read and written by others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Column, Dialect, Index, LargeBinary, MetaData, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from csp_tui.storage.contents import exact

# The row lies in the key's own tree: fewer pages to write and to read. Other databases pass over it.
_KEY_IS_ROW = {"sqlite_with_rowid": False}


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept digit by digit: as text on SQLite, which would make it a float, else as NUMERIC."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, NUMERIC elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | Decimal | None:
        """The number as it is stored; refuses what is not a finite Decimal."""
        if value is None:
            return None
        return f"{exact(value):f}" if dialect.name == "sqlite" else exact(value)

    def process_result_value(self, value: str | Decimal | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """The number as it was stated, its last zeros included."""
        return None if value is None else Decimal(value)


def _number() -> Column[Decimal]:
    return Column(ExactDecimal(), nullable=True)


class Tables(SQLModel):
    """What all tables share: a register of their own, so that nothing else's tables are created with them."""

    metadata: ClassVar[MetaData] = MetaData()


class Revision(Tables, table=True):
    """One statement, text or decision, never changed once stored. Dates and times are ISO text, times in UTC."""

    __tablename__ = "revision"
    __table_args__ = (Index("revision_subject", "partnership", "about", "quarter", "partner", "field"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    partnership: str
    about: str
    quarter: str
    partner: str
    field: str
    sender: str
    returned_for: str
    author: str
    at: str
    plan_version: str
    origin_file: str | None = None
    origin_sheet: str | None = None
    origin_cell: str | None = None
    said: str
    withdrawn: bool
    text: str | None = None
    value: Decimal | None = Field(default=None, sa_column=_number())
    numerator: Decimal | None = Field(default=None, sa_column=_number())
    denominator: Decimal | None = Field(default=None, sa_column=_number())
    rolling_year: Decimal | None = Field(default=None, sa_column=_number())
    rolling_year_prior: Decimal | None = Field(default=None, sa_column=_number())
    prior: Decimal | None = Field(default=None, sa_column=_number())
    qualifiers: str | None = None
    choice: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    extracted: str | None = None
    area: str | None = None
    provisional: bool | None = None
    date_given: str | None = None
    blank: str | None = None
    reason: str | None = None


class Basis(Tables, table=True):
    """What a revision was based on; by id, since a return may name a base that has not arrived yet."""

    __tablename__ = "basis"
    __table_args__ = _KEY_IS_ROW

    revision: int = Field(foreign_key="revision.number", primary_key=True)
    base: str = Field(primary_key=True)


class Step(Tables, table=True):
    """One use case, stored in one transaction. `active` repeats its latest turn."""

    __tablename__ = "step"

    number: int | None = Field(default=None, primary_key=True)
    partnership: str
    kind: str
    author: str
    at: str
    note: str
    active: bool = True


class Carries(Tables, table=True):
    """Which revisions a step brought; a revision counts while an active step carries it.

    `sequence` is the number of the return that said it (0 for edits, and for a form typed into in Excel), `raised` how
    often a person has said that this form replaces what came from it before. `item` names what was to check and was
    accepted by this step: then it counts only while an active merge brings that item.
    """

    __tablename__ = "carries"
    __table_args__ = (Index("carries_item", "item"), _KEY_IS_ROW)

    step: int = Field(foreign_key="step.number", primary_key=True)
    revision: int = Field(foreign_key="revision.number", primary_key=True, index=True)
    sequence: int = 0
    raised: int = 0
    item: str | None = None


class Receipt(Tables, table=True):
    """A file that a merge was given, under the name it had; noted for duplicates too."""

    __tablename__ = "receipt"
    __table_args__ = (
        Index("receipt_form", "partnership", "form"),
        Index("receipt_sender", "partnership", "sender"),
        Index("receipt_step", "step"),
    )

    number: int | None = Field(default=None, primary_key=True)
    partnership: str
    step: int = Field(foreign_key="step.number")
    file: str
    kind: str
    form: str
    content_hash: str
    sender: str
    sequence: int
    partner: str | None = None
    contact: str | None = None
    quarter: str
    outcome: str
    note: str


class Item(Tables, table=True):
    """Something received that a person must look at, kept whole: `kept` is all that accepting it needs, as JSON."""

    __tablename__ = "item"
    __table_args__ = (Index("item_quarter", "partnership", "quarter"), _KEY_IS_ROW)

    id: str = Field(primary_key=True)
    partnership: str
    reason: str
    quarter: str
    form: str
    content_hash: str
    file: str
    sheet: str
    cell: str
    measure: str
    about: str
    returned_for: str
    message: str
    kept: str


class Brings(Tables, table=True):
    """Which merges brought what is to check; it waits while one of them is not undone."""

    __tablename__ = "brings"
    __table_args__ = _KEY_IS_ROW

    item: str = Field(foreign_key="item.id", primary_key=True)
    step: int = Field(foreign_key="step.number", primary_key=True, index=True)


class Settles(Tables, table=True):
    """Which decisions settled what was to check."""

    __tablename__ = "settles"
    __table_args__ = _KEY_IS_ROW

    item: str = Field(foreign_key="item.id", primary_key=True)
    step: int = Field(foreign_key="step.number", primary_key=True, index=True)


class Turn(Tables, table=True):
    """A step undone or redone, by whom and when: undoing is itself on record."""

    __tablename__ = "turn"

    number: int | None = Field(default=None, primary_key=True)
    step: int = Field(foreign_key="step.number", index=True)
    active: bool
    author: str
    at: str


class Pack(Tables, table=True):
    """A pack as it was issued, or a public copy as it was written, with its bytes; never changed.

    `plan` is the plan as it then was, `ratings` what was told of each measure, `published` what a public copy told.
    """

    __tablename__ = "pack"
    __table_args__ = (Index("pack_id", "partnership", "id", unique=True),)

    key: int | None = Field(default=None, primary_key=True)
    id: str
    partnership: str
    quarter: str
    kind: str
    number: int
    step: int = Field(foreign_key="step.number")
    at: str
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
    # What is long stands last, so that listing the packs reads past none of it.
    plan: str
    ratings: str
    published: str
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Told(Tables, table=True):
    """Which revisions stood when a pack was issued: for its quarter, and for the quarters it was compared with.

    `differs` tells that others stood against it, so that none counted.
    """

    __tablename__ = "told"
    __table_args__ = _KEY_IS_ROW

    pack: int = Field(foreign_key="pack.key", primary_key=True)
    revision: int = Field(foreign_key="revision.number", primary_key=True)
    differs: bool


class Current(Tables, table=True):
    """What stands of each subject, worked out when it changes, so that opening reads only the quarters it shows."""

    __tablename__ = "current"
    __table_args__ = (
        Index("current_field", "partnership", "field"),
        Index("current_differs", "partnership", "differs"),
        _KEY_IS_ROW,
    )

    partnership: str = Field(primary_key=True)
    quarter: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    partner: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    revision: int | None = Field(default=None, foreign_key="revision.number")
    heads: int
    differs: bool


class Meta(Tables, table=True):
    """Facts about this copy of the database: its sender's id, when it was created."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str


class Setting(Tables, table=True):
    """Settings local to this copy; the latest of a key counts, a value of None clears it."""

    __tablename__ = "setting"

    number: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    value: str | None = None
    author: str
    at: str


class Seal(Tables, table=True):
    """A hash of each thing on record as it was stored, by which `verify` finds what was altered outside the program.

    `of` says what `number` counts: steps (each with all that it stored), turns, settings, or the facts of this copy.
    """

    __tablename__ = "seal"
    __table_args__ = _KEY_IS_ROW

    of: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
