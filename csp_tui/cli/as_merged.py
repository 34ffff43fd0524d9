"""Merges as JSON and as lines of text: what one did or would do, what was merged when, what an undo puts to sleep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import asdict

from csp_tui.cli.as_json import time
from csp_tui.cli.as_pieces import Made
from csp_tui.cli.as_text import wrapped
from csp_tui.desk.merging import Brought, Sleeper, UndoneMerge, merge_name
from csp_tui.desk.opening import moment_words
from csp_tui.domain.counting import counted
from csp_tui.plans.writing import Json
from csp_tui.returns.summary import (
    COUNT_WORDS,
    FILE_WORDS,
    FileOutcome,
    FileResult,
    ItemResult,
    MergeSummary,
    Outcome,
    became_words,
    counts_words,
    place,
)
from csp_tui.storage.receiving import Merge
from csp_tui.storage.records import HISTORY, Receipt

_LONGEST: Final = 300  # characters of a text in the summary
_WAITING: Final = 5  # of what is to check of one file
_NEEDS_A_LOOK: Final = (Outcome.CONFLICT, Outcome.TO_CHECK, Outcome.WITHDRAW_ASKED)


def summary_json(summary: MergeSummary) -> dict[str, Json]:
    """What `merge --json` prints."""
    return {
        "files": [_file_json(file) for file in summary.files],
        "statements": asdict(summary.statements),
        "items": Made(summary.items, _item_json),
        "merge_id": summary.merge_id,
        "digest": summary.digest,
    }


def _file_json(file: FileResult) -> dict[str, Json]:
    return {"file": file.file, "outcome": file.outcome.value, "reason": file.reason or None}


def _item_json(item: ItemResult) -> dict[str, Json]:
    return {**asdict(item), "outcome": item.outcome.value}


def summary_lines(summary: MergeSummary, *, dry_run: bool) -> Iterator[str]:
    """Files, counts, and a line for each figure that needs a look or replaces another."""
    if dry_run:
        yield "This is a dry run, and nothing is stored. What taking these in would do:"
    for file in summary.files:
        yield from wrapped(_file_words(file.file, FILE_WORDS[file.outcome], file.reason), 0, 2)
    counts = asdict(summary.statements)
    told = [f"{counts[name]} {words}" for name, words in COUNT_WORDS.items() if counts[name]]
    yield from wrapped(f"Figures and texts: {', '.join(told)}." if told else "Nothing new came in.")
    for item in summary.items.ended(*_NEEDS_A_LOOK, Outcome.CURRENT):
        if item.outcome is not Outcome.CURRENT or item.old is not None:
            yield from _item_lines(item)
    if summary.merge_id is not None and (told or summary.waits):
        yield f"This is merge {summary.merge_id}; to take it back: csp-tui undo-merge {summary.merge_id}"
    if summary.statements.conflict:
        yield "To settle what differs: csp-tui conflicts"
    if any(file.may_replace for file in summary.files):
        yield "To say yes to a corrected return: csp-tui to-check, or merge it with --replace"
    if summary.statements.to_check or summary.statements.withdraw_asked:
        yield "To look at what is to check: csp-tui to-check"


def _file_words(file: str, became: str, reason: str) -> str:
    """What became of a file; a reason that names it stands for its name."""
    if reason.startswith(file):
        return f"{became}: {reason}"
    return f"{became}: {file}. {reason}".rstrip()


def _item_lines(item: ItemResult) -> Iterator[str]:
    about = ", ".join(part for part in (item.measure, item.quarter, item.partner) if part)
    says = "" if item.new is None else f": {_shown(item.new)}"
    before = "" if item.old is None else f" (before: {_shown(item.old)})"
    yield from wrapped(f"{about}{says}{before}", 2, 2)
    yield from wrapped(f"{place(item.file, item.sheet, item.cell)}: {item.message}", 4, 2)


def _shown(text: str) -> str:
    """So much of a text as tells which it is; all of it stands in the file, and in what JSON prints."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def merge_json(merge: Merge, receipts: Iterable[Receipt]) -> dict[str, Json]:
    """A merge on record, with the receipts of its files."""
    return {
        "id": merge.number,
        "kind": merge.kind,
        "note": merge.note,
        "by": merge.author,
        "at": time(merge.at),
        "statements": merge.statements,
        "accepted": merge.accepted,
        "active": merge.active,
        "undone_by": merge.undone_by or None,
        "undone_at": time(merge.undone_at),
        "files": [
            {
                "file": receipt.file,
                "outcome": receipt.outcome,
                "reason": receipt.note or None,
                "partner": receipt.partner,
                "contact": receipt.contact,
                "quarter": receipt.quarter,
                "sequence": receipt.sequence,
            }
            for receipt in receipts
            if receipt.merge == merge.number
        ],
    }


def merge_lines(merge: Merge, receipts: Iterable[Receipt], waiting: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A merge, and below it its files; `waiting` has those of which something is to check, and what."""
    undone = ""
    if not merge.active:
        when = f", {moment_words(merge.undone_at)}" if merge.undone_at else ""
        undone = f" (taken back by {merge.undone_by}{when})"
    what = counts_words(merge.statements, merge.accepted)
    if merge.kind == HISTORY:  # a quarter's months are one statement
        what = f"{merge.note}, stored as {counted(merge.statements, 'statement')}"
    yield from wrapped(f"{merge.number}  {moment_words(merge.at)}, {merge.author}: {what}{undone}", 0, 2)
    for receipt in receipts:
        if receipt.merge == merge.number:
            who = receipt.contact or receipt.partner
            waits, gone = receipt.file in waiting, not merge.active
            became = became_words(FileOutcome(receipt.outcome), waits=waits, taken_back=gone)
            words = _file_words(receipt.file, became, receipt.note)
            yield from wrapped(f"{f'{who}, ' if who else ''}{words}", 4, 2)
            if receipt.taken_in:
                yield from _waiting_lines([one for one in waiting.get(receipt.file, ()) if one not in receipt.note])


def _waiting_lines(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences[:_WAITING]:
        yield from wrapped(f"To check: {sentence}", 6, 2)
    if len(sentences) > _WAITING:
        yield from wrapped(f"and {len(sentences) - _WAITING} more to check", 6, 2)


def brought_json(statements: Iterable[Brought]) -> list[Json]:
    """What one merge brought, and whether it still stands."""
    return [{**asdict(each), "partner": each.partner or None} for each in statements]


def brought_lines(statements: Iterable[Brought]) -> Iterator[str]:
    """What one merge brought, a line each, with file, sheet and cell."""
    for each in statements:
        about = ", ".join(part for part in (each.measure, each.quarter, each.partner) if part)
        gone = "" if each.stands else ", replaced"
        yield from wrapped(f"{about}: {each.says} ({each.source}{gone})", 0, 2)


def sleepers_json(sleepers: Sequence[Sleeper]) -> list[Json]:
    """Edits and decisions that sleep while a merge is undone."""
    return [
        {
            "measure": each.measure,
            "quarter": each.quarter,
            "partner": each.partner or None,
            "says": each.says,
            "by": each.by,
            "at": time(each.at),
        }
        for each in sleepers
    ]


def sleeper_lines(sleepers: Sequence[Sleeper]) -> Iterator[str]:
    """What goes to sleep, a line each."""
    if not sleepers:
        yield "No edit and no decision rests on it."
        return
    yield "These rest on it, and sleep until its files are merged again:"
    for each in sleepers:
        about = ", ".join(part for part in (each.measure, each.quarter, each.partner) if part)
        yield from wrapped(f"{about}: {each.says} ({each.by}, {moment_words(each.at)})", 2, 2)


def undone_json(undone: UndoneMerge) -> dict[str, Json]:
    """A merge that was taken back."""
    return {"merge_id": undone.merge.number, "sleeping": sleepers_json(undone.sleepers), "digest": undone.digest}


def undone_lines(undone: UndoneMerge) -> Iterator[str]:
    """That it is taken back, and what sleeps now."""
    yield from wrapped(f"{merge_name(undone.merge)} ({undone.merge.note}) is taken back, as if it had never come.")
    yield from sleeper_lines(undone.sleepers)
