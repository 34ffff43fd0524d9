"""Which rules differ between two versions of a plan, in words; whether a figure was restated is `revising`'s."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from csp_tui.domain.measures import Measure, Plan, Polarity
from csp_tui.domain.numbers import plain
from csp_tui.domain.quarters import printed_date

_DIRECTIONS: Final = {Polarity.LOWER: "lower is better", Polarity.HIGHER: "higher is better", Polarity.NONE: "none"}


def _named(measure: Measure) -> str:
    return "nothing" if measure.rated_by is None else str(measure.rated_by).replace("-", " ")


def _number(number: Decimal | None) -> str:
    return "none" if number is None else plain(number)


def _profile(measure: Measure) -> str:
    return ", ".join(plain(measure.profile[q]) for q in sorted(measure.profile)) or "none"


_RULES: Final[Mapping[str, Callable[[Measure], str]]] = {
    "amber band": lambda measure: f"{plain(measure.band)}%",
    "good direction": lambda measure: _DIRECTIONS[measure.polarity],
    "compared with": _named,
    "target": lambda measure: _number(measure.target),
    "the same figure is enough": lambda measure: "no" if measure.strict else "yes",
    "due": lambda measure: "no date" if measure.due is None else printed_date(measure.due),
    "expected by quarter": _profile,
    "supplied by": lambda measure: " and ".join(measure.suppliers),
    "parts are put together": lambda measure: str(measure.combine),
    "what is counted": lambda measure: measure.unit,
    "time that it covers": lambda measure: "none" if measure.window is None else str(measure.window).replace("-", " "),
    "recorded as": lambda measure: str(measure.kind),
    "out of": lambda measure: _number(measure.per),
    "chased for": lambda measure: "yes" if measure.required else "no",
}


def rules_changed(then: Plan, now: Plan) -> tuple[str, ...]:
    """A sentence for each rule that differs: `P1-01.total: amber band 10%, 5% in the last pack`."""
    return tuple(_changed(then, now))


def _changed(then: Plan, now: Plan) -> Iterator[str]:
    if then.version == now.version:
        return
    if then.id != now.id:
        yield f"The plan is that of {now.year}; the last pack was made by that of {then.year}"
    for measure in now.measures:
        before = then.by_uid.get(measure.uid)
        if before is not None:
            yield from _of_measure(before, measure)
        elif then.id == now.id:
            yield f"{measure.id}: not in the plan of the last pack"
    if then.id == now.id:
        yield from (
            f"{gone.id}: in the plan of the last pack, no longer"
            for gone in then.measures
            if gone.uid not in now.by_uid
        )


def _of_measure(before: Measure, measure: Measure) -> Iterator[str]:
    for name, said in _RULES.items():
        told, says = said(before), said(measure)
        if told != says:
            yield f"{measure.id}: {name} {says}, {told} in the last pack"
