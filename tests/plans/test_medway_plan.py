"""The built-in plans hold what the partnership's documents print."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from csp_tui.domain.measures import Combine, Comparator, Kind, Plan, PlanError, Polarity, Window
from csp_tui.plans.loading import built_in_plans, load_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("medway", "2026-27")


def test_the_plan_of_2026_27_is_whole(plan: Plan) -> None:
    assert plan.id == "medway/2026-27"
    assert plan.partnership == "Medway Community Safety Partnership"
    assert Counter(indicator.priority for indicator in plan.indicators) == {1: 21, 2: 8, 3: 8, 4: 7}
    assert len(plan.measures) == 93
    assert len(plan.partners) == 12
    assert Counter(deliverable.priority for deliverable in plan.deliverables) == {1: 14, 2: 11, 3: 9, 4: 6}
    assert [len(priority.themes) for priority in plan.priorities] == [9, 5, 6, 5]


def test_each_partner_is_responsible_for_as_many_indicators_as_the_plan_says(plan: Plan) -> None:
    assert Counter(partner for indicator in plan.indicators for partner in indicator.partners) == {
        "Kent and Medway Prevent Team": 10,
        "Medway Council": 9,
        "Kent Police": 8,
        "The Probation Service": 8,
        "KFRS": 4,
        "Public Health": 3,
        "Interventions Alliance": 2,
        "Medway Combatting Drugs Partnership": 2,
        "Integrated Care Board": 1,
        "Violence Reduction Unit": 1,
        "Kent and Medway Channel Panel": 1,
        "Medway CSU": 1,
    }


@pytest.mark.parametrize(
    ("code", "benchmark", "responsible"),
    [
        ("P1-01", "Rolling Year Rolling Quarter", "Kent Police. KFRS"),
        ("P1-02", "Rolling Year Rolling Quarter", "Medway Council, Kent Police, and KFRS"),
        ("P1-10", "N/A", "Medway CSU / Kent and Medway Prevent Team"),
        ("P1-16", "2027/28", "Medway Council"),
        (
            "P1-21",
            "Inclusion of misogyny/online extremism themes in CSP community engagement work",
            "Kent and Medway Prevent Team",
        ),
        ("P2-08", "October 2026", "Medway Council"),
        (
            "P3-04",
            "Reduction in prescribing across all DFMs",
            "Integrated Care Board via Medway Combatting Drugs Partnership",
        ),
        ("P3-05", "1416", "Public Health"),
        ("P3-07", "63%", "Public Health"),
        ("P4-01", "Reduction from 146 per 100,000 of the population aged 10 to 17", "Medway Council"),
        ("P4-07", "N/A (KPI is Kent wide)", "Interventions Alliance"),
    ],
)
def test_benchmarks_and_responsible_bodies_stand_as_printed(
    plan: Plan, code: str, benchmark: str, responsible: str
) -> None:
    assert (plan.indicator(code).benchmark, plan.indicator(code).responsible) == (benchmark, responsible)


def test_what_is_odd_in_the_plan_is_kept_and_said(plan: Plan) -> None:
    broken_off = plan.indicator("P2-05")
    assert broken_off.official_text.endswith("women supported in bespoke women's")
    assert "breaks off" in (broken_off.printed_note or "")
    assert "effect on local Prevent radicalisation" in plan.priority(1).themes[4]
    assert plan.priority(3).themes[1].startswith("- Kent Police- Enforcement- targeting Illegal drug supply.")


def test_fifteen_indicators_can_be_rated(plan: Plan) -> None:
    assert [indicator.code for indicator in plan.indicators if indicator.rateable] == [
        "P1-01", "P1-02", "P1-04", "P1-11", "P1-16", "P1-21", "P2-01", "P2-08",
        "P3-01", "P3-04", "P3-05", "P3-06", "P3-07", "P4-01", "P4-02",
    ]  # fmt: skip


def test_the_four_medicines_decide_together_and_the_bare_code_names_none(plan: Plan) -> None:
    medicines = plan.indicator("P3-04")
    assert medicines.headline is None
    assert [measure.id for measure in medicines.deciding] == [
        "P3-04.opioids", "P3-04.gabapentin", "P3-04.pregabalin", "P3-04.high-dose",
    ]  # fmt: skip
    assert all(m.strict and m.rated_by is Comparator.PRIOR and m.per == 1000 for m in medicines.deciding)
    with pytest.raises(PlanError, match=r"say which: P3-04\.opioids, P3-04\.gabapentin"):
        plan.measure("P3-04")


def test_only_the_medicines_have_no_headline(plan: Plan) -> None:
    assert [indicator.code for indicator in plan.indicators if indicator.headline is None] == ["P3-04"]
    assert plan.measure("P2-07").id == "P2-07.marac"


def test_targets_and_dates_are_those_of_the_plan(plan: Plan) -> None:
    targets = {m.id: m.target for m in plan.measures if m.target is not None}
    assert targets == {
        "P1-16.rough-sleepers": Decimal(0),
        "P3-05.adults": Decimal(1416),
        "P3-06.under-18s": Decimal(95),
        "P3-07.continuity": Decimal(63),
        "P4-01.rate": Decimal(146),
        "P4-02.completions": Decimal(30),
    }
    assert {m.id: m.due for m in plan.measures if m.due} == {
        "P1-16.rough-sleepers": date(2028, 3, 31),
        "P2-08.order": date(2026, 10, 31),
    }
    assert {m.indicator for m in plan.measures if m.strict} == {"P1-02", "P3-04", "P4-01"}
    assert plan.measure("P4-01").unit == "per 100,000 aged 10 to 17"


def test_every_measure_can_be_asked_of_someone_in_words_that_fit_a_narrow_screen(plan: Plan) -> None:
    assert {measure.combine for measure in plan.measures} == {Combine.SINGLE}
    for measure in plan.measures:
        assert len(measure.title) <= 60
        assert measure.uid.partition(".")[2] == measure.id.partition(".")[2]
        assert set(measure.suppliers) <= set(plan.indicator(measure.indicator).partners)
        assert measure.is_ratio == (measure.denominator is not None)
        if measure.kind is Kind.REPORT:
            assert (measure.window, measure.polarity) == (None, Polarity.NONE)
    assert all(len(indicator.title) <= 45 for indicator in plan.indicators)


def test_the_same_question_for_two_areas_says_which_area_each_is_for(plan: Plan) -> None:
    assert plan.measure("P2-04").area == "Medway"
    assert plan.measure("P4-07").area == "Kent"
    assert plan.measure("P4-04").area == "North Kent PDU"


def test_treatment_numbers_are_snapshots_and_continuity_covers_a_rolling_year(plan: Plan) -> None:
    assert plan.measure("P3-05").window is Window.SNAPSHOT
    assert plan.measure("P3-07").window is Window.ROLLING_YEAR
    assert plan.measure("P4-02").window is Window.YEAR_TO_DATE


@pytest.mark.parametrize(
    ("known_as", "partner"),
    [
        ("police", "Kent Police"),
        ("Probation", "The Probation Service"),
        ("ICB", "Integrated Care Board"),
        ("Prevent", "Kent and Medway Prevent Team"),
        ("Medway Combating Drugs Partnership", "Medway Combatting Drugs Partnership"),
        ("Kent Fire and Rescue Service", "KFRS"),
        ("council", "Medway Council"),
    ],
)
def test_partners_answer_to_the_names_people_use(plan: Plan, known_as: str, partner: str) -> None:
    assert plan.partner(known_as) == partner


def test_a_plan_without_indicators_is_a_plan() -> None:
    plan = load_plan(None, "2024/25")
    assert plan.indicators == ()
    assert len(plan.deliverables) == 28
    assert [len(priority.themes) for priority in plan.priorities] == [6, 4, 6, 2]


def test_medway_and_the_latest_year_are_meant_when_nothing_is_said() -> None:
    assert built_in_plans() == ("medway/2024-25", "medway/2026-27")
    assert load_plan().id == "medway/2026-27"
    assert load_plan("medway community safety partnership").id == "medway/2026-27"


@pytest.mark.parametrize(
    ("partnership", "year", "sentence"),
    [
        ("Swale", None, 'no built-in plan of "Swale"; there is one of Medway Community Safety Partnership'),
        (None, "2025-26", "no built-in plan for 2025-26; there is one for 2024-25 and 2026-27"),
        (None, "next year", '"next year" is not a plan year; type it like 2026-27'),
        (None, "2026-29", '"2026-29" is not a plan year'),
    ],
)
def test_a_plan_that_is_not_built_in_is_refused_with_those_that_are(
    partnership: str | None, year: str | None, sentence: str
) -> None:
    with pytest.raises(PlanError, match=sentence):
        load_plan(partnership, year)
