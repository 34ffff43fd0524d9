"""Returns for tests, in a few words: who states what, based on what, in which form or by which program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from msgspec.structs import replace

from csp_tui.desk import entering
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.entries import Entry
from csp_tui.domain.fields import ISSUED
from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.statements import Statement
from csp_tui.plans.loading import load_plan
from csp_tui.returns.identity import definition_hash
from csp_tui.returns.records import Emptied, Return, ReturnedItem, ReturnKind, UnknownRow, Unread
from csp_tui.returns.summary import MergeSummary, Outcome
from csp_tui.storage.contents import revision_id
from csp_tui.storage.records import Content, Current, Draft, Origin, Subject

PLAN = load_plan("medway", "2026-27")
Q2 = Quarter(2026, 2)
POLICE, KFRS, COUNCIL = "Kent Police", "KFRS", "Medway Council"
TREATMENT = PLAN.measure("P3-05")
FIRES, DERELICT = "P1-01.fires", "P1-01.derelict"


def figure(number: str | int) -> Statement:
    return Statement(value=Figure(Decimal(number)))


def subject_of(measure: Measure, partner: str, quarter: Quarter = Q2) -> Subject:
    return Subject(measure.uid, str(quarter), measure.answerer(partner))


def item(
    measure: Measure | str,
    content: Content | int,
    *,
    partner: str | None = None,
    bases: Sequence[str] | None = (),
    file: str = "return.xlsx",
    quarter: Quarter = Q2,
    sender: str = "",
) -> ReturnedItem:
    """A statement of a measure; a bare number is its value."""
    found = PLAN.measure(measure) if isinstance(measure, str) else measure
    who = partner or found.suppliers[0]
    said = figure(content) if isinstance(content, int) else content
    place = PLAN.measures.index(found) + 8 if found in PLAN.measures else 99
    return ReturnedItem(
        subject_of(found, who, quarter),
        said,
        who,
        None if bases is None else tuple(bases),
        Origin(file, "Return", f"F{place}"),
        found.id,
        sender,
    )


def made(
    *items: ReturnedItem,
    kind: ReturnKind = ReturnKind.FORM,
    file: str = "return.xlsx",
    form: str = "form-1",
    sender: str = "",
    sequence: int = 0,
    partner: str | None = None,
    contact: str | None = None,
    quarter: Quarter = Q2,
    unread: Sequence[Unread] = (),
    unknown: Sequence[UnknownRow] = (),
    emptied: Sequence[Emptied] = (),
    written: str | None = None,
    definitions: Mapping[str, str] | None = None,
    plan: str = PLAN.id,
) -> Return:
    """A return; its hash follows from what it says, as a reader works it out."""
    said = sorted(repr((i.subject, i.content)) for i in items)
    loose = sorted([*(u.text for u in unread), *(u.label for u in unknown), *(e.measure for e in emptied)])
    content_hash = hashlib.sha256(json.dumps([str(quarter), said, loose]).encode()).hexdigest()
    return Return(
        file=file,
        kind=kind,
        format=1,
        partnership="medway",
        plan=plan,
        plan_version=PLAN.version,
        definitions=definitions if definitions is not None else {m.uid: definition_hash(m) for m in PLAN.measures},
        quarter=quarter,
        partner=partner,
        contact=contact,
        form=form,
        sender=sender,
        sequence=sequence,
        filled_in_by="Jo Brook",
        agreed_by="",
        content_hash=content_hash,
        written_hash=content_hash if written is None else written,
        items=tuple(replace(i, origin=replace(i.origin, file=file)) for i in items),
        unread=tuple(unread),
        unknown=tuple(unknown),
        emptied=tuple(emptied),
    )


def program(
    *items: ReturnedItem, sender: str = "laptop", sequence: int = 1, file: str = "", written: str | None = None
) -> Return:
    """What `submit` writes: each return is a form of its own."""
    name = file or f"{sender} {sequence}.xlsx"
    partner = items[0].returned_for if len({i.returned_for for i in items}) == 1 else None
    form = f"{sender}/{sequence}" + (f"/{name}" if file else "")
    return made(
        *items,
        kind=ReturnKind.PROGRAM,
        file=name,
        form=form,
        sender=sender,
        sequence=sequence,
        partner=partner,
        written=written,
    )


def id_of(read: Return, place: int = 0) -> str:
    """The revision that a statement of a return becomes."""
    one = read.items[place]
    return revision_id(one.sender or read.speaks_as, "medway", one.subject, one.content, one.bases or ())


def unknown_row(label: str, **typed: str) -> UnknownRow:
    return UnknownRow(Origin("return.xlsx", "Return", "A30"), label, "a row of ours", Entry(**typed))  # type: ignore[arg-type]


def stands(desk: Desk, measure: Measure | str, partner: str | None = None) -> Current | None:
    found = PLAN.measure(measure) if isinstance(measure, str) else measure
    subject = subject_of(found, partner or found.suppliers[0])
    return desk.store.view("medway").current_of([subject]).get(subject)


def value(desk: Desk, measure: Measure | str, partner: str | None = None) -> int | str | None:
    """What stands: a number, `conflict`, `withdrawn`, or None."""
    current = stands(desk, measure, partner)
    if current is None:
        return None
    if current.in_conflict:
        return "conflict"
    content = current.content
    if not isinstance(content, Statement):
        return "withdrawn"
    assert content.value is not None
    return int(content.value.number)


def outcomes(summary: MergeSummary) -> list[Outcome]:
    return [one.outcome for one in summary.items]


def enter(desk: Desk, typed: str, measure: str = "P3-05") -> None:
    entering.enter(desk, open_book(desk, Q2), PLAN.measure(measure), None, Entry(value=typed))


def issue(desk: Desk) -> None:
    """The pack of the quarter is issued."""
    draft = Draft(Subject("pack", str(Q2), "", ISSUED), "issued")
    desk.store.append("medway", [draft], kind="issue", author="Ann", at=datetime.now(UTC))
