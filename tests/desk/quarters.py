"""Words for tests of issued quarters: a red quarter, what a pack tells, what comes in late."""

from __future__ import annotations

from pathlib import Path

from csp_tui.desk import entering
from csp_tui.desk.accepting import accept, to_check
from csp_tui.desk.history import import_history
from csp_tui.desk.merging import merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import open_book, status
from csp_tui.desk.telling import gathered
from csp_tui.domain.entries import Entry
from csp_tui.domain.quarters import Quarter
from csp_tui.domain.results import MeasureStatus
from csp_tui.packs.content import PackContent
from tests.merge.building import FIRES, item, program

Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
TOTAL = "P1-01.total"


def enter(desk: Desk, quarter: Quarter, measure: str = TOTAL, **entry: str) -> None:
    found = desk.plan.measure(measure)
    entering.enter(desk, open_book(desk, quarter), found, found.suppliers[0], Entry(**entry))  # type: ignore[arg-type]


def a_red_quarter(desk: Desk, quarter: Quarter = Q2) -> None:
    """8.5% above the rolling year before: red while amber reaches to 5%."""
    enter(desk, quarter, rolling_year="5,208", change="+406")


def told(desk: Desk, quarter: Quarter) -> PackContent:
    return gathered(desk, quarter, lambda *_: None).content


def total_of(desk: Desk, quarter: Quarter, measure: str = TOTAL) -> MeasureStatus:
    found = status(desk, quarter)
    return next(m for i in found.indicators for m in i.measures if m.measure.id == measure)


def send_in(desk: Desk, number: int, *, sender: str = "laptop", sequence: int = 1) -> None:
    """A return for the closed quarter arrives and is accepted as late."""
    merge(desk, [program(item(FIRES, number), sender=sender, sequence=sequence)])
    waiting = to_check(desk, Q2)
    assert waiting
    for one in waiting:
        accept(desk, one.id, "KFRS counted again")


def import_older(desk: Desk, number: str) -> None:
    file = Path(desk.location).with_name("older.csv")
    file.write_text(f"measure,partner,quarter,rolling_year\nP1-01,Kent Police,{Q2.same_last_year},{number}\n")
    import_history(desk, file)
