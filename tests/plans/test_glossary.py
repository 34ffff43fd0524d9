"""No abbreviation stands anywhere in a plan or in its rules without its glossary entry."""

import ast
import re
from pathlib import Path

import csp_tui
from csp_tui.plans.glossary import glossary
from csp_tui.plans.loading import built_in_plans, load_plan, plan_as_json
from csp_tui.plans.words import plan_as_text

SCREENS = [file for part in ("screens", "widgets") for file in Path(csp_tui.__path__[0], part).glob("*.py")]
WRITTEN_LARGE = {"RED", "AMBER", "GREEN", "NOT", "SENT", "OFFICIAL", "SENSITIVE", "FILE", "KB", "MB"}
LOOKED_UP = {"SIGHUP", "SIGINT", "SIGTERM", "SIGBREAK", "BINDINGS"}  # names that the code looks up, and nobody reads


def texts_in(file: Path) -> list[str]:
    """All texts of a module but its docstrings and the style sheets in it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in docstrings]
    return [value for value in values if isinstance(value, str) and "{" not in value]


def test_every_abbreviation_of_the_plans_is_in_the_glossary() -> None:
    plans = [load_plan(*plan_id.split("/")) for plan_id in built_in_plans()]
    said = [plan_as_json(plan) for plan in plans]
    said += [line for plan in plans for indicator in plan.indicators for line in plan_as_text(plan, indicator.code)]
    abbreviations = set(re.findall(r"\b[A-Z]{2,}\d?\b", " ".join(said)))
    assert {"MATAC", "VAWG", "CAS3"} <= abbreviations
    assert abbreviations <= set(glossary())


def test_every_abbreviation_on_the_screens_is_in_the_glossary() -> None:
    """Texts of the screens and widgets; a name that is only code, such as a constant, is no text."""
    said = " ".join(text for file in SCREENS for text in texts_in(file))
    abbreviations = set(re.findall(r"(?<!#)\b[A-Z]{2,}\d?\b", said))  # but no colour, as #FFFFFF is
    assert {"SEG", "KFRS"} & abbreviations
    assert abbreviations - WRITTEN_LARGE - LOOKED_UP <= set(glossary())


def test_an_abbreviation_inside_an_entry_has_an_entry_itself() -> None:
    inside = {word for meaning in glossary().values() for word in re.findall(r"\b[A-Z]{2,}\d?\b", meaning)}
    assert inside <= set(glossary())


def test_what_the_plan_expands_nowhere_is_said_so() -> None:
    for term in ("MATAC", "KSIP", "RY", "CAS3"):
        assert glossary()[term].startswith("Not expanded in the plan.")
