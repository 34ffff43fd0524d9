"""Rows 7, 8 and 10 of the faults: read-only places, damaged files, and files that are something else."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_tui.storage.errors import CannotOpen, DamagedFile, NoSuchFile, NotOurFile, ReadOnly, StorageError
from csp_tui.storage.guards import connect
from csp_tui.storage.records import Draft, Subject
from csp_tui.storage.store import open_store
from tests.storage.saying import HERE, NOON, QUARTER, figure, say

NOBODY = 65534
posix = pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")


def fill(file: Path) -> None:
    """A database of some pages."""
    drafts = [Draft(Subject(f"measure {n}", QUARTER), figure(str(n))) for n in range(300)]
    with open_store(file) as store:
        store.append(HERE, drafts, kind="history", author="Ann", at=NOON)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    file = tmp_path / "csp.db"
    fill(file)
    return file


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def as_somebody_without_rights(work: Callable[[Path], None], path: Path) -> None:
    """Run in a child process that is not root, which no file mode would stop."""
    child = multiprocessing.get_context("fork").Process(target=_without_rights, args=(work, path))
    with warnings.catch_warnings():
        # A fork and no new interpreter, since Python itself may lie where only root can read. The child starts no
        # thread and waits for none, so what newer Pythons warn of cannot happen.
        warnings.simplefilter("ignore", DeprecationWarning)
        child.start()
    child.join()
    assert child.exitcode == 0


def _without_rights(work: Callable[[Path], None], path: Path) -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    work(path)


@pytest.fixture
def lent() -> Iterator[Path]:
    """A database that anyone may read but not write, where others can reach it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        fill(folder / "csp.db")
        (folder / "csp.db").chmod(0o444)
        yield folder / "csp.db"
        folder.chmod(0o755)


def read_but_not_write(path: Path) -> None:
    with open_store(path) as store:
        assert store.read_only_because is not None
        assert str(path.parent) in store.read_only_because
        assert "read-only" in store.read_only_because
        assert len(store.current(HERE, QUARTER, QUARTER)) == 300
        with pytest.raises(ReadOnly, match="Nothing was stored") as refusal:
            say(store, figure("1"))
        assert store.read_only_because in str(refusal.value)
        store.warm_up()  # what the application does in any case must not fail


@posix
def test_a_read_only_file_opens_for_reading_and_says_so(lent: Path) -> None:
    as_somebody_without_rights(read_but_not_write, lent)


@posix
def test_a_file_in_a_read_only_folder_opens_for_reading_and_says_so(lent: Path) -> None:
    lent.chmod(0o666)
    lent.parent.chmod(0o555)
    as_somebody_without_rights(read_but_not_write, lent)


def find_no_place(path: Path) -> None:
    with pytest.raises(StorageError, match="No database can be made in") as refusal:
        open_store(path.parent / "new.db")
    assert str(path.parent) in str(refusal.value)


@posix
def test_a_new_database_in_a_read_only_folder_is_refused_with_its_sentence(lent: Path) -> None:
    lent.parent.chmod(0o555)
    as_somebody_without_rights(find_no_place, lent)


def truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_in_its_last_page(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 100)


def cut_in_its_header(file: Path) -> None:
    os.truncate(file, 60)


def header_overwritten(file: Path) -> None:
    overwrite(file, 0, b"garbage garbage!")


def header_zeroed(file: Path) -> None:
    overwrite(file, 0, bytes(100))


def first_page_zeroed_after_the_header(file: Path) -> None:
    overwrite(file, 100, bytes(4096 - 100))


def pages_zeroed(file: Path) -> None:
    overwrite(file, 4096 * 9, bytes(4096 * 40))


def free_pages_miscounted(file: Path) -> None:
    """What SQLite reads over, unless it is asked to look at how its pages fit together."""
    overwrite(file, 36, (1).to_bytes(4, "big"))


def overwrite(file: Path, offset: int, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(offset)
        opened.write(content)


DAMAGES = [
    truncated,
    cut_in_its_last_page,
    cut_in_its_header,
    header_overwritten,
    header_zeroed,
    first_page_zeroed_after_the_header,
    pages_zeroed,
    free_pages_miscounted,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_left_as_it_is_and_the_newest_good_backup_offered(
    filled: Path, damage: Callable[[Path], None]
) -> None:
    backups = filled.parent / "backups"
    backups.mkdir()
    stem, day = filled.stem, "2026-11-%d 090000000000.db"
    another, worst, good, oldest = (
        f"{stem} old by hand, {day % 21}",  # of another database in the same folder
        f"{stem} by hand, {day % 20}",
        f"{stem} before a merge, {day % 19}",
        f"{stem} by hand, {day % 18}",
    )
    for name in (good, worst, oldest, another, "other by hand, 2026-11-22 090000000000.db"):
        shutil.copy(filled, backups / name)
    pages_zeroed(backups / worst)
    damage(filled)
    before = contents(filled.parent)
    with pytest.raises(DamagedFile, match="is damaged") as refusal, open_store(filled) as store:
        say(store, figure("1"))
    assert str(filled) in str(refusal.value)
    assert str(backups / good) in str(refusal.value)
    assert contents(filled.parent) == before


def test_a_damaged_file_without_backups_is_still_explained(filled: Path) -> None:
    truncated(filled)
    with pytest.raises(DamagedFile, match="go back to a backup of yours"):
        open_store(filled)


def empty(file: Path) -> None:
    file.touch()


def text(file: Path) -> None:
    file.write_text("Incidents of anti-social behaviour, by ward.\n" * 100, encoding="utf-8")


def short_text(file: Path) -> None:
    file.write_text("naïve", encoding="utf-8")


def workbook(file: Path) -> None:
    Workbook().save(file.with_suffix(".xlsx"))
    file.with_suffix(".xlsx").rename(file)


def pdf(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7\n" + bytes(300))


def another_programs_database(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE cookies (name TEXT)")
    connection.commit()
    connection.close()


def another_programs_database_in_wal_mode(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE cookies (name TEXT)")
    connection.commit()
    connection.close()


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_folder(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (empty, "is empty"),
        (text, "a text file"),
        (short_text, "a text file"),
        (workbook, "an Excel workbook"),
        (pdf, "a PDF"),
        (another_programs_database, "another program's database"),
        (another_programs_database_in_wal_mode, "another program's database"),
        (a_folder, "is a folder"),
        pytest.param(a_pipe, "a device or a pipe", marks=posix),
    ],
)
def test_a_file_that_is_something_else_is_refused_and_nothing_is_created(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    file = tmp_path / "something.db"
    make(file)
    before = contents(tmp_path)
    with pytest.raises(NotOurFile, match=kind) as refusal:
        open_store(file)
    assert str(file) in str(refusal.value)
    assert contents(tmp_path) == before


def test_a_folder_that_is_not_there_is_not_made_for_a_path_that_the_user_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile, match="There is no folder"):
        open_store(tmp_path / "mistyped" / "csp.db")
    assert list(tmp_path.iterdir()) == []


def test_a_path_or_a_name_that_is_too_long_is_refused_for_its_length_and_nothing_is_created(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["folder" * 15] * 5)
    deep.mkdir(parents=True)
    for file, said in ((deep / "csp.db", "is a path of"), (tmp_path / f"{'n' * 200}.db", "has a name of 203 bytes")):
        with pytest.raises(CannotOpen, match=said):
            open_store(file)
    with pytest.raises(CannotOpen, match="and a database can have 504"):
        connect(deep / f"{'n' * 100}.db", mode="ro")
    assert not any(file.is_file() for file in tmp_path.rglob("*"))


def test_a_file_that_is_not_there_is_not_made_when_only_reading_is_asked(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile, match="There is no database"):
        open_store(tmp_path / "csp.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["postgresql://ann:secret@server/csp", "mysql://ann:secret@server/csp"])
def test_a_server_that_cannot_be_used_is_named_without_its_password(address: str) -> None:
    with pytest.raises(StorageError, match="server/csp") as refusal:
        open_store(address)
    assert "secret" not in str(refusal.value)


def test_the_home_of_somebody_who_is_not_there_is_refused() -> None:
    with pytest.raises(StorageError, match="no home folder for ~nobody"):
        open_store("~nobody-of-that-name/csp.db")


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_an_address_without_a_file_is_refused(address: str) -> None:
    with pytest.raises(StorageError, match="names no file"):
        open_store(address)


def test_a_sqlite_address_means_its_file(filled: Path) -> None:
    with open_store(f"sqlite:///{filled}") as store:
        assert store.path == filled
