"""Which figures of a quarter were corrected or settled before any pack told them, and why, for those who read the pack.

What an issued pack told otherwise is told by `desk.changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from csp_tui.desk.freezing import issued_packs, latest_by_quarter
from csp_tui.desk.opening import Desk, day_of
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import figures_differ
from csp_tui.domain.statements import Statement
from csp_tui.packs.content import CorrectedTold
from csp_tui.storage.records import ACCEPT, MERGE, RESOLVE, STATEMENT, Bringing, Head


def corrected_in(desk: Desk, quarter: Quarter) -> Iterator[CorrectedTold]:
    """Each figure that a later return made another, that a decision settled, or that was given with a reason.

    What is typed over in this copy without a reason is no correction: nobody else had been told. What the quarter's
    issued pack told as it stands is left out.
    """
    view = desk.store.view(desk.partnership)
    pack = latest_by_quarter(issued_packs(desk)).get(quarter)
    told = view.told_numbers(pack) if pack is not None else frozenset()
    rows = desk.store.current(desk.partnership, str(quarter), str(quarter))
    stands = {
        row.subject: row.head
        for row in rows
        if row.head and row.subject.field == STATEMENT and not row.differs and row.head.number not in told
    }
    received = {
        subject: [one.number for one in known if one.link.received]
        for subject, known in view.known(stands).items()
        if len(known) > 1
    }
    earlier = view.by_number([number for numbers in received.values() for number in numbers])
    brought = view.bringing([*earlier, *(head.number for head in stands.values())])
    for subject, head in stands.items():
        step, now, measure = brought.get(head.number), head.content, desk.plan.by_uid.get(subject.about)
        if step is None or measure is None or not isinstance(now, Statement):
            continue
        others = [earlier[number] for number in received.get(subject, ()) if number != head.number]
        if now.reason or step.kind == RESOLVE or _corrects(now, step, others, brought):
            partner = subject.partner or head.returned_for
            yield CorrectedTold(measure, partner, now.reason or step.because, day_of(step.at), step.kind == RESOLVE)


def _corrects(now: Statement, step: Bringing, others: Iterable[Head], brought: Mapping[int, Bringing]) -> bool:
    """Whether a return brought it in the place of a figure that an earlier one had brought."""
    return step.kind in (MERGE, ACCEPT) and any(
        isinstance(was := head.content, Statement)
        and was.has_answer
        and figures_differ(was, now)
        and brought[head.number].at < step.at
        for head in others
    )
