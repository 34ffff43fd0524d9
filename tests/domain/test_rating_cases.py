"""Published figures of the partnership, rated by the program as its documents say they should be."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from csp_tui.domain.calculator import Against, Calculated, Unit, calculate
from csp_tui.domain.measures import Comparator, Polarity
from csp_tui.domain.numbers import Figure, plain, read_figure, read_number, rounded
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Rating, State
from tests.domain.books import assess, measure, value

CASES = json.loads((Path(__file__).parent / "rating_cases.json").read_text(encoding="utf-8"))


def _calculated(case: dict[str, Any]) -> Calculated:
    def figure(name: str) -> Figure | None:
        return read_figure(case[name]) if name in case else None

    comparator = figure("comparator")
    if "average_of" in case:
        areas = [read_number(text) for text in case["average_of"]]
        comparator = Figure(Decimal(plain(Fraction(sum(areas)) / len(areas))))
    return calculate(
        value=figure("value"),
        numerator=figure("numerator"),
        denominator=figure("denominator"),
        comparator=comparator,
        change=read_number(case["change"]) if "change" in case else None,
        polarity=Polarity(case["good"]),
        strict=case.get("strict", False),
        unit=Unit(case["unit"]),
        against=Against(case["against"]),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_published_figure_comes_to_what_the_rules_say(case: dict[str, Any]) -> None:
    calculated = _calculated(case)
    comparison = calculated.comparison
    found = {
        "compared": None if comparison.compared is None else str(rounded(comparison.compared)),
        "comparator": None if comparison.comparator is None else str(rounded(comparison.comparator)),
        "change": None if comparison.change is None else plain(rounded(comparison.change)),
        "points": None if comparison.point_change is None else plain(rounded(comparison.point_change)),
        "percent": None if comparison.percent_change is None else str(rounded(comparison.percent_change)),
        "rating": str(calculated.rating),
    }
    optional = ("compared", "comparator")
    expected = {name: case["comes_to"].get(name) for name in found if name not in optional or name in case["comes_to"]}
    assert {name: found[name] for name in expected} == expected


def test_every_published_case_is_held() -> None:
    assert {case["id"] for case in CASES} == {f"O{n:02d}" for n in range(1, 13)} - {"O11"}  # O11 has its own test


def test_a_missing_figure_of_the_plan_is_awaited_and_has_no_colour() -> None:
    status = assess(measure("P3-05"), {})
    assert (status.state, status.rating, status.comparison.change) == (State.AWAITED, Rating.NOT_RATED, None)


def test_months_make_financial_quarters_and_a_quarter_is_held_against_the_one_before() -> None:
    """Case O11: the months from April 2021, added up by the quarter that they lie in."""
    months = (650, 600, 650, 600, 480, 420, 480, 350, 380, 350, 300, 380)
    totals: dict[Quarter, int] = {}
    for i, count in enumerate(months):
        quarter = Quarter.containing(date(2021 + (i + 3) // 12, (i + 3) % 12 + 1, 15))
        totals[quarter] = totals.get(quarter, 0) + count
    assert totals == dict(zip((Quarter(2021, n) for n in range(1, 5)), (1900, 1500, 1210, 1030), strict=True))

    by_quarter = replace(measure("P1-01"), rated_by=Comparator.ROLLING_QUARTER)
    series = {quarter: value(str(total)) for quarter, total in totals.items()}
    status = assess(by_quarter, series, Quarter(2021, 4))
    percent = status.comparison.percent_change
    assert status.comparison.change == -180
    assert percent is not None
    assert rounded(percent) == Decimal("-14.9")
    assert status.rating is Rating.GREEN
    assert "180 (14.9%) below 1,210, the quarter before" in status.reason
    assert assess(measure("P1-01"), series, Quarter(2021, 4)).comparison.compared == 5640
