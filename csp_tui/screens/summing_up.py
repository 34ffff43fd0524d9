"""The summary of a merge in a few lines, the same for what would happen and for what has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from textual.content import Content

from csp_tui.returns.summary import FileOutcome, ItemResult, MergeSummary, Outcome, figures_and_texts
from csp_tui.widgets.tones import toned

_NEEDS_A_LOOK = (Outcome.CONFLICT, Outcome.TO_CHECK, Outcome.WITHDRAW_ASKED)


def needs_a_look(item: ItemResult) -> bool:
    """Whether a person should see the line before the files are taken in."""
    return item.outcome in _NEEDS_A_LOOK or (item.outcome is Outcome.CURRENT and item.old is not None)


def against(summary: MergeSummary, item: ItemResult) -> Iterator[ItemResult]:
    """The other statements of the same files that it differs from."""
    for other in summary.items:
        same = (other.measure, other.quarter, other.partner) == (item.measure, item.quarter, item.partner)
        if same and other.outcome is Outcome.CONFLICT and other.new != item.new:
            yield other


def summed_up(summary: MergeSummary, *, taken: bool, replaces: bool | None) -> Iterator[Content]:
    """Files, figures, and the question about corrected forms with its answer so far."""
    yield Content.styled(_files(summary, taken=taken), "bold")
    yield Content(_figures(summary))
    if taken:
        return
    corrected = [file.corrected for file in summary.files if file.may_replace]
    if corrected:
        came = "A corrected form came" if len(corrected) == 1 else f"{len(corrected)} corrected forms came"
        differ = _many(sum(corrected), "figure differs", "figures differ")
        answer = "Replace? (R, or Enter asks)" if replaces is None else "Replace?  [No]  Yes (R)"
        yield toned(f"{came}: {differ}. {answer}", "amber")
    elif replaces:
        yield toned("Corrected forms replace what came of them before:  No  [Yes] (R)", "amber")
    if together := sum(file.corrected for file in summary.files if file.together):
        differ = _many(together, "figure differs", "figures differ")
        yield toned(
            f"Versions of one form came together: {differ}. Once they are in, Ctrl+K asks which counts.", "amber"
        )


def _files(summary: MergeSummary, *, taken: bool) -> str:
    counts = Counter(file.outcome for file in summary.files)
    told = (
        (counts[FileOutcome.MERGED], "taken in" if taken else "can be taken in"),
        (counts[FileOutcome.DUPLICATE], "in already"),
        (counts[FileOutcome.TO_CHECK], "to check"),
        (counts[FileOutcome.REFUSED], "set aside, as they cannot be read as returns"),
    )
    return f"{_many(len(summary.files), 'file', 'files')}: {_listed(told)}"


def _figures(summary: MergeSummary) -> str:
    """What is stored, as many as its receipt counts, and beside that what waits for a person."""
    replacing = sum(item.outcome is Outcome.CURRENT and item.old is not None for item in summary.items)
    counts = summary.statements
    told = (
        (counts.current - replacing, "new"),
        (counts.equal, "the same"),
        (replacing, "replacing an older one"),
        (counts.superseded, "older than what is in"),
        (counts.conflict, "differing"),
    )
    waits = _listed(((counts.to_check, "to check"), (counts.withdraw_asked, "came back empty")))
    stored = f"{figures_and_texts(sum(count for count, _ in told))}: {_listed(told)}" if _listed(told) else ""
    return "; besides ".join(words for words in (stored, waits) if words) or "Nothing new."


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _listed(told: tuple[tuple[int, str], ...]) -> str:
    return ", ".join(f"{count} {words}" for count, words in told if count)
