"""What merges brought: which of it still waits for a person and of which indicator, and which files are in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from csp_tui.desk.closing import closed_quarters
from csp_tui.desk.opening import Desk
from csp_tui.domain.quarters import Quarter
from csp_tui.storage.heads import standing
from csp_tui.storage.records import Item, Receipt, Subject
from csp_tui.storage.view import View


def open_items(desk: Desk, quarter: Quarter | None = None) -> tuple[Item, ...]:
    """What is to check; a question is no longer one once what it is about is settled otherwise.

    Nor is a cell that could not be read once another version of its form stands in for its own.
    """
    view = desk.store.view(desk.partnership)
    items = view.open_items(None if quarter is None else str(quarter))
    if not items:
        return ()
    from csp_tui.desk.superseding import superseded  # noqa: PLC0415 - mostly nothing is to check: nobody waits for it

    moot = _moot(view, items) | superseded(desk, view, items)
    return tuple(item for item in items if item.id not in moot)


def as_asked(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """What is to check as people are asked: which version of a form counts is one question, however many came.

    A version that says of what differs the very same as another is no further choice.
    """
    if not items:
        return []
    from csp_tui.returns.checking import Reason  # noqa: PLC0415 - as above

    asked: dict[str, dict[str, Item]] = {}
    for item in items:
        versions = asked.setdefault(f"form {item.form}" if item.reason == Reason.CORRECTED else item.id, {})
        versions.setdefault(item.kept, item)
    return [tuple(together.values()) for together in asked.values()]


def files_waiting(desk: Desk) -> Mapping[str, tuple[str, ...]]:
    """The files of which something is to check, with the sentences that say what."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for item in open_items(desk):
        named = item.measure and item.measure not in item.message
        found[item.origin.file][f"{item.measure}: {item.message}" if named else item.message] = None
    return {file: tuple(told) for file, told in found.items()}


def count_to_check(desk: Desk) -> int:
    """How much is to check, in all quarters."""
    return len(as_asked(open_items(desk)))


def _moot(view: View, items: Collection[Item]) -> frozenset[str]:
    """The questions that the state has answered: no figure of the form differs any more, or the figure is gone.

    Nor is one left that was asked of a version again, of more than before.
    """
    from csp_tui.returns import keeping  # noqa: PLC0415 - as above

    asked: dict[str, tuple[bool, frozenset[str]]] = {}
    subjects: set[Subject] = set()
    for item in items:
        kind = keeping.kind_of(item.kept)
        if kind == keeping.QUESTION:
            revisions = dict(keeping.kept_question(item.kept).revisions)
        elif kind == keeping.WITHDRAWAL:
            withdrawal = keeping.kept_withdrawal(item.kept)
            revisions = {withdrawal.subject: withdrawal.base}
        else:
            continue
        subjects.update(revisions)
        asked[item.id] = kind == keeping.QUESTION, frozenset(revisions.values())
    by_version: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in items:
        if asked.get(item.id, (False,))[0]:
            by_version[item.form, item.content_hash].append(item.id)
    again = {id for ids in by_version.values() for id in ids if any(asked[id][1] < asked[other][1] for other in ids)}
    left: dict[str, bool] = {}  # what stands of these subjects, and whether against another version of the same form
    for ones in view.known(subjects).values():
        heads = standing([one.link for one in ones])
        links = [one.link for one in ones if one.link.id in heads]
        said = Counter(
            (sender, partner) for sender, partner, _ in {(link.sender, link.partner, link.said) for link in links}
        )
        left |= {link.id: said[link.sender, link.partner] > 1 for link in links}
    return frozenset(
        id
        for id, (question, revisions) in asked.items()
        if id in again or not any(left.get(revision, False) if question else revision in left for revision in revisions)
    )


def to_check_by_indicator(desk: Desk, quarter: Quarter) -> Mapping[str, int]:
    """How much is to check of each indicator in a quarter; what belongs to none is counted under ''."""
    codes = {i.uid: i.code for i in desk.plan.indicators} | {m.uid: m.indicator for m in desk.plan.measures}
    labels = {i.code: i.code for i in desk.plan.indicators} | {m.id: m.indicator for m in desk.plan.measures}
    # A cell that could not be read is about nothing yet; it stands in a row that says which measure it is for.
    asked = as_asked(open_items(desk, quarter))
    return Counter(codes.get(item.about) or labels.get(item.measure, "") for item, *_ in asked)


def latest_files(desk: Desk, most: int) -> tuple[Receipt, ...]:
    """The receipts of the latest files whose merge is not taken back, newest first; of none that was in already."""
    return tuple(desk.store.view(desk.partnership).latest_in_force(most))


def count_files(desk: Desk) -> int:
    """How many files are in by merges that are not taken back."""
    return desk.store.view(desk.partnership).count_in_force()


def issued_quarters(desk: Desk) -> frozenset[str]:
    """The quarters whose pack is issued: what comes for them now is to check."""
    return frozenset(closed_quarters(desk.store.view(desk.partnership)))


def decision_note(about: str, how: str, why: str) -> str:
    """A decision as it is put on record: `P1-02.buildings for 2026-27-Q2: 14 (Jo) taken, because they counted`."""
    return f"{about}: {how}, because {why}"


def about_figure(measure: str, quarter: str) -> str:
    """What a decision on a figure is about, at the beginning of its note."""
    return f"{measure} for {quarter}"


def how_decided(note: str, about: str) -> str:
    """A decision's note where it stands beside what it is about."""
    return note.removeprefix(f"{about}: ")


def label(desk: Desk, about: str) -> str:
    """What people call it: a measure's id, an indicator's code, a priority; itself where the plan knows none of these.

    That is right for a deliverable, of which the id is all there is.
    """
    return desk.plan.labels.get(about, about)
