"""Which statements of a return a person must look at before they count, and why, as sentences; knows no ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from csp_tui.domain.book import COMMENTARY_FIELDS
from csp_tui.domain.fields import EXPLAINED, FIGURE, MONTHS, NOTE, closes
from csp_tui.domain.measures import Indicator, Measure, Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.returns.identity import definition_hash, definition_in_words
from csp_tui.returns.layout import FORMAT
from csp_tui.returns.noting import of_a_newer_program
from csp_tui.returns.records import Return, ReturnedItem, ReturnKind
from csp_tui.returns.summary import Outcome
from csp_tui.returns.telling import DIFFER, in_words
from csp_tui.storage.records import STATEMENT, Subject
from csp_tui.storage.sqlite import SCHEMA_VERSION


class Reason(StrEnum):
    """Why something of a return is to check."""

    LATER_FORMAT = "later-format"
    OTHER_PARTNERSHIP = "other-partnership"
    OTHER_QUARTER = "other-quarter"
    OTHER_PLAN = "other-plan"
    UNKNOWN_ROW = "unknown-row"
    NOT_THIS_PARTNER = "not-this-partner"
    AFTER_ISSUE = "received-after-issue"
    REVISED = "revised"
    UNREADABLE = "unreadable-cell"
    CORRECTED = "corrected-form"
    WITHDRAW = "withdraw?"


# Why a file as a whole was kept out must not be forgotten when what it says is judged row by row another time.
KEEPING_OUT: Final = (Reason.OTHER_PARTNERSHIP, Reason.OTHER_QUARTER, Reason.OTHER_PLAN, Reason.NOT_THIS_PARTNER)


class Ground(Struct, frozen=True, dict=True):
    """What returns are judged against. `quarter` is the one asked for, if any; `issued` those already closed.

    `rows` names the uids that each contact of a partner supplies, where contacts are on record. `by` and `at` stand on
    what a return does not say itself.
    """

    partnership: str
    plan: Plan
    by: str
    at: datetime
    quarter: Quarter | None = None
    issued: frozenset[str] = frozenset()
    rows: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    replace: bool = False

    @cached_property
    def definitions(self) -> Mapping[str, str]:
        """The hash of each measure's definition as the plan has it now, by uid."""
        return {measure.uid: definition_hash(measure) for measure in self.plan.measures}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The plan's indicators by uid."""
        return {indicator.uid: indicator for indicator in self.plan.indicators}


class Doubt(Struct, frozen=True):
    """Why something is to check, as a code and as a sentence."""

    reason: Reason
    message: str

    @property
    def outcome(self) -> Outcome:
        """Where a statement ends of which it keeps somebody from taking it in."""
        return Outcome.WITHDRAW_ASKED if self.reason is Reason.WITHDRAW else Outcome.TO_CHECK


def doubt_of_file(ground: Ground, read: Return) -> Doubt | None:
    """Why nothing of a return may be taken in before a person has looked at it."""
    known = SCHEMA_VERSION if read.kind is ReturnKind.DATABASE else FORMAT
    if read.format > known:
        return Doubt(Reason.LATER_FORMAT, of_a_newer_program(read.file, read.format, known))
    if read.partnership != ground.partnership:
        return Doubt(
            Reason.OTHER_PARTNERSHIP,
            f"{read.file} is a return to another partnership ({read.partnership}); send it back, or merge it there.",
        )
    if read.printed_otherwise:
        return Doubt(
            Reason.OTHER_QUARTER,
            f"{read.file} is marked as the form for {read.quarter.label}, but {read.printed_otherwise}; accept it if"
            f" its figures are for {read.quarter.short}, else ask for the form of their quarter.",
        )
    if ground.quarter is not None and read.kind is not ReturnKind.DATABASE and read.quarter != ground.quarter:
        return Doubt(
            Reason.OTHER_QUARTER,
            f"{read.file} is for {read.quarter.label}, not {ground.quarter.label};"
            " accept it, or take it in for that quarter.",
        )
    return None


def doubt_of_item(ground: Ground, read: Return, item: ReturnedItem) -> Doubt | None:
    """Why one statement may not be taken in before a person has looked at it; the quarter's issue is left out."""
    about, field_ = item.subject.about, item.subject.field
    if field_ in COMMENTARY_FIELDS or field_.startswith(FIGURE):
        return _doubt_of_words(ground, read, item)
    if field_ == NOTE:
        return _doubt_of_note(ground, item)
    if field_ not in (STATEMENT, MONTHS) and not field_.startswith(EXPLAINED):
        return None
    measure = ground.plan.by_uid.get(about)
    if measure is None:
        return Doubt(
            Reason.OTHER_PLAN,
            f"{item.measure} is not in the {ground.plan.year} plan; the form was made with {read.plan or 'another'}.",
        )
    uids = {about, _indicator_uid(ground.plan, measure)}
    doubt = _doubt_of_definition(ground, read, item, measure)
    return doubt or _doubt_of_sender(ground, read, item, measure.suppliers, uids) or _doubt_of_emptied(item)


def _doubt_of_emptied(item: ReturnedItem) -> Doubt | None:
    """Whether a figure is to be taken out is asked, also where something else of its row is left."""
    if not item.emptied:
        return None
    left = in_words(item.subject.field, item.content)
    return Doubt(Reason.WITHDRAW, f"The figure of {item.measure} came back empty, beside {left}; take the figure out?")


def _doubt_of_definition(ground: Ground, read: Return, item: ReturnedItem, measure: Measure) -> Doubt | None:
    made_with = read.definitions.get(measure.uid)
    if made_with is None or made_with == ground.definitions[measure.uid]:
        return None
    meaning = read.meanings.get(measure.uid)
    then = f'"{meaning}"' if meaning else "something else"
    return Doubt(
        Reason.OTHER_PLAN,
        f"{item.measure} meant {then} in the plan that the form was made with ({read.plan});"
        f' it now means "{definition_in_words(measure)}". Accept it only if the figure fits.',
    )


def _doubt_of_words(ground: Ground, read: Return, item: ReturnedItem) -> Doubt | None:
    indicator = ground.indicators.get(item.subject.about)
    if indicator is None:
        return Doubt(Reason.OTHER_PLAN, f"{item.measure} is not in the {ground.plan.year} plan.")
    voices = dict.fromkeys((*indicator.partners, *(s for m in indicator.measures for s in m.suppliers)))
    uids = {indicator.uid, *(m.uid for m in indicator.measures)}
    return _doubt_of_sender(ground, read, item, tuple(voices), uids)


def _doubt_of_note(ground: Ground, item: ReturnedItem) -> Doubt | None:
    """A note on a deliverable that the plan does not have; the deliverables of another year's plan are its own."""
    plan, known = ground.plan, {deliverable.id for deliverable in ground.plan.deliverables}
    of_this_plan = str(plan.first_quarter) <= item.subject.quarter <= str(plan.last_quarter)
    if item.subject.about in known or not of_this_plan:
        return None
    return Doubt(Reason.OTHER_PLAN, f"{item.measure} is no deliverable of the {plan.year} plan.")


def _doubt_of_sender(
    ground: Ground, read: Return, item: ReturnedItem, suppliers: tuple[str, ...], uids: set[str]
) -> Doubt | None:
    """Whether the row belongs to the partner, and to the contact, that the return is from."""
    partner = item.returned_for
    if partner not in suppliers:
        return Doubt(
            Reason.NOT_THIS_PARTNER,
            f"{item.measure} is not supplied by {partner or 'nobody named'}, but by {' and '.join(suppliers)};"
            " accept it only if they agreed.",
        )
    if read.partner is not None and partner != read.partner:
        return Doubt(
            Reason.NOT_THIS_PARTNER,
            f"{item.measure} is stated for {partner} in a return of {read.partner}; accept it only if they agreed.",
        )
    rows = ground.rows.get((partner, read.contact)) if read.contact is not None else None
    if rows is not None and not rows & uids:
        return Doubt(
            Reason.NOT_THIS_PARTNER,
            f"{item.measure} is not one of the rows of {read.contact}; accept it only if they answer for it.",
        )
    return None


def doubt_of_closed(ground: Ground, subject: Subject, measure: str, old: str | None) -> Doubt | None:
    """Why a statement that changes something comes too late: the pack of its quarter is issued."""
    if subject.quarter not in ground.issued or not closes(subject.field):
        return None
    if old is None:
        return Doubt(
            Reason.AFTER_ISSUE,
            f"{measure} came after the pack of {subject.quarter} was issued; accept it to put it on record.",
        )
    was = f"The figures of {measure} differed" if old == DIFFER else f"{measure} was {old}"
    return Doubt(
        Reason.REVISED,
        f"{was} when the pack of {subject.quarter} was issued; accept the revision to put it on record.",
    )


def _indicator_uid(plan: Plan, measure: Measure) -> str:
    return plan.by_code[measure.indicator].uid
