"""Tables of areas through the command line, with the figures of tables that were published."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_tui.__main__ import main
from tests.cli.conftest import Csp

# Recorded crime per 1,000 (excluding fraud) in the year to March 2025, and the change in per cent.
IN_2025 = """Medway 96.6 -3; Basildon 87 -13; Bolton 104.1 -6; Bury 95 -9; Dartford and Gravesham 99.4 0;
Gosport 78.8 -3; Havant 78.4 -3; Kirklees 93.3 -8; Nuneaton and Bedworth 82.9 0; Peterborough 105.9 1; Stevenage 86 12;
Tameside 101.7 -5; Thurrock 90.6 0; Wigan 94.5 -11"""
# All recorded crime per 1,000 in the year to March 2022, in the year before, and the change as it was printed.
IN_2022 = """England and Wales 89 77 15; Medway 117 106 10; Basildon 107 96 11; Bolton 126 99 28; Bury 110 82 34;
Corby 87 94 -7; Dartford and Gravesham 113 101 12; Gosport 85 69 23; Havant 85 69 23; Kirklees 103 90 14;
Nuneaton and Bedworth 85 77 10; Peterborough 110 97 13; Stevenage 93 83 12; Tameside 118 93 27; Thurrock 96 86 12;
Wigan 112 88 27"""
TITLE = "Recorded crime per 1,000"


def rows(table: str, figures: int) -> list[list[str]]:
    """The rows of one of the tables above."""
    return [row.strip().rsplit(maxsplit=figures) for row in table.replace("\n", " ").split(";")]


def of_2025(folder: Path) -> str:
    """The table of 2025 as it is headed in print."""
    lines = [f"Area,{TITLE} (excluding fraud),Change"]
    lines += [f"{area},{value},{change}%" for area, value, change in rows(IN_2025, 2)]
    (folder / "2025.csv").write_text("\n".join(lines), encoding="utf-8")
    return "2025.csv"


def of_2022(folder: Path) -> str:
    """The table of 2022 as a workbook, with the changes as real percentages and the earlier year first."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([TITLE])
    sheet.append(["", "Apr 2020-Mar 2021", "Apr 2021-Mar 2022", "% Change"])
    for place, (area, value, before, change) in enumerate(rows(IN_2022, 3), start=3):
        sheet.append([area, int(before), int(value), int(change) / 100])
        sheet.cell(place, 4).number_format = "0%"
    book.save(folder / "2022.xlsx")
    return "2022.xlsx"


def test_the_table_of_2025_says_what_it_truly_says(csp: Csp, tmp_path: Path) -> None:
    taken = csp("benchmarking", "import", of_2025(tmp_path), "--period", "year to March 2025", "--json").document
    assert (taken["areas"], taken["own"], taken["stored"]) == (14, "Medway", True)
    told = csp("benchmarking", "show", "recorded crime", "--json").document
    assert (told["average"]["shown"], told["average"]["shown_without_own"]) == ("92.4", "92.1")
    assert told["average"]["weighted"] is False
    assert told["own"]["rank_words"] == "fifth highest of 14"
    moved = told["moved"]
    assert (moved["fell"], moved["unchanged"], moved["rose"]) == (9, 3, 2)
    assert (moved["largest_rise"], moved["largest_fall"]) == (["Stevenage"], ["Basildon"])
    lines = csp("benchmarking", "show").out
    assert "9 fell, 3 unchanged, 2 rose" in " ".join(lines.split())


def test_a_workbook_of_two_years_keeps_the_nation_apart_and_names_ties(csp: Csp, tmp_path: Path) -> None:
    taken = csp("benchmarking", "import", of_2022(tmp_path), "--json").document
    assert (taken["title"], taken["areas"], taken["national"]) == (TITLE, 15, ["England and Wales"])
    assert (taken["quarter"], taken["remarks"]) == ("2021-22-Q4", [])
    told = csp("benchmarking", "show", "--json").document[0]
    assert (told["average"]["shown"], told["average"]["shown_without_own"]) == ("103.1", "102.1")
    assert told["own"]["rank"] == 3
    assert (told["own"]["percent_change"], told["own"]["stated_percent"]) == ("10.4", "10")
    ranks = {area["area"]: area["rank_words"] for area in told["areas"]}
    assert ranks["Bury"] == ranks["Peterborough"] == "joint sixth highest of 15"
    assert ranks["Havant"] == "joint thirteenth highest of 15"
    assert [area["rank"] for area in told["national"]] == [None]
    assert "The year before it was the highest of 15." in " ".join(told["sentences"])


def test_years_stand_beside_each_other_and_say_who_left(csp: Csp, tmp_path: Path) -> None:
    csp("benchmarking", "import", of_2022(tmp_path))
    file = of_2025(tmp_path)
    taken = csp("benchmarking", "import", file, "--title", TITLE, "--period", "2024-25", "--json").document
    assert (taken["joined"], taken["left"], taken["replaces"]) == ([], ["Corby"], False)
    told = csp("benchmarking", "show", "crime", "--json").document
    assert told["periods"] == ["2024-25", "Apr 2021-Mar 2022"]
    assert told["membership"]["left"] == ["Corby"]


def test_a_second_table_of_the_same_year_replaces_the_first_and_undo_brings_it_back(csp: Csp, tmp_path: Path) -> None:
    file = of_2025(tmp_path)
    csp("benchmarking", "import", file, "--period", "2024-25", "--polarity", "lower")
    noted = csp("benchmarking", "note", "crime", "All areas have seen a decrease.", "--json").document
    assert ["9 of 14 fell" in sentence for sentence in noted["look_at"]] == [True]
    asked = csp("check", "--json").document
    (query,) = [one for one in asked if "9 of 14 fell" in one["message"]]
    assert query["message"].startswith("Note on Recorded crime per 1, 2024-25: ")
    csp("explain", query["measure"], query["code"], "As the Home Office puts it.")
    assert csp("check", "--json").document[0]["explained"] == "As the Home Office puts it."
    assert csp("benchmarking", "note", "crime", "A group of similar areas.", "--json").document["look_at"] == []
    before = csp("status", "--json").document["digest"]
    again = csp("benchmarking", "import", file, "--period", "2024-25", "--json").document
    assert (again["stored"], again["polarity"]) == (False, "lower")
    text = (tmp_path / file).read_text(encoding="utf-8").replace("Medway,96.6", "Medway,99.4")
    (tmp_path / file).write_text(text, encoding="utf-8")
    dry = csp("benchmarking", "import", file, "--period", "2024-25", "--dry-run", "--json").document
    assert (dry["stored"], dry["replaces"]) == (False, True)
    assert csp("status", "--json").document["digest"] == before
    csp("benchmarking", "import", file, "--period", "2024-25")
    told = csp("benchmarking", "show", "crime", "--json").document
    assert (told["own"]["rank_words"], told["note"]) == ("joint fourth highest of 14", "A group of similar areas.")
    csp("undo")
    assert csp("status", "--json").document["digest"] == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Area,Rate,% change\nMedway,96.6,-3\nBolton,1O4,-6\nBury,95,1", "row 3, column B (Rate)"),
        ("Area,Rate,% change\nMedway,96.6,-3\nMEDWAY,96.6,-3", "row 3: MEDWAY stands in row 2 already"),
        ("Area,One,Other\nMedway,96.6,90\nBolton,104,99", "which column is the value is not clear"),
        ("Medway,96.6,-3\nBolton,104,-6", "there are no headings"),
        ("Area,Rate\nMedway,many", "no row with an area and a figure"),
        ("", "is empty"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_place_and_stores_nothing(
    csp: Csp, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    refused = csp("benchmarking", "import", "table.csv", "--title", TITLE, "--period", "2024-25")
    assert (refused.status, refused.out) == (1, "")
    assert told in refused.err
    assert csp("benchmarking", "show", "--json").document == []


def test_a_database_that_is_sent_brings_its_tables(csp: Csp, tmp_path: Path) -> None:
    csp("benchmarking", "import", of_2025(tmp_path), "--period", "2024-25")
    sent = csp("benchmarking", "show", "crime", "--json").document
    assert main(["--db", "other.db", "--by", "other", "enter", "P3-05", "1372", "--quarter", "2026-27-Q2"]) == 0
    csp("--db", "other.db", "merge", "csp.db")
    assert csp("--db", "other.db", "benchmarking", "show", "crime", "--json").document == sent
