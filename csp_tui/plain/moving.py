"""Going somewhere: rows, a row that is found, another partner or quarter; and hearing how the quarter stands."""

from __future__ import annotations

from csp_tui.cli.as_story import series_sentences, story_lines
from csp_tui.desk.retelling import retold_of
from csp_tui.desk.superseding import unread_cells
from csp_tui.domain.measures import PlanError
from csp_tui.plain.answering import NoRowError, row_of, tell_row, tell_rows
from csp_tui.plain.place import Place, is_awaited, rows_of
from csp_tui.plain.told import awaited_of, found_words, home_lines, quarter_lines
from csp_tui.plans.glossary import glossary
from csp_tui.screens.session import Subject

_MOST_FOUND = 12


def home(place: Place, _rest: str) -> None:
    """Leave the rows and tell how the quarter stands."""
    place.go_home()
    place.talk.tell_lines(home_lines(place.session))


def rows(place: Place, rest: str) -> None:
    """Go through all rows of the partner that is worked for, or with `rows awaited` those that wait for an answer."""
    session = place.session
    if rest.casefold() not in ("", "awaited"):
        raise NoRowError("Type rows, or rows awaited; priority 2 goes through the rows of one priority.")
    found = rows_of(session.book, place.priority, session.partner)
    if rest:
        found = tuple(line for line in found if is_awaited(session, line))
    if not found:
        place.talk.tell("Nothing is awaited here." if rest else "Nothing is asked here.")
        place.lose_way()
        return
    place.go_through(found, place.priority)
    tell_rows(place)


def priority(place: Place, rest: str) -> None:
    """Go through the rows of a priority; without its number, of the one that the user leads."""
    session = place.session
    chosen = rest or str(session.desk.priority or "")
    if not chosen.isdecimal():
        raise NoRowError("Which priority? Type its number, as in priority 1.")
    number = session.book.plan.priority(int(chosen)).number
    found = rows_of(session.book, number, session.partner)
    if not found:
        raise NoRowError(f"Priority {number} asks nothing of {session.partner or 'anybody'}.")
    place.go_through(found, number)
    tell_rows(place)


def find(place: Place, rest: str) -> None:
    """Go to a row by its code, or tell the rows that a word is in."""
    if not rest:
        raise NoRowError("Find what? Type a code or a word, as in find P1-05.")
    found = found_words(place.session, rest)
    codes = {line.indicator.code: line.indicator for line in found}
    if not found:
        raise NoRowError(f'Nothing is called "{rest}". find takes a code, or a word of a title or a partner.')
    if len(codes) == 1:
        _go_to(place, next(iter(codes)), rest)
    else:
        place.lose_way()
        for code, indicator in list(codes.items())[:_MOST_FOUND]:
            place.talk.tell(f"{code} {indicator.title}, from {', '.join(indicator.partners)}")
        more = f" {len(codes) - _MOST_FOUND} more hold it." if len(codes) > _MOST_FOUND else ""
        place.talk.tell(f"Type find and a code to go to one.{more}")


def _go_to(place: Place, code: str, wanted: str) -> None:
    """Go through the priority of an indicator from the row that is meant; where it is another's, to read it."""
    session = place.session
    number = session.book.plan.indicator(code).priority
    of_all = rows_of(session.book, number, None)
    meant = [line for line in of_all if line.measure.id.casefold() == wanted.casefold()]
    meant = meant or [line for line in of_all if line.indicator.code == code]
    first = next((line for line in meant if place.is_ours(line)), meant[0])
    known = [line for line in of_all if place.is_ours(line) or line is first]
    place.go_through(known, number, known.index(first))
    tell_row(place)


def partner(place: Place, rest: str) -> None:
    """Work for a partner, or for all."""
    session, plan = place.session, place.session.book.plan
    if not rest:
        place.talk.tell(f"You work for {session.partner or 'all partners'}. Partners: {', '.join(plan.partners)}.")
        place.talk.tell("Type partner and a name, or partner all.")
        return
    session.partner = None if rest.casefold() == "all" else plan.partner(rest)
    place.go_home()
    awaited = sum(is_awaited(session, line) for line in rows_of(session.book, None, session.partner))
    place.talk.tell(f"Rows for {session.partner or 'all partners'}; {awaited} awaited. rows goes through them.")


def quarter(place: Place, rest: str) -> None:
    """Work on another quarter of the plan."""
    session = place.session
    if not rest:
        place.talk.tell(
            f"This is {session.quarter.label}, {session.quarter}. Type quarter and another, as in quarter Q1."
        )
        return
    short = rest.strip().upper()
    named = f"{session.quarter.financial_year}-{short}" if short in ("Q1", "Q2", "Q3", "Q4") else rest
    session.switch(session.desk.quarter(named))
    home(place, "")


def status(place: Place, rest: str) -> None:
    """Tell figures and ratings, of the priority that is named or gone through, else of all."""
    if rest and not rest.isdecimal():
        raise NoRowError("Type status, or status and the number of a priority.")
    number = int(rest) if rest else place.priority
    if number is not None:
        place.session.book.plan.priority(number)
    place.talk.tell_lines(quarter_lines(place.session, number))


def awaited(place: Place, _rest: str) -> None:
    """Tell who has still to send what, and what is promised; a lead of the lead's own priority."""
    place.talk.tell_lines(awaited_of(place.session))


def show(place: Place, rest: str) -> None:
    """Tell one measure: its rule, its series, who said what when."""
    session = place.session
    if rest:
        measure = session.book.plan.measure(rest)
        subject = Subject(measure, session.partner if session.partner in measure.suppliers else measure.suppliers[0])
    else:
        subject = row_of(place).subject
    indicator = session.book.plan.indicator(subject.measure.indicator)
    story, retold = session.story(subject), retold_of(session.desk, session.quarter, subject.measure, subject.partner)
    unread = unread_cells(session.desk, session.quarter, subject.measure, subject.partner)
    place.talk.tell_lines(story_lines(indicator, story, retold, series_sentences, unread))


def words(place: Place, rest: str) -> None:
    """Tell what an abbreviation means, or all of them."""
    known = glossary()
    found = {term: meaning for term, meaning in known.items() if not rest or term.casefold() == rest.casefold()}
    if not found:
        raise PlanError(f'"{rest}" is not in the glossary; glossary alone tells all of it.')
    for term, meaning in found.items():
        place.talk.tell(f"{term}: {meaning}")
