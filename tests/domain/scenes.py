"""What is known around the sentences that words are held against figures with: small quarters of the real plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Final

from msgspec.structs import replace

from csp_tui.domain.benchmarking import AreaFigure, BenchmarkTable
from csp_tui.domain.book import Book, Stated
from csp_tui.domain.groups import Finding, Group, Moved
from csp_tui.domain.known_figures import Known, known_of, known_of_other
from csp_tui.domain.numbers import read_figure
from csp_tui.domain.overview import assess_indicator
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import IndicatorStatus, OtherFigure
from csp_tui.domain.statements import Statement
from csp_tui.domain.subjects import Subjects
from csp_tui.domain.words_against_figures import held_against
from csp_tui.domain.words_in_texts import group_of, words_in, words_in_headline, words_in_note
from tests.domain.books import QUARTER, assess, history, measure, plan, ratio

AREAS: Final = """Medway 96.6 -3; Basildon 87 -13; Bolton 104.1 -6; Bury 95 -9; Dartford and Gravesham 99.4 0;
Gosport 78.8 -3; Havant 78.4 -3; Kirklees 93.3 -8; Nuneaton and Bedworth 82.9 0; Peterborough 105.9 1; Stevenage 86 12;
Tameside 101.7 -5; Thurrock 90.6 0; Wigan 94.5 -11"""
"""Recorded crime per 1,000 in 2024-25 of 14 areas, and the change in per cent."""


@dataclass(frozen=True)
class Scene:
    """Figures that a text may be about; `sole` where it is the commentary of a row with one figure."""

    known: tuple[Known, ...]
    sole: bool = True
    many: bool = False
    groups: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    noted: BenchmarkTable | None = None

    def findings(self, text: str) -> tuple[Finding, ...]:
        if self.noted is not None:
            return words_in_note(replace(self.noted, note=text))
        sole = self.known[0] if self.sole else None
        return held_against(text, Subjects(self.known, "medway", sole, many=self.many), self.groups)


@dataclass(frozen=True)
class Row:
    """A text as the program finds it: a partner's commentary of an indicator, or the headline paragraph of a priority.

    `figures` are the indicators that have any, with what is stated for each of their measures.
    """

    figures: Mapping[str, Mapping[Quarter, Statement]]
    code: str = ""
    partner: str = ""
    priority: int = 0

    @cached_property
    def book(self) -> Book:
        stated = {
            measure(of).uid: {"": {q: Stated(one) for q, one in series.items()}} for of, series in self.figures.items()
        }
        return Book(plan(), QUARTER, stated)

    @cached_property
    def statuses(self) -> tuple[IndicatorStatus, ...]:
        mine = (i for i in plan().indicators if i.priority == self.priority or i.code == self.code)
        return tuple(assess_indicator(self.book, indicator) for indicator in mine)

    def findings(self, text: str) -> tuple[Finding, ...]:
        if self.priority:
            return words_in_headline(self.book, self.statuses, text)
        (row,) = self.statuses
        return words_in(self.book, row.indicator, row.measures, self.partner, text)


def _series(values: tuple[str | None, ...] = (), year: str = "", before: str = "") -> Mapping[Quarter, Statement]:
    series = history(values)
    if year:
        stated = series.get(QUARTER, Statement())
        series[QUARTER] = replace(stated, rolling_year=read_figure(year), rolling_year_prior=read_figure(before))
    return series


@cache
def rows() -> Mapping[str, Row]:
    """Rows with one figure and with several, rated by the rolling year, by a quarter and by a target."""
    violence = {"P1-04.offences": _series(("110",), year="451", before="430")}
    vawg = {
        "P2-01.offences": _series(("1204",), year="4902", before="4610"),
        "P2-01.outcomes": {QUARTER: ratio("163", "1204")},
        "P2-01.arrest-rate": _series(("41.2",)),
        "P2-01.interview-rate": _series(("18.4",)),
    }
    women = {
        "P2-04.referrals": _series(("12", "15")),
        "P2-05.referrals": _series(("30", "35")),
        "P2-06.stalking-referrals": _series(("9",)),
        "P2-07.marac": {QUARTER: ratio("5", "6")},
    }
    first = {
        "P1-01.total": _series((), year="5208", before="4802"),
        "P1-01.derelict": _series(("9", "12"), year="40", before="44"),
        "P1-05.notices": _series(("83", "70", "58", "61", "67")),
    }
    medicines = {
        "P3-04.opioids": _series(("43.0", "42.1", "41.9", "41.5", "41.2")),
        "P3-04.gabapentin": _series(("29", "29", "29", "30", "31")),
        "P3-04.pregabalin": _series(("31", "30", "30", "30", "30")),
        "P3-04.high-dose": _series(("13", "13", "13", "13", "13")),
    }
    males = {
        "P4-06.referrals": _series(("16", None, None, "15", "22")),
        "P4-06.attendance": {QUARTER: ratio("14", "20")},
        "P4-06.completion": {QUARTER: ratio("6", "9")},
    }
    orders = {"P3-08.atr-referrals": _series(("16", None, None, "15", "22"))}
    young = {"P3-06.under-18s": _series(("88", "86", "85", "83", "80"))}
    return {
        "vawg": Row(vawg, "P2-01", "Kent Police"),
        "vawg head": Row({**vawg, **women}, priority=2),
        "violence": Row(violence, "P1-04", "Violence Reduction Unit"),
        "first head": Row({**first, **violence}, priority=1),
        "opioids row": Row(medicines, "P3-04", "Integrated Care Board"),
        "males": Row(males, "P4-06", "The Probation Service"),
        "orders": Row(orders, "P3-08", "The Probation Service"),
        "under-18s": Row(young, "P3-06", "Public Health"),
        "few adults": Row({"P3-05.adults": _series(("1300",))}, "P3-05", "Public Health"),
        "many adults": Row({"P3-05.adults": _series(("1450",))}, "P3-05", "Public Health"),
        "asb row": Row({**first, "P1-01.fires": _series(("71",), "271", "306")}, "P1-01", "Kent Police"),
        "year row": Row({"P1-01.total": _series((), year="5208", before="4802")}, "P1-01", "Kent Police"),
    }


def _known(code: str, values: tuple[str | None, ...] = (), **typed: str) -> Known:
    of = measure(code)
    series = history(values)
    if typed:
        year, prior = (read_figure(typed[name]) for name in ("rolling_year", "rolling_year_prior"))
        stated = series.get(QUARTER, Statement())
        series[QUARTER] = replace(stated, rolling_year=year, rolling_year_prior=prior)
    found = known_of(assess(of, series), "medway")
    assert found is not None
    return found


def _table() -> BenchmarkTable:
    rows = [row.rsplit(maxsplit=2) for row in AREAS.split(";")]
    areas = (AreaFigure(n.strip(), Decimal(v), change_percent=Decimal(c), own="Medway" in n) for n, v, c in rows)
    return BenchmarkTable("Recorded crime per 1,000", "2024-25", Quarter(2024, 4), tuple(areas))


@cache
def scenes() -> Mapping[str, Scene]:
    asb = _known(
        "P1-01", ("1352", "1228", "1204", "1310", "1466"), rolling_year="5208", rolling_year_prior="4802"
    )  # up 406 on the year, 156 on the quarter, 114 on the same quarter
    fires = _known("P1-01.fires", ("80", "70", "65", "66", "71"), rolling_year="271", rolling_year_prior="306")
    derelict = _known("P1-01.derelict", ("9", "12"), rolling_year="40", rolling_year_prior="44")
    violence = _known("P1-04", ("118", "110"), rolling_year="451", rolling_year_prior="430")
    patrols = _known("P1-03", ("610", "655.5"))
    notices = _known("P1-05", ("83", "70", "58", "61", "67"))
    litter = _known("P1-15", ("480", "450", "500", "470", "510"))
    sleepers = _known("P1-16", ("24", "20", "18", "21", "19"))
    crime = _known("P1-04", rolling_year="23163", rolling_year_prior="23905")
    table = _table()
    areas = (group_of(table),)
    medicines = (Moved("Opioid", -1), Moved("Gabapentin", 1), Moved("Pregabalin", -1), Moved("High dose", -1))
    parts = (Group("", medicines),)
    warrants = known_of_other(OtherFigure("Drug warrants executed", "24", "16"))
    assert warrants is not None
    return {
        "asb": Scene((asb,)),
        "year": Scene((_known("P1-01", rolling_year="5208", rolling_year_prior="4802"),)),
        "crime": Scene((crime,)),
        "notices": Scene((notices,)),
        "sleepers": Scene((sleepers,)),
        "roads": Scene((_known("P1-14", ("6", "11", "9", "15", "12")),)),
        "small": Scene((_known("P1-14", ("4", "3", "2", "3", "1")),)),
        "continuity": Scene((_known("P3-07", ("60", "61", "62", "64", "65")),)),
        "opioids": Scene((_known("P3-04.opioids", ("43.0", "42.1", "41.9", "41.5", "41.2")),)),
        "row": Scene((asb, fires, derelict), sole=False),
        "priority": Scene((asb, fires, derelict, violence, patrols, notices, litter, sleepers), sole=False, many=True),
        "areas": Scene((asb,), groups={"area": areas}),
        "table": Scene((crime,), groups={"area": (group_of(table, of_the_row=True),)}),
        "note": Scene((), noted=table),
        "adults": Scene((_known("P3-05", ("1340", "1352", "1371", "1380", "1390")),)),
        "shortfall": Scene((_known("P3-07", ("60", "61", "60", "59", "58")),)),
        "steady": Scene((_known("P1-05", ("83", "70", "58", "61", "61")),)),
        "parts": Scene((), sole=False, groups={"part": parts}),
        "warrants": Scene((warrants,), sole=False),
    }
