"""What is known around the sentences that words are held against figures with: small quarters of the real plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from csp_tui.domain.known_figures import Known, known_of, known_of_other
from csp_tui.domain.numbers import read_figure
from csp_tui.domain.results import OtherFigure
from csp_tui.domain.statements import Statement
from csp_tui.domain.subjects import Subjects
from csp_tui.domain.words_against_figures import Finding, Group, Moved, held_against
from tests.domain.books import QUARTER, assess, history, measure

AREAS = {
    "Medway": -3, "Basildon": -13, "Bolton": -6, "Bury": -9, "Dartford and Gravesham": 0, "Gosport": -3, "Havant": -3,
    "Kirklees": -8, "Nuneaton and Bedworth": 0, "Peterborough": 1, "Stevenage": 12, "Tameside": -5, "Thurrock": 0,
    "Wigan": -11,
}  # fmt: skip
"""Recorded crime per 1,000 in 2024-25 of 14 areas: change in per cent."""


@dataclass(frozen=True)
class Scene:
    """Figures that a text may be about; `sole` where it is the commentary of a row with one figure."""

    known: tuple[Known, ...]
    sole: bool = True
    many: bool = False
    groups: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)

    def findings(self, text: str) -> tuple[Finding, ...]:
        sole = self.known[0] if self.sole else None
        return held_against(text, Subjects(self.known, "medway", sole, many=self.many), self.groups)


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
    moved = tuple(Moved(name, (change > 0) - (change < 0)) for name, change in AREAS.items())
    areas = (Group("Recorded crime per 1,000", moved),)
    medicines = (Moved("Opioid", -1), Moved("Gabapentin", 1), Moved("Pregabalin", -1), Moved("High dose", -1))
    parts = (Group("", medicines),)
    warrants = known_of_other(OtherFigure("Drug warrants executed", "24", "16"))
    assert warrants is not None
    return {
        "asb": Scene((asb,)),
        "year": Scene((_known("P1-01", rolling_year="5208", rolling_year_prior="4802"),)),
        "crime": Scene((_known("P1-04", rolling_year="23163", rolling_year_prior="23905"),)),
        "notices": Scene((notices,)),
        "sleepers": Scene((sleepers,)),
        "roads": Scene((_known("P1-14", ("6", "11", "9", "15", "12")),)),
        "small": Scene((_known("P1-14", ("4", "3", "2", "3", "1")),)),
        "continuity": Scene((_known("P3-07", ("60", "61", "62", "64", "65")),)),
        "opioids": Scene((_known("P3-04.opioids", ("43.0", "42.1", "41.9", "41.5", "41.2")),)),
        "row": Scene((asb, fires, derelict), sole=False),
        "priority": Scene((asb, fires, derelict, violence, patrols, notices, litter, sleepers), sole=False, many=True),
        "areas": Scene((asb,), groups={"area": areas}),
        "parts": Scene((), sole=False, groups={"part": parts}),
        "warrants": Scene((warrants,), sole=False),
    }
