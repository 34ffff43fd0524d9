"""The built-in plans: which there are, and one by partnership and year; plans of a database come from storage."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from csp_tui.domain.measures import Plan, PlanError
from csp_tui.plans.reading import financial_year, plan_from_text
from csp_tui.plans.writing import plan_as_json

__all__ = ["built_in_plans", "load_plan", "plan_as_json", "plan_from_text"]

DEFAULT_PARTNERSHIP = "medway"

_FOLDER = Path(__file__).parent  # importlib.resources would cost 15 ms before the first paint
_FILE = re.compile(r"(?P<partnership>[a-z0-9-]+)-(?P<year>\d{4}-\d\d)\.json")


def built_in_plans() -> tuple[str, ...]:
    """The ids of the built-in plans, such as `medway/2026-27`, oldest year first."""
    found = (_FILE.fullmatch(entry.name) for entry in _FOLDER.iterdir())
    years = sorted((match["year"], match["partnership"]) for match in found if match)
    return tuple(f"{partnership}/{year}" for year, partnership in years)


def load_plan(partnership_id_or_name: str | None = None, year: str | None = None) -> Plan:
    """A built-in plan: Medway's when no partnership is named, of the latest year when none is given.

    The partnership may be its id or its name in any case, the year also 2026/27. Raises PlanError for one that is
    not built in, saying which are.
    """
    partnership = _partnership(partnership_id_or_name)
    years = [plan_id.partition("/")[2] for plan_id in built_in_plans() if plan_id.startswith(f"{partnership}/")]
    wanted = financial_year(year) if year else years[-1]
    if wanted not in years:
        raise PlanError(f"There is no built-in plan for {wanted}; there is one for {' and '.join(years)}.")
    return _built_in(f"{partnership}/{wanted}")


def _partnership(named: str | None) -> str:
    if named is None:
        return DEFAULT_PARTNERSHIP
    wanted = " ".join(named.split()).casefold()
    latest = {plan_id.partition("/")[0]: plan_id for plan_id in built_in_plans()}
    if wanted in latest:
        return wanted
    names = {partnership: _built_in(plan_id).partnership for partnership, plan_id in latest.items()}
    for partnership, name in names.items():
        if name.casefold() == wanted:
            return partnership
    known = ", ".join(f"{name} ({partnership})" for partnership, name in names.items())
    raise PlanError(f'There is no built-in plan of "{named.strip()[:60]}"; there is one of {known}.')


@cache  # a plan never changes, and reading one takes as long as all the rest of opening a file
def _built_in(plan_id: str) -> Plan:
    return plan_from_text((_FOLDER / f"{plan_id.replace('/', '-')}.json").read_text(encoding="utf-8"))
