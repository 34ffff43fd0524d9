"""The public copy of a quarter: made, attacked before it is written, written where nothing is given away, and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from csp_tui.desk.changes import changes_since
from csp_tui.desk.configuring import setting
from csp_tui.desk.contacts import contacts
from csp_tui.desk.exporting import Exported, what_waits
from csp_tui.desk.folders import written_here
from csp_tui.desk.freezing import issued_packs, latest_by_quarter
from csp_tui.desk.issuing import coordinator_only
from csp_tui.desk.opening import Desk, day_of, now
from csp_tui.desk.reading import digest, open_book
from csp_tui.desk.telling import STEPS, Progress, book_told_before, last_change
from csp_tui.domain.book import Book
from csp_tui.domain.counting import counted
from csp_tui.domain.leaving_out import LeftOut, read_left_out
from csp_tui.domain.marking import MADE_UP_MARKING
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.public import Cell, PublicBook, Published, public_book
from csp_tui.domain.public_texts import cleaned_of_people
from csp_tui.domain.publication import PublicCopyError, safe_book
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import OtherFigure, QuarterStatus, State
from csp_tui.packs.public import PublicContent, public_bytes, public_content
from csp_tui.storage.records import KeptPack, Volume
from csp_tui.workbooks.filing import write_file
from csp_tui.workbooks.text import cleaned

PUBLISH: Final = "publish"  # the kind of the step that keeps a public copy
PUBLIC_KIND: Final = "public"


def publish(
    desk: Desk, quarter: Quarter, folder: Path, leave_out: Sequence[str] = (), progress: Progress | None = None
) -> Exported:
    """Write the public copy of a quarter, open or issued, and keep it on record.

    `leave_out` are things to leave out, as `domain.leaving_out` reads them. Raises IssueError for anybody but the
    coordinator; raises PublicCopyError, and writes nothing, where nothing is in that the public could read, or where a
    suppressed count could be worked out from the copy, or from it beside those already public.
    """
    tell = progress or (lambda _text, _done, _all: None)
    coordinator_only(desk, "makes public copies")
    tell("Reading the figures", 0, STEPS)
    stored = open_book(desk, quarter)
    left_out = read_left_out(stored.plan, leave_out)
    status = assess_quarter(stored)
    _refuse_empty(status)
    book = _clean(desk, stored)
    tell("Trying to work out what is not shown", 1, STEPS)
    earlier = tuple(_read_published(copy.published) for copy in public_copies(desk))
    public, since = safe_book(book, left_out, earlier), since_issued(desk, quarter)
    tell("Writing the workbook", 2, STEPS)
    content = replace(_content(desk, book, public, left_out), newer_than=since.issued if since is not None else None)
    packed = public_bytes(content)
    id = _kept(desk, quarter, packed, content, public.published)
    path, renamed_because = write_file(packed, folder, content.filename, written_here(desk))
    tell("Written and read again", STEPS, STEPS)
    return Exported(
        path,
        (path,),
        not stored.closed,
        digest(desk),
        f"The public copy of {quarter.label} is in {path}, and kept as {id}. Nothing has been sent.",
        tuple(text for text in (renamed_because, since and since.sentence) if text),
        what_waits(status),
        id,
    )


class SinceIssued(Struct, frozen=True):
    """How many figures and texts of a quarter stand otherwise than its last pack, issued on a day, told them."""

    number: int
    pack: str
    issued: date

    @property
    def sentence(self) -> str:
        """That a public copy tells them, though no pack did."""
        return (
            f"{counted(self.number, 'figure or text', 'figures and texts')} came or changed since {self.pack} was"
            " issued, and no pack told them so: a public copy takes what is known now."
        )


def since_issued(desk: Desk, quarter: Quarter) -> SinceIssued | None:
    """What a public copy of a quarter tells otherwise than its last issued pack; None where it tells the same."""
    pack = latest_by_quarter(issued_packs(desk)).get(quarter)
    if pack is None:
        return None
    changed = changes_since(desk, quarter)
    quarters = [*(one.quarter for one in changed.figures), *(one.quarter for one in changed.texts)]
    number = quarters.count(quarter)
    return SinceIssued(number, pack.id, day_of(pack.at)) if number else None


def _refuse_empty(status: QuarterStatus) -> None:
    """Raise PublicCopyError for a quarter of which there is nothing to tell the public."""
    if not status.headlines and not any(one.commentary or one.state is not State.AWAITED for one in status.indicators):
        raise PublicCopyError(f"Nothing is in for {status.quarter.short}, so there is no public copy to write.")


def _clean(desk: Desk, book: Book) -> Book:
    """The book with its texts free of contacts, addresses and file names."""
    names = {contact.name for contact in contacts(desk)}

    def clean(text: str) -> str:
        return cleaned_of_people(cleaned(text), names)

    return replace(
        book,
        commentary={
            key: {field: clean(text) for field, text in texts.items()} for key, texts in book.commentary.items()
        },
        headlines={number: replace(each, text=clean(each.text)) for number, each in book.headlines.items()},
        other_figures={
            key: tuple(
                OtherFigure(clean(one.label), clean(one.value), one.prior and clean(one.prior)) for one in listed
            )
            for key, listed in book.other_figures.items()
        },
    )


# -- what is written and kept ------------------------------------------------------------------------------------------


def _content(desk: Desk, book: Book, public: PublicBook, left_out: LeftOut) -> PublicContent:
    before = public_book(book_told_before(desk, book.quarter), left_out).book
    return public_content(
        public,
        assess_quarter(before) if any(before.figures.values()) else None,
        last_change(desk, book.quarter),
        made_up_marking=MADE_UP_MARKING if setting(desk, "marking").value == MADE_UP_MARKING else None,
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


# -- public copies on record -----------------------------------------------------------------------------------------


class PublicCopy(Struct, frozen=True):
    """A public copy on record, and what it published, in the words of whoever made it."""

    pack: KeptPack
    published: str


def keep_public(
    desk: Desk, quarter: Quarter, packed: bytes, filename: str, *, published: str, marking: str, digest: str
) -> KeptPack:
    """Put a public copy on record, as its bytes and what it published; nothing is closed by it."""
    number = 1 + sum(copy.pack.quarter == str(quarter) for copy in public_copies(desk))
    pack = KeptPack(
        f"{quarter}-public-{number}",
        str(quarter),
        PUBLIC_KIND,
        number,
        now(),
        desk.by,
        marking,
        False,
        digest,
        desk.plan.version,
        "",
        "",
        filename,
        hashlib.sha256(packed).hexdigest(),
        len(packed),
    )
    volume = Volume(pack, packed, published=published)
    desk.store.keep_pack(desk.partnership, volume, kind=PUBLISH, note=f"public copy {pack.id}")
    return pack


def public_copies(desk: Desk) -> tuple[PublicCopy, ...]:
    """All public copies on record, oldest first."""
    view = desk.store.view(desk.partnership)
    return tuple(PublicCopy(pack, view.published_by(pack)) for pack in view.packs() if pack.kind == PUBLIC_KIND)
