"""Each benchmark is said back in words made from its facts."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from csp_tui.domain.measures import Combine, Comparator, Measure, Plan, Polarity, Window
from csp_tui.plans.loading import load_plan
from csp_tui.plans.rules import measure_rule, ours_in_words, rule_in_words


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "P1-01",
            "compared with the four quarters before those. The same or fewer is green; up to 5% more is amber;",
        ),
        ("P1-01", "the figures are added up over a rolling year (this quarter and the three before) and compared"),
        ("P1-01", "Shown beside it: this quarter against the quarter before and the same quarter last year."),
        ("P1-01", "Our choice, because the plan is silent: that it stands for the whole indicator; which direction"),
        ("P1-01", "Also asked: Deliberate fires (KFRS), rated by itself;"),
        ("P1-01", "Words are welcome, not chased for: Patterns of fires, KFRS comment (KFRS)."),
        ("P1-02", "the quarter's end is compared with the same quarter's end last year; quarters are never added up."),
        ("P1-02", "Fewer is green; the same or up to 5% more is amber; more than that is red. The plan asks for a red"),
        ("P1-03", "for information, not rated, because neither more nor less is better by itself."),
        ("P1-07", "for information, not rated, because there is nothing to rate it by. Higher is better."),
        ("P1-11", "yes is green; partly and no are not rated, because there is no date by which it must be so."),
        ("P1-12", "a report in words; no figure is asked for and nothing is rated. Written by KFRS."),
        ("P1-16", "0 is green; anything above it is red. Not yet due before 31 March 2028 (Quarter 4 of 2027-28)"),
        ("P2-08", "done and on track are green, at risk is amber, not started is not rated. If it is not done by 31 O"),
        ("P3-04", "All four must fall: Opioid prescribing, Gabapentin prescribing, Pregabalin prescribing and High-d"),
        ("P3-04", "this quarter is compared with the same quarter last year. Lower is green; the same or up to 5% hi"),
        ("P3-04", "Green needs all four green; one red or amber decides"),
        ("P3-05", "1,416 or more is green; from there down to 1,346 is amber; below that is red."),
        ("P3-07", "63% or more is green; from there down to 59.85% is amber; below that is red. Out of fewer than 20"),
        ("P3-07", "adults starting treatment within 3 weeks as a share of adults leaving prison with a treatment need"),
        (
            "P4-01",
            "below 146 per 100,000 aged 10 to 17 is green; exactly 146 up to 153.3 is amber; above that is red.",
        ),
        ("P4-01", "The plan asks for a reduction from 146, so 146 itself does not meet it. The figure covers a rol"),
        ("P4-01", "Supplied by Medway Council."),
        ("P4-02", "30 or more is green; from there down to 29 is amber; below that is red. It is not rated before Qu"),
        ("P4-04", "Area: North Kent PDU."),
    ],
)
def test_a_rule_is_said_in_words(plan: Plan, code: str, said: str) -> None:
    assert said in rule_in_words(plan.indicator(code))


def test_every_rule_reads_as_sentences(plan: Plan) -> None:
    for indicator in plan.indicators:
        for text in (rule_in_words(indicator), *map(measure_rule, indicator.measures)):
            assert text.endswith(".")
            assert "  " not in text
            assert "None" not in text
            assert ".." not in text


def test_every_choice_of_ours_is_named(plan: Plan) -> None:
    for measure in plan.measures:
        words = ours_in_words(measure)
        assert (words is not None) == bool(measure.ours)
        if words:
            assert words.removeprefix("Our choice, because the plan is silent: ") in measure_rule(measure)


def rule_of(measure: Measure, **facts: object) -> str:
    return measure_rule(replace(measure, **facts))


def test_a_rule_follows_the_facts_that_a_user_changed(plan: Plan) -> None:
    adults, offences, rate = (plan.measure(code) for code in ("P3-05", "P1-04", "P4-01"))
    assert "down to 1,275 is amber" in rule_of(adults, band=Decimal(10))
    assert "1,416 or more is green; below that is red." in rule_of(adults, band=Decimal(0))
    assert "above 1,416 is green; exactly 1,416 down to 1,346 is amber" in rule_of(adults, strict=True)
    assert "1,416 or fewer is green; from there up to 1,486 is amber" in rule_of(adults, polarity=Polarity.LOWER)
    assert "exactly 146 is amber; above that is red" in rule_of(rate, band=Decimal(0))
    assert "The same or more is green; up to 5% fewer is amber" in rule_of(offences, polarity=Polarity.HIGHER)
    assert "Fewer is green; the same is amber; more than that" in rule_of(offences, strict=True, band=Decimal(0))
    assert "up to 2.5% more is amber" in rule_of(offences, band=Decimal("2.5"))


def test_a_rule_names_what_a_figure_is_compared_with(plan: Plan) -> None:
    offences, arrests = plan.measure("P1-04"), plan.measure("P2-01.arrest-rate")
    assert "rolling year is compared with the one that ended" in rule_of(offences, window=Window.ROLLING_YEAR)
    assert "year so far is compared with last year" in rule_of(offences, window=Window.YEAR_TO_DATE)
    assert "with the quarter before." in rule_of(offences, rated_by=Comparator.ROLLING_QUARTER)
    assert "what is counted and what it is a share of are added up" in measure_rule(arrests)


def test_a_profile_says_what_is_expected_by_when(plan: Plan) -> None:
    completions = plan.measure("P4-02")
    expected = rule_of(completions, profile={1: Decimal(5), 2: Decimal(12)})
    assert "Before Quarter 4 it is rated by the lead's profile: 5 by Quarter 1 and 12 by Quarter 2." in expected


def test_parts_of_several_suppliers_are_said_to_be_added_or_to_stand_side_by_side(plan: Plan) -> None:
    two = ("Kent Police", "KFRS")
    offences = plan.measure("P1-04")
    assert "The sum of the parts of Kent Police and KFRS; no figure until all are in." in rule_of(
        offences, suppliers=two, combine=Combine.SUM
    )
    assert "Stated by each of Kent Police and KFRS; green needs every part green" in rule_of(
        offences, suppliers=two, combine=Combine.EACH
    )


def test_a_yes_or_no_with_a_date_turns_red_after_it(plan: Plan) -> None:
    said = rule_of(plan.measure("P1-11"), due=date(2026, 12, 31))
    assert "partly and no are not rated before 31 December 2026 and red from then on." in said
