"""The Commentary sheet of each priority: what its lead and partners say, set out by partner, a paragraph a row."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.domain.measures import Priority
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.paragraphs import paragraphs
from csp_tui.packs.view import IndicatorView, PackView, Said
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, commentary_sheet, short_name
from csp_tui.workbooks.layout import Column, Paper, Sheet, Table, Value

_TEXT_WIDTH = 50


def commentary(view: PackView, notes: Notebook, priority: Priority) -> Sheet:
    """All texts of one priority, uncut."""
    rows = tuple(_of_priority(view, notes, priority))
    columns = (Column("Indicator", 12), Column("From", 15), Column("Heading", 15), Column("Text", _TEXT_WIDTH))
    nothing: tuple[Value, ...] = (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, "No commentary is in yet")
    return Sheet(
        name=commentary_sheet(priority.number),
        title=f"Commentary on priority {priority.number}: {priority.title}",
        holds="This sheet contains one table: what leads and partners say, with a paragraph in each row.",
        paper=Paper.A4_PORTRAIT,
        table=Table(f"Commentary_{priority.number}", columns, rows or (nothing,)),
    )


def _of_priority(view: PackView, notes: Notebook, priority: Priority) -> Iterator[tuple[Value, ...]]:
    headline = view.content.status.headlines.get(priority.number)
    if headline is not None and headline.text.strip():
        who = headline.agreed_by or headline.by or view.content.leads.get(priority.number) or NOT_AVAILABLE
        yield from _rows("Headline", who, "Headline", headline.text)
    for indicator in view.of_priority(priority.number):
        yield from _of_indicator(view, notes, indicator)


def _of_indicator(view: PackView, notes: Notebook, indicator: IndicatorView) -> Iterator[tuple[Value, ...]]:
    """Everything that one partner says and counts beside the plan's figures, before the next partner speaks."""
    speakers = [said.partner for said in indicator.said] + [partner for partner, _ in indicator.other_figures]
    for speaker in dict.fromkeys(speakers):
        for said in indicator.said:
            if said.partner == speaker:
                yield from _rows(indicator.indicator.code, speaker, _heading(said, view, notes), said.text)
        for partner, figure in indicator.other_figures:
            if partner == speaker:
                before = f"; before: {figure.prior}" if figure.prior else ""
                text = f"{figure.label}: {figure.value}{before}"
                yield from _rows(indicator.indicator.code, speaker, "Other figure", text)


def _heading(said: Said, view: PackView, notes: Notebook) -> str:
    if said.to_check and view.content.draft:
        return f"{said.heading} {notes.tag(Note.TO_CHECK)}"
    return said.heading


def _rows(indicator: str, who: str, heading: str, text: str) -> Iterator[tuple[Value, ...]]:
    for number, piece in enumerate(paragraphs(text, _TEXT_WIDTH)):
        yield indicator, short_name(who), f"{heading}, continued" if number else heading, piece
