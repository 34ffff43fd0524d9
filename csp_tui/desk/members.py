"""What members of the SEG will ask of a quarter, from everything that is stored of it and of the quarters before."""

from __future__ import annotations

from csp_tui.desk.asking import actions, questions
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.members import MembersQuestion, Overdue, Remembered, Unanswered, members_will_ask
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import QuarterStatus

_BACK = 2  # quarters before this one that make three times running


def questions_of_members(desk: Desk, status: QuarterStatus) -> tuple[MembersQuestion, ...]:
    """What members will ask of an assessed quarter, the gravest first."""
    quarter = status.quarter
    remembered = Remembered(
        tuple(_quarters_before(desk, quarter)),
        unanswered=tuple(
            Unanswered(q.reference, q.measure, q.quarter, q.text)
            for q in questions(desk, quarter)
            if q.quarter < quarter and not q.answer
        ),
        overdue=tuple(
            Overdue(a.reference, a.owner, a.text, a.due, a.progress)
            for a in actions(desk, done=False)
            if a.due < desk.today
        ),
    )
    return members_will_ask(status, remembered)


def _quarters_before(desk: Desk, quarter: Quarter) -> list[QuarterStatus]:
    """The quarters before, the latest first, as far as anything was stated for them."""
    found: list[QuarterStatus] = []
    for back in range(1, _BACK + 1):
        book = open_book(desk, quarter.shifted(-back))
        if not book.figures:
            break
        found.append(assess_quarter(book))
    return found
