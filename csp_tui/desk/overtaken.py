"""Refusing what was typed over something else than what stands by now: who typed it has not seen that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from csp_tui.desk.closing import refuse_closed
from csp_tui.desk.opening import Desk
from csp_tui.desk.waiting import about_figure, label
from csp_tui.domain.book import Book
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import field_title
from csp_tui.domain.measures import Measure
from csp_tui.returns.telling import conflict_id, in_words
from csp_tui.storage.errors import Overtaken
from csp_tui.storage.records import STATEMENT, Content, Subject
from csp_tui.storage.view import Guard, View

_SHOWN: Final = 60  # characters of a text


class OvertakenError(UserError):
    """Something else stands than what was seen; the message says what, and how to store yours all the same."""


def seen(book: Book, measure: Measure, supplier: str) -> frozenset[Content]:
    """What stands of a figure as far as a book shows it."""
    stated = book.stated(measure, supplier)
    return frozenset() if stated is None else frozenset([stated.statement])


def still_so(book: Book, measure: Measure, supplier: str) -> Guard:
    """Refuse what is said of a figure where another one stands by now; and as always what closes a quarter.

    What it raises, an OvertakenError, says what stands.
    """
    stated = book.stated(measure, supplier)
    made_of = stated.revision if stated is not None else None
    of = Subject(measure.uid, str(book.quarter), measure.answerer(supplier))

    def guard(view: View, subjects: Collection[Subject]) -> None:
        refuse_closed(view, subjects)
        current = view.current_of([of]).get(of)
        stands = current.head if current is not None and current.content is not None else None
        if (stands.revision if stands is not None else None) != made_of:
            now = (
                f"it is {shown(STATEMENT, stands.content)} now" if stands is not None else "nothing is stated of it now"
            )
            raise OvertakenError(
                f"Another program changed {about_figure(measure.id, of.quarter)} meanwhile: {now}. Look at it again,"
                " and say it once more if it still holds."
            )

    return guard


@contextmanager
def overtaken_in_words(desk: Desk) -> Iterator[None]:
    """Say of what is refused inside, what stands there now and what to do. Raises OvertakenError."""
    try:
        yield
    except Overtaken as error:
        raise OvertakenError(_sentence(desk, error.subject, error.stands)) from error


def _sentence(desk: Desk, subject: Subject, stands: frozenset[Content]) -> str:
    field = "" if subject.field == STATEMENT else f", {field_title(subject.field)}"
    about = f"{about_figure(label(desk, subject.about), subject.quarter)}{field}"
    said = [shown(subject.field, content) for content in stands if content is not None]
    if len(stands) > 1:
        differing = " and ".join(sorted([*said, *(["withdrawn"] if None in stands else [])]))
        another = ", or state another with csp-tui enter and --reason" if subject.field == STATEMENT else ""
        return (
            f"What stands of {about} differs ({differing}); say which counts, and why: Ctrl+D, or csp-tui resolve"
            f" {conflict_id(subject)}{another}."
        )
    if not said:
        return f"Another program took back meanwhile what stood of {about}; enter it once more to state yours."
    return f"Another program stored {said[0]} of {about} meanwhile; enter it once more to put yours in its place."


def shown(field: str, content: Content) -> str:
    """A content in words, a text in quotation marks and not longer than a sentence can bear."""
    words = in_words(field, content)
    if field == STATEMENT:
        return words
    return f'"{words}"' if len(words) <= _SHOWN else f'"{words[: _SHOWN - 1]}…"'
