"""Whether a public copy may be written: the book that gives nothing away, or the refusal with the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from csp_tui.domain.attack import PERCENTAGE, ROLLING_YEARS, TOTAL, GivenAway, given_away, smallest_change
from csp_tui.domain.book import Book
from csp_tui.domain.errors import UserError
from csp_tui.domain.leaving_out import LeftOut
from csp_tui.domain.measures import Plan
from csp_tui.domain.public import PublicBook, Published, public_book, without_words
from csp_tui.domain.public_texts import Texts, other_label, texts_of
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.recovery import Name

_LABEL_CHARACTERS: Final = 40


class PublicCopyError(UserError):
    """A public copy that would give a small count away; the message names the count and the change that stops it."""


def safe_book(book: Book, left_out: LeftOut, earlier: Sequence[Published] = ()) -> PublicBook:
    """The book as the public may know it, its texts among it.

    Raises PublicCopyError where a suppressed count is told by a text, or could be worked out from what is shown, by
    itself or beside the `earlier` public copies.
    """
    public = _published(book, left_out)
    for betrayed in Texts(book, public).betrayed(tuple(texts_of(book, left_out))):
        raise PublicCopyError(
            f"The public copy is not written: {_named(book.plan, betrayed.name)} is told by {betrayed.text.where}."
            f" Change that text, or leave it out: --leave-out {betrayed.text.leave_out}"
        )
    found = given_away(public.published, earlier)
    if found:
        raise PublicCopyError(_refusal(book, left_out, public.published, earlier, found))
    return replace(public, book=_without_left_out(public.book, left_out))


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
    others = len(found) - 1
    more = f" ({others} more {'count' if others == 1 else 'counts'} could be too)" if others else ""
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
    return {
        ROLLING_YEARS: f"the rolling years of {label}",
        PERCENTAGE: f"the percentage {label}",
        TOTAL: f"the other figures that add up to {label}",
    }.get(kind, f"the {kind} of {label}")


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


def _without_left_out(book: Book, left_out: LeftOut) -> Book:
    indicators = book.plan.indicators_by_uid
    return replace(
        book,
        headlines={number: text for number, text in book.headlines.items() if not left_out.headline(number)},
        commentary={
            key: without_words(texts) if left_out.commentary(indicators[key[0]]) else texts
            for key, texts in book.commentary.items()
            if key[0] in indicators
        },
    )
