"""Exporting the pack of a quarter as a draft: gathering what it prints, writing it, and saying what still waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from csp_tui.desk.configuring import MADE_UP_MARKING, leads, setting
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest, open_book, queries_of
from csp_tui.domain.book import Book
from csp_tui.domain.errors import UserError
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import QuarterStatus
from csp_tui.packs.content import DataRow, PackContent
from csp_tui.packs.writing import write_pack

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of the steps are done, and how many there are."""

_STEPS = 4
DEFAULT_FOLDER = Path("exports")


class ExportCancelledError(UserError):
    """The export was stopped by its user before anything was written."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where a pack was written; `waiting` says what still needs a person, in sentences."""

    path: Path
    files: tuple[Path, ...]
    draft: bool
    digest: str
    sentence: str
    warnings: tuple[str, ...]
    waiting: tuple[str, ...]


def export_pack(desk: Desk, quarter: Quarter, folder: Path, progress: Progress | None = None) -> Exported:
    """Write the draft pack of a quarter. A progress callback may raise ExportCancelledError: nothing is written then.

    Once the workbook is written it is too late to cancel, and the export counts as done.
    """
    tell = progress or (lambda _text, _done, _all: None)
    tell("Reading the figures", 0, _STEPS)
    book = open_book(desk, quarter)
    before = open_book(desk, quarter.previous)
    tell("Rating them", 1, _STEPS)
    status = assess_quarter(book)
    marking = setting(desk, "marking").value
    content = PackContent(
        status,
        _last_change(desk, quarter),
        digest(desk),
        marking=marking,
        leads=leads(desk),
        previous=assess_quarter(before) if before.figures else None,
        data=_earlier(book),
        made_up=marking == MADE_UP_MARKING,
    )
    tell("Writing the workbook", 2, _STEPS)
    written = write_pack(content, folder)
    with suppress(ExportCancelledError):
        tell("Written and read again", _STEPS, _STEPS)
    warnings = tuple(w for w in (written.renamed_because, *written.warnings) if w)
    sentence = f"The draft pack for {quarter.label} is in {written.path}. It is not issued, and nothing has been sent."
    return Exported(written.path, (written.path,), True, content.digest, sentence, warnings, what_waits(status))


def _last_change(desk: Desk, quarter: Quarter) -> date:
    """The day of the last change to the quarter, in London: the same content bears the same date on any day."""
    rows = desk.store.current(desk.partnership, str(quarter), str(quarter))
    times = [row.head.at for row in rows if row.head is not None]
    return max(times).astimezone(ZoneInfo("Europe/London")).date() if times else quarter.end


def _earlier(book: Book) -> tuple[DataRow, ...]:
    rows = []
    for measure in book.plan.measures:
        for answerer, series in sorted(book.figures.get(measure.uid, {}).items()):
            partner = answerer or measure.suppliers[0]
            rows += [
                DataRow(measure, partner, quarter, series[quarter].statement)
                for quarter in sorted(series)
                if quarter < book.quarter
            ]
    return tuple(rows)


def what_waits(status: QuarterStatus) -> tuple[str, ...]:
    """What still needs a person before the pack can be issued, in sentences; empty when nothing does."""
    totals = status.totals
    found = []
    if totals.conflict:
        found.append(f"Figures differ in {totals.conflict} of {totals.indicators} indicators.")
    if totals.to_check:
        found.append(f"{totals.to_check} of what was received {'is' if totals.to_check == 1 else 'are'} to check.")
    if totals.awaited or totals.part:
        part = f"; part of {totals.part} more is in" if totals.part else ""
        found.append(f"{totals.awaited} of {totals.indicators} indicators are awaited{part}.")
    open_queries = sum(q.explained is None for i in status.indicators for q in queries_of(i))
    if open_queries:
        found.append(f"{open_queries} {'queries are' if open_queries > 1 else 'query is'} not explained yet.")
    return tuple(found)
