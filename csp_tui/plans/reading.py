"""A plan from the text of a plan file; finding the file is left to `loading`, whether it fits to `checking`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from csp_tui.domain.marking import OFFICIAL, MarkingError, read_marking
from csp_tui.domain.measures import (
    Combine,
    Comparator,
    Deliverable,
    Indicator,
    Kind,
    Measure,
    Plan,
    PlanError,
    Polarity,
    Priority,
    Window,
)
from csp_tui.domain.quarters import Quarter, QuarterError
from csp_tui.plans.checking import check_plan
from csp_tui.plans.record import Record, refuse
from csp_tui.plans.writing import version_of

DEFAULT_BAND = Decimal(5)  # per cent; Medway Council's published performance key

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def plan_from_text(text: str, *, checked: bool = True) -> Plan:
    """The plan that a plan file's text holds.

    Strict: what is missing, unknown, given twice or does not fit together is a PlanError that names the place. A plan
    that was in force with what users had set in it need not fit as a new one must: read it again without the check.
    """
    try:
        content = json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise refuse(f"line {error.lineno}, column {error.colno}", f"is not JSON ({error.msg})") from None
    except PlanError:  # a ValueError too, but one that already says what is wrong
        raise
    except (RecursionError, ValueError):
        raise refuse("its text", "holds lists too deep or a number too long for any plan") from None
    plan = _plan(content)
    if checked:
        check_plan(plan)
    return replace(plan, version=version_of(plan))


def financial_year(text: str) -> str:
    """`2026-27` from `2026-27`, `2026/27` or `2026-2027`; a PlanError for anything else."""
    try:
        return Quarter.parse(f"{text} Q1").financial_year
    except QuarterError:
        raise PlanError(f'"{text.strip()[:40]}" is not a plan year; type it like 2026-27.') from None


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise refuse("a record", f'has the field "{twice[:40]}" twice')
    return found


def _plan(content: object) -> Plan:
    with Record(content, "the plan") as record:
        slug, partnership = _partnership(record.item("partnership"))
        year = financial_year(record.text("year"))
        partners, known_as = _partners(record.items("partners"))
        return Plan(
            id=f"{slug}/{year}",
            partnership=partnership,
            year=year,
            version="",
            priorities=tuple(_priority(item, n) for n, item in enumerate(record.items("priorities"), 1)),
            partners=partners,
            indicators=tuple(_indicator(item, n) for n, item in enumerate(record.items("indicators"), 1)),
            deliverables=tuple(_deliverable(item, n) for n, item in enumerate(record.items("deliverables"), 1)),
            known_as=known_as,
            marking=_marking(record.maybe_text("marking")),
        )


def _marking(text: str | None) -> str:
    if text is None:
        return OFFICIAL
    try:
        return read_marking(text)
    except MarkingError as error:
        raise refuse("the plan", f"has a marking that is none: {error}") from None


def _partnership(item: object) -> tuple[str, str]:
    with Record(item, "the partnership") as record:
        slug, name = record.text("id"), record.text("name")
    if not _SLUG.fullmatch(slug):
        raise refuse("the partnership", f'has the id "{slug[:40]}"; an id is small letters, digits and hyphens')
    return slug, name


def _partners(items: Iterable[object]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    names: list[str] = []
    known_as: dict[str, str] = {}
    taken: set[str] = set()
    for number, item in enumerate(items, 1):
        with Record(item, f"partner {number}") as record:
            name, aliases = record.text("name"), record.texts("known_as")
        for each in (name, *aliases):
            if each.casefold() in taken:
                raise refuse("the list of partners", f'has the name "{each[:60]}" twice')
            taken.add(each.casefold())
        names.append(name)
        known_as.update(dict.fromkeys(aliases, name))
    return tuple(names), known_as


def _priority(item: object, number: int) -> Priority:
    with Record(item, f"priority {number}") as record:
        return Priority(
            uid=record.text("uid"),
            number=record.whole("number"),
            title=record.text("title"),
            heading=record.text("heading"),
            board=record.maybe_text("board"),
            themes=record.texts("themes"),
            printed_note=record.maybe_text("printed_note"),
        )


def _deliverable(item: object, number: int) -> Deliverable:
    with Record(item, f"deliverable {number}") as record:
        return Deliverable(id=record.text("id"), priority=record.whole("priority"), text=record.text("text"))


def _indicator(item: object, number: int) -> Indicator:
    with Record(item, f"indicator {number}") as record:
        code = record.name_place("code", "indicator")
        return Indicator(
            uid=record.text("uid"),
            code=code,
            priority=record.whole("priority"),
            title=record.text("title"),
            official_text=record.text("official_text"),
            benchmark=record.text("benchmark"),
            responsible=record.text("responsible"),
            partners=record.texts("partners"),
            measures=tuple(_measure(each, code, n) for n, each in enumerate(record.items("measures"), 1)),
            headline=record.maybe_text("headline"),
            needs_all=record.flag("needs_all", False),
            printed_note=record.maybe_text("printed_note"),
        )


def _measure(item: object, indicator: str, number: int) -> Measure:
    with Record(item, f"measure {number} of {indicator}") as record:
        band = record.number("band")
        return Measure(
            id=record.name_place("id", "measure"),
            uid=record.text("uid"),
            indicator=indicator,
            title=record.text("title"),
            kind=record.choice("kind", Kind),
            window=record.maybe_choice("window", Window),
            unit=record.maybe_text("unit") or "",
            polarity=record.maybe_choice("polarity", Polarity) or Polarity.NONE,
            suppliers=record.texts("suppliers"),
            per=record.number("per"),
            comparators=record.choices("comparators", Comparator),
            rated_by=record.maybe_choice("rated_by", Comparator),
            target=record.number("target"),
            strict=record.flag("strict", False),
            due=record.day("due"),
            combine=record.maybe_choice("combine", Combine) or Combine.SINGLE,
            required=record.flag("required", True),
            people=record.flag("people", False),
            sensitive=record.flag("sensitive", False),
            numerator=record.maybe_text("numerator"),
            denominator=record.maybe_text("denominator"),
            area=record.maybe_text("area"),
            band=DEFAULT_BAND if band is None else band,
            profile=record.numbers_by_quarter("profile"),
            ours=record.texts("ours"),
            note=record.maybe_text("note"),
        )
