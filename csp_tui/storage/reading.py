"""Reading the ledger: queries in the SQL that SQLite and PostgreSQL share, and their rows as records."""

# ruff: noqa: S608  # only constants of this module are joined into SQL; values go in as parameters

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.storage.contents import CONTENT_COLUMNS, content_of
from csp_tui.storage.heads import Link, earliest, standing, waking
from csp_tui.storage.portions import named_in, portions
from csp_tui.storage.records import ACCEPT, HISTORY, MERGE, RESOLVE, Current, Head, Origin, Setting, Step, Subject

_NUMBERS_AT_ONCE = 500  # numbers or ids named in one query: below the 999 values that old SQLite builds take

_SUBJECT = "r.about, r.quarter, r.partner, r.field"
_SAID = (
    "r.number, r.id, r.returned_for, r.sender, r.author, r.at, r.origin_file, r.origin_sheet, r.origin_cell, r.said, "
    + ", ".join(f"r.{name}" for name in CONTENT_COLUMNS)
)
_HEAD = f"{_SUBJECT}, {_SAID}"
_HEAD_COLUMNS = 4 + 10 + len(CONTENT_COLUMNS)
_NUMBER = 4  # where a revision's number is among them
_CARRIED = (  # by a step that is not undone, and whose item, if it rests on one, an active merge brings
    "(s.active AND (k.item IS NULL OR EXISTS"
    " (SELECT 1 FROM brings i JOIN step m ON m.number = i.step WHERE i.item = k.item AND m.active)))"
)
_ACTIVE = (
    f"EXISTS (SELECT 1 FROM carries k JOIN step s ON s.number = k.step WHERE k.revision = r.number AND {_CARRIED})"
)
_CURRENT = (
    f"SELECT c.about, c.quarter, c.partner, c.field, {_SAID}, c.heads, c.differs"
    " FROM current c LEFT JOIN revision r ON r.number = c.revision WHERE c.partnership = :partnership"
)
_IN_ORDER = " ORDER BY c.quarter, c.about, c.partner, c.field"
_STEP = (
    f"SELECT {_HEAD}, s.number, s.kind, s.author, s.at, s.note, s.active"
    " FROM step s LEFT JOIN carries k ON k.step = s.number LEFT JOIN revision r ON r.number = k.revision"
)
_SPOKEN_OF = f"SELECT DISTINCT {_SUBJECT} FROM carries k JOIN revision r ON r.number = k.revision WHERE"
_ACCEPTED = f"{_SPOKEN_OF} k.item IN (SELECT b.item FROM brings b WHERE b.step = :step)"
# Whether a return of a sender came back to it, whole or with what a person typed into it in Excel: such are noted
# without a sender. Few copies have any, and no other file brings what is numbered as this sender's.
_CAME_BACK = (
    "SELECT 1 FROM receipt WHERE partnership = :partnership AND sender = :sender UNION ALL SELECT 1 FROM receipt"
    " WHERE partnership = :partnership AND sender = '' AND sequence > 0 LIMIT 1"
)
_LINKS = (
    f"SELECT {_SUBJECT}, r.number, r.author, r.id, r.sender, r.returned_for, r.said,"
    f" b.base, {_CARRIED}, s.kind IN ('{MERGE}', '{HISTORY}') OR k.item IS NOT NULL, k.sequence, k.raised"
    " FROM revision r JOIN carries k ON k.revision = r.number JOIN step s ON s.number = k.step"
    " LEFT JOIN basis b ON b.revision = r.number WHERE r.partnership = :partnership"
)
_VOICES = (
    f"SELECT {_SUBJECT}, r.id, r.sender, r.returned_for, r.said FROM revision r WHERE r.partnership = :partnership"
)
_BASE, _ACTIVELY, _MERGED, _SEQUENCE, _RAISED = range(4 + 6, 4 + 6 + 5)  # where these are among them
_merged = itemgetter(_MERGED)
_TOLD = f"SELECT {_HEAD}, 1, t.differs FROM told t JOIN revision r ON r.number = t.revision WHERE t.pack = :pack"


class Rows(Protocol):
    """Runs a query with `:name` parameters and gives its rows, whichever database answers."""

    def __call__(self, sql: str, **params: object) -> Sequence[tuple[Any, ...]]:
        """All rows at once: a query left half read would keep others from writing."""


def current_between(rows: Rows, partnership: str, first: str, last: str) -> list[Current]:
    """What stands of every subject of these quarters, both included."""
    sql = f"{_CURRENT} AND c.quarter BETWEEN :first AND :last{_IN_ORDER}"
    return [_current(row) for row in rows(sql, partnership=partnership, first=first, last=last)]


def current_of_field(rows: Rows, partnership: str, field: str) -> list[Current]:
    """What stands of one field, whatever the quarter."""
    sql = f"{_CURRENT} AND c.field = :field{_IN_ORDER}"
    return [_current(row) for row in rows(sql, partnership=partnership, field=field)]


def current_of(rows: Rows, partnership: str, subjects: Collection[Subject]) -> dict[Subject, Current]:
    """What stands of these subjects; those of which nothing does are left out."""
    found: dict[Subject, Current] = {}
    for some in portions(subjects):
        named, params = named_in(some, "c")
        found |= {
            current.subject: current
            for current in map(_current, rows(f"{_CURRENT} AND {named}", partnership=partnership, **params))
        }
    return found


def told(rows: Rows, pack: int, abouts: Collection[str]) -> list[Current]:
    """What stood of every subject that a pack was made from, by the pack's key; of these uids alone if any is named."""
    params = {f"a{i}": about for i, about in enumerate(abouts)}
    named = f" AND r.about IN ({', '.join(f':{name}' for name in params)})" if params else ""
    return [_current(row) for row in rows(f"{_TOLD}{named} ORDER BY r.number", pack=pack, **params)]


def conflicts(rows: Rows, partnership: str, quarter: str | None) -> list[Subject]:
    """The subjects of which several contents stand, or none for a ring; by an index, however much is stored."""
    of_quarter = "" if quarter is None else " AND c.quarter = :quarter"
    sql = (
        "SELECT c.about, c.quarter, c.partner, c.field FROM current c"
        f" WHERE c.partnership = :partnership AND c.differs = :yes{of_quarter}{_IN_ORDER}"
    )
    params = {"partnership": partnership, "yes": True} | ({} if quarter is None else {"quarter": quarter})
    return [Subject(*row) for row in rows(sql, **params)]


def quarters_held(rows: Rows, partnership: str) -> Iterator[str]:
    """The quarters of which anything stands; each by one look into the index, however much is stored."""
    quarter = ""
    sql = "SELECT min(quarter) FROM current WHERE partnership = :partnership AND quarter > :quarter"
    while (found := rows(sql, partnership=partnership, quarter=quarter)[0][0]) is not None:
        quarter = str(found)
        yield quarter


def history(rows: Rows, partnership: str, about: str, quarter: str | None) -> list[Head]:
    """Every revision of a measure, indicator or priority, undone ones included, oldest first."""
    of_quarter = "" if quarter is None else " AND r.quarter = :quarter"
    sql = (
        f"SELECT {_HEAD}, {_ACTIVE} FROM revision r"
        f" WHERE r.partnership = :partnership AND r.about = :about{of_quarter} ORDER BY r.number"
    )
    params = {"partnership": partnership, "about": about} | ({} if quarter is None else {"quarter": quarter})
    return [replace(_head(row), active=bool(row[-1])) for row in rows(sql, **params)]


def decisions(rows: Rows, partnership: str, about: str) -> dict[str, str]:
    """The notes of the decisions, undone ones included, that carry revisions of a uid, by the ids of these."""
    sql = (
        "SELECT r.id, s.note FROM revision r JOIN carries k ON k.revision = r.number JOIN step s ON s.number = k.step"
        " WHERE r.partnership = :partnership AND r.about = :about AND s.kind IN (:resolve, :accept) ORDER BY s.number"
    )
    return dict(rows(sql, partnership=partnership, about=about, resolve=RESOLVE, accept=ACCEPT))


def steps(rows: Rows, partnership: str, latest: int) -> list[Step]:
    """The latest steps with what they carry, newest first."""
    sql = (
        f"{_STEP} WHERE s.partnership = :partnership AND s.number >= (SELECT min(number) FROM"
        " (SELECT number FROM step WHERE partnership = :partnership ORDER BY number DESC LIMIT :latest) AS newest)"
        " ORDER BY s.number DESC, r.number"
    )
    return _steps(rows(sql, partnership=partnership, latest=latest))


def step(rows: Rows, number: int) -> Step:
    """One step with what it carries."""
    return _steps(rows(f"{_STEP} WHERE s.number = :number ORDER BY r.number", number=number))[0]


def subjects_of(rows: Rows, step: int) -> list[Subject]:
    """The subjects whose standing a step decides: of what it carries, and of what was accepted of what it brings."""
    return [Subject(*row) for row in rows(f"{_SPOKEN_OF} k.step = :step UNION {_ACCEPTED}", step=step)]


def accepted_of(rows: Rows, step: int) -> list[Subject]:
    """The subjects of what was accepted of what a step brings to check."""
    return [Subject(*row) for row in rows(_ACCEPTED, step=step)]


def settings(rows: Rows) -> dict[str, Setting]:
    """The settings of this copy that are set."""
    sql = "SELECT key, value, author, at FROM setting WHERE number IN (SELECT max(number) FROM setting GROUP BY key)"
    return {
        key: Setting(value, author, datetime.fromisoformat(at))
        for key, value, author, at in rows(sql)
        if value is not None
    }


def senders(rows: Rows) -> list[str]:
    """Who this copy is when it sends something, then who it was before it went back to another copy."""
    sql = "SELECT value FROM meta WHERE key = 'sender' OR key LIKE 'former sender %' ORDER BY key DESC"
    return [str(row[0]) for row in rows(sql)]


class Known(Struct, frozen=True):
    """A stored revision of a subject as far as the rule of replacing goes."""

    number: int
    author: str
    link: Link


class Standing(Struct, frozen=True):
    """What stands of a subject, as the cache keeps it: the number of its newest head, if it has one."""

    subject: Subject
    number: int | None
    heads: int
    differs: bool


def known(rows: Rows, partnership: str, subjects: Collection[Subject]) -> dict[Subject, list[Known]]:
    """Every stored revision of the subjects, oldest first; a subject of which nothing is stored has an empty list."""
    found: dict[Subject, list[Known]] = {subject: [] for subject in subjects}
    for some in portions(subjects):
        named, params = named_in(some)
        found |= _linked(rows(f"{_LINKS} AND {named} ORDER BY r.number", partnership=partnership, **params))
    return found


class Voice(NamedTuple):
    """A revision that stands: by whom and for whom it is said, and the hash of what it says."""

    id: str
    sender: str
    returned_for: str
    said: str


def voices(rows: Rows, partnership: str, heads: Mapping[Subject, int]) -> dict[Subject, list[Voice]]:
    """All that stands of the subjects, each given with how many revisions of it do, oldest first.

    Where no more are stored than stand, none replaces another, and what they were based on need not be read.
    """
    found: dict[Subject, list[Voice]] = {subject: [] for subject in heads}
    for some in portions(heads):
        named, params = named_in(some)
        sql = f"{_VOICES} AND {named} ORDER BY r.number"
        for about, quarter, partner, field, *voice in rows(sql, partnership=partnership, **params):
            found[Subject(about, quarter, partner, field)].append(Voice(*voice))
    replaced = [subject for subject, number in heads.items() if len(found[subject]) != number]
    for subject, revisions in known(rows, partnership, replaced).items():
        left = standing([revision.link for revision in revisions])
        found[subject] = [voice for voice in found[subject] if voice.id in left]
    return found


def all_known(rows: Rows, partnership: str) -> dict[Subject, list[Known]]:
    """Every stored revision of a partnership by subject, oldest first."""
    return _linked(rows(f"{_LINKS} ORDER BY r.number", partnership=partnership))


def _linked(rows: Iterable[tuple[Any, ...]]) -> dict[Subject, list[Known]]:
    """Rows of _LINKS, one for each base of a revision by each step that carries it, as revisions by subject."""
    found: dict[tuple[str, ...], list[Known]] = {}
    bases: dict[str, frozenset[str]] = {}  # one set for all that were based on the same, as hundreds of returns are
    for _, group in groupby(rows, key=itemgetter(_NUMBER)):
        carried = list(group)
        row = carried[0]
        _about, _quarter, _partner, _field, number, author, id, sender, returned_for, said, base, *_ = row
        active = [one for one in carried if one[_ACTIVELY]]
        counted = active or carried
        if base is not None and len(carried) == 1:
            based_on = bases.get(base) or bases.setdefault(base, frozenset([base]))
        else:
            based_on = frozenset([one[_BASE] for one in carried if one[_BASE] is not None])
        link = Link(
            id,
            based_on,
            sender,
            returned_for,
            earliest([one[_SEQUENCE] for one in counted]) + max([one[_RAISED] for one in counted]),
            bool(active),
            said,
            any(map(_merged, active)),
            any(map(_merged, carried)),
        )
        found.setdefault(row[:_NUMBER], []).append(Known(number, author, link))
    return {Subject(*key): known for key, known in found.items()}


def heads(rows: Rows, stored: Mapping[Subject, Collection[Known]]) -> dict[Subject, tuple[Head, ...]]:
    """What stands of each subject, with its content, oldest first."""
    numbers = {subject: _left(revisions) for subject, revisions in stored.items()}
    stored_heads = by_number(rows, [number for group in numbers.values() for number in group])
    return {subject: tuple(stored_heads[number] for number in group) for subject, group in numbers.items()}


def standing_alone(rows: Rows, partnership: str, sender: str, subjects: Collection[Subject]) -> dict[Subject, Head]:
    """The subjects of which one revision stands that whatever this sender now bases on it simply replaces.

    Left out are those of which a numbered return of the same sender speaks: by its number it may replace what is said
    here. So an edit need not read all that was ever said of its subject, which grows with the years.
    """
    found = {
        subject: current.head
        for subject, current in current_of(rows, partnership, subjects).items()
        if current.heads == 1 and not current.differs and current.head is not None
    }
    if rows(_CAME_BACK, partnership=partnership, sender=sender):
        for some in portions(found):
            named, params = named_in(some)
            numbered = "r.sender = :sender AND k.sequence + k.raised > 0"
            sql = f"{_SPOKEN_OF} r.partnership = :partnership AND {named} AND {numbered}"
            for row in rows(sql, partnership=partnership, sender=sender, **params):
                del found[Subject(*row)]
    return found


def worked_out(stored: Mapping[Subject, Collection[Known]]) -> list[Standing]:
    """What stands of each subject as it follows from its revisions alone; nothing of one whose revisions all sleep."""
    found = []
    for subject, revisions in stored.items():
        links = [revision.link for revision in revisions]
        left = standing(links)
        if left or waking(links):
            numbers = [revision.number for revision in revisions if revision.link.id in left]
            differs = len({link.said for link in links if link.id in left}) != 1
            found.append(Standing(subject, numbers[-1] if numbers else None, len(numbers), differs))
    return found


def _left(revisions: Collection[Known]) -> list[int]:
    """The numbers of the heads, oldest first."""
    left = standing([revision.link for revision in revisions])
    return [revision.number for revision in revisions if revision.link.id in left]


def by_number(rows: Rows, numbers: Collection[int]) -> dict[int, Head]:
    """The revisions of these numbers, with their contents."""
    found: dict[int, Head] = {}
    for some in portions(numbers, _NUMBERS_AT_ONCE):
        params = {f"n{i}": number for i, number in enumerate(some)}
        listed = ", ".join(f":{name}" for name in params)
        for row in rows(f"SELECT {_HEAD} FROM revision r WHERE r.number IN ({listed})", **params):
            found[row[_NUMBER]] = _head(row)
    return found


def by_ids(rows: Rows, ids: Collection[str]) -> dict[str, Head]:
    """The revisions of these ids that are stored."""
    found: dict[str, Head] = {}
    for some in portions(ids, _NUMBERS_AT_ONCE):
        params = {f"i{i}": id for i, id in enumerate(some)}
        listed = ", ".join(f":{name}" for name in params)
        for row in rows(f"SELECT {_HEAD} FROM revision r WHERE r.id IN ({listed})", **params):
            head = _head(row)
            found[head.revision] = head
    return found


def replaced_by(rows: Rows, numbers: Collection[int]) -> dict[int, list[Head]]:
    """What each of these revisions was based on, with its content, oldest first; nothing of those based on none."""
    found: dict[int, list[Head]] = {}
    for some in portions(numbers, _NUMBERS_AT_ONCE):
        params = {f"n{i}": number for i, number in enumerate(some)}
        listed = ", ".join(f":{name}" for name in params)
        sql = (
            f"SELECT {_HEAD}, b.revision FROM basis b JOIN revision r ON r.id = b.base"
            f" WHERE b.revision IN ({listed}) ORDER BY r.number"
        )
        for row in rows(sql, **params):
            found.setdefault(row[-1], []).append(_head(row))
    return found


def _current(row: tuple[Any, ...]) -> Current:
    if row[4] is None:
        return Current(Subject(*row[:4]), None, row[-2], row[-1] == 1)
    head = _head(row)
    return Current(head.subject, head, row[-2], row[-1] == 1)


def _head(row: tuple[Any, ...]) -> Head:
    """A row that begins with the columns of a head."""
    about, quarter, partner, field, number, id, returned_for, sender, author, at, file, sheet, cell, said = row[:14]
    return Head(
        Subject(about, quarter, partner, field),
        content_of(field, row[14:_HEAD_COLUMNS]),
        id,
        number,
        returned_for,
        sender,
        author,
        _moment(at),
        None if file is None else Origin(file, sheet or "", cell or ""),
        said=said,
    )


# All revisions of one step share their moment.
_moment = lru_cache(maxsize=1024)(datetime.fromisoformat)


def _steps(rows: Iterable[tuple[Any, ...]]) -> list[Step]:
    found = []
    for (number, kind, author, at, note, active), group in groupby(rows, key=lambda row: row[_HEAD_COLUMNS:]):
        carried = tuple(_head(row) for row in group if row[_NUMBER] is not None)
        found.append(Step(number, kind, author, datetime.fromisoformat(at), note, carried, undone=not active))
    return found
