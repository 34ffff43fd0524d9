"""What members of the SEG will ask of a pack, from what it tells and what is stored beside it."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.desk.asking import questions
from csp_tui.desk.opening import Desk
from csp_tui.desk.telling import told_before
from csp_tui.domain.members import MembersQuestion, Overdue, Remembered, Retold, Unanswered, members_will_ask
from csp_tui.packs.content import ChangeKind, PackContent
from csp_tui.returns.telling import in_words
from csp_tui.storage.records import STATEMENT


def questions_of_members(desk: Desk, content: PackContent) -> tuple[MembersQuestion, ...]:
    """What members will ask of a pack, the gravest first. It is for the coordinator, and so told with exact figures."""
    quarter = content.status.quarter
    earlier = (content.previous, told_before(desk, quarter.previous) if content.previous is not None else None)
    remembered = Remembered(
        tuple(status for status in earlier if status is not None),
        tuple(_retold(content)),
        tuple(
            Unanswered(q.reference, q.measure, q.quarter, q.text)
            for q in questions(desk, quarter)
            if q.quarter < quarter and q.open
        ),
        tuple(
            Overdue(a.reference, a.owner, a.text, a.due, a.progress)
            for a in content.actions
            if a.done is None and a.due < desk.today
        ),
    )
    return members_will_ask(content.status, remembered)


def _retold(content: PackContent) -> Iterator[Retold]:
    """What was told and stands otherwise; what was awaited then is no change to what members were told."""
    for change in content.changes:
        if change.kind is not ChangeKind.RECEIVED_AFTER_ISSUE:
            told, now = (in_words(STATEMENT, statement) for statement in (change.told, change.now))
            yield Retold(change.measure, change.partner, change.quarter, told, now, change.why)
