"""The receipts of files as people are told them: a question that was answered since is asked no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from csp_tui.desk.opening import Desk
from csp_tui.desk.waiting import open_items
from csp_tui.returns.checking import Reason
from csp_tui.returns.noting import without_question
from csp_tui.storage.records import Item, Receipt


def as_told(desk: Desk, receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """These receipts; where one asked which version of its form counts, with what was said of that since."""
    view = desk.store.view(desk.partnership)
    asked = view.items_because(Reason.CORRECTED)
    if not asked:
        return tuple(receipts)
    waits = {item.id for item in open_items(desk)}
    settled = view.settled([item.id for item in asked])
    return tuple(_told(receipt, [i for i in asked if i.form == receipt.form], waits, settled) for receipt in receipts)


def _told(receipt: Receipt, asked: Sequence[Item], waits: Collection[str], settled: Collection[str]) -> Receipt:
    """`asked` are the questions of its form, of which some wait and some a person has settled."""
    of_this = [item for item in asked if receipt.note.startswith(item.message)]
    if not of_this or any(item.id in waits for item in of_this):
        return receipt
    message = of_this[0].message
    since = " ".join(_since([item for item in of_this if item.id in settled])) if receipt.active else ""
    told = f"{without_question(message)} {since}".rstrip()
    return replace(receipt, note=f"{told}{receipt.note.removeprefix(message)}")


def _since(accepted: Sequence[Item]) -> Iterator[str]:
    if not accepted:
        yield "It was settled since."
    for file in dict.fromkeys(item.origin.file for item in accepted):
        yield f"Since then {file} was said to count."
