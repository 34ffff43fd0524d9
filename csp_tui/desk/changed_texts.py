"""Which texts stand otherwise now than an issued pack told them: commentary, other figures, headlines, judgements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from csp_tui.desk.freezing import Grounds
from csp_tui.desk.opening import day_of
from csp_tui.domain.fields import closes, field_title
from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.content import ChangeKind, TextsChanged
from csp_tui.storage.records import STATEMENT, Bringing, Current, KeptPack, Reopening, Subject
from csp_tui.storage.view import View

Told = tuple[Subject, ChangeKind, Current | None]


def changed_texts(
    view: View, plan: Plan, pack: KeptPack, then: Grounds, stands: Mapping[Subject, Current], reopened: Reopening | None
) -> Iterator[TextsChanged]:
    """What is said otherwise of the pack's own quarter, or only now: one each for who says it, of what, and how."""
    together: dict[tuple[str, str, ChangeKind], list[Told]] = defaultdict(list)
    for subject, kind, row in _differing(pack.quarter, then, stands):
        together[subject.about, subject.partner, kind].append((subject, kind, row))
    brought = view.bringing([row.head.number for told in together.values() for _, _, row in told if row and row.head])
    for (about, partner, kind), told in together.items():
        steps = [brought[row.head.number] for _, _, row in told if row and row.head and row.head.number in brought]
        yield TextsChanged(
            plan.labels.get(about) or then.plan.labels.get(about, about),
            partner,
            Quarter.parse(pack.quarter),
            kind,
            tuple(field_title(subject.field) for subject, _, _ in told),
            _why(steps, reopened),
            # What was taken back whole, in a quarter that was open again, leaves nothing behind to date it by.
            day_of(max(step.at for step in steps) if steps else (reopened or pack).at),
            pack.id,
        )


def _differing(quarter: str, then: Grounds, stands: Mapping[Subject, Current]) -> Iterator[Told]:
    told = {row.subject: row for row in then.rows if _is_text(row.subject, quarter)}
    for subject in sorted({*told, *(one for one in stands if _is_text(one, quarter))}):
        row = stands.get(subject)
        if row is not None and row.in_conflict:
            continue  # texts that differ are told as such
        was, now = _said(told.get(subject)), _said(row)
        if was == now:
            continue
        kind = ChangeKind.REVISED if was and now else ChangeKind.WITHDRAWN if was else ChangeKind.RECEIVED_AFTER_ISSUE
        yield subject, kind, row


def _is_text(subject: Subject, quarter: str) -> bool:
    return subject.quarter == quarter and subject.field != STATEMENT and closes(subject.field)


def _said(row: Current | None) -> str | None:
    return row.content if row is not None and isinstance(row.content, str) else None


def _why(steps: list[Bringing], reopened: Reopening | None) -> str:
    """The reasons of the decisions that let the texts stand, else why their quarter was opened again."""
    reasons = dict.fromkeys(step.because for step in steps if step.because)
    return "; ".join(reasons) or (reopened.reason if reopened is not None else "")
