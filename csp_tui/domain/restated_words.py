"""Was and now of a figure that a pack told otherwise, in one sentence."""

from __future__ import annotations

from datetime import date

from csp_tui.domain.measures import Measure
from csp_tui.domain.numbers import Figure
from csp_tui.domain.quarters import printed_date
from csp_tui.domain.results import Restated
from csp_tui.domain.sentences import with_unit

_FIELDS = {
    "value": "",
    "choice": "",
    "numerator": "numerator ",
    "denominator": "denominator ",
    "rolling_year": "rolling year ",
    "rolling_year_prior": "rolling year before ",
    "prior": "a year before ",
    "date": "date ",
}


def differing(one: Restated) -> tuple[str, ...]:
    """The fields in which the two statements differ; none where they may not be shown."""
    return tuple(name for name in _FIELDS if getattr(one.told, name) != getattr(one.now, name))


def restated_words(measure: Measure, one: Restated) -> str:
    """`Q1 2026-27 revised: told 412 in the pack of Q1 2026-27, now 419.`, with the reason where one is given."""
    told = "; ".join(
        f"{_FIELDS[name]}told {_said(measure, getattr(one.told, name))} in the pack of {one.told_in.short},"
        f" now {_said(measure, getattr(one.now, name))}"
        for name in differing(one)
    )
    because = f" ({one.now.reason.rstrip('.')})" if one.now.reason else ""
    return f"{one.quarter.short} revised: {told or f'told otherwise in the pack of {one.told_in.short}'}{because}."


def _said(measure: Measure, answer: object) -> str:
    match answer:
        case None:
            return "nothing"
        case Figure():
            return with_unit(measure, str(answer))
        case date():
            return printed_date(answer)
        case _:
            return str(answer)
