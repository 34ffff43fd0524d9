"""Two teams of the Council, the police and the fire service fill apart; a fifth database takes them in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from tests.cli.conftest import Csp
from tests.scenarios.conftest import csp_in

SENDERS = ("housing", "community", "police", "fire")
PARTNERS = {"housing": "Medway Council", "community": "Medway Council", "police": "Kent Police", "fire": "KFRS"}
SAID: dict[str, tuple[tuple[str, ...], ...]] = {
    "housing": (("enter", "P1-02", "14"), ("enter", "P1-16", "4")),
    "community": (
        ("enter", "P1-02", "11"),
        ("enter", "P1-05", "61"),
        ("comment", "P1-05", "--patterns", "Fewer than last summer"),
    ),
    "police": (
        ("enter", "P1-01", "--rolling-year", "5,208", "--change", "+406", "--to", "2026-08-31"),
        ("comment", "P1-01", "--action", "Patrols in the High Street until December"),
    ),
    "fire": (("enter", "P1-01.fires", "66", "--prior", "71"), ("enter", "P1-01.derelict", "9", "--provisional")),
}


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """The folder with the four databases, and in it what each sends: made once, and copied."""
    folder = tmp_path_factory.mktemp("four")
    with csp_in(folder) as csp:
        return folder, {sender: sent_by(csp, sender, folder) for sender in SENDERS}


@pytest.fixture
def files(sent: tuple[Path, dict[str, Path]], database: Path) -> dict[str, Path]:
    """What each of the four sends: a return written by its own copy."""
    folder, returns = sent
    shutil.copytree(folder, database.parent, dirs_exist_ok=True)
    return {sender: database.parent / file.relative_to(folder) for sender, file in returns.items()}


def sent_by(csp: Csp, sender: str, folder: Path) -> Path:
    own = ("--db", str(folder / f"{sender}.db"), "--by", sender.title())
    for words in SAID[sender]:
        assert csp(*own, *words, "--partner", PARTNERS[sender]).status == 0
    sent = csp(*own, "submit", "--partner", PARTNERS[sender], "--out", sender, "--json")
    assert sent.status == 3  # not all of the partner's rows are answered
    return folder / str(sent.document["file"])


def merged(csp: Csp, database: str, batches: Iterable[Sequence[Path]]) -> str:
    """The digest of a new database after these merges."""
    told = [csp("--db", database, "merge", *map(str, batch), "--json").document for batch in batches]
    digest: str = told[-1]["digest"]
    assert digest == csp("--db", database, "status", "--json").document["digest"]
    return digest


def test_in_every_order_one_by_one_or_together_there_is_one_digest(csp: Csp, files: dict[str, Path]) -> None:
    together = merged(csp, "together.db", [list(files.values())])
    shutil.copy(files["fire"], "again.xlsx")
    twice = merged(csp, "twice.db", [list(files.values()), [Path("again.xlsx")], list(files.values())])
    by_twos = merged(csp, "twos.db", [[files["police"], files["community"]], [files["housing"], files["fire"]]])
    assert {together, twice, by_twos} == {together}
    for number, order in enumerate(permutations(files.values())):
        assert merged(csp, f"order-{number}.db", [[file] for file in order]) == together, order


def test_databases_sent_instead_of_returns_say_the_same(csp: Csp, files: dict[str, Path], tmp_path: Path) -> None:
    databases = [tmp_path / f"{sender}.db" for sender in SENDERS]
    as_returns = merged(csp, "returns.db", [list(files.values())])
    assert merged(csp, "databases.db", [databases]) == as_returns
    assert merged(csp, "both.db", [databases[2:], list(files.values()), databases[:2]]) == as_returns


def test_the_figure_that_two_teams_answer_differently_is_the_one_conflict(csp: Csp, files: dict[str, Path]) -> None:
    taken = csp("merge", *map(str, files.values()), "--json")
    assert taken.status == 3
    (conflict,) = csp("conflicts", "--json").document
    assert (conflict["measure"], conflict["quarter"], conflict["base"]) == ("P1-02.buildings", "2026-27-Q2", None)
    assert {(side["value"], side["by"], side["file"]) for side in conflict["sides"]} == {
        ("14", "Housing", files["housing"].name),
        ("11", "Community", files["community"].name),
    }
    indicators = {i["indicator"]: i for i in csp("status", "--json").document["indicators"]}
    assert indicators["P1-02"]["state"] == "conflict"
    assert (indicators["P1-01"]["state"], indicators["P1-01"]["rating"]) == ("received", "red")
    assert [i for i in indicators.values() if i["state"] == "conflict"] == [indicators["P1-02"]]


def test_every_figure_is_shown_with_the_file_and_the_cell_that_it_came_from(csp: Csp, files: dict[str, Path]) -> None:
    csp("merge", *map(str, files.values()))
    for measure, sender in (("P1-16", "housing"), ("P1-05", "community"), ("P1-01", "police"), ("P1-01.fires", "fire")):
        (source,) = csp("show", measure, "--json").document["sources"]
        assert source.startswith(f"{files[sender].name}, Return!")
    told = {i["indicator"]: i for i in csp("status", "--json").document["indicators"]}
    assert told["P1-01"]["commentary"]["Kent Police"]["action"] == "Patrols in the High Street until December"
    assert told["P1-05"]["commentary"]["Medway Council"]["patterns"] == "Fewer than last summer"


def test_a_dry_run_tells_what_the_merge_then_does_and_stores_nothing(csp: Csp, files: dict[str, Path]) -> None:
    names = [str(file) for file in files.values()]
    before = csp("status", "--json").document["digest"]
    dry = csp("merge", *names, "--dry-run", "--json")
    assert dry.status == 3
    assert (dry.document["merge_id"], dry.document["digest"]) == (None, before)
    assert csp("status", "--json").document["digest"] == before
    real = csp("merge", *names, "--json").document
    assert {name: real[name] for name in ("files", "statements", "items")} == {
        name: dry.document[name] for name in ("files", "statements", "items")
    }


def test_settled_the_figure_counts_until_the_merge_is_taken_back_and_again_after_it(
    csp: Csp, files: dict[str, Path]
) -> None:
    empty = csp("status", "--json").document["digest"]
    names = [str(file) for file in files.values()]
    number = str(csp("merge", *names, "--json").document["merge_id"])
    (conflict,) = csp("conflicts", "--json").document
    fewer = next(side["side"] for side in conflict["sides"] if side["value"] == "11")
    settled = csp("resolve", conflict["id"], "--take", fewer, "--reason", "they counted last", "--json")
    assert (settled.status, settled.document["now"]["value"]) == (0, "11")
    assert csp("conflicts", "--json").document == []
    digest = csp("status", "--json").document["digest"]
    asleep = csp("undo-merge", number, "--dry-run", "--json").document
    assert [(each["measure"], each["says"]) for each in asleep] == [("P1-02.buildings", "11")]
    assert csp("undo-merge", number, "--json").document["digest"] == empty
    assert csp("undo-merge", number).status == 1
    again = csp("merge", *names, "--json")
    assert (again.status, again.document["digest"]) == (0, digest)
