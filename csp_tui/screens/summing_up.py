"""The summary of a merge in a few lines and line by line, the same for what would happen and for what has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from textual.content import Content

from csp_tui.returns.summary import FileOutcome, ItemResult, MergeSummary, Outcome, figures_and_texts, place
from csp_tui.screens.listing import labelled, what_about
from csp_tui.widgets.cells import Cell
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_AGAINST = 5  # other sides told below the list
_MEANS: Mapping[str, str] = {
    "replaces": "It is newer than what stands, and replaces it; what stood stays in the history.",
    Outcome.CURRENT: "Nothing stood before; it counts.",
    Outcome.EQUAL: "It says the same as what stands; both are cited.",
    Outcome.SUPERSEDED: "What stands is newer; this stays in the history.",
    Outcome.CONFLICT: "Both sides are kept, and neither counts; once it is in, Ctrl+D settles it.",
    "versions": "Versions of one form differ, and neither counts; once they are in, Ctrl+K asks which does.",
    Outcome.TO_CHECK: "It does not count until somebody accepts it; once it is in, Ctrl+K shows it.",
    Outcome.WITHDRAW_ASKED: "What stood before counts until somebody withdraws it; once it is in, Ctrl+K asks.",
    Outcome.DECIDED: "What was decided of it here holds; nothing of it is stored anew.",
}
_OUTCOMES = {
    Outcome.CURRENT: ("new", ""),
    Outcome.EQUAL: ("the same", "muted"),
    Outcome.SUPERSEDED: ("older", "muted"),
    Outcome.CONFLICT: ("! differs", "refused"),
    Outcome.TO_CHECK: ("? to check", "amber"),
    Outcome.WITHDRAW_ASKED: ("? came empty", "amber"),
    Outcome.DECIDED: ("decided", "muted"),
}
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


def summed_up(
    summary: MergeSummary, in_own_keys: Callable[[str], str], *, taken: bool, replaces: bool | None
) -> Iterator[Content]:
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
        yield toned(in_own_keys(f"{came}: {differ}. {answer}"), "amber")
    elif replaces:
        yield toned(in_own_keys("Corrected forms replace what came of them before:  No  [Yes] (R)"), "amber")
    if together := sum(file.corrected for file in summary.files if file.together):
        differ = _many(together, "figure differs", "figures differ")
        yield toned(
            in_own_keys(f"Versions of one form came together: {differ}. Once they are in, Ctrl+K asks which counts."),
            "amber",
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
    """What is stored, as many as its receipt counts, and beside that what waits for a person or did before."""
    replacing = sum(item.outcome is Outcome.CURRENT and item.old is not None for item in summary.items)
    counts = summary.statements
    told = (
        (counts.current - replacing, "new"),
        (counts.equal, "the same"),
        (replacing, "replacing an older one"),
        (counts.superseded, "older than what is in"),
        (counts.conflict, "that differs" if counts.conflict == 1 else "that differ"),
    )
    beside = (
        (counts.to_check, "to check"),
        (counts.withdraw_asked, "came back empty"),
        (counts.decided, "decided before"),
    )
    said = sum(count for count, _ in told)
    places = f" in {said} places" if counts.repeated else ""
    stored = f"{figures_and_texts(said - counts.repeated)}{places}: {_listed(told)}" if said else ""
    return "; besides ".join(words for words in (stored, _listed(beside)) if words) or "Nothing new."


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _listed(told: tuple[tuple[int, str], ...]) -> str:
    return ", ".join(f"{count} {words}" for count, words in told if count)


def cells_of(item: ItemResult) -> dict[str, Cell]:
    """The cells of a line's row in the list."""
    word, tone = _OUTCOMES[item.outcome]
    if item.outcome is Outcome.CURRENT and item.old is not None:
        word = "replaces"
    return {
        "became": Cell(word, tone),
        "measure": Cell(item.measure or "–"),
        "says": Cell(item.new if item.new is not None else item.message),
        "old": Cell(item.old or "–"),
        "place": Cell(place(item.file, item.sheet, item.cell), "muted"),
    }


def told_of(
    summary: MergeSummary, item: ItemResult, on_record: Iterable[str], in_own_keys: Callable[[str], str]
) -> Iterator[Content]:
    """What stands below the list of one line: what it says, what stood before, what that means.

    `on_record` is what is stored of its figure, with who says so.
    """
    about = what_about(item.measure, item.quarter, item.partner)
    yield Content.assemble((about, "bold"), f"   {one_line(place(item.file, item.sheet, item.cell))}")
    if item.outcome in (Outcome.TO_CHECK, Outcome.WITHDRAW_ASKED):
        yield Content(one_line(item.message))
    if item.new is not None:
        yield labelled("It says", item.new)
    if item.old is not None:
        yield labelled("Before", item.old)
    if item.outcome is Outcome.CONFLICT:
        for other in islice(against(summary, item), _AGAINST):
            yield labelled(one_line(place(other.file, other.sheet, other.cell)), other.new or "withdrawn")
        for said in on_record:
            yield labelled("On record", said)
    yield toned(in_own_keys(_MEANS[_meant(summary, item)]), "muted")


def _meant(summary: MergeSummary, item: ItemResult) -> str:
    """Which sentence tells what becomes of a line."""
    if item.outcome is Outcome.CURRENT and item.old is not None:
        return "replaces"
    together = {file.file for file in summary.files if file.together}  # the last of them stands for all versions
    sides = {item.file, *(other.file for other in against(summary, item))} if together else set()
    if item.outcome is Outcome.CONFLICT and sides & together:
        return "versions"
    return item.outcome
