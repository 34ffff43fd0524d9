"""Writing words: the commentary of a row, field by field or in one line, and a priority's headline paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from csp_tui.desk.drafting import Draft, Kind
from csp_tui.desk.drafting import Place as Where
from csp_tui.domain import measures
from csp_tui.domain.checks import WITHOUT_ACTION
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.errors import UserError
from csp_tui.domain.fields import field_words
from csp_tui.domain.overview import assess_indicator
from csp_tui.domain.words_in_texts import words_in, words_in_headline
from csp_tui.plain.answering import NoRowError, asked_row, go_on, require_ours, row_of_ours
from csp_tui.plain.commands import run_command
from csp_tui.plain.conversation import InputEnded, WentBack
from csp_tui.plain.place import SAVED_HERE, Place, rows_of
from csp_tui.screens.figures import Line

_HOW = (
    "Type as many lines as you like; an empty line ends them. Enter at once keeps what stands, a lone - takes it out."
)
_STORE, _FORGET = "store", "forget"


def comment(place: Place, rest: str) -> None:
    """Write the commentary of a row: `comment` asks field by field, `comment action TEXT` writes one.

    With a code before that it is of that row; options after the code make it the command.
    """
    code, _, after = rest.partition(" ")
    if after.lstrip().startswith("--"):
        run_command(place, f"comment {rest}")
        return
    named = _rows_called(place, code)
    line = require_ours(place, _one_of(place, code, named) if named else _row_meant(place, code))
    name, _, text = (after.strip() if named else rest).partition(" ")
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
    if line.measure.kind is measures.Kind.REPORT:
        place.talk.tell(place.session.status(line.subject).reason)


def write_on(place: Place, text: str) -> None:
    """Take words into a row's first field, after what stands there as the grid does, and go on as after a figure."""
    line, name = row_of_ours(place), next(iter(FIELD_TITLES))
    stood = place.session.commentary(line.indicator, line.subject.partner).get(name, "")
    _keep(place, line, name, f"{stood}\n{text}".lstrip())
    place.forget_refused(line)
    place.talk.tell(f"b goes back, to write on; comment {line.indicator.code} action and a text writes another field.")
    go_on(place)
    place.just = line


def _rows_called(place: Place, code: str) -> list[Line]:
    """The rows that a code names, of all partners; none for a word that is no code."""
    wanted = code.casefold()
    rows = rows_of(place.session.book, None, None) if wanted else ()
    return [line for line in rows if wanted in (line.measure.id.casefold(), line.indicator.code.casefold())]


def _one_of(place: Place, code: str, named: Sequence[Line]) -> Line:
    """The row among those of a code whose partner is worked for, else the one that is told, else the only partner's."""
    ours = [line for line in named if place.is_ours(line)] or named
    if place.row is not None and place.row in ours:
        return place.row
    partners = dict.fromkeys(line.subject.partner or "" for line in ours)
    if len(partners) > 1:
        raise NoRowError(f"{code} is answered by {', '.join(partners)}; say for whom first: partner and a name.")
    return ours[0]


def _row_meant(place: Place, field: str) -> Line:
    """The row of a comment without a code: an action is for the red figure before, where only that lacks it."""
    lacks_it = field.casefold() == "action"
    return asked_row(place.row_asked(lambda query: lacks_it and query.code == WITHOUT_ACTION))


def _field(place: Place, line: Line, name: str) -> None:
    """Ask for one field, with what stands and what stood a quarter before beside it."""
    session, title = place.session, FIELD_TITLES[name]
    texts = session.commentary(line.indicator, line.subject.partner)
    before = session.book.commentary.get((line.indicator.uid, session.quarter.previous, line.subject.partner or ""), {})
    for when, said in ((session.quarter.previous.short, before.get(name)), ("Now", texts.get(name))):
        if said:
            place.talk.tell(f"{when}: {said}")
    prompt = f"{line.indicator.code} {field_words(name)}"
    text = _typed(place, _where(place, line, name), f"{title}?", prompt, texts.get(name, ""))
    if text is not None:
        _keep(place, line, name, text)


def _where(place: Place, line: Line, name: str) -> Where:
    return place.session.place(Kind.COMMENTARY, line.indicator.code, line.subject.partner, name)


def _keep(place: Place, line: Line, name: str, text: str) -> None:
    assert line.subject.partner is not None
    partner = line.subject.partner
    _store_text(
        place,
        _where(place, line, name),
        text,
        lambda: place.session.comment(line.indicator, partner, {name: text}),
    )
    fate = SAVED_HERE if text.strip() else "It is taken out."
    if place.row is not None and place.row.indicator != line.indicator:
        fate += f" You are at {place.row.measure.id}."
    place.talk.tell(f"{line.indicator.code}, {field_words(name)}. {fate}")
    book, indicator = place.session.book, line.indicator
    for found in words_in(book, indicator, assess_indicator(book, indicator).measures, partner, text, name):
        place.talk.tell(f"Query: {found.message}")


def _typed(place: Place, where: Where, question: str, prompt: str, stood: str) -> str | None:
    """The text that is typed, each line noted at once; what was left unstored is offered. None changes nothing."""
    drafts, talk = place.session.drafts, place.talk
    left = drafts.of(where)
    if left is not None:
        talk.tell(f"Typed and not stored: {left.text}")
        question = f"{question} {_STORE} stores what was typed, {_FORGET} drops it."
    words = (_STORE, _FORGET) if left is not None else ()
    text = talk.text(
        question, prompt, _HOW, lambda so_far: drafts.note_typing(where, Draft(so_far, stood=stood)), words
    )
    if left is not None and text == _STORE:
        return left.text
    if left is not None and text == _FORGET:
        drafts.forget(where)
        talk.tell("It is forgotten.")
        return None
    return text


def _store_text(place: Place, where: Where, text: str, store: Callable[[], None]) -> None:
    """Store a text; where that is refused it is kept as a draft, and the refusal is told."""
    try:
        store()
    except UserError as error:
        place.session.drafts.keep(where, Draft(text, str(error)))
        place.refused.add(where)
        raise
    place.session.drafts.forget(where)
    place.refused.discard(where)


def headline(place: Place, rest: str) -> None:
    """Write the headline paragraph of the priority that is named or gone through, and who agreed it."""
    session = place.session
    number = rest or str(place.priority or session.desk.priority or "")
    if not number.isdecimal():
        raise NoRowError("The headline paragraph of which priority? Type its number, as in headline 1.")
    known = session.book.plan.priority(int(number))
    standing = session.book.headlines.get(known.number)
    if standing is not None:
        place.talk.tell(f"Now: {standing.text}")
    where = session.place(Kind.HEADLINE, str(known.number))
    question = f"The paragraph that opens priority {known.number}, {known.title}?"
    text = _typed(place, where, question, "headline", standing.text if standing is not None else "")
    if text is None:
        return
    agreed = _agreed(place) if text else ""
    _store_text(place, where, text, lambda: session.headline(known.number, text, agreed))
    place.talk.tell(f"Priority {known.number}, headline paragraph. {SAVED_HERE if text else 'It is taken out.'}")
    mine = session.assess().of_priority(known.number)
    for found in words_in_headline(session.book, mine, text):
        place.talk.tell(f"Query: {found.message}")


def _agreed(place: Place) -> str:
    """By whom a paragraph is agreed; it is stored without that where the question is left."""
    question, told = "Agreed by whom, and when? Enter leaves it open.", "A role and a date: Chair, 3 November."
    try:
        return place.talk.question(question, "agreed by", told)
    except (InputEnded, WentBack):  # the next question meets the end of the input again
        return ""
