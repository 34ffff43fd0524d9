"""Settling what merges brought to check: to_check, accept, map_row; each decision with its reason.

What a decision takes in counts as long as the merge that brought it is not undone. Figures that differ are settled in
`deciding`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.closing import closed_quarters
from csp_tui.desk.deciding import DecisionError
from csp_tui.desk.entering import supplier_of
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.waiting import about_figure, as_asked, decision_note, label, open_items
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.entries import read_entry
from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter
from csp_tui.returns import keeping
from csp_tui.returns.checking import Reason
from csp_tui.returns.noting import few, question_which
from csp_tui.returns.summary import place
from csp_tui.returns.telling import in_words, typed_in_words
from csp_tui.storage.contents import id_of_said, said_hash
from csp_tui.storage.heads import Link, standing
from csp_tui.storage.records import ACCEPT, STATEMENT, Content, Intake, Item, Received, Subject
from csp_tui.storage.view import View

_SHORT = 8  # digits of an id that people type


class VersionAsked(Struct, frozen=True):
    """A version of a form that may count, with what it says of what differs; accepted by its id."""

    id: str
    file: str
    says: str


class ToCheck(Struct, frozen=True):
    """Something received that waits. `file_id` names the whole file, to accept all that it holds at once.

    Where several `versions` of a form wait, one of them is accepted in place of the question.
    """

    id: str
    file_id: str
    reason: str
    message: str
    file: str
    sheet: str
    cell: str
    measure: str
    quarter: str
    partner: str
    says: str
    versions: tuple[VersionAsked, ...] = ()


class Accepted(Struct, frozen=True):
    """What was accepted, and the cells that could not be read and wait no more, as the version that counts has them."""

    checked: tuple[ToCheck, ...]
    set_aside: tuple[ToCheck, ...] = ()

    @property
    def left_the_list(self) -> str:
        """What left the list with it, as a sentence; empty where nothing did."""
        if not self.set_aside:
            return ""
        cells = "; ".join(
            f'{one.measure or "a row"} "{one.says}" ({place(one.file, one.sheet, one.cell)})' for one in self.set_aside
        )
        return f"Not to check any more, as the version that counts has the row: {cells}."


def to_check(desk: Desk, quarter: Quarter | None = None) -> tuple[ToCheck, ...]:
    """What waits for a person, by quarter, file and cell."""
    asked = as_asked(sorted(open_items(desk, quarter), key=_place))
    return tuple(_told(items[0]) if len(items) == 1 else _of_versions(desk, items) for items in asked)


def _place(item: Item) -> tuple[str, str, str, int, int, str]:
    """Where it stands, row by row; a column of fewer letters is an earlier one."""
    column = item.origin.cell.rstrip("0123456789")
    row = int(item.origin.cell[len(column) :] or 0)
    return item.quarter, item.origin.file, item.origin.sheet, row, len(column), column


def _told(item: Item) -> ToCheck:
    return ToCheck(
        item.id[:_SHORT],
        item.content_hash[:_SHORT],
        item.reason,
        item.message,
        item.origin.file,
        item.origin.sheet,
        item.origin.cell,
        item.measure,
        item.quarter,
        item.returned_for,
        _says(item),
    )


def _of_versions(desk: Desk, items: Sequence[Item]) -> ToCheck:
    """The one question that several versions of a form ask, whether they came together or one after the other."""
    kept = [keeping.kept_question(item.kept).revisions for item in items]
    says = [(item.origin.file, _words_of(desk, said.values())) for item, said in zip(items, kept, strict=True)]
    id, figures = _id_of_versions(items), len({subject for said in kept for subject in said})
    return replace(
        _told(items[0]),
        id=id,
        file_id=id,
        message=question_which(items[0].returned_for, figures, says),
        file=", ".join(file for file, _ in says),
        versions=tuple(
            VersionAsked(item.id[:_SHORT], file, few(words)) for item, (file, words) in zip(items, says, strict=True)
        ),
    )


def _id_of_versions(items: Sequence[Item]) -> str:
    """An id that no single version has, so that none is accepted by naming the question."""
    return hashlib.sha256(f"which of {items[0].form}".encode()).hexdigest()[:_SHORT]


def _words_of(desk: Desk, revisions: Collection[str]) -> list[str]:
    """What these revisions say of which figure."""
    stored = desk.store.view(desk.partnership).stored(revisions)
    said = (stored[id] for id in revisions)
    return [f"{label(desk, one.subject.about)} {in_words(one.subject.field, one.content)}" for one in said]


def _says(item: Item) -> str:
    kind = keeping.kind_of(item.kept)
    if kind == keeping.STATEMENT:
        one = keeping.kept_statement(item.kept, item.origin, item.id)
        return in_words(one.subject.field, one.content)
    if kind == keeping.ROW:
        return typed_in_words(keeping.kept_row(item.kept).entry)
    return keeping.shown_of(item.kept) if kind == keeping.NOTHING else ""


def items_named(desk: Desk, id: str) -> tuple[Item, ...]:
    """What is to check under an id, or all that a file holds under the file's; raises DecisionError."""
    wanted = id.strip().casefold()
    items = open_items(desk)
    one = [item for item in items if wanted and item.id.startswith(wanted)]
    found = one or [item for item in items if wanted and item.content_hash.startswith(wanted)]
    for versions in as_asked(items):
        if not found and len(versions) > 1 and wanted == _id_of_versions(versions):
            listed = " or ".join(f"{item.id[:_SHORT]} for {item.origin.file}" for item in versions)
            raise DecisionError(f"Say which version counts, by its own id: {listed}.")
    if not found or len(one) > 1:
        listed = ", ".join(item.id[:_SHORT] for item in (one or items)[:5]) or "nothing"
        raise DecisionError(f'No single thing to check is called "{id.strip()[:40]}"; there is {listed}.')
    return tuple(found)


def accept(desk: Desk, id: str, reason: str) -> Accepted:
    """Accept what is to check, by its id, or all that a file holds by the file's; gives what that settled.

    A corrected form then replaces what came of it before, a cell that came back empty withdraws its figure, and a cell
    that could not be read, or a file that a newer program wrote, is noted as seen. Raises DecisionError.
    """
    why = clean_text(reason)
    if not why:
        raise DecisionError("Say why: a reason is kept beside every decision.")
    before, items = open_items(desk), items_named(desk, id)
    if len(items) > 1:  # a row that must be mapped does not keep the rest of its file waiting
        items = tuple(item for item in items if _why_not(desk, item) is None) or items
    for item in items:
        if (because := _why_not(desk, item)) is not None:
            raise DecisionError(because)
    note = decision_note(_about(items), "accepted", why)
    _settle(desk, items, lambda view: [one for item in items for one in _accepted(desk, view, item)], note)
    left = {item.id for item in (*items, *open_items(desk))}
    gone = (item for item in before if item.id not in left and item.reason == Reason.UNREADABLE)
    return Accepted(tuple(_told(item) for item in items), tuple(_told(item) for item in gone))


def _about(items: Sequence[Item]) -> str:
    """What a decision on these is about, as its note says it."""
    first = items[0]
    if len(items) > 1:
        return f"{len(items)} of {first.origin.file}"
    return about_figure(first.measure, first.quarter) if first.measure else first.origin.file


def _why_not(desk: Desk, item: Item) -> str | None:
    """Why something cannot be accepted as it is."""
    kind = keeping.kind_of(item.kept)
    if item.reason == Reason.OTHER_PARTNERSHIP or (item.reason == Reason.LATER_FORMAT and kind != keeping.NOTHING):
        return item.message
    if kind == keeping.ROW:
        return f"{item.measure or 'The row'} is no measure of the plan: map it to the one that it means."
    if kind == keeping.STATEMENT and item.reason == Reason.OTHER_PLAN and label(desk, item.about) == item.about:
        return f"{item.message} Map it to the measure that it means."
    return None


def _accepted(desk: Desk, view: View, item: Item) -> list[Received]:
    kind = keeping.kind_of(item.kept)
    if kind == keeping.STATEMENT:
        return _let_in(desk, view, item, keeping.kept_statement(item.kept, item.origin, item.id))
    if kind == keeping.QUESTION:
        return _raised(view, item)
    if kind == keeping.WITHDRAWAL:
        asked = keeping.kept_withdrawal(item.kept)
        who = _Speaker(asked.returned_for, asked.sender, asked.sequence, asked.author)
        return _let_in(desk, view, item, _stated(desk, item, asked.subject, None, who, frozenset([asked.base])))
    return []


def _let_in(desk: Desk, view: View, item: Item, one: Received) -> list[Received]:
    """A statement that is accepted; in a closed quarter with the decision that it counts, if another stands against it.

    To accept what comes after the issue is to say that it is what counts now: nobody could settle the two there.
    """
    if one.subject.quarter not in closed_quarters(view):
        return [one]
    known = [revision.link for revision in view.known([one.subject])[one.subject] if revision.link.id != one.id]
    if not one.sequence:  # an earlier answer may have raised another version of this form, and none is the later
        same = (link for link in known if (link.sender, link.partner) == (one.sender, one.returned_for))
        one = replace(one, raised=max((link.sequence for link in same if link.active), default=0))
    number = one.sequence or one.raised
    late = Link(one.id, one.bases, one.sender, one.returned_for, number, True, one.said, True, True)
    left = standing([*known, late])
    if one.id not in left or len({link.said for link in (*known, late) if link.id in left}) < 2:
        return [one]
    who = _Speaker(one.returned_for, desk.store.sender, 0, desk.by)
    return [one, _stated(desk, item, one.subject, one.content, who, left)]


def _raised(view: View, item: Item) -> list[Received]:
    """The revisions of a corrected form, raised above what came of the same form before."""
    revisions = keeping.kept_question(item.kept).revisions
    heads = view.stored(set(revisions.values()))
    found = []
    for subject, ones in view.known(set(revisions)).items():
        mine = next(one.link for one in ones if one.link.id == revisions[subject])
        same = [one.link for one in ones if (one.link.sender, one.link.partner) == (mine.sender, mine.partner)]
        top = max(link.sequence for link in same if link.active)
        head = heads[mine.id]
        found.append(
            Received(
                mine.id,
                mine.said,
                subject,
                head.content,
                head.returned_for,
                mine.sender,
                mine.bases,
                head.author,
                head.at,
                head.origin,
                raised=top + 1,
                item=item.id,
            )
        )
    return found


class _Speaker(Struct, frozen=True):
    """Who said something, for whom, and in which of their returns."""

    partner: str
    sender: str
    sequence: int
    author: str


def _stated(
    desk: Desk, item: Item, subject: Subject, content: Content, who: _Speaker, bases: frozenset[str] = frozenset()
) -> Received:
    """What a sender said, as a decision understands it."""
    said = said_hash(content)
    return Received(
        id_of_said(who.sender, desk.partnership, subject, said, bases),
        said,
        subject,
        content,
        who.partner,
        who.sender,
        bases,
        who.author,
        now(),
        item.origin,
        who.sequence,
        item=item.id,
    )


def _settle(desk: Desk, items: Iterable[Item], received: Callable[[View], Iterable[Received]], note: str) -> None:
    """Store a decision: what it takes in counts only as long as a merge brings the items."""
    settled = tuple(item.id for item in items)
    desk.store.take_in(
        desk.partnership,
        lambda view: Intake(received=tuple(received(view)), settles=settled),
        kind=ACCEPT,
        author=desk.by,
        at=now(),
        note=note,
        plan_version=desk.plan.version,
    )


def map_row(desk: Desk, id: str, measure: Measure, reason: str = "") -> ToCheck:
    """Say which measure a row means that the plan does not know, and take in what was typed into it.

    Raises EntryError where what was typed does not fit the measure, EnteringError where the partner does not supply it.
    """
    items = items_named(desk, id)
    item = items[0]
    kind = keeping.kind_of(item.kept)
    if len(items) > 1 or kind not in (keeping.ROW, keeping.STATEMENT):
        raise DecisionError("Only a row can be mapped to a measure, one at a time; accept the others.")
    one = _mapped_row(desk, item, measure) if kind == keeping.ROW else _mapped_statement(desk, item, measure)
    means, why = f"{item.measure or 'the row'} means {measure.id}", clean_text(reason)
    _settle(
        desk,
        [item],
        lambda view: _let_in(desk, view, item, one),
        f"{means}, because {why}" if why else means,
    )
    return _told(item)


def _mapped_row(desk: Desk, item: Item, measure: Measure) -> Received:
    row = keeping.kept_row(item.kept)
    partner = supplier_of(desk, measure, row.returned_for or None)
    subject = Subject(measure.uid, row.quarter, measure.answerer(partner))
    statement = read_entry(measure, row.entry, Quarter.parse(row.quarter), None)
    return _stated(desk, item, subject, statement, _Speaker(partner, row.sender, row.sequence, row.author))


def _mapped_statement(desk: Desk, item: Item, measure: Measure) -> Received:
    """What was said of a measure that this plan has under another name."""
    old = keeping.kept_statement(item.kept, item.origin, item.id)
    if old.subject.field != STATEMENT:
        raise DecisionError("Only figures can be mapped to a measure; copy the text into the commentary.")
    partner = supplier_of(desk, measure, old.returned_for or None)
    subject = Subject(measure.uid, old.subject.quarter, measure.answerer(partner))
    return _stated(desk, item, subject, old.content, _Speaker(partner, old.sender, old.sequence, old.author))
