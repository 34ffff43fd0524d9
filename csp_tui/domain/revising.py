"""What stands otherwise now than a pack told it: which figures count as changed, and the query that asks why.

Who told what, and what stands now, is handed in; nothing is looked up here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csp_tui.domain.book import Revised
from csp_tui.domain.measures import Combine, Measure, Plan
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.statements import FIGURE_FIELDS, Statement

_ANSWERS = (*FIGURE_FIELDS, "choice")
_EXAMPLES = 3  # figures named in one query


@dataclass(frozen=True, slots=True)
class Restatement:
    """A statement of an earlier quarter that the last pack told otherwise."""

    measure: Measure
    partner: str
    quarter: Quarter
    told: Statement
    now: Statement


def figures_differ(told: Statement, now: Statement) -> bool:
    """Whether a reader of one would be told another figure by the other; periods and areas alone are no revision."""
    if any(getattr(told, name) != getattr(now, name) for name in _ANSWERS):
        return True
    return told.choice is not None and told.date != now.date


def revised(plan: Plan, restatements: Iterable[Restatement]) -> Mapping[tuple[str, str], Revised]:
    """One question an extraction, not one a row: put to the first of its measures in the plan's order.

    Figures of one partner that bear the same extraction date are of one extraction. Keyed as a book keys measures.
    """
    place = {measure.uid: number for number, measure in enumerate(plan.measures)}
    extractions: dict[tuple[str, date | None], list[Restatement]] = defaultdict(list)
    for one in sorted(restatements, key=lambda one: (place.get(one.measure.uid, len(place)), one.quarter)):
        if one.measure.uid in place:
            extractions[one.partner, one.now.extracted].append(one)
    found: dict[tuple[str, str], Revised] = {}
    for (partner, extracted), ones in extractions.items():
        first = ones[0]
        key = first.measure.uid, partner if first.measure.combine is Combine.EACH else ""
        question = _question(partner, extracted, ones)
        held = found.get(key)
        found[key] = question if held is None else _both(held, question)
    return found


def _question(partner: str, extracted: date | None, ones: Sequence[Restatement]) -> Revised:
    many = (
        "a figure that the last pack told is" if len(ones) == 1 else f"{len(ones)} figures that the last pack told are"
    )
    taken = f" (extracted {printed_date(extracted)})" if extracted is not None else ""
    named = "; ".join(_told_and_now(one) for one in ones[:_EXAMPLES])
    more = f"; and {len(ones) - _EXAMPLES} more" if len(ones) > _EXAMPLES else ""
    reasons = [one.now.reason for one in ones]
    because = " ".join(dict.fromkeys(reason for reason in reasons if reason)) if all(reasons) else None
    return Revised(f"{partner}: {many} stated otherwise now{taken}: {named}{more}. Why?", because)


def _both(one: Revised, other: Revised) -> Revised:
    because = f"{one.because} {other.because}" if one.because and other.because else None
    return Revised(f"{one.message} {other.message}", because)


def _told_and_now(one: Restatement) -> str:
    name = next((n for n in _ANSWERS if getattr(one.told, n) != getattr(one.now, n)), "date")
    told, now = getattr(one.told, name), getattr(one.now, name)
    return f"{one.measure.id} of {one.quarter.short} was {_said(told)}, is {_said(now)}"


def _said(answer: object) -> str:
    if isinstance(answer, date):
        return printed_date(answer)
    return "not given" if answer is None else str(answer)
