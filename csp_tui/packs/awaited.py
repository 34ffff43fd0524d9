"""The Awaited sheet: by partner, what is missing, why and until when, and where figures differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from csp_tui.domain.disclosure import Shown
from csp_tui.domain.measures import Kind
from csp_tui.domain.results import State
from csp_tui.domain.statements import Statement
from csp_tui.packs.view import IndicatorView, PackView
from csp_tui.packs.wording import NOT_APPLICABLE, NOT_AVAILABLE, blank_reason
from csp_tui.workbooks.layout import Column, Line, Paper, Sheet, Table, Value

_NOBODY = "Every partner"


def awaited(view: PackView) -> Sheet:
    """What is not in, by partner in the plan's order."""
    place = {partner: index for index, partner in enumerate(view.content.status.plan.partners)}
    rows = sorted(
        (row for indicator in view.indicators for row in _of_indicator(indicator)),
        key=lambda row: place.get(str(row[0]), len(place)),
    )
    columns = (
        Column("Partner", 20),
        Column("Indicator", 24),
        Column("Measure", 26),
        Column("What is missing", 22),
        Column("Reason given", 20),
        Column("Promised by", 15),
    )
    nothing: tuple[Value, ...] = (_NOBODY, *(NOT_APPLICABLE,) * 2, "Nothing: all is in", *(NOT_APPLICABLE,) * 2)
    return Sheet(
        name="Awaited",
        title="Awaited: what is not in yet, by partner",
        holds="This sheet contains one table: what each partner has still to give, and where figures differ.",
        paper=Paper.A4_LANDSCAPE,
        lines=tuple(_to_check(view)),
        table=Table("Awaited", columns, tuple(rows) or (nothing,)),
    )


def awaited_by_partner(view: PackView) -> tuple[tuple[str, int], ...]:
    """How many indicators are awaited from each partner, in the plan's order."""
    counts = Counter(partner for indicator in view.indicators for partner in indicator.status.awaited_from)
    return tuple((partner, counts[partner]) for partner in view.content.status.plan.partners if counts[partner])


def _to_check(view: PackView) -> Iterator[Line]:
    waiting = view.content.status.totals.to_check
    if waiting:
        verb = "figure was" if waiting == 1 else "figures were"
        yield Line(f"{waiting} {verb} received and wait to be checked before being let in.")


def _of_indicator(view: IndicatorView) -> Iterator[tuple[Value, ...]]:
    named: set[str] = set()
    for one in view.measures:
        for partner, missing, statement in _gaps(one):
            named.add(partner)
            yield _row(partner, view, one.status.measure.title, missing, statement)
    for partner in view.status.awaited_from:
        if partner not in named:
            yield _row(partner, view, NOT_APPLICABLE, "Commentary", None)


def _gaps(one: Shown) -> Iterator[tuple[str, str, Statement | None]]:
    """Who has given nothing, only a reason, or something that differs."""
    status = one.status
    measure = status.measure
    what = "Commentary" if measure.kind is Kind.REPORT else "Figure"
    partners = (status.partner,) if status.partner else measure.suppliers
    if status.state is State.AWAITED and measure.required and not status.parts:
        yield from ((partner, what, None) for partner in partners)
    elif status.state is State.CONFLICT:
        yield from ((partner, "Figures differ: to be settled", None) for partner in partners)
    elif status.state is State.BLANK and not status.parts:
        yield from ((partner, what, status.statement) for partner in partners)
    for part in status.parts:
        if part.state is State.AWAITED and measure.required:
            yield part.partner, "Its part of the figure", None
        elif part.state is State.BLANK:
            yield part.partner, "Its part of the figure", part.statement


def _row(
    partner: str, view: IndicatorView, measure: str, missing: str, statement: Statement | None
) -> tuple[Value, ...]:
    promised: Value = NOT_APPLICABLE
    reason = NOT_APPLICABLE if missing.startswith("Figures differ") else f"{NOT_AVAILABLE} none yet"
    if statement is not None:
        reason = blank_reason(statement)
        promised = statement.date or NOT_APPLICABLE
    return partner, f"{view.indicator.code} {view.indicator.title}", measure, missing, reason, promised
