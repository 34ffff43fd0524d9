"""Plans print as lines that fit a terminal and as objects whose numbers are exact."""

import json

import pytest

from csp_tui.domain.measures import Plan, PlanError
from csp_tui.plans.loading import load_plan
from csp_tui.plans.words import plan_as_object, plan_as_text, plans_as_object, plans_as_text


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan()


def test_the_whole_plan_lists_every_indicator_under_its_priority(plan: Plan) -> None:
    lines = plan_as_text(plan)
    assert lines[0].startswith("Medway Community Safety Partnership, action plan 2026-27")
    assert "Priority 4: Reduce Reoffending (Kent and Medway Reducing Reoffending Board)" in lines
    text = "\n".join(lines)
    assert all(f"  {indicator.code}  {indicator.title}" in text for indicator in plan.indicators)


@pytest.mark.parametrize("code", [None, "p4-01", "P1-01", "P3-05.adults", "P1-12"])
def test_no_line_is_wider_than_a_terminal(plan: Plan, code: str | None) -> None:
    assert max(len(line) for line in plan_as_text(plan, code)) <= 80


def test_a_plan_without_indicators_lists_its_deliverables() -> None:
    lines = plan_as_text(load_plan(None, "2024-25"))
    assert "  P1-D04  New approach to tackle environmental crime, with a focus on fly" in lines


def test_an_indicator_shows_its_benchmark_its_rule_and_its_measures(plan: Plan) -> None:
    lines = plan_as_text(plan, "p3-04")
    text = " ".join(" ".join(lines).split())
    assert "Benchmark: Reduction in prescribing across all DFMs" in text
    assert "Rule: All four must fall" in text
    assert "P3-04.high-dose  High-dose morphine prescribing" in lines


def test_a_measure_shows_its_rule_and_note(plan: Plan) -> None:
    text = " ".join(" ".join(plan_as_text(plan, "P2-08.order")).split())
    assert "Due: 31 October 2026" in text
    assert "Note: Done means that the refreshed order is in force." in text


def test_the_object_has_every_measure_with_its_facts_and_exact_numbers_as_text(plan: Plan) -> None:
    shown = json.loads(json.dumps(plan_as_object(plan)))
    assert shown["plan"] == "2026-27"
    assert len(shown["partners"]) == 12
    assert len(shown["deliverables"]) == 40
    measures = {m["measure"]: m for indicator in shown["indicators"] for m in indicator["measures"]}
    assert len(measures) == 93
    rate = measures["P4-01.rate"]
    assert (rate["target"], rate["band"], rate["per"], rate["strict"], rate["due"]) == (
        "146",
        "5",
        "100000",
        True,
        None,
    )
    assert measures["P1-16.rough-sleepers"]["due"] == "2028-03-31"
    assert measures["P1-12.report"]["window"] is None
    assert all(m["rule"] for m in measures.values())


def test_the_object_of_one_code_holds_only_that(plan: Plan) -> None:
    one = json.loads(json.dumps(plan_as_object(plan, "p1-01")))
    assert [(i["indicator"], len(i["measures"])) for i in one["indicators"]] == [("P1-01", 5)]
    part = json.loads(json.dumps(plan_as_object(plan, "P1-01.fires")))
    assert [m["measure"] for m in part["indicators"][0]["measures"]] == ["P1-01.fires"]


def test_a_code_that_the_plan_does_not_hold_is_refused(plan: Plan) -> None:
    for show in (plan_as_text, plan_as_object):
        with pytest.raises(PlanError, match='no indicator "P9-01"'):
            show(plan, "P9-01")


def test_the_list_of_plans_says_how_much_each_holds(plan: Plan) -> None:
    plans = (load_plan(None, "2024-25"), plan)
    assert plans_as_text(plans)[1].endswith("4 priorities, 40 deliverables, 44 indicators, 93 measures")
    assert "no indicators" in plans_as_text(plans)[0]
    listed = json.loads(json.dumps(plans_as_object(plans)))
    assert [entry["id"] for entry in listed] == ["medway/2024-25", "medway/2026-27"]
