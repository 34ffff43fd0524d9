"""The public copy of a quarter: made, attacked before it is written, written where nothing is given away, and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from csp_tui.desk.configuring import MADE_UP_MARKING, setting
from csp_tui.desk.contacts import contacts
from csp_tui.desk.exporting import Exported, what_waits
from csp_tui.desk.issuing import keep_public, public_copies
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest, open_book
from csp_tui.desk.telling import STEPS, Progress, book_told_before, earlier_rows, last_change
from csp_tui.domain.attack import PERCENTAGE, ROLLING_YEARS, GivenAway, given_away, smallest_change
from csp_tui.domain.book import Book
from csp_tui.domain.commentary import NOTHING_TO_REPORT
from csp_tui.domain.errors import UserError
from csp_tui.domain.leaving_out import LeftOut, read_left_out
from csp_tui.domain.measures import Plan
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.public import Cell, PublicBook, Published, public_book
from csp_tui.domain.public_texts import PUBLIC_FIELDS, Texts, cleaned_of_people, other_label, texts_of
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.recovery import Name
from csp_tui.domain.results import Headline, OtherFigure
from csp_tui.packs.content import PackContent
from csp_tui.packs.public import PublicContent, public_bytes
from csp_tui.workbooks.filing import write_file
from csp_tui.workbooks.text import cleaned

MARKING: Final = "OFFICIAL"
_LABEL_CHARACTERS: Final = 40


class PublicCopyError(UserError):
    """A public copy that would give a small count away; the message names the count and the change that stops it."""


def publish(
    desk: Desk, quarter: Quarter, folder: Path, leave_out: Sequence[str] = (), progress: Progress | None = None
) -> Exported:
    """Write the public copy of a quarter, open or issued, and keep it on record.

    `leave_out` are things to leave out, as `domain.leaving_out` reads them. Raises PublicCopyError, and writes
    nothing, where a suppressed count could be worked out from the copy, or from it beside those already public.
    """
    tell = progress or (lambda _text, _done, _all: None)
    tell("Reading the figures", 0, STEPS)
    stored = open_book(desk, quarter)
    left_out = read_left_out(stored.plan, leave_out)
    book = _clean(desk, stored)
    tell("Trying to work out what is not shown", 1, STEPS)
    public = _safe(desk, book, left_out)
    tell("Writing the workbook", 2, STEPS)
    content = _content(desk, book, public, left_out)
    packed = public_bytes(content)
    id = _kept(desk, quarter, packed, content, public.published)
    path, renamed_because = write_file(packed, folder, content.filename)
    tell("Written and read again", STEPS, STEPS)
    return Exported(
        path,
        (path,),
        not stored.closed,
        digest(desk),
        f"The public copy of {quarter.label} is in {path}, and kept as {id}. Nothing has been sent.",
        (renamed_because,) if renamed_because else (),
        what_waits(assess_quarter(stored)),
        id,
    )


def _clean(desk: Desk, book: Book) -> Book:
    """The book with its texts free of contacts, addresses and file names, and of what is asked of the group."""
    names = {contact.name for contact in contacts(desk)}

    def clean(text: str) -> str:
        return cleaned_of_people(cleaned(text), names)

    return replace(
        book,
        commentary={
            (uid, of, partner): {
                field: clean(text)
                for field, text in texts.items()
                if field in PUBLIC_FIELDS or field == NOTHING_TO_REPORT
            }
            for (uid, of, partner), texts in book.commentary.items()
            if of == book.quarter
        },
        headlines={number: Headline(clean(headline.text)) for number, headline in book.headlines.items()},
        other_figures={
            key: tuple(
                OtherFigure(clean(one.label), clean(one.value), one.prior and clean(one.prior)) for one in listed
            )
            for key, listed in book.other_figures.items()
        },
    )


# -- the attack --------------------------------------------------------------------------------------------------------


def _safe(desk: Desk, book: Book, left_out: LeftOut) -> PublicBook:
    """The book as the public may know it. Raises PublicCopyError where it gives a suppressed count away."""
    earlier = tuple(_read_published(copy.published) for copy in public_copies(desk))
    public = _published(book, left_out)
    texts = tuple(texts_of(book, left_out))
    for betrayed in Texts(book, public).betrayed(texts):
        raise PublicCopyError(
            f"The public copy is not written: {_named(book.plan, betrayed.name)} is told by {betrayed.text.where}."
            f" Change that text, or leave it out: --leave-out {betrayed.text.leave_out}"
        )
    found = given_away(public.published, earlier)
    if found:
        raise PublicCopyError(_refusal(book, left_out, public.published, earlier, found))
    return public


def _published(book: Book, left_out: LeftOut) -> PublicBook:
    """The public book, whose cells say which of them a text of it confirms."""
    public = public_book(book, left_out)
    exact = Texts(book, public).exact(tuple(texts_of(book, left_out)))
    cells = tuple(replace(cell, exact=True) if cell.name in exact else cell for cell in public.published.cells)
    return replace(public, published=replace(public.published, cells=cells))


def _refusal(
    book: Book, left_out: LeftOut, published: Published, earlier: Sequence[Published], found: Sequence[GivenAway]
) -> str:
    """Which count could be worked out, from what, and what to leave out so that none can."""
    change = smallest_change(book.plan, left_out, lambda out: given_away(_published(book, out).published, earlier))
    first = found[0]
    alone = any(one.name == first.name for one in given_away(published))
    sources = list(dict.fromkeys(_source(book.plan, kind, about) for kind, about in first.told_by))
    if not alone:
        sources.append("an earlier public copy")
    more = f" ({len(found) - 1} more counts could be too)" if len(found) > 1 else ""
    way_out = (
        f"Leave out what tells it: {' '.join(f'--leave-out {one}' for one in change)}"
        if change is not None
        else "Leaving figures out does not help; write no public copy of this quarter"
    )
    return (
        f"The public copy is not written: {_named(book.plan, first.name)} could be worked out from"
        f" {' and '.join(sources)}{more}. {way_out}"
    )


def _source(plan: Plan, kind: str, about: str) -> str:
    label = plan.labels.get(about, about)
    return {ROLLING_YEARS: f"the rolling years of {label}", PERCENTAGE: f"the percentage {label}"}.get(
        kind, f"the {kind} of {label}"
    )


def _named(plan: Plan, name: Name) -> str:
    """A count by its measure, partner and quarter, never by its number."""
    about, partner, quarter, _ = name
    label = other_label(name)
    what = plan.labels.get(about, about)
    if label is not None:
        what = f'the other figure "{label[:_LABEL_CHARACTERS]}" of {what}'
    measure = plan.by_uid.get(about)
    who = partner or (" and ".join(measure.suppliers) if measure is not None else "")
    return f"{what} of {who} for {Quarter.parse(quarter).short}"


# -- what is written and kept ------------------------------------------------------------------------------------------


def _content(desk: Desk, book: Book, public: PublicBook, left_out: LeftOut) -> PublicContent:
    shown = _without_left_out(public.book, left_out)
    made_up = setting(desk, "marking").value == MADE_UP_MARKING
    before = public_book(book_told_before(desk, book.quarter), left_out).book
    content = PackContent(
        assess_quarter(shown),
        last_change(desk, book.quarter),
        "",
        marking=MADE_UP_MARKING if made_up else MARKING,
        leads={priority.number: f"Lead of priority {priority.number}" for priority in book.plan.priorities},
        previous=assess_quarter(before) if before.figures else None,
        data=tuple(earlier_rows(shown)),
        exact_small_numbers=True,  # what is to be masked is no longer in it
        made_up=made_up,
    )
    return PublicContent(content, public.hidden, left_out.asked)


def _without_left_out(book: Book, left_out: LeftOut) -> Book:
    indicators = book.plan.indicators_by_uid
    return replace(
        book,
        headlines={number: text for number, text in book.headlines.items() if not left_out.headline(number)},
        commentary={
            key: texts
            for key, texts in book.commentary.items()
            if key[0] in indicators and not left_out.commentary(indicators[key[0]])
        },
    )


def _kept(desk: Desk, quarter: Quarter, packed: bytes, content: PublicContent, published: Published) -> str:
    """Put the copy on record, unless its bytes are the last one's; gives its id."""
    last = [copy.pack for copy in public_copies(desk) if copy.pack.quarter == str(quarter)][-1:]
    if last and last[0].sha256 == hashlib.sha256(packed).hexdigest():
        return last[0].id
    kept = keep_public(
        desk,
        quarter,
        packed,
        content.filename,
        published=_written_published(published),
        marking=content.content.marking,
        digest=digest(desk),
    )
    return kept.id


def _written_published(published: Published) -> str:
    """What a copy told, as text for the record."""
    told = {
        "quarter": published.quarter,
        "left_out": published.left_out,
        "cells": [asdict(cell) for cell in published.cells],
        "ties": published.ties,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _read_published(text: str) -> Published:
    told = json.loads(text)
    return Published(
        told["quarter"],
        tuple(Cell(**cell) for cell in told["cells"]),
        tuple(tuple((tuple(name), factor) for name, factor in tie) for tie in told["ties"]),
        tuple(told["left_out"]),
    )
