"""Going through rows: telling one, taking its answer, and going on; also taking answers back."""

from __future__ import annotations

from collections.abc import Callable

from csp_tui.cli.as_text import measure_lines
from csp_tui.desk import entering
from csp_tui.domain.checks import WITHOUT_ACTION
from csp_tui.domain.entries import EntryError
from csp_tui.domain.errors import UserError, system_sentence
from csp_tui.domain.results import MeasureStatus
from csp_tui.plain.place import SAVED_HERE, Place, is_awaited
from csp_tui.plain.sentences import is_day
from csp_tui.plain.told import in_words, others_row, priority_lines, row_lines, rows_sentence, to_be_rated, wanted
from csp_tui.plain.typed import entry_typed
from csp_tui.screens.figures import VALUE, Line

NO_ROW = "This needs a row: type priority and its number, or find and a code such as P1-05."


class NoRowError(UserError):
    """A word that is about a row, typed where there is none."""


def tell_row(place: Place) -> None:
    """Tell the row that is asked about, after an empty line."""
    place.talk.tell("")
    place.talk.tell_lines(row_lines(place))


def tell_rows(place: Place) -> None:
    """Tell what is gone through, and its first row."""
    if not place.rows:
        place.talk.tell("There is no such row.")
        return
    if place.priority is not None:
        place.talk.tell_lines(priority_lines(place))
    place.talk.tell(rows_sentence(place))
    tell_row(place)


def go_on(place: Place) -> None:
    """The next row; after the last one, home, with what is still awaited."""
    place.just = None
    if place.at + 1 < len(place.rows):
        place.at += 1
        tell_row(place)
    else:
        _finish(place)


def go_back(place: Place) -> None:
    """The row before; from the first one, home."""
    place.just = None
    if place.at:
        place.at -= 1
        tell_row(place)
    else:
        place.go_home()
        place.talk.tell("This is home. Type ? for all words, home to hear how the quarter stands.")


def _finish(place: Place) -> None:
    session, talk = place.session, place.talk
    shown = {line.indicator.code for line in place.rows}
    status = session.assess()
    gone_through = [i for i in status.indicators if i.indicator.code in shown]
    talk.tell(f"That was the last row. {in_words(gone_through, session.partner)}")
    awaited = [line.measure.id for line in place.rows if is_awaited(session, line)]
    if awaited:
        talk.tell(f"Still awaited: {', '.join(dict.fromkeys(awaited))}. To hear only these: rows awaited.")
    talk.tell("check tells what must be put right; send looks the return over and makes the file to e-mail.")
    place.go_home()


def answer(place: Place, text: str) -> None:
    """Store what was typed for the row and go on; what is refused is told with its reason, kept, and asked again."""
    line, session = row_of_ours(place), place.session
    try:
        session.enter(line.subject, entry_typed(line.measure, text))
    except UserError as error:
        _refuse(place, text, error)
        return
    place.forget_refused(line)
    tell_stored(place)
    go_on(place)
    place.just = line


def read_as_answer(place: Place, text: str) -> bool:
    """Whether a text can stand as the row's answer, so that it is not taken for a word."""
    line = place.row
    if line is None:
        return False
    try:
        place.session.supposing(line.subject, entry_typed(line.measure, text))
    except UserError:
        return False
    return True


def take(place: Place, text: str, store: Callable[[], None]) -> None:
    """Take an answer. One of a pipe was written before it was known what becomes of those above it.

    So where it is refused the next line is for the next row all the same, and the end tells what is not stored.
    """
    if place.talk.at_terminal:
        store()
        return
    row = place.row
    try:
        store()
    except NoRowError:
        place.lose_way()
        raise
    except (UserError, OSError) as error:
        why = str(error) if isinstance(error, UserError) else system_sentence(error)
        place.talk.tell(why)
        place.miss(text, why)
    if place.row is row:
        place.talk.tell("The next line is taken for the next row.")
        go_on(place)


def tell_stored(place: Place) -> None:
    """How the row stands now, why, and what is asked about it; that it is saved and not sent."""
    status = place.status
    place.talk.tell_lines([*measure_lines(status), *to_be_rated(status)])
    place.talk.tell(f"{SAVED_HERE}{_ways_on(place, status)}")


def _ways_on(place: Place, status: MeasureStatus) -> str:
    """How to answer what is asked about a figure, as the next row is told by then."""
    asked = [query.code for query in status.queries if query.explained is None]
    if not asked:
        return ""
    back = "; b goes back to it" if place.at + 1 < len(place.rows) else ""
    what = f" comment {status.measure.indicator} action and a text says what will be done;" * (WITHOUT_ACTION in asked)
    return f"{what} explain {status.measure.id} and a text says why it is right{back}."


def _refuse(place: Place, text: str, error: UserError) -> None:
    line, talk = place.row, place.talk
    assert line is not None
    place.just = line
    if line.is_report:
        why = f'"{text}" reads as a date. ' if is_day(text, place.session.desk.today) else ""
        talk.tell(f"Not stored: {why}{error} {wanted(line)}")
        place.miss(text, f"{why}{error}")
        return
    talk.tell(f"Not stored: {error}" if isinstance(error, EntryError) else str(error))
    place.keep_refused(line, text, str(error))
    ways = " Type it put right, forget to drop it, or Enter to go on." if talk.at_terminal else ""
    talk.tell(f'Your text "{text}" is kept, not counted.{ways}')


def forget(place: Place, _rest: str) -> None:
    """Drop the text that was refused."""
    line = row_of(place)
    kept = place.session.draft(line.subject, VALUE) is not None
    place.forget_refused(line)
    place.talk.tell("It is forgotten." if kept else "There is nothing to forget here.")


def withdraw(place: Place, rest: str) -> None:
    """Take the row's answer back, for a reason that is kept."""
    line, session = row_of_ours(place), place.session
    subject = line.subject
    session.book = entering.withdraw(session.desk, session.book, subject.measure, subject.partner, rest)
    place.talk.tell(f"{line.measure.id} is taken back, and awaited again. undo brings it back.")


def nothing(place: Place, rest: str) -> None:
    """Say that there is nothing to report, or with `nothing no` no longer say so."""
    line, session = row_of_ours(place), place.session
    if rest.casefold().rstrip(".") not in ("", "no", "to report"):
        raise EntryError(VALUE, "Nothing is stored. Type nothing alone to say so, or comment patterns and your words.")
    session.book = entering.nothing_to_report(
        session.desk, session.book, line.indicator, line.subject.partner, rest.casefold() != "no"
    )
    place.talk.tell(f"{line.indicator.code}: {place.status.reason} {SAVED_HERE}")
    go_on(place)


def forget_just_refused(place: Place) -> bool:
    """Drop the text that was typed and refused just now, in place of an undo; False where another thing was."""
    line = place.just
    draft = place.session.draft(line.subject, VALUE) if line is not None and line is place.row else None
    if line is None or draft is None or not place.is_refused(line):
        return False
    place.forget_refused(line)
    place.talk.tell(f'"{draft.text}" is forgotten; nothing else is changed. undo again takes back your last change.')
    return True


def row_of_ours(place: Place) -> Line:
    """The row that is asked about, to be answered; raises NoRowError where it is another's."""
    return require_ours(place, row_of(place))


def require_ours(place: Place, line: Line) -> Line:
    """A row that something is to be said of; raises NoRowError where it is another's."""
    if not place.is_ours(line):
        raise NoRowError(f"Nothing is stored. {others_row(place, line)}")
    return line


def row_of(place: Place) -> Line:
    """The row that is asked about; raises NoRowError at home."""
    return asked_row(place.row)


def asked_row(line: Line | None) -> Line:
    """A row that there is; raises NoRowError where there is none."""
    if line is None:
        raise NoRowError(NO_ROW)
    return line
