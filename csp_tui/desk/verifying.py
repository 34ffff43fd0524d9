"""Finding what was altered in the database outside the program, and saying which figure or text it is."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from csp_tui.desk.opening import Desk
from csp_tui.desk.waiting import label
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import field_title
from csp_tui.domain.quarters import Quarter, QuarterError
from csp_tui.storage.records import STATEMENT, Subject
from csp_tui.storage.sqlite import SCHEMA_VERSION
from csp_tui.storage.verifying import Altered, Kind


class AlteredError(UserError):
    """Something in the database is not as it was stored."""


class Found(Struct, frozen=True):
    """One thing that is not as it was stored; what it speaks of is empty where it is no figure or text."""

    kind: str
    measure: str
    quarter: str
    partner: str
    field: str
    sentence: str


class Verified(Struct, frozen=True):
    """What a look through the whole database found."""

    location: str
    found: tuple[Found, ...]

    @property
    def sentence(self) -> str:
        """The outcome, and what to do."""
        if not self.found:
            return (
                f"{self.location} is as it was stored: each entry, step, pack and setting, and what follows from them."
            )
        things = "1 thing is" if len(self.found) == 1 else f"{len(self.found)} things are"
        return (
            f"{things} not as stored in {self.location}: it was altered outside csp-tui, or the disk is failing. Look"
            " at what is named; csp-tui restore FILE goes back to a backup."
        )


def verify(desk: Desk) -> Verified:
    """Read everything and compare it with what was noted when it was stored; nothing is changed."""
    if desk.read_only_because is not None and desk.store.schema_version != SCHEMA_VERSION:
        raise AlteredError(f"It cannot be verified here: {desk.read_only_because}")
    return Verified(desk.location, tuple(_in_words(desk, one) for one in desk.store.copies.altered()))


_SENTENCES: Final = {
    Kind.FILE: "The file is damaged: {name}.",
    Kind.LINK: "A row of the table {name} refers to one that is gone.",
    Kind.SAYS: "What is stored of {of} is not what was entered (entry {number}).",
    Kind.SOURCE: "Who entered {of}, when, from where, or how it was typed, is not what was noted (entry {number}).",
    Kind.STEP: "Step {number} is not what was done then: its author, its time, or what belongs to it.",
    Kind.TURN: "What was undone or made again is not what was noted (number {number}).",
    Kind.SETTING: "A setting is not what was set (number {number}).",
    Kind.FACTS: "The facts of this copy, or how its tables are laid out, are not as they were.",
    Kind.STANDS: "What counts as {of} is not what follows from what was entered.",
    Kind.PACK: "The bytes of the pack {name} are not those that were issued.",
}


def _in_words(desk: Desk, one: Altered) -> Found:
    subject = one.subject or Subject("")
    partner = _shown(subject.partner or one.partner)
    of = _of(desk, subject, partner)
    sentence = _SENTENCES[one.kind].format(of=of, number=one.number, name=_shown(one.name))
    named = label(desk, subject.about) if one.subject else ""
    return Found(one.kind.value, _shown(named), _shown(subject.quarter), partner, _shown(subject.field), sentence)


def _of(desk: Desk, subject: Subject, partner: str) -> str:
    """`P1-01.total, Q2 2026-27, Kent Police`, with the field where it is no figure."""
    field = "" if subject.field == STATEMENT else field_title(_shown(subject.field))
    parts = (_shown(label(desk, subject.about)), _quarter(_shown(subject.quarter)), partner, field)
    return ", ".join(part for part in parts if part) or "something"


def _quarter(text: str) -> str:
    try:
        return Quarter.parse(text).short if text else ""
    except QuarterError:
        return text


def _shown(text: object) -> str:
    """Altered bytes may be no text."""
    return str(text).encode("utf-8", "replace").decode("utf-8")
