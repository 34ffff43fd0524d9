"""Plans as they are printed: lines of text and JSON-able objects; which plan is meant is left to the caller."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from csp_tui.domain.measures import Indicator, Measure, Plan
from csp_tui.domain.quarters import printed_date
from csp_tui.plans.rules import measure_rule, rule_in_words
from csp_tui.plans.writing import Json, as_json

WIDTH = 80  # as narrow as a terminal is taken to be

_MEASURE_FIELDS = (
    "title", "kind", "window", "unit", "per", "polarity", "comparators", "rated_by", "target", "strict", "due", "band",
    "profile", "suppliers", "combine", "required", "people", "sensitive", "numerator", "denominator", "area", "ours",
    "note",
)  # fmt: skip


def plans_as_text(plans: Sequence[Plan]) -> list[str]:
    """One line a plan: its year, partnership, and how much it holds."""
    return [f"{plan.year}  {plan.partnership}  {_extent(plan)}" for plan in plans]


def plans_as_object(plans: Sequence[Plan]) -> Json:
    """What `plan list --json` prints."""
    return [
        {
            "id": plan.id,
            "partnership": plan.partnership,
            "plan": plan.year,
            "version": plan.version,
            "priorities": len(plan.priorities),
            "indicators": len(plan.indicators),
            "measures": len(plan.measures),
            "deliverables": len(plan.deliverables),
        }
        for plan in plans
    ]


def plan_as_text(plan: Plan, code: str | None = None) -> list[str]:
    """The whole plan as a compact list, or one indicator (`P4-01`) or measure (`P4-01.rate`) in full.

    Raises PlanError for a code that the plan does not hold.
    """
    if code is None:
        return list(_whole(plan))
    if "." in code:
        return list(_measure_lines(plan.measure(code)))
    return list(_indicator_lines(plan, plan.indicator(code)))


def plan_as_object(plan: Plan, code: str | None = None) -> Json:
    """What `plan show --json` prints: the plan, with one indicator or one of its measures only where a code is given.

    Numbers are strings; raises PlanError for a code that the plan does not hold.
    """
    indicators = plan.indicators if code is None else (plan.indicator(code),)
    only = plan.measure(code) if code is not None and "." in code else None
    return {
        "id": plan.id,
        "partnership": plan.partnership,
        "plan": plan.year,
        "version": plan.version,
        "marking": plan.marking,
        "priorities": [
            {
                "number": priority.number,
                "title": priority.title,
                "heading": priority.heading,
                "board": priority.board,
                "themes": list(priority.themes),
                "printed_note": priority.printed_note,
            }
            for priority in plan.priorities
        ],
        "partners": list(plan.partners),
        "deliverables": [{"deliverable": d.id, "priority": d.priority, "text": d.text} for d in plan.deliverables],
        "indicators": [_indicator_object(indicator, only) for indicator in indicators],
    }


def _indicator_object(indicator: Indicator, only: Measure | None) -> Json:
    measures = indicator.measures if only is None else (only,)
    return {
        "indicator": indicator.code,
        "priority": indicator.priority,
        "title": indicator.title,
        "official_text": indicator.official_text,
        "benchmark": indicator.benchmark,
        "responsible": indicator.responsible,
        "partners": list(indicator.partners),
        "headline": indicator.headline,
        "needs_all": indicator.needs_all,
        "rateable": indicator.rateable,
        "printed_note": indicator.printed_note,
        "rule": rule_in_words(indicator),
        "measures": [_measure_object(measure) for measure in measures],
    }


def _measure_object(measure: Measure) -> Json:
    fields = {name: as_json(getattr(measure, name)) for name in _MEASURE_FIELDS}
    return {"measure": measure.id, **fields, "rule": measure_rule(measure)}


def _extent(plan: Plan) -> str:
    counts = (
        (len(plan.priorities), "priorities"),
        (len(plan.deliverables), "deliverables"),
        (len(plan.indicators), "indicators"),
        (len(plan.measures), "measures"),
    )
    return ", ".join(f"{count or 'no'} {what}" for count, what in counts)


def _whole(plan: Plan) -> Iterator[str]:
    yield f"{plan.partnership}, action plan {plan.year} (version {plan.version})"
    yield _extent(plan)
    yield from _wrapped(f"Partners: {', '.join(plan.partners)}." if plan.partners else "Partners: none named.")
    by_priority = {n: list(rows) for n, rows in groupby(plan.indicators, key=lambda indicator: indicator.priority)}
    for priority in plan.priorities:
        yield ""
        yield f"Priority {priority.number}: {priority.heading}"
        for indicator in by_priority.get(priority.number, ()):
            yield from _wrapped(f"{indicator.code}  {indicator.title}  [{indicator.benchmark}]", "  ", " " * 9)
        if priority.number not in by_priority:
            for deliverable in plan.deliverables:
                if deliverable.priority == priority.number:
                    yield from _wrapped(f"{deliverable.id}  {deliverable.text}", "  ", " " * 10)


def _indicator_lines(plan: Plan, indicator: Indicator) -> Iterator[str]:
    yield f"{indicator.code}  {indicator.title}"
    yield from _wrapped(f"Priority {indicator.priority}: {plan.priority(indicator.priority).heading}")
    yield from _wrapped(f"Plan:        {indicator.official_text}", hanging=" " * 13)
    yield from _wrapped(f"Benchmark:   {indicator.benchmark}", hanging=" " * 13)
    yield from _wrapped(f"Responsible: {indicator.responsible}", hanging=" " * 13)
    if indicator.printed_note:
        yield from _wrapped(f"As printed:  {indicator.printed_note}", hanging=" " * 13)
    yield from _wrapped(f"Rule:        {rule_in_words(indicator)}", hanging=" " * 13)
    for measure in indicator.measures:
        yield ""
        yield from _measure_lines(measure)


def _measure_lines(measure: Measure) -> Iterator[str]:
    yield f"{measure.id}  {measure.title}"
    for name, said in _facts(measure):
        yield from _wrapped(f"{name + ':':<13}{said}", "  ", " " * 15)


def _facts(measure: Measure) -> Iterator[tuple[str, str]]:
    """What is to be known of a measure, by short names; our choices stand at the end of the rule."""
    shape = (measure.kind.replace("-", " "), (measure.window or "").replace("-", " "), measure.unit)
    yield "Kind", ", ".join(word for word in shape if word)
    if measure.due:
        yield "Due", printed_date(measure.due)
    if measure.is_figure and measure.rateable:
        yield "Amber", f"within {measure.band}%"
    yield "Rule", measure_rule(measure).removeprefix(f"{measure.title}: ")
    if measure.note:
        yield "Note", measure.note


def _wrapped(text: str, first: str = "", hanging: str = "  ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=hanging, break_on_hyphens=False)
