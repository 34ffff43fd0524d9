"""The Cover and Contents sheets: what the pack is, for whom, how far it may go, and how to read it."""

from __future__ import annotations

from collections.abc import Sequence

from csp_tui.domain.quarters import printed_date
from csp_tui.packs.view import PackView
from csp_tui.packs.wording import MARKERS
from csp_tui.workbooks.layout import Column, Line, Link, Paper, Sheet, Table, Tone


def cover(view: PackView) -> Sheet:
    """The first sheet."""
    content = view.content
    status = content.status
    standing = (
        "Draft. The figures may still change until the pack is issued."
        if content.draft
        else "Issued. The figures stand as they were told to the group."
    )
    figures = (
        f"{content.marking}. Small counts of people in sensitive matters are shown exactly: do not send this pack on."
        if content.exact_small_numbers
        else content.marking
    )
    lines = (
        Line(figures, Tone.HEADING),
        Line(standing),
        Line(f"For the Strategic Executive Group of the {status.plan.partnership}."),
        Line(f"{status.quarter.label}, of the {status.plan.year} action plan."),
        Line(f"Produced {printed_date(content.produced)}."),
        Line(status.sentence),
        Line("How to read it", Tone.HEADING),
        Line("Start with the Summary, one page, and Exceptions: what is red or amber, why, and what is done about it."),
        Line(
            "P1 and the sheets after it hold every indicator of a priority; Commentary holds what partners say of them."
        ),
        Line("Awaited lists what is not in yet. Data holds the same figures for analysis, a row for each."),
        Line("Ratings are words. The pale colour behind one only repeats its word."),
        Line("Each cell that holds no figure says why:"),
        *(Line(f"{marker} {meaning}") for marker, meaning in MARKERS.items()),
        Line("Where the figures come from", Tone.HEADING),
        Line("Each figure is the one that its partner stated; this workbook has no formulas."),
        Line(f"The figures of this pack are known by this digest: {content.digest}"),
        Line(Link("Go to the contents", "Contents")),
    )
    holds = "This sheet says what the workbook is, for whom, and how to read it. It has no table."
    return Sheet("Cover", content.title, holds, Paper.A4_PORTRAIT, lines)


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
