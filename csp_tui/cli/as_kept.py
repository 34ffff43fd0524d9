"""Copies of the database, what was altered in it and where it lies, as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from csp_tui.cli.as_json import time
from csp_tui.cli.as_text import wrapped
from csp_tui.desk.copying import Compared, MadeBackup, Restored
from csp_tui.desk.locating import Located
from csp_tui.desk.opening import moment_words
from csp_tui.desk.verifying import Verified
from csp_tui.plans.writing import Json
from csp_tui.widgets.wording import in_bytes


def backup_json(made: MadeBackup) -> dict[str, Json]:
    """A copy that was made."""
    return {"file": str(made.path), "size": made.size}


def backup_lines(made: MadeBackup) -> Iterator[str]:
    """The same in words, with the way back."""
    yield f"A copy is in {made.path} ({in_bytes(made.size)})."
    yield f'To go back to it: csp-tui restore "{made.path}"'


def compared_json(compared: Compared) -> dict[str, Json]:
    """What restoring a copy changes."""
    return {
        "file": str(compared.path),
        "is": compared.how,
        "gone": compared.gone,
        "come": compared.come,
        "packs_gone": list(compared.packs_gone),
        "last_here": time(compared.last_here),
        "last_there": time(compared.last_there),
        "altered": compared.altered,
    }


def compared_lines(compared: Compared) -> Iterator[str]:
    """The same in words, before anything is changed."""
    yield "This is a dry run, and nothing is restored."
    yield from _change_lines(compared)


def _change_lines(compared: Compared) -> Iterator[str]:
    for sentence in compared.sentences():
        yield from wrapped(sentence, 0, 2)
    for what, at in (("this file", compared.last_here), ("the copy", compared.last_there)):
        yield f"Last stored in {what}: {moment_words(at) if at else 'nothing yet'}"


def restored_json(restored: Restored, file: Path) -> dict[str, Json]:
    """A copy that was put in place."""
    change: dict[str, Json] = {} if restored.compared is None else compared_json(restored.compared)
    return {**change, "file": str(file), "kept": None if restored.kept is None else str(restored.kept)}


def restored_lines(restored: Restored, file: Path) -> Iterator[str]:
    """The same in words, with the way back."""
    yield from wrapped(f"{file} is restored.")
    if restored.compared is None:
        yield from wrapped(f"The damaged database is kept as it was: {restored.kept}")
        return
    yield from _change_lines(restored.compared)
    yield f'What was here before is kept; to go back to it: csp-tui restore "{restored.kept}"'


def verified_json(verified: Verified) -> dict[str, Json]:
    """What a look through the database found."""
    return {
        "database": verified.location,
        "whole": not verified.found,
        "found": [
            {
                "kind": one.kind,
                "measure": one.measure or None,
                "quarter": one.quarter or None,
                "partner": one.partner or None,
                "field": one.field or None,
                "message": one.sentence,
            }
            for one in verified.found
        ],
    }


def verified_lines(verified: Verified) -> Iterator[str]:
    """The same in words."""
    for one in verified.found:
        yield from wrapped(one.sentence, 0, 2)
    if not verified.found:
        yield from wrapped(verified.sentence)


def located_json(located: Located) -> dict[str, Json]:
    """Where everything lies."""
    return {
        "database": located.database,
        "size": located.size,
        "format": located.format,
        "read_only_because": located.read_only_because,
        "trouble": located.trouble,
        "newest_backup": None if located.newest is None else str(located.newest.path),
        "newest_backup_at": None if located.newest is None else time(located.newest.at),
        "places": {place.name: str(place.path) for place in located.places},
        "drafts": [str(path) for path in located.drafts],
        "notices": [notice.sentence for notice in located.notices],
    }


def located_lines(located: Located) -> Iterator[str]:
    """The same in words."""
    yield located.database
    if located.size is not None:
        form = f", format {located.format}" if located.format else ""
        yield f"  {in_bytes(located.size)}{form}"
    for sentence in (located.trouble, located.read_only_because):
        if sentence:
            yield from wrapped(sentence, 2, 2)
    for place in located.places:
        there = "" if place.path.exists() else " (not made yet)"
        yield f"{place.title}: {place.path}{there}"
    if located.newest is not None:
        yield f"Newest backup: {located.newest.path.name}, {in_bytes(located.newest.size)}"
    for path in located.drafts:
        yield f"Texts typed and not stored: {path}"
    for notice in located.notices:
        yield from wrapped(notice.sentence, 0, 2)
