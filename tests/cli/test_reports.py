"""What commands tell: the quarter, one measure, the plan, the calculator, settings and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_tui.cli.as_json import measure_json
from tests.cli.conftest import Csp
from tests.domain.books import assess, history, measure

COLOURS = ("green", "amber", "red", "not_rated", "awaited")
STATES = ("awaited", "part", "received", "blank", "conflict")


def numbers(document: object) -> Iterator[object]:
    """Every number in a document that is no string, without the counts of `totals`."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from numbers(value) if name not in ("totals", "priority") else ()
    elif isinstance(document, list):
        for value in document:
            yield from numbers(value)
    elif isinstance(document, (int, float)) and not isinstance(document, bool):
        yield document


def fill(csp: Csp) -> None:
    csp("enter", "P1-01", "--partner", "Kent Police", "--rolling-year", "5,208", "--change", "+406")
    csp("enter", "P3-05", "1,390")
    csp("enter", "P3-06", "95")
    csp("enter", "P1-14", "--blank", "not-published")
    csp("comment", "P2-02", "--patterns", "Fewer reports")


def test_status_holds_the_whole_plan_and_its_totals_add_up_both_ways(csp: Csp) -> None:
    fill(csp)
    told = csp("status", "--json").document
    totals = told["totals"]
    assert len(told["indicators"]) == totals["indicators"] == 44
    assert sum(totals[name] for name in COLOURS) == sum(totals[name] for name in STATES) == 44
    assert totals["rateable"] == 15
    assert (totals["red"], totals["amber"], totals["green"], totals["blank"]) == (1, 1, 1, 1)
    states = Counter(indicator["state"] for indicator in told["indicators"])
    assert all(states[name] == totals[name] for name in STATES)
    assert (told["plan"], told["quarter"], told["from"], told["to"]) == (
        "2026-27",
        "2026-27-Q2",
        "2026-07-01",
        "2026-09-30",
    )
    assert not list(numbers(told))


def test_status_says_who_is_awaited(csp: Csp) -> None:
    fill(csp)
    csp("comment", "P1-01", "--partner", "Kent Police", "--patterns", "A summer rise")
    by_code = {i["indicator"]: i for i in csp("status", "--json").document["indicators"]}
    assert by_code["P1-01"]["state"] == "part"
    assert by_code["P1-01"]["rated_by"] == "P1-01.total"
    assert by_code["P1-01"]["awaited_from"] == ["KFRS"]
    assert by_code["P3-05"]["awaited_from"] == []


def test_status_of_a_priority_or_a_partner_has_its_own_totals(csp: Csp) -> None:
    fill(csp)
    drugs = csp("status", "--priority", "3", "--json").document
    assert {i["priority"] for i in drugs["indicators"]} == {3}
    assert drugs["totals"]["indicators"] == len(drugs["indicators"]) == 8
    fire = csp("status", "--partner", "kfrs", "--json").document
    assert all("KFRS" in i["partners"] for i in fire["indicators"])
    assert 0 < fire["totals"]["indicators"] < 44


def test_status_reads_in_eighty_columns(csp: Csp) -> None:
    fill(csp)
    lines = csp("status").out.splitlines()
    assert max(map(len, lines)) <= 80
    row = next(line for line in lines if line.startswith("P3-05"))
    assert row.split()[-3:] == ["1,390", "1,416", "Amber"]
    assert any("Red: 5,208 is 406 (8.5%) above 4,802" in line for line in lines)
    assert "Awaited from" in lines


def test_text_from_the_database_cannot_move_the_terminal(csp: Csp) -> None:
    csp("headline", "1", "calm \x1b[2J\x07 [bold]quarter[/]")
    printed = csp("status").out
    assert "[bold]quarter[/]" in printed
    assert printed.isascii() or all(char.isprintable() or char == "\n" for char in printed)


def test_equal_states_have_equal_digests(csp: Csp, tmp_path: Path) -> None:
    for name in ("one.db", "other.db"):
        csp("--by", "Ann", "--db", name, "enter", "P3-05", "1,390")
    first, second = (csp("--db", name, "status", "--json").document["digest"] for name in ("one.db", "other.db"))
    assert first == second
    csp("--by", "Ann", "--db", "other.db", "enter", "P3-05", "1,391")
    assert csp("--db", "other.db", "status", "--json").document["digest"] != first


def test_show_tells_the_rule_and_who_said_what(csp: Csp) -> None:
    csp("--by", "Ann", "enter", "P3-05", "1,390")
    csp("--by", "Ben", "enter", "P3-05", "1,400", "--reason", "a late return")
    told = csp("show", "P3-05", "--json").document
    assert told["benchmark"] == "1416"
    assert "1,416 or more is green" in told["rule"]
    assert [(said["by"], said["value"], said["counts"]) for said in told["said"]] == [
        ("Ann", "1390", False),
        ("Ben", "1400", True),
    ]
    text = " ".join(csp("show", "P3-05").out.split())
    assert "1,390 (replaced)" in text
    assert "because a late return" in text


def test_the_plan_can_be_told_as_text_and_as_json(csp: Csp) -> None:
    plan = csp("plan", "show", "--json").document
    assert len(plan["indicators"]) == 44
    assert len(plan["partners"]) == 12
    assert sum(len(indicator["measures"]) for indicator in plan["indicators"]) == 93
    assert "146" in csp("plan", "show", "P4-01").out
    assert {listed["plan"] for listed in csp("plan", "list", "--json").document} == {"2024-25", "2026-27"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "--value 5208 --change 406 --polarity lower",
            {"comparator": "4802", "percent_change": "8.5", "rating": "red", "amber_end": "5042.1"},
        ),
        ("--value 23,163 --comparator 23,905 --polarity lower", {"percent_change": "-3.1", "rating": "green"}),
        ("--value 95 --comparator 95 --polarity lower --strict --against target", {"rating": "amber"}),
        (
            "--numerator 51 --denominator 80 --comparator 63 --polarity higher --unit percent --against target",
            {"value": None, "compared": "63.75", "point_change": "0.8", "rating": "green"},
        ),
        ("--value 4 --comparator 0 --polarity lower --against target", {"percent_change": None, "rating": "red"}),
        ("--value 14 --comparator 12 --polarity lower", {"rating": "not_rated"}),
        ("--value 104 --comparator 100 --polarity lower --band 3", {"rating": "red", "amber_end": "103"}),
        ("--value 20 --change -3", {"comparator": "23", "rating": "not_rated"}),
    ],
)
def test_the_calculator_needs_no_database(csp: Csp, database: Path, line: str, told: dict[str, str | None]) -> None:
    database.unlink()
    said = csp("rate", *line.split(), "--json").document
    assert {name: said[name] for name in told} == told
    assert not database.exists()


def test_a_setting_is_told_with_who_set_it(csp: Csp) -> None:
    csp("--by", "Ann", "settings", "P3-05.band", "3")
    told = csp("settings", "P3-05.band", "--json").document
    assert (told["value"], told["by"], told["default"]) == ("3", "Ann", False)
    assert csp("enter", "P3-05", "1,360", "--json").document["rating"] == "red"
    listed = {setting["key"]: setting for setting in csp("settings", "--json").document}
    assert (listed["P3-05.adults.band"]["value"], listed["P3-05.adults.band"]["default"]) == ("3", False)
    assert (listed["P1-01.total.band"]["value"], listed["P1-01.total.band"]["default"]) == ("5", True)
    told = csp("settings").out
    assert "P3-05.adults.band = 3 (set by Ann)" in told
    assert "P1-01.total.band = 5 (default)" in told


def test_a_key_that_another_action_has_is_refused_unless_that_gets_another(csp: Csp) -> None:
    refused = csp("settings", "keys", "show.theme=ctrl+y")
    assert refused.status == 1
    assert "Ctrl+Y does redo (edit.redo) already" in refused.err
    twice = csp("settings", "keys", "go.actions=ctrl+o").err
    assert "Ctrl+O does settings (go.settings) and show only (show.only) already" in twice
    assert '"go.actions=ctrl+o, go.settings=ctrl+a, show.only=..."' in " ".join(twice.split())
    assert "No action is called show.nothing" in csp("settings", "keys", "show.nothing=ctrl+right").err
    assert csp("settings", "keys").out.startswith("keys = not set")
    assert "show.theme=ctrl+y, edit.redo=f10" in csp("settings", "keys", "show.theme=ctrl+y, edit.redo=f10").out


def test_locate_names_the_file_and_leaves_it_alone(csp: Csp, database: Path) -> None:
    database.unlink()
    assert csp("locate").out.startswith(f"{database}\n")
    located = csp("locate", "--db", "other.db", "--json").document
    assert located["database"] == "other.db"
    assert located["size"] is None
    assert located["places"]["backups"] == str(database.parent / "backups")
    assert list(database.parent.iterdir()) == []


def test_a_replay_tells_what_would_have_been_and_leaves_everything_as_it_is(csp: Csp) -> None:
    csp("enter", "P1-01", "--partner", "Kent Police", "--rolling-year", "5,208", "--change", "+406")
    before = csp("status", "--json").document["digest"]
    told = csp("replay", "--band", "10", "--json").document
    assert told["changed"] == 1
    assert (told["measures"][0]["was"], told["measures"][0]["would_be"]) == ("red", "amber")
    assert (told["quarters"][0]["was"]["red"], told["quarters"][0]["would_be"]["amber"]) == (1, 1)
    assert "was red        would be amber" in csp("replay", "P1-01", "--band", "10").out
    assert csp("replay", "--target", "5").status == 1
    assert csp("status", "--json").document["digest"] == before


def test_json_tells_the_range_with_its_figures_and_the_progress_of_a_year() -> None:
    steady = measure_json(assess(measure("P1-02"), history(("9",) * 8)))
    assert steady["range"] == "within the usual range"
    assert steady["range_sentence"] == (
        "9 is within the usual range: in the last 8 quarters it was never anything else."
    )
    assert (steady["revised"], steady["beside"], steady["break"]) == ([], [], None)
    so_far = measure_json(assess(measure("P4-02"), history(("14",))))
    assert (so_far["forecast"], so_far["rating"]) == ("28", "not_rated")
