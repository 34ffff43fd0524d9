"""Hundreds of returns in one merge: what it holds in memory, where it puts the rest, and that nothing is lost there."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from csp_tui.desk.merging import STORING, merge, merges, plan_merge
from csp_tui.desk.opening import Desk
from csp_tui.desk.reading import digest
from csp_tui.domain.numbers import Figure, Qualifier
from csp_tui.domain.statements import Blank, Statement
from csp_tui.returns.records import Return, ReturnKind
from csp_tui.storage import ledger, spooling
from csp_tui.storage.contents import said_hash
from csp_tui.storage.errors import DiskFull
from csp_tui.storage.records import Content, Origin, Received, Subject
from csp_tui.storage.spooling import Spool, flat_of
from tests.merge.building import FIRES, KFRS, PLAN, id_of, item, made, program, value

ROWS = [measure for measure in PLAN.measures if measure.is_figure][:40]
A_RETURN = 12_000  # bytes that one more return of 40 rows may take


def many(count: int) -> Iterator[Return]:
    """Returns of as many senders, each different, made as they are asked for and held by nobody else."""
    for number in range(count):
        items = (item(measure, number * 100 + place) for place, measure in enumerate(ROWS))
        yield program(*items, sender=f"sender {number}")


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put aside lies in a file from the first return on."""
    monkeypatch.setattr(spooling, "_IN_MEMORY", 1)


class _StoppedError(Exception):
    """What the merge is given to do ends here."""


@pytest.mark.usefixtures("on_disk")
def test_a_merge_of_more_returns_holds_hardly_more_of_them_until_it_stores_them(desk: Desk) -> None:
    def held(count: int) -> int:
        def stop_at_storing(text: str, _done: int, _all: int) -> None:
            if text == STORING:
                raise _StoppedError

        tracemalloc.start()
        with pytest.raises(_StoppedError):
            merge(desk, many(count), progress=stop_at_storing)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    held(2)  # what is made once is there
    assert (held(40) - held(10)) / 30 < A_RETURN


@pytest.mark.usefixtures("on_disk")
def test_what_is_put_aside_is_read_again_as_it_was() -> None:
    stated = Statement(
        Figure(Decimal("63.80"), Qualifier.BELOW),
        period_from=date(2026, 7, 1),
        provisional=False,
        reason="näher \ud83d",
    )
    contents: list[tuple[str, Content]] = [
        ("statement", stated),
        ("statement", Statement(blank=Blank.LATE, reason="late")),
        ("statement", None),
        ("patterns", "More on Fridays."),
    ]
    at, spool = datetime(2026, 11, 21, 9, 30, tzinfo=UTC), Spool()
    given = [
        Received(
            f"{number:064x}",
            said_hash(content),
            Subject("fires", "2026-27-Q2", "", field),
            content,
            KFRS,
            "sender",
            frozenset(["a", "b"]),
            "Jo",
            at,
            Origin("a.xlsx", "Return", "F9"),
            sequence=2,
            raised=1,
            item="item",
        )
        for number, (field, content) in enumerate(contents)
    ]
    portions = [spool.put([flat_of(one)]) for one in given]
    assert [spool.get(portion)[0].received for portion in reversed(portions)] == given[::-1]
    assert str(spool.get(0)[0].received.content.value) == str(stated.value)  # type: ignore[union-attr]


@pytest.mark.usefixtures("on_disk")
def test_where_nothing_can_be_put_aside_that_is_said_and_nothing_is_taken_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    before = digest(desk)
    with pytest.raises(DiskFull, match=r"no room to put aside what was read .*, so nothing was taken in; make room"):
        merge(desk, many(2))
    assert (digest(desk), merges(desk)) == (before, ())


def test_results_stand_in_one_order_whichever_files_a_database_names(desk: Desk) -> None:
    sent = made(
        item(FIRES, 1, sender="one"), item("P3-05", 2, sender="two"), kind=ReturnKind.DATABASE, form="", sender="x"
    )
    first, second = (
        replace(one, origin=Origin(file, "Return", "F9")) for one, file in zip(sent.items, "ac", strict=True)
    )
    files = [
        replace(sent, file="db", items=(second, first)),
        program(item(FIRES, 3), file="b"),
        program(item(FIRES, 4), file="d"),
    ]
    told = plan_merge(desk, files).items
    assert [one.file for one in told] == ["a", "b", "c", "d"]
    assert [told[place].file for place in (3, 0, -2)] == ["d", "a", "c"]
    assert told[1:] == list(told)[1:]


def test_what_two_files_say_is_carried_once_from_the_earlier_return_however_far_apart_they_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_AT_ONCE", 1)  # as if a thousand others came between
    late, early = (program(item(FIRES, 1), sequence=number, file=f"{number}.xlsx") for number in (3, 2))
    merge(desk, [late, early])
    merge(desk, [program(item(FIRES, 2), sequence=1)])  # had it come as the first, this would be no older one
    assert value(desk, FIRES) == 1
    assert id_of(late) == id_of(early)
    assert desk.store.current_is_sound("medway")
