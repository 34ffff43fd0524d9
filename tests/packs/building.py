"""Made-up quarters of the real plan, for the tests of the packs: a full one, an almost empty one, a hostile one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from inspect import unwrap
from itertools import cycle

from msgspec.structs import replace

from csp_tui.domain.book import Book, Judged, Stated
from csp_tui.domain.measures import Kind, Measure, Plan
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.overview import assess_quarter
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Break, Headline, Judgement, OtherFigure, Rating
from csp_tui.domain.statements import Blank, Choice, Statement
from csp_tui.packs.content import (
    ActionTold,
    ChangeKind,
    ChangeTold,
    CorrectedTold,
    DataRow,
    DeliverableTold,
    DifferTold,
    Issue,
    PackContent,
    SideTold,
    Supplies,
    ToCheckTold,
)
from csp_tui.packs.view import PackView
from csp_tui.packs.workbook import sheets_of
from csp_tui.packs.writing import pack_bytes
from csp_tui.plans.loading import load_plan
from csp_tui.workbooks.layout import Sheet

QUARTER = Quarter(2026, 2)
PRODUCED = date(2026, 11, 18)
LEADS = {1: "Chief Inspector, Medway", 2: "Head of Safeguarding", 3: "Public Health Manager", 4: "Head of Probation"}

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+44 1634 000000 is the number to ring",
    "-3 fewer than last time",
    "@SUM(A1:A9)",
    "\tbegins with a tab",
    "<script>alert(1)</script> & [red]markup[/] \x1b[31mescape\x1b[0m \x00 null",
    "\u202egnirts desrever\u202c and \u0645\u0631\u062d\u0628\u0627",
    "_x0041_ looks like an escape, too",
    "#N/A",
    "Emoji \U0001f6a8\U0001f468\u200d\U0001f469\u200d\U0001f467 and \u4e2d\u6587",
    "word" * 200,
)


def plan() -> Plan:
    return load_plan()


def figure(text: str) -> Figure:
    return Figure(Decimal(text))


def value(text: str) -> Statement:
    return Statement(value=figure(text))


def of_everything(base: Plan) -> Iterator[tuple[Measure, str]]:
    """Every measure with each partner that states it."""
    for measure in base.measures:
        if measure.kind is not Kind.REPORT:
            for partner in measure.suppliers:
                yield measure, partner


def some_statement(measure: Measure, quarter: Quarter, step: int) -> Statement:
    """A plausible statement that differs by quarter; steps vary by measure so that all colours appear."""
    drift = (quarter - QUARTER) * (step % 7 - 3)
    match measure.kind:
        case Kind.YES_NO:
            return Statement(choice=Choice.YES if step % 2 else Choice.PARTLY)
        case Kind.MILESTONE:
            return Statement(choice=Choice.AT_RISK)
        case Kind.PERCENTAGE:
            return Statement(numerator=figure(str(51 + drift)), denominator=figure("80"))
        case Kind.RATE:
            return value(f"{140 + drift}.5")
        case _ if measure.target is not None:
            return value(str(max(0, int(measure.target * Decimal("0.97")) + drift)))
        case _:
            return value(str(max(6, 40 + 37 * (step % 9) + drift)))


def full_book(base: Plan | None = None, *, words: tuple[str, ...] = ()) -> Book:
    """All 44 indicators with nine quarters of figures, with every state and rating somewhere."""
    base = base or plan()
    figures: dict[str, dict[str, dict[Quarter, Stated]]] = {}
    for step, (measure, partner) in enumerate(of_everything(base)):
        series = {
            quarter: Stated(some_statement(measure, quarter, step))
            for quarter in (QUARTER.shifted(-back) for back in range(9))
        }
        figures.setdefault(measure.uid, {})[measure.answerer(partner)] = series
    special: Mapping[str, Statement | None] = {
        "P1-01.total": Statement(
            rolling_year=figure("5208"), rolling_year_prior=figure("4802"), period_to=date(2026, 8, 31)
        ),
        "P1-04.offences": value("402"),
        "P1-05.notices": None,
        "P1-06.cases": value("3"),
        "P1-14.ksi": Statement(blank=Blank.NOT_PUBLISHED),
        "P1-18.referrals": Statement(value=Figure(Decimal(5), Qualifier.BELOW)),
        "P2-01.offences": Statement(value=figure("1412"), provisional=True),
        "P2-05.completion": Statement(numerator=figure("3"), denominator=figure("17")),
        "P2-06.stalking-referrals": Statement(blank=Blank.LATE, date=date(2026, 12, 1)),
        "P3-05.adults": value("1390"),
        "P3-06.under-18s": value("95"),
        "P3-07.continuity": Statement(numerator=figure("51"), denominator=figure("80")),
        "P4-01.rate": Statement(value=figure("139.50"), reason="late records came in"),
        "P4-02.completions": value("14"),
        "P4-05.referrals": None,
    }
    for measure_id, statement in special.items():
        measure = base.by_id[measure_id]
        for partner in measure.suppliers:
            if statement is None:
                del figures[measure.uid][measure.answerer(partner)][QUARTER]
            else:
                figures[measure.uid][measure.answerer(partner)][QUARTER] = Stated(statement)
    return Book(
        plan=base,
        quarter=QUARTER,
        figures=figures,
        breaks={base.by_id["P1-15.notices"].uid: (Break(Quarter(2026, 1), "a new contractor issues them"),)},
        commentary=_commentary(base, words),
        other_figures={
            (base.by_code["P3-02"].uid, QUARTER, "Kent Police"): (
                OtherFigure("Warrants", "31", "28"),
                OtherFigure("Arrests for supply", "64"),
            ),
            (base.by_code["P1-06"].uid, QUARTER, "Kent and Medway Channel Panel"): (
                OtherFigure("Of whom under 18", "2", "7"),
            ),
        },
        headlines={
            1: Headline(
                "Anti-social behaviour rose with the warm summer; patrols moved to the town centres. " * 3, "Lead"
            ),
            3: Headline("Treatment numbers hold. More people reach treatment soon after leaving prison."),
        },
        conflicts=frozenset({(base.by_id["P1-05.notices"].uid, "")}),
        judgements={
            (base.by_id["P1-04.offences"].uid, ""): Judged(
                Judgement(Rating.AMBER, "Two incidents made the rise; the rest is as it was.", "Chief Inspector"), None
            )
        },
    )


def _commentary(base: Plan, words: tuple[str, ...]) -> dict[tuple[str, Quarter, str], Mapping[str, str]]:
    said: dict[tuple[str, Quarter, str], Mapping[str, str]] = {}
    typed = cycle(words or ("Numbers follow the season, with a peak in August around the two retail parks.",))
    for indicator in base.indicators:
        for partner in indicator.partners[:1]:
            if indicator.code in ("P3-03", "P4-03"):
                continue
            said[indicator.uid, QUARTER, partner] = {
                "patterns": next(typed),
                "activity": f"{next(typed)}\n\nA second paragraph of {indicator.title.lower()}.",
                "action": next(typed),
            } | ({"ask": next(typed)} if indicator.code in ("P1-04", "P2-01", "P3-05") else {})
    return said


def content_of(book: Book, *, exact_small_numbers: bool = False) -> PackContent:
    before = Book(plan=book.plan, quarter=book.quarter.previous, figures=book.figures)
    rows = tuple(
        DataRow(measure, partner, quarter, stated.statement)
        for measure in book.plan.measures
        for partner, series in book.figures.get(measure.uid, {}).items()
        for quarter, stated in series.items()
    )
    return PackContent(
        status=assess_quarter(book),
        produced=PRODUCED,
        digest="3f9a2c71",
        leads=LEADS,
        previous=assess_quarter(before),
        data=rows,
        exact_small_numbers=exact_small_numbers,
    )


def with_all_told(content: PackContent, words: Iterator[str], names: Iterator[str]) -> PackContent:
    """The content with actions, progress, contacts, sides, things to check and changes, in these words and names."""
    base = content.status.plan
    rate, notices, cases = (base.by_id[name] for name in ("P4-01.rate", "P1-05.notices", "P1-06.cases"))
    sides = (
        SideTold(value("262"), next(names), date(2026, 11, 2), "council.xlsx"),
        SideTold(value("280"), next(names), date(2026, 11, 3), next(names)),
    )
    return replace(
        content,
        actions=(
            ActionTold("A1b2", next(words), "Medway Council", date(2026, 10, 1), date(2026, 8, 20)),
            ActionTold("C3d4", next(words), "Kent Police", date(2027, 1, 15), date(2026, 8, 20), progress=next(words)),
            ActionTold("E5f6", next(words), next(names), date(2026, 9, 1), date(2026, 8, 20), done=date(2026, 9, 3)),
        ),
        deliverables=tuple(
            DeliverableTold(base.deliverables[place], QUARTER, next(words), next(names)) for place in (0, 5, 20)
        ),
        supplies=tuple(
            Supplies(measure.uid, partner, next(names)) for measure in base.measures for partner in measure.suppliers
        ),
        differing=(
            DifferTold("P1-05", notices, "Medway Council", "statement", sides),
            DifferTold("P2-01", None, "Kent Police", "action", (replace(sides[0], statement=None), sides[1])),
        ),
        to_check=(
            ToCheckTold("P1-01.total", "Kent Police", next(words), "late.xlsx"),
            ToCheckTold("P1-06.cases", "Kent and Medway Channel Panel", "It says 4, and 9 is stored.", "panel.xlsx"),
            ToCheckTold(next(names), "", next(words), "unknown.xlsx"),
        ),
        changes=(
            _change(rate, ChangeKind.REVISED, value("139.50"), value("141.25"), next(words)),
            _change(cases, ChangeKind.REVISED, value("7"), value("3"), "one was counted twice"),
            _change(notices, ChangeKind.RECEIVED_AFTER_ISSUE, None, value("412"), next(words)),
            _change(notices, ChangeKind.WITHDRAWN, value("419"), None, ""),
        ),
        corrected=(CorrectedTold(base.by_id["P3-05.adults"], "Public Health", next(words), date(2026, 11, 4)),),
        rules_changed=("P1-01.total: amber band 10%, 5% in the last pack",),
        meeting=date(2026, 12, 3),
    )


def _change(measure: Measure, kind: ChangeKind, told: Statement | None, now: Statement | None, why: str) -> ChangeTold:
    return ChangeTold(
        measure, measure.suppliers[0], QUARTER.previous, kind, told, now, why, date(2026, 11, 1), "2026-27-Q1-1"
    )


@cache
def full() -> PackContent:
    words = ("Lighting in the subways is to be renewed, as the group asked in August.", "Late records came in.")
    return with_all_told(content_of(full_book()), cycle(words), cycle(("A. Clerk", "B. Smith", "Analysts, desk 3")))


@cache
def issued() -> PackContent:
    """The second issue of the full pack."""
    issue = Issue(2, date(2026, 11, 25), "Coordinator", "2026-27-Q2-1", "late figures came in", date(2026, 11, 18))
    return replace(full(), issue=issue)


@cache
def hostile() -> PackContent:
    """Texts that would be formulas, markup or half a page each, wherever people type."""
    long = "The patrols went on through the night, and " * 700
    words = (*HOSTILE, long)
    book = replace(
        full_book(words=words),
        headlines={1: Headline(long, long), 2: Headline("=1+1", "@lead"), 3: Headline("+ more than before")},
    )
    content = with_all_told(content_of(book), cycle(words), cycle(words))
    return replace(content, marking="=MARK()", leads=dict(zip(LEADS, words[2:], strict=False)))


@cache
def overflowing() -> PackContent:
    """As much as can be written: every text as long as a cell, everything asked, many actions, nothing in."""
    long = "The patrols of the Winter Programme went on, and " * 600
    base = plan()
    everyone: dict[str, str] = {"ask": long, "action": long}
    said = {(one.uid, QUARTER, partner): everyone for one in base.indicators for partner in one.partners}
    headlines = {number: Headline(long, long) for number in range(1, 5)}
    book = Book(plan=base, quarter=QUARTER, commentary=said, headlines=headlines)
    actions = tuple(ActionTold(f"A{number}", long, long, date(2026, 10, 1), date(2026, 8, 20)) for number in range(30))
    return replace(content_of(book), actions=actions, leads=dict.fromkeys(LEADS, long))


@cache
def without_indicators() -> PackContent:
    """The quarter of a plan that has deliverables only."""
    old = load_plan("medway", "2024-25")
    book = Book(plan=old, quarter=old.first_quarter)
    return PackContent(status=assess_quarter(book), produced=PRODUCED, digest="00000000")


@cache
def almost_empty() -> PackContent:
    """A new plan in its first quarter, one figure in, nothing before."""
    base = plan()
    measure = base.by_id["P3-06.under-18s"]
    book = Book(plan=base, quarter=QUARTER, figures={measure.uid: {"": {QUARTER: Stated(value("95"))}}})
    return PackContent(status=assess_quarter(book), produced=PRODUCED, digest="00000000")


def named(name: str) -> PackContent:
    """The content that a function here makes, made anew."""
    content: PackContent = unwrap(globals()[name])()
    return content


@cache
def packed(name: str) -> bytes:
    """The pack of that content, drawn once for all who read it."""
    return pack_bytes(named(name))


def sheet_of(content: PackContent, name: str) -> Sheet:
    """One sheet of a pack, before it is drawn."""
    (found,) = [sheet for sheet in sheets_of(PackView(content)) if sheet.name == name]
    return found
