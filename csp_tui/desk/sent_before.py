"""The return that was written last for the same rows, and what it would say otherwise now; writing is `submitting`'s.

What a return told is kept beside its receipt as the hashes of its contents, so that a value that is undone, withdrawn
or changed back is known too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from csp_tui.desk.asking import ACTIONS_ABOUT
from csp_tui.desk.forms import FormError, Scope, partner_scope, priority_scope
from csp_tui.desk.opening import Desk, day_of
from csp_tui.desk.outgoing import Submission, submissions
from csp_tui.domain.book import COMMENTARY_FIELDS
from csp_tui.domain.fields import ANSWER, EXPLAINED, FIGURE, HEADLINE, NOTE
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.statements import Statement
from csp_tui.returns.wording import said_in_full
from csp_tui.storage.records import STATEMENT, Current, Subject

_BACK = 7  # quarters whose questions a return still answers
_LENGTH = 12  # of a hash: enough to tell two contents of one subject apart
_COMMENTARY = "commentary"
_WORDS = {
    STATEMENT: "{0}",
    EXPLAINED: "explanation of {0}",
    _COMMENTARY: "commentary of {0}",
    FIGURE: "other figures of {0}",
    HEADLINE: "headline",
    NOTE: "progress on {0}",
    ANSWER: "answer to {1}",
}
_APART = "|"  # between the parts of a subject; only a field may have one, and it comes last


class LastWritten(Struct, frozen=True):
    """A return on record, and the words for what stands otherwise now than in it: `P2-07.ksip`, `headline`.

    `figures` are those of it that are figures or the reasons for none.
    """

    submission: Submission
    changed: tuple[str, ...]
    figures: frozenset[Subject] = frozenset()

    @property
    def agreed_by(self) -> str:
        """Who agreed what stands now: whoever agreed that return, where nothing changed since."""
        return "" if self.changed else self.submission.agreed_by

    def again(self, agreed_by: str | None = None) -> str:
        """What is to be asked before the very same is written once more; empty where something changed.

        Who agreed it may have changed too, where that is typed.
        """
        if self.changed or agreed_by not in (None, self.submission.agreed_by):
            return ""
        return f"Nothing changed since return {self.submission.sequence}. Write it again, as another return?"

    @property
    def sentence(self) -> str:
        """Which return was written when, and whether it has to be written again."""
        one = self.submission
        if self.changed:
            return f"Changed since return {one.sequence}, so write it again: {', '.join(self.changed)}."
        agreed = f", agreed by {one.agreed_by}" if one.agreed_by else ""
        when = printed_date(day_of(one.at))
        return f"Return {one.sequence} was written {when}{agreed}, nothing changed since: {one.file}"


def last_written(desk: Desk, quarter: Quarter, scope: Scope) -> LastWritten | None:
    """The latest return of these rows that was written here; None before the first."""
    written = [one for one in submissions(desk, quarter) if one.words == scope.words]
    if not written:
        return None
    last = written[-1]
    rows = tuple(_rows_of(desk, quarter, scope))
    if last.told is None:  # written by an earlier version, which kept no hashes
        changed = {row.subject for row in rows if row.head is not None and row.head.at > last.at}
    else:
        now, then = _hashes(rows), last.told
        changed = {_subject(key) for key in now.keys() | then.keys() if now.get(key) != then.get(key)}
    figures = frozenset(subject for subject in changed if subject.field == STATEMENT)
    return LastWritten(last, tuple(dict.fromkeys(_in_words(desk, changed))), figures)


def told_before(desk: Desk, last: LastWritten) -> Mapping[tuple[str, str], str]:
    """What a return told of each figure that stands otherwise now, in words, by the measure's uid and who answers."""
    return {(subject.about, subject.partner): _told_then(desk, last, subject) for subject in last.figures}


def _told_then(desk: Desk, last: LastWritten, subject: Subject) -> str:
    hashed, measure = (last.submission.told or {}).get(_key(subject)), desk.plan.by_uid.get(subject.about)
    for head in desk.store.history(desk.partnership, subject):
        if hashed == head.said[:_LENGTH] and isinstance(head.content, Statement) and measure is not None:
            return said_in_full(measure, head.content)
    return "nothing" if last.submission.told is not None and hashed is None else ""


def last_of(desk: Desk, quarter: Quarter, partner: str | None, priority: int | None) -> LastWritten | None:
    """The latest return of a partner, else of a priority; None too where the plan asks nothing of them."""
    try:
        if partner is not None:
            return last_written(desk, quarter, partner_scope(desk, partner))
        return last_written(desk, quarter, priority_scope(desk, priority)) if priority is not None else None
    except FormError:
        return None


def what_it_tells(desk: Desk, quarter: Quarter, scope: Scope) -> Mapping[str, str]:
    """The subjects of a return that would be written now, each with the hash of what it would say."""
    return _hashes(_rows_of(desk, quarter, scope))


def _hashes(rows: Iterator[Current] | tuple[Current, ...]) -> dict[str, str]:
    return {
        _key(row.subject): row.head.said[:_LENGTH] for row in rows if row.content is not None and row.head is not None
    }


def _rows_of(desk: Desk, quarter: Quarter, scope: Scope) -> Iterator[Current]:
    """All that stands of what a return of these rows holds."""
    spoken = {(m.uid, p) for m, p in scope.rows} | {(m.uid, m.answerer(p)) for m, p in scope.rows}
    spoken |= {(desk.plan.indicator(m.indicator).uid, p) for m, p in scope.rows}
    if scope.priority is not None:
        spoken.add((desk.plan.priority(scope.priority).uid, ""))
        spoken |= {(one.id, "") for one in desk.plan.deliverables if one.priority == scope.priority}
    for row in desk.store.current(desk.partnership, str(quarter.shifted(-_BACK)), str(quarter)):
        subject = row.subject
        here = _is_told(subject.field) if subject.quarter == str(quarter) else subject.field.startswith(ANSWER)
        if here and (subject.about, subject.partner) in spoken:
            yield row
    partners = {partner for _, partner in scope.rows}
    for row in desk.store.standing(desk.partnership):
        subject = row.subject
        if subject.about == ACTIONS_ABOUT and subject.field.startswith(ANSWER) and subject.partner in partners:
            yield row


def _is_told(field: str) -> bool:
    return field in (STATEMENT, *COMMENTARY_FIELDS, HEADLINE, NOTE) or field.startswith((FIGURE, EXPLAINED, ANSWER))


def _key(subject: Subject) -> str:
    return _APART.join((subject.about, subject.quarter, subject.partner, subject.field))


def _subject(key: str) -> Subject:
    return Subject(*key.split(_APART, 3))


def _in_words(desk: Desk, subjects: set[Subject]) -> Iterator[str]:
    """Figures in the plan's order, then what was written of them."""
    order = {uid: place for place, uid in enumerate(desk.plan.labels)}
    for subject in sorted(subjects, key=lambda s: (list(_WORDS).index(_kind(s)), order.get(s.about, len(order)), s)):
        label = desk.plan.labels.get(subject.about, subject.about)
        yield _WORDS[_kind(subject)].format(label, subject.field.partition(":")[2])


def _kind(subject: Subject) -> str:
    """What of a return it is; all fields of a commentary are one."""
    name, colon, _ = subject.field.partition(":")
    return f"{name}{colon}" if f"{name}{colon}" in _WORDS else _COMMENTARY
