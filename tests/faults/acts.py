"""What the program does that must be whole or not at all, each as an act in a folder; run as a program it does them.

`python -m tests.faults.acts` reads lines of an act, a folder and strace's words, and does each in a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from csp_tui.desk import entering
from csp_tui.desk.configuring import change_setting
from csp_tui.desk.copying import BY_HAND, back_up, backups, restore
from csp_tui.desk.exporting import export_pack
from csp_tui.desk.forms import issue_forms
from csp_tui.desk.issuing import issue, packs, write_again
from csp_tui.desk.merging import merge, merges
from csp_tui.desk.opening import Desk, open_desk
from csp_tui.desk.reading import digest, open_book, status
from csp_tui.domain.entries import Entry
from csp_tui.domain.measures import Kind
from csp_tui.storage.store import open_store
from tests.faults.tracing import watched
from tests.merge.building import PLAN, Q2, item, program
from tests.storage.test_released_versions import as_given_out

SAVED = b"saved"
TODAY = date(2026, 11, 21)
SAVES = 3  # of the act that stores one figure after the other
FIGURES = tuple(one for one in PLAN.measures if one.kind is Kind.COUNT and len(one.suppliers) == 1)
RETURNS = tuple(
    program(*(item(measure, (number + place) % 7) for place, measure in enumerate(FIGURES[:12])), sender=f"s{number}")
    for number in range(6)
)


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """The desk on the folder's database."""
    with open_desk(str(folder / "csp.db"), by="Ann", today=TODAY) as desk:
        yield desk


def enter(desk: Desk, typed: str, place: int = 0) -> None:
    """Store a figure."""
    entering.enter(desk, open_book(desk, Q2), FIGURES[place], None, Entry(value=typed))


def filled(folder: Path) -> None:
    """A database with a few figures, whose files go into the folder `out`."""
    folder.mkdir()
    with opened(folder) as desk:
        change_setting(desk, "exports", str(folder / "out"))
        for place in range(6):
            enter(desk, str(10 + place), place)


def exported(folder: Path) -> None:
    """The same, with a workbook where the draft pack goes."""
    filled(folder)
    (folder / "out").mkdir()
    with zipfile.ZipFile(folder / "out" / "medway-2026-27-Q2-draft.xlsx", "w") as old:
        old.writestr("old", bytes(50_000))


def nothing(folder: Path) -> None:
    """A folder without a database."""
    folder.mkdir()


def save(folder: Path) -> None:
    """Store a figure."""
    with opened(folder) as desk:
        enter(desk, "100")


def save_several(folder: Path) -> None:
    """Store figures one after the other, and say of each that it is stored, as a screen does."""
    with opened(folder) as desk:
        for number in range(SAVES):
            enter(desk, str(100 + number), place=number)
            with Path(os.devnull).open("wb", buffering=0) as told:
                told.write(SAVED)


def take_in(folder: Path) -> None:
    """Merge some returns, with the backup that goes before."""
    with opened(folder) as desk:
        if len(merges(desk)) == 0:
            merge(desk, RETURNS)


def export(folder: Path) -> None:
    """Write the draft pack over the one that is there."""
    with opened(folder) as desk:
        export_pack(desk, Q2, folder / "out")


def issue_pack(folder: Path) -> None:
    """Issue the quarter's pack, or write it again where it is issued."""
    with opened(folder) as desk:
        if status(desk, Q2).closed:
            write_again(desk, packs(desk)[-1].pack.id, folder / "out")
        else:
            issue(desk, Q2, folder / "out")


def write_form(folder: Path) -> None:
    """Write a partner's form and put it on record."""
    with opened(folder) as desk:
        issue_forms(desk, Q2, folder / "out", partner="KFRS")


def back_up_now(folder: Path) -> None:
    """Copy the database, where there is no copy yet."""
    with opened(folder) as desk:
        if not backups(desk):
            back_up(desk)


def backed_up(folder: Path) -> None:
    """A database that has changed since it was copied."""
    filled(folder)
    back_up_now(folder)
    with opened(folder) as desk:
        enter(desk, "99")


def go_back(folder: Path) -> None:
    """Restore the copy that was made by hand."""
    with opened(folder) as desk:
        restore(desk, next(one.path for one in backups(desk) if one.reason == BY_HAND))


def of_first_release(folder: Path) -> None:
    """A database as the first version that was given out left it."""
    folder.mkdir()
    as_given_out("0.1.0", folder)


def open_it(folder: Path) -> None:
    """Open the database; an older one is brought to this version by that."""
    with opened(folder):
        pass


def create(folder: Path) -> None:
    """Make a database where there is none."""
    open_store(folder / "csp.db").close()


def seen_in(folder: Path) -> object:
    """What a user would see of the database: nothing, or all that must be as before or as after, and nothing else."""
    if not (folder / "csp.db").exists():
        return None
    with opened(folder) as desk:
        taken_in = sum(merge.active for merge in merges(desk))
        return digest(desk), taken_in, tuple(one.pack.id for one in packs(desk)), status(desk, Q2).closed


class Act(Struct, frozen=True):
    """How a folder is before, and what is done in it; done again, it completes what was begun."""

    prepared: Callable[[Path], None]
    done: Callable[[Path], None]


ACTS: Mapping[str, Act] = {
    "save": Act(filled, save),
    "create": Act(nothing, create),
    "merge": Act(filled, take_in),
    "export": Act(exported, export),
    "form": Act(filled, write_form),
    "issue": Act(exported, issue_pack),
    "backup": Act(filled, back_up_now),
    "migration": Act(of_first_release, open_it),
    "restore": Act(backed_up, go_back),
}


def whole(path: Path) -> bool:
    """Whether a workbook can be unpacked and each of its parts has the sum that it should have."""
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None


_LOADED_LATER = (
    "csp_tui.packs.writing",
    "csp_tui.packs.workbook",
    "csp_tui.returns.form",
    "csp_tui.storage.keeping_packs",
    "csp_tui.storage.ledger",
    "csp_tui.storage.migrations",
    "csp_tui.storage.older",
    "csp_tui.storage.restoring",
    "sqlalchemy.dialects.sqlite",
)


def _in_a_process_of_its_own(act: str, folder: Path, strace: list[str]) -> str:
    wait, go = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(go)
        if sys.platform == "linux":  # some systems let only parents look at a process, unless it allows others
            ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1))
        os.read(wait, 1)  # until strace looks
        try:
            (save_several if act == "saves" else ACTS[act].done)(folder)
        except BaseException:  # noqa: BLE001 - the child must end here, whatever happened
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(wait)
    if strace:
        with watched(process, strace):
            os.close(go)
            _, ended = os.waitpid(process, 0)
    else:
        os.close(go)
        _, ended = os.waitpid(process, 0)
    return "killed" if os.WIFSIGNALED(ended) else "failed" if os.WEXITSTATUS(ended) else "done"


def main() -> None:
    """Do the acts that are asked for, one line each, until there are no more."""
    for module in _LOADED_LATER:  # now, once for all of them
        import_module(module)
    for line in sys.stdin:
        act, folder, *strace = line.rstrip("\n").split("\t")
        print(_in_a_process_of_its_own(act, Path(folder), strace), flush=True)


if __name__ == "__main__":
    main()
