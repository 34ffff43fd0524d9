"""Gathering all that a pack tells of a quarter: its figures assessed, and what else the desk knows beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from csp_tui.desk import asking, deciding
from csp_tui.desk.accepting import to_check
from csp_tui.desk.changes import changes_since, rules_changed
from csp_tui.desk.configuring import leads, quarter_dates, setting
from csp_tui.desk.contacts import contacts, rows_of
from csp_tui.desk.correcting import corrected_in
from csp_tui.desk.deliverables import deliverable_notes
from csp_tui.desk.freezing import Grounds, grounds, issued_packs, latest_by_quarter
from csp_tui.desk.opening import Desk, day_of
from csp_tui.desk.reading import book_as_told, digest, open_book
from csp_tui.desk.retelling import retold_since
from csp_tui.domain.benchmarking import editions_of
from csp_tui.domain.book import Book
from csp_tui.domain.fields import ACTION, field_title
from csp_tui.domain.marking import MADE_UP_MARKING, at_least_sensitive
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import QuarterStatus
from csp_tui.domain.statements import Statement
from csp_tui.packs.content import (
    ActionTold,
    DataRow,
    DeliverableTold,
    DifferTold,
    Issue,
    PackContent,
    SideTold,
    Supplies,
    ToCheckTold,
)

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of the steps are done, and how many there are."""

STEPS = 4


def tell_nobody(_text: str, _done: int, _all: int) -> None:
    """Nobody asks how far it is."""


class Gathered(Struct, frozen=True):
    """What a pack tells, and what it was made from."""

    content: PackContent
    grounds: Grounds


def gathered(
    desk: Desk, quarter: Quarter, tell: Progress, *, issue: Issue | None = None, exact: bool = False
) -> Gathered:
    """All that the pack of a quarter tells; a draft where no issue is given.

    A draft bears the day of its last change and an issued pack the day of its issue, so that the same state gives the
    same pack on any day.
    """
    tell("Reading the figures", 0, STEPS)
    book = open_book(desk, quarter)
    made_from = grounds(desk, quarter)
    tell("Rating them", 1, STEPS)
    status = assess_quarter(book)
    marking = setting(desk, "marking").value
    changed = changes_since(desk, quarter)
    content = PackContent(
        status,
        issue.on if issue is not None else last_change(desk, quarter),
        digest(desk),
        marking=at_least_sensitive(marking) if exact else marking,
        issue=issue,
        leads=_leads(desk),
        previous=told_before(desk, quarter),
        data=tuple(_earlier(book)),
        exact_small_numbers=exact,
        made_up=marking == MADE_UP_MARKING,
        actions=tuple(_actions(desk, quarter)),
        deliverables=tuple(_deliverables(desk, quarter)),
        supplies=tuple(_supplies(desk)),
        differing=tuple(_differing(desk, quarter)),
        to_check=tuple(_to_check(desk, quarter)),
        changes=changed.figures,
        corrected=tuple(corrected_in(desk, quarter)),
        texts_changed=changed.texts,
        rules_changed=rules_changed(desk, made_from, quarter),
        meeting=quarter_dates(desk, quarter).meeting,
        breaks=book.breaks,
        retold=retold_since(desk, quarter),
        tables=editions_of(book.tables),
    )
    return Gathered(content, made_from)


def _leads(desk: Desk) -> Mapping[int, str]:
    """Who leads each priority; where that is not set, the user who said that it is the one led from this copy."""
    said = {desk.priority: desk.by} if desk.role == "lead" and desk.priority is not None else {}
    return {**said, **leads(desk)}


def told_before(desk: Desk, quarter: Quarter) -> QuarterStatus | None:
    """The quarter before as its latest pack told it, else as it stands; None where nothing is known of it."""
    before = book_told_before(desk, quarter)
    return assess_quarter(before) if before.figures else None


def book_told_before(desk: Desk, quarter: Quarter) -> Book:
    """The book of the quarter before, as its latest pack told it, else as it stands."""
    pack = latest_by_quarter(issued_packs(desk)).get(quarter.previous)
    return open_book(desk, quarter.previous) if pack is None else book_as_told(desk, pack)


def last_change(desk: Desk, quarter: Quarter) -> date:
    """The day of the last change to the quarter: the same content bears the same date on any day."""
    rows = desk.store.current(desk.partnership, str(quarter), str(quarter))
    times = [row.head.at for row in rows if row.head is not None]
    return day_of(max(times)) if times else quarter.end


def _earlier(book: Book) -> Iterator[DataRow]:
    for measure in book.plan.measures:
        for answerer, series in sorted(book.figures.get(measure.uid, {}).items()):
            partner = answerer or measure.suppliers[0]
            for quarter in sorted(series):
                if quarter < book.quarter:
                    yield DataRow(measure, partner, quarter, series[quarter].statement)


def _actions(desk: Desk, quarter: Quarter) -> Iterator[ActionTold]:
    """The actions that are open, and those done since the pack of an earlier quarter was issued."""
    earlier = [pack.at for of, pack in latest_by_quarter(issued_packs(desk)).items() if of < quarter]
    since = day_of(max(earlier)) if earlier else None
    decided = {
        head.subject.field: head.at for head in reversed(desk.store.history(desk.partnership, asking.ACTIONS_ABOUT))
    }
    for action in asking.actions(desk):
        if action.done is None or since is None or action.done >= since:
            on = action.meeting or day_of(decided.get(f"{ACTION}{action.reference}", action.at))
            yield ActionTold(action.reference, action.text, action.owner, action.due, on, action.done, action.progress)


def _deliverables(desk: Desk, quarter: Quarter) -> Iterator[DeliverableTold]:
    for noted in deliverable_notes(desk, quarter):
        said = noted.note or noted.before
        if said is not None:
            yield DeliverableTold(noted.deliverable, said.quarter, said.text, said.by)


def _supplies(desk: Desk) -> Iterator[Supplies]:
    for contact in contacts(desk):
        name = f"{contact.name}, {contact.team}" if contact.team else contact.name
        for measure, partner in rows_of(desk, contact):
            yield Supplies(measure.uid, partner, name)


def _differing(desk: Desk, quarter: Quarter) -> Iterator[DifferTold]:
    for conflict in deciding.conflicts(desk, quarter):
        about, field = conflict.subject.about, conflict.subject.field
        measure = desk.plan.by_uid.get(about)
        yield DifferTold(
            measure.indicator if measure is not None else desk.plan.labels.get(about, about),
            measure,
            conflict.partner,
            "" if measure is not None else field_title(field),
            tuple(_sides(conflict.sides)),
        )


def _sides(sides: Iterable[deciding.Side]) -> Iterator[SideTold]:
    for side in sides:
        statement = side.content if isinstance(side.content, Statement) else None
        yield SideTold(statement, side.by, day_of(side.at), side.file)


def _to_check(desk: Desk, quarter: Quarter) -> Iterator[ToCheckTold]:
    for waiting in to_check(desk, quarter):
        yield ToCheckTold(waiting.measure, waiting.partner, waiting.message, waiting.file)
