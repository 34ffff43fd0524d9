"""No abbreviation stands anywhere in a plan or in its rules without its glossary entry."""

import re

from csp_tui.plans.glossary import glossary
from csp_tui.plans.loading import built_in_plans, load_plan, plan_as_json
from csp_tui.plans.words import plan_as_text


def test_every_abbreviation_of_the_plans_is_in_the_glossary() -> None:
    plans = [load_plan(*plan_id.split("/")) for plan_id in built_in_plans()]
    said = [plan_as_json(plan) for plan in plans]
    said += [line for plan in plans for indicator in plan.indicators for line in plan_as_text(plan, indicator.code)]
    abbreviations = set(re.findall(r"\b[A-Z]{2,}\d?\b", " ".join(said)))
    assert {"MATAC", "VAWG", "CAS3"} <= abbreviations
    assert abbreviations <= set(glossary())


def test_an_abbreviation_inside_an_entry_has_an_entry_itself() -> None:
    inside = {word for meaning in glossary().values() for word in re.findall(r"\b[A-Z]{2,}\d?\b", meaning)}
    assert inside <= set(glossary())


def test_what_the_plan_expands_nowhere_is_said_so() -> None:
    for term in ("MATAC", "KSIP", "RY", "CAS3"):
        assert glossary()[term].startswith("Not expanded in the plan.")
