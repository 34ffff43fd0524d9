"""The Commentary sheet: headline paragraphs, what partners say and their other figures, a paragraph a row, uncut."""

from __future__ import annotations

from collections.abc import Iterator

from csp_tui.domain.measures import Priority
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.view import PackView, Said
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE
from csp_tui.workbooks.layout import Column, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import divided
from csp_tui.workbooks.text import cleaned

_TEXT_WIDTH = 50


def commentary(view: PackView, notes: Notebook) -> Sheet:
    """All texts, by priority; each priority begins a page."""
    rows: list[tuple[Value, ...]] = []
    breaks: list[int] = []
    for priority in view.content.status.plan.priorities:
        own = list(_of_priority(view, notes, priority))
        if own and rows:
            breaks.append(len(rows))
        rows.extend(own)
    columns = (Column("Indicator", 12), Column("From", 15), Column("Heading", 15), Column("Text", _TEXT_WIDTH))
    nothing: tuple[Value, ...] = (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, "No commentary is in yet")
    return Sheet(
        name="Commentary",
        title="Commentary by priority",
        holds="This sheet contains one table: what leads and partners say, with a paragraph in each row.",
        paper=Paper.A4_PORTRAIT,
        table=Table("Commentary", columns, tuple(rows) or (nothing,), tuple(breaks)),
    )


def _of_priority(view: PackView, notes: Notebook, priority: Priority) -> Iterator[tuple[Value, ...]]:
    headline = view.content.status.headlines.get(priority.number)
    if headline is not None and headline.text.strip():
        who = headline.agreed_by or headline.by or view.content.leads.get(priority.number) or NOT_AVAILABLE
        yield from _paragraphs(f"Priority {priority.number}", who, "Headline", cleaned(headline.text))
    for indicator in view.of_priority(priority.number):
        for said in indicator.said:
            yield from _paragraphs(indicator.indicator.code, said.partner, _heading(said, view, notes), said.text)
        for partner, figure in indicator.other_figures:
            before = f"; before: {figure.prior}" if figure.prior else ""
            text = cleaned(f"{figure.label}: {figure.value}{before}")
            yield from _paragraphs(indicator.indicator.code, partner, "Other figure", text)


def _heading(said: Said, view: PackView, notes: Notebook) -> str:
    if said.to_check and view.content.draft:
        return f"{said.heading} {notes.tag(Note.TO_CHECK)}"
    return said.heading


def _paragraphs(indicator: str, who: str, heading: str, text: str) -> Iterator[tuple[Value, ...]]:
    """A row for each paragraph; a long one goes on in further rows, since a row can only be so high."""
    first = True
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            continue
        for piece in divided(paragraph.strip(), _TEXT_WIDTH):
            yield indicator, who, heading if first else f"{heading}, continued", piece
            first = False
