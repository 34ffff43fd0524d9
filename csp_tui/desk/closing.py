"""Closed quarters: which they are, and refusing what would change what an issued pack told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import ISSUED, closes
from csp_tui.domain.quarters import Quarter
from csp_tui.storage.records import Subject
from csp_tui.storage.view import View

PACK_ABOUT: Final = "pack"  # what is said of packs is stored about this; they belong to no measure


class ClosedError(UserError):
    """Something that would change a quarter whose pack is issued; the message says the way out."""


def closed_quarters(view: View) -> Mapping[str, str]:
    """The quarters whose pack is issued, each with the pack's id: what comes for them now is to check."""
    return {
        row.subject.quarter: row.content
        for row in view.of_field(ISSUED)
        if isinstance(row.content, str) and row.subject.quarter
    }


def refuse_closed(view: View, subjects: Collection[Subject]) -> None:
    """Raise ClosedError where one of these subjects belongs to a closed quarter."""
    asked = {subject.quarter for subject in subjects if subject.quarter and closes(subject.field)}
    if not asked:
        return
    packs = view.current_of([Subject(PACK_ABOUT, quarter, "", ISSUED) for quarter in asked])
    for subject, pack in sorted(packs.items()):
        if isinstance(pack.content, str):
            raise ClosedError(closed_sentence(subject.quarter, pack.content))


def closed_sentence(quarter: str, pack: str) -> str:
    """That a quarter is closed, and what to do with what is still to be said of it."""
    return (
        f"{Quarter.parse(quarter).short} is closed: its pack {pack} is issued. What changed comes in as a return, to be"
        f" accepted as late; or the coordinator opens it again: csp-tui reopen --quarter {quarter} --reason TEXT."
    )
