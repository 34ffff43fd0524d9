"""The pack before it is written: its Summary in words, what members will ask, what waits. Nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from csp_tui.desk.asking import Question, actions, questions, stated_since
from csp_tui.desk.configuring import quarter_dates
from csp_tui.desk.exporting import awaited_words, what_waits
from csp_tui.desk.members import questions_of_members
from csp_tui.desk.opening import Desk
from csp_tui.desk.telling import Progress, gathered, told_before
from csp_tui.domain.book import Book
from csp_tui.domain.members import MembersQuestion
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.promising import promised_later
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import QuarterStatus
from csp_tui.packs.content import PackContent
from csp_tui.packs.highlights import asks, best_improvement, changed_colour, worst
from csp_tui.packs.notes import Notebook
from csp_tui.packs.summary import summary
from csp_tui.packs.view import PackView
from csp_tui.workbooks.layout import Link, Sheet, Tone

_NOTE_TAG = re.compile(r"\s*\[note \d+\]")


class Block(Struct, frozen=True):
    """Lines of the Summary under one heading; the first block has none."""

    heading: str
    lines: tuple[str, ...]


class Preview(Struct, frozen=True):
    """What a pack would say. `reported` and `deliverables` count those with progress this quarter, and all.

    `awaited` says how much of it is, which stands in `waiting` too; empty when nothing is.
    """

    quarter: Quarter
    marking: str
    blocks: tuple[Block, ...]
    asked: tuple[MembersQuestion, ...]
    waiting: tuple[str, ...]
    warnings: tuple[str, ...]
    changes: int
    reported: int
    deliverables: int
    awaited: str = ""


def _not_answered(desk: Desk, quarter: Quarter) -> Iterator[str]:
    """Questions about this quarter's figures; those of earlier quarters are among what members will ask."""
    asked = [one for one in questions(desk, quarter) if one.quarter == quarter and one.open]
    if asked:
        many = "1 question is" if len(asked) == 1 else f"{len(asked)} questions are"
        yield f"{many} not answered yet, about {_figures_of(asked)}."
    if came := [one for one in asked if stated_since(desk, one) is not None]:
        yield f"A figure came since it was asked about: {_figures_of(came)}; close its question if that answers it."


def _figures_of(asked: Iterable[Question]) -> str:
    return ", ".join(dict.fromkeys(one.measure.id for one in asked))


def _out_of_time(desk: Desk, status: QuarterStatus) -> Iterator[str]:
    """What is issued before it was to be in, and what is promised for when the papers are out."""
    dates, totals = quarter_dates(desk, status.quarter), status.totals
    if dates.due is not None and desk.today < dates.due and (totals.awaited or totals.part):
        yield f"Returns are due on {printed_date(dates.due)}, which is still to come."
    for one in promised_later(status.indicators):
        if one.by is not None and dates.papers is not None and one.by > dates.papers:
            measure, partner = one.row
            yield (
                f"{measure.id} of {partner} is promised by {printed_date(one.by)}, after the papers go out"
                f" ({printed_date(dates.papers)})."
            )


def preview(desk: Desk, quarter: Quarter, progress: Progress | None = None) -> Preview:
    """The Summary as it would be printed now, with small counts masked as in the pack, and what to be ready for."""
    content = gathered(desk, quarter, progress or (lambda _text, _done, _all: None)).content
    view = PackView(content)
    return Preview(
        quarter,
        content.marking,
        tuple(_blocks(summary(view, Notebook()))),
        questions_of_members(desk, content),
        (
            *what_waits(content.status, beside_members=True),
            *_out_of_time(desk, content.status),
            *_not_answered(desk, quarter),
        ),
        view.warnings,
        len(content.changes) + len(content.texts_changed),
        sum(told.quarter == quarter for told in content.deliverables),
        len(content.status.plan.deliverables),
        awaited_words(content.status),
    )


def _blocks(sheet: Sheet) -> Iterator[Block]:
    """A sheet's lines under their headings; the marks that lead to its notes are for paper."""
    heading, lines = "", list[str]()
    for line in sheet.lines:
        text = line.text.text if isinstance(line.text, Link) else line.text
        if line.tone is Tone.HEADING:
            yield Block(heading, tuple(lines))
            heading, lines = text, []
        else:
            lines.append(_NOTE_TAG.sub("", text))
    yield Block(heading, tuple(lines))


def highlights_of(desk: Desk, book: Book, priority: int) -> tuple[str, ...]:
    """What the Summary says of a priority beside its headline paragraph, what is asked of the group, what it decided.

    Actions belong to partners, not to priorities: those of the partners who answer in this one are told.
    """
    content = PackContent(assess_quarter(book), book.quarter.end, "", previous=told_before(desk, book.quarter))
    view = PackView(content)
    own = view.of_priority(priority)
    asked = (
        f"{ask.indicator.indicator.code}, {ask.partner} asks the group: {ask.text}"
        for ask in asks(view)
        if ask.indicator.indicator.priority == priority
    )
    partners = {partner for one in own for partner in one.indicator.partners}
    decided = (
        f"{action.reference}, {action.owner}, due {printed_date(action.due)}: {action.text}"
        for action in actions(desk, done=False)
        if action.owner in partners
    )
    said = (worst(own), best_improvement(own), changed_colour(view, own), *asked, *decided)
    return tuple(text for text in said if text)
