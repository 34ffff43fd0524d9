"""The demonstration: a scratch database with a made-up quarter and three years before it, and the pack of it.

No figure here is anybody's. They follow from the measures' names alone, so every run makes the same ones, and the
database, its commentary and the pack's marking say that they are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zlib import crc32

from msgspec import Struct
from msgspec.structs import replace

from csp_tui.desk.asking import add_action
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.deliverables import note
from csp_tui.desk.entering import comment, enter, figure, headline, nothing_to_report
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.opening import Desk, now, open_desk
from csp_tui.desk.reading import open_book
from csp_tui.domain.book import Book
from csp_tui.domain.entries import Entry, read_entry
from csp_tui.domain.marking import MADE_UP_MARKING
from csp_tui.domain.measures import Kind, Measure, PlanError, Window
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.plans.loading import load_plan
from csp_tui.storage.records import Draft, Subject

AUTHOR = "Demonstration"
_PAST_QUARTERS = 12
_TYPICAL: Mapping[str, int] = {  # a usual quarter, where the plan's own scale is wanted; elsewhere the name decides
    "P1-01.total": 1290,
    "P1-01.fires": 70,
    "P1-01.derelict": 18,
    "P1-02.buildings": 15,
    "P1-03.patrols": 600,
    "P1-04.offences": 115,
    "P1-06.cases": 3,
    "P1-07.engaged": 420,
    "P1-14.ksi": 22,
    "P1-16.rough-sleepers": 9,
    "P1-18.referrals": 4,
    "P2-01.offences": 900,
    "P3-01.closed": 9,
    "P3-04.opioids": 88,
    "P3-04.gabapentin": 31,
    "P3-04.pregabalin": 27,
    "P3-04.high-dose": 12,
    "P3-05.adults": 1370,
    "P3-06.under-18s": 97,
    "P4-01.rate": 141,
    "P4-02.completions": 8,
}
_ASKS = (
    ("P1-01", "KFRS", "Made up: agree to share the map of bin fires with the housing providers."),
    ("P3-05", "Public Health", "Made up: decide whether the outreach contract goes on after March."),
)
_AWAITED = ("Interventions Alliance", "Kent and Medway Channel Panel")
_DATES: Mapping[str, int] = {"due": 51, "papers": 62, "meeting": 71}  # days after the quarter's end
_SAID: Mapping[str, Entry] = {  # this quarter's answers that are no plain figure
    "P1-03.patrols": Entry(value="over 650"),
    "P1-11.adopted": Entry(value="partly"),
    "P1-14.ksi": Entry(blank="not-published"),
    "P1-21.included": Entry(value="yes"),
    "P2-08.order": Entry(value="on track"),
    "P4-05.completion": Entry(blank="late"),
}


class Demonstrated(Struct, frozen=True):
    """Where the scratch database and its pack are, and the command that looks at it."""

    database: Path
    path: Path
    sentence: str
    command: str


def demonstrate(
    folder: Path,
    today: date | None = None,
    *,
    quarter: str | None = None,
    plan: str | None = None,
    partnership: str | None = None,
) -> Demonstrated:
    """Fill a new scratch database in a folder and write its pack beside it; nothing that is there is replaced.

    Raises a UserError, before anything is written, for a quarter or plan that there is not or that measures nothing.
    """
    chosen = load_plan(partnership, plan)
    if not chosen.measures:
        raise PlanError(f"The {chosen.year} plan measures nothing, so there is nothing to show of it; name another.")
    if quarter is not None:
        chosen.require_quarter(Quarter.parse(quarter))
    database = _unused(folder)
    database.parent.mkdir(parents=True, exist_ok=True)
    with open_desk(str(database), partnership=partnership, plan=plan, by=AUTHOR, today=today) as desk:
        wanted = desk.quarter(quarter)
        _fill(desk, wanted)
        exported = export_pack(desk, wanted, folder)
    named = {"db": database, "partnership": partnership, "plan": plan, "quarter": wanted if quarter else None}
    command = " ".join(["csp-tui", *(f'--{name} "{said}"' for name, said in named.items() if said is not None)])
    sentence = (
        f"Made-up figures for {wanted.label} are in {database}, their pack in {exported.path}."
        f" Look around with: {command}"
    )
    return Demonstrated(database, exported.path, sentence, command)


def _unused(folder: Path) -> Path:
    number = 1
    while (path := folder / f"csp-demo{'' if number == 1 else f'-{number}'}.db").exists():
        number += 1
    return path


def _fill(desk: Desk, quarter: Quarter) -> None:
    change_setting(desk, "marking", MADE_UP_MARKING)
    change_setting(desk, "role", "coordinator")
    for number, role in enumerate(("Head of Safer Communities", "VAWG lead", "Director of Public Health"), start=1):
        change_setting(desk, f"lead.{number}", f"{role} (made up)")
    for name, days in _DATES.items():
        change_setting(desk, f"{name}.{quarter}", (quarter.end + timedelta(days)).isoformat())
    past = quarters_between(quarter.shifted(-_PAST_QUARTERS), quarter.previous)
    drafts = [_draft(m, q, _made_up(m, q)) for q in past for m in desk.plan.measures if m.is_figure]
    desk.store.append(desk.partnership, drafts, kind="history", author=AUTHOR, at=now(), note="made-up past quarters")
    drafts = [
        _draft(m, quarter, _SAID.get(m.id, _made_up(m, quarter) if m.is_figure else Entry()))
        for m in desk.plan.measures
        if m.kind is not Kind.REPORT and m.suppliers[0] not in _AWAITED
    ]
    desk.store.append(desk.partnership, drafts, kind="edit", author=AUTHOR, at=now(), note="a made-up quarter")
    _write(desk, open_book(desk, quarter))
    _report(desk, quarter)


def _report(desk: Desk, quarter: Quarter) -> None:
    """Progress on the first deliverables of each priority, last quarter's beside it, and what the group decided."""
    for deliverable in desk.plan.deliverables:
        if deliverable.id.endswith("D01") and quarter > desk.plan.first_quarter:
            note(desk, quarter.previous, deliverable.id, "Made up: the partners agreed who does what.")
        if deliverable.id.endswith(("D01", "D02")):
            note(desk, quarter, deliverable.id, "Made up: work has begun in two of the three places.")
    add_action(desk, "Made up: map where bins are set on fire.", "KFRS", quarter.end.isoformat())
    add_action(desk, "Made up: report on waiting times.", "Public Health", quarter.shifted(2).end.isoformat())


def _draft(measure: Measure, quarter: Quarter, entry: Entry) -> Draft:
    supplier = measure.suppliers[0]
    subject = Subject(measure.uid, str(quarter), measure.answerer(supplier))
    return Draft(subject, read_entry(measure, entry, quarter, None), supplier)


def _made_up(measure: Measure, quarter: Quarter) -> Entry:
    """A figure that moves a little with the season and by chance around what is usual for its measure."""
    usual = _TYPICAL.get(measure.id, 20 + crc32(measure.uid.encode()) % 180)
    season = (4, 6, -3, -6)[quarter.number - 1]
    chance = crc32(f"{measure.uid} {quarter}".encode()) % 17 - 8
    percent = Decimal(100 + season + chance + (quarter.year - 2024) * (crc32(measure.uid.encode()) % 9 - 4)) / 100
    if measure.kind is Kind.PERCENTAGE:
        below = 40 + crc32(f"{measure.uid} of {quarter}".encode()) % 50
        above = min(below, int(below * (Decimal("0.62") + (percent - 1))))
        return Entry(numerator=str(above), denominator=str(below))
    value = usual * percent
    if measure.window is Window.YEAR_TO_DATE:
        value = Decimal(sum(int(usual * (100 + c) / 100) for c in (4, 6, -3, -6)[: quarter.number]))
    return Entry(value=str(value.quantize(Decimal("0.1") if measure.kind is Kind.RATE else Decimal(1))))


def _write(desk: Desk, book: Book) -> None:
    """Commentary for the rows that ask for it, a headline a priority, and an action beside one red figure."""
    for indicator in desk.plan.indicators:
        for measure in indicator.measures:
            partner = measure.suppliers[0]
            if measure.kind is not Kind.REPORT or not measure.required or partner in _AWAITED:
                continue
            if indicator.code in ("P1-12", "P2-02"):
                book = nothing_to_report(desk, book, indicator, partner)
                continue
            texts = {
                "patterns": f"Made up: what stands behind {measure.title.casefold()} this quarter.",
                "activity": "Made up: joint patrols, visits and a day of action with partners.",
            }
            book = comment(desk, book, indicator, partner, texts)
    action = {"action": "Made up: the lead reviews the hot spots with partners and reports to the next meeting."}
    book = comment(desk, book, desk.plan.indicator("P1-01"), "Kent Police", action)
    for code, partner, ask in _ASKS:
        book = comment(desk, book, desk.plan.indicator(code), partner, {"ask": ask})
    book = figure(desk, book, desk.plan.indicator("P3-02"), None, "Warrants executed (made up)", "31", "26")
    for priority in desk.plan.priorities:
        text = f"Made up: a steady quarter for {priority.title.casefold()}, with two matters for the group to decide."
        book = headline(desk, book, priority.number, text, "priority lead, made up")
    total = desk.plan.measure("P1-01")
    held = book.stated(total, "Kent Police")
    if held is not None:
        circumstances = replace(Entry(), provisional=True, extracted=book.quarter.end.isoformat())
        enter(desk, book, total, "Kent Police", circumstances)
