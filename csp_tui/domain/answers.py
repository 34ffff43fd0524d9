"""The colours of answers that are no numbers: yes/no/partly, and milestones with their dates.

Dates are judged at the quarter's end, not today.
"""

from __future__ import annotations

from csp_tui.domain.measures import Measure
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.results import Rating
from csp_tui.domain.statements import Choice, Statement


def yes_no(measure: Measure, choice: Choice, quarter: Quarter) -> tuple[Rating, str]:
    """Yes is green; anything else is not rated until the due date has passed, then red."""
    if choice is Choice.YES:
        return Rating.GREEN, "Green: yes."
    if measure.due is None:
        return Rating.NOT_RATED, f"Not rated: {choice}; the plan sets no date, so this is never red."
    if measure.due > quarter.end:
        return Rating.NOT_RATED, f"Not rated: {choice}; not yet due (by {printed_date(measure.due)})."
    return Rating.RED, f"Red: {choice}, and it was due by {printed_date(measure.due)}."


def milestone(measure: Measure, statement: Statement, quarter: Quarter) -> tuple[Rating, str]:
    """Done and on track are green, at risk amber; past its due date and not done, red."""
    due = measure.due
    by = f" (due by {printed_date(due)})" if due is not None else ""
    if statement.choice is Choice.DONE:
        when = f" on {printed_date(statement.date)}" if statement.date is not None else ""
        return Rating.GREEN, f"Green: done{when}{by}."
    if due is not None and due <= quarter.end:
        return Rating.RED, f"Red: {statement.choice}, and it was due by {printed_date(due)}."
    if statement.choice is Choice.AT_RISK:
        return Rating.AMBER, f"Amber: at risk{by}."
    if statement.choice is Choice.ON_TRACK:
        return Rating.GREEN, f"Green: on track{by}."
    return Rating.NOT_RATED, f"Not rated: not started{by}."
