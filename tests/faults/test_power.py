"""Row 2 of the faults: power that goes at any moment, by what strace saw a save write and sync."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.acts import ACTS, FIGURES, SAVED, SAVES, filled
from tests.faults.power import Disk, cuts
from tests.faults.tracing import Acting, Call, needs_strace


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("power") / "before"
    filled(folder)
    return folder


@pytest.fixture(scope="module")
def acting() -> Iterator[Acting]:
    needs_strace()
    with Acting() as opened:
        yield opened


@pytest.fixture(scope="module")
def saving(acting: Acting, before: Path) -> tuple[Path, Sequence[Call]]:
    """Where figures were stored, and by which calls; the folder as it was is beside it."""
    folder = before.with_name("saving")
    shutil.copytree(before, folder)
    calls = acting.calls("saves", folder)
    return folder, [call for call in calls if call.is_in(folder) or call.strings == (SAVED,)]


def values(folder: Path) -> list[str | None]:
    """What stands of the figures that were stored, when the file is opened again; SQLite finds nothing wrong."""
    with closing(sqlite3.connect(folder / "csp.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stands = "SELECT r.value FROM current c JOIN revision r ON r.number = c.revision WHERE c.about = ?"
        return [database.execute(stands, (measure.uid,)).fetchone()[0] for measure in FIGURES[:SAVES]]


def test_a_save_is_said_to_be_stored_once_journal_folder_and_database_are_safe(
    saving: tuple[Path, Sequence[Call]],
) -> None:
    folder, calls = saving
    database, journal = str(folder / "csp.db"), str(folder / "csp.db-journal")
    told = [place for place, call in enumerate(calls) if call.strings == (SAVED,)]
    assert len(told) == SAVES
    for start, end in zip([0, *told], told, strict=False):
        save = [(call.name.removeprefix("fdata").removeprefix("f"), call.file) for call in calls[start:end]]
        changed = max(place for place, one in enumerate(save) if one == ("pwrite64", database))
        first = save.index(("pwrite64", database))
        assert ("sync", journal) in save[:first], "what the journal holds is safe before the database is touched"
        cut = save.index(("truncate", journal))
        assert ("sync", database) in save[changed:cut], "the database is safe before the journal goes"
        assert ("sync", journal) in save[cut:], "that the journal is gone is safe before a save is said to be stored"
    created = next(place for place, call in enumerate(calls) if call.name == "openat" and b"journal" in call.strings[0])
    first = next(place for place, call in enumerate(calls) if call.file == database and call.name == "pwrite64")
    synced = [call.file for call in calls[created:first] if call.name.endswith("sync")]
    assert str(folder) in synced, "the journal's name is safe before the database is touched"


def test_a_power_cut_at_any_moment_loses_nothing_that_was_said_to_be_stored(
    saving: tuple[Path, Sequence[Call]], before: Path, tmp_path: Path
) -> None:
    folder, calls = saving
    was, told = values(before), 0
    for call, folders in cuts(Disk(before, folder), calls, tmp_path, times=4):
        told += call.strings == (SAVED,)
        expected = [[*(str(100 + done) for done in range(count)), *was[count:]] for count in (told, told + 1)]
        for left in folders:
            found = values(left)
            assert found in expected, f"after {told} saves, a cut at {call.name} {call.nth} left {found}"
            shutil.rmtree(left)
    assert told == SAVES


@pytest.mark.parametrize("act", ["create", "export", "backup"])
def test_a_new_file_is_safe_before_it_takes_its_name_and_so_is_the_name_before_it_is_told(
    acting: Acting, act: str, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    ACTS[act].prepared(folder)
    calls = [call for call in acting.calls(act, folder) if call.is_in(folder)]
    named = next(place for place, call in enumerate(calls) if call.name.startswith(("rename", "link")))
    draft, target = (Path(os.fsdecode(name)) for name in calls[named].strings)
    last = max(place for place, call in enumerate(calls) if call.file == str(draft) and "write" in call.name)
    assert any(call.file == str(draft) and call.name.endswith("sync") for call in calls[last:named])
    assert any(call.file == str(target.parent) and call.name.endswith("sync") for call in calls[named:])
