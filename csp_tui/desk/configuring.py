"""Settings: who works here and for whom (this copy's own), and what the plan leaves open (on record, in the ledger)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct

from csp_tui.desk.added import ADDED, names_in, with_added
from csp_tui.desk.facts import FACT, FACTS, FactError, fact_text, set_fact
from csp_tui.desk.folders import FOLDERS, folder_for, folder_text
from csp_tui.desk.keymap import KEYS, keymap_of
from csp_tui.desk.opening import Desk, known_user, now
from csp_tui.desk.starting import ROLE_WORDS
from csp_tui.domain.commentary import clean_text
from csp_tui.domain.dates import read_date
from csp_tui.domain.errors import UserError, cited
from csp_tui.domain.marking import MARKINGS, read_marking
from csp_tui.domain.measures import Indicator, Kind, Measure, PlanError, Polarity, Window
from csp_tui.domain.quarters import Quarter, QuarterError, printed_date
from csp_tui.storage.records import Current, Draft, Subject

ROLES = tuple(ROLE_WORDS)
THEMES = {"dark": "dark", "light": "light", "contrast": "high contrast"}
DATES = {"due": "returns due", "papers": "papers out", "meeting": "SEG meets"}
OWN: Mapping[str, str] = {
    "by": "your name, as it stands beside what you enter",
    "role": f"what you are: {', '.join(ROLES)}",
    "partner": "the partner for whom you enter figures",
    "priority": "the priority you lead",
    "theme": f"the colours of the application: {', '.join(THEMES)}",
    KEYS: "keys of your own, such as show.theme=ctrl+right; Ctrl+P shows the names",
    **FOLDERS,
}
FACT_HELP: Mapping[str, str] = {
    "band": "amber band, in per cent of the comparator",
    "polarity": "good direction: lower, higher or none",
    "supplier": "the partner that gives the figure",
    "profile": "expected year to date at the end of each quarter, four numbers",
    "due": "date by which it is due",
}
FACT_TITLES: Mapping[str, str] = {
    "band": "Amber band, per cent",
    "polarity": "Good direction",
    "supplier": "Supplier",
    "profile": "Expected by each quarter's end",
    "due": "Due date",
}
ADDED_HELP = "measures added by name, such as ASB categories or town centres, parted by semicolons"
_HAPPENS = {"due": "returns are due", "papers": "the papers go out", "meeting": "the SEG meets"}
_DIRECTIONS: Mapping[Polarity, str] = {
    Polarity.LOWER: "lower is better",
    Polarity.HIGHER: "higher is better",
    Polarity.NONE: "none: for information, not rated",
}
_DATES_OF = "quarter-dates"  # what the dates of a quarter are stored about; they belong to no measure
_PLAN = "plan"


class SettingError(UserError):
    """A setting that there is not, or that cannot have that value; the message says what to type."""


class Setting(Struct, frozen=True):
    """One setting. `default` tells that nobody has set it; `by` and `at` who did, and when."""

    key: str
    value: str
    help: str
    default: bool = True
    by: str | None = None
    at: datetime | None = None


class QuarterDates(Struct, frozen=True):
    """The three dates of a quarter, where they are set."""

    due: date | None = None
    papers: date | None = None
    meeting: date | None = None


def settings(desk: Desk) -> tuple[Setting, ...]:
    """This copy's own settings, leads, dates, every fact of a measure that somebody has set, and every amber band."""
    found = tuple(_listed(desk))
    keys = {one.key for one in found}
    bands = (
        Setting(f"{measure.id}.band", fact_text(measure, "band"), FACT_HELP["band"])
        for measure in desk.plan.measures
        if measure.is_figure and measure.rateable
    )
    return (*found, *(band for band in bands if band.key not in keys))


def _listed(desk: Desk) -> Iterator[Setting]:
    for key in OWN:
        yield setting(desk, key)
    yield setting(desk, "marking")
    for priority in desk.plan.priorities:
        yield setting(desk, f"lead.{priority.number}")
    for quarter in (desk.plan.first_quarter.shifted(i) for i in range(4)):
        for name in DATES:
            yield setting(desk, f"{name}.{quarter}")
    for row in desk.store.standing(desk.partnership):
        measure = desk.plan.by_uid.get(row.subject.about)
        name = row.subject.field.removeprefix(FACT)
        indicator = next((i for i in desk.plan.indicators if i.uid == row.subject.about), None)
        if indicator is not None and name == ADDED and row.content is not None:
            yield setting(desk, f"{indicator.code}.{ADDED}")
        if measure is not None and name in FACTS and row.content is not None:
            yield setting(desk, f"{measure.id}.{name}")


def setting(desk: Desk, key: str) -> Setting:
    """One setting by its key: `partner`, `lead.1`, `due.2026-27-Q2`, `P3-05.band`; raises SettingError for others."""
    wanted = key.strip()
    if wanted in OWN:
        held = desk.store.settings().get(wanted)
        if held is None or not held.value:
            return Setting(wanted, _own_default(desk, wanted), OWN[wanted])
        return Setting(wanted, held.value, OWN[wanted], default=False, by=held.author, at=held.at)
    measure = _measure_fact(desk, wanted)
    if measure is not None:
        found, name = measure
        return _with_record(
            desk,
            Subject(found.uid, "", "", f"{FACT}{name}"),
            f"{found.id}.{name}",
            FACT_HELP[name],
            fact_text(found, name),
        )
    added_to = _added_to(desk, wanted)
    if added_to is not None:
        return _with_record(desk, _added_subject(added_to), f"{added_to.code}.{ADDED}", ADDED_HELP, "")
    subject, known, text = _plan_fact(desk, wanted)
    return _with_record(desk, subject, known, text, desk.plan.marking if known == "marking" else "")


def _own_default(desk: Desk, key: str) -> str:
    if key in FOLDERS:
        return str(folder_for(desk, key).absolute())
    return desk.by if key == "by" else ""


def _with_record(desk: Desk, subject: Subject, key: str, text: str, value: str) -> Setting:
    heads = desk.store.heads(desk.partnership, subject)
    if not heads or not isinstance(heads[-1].content, str):
        return Setting(key, value, text)
    return Setting(key, heads[-1].content, text, default=False, by=heads[-1].author, at=heads[-1].at)


def options_of(desk: Desk, key: str) -> tuple[tuple[str, str], ...]:
    """The values that a setting can have, each with its words; empty where it is free text."""
    match key.strip().rpartition(".")[2]:
        case "role":
            return tuple(ROLE_WORDS.items())
        case "marking":
            return tuple((marking, marking) for marking in MARKINGS)
        case "theme":
            return tuple(THEMES.items())
        case "priority":
            return tuple((str(p.number), f"{p.number}  {p.title}") for p in desk.plan.priorities)
        case "partner" | "supplier":
            return tuple((partner, partner) for partner in desk.plan.partners)
        case "polarity":
            return tuple((str(way), words) for way, words in _DIRECTIONS.items())
        case _:
            return ()


def facts_set(desk: Desk) -> Mapping[str, tuple[Setting, ...]]:
    """What somebody has set of the measures, by their uid, the latest first."""
    found: dict[str, list[Setting]] = {}
    for row in desk.store.standing(desk.partnership):
        measure = desk.plan.by_uid.get(row.subject.about)
        name = row.subject.field.removeprefix(FACT)
        if measure is not None and name in FACTS and isinstance(row.content, str) and row.head is not None:
            said = Setting(f"{measure.id}.{name}", row.content, FACT_HELP[name], False, row.head.author, row.head.at)
            found.setdefault(measure.uid, []).append(said)
    return {uid: tuple(sorted(said, key=lambda s: str(s.at), reverse=True)) for uid, said in found.items()}


def facts_to_set(measure: Measure) -> tuple[str, ...]:
    """Which of its facts can be set: of commentary only who gives it, a profile only of a year to date."""
    if measure.kind is Kind.REPORT:
        return ("supplier",)
    return tuple(name for name in FACTS if name != "profile" or measure.window is Window.YEAR_TO_DATE)


def change_setting(desk: Desk, key: str, value: str) -> Setting:
    """Set it; an empty value goes back to the default. Raises a UserError that says what to type instead."""
    wanted, typed = key.strip(), clean_text(value)
    if wanted in OWN:
        by = typed or desk.by if wanted == "by" else desk.by  # whoever gives a name is who it names
        desk.store.set_setting(wanted, _own_value(desk, wanted, typed) or None, by, now())
        if wanted == "by":
            desk.by = known_user(desk.store)
    else:
        _record(desk, wanted, typed)
    desk.refresh()
    return setting(desk, wanted)


def _own_value(desk: Desk, key: str, typed: str) -> str:
    if not typed or key == "by":
        return typed
    if key in FOLDERS:
        return folder_text(typed)
    if key == KEYS:
        return ", ".join(f"{name}={chosen}" for name, chosen in keymap_of(typed).items())
    if key == "partner":
        return desk.plan.partner(typed)
    if key == "priority":
        if not typed.isdecimal():
            raise SettingError(f'"{cited(typed)}" is no priority; type its number, such as 1.')
        return str(desk.plan.priority(int(typed)).number)
    options = ROLES if key == "role" else tuple(THEMES)
    if typed.casefold() not in options:
        raise SettingError(f'"{cited(typed)}" is no {key}; type {", ".join(options[:-1])} or {options[-1]}.')
    return typed.casefold()


def _record(desk: Desk, key: str, typed: str) -> None:
    found = _measure_fact(desk, key)
    if found is not None:
        measure, name = found
        subject, known = Subject(measure.uid, "", "", f"{FACT}{name}"), f"{measure.id}.{name}"
        content = fact_text(_checked(desk, measure, name, typed), name) if typed else None
    elif (added_to := _added_to(desk, key)) is not None:
        with_added(added_to, typed)
        subject, known = _added_subject(added_to), f"{added_to.code}.{ADDED}"
        content = "; ".join(names_in(typed))
    else:
        subject, known, _ = _plan_fact(desk, key)
        content = _plan_text(desk, subject, typed) if typed else None
    draft = Draft(subject, content or None)
    desk.store.append(
        desk.partnership,
        [draft],
        kind="edit",
        author=desk.by,
        at=now(),
        note=title_of(known),
        plan_version=desk.plan.version,
    )


def title_of(key: str) -> str:
    """What a setting of the plan or of a measure is called, by its full key: `SEG meets, Q2 2026-27`."""
    place, _, name = key.rpartition(".")
    if name in FACT_TITLES or name == ADDED:
        return f"{place}, {FACT_TITLES.get(name, 'measures added').lower()}"
    if place in DATES:
        return f"{DATES[place][0].upper()}{DATES[place][1:]}, {Quarter.parse(name).short}"
    return f"Lead of priority {name}" if place else "Protective marking"


def _checked(desk: Desk, measure: Measure, name: str, typed: str) -> Measure:
    if measure.kind is Kind.REPORT and name not in facts_to_set(measure):
        raise FactError(f"{measure.id} asks for commentary; it has no {name}.")
    return set_fact(desk.plan, measure, name, typed)


def _plan_text(desk: Desk, subject: Subject, typed: str) -> str:
    """What is kept of a setting of the plan: a date, a marking, or the words as they are."""
    if subject.about == _DATES_OF:
        quarter = Quarter.parse(subject.quarter)
        day = _after_the_quarter(read_date(typed), quarter)
        _refuse_disorder(quarter_dates(desk, quarter), subject.field.removeprefix(FACT), day)
        return day.isoformat()
    return read_marking(typed) if subject.about == _PLAN else typed


def _after_the_quarter(day: date, quarter: Quarter) -> date:
    """A date on which something is done about a quarter that has ended, and not a year or more later."""
    if quarter.end <= day < quarter.end.replace(year=quarter.end.year + 1):
        return day
    raise SettingError(
        f"{quarter.short} ends on {printed_date(quarter.end)}, and {printed_date(day)} is"
        f" {'before that' if day < quarter.end else 'a year or more after'}: is that the right year?"
    )


def _refuse_disorder(held: QuarterDates, name: str, day: date) -> None:
    """Returns come in, then the papers go out, then the group meets; two of these may be on one day."""
    order = tuple(DATES)
    for other in order:
        known: date | None = getattr(held, other)
        earlier = order.index(other) < order.index(name)
        if other != name and known is not None and (day < known if earlier else day > known):
            raise SettingError(
                f"{printed_date(day)} is {'before' if earlier else 'after'} {_HAPPENS[other]}"
                f" ({printed_date(known)}); type another date, or change that one first."
            )


def _measure_fact(desk: Desk, key: str) -> tuple[Measure, str] | None:
    place, _, name = key.rpartition(".")
    if name not in FACTS or not place:
        return None
    try:
        return desk.plan.measure(place), name
    except PlanError:
        if place.casefold() in ("lead", *DATES):
            return None
        raise


def _added_to(desk: Desk, key: str) -> Indicator | None:
    """The indicator, as its plan has it, to which a setting such as `P1-01.added` adds measures."""
    code, _, name = key.rpartition(".")
    return desk.built_in.indicator(code) if name == ADDED else None


def _added_subject(indicator: Indicator) -> Subject:
    return Subject(indicator.uid, "", "", f"{FACT}{ADDED}")


def _plan_fact(desk: Desk, key: str) -> tuple[Subject, str, str]:
    """The subject, the full key and the help of a setting that belongs to the plan, not to a measure."""
    name, _, place = key.partition(".")
    if key == "marking":
        return (
            Subject(_PLAN, "", "", f"{FACT}marking"),
            key,
            "protective marking of packs, forms and returns: OFFICIAL or OFFICIAL-SENSITIVE",
        )
    if name == "lead" and place.isdecimal():
        priority = desk.plan.priority(int(place))
        return (
            Subject(priority.uid, "", "", f"{FACT}lead"),
            key,
            f"who leads priority {place}, {priority.title}, by role",
        )
    if name in DATES:
        try:
            quarter = desk.plan.require_quarter(Quarter.parse(place))
        except QuarterError as error:
            raise SettingError(str(error)) from error
        return (
            Subject(_DATES_OF, str(quarter), "", f"{FACT}{name}"),
            f"{name}.{quarter}",
            f"{DATES[name]}, {quarter.short}",
        )
    raise SettingError(
        f'There is no setting "{cited(key, 60)}"; there are {", ".join(OWN)}, marking, lead.1,'
        f" due.{desk.plan.first_quarter}, papers..., meeting..., for a measure such as P3-05: {', '.join(FACTS)}"
        f" (P3-05.band), and P1-01.{ADDED}."
    )


def leads(desk: Desk) -> Mapping[int, str]:
    """Who leads each priority, by role, where it is set."""
    numbers = {p.uid: p.number for p in desk.plan.priorities}
    return {
        numbers[row.subject.about]: row.content
        for row in desk.store.standing(desk.partnership)
        if row.subject.field == f"{FACT}lead" and row.subject.about in numbers and isinstance(row.content, str)
    }


def quarter_dates(desk: Desk, quarter: Quarter) -> QuarterDates:
    """When returns of a quarter are due, its papers go out and the SEG meets."""
    rows = desk.store.current(desk.partnership, str(quarter), str(quarter))
    held = {row.subject.field.removeprefix(FACT): _day(row) for row in rows if row.subject.about == _DATES_OF}
    return QuarterDates(**held)


def _day(row: Current) -> date | None:
    return date.fromisoformat(row.content) if isinstance(row.content, str) else None
