"""How what lies in a folder is read: databases as returns, and one bad file beside good ones."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from csp_tui.domain.numbers import Figure
from csp_tui.domain.statements import Statement
from csp_tui.returns.reading import read_returns
from csp_tui.returns.records import Refused, Return, ReturnKind
from csp_tui.storage.records import Draft, Subject
from csp_tui.storage.store import open_store
from tests.returns.building import POLICE, the_plan, three_filled


def test_a_database_is_read_as_a_return_for_each_quarter_with_all_that_counts(tmp_path: Path) -> None:
    asb = the_plan().by_id["P1-01.total"]
    at = datetime(2026, 10, 1, tzinfo=UTC)

    def statement(number: int, quarter: str = "2026-27-Q2") -> Draft:
        return Draft(Subject(asb.uid, quarter), Statement(value=Figure(Decimal(number))), POLICE)

    with open_store(tmp_path / "kp.db") as store:
        for drafts in ([statement(1)], [statement(2), statement(7, "2026-27-Q1")]):
            store.append("medway", drafts, kind="edit", author="Ann", at=at)
        sender = store.sender
    before, files = (tmp_path / "kp.db").read_bytes(), sorted(path.name for path in tmp_path.iterdir())
    first, second = read_returns([tmp_path], the_plan())
    assert isinstance(first, Return)
    assert isinstance(second, Return)
    assert (str(first.quarter), str(second.quarter)) == ("2026-27-Q1", "2026-27-Q2")
    assert (second.kind, second.sender) == (ReturnKind.DATABASE, sender)
    contents = [item.content for item in second.items]
    assert contents == [statement(1).content, statement(2).content]
    assert second.items[0].bases == ()
    assert second.items[1].bases is not None
    assert len(second.items[1].bases) == 1
    assert {(item.author, item.sender, item.measure) for item in second.items} == {("Ann", sender, "P1-01.total")}
    assert (tmp_path / "kp.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_a_damaged_database_and_one_without_figures_are_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.db"):
        pass
    (tmp_path / "torn.db").write_bytes((tmp_path / "empty.db").read_bytes()[:5000])
    reasons = [read.reason for read in read_returns([tmp_path], the_plan()) if isinstance(read, Refused)]
    assert "without any figure" in reasons[0]
    assert "damaged" in reasons[1]


def test_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    for name in ("a.xlsx", "c.xlsx"):
        (tmp_path / name).write_bytes(three_filled())
    (tmp_path / "b.xlsx").write_bytes(three_filled()[:2000])
    kinds = [type(read).__name__ for read in read_returns([tmp_path], the_plan())]
    assert kinds == ["Return", "Refused", "Return"]
