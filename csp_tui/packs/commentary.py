"""The Commentary sheet of each priority: what its lead and partners say, set out by partner, a paragraph a row."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from csp_tui.domain.measures import Priority
from csp_tui.packs.explaining import HEADING
from csp_tui.packs.notes import Note, Notebook
from csp_tui.packs.paragraphs import paragraphs
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import NOT_AVAILABLE, commentary_sheet, short_name
from csp_tui.workbooks.layout import Column, Paper, Sheet, Table, Value

_TEXT_WIDTH = 50
_NOTHING_IN = "No commentary is in yet; whose is asked for and still to come stands on Awaited."


class Spoken(Struct, frozen=True):
    """What somebody says: of an indicator by its code, or of the whole priority; `to_check` as in the view."""

    indicator: str | None
    speaker: str
    heading: str
    text: str
    to_check: bool = False


def spoken(view: PackView, priority: Priority) -> Iterator[Spoken]:
    """All that is said in a priority: its headline, then its indicators', each partner heard out before the next."""
    headline = view.content.status.headlines.get(priority.number)
    if headline is not None and headline.text.strip():
        who = headline.agreed_by or headline.by or view.content.leads.get(priority.number) or NOT_AVAILABLE
        yield Spoken(None, who, "Headline", headline.text)
    for indicator in view.of_priority(priority.number):
        yield from _of_indicator(indicator)


def _of_indicator(indicator: IndicatorView) -> Iterator[Spoken]:
    """Everything that one partner says and counts beside the plan's figures, before the next partner speaks."""
    code = indicator.indicator.code
    speakers = [said.partner for said in indicator.said] + [partner for partner, _ in indicator.other_figures]
    speakers += [one.by for one in indicator.explained]
    for speaker in dict.fromkeys(speakers):
        for said in indicator.said:
            if said.partner == speaker:
                yield Spoken(code, speaker, said.heading, said.text, said.to_check)
        for one in indicator.explained:
            if one.by == speaker:
                yield Spoken(code, speaker, HEADING, f"{one.asked}\n{one.answer}")
        for partner, figure in indicator.other_figures:
            if partner == speaker:
                before = f"; before: {figure.prior}" if figure.prior else ""
                yield Spoken(code, speaker, "Other figure", f"{figure.label}: {figure.value}{before}")


def commentary(view: PackView, notes: Notebook, priority: Priority) -> Sheet:
    """All texts of one priority, uncut."""
    rows = tuple(row for said in spoken(view, priority) for row in _rows(view, notes, priority, said))
    columns = (Column("Indicator", 12), Column("From", 15), Column("Heading", 15), Column("Text", _TEXT_WIDTH))
    nothing: tuple[Value, ...] = (f"Priority {priority.number}", NOT_AVAILABLE, NOT_AVAILABLE, _NOTHING_IN)
    return Sheet(
        name=commentary_sheet(priority.number),
        title=f"Commentary on priority {priority.number}: {priority.title}",
        holds="This sheet contains one table: what leads and partners say, with a paragraph in each row.",
        paper=Paper.A4_PORTRAIT,
        table=Table(f"Commentary_{priority.number}", columns, rows or (nothing,)),
    )


def _rows(view: PackView, notes: Notebook, priority: Priority, said: Spoken) -> Iterator[tuple[Value, ...]]:
    tag = f" {notes.tag(Note.TO_CHECK)}" if said.to_check and view.content.draft else ""
    for number, piece in enumerate(paragraphs(said.text, _TEXT_WIDTH)):
        heading = f"{said.heading}{tag}, continued" if number else f"{said.heading}{tag}"
        yield said.indicator or f"Priority {priority.number}", short_name(said.speaker), heading, piece
