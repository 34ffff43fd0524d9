"""What is told of what came in: what a merge brought, which form came back, and what rests on a merge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from textual.content import Content

from csp_tui.desk.forms import IssuedForm
from csp_tui.desk.merging import Brought, Sleeper
from csp_tui.desk.opening import day_of, moment_words
from csp_tui.domain.counting import counted
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.returns.summary import FILE_WORDS, FileOutcome, counts_words
from csp_tui.screens.listing import what_about
from csp_tui.storage.receiving import Merge
from csp_tui.storage.records import HISTORY, Receipt
from csp_tui.widgets.cells import Cell
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_TOLD = 200  # statements below the list
_LISTED = 8  # of what goes to sleep, in the question, and of what is to check of a file


def how_many_came(receipts: Sequence[Receipt]) -> str:
    """How many files stand, and what became of the others: `12 files in, 10 taken back or in already`."""
    standing = sum(receipt.taken_in for receipt in receipts)
    outcomes = [FileOutcome(receipt.outcome) for receipt in receipts]
    already, aside = outcomes.count(FileOutcome.DUPLICATE), outcomes.count(FileOutcome.REFUSED)
    back = len(_contents(receipts, active=False) - _contents(receipts, active=True))
    others = " or ".join(words for count, words in ((back, "taken back"), (already, "in already")) if count)
    told = (
        (standing or "no", "file in" if standing < 2 else "files in"),
        (back + already, others),
        (aside, "set aside"),
    )
    return ", ".join(f"{count} {words}" for count, words in told if count)


def _contents(receipts: Iterable[Receipt], *, active: bool) -> set[tuple[str, str]]:
    """What was taken in: a file that is taken back and taken in again is the same one."""
    taken = (FileOutcome.MERGED, FileOutcome.TO_CHECK)
    return {(one.form, one.content_hash) for one in receipts if one.outcome in taken and one.active is active}


def told_of_brought(ones: Sequence[Brought] | None, receipts: Iterable[Receipt]) -> Iterator[Content]:
    """What a merge or a file of it brought, with its places; None while that is being read."""
    if ones is None:
        yield toned("Reading what it brought …", "muted")
        return
    if not ones and any(receipt.outcome == FileOutcome.TO_CHECK for receipt in receipts):
        yield Content("Nothing of it counted at once: it was to check, and counts once it is accepted.")
    elif not ones:
        yield Content("It brought nothing that was not in already.")
    for one in ones[:_TOLD]:
        about = what_about(one.measure, one.quarter, one.partner)
        stands = "" if one.stands else " (no longer stands)"
        yield toned(one_line(f"{about}: {one.says}   {one.source}{stands}"), "" if one.stands else "muted")
    if len(ones) > _TOLD:
        yield toned(f"and {len(ones) - _TOLD} more; each file's own row tells its part", "muted")


def told_of_waiting(receipt: Receipt, waiting: Iterable[str], in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    """What of a file is to check that its note does not tell, a line each, and the key that leads there."""
    sentences = [one for one in waiting if one not in receipt.note]
    for sentence in sentences[:_LISTED]:
        yield toned(one_line(f"To check: {sentence}"), "amber")
    if sentences:
        more = f"and {len(sentences) - _LISTED} more; " if len(sentences) > _LISTED else ""
        yield toned(in_own_keys(f"{more}Ctrl+K shows what is to check."), "muted")


def cells_of_merge(merge: Merge, files: int) -> dict[str, Cell]:
    """The cells of a merge's row."""
    came, became = counted(files, "file"), counts_words(merge.statements, merge.accepted)
    if merge.kind == HISTORY:  # a quarter's months are one statement
        came, became = merge.note, counted(merge.statements, "statement")
    return {
        "when": Cell(moment_words(merge.at), "strong"),
        "what": Cell(f"{came}, by {merge.author}", "strong"),
        "became": Cell(became, "strong") if merge.active else Cell("taken back", "muted"),
    }


def cells_of_form(form: IssuedForm, quarter: Quarter) -> dict[str, Cell]:
    """The cells of a form's row."""
    last = form.came_back[-1] if form.came_back else None
    became = Cell("· written, not back", "amber")
    if last is not None or form.replaced:
        became = Cell(f"back {came_on(last)}") if last else Cell("written again since", "muted")
    return {
        "when": Cell(moment_words(form.at)),
        "what": Cell(form.file.removeprefix(f"{quarter}-")),
        "whom": Cell(form.contact or form.words),
        "became": became,
    }


def told_of_merge(merge: Merge, what: str, stays: str, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    """When a merge took what in, and whether it can be taken back, or was; `stays` tells why it cannot be."""
    yield Content(one_line(f"Taken in on {moment_words(merge.at)} by {merge.author}: {what}."))
    if merge.active:
        yield toned(one_line(stays) or in_own_keys("Del takes it back, as if it had never come."), "muted")
        return
    when = f" on {moment_words(merge.undone_at)}" if merge.undone_at else ""
    back = f"Taken back by {merge.undone_by}{when}. Taking the files in again brings all of it back."
    yield toned(one_line(back), "amber")


def told_of_form(form: IssuedForm, in_own_keys: Callable[[str], str]) -> Iterator[Content]:
    """For whom a form is, and what became of it."""
    yield Content(one_line(f"For {form.words}: {form.file}, written on {printed_date(day_of(form.at))} by {form.by}."))
    if form.replaced:
        yield toned("The same form was written again since; this one is not back, and need not be.", "muted")
    elif not form.came_back:
        ways = "It is not back yet. E has the e-mail to send it with; once it is sent, F7 has the one to ask for it."
        yield toned(in_own_keys(ways), "amber")
    for receipt in form.came_back:
        became = FILE_WORDS[FileOutcome(receipt.outcome)]
        note = f" {receipt.note}" if receipt.note else ""
        yield Content(one_line(f"Back on {came_on(receipt)}: {receipt.file}, {became}.{note}"))


def sleeping(sleepers: Sequence[Sleeper]) -> Iterator[str]:
    """What goes to sleep, a line each, as far as a window has room."""
    if not sleepers:
        yield "No edit and no decision rests on them."
        return
    yield "These rest on them, and do not count until the files are taken in again:"
    for one in sleepers[:_LISTED]:
        about = what_about(one.measure, one.quarter, one.partner)
        yield one_line(f"  {about}: {one.says} ({one.by}, {printed_date(day_of(one.at))})")
    if len(sleepers) > _LISTED:
        yield f"  and {len(sleepers) - _LISTED} more"


def came_on(receipt: Receipt) -> str:
    """The day on which a file came, as it is printed; empty where it is not stored yet."""
    return printed_date(day_of(receipt.at)) if receipt.at is not None else ""
