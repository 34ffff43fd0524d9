"""Drafts: what is typed and not stored, by its place, kept beside the database and offered again at the next start.

How a draft is shown, and when it ends, is the doors' business; the file is storage's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from csp_tui.desk.opening import Desk, default_location, now
from csp_tui.domain.entries import Entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.quarters import Quarter
from csp_tui.storage.drafts import Key, SideFile, Typed
from csp_tui.storage.folders import make_folders


class Kind(StrEnum):
    """What a draft is to become."""

    CELL = "cell"
    FORM = "form"
    COMMENTARY = "commentary"
    HEADLINE = "headline"
    NOTE = "note"


class Place(Struct, frozen=True):
    """Where a text was typed: `about` names a measure, an indicator, a priority or a deliverable as the plan does."""

    quarter: Quarter
    kind: Kind
    about: str
    partner: str = ""
    field: str = ""


class Draft(Struct, frozen=True):
    """Text that was typed and is not stored, with the sentence that refused it.

    `stood` is what stood in its place when it was typed, as it was shown. `also` are older texts for the same place,
    typed in other windows.
    """

    text: str
    refusal: str | None = None
    stood: str = ""
    also: tuple[str, ...] = ()


class Drafts:
    """All drafts of one partnership. Keeping one is cheap enough for every key."""

    def __init__(self, desk: Desk) -> None:
        folder, name = _beside(desk)
        self._partnership = desk.partnership
        self._file = SideFile(folder, name)
        self._kept: dict[Place, Draft] = {}
        self.keep_noted()
        desk.at_the_end.append(self._file.close)

    def _known(self, key: Key, typed: Typed) -> Iterator[tuple[Place, Draft]]:
        """The draft of a key; what another partnership or a newer program left stays in the file."""
        if len(key) != 1 + len(Place.__struct_fields__) or key[0] != self._partnership or key[2] not in list(Kind):
            return
        try:
            place = Place(Quarter.parse(key[1]), Kind(key[2]), *key[3:])
        except UserError:
            return
        yield place, Draft(typed.text, typed.why or None, typed.stood, typed.also)

    @property
    def survive(self) -> bool:
        """Whether all of them will be there at the next start."""
        return self._file.keeps

    def told_once(self) -> str:
        """What there is to say about the side file and was not said yet; empty for nothing."""
        said, self._file.trouble[:] = " ".join(self._file.trouble), []
        return said

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[tuple[Place, Draft]]:
        return iter(tuple(self._kept.items()))

    def of(self, place: Place) -> Draft | None:
        """What is typed for a place and is not stored."""
        return self._kept.get(place)

    def keep(self, place: Place, draft: Draft) -> None:
        """Keep a draft in place of the one before."""
        self._kept[place] = draft
        self.note_typing(place, draft)

    def note_typing(self, place: Place, draft: Draft) -> None:
        """Note a text that is just being typed: a draft only if the program ends before its place is left."""
        at = now().isoformat(timespec="microseconds")
        self._file.keep(self._key(place), Typed(draft.text, draft.refusal or "", draft.stood, at, draft.also))

    def keep_noted(self) -> None:
        """Count as drafts also what was only noted: the program ends before its place is left."""
        self._kept |= dict(found for key, typed in self._file.texts.items() for found in self._known(key, typed))

    def forget(self, place: Place) -> None:
        """The text is stored, or given up."""
        self._kept.pop(place, None)
        self._file.forget(self._key(place))

    def _key(self, place: Place) -> Key:
        return (self._partnership, str(place.quarter), place.kind, place.about, place.partner, place.field)


def written_entry(entry: Entry) -> str:
    """A form as the text of its draft."""
    return json.dumps({name: value for name, value in asdict(entry).items() if value is not None})


def read_entry_draft(text: str) -> Entry | None:
    """The form that a draft holds; None where it holds none that this version knows."""
    try:
        found = json.loads(text)
        provisional = found.pop("provisional", None)
        texts = {name: str(value) for name, value in found.items()}
        return Entry(**texts, provisional=None if provisional is None else bool(provisional))
    except (ValueError, TypeError, AttributeError):
        return None


def _beside(desk: Desk) -> tuple[Path, str]:
    """The folder and the name's start for the side file: a server's stands in the user's own data folder."""
    if desk.store.path is not None:
        path = desk.store.path.resolve()
        return path.parent, path.name
    folder = default_location().parent
    with suppress(OSError):  # told with the first draft that cannot be kept
        make_folders(folder)
    server = hashlib.sha256(desk.location.encode()).hexdigest()[:16]
    return folder, f"server-{server}"
