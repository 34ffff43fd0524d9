"""Drafts named for a person: which text, of what, and why it is not stored; keeping them is the session's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from csp_tui.desk.drafting import Draft, Kind, Place
from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.quarters import Quarter
from csp_tui.screens.session import Session
from csp_tui.widgets.wording import cut, one_line

if TYPE_CHECKING:
    from csp_tui.desk.forms import Scope

_LONGEST = 30
_SHORTEST = 12
_MOST_NAMED = 6

_WHAT_STORES_IT = {
    Kind.CELL: "Enter in its cell stores it.",
    Kind.FORM: "Ctrl+S in the form stores it.",
    Kind.COMMENTARY: "Ctrl+S where it is written stores it.",
    Kind.HEADLINE: "Ctrl+S where it is written stores it.",
    Kind.NOTE: "Ctrl+S where it is written stores it.",
}


class Unstored(Struct, frozen=True):
    """A text that is typed and not stored: where, of what, in quotation marks or by its name, and why."""

    place: Place
    measure: str
    text: str
    why: str

    @property
    def quarter(self) -> Quarter:
        """The quarter that it was typed for."""
        return self.place.quarter

    @property
    def sentence(self) -> str:
        """The text and why it is not stored; most refusals begin with the text themselves."""
        begun = self.text.removesuffix('"').removesuffix("…")
        return self.why if self.why.startswith(begun) else f"{self.text}: {self.why}"


def unstored_texts(session: Session) -> Iterator[Unstored]:
    """All of them, of all quarters, in the order in which they were typed."""
    for place, draft in session.drafts:
        named = f"Priority {place.about}" if place.kind is Kind.HEADLINE else place.about
        also = f" Typed for it in another window: {', '.join(map(_quoted, draft.also))}." if draft.also else ""
        yield Unstored(place, named, _told(place, draft), (draft.refusal or _WHAT_STORES_IT[place.kind]) + also)


def _told(place: Place, draft: Draft) -> str:
    match place.kind:
        case Kind.FORM:
            return "its form (F5)"
        case Kind.COMMENTARY:
            return f"{FIELD_TITLES.get(place.field, place.field)} {_quoted(draft.text)}"
        case Kind.HEADLINE:
            return f"headline paragraph {_quoted(draft.text)}"
        case _:
            return _quoted(draft.text)


def _quoted(text: str, width: int = _LONGEST) -> str:
    return f'"{cut(one_line(text.strip()), width)}"'


def unstored_here(session: Session) -> tuple[Unstored, ...]:
    """Those of the quarter that is shown."""
    return tuple(one for one in unstored_texts(session) if one.quarter == session.quarter)


def unstored_of(session: Session, scope: Scope) -> Iterator[Unstored]:
    """Those that would be part of a return of these rows, were they stored."""
    rows = {(measure.id, partner) for measure, partner in scope.rows}
    rows |= {(measure.indicator, partner) for measure, partner in scope.rows}
    for one in unstored_here(session):
        led = one.place.kind in (Kind.HEADLINE, Kind.NOTE)
        if priority_of(session, one.place) == scope.priority if led else (one.place.about, one.place.partner) in rows:
            yield one


def priority_of(session: Session, place: Place) -> int | None:
    """The priority that a text belongs to; None where the plan does not know what it is about."""
    plan = session.book.plan
    if place.kind is Kind.HEADLINE:
        return int(place.about)
    if place.kind is Kind.NOTE:
        return next((one.priority for one in plan.deliverables if one.id == place.about), None)
    known = place.about in plan.by_id or place.about in plan.by_code
    return plan.indicator(place.about).priority if known else None


def counted(number: int) -> str:
    """`1 typed text is not stored`."""
    return "1 typed text is not stored" if number == 1 else f"{number} typed texts are not stored"


def named_drafts(session: Session) -> Iterator[str]:
    """Each in few words, for one line: `P1-01.total "1,20"`."""
    return (_named(session, one) for one in unstored_texts(session))


def _named(session: Session, one: Unstored) -> str:
    when = "" if one.quarter == session.quarter else f" in {one.quarter.short}"
    draft = session.drafts.of(one.place)
    if draft is None or one.place.kind is Kind.FORM:
        return f"{one.measure}{when} (F5)"
    return f"{one.measure}{when} {_quoted(draft.text, _SHORTEST)}"


def not_in_the_pack(session: Session) -> str:
    """How many texts of the quarter its pack does not hold, as they are not stored; empty where there are none."""
    number = len(unstored_here(session))
    return f"{counted(number)}, and so not in the pack. F8 names {'it' if number == 1 else 'them'}." if number else ""


def lost_by_leaving(session: Session) -> str:
    """What would be lost if the program ended now, where it cannot be kept; as the question before leaving tells it."""
    texts = tuple(unstored_texts(session))
    named = [
        f"  {one.measure}{'' if one.quarter == session.quarter else f' in {one.quarter.short}'}: {one.text}"
        for one in texts[:_MOST_NAMED]
    ]
    if len(texts) > _MOST_NAMED:
        named.append(f"  and {len(texts) - _MOST_NAMED} more")
    it = "it" if len(texts) == 1 else "them"
    return "\n".join([f"{counted(len(texts))}, and cannot be kept:", *named, f"Leaving loses {it} for good."])
