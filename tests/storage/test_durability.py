from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from csp_tui.storage import guards
from csp_tui.storage.errors import Locked, MovedAway
from csp_tui.storage.records import Subject
from csp_tui.storage.store import Store, open_store
from tests.storage.saying import BURGLARY, HERE, QUARTER, content, figure, say


def test_the_file_is_the_users_own_and_set_to_last(store: Store, file: Path) -> None:
    say(store, figure("1"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes()[18:20] == b"\x01\x01"  # a rollback journal, never WAL
    assert [one.name for one in file.parent.iterdir() if one.stat().st_size] == ["csp.db"]


def test_a_folder_made_for_the_program_is_the_users_own(tmp_path: Path) -> None:
    file = tmp_path / "data" / "csp-tui" / "csp.db"
    with open_store(file, make_folder=True):
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700


def test_programs_that_make_the_same_new_file_at_once_share_the_first_one(file: Path) -> None:
    def sender(_: int) -> str:
        with open_store(file) as store:
            return store.sender

    with ThreadPoolExecutor(4) as programs:
        assert len(set(programs.map(sender, range(4)))) == 1
    assert [one.name for one in file.parent.iterdir() if one.suffix == ".new"] == []


def test_a_save_while_another_writes_waits_then_says_so_and_works_afterwards(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "PATIENCE", 0.3)
    store = open_store(file)
    say(store, figure("1"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked, match=r"csp\.db is being written by another program"):
        say(store, figure("2"))
    assert content(store) == figure("1")
    other.execute("ROLLBACK")
    other.close()
    say(store, figure("2"))
    assert content(store) == figure("2")
    store.close()


def test_a_file_deleted_while_open_refuses_the_save(store: Store, file: Path) -> None:
    say(store, figure("1"))
    file.unlink()
    with pytest.raises(MovedAway, match="moved, replaced or deleted"):
        say(store, figure("2"))


def test_workers_and_the_screen_share_one_store(store: Store) -> None:
    def work(worker: int) -> None:
        for number in range(10):
            say(store, figure(str(number)), by=f"worker {worker}", subject=Subject(f"m{worker}", QUARTER))
            store.current(HERE, QUARTER, QUARTER)

    store.warm_up()
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    assert [one.content for one in store.current(HERE, QUARTER, QUARTER)] == [figure("9")] * 4


def test_two_programs_on_one_file_build_on_each_others_figures(store: Store, file: Path) -> None:
    with open_store(file) as other:
        say(store, figure("1"))
        say(other, figure("2"), by="Bea")
        say(store, figure("3"))
        assert content(other) == figure("3")
        assert len(store.heads(HERE, BURGLARY)) == 1


def test_programs_that_save_at_the_same_moment_wait_for_each_other(file: Path) -> None:
    open_store(file).close()

    def work(program: int) -> None:
        with open_store(file) as mine:
            for number in range(15):
                say(mine, figure(str(number)), by=f"program {program}", subject=Subject(f"m{program}", QUARTER))

    with ThreadPoolExecutor(3) as programs:
        list(programs.map(work, range(3)))
    with open_store(file) as store:
        assert [one.content for one in store.current(HERE, QUARTER, QUARTER)] == [figure("14")] * 3
