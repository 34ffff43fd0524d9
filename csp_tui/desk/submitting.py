"""Sending: looking a return over, writing it as a workbook, and the e-mail to send it with; nothing is sent from here.

For commands and screens: `review`, `submit`, `submissions`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from csp_tui.desk.contacts import Row
from csp_tui.desk.deliverables import deliverable_notes
from csp_tui.desk.folders import RETURNS, folder_for
from csp_tui.desk.forms import Scope, file_name, identity_of, partner_scope, priority_scope
from csp_tui.desk.gathering import gathered, open_queries
from csp_tui.desk.opening import Desk, now
from csp_tui.desk.outgoing import PARTNERS_JOIN, submissions
from csp_tui.desk.reading import status
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import SUBMISSION, write_object
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Level, MeasureStatus, Query, State
from csp_tui.returns.layout import PROGRAM_KIND
from csp_tui.returns.wording import answer_in_words
from csp_tui.storage.records import Draft, Subject
from csp_tui.workbooks.passwords import KEPT_NOWHERE, Password

SUBMIT_STEP: Final = "submit"  # the kind of the step that records a written return; undo passes over it


class SubmitError(UserError):
    """A return that cannot be written yet; the message says what to put right."""


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a return in words: `5,208`, `blank: late, promised by 30 November 2026`, or that figures differ."""

    measure: str
    partner: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a return would hold: what is answered, what is blank and why, what is missing, and what the check found.

    `differ` are rows of which figures differ; they are left out until somebody settles them. `explained` are queries
    whose explanation goes with the return.
    """

    quarter: Quarter
    scope: Scope
    answered: tuple[Told, ...]
    blank: tuple[Told, ...]
    missing: tuple[Told, ...]
    differ: tuple[Told, ...]
    errors: tuple[Query, ...]
    unexplained: tuple[Query, ...]
    explained: tuple[Query, ...] = ()

    @property
    def summary(self) -> str:
        """What is in it, in one sentence."""
        return (
            f"{len(self.answered)} answered, {len(self.blank)} blank with a reason, {len(self.missing)} not answered"
            f" yet, of {self.scope.words} for {self.quarter.short}."
        )

    @property
    def waiting(self) -> tuple[str, ...]:
        """What still waits for a person, in sentences; empty when nothing does."""
        found = []
        if self.missing:
            listed = ", ".join(told.measure for told in self.missing)
            found.append(f"Not answered yet: {listed}.")
        if self.differ:
            found.append(f"Figures differ, so they are left out: {', '.join(told.measure for told in self.differ)}.")
        found += [f"Not explained yet: {query.message}" for query in self.unexplained]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A return that was written: where, with which number, and the e-mail to send it with."""

    path: Path
    sequence: int
    review: Review
    mail: str
    renamed_because: str | None
    protected: bool = False

    @property
    def sentence(self) -> str:
        """What is saved, and that nothing is sent."""
        return (
            f"Return {self.sequence} of {self.review.scope.words} for {self.review.quarter.short} is saved in"
            f" {self.path}. It has not been sent: attach it to an e-mail to the coordinator."
            f"{f' {KEPT_NOWHERE}' if self.protected else ''}"
        )


def review(desk: Desk, quarter: Quarter, *, partner: str | None = None, priority: int | None = None) -> Review:
    """Look over what a return would hold; nothing is written."""
    return _review(desk, quarter, _scope(desk, partner, priority))


def _scope(desk: Desk, partner: str | None, priority: int | None) -> Scope:
    if partner is not None:
        return partner_scope(desk, partner)
    if priority is not None:
        return priority_scope(desk, priority)
    if desk.partner is not None:
        return partner_scope(desk, desk.partner)
    if desk.priority is not None:
        return priority_scope(desk, desk.priority)
    raise SubmitError("For whom is the return? Say --partner or --priority, or keep it: csp-tui settings partner NAME.")


def _review(desk: Desk, quarter: Quarter, scope: Scope) -> Review:
    assessed = status(desk, quarter)
    found = {(m.measure.uid, m.partner): m for i in assessed.indicators for m in i.measures}
    piles: dict[State, list[Told]] = {state: [] for state in State}
    for row in scope.rows:
        told = _told(found, row)
        if told is not None:
            piles[told[0]].append(told[1])
    led = scope.priority is not None
    queries = [q for q, _, _ in open_queries(desk, scope.rows, assessed.indicators, led=led)]
    return Review(
        quarter,
        scope,
        tuple(piles[State.RECEIVED]),
        tuple(piles[State.BLANK]),
        tuple(piles[State.AWAITED] + piles[State.PART]),
        tuple(piles[State.CONFLICT]),
        tuple(q for q, _, _ in open_queries(desk, scope.rows, assessed.indicators, Level.ERROR)),
        tuple(q for q in queries if q.explained is None),
        tuple(q for q in queries if q.explained is not None),
    )


def _told(found: dict[tuple[str, str | None], MeasureStatus], row: Row) -> tuple[State, Told] | None:
    """How a row stands, of this partner where several answer; None for one that nobody waits for and nobody told."""
    measure, partner = row
    of_row = (
        found.get((measure.uid, partner)) or found.get((measure.uid, None)) or found[measure.uid, measure.suppliers[0]]
    )
    part = next((p for p in of_row.parts if p.partner == partner), None)
    state, statement = (of_row.state, of_row.statement) if part is None else (part.state, part.statement)
    if state is State.AWAITED and not measure.required:
        return None
    words = answer_in_words(measure, statement) if statement is not None else of_row.reason
    return state, Told(measure.id, partner, measure.title, words)


def submit(
    desk: Desk,
    quarter: Quarter,
    folder: Path | None = None,
    *,
    partner: str | None = None,
    priority: int | None = None,
    password: Password | None = None,
) -> Submitted:
    """Write the filled return of a partner or a priority, protected where a password is given, and record it.

    Raises SubmitError while there are errors.
    """
    from csp_tui.returns.form import write_return  # noqa: PLC0415 - openpyxl is loaded by the first return

    desk.plan.require_quarter(quarter)
    looked_over = _review(desk, quarter, _scope(desk, partner, priority))
    if looked_over.errors:
        raise SubmitError(f"Put this right before sending: {' '.join(q.message for q in looked_over.errors)}")
    if not looked_over.answered and not looked_over.blank and not _is_led(desk, quarter, looked_over.scope):
        raise SubmitError(f"Nothing is stated yet of {looked_over.scope.words} for {quarter.short}; enter it first.")
    scope = looked_over.scope
    sequence = _next_sequence(desk, quarter, scope)
    identity = replace(identity_of(desk, quarter, scope, PROGRAM_KIND), sender=desk.store.sender, sequence=sequence)
    content = gathered(
        desk, quarter, scope.rows, identity, scope.words, answered=True, filled_in_by=desk.by, priority=scope.priority
    )
    name, chosen = f"{file_name(quarter, scope)}-return-{sequence}.xlsx", folder or folder_for(desk, RETURNS)
    path, renamed_because = write_return(content, chosen, name, password)
    _record(desk, quarter, scope, identity.form, sequence, path.name)
    return Submitted(
        path,
        sequence,
        looked_over,
        _mail(desk, looked_over, sequence, path.name),
        renamed_because,
        password is not None,
    )


def _partners(scope: Scope) -> tuple[str, ...]:
    return tuple(dict.fromkeys(partner for _, partner in scope.rows))


def _is_led(desk: Desk, quarter: Quarter, scope: Scope) -> bool:
    """Whether the lead of a priority has written of it: its headline paragraph, or progress on a deliverable."""
    if scope.priority is None:
        return False
    notes = deliverable_notes(desk, quarter)
    reported = any(n.note is not None and n.deliverable.priority == scope.priority for n in notes)
    return reported or scope.priority in status(desk, quarter).headlines


def _next_sequence(desk: Desk, quarter: Quarter, scope: Scope) -> int:
    """One more than the highest number of a return with any of these partners in it: a later return counts higher."""
    mine = set(_partners(scope))
    return max((s.sequence for s in submissions(desk, quarter) if mine & set(s.partners)), default=0) + 1


def _record(desk: Desk, quarter: Quarter, scope: Scope, form: str, sequence: int, file: str) -> None:
    said = {
        "words": scope.words,
        "partners": PARTNERS_JOIN.join(_partners(scope)),
        "sequence": str(sequence),
        "file": file,
    }
    subject = Subject(f"return-{form}", str(quarter), scope.partner, SUBMISSION)
    desk.store.append(
        desk.partnership,
        [Draft(subject, write_object(said), scope.partner)],
        kind=SUBMIT_STEP,
        author=desk.by,
        at=now(),
        note=f"return {sequence} of {scope.words}",
        plan_version=desk.plan.version,
    )


def _mail(desk: Desk, looked_over: Review, sequence: int, file: str) -> str:
    """The e-mail to send a return with, to be copied."""
    scope, quarter = looked_over.scope, looked_over.quarter
    lines = [
        f"Subject: {desk.plan.partnership}: return of {scope.words} for {quarter.short}",
        "",
        f"Attached is return {sequence} of {scope.words} for {quarter.label} ({file}).",
        "",
        looked_over.summary,
    ]
    if looked_over.blank:
        lines += ["", "Blank, with the reason:", *(f"  {t.measure}  {t.words}" for t in looked_over.blank)]
    if looked_over.missing:
        lines += ["", "Not answered yet:", *(f"  {t.measure}  {t.title}" for t in looked_over.missing)]
    return "\n".join([*lines, "", desk.by])
