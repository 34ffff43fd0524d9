"""What would have a figure rated that is in and has no colour because an earlier one is missing."""

from __future__ import annotations

from csp_tui.domain.measures import Comparator, Window
from csp_tui.domain.results import MeasureStatus, Rating, State
from csp_tui.domain.statements import Statement

_EARLIER = (Comparator.ROLLING_YEAR, Comparator.PRIOR)


def fields_to_be_rated(status: MeasureStatus) -> tuple[str, ...]:
    """The fields of a statement that can be typed instead of the earlier figures that are not stored; mostly none."""
    measure, comparison = status.measure, status.comparison
    unrated = status.state is State.RECEIVED and status.rating is Rating.NOT_RATED and status.break_ is None
    if not unrated or not measure.rateable or measure.rated_by not in _EARLIER or status.partner is None:
        return ()
    stated = status.statement or Statement()
    sides = {"prior": comparison.comparator}
    if measure.rated_by is Comparator.ROLLING_YEAR and measure.window is Window.QUARTER:
        sides = {"rolling_year": comparison.compared, "rolling_year_prior": comparison.comparator}
    return tuple(name for name, known in sides.items() if known is None and getattr(stated, name) is None)
