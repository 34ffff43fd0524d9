"""A plan in the one canonical form that its version is the hash of; reading it again is left to `reading`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from csp_tui.domain.marking import OFFICIAL
from csp_tui.domain.measures import Deliverable, Indicator, Measure, Plan, Polarity, Priority
from csp_tui.domain.numbers import plain

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | bool | None"

_VERSION_DIGITS = 12
_LEFT_OUT = {"window": None, "unit": "", "polarity": Polarity.NONE}  # a report has none of these


def _default(field: FieldInfo) -> object:
    if field.name in _LEFT_OUT:
        return _LEFT_OUT[field.name]
    return field.default if field.default_factory is NODEFAULT else field.default_factory()


_DEFAULTS = {
    fact: tuple((field.name, _default(field)) for field in fields(fact))
    for fact in (Priority, Deliverable, Indicator, Measure)
}


def plan_as_json(plan: Plan) -> str:
    """The plan's content as a plan file holds it, on one line: fields in a fixed order, defaults left out.

    `plan_from_text` reads it again. `version` is not in it, because it is made from it.
    """
    content: dict[str, Json] = {
        "partnership": {"id": plan.id.partition("/")[0], "name": plan.partnership},
        "year": plan.year,
        "priorities": [_stated(priority) for priority in plan.priorities],
        "partners": [_partner(plan, name) for name in plan.partners],
        "deliverables": [_stated(deliverable) for deliverable in plan.deliverables],
        "indicators": [_indicator(indicator) for indicator in plan.indicators],
    }
    if plan.marking != OFFICIAL:
        content["marking"] = plan.marking
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def version_of(plan: Plan) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of the canonical form."""
    return hashlib.sha256(plan_as_json(plan).encode()).hexdigest()[:_VERSION_DIGITS]


def as_json(value: object) -> Json:
    """A value of a plan as JSON: numbers as exact strings, dates as 2026-10-31, names of kinds as their text."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): as_json(item) for key, item in sorted(value.items())}
        case tuple():
            return [as_json(item) for item in value]
    raise TypeError(f"a plan holds no {type(value).__name__}")


def _partner(plan: Plan, name: str) -> Json:
    aliases = [alias for alias, of in plan.known_as.items() if of == name]
    return {"name": name, "known_as": aliases} if aliases else {"name": name}


def _indicator(indicator: Indicator) -> Json:
    measures = [_stated(measure, leave_out="indicator") for measure in indicator.measures]
    return {**_stated(indicator, leave_out="measures"), "measures": measures}


def _stated(fact: Priority | Deliverable | Indicator | Measure, leave_out: str | None = None) -> dict[str, Json]:
    """The fields of a fact that differ from what is taken when they are left out."""
    given = ((name, getattr(fact, name), default) for name, default in _DEFAULTS[type(fact)] if name != leave_out)
    return {name: as_json(value) for name, value, default in given if value != default}
