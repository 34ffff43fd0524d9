"""The figures of a pack as a book again, as far as they may be shown: what is worked out from it gives nothing away."""

from __future__ import annotations

from csp_tui.domain.book import Book, Stated
from csp_tui.domain.measures import Combine
from csp_tui.domain.quarters import Quarter
from csp_tui.packs.view import PackView


def shown_book(view: PackView) -> Book:
    """The book of the pack's quarter with the breaks and every figure that its Data sheet shows."""
    status = view.content.status
    figures: dict[str, dict[str, dict[Quarter, Stated]]] = {}
    for row in view.data:
        measure = row.measure
        if measure.combine is Combine.SUM and not row.part:
            continue  # what all parts make together follows from them
        by_partner = figures.setdefault(measure.uid, {})
        by_partner.setdefault(measure.answerer(row.partner), {})[row.quarter] = Stated(row.statement)
    return Book(status.plan, status.quarter, figures, view.content.breaks)
