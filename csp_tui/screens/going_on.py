"""What is told when a cell is left: what is stored and what the check asks of it, and where the next answer waits."""

from __future__ import annotations

from csp_tui.desk.closing import ClosedError
from csp_tui.desk.drafting import Draft
from csp_tui.desk.overtaken import OvertakenError
from csp_tui.domain.entries import EntryError
from csp_tui.domain.errors import BusyError, UserError
from csp_tui.domain.overview import answers_awaited
from csp_tui.domain.promising import promised_later, promised_words
from csp_tui.domain.results import MeasureStatus
from csp_tui.domain.statements import Statement
from csp_tui.screens.as_typed import without
from csp_tui.screens.base import COORDINATOR, SAVED_HERE
from csp_tui.screens.detail import asked_words
from csp_tui.screens.figures import VALUE, Line, figure_text, stated_words, to_settle
from csp_tui.screens.session import Session
from csp_tui.storage.errors import Locked, ReadOnly

WAYS_ON = "Type it anew, F2 changes it, Del forgets it, F7 says why there is none."
"""What can be done about a text that is no answer."""


def just_stored(session: Session, line: Line, supposed: MeasureStatus | None) -> MeasureStatus:
    """A figure that was just stored, as it was supposed while it was typed, where it was: to be drawn at once.

    What was said before of the very same figure is not in that: it is to be assessed once that is drawn.
    """
    held = session.statement(line.subject)
    if (
        supposed is not None
        and (supposed.measure.uid, supposed.partner) == (line.measure.uid, line.subject.partner)
        and supposed.statement == held
    ):
        return supposed
    return session.status(line.subject)


def saved_words(
    session: Session, line: Line, column: str, status: MeasureStatus, stood: Statement | None
) -> tuple[str, str]:
    """What is stored and what `stood` there before, with the tone to tell it in.

    What the check asks is told with it, as the cursor goes on, and what stands below the rows with it.
    """
    words = stated_words(line.measure, session.statement(line.subject), column)
    was = figure_text(line.measure, stood) if column == VALUE else stated_words(line.measure, stood, column)
    words += f" (was {was})" if was not in ("", words) else ""
    asked = next((asked_words(query) for query in status.queries if query.explained is None), "")
    if asked:
        return f"{line.measure.id}: {words}. Saved here, not sent. {asked}", "amber"
    return f"{line.measure.id}: {words}. {SAVED_HERE}", ""


def refuse_closed(session: Session) -> None:
    """Raise ClosedError, with the way out, where the pack of the quarter is issued."""
    if (because := session.closed_because) is not None:
        raise ClosedError(because)


def refused_words(error: UserError) -> str:
    """What became of a text that was refused, on one line; the store says itself what it did not do."""
    if isinstance(error, ClosedError):
        return "is not stored: the quarter is closed, and the top line says the way out."
    if isinstance(error, ReadOnly):
        return "is not stored: the file can only be read here, and the lines above say why."
    if isinstance(error, BusyError):
        return f"is not stored yet. {error.state}; it is tried again by itself."
    if isinstance(error, Locked):
        return f"{error} It is tried again by itself."
    return f"not stored: {error}" if isinstance(error, EntryError | OvertakenError) else str(error)


def kept_words(draft: Draft) -> str:
    """That a text of which the typing was broken off is kept, and how to go on with it."""
    going_on = "Enter stores it" if draft.refusal is None else "F2 changes it"
    return f'"{draft.text}" is kept here as a draft, not stored. {going_on}, Del forgets it.'


def forgotten_words(session: Session, line: Line, column: str, text: str) -> str:
    """That a draft is gone, and what stands in its cell."""
    held = stated_words(line.measure, session.statement(line.subject), column)
    return f'{line.measure.id}: "{text}" is forgotten; {f"{held} stands stored" if held else "nothing is stored"}.'


def once_emptied(session: Session, line: Line, column: str) -> tuple[MeasureStatus, str]:
    """How a row stands once its emptied cell is left, and what leaving it does, empty where that is nothing."""
    draft, held = session.draft(line.subject, column), session.statement(line.subject)
    stands = stated_words(line.measure, held, column)
    if draft is not None:
        stays = f"; {stands} stays stored" if stands else ""
        return session.status(line.subject), f'Leave the cell to forget "{draft.text}"{stays}. Esc keeps it.'
    rest = without(held, column) if held is not None else None
    if rest == held:
        return session.status(line.subject), ""
    return session.supposing_stated(line.subject, rest), f"Leave the cell to take {stands} back; Esc keeps it."


def after_the_last_row(session: Session, priority: int) -> str:
    """That no row below waits, and where the next answer is awaited of whom is worked for."""
    status = session.assess()
    waiting = [
        (session.book.plan.indicator(measure.indicator).priority, measure.id)
        for measure, partner in answers_awaited(status.indicators)
        if session.partner in (None, partner)
    ]
    here = [measure for number, measure in waiting if number == priority]
    if here:
        more = f" and {len(here) - 1} more" if len(here) > 1 else ""
        return f"Nothing below is left to answer. Still awaited here: {here[0]}{more}."
    theirs = [answer for answer in waiting if session.led in (None, answer[0])]
    if theirs:
        number, measure = theirs[0]
        return f"Nothing below is left to answer. Esc, then priority {number}: {measure} is awaited."
    if session.desk.role == COORDINATOR:
        return "Nothing more is awaited. F9 goes on."
    if session.led is not None:
        mine = "Your priority is complete" if session.partner is None else f"{session.partner} has answered all of it"
        later = (one for one in promised_later(session.concerned(status)) if session.partner in (None, one.row[1]))
        promised = "".join(f", {words}" for words in promised_words(later, session.desk.today))
        key = "F9" if session.led == priority or session.partner is not None else "Ctrl+S at home"
        return f"{mine}{promised}: {key} looks it over and writes the file."
    return "Nothing more is awaited of you: F9 looks it over and writes the file."


def closed_words(session: Session, line: Line) -> str:
    """Why nothing can be typed into a row's cell."""
    if to_settle(line, session.status(line.subject)):
        return f"{line.measure.id}: figures differ. Enter shows them, and asks which counts and why."
    if line.is_report:
        return f"{line.measure.id} asks for words: Enter or Ctrl+T writes them, F7 says why there are none."
    if line.subject.partner is None:
        return "This is the sum of the rows below it; type the parts."
    return f"{line.subject.partner} gives this figure; F3 shows the rows of all partners."
