"""The year in one workbook: gathering its four quarters as they stand now and as issued packs told them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.changes import changes_since
from csp_tui.desk.configuring import setting
from csp_tui.desk.exporting import told_protected
from csp_tui.desk.folders import written_here
from csp_tui.desk.freezing import issued_packs, latest_by_quarter
from csp_tui.desk.opening import Desk, day_of
from csp_tui.desk.ratings import ratings_told
from csp_tui.desk.reading import book_as_told, breaks_marked, digest, open_book
from csp_tui.desk.telling import last_change
from csp_tui.domain.benchmarking import editions_of
from csp_tui.domain.book import Book
from csp_tui.domain.errors import UserError
from csp_tui.domain.marking import MADE_UP_MARKING
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.results import Rating, State
from csp_tui.domain.telling_ratings import NOT_TOLD, without_telling_ratings
from csp_tui.packs.content import ChangeTold, DataRow, PackContent
from csp_tui.packs.writing import write_year
from csp_tui.packs.year_content import RatingAsTold, YearContent, YearQuarter
from csp_tui.storage.records import KeptPack
from csp_tui.workbooks.passwords import Password


class YearError(UserError):
    """A year of which no workbook can be made; the message says why."""


class YearWritten(Struct, frozen=True):
    """Where the workbook of a year was written; `revised` counts what stands otherwise than it was told."""

    path: Path
    year: str
    digest: str
    issued: tuple[str, ...]
    not_due: tuple[Quarter, ...]
    revised: int
    sentence: str
    renamed_because: str | None = None


def year(desk: Desk, folder: Path, password: Password | None = None) -> YearWritten:
    """Write the workbook of the plan's year, protected where a password is given.

    Raises YearError where nothing is in for any of its quarters.
    """
    content = year_content(desk)
    written = write_year(content, folder, password, written_here(desk))
    return YearWritten(
        written.path,
        content.plan.year,
        content.latest.digest,
        tuple(one.pack for one in content.quarters if one.pack),
        tuple(one.quarter for one in content.quarters if one.content is None),
        len(content.latest.changes),
        f"The year {content.plan.year} is in {written.path}. Nothing has been sent.{told_protected(password)}",
        written.renamed_because,
    )


def year_content(desk: Desk) -> YearContent:
    """All that the workbook of the plan's year tells."""
    plan = desk.plan
    if not plan.indicators:
        raise YearError(f"The {plan.year} plan has no indicators, so there are no figures to put together.")
    quarters = quarters_between(plan.first_quarter, plan.last_quarter)
    books = {quarter: book for quarter in quarters if (book := _book(desk, quarter)) is not None}
    if not any(_stated(book, quarter) for quarter, book in books.items()):
        raise YearError(f"Nothing is in for the year {plan.year} yet.")
    rows = tuple(_rows(desk, books))
    contents = {quarter: _content(desk, book, rows) for quarter, book in books.items()}
    produced = max(last_change(desk, quarter) for quarter, book in books.items() if _stated(book, quarter))
    latest = contents[max(contents)]
    latest = replace(latest, produced=produced, digest=digest(desk), changes=tuple(_changes(desk)))
    packs = latest_by_quarter(issued_packs(desk))
    return YearContent(
        plan,
        tuple(_quarter(desk, quarter, contents.get(quarter), packs.get(quarter)) for quarter in quarters),
        latest,
        breaks_marked(desk),
    )


def _book(desk: Desk, quarter: Quarter) -> Book | None:
    """The book of a quarter; None while the quarter is not over and nothing is in."""
    book = open_book(desk, quarter)
    return book if quarter.end < desk.today or _stated(book, quarter) else None


def _stated(book: Book, quarter: Quarter) -> bool:
    """Whether anything is stated or said of a quarter."""
    figures = (series for by_partner in book.figures.values() for series in by_partner.values())
    return any(quarter in series for series in figures) or any(of == quarter for _, of, _ in book.commentary)


def _rows(desk: Desk, books: Mapping[Quarter, Book]) -> Iterator[DataRow]:
    """What is stated for each quarter of the year, from its own book, and for earlier ones, from the last book."""
    last = books[max(books)]
    for measure in desk.plan.measures:
        for quarter, book in books.items():
            for answerer, series in sorted(book.figures.get(measure.uid, {}).items()):
                if quarter in series:
                    yield DataRow(measure, answerer or measure.suppliers[0], quarter, series[quarter].statement)
        for answerer, series in sorted(last.figures.get(measure.uid, {}).items()):
            for quarter in sorted(series):
                if quarter < desk.plan.first_quarter:
                    yield DataRow(measure, answerer or measure.suppliers[0], quarter, series[quarter].statement)


def _content(desk: Desk, book: Book, rows: tuple[DataRow, ...]) -> PackContent:
    marking = setting(desk, "marking").value
    return PackContent(
        assess_quarter(book),
        book.quarter.end,
        "",
        marking=marking,
        data=tuple(row for row in rows if row.quarter != book.quarter),
        made_up=marking == MADE_UP_MARKING,
        breaks=book.breaks,
        tables=editions_of(book.tables),
    )


def _changes(desk: Desk) -> Iterator[ChangeTold]:
    """What stands otherwise than the year's packs told it."""
    for change in changes_since(desk, desk.plan.last_quarter).figures:
        if desk.plan.first_quarter <= change.quarter <= desk.plan.last_quarter:
            yield change


def _quarter(desk: Desk, quarter: Quarter, content: PackContent | None, pack: KeptPack | None) -> YearQuarter:
    if pack is None:
        return YearQuarter(quarter, content)
    telling = _telling(desk, pack)
    told = {
        key: RatingAsTold(Rating.NOT_RATED if key in telling else Rating(one.rating), State(one.state))
        for key, one in ratings_told(desk, pack).items()
    }
    return YearQuarter(quarter, content, pack.id, day_of(pack.at), told)


def _telling(desk: Desk, pack: KeptPack) -> frozenset[tuple[str, str]]:
    """The ratings that tell a masked count: a pack withholds them, and a year does also after an exact pack."""
    status = without_telling_ratings(assess_quarter(book_as_told(desk, pack)))
    return frozenset(
        (one.measure.uid, one.measure.answerer(one.partner or ""))
        for indicator in status.indicators
        for one in indicator.measures
        if one.reason == NOT_TOLD
    )
