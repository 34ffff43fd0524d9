"""Before and at the end: what the check found and explaining it, looking the return over, and writing its file."""

from __future__ import annotations

from pathlib import Path

from csp_tui.cli.as_asked import letter_lines
from csp_tui.cli.as_issued import exported_lines
from csp_tui.cli.as_sent import review_lines, submitted_lines
from csp_tui.cli.as_text import check_lines
from csp_tui.desk.chasing import chase as letters
from csp_tui.desk.exporting import export_pack, what_waits
from csp_tui.desk.folders import EXPORTS, folder_for
from csp_tui.desk.issuing import issue as issue_pack
from csp_tui.desk.looking_over import agreed_words
from csp_tui.desk.reading import queries, queries_of
from csp_tui.desk.submitting import read_agreed, review, submit
from csp_tui.domain.measures import PlanError
from csp_tui.domain.results import Level
from csp_tui.plain.answering import NoRowError
from csp_tui.plain.place import SAVED_HERE, Place
from csp_tui.plain.told import unstored_lines
from csp_tui.screens.unstored import unstored_of, unstored_texts


def check(place: Place, _rest: str) -> None:
    """Tell what must be put right or explained, of the partner that is worked for, and what is typed and not stored.

    A lead is told of the priority that is gone through, else of the one that is led; of texts, all are named.
    """
    session, talk = place.session, place.talk
    number = (place.priority or session.led) if session.led is not None else None
    status, unstored = session.assess(), tuple(unstored_texts(session))
    if number is not None:
        talk.tell(f"Check of priority {number}.")
    looked_at = status.indicators if number is None else status.of_priority(number)
    mine = [q for one in looked_at for q in queries_of(one, session.partner)]
    talk.tell_lines(unstored_lines(session, unstored))
    talk.tell_lines(check_lines(mine, session.quarter, len(unstored), closed=session.book.closed))


def explain(place: Place, rest: str) -> None:
    """Explain what the check asks: `explain TEXT` of the row, or of the one answered just before where that is asked.

    `explain P1-05.notices repeated TEXT` explains any.
    """
    measure, words = _measure_named(place, rest)
    found = queries(place.session.desk, place.session.quarter, place.session.partner)
    asked = [q for q in found if q.measure == measure and q.level is Level.QUERY]
    code, _, after = words.partition(" ")
    named = [q for q in asked if q.code == code]
    if named:
        asked, words = named, after.strip()
    if not asked:
        raise NoRowError(f"Nothing is asked about {measure}.")
    if len(asked) > 1:
        raise NoRowError(f"Explain which? Type one of {', '.join(q.code for q in asked)} before the text.")
    text = words or place.talk.reason(f"{asked[0].message} Why is it right?")
    place.session.explain(asked[0], text)
    place.talk.tell(f"{measure}, {asked[0].code}: explained. {SAVED_HERE}")


def _measure_named(place: Place, rest: str) -> tuple[str, str]:
    """The measure that an explanation is about, named first or the row's own, and the words after it."""
    first, _, after = rest.partition(" ")
    try:
        return place.session.book.plan.measure(first).id, after.strip()
    except PlanError:
        line = place.row_asked(lambda query: query.level is Level.QUERY)
        if line is None:
            raise NoRowError(
                "Explain what? Type the figure first: explain P1-05.notices and why it is right."
            ) from None
        return line.measure.id, rest


def send(place: Place, rest: str) -> None:
    """Look the return over and write the file to e-mail, into the folder that is named; nothing is sent."""
    session, talk = place.session, place.talk
    partner, priority = session.partner, None
    if partner is None:
        priority = place.priority or session.desk.priority or _asked_priority(place)
    looked_over = review(session.desk, session.quarter, partner=partner, priority=priority)
    talk.tell_lines(review_lines(looked_over))
    unstored = tuple(unstored_of(session, looked_over.scope))
    talk.tell_lines(unstored_lines(session, unstored))
    if looked_over.errors:
        talk.tell("Put this right first; nothing is written.")
        return
    waiting = looked_over.waiting or unstored
    waits = "Something still waits. Write the return as it is?" if waiting else "Write the return?"
    again = looked_over.last.again(place.agreed) if looked_over.last is not None else ""
    if not talk.agrees(again or waits, "write it"):
        talk.tell("Nothing is written. What is entered stays.")
        return
    folder = Path(rest) if rest else None
    written = submit(session.desk, session.quarter, folder, partner=partner, priority=priority, agreed_by=place.agreed)
    place.agreed = None
    talk.tell_lines(submitted_lines(written))


def agreed(place: Place, rest: str) -> None:
    """Say who agreed the return that is written next; without words, that nobody did yet."""
    place.agreed = read_agreed(rest)
    place.talk.tell(f"The next return: {agreed_words(place.agreed)} send writes it.")


def _asked_priority(place: Place) -> int:
    """The priority whose return is meant, where nothing tells it."""
    while not (
        typed := place.talk.question(
            "For which priority is the return?",
            "priority",
            "Its number, 1 for the first; partner and a name first makes it a partner's return.",
        )
    ).isdecimal():
        place.talk.tell("Type its number, such as 1.")
    return place.session.book.plan.priority(int(typed)).number


def chase(place: Place, _rest: str) -> None:
    """Tell what is awaited, as letters to copy; a lead of the lead's own priority."""
    session = place.session
    place.talk.tell_lines(letter_lines(letters(session.desk, session.quarter, priority=session.led)))


def pack(place: Place, rest: str) -> None:
    """Write the draft pack, into the folder that is named."""
    place.talk.tell("Writing the pack.")
    written = export_pack(place.session.desk, place.session.quarter, _exports(place, rest))
    place.talk.tell_lines(exported_lines(written))


def _exports(place: Place, rest: str) -> Path:
    return Path(rest) if rest else folder_for(place.session.desk, EXPORTS)


def issue(place: Place, rest: str) -> None:
    """Issue the pack and close the quarter, once that is said twice."""
    session, talk = place.session, place.talk
    for text in what_waits(session.assess()):
        talk.tell(f"Waiting: {text}")
    question = f"Issue the pack of {session.quarter.short}? It freezes its ratings and closes the quarter."
    if not talk.agrees(question, "issue it"):
        talk.tell("Nothing is issued.")
        return
    talk.tell("Issuing the pack.")
    issued = issue_pack(session.desk, session.quarter, _exports(place, rest))
    session.read_again()
    talk.tell_lines(exported_lines(issued))
