"""What this copy has written to go out: returns, forms and draft packs; writing them stands in their own modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from csp_tui.desk.folders import EXPORTS, folder_for, written_here
from csp_tui.desk.opening import Desk
from csp_tui.domain.fields import CONTACT, FORM, SUBMISSION, read_object
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.naming import DRAFTS, pack_file
from csp_tui.storage.records import Current
from csp_tui.storage.view import View

PARTNERS_JOIN: Final = "; "
"""What parts the partners of a return where they are kept."""


class Submission(Struct, frozen=True):
    """A return on record that this copy has written.

    `told` holds the hashes of what was in it by subject, as `desk.sent_before` keeps them; None in one of an earlier
    version. `agreed_by` is what its sheet Sign-off says, a role and a day.
    """

    form: str
    words: str
    partners: tuple[str, ...]
    sequence: int
    file: str
    by: str
    at: datetime
    told: Mapping[str, str] | None = None
    agreed_by: str = ""


class Outgoing(Struct, frozen=True):
    """What has gone out of this copy for a quarter: its returns, oldest first, and how many forms."""

    returns: tuple[Submission, ...]
    forms: int


def outgoing(desk: Desk, quarter: Quarter) -> Outgoing:
    """The returns and forms that were written for a quarter."""
    rows = desk.store.current(desk.partnership, str(quarter), str(quarter))
    returns = sorted(_submissions(rows), key=lambda s: (s.at, s.sequence))
    return Outgoing(tuple(returns), sum(row.subject.field == FORM and row.content is not None for row in rows))


def has_contacts(desk: Desk) -> bool:
    """Whether anybody is on record to whom a form can go."""
    return any(row.subject.field == CONTACT for row in desk.store.standing(desk.partnership))


def submissions(desk: Desk, quarter: Quarter) -> tuple[Submission, ...]:
    """The returns that this copy has written for a quarter, oldest first."""
    return outgoing(desk, quarter).returns


def submissions_in(view: View, quarter: Quarter) -> tuple[Submission, ...]:
    """The same, as they are inside a transaction, in no order."""
    return tuple(_submissions([row for row in view.of_field(SUBMISSION) if row.subject.quarter == str(quarter)]))


def _submissions(rows: list[Current]) -> Iterator[Submission]:
    for row in rows:
        if row.subject.field == SUBMISSION and row.head is not None and isinstance(row.content, str):
            held = read_object(row.content)
            told = held.get("told")
            yield Submission(
                row.subject.about.removeprefix("return-"),
                held["words"] or "",
                tuple((held["partners"] or "").split(PARTNERS_JOIN)),
                int(held["sequence"] or 0),
                held["file"] or "",
                row.head.author,
                row.head.at,
                None if told is None else {key: hashed or "" for key, hashed in read_object(told).items()},
                held.get("agreed_by") or "",
            )


def draft_written(desk: Desk, quarter: Quarter) -> datetime | None:
    """When the draft pack of this copy that lies in the folder for packs was written; None where there is none."""
    folder, ours = folder_for(desk, EXPORTS), written_here(desk)
    written = []
    for standing in DRAFTS:
        name = Path(pack_file(desk.plan.id, quarter, standing))
        with suppress(OSError):  # it cannot be looked at: then nothing is told of it
            found = folder.glob(f"{name.stem}*{name.suffix}")
            written += [path.stat().st_mtime for path in found if ours.holds(path)]
    return datetime.fromtimestamp(max(written), UTC) if written else None
