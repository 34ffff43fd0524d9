"""The Awaited sheet: by partner and contact, what is missing and why, where figures differ, and what is to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from csp_tui.domain.commentary import FIELD_TITLES
from csp_tui.domain.counting import counted
from csp_tui.domain.disclosure import Shown
from csp_tui.domain.measures import Kind, Measure
from csp_tui.domain.results import State
from csp_tui.domain.statements import Blank, Statement
from csp_tui.packs.content import DifferTold, ToCheckTold
from csp_tui.packs.differing import of_measure, sides_in_words
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import NO_REASON, NOT_APPLICABLE, NOT_AVAILABLE, blank_reason, indicator_name, short_name
from csp_tui.workbooks.layout import Column, Line, Paper, Sheet, Table, Value
from csp_tui.workbooks.measuring import shortened
from csp_tui.workbooks.text import cleaned

_NOBODY = "Every partner"
_WORDS_CHARACTERS = 420
_DIFFER = "Figures differ: to be settled"
_TO_COME = (Blank.LATE, Blank.NOT_PUBLISHED)  # the reasons after which a figure is still waited for
_NOTHING = "Not to come"


class _Gap(Struct, frozen=True):
    """One thing that is not settled: whose, about what, what is missing, and what is known of it."""

    partner: str
    measure: Measure | None
    indicator: str
    missing: str
    known: str = NO_REASON
    promised: Value = NOT_APPLICABLE


def awaited(view: PackView) -> Sheet:
    """What is not in, by partner in the plan's order."""
    place = {partner: index for index, partner in enumerate(view.content.status.plan.partners)}
    contacts = {(one.measure, one.partner): short_name(one.contact) for one in view.content.supplies}
    gaps = sorted(_gaps(view), key=lambda gap: place.get(gap.partner, len(place)))
    columns = (
        Column("Partner", 19),
        Column("Contact", 18),
        Column("Indicator", 28),
        Column("Measure", 23),
        Column("What is missing", 18),
        Column("What is known of it", 25),
        Column("Promised by", 15),
    )
    nothing: tuple[Value, ...] = (_NOBODY, *(NOT_APPLICABLE,) * 3, "Nothing is awaited", *(NOT_APPLICABLE,) * 2)
    return Sheet(
        name="Awaited",
        title="Awaited: what is not in yet, by partner",
        holds="This sheet contains one table: what each partner has still to give or to settle, or will not give.",
        paper=Paper.A4_LANDSCAPE,
        lines=tuple(_counted(view)),
        table=Table("Awaited", columns, tuple(_row(gap, contacts) for gap in gaps) or (nothing,)),
    )


def _counted(view: PackView) -> Iterator[Line]:
    waiting = view.content.status.totals.to_check
    if waiting:
        found = counted(waiting, "figure was received and waits", "figures were received and wait")
        yield Line(f"{found} to be checked before being let in.")


def _row(gap: _Gap, contacts: Mapping[tuple[str, str], str]) -> tuple[Value, ...]:
    contact = contacts.get((gap.measure.uid, gap.partner)) if gap.measure is not None else None
    return (
        gap.partner or NOT_AVAILABLE,
        contact or "No contact is named",
        gap.indicator,
        gap.measure.title if gap.measure is not None else NOT_APPLICABLE,
        gap.missing,
        shortened(f"{gap.known[:1].upper()}{gap.known[1:]}", _WORDS_CHARACTERS, "shortened"),
        gap.promised,
    )


def _gaps(view: PackView) -> Iterator[_Gap]:
    for indicator in view.indicators:
        yield from _of_indicator(view, indicator)
    yield from (_texts(view, told) for told in view.content.differing if told.measure is None)
    yield from (_to_check(view, told) for told in view.content.to_check)


def _of_indicator(view: PackView, indicator: IndicatorView) -> Iterator[_Gap]:
    named: set[str] = set()
    for one in indicator.measures:
        for gap in _of_measure(view, indicator, one):
            named.add(gap.partner)
            yield gap
    for partner in indicator.status.awaited_from:
        if partner not in named:
            yield _Gap(partner, None, indicator_name(indicator.indicator), "Commentary")


def _of_measure(view: PackView, indicator: IndicatorView, one: Shown) -> Iterator[_Gap]:
    """Who has given nothing, only a reason, or something that differs."""
    status, measure, name = one.status, one.status.measure, indicator_name(indicator.indicator)
    what = "Commentary" if measure.kind is Kind.REPORT else "Figure"
    partners = (status.partner,) if status.partner else measure.suppliers
    differing = list(of_measure(view, measure, status.partner))
    for told in differing:
        yield _Gap(told.partner or partners[0], measure, name, _DIFFER, sides_in_words(view, told, files=True))
    if status.state is State.AWAITED and measure.required and not status.parts:
        yield from (_Gap(partner, measure, name, what) for partner in partners)
    elif status.state is State.CONFLICT and not differing:
        yield from (_Gap(partner, measure, name, _DIFFER, NOT_AVAILABLE) for partner in partners)
    elif status.state is State.BLANK and not status.parts:
        yield from (_blank(partner, measure, name, what, status.statement) for partner in partners)
    for part in status.parts:
        if part.state is State.AWAITED and measure.required:
            yield _Gap(part.partner, measure, name, "Its part of the figure")
        elif part.state is State.BLANK:
            yield _blank(part.partner, measure, name, "Its part of the figure", part.statement)


def _blank(partner: str, measure: Measure, name: str, what: str, statement: Statement | None) -> _Gap:
    """What is not given and why, and whether it is still to come."""
    if statement is None:
        return _Gap(partner, measure, name, what)
    if statement.blank not in _TO_COME:
        what = f"{_NOTHING}: {what[:1].lower()}{what[1:]}"
    return _Gap(partner, measure, name, what, blank_reason(statement), statement.date or NOT_APPLICABLE)


def _texts(view: PackView, told: DifferTold) -> _Gap:
    """Texts that differ, by the heading that they stand under."""
    indicator = view.content.status.plan.by_code.get(told.indicator)
    name = indicator_name(indicator) if indicator is not None else told.indicator or NOT_APPLICABLE
    heading = FIELD_TITLES.get(told.field, told.field.replace("_", " ").capitalize())
    missing = f"Texts differ under {heading}: to be settled" if heading else "Texts differ: to be settled"
    return _Gap(told.partner, None, name, missing, sides_in_words(view, told, files=True))


def _to_check(view: PackView, told: ToCheckTold) -> _Gap:
    """Something received that is not let in yet; its label may be anything that a file called a row."""
    plan = view.content.status.plan
    measure = plan.by_id.get(told.label)
    indicator = plan.by_code.get(measure.indicator if measure is not None else told.label)
    label = short_name(told.label) or NOT_AVAILABLE
    name = indicator_name(indicator) if indicator is not None else label
    reason = cleaned(told.reason)
    measures = indicator.measures if measure is None and indicator is not None else (measure,) if measure else ()
    for one in measures:
        reason = view.shown_restatement(one, reason)
    file = f" In {short_name(told.file)}." if told.file else ""
    return _Gap(told.partner, measure, name, "To check: received, not let in yet", f"{reason}{file}")
