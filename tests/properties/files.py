"""Generated returns: a few senders and forms that speak of a few figures, on bases that may or may not be there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from csp_tui.desk.opening import Desk, open_desk
from csp_tui.returns.records import Emptied, Return, ReturnedItem
from csp_tui.storage.records import Origin
from tests.merge.building import KFRS, PLAN, figure, id_of, item, made, program, unknown_row

MEASURES = tuple(PLAN.measure(id) for id in ("P1-01.fires", "P1-01.derelict", "P3-05"))


@contextmanager
def desk_on_copy(empty: Path) -> Iterator[Desk]:
    """A desk on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "csp.db"
        shutil.copy(empty, path)
        with open_desk(str(path), by="Ann", today=date(2026, 11, 21)) as desk:
            yield desk


@st.composite
def returns(draw: st.DrawFn) -> list[Return]:
    """Between one and seven different files, each based on whatever earlier ones say."""
    files: list[Return] = []
    for number in range(draw(st.integers(1, 7))):
        read = draw(_return(files, number))
        if all((read.form, read.content_hash) != (other.form, other.content_hash) for other in files):
            files.append(read)
    return files


@st.composite
def _return(draw: st.DrawFn, before: Sequence[Return], number: int) -> Return:
    places = draw(st.sets(st.integers(0, len(MEASURES) - 1), min_size=1))
    file = f"{number}.xlsx"
    who = draw(st.sampled_from(["laptop", "copy", "form-1", "form-2", "form-3"]))
    others = ("",) if who.startswith("form") else ("", "", "form-3")  # what a program had merged of a form it repeats
    items = [draw(_item(before, place, others)) for place in sorted(places)]
    if who.startswith("form"):
        emptied = draw(st.lists(_emptied(before), max_size=1))
        unknown = draw(st.lists(st.builds(unknown_row, st.sampled_from(["x", "y"]), value=st.just("3")), max_size=1))
        partner = KFRS if who == "form-1" else None  # a form is for the same people each time it comes back
        return made(*items, form=who, file=file, partner=partner, emptied=emptied, unknown=unknown)
    return program(*items, sender=who, sequence=draw(st.integers(1, 3)), file=file)


@st.composite
def _item(draw: st.DrawFn, before: Sequence[Return], place: int, senders: Sequence[str]) -> ReturnedItem:
    """A figure, the same, or a withdrawal, based on nothing or on up to two statements of the same measure.

    Said by one of these senders, '' for whoever sends it.
    """
    measure = MEASURES[place]
    said = [id_of(read, i) for read in before for i, one in enumerate(read.items) if one.subject.about == measure.uid]
    bases = draw(st.sets(st.sampled_from(said), max_size=2)) if said else set()
    content = draw(st.sampled_from([figure(1), figure("1.0"), figure(2), figure(3), None]))
    return item(measure, content, bases=sorted(bases), sender=draw(st.sampled_from(senders)))


@st.composite
def _emptied(draw: st.DrawFn, before: Sequence[Return]) -> Emptied:
    known = [(read, i) for read in before for i in range(len(read.items))]
    if not known:
        return Emptied(item(MEASURES[0], 1).subject, Origin("e.xlsx"), "P1-01.fires", "0" * 64)
    read, place = draw(st.sampled_from(known))
    return Emptied(read.items[place].subject, Origin("e.xlsx"), read.items[place].measure, id_of(read, place))


@st.composite
def batches(draw: st.DrawFn, files: Sequence[Return]) -> list[list[Return]]:
    """The same files in any order, in batches of any size, some of them more than once."""
    again = draw(st.lists(st.sampled_from(files), max_size=2))
    shuffled = draw(st.permutations([*files, *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(shuffled)), max_size=4)) | {len(shuffled)})
    return [list(shuffled[start:end]) for start, end in zip([0, *cuts], cuts, strict=False)]
