"""Replaying quarters under another rule: what would be different, and that nothing is changed by looking."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from csp_tui.desk.configuring import change_setting
from csp_tui.desk.issuing import issue
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest
from csp_tui.desk.replaying import replay
from csp_tui.domain.measures import Comparator
from csp_tui.domain.replaying import ReplayError, Rule
from csp_tui.domain.results import Rating
from tests.desk.quarters import Q1, Q2, TOTAL, a_red_quarter, enter

WIDER = Rule(band=Decimal(10))


def test_a_wider_band_makes_red_amber_and_changes_nothing(desk: Desk) -> None:
    a_red_quarter(desk)
    enter(desk, Q2, "P3-05", value="1,300")
    before = digest(desk)
    found = replay(desk, Q2, WIDER)
    assert [quarter.quarter for quarter in found.quarters] == [Q2]
    assert [(one.was.measure.id, one.was.rating, one.would_be.rating) for one in found.told()] == [
        (TOTAL, Rating.RED, Rating.AMBER),
        ("P3-05.adults", Rating.RED, Rating.AMBER),
    ]
    assert (found.quarters[0].was.totals.red, found.quarters[0].would_be.totals.red) == (2, 0)
    assert "amber up to 5,282" in found.told()[0].would_be.reason
    assert digest(desk) == before


def test_a_rule_for_one_measure_leaves_the_others(desk: Desk) -> None:
    a_red_quarter(desk)
    enter(desk, Q2, "P3-05", value="1,300")
    adults = desk.plan.measure("P3-05")
    found = replay(desk, Q2, Rule(target=Decimal(1300), measure=adults.uid))
    assert [(one.was.measure.id, one.would_be.rating) for one in found.told()] == [("P3-05.adults", Rating.GREEN)]
    with pytest.raises(ReplayError, match="belongs to one measure"):
        Rule(target=Decimal(1300))


def test_another_comparator_is_named_in_the_sentence(desk: Desk) -> None:
    enter(desk, Q1, value="1,200")
    enter(desk, Q2, value="1,250", rolling_year="5,208", change="+406")
    by_quarter = replay(desk, Q2, Rule(comparator=Comparator.ROLLING_QUARTER), 1).told()
    assert by_quarter[0].would_be.rating is Rating.AMBER
    assert "50 (4.2%) above 1,200, the quarter before" in by_quarter[0].would_be.reason


@pytest.mark.usefixtures("undrawn")
def test_a_closed_quarter_is_replayed_from_what_was_told(desk: Desk, tmp_path: Path) -> None:

    a_red_quarter(desk)
    issue(desk, Q2, tmp_path)
    change_setting(desk, f"{TOTAL}.band", "20")
    unchanged = replay(desk, Q2, Rule())
    assert not unchanged.told()
    assert unchanged.quarters[0].told == "2026-27-Q2-1"
    assert replay(desk, Q2, WIDER).told()[0].was.rating is Rating.RED
