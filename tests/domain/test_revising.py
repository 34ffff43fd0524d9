"""What counts as revised, one question an extraction, and which rules differ between two versions of a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from csp_tui.domain.measures import Plan, Polarity
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.revising import Restatement, figures_differ, revised
from csp_tui.domain.rules_changed import rules_changed
from csp_tui.domain.statements import Blank, Choice, Statement
from csp_tui.plans.loading import load_plan
from csp_tui.plans.writing import version_of

PLAN = load_plan("medway", "2026-27")
Q1 = Quarter(2026, 1)


def stated(number: int, extracted: str = "", reason: str | None = None) -> Statement:
    taken = date.fromisoformat(extracted) if extracted else None
    return Statement(value=Figure(Decimal(number)), extracted=taken, reason=reason)


def restated(
    measure: str, told: int, now: Statement, quarter: Quarter = Q1, partner: str = "Kent Police"
) -> Restatement:
    return Restatement(PLAN.measure(measure), partner, quarter, stated(told), now)


def test_another_figure_is_a_revision_and_another_period_or_area_alone_is_none() -> None:
    told = stated(412)
    assert figures_differ(told, stated(419))
    assert figures_differ(told, Statement(value=Figure(Decimal(412), Qualifier.ABOUT)))
    assert figures_differ(told, Statement(blank=Blank.LATE))
    assert not figures_differ(told, replace(told, area="Kent", provisional=False, extracted=date(2026, 9, 1)))
    assert not figures_differ(told, Statement(value=Figure(Decimal("412.0"))))


def test_a_milestone_that_is_put_off_is_a_revision() -> None:
    told = Statement(choice=Choice.ON_TRACK, date=date(2026, 10, 31))
    assert figures_differ(told, replace(told, date=date(2027, 1, 31)))
    assert not figures_differ(told, replace(told, reason="said again"))


def test_rows_of_one_extraction_are_one_question_and_those_of_another_are_another() -> None:
    asked = revised(
        PLAN,
        [
            restated("P3-01", 30, stated(33, "2026-09-30")),
            restated("P1-03", 610, stated(620, "2026-09-30")),
            restated("P2-01", 20, stated(21, "2026-08-31")),
        ],
    )
    assert sorted(asked) == sorted((PLAN.measure(code).uid, "") for code in ("P1-03", "P2-01"))
    question = asked[PLAN.measure("P1-03").uid, ""]
    assert "2 figures" in question.message
    assert "(extracted 30 September 2026)" in question.message
    assert question.because is None


def test_two_extractions_of_the_same_measure_are_asked_of_it_together() -> None:
    asked = revised(
        PLAN,
        [
            restated("P1-03", 610, stated(620, "2026-09-30")),
            restated("P1-03", 600, stated(601, "2026-08-31"), Q1.previous),
        ],
    )
    (question,) = asked.values()
    assert "was 610, is 620" in question.message
    assert "was 600, is 601" in question.message


def test_a_reason_given_with_every_figure_answers_the_question() -> None:
    both = [
        restated("P1-03", 610, stated(620, reason="Late crimes")),
        restated("P3-01", 3, stated(4, reason="Late crimes")),
    ]
    assert next(iter(revised(PLAN, both).values())).because == "Late crimes"
    both[1] = restated("P3-01", 3, stated(4))
    assert next(iter(revised(PLAN, both).values())).because is None


def changed(measure: str, **facts: object) -> Plan:
    wanted = PLAN.measure(measure)
    indicators = tuple(
        replace(i, measures=tuple(replace(m, **facts) if m == wanted else m for m in i.measures))
        for i in PLAN.indicators
    )
    plan = replace(PLAN, indicators=indicators)
    return replace(plan, version=version_of(plan))


def test_each_rule_that_differs_is_told_with_what_it_was() -> None:
    assert rules_changed(PLAN, PLAN) == ()
    assert rules_changed(PLAN, changed("P1-01", band=Decimal(10))) == (
        "P1-01.total: amber band 10%, 5% in the last pack",
    )
    assert rules_changed(changed("P1-01", band=Decimal(10)), PLAN) == (
        "P1-01.total: amber band 5%, 10% in the last pack",
    )
    told = rules_changed(PLAN, changed("P1-01", polarity=Polarity.NONE, due=date(2027, 3, 31), suppliers=("KFRS",)))
    assert told == (
        "P1-01.total: good direction none, lower is better in the last pack",
        "P1-01.total: due 31 March 2027, no date in the last pack",
        "P1-01.total: supplied by KFRS, Kent Police in the last pack",
    )


def test_measures_that_came_or_went_and_another_years_plan_are_told() -> None:
    without = replace(PLAN, indicators=PLAN.indicators[1:], version="other")
    first = PLAN.indicators[0].measures
    assert rules_changed(without, PLAN) == tuple(f"{m.id}: not in the plan of the last pack" for m in first)
    assert rules_changed(PLAN, without) == tuple(f"{m.id}: in the plan of the last pack, no longer" for m in first)
    last_year = replace(PLAN, id="medway/2025-26", year="2025-26", version="other")
    assert rules_changed(last_year, PLAN) == ("The plan is that of 2026-27; the last pack was made by that of 2025-26",)
