"""What has to be said of a return as a whole: that it is empty, a gap before it, a twin beside it, columns put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from csp_tui.domain.counting import counted
from csp_tui.returns.cells import cited
from csp_tui.returns.records import Added, Return, ReturnKind
from csp_tui.storage.records import Receipt

_REPLACE: Final = " Replace?"
_WHICH: Final = " Which counts, "
_COLUMNS: Final = 3  # put beside the form and told of each
_VERSIONS, _NAMED, _LONGEST = 4, 3, 60  # of a form, figures of each, characters of one, that a question names


def notes_on(read: Return, receipts: Iterable[Receipt]) -> tuple[str, ...]:
    """The sentences, in view of what has come before it, in earlier merges and in this one."""
    columns = (*map(_on_column, read.added[:_COLUMNS]), *_on_more(read.added[_COLUMNS:]))
    return (*_on_its_making(read, receipts), *_on_lost_rows(read), *columns)


def _on_lost_rows(read: Return) -> Iterator[str]:
    """What somebody deleted is not taken back: it is awaited, or stands, as if nobody had been asked for it."""
    if read.lost:
        named = [*read.lost[:_NAMED], *([f"{len(read.lost) - _NAMED} more"] if len(read.lost) > _NAMED else [])]
        listed = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
        yield f"{counted(len(read.lost), 'row')} of the form did not come back: {listed}."


def _on_column(column: Added) -> str:
    """What somebody put beside the form for themselves asks nothing of anybody; it is only not passed over unsaid."""
    which = f"column {cited(column.heading)}" if column.heading else "column without a heading"
    cells = "1 cell was not read;" if column.cells == 1 else f"{column.cells} cells were not read; the first,"
    return (
        f"A {which} is not of the form: {cells} {column.origin.sheet}!{column.origin.cell}"
        f"{',' if column.cells > 1 else ''} says {cited(column.text)}."
    )


def _on_more(columns: Sequence[Added]) -> Iterator[str]:
    if columns:
        yield f"Nor was anything read in {counted(len(columns), 'further column')} that the form does not have."


def of_a_newer_program(file: str, version: int, known: int) -> str:
    """That only a newer program can read it, since nobody knows here what its figures mean there."""
    return (
        f"{file} was written by a newer csp-tui (format {version}, this one reads {known});"
        " update csp-tui and merge it again."
    )


def note_on_known(read: Return, known_as: str, *, beside: bool) -> str:
    """That a return brings nothing new, with the name under which it came before, or comes `beside` it."""
    if beside:
        return f"{read.file} comes twice; {'once' if known_as == read.file else f'as {known_as}'} it is taken in."
    of_that_name = "" if known_as == read.file else f" as {known_as}"
    return f"{read.file} is in already{of_that_name}; nothing was changed."


def sent_by(read: Return) -> str:
    """Whose return it is, as far as it says so itself."""
    return read.contact or read.partner or next(iter(read.items)).returned_for


def question_on(read: Return, figures: int, *, again: bool = False, before: str = "") -> str:
    """The one question that a corrected form asks, or one that was replaced and came `again`.

    `before` is who filled in the version before it, where that was another person: then it may be no correction.
    """
    if again:
        return f"The return from {sent_by(read)} came again that was replaced since: {_differ(figures)}.{_REPLACE}"
    if before:
        who = f"{read.filled_in_by} (before that by {before})"
        return f"The form of {sent_by(read)} came filled in by {who}: {_differ(figures)}.{_REPLACE}"
    return f"Corrected return from {sent_by(read)}: {_differ(figures)}.{_REPLACE}"


def notes_on_version(read: Return, before: str, *, replaces: bool) -> Iterator[str]:
    """What has to be said of a version of a form of which it is not asked whether it counts.

    `replaces` tells that it was said before to replace another, and does so again.
    """
    if before:
        yield f"It is filled in by {read.filled_in_by}, an earlier version of the form by {before}."
    if replaces:
        yield (
            "It replaces what came of the form before, as was said when it was first taken in; if it is not to, take"
            " the earlier version in again: that asks."
        )


def question_which(who: str, figures: int, says: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The one question of which version of a form counts, where several wait; each with its file and what it says."""
    each = [f"{file} ({few(words)})" for file, words in sorted(says)[:_VERSIONS]]
    each += [counted(len(says) - _VERSIONS, "other")] if len(says) > _VERSIONS else []
    return (
        f"{counted(len(says), 'version')} of the return from {who} came: {_differ(figures)}."
        f"{_WHICH}{', '.join(each[:-1])} or {each[-1]}?"
    )


def without_question(message: str) -> str:
    """What one of these questions tells, without asking it."""
    return message.removesuffix(_REPLACE).partition(_WHICH)[0]


def _differ(figures: int) -> str:
    return f"{counted(figures, 'figure')} {'differs' if figures == 1 else 'differ'}"


def few(words: Sequence[str]) -> str:
    """The first of what a version of a form says, each short enough to tell which it is, and how much more there is."""
    shown = [text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in sorted(words)[:_NAMED]]
    more = [f"and {len(words) - _NAMED} more"] if len(words) > _NAMED else []
    return ", ".join([*shown, *more])


def _on_its_making(read: Return, receipts: Iterable[Receipt]) -> tuple[str, ...]:
    if read.kind is ReturnKind.FORM and not (read.items or read.unread or read.unknown or read.emptied):
        return (f"{read.file} came back with nothing filled in.",)
    if read.kind is not ReturnKind.PROGRAM:
        return ()
    if read.edited:
        after = "changed in Excel after the program wrote it"
        return (f"{read.file} was {after}; what was changed counts as typed into the form.",)
    before = [receipt for receipt in receipts if receipt.taken_in and _of_same_program(receipt, read)]
    return (
        *_twin(read, [receipt for receipt in before if receipt.partner == read.partner]),
        *_gap(read, [receipt for receipt in before if _in_one_count(receipt.partner, read.partner)]),
    )


def _of_same_program(receipt: Receipt, read: Return) -> bool:
    return receipt.kind == ReturnKind.PROGRAM and (receipt.sender, receipt.quarter) == (read.sender, str(read.quarter))


def _in_one_count(partner: str | None, other: str | None) -> bool:
    """Whether their numbers go on from each other: a return of several partners goes on from each of theirs."""
    return partner is None or other is None or partner == other


def _twin(read: Return, before: Iterable[Receipt]) -> Iterator[str]:
    for receipt in before:
        if receipt.sequence == read.sequence and receipt.content_hash != read.content_hash:
            yield (
                f"{read.file} and {receipt.file} are both return {read.sequence} of one program, and differ: was the"
                " laptop copied? What they state differently is in conflict."
            )
            return


def _gap(read: Return, before: Iterable[Receipt]) -> Iterator[str]:
    who = read.partner or read.filled_in_by or "the same program"
    have = {receipt.sequence for receipt in before}
    missing = [number for number in range(1, read.sequence) if number not in have]
    if missing:
        listed = ", ".join(str(number) for number in missing)
        yield f"Return {listed} of {read.sequence} from {who} was not received."
