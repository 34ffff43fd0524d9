"""What a return says of itself where people do not look: its identity, its rows' subjects, what each cell was based on.

It stands in a hidden sheet and, in part, in the document's properties; either may have been lost on the way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import cast
from xml.etree import ElementTree as ET

from msgspec import Struct, field

from csp_tui.domain.errors import UserError
from csp_tui.returns.content import Behind
from csp_tui.returns.guarding import AGAIN, Package, damaged, tree
from csp_tui.returns.layout import (
    BASE,
    CLEARED,
    COLUMNS,
    DEFINITION,
    META_KEYS,
    PROGRAM,
    REVISION,
    ROW,
    property_name,
)
from csp_tui.returns.sheets import Sheet, Value
from csp_tui.storage.records import Subject

Place = tuple[str, str]
"""A row's sheet as the form names it, and its key, joined."""

_PROPERTIES = "docprops/custom.xml"


class MarksDiffer(UserError):  # noqa: N818 - says what is wrong, as its sentence does
    """The marks of a return were changed: they do not fit together, or cannot be read."""


class Marks(Struct, frozen=True):
    """A return's marks. `texts` are by key of META_KEYS, empty where all are lost.

    `whole` is False where the hidden sheet is gone, so that nobody knows what the cells were based on. `columns` are
    the entry fields that the form's tables had, by sheet. `explained` is the revision that an explanation was asked
    for, `bases` are those behind the prefilled cells of a row, by field, `cleared` those behind its empty ones.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    definitions: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subjects: Mapping[Place, Subject] = field(default_factory=dict)
    explained: Mapping[Place, str] = field(default_factory=dict)
    bases: Mapping[Place, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    cleared: Mapping[Place, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    behind: Mapping[str, Behind] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """What is said under a key; '' when nothing is."""
        return self.texts.get(key, "")


def marks_of(package: Package, sheets: Sequence[Sheet]) -> Marks:
    """The marks of a workbook, whichever are left. Raises MarksDiffer, UnreadableFile."""
    properties = _properties(package)
    hidden = next((sheet for sheet in sheets if _is_ours(sheet)), None)
    if hidden is None:
        return Marks(properties)
    try:
        marks = _read(hidden)
    except ValueError as error:  # a moment that is none
        raise MarksDiffer(
            f"{package.file} has a hidden sheet that was changed, so it is not known what it was based on; {AGAIN}."
        ) from error
    for key in ("form", "quarter", "partnership"):
        if key in properties and properties[key] != marks.text(key):
            raise MarksDiffer(
                f"{package.file} says in one place that its {key} is {marks.text(key)}, in another {properties[key]}:"
                " sheets of two forms may have been put into one file; ask for each form by itself."
            )
    return marks


def _is_ours(sheet: Sheet) -> bool:
    """Whether it is the hidden sheet, whatever its tab is named now."""
    return any(len(row) > 1 and row[0] == "program" and row[1] == PROGRAM for row in sheet.rows[: len(META_KEYS)])


def _properties(package: Package) -> dict[str, str]:
    """What the document's own properties say, by key."""
    part = package.parts.get(_PROPERTIES)
    if part is None:
        return {}
    try:
        held = {element.get("name", ""): "".join(element.itertext()).strip() for element in tree(package.file, part)}
    except ET.ParseError as error:
        raise damaged(package.file) from error
    return {key: held[name] for key in META_KEYS if (name := property_name(key)) in held}


def _read(sheet: Sheet) -> Marks:
    """The records of the hidden sheet; a record of a kind that is not known was written by a later program."""
    texts: dict[str, str] = {}
    definitions: dict[str, str] = {}
    meanings: dict[str, str] = {}
    columns: dict[str, tuple[str, ...]] = {}
    subjects: dict[Place, Subject] = {}
    explained: dict[Place, str] = {}
    bases: dict[Place, dict[str, tuple[str, ...]]] = defaultdict(dict)
    behind: dict[str, Behind] = {}
    cleared: dict[Place, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in _texts(sheet):
        kind = row[0]
        if kind in (BASE, CLEARED):
            _, table, key, name, revisions, *_ = row
            (bases if kind == BASE else cleared)[table, key][name] = _ids(revisions)
        elif kind == ROW:
            _, table, key, about, quarter, partner, name, of, *_ = row
            subjects[table, key] = _subject(about, quarter, partner, name)
            explained[table, key] = of
        elif kind == COLUMNS:
            columns[row[1]] = _ids(row[2])
        elif kind == REVISION:
            _, id, sender, based_on, author, at, *_ = row
            behind[id] = Behind(id, sender, _ids(based_on), author, _moment(at))
        elif kind == DEFINITION:
            uid, hashed, meaning = map(_one, (row[1], row[3], row[4]))
            definitions[uid], meanings[uid] = hashed, meaning
        elif kind in META_KEYS:
            texts[kind] = row[1]
    return Marks(texts, True, definitions, meanings, columns, subjects, explained, bases, cleared, behind)


def _texts(sheet: Sheet) -> Sequence[Sequence[str]]:
    """The rows as texts, all wide enough for any record."""
    if set(map(len, sheet.rows)) == {_WIDTH} and set(map(type, chain.from_iterable(sheet.rows))) == {str}:
        return cast("Sequence[Sequence[str]]", sheet.rows)  # as it was written
    return [[_text(value) for value in row] + [""] * _WIDTH for row in sheet.rows]


def _text(value: Value) -> str:
    return "" if value is None else str(value)


@lru_cache(maxsize=8192)
def _ids(joined: str) -> tuple[str, ...]:
    return tuple(joined.split())


_WIDTH = 8  # cells of the longest record
_one = lru_cache(maxsize=8192)(str)  # hundreds of returns say the same of the plan, and are held at once
_subject = lru_cache(maxsize=8192)(Subject)
_moment = lru_cache(maxsize=1024)(datetime.fromisoformat)
