"""What stands otherwise now than a pack told it: which figures count as changed, and the query that asks why.

Who told what, and what stands now, is handed in; nothing is looked up here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from csp_tui.domain.book import Revised
from csp_tui.domain.measures import Combine, Measure, Plan
from csp_tui.domain.quarters import Quarter, printed_date
from csp_tui.domain.statements import FIGURE_FIELDS, Statement

_ANSWERS = (*FIGURE_FIELDS, "choice")
_EXAMPLES = 3  # figures named in one query


class Restatement(Struct, frozen=True):
    """A statement of an earlier quarter that the last pack told otherwise; `told` is what it told.

    `unpacked` tells that no pack has told it yet: a newer extraction replaced it, and `told` is what stood before.
    """

    measure: Measure
    partner: str
    quarter: Quarter
    told: Statement
    now: Statement
    unpacked: bool = False


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
    reasons = [one.now.reason for one in ones]
    because = " ".join(dict.fromkeys(reason for reason in reasons if reason)) if all(reasons) else None
    if extracted is not None and all(one.unpacked for one in ones):
        return Revised(f"{_replaced(partner, extracted, ones)} Why?", because)
    many = (
        "a figure that the last pack told is" if len(ones) == 1 else f"{len(ones)} figures that the last pack told are"
    )
    taken = f" (extracted {printed_date(extracted)})" if extracted is not None else ""
    named = "; ".join(_told_and_now(one) for one in ones[:_EXAMPLES])
    more = f"; and {len(ones) - _EXAMPLES} more" if len(ones) > _EXAMPLES else ""
    return Revised(f"{partner}: {many} stated otherwise now{taken}: {named}{more}. Why?", because)


def replaced_words(restatements: Iterable[Restatement]) -> Iterator[str]:
    """What newer extractions replaced, a sentence for each of them."""
    extractions: dict[tuple[str, date | None], list[Restatement]] = defaultdict(list)
    for one in sorted(restatements, key=lambda one: (one.measure.id, one.quarter)):
        extractions[one.partner, one.now.extracted].append(one)
    for (partner, extracted), ones in extractions.items():
        if extracted is not None:
            yield _replaced(partner, extracted, ones)


def _replaced(partner: str, extracted: date, ones: Sequence[Restatement]) -> str:
    """One sentence for an extraction: who replaced how much of what, and the first figures as they were and are."""
    ids = list(dict.fromkeys(one.measure.id for one in ones))
    of = ids[0] if len(ids) == 1 else f"{len(ids)} measures"
    named = "; ".join(_was_and_is(one, with_id=len(ids) > 1) for one in ones[:_EXAMPLES])
    more = f"; and {len(ones) - _EXAMPLES} more" if len(ones) > _EXAMPLES else ""
    count = f"{len(ones)} quarter{'' if len(ones) == 1 else 's'}"
    return f"{partner} replaced {count} of {of} with figures extracted {printed_date(extracted)}: {named}{more}."


def _was_and_is(one: Restatement, *, with_id: bool) -> str:
    told, now = _answers(one)
    return f"{f'{one.measure.id} ' if with_id else ''}{one.quarter.short} {told} to {now}"


def _both(one: Revised, other: Revised) -> Revised:
    because = f"{one.because} {other.because}" if one.because and other.because else None
    return Revised(f"{one.message} {other.message}", because)


def _told_and_now(one: Restatement) -> str:
    told, now = _answers(one)
    return f"{one.measure.id} of {one.quarter.short} was {told}, is {now}"


def _answers(one: Restatement) -> tuple[str, str]:
    """The first figure that differs, as it was and as it is."""
    name = next((n for n in _ANSWERS if getattr(one.told, n) != getattr(one.now, n)), "date")
    return _said(getattr(one.told, name)), _said(getattr(one.now, name))


def _said(answer: object) -> str:
    if isinstance(answer, date):
        return printed_date(answer)
    return "not given" if answer is None else str(answer)
