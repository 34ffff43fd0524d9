"""Words that the figures contradict, and what explains them, from whoever writes to whoever reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp_tui.returns.layout import CHECKS_GRID
from tests.cli.conftest import Csp
from tests.returns.building import with_figures

WRITTEN = "ASB incidents rose by 7.8% in the rolling year."


def _asked(csp: Csp, db: Path) -> dict[str, Any]:
    found = csp("--db", str(db), "check", "--json").document
    return {query["code"].rpartition("-")[0]: query for query in found}


def _write(csp: Csp, db: Path, by: str) -> None:
    csp("--db", str(db), "--by", by, "enter", "P1-01", "--rolling-year", "5208", "--change", "406")
    csp(
        "--db",
        str(db),
        "--by",
        by,
        "comment",
        "P1-01",
        "--partner",
        "Kent Police",
        "--patterns",
        WRITTEN,
        "--action",
        "Patrols.",
    )


def test_a_comment_is_answered_with_what_the_figures_say_against_it(csp: Csp) -> None:
    csp("enter", "P1-01", "--rolling-year", "5208", "--change", "406")
    told = csp("comment", "P1-01", "--partner", "Kent Police", "--patterns", WRITTEN).out
    assert "7.8% is 406 on 5,208, the later figure" in " ".join(told.split())
    told = csp("figure", "P1-01", "Community triggers", "40", "--prior", "32", "--partner", "Kent Police").out
    told = csp("comment", "P1-01", "--partner", "Kent Police", "--outcomes", "Community triggers fell.").out
    assert 'you wrote "fell"; 40 is 8 (25.0%) above 32' in " ".join(told.split())
    told = csp("headline", "1", "ASB incidents have fallen over the rolling year.").out
    assert "headline paragraph of priority 1: you wrote" in " ".join(told.split())
    csp("enter", "P2-01", "--rolling-year", "4902", "--change", "292")
    told = csp("comment", "P2-01", "--patterns", "Recorded offences show a fall of 12% on the rolling year before.").out
    asked = "you wrote a fall of 12%; 4,902 is 292 (6.3%) above 4,610, the rolling year before."
    assert asked in " ".join(told.split())
    told = csp("headline", "2", "VAWG offences decreased 12%.").out
    assert asked in " ".join(told.split())
    assert " ".join(csp("check").out.split()).count(asked) == 2


def test_explanations_reach_the_coordinator_by_return_by_database_and_by_form(csp: Csp, tmp_path: Path) -> None:
    police, kfrs, sender, coordinator = (
        tmp_path / f"{name}.db" for name in ("police", "kfrs", "sender", "coordinator")
    )
    _write(csp, police, "Pat")
    code = _asked(csp, police)["words-percent"]["code"]
    csp("--db", str(police), "--by", "Pat", "explain", "P1-01", code, "Agreed with the analyst.")
    csp("--db", str(police), "--by", "Pat", "submit", "--partner", "Kent Police", "--out", str(tmp_path / "in"))

    csp("--db", str(kfrs), "--by", "Kim", "enter", "P1-01.fires", "50", "--rolling-year", "40")
    csp("--db", str(kfrs), "--by", "Kim", "explain", "P1-01.fires", "quarter-over-year", "The year is provisional.")

    csp("--db", str(sender), "enter", "P1-05", "67", "--rolling-year", "60", "--partner", "Medway Council")
    csp("--db", str(sender), "form", "--partner", "Medway Council", "--out", str(tmp_path / "forms"))
    (form,) = (tmp_path / "forms").glob("*.xlsx")
    said = {"quarter-over-year": {"Your explanation": "A late batch of notices."}}
    (tmp_path / "in" / "council.xlsx").write_bytes(with_figures(form.read_bytes(), said, CHECKS_GRID))

    merged = csp("--db", str(coordinator), "merge", str(tmp_path / "in"), str(kfrs), str(sender), "--json")
    assert merged.document["statements"]["conflict"] == 0
    found = {query["measure"]: query for query in csp("--db", str(coordinator), "check", "--json").document}
    told = {measure: (query["explained"], query["explained_by"]) for measure, query in found.items()}
    assert told["P1-01.total"] == ("Agreed with the analyst.", "Pat")
    assert told["P1-01.fires"] == ("The year is provisional.", "Kim")
    assert told["P1-05.notices"][0] == "A late batch of notices."

    csp("--db", str(coordinator), "comment", "P1-01", "--partner", "Kent Police", "--patterns", "ASB is up 7.8%.")
    assert _asked(csp, coordinator)["words-percent"]["explained"] is None


def test_status_holds_the_queries_of_texts_with_who_explained_them(csp: Csp, database: Path) -> None:
    _write(csp, database, "Pat")
    indicator = csp("status", "--json").document["indicators"][0]
    (query,) = indicator["queries"]
    assert (query["measure"], query["explained"], query["explained_by"]) == ("P1-01.total", None, None)


def test_two_counts_of_three_and_one_are_never_a_percentage(csp: Csp) -> None:
    csp("enter", "P1-02", "1", "--prior", "3")
    csp("enter", "P1-01.fires", "1", "--rolling-year", "1", "--rolling-year-prior", "3")
    for words in (("show", "P1-02"), ("show", "P1-01.fires"), ("status",), ("check",)):
        told = " ".join(csp(*words).out.split())
        assert "66" not in told
        assert "67" not in told
    assert "too few to say" in " ".join(csp("show", "P1-02").out.split())
