"""Looking a return over: all that it would hold, in words to be proof-read; writing it is left to `submitting`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.contacts import Row
from csp_tui.desk.deliverables import deliverable_notes
from csp_tui.desk.forms import Scope
from csp_tui.desk.gathering import open_queries
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import status
from csp_tui.desk.sent_before import LastWritten, last_written, told_before
from csp_tui.domain.commentary import FIELD_TITLES, nothing_to_say
from csp_tui.domain.measures import Kind
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import IndicatorStatus, Level, MeasureStatus, QuarterStatus, Query, Rating, State
from csp_tui.returns.layout import AGREED_BY, SIGN_OFF
from csp_tui.returns.wording import said_in_full

_AGREED: Final = f'"{AGREED_BY}" on its sheet {SIGN_OFF}'


def agreed_words(agreed_by: str, empty: str = "for whoever agrees it") -> str:
    """What a return says of who agreed it; where nobody did yet, for whom or until when that is left `empty`."""
    return f"{_AGREED} says: {agreed_by}." if agreed_by else f"{_AGREED} is left empty {empty}."


class Told(Struct, frozen=True):
    """One row of a return in words: `5,208; provisional`, `blank: late, promised by 30 November 2026`, a commentary.

    `rating` is that of a figure that can be rated and is the whole of it, with the sentence that opens it. `was` is
    what the return before told of it where that was something else, for all others empty.
    """

    measure: str
    partner: str
    title: str
    words: str
    rating: Rating | None = None
    reason: str = ""
    provisional: bool = False
    was: str = ""


class TextKind(StrEnum):
    """What of a return is neither a figure nor an answer that is asked for."""

    COMMENTARY = "commentary"
    HEADLINE = "headline"
    PROGRESS = "progress"


class TextTold(Struct, frozen=True):
    """A text of a return, whole; not `there` where nothing is written, and then the words say so.

    `about` is an indicator's code or a priority's number, `label` what a row of it is called.
    """

    kind: TextKind
    about: str
    partner: str
    label: str
    words: str
    there: bool = True


class Review(Struct, frozen=True):
    """What a return would hold: what is answered, what is blank and why, what is missing, and what the check found.

    `differ` are rows of which figures differ; they are left out until somebody settles them. `explained` are queries
    whose explanation goes with the return. `texts` are what is written beside the rows, `last` the return that was
    written before.
    """

    quarter: Quarter
    scope: Scope
    answered: tuple[Told, ...]
    blank: tuple[Told, ...]
    missing: tuple[Told, ...]
    differ: tuple[Told, ...]
    errors: tuple[Query, ...]
    unexplained: tuple[Query, ...]
    explained: tuple[Query, ...] = ()
    texts: tuple[TextTold, ...] = ()
    last: LastWritten | None = None

    @property
    def agreed_by(self) -> str:
        """Who agreed it, as far as that is on record."""
        return self.last.agreed_by if self.last is not None else ""

    @property
    def counts(self) -> str:
        """How much is in it, and how much is not."""
        return (
            f"{len(self.answered)} answered, {len(self.blank)} blank with a reason, {len(self.missing)} not answered"
            " yet"
        )

    @property
    def summary(self) -> str:
        """What is in it, in one sentence."""
        return f"{self.counts}, of {self.scope.words} for {self.quarter.short}."

    @property
    def waiting(self) -> tuple[str, ...]:
        """What still waits for a person, in sentences; empty when nothing does."""
        found = []
        if self.missing:
            listed = ", ".join(told.measure for told in self.missing)
            found.append(f"Not answered yet: {listed}.")
        if self.differ:
            found.append(f"Figures differ, so they are left out: {', '.join(told.measure for told in self.differ)}.")
        found += [f"Not explained yet: {query.message}" for query in self.unexplained]
        return tuple(found)


def looked_over(desk: Desk, quarter: Quarter, scope: Scope) -> Review:
    """What a return of these rows would hold."""
    assessed = status(desk, quarter)
    found = {(m.measure.uid, m.partner): (m, i) for i in assessed.indicators for m in i.measures}
    last = last_written(desk, quarter, scope)
    before = told_before(desk, last) if last is not None else {}
    piles: dict[State, list[Told]] = {state: [] for state in State}
    for row in scope.rows:
        told = _told(found, row)
        if told is not None:
            was = before.get((row[0].uid, row[1])) or before.get((row[0].uid, row[0].answerer(row[1])), "")
            piles[told[0]].append(replace(told[1], was=was))
    led = scope.priority is not None
    queries = [q for q, _, _ in open_queries(desk, scope.rows, assessed.indicators, led=led)]
    return Review(
        quarter,
        scope,
        tuple(piles[State.RECEIVED]),
        tuple(piles[State.BLANK]),
        tuple(piles[State.AWAITED] + piles[State.PART]),
        tuple(piles[State.CONFLICT]),
        tuple(q for q, _, _ in open_queries(desk, scope.rows, assessed.indicators, Level.ERROR)),
        tuple(q for q in queries if q.explained is None),
        tuple(q for q in queries if q.explained is not None),
        (*_led(desk, assessed, scope), *_beside(assessed, scope)),
        last,
    )


def _told(
    found: Mapping[tuple[str, str | None], tuple[MeasureStatus, IndicatorStatus]], row: Row
) -> tuple[State, Told] | None:
    """How a row stands, of this partner where several answer; None for one that nobody waits for and nobody told."""
    measure, partner = row
    of_row, indicator = (
        found.get((measure.uid, partner)) or found.get((measure.uid, None)) or found[measure.uid, measure.suppliers[0]]
    )
    part = next((p for p in of_row.parts if p.partner == partner), None)
    state, statement = (of_row.state, of_row.statement) if part is None else (part.state, part.statement)
    if state is State.AWAITED and not measure.required:
        return None
    if measure.kind is Kind.REPORT:
        return state, Told(measure.id, partner, measure.title, _written(indicator, partner) or of_row.reason)
    words = said_in_full(measure, statement) if statement is not None else of_row.reason
    told = Told(measure.id, partner, measure.title, words, provisional=bool(statement and statement.provisional))
    if part is not None or not measure.rateable or state is not State.RECEIVED:
        return state, told
    return state, replace(told, rating=of_row.rating, reason=of_row.reason)


def _written(status: IndicatorStatus, partner: str) -> str:
    """What a partner has written on an indicator, and the other figures it wants shown, a line each."""
    texts = status.commentary.get(partner, {})
    lines = ["Nothing to report."] if nothing_to_say(texts) else []
    lines += [f"{title}: {texts[name]}" for name, title in FIELD_TITLES.items() if texts.get(name)]
    for figure in status.other_figures.get(partner, ()):
        before = f" (before: {figure.prior})" if figure.prior else ""
        lines.append(f"{figure.label}: {figure.value}{before}")
    return "\n".join(lines)


def _beside(assessed: QuarterStatus, scope: Scope) -> Iterator[TextTold]:
    """What is written on indicators whose rows ask for no words."""
    asked = {(m.indicator, partner) for m, partner in scope.rows if m.kind is Kind.REPORT}
    known = {one.indicator.code: one for one in assessed.indicators}
    for code, partner in dict.fromkeys((m.indicator, partner) for m, partner in scope.rows):
        if (code, partner) not in asked and (words := _written(known[code], partner)):
            yield TextTold(TextKind.COMMENTARY, code, partner, code, words)


def _led(desk: Desk, assessed: QuarterStatus, scope: Scope) -> Iterator[TextTold]:
    """The headline paragraph and the progress on deliverables, which the lead of a priority writes."""
    number = scope.priority
    if number is None:
        return
    headline, about = assessed.headlines.get(number), str(number)
    agreed = f"\nAgreed by {headline.agreed_by}" if headline is not None and headline.agreed_by else ""
    words = f"{headline.text}{agreed}" if headline is not None else "No headline paragraph is written."
    yield TextTold(TextKind.HEADLINE, about, "", "Headline", words, headline is not None)
    notes = [one for one in deliverable_notes(desk, assessed.quarter) if one.deliverable.priority == number]
    if notes:
        said = [f"{one.deliverable.id}: {one.note.text}" for one in notes if one.note is not None]
        words = "\n".join([f"On {len(said) or 'none'} of {len(notes)} deliverables.", *said])
        yield TextTold(TextKind.PROGRESS, about, "", "Progress", words, bool(said))
