"""Sending: writing a return that was looked over as a workbook, and the e-mail to go with it; nothing is sent here.

For commands and screens: `review`, `submit`, `submissions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.folders import RETURNS, folder_for
from csp_tui.desk.forms import Scope, file_name, identity_of, partner_scope, priority_scope
from csp_tui.desk.gathering import gathered
from csp_tui.desk.looking_over import Review, TextKind, looked_over
from csp_tui.desk.opening import Desk, day_of, now
from csp_tui.desk.outgoing import PARTNERS_JOIN, Submission, submissions, submissions_in
from csp_tui.desk.sent_before import LastWritten, what_it_tells
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import SUBMISSION, write_object
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.returns.layout import PROGRAM_KIND
from csp_tui.storage.records import Draft, Subject
from csp_tui.storage.view import View
from csp_tui.workbooks.passwords import KEPT_NOWHERE, Password, is_locked

if TYPE_CHECKING:
    from csp_tui.workbooks.filing import NewFile

SUBMIT_STEP: Final = "submit"  # the kind of the step that records a written return; undo passes over it
_LED: Final = (TextKind.HEADLINE, TextKind.PROGRESS)  # what the lead of a priority writes: it is a return by itself


class SubmitError(UserError):
    """A return that cannot be written yet; the message says what to put right."""


class _Overtaken(Exception):  # noqa: N818 - says what happened
    """Another program has put a return of this number on record, or took the name of its file, in the meantime."""


class Submitted(Struct, frozen=True):
    """A return that was written: where, with which number, and the e-mail to send it with."""

    path: Path
    sequence: int
    review: Review
    mail: str
    renamed_because: str | None
    protected: bool = False
    agreed_by: str = ""

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
    return looked_over(desk, quarter, scope_of(desk, partner, priority))


def scope_of(desk: Desk, partner: str | None, priority: int | None) -> Scope:
    """The rows of a return: as it is asked for, else as the settings say. Raises a UserError where neither tells."""
    if partner is not None:
        return partner_scope(desk, partner)
    if priority is not None:
        return priority_scope(desk, priority)
    if desk.partner is not None:
        return partner_scope(desk, desk.partner)
    if desk.priority is not None:
        return priority_scope(desk, desk.priority)
    raise SubmitError("For whom is the return? Say --partner or --priority, or keep it: csp-tui settings partner NAME.")


def submit(
    desk: Desk,
    quarter: Quarter,
    folder: Path | None = None,
    *,
    partner: str | None = None,
    priority: int | None = None,
    password: Password | None = None,
    agreed_by: str | None = None,
) -> Submitted:
    """Write the filled return of a partner or a priority, protected where a password is given, and record it.

    `agreed_by` is a role and a day for its sheet Sign-off; where it is not given it is what the return before said, as
    long as nothing changed since. Raises SubmitError while there are errors.
    """
    signed = None if agreed_by is None else read_agreed(agreed_by)
    desk.plan.require_quarter(quarter)
    began, scope, into = now(), scope_of(desk, partner, priority), folder or folder_for(desk, RETURNS)
    found = first = _ready(desk, quarter, scope)
    desk.store.verify_before_writing()
    while True:
        agreed = found.agreed_by if signed is None else signed
        if password is None and (same := _written_meanwhile(desk, found, first.last, into, began, agreed)) is not None:
            return same
        with suppress(_Overtaken):
            return _written(desk, found, into, password, agreed)
        found = _ready(desk, quarter, scope)


def read_agreed(typed: str) -> str:
    """The line of the sheet Sign-off that says who agreed a return. Raises a UserError where it is too long for it."""
    from csp_tui.returns.rules import LONGEST_LINE  # noqa: PLC0415 - not before somebody says who agreed

    agreed = " ".join(clean_text(typed).split())
    if len(agreed) > LONGEST_LINE:
        raise SubmitError(f"{len(agreed)} characters are too many for who agreed it; at most {LONGEST_LINE}.")
    return agreed


def _ready(desk: Desk, quarter: Quarter, scope: Scope) -> Review:
    """What a return would hold now. Raises SubmitError while there are errors, or nothing is stated."""
    found = looked_over(desk, quarter, scope)
    if found.errors:
        raise SubmitError(f"Put this right before sending: {' '.join(q.message for q in found.errors)}")
    if not found.answered and not found.blank and not any(one.there for one in found.texts if one.kind in _LED):
        raise SubmitError(f"Nothing is stated yet of {scope.words} for {quarter.short}; enter it first.")
    return found


def _written_meanwhile(
    desk: Desk, found: Review, before: LastWritten | None, folder: Path, began: datetime, agreed: str
) -> Submitted | None:
    """The return with the very same in it that another program wrote there since: one file is enough then."""
    last = found.last
    if last is None or last.changed or (last.submission.by, last.submission.agreed_by) != (desk.by, agreed):
        return None
    if last.submission.at < began and before is not None and before.submission.form == last.submission.form:
        return None
    path, sequence = folder / last.submission.file, last.submission.sequence
    with suppress(OSError):
        if not is_locked(path.read_bytes()):
            why = f"{path.name} was written by another program at the same moment, with the same in it."
            mail = _mail(desk, found, sequence, path.name, agreed)
            return Submitted(path, sequence, found, mail, why, agreed_by=agreed)
    return None


def _written(desk: Desk, found: Review, folder: Path, password: Password | None, agreed: str) -> Submitted:
    """Write what was looked over as the next return, on record. Raises _Overtaken, and leaves no file."""
    from csp_tui.returns.form import return_to_come  # noqa: PLC0415 - openpyxl is loaded by the first return

    scope, quarter = found.scope, found.quarter
    sequence = _next_sequence(scope, submissions(desk, quarter))
    identity = replace(identity_of(desk, quarter, scope, PROGRAM_KIND), sender=desk.store.sender, sequence=sequence)
    content = gathered(
        desk,
        quarter,
        scope.rows,
        identity,
        scope.words,
        answered=True,
        filled_in_by=desk.by,
        agreed_by=agreed,
        priority=scope.priority,
    )
    name = f"{file_name(quarter, scope)}-return-{sequence}.xlsx"
    with return_to_come(content, folder, name, password) as coming:
        _record(desk, quarter, scope, identity.form, sequence, coming, agreed)
    mail = _mail(desk, found, sequence, coming.path.name, agreed)
    return Submitted(coming.path, sequence, found, mail, coming.why, password is not None, agreed)


def _partners(scope: Scope) -> tuple[str, ...]:
    return tuple(dict.fromkeys(partner for _, partner in scope.rows))


def _next_sequence(scope: Scope, written: Iterable[Submission]) -> int:
    """One more than the highest number of a return with any of these partners in it: a later return counts higher."""
    mine = set(_partners(scope))
    return max((s.sequence for s in written if mine & set(s.partners)), default=0) + 1


def _record(desk: Desk, quarter: Quarter, scope: Scope, form: str, sequence: int, coming: NewFile, agreed: str) -> None:
    """Put a return on record; its file takes its name in the same transaction, so that no other does for a while."""

    def refuse_overtaken(view: View, _: object) -> None:
        if _next_sequence(scope, submissions_in(view, quarter)) != sequence or not coming.took_its_name():
            raise _Overtaken

    said = {
        "words": scope.words,
        "partners": PARTNERS_JOIN.join(_partners(scope)),
        "sequence": str(sequence),
        "file": coming.path.name,
        "told": write_object(what_it_tells(desk, quarter, scope)),
        "agreed_by": agreed or None,
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
        guard=refuse_overtaken,
    )


def _mail(desk: Desk, found: Review, sequence: int, file: str, agreed: str) -> str:
    """The e-mail to send a return with, to be copied."""
    scope, quarter = found.scope, found.quarter
    attached = f"Attached is return {sequence} for {quarter.label} ({file})."
    if found.last is not None and found.last.submission.sequence < sequence:
        before = found.last.submission
        attached += f" It replaces return {before.sequence} of {printed_date(day_of(before.at))}."
    attached += f" It is agreed by {agreed}." if agreed else ""
    lines = [
        f"Subject: {desk.plan.partnership}: return of {scope.words} for {quarter.short}",
        "",
        "Dear coordinator,",
        "",
        attached,
        "",
        f"{found.counts}.",
    ]
    lines += _listed("Provisional:", (f"{t.measure}  {t.title}: {t.words}" for t in found.answered if t.provisional))
    lines += _listed("Blank, with the reason:", (f"{t.measure}  {t.words}" for t in found.blank))
    lines += _listed("Not answered yet:", (f"{t.measure}  {t.title}" for t in found.missing))
    return "\n".join([*lines, "", desk.by])


def _listed(heading: str, rows: Iterable[str]) -> list[str]:
    """A part of the e-mail; none where there are no rows."""
    listed = [f"  {row}" for row in rows]
    return ["", heading, *listed] if listed else []
