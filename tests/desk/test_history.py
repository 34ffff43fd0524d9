"""Past quarters come in whole or not at all, and go out so that they come in again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from csp_tui.desk import entering
from csp_tui.desk.history import import_history
from csp_tui.desk.history_export import export_history
from csp_tui.desk.history_rows import HistoryError
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book, story
from csp_tui.domain.assessment import assess_measure
from csp_tui.domain.entries import Entry
from csp_tui.domain.errors import UserError
from csp_tui.domain.numbers import Figure, plain
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import Range, Rating, Trend
from tests.desk.conftest import TODAY

Q2 = Quarter.parse("2026-27-Q2")
ASB = [1300, 1150, 1000, 1120, 1340, 1180, 1020, 1150, 1310]  # 2024-25-Q2 ... 2026-27-Q1... oldest first


def quarters(count: int, last: Quarter) -> list[Quarter]:
    return [last.shifted(-i) for i in range(count - 1, -1, -1)]


def csv_of(rows: list[tuple[str, Quarter, object]]) -> str:
    return "measure,quarter,value\n" + "".join(f"{m},{q},{v}\n" for m, q, v in rows)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "past.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_nine_past_quarters_bring_rolling_year_last_year_trend_and_range(desk: Desk, tmp_path: Path) -> None:
    past = quarters(9, Q2.previous)
    import_history(desk, written(tmp_path, csv_of([("P1-01.total", q, v) for q, v in zip(past, ASB, strict=True)])))
    measure = desk.plan.measure("P1-01")
    book = entering.enter(desk, open_book(desk, Q2), measure, None, Entry(value="1,466"))
    found = assess_measure(book, measure)
    assert found.comparison.compared == 1466 + 1310 + 1150 + 1020
    assert found.comparison.comparator == 1180 + 1340 + 1120 + 1000
    assert found.same_quarter_last_year == 1180
    assert found.rolling_quarter == 1310
    assert (found.trend, found.trend_against) == (Trend.WORSENED, Quarter.parse("2025-26-Q2"))
    assert found.range in (Range.USUAL, Range.HIGH)
    assert found.usual is not None


def test_a_gap_is_named_and_nothing_is_rated_over_it(desk: Desk, tmp_path: Path) -> None:
    past = [q for q in quarters(9, Q2.previous) if q != Quarter.parse("2025-26-Q1")]
    import_history(desk, written(tmp_path, csv_of([("P1-01.total", q, 1000) for q in past])))
    measure = desk.plan.measure("P1-01")
    book = entering.enter(desk, open_book(desk, Q2), measure, None, Entry(value="1,466"))
    found = assess_measure(book, measure)
    assert found.rating is Rating.NOT_RATED
    assert "Q1 2025-26" in found.reason


def test_a_snapshot_is_compared_with_a_year_ago_and_never_summed(desk: Desk, tmp_path: Path) -> None:
    rows: list[tuple[str, Quarter, object]] = [("P1-02", q, 40) for q in quarters(9, Q2.previous)]
    import_history(desk, written(tmp_path, csv_of(rows)))
    measure = desk.plan.measure("P1-02")
    found = assess_measure(entering.enter(desk, open_book(desk, Q2), measure, None, Entry(value="36")), measure)
    assert found.comparison.compared == 36
    assert found.comparison.comparator == 40


def test_a_dry_run_says_what_would_happen_and_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of([("P3-05", Quarter.parse("2025-26-Q4"), 1300)]))
    before = digest(desk)
    assert "Nothing was stored" in import_history(desk, file, dry_run=True).sentence
    assert digest(desk) == before
    assert import_history(desk, file).new == 1
    assert import_history(desk, file).unchanged == 1


def test_an_import_is_taken_back_in_one_step(desk: Desk, tmp_path: Path) -> None:
    before = digest(desk)
    import_history(desk, written(tmp_path, csv_of([("P3-05", q, 1300) for q in quarters(8, Q2.previous)])))
    assert digest(desk) != before
    entering.undo(desk)
    assert digest(desk) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("measure,quarter,value\nP3-05,2025-26-Q4,1300\nP3-05,2026-27-Q1,12e3\n", "row 3, column value"),
        ("measure,quarter,value\nP9-05,2025-26-Q4,1300\n", "row 2, column measure"),
        ("measure,quarter,value\nP3-05,2025-27-Q4,1300\n", "row 2, column quarter"),
        ("measure,quarter,value,partner\nP3-05,2025-26-Q4,1300,KFRS\n", "row 2, column partner"),
        ("measure,quarter,value\nP3-05,2025-26-Q4,13\nP3-05.adults,2025-26-Q4,14\n", "stands in row 2 already"),
        ("measure,value\nP3-05,13\n", 'no column "quarter"'),
        ("measure,quarter,value,colour\nP3-05,2025-26-Q4,13,red\n", '"colour" that is not known'),
        ("measure,quarter,value\nP3-05,2025-26-Q4,1,416\n", 'row 2: "416" stands under no heading'),
        ("measure,quarter,value,Value\nP3-05,2025-26-Q4,1416,1400\n", 'two columns "value"'),
        ("measure,quarter,value,,\nP3-05,2025-26-Q4,1416,,note\n", 'row 2: "note" stands under no heading'),
        ("measure,quarter,value\n\n\nP3-05,2025-26-Q4,12e3\n", "row 4, column value"),
        ("P\0K", "not a text file"),
    ],
)
def test_a_file_with_one_fault_is_refused_whole_naming_the_place(
    desk: Desk, tmp_path: Path, text: str, says: str
) -> None:
    before = digest(desk)
    with pytest.raises(UserError, match=says):
        import_history(desk, written(tmp_path, text))
    assert digest(desk) == before


@pytest.mark.parametrize(
    "text",
    [
        "measure;quarter;value\nP3-05;2025-26-Q4;1,416\n",
        "measure\tquarter\tvalue\nP3-05\t2025-26-Q4\t1,416\n",
        "\n\nmeasure,quarter,value,,\n,,,,\nP3-05,2025-26-Q4,1416,,\n\n",
        'measure,quarter,value\rP3-05,2025-26-Q4,"1,416"\r',
        "\ufeffMeasure,QUARTER, value \r\nP3-05,2025-26-Q4,1416\r\n",
    ],
    ids=["semicolons", "tabs", "blank lines and columns", "lines of an old Mac", "byte order mark"],
)
def test_what_spreadsheets_of_all_sorts_write_is_read(desk: Desk, tmp_path: Path, text: str) -> None:
    file = tmp_path / "past.csv"
    file.write_bytes(text.encode())
    import_history(desk, file)
    stated = open_book(desk, Quarter.parse("2025-26-Q4")).stated(desk.plan.measure("P3-05"), "Public Health")
    assert stated is not None
    assert stated.statement.value == Figure(Decimal(1416))


def test_an_import_of_what_is_there_already_promises_no_undo(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of([("P3-05", Quarter.parse("2025-26-Q4"), 1300)]))
    assert import_history(desk, file).sentence.startswith("1 figure for Q4 2025-26 taken in: 1 new")
    again = import_history(desk, file)
    assert not again.stored
    assert again.sentence.endswith("There was nothing to store.")


def test_a_missing_file_is_named(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        import_history(desk, tmp_path / "gone.csv")


def test_what_goes_out_comes_in_again_unchanged(desk: Desk, tmp_path: Path) -> None:
    for measure, entry in (
        ("P3-05", Entry(value="about 1,400", area="=Medway", provisional=True)),
        ("P3-07", Entry(numerator="51", denominator="80", extracted="2026-10-02")),
        ("P2-08", Entry(value="at risk")),
        ("P1-14", Entry(blank="not-published")),
        ("P1-01", Entry(rolling_year="5,208", change="406", period_to="2026-08-31")),
    ):
        entering.enter(desk, open_book(desk, Q2), desk.plan.measure(measure), None, entry)
    out = tmp_path / "out" / "history.csv"
    assert export_history(desk, out).rows == 5
    with open_desk(str(tmp_path / "other.db"), by="Ann", today=TODAY) as other:
        assert import_history(other, out).rows == 5
        ours, theirs = open_book(desk, Q2), open_book(other, Q2)
        for known in desk.plan.measures:
            mine, yours = ours.stated(known, known.suppliers[0]), theirs.stated(known, known.suppliers[0])
            assert (mine and mine.statement) == (yours and yours.statement), known.id


def test_the_database_is_not_written_over_with_what_it_holds(desk: Desk, database: Path) -> None:
    before = database.read_bytes()
    with pytest.raises(HistoryError, match="the database itself"):
        export_history(desk, database, replace=True)
    assert database.read_bytes() == before


def test_what_is_there_already_is_replaced_only_where_so_asked(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(HistoryError, match=r"precious\.txt is there already, and is left alone.*--replace"):
        export_history(desk, tmp_path / "precious.txt")
    with pytest.raises(HistoryError, match="is a folder; name a file in it"):
        export_history(desk, tmp_path, replace=True)
    assert (tmp_path / "precious.txt").read_text() == "mine"
    export_history(desk, tmp_path / "precious.txt", replace=True)
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8-sig").startswith("measure,")


def test_the_months_of_a_year_as_quarters_compare_as_published(desk: Desk, tmp_path: Path) -> None:
    year = [Quarter(2021, n) for n in (1, 2, 3, 4)]
    rows: list[tuple[str, Quarter, object]] = [
        ("P1-01", q, v) for q, v in zip(year, (1900, 1500, 1210, 1030), strict=True)
    ]
    import_history(desk, written(tmp_path, csv_of(rows)))
    told = story(desk, Q2, desk.plan.measure("P1-01")).quarters
    assert told[-1].rolling_quarter == 1210
    assert plain(told[-1].series[-1][1] - told[-1].series[-2][1]) == "-180"
