"""What a quarter is assessed by: what stands now while it is open, and what stood at its issue once it is closed.

A closed quarter keeps the plan of its pack, its breaks, and the earlier quarters' figures as they then were. Its own
statements are those that stand: they change only by what is accepted as late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from csp_tui.desk.closing import closed_quarters
from csp_tui.desk.opening import Desk
from csp_tui.domain.book import COMMENTARY_FIELDS, HISTORY_QUARTERS
from csp_tui.domain.fields import BENCHMARKING, BREAK, MONTHS, closes
from csp_tui.domain.measures import Plan
from csp_tui.domain.quarters import Quarter
from csp_tui.plans.reading import plan_from_text
from csp_tui.storage.records import STATEMENT, Current, KeptPack, Reopening

ISSUED_KIND = "issued"  # of a pack on record; the other kind is `public`


class Grounds(Struct, frozen=True):
    """What a quarter is assessed by. `pack` is the one that closed it, None while it is open.

    `rows` are all that stands of its own and the earlier quarters, `breaks` the marked changes of recording.
    """

    plan: Plan
    rows: tuple[Current, ...]
    breaks: tuple[Current, ...]
    pack: KeptPack | None = None

    def told(self, quarter: Quarter) -> Iterator[Current]:
        """All that a pack of the quarter is made from, breaks included; what was withdrawn tells nothing."""
        for row in (*self.rows, *self.breaks):
            if row.head is not None and (row.differs or row.head.content is not None) and _is_told(row, quarter):
                yield row


def _is_told(row: Current, quarter: Quarter) -> bool:
    field, of = row.subject.field, row.subject.quarter
    if field in (STATEMENT, MONTHS, BREAK, BENCHMARKING):
        return field in (BREAK, BENCHMARKING) or of >= str(quarter.shifted(-HISTORY_QUARTERS))
    if of == str(quarter):
        return closes(field)
    return of == str(quarter.previous) and field in COMMENTARY_FIELDS  # whether commentary only repeats it


def grounds(desk: Desk, quarter: Quarter, back: int = HISTORY_QUARTERS) -> Grounds:
    """What a quarter is assessed by, `back` quarters deep."""
    pack = pack_closing(desk, quarter)
    if pack is not None:
        return _closed(desk, quarter, pack, back)
    return standing_grounds(desk, quarter, back)


def standing_grounds(desk: Desk, quarter: Quarter, back: int = HISTORY_QUARTERS) -> Grounds:
    """All that stands now of a quarter and those before it, whether or not it is closed."""
    first = str(quarter.shifted(-back))
    rows = desk.store.current(desk.partnership, first, str(quarter))
    tables = desk.store.of_field(desk.partnership, BENCHMARKING)
    rows += (row for row in tables if row.subject.quarter < first)  # years lie between some tables of areas
    return Grounds(desk.plan, tuple(rows), tuple(desk.store.of_field(desk.partnership, BREAK)))


def closed_grounds(desk: Desk, quarter: Quarter, *abouts: str) -> Grounds | None:
    """What a closed quarter is assessed by as far as a few uids go; None for an open one."""
    pack = pack_closing(desk, quarter)
    return None if pack is None else _closed(desk, quarter, pack, HISTORY_QUARTERS, *abouts)


def _closed(desk: Desk, quarter: Quarter, pack: KeptPack, back: int, *abouts: str) -> Grounds:
    """The pack's grounds with the quarter's own statements as they stand, and what is older than the pack reaches."""
    then = grounds_of(desk, pack, *abouts)
    rows = [row for row in then.rows if row.subject.quarter != str(quarter) or row.subject.field == BENCHMARKING]
    now = desk.store.current(desk.partnership, str(quarter), str(quarter))
    rows += (row for row in now if row.subject.field != BENCHMARKING)  # tables come at any time: those told are kept
    if back > HISTORY_QUARTERS:
        before = quarter.shifted(-HISTORY_QUARTERS - 1)
        rows += desk.store.current(desk.partnership, str(quarter.shifted(-back)), str(before))
    return Grounds(then.plan, tuple(rows), then.breaks, pack)


def grounds_of(desk: Desk, pack: KeptPack, *abouts: str) -> Grounds:
    """What a pack was made from, as it then was, its own quarter included; as far as a few uids go if any are named."""
    view = desk.store.view(desk.partnership)
    rows = view.told_by(pack, *abouts)
    return Grounds(
        _plan(view.plan_of(pack)),
        tuple(row for row in rows if row.subject.field != BREAK),
        tuple(row for row in rows if row.subject.field == BREAK),
        pack,
    )


@lru_cache(maxsize=8)
def _plan(text: str) -> Plan:
    return plan_from_text(text, checked=False)


# -- the packs on record ---------------------------------------------------------------------------------------------


def issued_packs(desk: Desk) -> tuple[KeptPack, ...]:
    """Every pack that was issued, oldest first."""
    return tuple(pack for pack in desk.store.view(desk.partnership).packs() if pack.kind == ISSUED_KIND)


def pack_closing(desk: Desk, quarter: Quarter) -> KeptPack | None:
    """The pack by which a quarter is closed; None while it is open, or where another copy holds its pack."""
    id = closed_quarters(desk.store.view(desk.partnership)).get(str(quarter))
    return next((pack for pack in issued_packs(desk) if pack.id == id), None) if id is not None else None


def opened_again(desk: Desk, quarter: Quarter) -> tuple[KeptPack, Reopening] | None:
    """The pack that was issued of a quarter which was opened again since; None where it is closed, or never was."""
    view = desk.store.view(desk.partnership)
    if str(quarter) in closed_quarters(view):
        return None
    issued = [pack for pack in issued_packs(desk) if pack.quarter == str(quarter)]
    again = [one for one in view.reopenings() if one.quarter == str(quarter)]
    return (issued[-1], again[-1]) if issued and again else None


def latest_by_quarter(packs: Iterable[KeptPack]) -> Mapping[Quarter, KeptPack]:
    """The latest pack of each quarter, by quarter; a reopened quarter was told by it all the same."""
    return dict(sorted({Quarter.parse(pack.quarter): pack for pack in packs}.items()))


def last_told(desk: Desk, quarter: Quarter) -> KeptPack | None:
    """The latest pack of the latest quarter up to this one: what readers were told last."""
    found = [pack for of, pack in latest_by_quarter(issued_packs(desk)).items() if of <= quarter]
    return found[-1] if found else None
