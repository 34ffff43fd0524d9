"""A plan file is read strictly, written canonically, and versioned by what it says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_tui.domain.measures import PlanError
from csp_tui.plans.loading import load_plan, plan_as_json, plan_from_text

SMALL: dict[str, Any] = {
    "partnership": {"id": "swale", "name": "Swale Partnership"},
    "year": "2026-27",
    "priorities": [
        {"uid": "safety", "number": 1, "title": "Safety", "heading": "Be safe", "themes": ["Lights."]},
        {"uid": "drugs", "number": 2, "title": "Drugs", "heading": "Fewer drugs"},
    ],
    "partners": [{"name": "Kent Police", "known_as": ["Police"]}, {"name": "Swale Council"}],
    "deliverables": [{"id": "P1-D01", "priority": 1, "text": "More lights."}],
    "indicators": [
        {
            "uid": "thefts",
            "code": "P1-01",
            "priority": 1,
            "title": "Thefts",
            "official_text": "Number of thefts",
            "benchmark": "Fewer than 50",
            "responsible": "Kent Police",
            "partners": ["Kent Police"],
            "headline": "P1-01.thefts",
            "measures": [
                {
                    "id": "P1-01.thefts",
                    "uid": "thefts.thefts",
                    "title": "Thefts",
                    "kind": "count",
                    "window": "quarter",
                    "unit": "thefts",
                    "polarity": "lower",
                    "comparators": ["target"],
                    "rated_by": "target",
                    "target": "50",
                    "suppliers": ["Kent Police"],
                }
            ],
        }
    ],
}


def small() -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(SMALL))
    return copy


def changed(*path: str | int, to: object) -> str:
    """The small plan's text with one thing in it changed, or taken out by `...`."""
    content = small()
    inner: Any = content
    for step in path[:-1]:
        inner = inner[step]
    if to is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return json.dumps(content)


INDICATOR = ("indicators", 0)
MEASURE = (*INDICATOR, "measures", 0)


WRONG = [
    (changed("colour", to="red"), 'the plan has fields that are not known here: "colour"'),
    (changed("\x1b[2J", to="red"), 'the plan has fields that are not known here: "?[2J"'),
    (changed("year", to=...), 'the plan lacks "year"'),
    (changed("year", to="26"), '"26" is not a plan year'),
    (changed("partnership", "id", to="../swale"), 'the partnership has the id "../swale"'),
    (changed("priorities", 0, "number", to=3), "list of priorities must be numbered 1, 2, 3"),
    (changed("priorities", to=[]), "list of priorities must be numbered"),
    (changed("priorities", 1, "uid", to="safety"), 'list of priorities has "safety" twice'),
    (changed("partners", 1, "name", to="police"), 'list of partners has the name "police" twice'),
    (changed("deliverables", 0, "priority", to=2), "deliverable P1-D01 is of priority 2, so its name must be"),
    (changed(*INDICATOR, "priority", to=7), "indicator P1-01 is of priority 7, which the plan does not have"),
    (changed(*INDICATOR, "title", to="a\x1b[2J"), 'indicator P1-01 has a character in "title" that cannot'),
    (changed(*INDICATOR, "title", to="\ud800"), 'indicator P1-01 has a character in "title" that cannot'),
    (changed(*INDICATOR, "title", to=" "), 'indicator P1-01 needs a text in "title"'),
    (changed(*INDICATOR, "partners", to=["Kent Polis"]), 'indicator P1-01 names "Kent Polis" in "partners"'),
    (changed(*INDICATOR, "partners", to=[]), 'indicator P1-01 needs a list of partners as "partners"'),
    (changed(*INDICATOR, "headline", to="P1-01.x"), 'indicator P1-01 has the headline "P1-01.x", which is none'),
    (changed(*INDICATOR, "needs_all", to=True), 'indicator P1-01 has a "headline" and "needs_all" as well'),
    (changed(*INDICATOR, "measures", to=[]), "indicator P1-01 has no measure"),
    (changed(*MEASURE, "id", to="P1-02.thefts"), "measure P1-02.thefts is of P1-01, so its id must be like P1-01"),
    (changed(*MEASURE, "kind", to="number"), 'measure P1-01.thefts has "number" as "kind", which is none of count'),
    (changed(*MEASURE, "window", to=None), 'measure P1-01.thefts is a figure, so it needs a "window"'),
    (changed(*MEASURE, "target", to=50), 'measure P1-01.thefts needs a text in "target"'),
    (changed(*MEASURE, "target", to="1e9"), 'measure P1-01.thefts has no number in "target"'),
    (changed(*MEASURE, "target", to=...), 'measure P1-01.thefts is rated by its target, so it needs a "target"'),
    (changed(*MEASURE, "rated_by", to="prior"), "is rated by prior, which is not among its"),
    (changed(*MEASURE, "band", to="-1"), 'measure P1-01.thefts needs 0 or more as "band"'),
    (changed(*MEASURE, "due", to="31 March"), 'measure P1-01.thefts has no date in "due"'),
    (changed(*MEASURE, "strict", to="no"), 'measure P1-01.thefts needs true or false as "strict"'),
    (changed(*MEASURE, "per", to="1000"), 'measure P1-01.thefts must give "per" if it is a rate, and only then'),
    (changed(*MEASURE, "numerator", to="thefts"), 'must give "numerator" and "denominator" both or neither'),
    (changed(*MEASURE, "ours", to=["title"]), 'marks "title" as ours'),
    (changed(*MEASURE, "profile", to={"1": "5"}), 'has a "profile", which only a year to date can have'),
    (changed(*MEASURE, "profile", to={"5": "5"}), 'needs numbers by quarter, "1" to "4", as "profile"'),
    (
        changed(*MEASURE, "suppliers", to=["Kent Police", "Swale Council"]),
        'measure P1-01.thefts has several suppliers, so "combine" must be sum or each',
    ),
    (changed(*MEASURE, "combine", to="sum"), 'has one supplier, so "combine" cannot be sum'),
    (changed("indicators", to={}), 'the plan needs a list as "indicators"'),
    ('{"year": "2026-27", "year": "2027-28"}', 'has the field "year" twice'),
    ("[]", "the plan is not an object with named fields"),
    ("{", "line 1, column 2"),
    ("", "line 1, column 1"),
    ("[" * 100_000, "lists too deep"),
    ("9" * 5_000, "a number too long"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_a_plan_file_that_does_not_fit_is_refused_with_the_place(text: str, sentence: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_from_text(text)
    assert sentence in str(refused.value)


def test_a_measure_that_stands_twice_is_refused() -> None:
    content = small()
    content["indicators"][0]["measures"] *= 2
    with pytest.raises(PlanError, match=r'list of measures has "thefts.thefts" twice'):
        plan_from_text(json.dumps(content))


def test_indicators_out_of_the_order_of_priorities_are_refused() -> None:
    content = small()
    second = json.loads(json.dumps(content["indicators"][0]).replace("P1-01", "P2-01").replace("thefts", "drugs"))
    content["indicators"].insert(0, {**second, "priority": 2})
    with pytest.raises(PlanError, match="indicator P1-01 stands after those of priority 2"):
        plan_from_text(json.dumps(content))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_nothing_but_a_list_of_partners_is_taken_for_one(value: object) -> None:
    with pytest.raises(PlanError, match=r"^The plan file cannot be used: .*\.$"):
        plan_from_text(changed("partners", to=value))


@pytest.mark.parametrize("year", ["2024-25", "2026-27"])
def test_a_plan_is_the_same_when_it_is_written_and_read_again(year: str) -> None:
    plan = load_plan(None, year)
    assert plan_from_text(plan_as_json(plan)) == plan


@pytest.mark.parametrize(
    "change",
    [
        lambda measure: measure.update(band="7.5"),
        lambda measure: measure.update(target="49"),
        lambda measure: measure.update(title="Thefts from shops"),
    ],
)
def test_the_version_changes_with_the_content(change: Callable[[dict[str, Any]], None]) -> None:
    content = small()
    change(content["indicators"][0]["measures"][0])
    assert plan_from_text(json.dumps(content)).version != plan_from_text(json.dumps(SMALL)).version


def test_the_version_is_of_the_content_and_not_of_how_it_is_written() -> None:
    content = small()
    content["indicators"][0]["measures"][0] |= {"band": "5.0", "strict": False, "combine": "single"}
    shuffled = json.dumps(content, sort_keys=True, indent=3)
    version = plan_from_text(json.dumps(SMALL)).version
    assert plan_from_text(shuffled).version == version
    assert version == "ac26ff9f5fa0"  # as every earlier program names it, which copies not updated yet are
