"""Whether a plan that was read holds together, so that every rule can be worked out; reading is left to `reading`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from csp_tui.domain.measures import Combine, Comparator, Indicator, Kind, Measure, Plan, Window
from csp_tui.plans.record import refuse

# The fields of a measure that a plan may be silent about; `headline` is a choice about the indicator.
OPEN_TO_CHOICE = frozenset(
    {
        "headline", "kind", "window", "unit", "per", "polarity", "comparators", "rated_by", "target", "strict", "due",
        "band", "suppliers", "combine", "required", "people", "sensitive", "numerator", "denominator", "area",
    }
)  # fmt: skip

_PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_plan(plan: Plan) -> None:
    """Raise the PlanError of the first thing in a plan that does not fit."""
    numbers = [priority.number for priority in plan.priorities]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise refuse("the list of priorities", "must be numbered 1, 2, 3 and so on, in order")
    _refuse_twice("the list of priorities", (priority.uid for priority in plan.priorities))
    _refuse_twice("the list of indicators", (indicator.code for indicator in plan.indicators))
    _refuse_twice("the list of indicators", (indicator.uid for indicator in plan.indicators))
    _refuse_twice("the list of measures", (measure.uid for measure in plan.measures))
    _refuse_twice("the list of deliverables", (deliverable.id for deliverable in plan.deliverables))
    for deliverable in plan.deliverables:
        _check_place(deliverable.id, f"deliverable {deliverable.id[:40]}", deliverable.priority, "-D", len(numbers))
    before = 1
    for indicator in plan.indicators:
        _check_place(indicator.code, f"indicator {indicator.code[:40]}", indicator.priority, "-", len(numbers))
        if indicator.priority < before:
            raise refuse(f"indicator {indicator.code}", f"stands after those of priority {before}")
        before = indicator.priority
        _check_indicator(plan, indicator)


def _check_place(name: str, place: str, priority: int, between: str, last: int) -> None:
    if not 1 <= priority <= last:
        raise refuse(place, f"is of priority {priority}, which the plan does not have")
    if not re.fullmatch(rf"P{priority}{between}\d\d", name):
        raise refuse(place, f"is of priority {priority}, so its name must be like P{priority}{between}01")


def _check_indicator(plan: Plan, indicator: Indicator) -> None:
    place = f"indicator {indicator.code}"
    if not indicator.measures:
        raise refuse(place, "has no measure")
    _check_partners(plan, place, "partners", indicator.partners)
    _refuse_twice(place, (measure.id for measure in indicator.measures))
    for measure in indicator.measures:
        code, _, part = measure.id.partition(".")
        if code != indicator.code or not _PART.fullmatch(part):
            raise refuse(
                f"measure {measure.id[:40]}", f"is of {indicator.code}, so its id must be like {indicator.code}.total"
            )
        _check_partners(plan, f"measure {measure.id}", "suppliers", measure.suppliers)
        for wrong in _faults(measure):
            raise refuse(f"measure {measure.id}", wrong)
    if indicator.headline is not None and indicator.needs_all:
        raise refuse(place, 'has a "headline" and "needs_all" as well; its rating comes from one or from all')
    if indicator.headline is not None and indicator.headline not in {measure.id for measure in indicator.measures}:
        raise refuse(place, f'has the headline "{indicator.headline[:40]}", which is none of its measures')


def _faults(measure: Measure) -> Iterator[str]:
    """What keeps a measure's own fields from making one rule."""
    yield from _faults_of_kind(measure)
    yield from _faults_of_rating(measure)
    if measure.combine is Combine.SINGLE and len(measure.suppliers) != 1:
        yield 'has several suppliers, so "combine" must be sum or each'
    if measure.combine is not Combine.SINGLE and len(measure.suppliers) < 2:
        yield f'has one supplier, so "combine" cannot be {measure.combine}'
    unknown = [name for name in measure.ours if name not in OPEN_TO_CHOICE]
    if unknown:
        yield f'marks "{unknown[0][:40]}" as ours, which is no field that a plan can be silent about'


def _faults_of_kind(measure: Measure) -> Iterator[str]:
    if measure.is_figure and measure.window is None:
        yield 'is a figure, so it needs a "window"'
    if measure.is_figure and not measure.unit:
        yield 'is a figure, so it needs a "unit"'
    if measure.kind in (Kind.REPORT, Kind.MILESTONE) and measure.window is not None:
        yield f'is a {measure.kind}, which has no "window"'
    if (measure.kind is Kind.RATE) != (measure.per is not None):
        yield 'must give "per" if it is a rate, and only then'
    if measure.per is not None and measure.per <= 0:
        yield 'needs more than nothing as "per"'
    if (measure.numerator is None) != (measure.denominator is None):
        yield 'must give "numerator" and "denominator" both or neither'
    if measure.numerator is not None and not measure.is_ratio:
        yield 'is no percentage or rate, so it has no "numerator"'


def _faults_of_rating(measure: Measure) -> Iterator[str]:
    against_number = measure.rated_by in (Comparator.TARGET, Comparator.BASELINE)
    if not measure.is_figure and (measure.comparators or measure.rated_by or measure.target is not None):
        yield f"is a {measure.kind}, which is compared with nothing"
    if measure.rated_by is not None and measure.rated_by not in measure.comparators:
        yield f'is rated by {measure.rated_by}, which is not among its "comparators"'
    if against_number and measure.target is None:
        yield f'is rated by its {measure.rated_by}, so it needs a "target"'
    if measure.target is not None and not {Comparator.TARGET, Comparator.BASELINE} & set(measure.comparators):
        yield 'has a "target" that is not among its "comparators"'
    if measure.band < 0:
        yield 'needs 0 or more as "band"'
    if measure.profile and measure.window is not Window.YEAR_TO_DATE:
        yield 'has a "profile", which only a year to date can have'


def _check_partners(plan: Plan, place: str, what: str, names: Iterable[str]) -> None:
    named = tuple(names)
    if not named:
        raise refuse(place, f'needs a list of partners as "{what}"')
    for name in named:
        if name not in plan.partners:
            raise refuse(place, f'names "{name[:60]}" in "{what}", which is not in the list of partners')


def _refuse_twice(place: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise refuse(place, f'has "{name[:60]}" twice')
        seen.add(name)
