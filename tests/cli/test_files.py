"""Commands that take files in and give them out."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.cli.conftest import Csp

COUNTED = (1290, 1315, 1302, 1288, 1304, 1296, 1311, 1299, 1308)
PAST = ("2024-25-Q2", "2024-25-Q3", "2024-25-Q4", "2025-26-Q1", "2025-26-Q2", "2025-26-Q3", "2025-26-Q4", "2026-27-Q1")


def history(folder: Path, left_out: str = "") -> str:
    """Eight past quarters and the one of the examples: a count, and a count at the quarter's end."""
    rows = ["measure,partner,quarter,value"]
    for number, quarter in enumerate((*PAST, "2026-27-Q2")):
        if quarter != left_out:
            rows.append(f"P1-01,Kent Police,{quarter},{COUNTED[number]}")
            rows.append(f"P1-02,Medway Council,{quarter},{30 + number}")
    (folder / "past.csv").write_text("\n".join(rows), encoding="utf-8")
    return "past.csv"


def test_nine_quarters_taken_in_give_years_trend_and_range(csp: Csp, tmp_path: Path) -> None:
    taken = csp("history", "import", history(tmp_path), "--json").document
    assert (taken["rows"], taken["new"], taken["stored"]) == (18, 18, True)
    told = csp("show", "P1-01", "--json").document
    assert (told["compared"], told["comparator"]) == (str(sum(COUNTED[5:9])), str(sum(COUNTED[1:5])))
    assert (told["rolling_quarter"], told["same_quarter_last_year"]) == ("1299", "1304")
    assert (told["trend"], told["trend_against"]) == ("little change", "2025-26-Q2")
    assert told["range"] == "within the usual range"
    assert len(told["series"]) == 9
    assert "the quarter before.\nThis quarter: " in csp("show", "P1-01").out


def test_a_count_at_the_quarters_end_is_never_added_up(csp: Csp, tmp_path: Path) -> None:
    csp("history", "import", history(tmp_path))
    told = csp("show", "P1-02", "--json").document
    assert (told["compared"], told["comparator"]) == ("38", "34")


def test_a_gap_is_named(csp: Csp, tmp_path: Path) -> None:
    csp("history", "import", history(tmp_path, left_out="2025-26-Q1"))
    told = csp("show", "P1-01", "--json").document
    assert told["comparator"] is None
    assert "Q1 2025-26" in told["reason"]


def test_a_dry_run_and_a_bad_row_store_nothing(csp: Csp, tmp_path: Path) -> None:
    file = history(tmp_path)
    before = csp("status", "--json").document["digest"]
    assert csp("history", "import", file, "--dry-run", "--json").document["stored"] is False
    (tmp_path / file).write_text((tmp_path / file).read_text() + "\nP1-01,Kent Police,2024-25-Q1,many")
    refused = csp("history", "import", file)
    assert (refused.status, refused.out) == (1, "")
    assert "row 20" in refused.err
    assert csp("history", "import", "missing.csv").status == 1
    assert csp("status", "--json").document["digest"] == before


def test_what_is_given_out_can_be_taken_in_again(csp: Csp, tmp_path: Path) -> None:
    csp("history", "import", history(tmp_path))
    csp("enter", "P3-05", "about 1,400", "--provisional")
    given = csp("history", "export", "out.csv", "--json").document
    assert given["rows"] == 19
    csp("--db", "copy.db", "history", "import", "out.csv")
    told = csp("--db", "copy.db", "show", "P3-05", "--json").document
    assert (told["value"], told["qualifier"], told["provisional"]) == ("1400", "about", True)


def test_the_draft_pack_holds_the_figures_and_says_what_waits(csp: Csp, tmp_path: Path) -> None:
    csp("enter", "P1-01", "--partner", "Kent Police", "--rolling-year", "5,208", "--change", "+406")
    ran = csp("export", "--json")
    pack = ran.document
    assert ran.status == 3
    assert (pack["draft"], pack["files"]) == (True, [pack["file"]])
    assert pack["digest"] == csp("status", "--json").document["digest"]
    assert any("awaited" in text for text in pack["waiting"])
    file = tmp_path / pack["file"]
    assert file.parent == tmp_path / "exports"
    cells = {cell for row in CalamineWorkbook.from_path(file).get_sheet_by_name("P1").to_python() for cell in row}
    assert {5208, 4802, 406} <= cells


def test_the_pack_goes_where_it_is_asked_to(csp: Csp, tmp_path: Path) -> None:
    told = csp("export", "--out", "packs/november")
    assert str(Path("packs") / "november") in told.out
    assert list((tmp_path / "packs" / "november").glob("*.xlsx"))


def test_a_folder_that_cannot_be_made_is_one_sentence(csp: Csp, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    refused = csp("export", "--out", "taken")
    assert refused.status == 1
    assert refused.err.count("\n") == 1
    assert "taken" in refused.err


def test_the_demonstration_is_marked_as_made_up_and_leaves_your_own_file_alone(csp: Csp, database: Path) -> None:
    database.unlink()
    told = csp("demo", "--out", "look", "--json").document
    assert Path(told["file"]).exists()
    assert not database.exists()
    shown = csp("--db", told["database"], "status", "--json").document
    assert shown["totals"]["awaited"] < 44
    assert all("made up" in headline["text"].casefold() for headline in shown["headlines"].values())


def test_the_demonstration_shows_the_quarter_that_is_asked_for_or_says_why_not(csp: Csp, database: Path) -> None:
    told = csp("demo", "--out", "look", "--quarter", "2026-27-Q1", "--json").document
    assert "Quarter 1, Apr to Jun 2026" in told["sentence"]
    assert '--quarter "2026-27-Q1"' in told["sentence"]
    assert "2026-27-Q1" in Path(told["file"]).name
    nothing = csp("demo", "--out", "other", "--plan", "2024-25")
    assert (nothing.status, nothing.err.count("\n")) == (1, 1)
    assert "measures nothing" in nothing.err
    assert csp("demo", "--out", "other", "--quarter", "2031-32-Q1").status == 1
    assert not (database.parent / "other").exists()


def test_twelve_months_become_four_quarters_that_compare_as_published(csp: Csp, tmp_path: Path, database: Path) -> None:
    readings = (600, 650, 650, 560, 500, 440, 420, 400, 390, 330, 340, 360)
    months = ("Apr-21", "May-21", "Jun-21", "Jul-21", "Aug-21", "Sep-21", "Oct-21", "Nov-21", "Dec-21")
    rows = zip((*months, "Jan-22", "Feb-22", "Mar-22"), readings, strict=True)
    file = tmp_path / "months.csv"
    file.write_text("measure,month,value\n" + "".join(f"P1-01,{month},{count}\n" for month, count in rows))
    taken = csp("history", "import", str(file), "--json").document
    assert (taken["rows"], taken["months"], taken["made"]) == (12, 12, 4)
    told = csp("show", "P1-01", "--json").document
    assert [past["value"] for past in told["series"]] == ["1900", "1500", "1210", "1030"]
    assert list(told["months"].items())[:2] == [("2021-04", "600"), ("2021-05", "650")]
    now, then = (int(told["series"][at]["value"]) for at in (-1, -2))
    change = csp("rate", "--value", str(now), "--comparator", str(then), "--polarity", "lower", "--json").document
    assert (change["change"], change["percent_change"]) == ("-180", "-14.9")
    assert "12 figures of earlier quarters from months.csv, stored as 8 statements" in " ".join(
        csp("merges").out.split()
    )
    (listed,) = csp("merges", "--json").document
    assert (listed["kind"], listed["id"]) == ("history", taken["merge_id"])
    csp("undo-merge", str(taken["merge_id"]))
    assert csp("show", "P1-01", "--json").document["series"] == []


def test_show_tells_what_the_year_was_made_of_beside_what_was_typed(csp: Csp, tmp_path: Path) -> None:
    csp("history", "import", history(tmp_path))
    csp("enter", "P1-01", "1466", "--rolling-year", "5200")
    told = csp("show", "P1-01", "--json").document["made"]["compared"]
    assert told["differs"] is True
    assert [piece["of"] for piece in told["pieces"]][-1] == "2026-27-Q2"
    assert told["typed"] == "5,200"
    assert told["sentence"].startswith("The year to 30 September 2026: Q3 2025-26 ")
    shown = " ".join(csp("show", "P1-01").out.split())
    assert f"The figure: {told['sentence']}" in shown
    assert "Compared with: The year to 30 September 2025: " in shown
