"""Writing words: the commentary of a row, field by field or in one line, and a priority's headline paragraph."""

from __future__ import annotations

from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.measures import Kind
from csp_tui.plain.answering import NoRowError, row_of
from csp_tui.plain.conversation import WentBack
from csp_tui.plain.place import SAVED_HERE, Place
from csp_tui.screens.figures import Line

_HOW = (
    "Type as many lines as you like; an empty line ends them. Enter at once keeps what stands, a lone - takes it out."
)


def comment(place: Place, rest: str) -> None:
    """Write the commentary of the row: `comment` asks field by field, `comment action TEXT` writes one."""
    line = row_of(place)
    name, _, text = rest.partition(" ")
    if name:
        if name.casefold() not in FIELD_TITLES:
            raise NoRowError(f'There is no field "{name[:40]}"; there are {", ".join(FIELD_TITLES)}.')
        if not text.strip():
            _field(place, line, name.casefold())
        else:
            _keep(place, line, name.casefold(), "" if text.strip() == "-" else text)
        return
    place.talk.tell(f"Commentary of {line.subject.partner} on {line.indicator.code} {line.indicator.title}. {_HOW}")
    try:
        for field in FIELD_TITLES:
            _field(place, line, field)
    except WentBack:
        place.talk.tell("The rest is left as it was.")
    if line.measure.kind is Kind.REPORT:
        place.talk.tell(place.status.reason)


def _field(place: Place, line: Line, name: str) -> None:
    """Ask for one field, with what stands and what stood a quarter before beside it."""
    session, title = place.session, FIELD_TITLES[name]
    texts = session.commentary(line.indicator, line.subject.partner)
    before = session.book.commentary.get((line.indicator.uid, session.quarter.previous, line.subject.partner or ""), {})
    for when, said in ((session.quarter.previous.short, before.get(name)), ("Now", texts.get(name))):
        if said:
            place.talk.tell(f"{when}: {said}")
    text = place.talk.text(f"{title}?", f"{line.indicator.code} {title.casefold()}", _HOW)
    if text is not None:
        _keep(place, line, name, text)


def _keep(place: Place, line: Line, name: str, text: str) -> None:
    assert line.subject.partner is not None
    place.session.comment(line.indicator, line.subject.partner, {name: text})
    fate = SAVED_HERE if text.strip() else "It is taken out."
    place.talk.tell(f"{line.indicator.code}, {FIELD_TITLES[name].casefold()}. {fate}")


def headline(place: Place, rest: str) -> None:
    """Write the headline paragraph of the priority that is named or gone through, and who agreed it."""
    number = rest or str(place.priority or place.session.desk.priority or "")
    if not number.isdecimal():
        raise NoRowError("The headline paragraph of which priority? Type its number, as in headline 1.")
    known = place.session.book.plan.priority(int(number))
    standing = place.session.book.headlines.get(known.number)
    if standing is not None:
        place.talk.tell(f"Now: {standing.text}")
    text = place.talk.text(f"The paragraph that opens priority {known.number}, {known.title}?", "headline", _HOW)
    if text is None:
        return
    agreed = ""
    if text:
        agreed = place.talk.question(
            "Agreed by whom, and when? Enter leaves it open.", "agreed by", "A role and a date: Chair, 3 November."
        )
    place.session.headline(known.number, text, agreed)
    place.talk.tell(f"Priority {known.number}, headline paragraph. {SAVED_HERE if text else 'It is taken out.'}")
