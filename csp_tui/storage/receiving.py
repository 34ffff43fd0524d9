"""Reading what merges were given: receipts of files, and what is to check; in SQL that every database understands."""

# ruff: noqa: S608  # only constants of this module are joined into SQL; values go in as parameters

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.storage.reading import Rows
from csp_tui.storage.records import HISTORY, MERGE, Item, Origin, Receipt, Slept, Subject

_AT_ONCE = 200  # values named in one query
_RECEIPT = (
    "SELECT p.file, p.kind, p.form, p.content_hash, p.sender, p.sequence, p.partner, p.contact, p.quarter,"
    " p.outcome, p.note, p.step, s.author, s.at, s.active FROM receipt p JOIN step s ON s.number = p.step"
    " WHERE p.partnership = :partnership"
)
_IN_FORCE = "s.active AND p.outcome NOT IN ('duplicate', 'refused')"
_ITEM = (
    "SELECT i.id, i.reason, i.quarter, i.form, i.content_hash, i.file, i.sheet, i.cell, i.measure, i.about,"
    " i.returned_for, i.message, i.kept FROM item i WHERE i.partnership = :partnership"
)
_BROUGHT = "EXISTS (SELECT 1 FROM brings b JOIN step s ON s.number = b.step WHERE b.item = i.id AND s.active)"
_SETTLED = "EXISTS (SELECT 1 FROM settles b JOIN step s ON s.number = b.step WHERE b.item = i.id AND s.active)"
_SAYS = "k.step, k.raised, r.about, r.quarter, r.partner, r.field, r.returned_for"
_CARRIED = "JOIN step s ON s.number = k.step JOIN revision r ON r.number = k.revision"
_ACCEPTED = (  # how much more than it carries itself counts by the answers to what a step `s` brought to check
    "(SELECT count(DISTINCT k.revision) FROM brings b JOIN carries k ON k.item = b.item"
    " JOIN step a ON a.number = k.step WHERE b.step = s.number AND a.active"
    " AND NOT EXISTS (SELECT 1 FROM carries o WHERE o.step = s.number AND o.revision = k.revision))"
)
_UNASKED = (  # what merges carry of the forms of which they had one version each, and asked nothing
    f"SELECT v.form, v.content_hash, {_SAYS} FROM (SELECT form, step, min(content_hash) AS content_hash FROM receipt"
    " WHERE outcome IN ('merged', 'to_check') AND partnership = :partnership AND form IN (:forms)"
    " GROUP BY form, step HAVING count(DISTINCT content_hash) = 1) AS v"
    f" JOIN carries k ON k.step = v.step {_CARRIED} AND r.sender = v.form WHERE s.active AND k.item IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM brings b JOIN item i ON i.id = b.item"
    " WHERE b.step = v.step AND i.form = v.form AND i.reason = :asking)"
)
_YES = (  # what counts by the answer to such a question
    f"SELECT i.form, i.content_hash, {_SAYS} FROM item i JOIN carries k ON k.item = i.id {_CARRIED}"
    f" WHERE i.partnership = :partnership AND i.form IN (:forms) AND i.reason = :asking AND s.active AND {_BROUGHT}"
)
_BESIDE = (  # what the file of a version that was said to count had brought without a question
    "SELECT DISTINCT i.form, i.content_hash, y.step, y.raised, r.about, r.quarter, r.partner, r.field, r.returned_for"
    " FROM item i JOIN carries y ON y.item = i.id JOIN step s ON s.number = y.step"
    " JOIN brings b ON b.item = i.id JOIN step m ON m.number = b.step JOIN carries k ON k.step = b.step"
    " JOIN revision r ON r.number = k.revision AND r.sender = i.form AND r.origin_file = i.file"
    " WHERE i.partnership = :partnership AND i.form IN (:forms) AND i.reason = :asking AND s.active AND m.active"
    " AND k.item IS NULL"
)


class Merge(Struct, frozen=True):
    """One merge on record, with the number of statements that it carries. `undone_by` names who took it back, when.

    `accepted` counts what it brought to check and a person let count since. `kind` is MERGE for returns, HISTORY for a
    file of past figures.
    """

    number: int
    author: str
    at: datetime
    note: str
    statements: int
    active: bool
    undone_by: str = ""
    undone_at: datetime | None = None
    kind: str = MERGE
    accepted: int = 0


class Decided(Struct, frozen=True):
    """A decision on something that was to check: who took it, when, and a revision that it let count, '' for none."""

    item: Item
    author: str
    at: datetime
    revision: str


class Version(Struct, frozen=True):
    """What one step let count of one version of a form, by how far it was raised; of what, for whom, it speaks."""

    form: str
    content_hash: str
    step: int
    raised: int
    says: frozenset[tuple[Subject, str]]


def receipts(rows: Rows, partnership: str) -> list[Receipt]:
    """Every receipt, oldest first."""
    return [_receipt(row) for row in rows(f"{_RECEIPT} ORDER BY p.number", partnership=partnership)]


def latest_in_force(rows: Rows, partnership: str, most: int) -> list[Receipt]:
    """The latest receipts of merges that are not undone, newest first, without files in already or not readable.

    They are read from the end, however many there are.
    """
    from_the_end = _RECEIPT.replace("p.partnership =", "p.partnership || '' =")  # an index would find all of them first
    sql = f"{from_the_end} AND {_IN_FORCE} ORDER BY p.number DESC LIMIT :most"
    return [_receipt(row) for row in rows(sql, partnership=partnership, most=most)]


def count_in_force(rows: Rows, partnership: str) -> int:
    """How many receipts `latest_in_force` would have, were it asked for all of them."""
    sql = (
        "SELECT count(*) FROM receipt p JOIN step s ON s.number = p.step WHERE p.partnership = :partnership"
        f" AND {_IN_FORCE}"
    )
    return sum(count for (count,) in rows(sql, partnership=partnership))


def receipts_of(rows: Rows, partnership: str, forms: Collection[str], senders: Collection[str]) -> list[Receipt]:
    """The receipts of these forms, and those of these senders, oldest first."""
    found: dict[int, Receipt] = {}
    numbered = _RECEIPT.replace("SELECT ", "SELECT p.number, ", 1)
    for column, values in (("form", forms), ("sender", senders)):
        for named, params in _listed(values):
            sql = f"{numbered} AND p.outcome <> 'refused' AND p.{column} IN ({named})"
            found |= {row[0]: _receipt(row[1:]) for row in rows(sql, partnership=partnership, **params)}
    return [found[number] for number in sorted(found)]


def merges(rows: Rows, partnership: str) -> list[Merge]:
    """Every merge and every import of past figures, newest first."""
    sql = (
        "SELECT s.number, s.author, s.at, s.note, (SELECT count(*) FROM carries k WHERE k.step = s.number), s.active,"
        f" t.author, t.at, s.kind, {_ACCEPTED} FROM step s LEFT JOIN turn t"
        " ON t.number = (SELECT max(number) FROM turn WHERE step = s.number AND NOT s.active)"
        " WHERE s.partnership = :partnership AND s.kind IN (:merge, :history) ORDER BY s.number DESC"
    )
    return [
        Merge(
            number,
            author,
            datetime.fromisoformat(at),
            note,
            statements,
            bool(active),
            undone_by or "",
            None if undone_at is None else datetime.fromisoformat(undone_at),
            kind,
            accepted,
        )
        for number, author, at, note, statements, active, undone_by, undone_at, kind, accepted in rows(
            sql, partnership=partnership, merge=MERGE, history=HISTORY
        )
    ]


def open_items(rows: Rows, partnership: str, quarter: str | None = None) -> list[Item]:
    """What is to check: brought by a merge that is not undone, and settled by no decision that stands."""
    of_quarter = "" if quarter is None else " AND i.quarter = :quarter"
    params = {"partnership": partnership} | ({} if quarter is None else {"quarter": quarter})
    sql = f"{_ITEM}{of_quarter} AND {_BROUGHT} AND NOT {_SETTLED} ORDER BY i.quarter, i.file, i.id"
    return [_item(row) for row in rows(sql, **params)]


def items_of(rows: Rows, partnership: str, quarter: str, measure: str, reason: str) -> list[Item]:
    """What came of a measure for a quarter and was to check for a reason, whatever was decided of it since."""
    sql = f"{_ITEM} AND i.quarter = :quarter AND i.measure = :measure AND i.reason = :reason AND {_BROUGHT}"
    params = {"quarter": quarter, "measure": measure, "reason": reason}
    return [_item(row) for row in rows(f"{sql} ORDER BY i.file, i.id", partnership=partnership, **params)]


def items_because(rows: Rows, partnership: str, reason: str) -> list[Item]:
    """What was to check for a reason, whatever was decided of it and became of its merge since."""
    sql = f"{_ITEM} AND i.reason = :reason ORDER BY i.file, i.id"
    return [_item(row) for row in rows(sql, partnership=partnership, reason=reason)]


def items_like(rows: Rows, partnership: str, start: str) -> list[Item]:
    """What is or was to check whose id begins so, as a person types it."""
    sql = f"{_ITEM} AND substr(i.id, 1, :length) = :start AND {_BROUGHT} ORDER BY i.id"
    return [_item(row) for row in rows(sql, partnership=partnership, start=start, length=len(start))]


def settled(rows: Rows, ids: Collection[str]) -> frozenset[str]:
    """Those of these ids that a decision which stands has settled."""
    found: set[str] = set()
    for named, params in _listed(ids):
        found |= {row[0] for row in rows(f"SELECT i.id FROM item i WHERE i.id IN ({named}) AND {_SETTLED}", **params)}
    return frozenset(found)


def settled_of(rows: Rows, partnership: str, forms: Collection[str]) -> dict[str, tuple[tuple[Subject, str, int], ...]]:
    """What these forms brought to check, now or before, and a decision which stands has settled.

    By item, with the revisions that accepting it let count: subject, id, and how far the answer raised it.
    """
    found: dict[str, list[tuple[Subject, str, int]]] = {}
    for named, params in _listed(forms):
        sql = (
            "SELECT i.id, r.id, k.raised, r.about, r.quarter, r.partner, r.field FROM item i"
            " JOIN settles b ON b.item = i.id"
            " JOIN step s ON s.number = b.step LEFT JOIN carries k ON k.item = i.id AND k.step = b.step"
            " LEFT JOIN revision r ON r.number = k.revision"
            f" WHERE i.partnership = :partnership AND s.active AND i.form IN ({named})"
        )
        for item, revision, raised, *subject in rows(sql, partnership=partnership, **params):
            made = found.setdefault(item, [])
            if revision is not None:
                made.append((Subject(*subject), revision, raised))
    return {item: tuple(made) for item, made in found.items()}


def kept_of(rows: Rows, partnership: str, forms: Collection[str], reason: str) -> dict[str, str]:
    """What is kept of all that these forms brought to check for a reason, now or before, by item."""
    found: dict[str, str] = {}
    for named, params in _listed(forms):
        sql = f"SELECT id, kept FROM item WHERE partnership = :partnership AND reason = :reason AND form IN ({named})"
        found |= dict(rows(sql, partnership=partnership, reason=reason, **params))
    return found


def slept_of(rows: Rows, merges: Collection[int]) -> dict[str, Slept]:
    """How far these merges, which are undone, had raised what forms say above what came of the same forms before."""
    found: dict[str, Slept] = {}
    for named, params in _listed(merges):
        sql = (
            "SELECT r.id, k.raised, k.step, max(c.raised), o.id FROM carries k JOIN revision r ON r.number = k.revision"
            " JOIN revision o ON o.partnership = r.partnership AND o.about = r.about AND o.quarter = r.quarter"
            " AND o.partner = r.partner AND o.field = r.field AND o.sender = r.sender"
            " AND o.returned_for = r.returned_for AND o.id <> r.id"
            " JOIN carries c ON c.revision = o.number AND c.step < k.step"
            f" WHERE k.step IN ({named}) AND k.raised > 0 AND k.item IS NULL GROUP BY r.id, k.raised, k.step, o.id"
        )
        for id, raised, _step, highest, other in sorted(rows(sql, **params)):
            before = found.get(id)
            if before is None or before.raised < raised:
                before = found[id] = Slept(raised)
            if before.raised == raised:
                found[id] = replace(before, above=before.above | {other}, asked=before.asked or highest >= raised)
    return found


def versions_of(rows: Rows, partnership: str, forms: Collection[str], asking: str) -> list[Version]:
    """The versions of these forms that count by steps in force: by a merge without a question, or accepted by a person.

    `asking` is the reason by which a version asks whether it counts. Of several in one merge nobody knows which of
    them said what, and none was said to count.
    """
    found: dict[tuple[str, str, int, int], set[tuple[Subject, str]]] = defaultdict(set)
    for named, params in _listed(forms):
        for sql in (_UNASKED, _YES, _BESIDE):
            of_these = sql.replace("(:forms)", f"({named})")
            for row in rows(of_these, partnership=partnership, asking=asking, **params):
                form, content_hash, step, raised, *subject, returned_for = row
                found[form, content_hash, step, raised].add((Subject(*subject), returned_for))
    return [Version(*version, frozenset(says)) for version, says in found.items()]


def typed_into(rows: Rows, partnership: str, forms: Collection[str]) -> dict[str, list[str]]:
    """The revisions that merges in force brought of what was typed into these forms, by form."""
    found: dict[str, list[str]] = defaultdict(list)
    for named, params in _listed(forms):
        sql = (
            "SELECT DISTINCT p.form, r.number, r.id FROM receipt p JOIN carries k ON k.step = p.step"
            f" {_CARRIED} AND r.sender = p.form WHERE p.partnership = :partnership AND p.form IN ({named})"
            f" AND {_IN_FORCE} AND k.item IS NULL ORDER BY r.number"
        )
        for form, _, revision in rows(sql, partnership=partnership, **params):
            found[form].append(revision)
    return found


def brought_first(rows: Rows, ids: Collection[str]) -> dict[str, int]:
    """By which merge each of these items came first, undone or not."""
    found: dict[str, int] = {}
    for named, params in _listed(ids):
        sql = f"SELECT b.item, min(b.step) FROM brings b WHERE b.item IN ({named}) GROUP BY b.item"
        found |= dict(rows(sql, **params))
    return found


def known_items(rows: Rows, ids: Collection[str]) -> frozenset[str]:
    """Those of these ids that are stored, whatever became of them."""
    found: set[str] = set()
    for named, params in _listed(ids):
        found |= {row[0] for row in rows(f"SELECT id FROM item WHERE id IN ({named})", **params)}
    return frozenset(found)


def only_by(rows: Rows, merge: int) -> frozenset[str]:
    """The revisions that count by this merge alone, with those accepted of what only it brought to check."""
    others = (
        "SELECT 1 FROM carries k JOIN step s ON s.number = k.step WHERE k.revision = r.number AND k.step <> :merge"
        " AND s.active AND (k.item IS NULL OR EXISTS (SELECT 1 FROM brings b JOIN step m ON m.number = b.step"
        " WHERE b.item = k.item AND m.active AND m.number <> :merge))"
    )
    sql = (
        "SELECT r.id FROM revision r WHERE r.number IN (SELECT k.revision FROM carries k WHERE k.step = :merge"
        " OR k.item IN (SELECT b.item FROM brings b WHERE b.step = :merge))"
        f" AND NOT EXISTS ({others})"
    )
    return frozenset(row[0] for row in rows(sql, merge=merge))


def decided_by_way_of(rows: Rows, partnership: str, merge: int) -> list[Decided]:
    """The decisions that stand on what this merge alone brought to check, oldest first."""
    sql = _ITEM.replace(" FROM item i", ", s.author, s.at, r.id FROM item i", 1).replace(
        " WHERE ",
        " JOIN settles t ON t.item = i.id JOIN step s ON s.number = t.step LEFT JOIN carries k ON k.item = i.id"
        " AND k.step = s.number LEFT JOIN revision r ON r.number = k.revision WHERE ",
        1,
    )
    elsewhere = "SELECT 1 FROM brings b JOIN step m ON m.number = b.step WHERE b.item = i.id AND m.active AND m.number"
    sql += (
        " AND s.active AND EXISTS (SELECT 1 FROM brings b WHERE b.item = i.id AND b.step = :merge)"
        f" AND NOT EXISTS ({elsewhere} <> :merge) ORDER BY s.number, i.id, r.number"
    )
    return [
        Decided(_item(said), author, datetime.fromisoformat(at), revision or "")
        for *said, author, at, revision in rows(sql, partnership=partnership, merge=merge)
    ]


def carried_by(rows: Rows, step: int) -> frozenset[str]:
    """The revisions that a step itself brought."""
    sql = "SELECT r.id FROM carries k JOIN revision r ON r.number = k.revision WHERE k.step = :step"
    return frozenset(row[0] for row in rows(sql, step=step))


def numbers_of(rows: Rows, ids: Collection[str]) -> dict[str, int]:
    """The ledger's numbers of those of these revisions that are stored."""
    found: dict[str, int] = {}
    for named, params in _listed(ids):
        found |= dict(rows(f"SELECT id, number FROM revision WHERE id IN ({named})", **params))
    return found


def _listed(values: Iterable[str | int]) -> Iterator[tuple[str, dict[str, str | int]]]:
    """The values in portions, as names of parameters with the parameters."""
    listed = list(values)
    for start in range(0, len(listed), _AT_ONCE):
        params = {f"v{i}": value for i, value in enumerate(listed[start : start + _AT_ONCE])}
        yield ", ".join(f":{name}" for name in params), params


def _receipt(row: tuple[Any, ...]) -> Receipt:
    *said, author, at, active = row
    file, kind, form, content_hash, sender, sequence, partner, contact, quarter, outcome, note, merge = said
    return Receipt(
        file,
        kind,
        form,
        content_hash,
        sender,
        sequence,
        partner,
        contact,
        quarter,
        outcome,
        note,
        merge,
        author,
        datetime.fromisoformat(at),
        bool(active),
    )


def _item(row: Sequence[Any]) -> Item:
    id, reason, quarter, form, content_hash, file, sheet, cell, measure, about, returned_for, message, kept = row
    origin = Origin(file, sheet, cell)
    return Item(id, reason, quarter, form, content_hash, origin, measure, about, returned_for, message, kept)
