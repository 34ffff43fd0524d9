"""Facts of the plan that the user sets (band, direction, supplier, profile, due date); each a revision on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from msgspec.structs import replace

from csp_tui.desk.added import ADDED, AddedError, with_added
from csp_tui.domain.dates import DateError, read_date
from csp_tui.domain.errors import UserError, cited
from csp_tui.domain.measures import Comparator, Indicator, Measure, Plan, PlanError, Polarity, Window
from csp_tui.domain.numbers import NumberError, plain, read_number
from csp_tui.plans.writing import version_of
from csp_tui.storage.records import Current

FACTS = ("band", "polarity", "supplier", "profile", "due")
FACT = "fact:"  # the field of a revision that changes a fact of the plan, before the fact's name


class FactError(UserError):
    """A fact of the plan that cannot be set so; the message says what to type."""


def apply_facts(plan: Plan, standing: Iterable[Current]) -> Plan:
    """The plan with every fact that the user has set in place of its own, under the version of what it then says.

    A fact that this plan cannot take, such as a partner that it no longer names, is left out: the database must open,
    and `settings` lists it still.
    """
    facts = [held for held in standing if held.subject.field.startswith(FACT)]
    known = _extended(plan, facts)
    changed: dict[str, Measure] = {}
    for held in facts:
        name = held.subject.field.removeprefix(FACT)
        measure = changed.get(held.subject.about, known.by_uid.get(held.subject.about))
        if measure is None or not isinstance(held.content, str):
            continue
        with suppress(FactError, PlanError, DateError):
            changed[measure.uid] = set_fact(known, measure, name, held.content)
    if known is plan and not changed:
        return plan
    indicators = tuple(replace(i, measures=tuple(changed.get(m.uid, m) for m in i.measures)) for i in known.indicators)
    known = replace(known, indicators=indicators)
    return replace(known, version=version_of(known))


def _extended(plan: Plan, facts: Iterable[Current]) -> Plan:
    """The plan with the measures that users have added by name."""
    added = {
        held.subject.about: held.content
        for held in facts
        if held.subject.field == f"{FACT}{ADDED}" and isinstance(held.content, str)
    }
    indicators = tuple(_with_added(i, added[i.uid]) if i.uid in added else i for i in plan.indicators)
    return replace(plan, indicators=indicators) if indicators != plan.indicators else plan


def _with_added(indicator: Indicator, typed: str) -> Indicator:
    with suppress(AddedError):  # as for every fact: what this plan cannot take is left out
        return with_added(indicator, typed)
    return indicator


def set_fact(plan: Plan, measure: Measure, name: str, typed: str) -> Measure:
    """The measure with one fact set from typed text; raises FactError with the sentence that says what to type."""
    match name:
        case "band":
            return replace(measure, band=_band(typed))
        case "polarity":
            # with a direction, what is only shown beside it (comparators) can rate it
            return replace(measure, polarity=_polarity(typed), rated_by=measure.rated_by or _rating(measure))
        case "supplier":
            return replace(measure, suppliers=(plan.partner(typed),))
        case "profile":
            return replace(measure, profile=_profile(measure, typed))
        case "due":
            return replace(measure, due=_due(typed))
        case _:
            raise FactError(f'{measure.id} has no setting "{name}"; it has {", ".join(FACTS)}.')


def _rating(measure: Measure) -> Comparator | None:
    """What rates a measure of which the plan does not say it: the rolling year, else the first that it names."""
    named = measure.comparators
    return Comparator.ROLLING_YEAR if Comparator.ROLLING_YEAR in named else next(iter(named), None)


def fact_text(measure: Measure, name: str) -> str:
    """A fact as it is typed and shown."""
    match name:
        case "band":
            return plain(measure.band)
        case "polarity":
            return str(measure.polarity)
        case "supplier":
            return "; ".join(measure.suppliers)
        case "profile":
            return ", ".join(plain(measure.profile[q]) for q in sorted(measure.profile))
        case _:
            return "" if measure.due is None else measure.due.isoformat()


def _band(typed: str) -> Decimal:
    try:
        band = read_number(typed, percent=True)
    except NumberError as error:
        raise FactError(str(error)) from error
    if not 0 <= band <= 100:
        raise FactError(f"An amber band of {typed.strip()} makes no sense; type a number from 0 to 100, such as 5.")
    return band


def _polarity(typed: str) -> Polarity:
    wanted = typed.strip().casefold()
    if wanted not in tuple(Polarity):
        raise FactError(f'"{cited(typed.strip())}" is no direction; type lower, higher or none.')
    return Polarity(wanted)


def _profile(measure: Measure, typed: str) -> Mapping[int, Decimal]:
    if measure.window is not Window.YEAR_TO_DATE:
        raise FactError(f"{measure.id} is no year to date, so it has no profile.")
    parts = [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]
    if len(parts) not in (0, 4):
        raise FactError(f"A profile has four numbers, one a quarter, such as 5, 12, 20, 30; {len(parts)} were given.")
    try:
        numbers = [read_number(part) for part in parts]
    except NumberError as error:
        raise FactError(str(error)) from error
    if sorted(numbers) != numbers or any(number < 0 for number in numbers):
        raise FactError(f"A profile counts the year to date, so it cannot fall or be below 0: {typed.strip()[:60]}.")
    return MappingProxyType(dict(enumerate(numbers, start=1)))


def _due(typed: str) -> date | None:
    return read_date(typed) if typed.strip() else None
