"""Tables of areas on record: after an issue, for a measure of the plan, and where two copies differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_tui.desk.benchmarking import Said, edition_named, editions, import_table, take_table
from csp_tui.desk.deciding import conflicts, resolve
from csp_tui.desk.issuing import issue
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import open_book, status
from csp_tui.domain.benchmark_sheet import BenchmarkError
from csp_tui.domain.measures import Polarity
from csp_tui.returns.databases import returns_of_database
from csp_tui.returns.guarding import UnreadableFile
from tests.desk.conftest import TODAY
from tests.desk.quarters import Q2, a_red_quarter, told

TABLE = "Area\tFirst-time entrants per 100,000\t% change\nMedway\t150\t-2\nBolton\t140\t3\nEngland\t145\t-1"
OF_JULY = Said(period="year to July 2026")


@pytest.mark.usefixtures("undrawn")
def test_a_table_that_comes_after_the_issue_is_not_in_what_was_told(desk: Desk, tmp_path: Path) -> None:
    a_red_quarter(desk)
    take_table(desk, TABLE, Said(title="Told", period="2023-24"))
    issue(desk, Q2, tmp_path)
    take_table(desk, TABLE, OF_JULY)
    assert [one.table.title for one in told(desk, Q2).tables] == ["Told"]
    assert [one.title for one in open_book(desk, Q2).tables] == ["Told"]
    assert len(editions(desk)) == 2


def test_a_table_of_a_measure_takes_its_name_unit_and_good_direction(desk: Desk) -> None:
    imported = take_table(desk, TABLE, Said(measure="P4-01", period="2025-26"))
    measure = desk.plan.measure("P4-01")
    table = edition_named(desk, "P4-01").table
    assert (table.title, table.unit, table.about) == (measure.title, measure.unit, measure.uid)
    assert table.polarity is Polarity.LOWER
    assert imported.remarks == ()
    assert status(desk, Q2).totals.received == 0


def test_copies_that_differ_are_shown_side_by_side_and_settled(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with open_desk(str(other), by="Bo", today=TODAY) as copy:
        take_table(copy, TABLE.replace("150", "160"), OF_JULY)
    take_table(desk, TABLE, OF_JULY)
    merge(desk, returns_of_database(other, desk.plan))
    assert editions(desk) == ()
    found = conflicts(desk)[0]
    assert sorted(side.value for side in found.sides)[0].endswith(
        "Medway 150 (-2%), Bolton 140 (3%), England 145 (-1%)"
    )
    side = next(side.side for side in found.sides if "160" in side.value)
    resolve(desk, found.id, take=side, reason="The later release")
    own = editions(desk)[0].table.own
    assert own is not None
    assert own.value == 160


@pytest.mark.parametrize(
    ("held", "error", "said"),
    [
        (b"%PDF-1.7 table", BenchmarkError, "paste its cells"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableFile, "Excel"),
        (b"PK\x03\x04 cut off", UnreadableFile, "damaged"),
        (b"", BenchmarkError, "empty"),
    ],
    ids=["a PDF", "an old workbook", "cut off", "empty"],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    desk: Desk, tmp_path: Path, held: bytes, error: type[Exception], said: str
) -> None:
    file = tmp_path / "table.xlsx"
    file.write_bytes(held)
    with pytest.raises(error, match=said):
        import_table(desk, file)
