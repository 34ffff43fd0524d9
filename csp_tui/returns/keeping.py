"""What is to check, kept whole as one text until a person decides, and read again for that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import asdict

from csp_tui.domain.entries import Entry
from csp_tui.storage.contents import CONTENT_COLUMNS, Cell, columns_of, content_of
from csp_tui.storage.records import Origin, Received, Subject

STATEMENT, ROW, WITHDRAWAL, QUESTION, NOTHING = "statement", "row", "withdrawal", "question", "nothing"
"""What may be kept of something to check; nothing, where there is only a sentence to read."""

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | bool | None"


class KeptRow(Struct, frozen=True):
    """A row that the plan does not know: what was typed into it, for whom, by which sender, in which return."""

    entry: Entry
    quarter: str
    returned_for: str
    sender: str
    sequence: int
    author: str


class KeptWithdrawal(Struct, frozen=True):
    """A cell that came back empty: the subject, the revision that stood in it, and who asks to withdraw it."""

    subject: Subject
    base: str
    returned_for: str
    sender: str
    sequence: int
    author: str


class KeptQuestion(Struct, frozen=True):
    """A corrected form: those of its revisions that differ from what came of it before, by subject."""

    revisions: Mapping[Subject, str]


def kind_of(text: str) -> str:
    """Which of these a kept text is."""
    return str(json.loads(text)["kept"])


def asks_of_versions(text: str) -> bool:
    """Whether it is asked of one version of a form in view of another: that depends on which of them came first."""
    held = json.loads(text)
    return held["kept"] == QUESTION or bool(held.get("of_version"))


def keep_nothing(shown: str = "") -> str:
    """A cell that could not be read, as far as it can be shown, or a whole file."""
    return _text(NOTHING, {"shown": shown})


def shown_of(text: str) -> str:
    """What a cell that could not be read shows."""
    return str(json.loads(text)["shown"])


def keep_statement(one: Received) -> str:
    """A statement that may be accepted as it is."""
    content: dict[str, Json] = {
        name: str(cell) if isinstance(cell, Decimal) else cell for name, cell in columns_of(one.content).items()
    }
    return _text(
        STATEMENT,
        {
            "id": one.id,
            "said": one.said,
            "subject": _subject_list(one.subject),
            "content": content,
            "for": one.returned_for,
            "sender": one.sender,
            "bases": list[Json](sorted(one.bases)),
            "author": one.author,
            "at": one.at.isoformat(),
            "sequence": one.sequence,
        },
    )


def kept_statement(text: str, origin: Origin, item: str) -> Received:
    """The statement again, as it is taken in once `item` is accepted."""
    held = json.loads(text)
    subject = Subject(*held["subject"])
    cells: Mapping[str, Cell] = held["content"]
    return Received(
        held["id"],
        held["said"],
        subject,
        content_of(subject.field, tuple(cells.get(name) for name in CONTENT_COLUMNS)),
        held["for"],
        held["sender"],
        frozenset(held["bases"]),
        held["author"],
        datetime.fromisoformat(held["at"]),
        origin,
        held["sequence"],
        item=item,
    )


def keep_row(row: KeptRow) -> str:
    """A row that may be mapped to a measure."""
    typed = {name: value for name, value in asdict(row.entry).items() if value is not None}
    return _text(ROW, {**{name: getattr(row, name) for name in _ROW}, "entry": typed})


def kept_row(text: str) -> KeptRow:
    """The row again."""
    held = json.loads(text)
    return KeptRow(Entry(**held["entry"]), **{name: held[name] for name in _ROW})


_ROW = ("quarter", "returned_for", "sender", "sequence", "author")


def keep_withdrawal(asked: KeptWithdrawal, *, of_version: bool = False) -> str:
    """A withdrawal that may be confirmed; `of_version` where an earlier version of the form gave the figure."""
    which: dict[str, Json] = {"of_version": True} if of_version else {}
    return _text(WITHDRAWAL, {**asdict(asked), "subject": _subject_list(asked.subject), **which})


def kept_withdrawal(text: str) -> KeptWithdrawal:
    """The question again."""
    held = json.loads(text)
    subject = Subject(*held["subject"])
    return KeptWithdrawal(subject, held["base"], held["returned_for"], held["sender"], held["sequence"], held["author"])


def keep_question(question: KeptQuestion) -> str:
    """A corrected form that may replace what came before."""
    return _text(QUESTION, {"revisions": {id: _subject_list(subject) for subject, id in question.revisions.items()}})


def kept_question(text: str) -> KeptQuestion:
    """The question again."""
    return KeptQuestion({Subject(*subject): id for id, subject in json.loads(text)["revisions"].items()})


def _subject_list(subject: Subject) -> list[Json]:
    return [subject.about, subject.quarter, subject.partner, subject.field]


def _text(kind: str, held: Mapping[str, Json]) -> str:
    return json.dumps({**held, "kept": kind}, separators=(",", ":"), sort_keys=True)
