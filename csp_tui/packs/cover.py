"""The Cover and Contents sheets: what the pack is, for whom, how far it may go, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csp_tui.domain.quarters import printed_date
from csp_tui.packs.benchmarking import left_out
from csp_tui.packs.content import PackContent
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import MARKERS, MARKERS_MEAN, short_date, short_name
from csp_tui.workbooks.layout import Column, Line, Link, Paper, Sheet, Table, Tone
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

_REASON_CHARACTERS = 420
_MARK_CHARACTERS = 12


def cover(view: PackView) -> Sheet:
    """The first sheet."""
    content = view.content
    status = content.status
    figures = (
        f"{content.marking}. Small counts of people in sensitive matters are shown exactly: do not send this pack on."
        if content.exact_small_numbers
        else content.marking
    )
    lines = (
        Line(figures, Tone.HEADING),
        *(Line(sentence) for sentence in _standing(content)),
        Line(f"For the Strategic Executive Group of the {status.plan.partnership}{_meeting(content)}."),
        Line(f"{status.quarter.label}, of the {status.plan.year} action plan."),
        Line(status.sentence),
        Line("How to read it", Tone.HEADING),
        Line("Start with the Summary, one page, and Exceptions: what is red or amber, why, and what is done about it."),
        Line(
            "P1 and the sheets after it hold every indicator of a priority, a row for each of its parts. The"
            " Commentary sheets hold what leads and partners say of them, in full."
        ),
        Line(
            "Awaited lists what is not in yet, figures that differ, and what is to check. Changes lists what was told"
            " otherwise in an earlier pack. Data holds the figures for analysis."
        ),
        *(Line(sentence) for sentence in left_out(content.confidential_tables)),
        Line("Ratings are words. The pale colour behind one only repeats its word."),
        Line(MARKERS_MEAN),
        *(Line(f"{marker} {meaning}") for marker, meaning in MARKERS.items()),
        Line("Where the figures come from", Tone.HEADING),
        Line("Each figure is as its partner stated it, or as it was typed in for them; this workbook has no formulas."),
        Line(f"Packs with the same mark hold the same figures. The mark of this one is {mark(content)}."),
        Line(Link("Go to the contents", "Contents")),
    )
    holds = "This sheet says what the workbook is, for whom, and how to read it. It has no table."
    return Sheet("Cover", content.title, holds, Paper.A4_PORTRAIT, lines)


def mark(content: PackContent) -> str:
    """The beginning of the digest of its figures: enough to tell packs apart. The Data sheet has all of it."""
    return content.digest[:_MARK_CHARACTERS]


def standing(content: PackContent) -> str:
    """`draft`, `issued 18 Nov 2026` or `issued 18 Nov 2026, issue 2`: what every sheet says of itself."""
    if content.issue is None:
        return "draft"
    again = f", issue {content.issue.number}" if content.issue.number > 1 else ""
    return f"issued {short_date(content.issue.on)}{again}"


def _standing(content: PackContent) -> Iterator[str]:
    """Whether the figures may still change, and what this issue replaces."""
    issue = content.issue
    if issue is None:
        if content.nothing_stated:
            yield f"Draft. Nothing is stated for {content.status.quarter.short} yet."
        else:
            yield f"Draft of {printed_date(content.produced)}. The figures may still change until the pack is issued."
        return
    by = f" by {short_name(issue.by)}" if issue.by else ""
    which = f" This is issue {issue.number}." if issue.number > 1 else ""
    yield f"Issued on {printed_date(issue.on)}{by}.{which} The figures stand as they were told to the group."
    if issue.replaces:
        when = f", issued on {printed_date(issue.replaced_on)}" if issue.replaced_on is not None else ""
        because = shortened(cleaned(issue.because), _REASON_CHARACTERS, "shortened").rstrip(".")
        why = f", because: {because}" if because else ""
        yield f"It replaces pack {issue.replaces}{when}{why}."


def _meeting(content: PackContent) -> str:
    return f", meeting on {printed_date(content.meeting)}" if content.meeting is not None else ""


def contents(sheets: Sequence[Sheet]) -> Sheet:
    """The list of the other sheets, each a link."""
    rows = tuple((Link(sheet.name, sheet.name), sheet.title) for sheet in sheets)
    return Sheet(
        name="Contents",
        title="Contents",
        holds="This sheet contains one table: the sheets of this workbook, each with a link.",
        paper=Paper.A4_PORTRAIT,
        table=Table("Contents", (Column("Sheet", 18), Column("What it holds", 70)), rows),
    )
