"""What is around the database that a person should know of: an older copy in its place, other copies beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from csp_tui.desk.opening import Desk, day_of, now
from csp_tui.domain.quarters import printed_date
from csp_tui.storage.memory import Saved
from csp_tui.storage.siblings import Sibling

CAN_BE_CHANGED: Final = "Nobody else has the file open any more: what you enter is stored."


class Notice(Struct, frozen=True):
    """Something about the file to look into: in few words under a label, and as a sentence with what to do."""

    label: str
    words: str
    sentence: str


def notices(desk: Desk) -> tuple[Notice, ...]:
    """What there is to know about the file. Reads other files: beside the first screen, not before it."""
    return tuple(_notices(desk))


def _notices(desk: Desk) -> Iterator[Notice]:
    if desk.original is not None:
        yield Notice(
            "Local copy",
            f"of {desk.original}",
            f"You work on a copy on this computer, {desk.location}; {desk.original} stays as it was until csp-tui"
            " local-copy --back puts the copy in its place.",
        )
    saved = desk.store.around.saved_elsewhere()
    if saved is not None:
        yield _older(desk, saved)
    elif desk.read_only_because is None:
        desk.store.around.remember()
    for sibling in desk.store.around.siblings():
        yield _beside(desk, sibling)


def _older(desk: Desk, saved: Saved) -> Notice:
    """A copy that lacks what was last saved here; it is no error, since going back on purpose looks the same."""
    when = _day(saved.at)
    elsewhere = f" in {saved.path}" if saved.path != desk.location else ""
    return Notice(
        "Older copy",
        f"it lacks what was saved here {when}",
        f"{desk.location} is older than the copy last saved on this computer {when}{elsewhere}: it lacks what was"
        ' stored since. Take the newer one in with csp-tui merge "FILE", or go back to a backup with csp-tui restore'
        ' "FILE"; to go on from this copy, just save.',
    )


def _beside(desk: Desk, sibling: Sibling) -> Notice:
    name = sibling.path.name
    if not sibling.new:
        return Notice(
            "Other copy",
            f"{name} holds nothing that is not here",
            f"{sibling.path} is a copy of {desk.location} and holds nothing that this one lacks; it can be deleted.",
        )
    entries = "1 entry" if sibling.new == 1 else f"{sibling.new} entries"
    return Notice(
        "Other copy",
        f"{name} holds {entries} not in this file",
        f"{sibling.path} is a copy of {desk.location} and holds {entries} that this one lacks; to take them in:"
        f' csp-tui merge "{sibling.path}".',
    )


def _day(moment: str) -> str:
    try:
        return f"on {printed_date(day_of(datetime.fromisoformat(moment)))}"
    except (ValueError, OverflowError):
        return "before"


def name_to_save_as(desk: Desk) -> Path | None:
    """A name beside the file that is free, for a copy of what is open; None on a server."""
    path = desk.store.path
    if path is None:
        return None
    whole = path.absolute()
    return whole.with_name(f"{whole.stem} saved {now():%Y-%m-%d %H%M%S}{whole.suffix}")


def save_as(desk: Desk, path: Path) -> Path:
    """Put all that is stored in the open file under another name, and give that; raises UserError with the sentence."""
    desk.store.around.save_as(path)
    return path
